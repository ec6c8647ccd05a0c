package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/tenantfile"
)

// tenantState is what was read of the limits and the enterprise trunks of a tenant.
type tenantState struct {
	id         string
	images     map[tenantfile.Place]change.Image
	unassigned map[tenantfile.Place]bool // trunking is not given to it
	snapshot   collect.Snapshot
	requests   int   // of all tenants so far
	gaps       []gap // what could not be read
}

// State returns what files are held against.
func (s *tenantState) State() tenantfile.State {
	return tenantfile.State{Images: s.images, Unassigned: s.unassigned, IsWhole: len(s.gaps) == 0}
}

// gap is something that could not be read, and why, in words.
type gap struct {
	what string
	err  error
}

func (g gap) String() string { return g.what + ": " + Sentence(g.err) }

func (s *tenantState) miss(err error, what string, names ...any) {
	s.gaps = append(s.gaps, gap{fmt.Sprintf(what, names...), err})
}

// tenantReader reads tenants whole: their limits as the report does, and each of their enterprise
// trunks.
type tenantReader struct {
	api   Client
	place string // the host, or "demo"
	slots int
	tick  func(collect.Progress)
}

// read reads tenants, in the order in which they are given. Of one that could not be read at all
// the state has a gap. A tenant that was cut off is not given.
func (r tenantReader) read(ctx context.Context, tenants []apiclient.Tenant) iter.Seq[*tenantState] {
	ctx = apiclient.Fresh(ctx) // past every cache: it is compared with what files and plans hold
	trunks := 0                // requests for enterprise trunks, which the walk does not count
	walk := collect.Walk{
		API: r.api, Next: collect.Each(collect.Distinct(tenants)), Lookup: r.lookup, Ordered: true,
		Details: true, Concurrency: r.slots, Every: progressEvery,
		Tick: func(walked collect.Progress) {
			walked.Done += trunks
			r.tick(walked)
		},
	}
	return func(yield func(*tenantState) bool) {
		for result := range walk.Results(ctx) {
			state := &tenantState{
				id: result.Tenant.ID, snapshot: result.Snapshot,
				images: make(map[tenantfile.Place]change.Image), unassigned: make(map[tenantfile.Place]bool),
			}
			if result.Err != nil {
				state.miss(tenantError(result.Err, state.id, r.place), "tenant %s", state.id)
			} else {
				state.addLimits()
				trunks += r.addTrunks(ctx, state)
			}
			state.requests = result.Requests.Done + trunks
			if ctx.Err() != nil || !yield(state) {
				return
			}
		}
	}
}

func (r tenantReader) lookup(ctx context.Context, id string) (apiclient.Tenant, error) {
	return lookupTenant(ctx, r.api, id)
}

// addLimits takes down the limits of the tenant, of its groups and of their trunk groups.
func (s *tenantState) addLimits() {
	for _, f := range s.snapshot.Failures {
		s.miss(panicError(f.Err), "%s %s", f.What, strings.Join(f.Path, "/"))
	}
	tenant := s.snapshot.Breakdown.Tenant
	s.addLevel(tenantfile.Place{Kind: change.TenantCapacity}, tenant.Assignment, tenant.MaxActiveCalls, tenant.BurstingMaxActiveCalls)
	for _, g := range tenant.Groups {
		s.addLevel(tenantfile.Place{Kind: change.GroupCapacity, Group: g.ID}, g.Assignment, g.MaxActiveCalls, g.BurstingMaxActiveCalls)
		for name, detail := range s.snapshot.TrunkGroups[g.ID] {
			s.images[tenantfile.Place{Kind: change.TrunkGroup, Group: g.ID, Name: name}] = change.TrunkGroupImage(detail)
		}
	}
}

func (s *tenantState) addLevel(place tenantfile.Place, assigned capacity.Assignment, calls, bursting capacity.Reading) {
	switch assigned {
	case capacity.Assigned:
		s.images[place] = change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: calls, BurstingMaxActiveCalls: bursting})
	case capacity.NotAssigned:
		s.unassigned[place] = true
	case capacity.AssignmentUnread: // there is a failure that says why
	}
}

// addTrunks reads the enterprise trunks, each as for an edit: one that cannot be read without a
// doubt is a gap. It returns how many requests that took.
func (r tenantReader) addTrunks(ctx context.Context, s *tenantState) int {
	list, err := r.api.EnterpriseTrunks(ctx, s.id)
	switch {
	case errors.Is(err, apiclient.ErrNotAssigned), errors.Is(err, apiclient.ErrNotFound): // there are none
		return 1
	case err != nil:
		s.miss(err, "enterprise trunks of tenant %s", s.id)
	}
	images, problems := make([]change.Image, len(list)), make([]error, len(list))
	var reading errgroup.Group
	reading.SetLimit(r.slots)
	for i, item := range list {
		reading.Go(func() error {
			images[i], problems[i] = collect.Guarded(ctx, func(ctx context.Context) (change.Image, error) {
				owner := apiclient.TrunkOwner{Tenant: s.id, Group: item.GroupID}
				document, trunk, err := r.api.EnterpriseTrunkDocument(ctx, owner, item.Name)
				trunk.Name = item.Name // the API does not repeat it
				return change.TrunkImage(trunk, document), err
			})
			return nil
		})
	}
	_ = reading.Wait() // each keeps its own error
	for i, item := range list {
		if problems[i] != nil {
			s.miss(panicError(problems[i]), "enterprise trunk %s of tenant %s", item.Name, s.id)
			continue
		}
		s.images[tenantfile.Place{Kind: change.EnterpriseTrunk, Group: item.GroupID, Name: item.Name}] = images[i]
	}
	return 1 + len(list)
}

// file returns what was read as a file of a platform. What the platform did not report is a gap.
func (s *tenantState) file(host, dialect string) tenantfile.File {
	out := tenantfile.File{Host: host, Dialect: dialect, Tenant: s.id}
	for _, place := range slices.SortedFunc(maps.Keys(s.unassigned), tenantfile.Place.Compare) {
		out.Things = append(out.Things, tenantfile.Thing{Place: place, Assigned: tenantfile.NotAssigned})
	}
	for _, place := range s.places() {
		thing, err := tenantfile.Of(place, s.images[place])
		if err != nil {
			s.miss(statedError{err}, "%s of tenant %s", place, s.id)
			continue
		}
		out.Things = append(out.Things, thing)
	}
	out.Sort()
	return out
}

// places are those of what was read, in their order.
func (s *tenantState) places() []tenantfile.Place {
	return slices.SortedFunc(maps.Keys(s.images), tenantfile.Place.Compare)
}

// why says what is missing, the first of it.
func (s *tenantState) why() string {
	text := s.gaps[0].String()
	if more := len(s.gaps) - 1; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}

// failure is the first reason for which something could not be read.
func (s *tenantState) failure() error { return s.gaps[0].err }
