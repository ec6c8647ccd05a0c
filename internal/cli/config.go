package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banyan/internal/config"
	"banyan/internal/safetext"
)

func (p Program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and check the configuration file",
		Long: `config tells where the configuration file is, what a profile of it comes to, and
what is wrong in it. The file holds profiles, one for each platform, and no secret:

  profile: prod-be            # used where none is asked for
  profiles:
    prod-be:
      url: https://apio.example.net
      api: apio
      username: support
      label: PROD
      mode: read              # write: edits may be saved

The other settings are called as the flags are, and mean the same: prefix, auth,
caFile, concurrency, rate, scanRate, refresh (30s), color, theme, ascii (true or
false) and mouse (true). A flag goes before the profile.`,
		Args: noArguments,
	}
	cmd.AddCommand(p.configPathCommand(), p.configShowCommand(), p.configCheckCommand())
	return cmd
}

func (p Program) configPathCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "path",
		Short: "Print where the configuration file is",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.Out, p.ConfigFile)
			return err
		},
	}
}

func (p Program) configShowCommand() *cobra.Command {
	var flags connectFlags
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print what the flags, the profile and the environment come to",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			settings, err := p.settings(flags)
			if err != nil {
				return usageError{err}
			}
			_, err = fmt.Fprint(p.Out, settingsText(settings))
			return err
		},
	}
	flags.addConnect(cmd.Flags())
	return cmd
}

// settingsText lists settings a line each; of a secret only whether there is one.
func settingsText(s config.Settings) string {
	mode, given := "read", "not given"
	if s.Write {
		mode = "write"
	}
	if s.Password.IsSet() || s.Token.IsSet() {
		given = "given"
	}
	var out strings.Builder
	for _, line := range []struct {
		name  string
		value any
	}{
		{"profile", s.Profile},
		{"url", s.URL},
		{"api", s.API},
		{"prefix", s.Prefix},
		{"auth", s.Auth},
		{"username", s.Username},
		{"password or token", given},
		{"caFile", s.CAFile},
		{"concurrency", s.Concurrency},
		{"rate", rateText(s.Rate)},
		{"scanRate", rateText(scanRate(s.ScanRate, s.Rate))},
		{"mode", mode},
		{"label", s.Label},
		{"refresh", refreshText(s.Refresh)},
		{"color", s.Color},
		{"theme", s.Theme},
		{"ascii", signsText(s.Signs)},
		{"mouse", s.Mouse},
	} {
		fmt.Fprintf(&out, "%-18s %s\n", line.name, safetext.Cell(fmt.Sprint(line.value)))
	}
	return out.String()
}

// rateText is a number of requests a second as one would write it.
func rateText(rate float64) string {
	if rate == 0 {
		return "no limit"
	}
	return strconv.FormatFloat(rate, 'f', -1, 64)
}

func refreshText(every time.Duration) string {
	if every == 0 {
		return "off"
	}
	return every.String()
}

func signsText(signs config.Signs) string {
	switch signs {
	case config.ASCII:
		return "true"
	case config.Unicode:
		return "false"
	}
	return "by the locale"
}

func (p Program) configCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Say what is wrong in the configuration file",
		Args:  noArguments,
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
