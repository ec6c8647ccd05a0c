package views

import (
	"testing"
	"time"
)

func TestANoteIsWrittenAtAParkedRowAndComesBack(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "p", "n", "carrier ticket 4711")
	s.shows("note [carrier ticket 4711▏")
	s.after("enter", "note carrier ticket 4711", "parked  since 12:03", "put back", "n note", "ctrl+s review")
	s.after("ctrl+s", "- park APIO_Trunk_Group_Existing (ApioEntGrpTest) priority 1, weight 70; kept here, not sent")
	s.after("y", "SAVED")
	s.after("enter", "parked here", "carrier ticket 4711")
	s.after("e", "note carrier ticket 4711")
}

func TestANoteAloneIsKeptWithoutSendingAnything(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "p", "ctrl+s", "y", "enter", "e", "n", "back at 6", "enter")
	s.shows("EDIT  1 change, not saved")
	s.keys("ctrl+s")
	s.wantWrites(1)
	s.shows("kept on this machine; there was nothing to send")
	s.after("esc e", "note back at 6")
	// So is that a parked row is forgotten.
	s.keys("x", "ctrl+s")
	s.wantWrites(1)
	s.after("esc e n", "notes are for parked routes")
}

func TestANoteComesBackAfterTheProgramDied(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "p", "ctrl+s", "y", "enter", "e", "n", "back at 6")
	s.dies()
	s.after("e", "1 draft", "was not saved", "parked here: APIO_Trunk_Group_Existing (ApioEntGrpTest) back at 6")
	s.after("enter", "note back at 6")
}

// While a note is typed every key is text, and it is one step to take back.
func TestANoteIsTextAndOneStep(t *testing.T) {
	s := atTrunk(t)
	s.after("e p n x=mupq?5/", "note [x=mupq?5/▏")
	s.after("enter u", "parked 12:03")
	s.after("u", "70%")
	s.wantWrites(0)
}

func TestParkedOnAnotherDaySaysWhichDay(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "p", "ctrl+s", "y", "enter")
	s.pass(30 * time.Hour)
	s.after("e", "parked 21 Nov 12:03")
}
