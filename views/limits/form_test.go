package limits

import (
	"strconv"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/saving"
)

// sampled is the sample with the details of one trunk group.
func sampled() collect.Snapshot {
	shown := viewtest.Snapshot(viewtest.Sample())
	shown.TrunkGroups = map[string]map[string]apiclient.TrunkGroup{"GroupIDC": {"Trunk 1": {
		GroupID: "GroupIDC", Name: "Trunk 1", MaxActiveCalls: viewtest.Calls(20), EnableBursting: new(true), BurstingMaxActiveCalls: viewtest.Calls(4),
		ActiveIncomingCalls: new(9), ActiveOutgoingCalls: new(5), Fields: []apiclient.Field{{Name: "accessDevice.name", Value: "sbc-1"}},
	}}}
	return shown
}

// The levels of the sample.
func theTenant() figures.Level { return figures.Level{Name: "ServiceProviderID"} }

func theGroup() figures.Level { return figures.Level{Depth: 1, Group: "GroupIDC", Name: "GroupIDC"} }

func theTrunk() figures.Level { return figures.Level{Depth: 2, Group: "GroupIDC", Name: "Trunk 1"} }

type planner func(collect.Snapshot, figures.Level, saving.Session) (Plan, string)

// opened is the form of a level, with keys typed into it.
func opened(t *testing.T, kit ui.Kit, shown collect.Snapshot, plan planner, at figures.Level, keys ...string) *form {
	t.Helper()
	session := saving.Session{Host: "pbx.example.net", Dialect: "APIO", Service: viewtest.Service(t), Now: viewtest.Clock}
	planned, why := plan(shown, at, session)
	if why != "" {
		t.Fatal(why)
	}
	f := newForm(kit, session, planned)
	f.SetSize(80, 20)
	viewtest.Pump(f, f.Init())
	viewtest.Press(f, keys...)
	return f
}

// requirePictures compares a form with its pictures.
func requirePictures(t *testing.T, f *form) {
	t.Helper()
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 36}, {160, 44}} {
		t.Run(strconv.Itoa(size.width)+"x"+strconv.Itoa(size.height), func(t *testing.T) {
			f.SetSize(size.width, size.height-4)
			viewtest.RequireFits(t, f, size.width, size.height-4)
			golden.RequireEqual(t, viewtest.Picture(f))
		})
	}
}

func TestCapacityFormPictures(t *testing.T) {
	for _, test := range []struct {
		name string
		at   figures.Level
		keys []string
		plan planner
		then func(*form)
	}{
		{"tenant", theTenant(), []string{"1", "0", "0", "tab", "u"}, planEdit, nil},
		{"group", theGroup(), []string{"3", "1"}, planEdit, nil},
		{"group-lowered", theGroup(), []string{"8"}, planEdit, nil},
		{"group-emptied", theGroup(), []string{"ctrl+u", "ctrl+s"}, planEdit, nil},
		{"trunk-group", theTrunk(), []string{"tab", " "}, planEdit, nil},
		{"refused", theTrunk(), []string{"3", "0"}, planEdit, func(f *form) {
			f.Say(f.Failed("NOT SAVED: it was read back, and the server holds what it held before"))
			f.Refused(change.Edit{Subject: f.plan.subject()}, nil, &apiclient.Error{
				Kind: apiclient.Refused, Status: 400, Message: "Validation Error", Problems: []apiclient.Problem{{Field: "maxActiveCalls", Text: "[Error 4410] above the licence"}},
			})
		}},
		{"more-channels-before", theTrunk(), nil, planRaise, nil},
		{"more-channels", theTrunk(), []string{"2", "0", "tab", "1"}, planRaise, nil},
		{"more-channels-ticked", theTrunk(), []string{"2", "0", "tab", "tab", "tab", " "}, planRaise, nil},
		{"more-channels-partly", theTrunk(), []string{"4"}, planRaise, func(f *form) {
			wanted, _ := f.wanted()
			f.Holds(f.plan.targets[1].subject, wanted[1])
			f.Say(f.Failed("NOT SAVED: it was read back, and the server holds what it held before"))
			f.Refused(change.Edit{Subject: f.plan.targets[2].subject}, nil, &apiclient.Error{
				Kind: apiclient.Refused, Status: 400, Message: "maxActiveCalls must not be above the licence", Host: "pbx.example.net",
			})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := opened(t, viewtest.Kit(), sampled(), test.plan, test.at, test.keys...)
			if test.then != nil {
				test.then(f)
			}
			requirePictures(t, f)
		})
	}
}

