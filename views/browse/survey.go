package browse

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/plan"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
)

// survey follows the reading of a tenant's capacity for a screen. Figures show as
// they arrive; when everything is read once more, what is shown stays until the
// new figures are all there.
type survey struct {
	stream *ui.Stream[collect.Snapshot]
	now    Collection // the present one; nil before the first
	group  string     // of one group alone, its trunk groups; empty: of all groups
	judge  judge

	shown collect.Snapshot
	above collect.Snapshot // what the screen above has shown; zero where there is none
	known bool             // shown has something to show
	again bool             // the present reading is a refresh
	whole bool             // the present reading has all but states
	err   error            // why the latest reading has nothing to show

	retries []collect.Failure // what the next reading asks for alone; nil: everything
}

// judge says whether a snapshot has something to show, or why not if that is known.
type judge func(collect.Snapshot) (usable bool, why error)

// newSurvey returns a survey that has not begun.
func newSurvey(scope Scope, judge judge) *survey {
	s := &survey{judge: judge, group: scope.Group.ID}
	s.stream = ui.NewStream(func(ctx context.Context) <-chan collect.Snapshot {
		failures := s.retries
		s.retries = nil
		if again, ok := s.now.(retrier); ok && failures != nil {
			s.now = again.Retry(ctx, failures)
		} else {
			s.now = scope.Collect(ctx)
		}
		return s.now.Snapshots()
	})
	return s
}

// Loaded returns what was read of the tenant, and when; false where that is nothing.
func (v *surveyed) Loaded() (t capacity.Tenant, at time.Time, known bool) {
	return v.survey.shown.Breakdown.Tenant, v.survey.shown.Oldest, v.survey.known && !v.survey.shown.Oldest.IsZero()
}

// Scope is what a screen of figures shows, and how it is read.
type Scope struct {
	Tenant  apiclient.Tenant
	Group   apiclient.Group // zero for the whole tenant
	Collect func(context.Context) Collection
}

// Collection is a collection that is going on. *collect.Collection is one.
type Collection interface {
	Snapshots() <-chan collect.Snapshot
	Prefer(groupIDs []string, trunkGroups ...string)
}

// retrier is a collection that asks again for what failed alone.
type retrier interface {
	Retry(ctx context.Context, failures []collect.Failure) *collect.Collection
}

// failed returns how many requests of the latest reading failed, as far as they can be retried alone.
func (s *survey) failed() int {
	if _, ok := s.now.(retrier); !ok || s.Busy() {
		return 0
	}
	return len(s.progress().Failures)
}

// retry reads what failed again, and nothing else. What is shown stays until it is there.
func (s *survey) retry() tea.Cmd {
	s.retries = s.progress().Failures
	return s.Load()
}

// Load reads everything, again if it was read before.
func (s *survey) Load() tea.Cmd {
	s.again, s.whole = s.known, false
	if !s.known {
		s.err = nil
	}
	return s.stream.Start()
}

// update takes what the present reading brought. next must be returned by the view.
func (s *survey) update(msg tea.Msg) (changed bool, next tea.Cmd) {
	changed, next = s.stream.Update(msg)
	if !changed {
		return false, next
	}
	snapshot := s.progress()
	s.whole = snapshot.Done && snapshot.Breakdown.StatesUnread > 0
	switch usable, err := s.judge(snapshot); {
	case err != nil:
		s.err = err
	case usable && (snapshot.Done || !s.again):
		s.shown, s.known, s.err = snapshot, true, nil
	}
	return true, next
}

// Busy reports whether figures that can be shown are still on their way.
func (s *survey) Busy() bool { return s.stream.Busy() && !s.whole && (s.known || s.err == nil) }

// Close ends the present reading.
func (s *survey) Close() { s.stream.Close() }

// prefer has these groups read before the others, and of the first of them these trunk groups.
func (s *survey) prefer(groupIDs []string, trunkGroups ...string) {
	if s.now != nil && s.known {
		s.now.Prefer(groupIDs, trunkGroups...)
	}
}

// progress returns the latest snapshot of the present reading.
func (s *survey) progress() collect.Snapshot {
	snapshot, _ := s.stream.Value()
	return snapshot
}

