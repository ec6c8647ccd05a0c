package apply

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
)

// together is how many requests of a survey are on their way at a time.
const together = 8

// Reading is how far a survey is: how many objects were read, of how many that are known of yet.
type Reading struct{ Read, Of int }

// survey reads the enterprise trunks that are wanted, and what is around those of them that lead
// into the scope or are full.
func (r *reader) survey(scope plan.Scope, wanted, full func(change.Subject) bool, also ...routing.Key) (plan.Survey, error) {
	items, err := r.API.EnterpriseTrunks(r.ctx, scope.Tenant)
	switch {
	case apiclient.IsPartly(err):
		r.out.Unread = append(r.out.Unread, plan.Skipped{Subject: r.subject(change.EnterpriseTrunk, scope.Tenant, "", ""), Why: apiclient.Explain(err)})
	case errors.Is(err, apiclient.ErrNotAssigned):
	case err != nil:
		return plan.Survey{}, err
	}
	devices := make(map[routing.Key]string)
	if scope.Device != "" {
		if devices, err = r.devices(scope); err != nil {
			return plan.Survey{}, err
		}
	}
	found := make([]*plan.Trunk, len(items)) // in the order of the list
	r.each(len(items), func(ctx context.Context, n int) {
		if subject := r.subject(change.EnterpriseTrunk, scope.Tenant, items[n].GroupID, items[n].Name); wanted(subject) {
			found[n] = r.trunk(ctx, subject)
		}
	})
	keys := slices.Clone(also)
	for _, trunk := range found {
		if trunk == nil {
			continue
		}
		r.out.Trunks = append(r.out.Trunks, *trunk)
		routes, _ := change.TrunkOf(trunk.Image) // it was made of a trunk
		leads := func(route routing.Route) bool { return scope.Has(route.TrunkGroup, devices[route.TrunkGroup]) }
		if full(trunk.Subject) || slices.ContainsFunc(routes.Routes, leads) {
			for _, route := range routes.Routes {
				keys = append(keys, route.TrunkGroup)
			}
		}
	}
	slices.SortFunc(keys, func(a, b routing.Key) int {
		return cmp.Or(strings.Compare(a.GroupID, b.GroupID), strings.Compare(a.Name, b.Name))
	})
	keys = slices.Compact(keys)
	r.each(len(keys), func(ctx context.Context, n int) { r.trunkGroup(ctx, scope.Tenant, keys[n], devices[keys[n]]) })
	slices.SortFunc(r.out.TrunkGroups, func(a, b plan.TrunkGroup) int {
		return cmp.Or(strings.Compare(a.Group, b.Group), strings.Compare(a.Name, b.Name))
	})
	slices.SortFunc(r.out.Unread, func(a, b plan.Skipped) int { return strings.Compare(a.Subject.String(), b.Subject.String()) })
	return r.out, r.ctx.Err()
}

// devices returns on which device each trunk group of a scope's tenant stands, or of its group. A
// device of a group is another one than one of the same name above it, where the level is told.
func (r *reader) devices(scope plan.Scope) (map[routing.Key]string, error) {
	groups := []apiclient.Group{{ID: scope.Group}}
	if scope.Group == "" {
		var err error
		if groups, err = r.API.Groups(r.ctx, scope.Tenant); err != nil {
			return nil, err
		}
	}
	out := make(map[routing.Key]string)
	for _, group := range groups {
		items, err := r.API.TrunkGroups(r.ctx, scope.Tenant, group.ID)
		if err != nil && !errors.Is(err, apiclient.ErrNotAssigned) {
			return nil, err
		}
		for _, item := range items {
			if isOfGroup := plan.DeviceIn(group.ID, item.Level) != ""; item.Level == "" || isOfGroup == (scope.Group != "") {
				out[routing.Key{GroupID: group.ID, Name: item.Name}] = item.Device
			}
		}
	}
	return out, nil
}

// reader reads for one survey.
type reader struct {
	*Service
	ctx    context.Context
	report func(Reading)

	mu  sync.Mutex
	at  Reading
	out plan.Survey
}

// each does something for so many objects, few at a time.
func (r *reader) each(of int, do func(ctx context.Context, n int)) {
	r.tell(Reading{Of: of})
	var group errgroup.Group
	group.SetLimit(together)
	for n := range of {
		group.Go(func() error {
			if r.ctx.Err() == nil {
				_, err := collect.Guarded(r.ctx, func(ctx context.Context) (struct{}, error) {
					do(ctx, n)
					return struct{}{}, nil
				})
				if err != nil {
					r.unread(change.Subject{}, err)
				}
			}
			r.tell(Reading{Read: 1})
			return nil
		})
	}
	_ = group.Wait() // what could not be read is in the survey
}

// tell adds to what was read and says so.
func (r *reader) tell(more Reading) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at.Read, r.at.Of = r.at.Read+more.Read, r.at.Of+more.Of
	if r.report != nil {
		r.report(r.at)
	}
}

func (r *reader) unread(subject change.Subject, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.Unread = append(r.out.Unread, plan.Skipped{Subject: subject, Why: apiclient.Explain(err)})
}

// trunk reads an enterprise trunk, nil where that is not there or cannot be read.
func (r *reader) trunk(ctx context.Context, subject change.Subject) *plan.Trunk {
	document, trunk, err := r.API.EnterpriseTrunkDocument(ctx, subject.Owner(), subject.Name)
	if err != nil {
		absent, err := apiclient.Absent(err, func() (bool, error) { return change.ListsTrunk(ctx, r.API, subject.Owner(), subject.Name) })
		if !absent {
			r.unread(subject, err)
		}
		return nil
	}
	if trunk.RoutesUnreported {
		r.unread(subject, errors.New("its routes are not reported"))
		return nil
	}
	trunk.Name = subject.Name
	found := plan.Trunk{Subject: subject, Image: change.TrunkImage(trunk, document)}
	if err := r.Edits.Kept(subject, &found.Parked); err != nil {
		r.unread(subject, err)
		return nil
	}
	return &found
}

// trunkGroup reads a trunk group. One that cannot be read is only less that is known.
func (r *reader) trunkGroup(ctx context.Context, tenant string, key routing.Key, device string) {
	_, found, err := r.API.TrunkGroupDocument(ctx, tenant, key.GroupID, key.Name)
	if err != nil {
		r.unread(r.subject(change.TrunkGroup, tenant, key.GroupID, key.Name), err)
		found = apiclient.TrunkGroup{}
	}
	group := plan.TrunkGroupOf(tenant, key, found)
	group.Device = device
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.TrunkGroups = append(r.out.TrunkGroups, group)
}
