package plans

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
)

// same has the one edit chosen that is made on each of some enterprise trunks: that of the line of the
// cursor. It is a dialog over the screen below.
type same struct {
	kit    ui.Kit
	links  Links
	tenant string
	trunks []change.Subject
	of     string // what they are called: "the 5 enterprise trunks of foo"

	at          sameRow
	reroutes    ui.TextField
	action      int // of exhaustions
	destination ui.TextField
	algorithm   int // of routing.Algorithms
	wrong       string
	scroll      ui.Scroll
}

// sameRow is a line of the dialog.
type sameRow int

const (
	reroutesRow sameRow = iota
	exhaustedRow
	algorithmRow
	equalRow
	sameRows // how many there are
)

// NewSame returns the dialog, which a plan takes the place of.
func NewSame(kit ui.Kit, links Links, tenant string, trunks []change.Subject, of string) ui.View {
	return &same{kit: kit, links: links, tenant: tenant, trunks: trunks, of: of}
}

func exhaustions() []string { return []string{routing.None, routing.Forward} }

func (v *same) Title() string { return "" }

func (v *same) Init() tea.Cmd { return nil }

func (v *same) Update(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	v.wrong = ""
	switch k := v.kit.Keys; {
	case page.Pressed(press, k.Cancel):
		return ui.Pop()
	case press.Type == tea.KeyUp, page.Pressed(press, k.PreviousField):
		v.at = (v.at + sameRows - 1) % sameRows
	case press.Type == tea.KeyDown, page.Pressed(press, k.NextField):
		v.at = (v.at + 1) % sameRows
	case page.Pressed(press, k.Accept) && !ui.IsBurst(press):
		return v.accept()
	case press.Type == tea.KeyLeft, press.Type == tea.KeyRight:
		v.turn(press.Type == tea.KeyRight)
	default:
		v.fill(press)
	}
	return nil
}

// turn takes the next of the choices of a line, or the one before.
func (v *same) turn(forward bool) {
	by := -1
	if forward {
		by = 1
	}
	switch v.at {
	case exhaustedRow:
		v.action = (v.action + by + len(exhaustions())) % len(exhaustions())
	case algorithmRow:
		all := len(routing.Algorithms())
		v.algorithm = (v.algorithm + by + all) % all
	default:
	}
}

// fill takes a key for the text of a line.
func (v *same) fill(msg tea.KeyMsg) {
	switch v.at {
	case reroutesRow:
		v.reroutes.Update(msg, v.kit.Keys)
	case exhaustedRow:
		if exhaustions()[v.action] == routing.Forward {
			v.destination.Update(msg, v.kit.Keys)
		}
	default:
	}
}

// accept opens the plan of the edit of the line, or says what is missing.
func (v *same) accept() tea.Cmd {
	edit, wrong := v.edit()
	if v.wrong = wrong; wrong != "" {
		return nil
	}
	return ui.Replace(New(v.kit, v.links, v.of, sameOn(v.links.Session.Plans.Service, v.tenant, v.trunks, edit)))
}

func (v *same) edit() (edit plan.SameEdit, wrong string) {
	switch v.at {
	case reroutesRow:
		n, err := strconv.Atoi(strings.TrimSpace(v.reroutes.Text()))
		if err != nil || n < routing.MinReroutes || n > routing.MostReroutes {
			return edit, reroutesRange()
		}
		return plan.SetMaxReroutes(n), ""
	case exhaustedRow:
		action, to := exhaustions()[v.action], strings.TrimSpace(v.destination.Text())
		if action == routing.Forward && to == "" {
			return edit, "where to: a number or a SIP address"
		}
		return plan.SetExhaustion(action, to), ""
	case algorithmRow:
		return plan.SetAlgorithm(routing.Algorithms()[v.algorithm]), ""
	default:
	}
	return plan.Equalise(), ""
}

func reroutesRange() string {
	return strconv.Itoa(routing.MinReroutes) + " to " + strconv.Itoa(routing.MostReroutes)
}

// Box draws the dialog.
func (v *same) Box() *ui.Box {
	k, theme := v.kit.Keys, v.kit.Theme
	box := &ui.Box{
		Title: []ui.Cell{{Text: "The same edit", Tone: ui.Strong}, {Text: "   on " + v.of, Tone: ui.Muted}}, Environment: true, Scroll: &v.scroll,
		State:   []ui.Cell{{Text: "nothing is sent: a plan shows it first", Tone: ui.Muted}},
		Buttons: []ui.Button{{Key: ui.Named(k.Cancel, "back")}, {Key: ui.Named(k.Accept, "plan it"), On: ui.OnChoice}},
		Lines:   [][]ui.Cell{{{Text: "  one of these, that of the cursor:", Tone: ui.Muted}}, nil},
	}
	const at, number, text = 21, 6, 24
	for r := range sameRows {
		focus, wrong := r == v.at, ""
		if focus {
			wrong = v.wrong
		}
		line := ui.FormLine{At: at, InBox: true}
		about := ""
		switch r {
		case reroutesRow:
			line.Label, about = "max reroutes", reroutesRange()
			line.Fields = []ui.Field{{Typed: &v.reroutes, Width: number, Focus: focus, Wrong: wrong}}
		case exhaustedRow:
			line.Label = "when exhausted"
			line.Fields = []ui.Field{{Choice: true, Value: strings.ToLower(exhaustions()[v.action]), Focus: focus}}
			if exhaustions()[v.action] == routing.Forward {
				line.Fields = append(line.Fields, ui.Field{Label: "to", Typed: &v.destination, Width: text, Focus: focus, Wrong: wrong})
			}
		case algorithmRow:
			line.Label, about = "algorithm", "where ordered"
			line.Fields = []ui.Field{{Choice: true, Value: routing.Algorithms()[v.algorithm], Focus: focus}}
		default:
			line.Label, about = "weights", "where weighted, within a priority"
			line.Fields = []ui.Field{{Value: "equal", Width: number, Focus: focus}}
		}
		if wrong == "" && about != "" {
			line.After = []ui.Cell{{Text: about, Tone: ui.Muted}}
		}
		if focus {
			box.Kept = len(box.Lines)
		}
		box.Lines = append(box.Lines, line.Cells(theme))
	}
	box.Lines = append(box.Lines, nil)
	return box
}

func (v *same) View() string { return "" }

func (v *same) SetSize(int, int) {}

func (v *same) Typing() bool { return true }

func (v *same) Close() {}

func (v *same) ShortHelp() []key.Binding {
	k := v.kit.Keys
	choose := k.CaretLeft
	choose.SetHelp(k.CaretLeft.Help().Key+"/"+k.CaretRight.Help().Key, "another value")
	return []key.Binding{ui.Named(k.Accept, "plan it"), k.UpDown("which"), choose, k.Clear, ui.Named(k.Cancel, "back")}
}

func (v *same) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }
