package find_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/find"
	"banyan/internal/soak"
)

// A screen follows the snapshots as they come, and cancels the context when another key is typed.
func ExampleRun() {
	q, _ := find.Parse("hq-in", "")
	names := find.Source{Name: "names", Search: func(_ context.Context, q find.Query, tell func(find.News)) error {
		hits, _ := find.NewIndex([]find.Fact{{Place: find.Place{Kind: find.TrunkGroup, Tenant: "foo", Group: "brussels", Name: "HQ-Inbound"}}}).Match(q, 10)
		tell(find.News{Hits: hits})
		return nil
	}}
	users := find.Source{Name: "users", Search: func(context.Context, find.Query, func(find.News)) error {
		return &apiclient.NotSearchedError{What: "users", Why: "the platform has no such search"}
	}}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last find.Snapshot
	for snapshot := range find.Run(ctx, q, nil, names, users) {
		last = snapshot
	}
	for _, path := range last.Paths {
		fmt.Println(path)
	}
	for _, source := range last.Sources {
		fmt.Println(source.Source, source.State, source.Why)
	}
	// Output:
	// HQ-Inbound > brussels > foo
	// names searched []
	// users not searched [users not searched: the platform has no such search]
}

// client logs in at a simulated platform.
func client(t *testing.T, opts simulator.Options, dialect string) (*simulator.Server, find.API) {
	t.Helper()
	platform, err := simulator.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	url, wait, err := platform.Serve(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); stop(); _ = wait() })
	c := dialects.Client[interface {
		find.API
		Login(ctx context.Context) error
	}](dialect, conn)
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	return platform, c
}

func last(ctx context.Context, t *testing.T, api find.API, text, country string, opts find.Options, only ...string) find.Snapshot {
	t.Helper()
	q, err := find.Parse(text, country)
	if err != nil {
		t.Fatal(err)
	}
	var sources []find.Source
	for _, s := range find.Platform(api, nil, opts) {
		if len(only) == 0 || strings.Contains(strings.Join(only, " "), s.Name) {
			sources = append(sources, s)
		}
	}
	var out find.Snapshot
	for s := range find.Run(ctx, q, nil, sources...) {
		out = s
	}
	return out
}

func TestTheWayFromANumberToItsTenant(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{dialects.APIO, dialects.Odin} {
		_, api := client(t, simulator.Options{}, dialect)
		got := last(t.Context(), t, api, "+32 2 555.01.02", "", find.Options{})
		if len(got.Paths) != 1 || got.Paths[0].String() != "+3225550102@foo.example > APIO_Trunk_Group_Existing > ApioEntGrpTest > foo" {
			t.Fatalf("%v: %v, %+v", dialect, got.Paths, got.Sources)
		}
		trunkGroup := got.Paths[0].Parts[1]
		if trunkGroup.Calls.String() != "24" || trunkGroup.State != "Available" || !trunkGroup.UsedByAll || trunkGroup.At.IsZero() {
			t.Errorf("%v: %+v", dialect, trunkGroup)
		}
		shares := map[string]int{}
		for _, use := range trunkGroup.UsedBy {
			shares[use.Trunk] = use.Share
		}
		if shares["HQ-Inbound"] != 70 || shares["Contact-Centre"] != 50 || shares["National-Outbound"] != -1 || len(shares) != 4 {
			t.Errorf("%v: %v", dialect, shares)
		}
		if label := got.Paths[0].Parts[3].Label; label != "Foo Industries" {
			t.Errorf("%v: %q", dialect, label)
		}
	}
}

// An outage, a refusal or a search that there is not is never an empty answer.
func TestWhatIsMissingIsSaid(t *testing.T) {
	t.Parallel()
	state := func(s find.Snapshot, name string) (find.State, string) {
		for _, p := range s.Sources {
			if p.Source == name {
				return p.State, strings.Join(p.Why, "; ")
			}
		}
		return find.Searching, ""
	}
	platform, api := client(t, simulator.Options{}, dialects.APIO)
	for _, test := range []struct {
		text, source string
		state        find.State
		says         string
	}{
		{"101", "users", find.NotSearched, "extensions not searched: APIO has no criterion"},
		{"02 555 01 02", "numbers", find.NotSearched, "with its country"},
		{"+3225559999", "numbers", find.Searched, "names no holder of +3225559999"},
		{"trunk-", "names", find.NotSearched, "read for a tenant that is named"},
		{"peeters", "groups", find.Searched, ""},
	} {
		got, why := state(last(t.Context(), t, api, test.text, "", find.Options{}), test.source)
		if got != test.state || !strings.Contains(why, test.says) || strings.Contains(why, "deleted") {
			t.Errorf("%s: %s %s", test.text, got, why)
		}
	}
	for _, test := range []struct {
		fault simulator.Fault
		want  string
	}{
		{simulator.Fault{Path: "search/users", Status: 500}, "users failed"},
		{simulator.Fault{Path: "usages/*", Status: 403}, "numbers failed"},
		{simulator.Fault{Path: "*/users/*", Status: 500}, "users incomplete"},
		{simulator.Fault{Path: "*/HQ-Inbound", Status: 500}, "users incomplete"},
		{simulator.Fault{Path: "/api/v1/tenants", Body: "[broken"}, "names failed"},
	} {
		platform.SetFault(test.fault)
		got := last(t.Context(), t, api, "+3225550102", "", find.Options{})
		platform.ClearFaults()
		name, _, _ := strings.Cut(test.want, " ")
		stands, why := state(got, name)
		other, _ := state(got, "numbers") // either of both reads what both found
		isWanted := name+" "+stands.String() == test.want || name == "users" && "users "+other.String() == test.want
		if !isWanted || got.Complete() {
			t.Errorf("%+v: %s %s", test.fault, stands, why)
		}
	}
}

