package cli

import (
	"github.com/spf13/cobra"

	"banyan/internal/config"
)

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
	if setting.Kind() == config.Switch {
		flag.NoOptDefVal = "true"
		return
	}
	if setting.File {
		return // the shell completes it
	}
	values := cobra.FixedCompletions(setting.Values, cobra.ShellCompDirectiveNoFileComp)
	if setting.Name == "profile" {
		values = p.profileNames
	}
	if err := cmd.RegisterFlagCompletionFunc(setting.Name, values); err != nil {
		panic(err) // there is no such flag: a fault of our own
	}
}

// profileNames completes --profile. A file that cannot be read offers nothing.
func (p Program) profileNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	file, err := config.ReadFile(p.ConfigFile)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return file.Names(), cobra.ShellCompDirectiveNoFileComp
}

// settingFlag is the flag of a setting, as pflag takes it.
type settingFlag struct {
	setting config.Setting
	given   *config.Source
}

// Set notes the text that the flag is given.
func (f settingFlag) Set(text string) error { return f.given.Set(f.setting.Name, text) }

// Type returns the name that pflag has for the kind of the setting.
func (f settingFlag) Type() string { return string(f.setting.Kind()) }

// String returns the zero value: what holds instead of it, the usage says.
func (f settingFlag) String() string {
	switch f.setting.Kind() {
	case config.Number, config.Decimal, config.Interval:
		return "0"
	case config.Switch:
		return "false"
	case config.Text:
	}
	return ""
}
