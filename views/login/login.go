// Package login is the screen that asks who logs in, where the session does not know that or
// was refused with what it knew, and what the platform asks for besides. It stands before the
// first screen of the map.
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

// Answer goes on with the latest Ask, which failed as SecondFactor or GatewayChoice: with the code
// of a second factor, or with the name of a gateway.
type Answer func(ctx context.Context, text string) (open func() ui.View, err error)

// step is what the screen asks for now.
type step int

const (
	byPassword step = iota
	byCode          // of a second factor
	byGateway       // which one
)

// Options say what the screen asks for.
type Options struct {
	// Again has the user of a session log in once more over its screens: the name is fixed, and
	// what opens a session returns no view.
	Again   bool
	Ask     Ask
	Answer  Answer // nil where the platform asks for nothing more
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

	step     step
	code     ui.TextField
	factor   apiclient.Factor // where the code is
	gateways []string
	at       int // the gateway under the cursor

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
	v.password.Hidden, v.code.Hidden = true, true
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
	v.forget()
	open, _ := v.asking.Value()
	if view := open(); !v.opts.Again {
		return ui.Replace(view)
	}
	return ui.Return("logged in again as " + safetext.Name(v.opts.Name))
}

// isNoText reports whether Bubble Tea tells by a message of its own, whose type is not
// exported, that it read a byte that is no text.
func isNoText(msg tea.Msg) bool {
	text, ok := msg.(fmt.Stringer)
	return ok && strings.HasPrefix(text.String(), "?0x")
}

// forget keeps nothing secret.
func (v *Login) forget() {
	v.password.SetText("")
	v.code.SetText("")
}

// fail keeps what was typed, but for what was refused, and goes on to what the platform asks for.
func (v *Login) fail(err error) {
	v.failed, v.missing = err, false
	problem, _ := errors.AsType[*apiclient.Error](err)
	if problem == nil {
		return
	}
	switch problem.Kind {
	case apiclient.LoginFailed:
		v.refusals++
		v.step, v.onName = byPassword, false
		v.password.SetText("")
	case apiclient.SecondFactor:
		if problem.Factor != 0 {
			v.step, v.factor, v.failed = byCode, problem.Factor, nil
			v.code.SetText("")
		}
	case apiclient.WrongCode:
		v.code.SetText("")
	case apiclient.GatewayChoice:
		v.step, v.gateways, v.at = byGateway, problem.Gateways, 0
		if problem.Message == "" { // else none is called like that
			v.failed = nil
		}
	case apiclient.CodeExpired, apiclient.PasswordDue, apiclient.Locked, apiclient.SignOn, apiclient.OtherLogin, apiclient.NoGateway:
		v.step, v.onName = byPassword, false
		v.code.SetText("")
	}
}

// isRefused reports whether the platform knows no such user name and password, as far as this
// kind of login goes.
func (v *Login) isRefused() bool { return apiclient.KindOf(v.failed) == apiclient.LoginFailed }

// isRefusedForGood reports whether it has no other kind of login either, for which they may be
// the right ones.
func (v *Login) isRefusedForGood() bool {
	problem, ok := errors.AsType[*apiclient.Error](v.failed)
	return ok && v.isRefused() && (problem.Other == 0 || v.opts.Again)
}

func (v *Login) press(msg tea.KeyMsg) tea.Cmd {
	keys, burst := v.kit.Keys, ui.IsBurst(msg)
	if msg.Type == tea.KeyPgUp || msg.Type == tea.KeyPgDown {
		v.scroll.Press(msg, keys)
		return nil
	}
	v.scroll = ui.Scroll{} // what is typed is seen
	switch {
	case !burst && page.Pressed(msg, keys.Cancel):
		switch {
		case !v.Busy() && v.step == byPassword && v.opts.Again:
			return ui.Pop()
		case !v.Busy() && v.step == byPassword:
			return tea.Quit
		case !v.Busy():
			v.step, v.onName, v.failed, v.missing = byPassword, false, nil, false
			v.code.SetText("")
			return nil
		}
		v.asking.Close()
		return ui.Notify("cancelled: what was typed is still here")
	case v.Busy():
	case !burst && page.Pressed(msg, keys.Accept):
		return v.begin()
	case v.step == byGateway:
		v.move(msg)
	case v.step == byPassword && !burst && (page.Pressed(msg, keys.NextField) || page.Pressed(msg, keys.PreviousField)):
		v.focus(!v.onName)
	case v.step == byPassword && !burst && (page.Pressed(msg, keys.Up) || page.Pressed(msg, keys.Down)) && msg.Type != tea.KeyRunes:
		v.focus(page.Pressed(msg, keys.Up))
	default:
		return v.typed(msg)
	}
	return nil
}

