package browse

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
	"banyan/views/trunks"
)

// trunkGroup is one trunk group with everything that the server says of it: the
// figures first, then the enterprise trunks that use it, then every field as reported.
type trunkGroup struct {
	page.Page
	TrunkGroup
	loader *ui.Loader[apiclient.TrunkGroup]
	table  *ui.Table[fieldRow]
	usage  *usage
	open   func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View
	limits limits.Forms
}

// NewTrunkGroup returns the screen of one trunk group.
func NewTrunkGroup(kit ui.Kit, api trunks.TrunkGroupReader, links Links, about TrunkGroup) ui.View {
	at := about.Key
	v := &trunkGroup{TrunkGroup: about, open: links.Routing, limits: links.Limits, usage: newUsage(about, links.WhyNoTrunks(about.Tenant))}
	v.loader = ui.NewLoader(func(ctx context.Context) (apiclient.TrunkGroup, error) {
		return api.TrunkGroup(ctx, about.Tenant.ID, at.GroupID, at.Name)
	})
	v.table = ui.NewTable(kit, fieldColumns(), fieldRow.id)
	v.Page = page.Page{Kit: kit, What: "trunk group " + at.Name + " of group " + at.GroupID, Heading: at.Name, Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own}
	return v
}

// TrunkGroup is what the screen of a trunk group is about.
type TrunkGroup struct {
	Tenant apiclient.Tenant
	Key    routing.Key
	Trunks trunks.Client                                                           // of the enterprise trunks that may use it; nil where nothing is known of them
	Parked func(owner apiclient.TrunkOwner, name string) ([]routing.Parked, error) // the routes parked on this machine; may be nil
	Now    func() time.Time
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

func (v *trunkGroup) Title() string { return v.Key.Name }

func (v *trunkGroup) Init() tea.Cmd { return tea.Batch(v.Page.Init(), v.usage.start()) }

func (v *trunkGroup) Refresh() tea.Cmd { return tea.Batch(v.Page.Refresh(), v.usage.start()) }

func (v *trunkGroup) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged:
		return v.usage.start()
	case saving.FiguresChanged:
		if msg.Tenant == v.Tenant.ID {
			return v.Page.Refresh()
		}
		return nil
	}
	changed, next := v.usage.update(msg)
	if !v.loader.Update(msg) && !changed {
		return v.limits.Update(msg)
	}
	if detail, known := v.loader.Value(); known && v.usage.isMany() && collect.TrunkGroup(v.Key.Name, detail).Down {
		next = tea.Batch(next, v.usage.all()) // of what is down one has to know who uses it
	}
	v.show()
	return next
}

func (v *trunkGroup) press(msg tea.KeyMsg) tea.Cmd {
	row, _ := v.table.Selected()
	raise, wanted := v.limits.Matches(msg)
	switch {
	case v.HandleKey(msg):
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Edits):
		return v.limits.Session.OpenEdits()
	case !v.Known():
	case wanted:
		return v.limits.Load(v.Tenant, figures.Level{Depth: 2, Group: v.Key.GroupID, Name: v.Key.Name}, raise)
	case page.Pressed(msg, v.Kit.Keys.Open) && row.use != nil:
		return ui.Push(v.open(v.Tenant, row.use.item))
	case page.Pressed(msg, v.Kit.Keys.EnterpriseTrunks):
		return v.toUsers()
	}
	return nil
}

// toUsers goes to the enterprise trunks that use it, or has them read where many.
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

func (v *trunkGroup) show() {
	if detail, known := v.loader.Value(); known {
		v.table.SetRows(v.rows(detail))
	}
}

func (v *trunkGroup) Busy() bool { return v.Page.Busy() || v.usage.busy() || v.limits.Busy() }

func (v *trunkGroup) Close() {
	v.Page.Close()
	v.usage.close()
	v.limits.Close()
}

// Info tells a value that its column may be too narrow for, in the form that tells any two apart.
func (v *trunkGroup) Info() ui.Info {
	_, known := v.loader.Value()
	info := v.Page.Info()
	if _, total := v.table.Counts(); known {
		info.Summary.Text = page.Count(total-len(v.userRows()), "field")
		info.Partly = cmp.Or(v.limits.Progress(), v.usage.progress())
	}
	if row, ok := v.table.Selected(); ok && info.Status.Text == "" {
		if safe, changed := safetext.Line(row.Value); changed || safetext.Width(safe) > v.Width/2 || safetext.Width(row.Name) > v.Width/3 {
			info.Status.Text, info.Status.Tone = strings.TrimSpace(row.Name)+" = "+safetext.Detail(row.Value), row.tone
		}
	}
	return info
}

