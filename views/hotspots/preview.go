package hotspots

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// previews tell of hotspots what they are made of, what they mean and where to mend them.
type previews struct {
	kit     ui.Kit
	clock   func() time.Time
	limits  figures.Forms     // nil where limits are not edited
	routes  bool              // the routing to what is down can be edited
	listing *hotspots.Listing // that the hotspots are of

	of      *hotspots.Listing // what was kept last, while the lines of a tenant are looked at
	tenant  string
	whole   capacity.Breakdown
	isKept  bool
	entries []*hotspots.Entry // of the tenant
}

// keep reads what is known of a tenant, and the capacity of it where that was kept.
func (p *previews) keep(tenant string) {
	if p.of == p.listing && p.tenant == tenant {
		return
	}
	p.of, p.tenant, p.entries = p.listing, tenant, nil
	p.whole, _, p.isKept = p.listing.Breakdown(tenant)
	for i := range p.listing.Entries {
		if e := &p.listing.Entries[i]; e.Tenant.ID == tenant {
			p.entries = append(p.entries, e)
		}
	}
}

// pane tells a line.
func (p *previews) pane(l line, _ ui.Latest[struct{}]) ui.Pane {
	if l.title {
		return ui.Pane{Lines: func(int) []string { return nil }}
	}
	glyphs := p.kit.Theme.Glyphs
	title := findingCell(glyphs, l.Entry, true, p.clock())
	title.Text = strings.TrimPrefix(title.Text, glyphs.Full+" ")
	if title.Tone == ui.Plain {
		title.Tone = ui.Strong
	}
	return ui.Pane{Title: title, Right: placeCell(p.kit.Theme, l.Path(), 0, true), Lines: func(width int) []string {
		s := sheet{previews: p, Pane: page.NewPane(p.kit.Theme, width), entry: l.Entry, out: l.out}
		s.keep(l.Tenant.ID)
		return s.draw()
	}}
}

// sheet is what is told of one hotspot.
type sheet struct {
	*previews
	*page.Pane
	entry hotspots.Entry
	out   figures.Out
}

func (s *sheet) draw() []string {
	s.parts()
	s.out.Tell(s.Pane)
	s.meaning()
	s.mending()
	s.alsoHere()
	s.mark()
	return s.Lines()
}

// level is what a finding sets against each other: its figures, with the parts that the sum
// is made of.
type level struct {
	label      string // "Calls"
	figures    capacity.Figures
	own, below string // "group", "trunk groups"
	parts      []part
	isMeant    bool
}

// part is one of a sum, in the server's order until it is drawn.
type part struct {
	name  string
	limit capacity.Reading
}

// level returns what the line is about, and false where that is no sum or was not kept.
func (s *sheet) level() (level, bool) {
	b, path := s.whole, s.entry.Path()
	code := s.entry.Finding.Code
	if !s.isKept || len(path) > 2 || code == capacity.AboveAvailable || code == capacity.LicencesOver {
		return level{}, false
	}
	bursting := code == capacity.BurstingOver || code == capacity.BurstingAvailable
	l := level{label: "Calls", figures: b.Calls, own: "tenant", below: "groups"}
	if bursting {
		l.label, l.figures = "Bursting", b.BurstingAllocated
	}
	if code == capacity.BurstingAvailable {
		l.label, l.figures, l.isMeant = "Burst avail", b.BurstingAvailable, true
	}
	if len(path) == 1 {
		for _, g := range b.Groups {
			limit := g.Calls.Own
			switch code {
			case capacity.BurstingOver:
				limit = g.Bursting.Own
			case capacity.BurstingAvailable:
				limit = g.Group.BurstingMaxAvailableActiveCalls
			}
			l.parts = append(l.parts, part{g.Group.ID, limit})
		}
		return l, true
	}
	at := slices.IndexFunc(b.Groups, func(g capacity.GroupBreakdown) bool { return g.Group.ID == path[1] })
	if at < 0 {
		return level{}, false
	}
	g := b.Groups[at]
	l.figures, l.own, l.below = g.Calls, "group", "trunk groups"
	if bursting {
		l.figures = g.Bursting
	}
	for _, t := range g.Group.TrunkGroups {
		limit := t.MaxActiveCalls
		if bursting {
			limit = t.BurstingMaxActiveCalls
		}
		l.parts = append(l.parts, part{t.Name, limit})
	}
	return l, true
}

// largestFirst returns the parts by their calls, those of no limit first.
func (l level) largestFirst() []part {
	calls := func(p part) int {
		limit, _ := p.limit.Limit()
		n, isNumber := limit.Calls()
		if !isNumber {
			n = math.MaxInt32
		}
		return n
	}
	return slices.SortedStableFunc(slices.Values(l.parts), func(a, b part) int { return calls(b) - calls(a) })
}

