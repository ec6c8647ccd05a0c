package figures

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
	"banyan/views/page"
)

// Marks is what is to be marked at a place, beside its figures.
type Marks struct {
	Findings []capacity.Finding
	Failures []collect.Failure
	calls    bool // the call difference is negative
	bursting bool // the bursting difference is negative
	Absent   bool // trunking is not assigned
	Gap      bool // something was not reported, though nothing failed and all was read
	Done     bool // nothing more will come
}

// Settle shows what is unknown as not read once nothing more will come: "?", "3/7?".
func (t Marks) Settle(glyphs ui.Glyphs, cell ui.Cell) ui.Cell {
	if t.Done && cell.Tone == ui.Unknown {
		cell.Text = strings.TrimPrefix(cell.Text, glyphs.Unknown) + page.NotRead
	}
	return cell
}

// AnyUnread reports whether one of the readings is missing.
func AnyUnread(readings ...capacity.Reading) bool {
	return slices.ContainsFunc(readings, func(r capacity.Reading) bool { return !r.IsRead() })
}

// MarkCell names everything wrong at a place, worst first, by glyph and word.
func MarkCell(glyphs ui.Glyphs, t Marks) ui.Cell {
	worst, _ := capacity.Worst(t.Findings)
	words := joinWords(t.words(worst.Severity))
	cell := ui.Cell{}
	switch {
	case words == "":
	case worst.Severity == capacity.Blocked:
		cell = ui.Cell{Text: glyphs.Blocked + " " + words, Tone: ui.Blocked}
	case worst.Severity == capacity.Over, t.calls, t.bursting:
		cell = ui.Cell{Text: glyphs.Over + " " + words, Tone: ui.Over}
	default:
		cell = ui.Cell{Text: glyphs.Notice + " " + words, Tone: ui.Notice}
	}
	return t.appendGaps(glyphs, cell)
}

// joinWords names the worst, and the next where both are short enough to leave the
// names of the rows their room; else how many more there are.
func joinWords(words []string) string {
	const most = 12
	text := strings.Join(words, "+")
	if len(text) <= most || len(words) < 2 {
		return text
	}
	return fmt.Sprintf("%s +%d", words[0], len(words)-1)
}

// AllWords are every word of a mark, for filters: it may have no room for them.
func (t Marks) AllWords() string {
	worst, _ := capacity.Worst(t.Findings)
	return strings.Join(t.words(worst.Severity), "+")
}

// words are what a mark consists of, worst first.
func (t Marks) words(worst capacity.Severity) []string {
	var words []string
	if worst == capacity.Blocked {
		words = append(words, wordBlocked)
	}
	switch {
	case t.calls && t.bursting:
		words = append(words, WordOver, wordBurst)
	case t.calls:
		words = append(words, WordOver)
	case t.bursting:
		words = append(words, WordBurstOver)
	}
	if len(words) == 0 && slices.ContainsFunc(t.Findings, isAbove) {
		words = append(words, wordAbove)
	}
	if slices.ContainsFunc(t.Findings, isDown) {
		words = append(words, wordDown)
	}
	return words
}

func isAbove(f capacity.Finding) bool { return f.Code == capacity.AboveAvailable }

// appendGaps adds what could not be read to a mark.
func (t Marks) appendGaps(glyphs ui.Glyphs, cell ui.Cell) ui.Cell {
	gap := ui.Cell{}
	switch {
	case len(t.Failures) > 0:
		gap = ui.Cell{Text: glyphs.Failed + " " + failureWord(t.Failures), Tone: ui.Failed}
	case t.Absent:
		gap = ui.Cell{Text: wordNotAssigned, Tone: ui.Muted}
	case t.Gap:
		gap = ui.Cell{Text: page.NotRead + " " + wordIncomplete, Tone: ui.Unknown}
	}
	if cell.Text == "" {
		return gap
	}
	if gap.Text != "" {
		cell.Text += " " + gap.Text
	}
	return cell
}

// failureWord is the word for the failure that the status line explains.
func failureWord(failures []collect.Failure) string {
	if isNoAccess(failures[0].Err) {
		return wordNoAccess
	}
	return wordError
}

// isNoAccess reports whether err says that the account lacks a right.
func isNoAccess(err error) bool {
	var failed *apiclient.Error
	return errors.As(err, &failed) && (failed.Kind == apiclient.Forbidden || failed.Kind == apiclient.Unauthorized)
}

// The words of the mark column. Beside them stands a glyph, so that neither the
// colour nor the glyph alone carries the meaning.
const (
	wordBlocked        = "BLOCKED"
	WordOver           = "OVER"
	wordBurst          = "BURST"
	WordBurstOver      = "BURST OVER"
	WordBurstAvailable = "BURST AVAIL"
	wordAbove          = "ABOVE AVAIL"
	wordDown           = "DOWN"
	wordNotAssigned    = "not assigned"
	wordError          = "error"
	wordNoAccess       = "no access"
	wordIncomplete     = "incomplete"
)

