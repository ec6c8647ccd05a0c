package hotspots

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"banyan/capacity"
)

func TestAMarkCoversAFindingUntilItGetsWorse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*Finding)
		want   bool
	}{
		{"as it was", func(*Finding) {}, true},
		{"in other words", func(f *Finding) { f.Text = "OVER" }, true},
		{"less", func(f *Finding) { f.Ratio, f.Excess = 1.01, 1 }, true},
		{"the same ratio of more", func(f *Finding) { f.Excess++ }, false},
		{"a larger ratio", func(f *Finding) { f.Ratio += 0.01 }, false},
		{"against zero", func(f *Finding) { f.Ratio = math.Inf(1) }, false},
		{"blocked", func(f *Finding) { f.Severity = capacity.Blocked }, false},
		{"elsewhere", func(f *Finding) { f.Path = []string{"foo", "GroupIDX"} }, false},
		{"of another kind", func(f *Finding) { f.Code = capacity.BurstingOver }, false},
		{"of the other aspect", func(f *Finding) { f.Aspect = "bursting" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := testFinding(11)
			mark := Mark{Finding: f, Note: "redundancy"}
			test.change(&f)
			_, got := Known{testFinding(11).Key(): mark}.Of(f)
			if got != test.want {
				t.Errorf("known: %v", got)
			}
		})
	}
}

func TestMarksAreKeptByHostWithTheirNote(t *testing.T) {
	t.Parallel()
	marks := Marks{Dir: filepath.Join(t.TempDir(), "state"), Host: host}
	for _, note := range []string{"", "  \t"} {
		if _, err := marks.Set(testFinding(1), note, "anna"); !errors.Is(err, ErrNoNote) {
			t.Errorf("a mark with the note %q: %v", note, err)
		}
	}
	_, err := marks.Set(testFinding(1), " meant so ", "anna")
	noErr(t, err)
	known, damaged, err := marks.Read()
	mark, found := known.Of(testFinding(1))
	if err != nil || len(damaged) > 0 || !found || mark.Note != "meant so" || mark.By != "anna" || mark.At.IsZero() {
		t.Errorf("%+v %v %v", mark, damaged, err)
	}
	other, _, err := Marks{Dir: marks.Dir, Host: "other.example.net"}.Read()
	if err != nil || len(other) > 0 {
		t.Errorf("another host knows %v, %v", other, err)
	}
	noErr(t, marks.Remove(testFinding(1)))
	if err := marks.Remove(testFinding(1)); err != nil {
		t.Error("taking away what is gone:", err)
	}
	if known, _, _ = marks.Read(); len(known) > 0 {
		t.Errorf("%v", known)
	}
}

func TestMarksSetAtOnceAreAllKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			marks := Marks{Dir: dir, Host: host} // as another process has them
			for n := range 5 {
				f := testFinding(1)
				f.Path = []string{"foo", fmt.Sprint(i, n)}
				if _, err := marks.Set(f, "known", "anna"); err != nil {
					t.Error(err)
				}
				if _, _, err := marks.Read(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	known, damaged, err := Marks{Dir: dir, Host: host}.Read()
	if err != nil || len(damaged) > 0 || len(known) != 40 {
		t.Errorf("%d marks, %v, %v", len(known), damaged, err)
	}
}

func TestAKnownFindingLeavesTheCountsAndGoesLast(t *testing.T) {
	t.Parallel()
	s := open(t, fast(t, faulty{}))
	bad, worse := testFinding(1), testFinding(2)
	worse.Path = []string{"foo", "GroupIDX"}
	s.records["foo"] = record{At: time.Now(), Findings: []Finding{worse, bad}}
	noErr(t, s.Mark(worse, "meant"))
	l := s.Board().Listing
	if l.Over != 1 || l.Known != 1 || len(l.Entries) != 2 || !l.Entries[1].Known || l.Entries[1].Mark.Note != "meant" {
		t.Fatalf("%+v", l)
	}

	worst := worse
	worst.Excess++
	s.records["foo"] = record{At: time.Now(), Findings: []Finding{worst, bad}}
	noErr(t, s.Load()) // marks as another session finds them
	l = s.Board().Listing
	if l.Over != 2 || l.Known != 0 || !l.Entries[0].Returned() {
		t.Errorf("it got worse and did not come back: %+v", l)
	}
	noErr(t, s.Unmark(worst))
	if l = s.Board().Listing; l.Entries[0].Returned() {
		t.Error("the mark is still there")
	}
}
