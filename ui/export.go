package ui

import tea "github.com/charmbracelet/bubbletea"

// Exporter is a view whose rows can be written to a file.
type Exporter interface {
	// Export returns the screen that asks how and where to; nil while there is nothing
	// to write.
	Export() View
}

// export opens what writes the top view's rows to a file, and reports whether the view
// knows of that.
func (a *App) export() (tea.Cmd, bool) {
	exporter, ok := a.top().(Exporter)
	if !ok {
		return nil, false
	}
	if view := exporter.Export(); view != nil {
		return a.push([]View{view}), true
	}
	a.note = note{text: "there is nothing to export here"}
	return nil, true
}
