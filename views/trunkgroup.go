package views

import (
	"context"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
)

// trunkGroupReader is what the trunk group's screen calls.
type trunkGroupReader interface {
	TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error)
}

// trunkGroup is one trunk group with everything that the server says of it: the
// figures first, then every field as reported.
type trunkGroup struct {
	page
	key    routing.Key
	loader *ui.Loader[apiclient.TrunkGroup]
	table  *ui.Table[fieldRow]
}

// fieldRow is a line of the detail.
type fieldRow struct {
	apiclient.Field
	known bool // one of the figures above the fields as reported
}

func newTrunkGroup(kit ui.Kit, api trunkGroupReader, tenant apiclient.Tenant, at routing.Key) *trunkGroup {
	v := &trunkGroup{key: at}
	v.loader = ui.NewLoader(func(ctx context.Context) (apiclient.TrunkGroup, error) {
		return api.TrunkGroup(ctx, tenant.ID, at.GroupID, at.Name)
	})
	v.table = ui.NewTable(kit, fieldColumns(), fieldRow.id)
	v.page = page{kit: kit, what: "trunk group " + at.Name + " of group " + at.GroupID, rows: v.table, source: v.loader, known: isRead(v.loader)}
	return v
}

// id tells our names from the server's.
func (r fieldRow) id() string {
	if r.known {
		return "\x00" + r.Name
	}
	return r.Name
}

func fieldColumns() []ui.Column[fieldRow] {
	return []ui.Column[fieldRow]{
		{Key: "field", Title: "FIELD", Min: 16, Max: 60, Cell: func(r fieldRow) ui.Cell {
			if r.known {
				return ui.Cell{Text: r.Name, Tone: ui.Strong}
			}
			return ui.Cell{Text: r.Name}
		}},
		{Key: "value", Title: "VALUE", Min: 12, Flex: true, Cell: func(r fieldRow) ui.Cell { return ui.Cell{Text: r.Value} }},
	}
}

// Title implements ui.View.
func (v *trunkGroup) Title() string { return v.key.Name }

// Update implements ui.View.
func (v *trunkGroup) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		if !v.use(msg) && pressed(msg, v.kit.Keys.Refresh) {
			return v.Refresh()
		}
		return nil
	}
	if v.loader.Update(msg) {
		detail, _ := v.loader.Value()
		v.table.SetRows(fieldRows(v.key, detail))
	}
	return nil
}

// trunkGroupFindings are what is wrong with the trunk group by itself.
func trunkGroupFindings(at routing.Key, d apiclient.TrunkGroup) []capacity.Finding {
	group := capacity.Group{ID: at.GroupID, TrunkGroups: []capacity.TrunkGroup{collect.TrunkGroup(at.Name, d)}}
	return slices.DeleteFunc(capacity.Analyze(capacity.Tenant{Groups: []capacity.Group{group}}).Findings, func(f capacity.Finding) bool {
		return len(f.Path) < 3 || f.Severity < capacity.Notice
	})
}

// fieldRows are the figures in our words, then the fields in the server's.
func fieldRows(at routing.Key, d apiclient.TrunkGroup) []fieldRow {
	var rows []fieldRow
	add := func(known bool, name, value string) {
		rows = append(rows, fieldRow{apiclient.Field{Name: name, Value: value}, known})
	}
	if found := trunkGroupFindings(at, d); len(found) > 0 {
		worst, _ := capacity.Worst(found)
		add(true, "finding", findingsText(found, worst, 3))
	}
	add(true, "trunk group", at.Name)
	add(true, "group", at.GroupID)
	add(true, "max active calls", reported(d.MaxActiveCalls))
	if burstingIsOff(d) {
		add(true, "bursting max active calls", "bursting is off")
	} else {
		add(true, "bursting max active calls", reported(d.BurstingMaxActiveCalls))
	}
	add(true, "limits incoming/outgoing", firstOf(directions(d), notApplicable))
	add(true, "bursting limits in/out", firstOf(burstingDirections(d), notApplicable))
	add(true, "state", firstOf(d.State, notApplicable))
	add(true, "calls in use", firstOf(inUse(d), notApplicable))
	add(true, "forwarding", firstOf(d.Forwarding, notApplicable))
	for _, f := range d.Fields {
		add(false, f.Name, f.Value)
	}
	return rows
}

// Info implements ui.Informer. The status line shows a value that its column may
// be too narrow for, in the form that tells any two values apart.
func (v *trunkGroup) Info() ui.Info {
	_, known := v.loader.Value()
	told := v.info()
	if _, total := v.table.Counts(); known {
		told.Summary = count(total, "field")
	}
	if row, ok := v.table.Selected(); ok && told.Status == "" {
		if safe, changed := safetext.Line(row.Value); changed || safetext.Width(safe) > v.width/2 {
			told.Status = row.Name + " = " + safetext.Detail(row.Value)
		}
	}
	return told
}

// ShortHelp implements help.KeyMap.
func (v *trunkGroup) ShortHelp() []key.Binding { return v.keys(nil) }

// FullHelp implements help.KeyMap.
func (v *trunkGroup) FullHelp() [][]key.Binding { return v.allKeys() }
