package change_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"banyan/internal/change"
)

// journals returns the paths of the journals in a state directory.
func journals(t *testing.T, dir string) []string {
	t.Helper()
	return glob(t, dir, "journal", "*.jsonl")
}

func TestTheJournalHoldsWhoDidWhat(t *testing.T) {
	w, s, dir := hqService(t)
	before := base()
	before.Raw = json.RawMessage(`{"name":"HQ","big":9007199254740993,"sipAuthenticationPassword":"canary","nested":[{"apiToken":"canary"}]}`)
	w.set(hq(), before)
	edit := edits()["change"]
	edit.Want.Raw = before.Raw
	noErr(t, s.Drafts().Put(hq(), before, "typed"))
	noErr(t, errOf(s.Opened(hq(), before)))
	result := committed(t, s, ready(t, s, edit), change.Consent{Ticket: "CHG-7"})
	entry := only(t, s)
	for what, pair := range map[string][2]string{
		"who": {entry.Who, "anna"}, "principal": {entry.Principal, "anna@foo"}, "ticket": {entry.Ticket, "CHG-7"},
		"before": {entry.Before.Hash(), before.Hash()}, "mine": {entry.Mine.Hash(), edit.Want.Hash()},
		"read back": {entry.ReadBack.Hash(), edit.Want.Hash()}, "id": {entry.ID, result.Entry},
	} {
		want(t, what, pair[0], pair[1])
	}
	_ = filepath.WalkDir(dir, func(path string, file os.DirEntry, err error) error {
		noErr(t, err)
		info := must(file.Info())(t)
		if !file.IsDir() {
			want(t, "mode of "+path, info.Mode().Perm(), 0o600)
			want(t, path+" holds a secret", strings.Contains(readFile(t, path), "canary"), false)
		} else if path != dir {
			want(t, "mode of "+path, info.Mode().Perm(), 0o700)
		}
		return nil
	})
	wantText(t, readFile(t, journals(t, dir)[0]), "9007199254740993", `"baseHash"`, `"mineHash"`, `"readBackHash"`, `"gap_ms"`)
}