// The bars of a review take the room that the words beside them leave, also where there is little.
func TestTheBarsOfAReviewTakeTheirRoom(t *testing.T) {
	const inABox = 74 // of 80 columns
	for keys, least := range map[string]int{"2 5": 6, "8": 6, "4 0 tab 9": 8} {
		f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup(), strings.Fields(keys)...)
		wanted, _ := f.wanted()
		for _, line := range f.thenLines(wanted, inABox)[1:] {
			text := ui.Line(f.Kit.Theme, ui.OnScreen, inABox, line...)
			bars := strings.FieldsFunc(text, func(r rune) bool { return !strings.ContainsRune("░█▓", r) })
			if len(bars) != 2 || ui.Width(ui.Cell{Text: bars[0]}) < least || ui.Width(line...) > inABox {
				t.Errorf("%s: bars %q of %d cells in %q", keys, bars, least, text)
			}
		}
	}
}

// What is down is said behind a long name as well.
func TestATrunkGroupThatIsDownSaysSoBehindALongName(t *testing.T) {
	for _, width := range []int{80, 99, 100, 120} {
		s := newSheet(viewtest.Kit().Theme, width, 4, len("bursting"), nil)
		parts := []part{{name: "APIO_Trunk_Group_Existing", title: "sbc-bru-1", isTrunk: true, down: true}}
		line := s.partLines(parts, 1)[0]
		if ui.Width(line...) > width || !strings.HasSuffix(ui.Line(viewtest.Kit().Theme, ui.OnScreen, width, line...), "! DOWN") {
			t.Errorf("%d: %q has %d cells", width, ui.Line(viewtest.Kit().Theme, ui.OnScreen, 300, line...), ui.Width(line...))
		}
	}
}

// With a thousand groups, hostile names and figures that nobody read, a form keeps to its room
// and takes nothing that was not read for a zero.
func TestAFormOfManyGroupsKeepsToItsRoom(t *testing.T) {
	many := capacity.Tenant{ID: viewtest.Hostile()[0], Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(99_999), BurstingMaxActiveCalls: viewtest.NoLimit(), GroupsListed: true}
	names := viewtest.Hostile()
	for i := range 1000 {
		g := viewtest.Group(names[i%len(names)]+strconv.Itoa(i), names[(i+1)%len(names)], 123_456, i%3, viewtest.Trunk(123_456, 7))
		if i%5 == 0 {
			g.MaxActiveCalls = capacity.Reading{}
		}
		many.Groups = append(many.Groups, g)
	}
	group := many.Groups[1]
	for _, kit := range []ui.Kit{viewtest.Kit(), viewtest.ASCIIKit()} {
		for _, f := range []*form{
			opened(t, kit, viewtest.Snapshot(many), planEdit, figures.Level{Name: many.ID}, "9"),
			opened(t, kit, viewtest.Snapshot(many), planEdit, figures.Level{Depth: 1, Group: group.ID, Name: group.ID}, "9"),
			opened(t, kit, viewtest.Snapshot(many), planRaise, figures.Level{Depth: 1, Group: group.ID, Name: group.ID}, "9"),
		} {
			for _, size := range [][2]int{{1, 1}, {20, 3}, {60, 12}, {80, 20}, {100, 26}, {120, 32}, {300, 86}} {
				f.SetSize(size[0], size[1])
				viewtest.RequireFits(t, f, size[0], size[1])
			}
			f.SetSize(120, 32)
			if strings.Contains(f.View(), "0/123k") {
				t.Errorf("what was not read is zero:\n%s", f.View())
			}
		}
	}
}

// What a form shows it shows in signs that plain terminals have.
func TestTheFormsAreWrittenInASCII(t *testing.T) {
	viewtest.RequireASCII(t, opened(t, viewtest.ASCIIKit(), sampled(), planEdit, theGroup(), "3", "1"))
	viewtest.RequireASCII(t, opened(t, viewtest.ASCIIKit(), sampled(), planRaise, theTrunk(), "3", "1"))
}

