package limits

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/views/figures"
	"banyan/views/saving"
)

// Plan is which figures a form changes, in their order, and what follows from them.
type Plan struct {
	tenant  capacity.Tenant // as read: what the differences are worked out from
	targets []figureTarget
	raise   bool // one number is added to the calls of every target
}

// effects tells the levels that an edit touches: the tenant, and the group if it is in one.
func (p Plan) effects(wants []change.Image) []effect {
	before, after := capacity.Analyze(p.before()), capacity.Analyze(p.after(wants))
	out := []effect{
		{"tenant calls", before.Calls, after.Calls},
		{"tenant bursting", before.BurstingAllocated, after.BurstingAllocated},
	}
	group := p.targets[len(p.targets)-1].subject.Group
	for i, g := range after.Groups {
		if g.Group.ID == group && group != "" {
			out = append(out, effect{"group calls", before.Groups[i].Calls, g.Calls}, effect{"group bursting", before.Groups[i].Bursting, g.Bursting})
		}
	}
	return out
}

// effect is one pair of figures before and after.
type effect struct {
	name          string // "tenant calls"
	before, after capacity.Figures
}

// text tells own limit, what is allocated of it and the difference, with both values of
// what changes.
func (e effect) text() string {
	turn := func(before, after fmt.Stringer) string {
		if before.String() == after.String() {
			return after.String()
		}
		return before.String() + " -> " + after.String()
	}
	return turn(e.before.Own, e.after.Own) + ", allocated " + turn(e.before.Allocated, e.after.Allocated) +
		", difference " + turn(e.before.Difference, e.after.Difference)
}

// newFindings are those that the edit brings, doubtful at least, worst first.
func (p Plan) newFindings(wants []change.Image) []capacity.Finding {
	former := capacity.Analyze(p.before()).Findings
	return slices.DeleteFunc(capacity.Analyze(p.after(wants)).Findings, func(f capacity.Finding) bool {
		return f.Severity < capacity.Notice || slices.ContainsFunc(former, func(old capacity.Finding) bool {
			return old.Code == f.Code && old.Text == f.Text && slices.Equal(old.Path, f.Path)
		})
	})
}

// before returns the tenant as it is, with what was read since the form was opened.
func (p Plan) before() capacity.Tenant {
	bases := make([]change.Image, len(p.targets))
	for i, target := range p.targets {
		bases[i] = target.base
	}
	return p.after(bases)
}

// planEdit plans to change the figures of one level. The text says why it cannot be.
func planEdit(shown collect.Snapshot, at figures.Level, session saving.Session) (plan Plan, lack string) {
	target, lack := targetOf(shown, at, session)
	return Plan{tenant: shown.Breakdown.Tenant, targets: []figureTarget{target}}, lack
}

