package views

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// atGroups is a desk before the groups of tenant foo, with the cursor on the one that sends calls to
// four enterprise trunks.
func atGroups(t *testing.T) *desk {
	t.Helper()
	t.Parallel()
	d := newDesk(t, true)
	d.savedAt = func() time.Time { return d.pass(time.Microsecond) } // no two saves at one moment
	d.start()
	d.keys("/", "Foo Industries", "enter", "o")
	d.shows("foo > groups", "ApioEntGrpTest")
	return d
}

// routings are all enterprise trunks of foo as the server holds them, byte for byte.
func (d *desk) routings() []byte {
	d.t.Helper()
	items, err := d.client.EnterpriseTrunks(d.t.Context(), "foo")
	var all bytes.Buffer
	for _, item := range items {
		document, _, wrong := d.client.EnterpriseTrunkDocument(d.t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, item.Name)
		if wrong != nil {
			err = wrong
		}
		all.Write(document.Raw)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return all.Bytes()
}

// trunk is an enterprise trunk of foo as the server holds it.
func (d *desk) trunk(name string) routing.Trunk {
	d.t.Helper()
	trunk, err := d.client.EnterpriseTrunk(d.t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, name)
	if err != nil {
		d.t.Fatal(err)
	}
	trunk.Name = name
	return trunk
}

// theirs is what somebody else makes of an enterprise trunk.
func (d *desk) theirs(name string, change func(*routing.Trunk)) {
	d.t.Helper()
	trunk := d.trunk(name)
	change(&trunk)
	if err := d.server.PutEnterpriseTrunk("foo", trunk); err != nil {
		d.t.Fatal(err)
	}
}

// refuse has the saves of an enterprise trunk refused until the faults are cleared.
func (d *desk) refuse(name string) {
	d.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/" + name, Status: 400, Body: `{"message":"not at night"}`})
}

// names are typed in the question, in the order of the items that are refused.
func (d *desk) names() {
	d.keys("National-Outbound", "enter", "ApioEntTest_Trunk_modified", "enter", "Contact-Centre", "enter")
}

func TestAGroupIsTakenOutOfServiceAndPutBack(t *testing.T) {
	d := atGroups(t)
	before := d.routings()
	d.after("W", "take out of service: group ApioEntGrpTest", "4 enterprise trunks", "3 refused", "PLAN", "nothing is sent", "National-Outbound", "40 → 16", "16 calls remain possible, and 20 are in use now")
	d.after("j j", "70 %", "100 %", "+70", "out", "calls left", "44", "20")
	d.after("y", "Apply", "3 names to type", "tenant foo", "National-Outbound goes first", "type the name, then enter")
	d.keys("tab", "tab", "tab", "tab", "y")
	d.shows("it is National-Outbound")
	d.wantWrites(0)
	d.names()
	d.keys("shift+tab", "CHG0042", "enter")
	d.after("y", "DONE", "the server holds all of it: 4 enterprise trunks", "in the journal for CHG0042")
	d.wantWrites(4)
	d.after("enter", "foo > groups", "○ out", "out of service since", "by anna for CHG0042")

	d.after("W", "put back into service: group ApioEntGrpTest", "back", "20 → 44")
	d.after("y", "Apply", "CHG0042")
	d.after("y", "DONE")
	d.after("enter", "foo > groups")
	d.without("○ out")
	d.wantWrites(8)
	if after := d.routings(); !bytes.Equal(before, after) {
		t.Errorf("what was put back is\n%s\nand was\n%s", after, before)
	}
}

func TestAYesThatIsHeldAppliesNothing(t *testing.T) {
	d := atGroups(t)
	now := func() time.Time { return d.pass(0) } // the clock of a hand, and not of the shell
	d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Plans: d.plans(), Host: d.host, Write: true, Now: now}), ui.Options{Now: now}, 120, 40)
	d.keys("/", "Foo Industries", "enter", "o", "j", "W")
	d.shows("take out of service: group ApioEntGrpAntwerp")
	for at := range 60 {
		if d.pass(40 * time.Millisecond); at == 1 {
			d.pass(500 * time.Millisecond) // before a key that is held repeats
		}
		d.burst("y")
	}
	d.shows("Apply", "that y came too soon to be an answer: y again")
	d.wantWrites(0)
	d.after("y", "DONE")
}

