package ui

import (
	"strings"

	"banyan/internal/safetext"
)

// apart is how far two pieces of a line stand from each other.
const apart = 2

// piece is text in one tone. It is made safe and cut when it is drawn.
type piece struct {
	tone Tone
	text string
}

// width returns how many cells pieces take, side by side.
func width(pieces []piece) int {
	total := 0
	for _, p := range pieces {
		if total > 0 {
			total += apart
		}
		total += safetext.Width(safetext.Cell(p.text))
	}
	return total
}

// bar draws one line of the chrome: pieces from the left, and others that end at
// the right edge and are cut last. Empty pieces take no room.
func (a *App) bar(left, right []piece) string {
	left, right = present(left), present(right)
	room := a.width - 1
	if len(right) > 0 {
		room -= min(width(right), room/2) + apart
	}
	var line strings.Builder
	line.WriteByte(' ')
	used := a.row(&line, left, room)
	if len(right) > 0 {
		rest := a.width - 1 - used
		line.WriteString(blanks(rest - width(right)))
		a.row(&line, right, rest-apart)
	}
	return line.String()
}

// row draws pieces side by side in no more than room cells and returns how many it
// took.
func (a *App) row(line *strings.Builder, pieces []piece, room int) int {
	used := 0
	for i, p := range pieces {
		if i > 0 {
			if room-used <= apart {
				break
			}
			line.WriteString(blanks(apart))
			used += apart
		}
		text, w := fit(a.kit.Theme, safetext.Cell(p.text), room-used)
		line.WriteString(a.kit.Theme.Paint(p.tone, text))
		used += w
	}
	return used
}

func present(pieces []piece) []piece {
	var filled []piece
	for _, p := range pieces {
		if p.text != "" {
			filled = append(filled, p)
		}
	}
	return filled
}
