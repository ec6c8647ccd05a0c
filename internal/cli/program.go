// Package cli holds the commands: what they are called, what they take, and how
// they connect. Standard output carries data, standard error carries narration.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/hotspots"
	"banyan/internal/safetext"
)

// Program is what main hands to the commands: the streams and environment of the
// process, and the two things that only main may reach, the explorer and the
// sentences of its screens.
type Program struct {
	In  *os.File
	Out io.Writer
	Err io.Writer
	Env func(name string) string
	// State is the directory of what outlives a run: the journal of edits and the
	// drafts. It need not exist. A demo has one of its own, for as long as it runs.
	State string
	// ConfigFile is the configuration file with the profiles. It need not exist.
	ConfigFile string

	// Explore runs the explorer until its user leaves it.
	Explore func(ctx context.Context, session Session) error
	// Explain turns an error into one sentence that says what happened and what
	// to do next.
	Explain func(err error) string
}

// Session is a connection that is ready for the explorer.
type Session struct {
	Client   Client
	Settings config.Settings
	Place    string // the host, or "demo"
	// Edits saves what is edited and knows the journal. In a session that cannot
	// write it reads alone. It is closed after the explorer, before the connection.
	Edits *change.Service
	// Hotspots scans all tenants when its user asks for it. It is closed after the
	// explorer too.
	Hotspots *hotspots.Scanner
}

// Run executes the command line and returns the process's exit code. A panic in a
// command ends as a fault of our own, not as one of its user's.
func (p Program) Run(ctx context.Context, args []string) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			p.say("banyan: internal fault: %v\n%s", fault, debug.Stack())
			code = exitInternal
		}
	}()
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	err := root.ExecuteContext(ctx)
	code = exitCode(ctx, err)
	if err != nil && !isSilent(ctx, err) {
		p.say("banyan: %s\n", safetext.Block(p.sentence(err)))
	}
	return code
}

// say narrates on standard error. Where that is closed nobody is left to tell.
func (p Program) say(format string, args ...any) {
	_, _ = fmt.Fprintf(p.Err, format, args...)
}

func (p Program) rootCommand() *cobra.Command {
	var given config.Source
	root := &cobra.Command{
		Use:   "banyan",
		Short: "Explore the trunking of a BroadWorks-based platform",
		Long: `banyan is a full-screen explorer for trunking on BroadWorks-based platforms:
tenants, their groups and trunk groups, and what each level may carry, has given
out and has left.

Try it without a platform:   banyan --demo
Connect to an APIO system:   banyan --url https://HOST --api apio
Connect to an Odin system:   banyan --url https://HOST --api odin

The password is asked for, or taken from BANYAN_PASSWORD; a ready token, of an APIO
core or of Odin, from BANYAN_TOKEN. There is no flag for either: other users of the
machine could read it.

These have no flag and are taken from the environment:
` + unflagged(),
		Args:              noArguments,
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.explore(cmd.Context(), given)
		},
	}
	p.addSettings(root, &given, config.Connecting, config.Exploring)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	})
	root.AddCommand(p.reportCommand(), p.simulateCommand(), p.editsCommand(), p.configCommand(), p.manCommand(), p.versionCommand())
	return root
}

// unflagged lists the variables of the settings without a flag.
func unflagged() string {
	var rows [][]string
	for _, s := range config.Table() {
		if s.Flag == config.Unflagged {
			rows = append(rows, []string{"  " + s.Env, s.Help()})
		}
	}
	return columns(rows)
}

func (p Program) sentence(err error) string {
	var (
		usage    usageError
		stated   statedError
		internal *InternalError
	)
	if errors.As(err, &usage) || errors.As(err, &stated) || errors.As(err, &internal) {
		return err.Error()
	}
	return p.Explain(err)
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usageError{fmt.Errorf("unknown command %q; see %s --help", args[0], cmd.CommandPath())}
}
