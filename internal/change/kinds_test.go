package change_test

import (
	"context"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/change"
)

func TestRulesOfTheKinds(t *testing.T) {
	for name, test := range map[string]struct {
		subject change.Subject
		want    change.Image
		fields  string
	}{
		"a trunk without a mode":              {inbound(), image("name", "HQ-Inbound"), "mode"},
		"a trunk of something else":           {inbound(), image("colour", "red"), ""},
		"a tenant with less than nothing":     {subject(change.TenantCapacity, "foo"), image("maxActiveCalls", "-1"), "maxActiveCalls"},
		"a tenant with a sign":                {subject(change.TenantCapacity, "foo"), image("maxActiveCalls", "+1"), "maxActiveCalls"},
		"a tenant with words":                 {subject(change.TenantCapacity, "foo"), image("maxActiveCalls", "1e3", "burstingMaxActiveCalls", "unlimited"), "maxActiveCalls"},
		"a group without a limit":             {subject(change.GroupCapacity, "foo", "g"), image("maxActiveCalls", "unlimited"), "maxActiveCalls"},
		"a trunk group without calls":         {subject(change.TrunkGroup, "foo", "g", "A"), image("maxActiveCalls", "0"), "maxActiveCalls"},
		"a trunk group that bursts unlimited": {subject(change.TrunkGroup, "foo", "g", "A"), image("burstingMaxActiveCalls", "unlimited"), "burstingMaxActiveCalls"},
	} {
		t.Run(name, func(t *testing.T) {
			server, s := platform(t)
			reads := len(server.Requests())
			review := prepared(t, s, change.Edit{Subject: test.subject, Base: test.want, Want: test.want})
			want(t, "status", review.Status, change.Invalid)
			want(t, "requests", len(server.Requests()), reads)
			if len(review.Problems) == 0 || review.Problems[0].Field != test.fields {
				t.Errorf("%+v", review.Problems)
			}
		})
	}
}

// A platform may have bursting on without a number of calls: then that is nothing to correct before
// something else is saved. To switch it on takes a number, and to keep it on does.
func TestBurstingWithoutANumberIsLeftAsItIs(t *testing.T) {
	on := image("maxActiveCalls", "8", "enableBursting", "true")
	for name, test := range map[string]struct {
		base, want change.Image
		problems   int
	}{
		"another field":   {on, image("maxActiveCalls", "9", "enableBursting", "true"), 0},
		"switched on":     {image("maxActiveCalls", "8", "enableBursting", "false"), on, 1},
		"its number gone": {on.With(change.Field{Name: "burstingMaxActiveCalls", Value: "2"}), on.With(change.Field{Name: "burstingMaxActiveCalls"}), 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := platform(t)
			review := prepared(t, s, change.Edit{Subject: subject(change.TrunkGroup, "foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing"), Base: test.base, Want: test.want})
			want(t, "problems", len(review.Problems), test.problems)
			want(t, "is invalid", review.Status == change.Invalid, test.problems > 0)
			for _, p := range review.Problems {
				want(t, "field", p.Field, "burstingMaxActiveCalls")
			}
		})
	}
}

// An empty figure is one that was not read, so there is nothing to send for one that was
// emptied: it is refused in words of the field's, and nothing is asked.
func TestALimitIsNotTakenAway(t *testing.T) {
	for name, test := range map[string]struct {
		subject    change.Subject
		base, want change.Image
		fields     string
	}{
		"of a tenant":                     {subject(change.TenantCapacity, "foo"), image("maxActiveCalls", "120"), image("maxActiveCalls", ""), "maxActiveCalls"},
		"bursting of a group":             {subject(change.GroupCapacity, "foo", "g"), image("burstingMaxActiveCalls", "4"), image("burstingMaxActiveCalls", ""), "burstingMaxActiveCalls"},
		"of a trunk group":                {subject(change.TrunkGroup, "foo", "g", "A"), image("maxActiveCalls", "8"), image("maxActiveCalls", ""), "maxActiveCalls"},
		"of one whose bursting is silent": {subject(change.TrunkGroup, "foo", "g", "A"), image("burstingMaxActiveCalls", "8"), image("burstingMaxActiveCalls", ""), "burstingMaxActiveCalls"},
	} {
		t.Run(name, func(t *testing.T) {
			server, s := platform(t)
			reads := len(server.Requests())
			review := prepared(t, s, change.Edit{Subject: test.subject, Base: test.base, Want: test.want})
			want(t, "status", review.Status, change.Invalid)
			want(t, "requests", len(server.Requests()), reads)
			if len(review.Problems) != 1 || review.Problems[0].Field != test.fields || !strings.Contains(review.Problems[0].Text, "cannot be taken away") {
				t.Errorf("%+v", review.Problems)
			}
		})
	}
}