func TestOneEventIsOneLineWhateverTheNames(t *testing.T) {
	t.Parallel()
	root, runs := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		dir := filepath.Join(root, strconv.Itoa(runs))
		hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a\nb", "\x1b]52;c;x\x07", "\u2028", "\u202e", `"}`, "../..", "\x00"}))
		subject := hq().Named(hostile.Draw(rt, "name"))
		subject.Tenant = hostile.Draw(rt, "tenant")
		w := newWorld()
		w.set(subject, base())
		s := change.New(change.Options{Dir: dir, Open: w.open, Who: hostile.Draw(rt, "who")})
		defer s.Close() //nolint:errcheck // only what it wrote counts
		edit := change.Edit{Subject: subject, Base: base(), Want: set(base(), "routes", hostile.Draw(rt, "value")), Ticket: hostile.Draw(rt, "ticket")}
		edit.Base, edit.Want = set(edit.Base, "name", subject.Name), set(edit.Want, "name", subject.Name)
		w.set(subject, edit.Base)
		review, err := s.Prepare(t.Context(), edit)
		if err != nil || review.Status != change.Ready {
			rt.Skip("nothing to save")
		}
		noErr(t, errOf(s.Commit(t.Context(), review.Confirmation, change.Consent{})))
		text := readFile(rt, journals(t, dir)[0])
		if lines := strings.Count(text, "\n"); lines != 2 {
			rt.Fatalf("%d lines: %q", lines, text)
		}
		entries, damage, err := s.List()
		if err != nil || len(damage) != 0 || len(entries) != 1 || entries[0].Subject != subject {
			rt.Fatalf("%v %v %+v", err, damage, entries)
		}
	})
}

// A journal cut at any byte, and one with rubbish in any place, still tells of every
// whole line, and says what is broken.
func TestATornJournalTellsWhatItStillCan(t *testing.T) {
	t.Parallel()
	w := hqWorld()
	dir := t.TempDir()
	s := service(t, w, dir)
	save(t, s, edits()["change"])
	save(t, s, change.Edit{Subject: hq(), Base: edits()["change"].Want, Want: base()})
	shut(t, s)
	path := journals(t, dir)[0]
	index := strings.TrimSuffix(path, "jsonl") + "index"
	known := []byte(readFile(t, index))
	whole := must(os.ReadFile(path))(t)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for cut := 0; cut <= len(whole); cut += 7 {
		// What the disk had is lost then, and it is known of what.
		noErr(t, errors.Join(os.WriteFile(index, known, 0o600), os.WriteFile(path, whole[:cut], 0o600)))
		_, damage, err := service(t, w, dir).List()
		noErr(t, err)
		if cut < len(whole)-1 && !slices.ContainsFunc(damage, func(d change.Damage) bool { return d.Concerns(hq()) && !d.Concerns(hq().Named("Other")) }) {
			t.Fatalf("cut at %d: %v", cut, damage)
		}
		if cut == 0 {
			next := service(t, w, dir)
			edit := change.Edit{Subject: hq(), Base: base(), Want: set(base(), "reroutes", "7")}
			wantText(t, fmt.Sprint(prepared(t, next, edit).Confirmation.Dangers()), "an earlier edit of it may be lost", filepath.Base(path))
			edit = change.Edit{Subject: hq().Named("Other"), Want: set(base(), "name", "Other")}
			want(t, "dangers of another", len(ready(t, next, edit).Dangers()), 0)
		}
		noErr(t, os.Remove(index)) // or it never had it
		check := func(what string, content []byte, entries, damages int) {
			t.Helper()
			noErr(t, os.WriteFile(path, content, 0o600))
			next := service(t, w, dir)
			got, damage, err := next.List()
			noErr(t, err)
			if len(got) != entries || len(damage) != damages {
				t.Fatalf("%s at %d: %d entries and %d damages, want %d and %d: %v", what, cut, len(got), len(damage), entries, damages, damage)
			}
		}
		kept := whole[:cut]
		complete, rest := bytes.Count(kept, []byte("\n")), 0
		if cut > 0 && kept[cut-1] != '\n' {
			rest = 1
		}
		check("zeros", append(bytes.Clone(kept), make([]byte, 100)...), (complete+1)/2, 1)
		if whole := bytes.Count(lines[min(complete, 3)], []byte("\n")); rest == 1 && whole == 1 && bytes.HasSuffix(kept, bytes.TrimSuffix(lines[complete], []byte("\n"))) {
			complete, rest = complete+1, 0 // all of it but the end of the line
		}
		check("cut", kept, (complete+1)/2, rest)
	}
}

// Earlier versions wrote an absent image also where nothing could be read.
func TestAnEarlierJournalSaysWhatWasReadBackWhereItIsKnown(t *testing.T) {
	const intent = `{"at":"2026-11-20T10:00:00Z","event":"intent","entry":"0011223344556677","operation":"delete",` +
		`"subject":{"host":"h","dialect":"APIO","kind":"enterprise trunk","tenant":"foo","name":"HQ"},"base":{"fields":[{"name":"name","value":"HQ"}]},"mine":{}}`
	for line, read := range map[string]bool{
		`"event":"verdict","verdict":"saved","readBack":{}`:                                          true,
		`"event":"verdict","verdict":"not saved","readBack":{}`:                                      false,
		`"event":"verdict","verdict":"unknown","readBack":{}`:                                        false,
		`"event":"settled","verdict":"saved","readBack":{}`:                                          true,
		`"event":"verdict","verdict":"unknown","readBack":{"fields":[{"name":"name","value":"HQ"}]}`: true,
	} {
		dir := t.TempDir()
		noErr(t, os.Mkdir(filepath.Join(dir, "journal"), 0o700))
		text := intent + "\n" + `{"at":"2026-11-20T10:00:01Z","entry":"0011223344556677",` + line + "}\n"
		noErr(t, os.WriteFile(filepath.Join(dir, "journal", "20261120T100000-1-00.jsonl"), []byte(text), 0o600))
		want(t, line, !only(t, service(t, newWorld(), dir)).ReadBackAt.IsZero(), read)
	}
}

func TestALineAfterATornOneCounts(t *testing.T) {
	_, s, _ := hqService(t)
	confirmation := ready(t, s, edits()["change"])
	repair := change.FillDisk(t, s)
	want(t, "saved on a full disk", errOf(s.Commit(t.Context(), confirmation, change.Consent{})) == nil, false)
	repair()
	save(t, s, edits()["change"])
	entries, damage, err := s.List()
	noErr(t, err)
	want(t, "entries", len(entries), 1)
	want(t, "damages", len(damage), 1)
	wantText(t, damage[0].Error(), "line 1")
}

func TestTheListHasTheUnknownFirstAndTheNewestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		s := service(t, w, t.TempDir())
		for n, effect := range []time.Duration{0, never, 0, never, 0} {
			subject := hq().Named(fmt.Sprint("T", n))
			w.fail(fault{effect: effect}, 0)
			save(t, s, change.Edit{Subject: subject, Want: set(base(), "name", subject.Name)})
			time.Sleep(time.Second)
		}
		entries := entriesOf(t, s)
		var order []string
		for _, entry := range entries {
			order = append(order, entry.Subject.Name)
		}
		want(t, "order", strings.Join(order, " "), "T3 T1 T4 T2 T0")
	})
}

func TestAStateDirectoryThatIsOpenToOthersIsRefused(t *testing.T) {
	for name, open := range map[string]func(dir string) error{
		"others can put files in it":       func(dir string) error { return os.Chmod(dir, 0o777) },
		"others can look into the journal": func(dir string) error { return os.Mkdir(filepath.Join(dir, "journal"), 0o755) },
		"the journal is a link":            func(dir string) error { return os.Symlink(t.TempDir(), filepath.Join(dir, "journal")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			noErr(t, open(dir))
			wantErr(t, service(t, newWorld(), dir).Check(), change.ErrNoJournal)
		})
	}
}

func TestTheJournalsCanBeListedWithoutAConnection(t *testing.T) {
	_, s, dir := hqService(t)
	result := save(t, s, edits()["change"])
	offline := change.New(change.Options{Dir: dir})
	t.Cleanup(func() { _, _ = offline.Close() })
	want(t, "entry", only(t, offline).ID, result.Entry)
	want(t, "settled", len(settled(t, offline)), 0)
}

func TestAServiceThatSavesNothingLeavesNothing(t *testing.T) {
	s, dir := emptyService(t)
	noErr(t, s.Check())
	want(t, "journals while it runs", len(journals(t, dir)), 1)
	shut(t, s)
	want(t, "journals after it", len(journals(t, dir)), 0)
}
