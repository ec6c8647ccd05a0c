package trunks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// enterpriseTrunk is the routing of one enterprise trunk, its routes in their order.
type enterpriseTrunk struct {
	page.Page
	tenant apiclient.Tenant
	owner  apiclient.TrunkOwner
	name   string
	api    Client
	loader *ui.Loader[routing.Trunk]
	table  *ui.Table[routeRow]
	RoutingLinks
	around *Surroundings
	seen   *ui.Loader[lastLook]
	since  change.Since
	parked []routing.Parked
	unsure time.Time
	out    *saving.Outages
	whatIf whatIf
	routes *routes // as they are shown
	shape  shape   // of their columns
	wish   wish    // what is to be opened once the trunk is read
}

// wish is what a routing was opened for. Any key gives it up.
type wish int

const (
	nothing wish = iota
	itsForm
	itsWhatIf
)

// RoutingLinks are what the routing of an enterprise trunk opens.
type RoutingLinks struct {
	Open    func(apiclient.Tenant, routing.Key) ui.View // a trunk group
	Session saving.Session
}

// NewRouting returns the routing of an enterprise trunk.
func NewRouting(kit ui.Kit, api Client, tenant apiclient.Tenant, item apiclient.EnterpriseTrunkItem, around *Surroundings, links RoutingLinks) ui.View {
	v := &enterpriseTrunk{tenant: tenant, owner: OwnerOf(tenant, item), api: api, around: around, RoutingLinks: links}
	v.out = saving.NewOutages(links.Session, kit.Keys)
	v.around.out = v.out
	v.routes = &routes{glyphs: kit.Theme.Glyphs, around: around}
	v.table = ui.NewTable(kit, v.routes.columns(v.shape), func(r routeRow) string { return r.TrunkGroup.GroupID + "\x00" + r.TrunkGroup.Name })
	v.Page = page.Page{Kit: kit, Heading: "routing", Rows: v.table, Counts: v.counts, Strip: v.strip, Own: v.own}
	v.rename(item.Name)
	return v
}

// OwnerOf returns whose an enterprise trunk of the list is.
func OwnerOf(tenant apiclient.Tenant, item apiclient.EnterpriseTrunkItem) apiclient.TrunkOwner {
	return apiclient.TrunkOwner{Tenant: tenant.ID, Group: item.GroupID}
}

func (v *enterpriseTrunk) Title() string { return v.name }

func (v *enterpriseTrunk) Init() tea.Cmd { return tea.Batch(v.Page.Init(), v.out.Load()) }

func (v *enterpriseTrunk) Refresh() tea.Cmd {
	v.around.forget()
	return v.Page.Refresh()
}

func (v *enterpriseTrunk) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if _, moved := msg.(saving.JournalChanged); moved {
		return tea.Batch(v.loader.Load(), v.out.Load()) // an undo may have changed it
	}
	if changed, _ := v.out.Update(msg); changed {
		v.show()
		return nil
	}
	switch {
	case v.loader.Update(msg):
		return v.read()
	case v.seen.Update(msg):
		// What changed is shown until the screen is left: the next look of this screen
		// finds it unchanged.
		look, _ := v.seen.Value()
		if len(look.since.Changes) > 0 {
			v.since = look.since
		}
		v.parked, v.unsure = look.parked, look.unsure
		v.show()
	case v.around.update(msg):
		v.show()
	}
	return nil
}