// The key line names the key at a whole tenant too: from row to row it does not move.
func TestAWholeTenantIsNotTakenOutOfService(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.keys("/", "Foo Industries", "enter")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 160, Height: 44})
	d.after("c", "edit foo  e edit foo", "W take out")
	d.after("W", "a group or a trunk group is taken out of service: put the cursor on one")
	d.wantWrites(0)
}

func TestASessionThatReadsLooksAtAPlan(t *testing.T) {
	t.Parallel()
	d := newDesk(t, false)
	d.keys("/", "Foo Industries", "enter", "o")
	d.after("W", "take out of service", "to look at: this session does not write")
	d.after("y", "writing is off in this session")
	d.wantWrites(0)
}

func TestAPlanStopsWhereASaveIsRefusedAndGoesOn(t *testing.T) {
	d := atGroups(t)
	d.refuse("HQ-Inbound")
	d.keys("W", "y")
	d.names()
	d.after("y", "NOT SAVED", "2 of 4 done", "at night", "1 not saved", "1 waiting")
	d.after("enter", "STOPPED", "2 of 4 done", "✗ not saved", "r go on")
	d.keys(" ")
	d.shows("○ HQ-Inbound", "1 left out", "2 of 3 done")
	d.after("y", "1 enterprise trunk", "1 left out: calls go there as before")
	d.keys("esc", " ")
	d.shows("● HQ-Inbound", "✗ not saved", "2 of 4 done")
	d.server.ClearFaults()
	d.after("f5", "take out of service", "STOPPED", "2 of 4 done") // made anew it would put back what is out by now
	d.after("r", "Apply", "2 enterprise trunks")
	d.after("y", "DONE", "4 enterprise trunks")
}

func TestWhatMovedMeanwhileIsShownBeforeAPlanGoesOn(t *testing.T) {
	d := atGroups(t)
	d.keys("j", "W")
	d.theirs("HQ-Inbound", func(t *routing.Trunk) { t.MaxReroutes = new(7) })
	d.after("y y", "STOPPED", "moved since the plan was made", "max reroutes", "go on over what is there now")
	d.after("r", "Apply")
	d.after("y", "DONE")
	if trunk := d.trunk("HQ-Inbound"); *trunk.MaxReroutes != 7 || len(trunk.Routes) != 3 {
		t.Errorf("theirs is lost, or the route is there: %+v", trunk)
	}
}

func TestAConflictOfAPlanIsChosenIn(t *testing.T) {
	d := atGroups(t)
	d.keys("j", "W")
	d.theirs("HQ-Inbound", func(t *routing.Trunk) { t.Routes[0].Weight, t.Routes[1].Weight = 60, 40 })
	d.after("y y", "STOPPED", "Somebody changed the same", "choose, field by field")
	d.after("r", "CONFLICT", "theirs stays unless mine is chosen")
	d.keys("right")
	d.after("ctrl+s", "Apply")
}

func TestWhatIsDoneOfAPlanIsTakenBack(t *testing.T) {
	d := atGroups(t)
	before := d.routings()
	d.keys("j", "W", "y", "y")
	d.shows("DONE")
	d.after("u", "undo: take out of service: group ApioEntGrpAntwerp")
	d.after("y", "Apply")
	d.after("y", "DONE")
	if after := d.routings(); !bytes.Equal(before, after) {
		t.Errorf("what was taken back is\n%s\nand was\n%s", after, before)
	}
	d.after("enter", "take out of service: group ApioEntGrpAntwerp", "groups > plan undone", "0 done", "Trunk-Antwerp 30 % 44 → 32 ███████████████░░░░░ undone")
	d.without("✓ saved")
	d.without("u undo what is done")
	d.after("u", "nothing of the plan is known to be done")
	d.keys(":", "plans", "enter")
	d.shows("undone", "0 of 2", "✓ done", "2 of 2")
	d.after("E", "undone", "✓ saved")
}