// Err returns why the latest reading has nothing to show.
func (s *survey) Err() error { return s.err }

// At returns when the oldest figure shown was read.
func (s *survey) At() time.Time { return s.shown.Oldest }

// surveyed is a screen of what a survey reads. Screens embed it and add their rows.
type surveyed struct {
	page.Page
	tenant apiclient.Tenant
	survey *survey
	limits limits.Forms
	out    *saving.Outages
	past   *page.Past // nil where nothing is kept
	around frame
	show   func() frame             // puts what was read into the rows
	status func(*ui.Info)           // tells what is wrong with the selected row
	press  func(tea.KeyMsg) tea.Cmd // takes a key of the screen alone
	edit   func(raise bool) tea.Cmd // opens the form of the selected row's limits
	// editPlace opens that of the place's own
	editPlace func() tea.Cmd
}

// frame is what stands around the rows of a survey.
type frame struct {
	place      string         // what it is of, with its kind: "tenant foo"
	name       string         // what that is called
	isAbsent   bool           // trunking is not assigned to it
	gauges     []figures.Line // its figures, above the rows where there is room
	brief      []figures.Line // those of them that are told where there is none
	head, foot [][]ui.Cell
}

// remembers has a screen know its past: at is its place.
func (v *surveyed) remembers(links Links, at ui.Place) {
	v.At = at
	if links.Past != nil {
		v.past = page.NewPast(at, links.Limits.Session.Clock, func() (page.Earlier, error) { return links.Past(v.tenant.ID) })
	}
}

// newSurveyed returns the screen of a scope, without its rows.
func newSurveyed(kit ui.Kit, links Links, scope Scope, judge judge) surveyed {
	survey := newSurvey(scope, judge)
	known := func() bool { return survey.known }
	v := surveyed{
		Page:   page.Page{Kit: kit, Source: survey, Known: known, Legend: figures.Legend, Failed: survey.failed},
		tenant: scope.Tenant, survey: survey, limits: links.Limits, out: saving.NewOutages(links.Limits.Session, kit.Keys),
	}
	v.Before = func(width int) page.Before { return survey.keptOf(kit, links, scope, width) }
	return v
}

// keptOf is what the screen above has read of a scope, or the last scan where that is newer, which
// can be shown in place of what cannot be read now.
func (s *survey) keptOf(kit ui.Kit, links Links, scope Scope, width int) page.Before {
	kept, of := s.above, "read at "
	if links.Kept != nil {
		if b, at, known := links.Kept(scope.Tenant.ID); known && at.After(kept.Oldest) {
			kept, of = collect.Snapshot{Breakdown: b, Oldest: at, At: at}, "scan of "
		}
	}
	if kept.Oldest.IsZero() {
		return page.Before{}
	}
	kept.Done = true
	b, readAt := kept.Breakdown, kept.Oldest
	glyphs, now := kit.Theme.Glyphs, figures.Marks{Done: true}
	below, all, findings := "groups", strconv.Itoa(len(b.Groups)), b.Findings
	lines := figures.TenantLines(b, now)
	if scope.Group.ID != "" {
		at := slices.IndexFunc(b.Groups, func(g capacity.GroupBreakdown) bool { return g.Group.ID == scope.Group.ID })
		if at < 0 {
			return page.Before{}
		}
		g := b.Groups[at]
		if !g.Group.TrunkGroupsListed && !g.Group.MaxActiveCalls.IsRead() {
			return page.Before{} // its name alone is known
		}
		below, all, findings = "trunk groups", strconv.Itoa(len(g.Group.TrunkGroups)), g.Findings
		if !g.Group.TrunkGroupsListed {
			all = page.NotRead
		}
		lines = figures.GroupLines(g.Calls, g.Bursting, now)
		kept.Breakdown.Groups = []capacity.GroupBreakdown{g}
		kept.Failures = figures.FailuresByGroup(kept.Failures)[g.Group.ID]
	}
	rows := figures.GaugeRows(glyphs, lines...)
	for i := range rows { // bars and figures begin where the sentences above do
		rows[i].Cells[1].Text = page.Pad(rows[i].Cells[1].Text, page.LabelWidth-2)
	}
	line := []ui.Cell{{Text: " " + page.Pad(below, page.LabelWidth), Tone: ui.Muted}, {Text: all}}
	if found := figures.Wrong(findings, false); len(found) > 0 {
		line = append(line, ui.Cell{Text: "   "}, figures.PartsOf(glyphs, found[0], len(found[0].Path[:1])).Cell())
	}
	drawn := append(page.Grid(kit.Theme, width, 30, " "+figures.GaugeLayout, rows...), page.Line(kit.Theme, width, line...))
	before := page.Before{Of: of + page.ClockText(readAt, links.Limits.Session.Clock()), Lines: drawn}
	if at := links.savedAfter(scope.Tenant.ID); at.After(readAt) {
		before.Of += ", " + page.BeforeSaveText(at)
	}
	if usable, _ := s.judge(kept); usable {
		before.Show = func() { s.shown, s.known = kept, true }
	}
	return before
}

