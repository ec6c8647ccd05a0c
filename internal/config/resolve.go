package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
)

// Load is Resolve with the profile that the flags, the environment or the file at path
// name. A demo reads no file, nor does an address that is given without a profile.
func Load(flags Source, lookup func(name string) string, path string) (Settings, error) {
	env := ReadEnv(lookup)
	if flags.Demo() {
		return Resolve(flags, nil, env)
	}
	name, err := profileName(flags, env)
	if err != nil {
		return Settings{}, err
	}
	var profile Source
	if name != "" || !flags.gives("url") && !env.gives("url") {
		file, err := ReadFile(path)
		if err != nil {
			return Settings{}, err
		}
		if profile, err = file.Find(name); err != nil {
			return Settings{}, err
		}
	}
	return Resolve(flags, profile, env)
}

// profileName returns the profile that is asked for by name. An address beside it
// would mix two platforms, so one of the two has to go.
func profileName(flags, env Source) (string, error) {
	switch {
	case flags.gives("profile") && flags.gives("url"):
		return "", errors.New("--profile and --url both say where to connect: leave out one of them")
	case flags.gives("profile"):
		return flags.text("profile"), nil
	case flags.gives("url"):
		return "", nil
	case env.gives("profile") && env.gives("url"):
		return "", errors.New("BANYAN_PROFILE and BANYAN_URL both say where to connect: unset one of them, or give --profile or --url")
	}
	return env.text("profile"), nil
}

// Resolve settles the settings: what a flag says goes before what the environment
// says, that before the profile, and that before the default. The profile is empty where
// none is used. It returns an *Error for the first thing that cannot work.
//
// With a profile the environment says nothing of the platform but a password and a token,
// which no profile holds: no address, user or label of one is mixed with another's.
//
// A demo takes nothing of a platform: neither a token nor a label of a live one reaches it.
func Resolve(flags, profile, env Source) (Settings, error) {
	var s Settings
	l, table := layers{flags: flags, env: env, profile: profile, demo: flags.Demo()}, Table()
	for _, setting := range table {
		if l.demo && setting.isOfPlatform() && setting.Flag != Unflagged && l.flags.gives(setting.Name) {
			return Settings{}, refuse(setting.Name, "--demo connects to nothing else: leave out --%s, or leave out --demo", setting.Name)
		}
		text, inProfile := l.text(setting)
		if text == "" {
			continue
		}
		read := setting.read
		if inProfile {
			read = setting.readProfile
		}
		if err := read(&s, text); err != nil {
			return Settings{}, l.located(err, inProfile)
		}
	}
	l.complete(&s)
	if l.usesProfile() && s.URL == "" {
		return Settings{}, refuse("profile", "profile %s has no address: give it url: https://HOST", s.Profile)
	}
	for _, setting := range table {
		if l.demo && setting.isOfPlatform() {
			continue
		}
		if err := setting.checkIn(s); err != nil {
			_, inProfile := l.text(setting)
			return Settings{}, l.located(err, inProfile)
		}
	}
	return s, nil
}

// layers are the sources of settings. A demo has no profile.
type layers struct {
	flags, env, profile Source
	demo                bool
}

// text returns the text that is given for a setting, empty where there is none, and
// whether it comes from the profile.
func (l layers) text(s Setting) (text string, inProfile bool) {
	switch {
	case l.demo && s.isOfPlatform():
		return "", false
	case l.flags.gives(s.Name):
		return l.flags.text(s.Name), false
	case l.env.gives(s.Name) && (!s.platform || !l.demo && (s.Secret || !l.usesProfile())):
		return l.env.text(s.Name), false
	case l.profile.gives(s.Name):
		return l.profile.text(s.Name), true
	}
	return s.Default, false
}

// located says of an error in which profile its cause stands, if in any.
func (l layers) located(err error, inProfile bool) error {
	refused, ok := errors.AsType[*Error](err)
	if !inProfile || !ok {
		return err
	}
	return refuse(refused.Setting, "profile %s: %s", l.profile.text("profile"), refused.Text)
}

func (l layers) usesProfile() bool { return l.profile.gives("profile") }

// complete fills in what depends on more than one setting.
func (l layers) complete(s *Settings) {
	s.Profile = l.profile.text("profile")
	if s.Color == ColorAuto && l.env.gives("color") {
		s.Color = ColorNever
	}
	if l.demo {
		s.Label = demoLabel
	}
	switch {
	case s.Auth != "":
	case s.Token.IsSet():
		s.Auth = Bearer
	case s.API == Odin:
		s.Auth = Password
	case s.isOfCore():
		s.Auth = Core
	default:
		s.Auth = Cookie
	}
}

// Source is what one source says: the flags of a command line, the environment, or a
// profile. It holds the text of each setting that the source gives, by the setting's name,
// as a Secret because a password may be among them. The zero value says nothing.
type Source map[string]Secret

// Set notes the text of a setting. An empty text of a word gives nothing. It returns an
// error for a text that cannot be read as the setting's kind.
func (s *Source) Set(name, text string) error {
	setting, known := find(func(s Setting) bool { return s.Name == name })
	if !known {
		return fmt.Errorf("no setting is called %s", name)
	}
	if text == "" && setting.Kind() == Text {
		return nil
	}
	if err := setting.set(&Settings{}, text); err != nil {
		return err
	}
	s.put(name, text)
	return nil
}

func (s *Source) put(name, text string) {
	if *s == nil {
		*s = Source{}
	}
	(*s)[name] = NewSecret(text)
}

// Demo reports whether s asks for a demo.
func (s Source) Demo() bool {
	on, _ := parseSwitch(s.text("demo")) // Set has refused what is neither true nor false
	return on
}

func (s Source) gives(name string) bool { return s[name].IsSet() }

func (s Source) text(name string) string { return s[name].Reveal() }

// With returns what s and another source say, that of the other where both do.
func (s Source) With(other Source) Source {
	both := maps.Clone(s)
	if both == nil {
		both = Source{}
	}
	maps.Copy(both, other)
	return both
}

// OfAny returns what s says of any platform: neither which one, nor that edits may be saved on it.
func (s Source) OfAny() Source {
	out := maps.Clone(s)
	for _, setting := range Table() {
		if setting.platform || setting.Name == "demo" || setting.Name == "write" {
			delete(out, setting.Name)
		}
	}
	return out
}

// IsOfPlatform reports whether a variable of the environment describes one platform.
func IsOfPlatform(variable string) bool {
	s, known := find(func(s Setting) bool { return s.Env == variable })
	return known && variable != "" && s.platform
}

// ReadEnv reads the environment through lookup, which returns "" for a variable that is
// not set, as os.Getenv does.
func ReadEnv(lookup func(name string) string) Source {
	env := Source{}
	for _, s := range Table() {
		if s.Env == "" {
			continue
		}
		if value := lookup(s.Env); value != "" {
			env.put(s.Name, cmp.Or(s.envMeans, value))
		}
	}
	return env
}
