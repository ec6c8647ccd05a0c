package ui

import (
	"strings"

	"banyan/internal/safetext"
)

// crumb is a part of the breadcrumb: the title of a view, or the sign for those that
// are left out.
type crumb struct {
	title string
	depth int // of the view on the stack; -1 for the sign
}

// crumbs returns the way to the top view in at most room cells. When it is too long,
// parts in the middle give way first, then the beginning: the last part, where the
// user is, stays to the end. A view without a title is about the same thing as the one
// below it.
func (a *App) crumbs(room int) string {
	path, _ := fit(a.kit.Theme, a.path(a.crumbParts(room)), room)
	return path
}

func (a *App) crumbParts(room int) []crumb {
	all := make([]crumb, 0, len(a.stack))
	for depth, view := range a.stack {
		if title := safetext.Cell(view.Title()); title != "" {
			all = append(all, crumb{title, depth})
		}
	}
	parts := all
	for kept := len(all) - 2; kept >= 0 && safetext.Width(a.path(parts)) > room; kept-- {
		parts = []crumb{{a.kit.Theme.Glyphs.More, -1}}
		if kept > 0 {
			parts = []crumb{all[0], parts[0]}
		}
		parts = append(parts, all[len(all)-max(kept, 1):]...)
	}
	return parts
}

// path joins the parts of the breadcrumb.
func (a *App) path(parts []crumb) string {
	titles := make([]string, len(parts))
	for i, part := range parts {
		titles[i] = part.title
	}
	return strings.Join(titles, a.pathSign())
}

func (a *App) pathSign() string { return " " + a.kit.Theme.Glyphs.PathSep + " " }

// crumbRoom returns how many cells the breadcrumb has beside a summary.
func (a *App) crumbRoom(summary int) int {
	room := a.width - 1
	if summary > 0 {
		room -= summary + apart
	}
	return room
}

// crumbAt returns the depth of the view whose title is at a cell of the breadcrumb, or
// -1 where there is none.
func (a *App) crumbAt(cell int) int {
	_, summary := fit(a.kit.Theme, safetext.Cell(infoOf(a.top()).Summary), a.width/2)
	start := 0
	for _, part := range a.crumbParts(a.crumbRoom(summary)) {
		end := start + safetext.Width(part.title)
		if cell >= start && cell < end {
			return part.depth
		}
		start = end + safetext.Width(a.pathSign())
	}
	return -1
}