func (v *surveyed) Init() tea.Cmd { return tea.Batch(v.Page.Init(), v.out.Load()) }

func (v *surveyed) Hear(tea.KeyMsg) { v.limits.Close() }

func (v *surveyed) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.take(msg)
	case saving.FiguresChanged:
		if msg.Tenant == v.tenant.ID {
			return v.Refresh()
		}
	}
	wasWhole := v.survey.whole
	changed, next := v.survey.update(msg)
	if changed && (!wasWhole && v.survey.whole || !v.survey.stream.Busy()) {
		next = tea.Batch(next, v.past.Load())
	}
	isOut, again := v.out.Update(msg)
	isNews, word := v.past.Update(msg)
	if (changed || isOut || isNews) && v.survey.known {
		v.fill()
	}
	return tea.Batch(next, again, word, v.limits.Update(msg))
}

func (v *surveyed) take(msg tea.KeyMsg) tea.Cmd {
	raise, wanted := v.limits.Matches(msg)
	known := v.survey.known
	switch {
	case v.HandleKey(msg):
		if !known && v.survey.known { // what is known from before
			v.fill()
		}
		return nil
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case v.Retries(msg):
		return v.survey.retry()
	case wanted && v.survey.known:
		return v.edit(raise)
	case v.limits.MatchesPlace(msg) && v.survey.known:
		return v.editPlace()
	}
	return v.press(msg)
}

// editTenant opens the form of the tenant's own limits.
func (v *surveyed) editTenant() tea.Cmd {
	return v.limits.Show(v.tenant, v.survey.shown, figures.Level{Name: v.tenant.ID}, false)
}

func (v *surveyed) Busy() bool { return v.Page.Busy() || v.limits.Busy() }

func (v *surveyed) Close() {
	v.Page.Close()
	v.limits.Close()
	v.out.Close()
	v.past.Close()
}

// scope is what a key takes out of service of the tenant: a group, or with a name a trunk group.
func (v *surveyed) scope(group, name string) plan.Scope {
	return plan.Scope{Tenant: v.tenant.ID, Group: group, Name: name}
}

// outOf says what is out of service of a group, or of a trunk group in it.
func (v *surveyed) outOf(group, name string) figures.Out { return v.out.Out(v.scope(group, name)) }

// fill shows what was read.
func (v *surveyed) fill() {
	v.around = v.show()
	head := v.around.head
	if v.survey.shown.NoTrunking() {
		head = append([][]ui.Cell{{{Text: " " + v.Kit.Theme.Glyphs.Notice + " no trunking here, or the API prefix is wrong", Tone: ui.Notice}}}, head...)
	}
	if from := v.survey.shown.SourceWords().Line; from != "" {
		v.around.foot = append(v.around.foot, page.WrapCell(ui.Cell{Text: from, Tone: ui.Muted}, v.Width, 1)...)
	}
	if v.around.isAbsent {
		head = append(head, []ui.Cell{{Text: " trunking is not assigned to " + v.around.place, Tone: ui.Muted}}, nil)
		v.around.gauges = nil
	}
	v.Frame(head, v.around.foot)
	v.Gauges(figures.Gauges(v.Kit.Theme, v.Width, v.around.gauges...))
}

