package find

import (
	"testing"
	"time"

	"banyan/capacity"
)

// Where something was saved since, a kept reading says so, also beside what a search read.
func TestAKeptReadingFromBeforeASaveSaysSo(t *testing.T) {
	t.Parallel()
	place := Place{Tenant, "t", "", ""}
	for _, isOld := range []bool{false, true} {
		var a Atlas
		a.Add(Fact{Place: place, Source: "APIO", At: time.Now()})
		a.Add(Kept(capacity.Tenant{ID: "t", MaxActiveCalls: capacity.Read(capacity.Must(8))}, time.Now().Add(-time.Hour), isOld)...)
		got, _ := a.Of(place)
		if want := map[bool]string{false: "kept reading", true: "kept reading from before a save"}[isOld]; got.IsOld != isOld || got.Source != want {
			t.Errorf("%v: %+v", isOld, got)
		}
	}
}

// What this search read counts before what was kept, whatever the clocks say and whichever is
// told first, and so does what it read later; and a figure that only the kept reading has keeps its age.
func TestWhatWasReadNowCountsBeforeWhatWasKept(t *testing.T) {
	t.Parallel()
	place, at := Place{TrunkGroup, "t", "g", "n"}, time.Now()
	calls := func(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }
	now := Fact{Place: place, Calls: calls(24), State: "Available", Source: "APIO", At: at}
	kept := Fact{Place: place, Calls: calls(8), State: "not available", Source: "kept reading", At: at.Add(time.Hour), IsKept: true}
	older := Fact{Place: place, Calls: calls(12), State: "Unavailable", Source: "APIO", At: at.Add(-time.Second)}
	for _, order := range [][]Fact{{now, kept}, {kept, now}, {now, older, kept}, {older, kept, now}} {
		var a Atlas
		a.Add(order...)
		if got, _ := a.Of(place); got.Calls != now.Calls || got.State != now.State || got.IsKept {
			t.Errorf("%+v", got)
		}
		a = Atlas{}
		bare := Fact{Place: place, Device: "sbc", Source: "APIO", At: at}
		a.Add(bare, kept)
		if got, _ := a.Of(place); got.Calls != kept.Calls || got.Device != "sbc" || !got.IsKept || !got.At.Equal(kept.At) {
			t.Errorf("%+v", got)
		}
	}
}
