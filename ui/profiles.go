package ui

import (
	"context"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// Profile is a session that can be entered instead of the present one.
type Profile struct {
	Header
	Name  string // by which it is entered
	API   string
	User  string // who logs in there; may be empty
	Now   bool   // it is the present one
	Open  bool   // it was entered before, and stays connected
	Wrong string // why it cannot be entered; empty where it can
}

// Entrance opens a session that is ready: its first view, and its header. It is called from the
// event loop, at most once.
type Entrance func() (View, Header)

// Sessions are the sessions that can be entered from one another.
type Sessions struct {
	// List returns them, and says where they are set down. It does no I/O.
	List func() (all []Profile, where string)
	// Enter makes one ready. It is called from a command, and ends with its context.
	Enter func(ctx context.Context, name string) (Entrance, error)
	// LoggedOut reports whether the platform has ended the present session, and nothing but its
	// user can open it again. Nil is never.
	LoggedOut func() bool
	// Again returns the view that does so. It leaves by Return, to what is there.
	Again func() View
}

// profiles is the list of the sessions that can be entered. It stays until one is entered.
type profiles struct {
	field  TextField
	all    []Profile
	where  string // they are set down
	shown  []Profile
	cursor int // in shown
	scroll Scroll

	entered *Profile           // enter was pressed on it; nil for none
	cancel  context.CancelFunc // while it is made ready; nil before
	begun   time.Time          // that
	now     time.Time
	failed  string // why the latest could not be entered
}

func newProfiles(all []Profile, where string) *profiles {
	p := &profiles{all: all, where: where}
	p.find()
	return p
}

// find shows the sessions that match what is typed, the cursor on the first that is not the
// present one.
func (p *profiles) find() {
	p.shown, p.cursor, p.failed = nil, 0, ""
	typed := strings.ToLower(strings.TrimSpace(p.field.Text()))
	for _, one := range p.all {
		if strings.Contains(strings.ToLower(one.Name+" "+one.Host+" "+one.Label), typed) {
			p.shown = append(p.shown, one)
		}
	}
	for p.cursor < len(p.shown)-1 && p.shown[p.cursor].Now {
		p.cursor++
	}
}

// isBusy reports whether a session is made ready.
func (p *profiles) isBusy() bool { return p.cancel != nil }

// enter begins to make the session ready that was chosen.
func (p *profiles) enter(timers context.Context, now time.Time, by func(context.Context, string) (Entrance, error)) tea.Cmd {
	if p.entered == nil || p.isBusy() {
		return nil
	}
	ctx, cancel := context.WithCancel(timers)
	p.cancel, p.begun, p.now, p.failed = cancel, now, now, ""
	entered := p.entered
	return func() tea.Msg {
		entrance, err := by(ctx, entered.Name)
		return enteredMsg{entered, entrance, err}
	}
}

// enteredMsg arrives when a session is ready, or why it is not.
type enteredMsg struct {
	of       *Profile // that was chosen
	entrance Entrance
	err      error
}

// end ends what enter began.
func (p *profiles) end() {
	p.cancel()
	p.cancel, p.entered = nil, nil
}

func (p *profiles) press(msg tea.KeyMsg, k KeyMap) (closed bool) {
	switch {
	case p.isBusy():
		if !IsBurst(msg) && key.Matches(msg, k.Cancel) {
			p.end()
			p.failed = "cancelled"
		}
	case IsBurst(msg):
		p.field.Update(msg, k)
		p.find()
	case key.Matches(msg, k.Accept):
		return p.accept()
	case key.Matches(msg, k.Cancel, k.Profiles):
		return true
	case msg.Type == tea.KeyUp, key.Matches(msg, k.PreviousField):
		p.cursor = max(0, p.cursor-1)
	case msg.Type == tea.KeyDown, key.Matches(msg, k.NextField):
		p.cursor = max(0, min(len(p.shown)-1, p.cursor+1))
	default:
		before := p.field.Text()
		if p.field.Update(msg, k); p.field.Text() != before {
			p.find()
		}
	}
	return false
}

// accept takes the session under the cursor, or goes back to the present one.
func (p *profiles) accept() (closed bool) {
	if p.cursor >= len(p.shown) {
		return false
	}
	p.choose(p.shown[p.cursor])
	return p.shown[p.cursor].Now
}

// choose takes a session to be entered, or says why it cannot be. The present one is left alone.
func (p *profiles) choose(one Profile) {
	if p.failed = one.Wrong; !one.Now && one.Wrong == "" {
		p.entered = &one
	}
}

func (p *profiles) keys(k KeyMap) []key.Binding {
	if p.isBusy() {
		return []key.Binding{Named(k.Cancel, "cancel")}
	}
	return []key.Binding{Named(k.Accept, "connect"), k.UpDown("choose"), Named(k.Cancel, "back")}
}

// box returns the list as it is drawn.
func (p *profiles) box(body area) *Box {
	k := body.Keys
	box := &Box{
		Title:  []Cell{{Text: "Profiles", Tone: Strong}},
		Scroll: &p.scroll, Lit: true, Width: min(body.width-4, 100),
		Buttons: []Button{{Key: Named(k.Cancel, "back")}, {Key: Named(k.Accept, "connect"), On: OnChoice}},
	}
	inside, _ := box.Room(body.width, body.height)
	where, _ := body.Theme.FitMiddle(safetext.Cell(p.where), inside-24)
	box.Right = Cell{Text: where, Tone: Muted}
	box.Strip = typedStrip(body.Theme, "/", &p.field, inside, !p.isBusy())
	if p.field.Text() == "" {
		box.Strip.Right = "part of a name or a host"
	}
	box.Lines, box.Kept = p.lines(body.Theme, inside)
	if !p.isBusy() {
		box.Pick = pickLine(&p.cursor, 1, len(p.shown))
	}
	if p.failed != "" {
		box.Lines = append(box.Lines, nil)
		for i, text := range Wrap(safetext.Cell(p.failed), inside-2*indent-2) {
			sign := Blanks(indent + 2)
			if i == 0 {
				sign = Blanks(indent) + body.Theme.Glyphs.Failed + " "
			}
			box.Lines = append(box.Lines, []Cell{{Text: sign + text, Tone: Failed}})
		}
	}
	for _, one := range p.all {
		if one.Now {
			box.State = []Cell{{Text: "connecting leaves " + safetext.Name(one.Name), Tone: Muted}}
		}
	}
	if p.isBusy() {
		waited := p.now.Sub(p.begun)
		frames := body.Theme.Glyphs.Spinner
		box.State = []Cell{
			{Text: frames[int(waited/spinEvery)%len(frames)], Tone: Accent},
			{Text: " connecting to " + safetext.Name(p.entered.Name) + ", " + waited.Truncate(time.Second).String(), Tone: Muted},
		}
		box.Buttons = []Button{{Key: Named(k.Cancel, "cancel"), On: OnChoice}}
	}
	return box
}

// lines draws the sessions, and returns which line has the cursor.
func (p *profiles) lines(theme Theme, inside int) (lines [][]Cell, kept int) {
	columns := func(one Profile) []Cell {
		mode := Cell{Text: "read"}
		if !one.ReadOnly {
			mode = Cell{Text: "write", Tone: Full}
		}
		badge := Cell{}
		if label := safetext.Truncate(safetext.Cell(one.Label), 12); label != "" {
			badge = Cell{Text: " " + label + " ", Tone: one.tone()}
		}
		state := Cell{}
		switch {
		case one.Now:
			state = Cell{Text: theme.Glyphs.Chosen + " now", Tone: Accent}
		case one.Wrong != "":
			state = Cell{Text: theme.Glyphs.Failed + " not right", Tone: Failed}
		case one.Open:
			state = Cell{Text: "connected", Tone: Muted}
		}
		return []Cell{{Text: safetext.Name(one.Name), Tone: Strong}, badge, {Text: safetext.Cell(one.Host)}, {Text: one.API, Tone: Muted}, {Text: safetext.Cell(one.User), Tone: Muted}, mode, state}
	}
	widths := make([]int, 7)
	for _, one := range p.all {
		for i, cell := range columns(one) {
			widths[i] = max(widths[i], safetext.Width(cell.Text))
		}
	}
	room := inside - 2*indent
	for i := len(widths) - 1; i >= 0; i-- {
		if widths[i] > 0 && i != 2 {
			room -= widths[i] + apart
		}
	}
	widths[2] = min(widths[2], max(8, room))
	lines = append(lines, nil)
	for i, one := range p.shown {
		cursor := Cell{Text: Blanks(indent)}
		if i == p.cursor {
			cursor, kept = Cell{Text: theme.Glyphs.Cursor + " ", Tone: Selected}, len(lines)
		}
		line := []Cell{cursor}
		for at, cell := range columns(one) {
			if widths[at] == 0 {
				continue
			}
			cell.Text, _ = theme.Fit(cell.Text, widths[at])
			line = append(line, cell, Cell{Text: Blanks(widths[at] - safetext.Width(cell.Text) + apart)})
		}
		lines = append(lines, line)
	}
	if len(p.shown) == 0 {
		lines = append(lines, []Cell{{Text: Blanks(indent) + "no profile has that in its name, host or label", Tone: Muted}})
	}
	return lines, kept
}
