package history

import (
	"slices"
	"strconv"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// Reading is what was read of a tenant at one time. OfSnapshot, OfTrunk and OfTrunks make one. The
// zero value is nothing that was read.
type Reading struct {
	Tenant    string
	Begun, At time.Time // when the oldest and the newest of it were read

	parts []part
}

// part is an object of a reading: with its fields as far as they were read, none where it is only
// known to be there. A list has the objects that are in it among the parts.
type part struct {
	Object
	fields []field
}

// field is one field of an object.
type field struct {
	Name  string `json:"n"`
	Value string `json:"v,omitempty"`
}

// IsEmpty reports whether there is nothing to compare.
func (r Reading) IsEmpty() bool { return len(r.parts) == 0 || r.At.IsZero() }

func (r *Reading) add(of Object, fields ...field) { r.parts = append(r.parts, part{of, fields}) }

// OfSnapshot returns what was read of a tenant's capacity.
func OfSnapshot(s collect.Snapshot) Reading {
	t := s.Breakdown.Tenant
	r := Reading{Tenant: t.ID, Begun: s.Oldest, At: s.At}
	if own := readFigures(t.Assignment, change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: t.MaxActiveCalls, BurstingMaxActiveCalls: t.BurstingMaxActiveCalls})); len(own) > 0 {
		r.add(Object{Kind: change.TenantCapacity}, own...)
	}
	if t.GroupsListed {
		r.add(Object{Kind: groupList})
	}
	for _, g := range t.Groups {
		image := change.GroupImage(apiclient.GroupCapacity{MaxActiveCalls: g.MaxActiveCalls, BurstingMaxActiveCalls: g.BurstingMaxActiveCalls})
		r.add(Object{Kind: change.GroupCapacity, Group: g.ID}, readFigures(g.Assignment, image)...)
		if g.TrunkGroupsListed {
			r.add(Object{Kind: trunkGroupList, Group: g.ID})
		}
		for _, tg := range g.TrunkGroups {
			detail, isRead := s.TrunkGroups[g.ID][tg.Name]
			fields := limitsAlone(tg)
			if isRead {
				fields = ofDetail(detail)
			}
			r.add(Object{change.TrunkGroup, g.ID, tg.Name}, fields...)
		}
	}
	return r
}

// readFigures are the figures of a level that were read, and whether trunking is assigned to it.
func readFigures(a capacity.Assignment, image change.Image) (fields []field) {
	if value := assignment(a); value != "" {
		fields = append(fields, field{Trunking, value})
	}
	if a == capacity.NotAssigned {
		return fields
	}
	for _, f := range image.Fields {
		if f.Value != "" {
			fields = append(fields, field{f.Name, f.Value})
		}
	}
	return fields
}

// limitsAlone are the fields of a trunk group whose limits a report told. Of one without bursting it
// tells a figure where the detail tells none: that is left out.
func limitsAlone(t capacity.TrunkGroup) (fields []field) {
	if value := change.FigureText(t.MaxActiveCalls); value != "" {
		fields = append(fields, field{trunkgroup.MaxActiveCalls, value})
	}
	if value := change.FigureText(t.BurstingMaxActiveCalls); value != "" && value != "0" {
		fields = append(fields, field{trunkgroup.EnableBursting, "true"}, field{trunkgroup.BurstingMaxActiveCalls, value})
	}
	return fields
}

// ofDetail are the fields of a trunk group that its detail told.
func ofDetail(t apiclient.TrunkGroup) (fields []field) {
	image := change.TrunkGroupImage(t)
	for _, f := range image.Fields {
		setting, _ := trunkgroup.Named(f.Name)
		flag, _ := image.Value(setting.Needs)
		if f.Value == "" && setting.Kind == trunkgroup.Count && !setting.Optional && flag != "false" {
			continue // not reported
		}
		fields = append(fields, field{f.Name, f.Value})
	}
	if t.State != "" {
		fields = append(fields, field{State, t.State})
	}
	if calls, known := t.InUse(); known {
		fields = append(fields, field{InUse, strconv.Itoa(calls)})
	}
	return fields
}

func noDocument() apiclient.Document { return apiclient.Document{} }

// OfTrunk returns what was read of an enterprise trunk. What its server does not have is empty.
func OfTrunk(owner apiclient.TrunkOwner, name string, trunk routing.Trunk, at time.Time) Reading {
	r := Reading{Tenant: owner.Tenant, Begun: at, At: at}
	var fields []field
	for _, f := range change.TrunkImage(trunk, noDocument()).Fields {
		isUnreported := trunk.RoutesUnreported && f.Name == string(routing.FieldRoutes)
		if f.Name != change.NameField && !isUnreported {
			fields = append(fields, field{f.Name, f.Value})
		}
	}
	r.add(Object{change.EnterpriseTrunk, owner.Group, name}, fields...)
	return r
}

// OfBackup returns what was read of the backup of a trunk group, which is a resource of its own.
func OfBackup(tenant string, of routing.Key, to trunkgroup.Diversion, at time.Time) Reading {
	r := Reading{Tenant: tenant, Begun: at, At: at}
	r.add(Object{change.TrunkGroupBackup, of.GroupID, of.Name}, field{trunkgroup.Backup, to.String()})
	return r
}

// OfTenants returns what the whole list of the tenants told.
func OfTenants(list []apiclient.Tenant, at time.Time) Reading {
	r := Reading{Begun: at, At: at}
	r.add(Object{Kind: tenantList})
	for _, t := range list {
		r.add(Object{Kind: listedTenant, Name: t.ID})
	}
	return r
}

// OfTrunks returns what the whole list of an owner's enterprise trunks told.
func OfTrunks(owner apiclient.TrunkOwner, items []apiclient.EnterpriseTrunkItem, at time.Time) Reading {
	r := Reading{Tenant: owner.Tenant, Begun: at, At: at}
	r.add(Object{Kind: trunkList, Group: owner.Group})
	for _, item := range items {
		r.add(Object{change.EnterpriseTrunk, item.GroupID, item.Name})
	}
	return r
}

// has reports whether the list of an object's kind was read.
func (r Reading) has(of Object) bool {
	return slices.ContainsFunc(r.parts, func(p part) bool { return p.Object == of })
}
