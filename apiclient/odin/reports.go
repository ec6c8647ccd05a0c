package odin

import (
	"context"
	"fmt"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// CapacityReport reads the limits of a tenant and of all its groups with one request (Odin
// 4). The error matches apiclient.ErrNoReport where the single calls have to be asked
// instead: the server does not have the report, which is remembered for the connection, or
// it has none for this tenant that can be used (null, an answer that cannot be read, a
// refusal, a fault of the report's own). Where the host is down, cannot answer or refuses
// the login, the single calls would meet the same, and the error is that.
func (c *Client) CapacityReport(ctx context.Context, tenant string) (apiclient.CapacityReport, error) {
	if c.report.missing.Load() {
		return apiclient.CapacityReport{}, apiclient.ErrNoReport
	}
	request := apiclient.Request{
		Op:    "read capacity report of tenant " + tenant,
		Path:  append(tenantFigures(), "reports"),
		Query: about(tenant).query(),
	}
	out, err := fetch(ctx, c, request, func(body []byte) (apiclient.CapacityReport, error) {
		return wire.DecodeOne(body, readReport(tenant))
	})
	switch {
	case err == nil:
		c.report.answered.Store(true)
		return out, nil
	case isNotOffered(err) && !c.report.answered.Load(): // else it is the tenant that does not exist
		c.report.missing.Store(true)
	case isOfTheHost(err):
		return apiclient.CapacityReport{}, err
	}
	return apiclient.CapacityReport{}, fmt.Errorf("%w: %w", apiclient.ErrNoReport, err)
}

// isOfTheHost reports whether a request failed for a reason that others share.
func isOfTheHost(err error) bool {
	switch apiclient.KindOf(err) {
	case apiclient.Unauthorized, apiclient.LoginFailed, apiclient.SecondFactor, apiclient.BadName, apiclient.Redirected:
		return true
	case apiclient.Timeout: // a report takes the server longer than a figure
		return false
	}
	return isOutage(err)
}

func readReport(tenant string) func(wire.Record) apiclient.CapacityReport {
	return checked(about(tenant), func(r wire.Record) (out apiclient.CapacityReport) {
		own, err := part(r, "serviceProviderTrunkCapacity", checked(about(tenant), readTenantCapacity))
		out.Tenant, out.TenantReported = own, err == nil
		groups, ok := r.Get("groups")
		if !ok {
			r.Fail("groups", wire.ErrMissing)
			return out
		}
		out.Groups = wire.Each(r, "groups", groups, readGroupReport(tenant))
		seen := make(map[string]bool, len(out.Groups))
		for _, g := range out.Groups {
			if seen[g.Group.ID] {
				r.Fail("groups", fmt.Errorf("has %q twice", g.Group.ID))
			}
			seen[g.Group.ID] = true
		}
		return out
	})
}

// readGroupReport reads one group of a report. What is not plain there stays unreported:
// figures that are missing or unreadable beside a service that is assigned or not
// mentioned, and figures beside one that is not assigned.
func readGroupReport(tenant string) func(wire.Record) apiclient.GroupReport {
	return checked(about(tenant), func(r wire.Record) apiclient.GroupReport {
		out := apiclient.GroupReport{Group: readGroup(r)}
		figures, err := part(r, "groupTrunkCapacity", checked(about(tenant, out.Group.ID), readGroupCapacity))
		assigned, _ := part(r, "service", func(r wire.Record) *bool { return r.Flag("assigned") })
		switch isAssigned := assigned == nil || *assigned; {
		case isAssigned && err == nil:
			out.State, out.Capacity = apiclient.Reported, figures
		case !isAssigned && !carries(figures):
			out.State = apiclient.ReportedNotAssigned
		}
		return out
	})
}

// part reads an object of r by itself.
func part[T any](r wire.Record, name string, read func(wire.Record) T) (T, error) {
	return wire.Alone(r, func(r wire.Record) (out T) {
		inner, ok := r.Object(name)
		if !ok {
			r.Fail(name, wire.ErrMissing)
			return out
		}
		return read(inner)
	})
}

// carries reports whether a group was given any calls.
func carries(c apiclient.GroupCapacity) bool {
	none := capacity.Read(capacity.Limit{})
	given := func(r capacity.Reading) bool { return r.IsRead() && r != none }
	return given(c.MaxActiveCalls) || given(c.BurstingMaxActiveCalls)
}
