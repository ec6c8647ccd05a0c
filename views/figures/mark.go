package figures

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/safetext"
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
	Out      Out  // what is out of service
	full     bool // every call of the limit is given out, and not one more
	read, of int  // how many of its trunk groups were read; of is 0 where that does not matter
}

// Out says in short and in full what was taken out of service. The zero value is nothing.
type Out struct{ Short, Full string }

// Mark draws it in short, and Cell in full; nothing as nothing.
func (o Out) Mark(glyphs ui.Glyphs) ui.Cell { return o.in(glyphs, o.Short) }

// Cell draws it in full: since when, by whom, for which ticket.
func (o Out) Cell(glyphs ui.Glyphs) ui.Cell { return o.in(glyphs, o.Full) }

// Tell says so on a pane, below a title of its own, where there is anything to say.
func (o Out) Tell(pane *page.Pane) {
	if o.Full != "" {
		pane.Section("out of service", "")
		pane.Say(page.Capitalised(strings.Replace(o.Full, "out of service ", "", 1)), ui.Notice)
	}
}

func (o Out) in(glyphs ui.Glyphs, text string) ui.Cell {
	if text == "" {
		return ui.Cell{}
	}
	return ui.Cell{Text: glyphs.Unchosen + " " + text, Tone: ui.Notice}
}

// RowMarks returns what is to be marked at a row that has marks.
func (t Marks) RowMarks() Marks { return t }

// Settle shows what is unknown as not read once nothing more will come: "?", "3/7?".
func (t Marks) Settle(glyphs ui.Glyphs, cell ui.Cell) ui.Cell {
	if t.Done && cell.Tone == ui.Unknown {
		cell.Text = strings.TrimPrefix(cell.Text, glyphs.Unknown) + page.NotRead
	}
	return cell
}

func anyUnread(readings ...capacity.Reading) bool {
	return slices.ContainsFunc(readings, func(r capacity.Reading) bool { return !r.IsRead() })
}

// MarkCell names everything wrong at a place, worst first, by glyph and word.
func MarkCell(glyphs ui.Glyphs, t Marks) ui.Cell {
	worst, _ := capacity.Worst(t.Findings)
	severity := max(worst.Severity, capacity.Notice)
	if t.calls || t.bursting {
		severity = max(severity, capacity.Over)
	}
	cell := ui.Cell{}
	if words := joinWords(t.words()); words != "" {
		cell = SeverityCell(glyphs, severity, words)
	} else if t.full {
		cell = ui.Cell{Text: glyphs.Full + " " + wordFull, Tone: ui.Full}
	}
	var more []ui.Cell
	if t.Out != (Out{}) {
		more = append(more, t.Out.Mark(glyphs))
	}
	if gap := t.gap(glyphs); gap.Text != "" {
		more = append(more, gap)
	}
	return page.Joined(ui.Cell{Text: " "}, append([]ui.Cell{cell}, more...)...)
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
	words := t.words()
	if t.has(func(f capacity.Finding) bool { return f.Code == capacity.DownInUse }) && words[0] != wordBlocked {
		words = slices.Insert(words, 0, wordBlocked)
	}
	return strings.Join(words, "+")
}

// words are what a mark consists of, worst first.
func (t Marks) words() (words []string) {
	isDownInUse := t.has(func(f capacity.Finding) bool { return f.Code == capacity.DownInUse })
	if t.has(func(f capacity.Finding) bool { return f.Severity == capacity.Blocked && !isDown(f) }) {
		words = append(words, wordBlocked)
	}
	if isDownInUse {
		words = append(words, wordDown)
	}
	switch {
	case t.calls && t.bursting:
		words = append(words, WordOver, wordBurst)
	case t.calls:
		words = append(words, WordOver)
	case t.bursting:
		words = append(words, WordBurstOver)
	}
	if len(words) == 0 && t.has(func(f capacity.Finding) bool { return f.Code == capacity.AboveAvailable }) {
		words = append(words, wordAbove)
	}
	if t.has(func(f capacity.Finding) bool { return f.Code == capacity.LicencesOver }) {
		words = append(words, wordLicences)
	}
	if !isDownInUse && t.has(isDown) {
		words = append(words, wordDown)
	}
	return words
}

func (t Marks) has(is func(capacity.Finding) bool) bool { return slices.ContainsFunc(t.Findings, is) }

