package plans

import (
	"context"
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// drained is the list of what is out of service.
type drained struct {
	page.Page
	links  ListLinks
	loader *ui.Loader[outages]
	table  *ui.Table[plan.Outage]
}

// outages are what is out of service, and what of the journal cannot be read.
type outages struct {
	all    []plan.Outage
	damage []change.Damage
}

// NewDrained returns the list of what is out of service.
func NewDrained(kit ui.Kit, links ListLinks) ui.View {
	v := &drained{links: links}
	service := links.Session.Plans.Service
	v.loader = ui.NewLoader(func(context.Context) (outages, error) {
		all, damage, err := service.Outages()
		return outages{all, damage}, err
	})
	v.table = ui.NewTable(kit, v.columns(kit.Theme.Glyphs), func(o plan.Outage) string { return o.Plan })
	v.table.SetGiven("the latest first")
	v.Page = page.Page{
		Kit: kit, What: "what is out of service", Heading: "out of service", At: ui.Place{Kind: page.Drained}, Aired: true, Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own,
		Counts: v.counts, Nothing: v.nothing, Head: v.head,
		Beside: ui.NewPreview[plan.Outage, struct{}](kit.Theme, v.table.Selected, func(o plan.Outage) string { return o.Plan }, nil, v.preview),
	}
	return v
}

func (v *drained) columns(glyphs ui.Glyphs) []ui.Column[plan.Outage] {
	muted := func(of func(plan.Outage) string) func(plan.Outage) ui.Cell {
		return func(o plan.Outage) ui.Cell { return ui.Cell{Text: of(o), Tone: ui.Muted} }
	}
	return []ui.Column[plan.Outage]{
		{Key: "what", Title: "OUT OF SERVICE", Min: 26, Max: 60, Flex: true, Full: func(o plan.Outage) string { return o.Scope.String() }, Cell: func(o plan.Outage) ui.Cell {
			return ui.Cell{Text: glyphs.Unchosen + " ", Tone: ui.Notice, Then: []ui.Cell{{Text: saving.NameOf(o.Scope)}}}
		}},
		{Key: "tenant", Title: "TENANT", Min: 8, Max: 30, Flex: true, Priority: 2, Cell: func(o plan.Outage) ui.Cell { return ui.Cell{Text: o.Scope.Tenant, Name: true} }},
		{Key: "trunks", Title: "TRUNKS", Right: true, Cell: func(o plan.Outage) ui.Cell { return ui.Cell{Text: strconv.Itoa(len(o.Trunks()))} }, Number: func(o plan.Outage) (float64, bool) { return float64(len(o.Trunks())), true }},
		{
			Key: "since", Title: "SINCE", Full: func(o plan.Outage) string { return o.Since.Local().Format(time.RFC3339) }, Cell: muted(func(o plan.Outage) string { return page.ClockText(o.Since, v.links.Session.Clock()) }),
			Number: func(o plan.Outage) (float64, bool) { return float64(o.Since.UnixMilli()), true },
		},
		{Key: "by", Title: "BY", Min: 6, Max: 20, Flex: true, Priority: 1, Cell: muted(func(o plan.Outage) string { return o.Who })},
		{Key: "ticket", Title: "TICKET", Min: 8, Max: 20, Flex: true, Spare: true, Cell: muted(func(o plan.Outage) string { return o.Ticket })},
		{Key: "unsure", Title: "", Spare: true, Cell: func(o plan.Outage) ui.Cell {
			if o.Unsure {
				return ui.Cell{Text: glyphs.Unknown + " unknown", Tone: ui.Unknown}
			}
			return ui.Cell{}
		}},
	}
}

func (v *drained) counts() ui.Cell {
	list, _ := v.loader.Value()
	if len(list.all) == 0 {
		return ui.Cell{}
	}
	return ui.Cell{Text: strconv.Itoa(len(list.all)), Tone: ui.Strong, Then: []ui.Cell{{Text: " of this machine, the latest first", Tone: ui.Muted}}}
}

func (v *drained) nothing() page.Empty {
	return page.Empty{
		Title: "Nothing is out of service.",
		Means: []string{"What " + v.Kit.Keys.TakeOut.Help().Key + " takes out of service on this machine, on a trunk group or a group, is listed here until it is back.", knownFrom},
	}
}

// knownFrom says how much the list can know.
const knownFrom = "It is known from the journal of this state directory alone: the platform says only that a route is missing, and not who took it out."

func (v *drained) head() [][]ui.Cell {
	list, _ := v.loader.Value()
	return damageLines(v.Kit.Theme.Glyphs, unreadable(list.damage), v.Width)
}

// preview names the routes that are out, each with its place in its enterprise trunk.
func (v *drained) preview(o plan.Outage, _ ui.Latest[struct{}]) ui.Pane {
	return ui.Pane{Title: ui.Cell{Text: saving.NameOf(o.Scope)}, Right: ui.Cell{Text: safetext.Name(o.Scope.Tenant), Tone: ui.Muted}, Lines: func(width int) []string {
		pane := page.NewPane(v.Kit.Theme, width)
		pane.Say(page.Capitalised(saving.OutText(o, v.links.Session))+".", ui.Plain)
		pane.Section("routes that are out", ui.Count(len(o.Routes), "route"))
		rows := make([]page.Row, len(o.Routes))
		for i, d := range o.Routes {
			how := ""
			if d.Route.Priority > 0 {
				how = "prio " + strconv.Itoa(d.Route.Priority) + ", weight " + strconv.Itoa(d.Route.Weight)
			}
			rows[i] = page.Row{Cells: []ui.Cell{{Text: d.Subject.Name}, {Text: d.Route.TrunkGroup.String(), Tone: ui.Muted}, {Text: how, Tone: ui.Muted}}}
		}
		pane.Grid("n  l  l", rows...)
		return pane.Lines()
	}}
}

func (v *drained) Title() string { return "out of service" }

func (v *drained) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged:
		return v.loader.Load()
	}
	if v.loader.Update(msg) {
		list, _ := v.loader.Value()
		v.table.SetRows(list.all)
		v.Reframe()
	}
	return nil
}

