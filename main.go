// Banyan is a full-screen terminal explorer for trunking on BroadWorks-based
// platforms.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/cli"
	"banyan/internal/config"
	"banyan/internal/places"
	"banyan/internal/redact"
	"banyan/internal/statefile"
	"banyan/internal/terminal"
	_ "banyan/internal/terminal/quiet" // before Bubble Tea's own init
	"banyan/ui"
	"banyan/views"
	"banyan/views/login"
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
	secrets := &redact.Secrets{}
	crash := terminal.NewCrash(config.StateDir(), cli.Version(), secrets)
	explorer := explorer{in: stdin, out: stdout, env: env, crash: crash, secrets: secrets}
	return cli.Program{
		In: stdin, Out: stdout, Err: stderr, Env: env, Secrets: secrets,
		State: config.StateDir(), ConfigFile: config.FilePath(), Explore: explorer.run,
	}.Run(ctx, args)
}

// explorer runs the full screen on a terminal.
type explorer struct {
	in, out *os.File
	env     func(string) string
	crash   *terminal.Crash
	secrets *redact.Secrets
}

func (e explorer) run(ctx context.Context, session cli.Session) error {
	settings := session.Settings
	look := lookOf(settings, e.env)
	themeOf := func(dark bool) func() ui.Theme {
		look := look
		look.dark = dark
		return func() ui.Theme { return newTheme(newRenderer(e.out, look.depth), look) }
	}
	preview := keptPreview(config.StateDir())
	defer preview.keep()
	kit := ui.Kit{
		Keys:    newKeyMap(look.ascii),
		Theme:   themeOf(look.dark)(),
		Preview: &preview.Switch,
		Turn:    new(ui.Turn),
	}
	desk := &desk{kit: kit, secrets: e.secrets}
	first := desk.first(session)
	out := terminal.NewOutput(e.out, terminal.OutputOptions{Term: e.env("TERM"), WholeLines: settings.NoDiff, NoMarks: settings.NoSync})
	clipboard := terminal.NewClipboard(out, e.env)
	desk.app = ui.NewApp(kit, first, ui.Options{
		Header: headerOf(settings, session.Place), Sessions: desk.sessions(session.Sessions),
		Actions: newActions(),
		Themes:  map[string]func() ui.Theme{"dark": themeOf(true), "light": themeOf(false)},
		Refresh: settings.Refresh, Explain: cli.Sentence, Ongoing: desk.ongoing, Waiting: desk.waiting, Mouse: settings.Mouse,
		Clipboard: clipboard.Copy, ClipboardHint: clipboard.Hint(), Suspend: desk.suspend,
	})
	return e.show(ctx, terminal.Screen{Output: out, Ended: desk.app.Close}, desk.app)
}

// show draws a model on the terminal until it ends.
func (e explorer) show(ctx context.Context, screen terminal.Screen, model tea.Model) error {
	screen.In, screen.Out, screen.Crash, screen.Frames = e.in, e.out, e.crash, framesPerSecond
	screen.Together = ui.Together
	screen.PasteCut = func(bytes int) tea.Msg {
		return ui.Notify(fmt.Sprintf("paste cut: %d bytes, at most %d", bytes, terminal.MaxPaste))()
	}
	err := screen.Run(ctx, model)
	if fault, ok := errors.AsType[*terminal.Panic](err); ok {
		return &cli.InternalError{Err: fault}
	}
	return err
}

// headerOf returns the header of a session in a place.
func headerOf(settings config.Settings, place string) ui.Header {
	accents := map[config.Accent]ui.Tone{config.Red: ui.Prod, config.Amber: ui.Label, config.Green: ui.Lab, config.Blue: ui.Demo}
	return ui.Header{
		Product: "banyan", Place: place, Host: settings.Host(), ReadOnly: !settings.Write,
		Label: settings.Label, Accent: accents[settings.Accent], Insecure: settings.IsInsecure(),
	}
}

// desk is the session that the screens work with: one that begins when a user has logged in, or
// that was entered from another.
type desk struct {
	kit     ui.Kit
	app     *ui.App // once it is made
	secrets *redact.Secrets
	session atomic.Pointer[cli.Session]
}

// first returns the screen that a session opens with.
func (d *desk) first(session cli.Session) ui.View {
	d.session.Store(&session)
	opts := optionsOf(session)
	if asked := session.Login; asked != nil {
		return views.Login(d.kit, session.Client, opts, login.Options{
			Ask: d.ask(asked.Ask, d.opening), Answer: d.answer(asked.Answer, d.opening), Name: session.Settings.Username, Refused: asked.Refused,
		})
	}
	opts.Memory = memoryOf(session)
	return views.Home(session.Client, d.kit, opts)
}

// again returns the screen on which the user of the session logs in once more.
func (d *desk) again() ui.View {
	session := d.session.Load()
	stays := func(func() cli.Session) func() ui.View { return func() ui.View { return nil } }
	return views.Login(d.kit, session.Client, optionsOf(*session), login.Options{
		Again: true, Ask: d.ask(session.Again.Ask, stays), Answer: d.answer(session.Again.Answer, stays), Name: session.Settings.Username,
	})
}

// optionsOf returns what the screens of a session have in common.
func optionsOf(session cli.Session) views.Options {
	settings := session.Settings
	return views.Options{
		Rest: true, Glance: true,
		Concurrency: settings.Concurrency, Edits: session.Edits, Plans: session.Plans, Hotspots: session.Hotspots, History: session.History,
		Activity: session.Conn, Place: session.Place, User: settings.Username, Host: session.Platform, Write: settings.Write, Watch: true,
	}
}

