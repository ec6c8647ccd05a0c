// Package login is the screen that asks who logs in, where the session does not know that or
// was refused with what it knew. It stands before the first screen of the map.
package login

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// Ask asks the platform, until its context ends. What it returns makes the session one of that
// user and opens its first screen; it is called at most once, from the event loop.
type Ask func(ctx context.Context, name, password string) (open func() ui.View, err error)

// Options say what the screen asks for.
type Options struct {
	Ask     Ask
	Place   string // the session as the header names it: the profile or the host
	Host    string // the platform
	Dialect string
	Write   bool             // edits may be saved in this session
	Name    string           // as far as it is known
	Refused error            // how the platform refused what was given at the start; nil where it was not asked
	Now     func() time.Time // the clock; nil is time.Now
}

// Login is the screen. Make one with New.
type Login struct {
	kit            ui.Kit
	opts           Options
	name, password ui.TextField
	onName         bool // that field has the focus, and not the password
	missing        bool // of the field with the focus nothing is typed, and that was noticed

	asking   *ui.Loader[func() ui.View] // nil before the first
	begun    time.Time                  // the asking
	failed   error                      // what came of the latest
	refusals int

	scroll        ui.Scroll
	width, height int
}

// New returns the screen, with the focus on what is not known.
func New(kit ui.Kit, opts Options) *Login {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	v := &Login{kit: kit, opts: opts, onName: opts.Name == ""}
	v.name.SetText(opts.Name)
	v.password.Hidden = true
	if opts.Refused != nil {
		v.fail(opts.Refused)
	}
	return v
}

// Title is empty: there is no way here yet.
func (v *Login) Title() string { return "" }

func (v *Login) Init() tea.Cmd { return nil }

func (v *Login) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if isNoText(msg) && !v.Busy() {
		return ui.Notify("not taken: what was typed is no UTF-8 text")
	}
	if !v.asking.Update(msg) {
		return nil
	}
	if err := v.asking.Err(); err != nil {
		v.fail(err)
		return nil
	}
	v.password.SetText("")
	open, _ := v.asking.Value()
	return ui.Replace(open())
}

// isNoText reports whether Bubble Tea tells by a message of its own, whose type is not
// exported, that it read a byte that is no text.
func isNoText(msg tea.Msg) bool {
	told, ok := msg.(fmt.Stringer)
	return ok && strings.HasPrefix(told.String(), "?0x")
}

// fail keeps what was typed, but for a password that was refused.
func (v *Login) fail(err error) {
	v.failed = err
	if v.isRefused() {
		v.refusals++
		v.password.SetText("")
		v.onName = false
	}
}

// isRefused reports whether the platform knows no such user name and password.
func (v *Login) isRefused() bool { return apiclient.KindOf(v.failed) == apiclient.LoginFailed }

func (v *Login) press(msg tea.KeyMsg) tea.Cmd {
	keys, burst := v.kit.Keys, ui.IsBurst(msg)
	if msg.Type == tea.KeyPgUp || msg.Type == tea.KeyPgDown {
		v.scroll.Press(msg, keys)
		return nil
	}
	v.scroll = ui.Scroll{} // what is typed is seen
	switch {
	case !burst && page.Pressed(msg, keys.Cancel):
		if !v.Busy() {
			return tea.Quit
		}
		v.asking.Close()
		return ui.Notify("cancelled: what was typed is still here")
	case v.Busy():
	case !burst && page.Pressed(msg, keys.Accept):
		return v.begin()
	case !burst && (page.Pressed(msg, keys.NextField) || page.Pressed(msg, keys.PreviousField)):
		v.focus(!v.onName)
	case !burst && (page.Pressed(msg, keys.Up) || page.Pressed(msg, keys.Down)) && msg.Type != tea.KeyRunes:
		v.focus(page.Pressed(msg, keys.Up))
	default:
		return v.typed(msg)
	}
	return nil
}

func (v *Login) focus(onName bool) { v.onName, v.missing = onName, false }

func (v *Login) field() *ui.TextField {
	if v.onName {
		return &v.name
	}
	return &v.password
}

