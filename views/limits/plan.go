package limits

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/saving"
)

// Plan is which figures a form changes, in their order, and what follows from them.
type Plan struct {
	tenant  capacity.Tenant                 // as read: what the differences are worked out from
	details map[string]apiclient.TrunkGroup // of the group that it is about, by name
	targets []figureTarget
	at      time.Time // when the oldest of its figures was read
	known   *memo
	doubt   func(reported func(name string) bool, field string) string // change.ClearDoubter; may be nil
	mayOmit func(field string) bool                                    // change.Omitter; may be nil
	pick    func(by trunkgroup.Field) Picker                           // Forms.Pick; may be nil
	unread  error                                                      // why the backup of the trunk group was not read
	waiting map[string]string                                          // of a draft: what was typed for a backup that was not read, by the cells it would have
	raise   bool                                                       // numbers are added to the figures of the targets that are raised
}

// levels tells the levels that an edit is about: the tenant, the group if it is in one, and
// the trunk group if it is one.
func (p Plan) levels(wanted []change.Image) []level {
	before, after := p.analyze(p.bases()), p.analyze(wanted)
	last := p.targets[len(p.targets)-1].subject
	levels := []level{{kind: "tenant", name: after.Tenant.ID, effects: []effect{
		{name: "calls", before: before.Calls, after: after.Calls},
		{name: "bursting", before: before.BurstingAllocated, after: after.BurstingAllocated},
	}}}
	for i, g := range after.Groups {
		if g.Group.ID == last.Group && last.Group != "" {
			levels = append(levels, level{kind: "group", name: g.Group.ID, effects: []effect{
				{name: "calls", before: before.Groups[i].Calls, after: g.Calls},
				{name: "bursting", before: before.Groups[i].Bursting, after: g.Bursting},
			}})
		}
	}
	if last.Kind == change.TrunkGroup {
		levels = append(levels, trunkGroupLevel(last.Name, p.targets[len(p.targets)-1].base, wanted[len(wanted)-1]))
	}
	for i := range levels {
		levels[i].target = slices.IndexFunc(p.targets, func(t figureTarget) bool { return t.level() == levels[i].kind })
	}
	return levels
}

// trunkGroupLevel is the level with nothing below it.
func trunkGroupLevel(name string, before, after change.Image) level {
	own := func(image change.Image, field string) capacity.Figures {
		return capacity.Figures{Own: figureIn(image, field)}
	}
	one := func(name, field string) effect {
		return effect{name: name, alone: true, before: own(before, field), after: own(after, field)}
	}
	calls, bursting := one("calls", change.MaxActiveCalls), one("bursting", change.BurstingMaxActiveCalls)
	bursting.offBefore, bursting.offAfter = isOff(before), isOff(after)
	return level{kind: "trunk group", name: name, effects: []effect{calls, bursting}}
}

// isOff reports whether bursting is switched off.
func isOff(image change.Image) bool {
	on, known := image.Value(change.EnableBursting)
	return known && on != "true"
}

// notice is a consequence of an edit in a sentence.
type notice struct {
	text   string
	tone   ui.Tone
	danger bool   // the name has to be typed for it
	then   string // what follows from that
}

// notices are the consequences that are to be thought about, the worst first.
func (p Plan) notices(wanted []change.Image) []notice {
	var out []notice
	var mends, worse []string
	for _, l := range p.levels(wanted) {
		for _, e := range l.effects {
			what := "the " + l.kind
			if e.name != "calls" {
				what = "the bursting of " + what
			}
			_, was := excess(e.before)
			_, is := excess(e.after)
			switch {
			case e.alone:
			case was && !is:
				mends = append(mends, what)
			case l.target >= 0 && e.isLowered() && (is || !e.after.Allocated.IsComplete()):
				risk := notice{text: e.danger(), tone: ui.Failed, danger: true}
				if is && e.worsens() {
					risk.then = what + " " + e.worse()
				}
				out = append(out, risk)
			case is && e.worsens():
				worse = append(worse, what+" "+e.worse())
			}
		}
	}
	tone := ui.Notice
	if len(mends) > 0 {
		if len(worse) == 0 {
			tone = ui.Good
		}
		worse = append([]string{"mends " + strings.Join(mends, " and ")}, worse...)
	}
	if len(worse) > 0 {
		out = append(out, notice{text: strings.Join(worse, ", and "), tone: tone})
	}
	for _, f := range p.newFindings(wanted) {
		out = append(out, notice{text: "new: " + safetext.Names(f.Path, " / ") + ": " + safetext.Listed(f.Text), tone: figures.SeverityTone(f.Severity)})
	}
	return out
}