// parts draws the level and what it is given out to, each part the next piece of its bar.
func (s *sheet) parts() {
	l, ok := s.level()
	if !ok {
		if !s.isKept && s.entry.IsFinding() {
			s.Say("What it is made of was not kept with this reading: "+s.kit.Keys.Refresh.Help().Key+" reads it.", ui.Muted)
		}
		return
	}
	glyphs := s.kit.Theme.Glyphs
	const label, figure = 12, 8
	bar := min(28, s.Width-1-label-1-figure-18)
	whole, hasBar := figures.BarOf(l.figures)
	whole.Meant = l.isMeant
	draw := func(name string, tone ui.Tone, b ui.Bar, behind ...ui.Cell) {
		cells := []ui.Cell{{Text: page.Pad(name, label), Tone: tone}, {Text: " "}}
		switch {
		case !hasBar || bar < 8:
		case b == ui.Bar{}:
			cells = append(cells, ui.Cell{Text: ui.Blanks(bar)})
		default:
			cells = append(cells, b.Cell(glyphs, bar))
		}
		s.Line(append(cells, behind...)...)
	}
	given, own := figures.GivenCell(glyphs, l.figures), figures.LimitCell(glyphs, l.figures.Own)
	pad := ui.Blanks(figure - 3 - safetext.Width(given.Text))
	draw(l.label, ui.Muted, whole, ui.Cell{Text: pad}, given, own, ui.Cell{Text: ui.Blanks(6 - safetext.Width(own.Text))}, s.difference(l))
	parts := l.largestFirst()
	limits := make([]capacity.Reading, len(parts))
	for i, p := range parts {
		limits[i] = p.limit
	}
	pieces := figures.Slices(l.figures, limits)
	const most = 8
	for i, p := range parts {
		if i == most {
			s.More(len(parts) - most)
			break
		}
		text := page.Unread()
		if limit, read := p.limit.Limit(); read {
			text = ui.Cell{Text: limit.String()}
		}
		pieces[i].Meant = l.isMeant && pieces[i] != ui.Bar{}
		draw(p.name, ui.Plain, pieces[i], ui.Cell{Text: ui.Blanks(figure - 3 - safetext.Width(text.Text))}, text)
	}
}

// difference is what is left of a level or how much is over, with its word.
func (s *sheet) difference(l level) ui.Cell {
	d, glyphs := l.figures.Difference, s.kit.Theme.Glyphs
	switch n, exact := d.Calls(); {
	case d.IsNegative() && l.isMeant:
		return ui.Cell{Text: d.String() + " " + glyphs.Notice, Tone: ui.Notice}
	case d.IsNegative():
		return ui.Cell{Text: d.String() + " " + glyphs.Over + " OVER", Tone: ui.Over}
	case exact && n == 0:
		return ui.Cell{Text: glyphs.Full + " full", Tone: ui.Full}
	}
	return ui.Cell{Text: d.String() + " left"}
}

// meaning says what follows for calls.
func (s *sheet) meaning() {
	s.Section("what it means", "")
	s.Say(s.meaningText(), ui.Plain)
	switch e := s.entry; {
	case !e.SavedAt.IsZero():
		why := ""
		if e.Standing == hotspots.Unread {
			why = " It could not be read again: " + e.Why
		}
		s.Say("This was read "+page.AgoText(s.clock().Sub(e.At))+", "+page.BeforeSaveText(e.SavedAt)+", which may have mended it: "+s.kit.Keys.Open.Help().Key+" opens the place and reads it."+why, ui.Unknown)
	case !e.Finding.SeenAt.IsZero():
		s.Say("That was seen "+page.AgoText(s.clock().Sub(e.Finding.SeenAt))+". Whether it still is was not read since: "+s.kit.Keys.Open.Help().Key+" opens the place and reads it.", ui.Unknown)
	case e.IsFinding() && e.Standing == hotspots.Partly:
		s.Say("The tenant was not fully read, so there may be more: "+e.Why, ui.Unknown)
	case e.IsFinding() && e.Standing == hotspots.Unread:
		s.Say("The tenant could not be read again; this is of "+page.ClockText(e.At, s.clock())+": "+e.Why, ui.Unknown)
	}
}

