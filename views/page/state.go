package page

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/ui"
)

// State is what a page says in place of its rows: one sentence, facts with their labels,
// what that means, what is known all the same, and what can be done next.
type State struct {
	Sign   string // before the title; may be empty
	Title  string
	Tone   ui.Tone
	Facts  [][2]string // label and text; one without a text is left out
	Texts  []string    // sentences
	Before Before
	Keys   []key.Binding
}

// Before is what is known from an earlier reading. The zero value is nothing.
type Before struct {
	Of    string   // which reading: "scan of 23:02"
	Lines []string // drawn, on the width that was asked for
	Show  func()   // puts its rows on the page, which are stale; may be nil
}

// Empty says why there are no rows where there can be some.
type Empty struct {
	Title string        // what is not there: "Tenant WavreCampus has no groups."
	Means []string      // what that means, in sentences
	Keys  []key.Binding // what can be done about it; how to go back is added
	Open  bool          // more may come or may be missing; else how to read again is added too
}

// Partial is a source that is read in parts.
type Partial interface {
	// Parts returns how many parts are read and how many failed, of how many.
	Parts() (read, failed, of int)
}

// The columns that a state is drawn in.
const (
	stateIndent = 3
	LabelWidth  = 16 // of a label with the blanks behind it
)

// lines draws the state; where there is little room the empty lines go.
func (s State) lines(width, height int) [][]ui.Cell {
	indent := ui.Blanks(stateIndent)
	if s.Sign != "" {
		indent += "  "
	}
	var lines [][]ui.Cell
	gap := func() { lines = append(lines, nil) }
	gap()
	gap()
	lines = append(lines, s.title(indent, width)...)
	gap()
	lines = append(lines, s.body(indent, width)...)
	if len(s.Facts)+len(s.Texts) > 0 {
		gap()
	}
	if keys := stateKeys(s.Keys); len(keys) > 0 {
		lines = append(lines, append([]ui.Cell{{Text: indent}}, keys...))
	}
	return fitted(lines, height)
}

// title draws the title, on more lines where it has no room on one.
func (s State) title(indent string, width int) [][]ui.Cell {
	texts := []string{s.Title}
	if room := max(width-len(indent)-1, 20); safetext.Width(safetext.Cell(s.Title)) > room {
		texts = ui.Wrap(safetext.Cell(s.Title), room)
	}
	var lines [][]ui.Cell
	for _, text := range texts {
		lines = append(lines, []ui.Cell{{Text: indent}, {Text: text, Tone: ui.Strong}})
	}
	if s.Sign != "" {
		lines[0] = append([]ui.Cell{{Text: ui.Blanks(stateIndent)}, {Text: s.Sign + " ", Tone: s.Tone}}, lines[0][1:]...)
	}
	return lines
}

// body draws the facts and the sentences.
func (s State) body(indent string, width int) (lines [][]ui.Cell) {
	for _, fact := range s.Facts {
		if fact[1] == "" {
			continue
		}
		for i, text := range ui.Wrap(safetext.Cell(fact[1]), max(width-len(indent)-LabelWidth-1, 20)) {
			label := ""
			if i == 0 {
				label = fact[0]
			}
			lines = append(lines, []ui.Cell{{Text: indent + Pad(label, LabelWidth), Tone: ui.Muted}, {Text: text}})
		}
	}
	for _, text := range s.Texts {
		for _, line := range ui.Wrap(safetext.Cell(text), max(width-len(indent)-1, 20)) {
			lines = append(lines, []ui.Cell{{Text: indent + line}})
		}
	}
	return lines
}

// fitted leaves empty lines out, the first ones first, until so many lines are left.
func fitted(lines [][]ui.Cell, height int) [][]ui.Cell {
	for i := 0; i < len(lines) && len(lines) > height; {
		if len(lines[i]) == 0 {
			lines = append(lines[:i:i], lines[i+1:]...)
		} else {
			i++
		}
	}
	return lines
}

func stateKeys(keys []key.Binding) []ui.Cell {
	var cells []ui.Cell
	for _, binding := range keys {
		if binding.Help().Key == "" || !binding.Enabled() {
			continue
		}
		if len(cells) > 0 {
			cells = append(cells, ui.Cell{Text: "   "})
		}
		cells = append(cells, ui.Cell{Text: binding.Help().Key, Tone: ui.Accent}, ui.Cell{Text: " " + binding.Help().Desc, Tone: ui.Muted})
	}
	return cells
}

