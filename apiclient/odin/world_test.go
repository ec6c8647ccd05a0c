package odin

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// gather collects a tenant whole.
func gather(ctx context.Context, t testing.TB, api collect.API, tenant apiclient.Tenant) collect.Snapshot {
	t.Helper()
	collection := collect.Start(ctx, api, tenant, collect.Options{})
	defer collection.Close()
	var last collect.Snapshot
	for last = range collection.Snapshots() {
	}
	return last
}

// limitsOf is a breakdown without what a report does not tell of trunk groups, their state, calls in use and
// device, and without what it alone tells of groups, their licences.
func limitsOf(b capacity.Breakdown) capacity.Breakdown {
	tenant := unlicensed(b).Tenant
	for i, g := range tenant.Groups {
		tenant.Groups[i].TrunkGroups = slices.Clone(g.TrunkGroups)
		for j := range g.TrunkGroups {
			of := &tenant.Groups[i].TrunkGroups[j]
			of.Down, of.StateUnread, of.Device, of.InUse = false, false, "", capacity.Reading{}
		}
	}
	return capacity.Analyze(tenant)
}

// unlicensed is a breakdown without licences, which single calls for figures do not tell.
func unlicensed(b capacity.Breakdown) capacity.Breakdown {
	tenant := b.Tenant
	tenant.Groups = slices.Clone(tenant.Groups)
	for i := range tenant.Groups {
		tenant.Groups[i].Licence = capacity.Licence{}
	}
	return capacity.Analyze(tenant)
}

// withBursting counts the trunk groups that have bursting, and all of them.
func withBursting(b capacity.Breakdown) (bursting, all int) {
	for _, g := range b.Groups {
		for _, t := range g.Group.TrunkGroups {
			if all++; t.BurstingMaxActiveCalls != n(0) {
				bursting++
			}
		}
	}
	return bursting, all
}

// One request tells what the long way does, whatever the report has of the trunk groups, and
// what it does not have is asked for: N = 1 with all limits, 1 + those with bursting where
// the bursting is left out, 1 + G + T without trunk groups, 2 + 2G + T without a report.
func TestTheReportTellsWhatTheLongWayDoes(t *testing.T) {
	for what, opts := range map[string]simulator.Options{
		"the simulated world":  {},
		"with numbers as text": {NumbersAsText: true},
		"generated":            {OnlyGenerated: true, Tenants: 30, Groups: 6, TrunkGroups: 4},
		"without trunk groups": {OnlyGenerated: true, Tenants: 2, Groups: 3},
		"without groups":       {OnlyGenerated: true, Tenants: 2},
	} {
		t.Run(what, func(t *testing.T) {
			opts.OdinReport = simulator.ReportNone
			_, long := simulate(t, opts)
			for _, shape := range []simulator.OdinReport{simulator.ReportFull, simulator.ReportColumns, simulator.ReportGroups} {
				opts.OdinReport = shape
				platform, short := simulate(t, opts)
				for _, tenant := range must(short.Tenants(t.Context()))(t) {
					want, before := gather(t.Context(), t, long, tenant), arrived(platform, http.MethodGet)
					got := gather(t.Context(), t, short, tenant)
					if !reflect.DeepEqual(limitsOf(got.Breakdown), limitsOf(want.Breakdown)) {
						t.Errorf("%s: %s\n%+v\n%+v", shape, tenant.ID, limitsOf(got.Breakdown), limitsOf(want.Breakdown))
					}
					checkRequests(t, shape, got, arrived(platform, http.MethodGet)-before)
				}
			}
		})
	}
}

// checkRequests holds how many requests a tenant took, and what is said of where its figures
// are from.
func checkRequests(t *testing.T, shape simulator.OdinReport, got collect.Snapshot, arrived int) {
	t.Helper()
	b := got.Breakdown
	bursting, all := withBursting(b)
	assigned := 0
	for _, g := range b.Groups {
		if g.Group.Assignment == capacity.Assigned {
			assigned++
		}
	}
	want := map[simulator.OdinReport]int{simulator.ReportFull: 1, simulator.ReportColumns: 1 + bursting, simulator.ReportGroups: 1 + assigned + all}[shape]
	reported := map[simulator.OdinReport]int{simulator.ReportFull: all, simulator.ReportColumns: all - bursting}[shape]
	isReported := b.Tenant.Assignment == capacity.Assigned && len(b.Groups) > 0
	if !isReported {
		want = got.Requests.Known
	}
	if got.Requests != (collect.Progress{Done: want, Known: want}) || arrived != want {
		t.Errorf("%s: %s: %d requests arrived, counted %+v, want %d", shape, b.Tenant.ID, arrived, got.Requests, want)
	}
	if isReported && (!got.Source.Report || got.Source.Unused != nil || got.Source.TrunkGroups != reported || b.StatesUnread != reported) {
		t.Errorf("%s: %s: source %+v, %d states not read, want %d", shape, b.Tenant.ID, got.Source, b.StatesUnread, reported)
	}
}

func TestBothDialectsTellTheSameOfEveryTenant(t *testing.T) {
	for what, opts := range map[string]simulator.Options{
		"as documented":        {},
		"with numbers as text": {NumbersAsText: true},
	} {
		t.Run(what, func(t *testing.T) {
			platform, client := simulate(t, opts)
			other := apio.New(dial(t, platform), apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
			tenants := must(client.Tenants(t.Context()))(t)
			theirs, err := other.Tenants(t.Context())
			if err != nil || !reflect.DeepEqual(tenants, theirs) {
				t.Fatalf("tenants %+v\nand      %+v, %v", tenants, theirs, err)
			}
			groups := 0
			for _, tenant := range tenants {
				mine, reference := gather(t.Context(), t, client, tenant), gather(t.Context(), t, other, tenant)
				groups += len(mine.Breakdown.Groups)
				if !reflect.DeepEqual(unlicensed(mine.Breakdown), reference.Breakdown) {
					t.Errorf("%s: in Odin %+v\nin APIO %+v", tenant.ID, mine.Breakdown, reference.Breakdown)
				}
				if len(mine.Failures) != len(reference.Failures) {
					t.Errorf("%s: in Odin %v, in APIO %v", tenant.ID, mine.Failures, reference.Failures)
				}
			}
			if groups < 150 {
				t.Errorf("%d groups: the test shows nothing", groups)
			}
		})
	}
}
