package browse

import (
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/views/figures"
	"banyan/views/page"
)

// groupText is the text about a group.
func groupText(tenant apiclient.Tenant, g capacity.GroupBreakdown, t figures.Marks) []string {
	lines := []string{page.PathText(page.TenantLabel(tenant), page.Label("group", g.Group.ID, g.Group.Name))}
	if !t.Absent || g.Calls.Difference.IsNegative() {
		lines = append(lines, figureTexts(g.Calls, g.Bursting)...)
	}
	return withStatus(lines, t, 2)
}

// figureTexts tell calls and bursting of a place.
func figureTexts(calls, bursting capacity.Figures) []string {
	return []string{
		figureLine("Calls", "allocated", figures.WordOver, calls),
		figureLine("Bursting", "allocated", figures.WordBurstOver, bursting),
	}
}

// trunkGroupText is the text about a trunk group.
func trunkGroupText(tenant apiclient.Tenant, group string, g capacity.TrunkGroup, state string, t figures.Marks) []string {
	lines := []string{
		page.PathText(page.TenantLabel(tenant), "group "+group, "trunk group "+g.Name),
		"Calls: max " + g.MaxActiveCalls.String() + ". Bursting: max " + g.BurstingMaxActiveCalls.String() + ".",
	}
	if state != "" {
		lines = append(lines, "State: "+state)
	}
	return withStatus(lines, t, 3)
}

// tenantText is the text about a tenant's capacity.
func tenantText(tenant apiclient.Tenant, s *survey) []string {
	b, at := s.shown.Breakdown, figures.TenantLevel(s.shown)
	lines := []string{page.TenantLabel(tenant)}
	if !at.Marks.Absent {
		lines = append(lines, figureLine("Calls", "allocated", figures.WordOver, b.Calls),
			figureLine("Bursting allocated", "allocated", figures.WordBurstOver, b.BurstingAllocated),
			figureLine("Bursting available", "available", figures.WordBurstAvailable, b.BurstingAvailable))
	}
	return withStatus(append(lines, summary(s, figures.CountFindings(b.Findings))), at.Marks, 1)
}

// figureLine tells figures in words: own limit, sum, difference, ratio, and the word
// for a negative difference.
func figureLine(label, sum, over string, f capacity.Figures) string {
	given, how, partly := strings.Cut(f.Allocated.String(), ", ")
	if partly {
		given += " (" + how + ")"
	}
	parts := []string{"max " + f.Own.String(), sum + " " + given, "difference " + f.Difference.String()}
	if ratio := figures.RatioText(f); ratio != page.NotApplicable {
		parts = append(parts, ratio)
	}
	if f.Difference.IsNegative() {
		parts = append(parts, over)
	}
	return label + ": " + strings.Join(parts, ", ")
}

// withStatus closes a text about figures: what is wrong at the place, and that they
// are no live calls. depth is how long the place's own path is.
func withStatus(lines []string, t figures.Marks, depth int) []string {
	if status, _ := figures.StatusOf(t, depth); status != "" {
		lines = append(lines, status)
	}
	return append(lines, page.NotLive)
}