// memoryOf returns the memory of a session's profile, or of its platform where it has none. A demo
// keeps nothing.
func memoryOf(session cli.Session) *places.Memory {
	dir := config.StateDir()
	if session.Settings.Demo {
		dir = ""
	}
	return places.New(dir, cmp.Or(session.Settings.Profile, session.Platform))
}

// opening returns what opens the screen of a session that somebody has logged in to.
type opening func(enter func() cli.Session) func() ui.View

// ask returns what logs in. A password goes from the screen into a secret, and is hidden.
func (d *desk) ask(by func(context.Context, string, config.Secret) (func() cli.Session, error), opens opening) login.Ask {
	return func(ctx context.Context, name, password string) (func() ui.View, error) {
		d.secrets.Add(password)
		enter, err := by(ctx, name, config.NewSecret(password))
		if err != nil {
			return nil, err
		}
		return opens(enter), nil
	}
}

// answer returns what goes on with a login, with the same care for what is typed.
func (d *desk) answer(by func(context.Context, config.Secret) (func() cli.Session, error), opens opening) login.Answer {
	return func(ctx context.Context, text string) (func() ui.View, error) {
		enter, err := by(ctx, config.NewSecret(text))
		if err != nil {
			return nil, err
		}
		return opens(enter), nil
	}
}

// opening returns what opens the first screen of a session, under the name of its place.
func (d *desk) opening(enter func() cli.Session) func() ui.View {
	return func() ui.View {
		session := enter()
		d.app.Rename(session.Place)
		return d.first(session)
	}
}

// sessions are what can be entered from the present session, nil where there is none.
func (d *desk) sessions(all *cli.Sessions) *ui.Sessions {
	if all == nil {
		return nil
	}
	return &ui.Sessions{
		List: func() (list []ui.Profile, where string) {
			now := d.session.Load()
			for _, one := range all.Profiles() {
				list = append(list, profileOf(one, one.Name == now.Name))
			}
			return list, inHome(config.FilePath())
		},
		LoggedOut: func() bool {
			now := d.session.Load()
			return now.Again != nil && now.Client.IsLoggedOut()
		},
		Again: d.again,
		Enter: func(ctx context.Context, name string) (ui.Entrance, error) {
			enter, err := all.Enter(ctx, name)
			if err != nil {
				return nil, err
			}
			return func() (ui.View, ui.Header) {
				if before := d.session.Load(); before.Hotspots != nil {
					before.Hotspots.Pause()
				}
				session := enter()
				return d.first(session), headerOf(session.Settings, session.Place)
			}, nil
		},
	}
}

// profileOf returns a session as it is listed.
func profileOf(one cli.Profile, isNow bool) ui.Profile {
	settings := one.Settings
	listed := ui.Profile{
		Header: headerOf(settings, one.Name), Name: one.Name, API: map[string]string{config.APIO: "APIO", config.Odin: "Odin"}[settings.API],
		User: settings.Username, Now: isNow, Open: one.IsOpen,
	}
	if settings.Demo {
		listed.Host, listed.User = "inside the program", ""
	}
	if one.Err != nil {
		listed.Wrong = one.Err.Error()
	}
	return listed
}

// inHome writes a path below the home directory as shells do.
func inHome(path string) string {
	home, err := os.UserHomeDir()
	if rest, below := strings.CutPrefix(path, home+string(filepath.Separator)); err == nil && below {
		return filepath.Join("~", rest)
	}
	return path
}

// waiting says what the present session waits for.
func (d *desk) waiting() (what string, held bool) { return d.session.Load().Conn.Waiting() }

// ongoing returns how far a scan is.
func (d *desk) ongoing() ui.Progress {
	session := d.session.Load()
	if session.Hotspots == nil {
		return ui.Progress{}
	}
	word, done, of := session.Hotspots.Brief()
	ongoing := ui.Progress{Word: word, Done: done, Of: of}
	if of == 0 {
		return ongoing
	}
	ongoing.Ends = func() string {
		kept := "What it read is kept; the next start goes on from there."
		if session.Settings.Demo {
			kept = "A demo keeps nothing of it."
		}
		return fmt.Sprintf("A scan for hotspots is under way, at %d of %d tenants.\n\n%s", done, of, kept)
	}
	return ongoing
}

// suspend makes ready for a stop: a stopped process keeps no drafts.
func (d *desk) suspend() error {
	if err := terminal.Suspendable(); err != nil {
		return err
	}
	if session := d.session.Load(); session.Edits != nil {
		_ = session.Edits.Drafts().Flush() // a form says by itself what it cannot keep
	}
	return nil
}

// preview is whether previews are shown, kept from run to run. One that cannot be read or
// kept is as at first: nothing is lost by that.
type preview struct {
	ui.Switch
	kept ui.Switch
	file string
}

func keptPreview(dir string) *preview {
	p := &preview{file: filepath.Join(dir, "preview"+statefile.Suffix)}
	if found, err := statefile.Read(p.file, &p.kept); found && err == nil {
		p.Switch = p.kept
	}
	return p
}

// keep writes it down where it changed, when the screen has ended: a key waits for no disk.
func (p *preview) keep() {
	if p.Switch == p.kept {
		return
	}
	if _, err := statefile.OpenRoom(filepath.Dir(p.file)); err == nil {
		_ = statefile.Write(p.file, p.Switch)
	}
}
