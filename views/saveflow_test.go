package views

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

// refuser is a target that refuses a write, while somebody else writes.
type refuser struct {
	change.Target
	meanwhile func()
	err       error
	blind     *bool // reads fail from then on
}

func (r refuser) Write(context.Context, change.Image, change.Image) error {
	r.meanwhile()
	if r.blind != nil {
		*r.blind = true
	}
	return r.err
}

func (r refuser) Read(ctx context.Context) (change.Image, error) {
	if r.blind != nil && *r.blind {
		return change.Image{}, &apiclient.Error{Op: "read", Kind: apiclient.Unreachable, Host: "pbx.example.net"}
	}
	return r.Target.Read(ctx)
}

// What somebody else changed while a save was refused is never taken for one's own
// change at the next try: it shows as theirs.
func TestWhatWasReadBackAfterARefusalIsNotTheBaseOfTheNextTry(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	refusing := true
	d.through(func(_ change.Subject, target change.Target) change.Target {
		if !refusing {
			return target
		}
		return refuser{Target: target, err: refusedBy("maxActiveCalls", "above the licence"), meanwhile: func() {
			d.putTenant(apiclient.TenantCapacity{BurstingMaxActiveCalls: viewtest.Calls(25)})
		}}
	})
	d.toCapacity()
	d.keys("e", "ctrl+u", "150", "ctrl+s", "y")
	d.shows("NOT SAVED: the server refused it", "somebody else changed it meanwhile", "above the licence", "Bursting max active calls  [       20]")
	refusing = false
	d.after("ctrl+s", "max active calls 120 → 150", "somebody else changed meanwhile, and it stays", "bursting max active calls 20 → 25")
	d.after("y", "SAVED")
	got, err := d.client.TenantCapacity(t.Context(), "foo")
	if err != nil || got.MaxActiveCalls != viewtest.Calls(150) || got.BurstingMaxActiveCalls != viewtest.Calls(25) {
		t.Errorf("%+v, %v", got, err)
	}
}

// The same of a routing: what somebody else made of another field shows as theirs.
func TestARoutingThatWasRefusedIsComparedWithWhatItStartedFrom(t *testing.T) {
	s := atTrunk(t)
	open := s.platform.open
	refusing := true
	s.routes.opts.Edits = change.New(change.Options{
		Dir: t.TempDir(), Who: "op", Now: func() time.Time { return s.pass(0) },
		Open: func(subject change.Subject) (change.Target, bool) {
			target, ok := open(subject)
			if !refusing {
				return target, ok
			}
			return refuser{Target: target, err: refusedBy("weight", "not today"), meanwhile: func() {
				theirs := viewtest.HQTrunk()
				theirs.MaxReroutes = new(3)
				s.platform.put(theirs)
			}}, ok
		},
	})
	t.Cleanup(func() { _, _ = s.routes.opts.Edits.Close() })
	s.toRouting()
	s.after("e = ctrl+s y", "NOT SAVED")
	refusing = false
	s.after("ctrl+s", "somebody else changed meanwhile, and it stays", "max reroutes ")
	s.after("y", "SAVED")
	s.wantTrunk(func(t routing.Trunk) bool {
		return t.MaxReroutes != nil && *t.MaxReroutes == 3 && t.Routes[0].Weight == 50
	})
}

// A verdict says only what was seen: where nothing could be read back it does not say so.
func TestARefusalThatCouldNotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	blind := false
	d.through(func(_ change.Subject, target change.Target) change.Target {
		return refuser{Target: target, err: refusedBy("maxActiveCalls", "above the licence"), meanwhile: func() {}, blind: &blind}
	})
	d.toCapacity()
	d.after("e ctrl+u 150 ctrl+s y", "NOT SAVED", "could not be read back")
}

// A key that is held repeats every 33 to 50 ms, and nobody typed each of them.
func TestAYThatIsHeldConfirmsNothing(t *testing.T) {
	s := atTrunk(t)
	s.after("e = ctrl+s", "nothing is sent yet")
	s.pass(10 * time.Millisecond)
	s.burst("y")
	for range 200 {
		s.pass(50 * time.Millisecond)
		s.burst("y")
	}
	s.wantWrites(0)
	s.keys("y")
	s.wantWrites(1)
}

