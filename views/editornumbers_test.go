package views

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

// Digits are digits however they arrive: pasted, together in one piece, or one by one.
func TestDigitsThatArriveTogetherAreTakenWhole(t *testing.T) {
	t.Parallel()
	for name, arrive := range map[string]func(s *session){
		"typed":    func(s *session) { s.keys("5", "0", "0") },
		"together": func(s *session) { s.burst("500") },
		"in parts": func(s *session) { s.burst("50"); s.burst("0") },
		"pasted":   func(s *session) { s.paste("500") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, viewtest.HQTrunk())
			s.keys("e")
			arrive(s)
			s.shows("[  500▏ was 70", "500 of 530 in priority 1 = 94%")
			s.after("tab tab tab 1", "[ 1▏ was 2")
			s.keys("ctrl+u")
			s.paste("10")
			s.shows("[10▏ was 2")
			s.after("ctrl+s y", "SAVED")
			s.wantTrunk(func(t routing.Trunk) bool { return t.Routes[0].Weight == 500 && *t.MaxReroutes == 10 })
		})
	}
}

func TestWhatIsNoNumberIsNotTaken(t *testing.T) {
	s := atTrunk(t)
	s.keys("e")
	s.paste("5x")
	s.without("was 70")
	s.keys("tab", "tab", "tab")
	s.paste("1x")
	s.after("z", "digits alone are taken here", "nothing changed")
	s.after("u", "a number, never unlimited")
}

// A cell that just got the focus is fresh, and an empty one holds what it held.
func TestACellIsFreshUntilItIsTypedIn(t *testing.T) {
	s := atTrunk(t)
	s.after("e 5", "[    5▏ was 70")
	s.after("down up 6", "[    6▏ was 70")
	s.after("down backspace", "[    3▏ was 30")
	s.after("ctrl+u", "[     ▏         ")
	s.after("down", "[   30]         ")
	s.after("tab tab tab 5 tab 9", "[ 5] was 2", "[ 9▏")
}

func TestEscTakesBackTheTypingAloneAndThenLeaves(t *testing.T) {
	s := atTrunk(t)
	s.after("e = down 5 5", "[   55▏ was 30")
	s.after("esc", "[   50] was 30", "EDIT  2 changes, not saved")
	s.after("tab tab tab 9", "[ 9▏ was 2")
	s.after("esc", "[ 2] ", "EDIT  2 changes, not saved")
	s.without("was 2")
	s.after("esc", "Leave without saving?")
}

func TestEnterGoesToTheCellBelowAndNeverSaves(t *testing.T) {
	s := atTrunk(t)
	s.after("e 5 0 enter 5 0 enter 2", "[   50] was 70", "[   50] was 30", "[    2▏ was 1")
	s.keys("enter", "enter", "enter")
	s.after("tab enter enter 4", " ▸ Max reroutes         [ 4▏ was 2")
	s.after("enter", " ▸ When exhausted")
	s.wantWrites(0)
}

// Too large is said at once, too small only when the cell is left.
func TestWhatIsWrongIsSaidOnItsLineWhenItIsSureToBe(t *testing.T) {
	s := atTrunk(t)
	s.keys("e", "0")
	s.without("✗")
	s.after("down", " ✗ APIO_Trunk_Group_Existing", "[    0] ✗ 1 to 65536")
	s.after("left 1 1", "[11▏", "✗ 1 to 10", "✗ Trunk-Antwerp  priority 11: it must be 1 to 10")
	s.keys("tab", "tab", "tab", "0")
	s.without("✗ 1 to 10\n")
	s.after("tab", "[ 0]        within a priority [ 3] ✗ 1 to 10")
	s.keys("ctrl+s")
	s.shows(" not sent: 3 problems  ✗ ", " ▸ APIO_Trunk_Group_Existing")
	s.wantWrites(0)
}

