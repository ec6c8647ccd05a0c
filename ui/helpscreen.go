package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// helpScreen lists the keys that work. It is made from the bindings themselves, so
// it cannot say anything else than they do.
type helpScreen struct{ scroll scroll }

// readHelp takes a key while the help is open.
func (a *App) readHelp(msg tea.KeyMsg) {
	k := a.kit.Keys
	switch {
	case IsBurst(msg):
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
	quit := k.Quit
	if len(a.stack) > 1 {
		quit.SetHelp(quit.Help().Key, k.Back.Help().Desc)
	}
	keys := []key.Binding{k.Help, k.Back, quit, k.Interrupt, k.Redraw}
	if a.opts.Suspend != nil {
		keys = append(keys, k.Suspend)
	}
	if _, ok := a.top().(Refresher); ok {
		keys = append(keys, k.Refresh)
	}
	if _, ok := a.top().(Copier); ok {
		keys = append(keys, k.Copy, k.CopyText)
	}
	if _, ok := a.top().(Exporter); ok {
		keys = append(keys, k.Export)
	}
	return append(keys, a.mouseKey())
}

// entry is a line of the help: a title, or a key and what it does. The zero value
// is an empty line.
type entry struct{ title, key, action string }

// helpLines lays the keys out: the view's groups first, then what works everywhere;
// in as many columns as fit when one is too long.
func (a *App) helpLines() []string {
	const longestKey = 14
	theme := a.kit.Theme
	entries, keys := a.helpEntries(), 0
	for _, e := range entries {
		keys = min(longestKey, max(keys, safetext.Width(e.key)))
	}
	widest := 0
	lines := make([]string, 0, len(entries))
	for _, e := range entries {
		line := indented(" ", theme.Paint(Title, e.title))
		if e.key != "" {
			label, used := fit(theme, e.key, keys)
			line = " " + theme.Paint(Accent, label) + blanks(keys-used+apart) + e.action
		}
		widest = max(widest, safetext.Width(line))
		lines = append(lines, line)
	}
	told, meanings := a.statusLines(), a.meaningLines()
	room := a.bodyHeight() - len(told)
	if len(meanings) > 0 {
		room = 1 // as many columns as fit: more follows
	}
	return slices.Concat(told, inColumns(lines, widest, a.width, room), meanings)
}

// statusLines are what is said of the selected row, in full where the status line has
// no room for it.
func (a *App) statusLines() []string {
	info := infoOf(a.top())
	text := safetext.Cell(info.Status)
	if safetext.Width(text) <= a.width-apart {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(ansi.Wrap(text, a.width-apart, ""), "\n") {
		lines = append(lines, " "+a.kit.Theme.Paint(info.Tone, line))
	}
	return append(lines, "")
}

// meaningLines tell what the marks and words of the top view mean.
func (a *App) meaningLines() []string {
	explainer, ok := a.top().(Explainer)
	if !ok {
		return nil
	}
	theme, meanings, widest := a.kit.Theme, explainer.Meanings(), 0
	for _, m := range meanings {
		if m.Text != "" {
			widest = max(widest, safetext.Width(m.Word))
		}
	}
	var lines []string
	for _, m := range meanings {
		if m.Text == "" {
			lines = append(lines, "", " "+theme.Paint(Title, m.Word))
			continue
		}
		text := strings.Split(ansi.Wrap(m.Text, a.width-widest-2*apart, ""), "\n")
		lines = append(lines, " "+theme.Paint(Accent, m.Word)+blanks(widest-safetext.Width(m.Word)+apart)+text[0])
		for _, line := range text[1:] {
			lines = append(lines, blanks(1+widest+apart)+line)
		}
	}
	return lines
}

// helpEntries lists the bindings that are on, each key once.
func (a *App) helpEntries() []entry {
	var entries []entry
	seen := make(map[string]bool)
	list := func(title string, groups [][]key.Binding) {
		entries = append(entries, entry{title: safetext.Cell(title)})
		for _, group := range groups {
			for _, binding := range group {
				help := binding.Help()
				if binding.Enabled() && help.Key != "" && !seen[help.Key] {
					seen[help.Key] = true
					entries = append(entries, entry{key: safetext.Cell(help.Key), action: safetext.Cell(help.Desc)})
				}
			}
			if entries[len(entries)-1] != (entry{}) {
				entries = append(entries, entry{})
			}
		}
	}
	list(a.top().Title(), a.top().FullHelp())
	list("everywhere", [][]key.Binding{a.globalKeys()})
	return entries[:len(entries)-1]
}

// inColumns puts lines of at most widest cells side by side, as far as needed to
// get them into height and as width allows.
func inColumns(lines []string, widest, width, height int) []string {
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
