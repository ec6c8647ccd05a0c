package views

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// elsewhere is another banyan beside the same files, which left or still has a draft of
// the trunk.
func (s *session) elsewhere(edit func(routing.Draft) routing.Draft) *change.Service {
	s.t.Helper()
	other := change.New(change.Options{Dir: s.dir, Open: s.platform.open, Who: "op", Now: func() time.Time { return s.now }})
	s.t.Cleanup(func() { _, _ = other.Close() })
	trunk, _ := s.platform.get("HQ-Inbound")
	subject := change.Subject{Host: "pbx.example.net", Dialect: "APIO", Kind: change.EnterpriseTrunk, Tenant: enterprise().ID, Name: "HQ-Inbound"}
	if err := other.Drafts().Put(subject, trunkImage(trunk), struct{ Draft routing.Draft }{Draft: edit(routing.NewDraft(trunk, nil))}); err != nil {
		s.t.Fatal(err)
	}
	if err := other.Drafts().Flush(); err != nil {
		s.t.Fatal(err)
	}
	return other
}

func TestTakingADraftNeverOverwritesTheOneOfThisSession(t *testing.T) {
	s := newSession(t, hqTrunk())
	s.keys("e", "=", "esc", "y") // 70 -> 50, left without saving
	s.now = s.now.Add(time.Minute)
	other := s.elsewhere(func(d routing.Draft) routing.Draft { return d.Remove(0) })
	if _, err := other.Close(); err != nil {
		t.Fatal(err)
	}
	s.keys("e")
	s.shows("2 drafts, not saved", "remove APIO_Trunk_Group_Existing")
	s.keys("enter")
	s.shows("take it or throw it away first")
	s.keys("down")
	s.shows("70 -> 50")
	s.keys("enter")
	s.shows("EDIT, not saved", "50%")
	s.keys("esc", "y", "e")
	s.shows("2 drafts, not saved")
}

func TestADraftOfAnotherRunningProgramDoesNotKeepAnybodyFromEditing(t *testing.T) {
	s := newSession(t, hqTrunk())
	other := s.elsewhere(func(d routing.Draft) routing.Draft { return d.Remove(0) })
	s.keys("e", "enter")
	s.shows("it cannot be taken from there", "edit without it")
	s.keys("e", "=", "ctrl+s", "y")
	s.wantWrites(1)
	s.shows("SAVED")
	if left, err := other.Drafts().All(); err != nil || len(left) != 1 {
		t.Errorf("the other's draft: %v, %v", left, err)
	}
}

func TestADraftOfThisSessionIsNotEditedPast(t *testing.T) {
	s := newSession(t, hqTrunk())
	s.keys("e", "=", "esc", "y", "e", "e")
	s.shows("1 draft, not saved")
	s.keys("enter")
	s.shows("EDIT, not saved", "50%")
}

func TestKeysWhileParkedRowsAreKeptLoseNothing(t *testing.T) {
	s := newSession(t, hqTrunk())
	s.keys("e", "p", "ctrl+s", "y", "enter")
	s.keys("e", "n")
	s.text("back at 6")
	s.keys("enter")
	_, keep := s.app.Update(pressOf("ctrl+s"))
	s.app.Update(pressOf("down"))
	s.app.Update(pressOf("J")) // typed before the answer: not taken, or kept; never lost
	order := func() []string { return regexp.MustCompile(`Trunk-\w+`).FindAllString(s.screen(), -1) }
	before := order()
	follow(s.app, keep)
	if after := order(); !slices.Equal(after, before) {
		t.Errorf("the rows were %v, and after the answer %v", before, after)
	}
	s.shows("kept on this machine")
}

func TestAfterALateNotSavedTheFormIsThereWithTheEdit(t *testing.T) {
	s := newSession(t, hqTrunk())
	s.platform.answer, s.platform.lost = os.ErrDeadlineExceeded, true
	s.keys("e", "=", "ctrl+s", "y")
	s.shows("UNKNOWN")
	s.now = s.now.Add(time.Minute)
	s.platform.answer, s.platform.lost = nil, false
	s.keys("r")
	s.shows("NOT SAVED")
	s.keys("enter")
	s.shows("EDIT, not saved", "50%")
	s.keys("ctrl+s", "y")
	s.wantWrites(2)
	s.shows("SAVED")
}

