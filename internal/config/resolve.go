package config

import "cmp"

// Resolve settles the settings: what a flag says goes before what the environment
// says, and that before the default. Only fields that a flag was given for are set
// in flags. It returns an *Error for the first thing that cannot work.
//
// A demo takes nothing of a connection: neither does a token of a live platform
// reach the demo nor a label of one its header.
func Resolve(flags Settings, env Env) (Settings, error) {
	s := flags
	s.API = cmp.Or(flags.API, env.API, APIO)
	s.Concurrency = cmp.Or(flags.Concurrency, DefaultConcurrency)
	s.Color = resolveColor(flags.Color, env.NoColor)
	if s.Demo {
		s.API = cmp.Or(flags.API, APIO)
		s.Auth = Cookie
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
		s.Auth = Cookie
		if s.Token.IsSet() {
			s.Auth = Bearer
		}
	}
	return checked(s, checkConnection(s), checkCommon(s))
}

// checked returns s, or the first error and no settings at all.
func checked(s Settings, errs ...error) (Settings, error) {
	if err := firstError(errs...); err != nil {
		return Settings{}, err
	}
	return s, nil
}

func resolveColor(flag Color, noColor bool) Color {
	choice := cmp.Or(flag, ColorAuto)
	if choice == ColorAuto && noColor {
		return ColorNever
	}
	return choice
}

func firstSecret(flag, env Secret) Secret {
	if flag.IsSet() {
		return flag
	}
	return env
}
