package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// helpScreen lists the keys that work. It is made from the bindings themselves, so
// it cannot say anything else than they do.
type helpScreen struct{ scroll scroll }

// readHelp takes a key while the help is open.
func (a *App) readHelp(msg tea.KeyMsg) {
	k := a.kit.Keys
	switch {
	case isBurst(msg):
	case key.Matches(msg, k.Help, k.Back, k.Quit, k.Cancel):
		a.help = nil
	default:
		lines := a.helpLines()
		a.help.scroll.move(msg, k, len(lines), a.bodyHeight())
	}
}

// globalKeys returns the shell's own bindings that do something now.
func (a *App) globalKeys() []key.Binding {
	k := a.kit.Keys
	keys := []key.Binding{k.Help, k.Back, k.Quit, k.Interrupt, k.Redraw}
	if _, ok := a.top().(Refresher); ok {
		keys = append(keys, k.Refresh)
	}
	return keys
}

// helpLines lays the keys out: the view's groups first, then what works everywhere;
// in as many columns as fit when one is too long.
func (a *App) helpLines() []string {
	seen := make(map[string]bool)
	blocks := [][]string{a.helpBlock(safetext.Cell(a.top().Title()), a.top().FullHelp(), seen)}
	blocks = append(blocks, a.helpBlock("everywhere", [][]key.Binding{a.globalKeys()}, seen))

	var lines []string
	widest := 0
	for _, block := range blocks {
		for _, line := range block {
			widest = max(widest, safetext.Width(line))
			lines = append(lines, " "+line)
		}
	}
	return inColumns(lines, widest+1, a.width, a.bodyHeight())
}

// helpBlock lists groups of bindings under a title, each key once.
func (a *App) helpBlock(title string, groups [][]key.Binding, seen map[string]bool) []string {
	const keyWidth = 14
	theme := a.kit.Theme
	lines := []string{theme.Paint(Title, title)}
	for _, group := range groups {
		for _, binding := range group {
			help := binding.Help()
			if !binding.Enabled() || help.Key == "" || seen[help.Key] {
				continue
			}
			seen[help.Key] = true
			keys, used := fit(theme, safetext.Cell(help.Key), keyWidth)
			lines = append(lines, theme.Paint(Accent, keys)+blanks(keyWidth+1-used)+safetext.Cell(help.Desc))
		}
		lines = append(lines, "")
	}
	return lines
}

// inColumns puts lines of at most widest cells side by side, as far as needed to
// get them into height and as width allows.
func inColumns(lines []string, widest, width, height int) []string {
	const apart = 3 // more than between two words
	for len(lines) > 0 && lines[len(lines)-1] == " " {
		lines = lines[:len(lines)-1]
	}
	fitting := max(1, (width+apart)/(widest+apart))
	needed := (len(lines) + height - 1) / height
	columns := min(fitting, max(1, needed))
	rows := max(min(height, len(lines)), (len(lines)+columns-1)/columns)
	out := make([]string, rows)
	for i, line := range lines {
		row, column := i%rows, i/rows
		if column > 0 {
			at := column * (widest + apart)
			out[row] += blanks(at - safetext.Width(out[row]))
		}
		out[row] += line
	}
	return out
}