// typed gives a key or a paste to the field with the focus, whole or not at all: half a password
// would be refused, and counted.
func (v *Login) typed(msg tea.KeyMsg) tea.Cmd {
	if msg.Type == tea.KeyRunes {
		text := string(msg.Runes)
		if ui.IsBurst(msg) {
			text = strings.TrimRight(text, "\r\n")
		}
		switch {
		case strings.ContainsFunc(text, unicode.IsControl):
			return ui.Notify("not taken: what was pasted is not one line of text")
		case len(v.field().Text())+len(text) > ui.MaxField:
			return ui.Notify(fmt.Sprintf("not taken: more than %d bytes", ui.MaxField))
		}
		msg.Runes = []rune(text)
	}
	v.field().Update(msg, v.kit.Keys)
	v.missing = false
	return nil
}

// begin asks the platform, once both are typed.
func (v *Login) begin() tea.Cmd {
	name, password := strings.TrimSpace(v.name.Text()), v.password.Text()
	if name == "" || password == "" {
		was := v.onName
		v.onName = name == ""
		v.missing = v.onName == was // else it was only left
		return nil
	}
	ask := v.opts.Ask
	v.begun, v.failed = v.opts.Now(), nil
	v.asking = ui.NewLoader(func(ctx context.Context) (func() ui.View, error) { return ask(ctx, name, password) })
	return v.asking.Load()
}

func (v *Login) SetSize(width, height int) { v.width, v.height = width, height }

// View draws what stands above the box, where there is room for it.
func (v *Login) View() string {
	const above = 3
	box := v.Box()
	_, room := box.Room(v.width, v.height)
	at := max(0, room-len(box.Lines))/2 - above
	if at < 0 {
		return ""
	}
	middle := func(text string, tone ui.Tone) []ui.Cell {
		return []ui.Cell{{Text: ui.Blanks((v.width - safetext.Width(text)) / 2)}, {Text: text, Tone: tone}}
	}
	lines := append(make([][]ui.Cell, at), middle("banyan", ui.Accent), middle("trunk capacity and routing of BroadWorks platforms", ui.Muted))
	return page.DrawLines(v.kit.Theme, v.width, v.height, lines)
}

// Box draws what is asked, and what came of it.
func (v *Login) Box() *ui.Box {
	const boxWidth = 58
	keys := v.kit.Keys
	box := &ui.Box{
		Title: []ui.Cell{{Text: "Log in", Tone: ui.Strong}, {Text: "   " + v.opts.Place, Tone: ui.Muted}}, Environment: true,
		Width: boxWidth, Bare: true, Scroll: &v.scroll, Lines: [][]ui.Cell{nil},
		Buttons: []ui.Button{{Key: ui.Named(keys.Cancel, "quit")}, {Key: ui.Named(keys.Accept, "log in"), On: ui.OnChoice}},
	}
	width, _ := box.Room(v.width, v.height)
	box.Lines = append(box.Lines, v.fields(width)...)
	box.Lines = append(box.Lines, nil)
	for _, text := range v.texts() {
		box.Lines = append(box.Lines, page.WrapCell(text, width-1, 2)...)
	}
	if v.failed == nil {
		box.Lines = append(box.Lines, nil) // else the strip takes its place, and nothing moves
	}
	switch {
	case v.Busy():
		waited, frames := v.opts.Now().Sub(v.begun), v.kit.Theme.Glyphs.Spinner
		box.State = []ui.Cell{
			{Text: frames[int(waited/(time.Second/4))%len(frames)], Tone: ui.Accent},
			{Text: fmt.Sprintf(" asking, %d s", int(waited/time.Second)), Tone: ui.Muted},
		}
		box.Buttons = []ui.Button{{Key: ui.Named(keys.Cancel, "cancel"), On: ui.OnChoice}}
	case v.failed != nil:
		box.Edge = ui.Failed
		box.Strip = v.strip()
	}
	return box
}

func (v *Login) strip() ui.Strip {
	strip := ui.Strip{On: ui.OnRefused, Sign: v.kit.Theme.Glyphs.Failed, Word: "NOT LOGGED IN", Text: "what was typed is still here"}
	if v.isRefused() {
		strip.Word, strip.Text = "REFUSED", "wrong user name or password"
	}
	return strip
}