// newFindings are those that the edit brings, doubtful at least, worst first, but for what the
// differences of its levels tell. Other groups than that of the edit have none.
func (p Plan) newFindings(wanted []change.Image) []capacity.Finding {
	group := p.targets[len(p.targets)-1].subject.Group
	of := func(findings []capacity.Finding) (out []capacity.Finding) {
		for _, f := range findings {
			isShown := f.Code == capacity.CallsOver || f.Code == capacity.BurstingOver
			if f.Severity >= capacity.Notice && !isShown && (len(f.Path) == 1 || f.Path[1] == group) {
				out = append(out, f)
			}
		}
		return out
	}
	former := of(p.analyze(p.bases()).Findings)
	return slices.DeleteFunc(of(p.analyze(wanted).Findings), func(f capacity.Finding) bool {
		return slices.ContainsFunc(former, func(old capacity.Finding) bool {
			return old.Code == f.Code && old.Text == f.Text && slices.Equal(old.Path, f.Path)
		})
	})
}

// memo is the breakdown as it was and as it becomes: a form asks for both several times for one
// picture. The zero value holds none.
type memo [2]struct {
	of    []change.Image
	found capacity.Breakdown
}

// analyze works out the capacity of the tenant as it becomes.
func (p Plan) analyze(wanted []change.Image) capacity.Breakdown {
	at := 1
	if slices.EqualFunc(wanted, p.bases(), change.Image.Equal) {
		at = 0
	}
	kept := &p.known[at]
	if kept.of == nil || !slices.EqualFunc(kept.of, wanted, change.Image.Equal) {
		kept.of, kept.found = wanted, capacity.Analyze(p.after(wanted))
	}
	return kept.found
}

// planEdit plans to change the figures of one level. The text says why it cannot be.
func planEdit(shown collect.Snapshot, at figures.Level, session saving.Session) (plan Plan, why string) {
	target, why := targetOf(shown, at, session)
	return Plan{tenant: shown.Breakdown.Tenant, details: shown.TrunkGroups[at.Group], at: shown.Oldest, targets: []figureTarget{target}}, why
}

// planRaise plans to raise the figures of a level, and of those above it that lack the room. A
// level without a limit needs none.
func planRaise(shown collect.Snapshot, at figures.Level, session saving.Session) (plan Plan, why string) {
	plan = Plan{tenant: shown.Breakdown.Tenant, details: shown.TrunkGroups[at.Group], at: shown.Oldest, raise: true}
	levels := []figures.Level{{Name: plan.tenant.ID}, {Depth: 1, Group: at.Group, Name: at.Group}, at}
	if at.Depth == 0 {
		return plan, "channels are added at a group or at a trunk group: choose one"
	}
	for _, at := range levels[:at.Depth+1] {
		target, why := targetOf(shown, at, session)
		if why != "" {
			return plan, why
		}
		reading, err := change.ParseFigure(target.calls())
		limit, read := reading.Limit()
		if err != nil || !read {
			return plan, "the calls of " + saving.Named(target.subject) + " were not read"
		}
		if !limit.IsUnlimited() {
			plan.targets = append(plan.targets, target)
		}
	}
	if len(plan.targets) == 0 {
		return plan, "nothing here has a limit that could be raised"
	}
	return plan, ""
}

// subject is what a draft of the plan is kept under: that of its level, or, for channels
// that are added, one of their own, so that neither takes the other's place.
func (p Plan) subject() change.Subject {
	subject := p.targets[len(p.targets)-1].subject
	if p.raise {
		subject.Kind = change.Channels
	}
	return subject
}

// figures are those of each level by their keys, or of the levels that were raised already.
func (p Plan) figures(raised bool) map[string]string {
	all := make(map[string]string)
	for _, target := range p.targets {
		if !target.saved && raised {
			continue
		}
		for _, field := range raisable() {
			if text, _ := target.base.Value(field); text != "" {
				all[target.key(field)] = text
			}
		}
	}
	return all
}

// goOn goes on with channels that were begun to be added: a level that has them on top
// of what it had, or that still has what it was raised to by another number, is not
// raised again. It returns those.
func (p Plan) goOn(from, raisedTo map[string]string, more addition) (has []string) {
	for i := range p.targets {
		target := &p.targets[i]
		calls := target.calls()
		target.saved = target.has(from, more) || calls != "" && calls == raisedTo[target.subject.String()]
		if target.saved {
			has = append(has, saving.Named(target.subject))
		}
	}
	return has
}