// read takes what was read of the trunk, and asks for its trunk groups and the last look.
func (v *enterpriseTrunk) read() tea.Cmd {
	trunk, known := v.loader.Value()
	if err := v.loader.Err(); err != nil && !ui.IsPartial(err) || !known {
		return nil
	}
	v.show()
	cmds := []tea.Cmd{v.around.read(keysOf(trunk.Routes)...)}
	switch v.wish {
	case itsForm:
		cmds = append(cmds, v.edit())
	case itsWhatIf:
		v.nextWhatIf()
	}
	v.wish = nothing
	if service := v.Session.Service; service != nil {
		subject, image := v.Session.Trunk(v.owner, v.name), imageOf(trunk)
		v.seen.Close()
		v.seen = ui.NewLoader(func(context.Context) (look lastLook, err error) {
			entries, unlisted := service.Unsettled(subject)
			look.unsure = saving.UnsureSince(entries)
			look.since, err = service.Opened(subject, image)
			return look, errors.Join(err, unlisted, service.Kept(subject, &look.parked))
		})
		cmds = append(cmds, v.seen.Load())
	}
	return tea.Batch(cmds...)
}

// lastLook is what lies on this machine beside a trunk: how it changed since it was
// looked at last, which of its routes are parked, and when the save began of which
// nobody knows how it ended; zero where there is none.
type lastLook struct {
	since  change.Since
	parked []routing.Parked
	unsure time.Time
}

// whyReadOnly says why the form cannot be opened. Where the routes are not reported a save would
// put an empty list in their place.
func (v *enterpriseTrunk) whyReadOnly() string {
	if trunk, _ := v.loader.Value(); trunk.RoutesUnreported {
		return "view only: the platform did not report the routes of " + v.name + ", and a save would empty them"
	}
	if ui.IsPartial(v.loader.Err()) {
		return "view only: a route of " + v.name + " is unreadable, and a save would drop it"
	}
	return v.Session.WhyReadOnly()
}

// edit opens the form, or says why it cannot.
func (v *enterpriseTrunk) edit() tea.Cmd {
	if why := v.whyReadOnly(); why != "" {
		return ui.Notify(why)
	}
	trunk, _ := v.loader.Value()
	editor := newEditor(v.Kit, v.api, v.Session, v.owner, trunk, v.Source.At(), v.around, v.changed)
	if row, ok := v.table.Selected(); ok {
		editor.form.cursor = max(0, slices.Index(keysOf(trunk.Routes), row.TrunkGroup))
	}
	return ui.Push(editor)
}

func (v *enterpriseTrunk) press(msg tea.KeyMsg) tea.Cmd {
	v.wish = nothing
	if v.HandleKey(msg) {
		return nil
	}
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Open):
		if route, ok := v.table.Selected(); ok {
			return ui.Push(v.Open(v.tenant, route.TrunkGroup))
		}
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Edit), v.Known() && page.Pressed(msg, v.Kit.Keys.EditPlace):
		return v.edit()
	case page.Pressed(msg, v.Kit.Keys.WhatIf):
		v.nextWhatIf()
	}
	return nil
}

// changed takes how a save ended: the trunk is read again, after a rename by its new name.
func (v *enterpriseTrunk) changed(result change.Result) tea.Cmd {
	if result.Verdict == change.Saved && result.Subject.Name != "" && result.Subject.Name != v.name {
		v.rename(result.Subject.Name)
	}
	v.since = change.Since{}
	return v.Refresh()
}

// rename has the enterprise trunk of another name shown.
func (v *enterpriseTrunk) rename(name string) {
	v.loader.Close()
	v.name, v.At = name, ui.Place{Kind: page.Routing, Path: []string{v.tenant.ID, v.owner.Group, name}}
	api, owner := v.api, v.owner
	v.loader = ui.NewLoader(func(ctx context.Context) (routing.Trunk, error) {
		return Read(ctx, api, owner, name)
	})
	v.What, v.Source, v.Known = "enterprise trunk "+name, v.loader, page.IsRead(v.loader)
}

// nextWhatIf imagines the selected trunk group down, again its group, and again nothing.
func (v *enterpriseTrunk) nextWhatIf() {
	route, ok := v.table.Selected()
	switch {
	case !ok:
	case v.whatIf.at != route.TrunkGroup:
		v.whatIf = whatIf{at: route.TrunkGroup}
	case !v.whatIf.group:
		v.whatIf.group = true
	default:
		v.whatIf = whatIf{}
	}
	v.show()
}

