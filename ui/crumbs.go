package ui

import (
	"strings"

	"banyan/internal/safetext"
)

// crumbs returns the way to the top view in at most room cells. When it is too long,
// parts in the middle give way first, then the beginning: the last part, where the
// user is, stays to the end. A view without a title is about the same thing as the one
// below it.
func (a *App) crumbs(room int) string {
	theme := a.kit.Theme
	parts := make([]string, 0, len(a.stack))
	for _, view := range a.stack {
		if title := safetext.Cell(view.Title()); title != "" {
			parts = append(parts, title)
		}
	}
	path := a.path(parts)
	for kept := len(parts) - 2; kept >= 0 && safetext.Width(path) > room; kept-- {
		short := []string{theme.Glyphs.More}
		if kept > 0 {
			short = []string{parts[0], theme.Glyphs.More}
		}
		path = a.path(append(short, parts[len(parts)-max(kept, 1):]...))
	}
	path, _ = fit(theme, path, room)
	return path
}

// path joins the parts of the breadcrumb.
func (a *App) path(parts []string) string {
	return strings.Join(parts, " "+a.kit.Theme.Glyphs.PathSep+" ")
}
