package change

import (
	"testing"
	"time"
)

// A process that dies between the reading of its journal and the question whether it lives may
// have written a verdict that was not read: it counts as alive until its journal is read again.
func TestAProcessThatDiedSinceItsJournalWasReadStillHoldsItsSaves(t *testing.T) {
	room := t.TempDir()
	noErr := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	other, err := openJournal(room, "20261121T110200-1-00", 0)
	noErr(err)
	intent := event{At: time.Now(), Event: eventIntent, Entry: "e", Subject: &Subject{Kind: EnterpriseTrunk, Tenant: "foo", Name: "HQ"}}
	noErr(other.append(intent, true))
	a := newArchive(room, "")
	noErr(a.refresh())
	noErr(other.close())
	if !a.lived(other.process) {
		t.Error("it is taken for gone although its last lines were not read")
	}
	entries, _, err := a.list(anySave)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	if entries[0].Held {
		t.Error("it still holds its save after its journal was read to the end")
	}
}