// SetSize lays everything out anew: the sections take what room there is.
func (v *enterpriseTrunk) SetSize(width, height int) {
	v.Page.SetSize(width, height)
	v.show()
}

// show puts what is known of the trunk on the screen.
func (v *enterpriseTrunk) show() {
	trunk, known := v.loader.Value()
	if !known {
		return
	}
	if trunk.RoutesUnreported {
		v.table.SetEmpty("the routes are " + page.NotReported + ": to be looked at, and not edited")
	} else {
		v.table.SetEmpty("enterprise trunk " + v.name + " has no routes")
	}
	*v.routes = newRoutes(v.Kit.Theme.Glyphs, trunk, v.around, v.whatIf)
	v.Heading = v.routes.heading()
	if is := v.routes.shape(v.Width); is != v.shape {
		v.shape = is
		v.table.SetColumns(v.routes.columns(is))
	}
	v.table.SetRows(v.routes.rows())
	over, under, apart := v.sections(trunk)
	v.table.SetParts(v.routes.parts(apart))
	v.Around(over, under)
}

// sections draws what stands above and below the routes, with as much air as there is room
// for, and says whether the parts of the routes stand apart. Where even the routes have no
// room, what the breadcrumb and most trunks have alike is left out.
func (v *enterpriseTrunk) sections(trunk routing.Trunk) (over, under []string, apart bool) {
	theme := v.Kit.Theme
	draw := func(lines [][]ui.Cell) []string {
		if len(lines) == 0 {
			return nil
		}
		return strings.Split(page.DrawLines(theme, v.Width, len(lines), lines), "\n")
	}
	notes := draw(append(append(v.unsureLines(), v.sinceLines(trunk)...), v.parkedLines(trunk)...))
	facts := draw(v.facts(trunk))
	s := sections{routes: v.routes, theme: theme, width: v.Width}
	ahead, exhausted := s.ahead(v.Height), draw([][]ui.Cell{s.exhausted()})
	const rules = 3 // two rules and a heading
	room := v.Height - rules - len(facts) - len(notes) - len(exhausted)
	airy, tight := room-v.routes.lines(true), room-v.routes.lines(false)
	rule := ui.Rule{Title: ui.Cell{Text: "routing"}}.Draw(theme, v.Width)
	switch blank := []string{""}; {
	case airy >= len(ahead)+3:
		notes, exhausted, apart = append(notes, ""), append(blank, exhausted...), true
		if len(ahead) > 0 {
			ahead = append(blank, ahead...)
		}
	case tight >= len(ahead):
	case airy >= 2 && v.whatIf == whatIf{}:
		notes, exhausted, ahead, apart = append(notes, ""), append(blank, exhausted...), nil, true
	case tight >= 0:
		ahead = s.within(ahead, tight)
	default:
		ahead = nil
		if room < 6 {
			facts = facts[1 : len(facts)-1]
		}
	}
	return slices.Concat([]string{rule}, facts, notes), append(exhausted, ahead...), apart
}