func TestASearchEndsWithItsContextAndSurvivesAFault(t *testing.T) {
	t.Parallel()
	q, _ := find.Parse("text", "")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	hasEnded, isCanceled := false, false
	slow := find.Source{Name: "slow", Search: func(ctx context.Context, _ find.Query, _ func(find.News)) error {
		<-ctx.Done()
		time.Sleep(20 * time.Millisecond) // it ends soon after ctx, and not with it
		hasEnded = true
		return ctx.Err()
	}}
	broken := find.Source{Name: "broken", Search: func(context.Context, find.Query, func(find.News)) error { panic("secret") }}
	for s := range find.Run(ctx, q, nil, slow, broken) {
		if s.Done {
			t.Error("it ended by itself")
		}
		if p := s.Sources[1]; p.State == find.Failed {
			if strings.Contains(strings.Join(p.Why, ""), "secret") || !strings.Contains(p.Why[0], "fault of this program") {
				t.Error(p.Why)
			}
			isCanceled = true
			cancel()
		}
	}
	if !isCanceled || !hasEnded {
		t.Errorf("the channel was closed: after the fault and the cancel %v, after the last source %v", isCanceled, hasEnded)
	}
}

// In a world of 100,000 numbers each is found in each spelling where it is, and none is invented.
func TestEveryNumberOfAWorldIsFoundAndNoneIsInvented(t *testing.T) {
	t.Parallel()
	codes, least := []string{"1", "32", "352"}, []int{6_000_000_000, 470_000_000, 26_000_000}
	step := soak.Rounds(3333, 211) // by the few every shape of a place comes by
	for _, dialect := range []string{dialects.APIO, dialects.Odin} {
		_, api := client(t, simulator.Options{OnlyGenerated: true, Tenants: 100, Groups: 20, TrunkGroups: 3}, dialect)
		for ordinal := 0; ordinal < 100_000; ordinal += step {
			tenant := ordinal/1000 + 1
			code, national := codes[tenant%3], fmt.Sprint(least[tenant%3]+ordinal)
			first := ""
			for _, text := range []string{"+" + code + national, "00" + code + national, "+" + code + "-" + national, "+" + code + " " + national[:3] + "." + national[3:], code + national, "0" + national} {
				got := last(t.Context(), t, api, text, code, find.Options{}, "numbers")
				want := fmt.Sprintf("group-%04d > tenant-%04d", ordinal/50%20+1, tenant)
				if len(got.Paths) != 1 || !strings.HasSuffix(got.Paths[0].String(), want) || first != "" && got.Paths[0].String() != first {
					t.Fatalf("%v: %q: %v, not %s: %+v", dialect, text, got.Paths, want, got.Sources)
				}
				first = got.Paths[0].String()
			}
		}
		for i, code := range codes {
			another := 1000 * ((i + 1) % 3) // the first number of a tenant of another country
			for _, ordinal := range []int{-1, 100_000, another} {
				text := fmt.Sprintf("+%s%d", code, least[i]+ordinal)
				if got := last(t.Context(), t, api, text, "", find.Options{}, "numbers"); len(got.Paths) > 0 {
					t.Errorf("%v: %s is invented: %v", dialect, text, got.Paths)
				}
			}
		}
	}
}

// A national number is completed by the country of the tenant that one looks from.
func TestANationalNumberIsCompletedByTheTenantsCountry(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{dialects.APIO, dialects.Odin} {
		platform, api := client(t, simulator.Options{}, dialect)
		for _, text := range []string{"02 555 01 02", "25550102", "02 555 01 02 - 02"} {
			got := last(t.Context(), t, api, text, "", find.Options{Near: "foo"}, "numbers")
			if len(got.Paths) != 1 || !strings.HasSuffix(got.Paths[0].String(), "> ApioEntGrpTest > foo") {
				t.Errorf("%s: %v, %+v", text, got.Paths, got.Sources)
			}
		}
		platform.SetFault(simulator.Fault{Path: map[string]string{dialects.APIO: "tenants/foo/numbers", dialects.Odin: "service-providers/dns"}[dialect], Status: 500})
		got := last(t.Context(), t, api, "02 555 01 02", "", find.Options{Near: "foo"}, "numbers")
		why := strings.Join(got.Sources[0].Why, "; ")
		if got.Complete() || !strings.Contains(why, "the country of tenant foo not read") || !strings.Contains(why, "with its country") {
			t.Errorf("%+v", got.Sources)
		}
	}
}