// A save of which nobody knows how it ended is left alone, and the plan says what to do about it.
func TestWhatIsNotKnownYetIsNotTakenBack(t *testing.T) {
	d := atGroups(t)
	d.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/HQ-Inbound", Status: 502})
	d.keys("W", "y")
	d.names()
	d.after("y", "UNKNOWN", "2 of 4 done")
	d.server.ClearFaults()
	d.after("u", "undo: take out of service", "! not taken back: HQ-Inbound, how its save ended is not known yet: settle edit ", "E r settles it", "2 enterprise trunks")
}

func TestTheJournalSaysOfWhichPlanASaveIs(t *testing.T) {
	d := atGroups(t)
	d.keys("j", "W", "y", "y")
	d.after("E", "✓ saved", "foo > HQ-Inbound")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 300, Height: 40})
	d.after("v ctrl+w", "PLAN", "take out of se")
}

func TestAnItemIsLeftOut(t *testing.T) {
	d := atGroups(t)
	d.keys("W", " ")
	d.shows("1 left out", "2 refused")
	d.after("*", "3 left out")
	d.without("refused")
	d.after("y", "1 enterprise trunk", "3 left out: calls go there as before")
	d.after("y", "DONE", "1 enterprise trunk")
	d.wantWrites(1)
	if len(d.trunk("HQ-Inbound").Routes) != 3 || len(d.trunk("Contact-Centre").Routes) != 2 {
		t.Error("another one was changed")
	}
}

func TestAPlanIsGoneOnWithAfterTheProgramEnded(t *testing.T) {
	d := atGroups(t)
	d.refuse("HQ-Inbound")
	d.keys("W", "y")
	d.names()
	d.keys("y")
	d.server.ClearFaults()
	d.dies()
	d.keys(":", "plans", "enter")
	d.shows("✗ not saved", "2 of 4", "take out of service: group ApioEntGrpTest")
	d.after("enter", "STOPPED", "2 of 4 done")
	d.after("r", "2 enterprise trunks")
	d.after("y", "DONE")
	d.after("enter", "✓ done")
	d.after("enter", "take out of service", "✓ saved", "u undo what is done")
	d.without("r refresh") // it is done, and is not made anew
}

func TestWhatIsOutOfServiceIsListedAndPutBack(t *testing.T) {
	d := atGroups(t)
	before := d.routings()
	d.keys("j", "W", "y", "y", "enter")
	d.dies()
	d.keys(":", "drained", "enter")
	d.shows("group ApioEntGrpAntwerp", "foo", "anna", "1 of this machine, the latest first", "known from this journal alone")
	d.after("?", "the platform says only that a route is missing")
	d.keys("esc")
	d.after("W", "put back into service")
	d.after("y", "Apply")
	d.after("y", "DONE")
	d.after("enter", "Nothing is out of service.", "known from the journal of this state directory alone")
	if after := d.routings(); !bytes.Equal(before, after) {
		t.Errorf("what was put back is\n%s\nand was\n%s", after, before)
	}
}