// facts are the fields of the trunk, each with what is doubtful in it.
func (v *enterpriseTrunk) facts(trunk routing.Trunk) [][]ui.Cell {
	muted := func(text string) ui.Cell { return ui.Cell{Text: text, Tone: ui.Muted} }
	reported := func(text string) ui.Cell { // muted where nothing was
		if text == page.NotReported {
			return muted(text)
		}
		return ui.Cell{Text: text}
	}
	fact := func(label string, cells ...ui.Cell) []ui.Cell {
		return append([]ui.Cell{muted("   " + page.Pad(label, 22))}, cells...)
	}
	mode := []ui.Cell{reported(cmp.Or(string(trunk.Mode), page.NotReported))}
	reroutes := []ui.Cell{reported(pointed(trunk.MaxReroutes))}
	switch trunk.Mode {
	case routing.Weighted:
		mode = append(mode, muted("   spreads a priority's calls by weight"))
		reroutes = append(reroutes, muted("   within a priority "), reported(pointed(trunk.MaxReroutesWithinPriority)))
	case routing.Ordered:
		how := "   any of them may be first"
		if v.routes.trunk.IsTriedInOrder() {
			if how = "   from the top, the next when one is full"; v.shape.narrow {
				how = "   the next when full"
			}
		}
		mode = append(mode, muted("   algorithm "), reported(algorithm(trunk)), muted(how))
	default:
		mode = append(mode, muted("   algorithm "), reported(algorithm(trunk)))
	}
	exhausted := []ui.Cell{reported(inWords(exhaustion(trunk)))}
	for _, n := range v.notices(trunk) {
		cell := muted("   " + n.Brief)
		if n.Severity > routing.Info {
			cell = ui.Cell{Text: "   " + v.Kit.Theme.Glyphs.Notice + " " + n.Brief, Tone: ui.Notice}
		}
		switch n.Field {
		case routing.FieldMaxReroutes, routing.FieldMaxReroutesWithinPriority:
			reroutes = append(reroutes, cell)
		case routing.FieldExhaustionAction:
			exhausted = append(exhausted, cell)
		}
	}
	return [][]ui.Cell{
		fact("Name", ui.Cell{Text: v.name}), fact("Mode", mode...), fact("Max reroutes", reroutes...),
		fact("When exhausted", exhausted...), fact("Capacity management", reported(management(trunk))),
	}
}

// notices are what is doubtful, in what is imagined where something is.
func (v *enterpriseTrunk) notices(trunk routing.Trunk) []routing.Notice {
	if v.whatIf != (whatIf{}) {
		return trunk.Without(v.routes.isGone).Notices
	}
	return routing.Notices(trunk, v.around.known())
}

// counts is how many calls are up, and what is doubtful in the routes as a whole.
func (v *enterpriseTrunk) counts() ui.Cell {
	trunk, _ := v.loader.Value()
	counts := v.routes.counts()
	for _, n := range v.notices(trunk) {
		if (n.Code != routing.CodeOneRoute && n.Code != routing.CodeNoRoute) || len(trunk.Routes) == 0 {
			continue
		}
		cell := noticeCell(v.Kit.Theme.Glyphs, n)
		cell.Text = strings.TrimLeft(cell.Text, " ")
		if counts.Text != "" {
			cell.Then = []ui.Cell{{Text: " " + v.Kit.Theme.Glyphs.Dot + " ", Tone: ui.Muted}, counts}
		}
		return cell
	}
	return counts
}

// strip says what is imagined, in place of the rule above the routes.
func (v *enterpriseTrunk) strip(width int) string {
	if v.whatIf == (whatIf{}) {
		return ""
	}
	name := v.whatIf.text()
	if v.shape.narrow && !v.whatIf.group {
		name = v.whatIf.at.Name
	}
	what := ui.Cell{Text: "  WHAT IF  ", Tone: ui.Strong, Then: []ui.Cell{{Text: name, Tone: ui.Strong}, {Text: " is down"}}}
	return ui.Edges(v.Kit.Theme, ui.OnWhatIf, width, what, ui.Cell{Text: "imagined: nothing is sent "})
}

// management tells the own limit, which there is only with capacity management.
func management(t routing.Trunk) string {
	switch {
	case t.CapacityManagement == nil:
		return page.NotReported
	case !*t.CapacityManagement:
		return "off"
	}
	text := "on: max active calls " + pointed(t.MaxActiveCalls)
	for _, f := range t.Reported {
		text += ", " + f.Label() + " " + cmp.Or(t.Text(f), "none")
	}
	if n := t.TrapInitialCalls; n != nil {
		text += ", trap above " + pointed(n)
	}
	if n := t.TrapOffsetCalls; n != nil {
		text += ", then every " + pointed(n)
	}
	return text
}

