package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/capacity"
)

// csvForm is a header and one row a trunk group (RFC 4180, lines end with LF). The
// columns of its group and of its tenant are repeated; a group without trunk groups
// and a tenant without groups have a row of their own, so that none is missing.
type csvForm struct {
	head                         Head
	header                       []string
	tenants, groups, trunkGroups []int // which member each column shows
}

// The columns, in their order. The names say whose figure it is: JSON has levels
// for that, a row has none.
const (
	tenantColumns = `tenantId tenantName tenantType tenantAssigned tenantComplete tenantReadAt groupsRead groupsCount tenantSource
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

func (f *csvForm) begin(out *bytes.Buffer) {
	f.header = strings.Fields(tenantColumns + " " + groupColumns + " " + trunkGroupColumns)
	f.tenants = order("tenant", tenantColumns, tenantMembers(Tenant{}))
	f.groups = order("group", groupColumns, groupObject(capacity.GroupBreakdown{}))
	f.trunkGroups = order("trunkGroup", trunkGroupColumns, trunkGroupObject(capacity.TrunkGroup{}))
	_ = csv.NewWriter(out).WriteAll([][]string{f.header}) // memory takes all
}

func (f *csvForm) tenant(out *bytes.Buffer, t Tenant) error {
	w := csv.NewWriter(out)
	// The rows are made in one array, one over the other. Where a row lacks a level it is empty.
	write := func(row []string) { _ = w.Write(append(row, make([]string, len(f.header)-len(row))...)) }
	n := newNotes(t, f.head)
	id := t.Breakdown.Tenant.ID
	tenant := n.cells(make([]string, 0, len(f.header)), f.tenants, tenantMembers(t), id)
	if len(t.Breakdown.Groups) == 0 {
		write(tenant)
	}
	for _, b := range t.Breakdown.Groups {
		g := b.Group
		group := n.cells(tenant, f.groups, groupObject(b), id, g.ID)
		if len(g.TrunkGroups) == 0 {
			write(group)
		}
		for _, trunkGroup := range g.TrunkGroups {
			write(n.cells(group, f.trunkGroups, trunkGroupObject(trunkGroup), id, g.ID, trunkGroup.Name))
		}
	}
	w.Flush()
	return w.Error()
}

func (*csvForm) end(*bytes.Buffer, Run) error { return nil }

// cell returns a value of a JSON member as a cell: empty for what was not read, a list as
// its length, text such that a spreadsheet takes it for nothing else.
func cell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return textCell(v)
	case int:
		return strconv.Itoa(v)
	case object:
		return textCell(wordsOf(v))
	case []object:
		return strconv.Itoa(len(v))
	}
	return fmt.Sprint(value)
}

// wordsOf writes an object in one cell: what is not null, with its name.
func wordsOf(o object) string {
	var words []string
	for _, m := range o {
		if m.value != nil {
			words = append(words, fmt.Sprint(m.key, ": ", m.value))
		}
	}
	return strings.Join(words, "; ")
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

// placeKey is a path as a key of a map: lengths keep names apart that hold the separator.
func placeKey(path []string) (key string) {
	for _, id := range path {
		key += strconv.Itoa(len(id)) + " " + id
	}
	return key
}

// order returns which of the members each column shows. A member may lack the name of its
// level, a list is counted, and the last two columns, findings and errors, show none.
func order(level, columns string, members object) []int {
	names := strings.Fields(columns)
	of := make([]int, len(names)-2)
	for i := range of {
		of[i] = slices.IndexFunc(members, func(m member) bool {
			return m.key == names[i] || m.key+"Count" == names[i] || strings.EqualFold(level+m.key, names[i])
		})
	}
	return of
}

// cells appends the cells of a place to the row, its members in the order of the columns.
func (n notes) cells(row []string, columns []int, members object, place ...string) []string {
	for _, i := range columns {
		row = append(row, cell(members[i].value))
	}
	key := placeKey(place)
	return append(row, textCell(strings.Join(n.findings[key], "; ")), textCell(strings.Join(n.errors[key], "; ")))
}
