package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (p Program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man [COMMAND]...",
		Short: "Print a manual page",
		Long:  `man prints the manual page of banyan, or of one of its commands, for man(1) to read.`,
		Example: `  banyan man | man -l -
  banyan man report > /usr/local/share/man/man1/banyan-report.1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			page, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usageError{fmt.Errorf("there is no command %q to print a page of; see %s --help", args, cmd.Root().CommandPath())}
			}
			return doc.GenMan(page, &doc.GenManHeader{Title: "BANYAN", Section: "1", Source: "banyan " + Version()}, p.Out)
		},
	}
}
