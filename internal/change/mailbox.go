package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"banyan/internal/statefile"
)

// Drafts keeps what is being typed. Put hands over the latest state and returns at
// once; a goroutine has it on disk within 250 ms. What could not be written is tried
// again, and Err says so meanwhile.
type Drafts struct {
	room     string
	journals string
	own      string                   // the name of this process's journal
	journal  func() (*journal, error) // opens this process's journal: drafts live and die with its lock
	ensure   func(room string) error  // makes the room
	now      func() time.Time
	delay    time.Duration // how long changes are gathered before they are written

	disk sync.Mutex // held while files change, so that a dropped draft stays dropped

	mu      sync.Mutex
	pending map[Subject]Draft
	version map[Subject]uint64
	err     error
	turned  chan struct{} // closed when err becomes an error or nil
	closed  bool

	wake chan struct{}
	stop chan struct{}
	done chan struct{}
}

// Put takes the state of a form, anything that encodes as JSON, and the image that
// the form started from. Of several states of one subject the latest wins. It does no
// I/O. The error says that the state cannot be encoded.
func (d *Drafts) Put(subject Subject, base Image, state any) error {
	text, err := json.Marshal(state) // now, for the form goes on changing it
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	d.put(Draft{Subject: subject, Base: base, State: text, At: d.now()})
	return nil
}

func (d *Drafts) put(draft Draft) {
	subject := draft.Subject.canonical()
	d.mu.Lock()
	d.pending[subject] = draft
	d.version[subject]++
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Await waits until drafts are kept, when they are said to be failing, or until they
// fail, when not: then Err says why. What is typed meanwhile is tried again by itself. It
// returns nil, the error of ctx, or ErrClosed.
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
		case <-d.stop:
			return ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// setErr notes whether drafts are kept, and wakes who waits for it. It is called with mu
// held.
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
	for subject, draft := range batch {
		if err := d.guarded(draft); err != nil {
			problem = errors.Join(problem, fmt.Errorf("keep draft: %w", err))
			d.keep(subject, draft)
		}
	}
	d.mu.Lock()
	d.setErr(problem)
	d.mu.Unlock()
	return problem
}

// keep puts back what could not be written, unless there is something newer.
func (d *Drafts) keep(subject Subject, draft Draft) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, newer := d.pending[subject]; !newer {
		d.pending[subject] = draft
	}
}

// guarded writes a draft, and makes an error of a panic: it would end the program, and
// leave its terminal as the screen had it.
func (d *Drafts) guarded(draft Draft) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("internal fault: %v", fault)
		}
	}()
	return d.write(draft)
}

func (d *Drafts) write(draft Draft) error {
	own, err := d.journal()
	if err != nil {
		return err
	}
	if err := d.ensure(draftRoom); err != nil {
		return err
	}
	return statefile.Write(d.path(draft.Subject, own.process), draft)
}

func (d *Drafts) path(subject Subject, process string) string {
	return filepath.Join(d.room, subject.key()+"-"+process+draftSuffix)
}

// Drop deletes this process's draft of a subject, the one in the mailbox included.
func (d *Drafts) Drop(subject Subject) error {
	return d.dropIf(subject, func(uint64) bool { return true })
}

// dropIf drops the draft when its version still is what the caller saw: a change that
// was typed since is never lost.
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
	if err := statefile.Remove(d.path(subject, d.own)); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return d.dropped(subject)
}

func (d *Drafts) seen(subject Subject) uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.version[subject.canonical()]
}

func (d *Drafts) dropped(subject Subject) error {
	own, err := d.journal()
	if err != nil {
		return err
	}
	return own.append(event{At: d.now(), Event: eventDropped, Subject: &subject}, false)
}

// run writes until close.
func (d *Drafts) run() {
	defer close(d.done)
	for {
		select {
		case <-d.stop:
			return
		case <-d.wake:
		}
		for wait := d.delay; ; wait = time.Second {
			if !d.pause(wait) {
				return
			}
			if d.Flush() == nil {
				break
			}
		}
	}
}

// pause waits, and returns false when the drafts close meanwhile.
func (d *Drafts) pause(wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-d.stop:
		return false
	case <-timer.C:
		return true
	}
}

// close ends the goroutine and writes what is left.
func (d *Drafts) close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	d.mu.Unlock()
	close(d.stop)
	<-d.done
	return d.Flush()
}
