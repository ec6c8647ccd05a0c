package config

import "errors"

// Load settles what the flags, the environment and the configuration file at path say. A
// demo reads no file, nor does an address that is given without a profile.
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
