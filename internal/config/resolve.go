package config

import "cmp"

// Resolve settles the settings: what a flag says goes before what the environment
// says, and that before the default. Only fields that a flag was given for are set
// in flags. It returns an *Error for the first thing that cannot work.
//
// A profile, which is the zero Settings where none is used, stands between the
// flags and the defaults. It takes the place of what the environment says of the
// connection, so that no address, user or label of one platform is mixed with
// another's; only a password and a token, which no profile holds, still come from
// there. How the screen looks is the other way round: what the environment says of
// the terminal goes before the profile.
//
// A demo takes nothing of a connection: neither does a token of a live platform
// reach the demo nor a label of one its header.
func Resolve(flags, profile Settings, env Env) (Settings, error) {
	s := flags
	if profile.Profile != "" && !flags.Demo {
		env.URL, env.API, env.Username, env.Label = "", "", "", ""
		s = over(flags, profile)
		flags = s
	}
	s.API = cmp.Or(flags.API, env.API, APIO)
	s.Concurrency = cmp.Or(flags.Concurrency, DefaultConcurrency)
	s.Color = resolveColor(flags.Color, profile.Color, env.NoColor)
	s.Theme = cmp.Or(flags.Theme, env.Theme, profile.Theme, ThemeAuto)
	if s.Demo {
		s.API = cmp.Or(flags.API, APIO)
		s.Auth = loginOf(s.API)
		s.Password, s.Token = Secret{}, Secret{}
		s.Label = DemoLabel
		return checked(s, checkDemo(flags), checkCommon(s))
	}
	s.URL = cmp.Or(flags.URL, env.URL)
	s.Username = cmp.Or(flags.Username, env.Username)
	s.Password = firstSecret(flags.Password, env.Password)
	s.Token = firstSecret(flags.Token, env.Token)
	s.Label = cmp.Or(flags.Label, env.Label)
	if s.Auth == "" {
		s.Auth = loginOf(s.API)
		if s.Token.IsSet() {
			s.Auth = Bearer
		}
	}
	return checked(s, checkConnection(s), checkCommon(s))
}

// loginOf is how an API is logged in to with a user name and a password.
func loginOf(api string) Auth {
	if api == Odin {
		return Password
	}
	return Cookie
}

// checked returns s, or the first error and no settings at all.
func checked(s Settings, errs ...error) (Settings, error) {
	if err := firstError(errs...); err != nil {
		return Settings{}, err
	}
	return s, nil
}

// over returns the flags with what they leave open taken from a profile.
func over(flags, profile Settings) Settings {
	s := flags
	s.Profile = profile.Profile
	s.URL = cmp.Or(flags.URL, profile.URL)
	s.API = cmp.Or(flags.API, profile.API)
	s.Prefix = cmp.Or(flags.Prefix, profile.Prefix)
	s.Auth = cmp.Or(flags.Auth, profile.Auth)
	s.Username = cmp.Or(flags.Username, profile.Username)
	s.CAFile = cmp.Or(flags.CAFile, profile.CAFile)
	s.Concurrency = cmp.Or(flags.Concurrency, profile.Concurrency)
	s.Rate = cmp.Or(flags.Rate, profile.Rate)
	s.ScanRate = cmp.Or(flags.ScanRate, profile.ScanRate)
	s.Write = flags.Write || profile.Write
	s.Label = cmp.Or(flags.Label, profile.Label)
	s.Refresh = cmp.Or(flags.Refresh, profile.Refresh)
	s.Signs = cmp.Or(flags.Signs, profile.Signs)
	s.Mouse = flags.Mouse || profile.Mouse
	return s
}

func resolveColor(flag, profile Color, noColor bool) Color {
	switch {
	case flag != "" && flag != ColorAuto:
		return flag
	case noColor:
		return ColorNever
	}
	return cmp.Or(profile, ColorAuto)
}

func firstSecret(flag, env Secret) Secret {
	if flag.IsSet() {
		return flag
	}
	return env
}
