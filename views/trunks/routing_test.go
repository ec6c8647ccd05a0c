package trunks

import (
	"context"
	"testing"

	"banyan/apiclient"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestTheCopiedTextOfALongRoutingStaysShort(t *testing.T) {
	viewtest.RequireShort(t, routingText(viewtest.LongRouting(), nil))
}

// Where little room leaves the sign of a state alone, it has no ground: a block would hide it.
func TestASignAloneHasNoGround(t *testing.T) {
	trunk := viewtest.HQTrunk()
	around := NewSurroundings(&viewtest.API{OnTrunkGroup: func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
		return apiclient.TrunkGroup{GroupID: group, Name: name, State: "unavailable"}, nil
	}}, "foo")
	key := trunk.Routes[0].TrunkGroup
	around.update(around.read(key)())
	r := &routes{around: around, trunk: trunk, glyphs: viewtest.Kit().Theme.Glyphs}
	columns := r.columns(shape{narrow: true, imagined: true, weighted: true})
	cell := columns[len(columns)-1].Cell(routeRow{Route: trunk.Routes[0]})
	if cell.Text != "■" || cell.Tone != ui.Over {
		t.Errorf("%+v", cell)
	}
}
