package change

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"banyan/internal/statefile"
)

// Holder is who saves a subject at this moment. The zero value is somebody of whom
// nothing is known.
type Holder struct {
	Who     string    `json:"who"` // the local user
	Machine string    `json:"machine"`
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
}

// HeldError says who saves a subject at this moment, in another process or with another
// Service of the same state directory. It matches ErrBusy.
type HeldError struct {
	Subject Subject
	Holder  Holder
}

func (e *HeldError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("somebody else saves %s at this moment", e.Subject)
	}
	return fmt.Sprintf("%s saves %s at this moment: process %d on %s, since %s",
		e.Holder.Who, e.Subject, e.Holder.PID, e.Holder.Machine, e.Holder.Since.Local().Format(time.TimeOnly))
}

func (e *HeldError) Is(target error) bool { return target == ErrBusy }

// locks are what keeps two saves of one subject apart: within this Service by a count,
// and across the processes of one state directory by a locked file for each subject.
type locks struct {
	dir   string // the state directory
	who   string
	clock clock

	mu      sync.Mutex
	closing bool // nothing new begins
	busy    map[Subject]bool
	idle    chan struct{} // closed when the last save ended; nil when none runs
}

// begin notes that an edit is being saved here, and returns what ends that.
func (l *locks) begin(edit Edit) (end func(), err error) {
	subjects := edit.touched()
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closing:
		return nil, ErrClosed
	case slices.ContainsFunc(subjects, func(subject Subject) bool { return l.busy[subject] }):
		return nil, ErrBusy
	}
	for _, subject := range subjects {
		l.busy[subject] = true
	}
	if l.idle == nil {
		l.idle = make(chan struct{})
	}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, subject := range subjects {
			delete(l.busy, subject)
		}
		if len(l.busy) == 0 {
			close(l.idle)
			l.idle = nil
		}
	}, nil
}

// takeIdle is take of what is not being saved here: ErrBusy says that it is.
func (l *locks) takeIdle(edit Edit) (release func(), err error) {
	l.mu.Lock()
	isBusy := slices.ContainsFunc(edit.touched(), func(subject Subject) bool { return l.busy[subject] })
	l.mu.Unlock()
	if isBusy {
		return nil, ErrBusy
	}
	return l.take(edit)
}

func (l *locks) isClosing() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closing
}

// close lets nothing new begin, and waits for what runs, but not long.
func (l *locks) close(most time.Duration) {
	l.mu.Lock()
	l.closing = true
	idle := l.idle
	l.mu.Unlock()
	if idle == nil {
		return
	}
	select {
	case <-idle:
	case <-time.After(most):
	}
}

// take locks what an edit touches across processes, all or none, and returns what gives it
// back. The error is a *HeldError where another has some of it.
func (l *locks) take(edit Edit) (release func(), err error) {
	room, err := statefile.OpenRoom(l.dir, lockRoom)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	machine, _ := os.Hostname() // only words for people
	holder := Holder{Who: l.who, Machine: cmp.Or(machine, "this machine"), PID: os.Getpid(), Since: l.clock.now()}
	var guards []*statefile.Guard
	release = func() {
		for _, guard := range guards {
			_ = guard.Release() // the lock ends in any case
		}
	}
	for _, subject := range edit.touched() {
		path := filepath.Join(room, subject.key()+".lock")
		guard, err := statefile.Take(path, holder)
		if err != nil {
			release()
			if !errors.Is(err, statefile.ErrLocked) {
				return nil, fmt.Errorf("%w: lock %s: %w", ErrNoJournal, subject, err)
			}
			held := &HeldError{Subject: subject}
			_, _ = statefile.Read(path, &held.Holder) // whoever has it may not have written it yet
			return nil, held
		}
		guards = append(guards, guard)
	}
	return release, nil
}
