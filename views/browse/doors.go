package browse

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/ui"
	"banyan/views/saving"
)

// Links open the screens that belong to a tenant. Screens are handed them and so
// need not know each other.
type Links struct {
	Tenant, Groups, Capacity, EnterpriseTrunks func(apiclient.Tenant) ui.View

	GroupTrunks func(apiclient.Tenant, apiclient.Group) ui.View // nil where groups have none

	Capabilities apiclient.Capabilities

	Edits   func() ui.View // nil where there is no journal
	Journal saving.Journal // likewise

	Hotspots func(tenants, onScreen []apiclient.Tenant) ui.View // nil where nothing is scanned
	Scan     func(context.Context) <-chan *hotspots.Board       // likewise
}

// toEnterpriseTrunks opens a tenant's enterprise trunks above the screens in
// between, or says why there are none.
func (d Links) toEnterpriseTrunks(t apiclient.Tenant, between ...func(apiclient.Tenant) ui.View) tea.Cmd {
	if why := d.WhyNoTrunks(t); why != "" {
		return ui.Notify(why)
	}
	return through(t, append(between, d.EnterpriseTrunks)...)
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
func (d Links) keys(keys ui.KeyMap, t apiclient.Tenant) []key.Binding {
	if d.WhyNoTrunks(t) != "" {
		return nil
	}
	return []key.Binding{keys.EnterpriseTrunks}
}

// WhyNoTrunks says why a tenant has no enterprise trunks to look at, or nothing when it may.
func (d Links) WhyNoTrunks(t apiclient.Tenant) string {
	switch {
	case !d.Capabilities.EnterpriseTrunks:
		return "the " + d.Capabilities.Dialect + " API does not offer enterprise trunks"
	case t.Type != "" && t.Type != apiclient.Enterprise && !AtGroups(d.Capabilities, t):
		return "enterprise trunks exist only on tenants of type " + string(apiclient.Enterprise)
	}
	return ""
}

// AtGroups reports whether a tenant has its enterprise trunks at its groups.
func AtGroups(c apiclient.Capabilities, t apiclient.Tenant) bool {
	return c.GroupEnterpriseTrunks && t.Type == apiclient.ServiceProvider
}
