package plans

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/plan"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// which has one of some scopes chosen that is taken out of service, or put back. It is a dialog over
// the screen below.
type which struct {
	kit    ui.Kit
	links  Links
	scopes []plan.Scope
	at     int
	scroll ui.Scroll
}

// NewWhich returns the dialog, which a plan takes the place of.
func NewWhich(kit ui.Kit, links Links, scopes []plan.Scope) ui.View {
	return &which{kit: kit, links: links, scopes: scopes}
}

func (v *which) Title() string { return "" }

func (v *which) Init() tea.Cmd { return nil }

func (v *which) Update(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok || ui.IsBurst(press) {
		return nil
	}
	switch k := v.kit.Keys; {
	case page.Pressed(press, k.Up):
		v.at = max(v.at-1, 0)
	case page.Pressed(press, k.Down):
		v.at = min(v.at+1, len(v.scopes)-1)
	case page.Pressed(press, k.Accept):
		return ui.Replace(TakeOut(v.kit, v.links, v.scopes[v.at]))
	case page.Pressed(press, k.Cancel):
		return ui.Pop()
	}
	return nil
}

// Box draws the dialog.
func (v *which) Box() *ui.Box {
	k := v.kit.Keys
	box := &ui.Box{
		Title: []ui.Cell{{Text: "Take out of service, or put back", Tone: ui.Strong}}, Environment: true, Scroll: &v.scroll, Lines: [][]ui.Cell{nil},
		State:   []ui.Cell{{Text: "nothing is sent: a plan shows it first", Tone: ui.Muted}},
		Buttons: []ui.Button{{Key: ui.Named(k.Cancel, "back")}, {Key: ui.Named(k.Accept, "plan it"), On: ui.OnChoice}},
	}
	for i, scope := range v.scopes {
		sign, text := ui.Cell{Text: "  "}, ui.Cell{Text: saving.NameOf(scope)}
		if scope.Device != "" {
			text.Text = "every trunk group on " + text.Text
		}
		if i == v.at {
			sign, text.Tone, box.Kept = ui.Cell{Text: v.kit.Theme.Glyphs.Cursor + " ", Tone: ui.Selected}, ui.Selected, len(box.Lines)
		}
		box.Lines = append(box.Lines, []ui.Cell{sign, text})
	}
	box.Lines = append(box.Lines, nil)
	return box
}

func (v *which) View() string { return "" }

func (v *which) SetSize(int, int) {}

func (v *which) Typing() bool { return true } // no key of the shell closes it

func (v *which) Close() {}

func (v *which) ShortHelp() []key.Binding {
	k := v.kit.Keys
	return []key.Binding{ui.Named(k.Accept, "plan it"), k.UpDown("which"), ui.Named(k.Cancel, "back")}
}

func (v *which) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }
