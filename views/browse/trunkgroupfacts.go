package browse

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
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
	usedBy []string // enterprise trunks that are known to route to it
	// target returns what was read of a trunk group that calls are rerouted to; may be nil.
	target func(routing.Key) (detail apiclient.TrunkGroup, read bool)
}

// field returns the value of the first of these fields that is reported.
func (t trunkGroupFacts) field(names ...string) (string, bool) {
	for _, name := range names {
		for _, f := range t.detail.Fields {
			if f.Name == name {
				return f.Value, true
			}
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

// yesNo is a switch in words: - where it is not reported.
func (t trunkGroupFacts) yesNo(label, yes, no string, names ...string) fact {
	value, reported := t.field(names...)
	switch {
	case !reported:
		return t.text(label, "")
	case value == "true":
		return t.text(label, yes)
	case value == "false":
		f := t.text(label, no)
		f.text.Tone = ui.Muted
		return f
	}
	return t.text(label, value)
}

// isDown reports whether the system says that the trunk group is not available.
func (t trunkGroupFacts) isDown() bool { return collect.TrunkGroup(t.at.Name, t.detail).Down }

// stateCell is the state of a trunk group. One that is down is an alarm where an enterprise
// trunk is known to route to it.
func stateCell(glyphs ui.Glyphs, state string, isDown, isUsed bool) ui.Cell {
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

func (t trunkGroupFacts) state() ui.Cell {
	return stateCell(t.glyphs, t.detail.State, t.isDown(), len(t.usedBy) > 0)
}

// inUse is how many calls a trunk group has now, as far as the system tells.
func inUse(d apiclient.TrunkGroup) string {
	in, out := d.ActiveIncomingCalls, d.ActiveOutgoingCalls
	switch {
	case in != nil && out != nil:
		return strconv.Itoa(*in + *out)
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
		s.right = ui.Cell{Text: now, Tone: ui.Strong, Then: []ui.Cell{{Text: " calls now", Tone: ui.Muted}}}
	}
	if t.isDown() {
		s.right = ui.Cell{Text: strings.ToLower(d.State), Tone: ui.Notice}
	}
	limit := t.text("max active calls", reported(d.MaxActiveCalls))
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
	if first, ok := t.field("capacityExceededTrapInitialCalls"); ok {
		s.facts = append(s.facts, t.trap(first))
	}
	return s
}

// trap is when the system tells its operator that the trunk group is full.
func (t trunkGroupFacts) trap(first string) fact {
	if first == "0" {
		f := t.text("trap when full", "off")
		f.text.Tone = ui.Muted
		return f
	}
	text := "at " + first + " calls refused"
	if next, ok := t.field("capacityExceededTrapOffsetCalls"); ok && next != "0" {
		text += ", then every " + next
	}
	return t.text("trap when full", text)
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
	return section{title: "limits by direction", facts: []fact{
		t.direction("incoming", d.MaxIncomingCalls, d.ActiveIncomingCalls),
		t.direction("outgoing", d.MaxOutgoingCalls, d.ActiveOutgoingCalls),
		t.text("bursting in/out", burstingDirections(d)),
	}}
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
	return d.verb + " to " + cmp.Or(d.key.Name, d.to)
}

// diversion reads an action out of the fields as reported; how an API spells the key of a trunk
// group is not documented. Where the fields do not tell, the client's words for it do.
func (t trunkGroupFacts) diversion(prefix, when string) diversion {
	action, _ := t.field(prefix + "Action")
	switch strings.ToLower(action) {
	case "forward":
		to, _ := t.field(prefix + "ForwardAddress")
		return diversion{verb: "forward", to: cmp.Or(to, page.NotReported)}
	case "reroute":
		key, name := prefix+"RerouteTrunkGroupKey", prefix+"RerouteTrunkGroup"
		d := diversion{verb: "reroute"}
		d.key.GroupID, _ = t.field(key+".groupId", name+".groupId")
		d.key.Name, _ = t.field(key+".name", name+".name", key, name)
		d.to = cmp.Or(d.key.Name, page.NotReported)
		return d
	case "", "none":
		for part := range strings.SplitSeq(t.detail.Forwarding, "; ") {
			if text, ok := strings.CutPrefix(part, when+" "); ok {
				return diversion{verb: text}
			}
		}
		return diversion{}
	}
	return diversion{verb: action}
}

func (t trunkGroupFacts) whenFull() diversion {
	return t.diversion("capacityExceeded", "when full")
}

func (t trunkGroupFacts) whenUnreachable() diversion {
	return t.diversion("unreachableDestination", "when unreachable")
}

func (t trunkGroupFacts) always() diversion { return t.diversion("callForwardingAlways", "always") }

// otherwise is where calls go in the client's words, where nothing else tells.
func (t trunkGroupFacts) otherwise() string {
	if t.always().verb+t.whenFull().verb+t.whenUnreachable().verb != "" {
		return ""
	}
	return t.detail.Forwarding
}

// to are the lines of a diversion; of a trunk group also how it is doing.
func (t trunkGroupFacts) to(id, label string, d diversion) []fact {
	f := fact{id: id, label: ui.Cell{Text: label}, full: label + ": " + d.words()}
	switch {
	case d.verb == "":
		f.text, f.full = ui.Cell{Text: "no action set", Tone: ui.Muted}, ""
		return []fact{f}
	case d.key.Name == "" && d.to != "":
		f.text = ui.Cell{Text: d.to, Tone: ui.Strong, Then: []ui.Cell{{Text: "  " + d.verb, Tone: ui.Muted}}}
		return []fact{f}
	case d.key.Name == "":
		f.text = ui.Cell{Text: d.verb}
		return []fact{f}
	}
	f.text = ui.Cell{Text: d.key.Name, Tone: ui.Strong}
	if d.key.GroupID != "" {
		f.text.Then = []ui.Cell{{Text: " of " + d.key.GroupID, Tone: ui.Muted}}
		f.full += " of group " + d.key.GroupID
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
	more.full = d.key.Name + ": " + more.text.Text + limit.Text + " in use, " + state.Text
	return []fact{f, more}
}

func (t trunkGroupFacts) diverting() []section {
	full := section{title: "when full", facts: t.to("full", "calls go to", t.whenFull())}
	away := section{title: "when unreachable", facts: t.to("unreachable", "calls go to", t.whenUnreachable())}
	if t.isDown() {
		away.right = ui.Cell{Text: "now", Tone: ui.Notice}
	}
	timeout, _ := t.field("invitationTimeout")
	if timeout != "" {
		timeout += " s"
	}
	away.facts = append(away.facts,
		t.text("invitation timeout", timeout),
		t.options(),
		t.yesNo("stateful rerouting", "on", "off", "statefulReroutingEnabled"),
	)
	every := section{title: "always"}
	d := t.always()
	every.facts = t.to("always", "forwarding", d)
	if d.verb == "" {
		every.facts[0] = t.text("forwarding", t.otherwise())
	} else {
		every.right = ui.Cell{Text: "every call", Tone: ui.Notice}
	}
	return []section{full, away, every}
}

// options tells whether the far end is asked all the time whether it is there.
func (t trunkGroupFacts) options() fact {
	sent := "sent"
	if every, ok := t.field("continuousOptionsSendingIntervalSeconds"); ok {
		sent += " every " + every + " s"
	}
	return t.yesNo("OPTIONS", sent, "not sent", "sendContinuousOptionsMessage")
}

func (t trunkGroupFacts) identity() section {
	device := t.value("device", "accessDevice.name", "accessDevice.deviceName", "deviceName")
	if level, ok := t.field("accessDevice.level", "accessDevice.deviceLevel", "deviceLevel"); ok && level != "" && device.full != "" {
		device.text.Then = []ui.Cell{{Text: " of the " + strings.ToLower(level), Tone: ui.Muted}}
	}
	user := t.yesNo("authentication", "required", "not required", "requireAuthentication")
	if name, ok := t.field("sipAuthenticationUserName"); ok && name != "" {
		user.text.Then = []ui.Cell{{Text: " of " + name, Tone: ui.Muted}}
	}
	return section{title: "identity", facts: []fact{
		device,
		t.value("pilot user", "pilotUserId"),
		t.value("trunk group identity", "trunkGroupIdentity"),
		t.value("department", "department.fullPathName", "department.departmentName", "department.name", "department"),
		user,
	}}
}

func (t trunkGroupFacts) screening() section {
	return section{title: "screening", facts: []fact{
		t.yesNo("unscreened calls", "let through", "refused", "allowUnscreenedCalls"),
		t.yesNo("unscreened emergency", "let through", "refused", "allowUnscreenedEmergencyCalls"),
		t.value("calling line identity", "pilotUserCallingLineIdentityForExternalCallsPolicy", "pilotUserCallingLineIdentityPolicy"),
		t.value("charge number", "pilotUserChargeNumberPolicy"),
	}}
}

// trunkGroupPane is the preview of a trunk group.
func trunkGroupPane(kit ui.Kit, t trunkGroupFacts, used *section) ui.Pane {
	pane := ui.Pane{Title: ui.Cell{Text: t.at.Name}}
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
	who := t.identity()
	who.facts = []fact{who.facts[0], who.facts[4], who.facts[1]}
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