// move moves the cursor among the gateways.
func (v *Login) move(msg tea.KeyMsg) {
	keys := v.kit.Keys
	switch {
	case page.Pressed(msg, keys.Up), page.Pressed(msg, keys.PreviousField):
		v.at = max(0, v.at-1)
	case page.Pressed(msg, keys.Down), page.Pressed(msg, keys.NextField):
		v.at = min(len(v.gateways)-1, v.at+1)
	}
}

func (v *Login) focus(onName bool) { v.onName, v.missing = onName && !v.opts.Again, false }

func (v *Login) field() *ui.TextField {
	switch {
	case v.step == byCode:
		return &v.code
	case v.onName:
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

// begin asks the platform, once all is typed.
func (v *Login) begin() tea.Cmd {
	answer := v.opts.Answer
	switch v.step {
	case byCode:
		code := strings.TrimSpace(v.code.Text())
		if code == "" {
			v.missing = true
			return nil
		}
		return v.load(func(ctx context.Context) (func() ui.View, error) { return answer(ctx, code) })
	case byGateway:
		name := v.gateways[v.at]
		return v.load(func(ctx context.Context) (func() ui.View, error) { return answer(ctx, name) })
	}
	name, password := strings.TrimSpace(v.name.Text()), v.password.Text()
	if name == "" || password == "" {
		was := v.onName
		v.onName = name == ""
		v.missing = v.onName == was // else it was only left
		return nil
	}
	ask := v.opts.Ask
	return v.load(func(ctx context.Context) (func() ui.View, error) { return ask(ctx, name, password) })
}

func (v *Login) load(ask func(context.Context) (func() ui.View, error)) tea.Cmd {
	v.begun, v.failed = v.opts.Now(), nil
	v.asking = ui.NewLoader(ask)
	return v.asking.Load()
}

func (v *Login) SetSize(width, height int) { v.width, v.height = width, height }

// View draws what stands above the box, where there is room for it and nothing else is there.
func (v *Login) View() string {
	if v.opts.Again {
		return ""
	}
	const above = 3
	box := v.Box()
	_, room := box.Room(v.width, v.height)
	free := max(0, room-len(box.Lines)) / 2
	middle := func(text string, tone ui.Tone) []ui.Cell {
		return []ui.Cell{{Text: ui.Blanks((v.width - safetext.Width(text)) / 2)}, {Text: text, Tone: tone}}
	}
	lines := append(make([][]ui.Cell, max(0, free-above)), middle("banyan", ui.Accent), middle("trunk capacity and routing of BroadWorks platforms", ui.Muted))
	lines = lines[:min(len(lines), free)] // the name alone, or nothing, where there is less room
	return page.DrawLines(v.kit.Theme, v.width, v.height, lines)
}

// Box draws what is asked, and what came of it.
func (v *Login) Box() *ui.Box {
	const boxWidth = 58
	keys := v.kit.Keys
	title := "Log in"
	if v.opts.Again {
		title = "Log in again"
	}
	box := &ui.Box{
		Title: []ui.Cell{{Text: title, Tone: ui.Strong}, {Text: "   " + v.opts.Place, Tone: ui.Muted}}, Environment: true,
		Width: boxWidth, Bare: !v.opts.Again, Scroll: &v.scroll, Lines: [][]ui.Cell{nil},
		Buttons: []ui.Button{{Key: ui.Named(keys.Cancel, v.leave())}, {Key: ui.Named(keys.Accept, v.accept()), On: ui.OnChoice}},
	}
	width, _ := box.Room(v.width, v.height)
	box.Lines = append(box.Lines, v.fields(width)...)
	if v.step == byGateway {
		box.Kept, box.Lit = len(box.Lines)-len(v.gateways)+v.at, true
	}
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
	switch kind := apiclient.KindOf(v.failed); {
	case v.isRefusedForGood():
		strip.Word, strip.Text = "REFUSED", "wrong user name or password"
	case v.isRefused():
		strip.Word, strip.Text = "REFUSED", "not known to this kind of login"
	case kind == apiclient.WrongCode:
		strip.Word, strip.Text = "REFUSED", "wrong code"
	case kind == apiclient.CodeExpired:
		strip.Word, strip.Text = "TOO LATE", "enter asks for a new code"
	case kind == apiclient.GatewayChoice:
		strip.Word, strip.Text = "NO SUCH GATEWAY", "choose one that there is"
	}
	return strip
}

// accept and leave name what enter and esc do.
func (v *Login) accept() string {
	return map[step]string{byPassword: "log in", byCode: "send", byGateway: "choose"}[v.step]
}

func (v *Login) leave() string {
	if v.step == byPassword && !v.opts.Again {
		return "quit"
	}
	return "back"
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
	type row struct {
		label string
		text  *ui.TextField
		on    bool
	}
	rows := []row{{"User name", &v.name, v.onName}, {"Password", &v.password, !v.onName}}
	if v.step == byPassword && v.opts.Again {
		rows = rows[1:]
	} else if v.step != byPassword {
		rows = []row{{"Code", &v.code, true}}
	}
	if v.step != byPassword || v.opts.Again {
		name, _ := theme.Fit(safetext.Cell(strings.TrimSpace(v.name.Text())), width-at)
		lines = append(lines, []ui.Cell{{Text: "  " + page.Pad("User name", at-1), Tone: ui.Muted}, {Text: name}})
	}
	if v.step == byGateway {
		return append(lines, v.choices(width)...)
	}
	for _, field := range rows {
		cell := ui.Field{Typed: field.text, Width: inside, Focus: field.on && !v.Busy()}
		if field.on && v.missing {
			cell.Wrong = "missing"
		}
		lines = append(lines, ui.FormLine{Label: field.label, At: at, InBox: true, Fields: []ui.Field{cell}}.Cells(theme))
	}
	return lines
}

// choices draw the gateways, a line each.
func (v *Login) choices(width int) (lines [][]ui.Cell) {
	lines = append(lines, nil, []ui.Cell{{Text: "  Gateway", Tone: ui.Muted}})
	for i, name := range v.gateways {
		name, _ = v.kit.Theme.Fit(safetext.Cell(name), width-4)
		line := []ui.Cell{{Text: "    " + name}}
		if i == v.at {
			line = []ui.Cell{{Text: v.kit.Theme.Glyphs.Cursor, Tone: ui.Selected}, {Text: "   " + name, Tone: ui.Selected}}
		}
		lines = append(lines, line)
	}
	return lines
}

// texts returns the paragraphs below the fields: what they mean, or what came of the asking.
func (v *Login) texts() []ui.Cell {
	if v.failed == nil && v.step == byPassword && v.opts.Again {
		return []ui.Cell{
			{Text: "The platform has ended the session. What is open and what was typed stays as it is."},
			{Text: "esc goes back to it without a session.", Tone: ui.Muted},
		}
	}
	usual := []ui.Cell{{Text: "Asked for once, kept in memory only.", Tone: ui.Muted}, {Text: "READ-ONLY: nothing can be changed in this session.", Tone: ui.Muted}}
	if v.opts.Write {
		usual[1].Text = "WRITE: edits can be saved, each after a review."
	}
	switch {
	case v.failed == nil && v.step == byCode:
		text := "Type the code that your app shows for this account."
		if v.factor == apiclient.ByMail {
			text = "The platform has sent a code by mail: type it here."
		}
		return []ui.Cell{{Text: text}, {Text: "It is sent once and not kept. This machine is not marked as trusted.", Tone: ui.Muted}}
	case v.step == byGateway:
		return []ui.Cell{{Text: "Each gateway is a platform of its own."}, {Text: "--gateway NAME chooses one at the start.", Tone: ui.Muted}}
	case v.failed == nil:
		return usual
	}
	if !v.isRefusedForGood() {
		e := apiclient.Explained(v.failed)
		texts := []ui.Cell{{Text: e.What}, {Text: e.Next, Tone: ui.Muted}}
		if e.Request != "" {
			texts = append(texts, ui.Cell{Text: "request " + e.Request, Tone: ui.Muted})
		}
		if v.isRefused() && v.refusals > 1 {
			texts = append(texts, v.warning())
		}
		return texts
	}
	if v.refusals > 1 {
		usual = []ui.Cell{v.warning()}
	}
	if quoted := v.serverText(); quoted != "" {
		return append([]ui.Cell{{Text: quoted}}, usual...)
	}
	return usual
}

func (v *Login) warning() ui.Cell {
	return ui.Cell{Text: try(v.refusals) + " of this session. Some platforms lock an account after a few: ask before the next one."}
}

// serverText is what the server says of a refusal, in its own words, where that is more than that
// it is one.
func (v *Login) serverText() string {
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
	v.forget()
}

// Info says that there is no connection yet.
func (v *Login) Info() ui.Info { return ui.Info{Session: "not connected"} }

func (v *Login) ShortHelp() []key.Binding {
	keys := v.kit.Keys
	if v.Busy() {
		return []key.Binding{ui.Named(keys.Cancel, "cancel")}
	}
	accept, leave := ui.Named(keys.Accept, v.accept()), ui.Named(keys.Cancel, v.leave())
	switch v.step {
	case byCode:
		return []key.Binding{accept, keys.Clear, leave}
	case byGateway:
		return []key.Binding{accept, keys.Up, keys.Down, leave}
	}
	if v.opts.Again {
		return []key.Binding{accept, keys.Clear, leave}
	}
	return []key.Binding{accept, ui.Named(keys.NextField, "fields"), keys.Clear, leave}
}

func (v *Login) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }
