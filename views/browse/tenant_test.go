package browse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestTenantPictures(t *testing.T) {
	for _, test := range []struct {
		name   string
		tenant apiclient.Tenant
		limits apiclient.TenantCapacity
		err    error
	}{
		{name: "enterprise", tenant: viewtest.Enterprise(), limits: apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(226), BurstingMaxActiveCalls: viewtest.Calls(18)}},
		{name: "service-provider", tenant: viewtest.Provider(), limits: apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(226)}},
		{name: "unlimited", tenant: apiclient.Tenant{ID: "foo", ResellerID: "north"}, limits: apiclient.TenantCapacity{MaxActiveCalls: viewtest.NoLimit(), BurstingMaxActiveCalls: viewtest.NoLimit()}},
		{name: "not-assigned", tenant: viewtest.Enterprise(), err: &apiclient.Error{Kind: apiclient.NotAssigned, Status: 404}},
		{name: "error", tenant: viewtest.Enterprise(), err: viewtest.ServerFault("read capacity of tenant foo")},
		{name: "hostile-names", tenant: apiclient.Tenant{ID: viewtest.Hostile()[0], Name: viewtest.Hostile()[1], Type: apiclient.TenantType(viewtest.Hostile()[2])}},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &viewtest.API{OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) { return test.limits, test.err }}
			view := viewtest.Shown(NewTenant(viewtest.Kit(), api, test.tenant, testLinks(nil)))
			viewtest.RequirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := NewTenant(viewtest.Kit(), &viewtest.API{}, viewtest.Enterprise(), testLinks(nil))
		view.Init()
		viewtest.RequirePictures(t, view)
	})
}

func TestWhatADialectMayNotReportIsWholeHoweverNarrow(t *testing.T) {
	links := testLinks(nil)
	links.Capabilities = apiclient.Capabilities{Dialect: "Odin", NotOffered: "the mode of an enterprise trunk in a list; its page has it"}
	view := viewtest.Shown(NewTenant(viewtest.Kit(), &viewtest.API{}, viewtest.Enterprise(), links))
	for _, width := range []int{50, 80} {
		view.SetSize(width, 24)
		lines := strings.Join(strings.Fields(view.View()), " ")
		viewtest.RequireContains(t, lines, "Odin may not report "+links.Capabilities.NotOffered)
	}
}

// The line under the cursor is lit over its whole width, as on every list.
func TestTheLineUnderTheCursorOfATenantIsLit(t *testing.T) {
	kit := viewtest.Kit()
	kit.Theme = ui.NewTheme(func(on ui.Ground, _ ui.Tone) ui.Style {
		return ui.NewStyle(func(s ...string) string {
			if on == ui.OnRow {
				return "<row>" + s[0] + "</>"
			}
			return s[0]
		})
	}, kit.Theme.Glyphs)
	view := viewtest.Shown(NewTenant(kit, &viewtest.API{}, viewtest.Enterprise(), testLinks(nil)))
	for _, name := range []string{"groups", "enterprise trunks"} {
		for line := range strings.Lines(view.View()) {
			isLit := strings.HasPrefix(line, "<row>") && strings.HasSuffix(line, "  </>\n")
			if isHere := strings.Contains(line, "▸"); isHere != isLit || isHere && !strings.Contains(line, name) {
				t.Errorf("on %s: %q", name, line)
			}
		}
		viewtest.Press(view, "down")
	}
}

func TestTenantMenu(t *testing.T) {
	var opened []string
	view := viewtest.Shown(NewTenant(viewtest.Kit(), &viewtest.API{}, viewtest.Enterprise(), testLinks(&opened)))
	viewtest.Press(view, "enter", "down", "enter", "down", "down", "enter", "up", "up", "up", "enter", "o", "t", "c")
	viewtest.RequireEqual(t, "opened", opened, []string{"groups of foo", "enterprise trunks of foo", "capacity of foo", "groups of foo", "groups of foo", "enterprise trunks of foo", "capacity of foo"})
}

func TestTenantOfServiceProviderSaysWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	var opened []string
	view := viewtest.Shown(NewTenant(viewtest.Kit(), &viewtest.API{}, viewtest.Provider(), testLinks(&opened)))
	const why = "enterprise trunks exist only on tenants of type Enterprise"
	viewtest.RequireContains(t, view.View(), why)
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "down", "enter")), why)
	viewtest.RequireEqual(t, "opened", opened, nil)
}

func TestTenantCanBeRetried(t *testing.T) {
	tries := 0
	api := &viewtest.API{OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
		if tries++; tries == 1 {
			return apiclient.TenantCapacity{}, viewtest.ServerFault("read")
		}
		return apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(7), BurstingMaxActiveCalls: viewtest.Calls(8)}, nil
	}}
	view := viewtest.Shown(NewTenant(viewtest.Kit(), api, viewtest.Enterprise(), testLinks(nil)).(*tenant))
	viewtest.RequireContains(t, view.View(), "r read again")
	viewtest.Press(view, "r")
	viewtest.RequireContains(t, view.View(), "Max active calls           7", "Bursting max active calls  8")
}

func TestTenantThatLosesItsTrunkingShowsNoOldLimits(t *testing.T) {
	assigned := true
	api := &viewtest.API{OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
		if !assigned {
			return apiclient.TenantCapacity{}, &apiclient.Error{Kind: apiclient.NotAssigned, Status: 404}
		}
		return apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(7), BurstingMaxActiveCalls: viewtest.Calls(8)}, nil
	}}
	view := viewtest.Shown(NewTenant(viewtest.Kit(), api, viewtest.Enterprise(), testLinks(nil)).(*tenant))
	viewtest.RequireContains(t, view.View(), "Max active calls           7")
	assigned = false
	viewtest.Press(view, "r")
	viewtest.RequireContains(t, view.View(), "Trunking is not assigned to this tenant.")
	if strings.Contains(view.View(), "Max active calls") || view.Info().Status.Whole() != "" {
		t.Errorf("after trunking was taken away, %q:\n%s", view.Info().Status.Whole(), view.View())
	}
}

// licensed is an API that tells licences, to what does not keep a screen waiting.
type licensed struct {
	*viewtest.API
	licence capacity.Licence
	err     error
}

func (l licensed) TenantLicence(ctx context.Context, _ string) (capacity.Licence, error) {
	if !apiclient.IsBackground(ctx) {
		return capacity.Licence{}, errors.New("licences are read before what is on the screen")
	}
	return l.licence, l.err
}

func TestTheTenantPageTellsItsLicencesAndWhereTheyAreExceeded(t *testing.T) {
	for what, test := range map[string]struct {
		licence capacity.Licence
		err     error
		want    []string
		without string
	}{
		"enough": {
			capacity.Licence{Authorised: new(true), Assigned: new(false), Licensed: viewtest.Calls(20), Given: viewtest.Calls(13)},
			nil,
			[]string{"licences of trunk groups", "Authorised, assigned       yes, no", "Licensed                   20", "Given to groups            13"},
			"LICENCES OVER",
		},
		"exceeded": {
			capacity.Licence{Authorised: new(true), Licensed: viewtest.Calls(10), Given: viewtest.Calls(13)},
			nil,
			[]string{"Authorised, assigned       yes, not reported", "LICENCES OVER 3: trunk groups given 13, tenant is licensed for 10"},
			"",
		},
		"nothing told": {capacity.Licence{}, nil, []string{"The platform does not report them."}, "Licensed"},
		"not there": {
			capacity.Licence{},
			&apiclient.Error{Kind: apiclient.NotFound, Status: 404, Message: "no such resource"},
			[]string{"? not known: ", "its list again"},
			"Licensed",
		},
	} {
		t.Run(what, func(t *testing.T) {
			api := licensed{&viewtest.API{}, test.licence, test.err}
			view := viewtest.Shown(NewTenant(viewtest.Kit(), api, viewtest.Enterprise(), testLinks(nil)))
			view.SetSize(80, 24) // a cause is whole there too
			viewtest.RequireContains(t, view.View(), test.want...)
			if test.without != "" && strings.Contains(view.View(), test.without) {
				t.Errorf("has %q:\n%s", test.without, view.View())
			}
		})
	}
}
