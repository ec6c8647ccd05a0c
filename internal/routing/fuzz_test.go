package routing_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"banyan/internal/routing"
)

// FuzzDraft reads a draft from a file that may hold anything, and presses keys.
func FuzzDraft(f *testing.F) {
	d := draft(weighted(r("A", 1, 70), r("B", 2, 30))).Park(1, "failed", at(1))
	d, _ = d.SwitchMode()
	for _, of := range []routing.Draft{{}, d, draft(managed(forwarding(ordered("A", "A"), "sip:a@b"), 1, 0, 0))} {
		data, err := json.Marshal(of)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
	}
	f.Add([]byte(`{"Mine":{"Mode":"weighted","Routes":[{"Priority":-9223372036854775808,"Weight":9223372036854775807}]},
		"Parked":[{"Place":-1},{"Place":99,"Route":{"Weight":-1}}],"Memory":{},"Steps":[{"Parked":[{}]}]}`), []byte{6, 6, 0, 9, 200, 5})
	f.Fuzz(func(t *testing.T, data, keys []byte) {
		var d routing.Draft
		if json.Unmarshal(data, &d) != nil {
			return
		}
		steps := len(d.Steps)
		for _, key := range keys {
			d = press(d, int(key)%13, int(key)/13-2)
			look(t, d)
		}
		for d.Undoable() {
			d = d.Undo()
		}
		look(t, d)
		if steps == 0 {
			look(t, routing.NewDraft(d.Mine, d.Parked))
		}
	})
}

func press(d routing.Draft, key, n int) routing.Draft {
	return []step{
		move(n, n), remove(n),
		func(d routing.Draft) routing.Draft { return d.Park(n, "note", time.Time{}) },
		unpark(n), equalise(n), routing.Draft.Undo, switchMode, add(string(rune('A' + n + 2))), priority(n, n), weight(n, n*30000),
		func(d routing.Draft) routing.Draft { return d.SetExhaustion(routing.Forward).SetDestination("+32") },
		number(routing.FieldMaxReroutes, &n),
		func(d routing.Draft) routing.Draft { return d.Rebase(d.Base, d.Mine) },
	}[key](d)
}

// look asks everything that a screen asks.
func look(t *testing.T, d routing.Draft) {
	t.Helper()
	rows := d.Rows()
	for _, p := range d.Problems() {
		if p.Text == "" || p.Route < -1 || p.Route >= len(rows) {
			t.Errorf("problem %+v of %d rows", p, len(rows))
		}
	}
	if d.Changed() != (len(routing.Diff(d.Base, d.Mine)) > 0) {
		t.Errorf("changed %v: %v", d.Changed(), lines(routing.Diff(d.Base, d.Mine)))
	}
	if !d.Mine.Canonical().Equal(d.Mine) || !reflect.DeepEqual(d.Mine.Canonical().Canonical(), d.Mine.Canonical()) {
		t.Errorf("canonical: %+v", d.Mine.Canonical())
	}
	merged, conflicts := routing.Merge(d.Base, d.Mine, d.Base)
	if len(conflicts) > 0 || !merged.Equal(d.Mine) {
		t.Errorf("merged with nothing: %+v", conflicts)
	}
	for _, share := range d.Mine.Shares() {
		if share < -1 || share > 100 {
			t.Errorf("share %d", share)
		}
	}
	routing.Dangerous(d.Base, d.Mine)
	routing.Notices(d.Mine, routing.Surroundings{})
	d.Mine.Without(func(k routing.Key) bool { return len(k.Name)%2 == 0 })
}

// FuzzDestination holds the destination rule to what a body must never carry.
func FuzzDestination(f *testing.F) {
	for _, s := range []string{"", "+32", "sip:a@b", "a@b@c", "sip:", "\x80@b", "１", "a@b\r\nX: y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(forwarding(ordered("A"), s).Validate()) > 0 {
			return
		}
		if s == "" || len(s) > routing.MaxDestinationLen {
			t.Errorf("%d bytes", len(s))
		}
		for _, c := range []byte(s) {
			if c < ' ' || c > '~' {
				t.Errorf("%q", s)
			}
		}
	})
}
