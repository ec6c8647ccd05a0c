package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"banyan/internal/config"
)

// settings puts together what the flags, a profile and the environment say. A demo
// reads no profile.
func (p Program) settings(flags connectFlags) (config.Settings, error) {
	env := config.ReadEnv(p.Env)
	if flags.Demo {
		return config.Resolve(flags.Settings, config.Settings{}, env)
	}
	name, err := profileName(flags.Settings, env)
	if err != nil {
		return config.Settings{}, err
	}
	var profile config.Settings
	if name != "" || flags.URL == "" && env.URL == "" {
		file, err := config.ReadFile(p.ConfigFile)
		if err != nil {
			return config.Settings{}, err
		}
		if profile, err = file.Find(name); err != nil {
			return config.Settings{}, err
		}
	}
	return config.Resolve(flags.Settings, flags.against(profile), env)
}

// profileName returns the profile that is asked for by name. An address beside it
// would mix two platforms, so one of the two has to go.
func profileName(flags config.Settings, env config.Env) (string, error) {
	switch {
	case flags.Profile != "" && flags.URL != "":
		return "", errors.New("--profile and --url both say where to connect: leave out one of them")
	case flags.Profile != "":
		return flags.Profile, nil
	case flags.URL != "":
		return "", nil
	case env.Profile != "" && env.URL != "":
		return "", errors.New("BANYAN_PROFILE and BANYAN_URL both say where to connect: unset one of them, or give --profile or --url")
	}
	return env.Profile, nil
}

// profileNames completes --profile. A file that cannot be read offers nothing.
func (p Program) profileNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	file, err := config.ReadFile(p.ConfigFile)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return file.Names(), cobra.ShellCompDirectiveNoFileComp
}
