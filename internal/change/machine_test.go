package change_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banyan/internal/change"
)

// machine drives two services over one state directory and one server, with somebody
// else at the server, and knows the truth: every value that is ever written is new, so
// a write took effect exactly if its value was there once.
type machine struct {
	t        *testing.T
	world    *world
	dir      string
	services [2]*change.Service
	held     [2][]*change.Confirmation
	values   int
	commits  int
	applied  map[string]bool
}

func TestAnyOrderOfEditsEndsInTheTruth(t *testing.T) {
	t.Parallel()
	root, runs := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		dir := filepath.Join(root, strconv.Itoa(runs))
		m := &machine{t: t, world: newWorld(), dir: dir, applied: make(map[string]bool)}
		m.world.clock = &clock{now: time.Date(2026, 11, 21, 11, 2, 0, 0, time.UTC)}
		m.world.set(hq(), base())
		m.world.changed = func(i change.Image) {
			for _, f := range i.Fields {
				m.applied[f.Value] = true
			}
		}
		for n := range m.services {
			m.start(n)
		}
		defer func() {
			for _, s := range m.services {
				_, _ = s.Close()
			}
		}()
		rt.Repeat(map[string]func(*rapid.T){
			"prepare": m.prepare, "commit": m.commit, "foreign": m.foreign, "undo": m.undo,
			"sleep": m.sleep, "restart": m.restart, "resolve": m.resolve, "": m.check,
		})
		m.finish(rt)
	})
}

func (m *machine) start(n int) {
	m.services[n] = change.New(change.Options{Dir: m.dir, Open: m.world.open, Who: "anna", Now: m.world.clock.time, Sleep: m.world.clock.sleep})
	m.held[n] = nil
}

func (m *machine) one(rt *rapid.T) int { return rapid.IntRange(0, 1).Draw(rt, "service") }

func (m *machine) fresh() string {
	m.values++
	return fmt.Sprintf("v%d", m.values)
}

// allowed are the reasons for which a service may refuse.
func (m *machine) allowed(rt *rapid.T, err error, reasons ...error) {
	var open *change.OpenError
	if err == nil || errors.As(err, &open) || errors.Is(err, change.ErrHeld) {
		return
	}
	for _, reason := range reasons {
		if errors.Is(err, reason) {
			return
		}
	}
	rt.Fatalf("refused: %v", err)
}

func (m *machine) prepare(rt *rapid.T) {
	n := m.one(rt)
	now := m.world.get(hq())
	if !now.Exists() {
		now = base()
	}
	field := rapid.SampledFrom([]string{"reroutes", "action", "routes"}).Draw(rt, "field")
	m.look(rt, n, change.Edit{Subject: hq(), Base: now, Want: set(now, field, m.fresh())})
}

// look follows a review until it is ready: merged edits are looked at again, conflicts
// resolved in one way or the other.
func (m *machine) look(rt *rapid.T, n int, edit change.Edit) {
	review, err := m.services[n].Prepare(m.t.Context(), edit)
	m.allowed(rt, err)
	switch review.Status {
	case change.Ready:
		m.held[n] = append(m.held[n], review.Confirmation)
	case change.Merged:
		m.look(rt, n, review.Next)
	case change.Conflicted:
		if rapid.Bool().Draw(rt, "override") {
			m.look(rt, n, review.Resolve("reroutes", "action", "routes"))
		} else {
			m.look(rt, n, review.Resolve())
		}
	}
}