// The review of limits says what follows from them beside the question.
func TestTheReviewOfLimitsSaysWhatTheyBringAbout(t *testing.T) {
	d := atCapacity(t)
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "e", "400", "ctrl+s")
	d.shows("max active calls 4 → 400", "28/48", "424/48", "-376", "▲ OVER 376", "the group becomes OVER by 376 calls")
	d.wantWrites(0)
}

// A limit below the calls that are in use refuses calls at once.
func TestALimitBelowTheCallsInUseAsksForTheName(t *testing.T) {
	d := newDesk(t, true)
	d.keys("/", "AlpenBank", "enter", "enter", "/", "AB-HQ", "enter", "enter", "/", "SIP-HQ-B", "enter")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 80, Height: 24})
	d.after("e 6", "33 of 60 calls in use now", "was 60 ! 33 in use now")
	d.after("ctrl+s", "DANGEROUS max active calls 6 is below the 33 in use now", "] SIP-HQ-B")
	d.keys("y", "enter", "y")
	d.wantWrites(0)
	d.after("esc esc ctrl+u 33", "33 of 60 calls in use now")
	d.without("! 33 in use")
	d.after("ctrl+s", "nothing is sent yet")
}

// Where a level moves between the review and its own turn, the levels that are saved stay
// saved, and the others are looked at again.
func TestALevelThatMovesBeforeItsTurnIsComparedAgain(t *testing.T) {
	d := newDesk(t, true)
	d.through(func(s change.Subject, target change.Target) change.Target {
		if s.Kind == change.TenantCapacity {
			return overtaker{target, func() { d.putGroup(50) }}
		}
		return target
	})
	d.toCapacity()
	d.after("/ Trunk_Group_Fax enter G a 20 * ctrl+s y", "CONFLICT somebody else changed group capacity foo/ApioEntGrpTest")
	d.after("right ctrl+s", "Review save 2 edits", "Type the name", "] ApioEntGrpTest")
	d.after("ApioEntGrpTest enter y", "SAVED", "2 edits")
	d.wantCalls("140")
}

// Who leaves a form is told that the draft is kept.
func TestLeavingAFormSaysThatItsDraftIsKept(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.after("e = esc", "Leave without saving?", "The draft is kept")
	s.after("esc ctrl+c", "Quit without saving?", "2 changes of HQ-Inbound are not sent", "The draft is kept")
	d := atCapacity(t)
	d.after("e 5 tab esc", "Leave without saving?", "The draft is kept")
}

// An override that was chosen and not confirmed stays dangerous when something else moves
// before it is sent.
func TestAnOverrideStaysDangerousWhenTheOtherSideMovesAgain(t *testing.T) {
	d := atCapacity(t)
	d.keys("e", "150", "tab", "25")
	d.putTenant(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)})
	d.after("ctrl+s right ctrl+s", "overridden", "Type the name", "] foo")
	d.putTenant(apiclient.TenantCapacity{BurstingMaxActiveCalls: viewtest.Calls(22)})
	d.after("foo enter y", "CONFLICT")
	d.after("ctrl+s", "overridden", "Type the name", "] foo")
	d.keys("enter", "y")
	d.wantWrites(2) // theirs
}

// What is settled as saved says how many of several edits were sent, and leads back to
// the form with the others.
func TestASettledEditOfSeveralLeadsBackToTheOthers(t *testing.T) {
	d := newDesk(t, true)
	blind := false
	d.through(func(s change.Subject, target change.Target) change.Target {
		if s.Kind != change.TenantCapacity {
			return target
		}
		return lost{refuser{Target: target, blind: &blind}}
	})
	d.toCapacity()
	d.after("/ Trunk_Group_Fax enter G a 20 * ctrl+s y", "UNKNOWN")
	blind = false
	d.after("r", "SAVED 1 of 3", "not begun: group capacity")
	d.after("enter", "more channels for")
	d.after("ctrl+s", "Review save 2 edits")
}

// lost is a target whose write is applied while its answer, and all reads, are lost.
type lost struct{ refuser }

func (l lost) Write(ctx context.Context, fresh, want change.Image) error {
	if err := l.Target.Write(ctx, fresh, want); err != nil {
		return err
	}
	*l.blind = true
	return context.DeadlineExceeded
}

// Over what is gone nothing can be edited on: the edit stays on the form and on disk.
func TestAnEditThatWasOvertakenByADeletionIsKept(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.platform.instead = func(*routing.Trunk) {}
	writes := 0
	s.platform.behind = func() {
		if n := s.platform.written(); n > writes {
			writes = n
			s.platform.drop("HQ-Inbound")
		}
	}
	s.after("e = ctrl+s y", "OVERTAKEN", "It is there no more")
	s.after("e", "OVERTAKEN")
	left, err := s.service.Drafts().Of(s.subject())
	if err != nil || len(left) != 1 {
		t.Errorf("drafts %v, %v", left, err)
	}
}

