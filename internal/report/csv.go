package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"banyan/capacity"
)

// csvForm is a header and one row a trunk group (RFC 4180, lines end with LF). The
// columns of its group and of its tenant are repeated; a group without trunk groups
// and a tenant without groups have a row of their own, so that none is missing.
type csvForm struct{ head Head }

// The columns, in their order. The names say whose figure it is: JSON has levels
// for that, a row has none.
const (
	tenantColumns = `tenantId tenantName tenantType tenantAssigned tenantComplete tenantReadAt groupsRead groupsCount
		tenantMaxActiveCalls groupsCallCapacityTotal tenantCallCapacityDifference
		tenantBurstingMaxActiveCalls groupsBurstingCallCapacityTotal tenantBurstingCallCapacityDifference
		groupsBurstingMaxTotal tenantBurstingMaxDifference tenantFindings tenantErrors`
	groupColumns = `groupId groupName groupAssigned trunkGroupsCount
		groupMaxActiveCalls groupMaxAvailableActiveCalls trunkGroupsCallCapacityTotal groupCallCapacityDifference
		groupBurstingMaxActiveCalls groupBurstingMaxAvailableActiveCalls
		trunkGroupsBurstingCallCapacityTotal groupBurstingCallCapacityDifference groupFindings groupErrors`
	trunkGroupColumns = `trunkGroupName trunkGroupMaxActiveCalls trunkGroupBurstingMaxActiveCalls
		trunkGroupFindings trunkGroupErrors`
)

func (csvForm) begin(out *bytes.Buffer) {
	_ = writeRow(csv.NewWriter(out), columns(tenantColumns), columns(groupColumns), columns(trunkGroupColumns))
}

func (f csvForm) tenant(out *bytes.Buffer, t Tenant) error {
	w := csv.NewWriter(out)
	d := newTenantDocument(t, f.head)
	notes := newNotes(t, f.head)
	tenant := tenantCells(d, notes)
	if len(d.Groups) == 0 {
		return writeRow(w, tenant, nobody(groupColumns), nobody(trunkGroupColumns))
	}
	for _, g := range d.Groups {
		group := groupCells(g, notes, d.TenantID)
		if len(g.TrunkGroups) == 0 {
			if err := writeRow(w, tenant, group, nobody(trunkGroupColumns)); err != nil {
				return err
			}
		}
		for _, trunkGroup := range g.TrunkGroups {
			if err := writeRow(w, tenant, group, trunkGroupCells(trunkGroup, notes, d.TenantID, g.GroupID)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (csvForm) end(*bytes.Buffer, bool) error { return nil }

// writeRow flushes each row: the writer goes to memory, and a tenant's rows then
// need no second copy of it.
func writeRow(w *csv.Writer, parts ...[]string) error {
	var row []string
	for _, part := range parts {
		row = append(row, part...)
	}
	if err := w.Write(row); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

func columns(names string) []string { return strings.Fields(names) }

// nobody returns empty cells for a level that the row has none of.
func nobody(names string) []string { return make([]string, len(columns(names))) }

func tenantCells(d tenantDocument, n notes) []string {
	return []string{
		textCell(d.TenantID), textCell(d.TenantName), textCell(d.TenantType),
		optionalCell(d.Assigned), strconv.FormatBool(d.Complete), optionalCell(d.ReadAt), strconv.Itoa(d.GroupsRead), optionalCell(d.GroupsCount),
		d.MaxActiveCalls.cell(), d.GroupsCallCapacityTotal.cell(), d.CallCapacityDifference.cell(),
		d.BurstingMaxActiveCalls.cell(), d.GroupsBurstingCallCapacityTotal.cell(), d.BurstingCallCapacityDifference.cell(),
		d.GroupsBurstingMaxTotal.cell(), d.BurstingMaxDifference.cell(),
		n.findingsAt(d.TenantID), n.errorsAt(d.TenantID),
	}
}

func groupCells(d groupDocument, n notes, tenant string) []string {
	count := ""
	if d.TrunkGroups != nil {
		count = strconv.Itoa(len(d.TrunkGroups))
	}
	return []string{
		textCell(d.GroupID), textCell(d.GroupName), optionalCell(d.Assigned), count,
		d.MaxActiveCalls.cell(), d.MaxAvailableActiveCalls.cell(),
		d.TrunkGroupsCallCapacityTotal.cell(), d.CallCapacityDifference.cell(),
		d.BurstingMaxActiveCalls.cell(), d.BurstingMaxAvailableActiveCalls.cell(),
		d.TrunkGroupsBurstingCallCapacityTotal.cell(), d.BurstingCallCapacityDifference.cell(),
		n.findingsAt(tenant, d.GroupID), n.errorsAt(tenant, d.GroupID),
	}
}

func trunkGroupCells(d trunkGroupDocument, n notes, tenant, group string) []string {
	return []string{
		textCell(d.Name), d.MaxActiveCalls.cell(), d.BurstingMaxActiveCalls.cell(),
		n.findingsAt(tenant, group, d.Name), n.errorsAt(tenant, group, d.Name),
	}
}

// optionalCell returns an empty cell for what was not read.
func optionalCell[T any](value *T) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(*value)
}

// notes are what there is to say of each place of a tenant beside its figures, by
// the ids of the place.
type notes struct{ findings, errors map[string][]string }

func newNotes(t Tenant, head Head) notes {
	n := notes{findings: map[string][]string{}, errors: map[string][]string{}}
	for _, f := range t.Breakdown.Findings {
		n.findings[placeKey(f.Path)] = append(n.findings[placeKey(f.Path)], findingNote(f, head))
	}
	for _, e := range t.Errors {
		n.errors[placeKey(e.Path)] = append(n.errors[placeKey(e.Path)], errorNote(e))
	}
	return n
}

// placeKey is a path as a key of a map: lengths keep names apart that hold the
// separator.
func placeKey(path []string) string {
	var key strings.Builder
	for _, id := range path {
		key.WriteString(strconv.Itoa(len(id)) + " " + id)
	}
	return key.String()
}

func findingNote(f capacity.Finding, head Head) string {
	if head.knows(f) {
		return string(f.Code) + " (known)"
	}
	return string(f.Code)
}

func errorNote(e Error) string {
	if e.Status == 0 {
		return e.Request + ": " + e.Error
	}
	return e.Request + ", status " + strconv.Itoa(e.Status) + ": " + e.Error
}

func (n notes) findingsAt(path ...string) string {
	return textCell(strings.Join(n.findings[placeKey(path)], "; "))
}

func (n notes) errorsAt(path ...string) string {
	return textCell(strings.Join(n.errors[placeKey(path)], "; "))
}
