package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"banyan/internal/config"
	"banyan/internal/safetext"
)

func (p Program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "config", Short: "Show and check the configuration file", Args: noArguments,
		Long: `config prints where the configuration file is, what a profile of it comes to, and
what is wrong in it, and begins one. The file holds profiles, one for each platform, and
no secret:

` + indented(exampleFile) + `
A flag goes before the profile, and means the same. The settings of a profile:

` + listed(func(s config.Setting) (name, help string) { return s.Key, s.KeyHelp() }),
	}
	cmd.AddCommand(p.configPathCommand(), p.configInitCommand(), p.configShowCommand(), p.configCheckCommand(), p.configKeyringCommand())
	return cmd
}

// exampleFile is a configuration file to begin with.
const exampleFile = `profile: prod-be            # used where none is asked for
profiles:
  prod-be:
    url: https://apio.example.net
    api: apio
    username: support
    passwordCommand: [pass, show, prod-be]   # without it the password is asked for
    label: PROD
    mode: read              # write: edits may be saved
`

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

// configInitCommand begins a configuration file with the example. It never touches one that is there.
func (p Program) configInitCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init", Short: "Begin a configuration file with an example", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if err := os.MkdirAll(filepath.Dir(p.ConfigFile), 0o700); err != nil {
				return usageError{fmt.Errorf("begin the configuration file: %w", err)}
			}
			file, err := os.OpenFile(p.ConfigFile, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
			if errors.Is(err, fs.ErrExist) {
				return usageError{fmt.Errorf("%s is there already: edit it, and check it with: banyan config check", p.ConfigFile)}
			}
			if err == nil {
				_, err = file.WriteString(exampleFile)
				err = errors.Join(err, file.Close())
			}
			if err != nil {
				return usageError{fmt.Errorf("begin the configuration file: %w", err)}
			}
			_, err = fmt.Fprintf(p.Out, "%s has an example now: put your platform in, and check it with: banyan config check\n", p.ConfigFile)
			return err
		},
	}
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
			if len(file.Profiles) == 0 {
				_, err = fmt.Fprintf(p.Out, "%s holds no profiles: banyan config init begins one where there is no file\n", safetext.Cell(p.ConfigFile))
				return err
			}
			_, err = fmt.Fprintf(p.Out, "%s, nothing wrong: %s\n", counted(len(file.Profiles), "profile"), strings.Join(file.Names(), ", "))
			return err
		},
	}
}

// addSettings gives a command the flags of these scopes, which note in given what they
// are given, each with the completion of its values.
func (p Program) addSettings(cmd *cobra.Command, given *config.Source, scopes ...config.Scope) {
	for _, scope := range scopes {
		for _, setting := range config.Table() {
			if setting.Flag == scope {
				p.addSetting(cmd, given, setting)
			}
		}
	}
}

func (p Program) addSetting(cmd *cobra.Command, given *config.Source, setting config.Setting) {
	flag := cmd.Flags().VarPF(settingFlag{setting, given}, setting.Name, "", setting.FlagHelp())
	values := cobra.FixedCompletions(setting.Values, cobra.ShellCompDirectiveNoFileComp)
	switch {
	case setting.Kind() == config.Switch:
		flag.NoOptDefVal = "true"
		return
	case setting.File:
		return // the shell completes it
	case setting.Name == "profile":
		values = p.profileNames
	}
	if err := cmd.RegisterFlagCompletionFunc(setting.Name, values); err != nil {
		panic(err) // there is no such flag: a fault of our own
	}
}

// profileNames completes --profile.
func (p Program) profileNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	file, _ := config.ReadFile(p.ConfigFile) // one that cannot be read offers nothing
	return file.Names(), cobra.ShellCompDirectiveNoFileComp
}

// settingFlag is the flag of a setting, as pflag takes it.
type settingFlag struct {
	setting config.Setting
	given   *config.Source
}

func (f settingFlag) Set(text string) error { return f.given.Set(f.setting.Name, text) }
func (f settingFlag) Type() string          { return string(f.setting.Kind()) }

// String returns the zero value: what holds instead of it, the usage says.
func (f settingFlag) String() string {
	return map[config.Kind]string{config.Number: "0", config.Decimal: "0", config.Interval: "0", config.Switch: "false"}[f.setting.Kind()]
}
