package plans

import (
	"context"
	"strconv"
	"strings"
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

// kept is the list of the plans that were begun here: each can be gone on with, and undone.
type kept struct {
	page.Page
	links  ListLinks
	loader *ui.Loader[keptPlans]
	table  *ui.Table[keptPlan]
}

// ListLinks are what the lists of plans and of what is out of service open.
type ListLinks struct {
	Links
	Plan func(id string) ui.View
	// Place returns the screens down to what was taken out of service.
	Place func(scope plan.Scope) []ui.View
}

// keptPlans are those of the state directory, with what the journal tells of each.
type keptPlans struct {
	plans  []keptPlan
	damage []string // what cannot be read
}

type keptPlan struct {
	plan.Plan
	status []plan.ItemStatus
}

// NewKept returns the list of the plans that were begun.
func NewKept(kit ui.Kit, links ListLinks) ui.View {
	v := &kept{links: links}
	service := links.Session.Plans.Service
	v.loader = ui.NewLoader(func(context.Context) (keptPlans, error) {
		all, damaged, err := service.Plans()
		if err != nil {
			return keptPlans{}, err
		}
		var list keptPlans
		for _, d := range damaged {
			list.damage = append(list.damage, d.Error())
		}
		entries, unread, err := links.Session.Service.Journal()
		list.damage = append(list.damage, unreadable(unread)...)
		for _, p := range all {
			list.plans = append(list.plans, keptPlan{p, p.Status(entries)})
		}
		return list, err
	})
	v.table = ui.NewTable(kit, v.columns(kit.Theme.Glyphs), func(p keptPlan) string { return p.ID })
	v.table.SetGiven("the latest first")
	v.Page = page.Page{
		Kit: kit, What: "the plans that were begun", Heading: "plans", At: ui.Place{Kind: page.Plans}, Aired: true, Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own,
		Counts: v.counts, Head: v.head, Nothing: func() page.Empty {
			return page.Empty{Title: "No plan was begun yet.", Means: []string{"Every plan that is applied on this machine is listed here: one that stopped, or was cut off, is gone on with from here."}}
		},
	}
	return v
}

func (v *kept) columns(glyphs ui.Glyphs) []ui.Column[keptPlan] {
	muted := func(of func(keptPlan) string) func(keptPlan) ui.Cell {
		return func(p keptPlan) ui.Cell { return ui.Cell{Text: of(p), Tone: ui.Muted} }
	}
	return []ui.Column[keptPlan]{
		{Key: "result", Title: "RESULT", Min: 11, Cell: func(p keptPlan) ui.Cell { return p.cell(glyphs) }},
		{Key: "done", Title: "DONE", Right: true, Cell: func(p keptPlan) ui.Cell { return ui.Cell{Text: p.doneText()} }, Number: func(p keptPlan) (float64, bool) { return float64(plan.Count(p.status, plan.Done)), true }},
		{
			Key: "when", Title: "WHEN", Full: func(p keptPlan) string { return p.At.Local().Format(time.RFC3339) }, Cell: muted(func(p keptPlan) string { return page.ClockText(p.At, v.links.Session.Clock()) }),
			Number: func(p keptPlan) (float64, bool) { return float64(p.At.UnixMilli()), true },
		},
		{Key: "what", Title: "WHAT", Min: 30, Max: 80, Flex: true, Cell: func(p keptPlan) ui.Cell { return ui.Cell{Text: p.Title, Name: true} }},
		{Key: "tenant", Title: "TENANT", Min: 8, Max: 30, Flex: true, Priority: 2, Cell: muted(func(p keptPlan) string { return strings.Join(p.Tenants(), ", ") })},
		{Key: "by", Title: "BY", Min: 6, Max: 20, Flex: true, Priority: 3, Cell: muted(func(p keptPlan) string { return p.Who })},
		{Key: "ticket", Title: "TICKET", Min: 8, Max: 20, Flex: true, Spare: true, Priority: 1, Cell: muted(func(p keptPlan) string { return p.Ticket })},
		{Key: "id", Title: "ID", Wide: true, Cell: muted(func(p keptPlan) string { return p.ID })},
	}
}

// included counts the items that are not left out.
func (p keptPlan) included() int { return len(p.Items) - plan.Count(p.status, plan.LeftOut) }

func (p keptPlan) doneText() string { return ofCount(plan.Count(p.status, plan.Done), p.included()) }

// cell says how a plan stands, by sign and word.
func (p keptPlan) cell(glyphs ui.Glyphs) ui.Cell {
	switch count := func(states ...plan.State) int { return plan.Count(p.status, states...) }; {
	case count(plan.Unknown) > 0:
		return ui.Cell{Text: glyphs.Unknown + " unknown", Tone: ui.Unknown}
	case count(plan.Running) > 0:
		return ui.Cell{Text: glyphs.Unknown + " running", Tone: ui.Live}
	case count(plan.Overtaken) > 0:
		return ui.Cell{Text: glyphs.Over + " overtaken", Tone: ui.Full}
	case count(plan.NotSaved) > 0:
		return ui.Cell{Text: glyphs.Failed + " not saved", Tone: ui.Failed}
	case count(plan.Done)+count(plan.Undone) == p.included() && count(plan.Undone) > 0:
		return ui.Cell{Text: "  " + plan.Undone.String(), Tone: ui.Muted}
	case count(plan.Done) == p.included():
		return ui.Cell{Text: glyphs.Good + " done", Tone: ui.Good}
	}
	return ui.Cell{Text: glyphs.Notice + " stopped", Tone: ui.Notice}
}

func (v *kept) counts() ui.Cell {
	list, _ := v.loader.Value()
	if len(list.plans) == 0 {
		return ui.Cell{}
	}
	return ui.Cell{Text: strconv.Itoa(len(list.plans)), Tone: ui.Strong, Then: []ui.Cell{{Text: " of this machine, the latest first", Tone: ui.Muted}}}
}

func (v *kept) Title() string { return "plans" }

func (v *kept) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged:
		return v.loader.Load()
	}
	if v.loader.Update(msg) {
		list, _ := v.loader.Value()
		v.table.SetRows(list.plans)
		v.Reframe()
	}
	return nil
}