func TestWhatIsOutOfServiceIsMarkedWhereverItShows(t *testing.T) {
	t.Parallel()
	const since, by = "out of service since 12:", "by anna for CHG0042"
	for name, place := range map[string]struct {
		keys  string
		wants []string
	}{
		"groups":                         {"", []string{"○ out", since, by + ": HQ-Inbound, National-Outbound; W puts back"}},
		"preview of a group":             {"", []string{"✓ available ○ out", "○ out of service since"}},
		"trunk groups":                   {"enter", []string{"○ out", since, by}},
		"preview of a trunk group":       {"enter", []string{"○ out", "out of service Since 12:", by}},
		"page of a trunk group":          {"enter enter", []string{"○ " + since, by}},
		"capacity":                       {"c z j j j j", []string{"Trunk-Antwerp", "○ out", since, by}},
		"enterprise trunks":              {"t j j", []string{"○ 1 out", "○ Trunk-Antwerp: " + since, by}},
		"preview of an enterprise trunk": {"t j j", []string{"out of service Trunk-Antwerp: since 12:", by}},
		"routing":                        {"t j j enter", []string{"○ Trunk-Antwerp (ApioEntGrpAntwerp): " + since, by}},
		"a row that is parked":           {"t j j e k k", []string{"note out of service: group ApioEntGrpAntwerp", since, by}},
		"a route that is there":          {"t enter G", []string{"○ out", "○ " + since, by}},
		"a route and what if":            {"t enter d", []string{"WHAT IF", "○ out"}},
		"picker":                         {"t e a Antwerp", []string{"Trunk-Antwerp", "○ out"}},
		"what is added":                  {"t e a Antwerp enter G", []string{"○ out", since, by}},
		"review":                         {"t e a Antwerp enter ctrl+s", []string{"Trunk-Antwerp is " + since, by}},
		"what a plan moves to":           {"esc o enter enter m Antwerp", []string{"Choose a trunk group", "Trunk-Antwerp", "○ out"}},
		"find a trunk group":             {"f Trunk-Antwerp", []string{"trunk group Trunk-Antwerp ✓ available ○ out 5/12", "○ " + since, by}},
		"find a group":                   {"f ApioEntGrpAntwerp", []string{"○ out", "○ " + since, by}},
		"out of service":                 {": drained enter", []string{"group ApioEntGrpAntwerp", "anna", "CHG0042", since}},
	} {
		t.Run(name, func(t *testing.T) {
			d := atGroups(t)
			d.keys("j", "W", "y", "shift+tab", "CHG0042", "enter", "y", "enter")
			if strings.HasPrefix(name, "a route") { // which leads to what is out: somebody else put it there
				d.theirs("ApioEntTest_Trunk_modified", func(t *routing.Trunk) {
					t.Routes = append(t.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"}})
				})
			}
			if strings.HasPrefix(name, "preview") {
				viewtest.Run(d.app, tea.WindowSizeMsg{Width: 200, Height: 44})
			}
			d.after(place.keys, place.wants...)
			if viewtest.Run(d.app, tea.WindowSizeMsg{Width: 220, Height: 44}); strings.HasPrefix(name, "find") {
				d.without("puts back") // there is no such key
			}
		})
	}
}

// What W did is called the same wherever it is told, and what p in a form parks is not.
func TestWhatIsOutOfServiceIsCalledSo(t *testing.T) {
	t.Parallel()
	d, keeper := watchedDesk(t)
	d.visit("groups", "foo")
	d.keys("j", "W", "y", "y", "enter")
	d.visit("edits")
	d.shows("foo > HQ-Inbound Trunk-Antwerp out of service")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 200, Height: 44})
	d.shows("u asks first, then sets Trunk-Antwerp back in service")
	keeper.Flush()
	d.visit("timeline", "foo")
	d.shows("Trunk-Antwerp out of service")
	d.visit("trunk group", "foo", "ApioEntGrpAntwerp", "Trunk-Antwerp")
	d.shows("HQ-Inbound out of service since 12:", "no calls are sent")
	d.visit("groups", "foo")
	d.keys("g", "j", "W", "y", "y", "enter")
	d.visit("edits")
	d.shows("foo > HQ-Inbound Trunk-Antwerp back in service")
	d.visit("routing", "foo", "", "HQ-Inbound")
	d.keys("e", "G", "p", "ctrl+s", "y", "enter")
	d.visit("edits")
	d.shows("Trunk-Liege parked")
	keeper.Flush()
	d.visit("timeline", "foo")
	d.after("r", "Trunk-Liege parked", "Trunk-Antwerp added")
}

