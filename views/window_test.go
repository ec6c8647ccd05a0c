package views

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

func longTrunk(n int) routing.Trunk {
	t := viewtest.HQTrunk()
	t.Routes = nil
	for i := range n {
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "Bulk", Name: fmt.Sprintf("Carrier-%03d", i)}, Priority: 1, Weight: 1})
	}
	return t
}

func TestALongListSaysWhereItStands(t *testing.T) {
	t.Parallel()
	s := newSession(t, longTrunk(100))
	s.shows("100 routes", "1-10 of 100")
	s.after("G", "-100 of 100")
	s.after("e", "EDIT", "── 89-100 of 100 ──", "▸ Carrier-099") // where the cursor was
	s.after("g", "── 1-12 of 100 ──")
	s.after("G", "-100 of 100", "Carrier-099")
	s.after("p", "EDIT  1 change, not saved", "── 89-100 of 100 ──")
}

// A trunk group that could not be read is not one that is still on its way.
func TestATrunkGroupThatCannotBeReadIsNotReadForEver(t *testing.T) {
	s := atTrunk(t)
	s.api.OnTrunkGroup = func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
		if name == "Trunk-Liege" {
			return apiclient.TrunkGroup{}, errors.New("name refused")
		}
		return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: viewtest.Calls(7)}, nil
	}
	s.after("r G", "? ✗ not read", "✗ 1 of 4 not read", "✗ Trunk-Liege not read: ")
	s.after("e", "?  ✗ not read")
}
