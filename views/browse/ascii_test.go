package browse

import (
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestPlainASCIIStaysPlainWhereTextIsCut(t *testing.T) {
	long := strings.Repeat("a-long-name-", 20)
	broken := viewtest.Snapshot(capacity.Tenant{ID: long}, viewtest.Failure("groups", &apiclient.Error{Op: long, Host: long, Kind: apiclient.ServerFault, Status: 500, Message: long, RequestID: long}, long))
	tenant := viewtest.Sample()
	tenant.MaxActiveCalls = viewtest.NoLimit()
	tenant.Groups[0].ID, tenant.Groups[0].Name = long, long
	whole := viewtest.Snapshot(tenant)
	tenantOf := apiclient.Tenant{ID: long, Name: long, ResellerID: long}
	for name, view := range map[string]ui.View{
		"tenant":       NewTenant(viewtest.ASCIIKit(), &viewtest.API{}, tenantOf, testLinks(nil)),
		"groups":       newTestGroups(viewtest.ASCIIKit(), tenantOf, viewtest.Reads(whole), nil),
		"capacity":     newTestBreakdown(viewtest.ASCIIKit(), viewtest.Reads(whole), nil),
		"a failure":    newTestGroups(viewtest.ASCIIKit(), tenantOf, viewtest.Reads(broken), nil),
		"trunk groups": NewTrunkGroups(viewtest.ASCIIKit(), Links{}, Scope{Tenant: tenantOf, Group: apiclient.Group{ID: long}, Collect: viewtest.StartOf[Collection](viewtest.Reads(viewtest.OneGroup(tenant.Groups[0], nil)))}),
	} {
		t.Run(name, func(t *testing.T) { viewtest.RequireASCII(t, view) })
	}
}
