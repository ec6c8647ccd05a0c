package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	_ = writeRow(csv.NewWriter(out), strings.Fields(tenantColumns+" "+groupColumns+" "+trunkGroupColumns))
}

func (f csvForm) tenant(out *bytes.Buffer, t Tenant) error {
	w := csv.NewWriter(out)
	n := newNotes(t, f.head)
	id := t.Breakdown.Tenant.ID
	tenant := n.cells("tenant", tenantColumns, tenantMembers(t), id)
	noGroup, noTrunkGroup := make([]string, len(strings.Fields(groupColumns))), make([]string, len(strings.Fields(trunkGroupColumns)))
	if len(t.Breakdown.Groups) == 0 {
		return writeRow(w, tenant, noGroup, noTrunkGroup)
	}
	for _, b := range t.Breakdown.Groups {
		g := b.Group
		var count any
		if g.TrunkGroupsListed || len(g.TrunkGroups) > 0 {
			count = len(g.TrunkGroups)
		}
		group := n.cells("group", groupColumns, append(groupObject(b), member{"trunkGroupsCount", count}), id, g.ID)
		if len(g.TrunkGroups) == 0 {
			if err := writeRow(w, tenant, group, noTrunkGroup); err != nil {
				return err
			}
		}
		for _, trunkGroup := range g.TrunkGroups {
			cells := n.cells("trunkGroup", trunkGroupColumns, trunkGroupObject(trunkGroup), id, g.ID, trunkGroup.Name)
			if err := writeRow(w, tenant, group, cells); err != nil {
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
	if err := w.Write(slices.Concat(parts...)); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// cell returns a value of a JSON member as a cell: empty for what was not read, text
// such that a spreadsheet takes it for nothing else.
func cell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return textCell(v)
	}
	return fmt.Sprint(value)
}

// notes are what there is to say of each place of a tenant beside its figures, by
// the ids of the place.
type notes struct{ findings, errors map[string][]string }

func newNotes(t Tenant, head Head) notes {
	n := notes{findings: map[string][]string{}, errors: map[string][]string{}}
	for _, f := range t.Breakdown.Findings {
		note := string(f.Code)
		if head.knows(f) {
			note += " (known)"
		}
		key := placeKey(f.Path)
		n.findings[key] = append(n.findings[key], note)
	}
	for _, e := range t.Errors {
		note := e.Request
		if e.Status != 0 {
			note += ", status " + strconv.Itoa(e.Status)
		}
		key := placeKey(e.Path)
		n.errors[key] = append(n.errors[key], note+": "+e.Error)
	}
	return n
}

// placeKey is a path as a key of a map: quotes keep names apart that hold the separator.
func placeKey(path []string) string { return fmt.Sprintf("%q", path) }

// cells returns the cells of a place: its members in the order of the columns, which may
// have the name of their level before the key.
func (n notes) cells(level, columns string, members object, place ...string) []string {
	key := placeKey(place)
	all := append(object{
		{level + "Findings", strings.Join(n.findings[key], "; ")},
		{level + "Errors", strings.Join(n.errors[key], "; ")},
	}, members...)
	var row []string
	for column := range strings.FieldsSeq(columns) {
		i := slices.IndexFunc(all, func(m member) bool { return m.key == column || strings.EqualFold(level+m.key, column) })
		row = append(row, cell(all[i].value))
	}
	return row
}