func TestCapacityIsNeitherCreatedNorDeleted(t *testing.T) {
	server, s := platform(t)
	tenant := subject(change.TenantCapacity, "foo")
	result := save(t, s, change.Edit{Subject: tenant, Base: current(t, s, tenant)})
	want(t, "verdict", result.Verdict, change.NotSaved)
	want(t, "writes", writesOf(server, "DELETE"), 0)
}

func TestNotAssignedIsNotGone(t *testing.T) {
	server, s := platform(t)
	tenant := subject(change.TenantCapacity, "foo")
	server.SetFault(simulator.Fault{Method: "GET", Status: 404, Body: "<html>not here</html>", ContentType: "text/html"})
	if review, err := s.Prepare(t.Context(), change.Edit{Subject: tenant, Base: image("maxActiveCalls", "1")}); err == nil {
		t.Errorf("a page with the status 404 is taken for %s", review.Status)
	}
}

func TestASubjectOfAnotherPlatformCannotBeReachedFromHere(t *testing.T) {
	_, s := platform(t)
	for _, alter := range []func(*change.Subject){
		func(of *change.Subject) { of.Host = "https://other.example" },
		func(of *change.Subject) { of.Dialect = "Odin" },
		func(of *change.Subject) { of.Kind = "device" },
	} {
		of := inbound()
		alter(&of)
		wantErr(t, errOf(s.Read(t.Context(), of)), change.ErrNoTarget)
	}
}

// groupAPI remembers what is sent for a group.
type groupAPI struct {
	change.API
	now, sent apiclient.GroupCapacity
}

func (g *groupAPI) GroupCapacity(context.Context, string, string) (apiclient.GroupCapacity, error) {
	return g.now, nil
}

func (g *groupAPI) PutGroupCapacity(_ context.Context, _, _ string, sent apiclient.GroupCapacity) error {
	g.sent = sent
	g.now.MaxActiveCalls = sent.MaxActiveCalls
	return nil
}

func TestOnlyTheFiguresThatChangeAreSent(t *testing.T) {
	of := func(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }
	api := &groupAPI{now: apiclient.GroupCapacity{MaxActiveCalls: of(13), BurstingMaxActiveCalls: of(2), MaxAvailableActiveCalls: of(30)}}
	s := closing(t, change.New(change.Options{Dir: t.TempDir(), Open: change.Targets(here, "APIO", api)}))
	group := subject(change.GroupCapacity, "foo", "g")
	before := current(t, s, group)
	result := save(t, s, change.Edit{Subject: group, Base: before, Want: set(before, "maxActiveCalls", "15")})
	want(t, "verdict", result.Verdict, change.Saved)
	want(t, "sent", api.sent, apiclient.GroupCapacity{MaxActiveCalls: of(15)})
}

func TestBurstingIsAFieldOnlyWhereTheServerSaysWhetherItIsOn(t *testing.T) {
	for _, test := range []struct {
		what        string
		enabled     *bool
		flag, calls string
		known       bool
	}{
		{"on", new(true), "true", "4", true},
		{"off", new(false), "false", "", true},
		{"not reported", nil, "", "4", false},
	} {
		image := change.TrunkGroupImage(apiclient.TrunkGroup{EnableBursting: test.enabled, BurstingMaxActiveCalls: capacity.Read(capacity.Must(4))})
		if flag, known := image.Value(change.EnableBursting); flag != test.flag || known != test.known {
			t.Errorf("%s: the flag is %q, %v", test.what, flag, known)
		}
		if calls, known := image.Value(change.BurstingMaxActiveCalls); calls != test.calls || !known {
			t.Errorf("%s: the figure is %q, %v", test.what, calls, known)
		}
	}
}
