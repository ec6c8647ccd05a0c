package change_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"banyan/apiclient"
	"banyan/internal/change"
)

// never is a write that has no effect.
const never = -1

// fault is what becomes of writes: when they take effect and what is answered.
type fault struct {
	effect time.Duration // after the write arrived; never
	answer error         // nil is a 2xx
	wait   time.Duration // before the answer
	boom   bool          // the target panics
}

// world is a server whose truth is known.
type world struct {
	mu      sync.Mutex
	objects map[change.Subject]change.Image
	fault   fault
	blind   int // so many of the next reads fail; -1 all
	blinds  int // what blind becomes when a write arrives
	denied  int // what denies becomes when a write arrives
	listed  error
	denies  int // so many of the next reads answer 404; -1 all
	reads   int
	writes  int
	arrived func()
	changed func(change.Image) // told of every object that is put
	clock   *clock             // real time, or that of a synctest bubble, when nil
	rules   []change.Problem
	dangers []string
}

func newWorld() *world { return &world{objects: make(map[change.Subject]change.Image)} }

// hqWorld is a world with the subject hq as base has it.
func hqWorld() *world {
	w := newWorld()
	w.set(hq(), base())
	return w
}

func (w *world) open(subject change.Subject) (change.Target, bool) {
	return target{w, subject}, subject.Host == here
}

// set changes an object behind everybody's back.
func (w *world) set(subject change.Subject, image change.Image) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put(subject, image)
}

func (w *world) put(subject change.Subject, image change.Image) {
	if !image.Exists() {
		delete(w.objects, subject)
		return
	}
	w.objects[subject] = image
	if w.changed != nil {
		w.changed(image)
	}
}

func (w *world) get(subject change.Subject) change.Image {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.objects[subject]
}

func (w *world) counts() (reads, writes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reads, w.writes
}

// fail sets what becomes of writes, and how many reads fail after the next one.
func (w *world) fail(f fault, blind int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault, w.blind, w.blinds = f, 0, blind
}

func (w *world) write(ctx context.Context, effect func()) error {
	w.mu.Lock()
	w.writes++
	w.blind, w.denies, w.denied = w.blinds, w.denied, 0
	f, arrived := w.fault, w.arrived
	switch {
	case f.effect == 0:
		effect()
	case f.effect > 0:
		w.clock.after(f.effect, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			effect()
		})
	}
	w.mu.Unlock()
	if arrived != nil {
		arrived()
	}
	if f.boom {
		panic("the target is broken")
	}
	if err := w.clock.sleep(ctx, f.wait); err != nil {
		return err
	}
	return f.answer
}

type target struct {
	*world
	subject change.Subject
}

func (t target) Read(ctx context.Context) (change.Image, error) {
	if ctx.Err() != nil {
		return change.Image{}, ctx.Err()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reads++
	if t.blind != 0 {
		t.blind = max(t.blind-1, -1)
		return change.Image{}, &apiclient.Error{Op: "read", Kind: apiclient.Unreachable}
	}
	image := t.objects[t.subject]
	if t.denies != 0 || !image.Exists() {
		if t.denies > 0 {
			t.denies--
		}
		return change.Image{}, &apiclient.Error{Op: "read", Kind: apiclient.NotFound, Status: 404}
	}
	return image, nil
}

func (t target) Listed(context.Context) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.objects[t.subject].Exists(), t.listed
}

func (t target) Write(ctx context.Context, _, want change.Image) error {
	return t.write(ctx, func() {
		delete(t.objects, t.subject)
		name, ok := want.Value(change.NameField)
		if !ok {
			name = t.subject.Name
		}
		t.put(t.subject.Named(name), want)
	})
}

func (t target) Create(ctx context.Context, want change.Image) error {
	return t.write(ctx, func() {
		if filled, _ := want.Value("algorithm"); filled == "" {
			want = want.With(change.Field{Name: "algorithm", Value: "Overflow"})
		}
		t.put(t.subject, want)
	})
}

func (t target) Delete(ctx context.Context) error {
	return t.write(ctx, func() { delete(t.objects, t.subject) })
}

func (t target) Validate(_, _ change.Image) []change.Problem { return t.rules }

func (t target) Dangers(_, _ change.Image) []string { return t.dangers }

const here = "https://be.example"

func hq() change.Subject {
	return change.Subject{Host: here, Dialect: "APIO", Kind: change.EnterpriseTrunk, Tenant: "foo", Name: "HQ"}
}

// image makes an image of pairs of name and value.
func image(pairs ...string) change.Image {
	var out change.Image
	for pair := range slices.Chunk(pairs, 2) {
		out = out.With(change.Field{Name: pair[0], Value: pair[1]})
	}
	return out
}

func base() change.Image {
	return image("name", "HQ", "reroutes", "5", "action", "None", "routes", "A,B", "algorithm", "Overflow")
}

func set(i change.Image, name, value string) change.Image {
	return i.With(change.Field{Name: name, Value: value})
}

func errLost() error {
	return &apiclient.Error{Op: "write", Method: "PUT", Kind: apiclient.Unreachable}
}

func errRefused() error {
	return &apiclient.Error{Op: "write", Method: "PUT", Kind: apiclient.Refused, Status: 400, Message: "licence limit", RequestID: "r-1"}
}

func glob(t *testing.T, parts ...string) []string {
	t.Helper()
	return must(filepath.Glob(filepath.Join(parts...)))(t)
}

// service opens a service over a state directory and closes it with the test.
func service(t *testing.T, w *world, dir string, options ...func(*change.Options)) *change.Service {
	t.Helper()
	// No uptime: a bubble's clock does not move it.
	opts := change.Options{Dir: dir, Open: w.open, Who: "anna", Principal: "anna@foo", Uptime: func() change.Uptime { return change.Uptime{} }}
	for _, option := range options {
		option(&opts)
	}
	return closing(t, change.New(opts))
}

