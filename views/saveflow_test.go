package views

import (
	"context"
	"testing"
	"time"

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
	targets := change.Targets(d.host, "APIO", d.client)
	refusing := true
	d.open = func(s change.Subject) (change.Target, bool) {
		target, ok := targets(s)
		if !refusing {
			return target, ok
		}
		return refuser{Target: target, err: refusedBy("maxActiveCalls", "above the licence"), meanwhile: func() {
			if err := d.client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{BurstingMaxActiveCalls: viewtest.Calls(25)}); err != nil {
				t.Error(err)
			}
		}}, ok
	}
	d.start()
	d.toCapacity()
	d.keys("e", "ctrl+u", "150", "ctrl+s", "y")
	d.shows("NOT SAVED: the server refused it", "somebody else changed it meanwhile", "above the licence", "bursting max active calls  [20")
	refusing = false
	d.keys("ctrl+s")
	d.shows("max active calls: 120 -> 150", "Somebody else changed meanwhile, and it stays", "bursting max active calls: 20 -> 25")
	d.keys("y")
	d.shows("SAVED")
	got, err := d.client.TenantCapacity(t.Context(), "foo")
	if err != nil || got.MaxActiveCalls != viewtest.Calls(150) || got.BurstingMaxActiveCalls != viewtest.Calls(25) {
		t.Errorf("%+v, %v", got, err)
	}
}

// The same of a routing: what somebody else made of another field shows as theirs.
func TestARoutingThatWasRefusedIsComparedWithWhatItStartedFrom(t *testing.T) {
	t.Parallel()
	s := newSession(t, viewtest.HQTrunk())
	open := s.platform.open
	refusing := true
	s.routes.opts.Edits = change.New(change.Options{
		Dir: t.TempDir(), Who: "op", Now: func() time.Time { return s.now },
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
	s.open(s.routes.routing(viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}))
	s.keys("e", "=", "ctrl+s", "y")
	s.shows("NOT SAVED")
	refusing = false
	s.keys("ctrl+s")
	s.shows("Somebody else changed meanwhile, and it stays", "max reroutes: ")
	s.keys("y")
	s.shows("SAVED")
	if trunk, _ := s.platform.get("HQ-Inbound"); trunk.MaxReroutes == nil || *trunk.MaxReroutes != 3 || trunk.Routes[0].Weight != 50 {
		t.Errorf("on the server: %+v", trunk)
	}
}

// A verdict says only what was seen: where nothing could be read back it does not say so.
func TestARefusalThatCouldNotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	targets := change.Targets(d.host, "APIO", d.client)
	blind := false
	d.open = func(s change.Subject) (change.Target, bool) {
		target, ok := targets(s)
		return refuser{Target: target, err: refusedBy("maxActiveCalls", "above the licence"), meanwhile: func() {}, blind: &blind}, ok
	}
	d.start()
	d.toCapacity()
	d.keys("e", "ctrl+u", "150", "ctrl+s", "y")
	d.shows("NOT SAVED", "could not be read back")
}

// A key that is held repeats every 33 to 50 ms, and nobody typed each of them.
func TestAYThatIsHeldConfirmsNothing(t *testing.T) {
	t.Parallel()
	s := newSession(t, viewtest.HQTrunk())
	s.keys("e", "=", "ctrl+s")
	s.shows("nothing is sent yet")
	s.now = s.now.Add(10 * time.Millisecond)
	s.burst("y")
	for range 200 {
		s.now = s.now.Add(50 * time.Millisecond)
		s.burst("y")
	}
	s.wantWrites(0)
	s.keys("y")
	s.wantWrites(1)
}

// The review of limits says what follows from them beside the question.
func TestTheReviewOfLimitsSaysWhatTheyBringAbout(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "e", "ctrl+u", "400", "ctrl+s")
	d.shows("max active calls: 4 -> 400", "group calls 48, allocated 28 -> 424, difference 20 -> -376", "new: ", "OVER 376 calls")
	if len(d.writes()) != 0 {
		t.Error("it was sent before it was confirmed")
	}
}

// Where a level moves between the review and its own turn, the levels that are saved stay
// saved, and the others are looked at again.
func TestALevelThatMovesBeforeItsTurnIsComparedAgain(t *testing.T) {
	d := newDesk(t, true)
	targets := change.Targets(d.host, "APIO", d.client)
	d.open = func(s change.Subject) (change.Target, bool) {
		target, ok := targets(s)
		if s.Kind == change.TenantCapacity {
			return overtaker{target, func() {
				if err := d.client.PutGroupCapacity(t.Context(), "foo", "ApioEntGrpTest", apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(50)}); err != nil {
					t.Error(err)
				}
			}}, ok
		}
		return target, ok
	}
	d.start()
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20", "ctrl+s", "y")
	d.shows("CONFLICT: somebody else changed group capacity foo/ApioEntGrpTest")
	d.keys("right", "ctrl+s")
	d.shows("Save 2 edits", "Type the name ApioEntGrpTest")
	d.keys("ApioEntGrpTest", "enter", "y")
	d.shows("SAVED", "2 edits")
	if got := d.tenantCalls(); got != "140" {
		t.Errorf("the tenant has %s calls", got)
	}
}

