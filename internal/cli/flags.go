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

func (f settingFlag) Type() string { return string(f.setting.Kind()) }

// String returns the zero value: what holds instead of it, the usage says.
func (f settingFlag) String() string {
	return map[config.Kind]string{config.Number: "0", config.Decimal: "0", config.Interval: "0", config.Switch: "false"}[f.setting.Kind()]
}
