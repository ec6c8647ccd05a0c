package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"banyan/internal/statefile"
)

// Draft is an edit that was not saved yet, as it lies on disk. The zero value is none.
type Draft struct {
	Subject Subject         `json:"subject"`
	Base    Image           `json:"base"`  // what the edit started from: its Hash tells whether the server moved on
	State   json.RawMessage `json:"state"` // the form's own
	At      time.Time       `json:"at"`

	Own  bool `json:"-"` // this process wrote it
	Held bool `json:"-"` // another process that lives is editing it: it is shown and never taken over

	path string
}

// Drafts keeps what is being typed: of a subject the latest state. A goroutine has it on disk
// within 250 ms. What could not be written is tried again, and Err says so meanwhile.
type Drafts struct {
	ledger *ledger // drafts live and die with the lock of this process's journal
	clock  clock

	disk sync.Mutex // held while files change, so that a dropped draft stays dropped

	mu      sync.Mutex
	pending map[Subject]Draft
	version map[Subject]uint64
	err     error
	turned  chan struct{} // closed when err becomes an error or nil

	wake   chan struct{}
	ctx    context.Context // of the goroutine
	cancel context.CancelFunc
	done   chan struct{}
}

func newDrafts(ledger *ledger, clock clock) *Drafts {
	d := &Drafts{
		ledger: ledger, clock: clock, pending: make(map[Subject]Draft), version: make(map[Subject]uint64),
		turned: make(chan struct{}), wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

// Put takes the state of a form, anything that encodes as JSON, and the image that the form
// started from. It does no I/O. The error says that the state cannot be encoded.
func (d *Drafts) Put(subject Subject, base Image, state any) error {
	text, err := json.Marshal(state) // now, for the form goes on changing it
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	key := subject.canonical()
	d.mu.Lock()
	d.pending[key] = Draft{Subject: subject, Base: base, State: text, At: d.clock.now()}
	d.version[key]++
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
	return nil
}

// Await waits until drafts are kept, when they are said to be failing, or until they
// fail, when not: then Err says why. It returns nil, the error of ctx, or ErrClosed.
func (d *Drafts) Await(ctx context.Context, failing bool) error {
	for {
		d.mu.Lock()
		fail, turned := d.err != nil, d.turned
		d.mu.Unlock()
		if fail != failing {
			return nil
		}
		select {
		case <-turned:
		case <-d.ctx.Done():
			return ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// setErr notes whether drafts are kept, and wakes who waits for it. It needs mu.
func (d *Drafts) setErr(err error) {
	if (err != nil) != (d.err != nil) {
		close(d.turned)
		d.turned = make(chan struct{})
	}
	d.err = err
}

// Err returns why the latest draft could not be written, or nil.
func (d *Drafts) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

// Flush writes what is still in the mailbox before it returns.
func (d *Drafts) Flush() error {
	d.disk.Lock()
	defer d.disk.Unlock()
	d.mu.Lock()
	batch := d.pending
	d.pending = make(map[Subject]Draft)
	former := d.err
	d.mu.Unlock()
	if len(batch) == 0 {
		return former
	}

	var problem error
	failed := make(map[Subject]Draft)
	for subject, draft := range batch {
		if err := d.write(draft); err != nil {
			problem = errors.Join(problem, fmt.Errorf("keep draft: %w", err))
			failed[subject] = draft
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.Copy(failed, d.pending) // what is newer
	d.pending = failed
	d.setErr(problem)
	return problem
}

// write makes an error of a panic: it would end the program, and leave its terminal as the
// screen had it.
func (d *Drafts) write(draft Draft) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("internal fault: %v", fault)
		}
	}()
	if _, err := d.ledger.open(); err != nil {
		return err
	}
	if _, err := statefile.OpenRoom(d.ledger.dir, draftRoom); err != nil {
		return err
	}
	return statefile.Write(d.path(draft.Subject), draft)
}

func (d *Drafts) room() string { return filepath.Join(d.ledger.dir, draftRoom) }

// path is where this process keeps the draft of a subject.
func (d *Drafts) path(subject Subject) string {
	return filepath.Join(d.room(), subject.key()+"-"+d.ledger.process+statefile.Suffix)
}

// Drop deletes this process's draft of a subject, the one in the mailbox included.
func (d *Drafts) Drop(subject Subject) error {
	return d.dropIf(subject, func(uint64) bool { return true })
}

// dropIf drops the draft when its version is still the caller's: what was typed since is
// never lost.
func (d *Drafts) dropIf(subject Subject, still func(version uint64) bool) error {
	subject = subject.canonical()
	d.disk.Lock()
	defer d.disk.Unlock()
	d.mu.Lock()
	version, any := d.version[subject]
	if !any || !still(version) {
		d.mu.Unlock()
		return nil
	}
	delete(d.pending, subject)
	delete(d.version, subject)
	if len(d.pending) == 0 {
		d.setErr(nil)
	}
	d.mu.Unlock()
	if err := statefile.Remove(d.path(subject)); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return d.dropped(subject)
}

// typed returns how often the draft of a subject was typed so far.
func (d *Drafts) typed(subject Subject) uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.version[subject.canonical()]
}

func (d *Drafts) dropped(subject Subject) error {
	own, err := d.ledger.open()
	if err != nil {
		return err
	}
	return own.append(event{At: d.clock.now(), Event: eventDropped, Subject: &subject}, false)
}

// run writes until close.
func (d *Drafts) run() {
	defer close(d.done)
	for {
		select {
		case <-d.ctx.Done():
			return
		case <-d.wake:
		}
		for wait := d.clock.Draft; ; wait = time.Second {
			if sleep(d.ctx, wait) != nil {
				return
			}
			if d.Flush() == nil {
				break
			}
		}
	}
}

// close ends the goroutine and writes what is left.
func (d *Drafts) close() error {
	if d.ctx.Err() != nil {
		return nil //nolint:nilerr // it was closed before
	}
	d.cancel()
	<-d.done
	return d.Flush()
}

// Of returns the drafts of a subject, the newest first: this process's own, those of
// processes that are gone, and, marked Held, those of living ones. The error names drafts
// that cannot be read beside the others.
func (d *Drafts) Of(subject Subject) ([]Draft, error) {
	all, err := d.All()
	return slices.DeleteFunc(all, func(draft Draft) bool { return !draft.Subject.is(subject) }), err
}

// All returns the drafts of all subjects in the way that Of does.
func (d *Drafts) All() ([]Draft, error) {
	problem := d.Flush()
	out, damaged := d.read()
	for _, damage := range damaged {
		problem = errors.Join(problem, fmt.Errorf("read draft %w", damage))
	}
	return out, problem
}

// read returns the drafts on disk, those of some keys alone where there are any, and those that
// cannot be read.
func (d *Drafts) read(keys ...string) (out []Draft, damaged []Damage) {
	keyOf := func(name string) (string, bool) {
		key, _, isDraft := strings.Cut(name, "-")
		return key, isDraft
	}
	damaged = readRoom(d.room(), keyOf, keys, func(path, key string) (bool, error) {
		draft := Draft{path: path}
		found, err := statefile.Read(path, &draft)
		switch {
		case !found: // it may have been dropped in the meantime
		case draft.Subject.key() != key:
			err = errOther
		default:
			process := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(path), statefile.Suffix), key+"-")
			draft.Own = process == d.ledger.process
			draft.Held = !draft.Own && alive(d.ledger.path(process))
			out = append(out, draft)
		}
		return found, err
	})
	slices.SortStableFunc(out, func(a, b Draft) int { return b.At.Compare(a.At) })
	return out, damaged
}

// Adopt makes a draft of a process that is gone this process's own, in the place of one that
// was typed here. It is on disk all the time, and for all processes but one it is ErrNoDraft.
func (d *Drafts) Adopt(draft Draft) error {
	switch {
	case draft.Held:
		return ErrHeld
	case draft.Own:
		return nil
	}
	subject := draft.Subject.canonical()
	d.disk.Lock()
	defer d.disk.Unlock()
	if _, err := d.ledger.open(); err != nil { // its lock keeps the draft from everybody else
		return err
	}
	switch err := os.Rename(draft.path, d.path(subject)); {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNoDraft
	case err != nil:
		return fmt.Errorf("take draft: %w", err)
	}
	d.mu.Lock()
	delete(d.pending, subject)
	d.version[subject]++
	d.mu.Unlock()
	return statefile.SyncDir(d.room())
}

// Discard deletes a draft that nobody wants, and says so in the journal.
func (d *Drafts) Discard(draft Draft) error {
	switch {
	case draft.Held:
		return ErrHeld
	case draft.Own:
		return d.Drop(draft.Subject)
	}
	if err := statefile.Remove(draft.path); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return d.dropped(draft.Subject)
}
