// Package browse holds the screens from the list of tenants down to one trunk group, with
// their figures. Of the rooms of views it imports trunks, limits, hotspots and what is below
// them.
package browse

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/hotspots"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
	"banyan/views/trunks"
)

// Links are what the screens of this room open, with what they need to know to do so.
// Screens are handed them and so need not know each other.
type Links struct {
	Tenant, Groups, Capacity, EnterpriseTrunks func(apiclient.Tenant) ui.View

	TrunkGroups func(apiclient.Tenant, apiclient.Group) ui.View
	TrunkGroup  func(apiclient.Tenant, routing.Key) ui.View
	About       func(apiclient.Tenant, routing.Key) TrunkGroup  // what its page is about; nil where nobody's use is known
	GroupTrunks func(apiclient.Tenant, apiclient.Group) ui.View // nil where groups have none
	Routing     func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View

	Capabilities apiclient.Capabilities

	Limits limits.Forms // zero where limits are not edited

	// Past returns what earlier readings of a tenant told. It does I/O; nil where nothing is kept.
	Past func(tenant string) (page.Earlier, error)
	// PastOfAll returns what was found since then of all tenants. Likewise.
	PastOfAll func(since time.Time) (page.Earlier, error)

	Guide   ui.Guide       // leads to every place; nil where there is none
	Journal saving.Journal // nil where there is no journal

	Scan     func(context.Context) <-chan *hotspots.Board // nil where nothing is scanned
	LoadScan func() error                                 // reads what earlier scans kept; likewise

	// ReadAgain starts a scan of some tenants. Likewise.
	ReadAgain func(tenants []string) error

	// Kept is what the last scan read of a tenant, and when; false where that is nothing. Likewise.
	Kept func(tenant string) (capacity.Breakdown, time.Time, bool)
	// SavedAfter is when something of a tenant was saved after that; zero where nothing was. Likewise.
	SavedAfter func(tenant string) time.Time

	Collect func(apiclient.Tenant) func(context.Context) Collection // reads a whole tenant; nil where none is read on its own
	// Glance reads with one request what that tells of a tenant, at most Glances at once; nil where
	// nobody asks for what the rows on screen lack.
	Glance  func(context.Context, apiclient.Tenant) collect.Snapshot
	Glances int
	// Licences reads what the groups of a tenant are licensed for; nil where nobody tells it.
	Licences func(apiclient.Tenant) func(context.Context) Collection
	Rest     bool // a tenant is read while the cursor rests on it also where no preview is shown
}

// savedAfter is SavedAfter, which may be nil.
func (l Links) savedAfter(tenant string) time.Time {
	if l.SavedAfter == nil {
		return time.Time{}
	}
	return l.SavedAfter(tenant)
}

// toEnterpriseTrunks opens a tenant's enterprise trunks, or says why there are none.
func (l Links) toEnterpriseTrunks(t apiclient.Tenant, between ...func(apiclient.Tenant) ui.View) tea.Cmd {
	if why := l.WhyNoTrunks(t); why != "" {
		return ui.Notify(why)
	}
	return through(t, append(between, l.EnterpriseTrunks)...)
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
func (l Links) keys(keys ui.KeyMap, t apiclient.Tenant) []key.Binding {
	if l.WhyNoTrunks(t) != "" {
		return nil
	}
	return []key.Binding{keys.EnterpriseTrunks}
}

// WhyNoTrunks says why a tenant has no enterprise trunks to look at, or nothing when it may.
func (l Links) WhyNoTrunks(t apiclient.Tenant) string {
	switch {
	case !l.Capabilities.EnterpriseTrunks:
		return "the " + l.Capabilities.Dialect + " API does not offer enterprise trunks"
	case t.Type != "" && t.Type != apiclient.Enterprise && !trunks.AtGroups(l.Capabilities, t):
		return "enterprise trunks exist only on tenants of type " + string(apiclient.Enterprise)
	}
	return ""
}
