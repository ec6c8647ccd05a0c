package main

import (
	"github.com/charmbracelet/lipgloss"

	"banyan/ui"
)

// newTheme returns every look of the explorer. Colours are indexes into the
// terminal's own palette of sixteen, so that they follow what its user chose;
// without colour the same meanings are told by bold, reverse and underline, and
// always by a glyph and a word.
func newTheme(renderer *lipgloss.Renderer, colour, ascii bool) ui.Theme {
	if colour {
		return ui.NewTheme(colourStyles(renderer), newGlyphs(ascii))
	}
	return ui.NewTheme(plainStyles(renderer), newGlyphs(ascii))
}

func colourStyles(renderer *lipgloss.Renderer) map[ui.Tone]ui.Style {
	look := func(foreground string) lipgloss.Style {
		return renderer.NewStyle().Foreground(lipgloss.Color(foreground))
	}
	const red, green, yellow, cyan, grey, black, brightRed, white = "1", "2", "3", "6", "8", "0", "9", "15"
	return styles(map[ui.Tone]lipgloss.Style{
		ui.Muted:    look(grey),
		ui.Strong:   renderer.NewStyle().Bold(true),
		ui.Good:     look(green),
		ui.Unknown:  look(yellow),
		ui.Notice:   look(yellow).Bold(true),
		ui.Over:     look(brightRed).Bold(true),
		ui.Blocked:  look(white).Background(lipgloss.Color(red)).Bold(true),
		ui.Failed:   look(brightRed),
		ui.Selected: look(cyan).Bold(true),
		ui.Title:    renderer.NewStyle().Bold(true).Underline(true),
		ui.Accent:   look(cyan).Bold(true),
		ui.ReadOnly: look(green).Bold(true),
		ui.Write:    look(black).Background(lipgloss.Color(yellow)), // bold black is grey on many terminals
		ui.Label:    look(black).Background(lipgloss.Color(cyan)),   // not the red of what is blocked
	})
}

func plainStyles(renderer *lipgloss.Renderer) map[ui.Tone]ui.Style {
	plain := renderer.NewStyle()
	bold := plain.Bold(true)
	return styles(map[ui.Tone]lipgloss.Style{
		ui.Strong:   bold,
		ui.Notice:   bold,
		ui.Over:     bold,
		ui.Blocked:  bold.Reverse(true),
		ui.Failed:   bold,
		ui.Selected: bold,
		ui.Title:    bold.Underline(true),
		ui.Accent:   bold,
		ui.ReadOnly: bold,
		ui.Write:    bold.Reverse(true),
		ui.Label:    bold.Reverse(true),
	})
}

func styles(looks map[ui.Tone]lipgloss.Style) map[ui.Tone]ui.Style {
	out := make(map[ui.Tone]ui.Style, len(looks))
	for tone, look := range looks {
		out[tone] = ui.NewStyle(look.Render)
	}
	return out
}

func newGlyphs(ascii bool) ui.Glyphs {
	if ascii {
		return ui.Glyphs{
			Cursor: ">", Good: "=", Over: "^", Blocked: "X", Notice: "!", Failed: "x", Unknown: "?",
			SortUp: "^", SortDown: "v", Folded: "+", Unfolded: "-",
			BarFull: "#", BarEmpty: ".", BarOver: "!", Rule: "-", More: "~", PathSep: ">",
			Spinner: []string{"|", "/", "-", "\\"},
		}
	}
	return ui.Glyphs{
		Cursor: "▸", Good: "✓", Over: "▲", Blocked: "■", Notice: "!", Failed: "✗", Unknown: "…",
		SortUp: "↑", SortDown: "↓", Folded: "▸", Unfolded: "▾",
		BarFull: "█", BarEmpty: "░", BarOver: "▓", Rule: "─", More: "…", PathSep: ">",
		Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	}
}
