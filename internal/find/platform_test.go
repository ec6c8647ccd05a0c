package find_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/find"
	"banyan/internal/routing"
)

// stub is a platform that answers what a test says, and counts what is read of it.
type stub struct {
	find.API
	groups                               []apiclient.Group
	users                                []apiclient.User
	trunkGroupsErr, trunksErr            error
	endpoints, trunkGroups, trunksListed atomic.Int32
}

func (*stub) Capabilities() apiclient.Capabilities { return apiclient.Capabilities{Dialect: "APIO"} }

func (*stub) Tenants(context.Context) ([]apiclient.Tenant, error) { return nil, nil }

func (s *stub) Groups(context.Context, string) ([]apiclient.Group, error) { return s.groups, nil }

func (s *stub) TrunkGroups(context.Context, string, string) ([]apiclient.TrunkGroupItem, error) {
	return nil, s.trunkGroupsErr
}

func (s *stub) TrunkGroup(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
	s.trunkGroups.Add(1)
	return apiclient.TrunkGroup{MaxActiveCalls: capacity.Read(capacity.Must(7)), State: "Available"}, nil
}

func (s *stub) EnterpriseTrunks(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
	s.trunksListed.Add(1)
	return []apiclient.EnterpriseTrunkItem{{Name: "HQ"}}, s.trunksErr
}

func (*stub) EnterpriseTrunk(context.Context, apiclient.TrunkOwner, string) (routing.Trunk, error) {
	return routing.New("HQ"), nil
}

func (s *stub) SearchUsers(_ context.Context, c apiclient.UserCriteria) ([]apiclient.User, error) {
	if c.LastName == "" {
		return nil, nil
	}
	return s.users, nil
}

func (s *stub) UserEndpoint(_ context.Context, _, _, user string) (apiclient.UserEndpoint, error) {
	s.endpoints.Add(1)
	return apiclient.UserEndpoint{TrunkGroup: "tg-" + user}, nil
}

