package trunks

import (
	"context"
	"errors"
	"strings"
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

// What is known to have no trunking is not said to be unread, and what could not be read again is
// not said to be up.
func TestWhatIsSaidOfWhatCouldNotBeRead(t *testing.T) {
	var failure error
	trunk := viewtest.HQTrunk()
	api := &viewtest.API{OnTrunkGroup: func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
		return apiclient.TrunkGroup{GroupID: group, Name: name, State: "available"}, failure
	}}
	read := func(around *Surroundings) *Surroundings {
		around.forget()
		for _, key := range keysOf(trunk.Routes) {
			around.update(around.read(key)())
		}
		return around
	}
	around := read(NewSurroundings(api, "foo"))
	around.keeps = true
	viewtest.RequireContains(t, stillUp(trunk, around), "priorities 1, 2 and 3 are up")
	failure = errors.New("no answer")
	if text := stillUp(trunk, read(around)); strings.Contains(text, "are up") {
		t.Error(text)
	}
	failure = apiclient.ErrNotAssigned
	for _, section := range effectOf(viewtest.Kit().Theme, read(NewSurroundings(api, "foo")), trunk, trunk) {
		if text := strings.Join(section.Texts, "; "); strings.Contains(text, "could not be read") {
			t.Error(text)
		}
	}
}
