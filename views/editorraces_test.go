package views

import (
	"context"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/views/saving"
)

func TestTakingADraftNeverOverwritesTheOneOfThisSession(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=", "esc", "y") // 70 -> 50, left without saving
	s.pass(time.Minute)
	other := s.elsewhere(func(d routing.Draft) routing.Draft { return d.Remove(0) })
	if _, err := other.Close(); err != nil {
		t.Fatal(err)
	}
	s.after("e", "2 drafts", "- APIO_Trunk_Group_Existing")
	s.after("enter", "take it or throw it away first")
	s.after("down", "70 → 50")
	s.after("enter", "EDIT  2 changes, not saved", "50%")
	s.after("esc y e", "2 drafts")
}

func TestADraftOfAnotherRunningProgramDoesNotKeepAnybodyFromEditing(t *testing.T) {
	s := atTrunk(t)
	other := s.elsewhere(func(d routing.Draft) routing.Draft { return d.Remove(0) })
	s.after("e enter", "it cannot be taken from there", "edit without it")
	s.keys("e", "=", "ctrl+s", "y")
	s.wantWrites(1)
	s.shows("SAVED")
	if _, err := s.service.Drafts().All(); err != nil { // what is in the mailbox too
		t.Error(err)
	}
	if left, err := other.Drafts().All(); err != nil || len(left) != 1 || !left[0].Own {
		t.Errorf("the other's draft: %v, %v", left, err)
	}
}

func TestADraftOfThisSessionIsNotEditedPast(t *testing.T) {
	s := atTrunk(t)
	s.after("e = esc y e e", "1 draft", "was not saved")
	s.after("enter", "EDIT  2 changes, not saved", "50%")
}

func TestKeysWhileParkedRowsAreKeptLoseNothing(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "p", "ctrl+s", "y", "enter", "e", "n", "back at 6", "enter")
	_, keep := s.app.Update(viewtest.Key("ctrl+s"))
	order := func() []string { return regexp.MustCompile(`Trunk-\w+`).FindAllString(s.screen(), 3) }
	before := order()
	s.keys("down", "J", "ctrl+s", "y")
	if now := order(); !slices.Equal(now, before) {
		t.Errorf("before the answer the rows were %v, and %v", before, now)
	}
	viewtest.Follow(s.app, keep)
	before[0], before[1] = before[1], before[0]
	if after := order(); !slices.Equal(after, before) {
		t.Errorf("after the answer the rows are %v, not %v", after, before)
	}
	s.shows("back at 6", "1 change, not saved", "2 keys pressed before the form was open: not taken")
	s.wantWrites(1)
}

func TestAfterALateNotSavedTheFormIsThereWithTheEdit(t *testing.T) {
	s := atTrunk(t)
	s.platform.answer, s.platform.lost = os.ErrDeadlineExceeded, true
	s.after("e = ctrl+s y", "UNKNOWN")
	s.pass(change.Grace)
	s.platform.answer, s.platform.lost = nil, false
	s.after("r", "NOT SAVED")
	s.after("enter", "EDIT  2 changes, not saved", "50%")
	s.keys("ctrl+s", "y")
	s.wantWrites(2)
	s.shows("SAVED")
}

// overtaker is a target behind whose write somebody else writes at once.
type overtaker struct {
	change.Target
	then func()
}

func (o overtaker) Write(ctx context.Context, fresh, want change.Image) error {
	err := o.Target.Write(ctx, fresh, want)
	o.then()
	return err
}

func TestAFigureThatWasOvertakenIsNotOverriddenByAPlainYes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	theirs := func() { d.putTenant(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)}) }
	d.through(func(_ change.Subject, target change.Target) change.Target { return overtaker{target, theirs} })
	d.toCapacity()
	d.after("e 150 ctrl+s y", "OVERTAKEN", "tenant capacity foo", "before confirmed there now", "max active calls 120 150 ▲ 130")
	d.after("e", "was 130")
	d.after("ctrl+s", "overridden", "Type the name", "] foo")
	d.wantWrites(2) // the one that was overtaken, and theirs
}

// A screen of the routing shows what an undo made of it.
func TestTheRoutingIsReadAgainAfterAnUndo(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.after("e = ctrl+s y enter", "50%")
	s.platform.put(viewtest.HQTrunk())
	viewtest.Run(s.app, saving.JournalChanged{})
	s.shows("70%")
}

// Channels that are added a second time in the same form are not taken for those that
// were added first when the program dies in between.
func TestChannelsThatAreAddedAgainAreAddedAlsoAfterTheProgramDied(t *testing.T) {
	d := atCapacity(t)
	d.after("/ Trunk_Group_Fax enter G a 20 * ctrl+s y", "saved: trunk group")
	d.keys("enter", "a", "20", "*")
	d.dies()
	d.toCapacity()
	d.after("/ Trunk_Group_Fax enter G a", "20 channels more", "still as they were then")
	d.keys("enter")
	d.without("has them already")
	d.after("ctrl+s y", "saved: trunk group")
	d.wantCalls("160")
}

// Another number after the first level was raised raises the others by that, and the
// first not again, also in the next run.
func TestALevelThatWasRaisedIsNotRaisedAgainByAnotherNumber(t *testing.T) {
	d := atCapacity(t)
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20", "*")
	d.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/groups/ApioEntGrpTest/features/trunk_groups/", Status: 403, Times: 1})
	d.after("ctrl+s y", "NOT SAVED", "1 of 3 saved", "✗ 2 group ApioEntGrpTest")
	d.keys("ctrl+u", "10")
	d.dies()
	d.server.ClearFaults()
	d.toCapacity()
	d.after("/ Trunk_Group_Fax enter G a enter", "has them already", "tenant capacity")
	d.after("ctrl+s y", "saved: group capacity", "saved: trunk group")
	d.wantCalls("140")
}

// What was in flight when the list to add from was closed is read when it opens again.
func TestTheListToAddFromReadsItsCallsAgain(t *testing.T) {
	s := atTrunk(t)
	s.keys("e")
	_, list := s.app.Update(viewtest.Key("a"))
	answer, _ := list().(tea.BatchMsg)
	for _, cmd := range answer {
		if cmd != nil {
			s.app.Update(cmd()) // the list is there, and nothing of its rows
		}
	}
	s.shows("Trunk-Namur")
	s.keys("esc", "a")
	s.shows("/11") // Trunk-Namur
}

func TestARouteThatIsPutBackIsToldDownOnceThatIsRead(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "p")
	read := s.api.OnTrunkGroup
	s.api.OnTrunkGroup = func(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
		detail, err := read(ctx, tenant, group, name)
		detail.State = "unavailable"
		return detail, err
	}
	_, again := s.app.Update(viewtest.Key("p"))
	viewtest.Run(s.app, saving.JournalChanged{}) // anything else that arrives before
	viewtest.Follow(s.app, again)
	s.shows("is put back, and it is down")
}
