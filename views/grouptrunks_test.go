package views

import (
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/odin"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/browse"
)

// odinScreens are the screens of an Odin server with the default platform, on which
// edits are saved. They begin at its tenants.
func odinScreens(t *testing.T) (*simulator.Server, *session) {
	t.Helper()
	server, conn := serve(t, true)
	client := odin.New(conn, odin.Credentials{Username: "demo", Password: "demo"})
	const host = "odin.example.net"
	edits := change.New(change.Options{Dir: t.TempDir(), Open: change.Targets(host, "Odin", client)})
	t.Cleanup(func() { _, _ = edits.Close() })
	home := Home(client, viewtest.Kit(), Options{Edits: edits, Write: true, Host: host})
	s := &session{shell: shell{t: t, clock: new(clock)}}
	s.show(home, ui.Options{}, 120, 30)
	return server, s
}

func TestEnterpriseTrunksOfAServiceProviderAreAtItsGroups(t *testing.T) {
	t.Parallel()
	_, s := odinScreens(t)
	s.after("/id=ServiceProviderID enter enter backspace", "Odin may not report the mode of an enterprise trunk in a list", "enterprise trunks")
	s.after("t", "GROUP", "Group E Inbound", "GroupIDE", "── 2 ──")
	s.after("n", "a new one belongs to a group: open it from the group's row with t")
	s.after("enter", "Group E Inbound", "Trunk 1")
	s.after("esc esc o", "GroupIDA")
	s.after("t", "Group GroupIDA of tenant ServiceProviderID has no enterprise trunks.")
	s.after("esc /GroupIDE enter t", "Group E Inbound", "── 2 ──")
	s.after("n New enter a", "Trunk 7")
	s.without("GroupIDA")
	s.after("enter ctrl+s", "create enterprise trunk New", "tenant ServiceProviderID group GroupIDE")
}

func TestTheTrunksAroundAGroupAreReadAtThatGroup(t *testing.T) {
	t.Parallel()
	server, s := odinScreens(t)
	s.after("/id=ServiceProviderID enter enter g /GroupIDE enter enter enter", "Group E Inbound")
	lists := 0
	for _, request := range server.Requests() {
		if strings.HasSuffix(strings.TrimSuffix(request.Path, "/"), "groups/enterprise-trunks") && !strings.Contains(request.Query, "enterpriseTrunkName") {
			lists++
		}
	}
	viewtest.RequireEqual(t, "lists", lists, 1)
}

func TestAnAPIWithoutThemAtGroupsKeepsThemShut(t *testing.T) {
	t.Parallel()
	d := browse.Links{Capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true}}
	if d.WhyNoTrunks(viewtest.Provider()) == "" || d.WhyNoTrunks(viewtest.Enterprise()) != "" {
		t.Errorf("a service provider: %q, an enterprise: %q", d.WhyNoTrunks(viewtest.Provider()), d.WhyNoTrunks(viewtest.Enterprise()))
	}
	d.Capabilities.GroupEnterpriseTrunks = true
	viewtest.RequireEqual(t, "where groups have them", d.WhyNoTrunks(viewtest.Provider()), "")
}
