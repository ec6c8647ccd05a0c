package views

import (
	"context"
	"slices"
	"strings"
	"time"

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
// figures first, then the enterprise trunks that use it, then every field as reported.
type trunkGroup struct {
	page
	tenant apiclient.Tenant
	key    routing.Key
	loader *ui.Loader[apiclient.TrunkGroup]
	table  *ui.Table[fieldRow]
	usage  *usage // nil where nothing is known of enterprise trunks
	open   func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View
	forms  figureForms
	now    func() time.Time
}

// fieldRow is a line of the detail.
type fieldRow struct {
	apiclient.Field
	known bool // one of the figures above the fields as reported
	tone  ui.Tone
	use   *trunkUse // an enterprise trunk that uses it
}

func newTrunkGroup(kit ui.Kit, api trunkGroupReader, tenant apiclient.Tenant, at routing.Key) *trunkGroup {
	v := &trunkGroup{tenant: tenant, key: at, now: time.Now}
	v.loader = ui.NewLoader(func(ctx context.Context) (apiclient.TrunkGroup, error) {
		return api.TrunkGroup(ctx, tenant.ID, at.GroupID, at.Name)
	})
	v.table = ui.NewTable(kit, fieldColumns(), fieldRow.id)
	v.page = page{kit: kit, what: "trunk group " + at.Name + " of group " + at.GroupID, rows: v.table, source: v.loader, known: isRead(v.loader)}
	return v
}

// id tells our names from the server's.
func (r fieldRow) id() string {
	switch {
	case r.use != nil:
		return "\x00\x00" + r.use.item.GroupID + "\x00" + r.use.item.Name
	case r.known:
		return "\x00" + r.Name
	}
	return r.Name
}

func fieldColumns() []ui.Column[fieldRow] {
	return []ui.Column[fieldRow]{
		{Key: "field", Title: "FIELD", Min: 26, Max: 60, Flex: true, Cell: func(r fieldRow) ui.Cell {
			if r.known {
				return ui.Cell{Text: r.Name, Tone: ui.Strong}
			}
			return ui.Cell{Text: r.Name}
		}},
		{Key: "value", Title: "VALUE", Min: 40, Flex: true, Cell: func(r fieldRow) ui.Cell { return ui.Cell{Text: r.Value, Tone: r.tone} }},
	}
}

// Title implements ui.View.
func (v *trunkGroup) Title() string { return v.key.Name }

// Init implements ui.View.
func (v *trunkGroup) Init() tea.Cmd { return tea.Batch(v.page.Init(), v.usage.start()) }

// Refresh implements ui.Refresher.
func (v *trunkGroup) Refresh() tea.Cmd { return tea.Batch(v.page.Refresh(), v.usage.start()) }

// Busy implements ui.Busy.
func (v *trunkGroup) Busy() bool { return v.page.Busy() || v.usage.busy() || v.forms.busy() }

// Close implements ui.View.
func (v *trunkGroup) Close() {
	v.page.Close()
	v.usage.close()
	v.forms.close()
}

// Update implements ui.View.
func (v *trunkGroup) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case journalChanged:
		return v.usage.start()
	case figuresChanged:
		if msg.tenant == v.tenant.ID {
			return v.page.Refresh()
		}
		return nil
	}
	changed, next := v.usage.update(msg)
	if !v.loader.Update(msg) && !changed {
		return v.forms.update(msg)
	}
	if detail, known := v.loader.Value(); known && v.usage.isMany() && collect.TrunkGroup(v.key.Name, detail).Down {
		next = tea.Batch(next, v.usage.all()) // who uses what is down is what one wants to know
	}
	v.show()
	return next
}

func (v *trunkGroup) press(msg tea.KeyMsg) tea.Cmd {
	row, ok := v.table.Selected()
	raise, wanted := v.forms.wants(msg)
	switch {
	case v.use(msg):
	case pressed(msg, v.kit.Keys.Refresh):
		return v.Refresh()
	case pressed(msg, v.kit.Keys.Edits):
		return v.forms.with.toEdits()
	case !v.known():
	case wanted:
		return v.forms.load(v.tenant, level{depth: 2, group: v.key.GroupID, name: v.key.Name}, raise)
	case pressed(msg, v.kit.Keys.Open) && ok && row.use != nil:
		return ui.Push(v.open(v.tenant, row.use.item))
	case pressed(msg, v.kit.Keys.EnterpriseTrunks):
		return v.toUsers()
	}
	return nil
}

// toUsers goes to the enterprise trunks that use it, or has them read where they are
// many.
func (v *trunkGroup) toUsers() tea.Cmd {
	if v.usage.isMany() {
		reads := v.usage.all()
		v.show()
		return reads
	}
	row := fieldRow{known: true, Field: apiclient.Field{Name: usedByName}}
	if uses := v.usage.uses(); len(uses) > 0 {
		row.use = &uses[0]
	}
	v.table.Select(row.id())
	return nil
}

// show puts what is known into the table.
func (v *trunkGroup) show() {
	if detail, known := v.loader.Value(); known {
		v.table.SetRows(v.rows(detail))
	}
}