func TestAnEnterpriseTrunkThatLostTwoRoutesIsOne(t *testing.T) {
	d := atGroups(t)
	d.theirs("Contact-Centre", func(t *routing.Trunk) {
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Fax"}, Priority: 1, Weight: 1})
	})
	d.keys("W", "y")
	d.names()
	d.after("y enter", "foo > groups", "○ out")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 220, Height: 44})
	d.shows("by anna: National-Outbound, ApioEntTest_Trunk_modified, HQ-Inbound and 1 more enterprise trunk; W puts back")
}

func TestRoutesThatTwoPlansTookOutAreToldApart(t *testing.T) {
	d := atGroups(t)
	d.keys("j", "W", "y", "shift+tab", "CHG0042", "enter", "y", "enter")
	d.keys("j", "W", "*", "y", "shift+tab", "CHG0043", "enter", "y", "enter", "t", "j")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 220, Height: 44})
	d.shows("▸ HQ-Inbound", "○ 2 out", "Trunk-Antwerp: since 12:", "by anna for CHG0042; Trunk-Backup: out of service since", "by anna for CHG0043")
}

// A device of the tenant is that of all groups; one of the same name that a group has is another one.
func TestADeviceIsTakenOutOfServiceAndPutBack(t *testing.T) {
	d := atGroups(t)
	before := d.routings()
	d.theirs("Contact-Centre", func(t *routing.Trunk) {
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Fax"}, Priority: 1, Weight: 1})
	})
	withFax := d.routings()
	d.keys("enter", "j", "enter")
	d.after("W", "Take out of service, or put back", "▸ trunk group APIO_Trunk_Group_Fax of group ApioEntGrpTest", "every trunk group on device sbc-bru-1", "nothing is sent")
	d.after("down enter", "take out of service: device sbc-bru-1", "2 enterprise trunks", "Contact-Centre", "- APIO_Trunk_Group_Fax", "National-Outbound", "- Trunk-Namur")
	d.without("HQ-Inbound") // which sends calls to a device of the same name, of a group
	d.keys("*")
	d.after("y y", "DONE")
	d.after("enter", "APIO_Trunk_Group_Fax", "○ out of service since")
	d.after("esc esc", "foo > groups", "○ part out", "○ device sbc-bru-1 out of service since")
	d.after("W", "take out of service: group ApioEntGrpTest") // of which the rest is in service
	d.keys("esc", "enter", "j", "enter")
	d.after("W down enter", "put back into service: device sbc-bru-1")
	d.after("y y", "DONE")
	d.after("enter : drained enter", "Nothing is out of service.")
	if after := d.routings(); !bytes.Equal(withFax, after) || bytes.Equal(before, after) {
		t.Errorf("what was put back is\n%s\nand was\n%s", after, withFax)
	}
}

func TestADeviceOfAGroupIsThatOfNoOther(t *testing.T) {
	d := atGroups(t)
	d.keys("j", "enter", "enter")
	d.after("W", "every trunk group on device sbc-bru-1 of group ApioEntGrpAntwerp")
	d.after("down enter", "take out of service: device sbc-bru-1 of group ApioEntGrpAntwerp", "2 enterprise trunks", "- Trunk-Antwerp")
	d.after("esc W enter", "take out of service: trunk group Trunk-Antwerp of group ApioEntGrpAntwerp")
	d.keys("esc", "esc", "esc")
	d.visit("trunk group", "foo", "ApioEntGrpTest", "APIO_Trunk_Group_Fax")
	d.visit("trunk group", "foo", "ApioEntGrpNamur", "Trunk-Namur") // on the same device
	d.shows("1 call now")
	d.after(": sbc-bru", "2 of", "foo device sbc-bru-1 of group ApioEntGrpAntwerp take it out of service, or put it back")
	d.after("down enter", "take out of service: device sbc-bru-1 of group ApioEntGrpAntwerp", "2 enterprise trunks", "- Trunk-Antwerp")
	d.wantWrites(0)
}

func TestADeviceHasNoNameWhereThereAreNoPlans(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Host: d.host, Write: true}), ui.Options{}, 120, 40)
	d.visit("trunk group", "foo", "ApioEntGrpAntwerp", "Trunk-Antwerp")
	d.after(": sbc-bru", "nothing is called sbc-bru")
}

func TestRoutesMoveToAnotherTrunkGroup(t *testing.T) {
	d := atGroups(t)
	d.keys("j", "enter", "enter")
	d.after("m", "Choose a trunk group", "for the routes of Trunk-Antwerp")
	d.after("Namur", "Trunk-Namur")
	d.after("enter", "move routes from Trunk-Antwerp")
	d.after("j", "Trunk-Namur (ApioEntGrpNamur) is in the list already")
	d.after("y", "Apply")
	d.after("y", "DONE")
	for _, route := range append(d.trunk("HQ-Inbound").Routes, d.trunk("National-Outbound").Routes...) {
		if route.TrunkGroup.Name == "Trunk-Antwerp" {
			t.Error("a route did not move")
		}
	}
}

func TestTheSameIsEditedOnWhatTheFilterLeaves(t *testing.T) {
	d := atGroups(t)
	d.keys("t", "/", "ound", "enter")
	d.after("m", "The same edit", "the 2 enterprise trunks that the filter leaves", "max reroutes")
	d.after("enter", "1 to 10")
	d.after("8 enter", "set max reroutes to 8", "2 enterprise trunks")
	d.after("y", "Apply")
	d.after("y", "DONE")
	if *d.trunk("HQ-Inbound").MaxReroutes != 8 || *d.trunk("National-Outbound").MaxReroutes != 8 || *d.trunk("Contact-Centre").MaxReroutes == 8 {
		t.Error("it is not what was asked for")
	}
}

func TestTheSameIsEditedOnWhatIsPicked(t *testing.T) {
	d := atGroups(t)
	d.keys("t", "j")
	d.keys(" ")
	d.shows("● 1 picked", "HQ-Inbound ●", "m edit these")
	d.keys("j", " ")
	d.shows("● 2 picked", "National-Outbound ●")
	d.after("/ HQ enter m", "the 2 enterprise trunks that are picked, 1 of them not shown")
	d.after("esc esc r", "● 2 picked") // the filter goes first, and what is read again keeps what is picked
	d.keys("G", " ")
	d.shows("● 3 picked")
	d.keys(" ")
	d.after("m", "the 2 enterprise trunks that are picked")
	d.after("8 enter", "set max reroutes to 8", "2 enterprise trunks", "HQ-Inbound", "National-Outbound")
	d.after("esc", "● 2 picked")
	d.keys("esc")
	d.without("picked")
	d.after("m", "the 5 enterprise trunks of tenant foo")
}

func TestAPlanSaysWhatCouldNotBeRead(t *testing.T) {
	d := atGroups(t)
	d.server.SetFault(simulator.Fault{Method: "GET", Path: "*/HQ-Inbound", Status: 403})
	d.after("W", "not read, and so perhaps missing here: HQ-Inbound", "3 enterprise trunks")
	d.keys(" ", "j", " ")
	d.after("y", "could not be read, so the plan may lack some")
}

func TestAPlanThatCannotBeMadeSaysWhy(t *testing.T) {
	d := atGroups(t)
	d.server.SetFault(simulator.Fault{Method: "GET", Path: "tenants/foo/services/trunk_groups", Status: 403})
	d.after("W", "could not be read")
	d.server.ClearFaults()
	d.after("r", "4 enterprise trunks")
}

func TestAPlanWithoutItemsSaysSo(t *testing.T) {
	d := atGroups(t)
	d.keys("enter", "j")
	d.after("W", "No enterprise trunk sends calls to trunk group APIO_Trunk_Group_Fax of group ApioEntGrpTest.")
	d.after("y", "there is nothing to apply")
}

