package trunks

import (
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// In the forms y is a yes or a letter: nothing there may be copied by it.
func TestTheRoutingFormTakesNoYForCopying(t *testing.T) {
	if _, ok := any(&editor{}).(ui.Copier); ok {
		t.Error("it can be copied from")
	}
}

// All of what another priority cannot take is the rest, in the form as well.
func TestAStandbyOfTheFormIsNoHundredPercent(t *testing.T) {
	form := formOf(viewtest.HQTrunk())
	form.cursor = 2
	text := strings.Join(form.lines(20), "\n") + form.status().Whole()
	if strings.Contains(text, "100%") {
		t.Errorf("a standby takes 100%%:\n%s", text)
	}
	viewtest.RequireContains(t, text, " rest ", "1 of 1 in priority 2 = the rest")
}

func TestNoHeadingOfTheFormRunsIntoAnother(t *testing.T) {
	form := formOf(viewtest.HQTrunk())
	for width := 60; width <= 100; width++ {
		form.width = width
		heading := newRouteTable(form).heading()
		for title := range strings.FieldsSeq("GROUP PRIO WEIGHT SHARE CALLS") {
			if !strings.Contains(" "+strings.ReplaceAll(heading, ",", " ")+" ", " "+title+" ") {
				t.Errorf("%s is not apart at %d: %q", title, width, heading)
			}
		}
	}
}

// Where a summary has no room for all, it says for how many.
func TestASummaryWithLittleRoomCountsWhatIsLeftOut(t *testing.T) {
	form := formOf(viewtest.HQTrunk())
	for _, name := range []string{"5", "down", "6", "down", "7"} {
		form.press(viewtest.Key(name))
	}
	lines := summaryLines(form, 4)
	if last := strings.TrimSpace(lines[len(lines)-1]); len(lines) != 4 || last != "and 2 more" {
		t.Errorf("%d lines, at the end %q", len(lines), last)
	}
}

// The rules are asked once for all rows: a list that is ten times as long takes about ten times
// the work, not a hundred times.
func TestALongListOfRoutesIsDrawnInProportion(t *testing.T) {
	work := func(routes int) uint64 {
		trunk := viewtest.HQTrunk()
		trunk.Routes = nil
		for i := range routes {
			key := routing.Key{GroupID: "site", Name: "Trunk-" + strconv.Itoa(i)}
			trunk.Routes = append(trunk.Routes, routing.Route{TrunkGroup: key, Priority: 1, Weight: 10})
		}
		form := formOf(trunk)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		form.lines(20)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := work(10), work(100); many > 20*few {
		t.Errorf("%d bytes for 100 routes, %d for 10", many, few)
	}
}

// A review says what becomes of the calls where a priority goes that was tried first, and that
// nothing stands by any more.
func TestAReviewSaysWhatIsTriedFirstThen(t *testing.T) {
	from := viewtest.HQTrunk() // 24 and 12 calls in priority 1, 8 in 2, and 8 in 3, which is down
	known := NewSurroundings(hq(), "foo")
	for _, route := range from.Routes {
		known.update(known.read(route.TrunkGroup)())
	}
	for _, test := range []struct {
		name   string
		around *Surroundings
		change func(*routing.Trunk)
		says   []string
	}{
		{"shares alone", known, func(to *routing.Trunk) { to.Routes[0].Weight = 50 }, nil},
		{"one of two is left", known, func(to *routing.Trunk) { to.Routes = to.Routes[1:] }, nil},
		{"the same with another number", known, func(to *routing.Trunk) {
			for i := range to.Routes {
				to.Routes[i].Priority++
			}
		}, nil},
		{"the first is gone", known, func(to *routing.Trunk) { to.Routes = to.Routes[2:] }, []string{
			"Trunk-Backup is tried first, with 8 calls; priority 1 had 36", "NO STANDBY that is up: 1 of the 2 routes left is down",
		}},
		{"it is gone and nothing was read", NewSurroundings(&viewtest.API{}, "foo"), func(to *routing.Trunk) { to.Routes = to.Routes[2:] }, []string{
			"Trunk-Backup is tried first",
		}},
		{"several come first", known, func(to *routing.Trunk) {
			to.Routes = to.Routes[2:]
			to.Routes[1].Priority = 2
		}, []string{"priority 2 is tried first, with 8 calls; priority 1 had 36", "NO STANDBY that is up: 1 of the 2 routes left is down"}},
		{"all that are up are one priority", known, func(to *routing.Trunk) { to.Routes = to.Routes[:2] }, []string{
			"NO STANDBY: the routes left have one priority",
		}},
		{"none that is up", known, func(to *routing.Trunk) { to.Routes = to.Routes[3:] }, []string{
			"Trunk-Liege is tried first, with 0 calls; priority 1 had 36", "NO ROUTE LEFT that is up",
		}},
		{"another mode", known, func(to *routing.Trunk) { to.Mode = routing.Ordered }, nil},
		{"nothing", known, func(to *routing.Trunk) { to.Routes = nil }, nil},
	} {
		to := from.Clone()
		test.change(&to)
		if says := consequences(test.around, from, to); !slices.Equal(says, test.says) {
			t.Errorf("%s: %q, want %q", test.name, says, test.says)
		}
	}
}

// formOf is the form of a trunk whose trunk groups were not read.
func formOf(trunk routing.Trunk) *routingForm {
	return &routingForm{
		kit: viewtest.Kit(), around: NewSurroundings(&viewtest.API{}, "foo"), keep: func() {}, now: viewtest.ReadAt, draft: routing.NewDraft(trunk, nil),
		focus: routing.FieldRoutes, column: columnWeight, width: 80,
	}
}

// What is created is drawn as what is new.
func TestWhatIsCreatedIsDrawnAsNew(t *testing.T) {
	form := formOf(viewtest.HQTrunk())
	form.creating = true
	for _, line := range createdLines(form) {
		if value := line[len(line)-1]; value.Tone != ui.New {
			t.Errorf("%q is in tone %v, want that of what is new", value.Text, value.Tone)
		}
	}
}

// Of the form alone: all undone is the start, and the mode switched twice is what it
// was.
func TestUndoLeadsBackToTheStart(t *testing.T) {
	keys := []string{"x", "p", "J", "K", "=", "m", "u", "f", "esc", "tab", "shift+tab", " ", "up", "down", "left", "right", "0", "5", "9", "backspace", "ctrl+u", "a"}
	rapid.Check(t, func(rt *rapid.T) {
		trunk := viewtest.HQTrunk()
		if rapid.Bool().Draw(rt, "ordered") {
			trunk = viewtest.OrderedTrunk()
		}
		form := formOf(trunk)
		start := form.draft.State
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 60).Draw(rt, "keys") {
			form.press(viewtest.Key(name))
			form.lines(20)
		}
		form.leave()
		before := form.draft.State
		form.press(viewtest.Key("m"))
		form.press(viewtest.Key("m"))
		if !reflect.DeepEqual(form.draft.Mine, before.Mine) && before.Memory == nil {
			rt.Fatalf("the mode switched twice: %+v, want %+v", form.draft.Mine, before.Mine)
		}
		for form.draft.Undoable() {
			form.press(viewtest.Key("u"))
		}
		if !reflect.DeepEqual(form.draft.State, start) {
			rt.Fatalf("all undone: %+v, want %+v", form.draft.State, start)
		}
	})
}

func TestTheRouteThatASentenceNames(t *testing.T) {
	key := func(group, name string) routing.Route {
		return routing.Route{TrunkGroup: routing.Key{GroupID: group, Name: name}}
	}
	routes := []routing.Route{key("Brussels", "Main"), key("Ghent", "Main"), key("Ghent", "Main-2"), key("Ghent", "")}
	for text, want := range map[string]routing.Key{
		"trunk group Main-2 has no licence":         {GroupID: "Ghent", Name: "Main-2"},
		`route to "Main" of group "Brussels": gone`: {GroupID: "Brussels", Name: "Main"},
		"Main is there twice":                       {},
		"Main of Ghent and Main-2 of Ghent clash":   {},
		"no licence left":                           {},
		"":                                          {},
	} {
		if got := routeNamed(text, routes); got != want {
			t.Errorf("%q names %v, want %v", text, got, want)
		}
	}
}

// The numbers that few servers have are on the form where this one reports them, and a word takes
// a number away; how the server does that is not documented, which is said.
func TestNumbersOfCapacityManagementAreClearedByAWord(t *testing.T) {
	trunk := viewtest.HQTrunk()
	trunk.CapacityManagement, trunk.MaxActiveCalls = new(true), new(100)
	if drawn := strings.Join(formOf(trunk).lines(40), "\n"); strings.Contains(drawn, "incoming") {
		t.Error("not reported, and on the form:\n" + drawn)
	}
	trunk.MaxIncomingCalls, trunk.ReservedCalls, trunk.Reported = new(60), new(5), routing.Seldom()
	for _, width := range []int{80, 100, 120} {
		form := formOf(trunk)
		form.width = width
		for field, word := range map[routing.Field]string{routing.FieldMaxActiveCalls: "unlimited", routing.FieldMaxIncomingCalls: "unlimited", routing.FieldReservedCalls: "none"} {
			form.focusOn(field)
			form.press(viewtest.Key(word[:1]))
			form.press(viewtest.Key(word[1:]))
			if got := form.draft.Mine.Text(field); got != "" {
				t.Errorf("%s is %s", field, got)
			}
			if text := form.status().Whole(); !strings.HasSuffix(text, "is undocumented") || len(text) >= 80 {
				t.Errorf("%d characters: %s", len(text), text)
			}
		}
		form.leave()
		drawn := strings.ToLower(strings.Join(form.lines(40), "\n"))
		if strings.Contains(drawn, "…\n") {
			t.Error(drawn)
		}
		for _, what := range []string{"max active calls [unlimited]", "was 100", "was 60", "max outgoing [unlimited]", "was 5", "none", "first trap above", "then every"} {
			if !strings.Contains(strings.Join(strings.Fields(drawn), " "), what) {
				t.Errorf("%q is not on the form of %d cells:\n%s", what, width, drawn)
			}
		}
		form.focusOn(routing.FieldReservedCalls)
		form.press(viewtest.Key("07"))
		if got := form.draft.Mine.Text(routing.FieldReservedCalls); got != "7" {
			t.Error(got)
		}
	}
}
