package statefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/statefile"
)

type note struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func notes(t *testing.T) statefile.Records[note] {
	t.Helper()
	return statefile.Records[note]{
		Root: filepath.Join(t.TempDir(), "state"), Rooms: []string{"notes", "host"}, Now: time.Now,
		Key: func(n note) string { return n.ID },
		Check: func(n note) error {
			if n.Text == "" {
				return errors.New("says nothing")
			}
			return nil
		},
	}
}

func TestARecordIsReplacedByItsKeyWhateverThatHolds(t *testing.T) {
	records := notes(t)
	ids := []string{"", ".", "../../etc/passwd", "a/b", "\x1b[2J", "漢字", strings.Repeat("x", 5000)}
	for _, id := range ids {
		for _, text := range []string{"first", "second"} {
			if err := records.Write(note{id, text}); err != nil {
				t.Fatalf("%q: %v", id, err)
			}
		}
	}
	read, damaged, err := records.Read()
	if err != nil || len(damaged) > 0 || len(read) != len(ids) {
		t.Fatalf("%d records, %v, %v", len(read), damaged, err)
	}
	for _, n := range read {
		if n.Text != "second" || !slices.Contains(ids, n.ID) {
			t.Errorf("%+v", n)
		}
		for range 2 { // also one that is already gone
			noErr(t, records.Remove(n.ID))
		}
	}
	if read, _, err = records.Read(); err != nil || len(read) > 0 {
		t.Errorf("%v are left, %v", read, err)
	}
}

func TestARecordThatCannotBeUsedIsNamedAndTheOthersAreRead(t *testing.T) {
	records := notes(t)
	if read, damaged, err := records.Read(); err != nil || len(read)+len(damaged) > 0 {
		t.Errorf("a directory that is not there: %v %v %v", read, damaged, err)
	}
	for _, n := range []note{{"good", "yes"}, {"cut", "yes"}, {"swapped", "yes"}, {"refused", ""}} {
		noErr(t, records.Write(n))
	}
	for id, text := range map[string]string{"cut": `{"id":`, "swapped": `{"id":"good","text":"yes"}`} {
		noErr(t, os.WriteFile(records.Path(id), []byte(text), 0o600))
	}
	read, damaged, err := records.Read()
	if err != nil || len(read) != 1 || read[0].ID != "good" {
		t.Errorf("%v %v", read, err)
	}
	var named []string
	for _, d := range damaged {
		named = append(named, d.Path)
		if d.Err == nil || !strings.HasPrefix(d.Error(), d.Path+": ") || !errors.Is(&d, d.Err) {
			t.Errorf("%v", &d)
		}
	}
	want := []string{records.Path("cut"), records.Path("swapped"), records.Path("refused")}
	slices.Sort(want)
	if slices.Sort(named); !slices.Equal(named, want) {
		t.Errorf("%v are named, want %v", named, want)
	}
}
