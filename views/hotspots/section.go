package hotspots

import (
	"fmt"
	"strconv"

	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/ui"
)

// section is a part of the hotspots. They are shown in this order.
type section int

const (
	blocked section = iota
	over
	notice
	near // all but given out, the first few
	full // the others, and what is given out to the last call
	gaps // tenants that are not wholly read
	known
)

// mostNear is how many of the levels that fill up next are shown by themselves.
const mostNear = 5

// line is a row of the hotspots, or the title of a section with how many rows it has.
type line struct {
	hotspots.Entry
	section section
	title   bool
	count   int
}

func (l line) id() string {
	if l.title {
		return "section " + strconv.Itoa(int(l.section))
	}
	return l.ID
}

// depth makes titles the first level of a tree.
func (l line) depth() int {
	if l.title {
		return 0
	}
	return 1
}

func sectionOf(e hotspots.Entry) section {
	switch {
	case e.Known:
		return known
	case !e.IsFinding():
		return gaps
	case e.Finding.Severity == capacity.Blocked:
		return blocked
	case e.Finding.Severity == capacity.Over:
		return over
	}
	return notice
}

// linesOf puts a listing into sections, each below its title.
func linesOf(l *hotspots.Listing) []line {
	rows := make(map[section][]hotspots.Entry)
	for _, e := range l.Entries {
		rows[sectionOf(e)] = append(rows[sectionOf(e)], e)
	}
	first := min(len(l.Near), mostNear)
	rows[near] = l.Near[:first]
	rows[full] = append(append(rows[full], l.Near[first:]...), l.Full...)
	var lines []line
	for s := blocked; s <= known; s++ {
		if len(rows[s]) == 0 {
			continue
		}
		lines = append(lines, line{section: s, title: true, count: len(rows[s])})
		for _, e := range rows[s] {
			lines = append(lines, line{Entry: e, section: s})
		}
	}
	return lines
}

// sectionRule is the title of a section: its sign, its word, and how many rows it has.
func (v *spots) sectionRule(l line, folded bool) ui.Rule {
	glyphs := v.kit.Theme.Glyphs
	rule := ui.Rule{Title: map[section]ui.Cell{
		blocked: {Text: " " + glyphs.Blocked + " blocked ", Tone: ui.Blocked},
		over:    {Text: glyphs.Over + " over", Tone: ui.Over},
		notice:  {Text: glyphs.Notice + " notice", Tone: ui.Notice},
		near:    {Text: glyphs.Full + " next to fill", Tone: ui.Full},
		full:    {Text: glyphs.Full + " full", Tone: ui.Full},
		gaps:    {Text: glyphs.Failed + " not wholly read", Tone: ui.Failed},
		known:   {Text: "known", Tone: ui.Muted},
	}[l.section]}
	rule.Title.Then = []ui.Cell{{Text: " " + strconv.Itoa(l.count), Tone: ui.Strong}}
	more := ""
	switch rest := len(v.shown.Near) - mostNear; {
	case l.section == near:
		more = "90 % to full"
		if v.isScanning() {
			more += ", so far"
		}
	case l.section == full && rest > 0:
		rule.Title.Text = glyphs.Full + " more"
		more = fmt.Sprintf("%d next to fill, %d full", rest, len(v.shown.Full))
	case l.section == gaps:
		more = "nothing is fine before it is read"
	}
	if folded {
		if more != "" {
			more += ": "
		}
		more += v.kit.Keys.Fold.Help().Key + " shows them"
	}
	rule.Right = ui.Cell{Text: more, Tone: ui.Muted}
	return rule
}
