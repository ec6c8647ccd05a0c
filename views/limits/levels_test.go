package limits

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/viewtest"
)

// A form that is given up while its figures are read opens none.
func TestReadingThatIsGivenUpBringsNoFigures(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	api := &viewtest.API{OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
		stop()
		return apiclient.TenantCapacity{}, nil
	}}
	if _, err := (Levels{API: api}).Of(ctx, viewtest.Enterprise(), "g", true); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Where the limits of one group cannot be read, nobody waits for the trunk groups of the others: they
// tell nothing of it.
func TestAGroupThatCannotBeReadHasNoTrunkGroupsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		levels := Levels{API: &viewtest.API{
			OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
				return []apiclient.Group{{ID: "g"}, {ID: "h"}, {ID: "i"}}, nil
			},
			OnGroupCapacity: func(_ context.Context, _, group string) (apiclient.GroupCapacity, error) {
				if group == "h" {
					return apiclient.GroupCapacity{}, viewtest.Forbidden("read the capacity of group h")
				}
				return apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(20), BurstingMaxActiveCalls: viewtest.Calls(2)}, nil
			},
			OnTrunkGroups: func(ctx context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
				if group == "g" {
					return nil, nil
				}
				<-ctx.Done()
				return nil, ctx.Err()
			},
		}}
		for _, group := range []string{"", "g"} {
			read, err := levels.Of(t.Context(), viewtest.Enterprise(), group, true)
			if b := read.Breakdown; err != nil || len(b.Groups) != 3 || b.Calls.Allocated.IsComplete() {
				t.Errorf("%q: %v, %d groups, %v", group, err, len(b.Groups), b.Calls.Allocated)
			}
		}
		sums, err := levels.Allocated(change.Subject{Kind: change.TenantCapacity, Tenant: "foo"})(t.Context())
		if apiclient.KindOf(err) != apiclient.Forbidden || len(sums) == 0 {
			t.Errorf("%v %v", err, sums)
		}
	})
}

// What the tenant gave out is read beside the group, and not after it.
func TestAGroupAndWhatItsTenantGaveOutAreReadTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		groups, trunkGroups := make(chan struct{}), make(chan struct{})
		levels := Levels{API: &viewtest.API{
			OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
				close(groups)
				<-trunkGroups
				return []apiclient.Group{{ID: "g"}, {ID: "h"}}, nil
			},
			OnTrunkGroups: func(_ context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
				if group != "g" {
					t.Errorf("the trunk groups of %s are nobody's concern", group)
				}
				close(trunkGroups)
				<-groups
				return nil, nil
			},
		}}
		if read, err := levels.Of(t.Context(), viewtest.Enterprise(), "g", true); err != nil || len(read.Breakdown.Groups) != 2 {
			t.Errorf("%v %+v", err, read.Breakdown.Groups)
		}
	})
}