// ask runs one source of a platform to its end.
func ask(t *testing.T, api find.API, text, source string, known []find.Fact, opts find.Options) (find.Snapshot, find.Progress) {
	t.Helper()
	q, err := find.Parse(text, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range find.Platform(api, known, opts) {
		if s.Name != source {
			continue
		}
		var out find.Snapshot
		for s := range find.Run(t.Context(), q, known, s) {
			out = s
		}
		return out, out.Sources[0]
	}
	t.Fatal("no source " + source)
	return find.Snapshot{}, find.Progress{}
}

// An enterprise trunk that was kept is gone where the platform shows that nothing sends calls to
// the trunk group; where that cannot be read, it stands with its age.
func TestAKeptEnterpriseTrunkIsNeverShownAsReadNow(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(-time.Hour)
	known := []find.Fact{{
		Place: find.Place{Kind: find.TrunkGroup, Tenant: "t", Group: "g", Name: "old-1"}, Calls: capacity.Read(capacity.Must(3)),
		UsedBy: []find.Use{{Trunk: "HQ", Share: -1}}, Source: "kept reading", At: at, IsKept: true,
	}}
	second := known[0]
	second.Name = "old-2" // is asked about once the trunks were read
	known = append(known, second)
	now, _ := ask(t, &stub{}, "old", "names", known, find.Options{})
	for _, path := range now.Paths {
		if got := path.Parts[0]; len(got.UsedBy) > 0 || !got.UsedByAll || got.IsKept || got.Calls.String() != "7" {
			t.Errorf("%+v", got)
		}
	}
	unread, _ := ask(t, &stub{trunksErr: errors.New("down")}, "old", "names", known, find.Options{})
	for _, path := range unread.Paths {
		if got := path.Parts[0]; len(got.UsedBy) != 1 || got.UsedByAll || !got.IsKept || !got.At.Equal(at) || got.Calls.String() != "7" {
			t.Errorf("%+v", got)
		}
	}
	if len(now.Paths) != 2 || len(unread.Paths) != 2 {
		t.Error(now.Paths, unread.Paths)
	}
}

// Users, trunk groups and tenants have a budget each, and what is beyond it is said.
func TestWhatIsBeyondABudgetIsSaid(t *testing.T) {
	t.Parallel()
	api := &stub{}
	for i := range 12 {
		api.users = append(api.users, apiclient.User{Tenant: "t", Group: "g", ID: fmt.Sprint(i), LastName: "Peeters"})
	}
	got, users := ask(t, api, "peeters", "users", nil, find.Options{})
	if read := [...]int32{api.endpoints.Load(), api.trunkGroups.Load(), api.trunksListed.Load()}; read != [...]int32{10, 10, 1} {
		t.Errorf("read %v", read)
	}
	if users.State != find.Incomplete || !strings.Contains(strings.Join(users.Why, "; "), "only the first 10 are read") || got.Complete() {
		t.Errorf("%+v", users)
	}
	var known []find.Fact
	for i := range 25 {
		known = append(known, find.Fact{Place: find.Place{Kind: find.TrunkGroup, Tenant: fmt.Sprint("t", i/5), Group: "g", Name: fmt.Sprint("trunk-", i)}, IsKept: true})
	}
	api = &stub{}
	got, names := ask(t, api, "trunk", "names", known, find.Options{})
	why := strings.Join(names.Why, "; ")
	if api.trunkGroups.Load() != 20 || api.trunksListed.Load() != 3 || got.Complete() {
		t.Errorf("read %d and %d", api.trunkGroups.Load(), api.trunksListed.Load())
	}
	for _, says := range []string{"further trunk groups not searched: only the first 20 are read", "further tenants not searched: only those of the first 3 are read"} {
		if strings.Count(why, says) != 1 {
			t.Errorf("%q is not said once: %s", says, why)
		}
	}
}

// What a tenant that is searched does not show is no statement that there is none.
func TestWhatATenantDoesNotShowIsSaid(t *testing.T) {
	t.Parallel()
	api := &stub{groups: []apiclient.Group{{ID: "g"}}, trunkGroupsErr: &apiclient.Error{Kind: apiclient.NotFound}, trunksErr: &apiclient.Error{Kind: apiclient.NotAssigned}}
	got, names := ask(t, api, "text", "names", nil, find.Options{Tenant: "t"})
	why := strings.Join(names.Why, "; ")
	if names.State != find.Incomplete || !strings.Contains(why, "trunk groups of group g not read") || got.Complete() {
		t.Errorf("%v %s", names.State, why)
	}
	if !strings.Contains(why, "enterprise trunks of tenant t not searched: APIO shows none of this tenant") {
		t.Error(why)
	}
}

// Devices count as searched where the kept readings have some: not every list tells them.
func TestWhetherDevicesWereSearchedIsSaid(t *testing.T) {
	t.Parallel()
	for device, says := range map[string]string{"": "names of enterprise trunks and devices not searched", "sbc-1": "names of enterprise trunks not searched"} {
		known := []find.Fact{{Place: find.Place{Kind: find.TrunkGroup, Tenant: "t", Group: "g", Name: "old"}, Device: device, IsKept: true}}
		_, names := ask(t, &stub{}, "text", "names", known, find.Options{Names: find.NewNames(known), Whole: true})
		if why := strings.Join(names.Why, "; "); !strings.Contains(why, says) || !strings.Contains(why, "open a tenant for its list, or name one: banyan find --tenant") {
			t.Errorf("with the device %q: %s", device, why)
		}
	}
}

// unspeakable is an error that faults where it is put in words: on the goroutine of the search itself.
type unspeakable struct{}

func (unspeakable) Error() string { panic("secret") }

func TestAFaultOfTheSearchItselfEndsIt(t *testing.T) {
	t.Parallel()
	q, _ := find.Parse("text", "")
	slow := find.Source{Name: "slow", Search: func(ctx context.Context, _ find.Query, _ func(find.News)) error {
		<-ctx.Done()
		return ctx.Err()
	}}
	faulty := find.Source{Name: "faulty", Search: func(context.Context, find.Query, func(find.News)) error { return unspeakable{} }}
	snapshots, late := find.Run(t.Context(), q, nil, slow, faulty), time.After(10*time.Second)
	var last find.Snapshot
	for more := true; more; {
		var s find.Snapshot
		select {
		case s, more = <-snapshots:
			if more {
				last = s
			}
		case <-late:
			t.Fatal("it hangs")
		}
	}
	if !last.Done || last.Complete() {
		t.Errorf("%+v", last)
	}
	for _, p := range last.Sources {
		if p.State != find.Failed || p.Err == nil || !strings.Contains(strings.Join(p.Why, ""), "fault of this program") || strings.Contains(strings.Join(p.Why, ""), "secret") {
			t.Errorf("%+v", p)
		}
	}
}