func (v *kept) head() [][]ui.Cell {
	list, _ := v.loader.Value()
	return damageLines(v.Kit.Theme.Glyphs, list.damage, v.Width)
}

// unreadable says what of the journal cannot be read, and why.
func unreadable(damaged []change.Damage) (words []string) {
	for _, d := range damaged {
		words = append(words, d.Error())
	}
	return words
}

// damageLines name what of the state directory cannot be read.
func damageLines(glyphs ui.Glyphs, damage []string, width int) [][]ui.Cell {
	if len(damage) == 0 {
		return nil
	}
	text := glyphs.Failed + " damaged, and so perhaps missing here: " + damage[0]
	if more := len(damage) - 1; more > 0 {
		text += "; and " + strconv.Itoa(more) + " more"
	}
	return page.WrapCell(ui.Cell{Text: text, Tone: ui.Failed}, width, 1)
}

func (v *kept) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	p, ok := v.table.Selected()
	switch k := v.Kit.Keys; {
	case page.Pressed(msg, k.Refresh):
		return v.Refresh()
	case page.Pressed(msg, k.Open) && ok:
		return ui.Push(v.links.Plan(p.ID))
	case page.Pressed(msg, k.Delete) && ok:
		service, reload := v.links.Session.Plans.Service, v.loader.Load
		return ui.Confirm(ui.Question{
			Title: "Forget this plan?", Text: p.Title + ": " + p.doneText() + " done.\nWhat was applied of it stays in the journal; it cannot be gone on with any more.", Verb: "forget",
			Yes: func() tea.Msg {
				if err := service.Forget(p.ID); err != nil {
					return ui.Fail(err)()
				}
				return reload()()
			},
		})
	}
	return nil
}

func (v *kept) own(bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if len(own) == 0 {
		return nil
	}
	return append(own, ui.Named(v.Kit.Keys.Delete, "forget"))
}

func (v *kept) Info() ui.Info {
	info := v.Page.Info()
	if p, ok := v.table.Selected(); ok && info.Status.Whole() == "" {
		info.Status = ui.Cell{Text: p.Title, Tone: ui.Strong, Then: []ui.Cell{{Text: "  " + p.doneText() + " done" + byText(p.Who, p.Ticket), Tone: ui.Plain}}}
	}
	return info
}

// byText says by whom, and for which ticket.
func byText(who, ticket string) string {
	text := ", by " + who
	if ticket != "" {
		text += " for " + ticket
	}
	return text
}

func (v *kept) CopyID() string {
	p, _ := v.table.Selected()
	return p.ID
}

func (v *kept) CopyText() []string {
	p, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return []string{p.Title + ", tenant " + safetext.Names(p.Tenants(), ", ") + " at " + p.Host, "Plan " + p.ID + ": " + p.doneText() + " done" + byText(p.Who, p.Ticket)}
}

func (v *kept) Export() ui.View {
	missing := ""
	if list, _ := v.loader.Value(); len(list.damage) > 0 {
		missing = "some plans cannot be read"
	}
	return page.ExportTable(&v.Page, v.table, "plan", "the plans", report.Rows{Table: "plans", AsOf: v.Source.At()}, missing)
}
