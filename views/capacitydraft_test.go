package views

import (
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/viewtest"
)

func TestADraftOfFiguresComesBackAfterTheProgramDied(t *testing.T) {
	d := atCapacity(t)
	d.keys("e", "150", "tab", "25", "tab", "INC-7")
	d.dies()
	d.toCapacity()
	d.after("e", "An edit of these limits was not saved", "max active calls 120 → 150", "bursting max active calls 20 → 25", "still as they were then")
	d.after("enter", "2 changes, not saved", "was 120", "100/150", "INC-7")
	d.after("ctrl+s y", "SAVED", "tenant capacity foo")
	d.after("esc e", "limits of tenant foo", "nothing changed")
	d.without("was not saved")
}

func TestADraftOfFiguresIsOfferedAfterTheFormWasLeft(t *testing.T) {
	d := atCapacity(t)
	d.after("e 150 tab esc y e", "1 draft", "was not saved", "120 → 150")
	d.after("x", "limits of tenant foo")
	d.after("esc e", "limits of tenant foo")
	d.without("draft")
}

func TestADraftOverFiguresThatMovedSaysSoAndOverridesNothing(t *testing.T) {
	d := atCapacity(t)
	d.keys("e", "150")
	d.dies()
	d.putTenant(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)})
	d.toCapacity()
	d.after("e", "CHANGED the limits changed since")
	d.after("enter ctrl+s", "CONFLICT somebody else changed tenant capacity foo", "130", "150")
	d.wantWrites(1) // theirs
	// What was chosen over somebody else's change stays dangerous in the next run.
	d.keys("right", "ctrl+s")
	d.dies()
	d.toCapacity()
	d.after("e enter ctrl+s", "overridden", "Type the name", "] foo")
	d.wantWrites(1)
}

func TestAddedChannelsThatWereBegunAreNotAddedTwiceInTheNextRun(t *testing.T) {
	d := atCapacity(t)
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20", "*")
	d.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/groups/ApioEntGrpTest/features/trunk_groups/", Status: 403, Times: 1})
	d.after("ctrl+s y", "NOT SAVED", "1 of 3 saved", "✗ 2 group ApioEntGrpTest")
	d.dies()
	d.server.ClearFaults()
	d.toCapacity()
	d.after("/ Trunk_Group_Fax enter G e", "limits of trunk group") // the draft of the channels is not one of the figures
	d.after("esc a", "20 channels more", "1 level of it changed since")
	d.after("enter", "has them already", "tenant capacity foo", "1 of 3 saved")
	d.keys("ctrl+s", "y")
	d.wantCalls("140")
	d.shows("saved: group capacity", "saved: trunk group")
	d.after("esc a", "more channels for")
	d.without("draft")
}

func TestADraftThatAnotherRunningProgramEditsIsNotTaken(t *testing.T) {
	d := atCapacity(t)
	d.keys("e", "150")
	if err := d.edits.Drafts().Flush(); err != nil {
		t.Fatal(err)
	}
	other := *d
	other.start()
	other.toCapacity()
	other.keys("e")
	other.shows("banyan is editing it")
	other.keys("enter")
	other.shows("cannot be taken from there")
	other.keys("x")
	other.shows("cannot be taken from there")
	other.keys("esc")
	other.shows("foo > capacity")
}

func TestWhatIsWrongWithAFigureStandsBesideIt(t *testing.T) {
	d := atCapacity(t)
	d.after("/ Trunk_Group_Fax enter G e 0 ctrl+s", "✗ 1 or more")
	d.keys("30", "tab", " ", "ctrl+s")
	d.shows("nothing was sent: 1 problem to correct first", "✗ bursting needs a number of calls")
	d.after("2 ctrl+s", "max active calls 4 → 30", "bursting max active calls none → 2")
	d.server.SetFault(simulator.Fault{
		Method: "PUT", Status: 400, ContentType: "application/json", Times: 1,
		Body: `{"error":"Validation Error","details":{"maxActiveCalls":["[Error 4410] above the licence"]}}`,
	})
	d.after("y", "NOT SAVED: the server refused it; read back at ", ", it is as before", "✗ [Error 4410] above the licence", "was ")
}

// Figures of a trunk group and channels that are added to it are two drafts: neither
// takes the other's place.
func TestADraftOfFiguresAndOneOfChannelsStandBesideEachOther(t *testing.T) {
	d := atCapacity(t)
	d.after("/ Trunk_Group_Fax enter G e 30 tab esc y a 20 tab esc y e", "1 draft", "was not saved", "max active calls 4 → 30")
	d.after("esc a", "1 draft", "was not saved", "20 channels more")
}