// All tells everything wrong or missing at a place, worst first, each whole.
func (t Marks) All(glyphs ui.Glyphs, depth int) (all []FindingParts) {
	found := Wrong(t.Findings, depth > 1)
	for _, f := range found {
		all = append(all, PartsOf(glyphs, f, depth))
	}
	if len(t.Failures) > 0 {
		head, rest, _ := strings.Cut(failureText(t.Failures, len(t.Failures[0].Path)), ": ")
		failed := FindingParts{
			Sign: ui.Cell{Text: glyphs.Failed, Tone: ui.Failed}, Place: placeBelow(glyphs, t.Failures[0].Path, depth),
			Text: ui.Cell{Text: strings.TrimPrefix(head, "trunk group "), Tone: ui.Failed, Then: []ui.Cell{{Text: ": " + rest}}},
		}
		at := slices.IndexFunc(found, func(f capacity.Finding) bool { return f.Severity < capacity.Over })
		if at < 0 {
			at = len(all)
		}
		all = slices.Insert(all, at, failed)
	}
	if t.Out != (Out{}) {
		all = append(all, FindingParts{Sign: ui.Cell{Text: glyphs.Unchosen, Tone: ui.Notice}, Text: ui.Cell{Text: t.Out.Full, Tone: ui.Notice}})
	}
	if text, tone := StatusOf(t, depth); text != "" && len(all) == 0 {
		all = append(all, FindingParts{Text: ui.Cell{Text: text, Tone: tone}})
	}
	return all
}

// gap says what is not there of a place.
func (t Marks) gap(glyphs ui.Glyphs) ui.Cell {
	parts := " " + strconv.Itoa(t.of-t.read) + " of " + strconv.Itoa(t.of) + " " + wordNotRead
	switch {
	case t.read > 0 && t.of > t.read && len(t.Failures) > 0:
		return ui.Cell{Text: glyphs.Failed + parts, Tone: ui.Failed}
	case len(t.Failures) > 0:
		return ui.Cell{Text: glyphs.Failed + " " + failureWord(t.Failures), Tone: ui.Failed}
	case t.Absent:
		return ui.Cell{Text: wordNotAssigned, Tone: ui.Muted}
	case t.Gap:
		return ui.Cell{Text: page.NotRead + " " + wordIncomplete, Tone: ui.Unknown}
	case !t.Done && t.read > 0 && t.of > t.read:
		return ui.Cell{Text: glyphs.Unknown + " " + strconv.Itoa(t.read) + " of " + strconv.Itoa(t.of) + " read", Tone: ui.Unknown}
	}
	return ui.Cell{}
}

func failureWord(failures []collect.Failure) string {
	failed, ok := errors.AsType[*apiclient.Error](failures[0].Err)
	if ok && (failed.Kind == apiclient.Forbidden || failed.Kind == apiclient.Unauthorized) {
		return wordNoAccess
	}
	return wordNotRead
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
	wordLicences       = "LICENCES"
	wordDown           = "DOWN"
	wordNotAssigned    = "not assigned"
	wordNoAccess       = "no access"
	wordIncomplete     = "incomplete"
	wordFull           = "full"
	wordNotRead        = "not read"
)

// Legend explains the figures and marks of a screen that has their columns.
func Legend(glyphs ui.Glyphs, columns []string) (all []ui.Meaning) {
	if slices.Contains(columns, "diff") {
		all = append(append(all, pictureMeanings(glyphs)...), figureMeanings(glyphs)...)
	}
	if slices.Contains(columns, "part") {
		all = append(all, partMeanings(glyphs)...)
	}
	if slices.Contains(columns, "mark") {
		all = append(all, markMeanings(glyphs)...)
	}
	return all
}

// barMeaning returns what explains a bar by a small one.
func barMeaning(glyphs ui.Glyphs) func(text string, bar ui.Bar) ui.Meaning {
	const width = 8
	return func(text string, bar ui.Bar) ui.Meaning { return ui.Meaning{Text: text, Mark: bar.Cell(glyphs, width)} }
}

// pictureMeanings explain the bars and the marks beside them.
func pictureMeanings(glyphs ui.Glyphs) []ui.Meaning {
	bar := barMeaning(glyphs)
	return []ui.Meaning{
		{Word: "what the pictures mean"},
		bar("given out, and what is left", ui.Bar{Given: 5, Limit: 8}),
		bar("90 % or more is given out", ui.Bar{Given: 15, Limit: 16}),
		bar("beyond the limit: "+glyphs.Over+" "+WordOver, ui.Bar{Given: 8, Limit: 6}),
		bar("calls in use now, where told", ui.Bar{Given: 5, Limit: 8, Fill: ui.BarLive}),
		bar("so far: not all was read", ui.Bar{Given: 4, Limit: 8, Fill: ui.BarSoFar}),
		{Text: "changed since the last reading", Mark: ui.Cell{Text: glyphs.Changed, Tone: ui.Accent}},
	}
}

