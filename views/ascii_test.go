package views

import (
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
)

// asciiKit draws with the signs of a terminal that has nothing else.
func asciiKit() ui.Kit {
	return ui.Kit{Keys: testKeys(), Theme: ui.NewTheme(nil, ui.Glyphs{
		Cursor: ">", Over: "^", Blocked: "X", Notice: "!", Failed: "x", Unknown: "?", SortUp: "^", SortDown: "v",
		Folded: "+", Unfolded: "-", BarFull: "#", BarEmpty: ".", BarOver: "!", Rule: "-", More: "~", PathSep: ">", Spinner: []string{"|"},
	})}
}

func TestPlainASCIIStaysPlainWhereTextIsCut(t *testing.T) {
	long := strings.Repeat("a-long-name-", 20)
	var opened []string
	broken := snapshot(capacity.Tenant{ID: long}, failure("groups", &apiclient.Error{Op: long, Host: long, Kind: apiclient.ServerFault, Status: 500, Message: long, RequestID: long}, long))
	tenant := sample()
	tenant.MaxActiveCalls = noLimit()
	tenant.Groups[0].ID, tenant.Groups[0].Name = long, long
	whole := snapshot(tenant)
	tenantOf := apiclient.Tenant{ID: long, Name: long, ResellerID: long}
	for name, view := range map[string]ui.View{
		"tenant":       newTenant(asciiKit(), &fakeAPI{}, tenantOf, testDoors(&opened)),
		"groups":       newTestGroups(asciiKit(), tenantOf, &readings{runs: [][]collect.Snapshot{{whole}}}, nil),
		"capacity":     newTestBreakdown(asciiKit(), &readings{runs: [][]collect.Snapshot{{whole}}}, &opened),
		"a failure":    newTestGroups(asciiKit(), tenantOf, &readings{runs: [][]collect.Snapshot{{broken}}}, nil),
		"trunk groups": newTrunkGroups(asciiKit(), tenantOf, apiclient.Group{ID: long}, startOf[reading](&readings{runs: [][]collect.Snapshot{{oneGroup(tenant.Groups[0], nil)}}}), nil),
	} {
		t.Run(name, func(t *testing.T) {
			shown(view, 60, 24)
			told := view.(ui.Informer).Info()
			for _, text := range []string{view.View(), told.Status, told.Summary, told.Partly} {
				for _, r := range text {
					if r > '~' {
						t.Fatalf("%q is not ASCII in\n%s", r, text)
					}
				}
			}
		})
	}
}