// StatusOf tells in words what is wrong at a place, worst first, and what could not
// be read. depth is how long the place's own path is: what lies deeper is named.
func StatusOf(t Marks, depth int) (string, ui.Tone) {
	worst, found := capacity.Worst(t.Findings)
	text, tone := "", ui.Plain
	if found {
		text, tone = FindingsText(t.Findings, worst, depth), SeverityTone(worst.Severity)
	}
	switch {
	case len(t.Failures) > 0 && worst.Severity >= capacity.Over:
		text += "; " + failureText(t.Failures, depth)
	case len(t.Failures) > 0:
		text, tone = failureText(t.Failures, depth), ui.Failed
	case text == "" && t.Absent:
		text = "trunking is not assigned here: it counts as zero calls"
	case text == "" && t.Gap:
		text, tone = "the server did not report every figure", ui.Unknown
	}
	return text, tone
}

// FindingsText joins the findings that the mark names, or returns the worst when it
// names none. Of two kinds of over, calls come before bursting.
func FindingsText(findings []capacity.Finding, worst capacity.Finding, depth int) string {
	bad := slices.DeleteFunc(slices.Clone(findings), func(f capacity.Finding) bool { return f.Severity < capacity.Over && !isDown(f) })
	if len(bad) == 0 {
		return findingText(worst, depth)
	}
	slices.SortStableFunc(bad, func(a, b capacity.Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(callsFirst(a), callsFirst(b)))
	})
	const most = 3
	texts := make([]string, 0, most)
	for _, f := range bad[:min(len(bad), most)] {
		texts = append(texts, findingText(f, depth))
	}
	if more := len(bad) - most; more > 0 {
		texts = append(texts, "and "+page.Count(more, "more finding"))
	}
	return strings.Join(texts, "; ")
}

func isDown(f capacity.Finding) bool {
	return f.Code == capacity.Down || f.Code == capacity.DownInUse
}

func findingText(f capacity.Finding, depth int) string {
	if len(f.Path) > depth {
		return strings.Join(f.Path[depth:], " / ") + ": " + f.Text
	}
	return f.Text
}

func callsFirst(f capacity.Finding) int {
	if f.Code == capacity.CallsOver {
		return 0
	}
	return 1
}

// SeverityTone is the tone that a finding of a severity has.
func SeverityTone(s capacity.Severity) ui.Tone {
	switch s {
	case capacity.Blocked:
		return ui.Blocked
	case capacity.Over:
		return ui.Over
	case capacity.Notice:
		return ui.Notice
	}
	return ui.Plain
}

// failureText explains the first of some failures, and how many more there are.
func failureText(failures []collect.Failure, depth int) string {
	first := failures[0]
	text := first.What + " not read: "
	if len(first.Path) > depth {
		text = first.What + " " + strings.Join(first.Path[depth:], " / ") + " not read: "
	}
	text += apiclient.Explain(first.Err)
	if more := len(failures) - 1; more > 0 {
		text += "; and " + page.Count(more, "more failure")
	}
	return text
}

// CountFindings counts those that say that something is wrong or doubtful.
func CountFindings(findings []capacity.Finding) int {
	n := 0
	for _, f := range findings {
		if f.Severity >= capacity.Notice {
			n++
		}
	}
	return n
}

// FailuresByGroup sorts failures by the group that they are at or under.
func FailuresByGroup(failures []collect.Failure) map[string][]collect.Failure {
	groups := make(map[string][]collect.Failure)
	for _, f := range failures {
		if len(f.Path) > 1 {
			groups[f.Path[1]] = append(groups[f.Path[1]], f)
		}
	}
	return groups
}

// FailuresOf returns those of a group's failures that are one trunk group's.
func FailuresOf(failures []collect.Failure, name string) []collect.Failure {
	var own []collect.Failure
	for _, f := range failures {
		if len(f.Path) > 2 && f.Path[2] == name {
			own = append(own, f)
		}
	}
	return own
}

// FullMark is a mark for a file: every word of it, and what could not be read.
func FullMark(t Marks) string {
	words := t.AllWords()
	if gap := strings.TrimLeft(t.appendGaps(ui.Glyphs{}, ui.Cell{}).Text, page.NotRead+" "); gap != "" {
		words = strings.TrimPrefix(words+", "+gap, ", ")
	}
	return words
}

// GroupMarks gathers what is to be marked at a group.
func GroupMarks(g capacity.GroupBreakdown, failures []collect.Failure, done bool) Marks {
	return Marks{
		Findings: g.Findings,
		Failures: failures,
		calls:    g.Calls.Difference.IsNegative(),
		bursting: g.Bursting.Difference.IsNegative(),
		Absent:   g.Group.Assignment == capacity.NotAssigned,
		Gap:      done && !g.Complete,
		Done:     done,
	}
}
