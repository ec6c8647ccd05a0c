package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"banyan/internal/config"
	"banyan/internal/safetext"
)

func (p Program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "config", Short: "Show and check the configuration file", Args: noArguments,
		Long: `config prints where the configuration file is, what a profile of it comes to, and
what is wrong in it. The file holds profiles, one for each platform, and no secret:

  profile: prod-be            # used where none is asked for
  profiles:
    prod-be:
      url: https://apio.example.net
      api: apio
      username: support
      label: PROD
      mode: read              # write: edits may be saved

A flag goes before the profile, and means the same. The settings of a profile:

` + listed(func(s config.Setting) (name, help string) { return s.Key, s.KeyHelp() }),
	}
	cmd.AddCommand(p.configPathCommand(), p.configShowCommand(), p.configCheckCommand())
	return cmd
}

// listed lists the settings that have a name here, each with its help.
func listed(row func(config.Setting) (name, help string)) string {
	var rows [][]string
	for _, s := range config.Table() {
		if name, help := row(s); name != "" {
			rows = append(rows, []string{"  " + name, help})
		}
	}
	return columns(rows)
}

func (p Program) configPathCommand() *cobra.Command {
	return &cobra.Command{
		Use: "path", Short: "Print where the configuration file is", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.Out, p.ConfigFile)
			return err
		},
	}
}

func (p Program) configShowCommand() *cobra.Command {
	var given config.Source
	cmd := &cobra.Command{
		Use: "show", Short: "Print what the flags, the profile and the environment come to", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			settings, err := config.Load(given, p.Env, p.ConfigFile)
			if err != nil {
				return usageError{err}
			}
			_, err = fmt.Fprint(p.Out, settingsText(settings))
			return err
		},
	}
	p.addSettings(cmd, &given, config.Connecting)
	return cmd
}

// settingsText lists a line each the settings that do not come from a flag alone.
func settingsText(settings config.Settings) string {
	var out strings.Builder
	for _, s := range config.Table() {
		if s.Env != "" || s.Key != "" {
			fmt.Fprintf(&out, "%-18s %s\n", cmp.Or(s.Key, s.Name), safetext.Cell(s.Show(settings)))
		}
	}
	return out.String()
}

func (p Program) configCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Say what is wrong in the configuration file", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			file, err := config.ReadFile(p.ConfigFile)
			if err != nil {
				return usageError{err}
			}
			if wrong := file.Check(); len(wrong) > 0 {
				return usageError{errors.Join(wrong...)}
			}
			_, err = fmt.Fprintf(p.Out, "%d profiles, nothing wrong: %s\n", len(file.Profiles), strings.Join(file.Names(), ", "))
			return err
		},
	}
}