// partMeanings explain the bars of the trunk groups of one group.
func partMeanings(glyphs ui.Glyphs) []ui.Meaning {
	bar := barMeaning(glyphs)
	return []ui.Meaning{
		{Word: "what the pictures mean"},
		bar("the part of the group's calls that it was given", ui.Bar{From: 2, Slice: true, Given: 3, Limit: 8, Fill: ui.BarGiven}),
		bar("the same where 90 % or more of these is given out", ui.Bar{From: 4, Slice: true, Given: 4, Limit: 8, Fill: ui.BarFull}),
		bar("beyond the group's limit: "+glyphs.Over+" "+WordOver, ui.Bar{From: 4, Slice: true, Given: 4, Limit: 6, Scale: 8, Fill: ui.BarGiven}),
		bar("of its own calls, those in use now", ui.Bar{Given: 5, Limit: 8, Fill: ui.BarLive}),
	}
}

func figureMeanings(glyphs ui.Glyphs) []ui.Meaning {
	return []ui.Meaning{
		{Word: "figures (configured limits, not live calls)"},
		{Word: "CALLS", Text: "max active calls: what the level may carry at once"},
		{Word: "BURST", Text: "bursting max active calls: extra calls on top"},
		{Word: "ALLOC/MAX", Text: "31/20: the level below was given 31 in all, and the own limit is 20"},
		{Word: "DIFF", Text: "own limit minus allocated; below zero is over-allocated"},
		{Word: "RATIO", Text: "allocated divided by the own limit"},
		{Word: "BDIFF", Text: "the same of bursting, as are BALLOC, BRATIO and BAVAIL"},
		{Word: "AVAIL", Text: "the most that the level above permits"},
		{Word: page.Unlimited, Text: "no limit, " + glyphs.Infinite + " behind a slash; " + page.MinusUnlimited + ": no limit was given out of a limit"},
		{Word: glyphs.AtLeast + "16/22", Text: "16 at least: not all was read"},
		{Word: glyphs.Unknown + "3/5", Text: "3 of 5 parts are read so far; 3/5?: the others were not read, so there is no sum"},
		{Word: glyphs.AtMost + "-5", Text: "surely below zero, though a part was not read: -5 or less"},
		{Word: "-", Text: "does not apply, or the system does not report it"},
	}
}

func markMeanings(glyphs ui.Glyphs) []ui.Meaning {
	return []ui.Meaning{
		{Word: "marks, worst first (the status line tells more)"},
		{Word: glyphs.Blocked + " " + wordBlocked, Text: "carries no calls: a limit is 0"},
		{Word: glyphs.Blocked + " " + wordDown, Text: "a trunk group that an enterprise trunk uses is reported down"},
		{Word: glyphs.Over + " " + WordOver, Text: "gave out more calls than its own limit: DIFF is below zero"},
		{Word: glyphs.Over + " " + WordBurstOver, Text: "the same of bursting; OVER+BURST is both"},
		{Word: glyphs.Over + " " + wordAbove, Text: "its limit is above what the level above permits"},
		{Word: glyphs.Over + " " + wordLicences, Text: "has more trunk groups than it is licensed for"},
		{Word: glyphs.Notice + " " + WordBurstAvailable, Text: "the groups may take more bursting in all than the tenant has"},
		{Word: glyphs.Notice + " " + wordDown, Text: "a trunk group is reported down"},
		{Word: glyphs.Full + " " + wordFull, Text: "every call of the limit is given out, and not one more: often meant"},
		{Word: glyphs.Unchosen + " out", Text: "a plan took routes to it out of service, and they are not back; part out: to a part of it"},
		{Word: wordNotAssigned, Text: "has no trunking: it counts as zero calls"},
		{Word: glyphs.Failed + " " + wordNotRead, Text: "could not be read; " + wordNoAccess + ": the account may not"},
		{Word: glyphs.Failed + " 1 of 2", Text: "as many of its trunk groups could not be read"},
		{Word: page.NotRead + " " + wordIncomplete, Text: "the server did not report every figure"},
	}
}

// StatusOf tells what is wrong at a place, worst first, and what could not be read.
// depth is how long the place's own path is: what lies deeper is named.
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

// FindingsText joins the findings that the mark names, calls before bursting, or is the worst.
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
		texts = append(texts, "and "+ui.Count(more, "more finding"))
	}
	return strings.Join(texts, "; ")
}

