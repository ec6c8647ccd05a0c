package plans

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/routing"
	"banyan/ui"
)

// Picker is a dialog in which a trunk group is chosen.
type Picker interface {
	Open() tea.Cmd
	IsOpen() bool
	Update(msg tea.Msg) tea.Cmd
	Press(msg tea.KeyMsg) (chosen routing.Key, ok bool, cmd tea.Cmd)
	Box() *ui.Box
	Keys() []key.Binding
	SetSize(width, height int)
	Close()
}

// migrating has the trunk group chosen that takes the place of another. It is a dialog over the
// screen below.
type migrating struct {
	picker Picker
	to     func(routing.Key) ui.View
}

// NewMigrating returns the dialog, which a plan takes the place of.
func NewMigrating(picker Picker, to func(routing.Key) ui.View) ui.View {
	return &migrating{picker: picker, to: to}
}

func (v *migrating) Title() string { return "" }

func (v *migrating) Init() tea.Cmd { return v.picker.Open() }

func (v *migrating) Update(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return v.picker.Update(msg)
	}
	chosen, ok, cmd := v.picker.Press(press)
	switch {
	case ok:
		return ui.Replace(v.to(chosen))
	case !v.picker.IsOpen():
		return ui.Pop()
	}
	return cmd
}

func (v *migrating) View() string { return "" }

func (v *migrating) Box() *ui.Box { return v.picker.Box() }

func (v *migrating) SetSize(width, height int) { v.picker.SetSize(width, height) }

func (v *migrating) Typing() bool { return true }

func (v *migrating) Close() { v.picker.Close() }

func (v *migrating) ShortHelp() []key.Binding { return v.picker.Keys() }

func (v *migrating) FullHelp() [][]key.Binding { return [][]key.Binding{v.picker.Keys()} }