// fields draw the platform and what is asked for, in so many cells.
func (v *Login) fields(width int) [][]ui.Cell {
	const at, inside = 15, 28
	theme := v.kit.Theme
	room := width - at - 2 - len("  ") - safetext.Width(v.opts.Dialect)
	host, _ := theme.Fit(safetext.Cell(v.opts.Host), room)
	lines := [][]ui.Cell{{
		{Text: "  " + page.Pad("Platform", at-1), Tone: ui.Muted}, {Text: host}, {Text: "  " + v.opts.Dialect, Tone: ui.Muted},
	}}
	for _, field := range []struct {
		label string
		text  *ui.TextField
		on    bool
	}{{"User name", &v.name, v.onName}, {"Password", &v.password, !v.onName}} {
		cell := ui.Field{Typed: field.text, Width: inside, Focus: field.on && !v.Busy()}
		if field.on && v.missing {
			cell.Wrong = "missing"
		}
		lines = append(lines, ui.FormLine{Label: field.label, At: at, InBox: true, Fields: []ui.Field{cell}}.Cells(theme))
	}
	return lines
}

// texts returns the paragraphs below the fields: what they mean, or what came of the asking.
func (v *Login) texts() []ui.Cell {
	usual := []ui.Cell{{Text: "Asked for once, kept in memory only.", Tone: ui.Muted}, {Text: "READ-ONLY: nothing can be changed in this session.", Tone: ui.Muted}}
	if v.opts.Write {
		usual[1].Text = "WRITE: edits can be saved, each after a review."
	}
	if v.failed == nil {
		return usual
	}
	if !v.isRefused() {
		e := apiclient.Explained(v.failed)
		texts := []ui.Cell{{Text: e.What}, {Text: e.Next, Tone: ui.Muted}}
		if e.Request != "" {
			texts = append(texts, ui.Cell{Text: "request " + e.Request, Tone: ui.Muted})
		}
		return texts
	}
	if v.refusals > 1 {
		usual = []ui.Cell{{Text: try(v.refusals) + " of this session. Some platforms lock an account after a few: ask before the next one."}}
	}
	if said := v.said(); said != "" {
		return append([]ui.Cell{{Text: said}}, usual...)
	}
	return usual
}

// said is what the server says of a refusal, in its own words, where that is more than that
// it is one.
func (v *Login) said() string {
	const known = " invalid wrong bad incorrect the your user name username or and password credentials authentication login log in failed unauthorized "
	failed, ok := errors.AsType[*apiclient.Error](v.failed)
	if !ok {
		return ""
	}
	more := strings.FieldsFunc(strings.ToLower(failed.Message), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	more = slices.DeleteFunc(more, func(word string) bool { return strings.Contains(known, " "+word+" ") })
	if len(more) == 0 {
		return ""
	}
	return fmt.Sprintf("The server says (%d): \"%s\"", failed.Status, apiclient.Quote(failed.Message))
}

// try names the n-th one.
func try(n int) string {
	words := []string{"first", "second", "third", "fourth", "fifth", "sixth"}
	if n <= len(words) {
		return "The " + words[n-1] + " try"
	}
	return fmt.Sprintf("Try %d", n)
}

// Typing is always so: no key is a command of the shell's but ctrl+c.
func (v *Login) Typing() bool { return true }

// Busy reports whether the platform is asked; then the shell draws the time that it takes.
func (v *Login) Busy() bool { return v.asking.Busy() }

// Lone is enter: one at the end of a line that is pasted sends no half of it.
func (v *Login) Lone() key.Binding { return v.kit.Keys.Accept }

// Close ends the asking.
func (v *Login) Close() {
	v.asking.Close()
	v.password.SetText("")
}

// Info says that there is no connection yet.
func (v *Login) Info() ui.Info { return ui.Info{Session: "not connected"} }

func (v *Login) ShortHelp() []key.Binding {
	keys := v.kit.Keys
	if v.Busy() {
		return []key.Binding{ui.Named(keys.Cancel, "cancel")}
	}
	return []key.Binding{ui.Named(keys.Accept, "log in"), ui.Named(keys.NextField, "fields"), keys.Clear, ui.Named(keys.Cancel, "quit")}
}

func (v *Login) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }
