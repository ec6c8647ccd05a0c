package odin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
	"banyan/internal/routing"
)

// CapacityReport reads the limits of a tenant, of all its groups and, where the server puts
// them into it, of their trunk groups with one request (Odin 4, supplement 4). The error
// matches apiclient.ErrNoReport where the single calls have to be asked instead. It is that
// alone where the server does not have the report, which is remembered for the connection;
// else the cause stands beside it: a report that contradicts itself or cannot be read, a
// refusal, a fault or a gateway that did not wait for it. Where the host cannot be reached or
// refuses the login, the single calls would meet the same, and the error is that.
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
		return apiclient.CapacityReport{}, apiclient.ErrNoReport
	case isOfTheHost(err):
		return apiclient.CapacityReport{}, err
	}
	return apiclient.CapacityReport{}, fmt.Errorf("%w: %w", apiclient.ErrNoReport, apiclient.AsNotAssigned(err))
}

// isOfTheHost reports whether a request failed for a reason that others share.
func isOfTheHost(err error) bool {
	switch apiclient.KindOf(err) {
	case apiclient.Unauthorized, apiclient.LoginFailed, apiclient.SecondFactor, apiclient.BadName, apiclient.Redirected:
		return true
	case apiclient.Timeout, apiclient.Unavailable: // a report takes the server longer than a figure
		return false
	}
	return isOutage(err)
}

// The two lists of a report. Servers have either, both or none (supplement 4).
const (
	reportedGroups      = "groups"
	reportedTrunkGroups = "groupTrunkGroupDetails"
)

func readReport(tenant string) func(wire.Record) apiclient.CapacityReport {
	return checked(about(tenant), func(r wire.Record) (out apiclient.CapacityReport) {
		own, err := part(r, "serviceProviderTrunkCapacity", checked(about(tenant), readTenantCapacity))
		out.Tenant, out.TenantReported = own, err == nil
		groups, hasGroups := r.Get(reportedGroups)
		trunkGroups, hasTrunkGroups := r.Get(reportedTrunkGroups)
		if !hasGroups && !hasTrunkGroups {
			r.Fail(reportedGroups, wire.ErrMissing)
		}
		all := wire.Each(r, reportedGroups, groups, readGroupReport(tenant))
		rows := wire.Each(r, reportedTrunkGroups, trunkGroups, readTrunkGroupReport(tenant))
		refusePart(r, len(all), len(rows))
		seen := make(map[string]bool, len(all))
		for _, g := range all {
			if seen[g.Group.ID] {
				r.Fail(reportedGroups, fmt.Errorf("has %q twice", g.Group.ID))
			}
			seen[g.Group.ID] = true
			out.Groups = append(out.Groups, g.GroupReport)
		}
		if hasTrunkGroups {
			out.TrunkGroups = byGroup(r, all, rows)
		}
		return out
	})
}

// refusePart refuses a report that says of itself that it is not whole, as lists of this API
// do that come in parts, or that something went wrong with it. Groups and rows are how many
// it has.
func refusePart(r wire.Record, groups, rows int) {
	for _, name := range []string{"error", "errors", "warning", "warnings", "partial", "truncated", "incomplete", "offset", "next", "hasMore"} {
		v, _ := r.Get(name)
		if len(v.Items)+len(v.Members) > 0 || !slices.Contains([]string{"", "0", "false"}, v.Text) {
			r.Fail(name, errors.New("says that this is not the whole report"))
		}
	}
	for _, name := range []string{"total", "count"} {
		if v, ok := r.Get(name); ok && v.Text != strconv.Itoa(groups) && v.Text != strconv.Itoa(rows) {
			r.Fail(name, fmt.Errorf("is %s, where there are %d groups and %d trunk groups", v.Describe(), groups, rows))
		}
	}
}

// groupReport is a group with how many trunk groups the report counts in it, nil where
// it does not say.
type groupReport struct {
	apiclient.GroupReport
	count *int
}

// readGroupReport reads one group of a report. What is not plain there stays unreported:
// figures that are missing or unreadable beside a service that is assigned or not
// mentioned, and figures beside one that is not assigned.
func readGroupReport(tenant string) func(wire.Record) groupReport {
	return checked(about(tenant), func(r wire.Record) groupReport {
		out := groupReport{GroupReport: apiclient.GroupReport{Group: readGroup(r)}}
		figures, err := part(r, "groupTrunkCapacity", checked(about(tenant, out.Group.ID), readGroupCapacity))
		assigned, _ := part(r, "service", func(r wire.Record) *bool { return r.Flag("assigned") })
		out.count, _ = part(r, "service", func(r wire.Record) *int { return r.Count("usage") })
		if licence, err := part(r, "service", readGroupLicence); err == nil {
			out.Licence = licence
		}
		switch isAssigned := assigned == nil || *assigned; {
		case isAssigned && err == nil:
			out.State, out.Capacity = apiclient.Reported, figures
		case !isAssigned && !carries(figures):
			out.State, out.count = apiclient.ReportedNotAssigned, new(0)
		}
		return out
	})
}

// trunkGroupReport is a trunk group with the id of its group.
type trunkGroupReport struct {
	apiclient.TrunkGroupReport
	group string
}

// readTrunkGroupReport reads one trunk group of a report. A key of its limits that is not
// there at all may mean that the report does not have it, where null says that there is no
// such limit: then the single call has to tell, as where a limit cannot be read.
func readTrunkGroupReport(tenant string) func(wire.Record) trunkGroupReport {
	return checked(about(tenant), func(r wire.Record) trunkGroupReport {
		out := trunkGroupReport{group: r.Required(groupKey)}
		out.Name = r.Required(nameKey)
		limits, err := wire.Alone(r, readTrunkGroup)
		_, hasIncoming := r.Find("maxIncomingCalls")
		_, hasOutgoing := r.Find("maxOutgoingCalls")
		if err == nil && hasIncoming && hasOutgoing && limits.MaxActiveCalls.IsRead() && limits.EnableBursting != nil && limits.BurstingMaxActiveCalls.IsRead() {
			limits.GroupID, limits.Name = out.group, out.Name
			out.Limits, out.IsWhole = limits, true
		}
		return out
	})
}

// byGroup sorts trunk groups by their groups, and refuses a report that contradicts itself:
// one trunk group twice, some of a group that is not among its groups, or not as many as it
// counts. A group of which it has none and counts none is missing.
func byGroup(r wire.Record, groups []groupReport, rows []trunkGroupReport) map[string][]apiclient.TrunkGroupReport {
	out := make(map[string][]apiclient.TrunkGroupReport)
	seen := make(map[routing.Key]bool, len(rows))
	for _, row := range rows {
		key := routing.Key{GroupID: row.group, Name: row.Name}
		if seen[key] {
			r.Fail(reportedTrunkGroups, fmt.Errorf("has %q of group %q twice", row.Name, row.group))
		}
		seen[key] = true
		out[row.group] = append(out[row.group], row.TrunkGroupReport)
	}
	sorted := 0
	for _, g := range groups {
		of := out[g.Group.ID]
		sorted += len(of)
		switch {
		case g.count == nil:
		case *g.count != len(of):
			r.Fail(reportedTrunkGroups, fmt.Errorf("has %d of group %q, where %d are counted", len(of), g.Group.ID, *g.count))
		case len(of) == 0 && g.State != apiclient.ReportedNotAssigned:
			out[g.Group.ID] = []apiclient.TrunkGroupReport{}
		}
	}
	if len(groups) > 0 && sorted < len(rows) {
		r.Fail(reportedTrunkGroups, fmt.Errorf("has %d of groups that are not among the groups", len(rows)-sorted))
	}
	return out
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
