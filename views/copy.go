package views

import (
	"fmt"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// notLive ends every text with limits in it: they must not pass for calls.
const notLive = "Configured limits, not live calls."

// called names a thing for a ticket: its kind, its id, and its name where that says
// more.
func called(kind, id, name string) string {
	text := kind + " " + id
	if name != "" && name != id {
		text += " (" + name + ")"
	}
	return text
}

// way joins the levels of a place, the outermost first. What is empty is left out.
func way(levels ...string) string {
	present := make([]string, 0, len(levels))
	for _, level := range levels {
		if level != "" {
			present = append(present, level)
		}
	}
	return strings.Join(present, " > ")
}

func calledTenant(t apiclient.Tenant) string { return called("tenant", t.ID, t.Name) }

// figureLine tells figures in words: own limit, sum, difference, ratio, and the word
// for a negative difference.
func figureLine(label, sum, over string, f capacity.Figures) string {
	given, how, partly := strings.Cut(f.Allocated.String(), ", ")
	if partly {
		given += " (" + how + ")"
	}
	parts := []string{"max " + f.Own.String(), sum + " " + given, "difference " + f.Difference.String()}
	if ratio := ratioText(f); ratio != notApplicable {
		parts = append(parts, ratio)
	}
	if f.Difference.IsNegative() {
		parts = append(parts, over)
	}
	return label + ": " + strings.Join(parts, ", ")
}

// figureTexts tell calls and bursting of a place.
func figureTexts(calls, bursting capacity.Figures) []string {
	return []string{
		figureLine("Calls", "allocated", wordOver, calls),
		figureLine("Bursting", "allocated", wordBurstOver, bursting),
	}
}

// withTrouble closes a text about figures: what is wrong at the place, and that they
// are no live calls. depth is how long the place's own path is.
func withTrouble(lines []string, t trouble, depth int) []string {
	if status, _ := statusOf(t, depth); status != "" {
		lines = append(lines, status)
	}
	return append(lines, notLive)
}

// groupText is the text about a group.
func groupText(tenant apiclient.Tenant, g capacity.GroupBreakdown, t trouble) []string {
	lines := []string{way(calledTenant(tenant), called("group", g.Group.ID, g.Group.Name))}
	if !t.absent || g.Calls.Difference.IsNegative() {
		lines = append(lines, figureTexts(g.Calls, g.Bursting)...)
	}
	return withTrouble(lines, t, 2)
}

// trunkGroupText is the text about a trunk group.
func trunkGroupText(tenant apiclient.Tenant, group string, g capacity.TrunkGroup, state string, t trouble) []string {
	lines := []string{
		way(calledTenant(tenant), "group "+group, "trunk group "+g.Name),
		"Calls: max " + g.MaxActiveCalls.String() + ". Bursting: max " + g.BurstingMaxActiveCalls.String() + ".",
	}
	if state != "" {
		lines = append(lines, "State: "+state)
	}
	return withTrouble(lines, t, 3)
}

// tenantText is the text about a tenant's capacity.
func tenantText(tenant apiclient.Tenant, s *survey) []string {
	b, at := s.shown.Breakdown, tenantLevel(s.shown)
	lines := []string{calledTenant(tenant)}
	if !at.trouble.absent {
		lines = append(lines, figureLine("Calls", "allocated", wordOver, b.Calls),
			figureLine("Bursting allocated", "allocated", wordBurstOver, b.BurstingAllocated),
			figureLine("Bursting available", "available", wordBurstAvailable, b.BurstingAvailable))
	}
	return withTrouble(append(lines, summary(s, countFindings(b.Findings))), at.trouble, 1)
}

// routingText is the text about an enterprise trunk: how it spreads calls, and its
// routes in the order of the routing list.
func routingText(t routing.Trunk, notices []routing.Notice) []string {
	const most = 12
	first := "Mode " + firstOf(string(t.Mode), notReported)
	if t.Mode != routing.Weighted {
		first += ", " + algorithm(t)
	}
	lines := []string{first + ", max reroutes " + pointed(t.MaxReroutes) + ", when exhausted: " + exhaustion(t)}
	rows := routeRows(t, func(routing.Key) bool { return false })
	for _, r := range rows[:min(most, len(rows))] {
		lines = append(lines, routeText(r))
	}
	switch more := len(rows) - most; {
	case len(rows) == 0:
		lines = append(lines, "no routes")
	case more > 0:
		lines = append(lines, "and "+count(more, "more route"))
	}
	for _, n := range notices[:min(most, len(notices))] {
		lines = append(lines, noticeText(n))
	}
	return lines
}

// routeText is one route of the routing list in words.
func routeText(r routeRow) string {
	text := fmt.Sprintf("%d. %s of group %s", r.place, r.TrunkGroup.Name, r.TrunkGroup.GroupID)
	if r.weighted {
		text += fmt.Sprintf(", priority %d, weight %d", r.Priority, r.Weight)
		if r.share >= 0 {
			text += fmt.Sprintf(", share %d%%", r.share)
		}
	}
	return text
}

func noticeText(n routing.Notice) string {
	if n.Route == (routing.Key{}) {
		return n.Text
	}
	return n.Route.String() + ": " + n.Text
}

// entryText is the text about an edit: what became of it, whose it is, and what it
// changed.
func entryText(e change.Entry) []string {
	const most = 12
	by := e.Who
	if e.Principal != "" && e.Principal != e.Who {
		by += " as " + e.Principal
	}
	lines := []string{
		string(e.Operation) + " of " + e.Subject.String() + " at " + e.Subject.Host,
		"Result: " + e.Outcome() + ", begun " + e.At.Local().Format(stampFormat) + " by " + by + ticketText(e.Ticket) + ", edit " + e.ID,
	}
	if e.Error != "" {
		lines = append(lines, "Error: "+e.Error)
	}
	changed := slices.DeleteFunc(editLines(e), func(l editLine) bool { return !l.changed && !l.other })
	for _, l := range changed[:min(most, len(changed))] {
		text := l.name + ": " + l.before + " -> " + l.mine
		if l.other {
			text += ", read back: " + l.readBack
		}
		lines = append(lines, text)
	}
	if more := len(changed) - most; more > 0 {
		lines = append(lines, "and "+count(more, "more field"))
	}
	return lines
}

// stampFormat tells a time to who reads it elsewhere and later.
const stampFormat = "2006-01-02 15:04:05 -0700"
