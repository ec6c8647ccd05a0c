package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"golang.org/x/term"

	"banyan/apiclient"
	"banyan/internal/config"
	"banyan/internal/redact"
	"banyan/internal/safetext"
)

// Run executes the command line and returns the process's exit code. A panic in a
// command ends as a fault of our own, not as one of its user's.
func (p Program) Run(ctx context.Context, args []string) (code int) {
	p.Secrets = cmp.Or(p.Secrets, &redact.Secrets{})
	defer func() {
		if fault := recover(); fault != nil {
			p.say("banyan: %s", redact.Likely(p.Secrets.Hide(fmt.Sprintf("internal fault: %v\n%s", fault, debug.Stack()))))
			code = exitInternal
		}
	}()
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	askForShell(root)
	err := root.ExecuteContext(apiclient.For(ctx, apiclient.ForCommand))
	_, signalled := signalOf(ctx, err)
	if err != nil && !signalled && !wraps[codeError](err) { // else the command spoke for itself, or nobody is there
		p.say("banyan: %s\n", safetext.Block(Sentence(err)))
	}
	return exitCode(ctx, err)
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
  through an APIO core:      banyan --url https://HOST --auth core
Connect to an Odin system:   banyan --url https://HOST --api odin

The password is asked for, or taken from BANYAN_PASSWORD; a ready token, of an APIO
core or of Odin, from BANYAN_TOKEN. There is no flag for either: other users of the
machine could read it.

These have no flag and are taken from the environment:
` + listed(unflagged),
		Version: build(), Args: noArguments, SilenceErrors: true, SilenceUsage: true, DisableAutoGenTag: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.explore(cmd.Context(), given) },
	}
	p.addSettings(root, &given, config.Connecting, config.Scanning, config.Saving, config.Exploring)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", inWords(err), cmd.CommandPath())}
	})
	root.AddCommand(p.reportCommand(), p.scanCommand(), p.listCommand(), p.findCommand(), p.historyCommand(), p.exportCommand(), p.diffCommand(), p.planCommand(), p.applyCommand(), p.simulateCommand(), p.editsCommand(), p.configCommand(), p.manCommand(), p.versionCommand())
	return root
}

// inWords says of a flag that takes a number why a text is none.
func inWords(err error) error {
	number, ok := errors.AsType[*strconv.NumError](err)
	if !ok {
		return err
	}
	why := "that is no number"
	if errors.Is(number, strconv.ErrRange) {
		why = "that number is too large"
	}
	return errors.New(strings.Replace(err.Error(), number.Error(), why, 1))
}

// askForShell has the command for completion, which cobra makes, refuse what is no shell. It
// writes where the root does by then.
func askForShell(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" { // else it prints its help, and ends with 0
			cmd.Args = cobra.ArbitraryArgs
			cmd.RunE = func(_ *cobra.Command, args []string) error {
				text := "completion needs a shell: bash, zsh, fish or powershell"
				if len(args) > 0 {
					text += fmt.Sprintf(", not %q", strings.Join(args, " "))
				}
				return usageError{errors.New(text)}
			}
		}
	}
}

func unflagged(s config.Setting) (name, help string) {
	if s.Flag != config.Unflagged {
		return "", ""
	}
	return s.Env, s.Help()
}

func (p Program) explore(ctx context.Context, given config.Source) (err error) {
	if err := p.requireTerminal(); err != nil {
		return err
	}
	sessions, first, err := p.openSessions(ctx, given)
	if err != nil {
		return err
	}
	defer func() {
		if sessions.close() && err == nil {
			err = codeError(exitFailed) // what is left was named already
		}
	}()
	return p.Explore(ctx, first.Session)
}

// requireTerminal returns an error where the explorer cannot be drawn, with the command
// that works there.
func (p Program) requireTerminal() error {
	out, isFile := p.Out.(*os.File)
	if p.In == nil || !isFile || !term.IsTerminal(int(p.In.Fd())) || !term.IsTerminal(int(out.Fd())) {
		return usageError{errors.New("the explorer needs a terminal; without one, use: banyan report TENANT")}
	}
	if name := p.Env("TERM"); name == "" || name == "dumb" {
		return usageError{fmt.Errorf("the explorer cannot draw on TERM=%q; use: banyan report TENANT", name)}
	}
	return nil
}

func (p Program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man [COMMAND]...", Short: "Print a manual page",
		Long: `man prints the manual page of banyan, or of one of its commands, for man(1) to read.`,
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

func (p Program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.Out, "banyan version", build())
			return err
		},
	}
}

func build() string {
	return fmt.Sprintf("%s (%s %s/%s)", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// release is the version of a release: .ci/release has the linker set it.
var release string //nolint:gochecknoglobals // the linker knows no other place

// Version returns the version of the program: that of its release, or else what its build tells.
func Version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
