package config

import "errors"

// Resolve settles the settings: what a flag says goes before what the environment
// says, that before the profile, and that before the default. The profile is empty where
// none is used. It returns an *Error for the first thing that cannot work.
//
// With a profile the environment says nothing of the platform, so that no address, user
// or label of one is mixed with another's; only a password and a token, which no profile
// holds, still come from there.
//
// A demo takes nothing of a platform: neither does a token of a live one reach the demo
// nor a label of one its header.
func Resolve(flags, profile, env Source) (Settings, error) {
	s, err := layers{flags: flags, env: env, profile: profile, demo: flags.Demo()}.settle()
	if err != nil {
		return Settings{}, err
	}
	return s, nil
}

// layers are the sources of settings. A demo has no profile.
type layers struct {
	flags, env, profile Source
	demo                bool
}

func (l layers) settle() (s Settings, err error) {
	table := Table()
	for _, setting := range table {
		if l.demo && setting.isOfPlatform() && setting.Flag != Unflagged && l.flags.gives(setting.Name) {
			return s, refuse(setting.Name, "--demo connects to nothing else: leave out --%s, or leave out --demo", setting.Name)
		}
		text, inProfile := l.text(setting)
		read := setting.read
		if inProfile {
			read = setting.readProfile
		}
		if text == "" {
			continue
		}
		if err := read(&s, text); err != nil {
			return s, l.located(err, inProfile)
		}
	}
	l.complete(&s)
	if l.usesProfile() && s.URL == "" {
		return s, refuse("profile", "profile %s has no address: give it url: https://HOST", s.Profile)
	}
	for _, setting := range table {
		if l.demo && setting.isOfPlatform() {
			continue
		}
		if err := setting.checkIn(s); err != nil {
			_, inProfile := l.text(setting)
			return s, l.located(err, inProfile)
		}
	}
	return s, nil
}

// text returns the text that is given for a setting, empty where there is none, and
// whether it comes from the profile.
func (l layers) text(s Setting) (text string, inProfile bool) {
	switch {
	case l.demo && s.isOfPlatform():
		return "", false
	case l.flags.gives(s.Name):
		return l.flags.text(s.Name), false
	case l.env.gives(s.Name) && l.heedsEnv(s):
		return l.env.text(s.Name), false
	case l.profile.gives(s.Name):
		return l.profile.text(s.Name), true
	}
	return s.Default, false
}

// located says of an error in which profile its cause stands, if in any.
func (l layers) located(err error, inProfile bool) error {
	var refused *Error
	if !inProfile || !errors.As(err, &refused) {
		return err
	}
	return refuse(refused.Setting, "profile %s: %s", l.profile.text("profile"), refused.Text)
}

func (l layers) heedsEnv(s Setting) bool {
	return !s.platform || !l.demo && (s.Secret || !l.usesProfile())
}

func (l layers) usesProfile() bool { return l.profile.gives("profile") }

// complete fills in what depends on more than one setting.
func (l layers) complete(s *Settings) {
	s.Profile = l.profile.text("profile")
	if s.Concurrency == 0 {
		s.Concurrency = DefaultConcurrency
	}
	if s.Color == ColorAuto && l.env.gives("color") {
		s.Color = ColorNever
	}
	if l.demo {
		s.Label = DemoLabel
	}
	switch {
	case s.Auth != "":
	case s.Token.IsSet():
		s.Auth = Bearer
	case s.API == Odin:
		s.Auth = Password
	default:
		s.Auth = Cookie
	}
}
