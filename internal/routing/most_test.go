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