// unsureLines say that how a save of the trunk ended is not known.
func (v *enterpriseTrunk) unsureLines() [][]ui.Cell {
	if v.unsure.IsZero() {
		return nil
	}
	text := v.Kit.Theme.Glyphs.Unknown + " how the save of " + v.unsure.In(v.Session.Clock().Location()).Format("2 Jan 15:04") +
		" ended is not known: nothing is saved here until it is settled; " + v.Kit.Keys.Edits.Help().Key + " shows it"
	return page.WrapCell(ui.Cell{Text: text, Tone: ui.Notice}, v.Width, 3)
}

func (v *enterpriseTrunk) sinceLines(trunk routing.Trunk) [][]ui.Cell {
	if len(v.since.Changes) == 0 || trunk.RoutesUnreported {
		return nil
	}
	before, err := change.TrunkOf(v.since.Before)
	changes := saving.ChangeTexts(routing.Diff(before, trunk))
	if err != nil || len(changes) == 0 {
		return nil
	}
	const most = 2
	text := v.Kit.Theme.Glyphs.Changed + " changed since " + v.since.At.In(v.Session.Clock().Location()).Format("2 Jan 15:04") + ": " + strings.Join(changes[:min(most, len(changes))], "; ")
	if more := len(changes) - most; more > 0 {
		text += "; and " + ui.Count(more, "more change")
	}
	return page.WrapCell(ui.Cell{Text: text, Tone: ui.Notice}, v.Width, 3)
}

// parkedLines name the routes that are parked on this machine, which are not sent, those first that
// a plan took out of service.
func (v *enterpriseTrunk) parkedLines(trunk routing.Trunk) [][]ui.Cell {
	var lines [][]ui.Cell
	drained := make(map[routing.Key]bool)
	for _, d := range v.out.Drained(v.Session.Trunk(v.owner, v.name)) {
		drained[d.Route.TrunkGroup] = true
		text := v.Kit.Theme.Glyphs.Unchosen + " " + d.Route.TrunkGroup.String() + ": " + saving.RouteOutText(d, v.Session)
		lines = append(lines, page.WrapCell(ui.Cell{Text: text, Tone: ui.Notice}, v.Width, 3)...)
	}
	for _, p := range routing.NewDraft(trunk, v.parked).Parked {
		if drained[p.Route.TrunkGroup] {
			continue
		}
		text := "parked here " + ParkedSince(p.At, v.Session.Clock()) + ", not sent: " + p.Route.TrunkGroup.String()
		if p.Note != "" {
			text += ", " + p.Note
		}
		lines = append(lines, page.WrapCell(ui.Cell{Text: text, Tone: ui.Muted}, v.Width, 3)...)
	}
	return lines
}

func (v *enterpriseTrunk) Busy() bool { return v.Page.Busy() || v.around.busy() }

func (v *enterpriseTrunk) CloseLayer() bool {
	if v.Page.CloseLayer() {
		return true
	}
	imagined := v.whatIf != whatIf{}
	v.whatIf = whatIf{}
	v.show()
	return imagined
}

func (v *enterpriseTrunk) Close() {
	v.Page.Close()
	v.out.Close()
	v.seen.Close()
	v.around.close()
}

func (v *enterpriseTrunk) Info() ui.Info {
	trunk, known := v.loader.Value()
	info := v.Page.Info()
	if !known {
		return info
	}
	g := v.Kit.Theme.Glyphs
	info.Summary = ui.Cell{Text: routeCount(trunk), Tone: ui.Muted}
	if n := standingOf(trunk, v.around); n.down > 0 {
		info.Summary.Then = []ui.Cell{{Text: " " + g.Dot + " ", Tone: ui.Muted}, {Text: fmt.Sprintf("%s %d down", g.Blocked, n.down), Tone: ui.Over}}
	}
	row, ok := v.table.Selected()
	switch {
	case info.Status.Text != "":
	case v.whatIf != whatIf{}:
		info.Status = ui.Cell{Text: "what if", Tone: ui.Strong, Then: []ui.Cell{{Text: "  " + v.next(), Tone: ui.Muted}}}
	case ok:
		info.Status = v.routes.status(row)
		if out := v.around.outText(row.TrunkGroup); out != "" {
			info.Also = append(info.Also, info.Status)
			info.Status = ui.Cell{Text: g.Unchosen + " " + out, Tone: ui.Notice}
		}
	}
	return info
}