// Draw draws the state in so much room, with what is known from before above its keys.
func (s State) Draw(kit ui.Kit, width, height int) []string {
	known := s.knownBefore(kit, width)
	lines := s.lines(width, height-len(known))
	at := len(lines)
	if len(stateKeys(s.Keys)) > 0 {
		at--
	}
	drawn := append(Lines(kit.Theme, width, lines[:max(at, 0)]), known...)
	drawn = append(drawn, Lines(kit.Theme, width, lines[max(at, 0):])...)
	return drawn[:min(len(drawn), max(height, 0))]
}

// knownBefore draws what is known from before, below a title rule.
func (s State) knownBefore(kit ui.Kit, width int) []string {
	if len(s.Before.Lines) == 0 {
		return nil
	}
	const most = 76
	rule := ui.Rule{Title: ui.Cell{Text: "known from before"}, Right: ui.Cell{Text: s.Before.Of, Tone: ui.Muted}, Section: true}
	indent := ui.Blanks(stateIndent + 2)
	lines := []string{indent + rule.Draw(kit.Theme, min(most, width-len(indent)-1))}
	for _, line := range s.Before.Lines {
		lines = append(lines, ui.Blanks(stateIndent+1)+line)
	}
	return append(lines, "")
}

// LoadingState says what is being read before anything of it is known.
func LoadingState(kit ui.Kit, what string) State {
	return State{Sign: kit.Theme.Glyphs.Unknown, Tone: ui.Unknown, Title: "Reading " + what, Keys: []key.Binding{kit.Keys.Back}}
}

// ProblemState says that something could not be read, why, what to do, and what was asked.
func ProblemState(kit ui.Kit, what string, err error) State {
	e := apiclient.Explained(err)
	return State{
		Sign: kit.Theme.Glyphs.Failed, Tone: ui.Failed, Title: Capitalised(what) + " could not be read",
		Facts: [][2]string{{"what happened", e.What}, {"what to do", e.Next}, {"asked", e.Asked}, {"request", e.Request}},
		Keys:  []key.Binding{ui.Named(kit.Keys.Refresh, "read again"), kit.Keys.Back},
	}
}

// state is what an empty page says, of rows that were read from a source.
func (e Empty) state(kit ui.Kit, from source) State {
	s := State{Title: e.Title, Texts: e.Means, Keys: append(e.Keys, kit.Keys.Back)}
	if e.Open {
		return s
	}
	s.Keys = slices.Concat(e.Keys, []key.Binding{ui.Named(kit.Keys.Refresh, "read again"), kit.Keys.Back})
	switch {
	case from.Busy():
		s.Texts = append(s.Texts, "It is still being read: more may come.")
	case from.Err() == nil:
		s.Texts = append(s.Texts, "It was read whole: nothing is missing, nothing is hidden by a filter.")
	}
	return s
}

// notRead says that nothing could be read of a source; empty where something is known, or
// may come.
func notRead(glyphs ui.Glyphs, from source, known bool) ui.Cell {
	if known || from.Busy() || from.Err() == nil {
		return ui.Cell{}
	}
	return ui.Cell{Text: glyphs.Failed + " not read", Tone: ui.Failed}
}

// missing tells what is not there of a source: it is on its way, it could not be read, or a
// part of either.
func missing(glyphs ui.Glyphs, from source, known bool) []ui.Cell {
	if !known {
		if failed := notRead(glyphs, from, known); failed.Text != "" {
			return []ui.Cell{failed}
		}
		return []ui.Cell{{Text: glyphs.Unknown + " reading", Tone: ui.Unknown}}
	}
	partial, ok := from.(Partial)
	if !ok {
		return nil
	}
	var cells []ui.Cell
	read, lost, of := partial.Parts()
	if from.Busy() && read < of {
		cells = append(cells, ui.Cell{Text: fmt.Sprintf("%s %d of %d read", glyphs.Unknown, read, of), Tone: ui.Unknown})
	}
	if lost > 0 {
		cells = append(cells, ui.Cell{Text: fmt.Sprintf("%s %d not read", glyphs.Failed, lost), Tone: ui.Failed})
	}
	return cells
}

// ProblemLines says that something could not be read, why, and how to try again: for a page
// that has no rows.
func ProblemLines(kit ui.Kit, what string, err error, width int) [][]ui.Cell {
	return ProblemState(kit, what, err).lines(width, 1<<10)
}

// LoadingLines says what is being read, for a page that has no rows.
func LoadingLines(kit ui.Kit, what string, width int) [][]ui.Cell {
	return LoadingState(kit, what).lines(width, 1<<10)
}
