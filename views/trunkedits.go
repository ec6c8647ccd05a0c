package views

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
)

// trunkEdits opens what creates and deletes enterprise trunks. The zero value is a
// session that only reads.
type trunkEdits struct {
	with      editing
	elsewhere string // where new ones are made, where that is not here
	create    func(after func(change.Result) tea.Cmd) ui.View
	delete    func(item apiclient.EnterpriseTrunkItem, after func(change.Result) tea.Cmd) ui.View
}

// create opens the form of a new enterprise trunk, or says why it cannot.
func (v *enterpriseTrunks) create() tea.Cmd {
	if lack := v.edits.with.lack(); lack != "" {
		return ui.Notify(lack)
	}
	if v.edits.elsewhere != "" {
		return ui.Notify(v.edits.elsewhere)
	}
	return ui.Push(v.edits.create(v.changed))
}

// delete opens the review of a deletion, or says why it cannot.
func (v *enterpriseTrunks) delete() tea.Cmd {
	item, ok := v.table.Selected()
	if !ok {
		return nil
	}
	if lack := v.edits.with.lack(); lack != "" {
		return ui.Notify(lack)
	}
	return ui.Push(v.edits.delete(item, v.changed))
}

// changed reads the list again, whatever the verdict.
func (v *enterpriseTrunks) changed(result change.Result) tea.Cmd {
	if result.Verdict == change.Saved {
		v.table.Select(result.Subject.Group + "\x00" + result.Subject.Name)
	}
	return v.Refresh()
}

// editKeys are the keys that change something; all of them for the help.
func (v *enterpriseTrunks) editKeys(all bool) []key.Binding {
	if !v.known() || !all && v.edits.with.lack() != "" {
		return nil
	}
	keys := []key.Binding{v.kit.Keys.New}
	if _, ok := v.table.Selected(); ok {
		keys = append(keys, v.kit.Keys.Delete)
	}
	if all {
		keys = append(keys, v.edits.with.editsKey(v.kit.Keys)...)
	}
	return keys
}