// planRaise plans to raise the calls of a level, and of what is above it first, which would
// otherwise lack them. A level without a limit needs none.
func planRaise(shown collect.Snapshot, at figures.Level, session saving.Session) (plan Plan, lack string) {
	plan = Plan{tenant: shown.Breakdown.Tenant, raise: true}
	levels := []figures.Level{{Name: plan.tenant.ID}, {Depth: 1, Group: at.Group, Name: at.Group}, at}
	if at.Depth == 0 {
		return plan, "channels are added at a group or at a trunk group: choose one"
	}
	for _, at := range levels[:at.Depth+1] {
		target, lack := targetOf(shown, at, session)
		if lack != "" {
			return plan, lack
		}
		reading, err := change.ParseFigure(target.calls())
		limit, read := reading.Limit()
		if err != nil || !read {
			return plan, "the calls of " + target.subject.String() + " were not read"
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

// targetOf returns the figures of a level as they were read.
func targetOf(shown collect.Snapshot, at figures.Level, session saving.Session) (target figureTarget, lack string) {
	tenant := shown.Breakdown.Tenant
	target.subject = change.Subject{Host: session.Host, Dialect: session.Dialect, Tenant: tenant.ID, Group: at.Group}
	assignment := tenant.Assignment
	switch at.Depth {
	case 0:
		target.subject.Kind = change.TenantCapacity
		target.base = change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: tenant.MaxActiveCalls, BurstingMaxActiveCalls: tenant.BurstingMaxActiveCalls})
	case 1:
		group, _ := groupOf(tenant, at.Group)
		assignment = group.Assignment
		target.subject.Kind = change.GroupCapacity
		target.base = change.GroupImage(apiclient.GroupCapacity{MaxActiveCalls: group.MaxActiveCalls, BurstingMaxActiveCalls: group.BurstingMaxActiveCalls})
	default:
		detail, known := shown.TrunkGroups[at.Group][at.Name]
		if !known {
			return target, "trunk group " + at.Name + " was not read"
		}
		assignment = capacity.Assigned
		target.subject.Kind, target.subject.Name = change.TrunkGroup, at.Name
		target.base = change.TrunkGroupImage(detail)
	}
	switch {
	case assignment == capacity.NotAssigned:
		return target, "trunking is not assigned to " + target.subject.ID() + ": there is nothing to change"
	case target.calls() == "":
		return target, "the figures of " + target.subject.ID() + " were not read"
	}
	return target, ""
}

// figureTarget is one level whose figures are changed.
type figureTarget struct {
	subject   change.Subject
	base      change.Image
	overrides []string // fields of which somebody else's change is overridden on purpose
	saved     bool     // of channels that are added: it has them already
}

func (t figureTarget) calls() string {
	calls, _ := t.base.Value(change.MaxActiveCalls)
	return calls
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

// calls are those of each level by its subject, or of those that were raised already.
func (p Plan) calls(raised bool) map[string]string {
	calls := make(map[string]string)
	for _, target := range p.targets {
		if target.saved || !raised {
			calls[target.subject.String()] = target.calls()
		}
	}
	return calls
}

// goOn goes on with channels that were begun to be added: a level that has them on top
// of what it had, or that still has what it was raised to by another number, is not
// raised again. It returns those.
func (p Plan) goOn(from, raisedTo map[string]string, more string) (has []string) {
	number, err := strconv.Atoi(strings.TrimSpace(more))
	for i := range p.targets {
		target := &p.targets[i]
		had, wrong := strconv.Atoi(from[target.subject.String()])
		calls := target.calls()
		target.saved = err == nil && wrong == nil && calls == strconv.Itoa(had+number) || calls != "" && calls == raisedTo[target.subject.String()]
		if target.saved {
			has = append(has, target.subject.String())
		}
	}
	return has
}

// raised returns what each target becomes with more calls, or what is wrong with the number.
func (p Plan) raised(more string) (wants []change.Image, wrong string) {
	number, err := strconv.Atoi(strings.TrimSpace(more))
	if err != nil || number < 1 {
		return nil, "give the number of channels to add, 1 or more"
	}
	for _, target := range p.targets {
		if target.saved {
			wants = append(wants, target.base)
			continue
		}
		reading, err := change.ParseFigure(target.calls())
		limit, _ := reading.Limit()
		calls, limited := limit.Calls()
		if err != nil || !limited {
			return nil, target.subject.String() + " has no number of calls any more: leave, and begin again"
		}
		raised, err := capacity.New(calls + number)
		if err != nil {
			return nil, err.Error()
		}
		wants = append(wants, target.base.With(change.Field{Name: change.MaxActiveCalls, Value: raised.String()}))
	}
	return wants, ""
}

// edits returns one edit for each target that changes.
func (p Plan) edits(wants []change.Image, ticket string) (edits []change.Edit) {
	after := capacity.Analyze(p.after(wants))
	for i, target := range p.targets {
		if wants[i].Equal(target.base) {
			continue
		}
		edits = append(edits, change.Edit{
			Subject: target.subject, Base: target.base, Want: wants[i], Ticket: ticket, FromDraft: !p.raise,
			Overrides: target.overrides, Allocated: AllocatedOf(after, target.subject),
		})
	}
	return edits
}

// after returns the tenant as it becomes.
func (p Plan) after(wants []change.Image) capacity.Tenant {
	tenant := p.tenant
	for i, want := range wants {
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
		if on, known := image.Value(change.EnableBursting); known && on != "true" {
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
