package change_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banyan/internal/change"
)

// earlier returns a copy of the state directory that a version without checksums left: six
// edits, one of them of unknown result, a draft, and what is kept beside three trunks.
func earlier(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	noErr(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "earlier"))))
	for _, room := range glob(t, dir, "*") {
		noErr(t, os.Chmod(room, 0o700))
	}
	return dir
}

func TestWhatAnEarlierVersionLeftIsReadAndGoesOn(t *testing.T) {
	dir, w := earlier(t), newWorld()
	of := hq().Named("T00")
	w.set(of, image("name", "T00", "routes", "A"))
	// Long after it was sent.
	s := service(t, w, dir, func(o *change.Options) { o.Now = func() time.Time { return time.Now().AddDate(1, 0, 0) } })
	entries, damage, err := s.List()
	noErr(t, err)
	want(t, "damage", damage, nil)
	want(t, "edits", len(entries), 6)
	want(t, "the first of them", entries[0].Subject, of)
	want(t, "its verdict", entries[0].Verdict, change.Unknown)
	want(t, "kept", kept[string](t, s, of), []string{"parked at A"})
	want(t, "drafts", string(drafts(t, s, hq().Named("T02"))[0].State), `"typed in 0"`)

	// It blocks until it is settled, in the journal of this process.
	open := must(s.Unsettled(of))(t)
	want(t, "open edits of it", len(open), 1)
	want(t, "verdict", resolved(t, s, open[0].ID).Verdict, change.NotSaved)
	shut(t, s)
	entries, damage, err = service(t, w, dir).List()
	if at := slices.IndexFunc(entries, func(e change.Entry) bool { return e.ID == open[0].ID }); err != nil || damage != nil || entries[at].Verdict != change.NotSaved {
		t.Errorf("%+v, %v, %v", entries[at], damage, err)
	}
}

// Without numbers a torn line tells nothing of what it was, unless it is the last one.
func TestATornLineOfAnEarlierJournalConcernsAllOfItsPlatform(t *testing.T) {
	for torn, concerns := range map[string]bool{"{\"at\":\"20\n": true, "": false} {
		dir := earlier(t)
		path := journals(t, dir)[0]
		text := readFile(t, path)
		if torn == "" {
			text += "{\"at\":\"20"
		}
		noErr(t, errors.Join(os.WriteFile(path, []byte(torn+text), 0o600)))
		_, damage, err := service(t, newWorld(), dir).List()
		noErr(t, err)
		elsewhere := hq()
		elsewhere.Host = "https://other.example"
		if len(damage) != 1 || damage[0].Concerns(hq()) != concerns || damage[0].Concerns(elsewhere) {
			t.Errorf("%q: %v", torn, damage)
		}
	}
}