// withoutClock is a screen at a time that is always the same: how often a shell hears of what a run
// does is not.
func withoutClock(screen string) string {
	return regexp.MustCompile(`\b\d\d:\d\d(:\d\d)?\b`).ReplaceAllStringFunc(withoutTimes(screen), func(at string) string { return "12:00:00"[:len(at)] })
}

// What a plan shows, without colour.
func TestPlanPictures(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*desk){
		"plan":     func(d *desk) { d.keys("W", "j", "j") },
		"ordered":  func(d *desk) { d.keys("W") },
		"question": func(d *desk) { d.keys("W", "y", "Nat") },
		"done": func(d *desk) {
			d.keys("j", "W", "y", "y")
		},
		"not saved": func(d *desk) {
			d.refuse("HQ-Inbound")
			d.keys("W", "y")
			d.names()
			d.keys("y")
		},
		"stopped": func(d *desk) {
			d.refuse("HQ-Inbound")
			d.keys("W", "y")
			d.names()
			d.keys("y", "enter")
		},
		"moved": func(d *desk) {
			d.keys("j", "W")
			d.theirs("HQ-Inbound", func(t *routing.Trunk) { t.MaxReroutes = new(7) })
			d.keys("y", "y")
		},
		"put back": func(d *desk) { d.keys("j", "W", "y", "y", "enter", "W", "j") },
		"partly read": func(d *desk) {
			d.server.SetFault(simulator.Fault{Method: "GET", Path: "*/HQ-Inbound", Status: 403})
			d.keys("W")
		},
		"empty": func(d *desk) { d.keys("enter", "j", "W") },
		"drained": func(d *desk) {
			d.keys("j", "W", "y", "shift+tab", "CHG0042", "enter", "y", "enter", ":", "drained", "enter")
		},
		"plans":     func(d *desk) { d.keys("j", "W", "y", "y", "enter", ":", "plans", "enter") },
		"groups":    func(d *desk) { d.keys("j", "W", "y", "y", "enter") },
		"which":     func(d *desk) { d.keys("enter", "j", "enter", "W", "down") },
		"picked":    func(d *desk) { d.keys("t", "j", " ", "j", " ") },
		"same edit": func(d *desk) { d.keys("t", "m", "down", "right") },
	} {
		t.Run(name, func(t *testing.T) {
			d := atGroups(t)
			do(d)
			for _, size := range []struct {
				name          string
				width, height int
			}{{"60x20", 60, 20}, {"80x24", 80, 24}, {"120x36", 120, 36}, {"160x44", 160, 44}} {
				t.Run(size.name, func(t *testing.T) {
					viewtest.Run(d.app, tea.WindowSizeMsg{Width: size.width, Height: size.height})
					golden.RequireEqual(t, withoutClock(d.screen())+"\n")
				})
			}
		})
	}
}

// What of the journal cannot be read is told, whole on every size: what became of a plan may be in it.
func TestPlansSayWhatOfTheJournalCannotBeRead(t *testing.T) {
	d := atGroups(t)
	d.keys("j", "W", "y", "y", "enter")
	journals, err := filepath.Glob(filepath.Join(d.dir, "*", "*.jsonl"))
	if err != nil || len(journals) == 0 {
		t.Fatalf("%v, %v", journals, err)
	}
	text, err := os.ReadFile(journals[0])
	if err == nil {
		err = os.WriteFile(journals[0], append([]byte("{\"torn\":\n"), text...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.dies()
	for _, list := range []string{"plans", "drained"} {
		d.keys(":", list, "enter")
		d.shows("damaged, and so perhaps missing here: ")
		for _, width := range []int{160, 60, 120} {
			d.app.Update(tea.WindowSizeMsg{Width: width, Height: 24})
			if told := strings.Join(strings.Fields(d.screen()), ""); !strings.Contains(told, filepath.Base(journals[0])+"line1:unexpectedendofJSON") {
				t.Errorf("%s at %d columns:\n%s", list, width, d.screen())
			}
		}
	}
}