// What is parked is kept also where the server holds all that was to be sent.
func TestAParkedRouteIsKeptWhereNothingHadToBeSent(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.keys("e", "p")
	theirs := viewtest.HQTrunk()
	theirs.Routes = theirs.Routes[1:]
	s.platform.put(theirs)
	s.after("ctrl+s", "kept on this machine")
	var parked []routing.Parked
	if err := s.service.Kept(s.subject(), &parked); err != nil || len(parked) != 1 {
		t.Errorf("%v, %v", parked, err)
	}
}

// afterwards runs what a screen asked for that is gone by then: no answer reaches it.
func afterwards(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if batch, ok := cmd().(tea.BatchMsg); ok {
		for _, next := range batch {
			afterwards(next)
		}
	}
}

// A save goes on when its screen is gone, and takes its draft along: nobody is offered what is
// on the server already.
func TestASaveWhoseScreenIsGoneLeavesNoDraft(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=", "ctrl+s")
	s.pass(time.Second)
	_, cmd := s.app.Update(viewtest.Key("y"))
	afterwards(cmd)
	s.wantWrites(1)
	left, err := s.service.Drafts().All()
	if err != nil || len(left) > 0 {
		t.Errorf("drafts of the routing: %v, %v", left, err)
	}

	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e", "ctrl+u", "150", "ctrl+s")
	d.pass(time.Second)
	_, cmd = d.app.Update(viewtest.Key("y"))
	afterwards(cmd)
	d.wantWrites(1)
	if left, err = d.edits.Drafts().All(); err != nil || len(left) > 0 {
		t.Errorf("drafts of the limits: %v, %v", left, err)
	}
}

// Once a review has shown what somebody else changed, the form stands on that.
func TestWhatAReviewShowedAsTheirsIsOnTheForm(t *testing.T) {
	d := atCapacity(t)
	d.keys("e", "ctrl+u", "150")
	d.putTenant(apiclient.TenantCapacity{BurstingMaxActiveCalls: viewtest.Calls(25)})
	d.after("ctrl+s", "somebody else changed meanwhile, and it stays", "bursting max active calls 20 → 25")
	d.after("esc", "Bursting max active calls  [       25]", "1 change, not saved")
	d.putTenant(apiclient.TenantCapacity{BurstingMaxActiveCalls: viewtest.Calls(20)})
	d.after("ctrl+s", "somebody else changed meanwhile, and it stays", "bursting max active calls 25 → 20")
}

// What is settled as not saved is on the form again, and there is something to lose.
func TestAFormIsNotLeftWithoutAQuestionAfterALateNotSaved(t *testing.T) {
	s := atTrunk(t)
	s.platform.answer, s.platform.lost = os.ErrDeadlineExceeded, true
	s.after("e = ctrl+s y", "UNKNOWN")
	s.pass(change.Grace)
	s.platform.answer, s.platform.lost = nil, false
	s.after("r", "NOT SAVED")
	s.after("enter esc", "Leave without saving?", "The draft is kept")
}

// While a verdict is read again no key leads on: what it says may change.
func TestAVerdictThatIsReadAgainTakesNoKey(t *testing.T) {
	s := atTrunk(t)
	s.platform.answer, s.platform.lost = os.ErrDeadlineExceeded, true
	s.after("e = ctrl+s y", "UNKNOWN")
	s.platform.answer, s.platform.lost = nil, false
	s.pass(change.Grace)
	_, reading := s.app.Update(viewtest.Key("r"))
	for _, key := range []string{"r", "enter"} {
		_, cmd := s.app.Update(viewtest.Key(key))
		viewtest.Follow(s.app, cmd)
		s.shows("UNKNOWN", "reading it again")
	}
	viewtest.Follow(s.app, reading)
	s.shows("NOT SAVED")
}

// A y that began before the review was there, and is held, repeats only half a second
// later: that is no answer to what nobody read.
func TestAYThatBeganBeforeTheReviewIsNoAnswer(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.keys("e", "=")
	s.pass(time.Second)
	_, look := s.app.Update(viewtest.Key("ctrl+s"))
	s.pass(50 * time.Millisecond)
	s.burst("y")
	s.pass(50 * time.Millisecond)
	viewtest.Follow(s.app, look)
	s.shows("nothing is sent yet")
	s.pass(450 * time.Millisecond)
	s.burst("y")
	s.wantWrites(0)
	s.keys("y")
	s.wantWrites(1)
}