func (s *sheet) meaningText() string {
	e := s.entry
	path, f := e.Path(), e.Finding
	place := path[len(path)-1]
	_, rest := words(f.Finding)
	rest = strings.TrimLeft(rest, ": ")
	own, below := "tenant", "groups"
	if len(path) > 1 {
		own, below = "group", "trunk groups"
	}
	limit, given := "its limit", "more"
	if bar, _ := spotBar(e); bar.Limit > 0 {
		limit, given = strconv.FormatInt(bar.Limit, 10), strconv.FormatInt(bar.Given, 10)
	}
	switch {
	case e.Level != nil:
		return fmt.Sprintf("Of the %s calls of %s %s are given out to its %s: %s can still be given.", e.Level.Calls.Own, place, e.Level.Calls.Allocated, below, e.Level.Calls.Difference)
	case !e.IsFinding() && e.At.IsZero():
		return "Nothing is known of this tenant: " + e.Why
	case !e.IsFinding():
		return "A part is missing, so there may be more to find here: " + e.Why
	}
	switch f.Code {
	case capacity.CallsOver, capacity.BurstingOver:
		calls := "calls at once"
		if f.Code == capacity.BurstingOver {
			calls = "bursting calls"
		}
		if math.IsInf(f.Excess, 1) {
			return fmt.Sprintf("The %s of %s may take %s without a limit, the %s itself has one: what is beyond it is refused. %s.", below, place, calls, own, page.Capitalised(rest))
		}
		if math.IsInf(f.Ratio, 1) {
			return fmt.Sprintf("The %s of %s may take %s, the %s itself none: all of them are refused. %s.", below, place, calls, own, page.Capitalised(rest))
		}
		return fmt.Sprintf("The %s of %s may take %s %s, the %s itself %s. When %s are up, the next is refused although its %s still has room.",
			below, place, given, calls, own, limit, limit, strings.TrimSuffix(below, "s"))
	case capacity.BurstingAvailable:
		return fmt.Sprintf("The groups of %s may take %s bursting calls in all, and the tenant has %s: they cannot all burst at once. It is often meant.", place, given, limit)
	case capacity.AboveAvailable:
		return fmt.Sprintf("%s is set to more than its tenant permits (%s): what is above that is never reached.", place, rest)
	case capacity.LicencesOver:
		return fmt.Sprintf("At %s there are more trunk groups than its licence has room for (%s): no further one can be made there.", place, rest)
	case capacity.Down:
		return "The platform " + reports(f) + " " + place + " as not available. No enterprise trunk is known to use it."
	case capacity.DownInUse:
		return "The platform " + reports(f) + " " + place + " as not available, and calls are routed to it: " + rest + ". They go on to the next route where there is one."
	}
	return place + ": " + strings.TrimPrefix(safetext.Listed(f.Text), "BLOCKED: ") + "."
}

// reports is the verb of a finding, in the tense of its age.
func reports(f hotspots.Finding) string {
	if f.SeenAt.IsZero() {
		return "reports"
	}
	return "reported"
}

// mending says what could be changed, with the figures after it.
func (s *sheet) mending() {
	if !s.entry.IsFinding() {
		return
	}
	s.Section("where to mend it", "")
	l, ok := s.level()
	switch code := s.entry.Finding.Code; {
	case ok:
		s.mendLevel(l)
	case code == capacity.AboveAvailable:
		_, rest := words(s.entry.Finding.Finding)
		s.Say("lower the group, or raise what the tenant permits on the platform"+strings.Replace(rest, ": ", ": it has ", 1), ui.Plain)
	case code == capacity.LicencesOver:
		s.Say("on the platform: licences are not changed here", ui.Plain)
	case s.entry.Finding.Code.IsDown():
		s.Say("on the platform: its state is not changed here; meanwhile it can be taken out of the routing of the enterprise trunks that use it", ui.Plain)
	case len(s.entry.Path()) > 2:
		s.Say("raise the limit of the direction that carries no calls", ui.Plain)
	}
	keys := s.kit.Keys
	hint := []ui.Cell{{Text: keys.Open.Help().Key, Tone: ui.Accent}, {Text: " opens the place", Tone: ui.Muted}}
	if s.limits != nil {
		for i, binding := range s.limits.Keys(false) {
			does := strings.Replace(binding.Help().Desc, " ", "s ", 1)
			switch code := s.entry.Finding.Code; {
			case i > 0:
			case code == capacity.LicencesOver:
				continue
			case s.entry.Finding.Code.IsDown() && s.routes:
				does = "edits that routing"
			}
			hint = append(hint, ui.Cell{Text: ", "}, ui.Cell{Text: binding.Help().Key, Tone: ui.Accent}, ui.Cell{Text: " " + does, Tone: ui.Muted})
		}
	}
	s.Line(hint...)
}

// mendLevel tells to raise the level, or to lower what it is given out to.
func (s *sheet) mendLevel(l level) {
	given, complete := l.figures.Allocated.Total()
	own, read := l.figures.Own.Limit()
	if !complete || !read {
		s.Say("not all of it was read: the sum is not known", ui.Unknown)
		return
	}
	to := s.kit.Theme.Glyphs.To
	change := func(what string, from, then capacity.Limit, after ui.Cell) {
		s.Line(ui.Cell{Text: page.Pad(what, 26)}, ui.Cell{Text: fmt.Sprintf("%6s %s ", from, to), Tone: ui.Muted},
			ui.Cell{Text: then.String(), Tone: ui.Strong}, ui.Cell{Text: ui.Blanks(6 - len(then.String()))}, after)
	}
	var now []string
	for _, p := range l.parts[:min(len(l.parts), 4)] {
		now = append(now, p.limit.String())
	}
	if l.isMeant {
		change("raise the tenant", own, given, ui.Cell{})
		s.Say("or lower what its groups may take, on the platform", ui.Plain)
		return
	}
	text := "now " + strings.Join(now, ", ")
	if len(l.parts) > len(now) {
		text += " ..."
	}
	change("raise the "+l.own, own, given, s.above(l, own, given))
	if calls, isNumber := own.Calls(); isNumber && calls > 0 {
		change("lower its "+l.below, given, own, ui.Cell{Text: text, Tone: ui.Muted})
	}
}

// above is what raising a group leaves of its tenant.
func (s *sheet) above(l level, own, given capacity.Limit) ui.Cell {
	f := s.whole.Calls
	if l.label == "Bursting" {
		f = s.whole.BurstingAllocated
	}
	left, exact := f.Difference.Calls()
	from, isNumber := own.Calls()
	to, bothNumbers := given.Calls()
	if l.own != "group" || !exact || !isNumber || !bothNumbers {
		return ui.Cell{}
	}
	left -= to - from
	if left < 0 {
		return ui.Cell{Text: fmt.Sprintf("tenant then %s OVER by %d", s.kit.Theme.Glyphs.Over, -left), Tone: ui.Over}
	}
	return ui.Cell{Text: "tenant then ", Tone: ui.Muted, Then: []ui.Cell{{Text: strconv.Itoa(left), Tone: ui.Strong}, {Text: " left", Tone: ui.Muted}}}
}

// alsoHere lists what else was found in the tenant.
func (s *sheet) alsoHere() {
	others := slices.DeleteFunc(slices.Clone(s.entries), func(e *hotspots.Entry) bool { return e.ID == s.entry.ID })
	if len(others) == 0 {
		return
	}
	s.Section("also here", "")
	const most = 5
	for _, e := range others[:min(most, len(others))] {
		place := ""
		switch path := e.Path(); {
		case slices.Equal(path, s.entry.Path()):
		case len(path) == 1:
			place = "tenant"
		default:
			place = strings.Join(path[1:], " "+s.kit.Theme.Glyphs.PathSep+" ")
		}
		s.Line(alsoCells(s.kit.Theme.Glyphs, *e, place, s.clock())...)
	}
	s.More(len(others) - most)
}

// alsoCells tell a line in short, with its sign and where it is.
func alsoCells(glyphs ui.Glyphs, e hotspots.Entry, place string, now time.Time) []ui.Cell {
	finding := findingCell(glyphs, e, false, now)
	sign := ui.Cell{Text: figures.SeverityCell(glyphs, e.Finding.Severity, "").Text, Tone: finding.Tone}
	if place != "" {
		sign.Then = []ui.Cell{{Text: place + "  ", Tone: ui.Muted}}
	}
	return []ui.Cell{sign, finding}
}

// mark tells whether the finding is known, why, and since when.
func (s *sheet) mark() {
	e := s.entry
	if !e.IsFinding() {
		return
	}
	s.Section("known", "")
	known := s.kit.Keys.Known.Help().Key
	if e.Mark.Note == "" {
		s.Line(ui.Cell{Text: "not marked; ", Tone: ui.Muted}, ui.Cell{Text: known, Tone: ui.Accent}, ui.Cell{Text: " marks it as known, with a note", Tone: ui.Muted})
		return
	}
	s.Say(e.Mark.Note, ui.Plain)
	by := "since " + e.Mark.At.Local().Format("2 Jan 2006 15:04")
	if e.Mark.By != "" {
		by += ", by " + e.Mark.By
	}
	if e.Returned() {
		s.Say("It got worse since: "+safetext.Listed(e.Mark.Finding.Text), ui.Notice)
	} else {
		by += "; " + known + " takes the mark away"
	}
	s.Say(by, ui.Muted)
}