// next says what the key of the what-if does next.
func (v *enterpriseTrunk) next() string {
	down, ends := v.Kit.Keys.WhatIf.Help().Key, v.Kit.Keys.Back.Help().Key+" ends it"
	if row, ok := v.table.Selected(); ok && row.TrunkGroup != v.whatIf.at {
		return down + ": this one instead; " + ends
	} else if ok && !v.whatIf.group {
		text := down + ": its whole group " + safetext.Name(v.whatIf.at.GroupID) + " is down; " + ends
		if more := "; " + down + " on another row: that one instead"; safetext.Width(text+more)+len(" what if  ") <= v.Width {
			text += more
		}
		return text
	}
	return down + " or " + ends
}

func (v *enterpriseTrunk) own(all bool) []key.Binding {
	if !v.Known() {
		return nil
	}
	keys := page.OpenKey(&v.Page, v.table)
	switch {
	case all:
		keys = append(keys, v.Kit.Keys.Edit, v.Kit.Keys.EditPlace)
	case v.canEdit() && v.Width < namedFrom:
		keys = append(keys, v.Kit.Keys.Edit)
	}
	if _, ok := v.table.Selected(); ok {
		keys = append(keys, v.Kit.Keys.WhatIf)
	}
	if !all && v.whatIf != (whatIf{}) {
		const group = "its whole group"
		what := ui.Named(v.Kit.Keys.WhatIf, page.Pad("this one", len(group))) // the keys behind it stay where they are
		if row, ok := v.table.Selected(); ok && row.TrunkGroup == v.whatIf.at {
			what = ui.Named(what, map[bool]string{false: group, true: "end what-if"}[v.whatIf.group])
		}
		keys[len(keys)-1] = what
		keys = append([]key.Binding{what, ui.Named(v.Kit.Keys.Back, "end what-if")}, keys[:len(keys)-1]...)
	}
	return keys
}

// namedFrom is the width from which on the key line has room for the name of the enterprise trunk,
// which the breadcrumb has already, beside what if.
const namedFrom = 100

// Edits is of the enterprise trunk.
func (v *enterpriseTrunk) Edits() (on, about string) {
	if !v.canEdit() || v.Width < namedFrom {
		return "", ""
	}
	return v.name, ""
}

func (v *enterpriseTrunk) canEdit() bool { return v.Known() && v.whyReadOnly() == "" }

func (v *enterpriseTrunk) CopyID() string {
	if route, ok := v.table.Selected(); ok {
		return route.TrunkGroup.Name
	}
	return v.name
}

// CopyText is what was read, never what is imagined.
func (v *enterpriseTrunk) CopyText() []string {
	place := trunkPath(v.tenant, v.owner.Group, v.name)
	trunk, known := v.loader.Value()
	if !known {
		return []string{place, "its routing was not read"}
	}
	return append([]string{place}, routingText(trunk, routing.Notices(trunk, v.around.known()))...)
}

// trunkPath is the place of an enterprise trunk.
func trunkPath(tenant apiclient.Tenant, group, name string) string {
	if group != "" {
		group = "group " + group
	}
	return page.PathText(page.TenantLabel(tenant), group, "enterprise trunk "+name)
}