// In the forms y is a yes or a letter: nothing there may be copied by it.
func TestTheFormOfLimitsTakesNoYForCopying(t *testing.T) {
	if _, ok := any(&form{}).(ui.Copier); ok {
		t.Error("it can be copied from")
	}
}

func TestTheLookBeforeASaveOfFiguresIsNotWaitedFor(t *testing.T) {
	view := newForm(viewtest.Kit(), saving.Session{Service: viewtest.Service(t)}, Plan{targets: []figureTarget{{
		base: change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(120), BurstingMaxActiveCalls: viewtest.Calls(20)}),
	}}})
	view.SetSize(80, 20)
	viewtest.Press(view, "ctrl+u", "7")
	look := view.Update(viewtest.Key("ctrl+s"))
	if !view.Busy() {
		t.Fatal("it is not read again")
	}
	viewtest.Press(view, "esc")
	viewtest.RequireContains(t, view.View(), "nothing was sent", "[        7▏")
	given := view.View()
	viewtest.Pump(view, look) // the answer comes all the same
	if view.Busy() || view.View() != given {
		t.Errorf("what was given up goes on:\n%s", view.View())
	}
}

// The first digit replaces what a fresh cell holds, in the form of limits as in every other.
func TestTheFirstDigitReplacesALimit(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup(), "3", "1")
	if got := f.cells[0].value(); got != "31" {
		t.Errorf("the calls are %q, not 31", got)
	}
	viewtest.Press(f, "tab", "tab", "tab", "backspace")
	if got := f.cells[0].value(); got != "3" {
		t.Errorf("the last digit of a fresh cell is not taken off: %q", got)
	}
}

// What would be sent is compared with what the server holds, which writes no zeros before a number.
func TestALimitIsANumberHoweverItIsTyped(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup(), "0", "3", "1")
	wanted, wrong := f.wanted()
	if got, _ := wanted[0].Value(change.MaxActiveCalls); wrong != nil || got != "31" {
		t.Errorf("%q is sent", got)
	}
	if viewtest.Press(f, "tab", "shift+tab", "0", "2", "0"); f.IsChanged() {
		t.Errorf("020 is not 20: %v", changesOf(f))
	}
}

func TestDigitsThatArePastedAreALimit(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup())
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("150"), Paste: true})
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("1e3"), Paste: true})
	if got := f.cells[0].value(); got != "150" {
		t.Errorf("the calls are %q, not 150", got)
	}
}

// An emptied cell that is left gets back what it held; one that is saved is refused in words.
func TestAnEmptiedLimitIsNeverSent(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup(), "ctrl+u", "tab")
	if f.IsChanged() || f.cells[0].value() != "20" {
		t.Errorf("the calls are %q", f.cells[0].value())
	}
	viewtest.Press(f, "shift+tab", "ctrl+u", "ctrl+s")
	if f.Busy() || f.Layer != nil {
		t.Error("an empty limit is looked at")
	}
	viewtest.RequireContains(t, f.Info().Status.Whole(), "max active calls", "empty: a number; it was 20")
	if viewtest.Press(f, "7"); len(f.problems) > 0 {
		t.Error("the sentence stays once a number is typed")
	}
}

func TestEscTakesBackTheTypingOfALimitAndThenLeaves(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup(), "3", "1", "esc")
	if f.IsChanged() {
		t.Errorf("the calls are %q", f.cells[0].value())
	}
	viewtest.Press(f, "3", "1", "tab")
	if f.CloseLayer() || !f.IsChanged() {
		t.Error("a number that was left is taken back")
	}
}

func TestWhatIsNoNumberAddsNothing(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planRaise, theTrunk(), "-", "5")
	if f.added() != (addition{}) || f.cells[0].value() != "-5" {
		t.Errorf("%+v is added, the cell has %q", f.added(), f.cells[0].value())
	}
	if viewtest.Press(f, "ctrl+s"); f.Busy() || len(f.problems) == 0 {
		t.Errorf("it is looked at: %v", f.problems)
	}
}