// A number that nobody has may be where calls are forwarded to: that is searched in one tenant, and
// said not to be in others. What forwards elsewhere by now is found no more.
func TestWhatForwardsToANumberIsFound(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{dialects.APIO, dialects.Odin} {
		platform, api := client(t, simulator.Options{}, dialect)
		liege := find.Place{Kind: find.TrunkGroup, Tenant: "foo", Group: "ApioEntGrpLiege", Name: "Trunk-Liege"}
		names := find.NewNames([]find.Fact{{Place: find.Place{Kind: find.Tenant, Tenant: "foo"}}, {Place: liege}})
		for _, test := range []struct {
			text string
			opts find.Options
			want string // the two that forward, and whether all of the destinations was searched
		}{
			{"+3225550100", find.Options{}, "0 not searched"},
			{"+3225550100", find.Options{Tenant: "foo"}, "2 searched"},
			{"3225550", find.Options{Tenant: "foo"}, "2 searched"},
			{"+3225550100", find.Options{Near: "foo", Names: names}, "2 not searched"},
			{"3225550", find.Options{Near: "foo", Names: names}, "0 not searched"},
			{"+3225550100", find.Options{Near: "foo", Names: find.NewNames(nil)}, "1 not searched"},
			{"+3225559999", find.Options{Tenant: "foo"}, "0 searched"},
			{"12", find.Options{}, "0 searched"},
		} {
			got := last(t.Context(), t, api, test.text, "", test.opts, "names", "numbers", "destinations")
			told := map[string]string{}
			for _, p := range got.Paths {
				told[p.Parts[0].Name] = find.ForwardText(got.Query.Forwards(p.Parts[0]))
			}
			found := 0
			for name, want := range map[string]string{"HQ-Inbound": "forwards to +3225550100 when exhausted", "Trunk-Liege": "forwards to +3225550100 when unreachable, always"} {
				if told[name] == want {
					found++
				}
			}
			if stands := fmt.Sprint(found, " ", got.Sources[2].State); stands != test.want || found != len(told) {
				t.Errorf("%v: %s %+v: %s, not %s: %v, %v", dialect, test.text, test.opts, stands, test.want, told, got.Sources[2].Why)
			}
		}
		if dialect == dialects.APIO {
			platform.SetFault(simulator.Fault{Path: "*/HQ-Inbound", Status: 500})
			got := last(t.Context(), t, api, "+3225550100", "", find.Options{Tenant: "foo"}, "names", "destinations")
			if why := strings.Join(got.Sources[1].Why, "; "); got.Sources[1].State != find.Incomplete || !strings.Contains(why, "enterprise trunk HQ-Inbound not read") || len(got.Paths) != 1 {
				t.Errorf("%v, %+v", got.Paths, got.Sources)
			}
		}
	}
}

// What was kept of a destination is found without a tenant, with its age; what forwards elsewhere by
// now is not.
func TestAKeptDestinationIsFoundUntilItIsReadAnew(t *testing.T) {
	t.Parallel()
	_, api := client(t, simulator.Options{}, dialects.APIO)
	at := time.Now().Add(-time.Hour)
	kept := func(p find.Place) find.Fact {
		return find.Fact{Place: p, Forwards: []find.Forward{{When: "when full", To: "+3225550142"}}, IsKept: true, At: at, Source: "history"}
	}
	trunk := find.Place{Kind: find.EnterpriseTrunk, Tenant: "hotel-aurora", Name: "Reservations"}
	opts := find.Options{Forwards: func(context.Context) ([]find.Fact, error) {
		return []find.Fact{kept(trunk), kept(find.Place{Kind: find.TrunkGroup, Tenant: "foo", Group: "ApioEntGrpLiege", Name: "Trunk-Liege"})}, errors.New("one cannot be read")
	}}
	got := last(t.Context(), t, api, "+3225550142", "", opts, "destinations")
	if len(got.Paths) != 1 || got.Paths[0].Parts[0].Place != trunk || !got.Paths[0].Parts[0].IsKept || !got.Paths[0].Parts[0].At.Equal(at) {
		t.Errorf("%+v", got.Paths)
	}
	if why := strings.Join(got.Sources[0].Why, "; "); !strings.Contains(why, "a part of what was read before not searched: one cannot be read") || !strings.Contains(why, "beyond what was read before not searched") {
		t.Error(why)
	}
	opts.Near = "hotel-aurora"
	got = last(t.Context(), t, api, "+3225550142", "", opts, "destinations")
	if why := strings.Join(got.Sources[0].Why, "; "); !strings.Contains(why, "beyond what was read before and tenant hotel-aurora not searched") {
		t.Error(why)
	}
	opts.Tenant = "foo"
	if got := last(t.Context(), t, api, "+3225550142", "", opts, "destinations"); len(got.Paths) > 0 {
		t.Errorf("%+v", got.Paths)
	}
}