// routingText is the text about an enterprise trunk, its routes in their order.
func routingText(t routing.Trunk, notices []routing.Notice) []string {
	const most = 12
	first := "Mode " + cmp.Or(string(t.Mode), page.NotReported)
	if t.Mode != routing.Weighted {
		first += ", " + algorithm(t)
	}
	lines := []string{first + ", max reroutes " + pointed(t.MaxReroutes) + ", when exhausted: " + exhaustion(t)}
	for i, share := range t.Shares()[:min(most, len(t.Routes))] {
		lines = append(lines, routeText(i+1, t.Routes[i], t.Mode == routing.Weighted, share))
	}
	switch more := len(t.Routes) - most; {
	case t.RoutesUnreported:
		lines = append(lines, "routes "+page.NotReported)
	case len(t.Routes) == 0:
		lines = append(lines, "no routes")
	case more > 0:
		lines = append(lines, "and "+ui.Count(more, "more route"))
	}
	for _, n := range notices[:min(most, len(notices))] {
		lines = append(lines, noticeText(n))
	}
	return lines
}

// routeCount says how many routes there are, where that is reported.
func routeCount(t routing.Trunk) string {
	if t.RoutesUnreported {
		return "routes " + page.NotReported
	}
	return ui.Count(len(t.Routes), "route")
}

func algorithm(t routing.Trunk) string {
	if t.Mode == routing.Weighted {
		return page.NotApplicable
	}
	return cmp.Or(t.OrderingAlgorithm, page.NotReported)
}

func pointed(n *int) string {
	if n == nil {
		return page.NotReported
	}
	return strconv.Itoa(*n)
}

// exhaustion tells what happens to a call that no route took.
func exhaustion(t routing.Trunk) string {
	switch {
	case t.ExhaustionAction == "":
		return page.NotReported
	case t.ExhaustionDestination != "":
		return t.ExhaustionAction + " to " + t.ExhaustionDestination
	case t.ExhaustionAction == "Forward":
		return t.ExhaustionAction + ", destination " + page.NotReported
	}
	return t.ExhaustionAction
}

// inWords is a sentence of the API's in the middle of a screen.
func inWords(text string) string {
	for _, word := range []string{routing.Forward, routing.None} {
		if rest, ok := strings.CutPrefix(text, word); ok {
			return strings.ToLower(word) + rest
		}
	}
	return text
}

func routeText(place int, r routing.Route, weighted bool, share int) string {
	text := fmt.Sprintf("%d. %s of group %s", place, safetext.Name(r.TrunkGroup.Name), safetext.Name(r.TrunkGroup.GroupID))
	if weighted {
		text += fmt.Sprintf(", priority %d, weight %d", r.Priority, r.Weight)
		if share >= 0 {
			text += fmt.Sprintf(", share %d%%", share)
		}
	}
	return text
}

func noticeText(n routing.Notice) string {
	if n.Route == (routing.Key{}) {
		return n.Text
	}
	return n.Route.String() + ": " + n.Text
}

// Export is the routes as they were read, so not while some are imagined down.
func (v *enterpriseTrunk) Export() ui.View {
	shown, _ := v.table.Counts()
	place := slices.DeleteFunc([]string{v.tenant.ID, v.owner.Group, v.name}, func(id string) bool { return id == "" })
	missing := ""
	if v.around.busy() {
		missing = "it is still being read"
	}
	e := page.TableExport(v.table, "route", "enterprise trunk "+v.name, report.Rows{Table: "routes", Place: place, AsOf: v.Source.At()}, missing)
	if v.whatIf != (whatIf{}) {
		e.Notes = append(e.Notes, "WHAT IF "+v.whatIf.text()+" is down: esc shows what is so")
	}
	return v.ExportView(e, shown)
}

// whatIf is the trunk group, or the group, that is imagined down; zero is none.
type whatIf struct {
	at    routing.Key
	group bool
}

// down reports whether a trunk group is imagined down.
func (w whatIf) down(key routing.Key) bool {
	return w.at != (routing.Key{}) && key.GroupID == w.at.GroupID && (w.group || key == w.at)
}

func (w whatIf) text() string {
	if w.group {
		return "group " + safetext.Name(w.at.GroupID)
	}
	return w.at.String()
}