// need is whether a level is raised, and whether it has to be.
type need struct {
	raised, needed bool
	effect         effect // of the figure that lacks the room, or else of its calls
}

// needs tells which levels get what is added: the last one always, and those above it that are
// ticked, or have too little left for what is added right below them. Before a number is typed
// that is a single call.
func (p Plan) needs(more addition) []need {
	if more == (addition{}) {
		more.calls = 1
	}
	levels, needs := p.levels(p.bases()), make([]need, len(p.targets))
	for at := len(p.targets) - 1; at >= 0; at-- {
		target, added := p.targets[at], more
		if at == len(p.targets)-1 {
			needs[at].raised = true
			continue
		}
		if below := p.targets[at+1]; below.subject.Kind != target.below() || below.saved || !needs[at+1].raised {
			added = addition{}
		}
		effects := levels[slices.IndexFunc(levels, func(l level) bool { return l.target == at })].effects
		needs[at].effect = effects[0]
		for i, field := range raisable() {
			d := effects[i].after.Difference
			left, known := d.Calls()
			if n := added.of(field); n > 0 && !needs[at].needed && (d.IsNegative() || known && left < n) {
				needs[at].needed, needs[at].effect = true, effects[i]
			}
		}
		needs[at].raised = target.tick == ticked || target.tick == asNeeded && needs[at].needed
	}
	return needs
}

// raised returns what each target becomes with what is added, or what is wrong with that.
func (p Plan) raised(more addition) (wanted []change.Image, wrong *change.Problem) {
	needs := p.needs(more)
	for i, target := range p.targets {
		want := target.base
		if target.saved || !needs[i].raised {
			wanted = append(wanted, want)
			continue
		}
		for _, field := range raisable() {
			calls, limited := target.number(field)
			if more.of(field) == 0 || !limited && field != change.MaxActiveCalls && i < len(p.targets)-1 {
				continue
			}
			if !limited {
				return nil, p.unfit(target, field)
			}
			raised, err := capacity.New(calls + more.of(field))
			if err != nil {
				return nil, &change.Problem{Field: addedTo(field), Text: err.Error()}
			}
			want = want.With(change.Field{Name: field, Value: raised.String()})
		}
		wanted = append(wanted, want)
	}
	return wanted, nil
}

// unfit says why nothing can be added to a figure.
func (p Plan) unfit(target figureTarget, field string) *change.Problem {
	text := saving.Named(target.subject) + " has no number of " + change.Label(field) + " any more: leave, and begin again"
	if field != change.MaxActiveCalls {
		text = "no number: nothing to add to"
		if isOff(target.base) {
			text = "bursting is off here"
		}
	}
	return &change.Problem{Field: addedTo(field), Text: text}
}

// why says why a level is raised, or why not.
func (p Plan) why(at int, n need) ui.Cell {
	if p.targets[at].saved {
		return ui.Cell{Text: "has them already", Tone: ui.Good}
	}
	if at == len(p.targets)-1 {
		return ui.Cell{Text: "always", Tone: ui.Muted}
	}
	d := n.effect.after.Difference
	left, known := d.Calls()
	over, isOver := excess(n.effect.after)
	room := "not all of it was read"
	switch {
	case isOver:
		room = pad("OVER", over)
	case known && left == 0:
		room = "full"
	case known:
		room = "has room for " + strconv.Itoa(left)
	case d.IsUnlimited():
		room = "no limit"
	}
	if n.effect.name != "calls" {
		room = n.effect.name + " " + room
	}
	switch {
	case n.needed && n.raised && known && left > 0:
		return ui.Cell{Text: room + ", too little: it has to be raised", Tone: ui.Notice}
	case n.needed && n.raised:
		return ui.Cell{Text: room + ": it has to be raised", Tone: ui.Notice}
	case n.needed:
		return ui.Cell{Text: room + ": it is left as it is all the same", Tone: ui.Notice}
	case n.raised:
		return ui.Cell{Text: room + ", raised all the same", Tone: ui.Muted}
	}
	return ui.Cell{Text: room, Tone: ui.Muted}
}

