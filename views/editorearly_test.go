package views

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/viewtest"
)

// slowly presses a key that opens a form whose drafts are read slowly: finish has them there.
func (s *shell) slowly(name string) (finish func()) {
	s.pass(time.Second)
	_, cmd := s.app.Update(viewtest.Key(name))
	var held []tea.Cmd
	var open func(tea.Cmd)
	open = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, cmd := range msg {
				open(cmd)
			}
		default:
			_, next := s.app.Update(msg)
			held = append(held, next)
		}
	}
	open(cmd)
	return func() { viewtest.Follow(s.app, tea.Batch(held...)) }
}

func TestKeysThatArePressedBeforeTheFormIsOpenAreTakenThen(t *testing.T) {
	s := atTrunk(t)
	finish := s.slowly("e")
	s.keys("=", "down", "3")
	finish()
	s.shows("was 70", "2 changes, not saved", "6%")
	s.without("not taken")
}

func TestFiguresThatAreTypedBeforeTheFormIsOpenAreTakenThen(t *testing.T) {
	d := atCapacity(t)
	finish := d.slowly("e")
	d.keys("1", "50")
	finish()
	d.keys("ctrl+s")
	d.shows("120 → 150")
}

// A review has to be asked for, and read, on a form that is seen.
func TestNoReviewOpensThatWasAskedForBeforeTheFormWasOpen(t *testing.T) {
	s := atTrunk(t)
	finish := s.slowly("e")
	s.keys("=", "ctrl+s", "y", "x")
	finish()
	s.shows("was 70", "2 changes, not saved", "3 keys pressed before the form was open: not taken")
	s.after("ctrl+s", "Review")
	s.wantWrites(0)

	d := newDesk(t, true)
	d.toCapacity()
	finish = d.slowly("e")
	d.keys("150", "ctrl+s", "y")
	finish()
	d.shows("2 keys pressed before the form was open: not taken")
	d.without("Review")
	d.wantWrites(0)
}

func TestKeysBeforeADraftIsOfferedDecideNothing(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "=", "esc", "y")
	finish := s.slowly("e")
	s.keys("x", "enter")
	finish()
	s.shows("1 draft", "was not saved", "2 keys pressed before the form was open: not taken")
	s.after("enter", "EDIT  2 changes, not saved")
}

func TestKeysBehindAListThatOpensAreNotTaken(t *testing.T) {
	s := atTrunk(t)
	finish := s.slowly("e")
	s.keys("=", "a", "enter")
	finish()
	s.shows("1 key pressed before the form was open: not taken")
	s.after("esc", "2 changes, not saved")
}

// A letter of a name is no command, however early it is typed.
func TestANameThatIsTypedBeforeTheFormIsOpenLeavesNothing(t *testing.T) {
	d := newDesk(t, true)
	d.keys("/", "foo", "enter", "enter", "t")
	finish := d.slowly("n")
	d.keys("q", "?", "r", "1")
	finish()
	d.shows("q?r1", "EDIT")
	d.without("not taken")
}
