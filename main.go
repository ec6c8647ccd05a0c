// Banyan is a full-screen terminal explorer for trunking on BroadWorks-based
// platforms.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"banyan/internal/cli"
	"banyan/internal/config"
	"banyan/internal/terminal"
	_ "banyan/internal/terminal/quiet" // before Bubble Tea's own init
	"banyan/ui"
	"banyan/views"
)

// framesPerSecond caps how often the screen is written: a held key over a slow
// link then costs half of what Bubble Tea's sixty frames would.
const framesPerSecond = 30

func main() {
	ctx, stop := terminal.WithSignals(context.Background())
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// run executes one command line and returns the process's exit code.
func run(ctx context.Context, args []string, stdin, stdout, stderr *os.File, env func(string) string) int {
	explorer := explorer{in: stdin, out: stdout, env: env}
	return cli.Program{
		In: stdin, Out: stdout, Err: stderr, Env: env,
		State: config.StateDir(), ConfigFile: config.FilePath(),
		Explore: explorer.run,
		Explain: views.Explain,
	}.Run(ctx, args)
}

// explorer runs the full screen on a terminal.
type explorer struct {
	in, out *os.File
	env     func(string) string
}

func (e explorer) run(ctx context.Context, session cli.Session) error {
	settings := session.Settings
	kit := ui.Kit{
		Keys:  newKeyMap(settings.ASCII),
		Theme: newTheme(newRenderer(e.out), settings.Color != config.ColorNever, settings.ASCII),
	}
	home := views.Home(session.Client, kit, views.Options{
		Concurrency: settings.Concurrency,
		Edits:       session.Edits,
		Place:       session.Place,
		Host:        settings.Host(),
		Write:       settings.Write,
	})
	out := terminal.NewOutput(e.out, terminal.OutputOptions{
		Term:       e.env("TERM"),
		WholeLines: settings.NoDiff,
		NoMarks:    settings.NoSync,
	})
	clipboard := terminal.NewClipboard(out, e.env)
	app := ui.NewApp(kit, home, ui.Options{
		Header: ui.Header{
			Product:  "banyan",
			Place:    session.Place,
			Host:     settings.Host(),
			ReadOnly: !settings.Write,
			Label:    settings.Label,
		},
		Refresh: settings.Refresh,
		Explain: views.Explain,

		Clipboard:     clipboard.Copy,
		ClipboardHint: clipboard.Hint(),
	})
	defer app.Close()
	_, err := tea.NewProgram(app,
		tea.WithContext(ctx),
		tea.WithInput(e.in),
		tea.WithOutput(out),
		tea.WithAltScreen(),
		tea.WithFPS(framesPerSecond),
		tea.WithoutSignalHandler(),
	).Run()
	switch {
	case err == nil:
		return nil
	case context.Cause(ctx) != nil:
		return context.Cause(ctx)
	case errors.Is(err, tea.ErrProgramPanic):
		return &cli.InternalError{Err: err}
	}
	return fmt.Errorf("run the screen: %w", err)
}

// newRenderer returns a renderer that asks the terminal nothing: sixteen colours,
// which every terminal has that has any.
func newRenderer(out *os.File) *lipgloss.Renderer {
	renderer := lipgloss.NewRenderer(out)
	renderer.SetColorProfile(termenv.ANSI)
	renderer.SetHasDarkBackground(true)
	return renderer
}
