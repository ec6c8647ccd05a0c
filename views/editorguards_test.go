package views

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

func TestOnlyASingleYThatCouldHaveBeenReadSaves(t *testing.T) {
	review := []string{"e", "=", "ctrl+s"}
	for name, answer := range map[string]func(s *session){
		"enter":                       func(s *session) { s.keys("enter", "enter") },
		"space":                       func(s *session) { s.keys(" ") },
		"ctrl+s again":                func(s *session) { s.keys("ctrl+s", "ctrl+s") },
		"a y in the same moment":      func(s *session) { s.burst("y") },
		"a y before it could be read": func(s *session) { s.pass(100 * time.Millisecond); s.burst("y") },
		"keys in one moment":          func(s *session) { s.pass(time.Second); s.burst("down", "y") },
		"a burst of one message": func(s *session) {
			for _, letters := range []string{"yy", "y\n", "ye"} {
				s.pass(time.Second)
				s.burst(letters)
			}
		},
		"a pasted y":                              func(s *session) { s.paste("y") },
		"a y behind a paste that means nothing":   func(s *session) { s.paste("more"); s.burst("y") },
		"a y behind the key that closes the help": func(s *session) { s.keys("?"); s.pass(time.Second); s.burst("esc", "y") },
		"a y with alt": func(s *session) {
			s.pass(time.Second)
			viewtest.Run(s.app, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y"), Alt: true})
		},
		"a y in the ticket":              func(s *session) { s.keys("tab", "y", "enter") },
		"a y while something else is up": func(s *session) { s.keys("?", "y") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, viewtest.HQTrunk())
			s.keys(review...)
			s.shows("nothing is sent yet")
			answer(s)
			s.wantWrites(0)
		})
	}
}

func TestADangerousResultWantsTheNameTyped(t *testing.T) {
	for name, test := range map[string]struct {
		do     func(s *session)
		writes int
	}{
		"y alone":                       {func(s *session) { s.keys("enter", "y") }, 0},
		"another name":                  {func(s *session) { s.keys("HQ-Inbounx", "enter", "y") }, 0},
		"the name and enter":            {func(s *session) { s.keys("HQ-Inbound", "enter", "enter", "enter") }, 0},
		"the name pasted":               {func(s *session) { s.paste("HQ-Inbound"); s.keys("enter", "y") }, 0},
		"name, tab and y in one moment": {func(s *session) { s.burst("HQ-Inbound", "enter", "y") }, 0},
		"the name, then y":              {func(s *session) { s.keys("HQ-Inbound", "enter", "y") }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, viewtest.HQTrunk())
			s.keys("e", "x", "x", "ctrl+s")
			test.do(s)
			s.wantWrites(test.writes)
		})
		t.Run("deleting: "+name, func(t *testing.T) {
			s := newSession(t, viewtest.HQTrunk())
			s.toList()
			s.keys("D")
			test.do(s)
			s.wantWrites(test.writes)
			if _, there := s.platform.get("HQ-Inbound"); there != (test.writes == 0) {
				t.Error("what is there is not what the verdict is about")
			}
		})
	}
}

func TestAConflictIsNeverSavedWithoutAChoice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keys   []string
		typed  bool
		weight int
		writes int
	}{
		"theirs":                                {[]string{"ctrl+s"}, false, 90, 0},
		"mine without the name":                 {[]string{"right", "ctrl+s", "enter", "y"}, false, 90, 0},
		"mine with the name":                    {[]string{"right", "ctrl+s"}, true, 50, 1},
		"mine and back":                         {[]string{"right", "left", "ctrl+s", "y"}, false, 90, 0},
		"a y on the conflict":                   {[]string{"y", "enter", "y"}, false, 90, 0},
		"edited on top of theirs":               {[]string{"e", "=", "ctrl+s", "y"}, false, 50, 1},
		"mine, and back to the form, and again": {[]string{"right", "ctrl+s", "enter", "esc", "ctrl+s", "enter", "y"}, false, 90, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, viewtest.HQTrunk())
			s.keys("e", "=")
			s.theirs(func(t *routing.Trunk) { t.Routes[0].Weight, t.Routes[1].Weight = 90, 10 })
			s.after("ctrl+s", "CONFLICT")
			s.keys(test.keys...)
			if test.typed {
				s.keys("HQ-Inbound", "enter", "y")
			}
			s.wantWrites(test.writes)
			s.wantTrunk(func(t routing.Trunk) bool { return t.Routes[0].Weight == test.weight })
		})
	}
}

func TestWhatChangedWhileTheReviewWasReadIsLookedAtAgain(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=", "ctrl+s")
	s.theirs(func(t *routing.Trunk) { t.MaxReroutes = new(7) })
	s.pass(time.Minute)
	s.keys("y")
	s.wantWrites(0)
	s.shows("Review", "somebody else changed meanwhile", "max reroutes 2 → 7")
	s.keys("y")
	s.wantWrites(1)
	s.wantTrunk(func(t routing.Trunk) bool { return *t.MaxReroutes == 7 && t.Routes[0].Weight == 50 })
}

func TestAnUnknownBlocksTheFormUntilAReadSettlesIt(t *testing.T) {
	s := atTrunk(t)
	s.platform.answer, s.platform.lost = os.ErrDeadlineExceeded, true
	s.after("e = ctrl+s y", "UNKNOWN")
	s.keys("enter", "e")
	s.keys("enter", "ctrl+s", "y") // the draft is still there
	s.wantWrites(1)
	s.shows("not saved, nothing was sent")
	s.pass(change.Grace)
	s.platform.answer, s.platform.lost = nil, false
	s.keys("ctrl+s", "y")
	s.wantWrites(2)
	s.shows("SAVED")
}

// Whoever leaves the verdict, or comes later, still sees it on the routing.
func TestAnUnknownStaysOnTheRoutingUntilItIsSettled(t *testing.T) {
	t.Parallel()
	const line = "ended is not known: nothing is saved here until it is settled; E shows it"
	s := newSession(t, viewtest.HQTrunk())
	s.platform.answer, s.platform.lost = os.ErrDeadlineExceeded, true
	s.after("e = ctrl+s y", "UNKNOWN")
	s.keys("enter")
	if text := strings.Join(strings.Fields(s.screen()), " "); !strings.Contains(text, line) {
		t.Errorf("the routing does not tell:\n%s", s.screen())
	}
	s.pass(change.Grace)
	s.platform.answer, s.platform.lost = nil, false
	entries, _, err := s.service.List()
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v", entries, err)
	}
	if entry, err := s.service.Resolve(t.Context(), entries[0].ID); err != nil || entry.Open() {
		t.Fatalf("not settled: %v, %v", entry, err)
	}
	s.keys("r")
	s.without("ended is not known")
}

func TestTheOtherFieldNameIsLearntAndReviewedAgain(t *testing.T) {
	s := atTrunk(t)
	s.platform.forward = true
	s.after("e = ctrl+s y", "another name")
	s.keys("y")
	s.wantWrites(1)
	s.shows("Review")
	s.keys("y")
	s.wantWrites(2)
	s.shows("SAVED")
	if known, err := s.service.Host("pbx.example.net"); err != nil || !known.ForwardAddress {
		t.Errorf("learnt %+v, %v", known, err)
	}
}

func TestADraftComesBackAfterTheProgramDied(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=")
	s.dies()
	s.after("e", "1 draft", "was not saved", "70 → 50", "still as it was then")
	s.keys("enter", "ctrl+s", "y")
	s.wantWrites(1)
	s.shows("SAVED")
	s.after("enter e", "EDIT")
	s.keys("esc")
	s.toRouting()
	s.after("e = esc y e x", "EDIT")
}

// What was chosen at a conflict is dangerous for as long as the draft lives, also when
// another run of the program goes on with it.
func TestAnOverrideIsStillDangerousWhenTheDraftComesBack(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=")
	s.theirs(func(t *routing.Trunk) { t.Routes[0].Weight, t.Routes[1].Weight = 90, 10 })
	s.after("ctrl+s right ctrl+s", "Type the name", "] HQ-Inbound", "overridden")
	s.dies()
	s.after("e", "1 draft", "was not saved")
	s.after("enter ctrl+s enter y", "Type the name", "✗ it is HQ-Inbound", "overridden")
	s.wantWrites(0)
	s.keys("HQ-Inbound", "enter", "y")
	s.wantWrites(1)
	s.wantTrunk(func(t routing.Trunk) bool { return t.Routes[0].Weight == 50 })
}

func TestWithoutAJournalNothingIsSavedAndEditingGoesOn(t *testing.T) {
	s := atTrunk(t)
	if err := os.RemoveAll(filepath.Join(s.dir, "journal")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "journal"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.keys("e", "=", "ctrl+s", "y")
	s.wantWrites(0)
	s.shows("nothing was sent", "journal", "saving is refused")
	s.after("x", "EDIT  2 changes, not saved")
}

func TestASessionThatOnlyReadsSaysWhyThereIsNoForm(t *testing.T) {
	s := atTrunk(t)
	s.routes.opts.Write = false
	s.toRouting()
	s.after("e", "writing is off in this session")
	s.toList()
	for _, name := range []string{"n", "D"} {
		s.keys(name)
		s.shows("writing is off in this session")
	}
	s.keys("y")
	s.wantWrites(0)
}

// What a deletion takes from a trunk group is seen by who else sends it calls, as far as that was read.
func TestADeletionTellsWhoElseUsesItsTrunkGroups(t *testing.T) {
	t.Parallel()
	other := viewtest.OrderedTrunk()
	other.Name, other.Routes = "Sales", other.Routes[:1]
	other.Routes[0].TrunkGroup = viewtest.HQTrunk().Routes[1].TrunkGroup
	s := newSession(t, viewtest.HQTrunk(), other)
	s.toList()
	s.keys("D")
	s.shows("Trunk-Antwerp (ApioEntGrpAntwerp) used by Sales as well", "Trunk-Backup (ApioEntGrpGhent) used by no other")
}

func TestARenameIsFollowedAndANameThatIsTakenIsTold(t *testing.T) {
	t.Parallel()
	other := viewtest.OrderedTrunk()
	other.Name = "Sales"
	s := newSession(t, viewtest.HQTrunk(), other)
	s.toList()
	s.keys("enter", "e", "tab", "ctrl+u", "Sales", "ctrl+s")
	s.wantWrites(0)
	s.shows("exists already")
	s.keys("2", "ctrl+s", "y")
	s.wantWrites(1)
	s.after("enter", "Sales2", "4 routes")
	s.after("esc", "Sales2")
	if strings.Contains(s.screen(), "not read") {
		t.Errorf("the list holds the old name:\n%s", s.screen())
	}
	if !strings.Contains(s.screen(), "▸ Sales2 ") {
		t.Errorf("the cursor is not on what was renamed:\n%s", s.screen())
	}
}

func TestTheTicketIsInTheJournal(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=", "ctrl+s", "tab", "INC-42", "enter", "y")
	entries, _, err := s.service.List()
	if err != nil || len(entries) != 1 || entries[0].Ticket != "INC-42" || entries[0].Verdict != change.Saved {
		t.Errorf("journal: %+v, %v", entries, err)
	}
}

func TestWhatBreaksARuleIsNotEvenLookedAt(t *testing.T) {
	s := atTrunk(t)
	s.after("e right 0 ctrl+s", " not sent  ✗ ", "weight 0: it must be 1 to 65536")
	s.keys("y")
	s.wantWrites(0)
}

func TestKeysWhileItIsReadAgainChangeNothing(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=")
	_, look := s.app.Update(viewtest.Key("ctrl+s"))
	before := s.screen()
	s.app.Update(viewtest.Key("x"))
	if s.screen() != before {
		t.Errorf("the draft changed while its review was on the way:\n%s", s.screen())
	}
	viewtest.Follow(s.app, look)
	s.shows("nothing is sent yet")
}
