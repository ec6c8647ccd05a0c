package saving

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/page"
)

// undo takes a save back, which is an edit like every other: it is read again and
// compared, shown and confirmed, and what somebody changed since is not lost by it.
type undo struct {
	kit           ui.Kit
	edit          change.Edit
	allocated     *ui.Loader[map[string]capacity.Sum] // nil where nothing is allocated below
	saving        *Run
	done          bool
	width, height int
}

// NewUndo returns the screen of an undo. Allocated reads what the level below was given,
// where that decides whether a lowered limit is dangerous; it may be nil.
func NewUndo(kit ui.Kit, s Saver, edit change.Edit, allocated func(context.Context) (map[string]capacity.Sum, error)) *undo {
	v := &undo{kit: kit, edit: edit}
	if allocated != nil {
		v.allocated = ui.NewLoader(allocated)
	}
	v.saving = NewRun(kit, s, v.rebase, func(change.Subject, change.Image) {})
	return v
}

// rebase takes the edit on top of what somebody else changed.
func (v *undo) rebase(change.Subject, change.Image, []string) {
	if v.saving.onward.Base.Exists() {
		v.edit = v.saving.onward
	}
	if v.allocated != nil {
		v.edit.Allocated, _ = v.allocated.Value()
	}
}

// Title implements ui.View.
func (v *undo) Title() string { return "undo " + v.edit.Subject.ID() }

// Init implements ui.View: what is there is read, and the question is asked.
func (v *undo) Init() tea.Cmd {
	if v.allocated != nil {
		return v.allocated.Load()
	}
	return v.saving.Begin([]change.Edit{v.edit})
}

// begin goes on with what is allocated. Where that could not be read, a lowered limit
// is dangerous, and it is said why.
func (v *undo) begin() tea.Cmd {
	v.edit.Allocated, _ = v.allocated.Value()
	cmd := v.saving.Begin([]change.Edit{v.edit})
	if err := v.allocated.Err(); err != nil {
		v.edit.Allocated = nil
		v.saving.Say(ui.Cell{Text: "what is allocated could not be read, so a lowered limit asks for the name: " + apiclient.Explain(err), Tone: ui.Notice})
	}
	return cmd
}

// Typing implements ui.Typer. While it is saved every key belongs to the screen, which
// ignores it.
func (v *undo) Typing() bool { return v.saving.AsksName() || v.saving.IsSaving() }

// Dirty implements ui.Dirty: a save that runs is not left without a word.
func (v *undo) Dirty() bool { return v.saving.IsSaving() }

// Busy implements ui.Busy.
func (v *undo) Busy() bool { return v.saving.Busy() || v.isCounting() }

// isCounting reports whether what is allocated is still being read.
func (v *undo) isCounting() bool { return v.allocated != nil && v.allocated.Busy() }

// Close implements ui.View.
func (v *undo) Close() {
	v.saving.Close()
	page.CloseLoader(v.allocated)
}

// SetSize implements ui.View.
func (v *undo) SetSize(width, height int) { v.width, v.height = width, height }

// Update implements ui.View.
func (v *undo) Update(msg tea.Msg) tea.Cmd {
	pressedKey, ok := msg.(tea.KeyMsg)
	switch {
	case !ok && v.allocated != nil && v.allocated.Update(msg):
		return v.begin()
	case !ok:
		cmd := v.saving.Update(msg)
		v.done = v.done || v.saving.IsDone()
		return cmd
	case v.Busy() || v.done:
	case v.saving.AsksName():
		return v.saving.PressName(pressedKey)
	case page.Pressed(pressedKey, v.kit.Keys.Save):
		return v.Init()
	}
	return nil
}

// View implements ui.View.
func (v *undo) View() string {
	lines := [][]ui.Cell{{{Text: " Undo of the edit " + v.edit.UndoOf + " of " + v.edit.Subject.String(), Tone: ui.Strong}}, nil}
	for _, text := range differenceTexts(v.edit.Subject.Kind, v.edit.Base, v.edit.Want) {
		lines = append(lines, page.WrapCell(ui.Cell{Text: text}, v.width, 3)...)
	}
	lines = append(lines, nil)
	if v.isCounting() {
		lines = append(lines, []ui.Cell{{Text: " reading what is allocated..."}})
	}
	return page.DrawLines(v.kit.Theme, v.width, v.height, append(lines, v.saving.Lines(v.width)...))
}

// ShortHelp implements help.KeyMap.
func (v *undo) ShortHelp() []key.Binding {
	switch {
	case v.Busy() || v.done:
		return nil
	case v.saving.AsksName():
		return []key.Binding{ui.Named(v.kit.Keys.Save, "save"), v.kit.Keys.Cancel}
	}
	return []key.Binding{v.kit.Keys.Save}
}

// FullHelp implements help.KeyMap.
func (v *undo) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }
