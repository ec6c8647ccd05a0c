package browse

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// trunkGroupFacts is what is known of a trunk group, for its page and its previews.
type trunkGroupFacts struct {
	at     routing.Key
	detail apiclient.TrunkGroup
	read   bool
	marks  figures.Marks
	glyphs ui.Glyphs
	group  capacity.Reading // the max active calls of its group
	usedBy []string         // enterprise trunks that are known to route to it
	// target returns what was read of a trunk group that calls are rerouted to; may be nil.
	target func(routing.Key) (detail apiclient.TrunkGroup, read bool)
}

// field returns the value of the first of these fields that is reported and has one.
func (t trunkGroupFacts) field(names ...string) (string, bool) {
	for _, name := range names {
		if value, ok := t.detail.Field(name); ok && value != trunkgroup.Null {
			return value, true
		}
	}
	return "", false
}

// value is a fact in the server's words: - where it is empty or not reported.
func (t trunkGroupFacts) value(label string, names ...string) fact {
	text, _ := t.field(names...)
	return t.text(label, text)
}

func (t trunkGroupFacts) text(label, text string) fact {
	f := fact{id: label, label: ui.Cell{Text: label}, text: ui.Cell{Text: text}, full: label + ": " + text}
	if text == "" || text == page.NotApplicable {
		f.text, f.full = page.Absent(), ""
	}
	return f
}

// isDown reports whether the system says that the trunk group is not available.
func (t trunkGroupFacts) isDown() bool { return collect.TrunkGroup(t.at.Name, t.detail).Down }

func (t trunkGroupFacts) state() ui.Cell {
	return figures.StateCell(t.glyphs, t.detail.State, t.isDown(), len(t.usedBy) > 0)
}

// inUse is how many calls a trunk group has now, as far as the system tells.
func inUse(d apiclient.TrunkGroup) string {
	in, out := d.ActiveIncomingCalls, d.ActiveOutgoingCalls
	calls, known := d.InUse()
	switch {
	case known:
		return strconv.Itoa(calls)
	case in != nil:
		return strconv.Itoa(*in) + " in"
	case out != nil:
		return strconv.Itoa(*out) + " out"
	}
	return ""
}

// inUseBar is the bar of the calls in use now, with how many there are; the zero value where
// the system tells none or there is no limit.
func inUseBar(limit capacity.Reading, calls ...*int) ui.Bar {
	own, read := limit.Limit()
	most, isNumber := own.Calls()
	bar := ui.Bar{Limit: int64(most), Fill: ui.BarLive}
	known := false
	for _, n := range calls {
		if n == nil {
			bar.Fill = ui.BarSoFar
			continue
		}
		known = true
		bar.Given += int64(*n)
	}
	if !known || !read || !isNumber {
		return ui.Bar{}
	}
	return bar
}

// live is a line of calls in use now against a limit.
func (t trunkGroupFacts) live(label string, limit capacity.Reading, figure string, bar ui.Bar) fact {
	f := fact{id: label, label: ui.Cell{Text: label}, bar: bar, given: ui.Cell{Text: cmp.Or(figure, page.NotApplicable)}}
	if figure == "" {
		f.given.Tone = ui.Muted
	}
	own, read := limit.Limit()
	calls, isNumber := own.Calls()
	if read {
		f.limit = figures.LimitCell(t.glyphs, limit)
	}
	if used, err := strconv.Atoi(figure); err == nil && read && isNumber {
		switch free := calls - used; {
		case free > 0:
			f.text = ui.Cell{Text: strconv.Itoa(free) + " free", Tone: ui.Muted}
		case free == 0 && calls > 0:
			f.text = ui.Cell{Text: t.glyphs.Full + " full", Tone: ui.Full}
		case free < 0:
			f.text = ui.Cell{Text: strconv.Itoa(-free) + " above the limit", Tone: ui.Notice}
		}
	}
	f.full = label + ": " + cmp.Or(figure, "not reported") + f.limit.Text
	return f
}

// direction is a line of the calls in one direction: against their own limit, or else on the
// scale of all.
func (t trunkGroupFacts) direction(label string, limit capacity.Reading, calls *int) fact {
	figure := ""
	if calls != nil {
		figure = strconv.Itoa(*calls)
	}
	if limit.IsRead() {
		return t.live(label, limit, figure, inUseBar(limit, calls))
	}
	bar := inUseBar(t.detail.MaxActiveCalls, calls)
	bar.Plain = bar != (ui.Bar{})
	f := t.live(label, limit, figure, bar)
	if t.detail.MaxActiveCalls.IsRead() {
		f.text = ui.Cell{Text: "no own limit", Tone: ui.Muted}
	}
	return f
}

// capacity is what it may carry, and what it does.
func (t trunkGroupFacts) capacity() section {
	d := t.detail
	s := section{title: "capacity"}
	if now := inUse(d); now != "" {
		calls, _ := d.InUse()
		s.right = ui.Cell{Text: now, Tone: ui.Strong, Then: []ui.Cell{{Text: " " + ui.Noun(calls, "call") + " now", Tone: ui.Muted}}}
	}
	if t.isDown() {
		s.right = ui.Cell{Text: strings.ToLower(d.State), Tone: ui.Notice}
	}
	limit := t.text("max active calls", reported(d.MaxActiveCalls))
	if of, isRead := t.group.Limit(); isRead && d.MaxActiveCalls.IsRead() {
		text := "; its group has no limit"
		if calls, isNumber := of.Calls(); isNumber {
			text = " of the group's " + strconv.Itoa(calls)
		}
		limit.text.Then = []ui.Cell{{Text: text, Tone: ui.Muted}}
		limit.full += text
	}
	bursting := reported(d.BurstingMaxActiveCalls)
	if burstingIsOff(d) {
		bursting = "off"
	} else if limit, ok := d.BurstingMaxActiveCalls.Limit(); ok && limit != (capacity.Limit{}) {
		bursting += " on top"
	}
	s.facts = []fact{
		t.live("in use", d.MaxActiveCalls, inUse(d), inUseBar(d.MaxActiveCalls, d.ActiveIncomingCalls, d.ActiveOutgoingCalls)),
		limit,
		t.text("bursting", bursting),
	}
	if bursting == "off" {
		s.facts[2].text.Tone = ui.Muted
	}
	return s
}

// compact is capacity with the limits by direction in a line, where there are none.
func (t trunkGroupFacts) compact() []section {
	d := t.detail
	s := t.capacity()
	if d.MaxIncomingCalls.IsRead() || d.MaxOutgoingCalls.IsRead() || burstingDirections(d) != "" {
		return []section{s, t.directions()}
	}
	if !d.MaxActiveCalls.IsRead() {
		s.facts = append(s.facts, t.text("limits in/out", ""))
		return []section{s}
	}
	limits := t.text("limits in/out", "no own limits")
	limits.text.Tone = ui.Muted
	if d.ActiveIncomingCalls != nil && d.ActiveOutgoingCalls != nil {
		limits.text.Then = []ui.Cell{{Text: fmt.Sprintf("; %d in, %d out now", *d.ActiveIncomingCalls, *d.ActiveOutgoingCalls), Tone: ui.Muted}}
	}
	s.facts = append(s.facts, limits)
	return []section{s}
}

func (t trunkGroupFacts) directions() section {
	d := t.detail
	s := section{title: trunkgroup.SectionDirections, facts: []fact{
		t.direction("incoming", d.MaxIncomingCalls, d.ActiveIncomingCalls),
		t.direction("outgoing", d.MaxOutgoingCalls, d.ActiveOutgoingCalls),
	}}
	if limit, read := d.BurstingMaxIncomingCalls.Limit(); read && !burstingIsOff(d) {
		s.facts = append(s.facts, t.text(change.Label(trunkgroup.BurstingMaxIncomingCalls), figures.LimitText(limit)))
	}
	if limit, read := d.BurstingMaxOutgoingCalls.Limit(); read && !burstingIsOff(d) {
		s.facts = append(s.facts, t.text(change.Label(trunkgroup.BurstingMaxOutgoingCalls), figures.LimitText(limit)))
	}
	return s
}

// diversion is where calls go instead. The zero value is nowhere.
type diversion struct {
	verb string      // "forward", "reroute", or what else the system says
	to   string      // the destination in words
	key  routing.Key // of a trunk group; zero for anything else
}

// words name the diversion on one line, such as "reroute to SIP-HQ-B".
func (d diversion) words() string {
	if d.to == "" {
		return d.verb
	}
	return d.verb + " to " + cmp.Or(safetext.Name(d.key.Name), d.to)
}

// diversion reads an action out of the fields as reported. Where these do not tell, the client's
// words for it do.
func (t trunkGroupFacts) diversion(name, when string) diversion {
	f, _ := trunkgroup.Named(name)
	text, _ := t.setting(f)
	if text == "" {
		for part := range strings.SplitSeq(t.detail.Forwarding, "; ") {
			if text, ok := strings.CutPrefix(part, when+" "); ok {
				return diversion{verb: text}
			}
		}
	}
	return diversionOf(trunkgroup.Parse(text))
}

func diversionOf(d trunkgroup.Diversion) diversion {
	switch d.Action {
	case trunkgroup.Forward:
		return diversion{verb: "forward", to: cmp.Or(d.Address, page.NotReported)}
	case trunkgroup.Reroute:
		return diversion{verb: "reroute", to: cmp.Or(d.Name, page.NotReported), key: routing.Key{GroupID: d.Group, Name: d.Name}}
	}
	return diversion{verb: d.Action}
}

func (t trunkGroupFacts) whenFull() diversion {
	return t.diversion(trunkgroup.CapacityExceeded, "when full")
}

func (t trunkGroupFacts) whenUnreachable() diversion {
	return t.diversion(trunkgroup.UnreachableDestination, "when unreachable")
}

func (t trunkGroupFacts) always() diversion {
	return t.diversion(trunkgroup.CallForwardingAlways, "always")
}

// otherwise is where calls go in the client's words, where nothing else tells.
func (t trunkGroupFacts) otherwise() string {
	if t.always().verb+t.whenFull().verb+t.whenUnreachable().verb != "" {
		return ""
	}
	return t.detail.Forwarding
}

const noAction = "no action set"

// to are the lines of a diversion; of a trunk group also how it is doing.
func (t trunkGroupFacts) to(id, label string, d diversion) []fact {
	f := fact{id: id, label: ui.Cell{Text: label}, full: label + ": " + d.words()}
	switch {
	case d.verb == "":
		f.text, f.full = ui.Cell{Text: noAction, Tone: ui.Muted}, ""
		return []fact{f}
	case d.key.Name == "" && d.to != "":
		f.text = ui.Cell{Text: d.to, Tone: ui.Strong, Then: []ui.Cell{{Text: "  " + d.verb, Tone: ui.Muted}}}
		return []fact{f}
	case d.key.Name == "":
		f.text = ui.Cell{Text: d.verb}
		return []fact{f}
	}
	f.text = ui.Cell{Text: safetext.Name(d.key.Name), Tone: ui.Strong}
	if d.key.GroupID != "" {
		f.text.Then = []ui.Cell{{Text: " of " + safetext.Name(d.key.GroupID), Tone: ui.Muted}}
		f.full += " of group " + safetext.Name(d.key.GroupID)
	}
	if t.target == nil {
		return []fact{f}
	}
	detail, read := t.target(d.key)
	if !read {
		return []fact{f}
	}
	there := trunkGroupFacts{at: d.key, detail: detail, glyphs: t.glyphs}
	more := fact{id: id + under, text: ui.Cell{Text: cmp.Or(inUse(detail), page.NotApplicable)}}
	limit := figures.LimitCell(t.glyphs, detail.MaxActiveCalls)
	state := there.state()
	more.text.Then = []ui.Cell{limit, {Text: " in use, ", Tone: ui.Muted}, state}
	more.full = safetext.Name(d.key.Name) + ": " + more.text.Text + limit.Text + " in use, " + state.Text
	return []fact{f, more}
}

// settings are the fields of a section of the form, in the form's words, but for where calls go.
// One that is not reported, or means nothing while a switch is off, is left out.
func (t trunkGroupFacts) settings(section string) (facts []fact) {
	for _, f := range trunkgroup.Fields() {
		if f.Section != section || f.Kind == trunkgroup.Divert || f.Needs != "" && !t.isOn(f.Needs) {
			continue
		}
		value, known := t.setting(f)
		if !known {
			continue
		}
		one := t.text(f.Label, f.Words(value))
		if value == "false" {
			one.text.Tone = ui.Muted
		}
		facts = append(facts, one)
	}
	return facts
}

// isOn reports whether a flag of the form is set.
func (t trunkGroupFacts) isOn(flag string) bool {
	f, _ := trunkgroup.Named(flag)
	value, _ := t.setting(f)
	return value == "true"
}

// setting returns what a field of the form is, and whether that is known.
func (t trunkGroupFacts) setting(f trunkgroup.Field) (string, bool) {
	return f.Read(func(name string) (string, bool) { return t.field(name) })
}

func (t trunkGroupFacts) diverting() []section {
	full := section{title: trunkgroup.SectionFull, facts: t.to("full", change.Label(trunkgroup.CapacityExceeded), t.whenFull())}
	full.facts = append(full.facts, t.settings(trunkgroup.SectionFull)...)
	away := section{title: trunkgroup.SectionUnreachable, facts: t.to("unreachable", change.Label(trunkgroup.UnreachableDestination), t.whenUnreachable())}
	if t.isDown() {
		away.right = ui.Cell{Text: "now", Tone: ui.Notice}
	}
	away.facts = append(away.facts, t.settings(trunkgroup.SectionUnreachable)...)
	every, label, d := section{title: trunkgroup.SectionAlways}, change.Label(trunkgroup.CallForwardingAlways), t.always()
	every.facts = t.to("always", label, d)
	switch otherwise := t.otherwise(); {
	case otherwise != "":
		every.facts[0] = t.text(label, otherwise)
	case d.verb != "":
		every.right = ui.Cell{Text: "every call", Tone: ui.Notice}
	}
	return []section{full, away, every}
}

// standsOn returns the name and the level of the device, as far as they are told.
func (t trunkGroupFacts) standsOn() (device, level string) {
	device, _ = t.field("accessDevice.name", "accessDevice.deviceName", "deviceName")
	level, _ = t.field("accessDevice.level", "accessDevice.deviceLevel", "deviceLevel")
	return device, level
}

func (t trunkGroupFacts) device() fact {
	name, level := t.standsOn()
	device := t.text("device", name)
	if level != "" && device.full != "" {
		device.text.Then = []ui.Cell{{Text: " of the " + strings.ToLower(level), Tone: ui.Muted}}
	}
	return device
}

func (t trunkGroupFacts) identity() section {
	department := t.value("department", "department.fullPathName", "department.departmentName", "department.name", "department")
	return section{title: trunkgroup.SectionIdentity, facts: append([]fact{t.device(), department}, t.settings(trunkgroup.SectionIdentity)...)}
}

// screening are the sections behind the identity that anything is reported of.
func (t trunkGroupFacts) screening() []section {
	return slices.DeleteFunc([]section{
		{title: trunkgroup.SectionScreening, facts: t.settings(trunkgroup.SectionScreening)},
		{title: trunkgroup.SectionNumbers, facts: t.settings(trunkgroup.SectionNumbers)},
	}, func(s section) bool { return len(s.facts) == 0 })
}

// trunkGroupPane is the preview of a trunk group.
func trunkGroupPane(kit ui.Kit, t trunkGroupFacts, used *section) ui.Pane {
	pane := ui.Pane{Title: ui.Cell{Text: safetext.Name(t.at.Name)}}
	if t.read {
		pane.Right = t.state()
		if pane.Right.Text == page.NotApplicable {
			pane.Right = ui.Cell{}
		}
	}
	if !t.read {
		text := figures.Marks{Done: t.marks.Done}.Settle(kit.Theme.Glyphs, ui.Cell{Text: kit.Theme.Glyphs.Unknown, Tone: ui.Unknown})
		text.Then = []ui.Cell{{Text: " not read", Tone: ui.Muted}}
		pane.Lines = func(width int) []string {
			pane := page.NewPane(kit.Theme, width)
			pane.Line(text)
			return pane.Lines()
		}
		return pane
	}
	facts := t.capacity()
	facts.right = ui.Cell{}
	in, out := t.directions().facts[0], t.directions().facts[1]
	in.label.Text, out.label.Text = "  incoming", "  outgoing"
	full, away := t.to("full", "when full", t.whenFull())[:1], t.to("unreachable", "unreachable", t.whenUnreachable())[:1]
	facts.facts = []fact{facts.facts[0], in, out, facts.facts[2], full[0], away[0]}
	if d := t.always(); d.verb != "" {
		facts.facts = append(facts.facts, t.to("always", "always", d)[0])
	}
	who := section{title: trunkgroup.SectionIdentity, facts: []fact{t.device()}}
	for _, f := range t.settings(trunkgroup.SectionIdentity) {
		if f.id == change.Label("requireAuthentication") || f.id == change.Label("pilotUserId") {
			who.facts = append(who.facts, f)
		}
	}
	left, other := []section{facts}, []section{who}
	if used != nil {
		other = append([]section{*used}, other...)
	}
	pane.Lines = func(width int) []string {
		if width >= beside-gutter {
			return indent(append([]string{""}, drawSections(kit.Theme, width-2*gutter, left, other)...), gutter)
		}
		return indent(append([]string{""}, drawSections(kit.Theme, width-1, append(left, other...))...), 1)
	}
	return pane
}

func indent(lines []string, by int) []string {
	for i, line := range lines {
		if line != "" {
			lines[i] = ui.Blanks(by) + line
		}
	}
	return lines
}
