package views

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/ui"
)

// doors open the screens that belong to a tenant. Screens are handed them and so
// need not know each other.
type doors struct {
	tenant, groups, capacity, enterpriseTrunks func(apiclient.Tenant) ui.View

	groupTrunks func(apiclient.Tenant, apiclient.Group) ui.View // nil where groups have none

	capabilities apiclient.Capabilities

	edits   func() ui.View // nil where there is no journal
	journal journal        // likewise

	hotspots func(tenants, onScreen []apiclient.Tenant) ui.View // nil where nothing is scanned
	scan     func(context.Context) <-chan *hotspots.Board       // likewise
}

// lack says why a tenant has no enterprise trunks to look at, or nothing when it may.
func (d doors) lack(t apiclient.Tenant) string {
	switch {
	case !d.capabilities.EnterpriseTrunks:
		return "the " + d.capabilities.Dialect + " API does not offer enterprise trunks"
	case t.Type != "" && t.Type != apiclient.Enterprise && !atGroups(d.capabilities, t):
		return "enterprise trunks exist only on tenants of type " + string(apiclient.Enterprise)
	}
	return ""
}

// toEnterpriseTrunks opens a tenant's enterprise trunks above the screens in
// between, or says why there are none.
func (d doors) toEnterpriseTrunks(t apiclient.Tenant, between ...func(apiclient.Tenant) ui.View) tea.Cmd {
	if why := d.lack(t); why != "" {
		return ui.Notify(why)
	}
	return through(t, append(between, d.enterpriseTrunks)...)
}

// through opens screens of a tenant one above the other; esc comes back through them.
func through(t apiclient.Tenant, open ...func(apiclient.Tenant) ui.View) tea.Cmd {
	views := make([]ui.View, len(open))
	for i, open := range open {
		views[i] = open(t)
	}
	return ui.Push(views...)
}

// keys returns the key for enterprise trunks where there may be some.
func (d doors) keys(keys ui.KeyMap, t apiclient.Tenant) []key.Binding {
	if d.lack(t) != "" {
		return nil
	}
	return []key.Binding{keys.EnterpriseTrunks}
}