// Who leaves a form is told that the draft is kept.
func TestLeavingAFormSaysThatItsDraftIsKept(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.keys("e", "=", "esc")
	s.shows("Leave without saving?", "its draft is kept")
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e", "5", "esc")
	d.shows("Leave without saving?", "its draft is kept")
}

// An override that was chosen and not confirmed stays dangerous when something else moves
// before it is sent.
func TestAnOverrideStaysDangerousWhenTheOtherSideMovesAgain(t *testing.T) {
	d := newDesk(t, true)
	d.toCapacity()
	put := func(c apiclient.TenantCapacity) {
		if err := d.client.PutTenantCapacity(t.Context(), "foo", c); err != nil {
			t.Fatal(err)
		}
	}
	d.keys("e", "ctrl+u", "150", "tab", "ctrl+u", "25")
	put(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)})
	d.keys("ctrl+s", "right", "ctrl+s")
	d.shows("overridden", "Type the name foo")
	put(apiclient.TenantCapacity{BurstingMaxActiveCalls: viewtest.Calls(22)})
	d.keys("foo", "enter", "y")
	d.shows("CONFLICT")
	before := len(d.writes())
	d.keys("ctrl+s")
	d.shows("overridden", "Type the name foo")
	d.keys("enter", "y")
	if got := len(d.writes()); got != before {
		t.Errorf("sent without the name: %v", d.writes())
	}
}

// What is settled as saved says how many of several edits were sent, and leads back to
// the form with the others.
func TestASettledEditOfSeveralLeadsBackToTheOthers(t *testing.T) {
	d := newDesk(t, true)
	targets := change.Targets(d.host, "APIO", d.client)
	blind := false
	d.open = func(s change.Subject) (change.Target, bool) {
		target, ok := targets(s)
		if s.Kind != change.TenantCapacity {
			return target, ok
		}
		return lost{refuser{Target: target, blind: &blind}}, ok
	}
	d.start()
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20", "ctrl+s", "y")
	d.shows("UNKNOWN")
	blind = false
	d.keys("r")
	d.shows("SAVED: 1 of 3", "not begun: group capacity")
	d.keys("enter")
	d.shows("More channels for")
	d.keys("ctrl+s")
	d.shows("Save 2 edits")
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
	s.keys("e", "=", "ctrl+s", "y")
	s.shows("OVERTAKEN", "It is there no more")
	s.keys("e")
	s.shows("OVERTAKEN")
	left, err := s.service.Drafts().Of(s.routes.editing().Trunk(apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound"))
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
	s.keys("ctrl+s")
	s.shows("kept on this machine")
	var parked []routing.Parked
	if err := s.service.Kept(s.routes.editing().Trunk(apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound"), &parked); err != nil || len(parked) != 1 {
		t.Errorf("%v, %v", parked, err)
	}
}

// A y that began before the review was there, and is held, repeats only half a second
// later: that is no answer to what nobody read.
func TestAYThatBeganBeforeTheReviewIsNoAnswer(t *testing.T) {
	s := newSession(t, viewtest.HQTrunk())
	s.keys("e", "=")
	s.now = s.now.Add(time.Second)
	_, look := s.app.Update(viewtest.Key("ctrl+s"))
	s.now = s.now.Add(50 * time.Millisecond)
	s.burst("y")
	s.now = s.now.Add(50 * time.Millisecond)
	viewtest.Follow(s.app, look)
	s.shows("nothing is sent yet")
	s.now = s.now.Add(450 * time.Millisecond)
	s.burst("y")
	s.wantWrites(0)
	s.keys("y")
	s.wantWrites(1)
}

// An undo takes no draft along that somebody typed of the same object.
func TestAnUndoLeavesADraftOfTheSameObject(t *testing.T) {
	d := raised(t)
	d.keys("esc", "c", "e", "tab", "ctrl+u", "33", "esc", "y", "esc", "esc", "esc", "E", "u", "y")
	d.shows("SAVED")
	d.keys("enter", "esc", "c", "e")
	d.shows("An edit of these limits was not saved", "20 -> 33")
}