func (m *machine) commit(rt *rapid.T) {
	n := m.one(rt)
	if len(m.held[n]) == 0 {
		rt.Skip("nothing was confirmed")
	}
	which := rapid.IntRange(0, len(m.held[n])-1).Draw(rt, "confirmation")
	f := rapid.SampledFrom([]fault{
		{},
		{},
		{answer: errLost()},
		{effect: never, answer: errLost()},
		{effect: never, answer: errRefused()},
		{effect: never},
		{effect: 3 * time.Second},
		{effect: 62 * time.Second, answer: errLost()},
		{effect: 4 * time.Minute, answer: errLost()},
		{wait: 15 * time.Second, answer: errLost()},
		{effect: 3 * time.Second, boom: true},
	}).Draw(rt, "fault")
	m.world.fail(f, rapid.SampledFrom([]int{0, 0, 0, 2, 10}).Draw(rt, "blind"))
	result, err := m.services[n].Commit(m.t.Context(), m.held[n][which], change.Consent{Typed: hq().ID()})
	m.world.fail(fault{}, 0)
	if err != nil {
		var cause interface{ MayHaveApplied() bool }
		if !errors.As(err, &cause) { // a read that failed
			m.allowed(rt, err, change.ErrUsed, change.ErrVoid)
		}
		return
	}
	m.commits++
	if result.Verdict == "" {
		rt.Fatal("a save without a verdict")
	}
}

func (m *machine) foreign(rt *rapid.T) {
	now := m.world.get(hq())
	switch rapid.IntRange(0, 5).Draw(rt, "what") {
	case 0:
		m.world.set(hq(), change.Image{})
	default:
		if !now.Exists() {
			now = base()
		}
		m.world.set(hq(), set(now, rapid.SampledFrom([]string{"reroutes", "routes"}).Draw(rt, "field"), m.fresh()))
	}
}

func (m *machine) undo(rt *rapid.T) {
	n := m.one(rt)
	entries := m.entries(rt)
	if len(entries) == 0 {
		rt.Skip("nothing was saved")
	}
	edit, err := change.Undo(entries[rapid.IntRange(0, len(entries)-1).Draw(rt, "entry")])
	m.allowed(rt, err, change.ErrNoUndo)
	if err == nil {
		m.look(rt, n, edit)
	}
}

func (m *machine) sleep(rt *rapid.T) {
	_ = m.world.clock.sleep(m.t.Context(), rapid.SampledFrom([]time.Duration{time.Second, 7 * time.Second, 40 * time.Second, 3 * time.Minute, change.Grace}).Draw(rt, "pause"))
}

func (m *machine) restart(rt *rapid.T) {
	n := m.one(rt)
	noErr(rt, errOf(m.services[n].Close()))
	m.start(n)
	noErr(rt, errOf(m.services[n].Settle(m.t.Context())))
}

func (m *machine) resolve(rt *rapid.T) {
	for _, entry := range m.entries(rt) {
		_, err := m.services[m.one(rt)].Resolve(m.t.Context(), entry.ID)
		m.allowed(rt, err)
	}
}

func (m *machine) entries(rt *rapid.T) []change.Entry {
	entries, damage, err := m.services[0].List()
	if err != nil || len(damage) > 0 {
		rt.Fatal(err, damage)
	}
	return entries
}

func (m *machine) check(rt *rapid.T) {
	if _, writes := m.world.counts(); writes != m.commits {
		rt.Fatalf("%d writes arrived of %d saves", writes, m.commits)
	}
	for _, entry := range m.entries(rt) {
		if value, ok := m.written(entry); ok && entry.Verdict == change.Saved && !m.applied[value] {
			rt.Fatalf("%s is called saved and never was there", value)
		}
	}
}

// written returns the value that only this entry wrote; an undo writes old ones.
func (m *machine) written(entry change.Entry) (string, bool) {
	changes := change.Differences(entry.Before, entry.Mine)
	if entry.UndoOf != "" || len(changes) != 1 {
		return "", false
	}
	return changes[0].To, true
}

// finish lets everything take effect that still may, and compares each verdict with the truth.
func (m *machine) finish(rt *rapid.T) {
	_ = m.world.clock.sleep(m.t.Context(), time.Hour)
	for n := range m.services {
		noErr(rt, errOf(m.services[n].Close()))
	}
	m.start(0)
	noErr(rt, errOf(m.services[0].Settle(m.t.Context())))
	for _, entry := range m.entries(rt) {
		if entry.Open() {
			rt.Fatalf("%s is open in the end", entry.ID)
		}
		if value, ok := m.written(entry); ok && entry.Verdict == change.NotSaved && m.applied[value] {
			rt.Fatalf("%s is called not saved and was there", value)
		}
	}
}
