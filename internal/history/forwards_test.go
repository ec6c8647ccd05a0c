package history

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/internal/find"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// forwarding is what the keeper tells that forwards, as text, in no order.
func forwarding(t *testing.T, k *Keeper) map[string]time.Time {
	t.Helper()
	facts, err := k.Forwards(t.Context())
	noErr(t, err)
	got := make(map[string]time.Time)
	for _, f := range facts {
		if !f.IsKept || f.Source != "history" {
			t.Errorf("%+v", f)
		}
		got[strings.Join([]string{f.Tenant, f.Group, f.Kind.String(), f.Name, find.ForwardText(f.Forwards)}, " ")] = f.At
	}
	return got
}

// The destinations of enterprise trunks and trunk groups are those of the latest reading, with when each
// was read: a later reading of less does not make it younger, and what is gone or forwards no more is none.
func TestForwardsAreThoseOfTheLatestReading(t *testing.T) {
	t.Parallel()
	k, c := kept(t)
	if got := forwarding(t, k); len(got) > 0 {
		t.Error(got)
	}
	trunk := routing.New("HQ")
	trunk.ExhaustionAction, trunk.ExhaustionDestination = routing.Forward, "+3225550100"
	owner := apiclient.TrunkOwner{Tenant: "foo", Group: "g"}
	eight := c.at(8, 0)
	noErr(t, k.Add(OfTrunk(owner, "HQ", trunk, eight)))
	always := trunkgroup.Diversion{Action: trunkgroup.Forward, Address: "+3225550142"}.String()
	nine := c.at(9, 0)
	noErr(t, k.Add(whole(nine, trunkGroupOf("t", max1, "8", trunkgroup.CallForwardingAlways, always), trunkGroupOf("u", max1, "8"))))
	ten := c.at(10, 0)
	noErr(t, k.Add(whole(ten, trunkGroupOf("t", max1, "9"), trunkGroupOf("u", max1, "8"))))
	want := map[string]time.Time{
		"foo g enterprise trunk HQ forwards to +3225550100 when exhausted": eight,
		"foo g trunk group t forwards to +3225550142 always":               nine,
	}
	requireTimes := func(when string) {
		t.Helper()
		got := forwarding(t, k)
		for text, at := range want {
			if !got[text].Equal(at) {
				t.Errorf("%s: %q: %v, not %v", when, text, got[text], at)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v", when, got)
		}
	}
	requireTimes("at ten")
	requireTimes("once more")

	trunk.ExhaustionAction = routing.None
	noErr(t, k.Add(OfTrunk(owner, "HQ", trunk, c.at(11, 0))))
	delete(want, "foo g enterprise trunk HQ forwards to +3225550100 when exhausted")
	requireTimes("when it forwards no more")

	noErr(t, k.Add(whole(c.at(12, 0), trunkGroupOf("u", max1, "8"))))
	clear(want)
	requireTimes("when it is gone")
}

// One history that cannot be read is named, and the others are told; a search that ended asks for none.
func TestForwardsNameWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	k, c := kept(t)
	trunk := routing.New("HQ")
	trunk.ExhaustionAction, trunk.ExhaustionDestination = routing.Forward, "+3225550100"
	k.Trunk(apiclient.TrunkOwner{Tenant: "foo"}, "HQ", trunk, c.at(8, 0)) // is on its way to the disk
	if got := forwarding(t, k); len(got) != 1 {
		t.Error(got)
	}
	noErr(t, os.Mkdir(k.path("other"), 0o700))
	facts, err := k.Forwards(t.Context())
	if len(facts) != 1 || err == nil || !strings.Contains(err.Error(), k.path("other")) {
		t.Error(facts, err)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if facts, err := k.Forwards(ended); len(facts) > 0 || err == nil {
		t.Error(facts, err)
	}
}
