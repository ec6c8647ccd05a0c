package hotspots

import (
	"fmt"
	"strconv"

	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/ui"
	"banyan/views/figures"
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
	out     figures.Out // what is out of service there
	count   int         // of the rows, for a title
	more    string      // what a title says at its end; empty for nothing
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
	rows, rest := make(map[section][]hotspots.Entry), len(l.Near)-mostNear
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
		title := line{section: s, title: true, count: len(rows[s])}
		switch {
		case s == near:
			title.more = "90 % to full"
		case s == full && rest > 0:
			title.more = fmt.Sprintf("%d next to fill, %d full", rest, len(l.Full))
		case s == gaps:
			title.more = "nothing is fine before it is read"
		}
		lines = append(lines, title)
		for _, e := range rows[s] {
			lines = append(lines, line{Entry: e, section: s})
		}
	}
	return lines
}

// rule is the title of a section: its sign, its word, and how many rows it has.
func (l line) rule(kit ui.Kit, isScanning, isFolded bool) ui.Rule {
	glyphs := kit.Theme.Glyphs
	title := map[section]ui.Cell{
		blocked: {Text: " " + glyphs.Blocked + " blocked ", Tone: ui.Blocked},
		over:    {Text: glyphs.Over + " over", Tone: ui.Over},
		notice:  {Text: glyphs.Notice + " notice", Tone: ui.Notice},
		near:    {Text: glyphs.Full + " next to fill", Tone: ui.Full},
		full:    {Text: glyphs.Full + " full", Tone: ui.Full},
		gaps:    {Text: glyphs.Failed + " not wholly read", Tone: ui.Failed},
		known:   {Text: "known", Tone: ui.Muted},
	}[l.section]
	more := l.more
	if l.section == full && more != "" {
		title.Text = glyphs.Full + " more"
	}
	if l.section == near && isScanning {
		more += ", so far"
	}
	if isFolded {
		if more != "" {
			more += ": "
		}
		more += kit.Keys.Fold.Help().Key + " shows them"
	}
	title.Then = []ui.Cell{{Text: " " + strconv.Itoa(l.count), Tone: ui.Strong}}
	return ui.Rule{Title: title, Right: ui.Cell{Text: more, Tone: ui.Muted}}
}

// meanings explain the sections.
func meanings(glyphs ui.Glyphs, _ []string) []ui.Meaning {
	return []ui.Meaning{
		{Word: "sections, worst first"},
		{Word: glyphs.Blocked + " blocked", Text: "carries no calls, or is down and in use"},
		{Word: glyphs.Over + " over", Text: "more is given out than there is: calls are refused"},
		{Word: glyphs.Notice + " notice", Text: "doubtful, and often meant"},
		{Word: glyphs.Full + " next to fill", Text: "90 % or more is given out"},
		{Word: glyphs.Full + " full", Text: "all is given out, which is no fault"},
		{Word: glyphs.Failed + " not wholly read", Text: "a part is missing: nothing is fine before it is read"},
		{Word: "known", Text: "marked with a note; it counts again when it gets worse"},
	}
}