// A route may well be parked because it was down: whoever puts it back is told, by what its trunk
// group is now.
func TestPuttingBackARouteThatIsDownSaysSo(t *testing.T) {
	t.Parallel()
	s := newSession(t, viewtest.HQTrunk())
	down, broken := false, false
	s.api.OnTrunkGroup = func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
		if broken && name == "Trunk-Liege" {
			return apiclient.TrunkGroup{}, &apiclient.Error{Kind: apiclient.Unreachable, Host: "pbx.example.net"}
		}
		state := "Available"
		if down && name == "Trunk-Liege" {
			state = "Unavailable"
		}
		return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: viewtest.Calls(8), State: state}, nil
	}
	s.keys("r", "e", "G", "p", "ctrl+s", "y", "enter")
	down = true
	s.after("r e G", "parked 12:", "it is down") // before it is put back
	s.after("p", "Trunk-Liege is put back, and it is down", "■ DOWN")
	s.keys("p", "ctrl+s")
	down = false
	s.after("p", "priority 3")
	s.without("DOWN")
	s.keys("p")
	down = true // since the form was opened
	s.after("p", "Trunk-Liege is put back, and it is down", "■ DOWN")
	s.keys("p")
	broken = true
	s.after("p", "Trunk-Liege is put back, and its state cannot be read")
}

// The list of what can be added tells what is picked: its calls, its state, and what could not
// be read of it.
func TestWhatCanBeAddedShowsItsCallsAndItsState(t *testing.T) {
	t.Parallel()
	s := newSession(t, viewtest.HQTrunk())
	s.api.OnTrunkGroup = func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
		read := apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: viewtest.Calls(8), State: "Available"}
		switch name {
		case "Trunk-Namur":
			read.ActiveIncomingCalls, read.ActiveOutgoingCalls, read.State = new(5), new(3), "Unavailable"
		case "Trunk-Mons":
			return read, &apiclient.Error{Kind: apiclient.Unreachable, Host: "pbx.example.net"}
		}
		return read, nil
	}
	s.after("e a", "Add a trunk group   to HQ-Inbound", "2 of 2 match", "1 more is in the list already")
	namur := func(text string) string {
		for line := range strings.Lines(s.screen()) {
			if strings.Contains(line, text) {
				return line
			}
		}
		return ""
	}
	viewtest.RequireContains(t, namur("Trunk-Namur"), "8/8", "full", "■ DOWN")
	viewtest.RequireContains(t, namur("Trunk-Mons"), " ? ")
	s.after("nam enter", "Trunk-Namur", "EDIT  1 change, not saved", "new")
	s.wantWrites(0)
}

// However many can be added, no more are asked for than are looked at.
func TestOfThousandsThatCanBeAddedOnlyThoseInViewAreRead(t *testing.T) {
	t.Parallel()
	s := newSession(t, viewtest.HQTrunk())
	s.api.OnAvailable = func(context.Context, string) ([]routing.Key, error) {
		keys := make([]routing.Key, 5000)
		for i := range keys {
			keys[i] = routing.Key{GroupID: "Bulk", Name: fmt.Sprintf("Carrier-%04d", i)}
		}
		return keys, nil
	}
	asked := make(map[string]int)
	plain := s.api.OnTrunkGroup
	s.api.OnTrunkGroup = func(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
		asked[name]++
		return plain(ctx, tenant, group, name)
	}
	s.after("e a", "5000 of 5000 match", "Carrier-0000")
	if n := len(asked); n > 16 {
		t.Errorf("%d were asked for", n)
	}
	s.after("4 2 4 2", "1 of 5000 match", "Carrier-4242")
	if asked["Carrier-4242"] != 1 {
		t.Errorf("what is picked was asked for %d times", asked["Carrier-4242"])
	}
	if n := len(asked); n > 4*16 {
		t.Errorf("%d were asked for", n)
	}
	s.after("ctrl+u", "5000 of 5000 match")
	s.keys("esc")
	s.without("Add a trunk group")
}

// The form keeps to its room however small it is, and shows the row under the cursor.
func TestTheFieldsStayWhileTheRowsScroll(t *testing.T) {
	t.Parallel()
	s := newSession(t, longTrunk(14))
	s.after("e G", "── routing ─", "Name ", "Capacity management", "3-14 of 14", "▸ Carrier-013")
	s.after("g", "1-12 of 14", "▸ Carrier-000")
}