// about says what a plan is about: the name of its level, or the calls in use there.
func (p Plan) about() string {
	last := p.targets[len(p.targets)-1].subject
	group, _ := groupOf(p.tenant, last.Group)
	switch inUse, known := change.InUse(p.detail(), change.MaxActiveCalls); {
	case last.Group == "":
		return safetext.Name(p.tenant.Name)
	case last.Kind == change.GroupCapacity:
		return safetext.Name(group.Name)
	case known:
		return strconv.Itoa(inUse) + " of " + p.detail().MaxActiveCalls.String() + " calls in use now"
	}
	return "group " + safetext.Name(last.Group)
}

// detail is the trunk group that the plan is about, the zero value where it is about none.
func (p Plan) detail() apiclient.TrunkGroup {
	return p.details[p.targets[len(p.targets)-1].subject.Name]
}

// reported returns what a cell holds for what the server reports of its field, which may mean
// nothing while a switch is off, and false where it reports nothing.
func (p Plan) reported(c cell) (string, bool) {
	for _, field := range p.detail().Fields {
		if field.Name == c.field && field.Value != "null" {
			return field.Value, field.Value != ""
		}
	}
	return "", false
}

// bases are the targets as they are.
func (p Plan) bases() []change.Image {
	bases := make([]change.Image, len(p.targets))
	for i, target := range p.targets {
		bases[i] = target.base
	}
	return bases
}

// edits returns one edit for each target that changes.
func (p Plan) edits(wanted []change.Image, ticket string) (edits []change.Edit) {
	after := p.analyze(wanted)
	for i, target := range p.targets {
		edits = append(edits, target.edits(wanted[i])...)
	}
	for i := range edits {
		edit := &edits[i]
		edit.Ticket, edit.Allocated = ticket, AllocatedOf(after, edit.Subject)
		edit.FromDraft = !p.raise && len(p.waiting) == 0 && len(edits) == 1 && edit.Subject == p.subject() // else the form drops it once all is saved
	}
	return edits
}

// after returns the tenant as it becomes.
func (p Plan) after(wanted []change.Image) capacity.Tenant {
	tenant := p.tenant
	for i, want := range wanted {
		tenant = withFigures(tenant, p.targets[i].subject, want)
	}
	return tenant
}

// withFigures replaces the figures of one level in a copy of a tenant.
func withFigures(t capacity.Tenant, subject change.Subject, image change.Image) capacity.Tenant {
	calls, bursting := figureIn(image, change.MaxActiveCalls), figureIn(image, change.BurstingMaxActiveCalls)
	if subject.Kind == change.TenantCapacity {
		t.MaxActiveCalls, t.BurstingMaxActiveCalls = calls, bursting
		return t
	}
	group, at := groupOf(t, subject.Group)
	if at < 0 {
		return t
	}
	if subject.Kind == change.GroupCapacity {
		group.MaxActiveCalls, group.BurstingMaxActiveCalls = calls, bursting
	} else {
		group.TrunkGroups = slices.Clone(group.TrunkGroups)
		if isOff(image) {
			bursting = capacity.Read(capacity.Must(0))
		}
		for i := range group.TrunkGroups {
			if group.TrunkGroups[i].Name == subject.Name {
				group.TrunkGroups[i].MaxActiveCalls, group.TrunkGroups[i].BurstingMaxActiveCalls = calls, bursting
			}
		}
	}
	t.Groups = slices.Clone(t.Groups)
	t.Groups[at] = group
	return t
}

func figureIn(image change.Image, name string) capacity.Reading {
	text, _ := image.Value(name)
	reading, _ := change.ParseFigure(text) // none for what is no number: the form says so beside its box
	return reading
}

func groupOf(t capacity.Tenant, id string) (capacity.Group, int) {
	at := slices.IndexFunc(t.Groups, func(g capacity.Group) bool { return g.ID == id })
	if at < 0 {
		return capacity.Group{}, at
	}
	return t.Groups[at], at
}

// AllocatedOf is what the level below was given of each figure.
func AllocatedOf(b capacity.Breakdown, subject change.Subject) map[string]capacity.Sum {
	if subject.Kind == change.TenantCapacity {
		return map[string]capacity.Sum{change.MaxActiveCalls: b.Calls.Allocated, change.BurstingMaxActiveCalls: b.BurstingAllocated.Allocated}
	}
	for _, g := range b.Groups {
		if g.Group.ID == subject.Group && subject.Kind == change.GroupCapacity {
			return map[string]capacity.Sum{change.MaxActiveCalls: g.Calls.Allocated, change.BurstingMaxActiveCalls: g.Bursting.Allocated}
		}
	}
	return nil
}