// closing closes a service with the test.
func closing(t *testing.T, s *change.Service) *change.Service {
	t.Helper()
	t.Cleanup(func() { _, _ = s.Close() })
	return s
}

// emptyService is a service over a state directory of its own and a world of nothing.
func emptyService(t *testing.T) (s *change.Service, dir string) {
	t.Helper()
	dir = t.TempDir()
	return service(t, newWorld(), dir), dir
}

// editService is a service over a state directory of its own and a world as an edit's base
// has it.
func editService(t *testing.T, edit change.Edit) (w *world, s *change.Service) {
	t.Helper()
	w = newWorld()
	w.set(edit.Subject, edit.Base)
	return w, service(t, w, t.TempDir())
}

// hqService is a service over a state directory of its own and the world of hq.
func hqService(t *testing.T) (w *world, s *change.Service, dir string) {
	t.Helper()
	w, dir = hqWorld(), t.TempDir()
	return w, service(t, w, dir), dir
}

func prepared(t *testing.T, s *change.Service, edit change.Edit) change.Review {
	t.Helper()
	return must(s.Prepare(t.Context(), edit))(t)
}

func committed(t *testing.T, s *change.Service, confirmation *change.Confirmation, consent change.Consent) change.Result {
	t.Helper()
	return must(s.Commit(t.Context(), confirmation, consent))(t)
}

func wantRefused(t *testing.T, s *change.Service, confirmation *change.Confirmation, consent change.Consent, target error) {
	t.Helper()
	wantErr(t, errOf(s.Commit(t.Context(), confirmation, consent)), target)
}

func settled(t *testing.T, s *change.Service) []change.Entry {
	t.Helper()
	return must(s.Settle(t.Context()))(t)
}

func resolved(t *testing.T, s *change.Service, id string) change.Entry {
	t.Helper()
	return must(s.Resolve(t.Context(), id))(t)
}

// shut ends a service before its test does.
func shut(t *testing.T, s *change.Service) {
	t.Helper()
	must(s.Close())(t)
}

// inHQ runs a test with what hqService returns in a synctest bubble.
func inHQ(t *testing.T, test func(t *testing.T, w *world, s *change.Service, dir string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w, s, dir := hqService(t)
		test(t, w, s, dir)
	})
}

// inBubble runs a subtest in a synctest bubble.
func inBubble(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

// ready prepares an edit that is expected to be ready.
func ready(t *testing.T, s *change.Service, edit change.Edit) *change.Confirmation {
	t.Helper()
	review := prepared(t, s, edit)
	if review.Status != change.Ready {
		t.Fatalf("status %q, fields %+v", review.Status, review.Fields)
	}
	return review.Confirmation
}

// save prepares and commits, typing the name.
func save(t *testing.T, s *change.Service, edit change.Edit) change.Result {
	t.Helper()
	return committed(t, s, ready(t, s, edit), change.Consent{Typed: edit.Subject.ID()})
}

func entriesOf(t *testing.T, s *change.Service) []change.Entry {
	t.Helper()
	entries, _, err := s.List()
	noErr(t, err)
	return entries
}

func only(t *testing.T, s *change.Service) change.Entry {
	t.Helper()
	entries := entriesOf(t, s)
	if len(entries) != 1 {
		t.Fatalf("%d entries: %+v", len(entries), entries)
	}
	return entries[0]
}

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// wantText expects some parts in a text.
func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q has no %q", text, part)
		}
	}
}

// truth is the verdict of a save that took effect or did not.
func truth(saved bool) change.Verdict {
	if saved {
		return change.Saved
	}
	return change.NotSaved
}

func readFile(t rapid.TB, path string) string {
	t.Helper()
	return string(must(os.ReadFile(path))(t))
}

func wantWrites(t *testing.T, w *world, writes int) {
	t.Helper()
	_, got := w.counts()
	want(t, "writes", got, writes)
}

// noErr ends a test, or a run of rapid, that cannot go on.
func noErr(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("got error %v, want %v", err, target)
	}
}

// wantOpen expects that an earlier save, of a known entry where there is one, blocks.
func wantOpen(t *testing.T, err error, entry string) {
	t.Helper()
	open, ok := errors.AsType[*change.OpenError](err)
	if !ok || entry != "" && open.Entry.ID != entry {
		t.Errorf("got error %v, want the open entry %q", err, entry)
	}
}

// must returns what gives the answer of a call that has to succeed.
func must[T any](answer T, err error) func(rapid.TB) T {
	return func(t rapid.TB) T {
		t.Helper()
		noErr(t, err)
		return answer
	}
}

// errOf is the error of a call whose answer does not count.
func errOf[T any](_ T, err error) error { return err }

func text(i change.Image) string { return fmt.Sprint(i.Fields) }

// clock is a time that passes only when somebody sleeps. A nil clock is the real one.
type clock struct {
	mu  sync.Mutex
	now time.Time
	due []due
}

type due struct {
	at time.Time
	do func()
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) after(d time.Duration, do func()) {
	if c == nil {
		time.AfterFunc(d, do)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = append(c.due, due{c.now.Add(d), do})
	slices.SortStableFunc(c.due, func(a, b due) int { return a.at.Compare(b.at) })
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	if c == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}
	c.mu.Lock()
	c.now = c.now.Add(d)
	var ripe []due
	for len(c.due) > 0 && !c.due[0].at.After(c.now) {
		ripe, c.due = append(ripe, c.due[0]), c.due[1:]
	}
	c.mu.Unlock()
	for _, r := range ripe {
		r.do()
	}
	return ctx.Err()
}