// own returns the keys for the selected row, and for who uses the trunk group.
func (v *trunkGroup) own(all bool) []key.Binding {
	if !v.Known() {
		return nil
	}
	var own []key.Binding
	if row, _ := v.table.Selected(); row.use != nil {
		own = append(own, ui.Named(v.Kit.Keys.Open, "open routing"))
	}
	if v.Trunks != nil && v.usage.closed == "" {
		own = append(own, ui.Named(v.Kit.Keys.EnterpriseTrunks, "used by"))
	}
	return append(own, v.limits.Keys(all)...)
}

func (v *trunkGroup) CopyID() string {
	if row, _ := v.table.Selected(); row.use != nil {
		return row.use.item.Name
	}
	return v.Key.Name
}

// CopyText is what the screen says in our words.
func (v *trunkGroup) CopyText() []string {
	lines := []string{page.PathText(page.TenantLabel(v.Tenant), "group "+v.Key.GroupID, "trunk group "+v.Key.Name)}
	detail, known := v.loader.Value()
	if !known {
		return append(lines, "its figures were not read")
	}
	for _, row := range v.rows(detail) {
		if row.known && row.Value != page.NotApplicable && row.Name != "trunk group" && row.Name != "group" {
			lines = append(lines, row.Name+": "+row.Value)
		}
	}
	return append(lines, page.NotLive)
}

func (v *trunkGroup) rows(d apiclient.TrunkGroup) []fieldRow {
	var rows []fieldRow
	add := func(name, value string, tone ui.Tone) {
		rows = append(rows, fieldRow{Field: apiclient.Field{Name: name, Value: value}, known: true, tone: tone})
	}
	if found := trunkGroupFindings(v.Key, d, v.usage.usedBy()); len(found) > 0 {
		worst, _ := capacity.Worst(found)
		add("finding", figures.FindingsText(found, worst, 3), figures.SeverityTone(worst.Severity))
	}
	for _, figure := range figureFields(v.Key, d) {
		add(figure.Name, figure.Value, ui.Plain)
	}
	rows = append(rows, v.userRows()...)
	for _, f := range d.Fields {
		rows = append(rows, fieldRow{Field: f})
	}
	return rows
}

// trunkGroupFindings are what is wrong with the trunk group and with those that use it.
func trunkGroupFindings(at routing.Key, d apiclient.TrunkGroup, usedBy []string) []capacity.Finding {
	own := collect.TrunkGroup(at.Name, d)
	own.UsedBy = usedBy
	group := capacity.Group{ID: at.GroupID, TrunkGroups: []capacity.TrunkGroup{own}}
	return slices.DeleteFunc(capacity.Analyze(capacity.Tenant{Groups: []capacity.Group{group}}).Findings, func(f capacity.Finding) bool {
		return len(f.Path) < 3 || f.Severity < capacity.Notice
	})
}

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
		{Name: "limit in/out", Value: cmp.Or(directions(d), page.NotApplicable)},
		{Name: "bursting limit in/out", Value: cmp.Or(burstingDirections(d), page.NotApplicable)},
		{Name: "state", Value: cmp.Or(d.State, page.NotApplicable)},
		{Name: "in use", Value: cmp.Or(inUse(d), page.NotApplicable)},
		{Name: "forwarding", Value: cmp.Or(d.Forwarding, page.NotApplicable)},
	}
}

// userRows say how many enterprise trunks use it, and which.
func (v *trunkGroup) userRows() []fieldRow {
	if v.Trunks == nil {
		return nil
	}
	text, tone := v.usage.sentence(v.Kit.Keys.EnterpriseTrunks.Help().Key)
	rows := []fieldRow{{Field: apiclient.Field{Name: usedByName, Value: text}, known: true, tone: tone}}
	for _, use := range v.usage.uses() {
		name := "  " + use.item.Name
		if use.item.GroupID != "" {
			name += " of group " + use.item.GroupID
		}
		rows = append(rows, fieldRow{Field: apiclient.Field{Name: name, Value: use.text(v.Now())}, known: true, use: &use})
	}
	return rows
}

// fieldRow is a line of the detail.
type fieldRow struct {
	apiclient.Field
	known bool // one of the figures above the fields as reported
	tone  ui.Tone
	use   *trunkUse // an enterprise trunk that uses it
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

const usedByName = "used by"

func (v *trunkGroup) Export() ui.View {
	sheet := report.Rows{Table: "fields", Place: []string{v.Tenant.ID, v.Key.GroupID, v.Key.Name}, AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "field", "trunk group "+v.Key.Name, sheet, v.Missing())
}
