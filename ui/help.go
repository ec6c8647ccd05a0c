package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// helpScreen lists the keys that work in a view. It is made from the bindings
// themselves, so it cannot say anything else than they do.
type helpScreen struct {
	view   View
	shell  []key.Binding // those of the shell
	scroll scroll
}

var _ sheet = (*helpScreen)(nil)

func (h *helpScreen) press(msg tea.KeyMsg, body area) (closed bool) {
	switch k := body.Keys; {
	case IsBurst(msg):
	case key.Matches(msg, k.Help, k.Back, k.Quit, k.Cancel):
		return true
	default:
		h.scroll.move(msg, k, len(h.lines(body)), body.height)
	}
	return false
}

func (h *helpScreen) wheel(rows int, body area) {
	h.scroll.by(rows, len(h.lines(body)), body.height)
}

// keys returns those that scroll and close the help.
func (h *helpScreen) keys(body area) (own, shell []key.Binding) {
	return nil, []key.Binding{body.Keys.Up, body.Keys.Down, body.Keys.Back}
}

func (h *helpScreen) draw(body area) []string {
	return h.scroll.window(body.Theme, h.lines(body), body.height)
}

// entry is a line of the help: a title, or a key and what it does. The zero value
// is an empty line.
type entry struct{ title, key, action string }

// lines lays the keys out: the view's groups first, then what works everywhere;
// in as many columns as fit when one is too long.
func (h *helpScreen) lines(body area) []string {
	const longestKey = 14
	entries, keys := h.entries(), 0
	for _, e := range entries {
		keys = min(longestKey, max(keys, safetext.Width(e.key)))
	}
	widest := 0
	lines := make([]string, 0, len(entries))
	for _, e := range entries {
		line := indented(" ", body.Theme.Paint(Title, e.title))
		if e.key != "" {
			label, used := body.Theme.Fit(e.key, keys)
			line = " " + body.Theme.Paint(Accent, label) + blanks(keys-used+apart) + e.action
		}
		widest = max(widest, safetext.Width(line))
		lines = append(lines, line)
	}
	status, meanings := h.status(body), h.meanings(body)
	room := body.height - len(status)
	if len(meanings) > 0 {
		room = 1 // as many columns as fit: more follows
	}
	return slices.Concat(status, inColumns(lines, widest, body.width, room), meanings)
}

// status is the view's status of the selected row, in full where the status line has no
// room for it.
func (h *helpScreen) status(body area) []string {
	info := infoOf(h.view)
	status := info.Status.Whole()
	if safetext.Width(safetext.Cell(status)) <= body.width-apart {
		return nil
	}
	return append(body.paragraph(piece{info.Status.Tone, status}), "")
}

// meanings tell what the marks and words of the view mean.
func (h *helpScreen) meanings(body area) []string {
	explainer, ok := h.view.(Explainer)
	if !ok {
		return nil
	}
	theme, meanings, widest := body.Theme, explainer.Meanings(), 0
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
		text := wrap(m.Text, body.width-widest-2*apart)
		lines = append(lines, " "+theme.Paint(Accent, m.Word)+blanks(widest-safetext.Width(m.Word)+apart)+text[0])
		for _, line := range text[1:] {
			lines = append(lines, blanks(1+widest+apart)+line)
		}
	}
	return lines
}

// entries lists the bindings that are on, each key once.
func (h *helpScreen) entries() []entry {
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
	list(h.view.Title(), h.view.FullHelp())
	list("everywhere", [][]key.Binding{h.shell})
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