func (v *drained) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	o, ok := v.table.Selected()
	switch k := v.Kit.Keys; {
	case page.Pressed(msg, k.Refresh):
		return v.Refresh()
	case page.Pressed(msg, k.Open) && ok:
		return ui.Push(v.links.Place(o.Scope)...)
	case page.Pressed(msg, k.TakeOut) && ok:
		return ui.Push(v.links.Session.Plans.PutBack(o.Routes))
	}
	return nil
}

func (v *drained) own(bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if len(own) == 0 {
		return nil
	}
	return append(own, ui.Named(v.Kit.Keys.TakeOut, "put back"))
}

func (v *drained) Info() ui.Info {
	info := v.Page.Info()
	if info.Summary.Whole() == "" {
		info.Summary = ui.Cell{Text: "known from this journal alone", Tone: ui.Muted}
	}
	if o, ok := v.table.Selected(); ok && info.Status.Whole() == "" {
		info.Status = ui.Cell{Text: saving.NameOf(o.Scope), Tone: ui.Strong, Then: []ui.Cell{{Text: "  " + saving.OutText(o, v.links.Session) + ": " + safetext.Names(o.Trunks(), ", ")}}}
	}
	return info
}

// Meanings explain what the list knows.
func (v *drained) Meanings() []ui.Meaning {
	return append([]ui.Meaning{{Word: "out of service"}, {Text: knownFrom}}, v.Page.Meanings()...)
}

func (v *drained) CopyID() string {
	o, _ := v.table.Selected()
	return o.Plan
}

func (v *drained) CopyText() []string {
	o, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return []string{page.Capitalised(saving.NameOf(o.Scope)) + " of tenant " + safetext.Name(o.Scope.Tenant), page.Capitalised(saving.OutText(o, v.links.Session)), "Enterprise trunks: " + safetext.Names(o.Trunks(), ", ")}
}

func (v *drained) Export() ui.View {
	missing := ""
	if list, _ := v.loader.Value(); len(list.damage) > 0 {
		missing = "a part of the journal cannot be read"
	}
	return page.ExportTable(&v.Page, v.table, "outage", "what is out of service", report.Rows{Table: "out of service", AsOf: v.Source.At()}, missing)
}
