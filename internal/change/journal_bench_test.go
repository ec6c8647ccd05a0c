package change

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"banyan/internal/statefile"
)

// benchEvents are the intent and the verdict of a usual edit.
func benchEvents(n int) (intent, verdict event) {
	subject := Subject{Host: "https://be.example", Dialect: "APIO", Kind: EnterpriseTrunk, Tenant: "foo", Name: "HQ"}
	image := Image{Raw: []byte(`{"name":"HQ","maxReroutes":5,"routes":["A","B","C"]}`)}
	for _, name := range []string{"name", "reroutes", "action", "routes", "algorithm"} {
		image = image.With(Field{Name: name, Value: "a value of some length"})
	}
	id, at := string(rune('a'+n%26))+randomID(8), time.Now()
	intent = event{At: at, Event: eventIntent, Entry: id, Subject: &subject, Operation: Change, Who: "anna", BaseHash: image.Hash(), MineHash: image.Hash(), Base: &image, Mine: &image}
	verdict = event{At: at, Event: eventVerdict, Entry: id, Verdict: Saved}
	verdict.readBack(image, at)
	return intent, verdict
}

// BenchmarkAppend appends lines that are synced, on the disk and in memory.
func BenchmarkAppend(b *testing.B) {
	for name, root := range map[string]string{"disk": b.TempDir(), "memory": "/dev/shm"} {
		b.Run(name, func(b *testing.B) {
			room, err := os.MkdirTemp(root, "banyan-bench") //nolint:usetesting // b.TempDir is on a disk
			if err != nil {
				b.Skip(err)
			}
			b.Cleanup(func() { _ = os.RemoveAll(room) })
			j, err := openJournal(room, "p", 0)
			if err != nil {
				b.Fatal(err)
			}
			intent, _ := benchEvents(0)
			for b.Loop() {
				if err := j.append(intent, true, *intent.Subject); err != nil {
					b.Fatal(err)
				}
			}
			_ = j.close()
		})
	}
}

// BenchmarkRead reads 200 journals of 10 edits each, for the first time.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	room, err := statefile.OpenRoom(dir, journalRoom)
	if err != nil {
		b.Fatal(err)
	}
	for n := range 200 {
		j, err := openJournal(room, filepath.Base(b.TempDir())+randomID(4), 0)
		if err != nil {
			b.Fatal(err)
		}
		for k := range 10 {
			intent, verdict := benchEvents(n + k)
			for _, line := range []event{intent, verdict} {
				if err := j.append(line, k == 9, *intent.Subject); err != nil {
					b.Fatal(err)
				}
			}
		}
		_ = j.close()
	}
	for b.Loop() {
		entries, damage, err := newArchive(room, "").list(anySave)
		if err != nil || len(damage) > 0 || len(entries) != 2000 {
			b.Fatal(len(entries), damage, err)
		}
	}
}