func isDown(f capacity.Finding) bool { return f.Code.IsDown() }

func findingText(f capacity.Finding, depth int) string {
	if len(f.Path) > depth {
		return safetext.Names(f.Path[depth:], " / ") + ": " + safetext.Listed(f.Text)
	}
	return safetext.Listed(f.Text)
}

func callsFirst(f capacity.Finding) int {
	if f.Code == capacity.CallsOver {
		return 0
	}
	return 1
}

// SeverityTone is the tone that a finding of a severity has.
func SeverityTone(s capacity.Severity) ui.Tone { return SeverityCell(ui.Glyphs{}, s, "").Tone }

// SeverityCell is a text with the glyph and the tone of a severity, which Info has none of.
func SeverityCell(glyphs ui.Glyphs, s capacity.Severity, text string) ui.Cell {
	switch s {
	case capacity.Blocked:
		return ui.Cell{Text: glyphs.Blocked + " " + text, Tone: ui.Blocked}
	case capacity.Over:
		return ui.Cell{Text: glyphs.Over + " " + text, Tone: ui.Over}
	case capacity.Notice:
		return ui.Cell{Text: glyphs.Notice + " " + text, Tone: ui.Notice}
	}
	return ui.Cell{Text: text}
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
		text += "; and " + ui.Count(more, "more failure")
	}
	return text
}

// FailuresByGroup sorts failures by the group that they are at or under.
func FailuresByGroup(failures []collect.Failure) map[string][]collect.Failure {
	return byPlace(failures, 1, func(f collect.Failure) []string { return f.Path })
}

// byPlace sorts what has paths by the group that they lead to or through, which is level
// 1, or by the trunk group, 2. What lies above is left out.
func byPlace[T any](all []T, level int, path func(T) []string) map[string][]T {
	places := make(map[string][]T)
	for _, one := range all {
		if p := path(one); len(p) > level {
			places[p[level]] = append(places[p[level]], one)
		}
	}
	return places
}

// FullMark is a mark for a file: every word of it, and what could not be read.
func FullMark(t Marks) string {
	words := t.AllWords()
	if gap := strings.TrimLeft(t.gap(ui.Glyphs{}).Text, page.NotRead+" "); gap != "" {
		words = strings.TrimPrefix(words+", "+gap, ", ")
	}
	return words
}

// GroupMarks gathers what is to be marked at a group.
func GroupMarks(g capacity.GroupBreakdown, failures []collect.Failure, done bool) Marks {
	read, of := g.Calls.Allocated.Parts()
	return Marks{
		Findings: g.Findings,
		Failures: failures,
		calls:    g.Calls.Difference.IsNegative(),
		bursting: g.Bursting.Difference.IsNegative(),
		Absent:   g.Group.Assignment == capacity.NotAssigned,
		Gap:      done && !g.Complete,
		Done:     done,
		full:     IsFull(g.Calls),
		read:     read,
		of:       of,
	}
}

// IsFull reports whether every call of a limit is given out, and not one more.
func IsFull(f capacity.Figures) bool {
	left, exact := f.Difference.Calls()
	return exact && left == 0 && !isZero(f.Own)
}

// TrunkGroupMarks gathers what is to be marked at each trunk group of a group.
func TrunkGroupMarks(g capacity.GroupBreakdown, failures []collect.Failure, done bool) func(capacity.TrunkGroup) Marks {
	findings := byPlace(g.Findings, 2, func(f capacity.Finding) []string { return f.Path })
	failed := byPlace(failures, 2, func(f collect.Failure) []string { return f.Path })
	return func(t capacity.TrunkGroup) Marks {
		return Marks{
			Findings: findings[t.Name], Failures: failed[t.Name], Done: done,
			Gap: done && anyUnread(t.MaxActiveCalls, t.BurstingMaxActiveCalls),
		}
	}
}

// StateCell is the state of a trunk group as it was reported. One that is down is an alarm where an
// enterprise trunk is known to route to it.
func StateCell(glyphs ui.Glyphs, state string, isDown, isUsed bool) ui.Cell {
	switch {
	case isDown && isUsed:
		return ui.Cell{Text: glyphs.Blocked + " DOWN", Tone: ui.Blocked}
	case isDown:
		return ui.Cell{Text: glyphs.Notice + " DOWN", Tone: ui.Notice}
	case state == "":
		return page.Absent()
	case strings.EqualFold(state, "available"):
		return ui.Cell{Text: glyphs.Good + " " + strings.ToLower(state), Tone: ui.Good}
	}
	return ui.Cell{Text: state}
}
