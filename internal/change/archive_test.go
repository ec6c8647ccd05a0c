package change

import (
	"testing"
	"time"
)

// A process that dies between the reading of its journal and the question whether it lives may
// have written a verdict that was not read: it counts as alive until its journal is read again.
func TestAProcessThatDiedSinceItsJournalWasReadStillHoldsItsSaves(t *testing.T) {
	room := t.TempDir()
	other, err := openJournal(room, "20261121T110200-1-00")
	if err != nil {
		t.Fatal(err)
	}
	intent := event{At: time.Now(), Event: eventIntent, Entry: "e", Subject: &Subject{Kind: EnterpriseTrunk, Tenant: "foo", Name: "HQ"}}
	if err := other.append(intent, true); err != nil {
		t.Fatal(err)
	}
	a := newArchive(room, "")
	if err := a.refresh(); err != nil {
		t.Fatal(err)
	}
	if err := other.close(); err != nil {
		t.Fatal(err)
	}
	if !a.lived(other.process) {
		t.Error("it is taken for gone although its last lines were not read")
	}
	entries, _, err := a.list()
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	if entries[0].Held {
		t.Error("it still holds its save after its journal was read to the end")
	}
}
