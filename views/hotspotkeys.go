package views

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"banyan/internal/hotspots"
	"banyan/ui"
)

// ShortHelp implements help.KeyMap.
func (v *spots) ShortHelp() []key.Binding {
	keys := v.kit.Keys
	switch {
	case v.note != nil:
		return []key.Binding{ui.Named(keys.Accept, "mark as known"), keys.Cancel, keys.Clear}
	case v.body.Typing():
		return v.table.Keys()
	}
	own := v.rowKeys()
	own = append(own, v.scanKeys()...)
	if len(v.entries()) > 0 {
		own = append(own, keys.Up, keys.Down, keys.Filter, keys.Sort)
	}
	return own
}

// rowKeys are the keys for the selected line.
func (v *spots) rowKeys() []key.Binding {
	e, ok := v.table.Selected()
	if !ok || !v.isKnown() {
		return nil
	}
	own := []key.Binding{v.kit.Keys.Open}
	switch {
	case e.Known:
		own = append(own, ui.Named(v.kit.Keys.Known, "no longer known"))
	case e.IsFinding():
		own = append(own, v.kit.Keys.Known)
	}
	return own
}

// scanKeys are the keys for the scan as it is.
func (v *spots) scanKeys() []key.Binding {
	keys := v.kit.Keys
	if !v.isKnown() {
		return nil
	}
	readAll := ui.Named(keys.Refresh, "read all")
	if v.now().Scan.Phase == hotspots.Elsewhere {
		readAll = ui.Named(keys.Refresh, "look again")
	}
	switch v.now().Scan.Phase {
	case hotspots.Starting, hotspots.Running:
		return []key.Binding{keys.Pause}
	case hotspots.Paused:
		return []key.Binding{ui.Named(keys.Pause, "go on")}
	case hotspots.CutOff:
		return []key.Binding{ui.Named(keys.Pause, "go on"), readAll}
	}
	return []key.Binding{readAll}
}

// FullHelp implements help.KeyMap.
func (v *spots) FullHelp() [][]key.Binding {
	keys := v.kit.Keys
	groups := [][]key.Binding{append(v.rowKeys(), ui.Named(keys.Refresh, "read all tenants"), ui.Named(keys.Pause, "pause a scan, or go on with it"))}
	if v.isKnown() {
		groups = append(groups, v.table.Keys())
	}
	return groups
}

// without returns a binding without the keys of another, and its label without them.
func without(binding, other key.Binding) key.Binding {
	isOther := func(name string) bool { return slices.Contains(other.Keys(), name) }
	label := slices.DeleteFunc(strings.Split(binding.Help().Key, "/"), isOther)
	binding.SetHelp(strings.Join(label, "/"), binding.Help().Desc)
	binding.SetKeys(slices.DeleteFunc(slices.Clone(binding.Keys()), isOther)...)
	return binding
}