// Info tells what the place is, or where there is no room for its figures above, those.
func (v *surveyed) Info() ui.Info {
	info := v.Page.Info()
	if !v.survey.known {
		return info
	}
	info.Partly = cmp.Or(v.limits.Progress(), v.survey.partly())
	if v.IsTall() || v.around.isAbsent {
		info.Summary = ui.Cell{Text: v.around.name, Tone: ui.Muted}
	} else {
		info.Summary = figures.Briefs(v.Kit.Theme.Glyphs, v.around.brief...)
	}
	v.status(&info)
	return info
}

// pane begins the preview of a level.
func (v *surveyed) pane(width int) levelPane {
	return levelPane{Pane: page.NewPane(v.Kit.Theme, width), kit: v.Kit, shown: v.survey.shown, most: mostIn(v.Height), edits: v.limits.Keys(false), out: v.outOf}
}

// SetSize draws the figures above the rows anew: they take what room there is.
func (v *surveyed) SetSize(width, height int) {
	v.Page.SetSize(width, height)
	if v.survey.known {
		v.fill()
	}
}

// givenToNobody says of a place without anything below it what that means for its limits.
func givenToNobody(calls, bursting capacity.Reading, what string) []string {
	n, known := callsOf(calls)
	if !known || n == 0 {
		return []string{"A " + what + " is made on the platform, not here."}
	}
	held := "Its " + ui.Count(n, "call")
	if extra, known := callsOf(bursting); known && extra > 0 {
		held += " and " + strconv.Itoa(extra) + " bursting"
	}
	return []string{held + " are given to nobody; a " + what + " is made on the platform, not here."}
}

// idsOf returns the ids of what rows are or belong to, each once.
func idsOf[R any](rows []R, id func(R) string) []string {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		if of := id(row); of != "" { // the tenant is no group
			ids = append(ids, of)
		}
	}
	return slices.Compact(ids)
}

// summary counts groups and findings, and says how far that can be relied upon.
func (s *survey) summary(findings int) string {
	b := s.shown.Breakdown
	return ui.Count(len(b.Groups), "group") + ", " + ui.Count(findings, "finding") + s.reach()
}

// reach says how far counts can be relied upon: " so far", or nothing where they are whole.
func (s *survey) reach() string {
	b := s.shown.Breakdown
	switch unread := len(b.Groups) - b.GroupsRead; {
	case !s.shown.Done:
		return " so far"
	case unread > 0:
		return fmt.Sprintf(", %d incomplete", unread)
	}
	return ""
}

// Parts returns how many groups, or trunk groups, of those shown were asked for and how many of
// them failed, of how many. A reading that ended has asked for all.
func (s *survey) Parts() (read, failed, of int) {
	read, of = s.parts(s.shown)
	if s.shown.Done {
		read = of
	}
	if s.group != "" {
		for _, f := range s.shown.Failures {
			if len(f.Path) > 2 {
				failed++
			}
		}
		return read, failed, of
	}
	return read, len(figures.FailuresByGroup(s.shown.Failures)), of
}

// parts counts what was read of a snapshot, and of how many.
func (s *survey) parts(of collect.Snapshot) (read, all int) {
	b := of.Breakdown
	if s.group == "" {
		return b.GroupsRead, len(b.Groups)
	}
	if len(b.Groups) > 0 {
		all = len(b.Groups[0].Group.TrunkGroups)
	}
	return len(of.TrunkGroups[s.group]), all
}

// partly says how much was read while the rest is still to come.
func (s *survey) partly() string {
	now := s.progress()
	if !s.Busy() || now.Done {
		return ""
	}
	read, of := s.parts(now)
	return fmt.Sprintf("%d of %d read", read, of)
}

// failureOf returns why a request of a kind failed, nil where none did.
func failureOf(s collect.Snapshot, what string) error {
	for _, f := range s.Failures {
		if f.What == what {
			return f.Err
		}
	}
	return nil
}

// withStatus closes a text about figures. depth is how long the place's own path is.
func withStatus(lines []string, t figures.Marks, depth int) []string {
	if status, _ := figures.StatusOf(t, depth); status != "" {
		lines = append(lines, status)
	}
	return append(lines, page.NotLive)
}

// someOf names some of what is missing.
func someOf(names []string) string {
	const most = 3
	text := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		text += ", ..."
	}
	return text
}