// A sign alone makes it no number, whatever else reads it as one.
func TestALimitWithASignIsNoLimit(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup(), "+", "1", "5")
	if wanted, wrong := f.wanted(); wrong == nil || wrong.Text != `"+15" is not a number of calls` {
		t.Errorf("%v, %v", wanted, wrong)
	}
	if calls, isNumber := f.cells[0].calls(); calls != 0 || isNumber {
		t.Errorf("it holds %d, %v", calls, isNumber)
	}
	if viewtest.Press(f, "ctrl+s"); len(f.problems) != 1 {
		t.Errorf("said as %v", f.problems)
	}
}

// What was added is not added once more by another save, and a save without a number says so.
func TestChannelsThatWereAddedAreNotAddedAgain(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planRaise, theTrunk(), "4")
	viewtest.Pump(f, f.Saved(true))
	viewtest.Press(f, "ctrl+s")
	if f.Busy() || len(f.problems) != 1 || f.problems[0].Text != "1 or more" {
		t.Errorf("busy %v, %v", f.Busy(), f.problems)
	}
}

// A level that has its channels is not raised once more, whatever is pressed.
func TestALevelThatWasSavedCannotBeTicked(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planRaise, theTrunk(), "4")
	before := len(f.places())
	wanted, _ := f.wanted()
	f.Holds(f.plan.targets[1].subject, wanted[1])
	if len(f.places()) != before-1 {
		t.Errorf("%d places, there were %d", len(f.places()), before)
	}
}

// Letters are text in the ticket alone: elsewhere the keys of the shell work.
func TestOnlyTheTicketTakesLetters(t *testing.T) {
	f := opened(t, viewtest.Kit(), sampled(), planEdit, theGroup(), "x")
	if f.Typing() || f.IsChanged() {
		t.Error("a letter is a number")
	}
	viewtest.RequireContains(t, f.Info().Status.Whole(), "never unlimited")
	if viewtest.Press(f, "j", "j", "k", "7"); !f.Typing() || f.cells[2].value() != "k7" {
		t.Errorf("the ticket is %q", f.cells[2].value())
	}
}

// BenchmarkADigit is a digit with the picture that follows it, in a tenant of a thousand groups.
func BenchmarkADigit(b *testing.B) {
	many := capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(99_999), BurstingMaxActiveCalls: viewtest.Calls(9), GroupsListed: true}
	for i := range 1000 {
		many.Groups = append(many.Groups, viewtest.Group("g"+strconv.Itoa(i), "", 12, 2, viewtest.Trunk(4, 1), viewtest.Trunk(9, 1)))
	}
	plan, _ := planEdit(viewtest.Snapshot(many), figures.Level{Depth: 1, Group: "g7", Name: "g7"}, saving.Session{Host: "h", Dialect: "APIO"})
	f := newForm(viewtest.Kit(), saving.Session{Service: change.New(change.Options{Dir: b.TempDir()})}, plan)
	f.SetSize(120, 32)
	f.cells[0].number.Update(viewtest.Key("1"), viewtest.Keys())
	for i := 0; b.Loop(); i++ {
		key := "1"
		if i%2 > 0 {
			key = "backspace"
		}
		f.cells[0].number.Update(viewtest.Key(key), viewtest.Keys())
		f.View()
		f.Info()
	}
}

// The form spells out a group of which the eye does not see all.
func TestTheFormSpellsNamesOut(t *testing.T) {
	shown := sampled()
	for i := range shown.Breakdown.Tenant.Groups {
		if g := &shown.Breakdown.Tenant.Groups[i]; g.ID == "GroupIDC" {
			g.ID = "GroupIDC "
		}
	}
	shown.Breakdown = capacity.Analyze(shown.Breakdown.Tenant)
	f := opened(t, viewtest.Kit(), shown, planEdit, figures.Level{Depth: 1, Group: "GroupIDC ", Name: "GroupIDC "}, "8")
	viewtest.RequireContains(t, f.View(), `limits of group GroupIDC\x20 `, `   group GroupIDC\x20`)
	if text := f.LeaveText(); !strings.Contains(text, `of GroupIDC\x20 is not sent`) {
		t.Error(text)
	}
}