// An undo that is being sent is not left, and the program not ended, without a word.
func TestAnUndoThatIsBeingSavedIsNotLeftWithoutAWord(t *testing.T) {
	v := newUndo(testKit(), noSaver{}, change.Edit{}, nil)
	if _, ok := any(v).(ui.Dirty); !ok || v.Typing() {
		t.Error("before it is sent there is nothing to lose")
	}
	v.saving.saved = ui.NewLoader(func(context.Context) (change.Result, error) { return change.Result{}, nil })
	v.saving.saved.Load()
	if d, ok := any(v).(ui.Dirty); !ok || !d.Dirty() {
		t.Error("the program would end without a question")
	}
	if !v.Typing() {
		t.Error("esc would leave it")
	}
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
	d := newDesk(t, true)
	targets := change.Targets(d.host, "APIO", d.client)
	theirs := func() {
		if err := d.client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: calls(130)}); err != nil {
			t.Error(err)
		}
	}
	d.open = func(s change.Subject) (change.Target, bool) {
		target, ok := targets(s)
		return overtaker{target, theirs}, ok
	}
	d.start()
	d.toCapacity()
	d.keys("e", "ctrl+u", "150", "ctrl+s", "y")
	d.shows("overtaken: tenant capacity foo", "was 130")
	before := len(d.writes())
	d.keys("ctrl+s")
	d.shows("overridden", "type foo and press")
	if len(d.writes()) != before {
		t.Errorf("%v", d.writes())
	}
}

// What is typed right after channels were added is a draft of its own: forgetting the
// draft of what was saved does not take it along.
func TestForgettingADraftTakesNothingThatWasTypedSince(t *testing.T) {
	service := change.New(change.Options{Dir: t.TempDir(), Who: "anna"})
	t.Cleanup(func() { _, _ = service.Close() })
	form := newCapacityForm(testKit(), service, service.Drafts(), capacityPlan{targets: []figureTarget{{
		subject: change.Subject{Host: "pbx.example.net", Dialect: "APIO", Kind: change.TenantCapacity, Tenant: "other"},
		base:    change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: calls(120), BurstingMaxActiveCalls: calls(20)}),
	}}})
	shown(form, 80, 24)
	press(form, "ctrl+u", "7")
	drop := form.finish()
	form.Update(pressOf("9")) // not taken, or kept
	text := form.boxes[0].text.Text()
	pump(form, drop)
	left, err := service.Drafts().Of(form.plan.subject())
	if err != nil {
		t.Fatal(err)
	}
	if kept := len(left) == 1; kept != (text != "120") {
		t.Errorf("the box holds %q, on disk: %v", text, left)
	}
	press(form, "ctrl+u", "8")
	if got := form.boxes[0].text.Text(); !strings.Contains(got, "8") {
		t.Errorf("the form takes no keys any more: %q", got)
	}
}

// A screen of the routing shows what an undo made of it.
func TestTheRoutingIsReadAgainAfterAnUndo(t *testing.T) {
	s := newSession(t, hqTrunk())
	s.keys("e", "=", "ctrl+s", "y", "enter")
	s.shows("50%")
	s.platform.put(hqTrunk())
	run(s.app, noteJournal())
	s.shows("70%")
}

// Channels that are added a second time in the same form are not taken for those that
// were added first when the program dies in between.
func TestChannelsThatAreAddedAgainAreAddedAlsoAfterTheProgramDied(t *testing.T) {
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20", "ctrl+s", "y")
	d.shows("saved: trunk group")
	d.keys("20")
	d.dies()
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a")
	d.shows("20 channels more", "still as they were then")
	d.keys("enter")
	if strings.Contains(d.app.View(), "has them already") {
		t.Errorf("those of the first time are taken for these:\n%s", d.app.View())
	}
	d.keys("ctrl+s", "y")
	d.shows("saved: trunk group")
	if got := d.tenantCalls(); got != "160" {
		t.Errorf("the tenant has %s calls, want 120 and twice 20", got)
	}
}

// Another number after the first level was raised raises the others by that, and the
// first not again, also in the next run.
func TestALevelThatWasRaisedIsNotRaisedAgainByAnotherNumber(t *testing.T) {
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20")
	d.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/groups/ApioEntGrpTest/features/trunk_groups/", Status: 403, Times: 1})
	d.keys("ctrl+s", "y")
	d.shows("saved: tenant capacity foo", "not saved: group capacity")
	d.keys("ctrl+u", "10")
	d.dies()
	d.server.ClearFaults()
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "enter")
	d.shows("has them already", "tenant capacity")
	d.keys("ctrl+s", "y")
	d.shows("saved: group capacity", "saved: trunk group")
	if got := d.tenantCalls(); got != "140" {
		t.Errorf("the tenant was raised twice: it has %s calls", got)
	}
}

func TestTheLookBeforeASaveOfFiguresIsNotWaitedFor(t *testing.T) {
	form := newCapacityForm(testKit(), noSaver{}, nil, capacityPlan{targets: []figureTarget{{
		base: change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: calls(120), BurstingMaxActiveCalls: calls(20)}),
	}}})
	form.SetSize(80, 20)
	press(form, "ctrl+u", "7")
	look := form.Update(pressOf("ctrl+s"))
	if !form.Busy() {
		t.Fatal("it is not read again")
	}
	press(form, "esc")
	requireContains(t, form.View(), "nothing was sent", "[7_")
	given := form.View()
	pump(form, look) // the answer comes all the same
	if form.Busy() || form.View() != given {
		t.Errorf("what was given up goes on:\n%s", form.View())
	}
}