// trunkGroupFindings are what is wrong with the trunk group by itself, and with those
// that use it.
func trunkGroupFindings(at routing.Key, d apiclient.TrunkGroup, usedBy []string) []capacity.Finding {
	own := collect.TrunkGroup(at.Name, d)
	own.UsedBy = usedBy
	group := capacity.Group{ID: at.GroupID, TrunkGroups: []capacity.TrunkGroup{own}}
	return slices.DeleteFunc(capacity.Analyze(capacity.Tenant{Groups: []capacity.Group{group}}).Findings, func(f capacity.Finding) bool {
		return len(f.Path) < 3 || f.Severity < capacity.Notice
	})
}

// usedByName is what the line of those that use a trunk group is called.
const usedByName = "used by"

// rows are the figures in our words, who uses it, then the fields in the server's.
func (v *trunkGroup) rows(d apiclient.TrunkGroup) []fieldRow {
	var rows []fieldRow
	add := func(name, value string, tone ui.Tone) {
		rows = append(rows, fieldRow{Field: apiclient.Field{Name: name, Value: value}, known: true, tone: tone})
	}
	if found := trunkGroupFindings(v.key, d, v.usage.usedBy()); len(found) > 0 {
		worst, _ := capacity.Worst(found)
		add("finding", findingsText(found, worst, 3), severityTone(worst.Severity))
	}
	for _, figure := range figureFields(v.key, d) {
		add(figure.Name, figure.Value, ui.Plain)
	}
	rows = append(rows, v.userRows()...)
	for _, f := range d.Fields {
		rows = append(rows, fieldRow{Field: f})
	}
	return rows
}

// userRows say how many enterprise trunks use it, and which.
func (v *trunkGroup) userRows() []fieldRow {
	if v.usage == nil {
		return nil
	}
	text, tone := v.usage.sentence(v.kit.Keys.EnterpriseTrunks.Help().Key)
	rows := []fieldRow{{Field: apiclient.Field{Name: usedByName, Value: text}, known: true, tone: tone}}
	for _, use := range v.usage.uses() {
		name := "  " + use.item.Name
		if use.item.GroupID != "" {
			name += " of group " + use.item.GroupID
		}
		rows = append(rows, fieldRow{Field: apiclient.Field{Name: name, Value: use.text(v.now())}, known: true, use: &use})
	}
	return rows
}

// figureFields are the figures in our words.
func figureFields(at routing.Key, d apiclient.TrunkGroup) []apiclient.Field {
	bursting := reported(d.BurstingMaxActiveCalls)
	if burstingIsOff(d) {
		bursting = "bursting is off"
	}
	return []apiclient.Field{
		{Name: "trunk group", Value: at.Name},
		{Name: "group", Value: at.GroupID},
		{Name: "max active calls", Value: reported(d.MaxActiveCalls)},
		{Name: "bursting max active calls", Value: bursting},
		{Name: "limits incoming/outgoing", Value: firstOf(directions(d), notApplicable)},
		{Name: "bursting limits in/out", Value: firstOf(burstingDirections(d), notApplicable)},
		{Name: "state", Value: firstOf(d.State, notApplicable)},
		{Name: "calls in use", Value: firstOf(inUse(d), notApplicable)},
		{Name: "forwarding", Value: firstOf(d.Forwarding, notApplicable)},
	}
}

// Info implements ui.Informer. The status line shows a value that its column may
// be too narrow for, in the form that tells any two values apart.
func (v *trunkGroup) Info() ui.Info {
	_, known := v.loader.Value()
	told := v.info()
	if _, total := v.table.Counts(); known {
		told.Summary = count(total-len(v.userRows()), "field")
		told.Partly = firstOf(v.forms.progress(), v.usage.progress())
	}
	if row, ok := v.table.Selected(); ok && told.Status == "" {
		if safe, changed := safetext.Line(row.Value); changed || safetext.Width(safe) > v.width/2 || safetext.Width(row.Name) > v.width/3 {
			told.Status, told.Tone = strings.TrimSpace(row.Name)+" = "+safetext.Detail(row.Value), row.tone
		}
	}
	return told
}

// ShortHelp implements help.KeyMap.
func (v *trunkGroup) ShortHelp() []key.Binding { return v.keys(v.own(false)) }

// own returns the keys for the selected row, and for who uses the trunk group.
func (v *trunkGroup) own(all bool) []key.Binding {
	if !v.known() {
		return nil
	}
	var own []key.Binding
	if row, ok := v.table.Selected(); ok && row.use != nil {
		own = append(own, ui.Named(v.kit.Keys.Open, "open routing"))
	}
	if v.usage != nil && v.usage.lack == "" {
		own = append(own, ui.Named(v.kit.Keys.EnterpriseTrunks, "used by"))
	}
	return append(own, v.forms.keys(all)...)
}

// FullHelp implements help.KeyMap.
func (v *trunkGroup) FullHelp() [][]key.Binding { return v.allKeys(v.own(true)...) }
