package routing

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// many is a trunk of so many routes.
func many(mode Mode, n int) Trunk {
	t := New("HQ")
	t.Mode, t.OrderingAlgorithm, t.MaxReroutesWithinPriority = mode, Overflow, new(1)
	for i := range n {
		t.Routes = append(t.Routes, Route{TrunkGroup: Key{GroupID: "g", Name: strconv.Itoa(i)}, Priority: 1, Weight: 1})
	}
	return t
}

// The backend takes ten routes in order and a hundred by weight; the first one too many is what is wrong.
func TestAListIsNotLongerThanTheModeTakes(t *testing.T) {
	for _, test := range []struct {
		trunk Trunk
		text  string
	}{
		{many(Ordered, 10), ""},
		{many(Ordered, 12), "12 routes: at most 10 when ordered, park or remove 2"},
		{many(Weighted, 100), ""},
		{many(Weighted, 101), "101 routes: at most 100 when weighted, park or remove 1"},
	} {
		problems := test.trunk.Validate()
		if test.text == "" && len(problems) > 0 || test.text != "" && (len(problems) != 1 || problems[0].Text != test.text || problems[0].Field != FieldRoutes || problems[0].Route != test.trunk.mostRoutes()) {
			t.Errorf("%d routes: %+v", len(test.trunk.Routes), problems)
		}
	}
}

func TestASwitchOfTheModeSaysThatTheListIsTooLong(t *testing.T) {
	ordered, word := NewDraft(many(Weighted, 11), nil).SwitchMode()
	if !strings.Contains(word, "at most 10 when ordered") || len(ordered.Problems()) != 1 {
		t.Errorf("%q, %+v", word, ordered.Problems())
	}
	if ordered = ordered.Park(0, "", time.Time{}); len(ordered.Problems()) > 0 {
		t.Errorf("with one parked: %+v", ordered.Problems())
	}
	if _, word := NewDraft(many(Weighted, 10), nil).SwitchMode(); word != "" {
		t.Error(word)
	}
}

// A list that is too long already stays as it is while another field is edited; any edit of it counts.
func TestATrunkWithTooManyRoutesIsSavedInAnotherField(t *testing.T) {
	for _, base := range []Trunk{many(Ordered, 12), many(Weighted, 101)} {
		for what, test := range map[string]struct {
			edit func(Draft) Draft
			want int
		}{
			"another field":        {func(d Draft) Draft { return d.SetNumber(FieldMaxReroutes, new(2)) }, 0},
			"one fewer of many":    {func(d Draft) Draft { return d.Remove(0) }, min(1, len(base.Routes)-1-base.mostRoutes())},
			"one more":             {func(d Draft) Draft { return d.Add(Key{GroupID: "g", Name: "new"}) }, 1},
			"one for another":      {func(d Draft) Draft { return d.Remove(0).Add(Key{GroupID: "g", Name: "new"}) }, 1},
			"the order, or weight": {func(d Draft) Draft { return d.Move(0, 1).SetWeight(0, 5) }, 1},
			"the mode":             {func(d Draft) Draft { d, _ = d.SwitchMode(); return d }, map[Mode]int{Weighted: 1}[base.Mode]},
		} {
			if problems := test.edit(NewDraft(base, nil)).Problems(); len(problems) != test.want {
				t.Errorf("%s of %d: %+v", what, len(base.Routes), problems)
			}
		}
		if notices := Notices(base, Surroundings{}); !strings.Contains(notices[0].Text, "other fields can be saved while the list stays as it is") {
			t.Errorf("%+v", notices)
		}
	}
}

func TestWhatAServerDoesNotReportIsNeitherSetNorSent(t *testing.T) {
	trunk := New("HQ")
	trunk.CapacityManagement = new(true)
	if got := NewDraft(trunk, nil).SetNumber(FieldMaxIncomingCalls, new(5)); got.Undoable() {
		t.Errorf("%+v", got.Mine)
	}
	trunk.MaxIncomingCalls = new(5)
	if problems := trunk.Validate(); len(problems) != 1 || !strings.Contains(problems[0].Text, "does not report it") {
		t.Errorf("%+v", problems)
	}
	trunk.Reported = Seldom()
	if problems := trunk.Validate(); len(problems) > 0 {
		t.Errorf("reported: %+v", problems)
	}
	trunk.MaxIncomingCalls = new(-1)
	if problems := trunk.Validate(); len(problems) != 1 || problems[0].Field != FieldMaxIncomingCalls {
		t.Errorf("%+v", problems)
	}
}