// The address of a save in doubt is what somebody asks the platform's operators about: it is
// there to its end.
func TestTheAddressOfASaveInDoubtIsWhole(t *testing.T) {
	path := "/api/v1/tenants/foo/" + strings.Repeat("enterprise_trunks-of-a-long-name/", 6) + "HQ-Inbound/"
	s := newSession(t, viewtest.HQTrunk())
	s.platform.answer = &apiclient.Error{Op: "change enterprise trunk HQ-Inbound", Kind: apiclient.Timeout, Method: "PUT", Host: "pbx.example.net", Path: path}
	s.platform.lost = true
	s.after("e = ctrl+s y", "UNKNOWN")
	viewtest.Run(s.app, tea.WindowSizeMsg{Width: 80, Height: 40})
	text := strings.NewReplacer("│", "", " ", "", "\n", "").Replace(s.screen())
	viewtest.RequireContains(t, text, "(PUTpbx.example.net"+path+")")
}

// What a save in doubt leads to is told whole on a small screen, with what left it in doubt.
func TestASaveInDoubtLeavesNothingBelow(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.platform.answer = &apiclient.Error{
		Op: "change enterprise trunk HQ-Inbound of tenant foo", Kind: apiclient.Unreachable, Message: "the server closed the connection without an answer",
		Method: "PUT", Host: "apio.example.net", Path: "/api/v1/tenants/foo/services/trunk_groups/HQ-Inbound/", Changes: true,
	}
	s.platform.lost = true
	s.after("e = ctrl+s y", "UNKNOWN")
	viewtest.Run(s.app, tea.WindowSizeMsg{Width: 80, Height: 24})
	s.shows("HQ-Inbound/", "read it again: that may settle it", "copy for a ticket", "the edits, where it stands first")
	s.without("more lines below")
}

// What would be saved stands below all fields of a conflict: with little room one scrolls to it.
func TestAConflictScrollsToWhatWouldBeSaved(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.theirs(func(t *routing.Trunk) { t.Routes[0].Weight = 90; t.MaxReroutes = new(7) })
	s.keys("e", "=", "ctrl+s", "right")
	viewtest.Run(s.app, tea.WindowSizeMsg{Width: 80, Height: 16})
	s.without("is overridden")
	for range 20 {
		s.keys("down")
	}
	s.shows("is overridden")
	for range 20 {
		s.keys("up")
	}
	s.shows("both changed it: choose")
}

// A verdict is copied for a ticket, and leads to the journal.
func TestAVerdictIsCopied(t *testing.T) {
	s := atTrunk(t)
	s.after("e = ctrl+s tab I N C - 4 enter y", "SAVED", "read back")
	s.after("Y", "Copied for a ticket", "enterprise trunk foo/HQ-Inbound of tenant foo", "SAVED: the server holds what was confirmed, read back",
		"Ticket: INC-4", "weight of Trunk-Antwerp (ApioEntGrpAntwerp): 30 -> 50")
	s.after("esc", "SAVED")
	s.after("E", "HQ-Inbound > edits", "1 of this machine")
	s.after("esc", "SAVED")
}

// A save shows which steps are done and for which one it waits.
func TestASaveShowsItsSteps(t *testing.T) {
	s := atTrunk(t)
	steps := make(chan string, 1)
	s.platform.behind = func() {
		if s.platform.written() == 1 {
			select {
			case steps <- s.screen():
			default:
			}
		}
	}
	s.after("e = ctrl+s y", "SAVED")
	text := strings.Join(strings.Fields(<-steps), " ")
	viewtest.RequireContains(t, text, "✓ read once more: nothing changed since the review 12:03", "✓ written to the journal, before anything is sent 12:03",
		"✓ sent, once 12:03", "| read back, up to four times 0 s", "verdict", "what is sent", "70 → 50")
}

// An undo takes no draft along that somebody typed of the same object.
func TestAnUndoLeavesADraftOfTheSameObject(t *testing.T) {
	d := raised(t)
	d.after("esc c e tab 33 tab esc y esc esc esc E u y", "SAVED")
	d.after("enter esc c e", "An edit of these limits was not saved", "20 → 33")
}
