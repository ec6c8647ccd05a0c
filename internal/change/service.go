package change

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Why nothing was done. Nothing was sent.
var (
	ErrVoid      = errors.New("it changed since it was confirmed: look at it again")
	ErrUsed      = errors.New("this confirmation was used already")
	ErrNotTyped  = errors.New("the name was not typed")
	ErrBusy      = errors.New("a save of it is running")
	ErrNoJournal = errors.New("the journal cannot be written, so nothing is saved")
	ErrClosed    = errors.New("the program is ending")
	ErrNoTarget  = errors.New("it cannot be reached from here")
	ErrHeld      = errors.New("another banyan that is running holds it")
	ErrNoDraft   = errors.New("the draft is not there any more: another banyan took it or threw it away")
	ErrNoUndo    = errors.New("there is nothing to undo")
)

// OpenError says that how an earlier save of the subject ended is not known yet, which
// blocks every further one. Before Entry.Until the former state proves nothing.
type OpenError struct{ Entry Entry }

// Error says which save it is.
func (e *OpenError) Error() string {
	return fmt.Sprintf("how the save of %s at %s ended is not known yet", e.Entry.Subject, e.Entry.At.Format(time.DateTime))
}

// Options says what a Service works with. Only Dir is required.
type Options struct {
	Dir       string // the state directory, made when it is missing
	Open      Open   // nothing can be reached when nil: enough to list what the journals hold
	Who       string // the local user; asked of the system when empty
	Principal string // the user of the API
	Timing    Timing
	Now       func() time.Time                           // time.Now when nil
	Sleep     func(context.Context, time.Duration) error // waits, or returns the context's error; a timer when nil
	Uptime    func() Uptime                              // the system's when nil, and unknown where Now is set
}

// Service runs saves, each in its own goroutine and with a context that belongs to no
// screen. Its methods may be called from any goroutine; all but Drafts.Put do I/O.
type Service struct {
	opts   Options
	ledger *ledger
	locks  locks
	clock  clock
	drafts *Drafts
	ctx    context.Context // of the saves, which outlive whoever asked for them
	cancel context.CancelFunc

	mu      sync.Mutex
	closing bool // nothing new begins
	busy    map[Subject]int
	idle    chan struct{} // closed when the last running save ended; nil when none runs
}

// New returns a service. It touches no disk: a state directory that cannot be used is
// an error of the first call that needs it, and of Check.
func New(opts Options) *Service {
	opts = opts.withDefaults()
	s := &Service{opts: opts, clock: clock{opts.Now, opts.Sleep, opts.Uptime}, busy: make(map[Subject]int), locks: locks{dir: opts.Dir, who: opts.Who, now: opts.Now}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.ledger = newLedger(opts.Dir, s.clock)
	s.drafts = &Drafts{
		room: filepath.Join(opts.Dir, draftRoom), journals: filepath.Join(opts.Dir, journalRoom),
		own: s.ledger.process, journal: s.ledger.open, ensure: s.ensure, now: opts.Now, delay: opts.Timing.Draft,
		turned:  make(chan struct{}),
		pending: make(map[Subject]Draft), version: make(map[Subject]uint64),
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
	go s.drafts.run()
	return s
}

func (o Options) withDefaults() Options {
	o.Timing.Grace = cmp.Or(o.Timing.Grace, Grace)
	o.Timing.Quit = cmp.Or(o.Timing.Quit, 2*time.Second)
	o.Timing.Draft = cmp.Or(o.Timing.Draft, 100*time.Millisecond)
	if o.Timing.Again == nil {
		o.Timing.Again = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}
	}
	if o.Open == nil {
		o.Open = func(Subject) (Target, bool) { return nil, false }
	}
	if o.Uptime == nil && o.Now == nil {
		o.Uptime = systemUptime
	}
	if o.Uptime == nil {
		o.Uptime = func() Uptime { return Uptime{} }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Who == "" {
		o.Who = localUser()
	}
	return o
}

func localUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return strconv.Itoa(os.Getuid())
}

// Drafts returns what keeps the drafts.
func (s *Service) Drafts() *Drafts { return s.drafts }

// Check reports why nothing could be saved now, or nil. A form asks before somebody
// types into it, and before a save. That the state directory was removed since is told
// once: after it a new one is in its place.
func (s *Service) Check() error {
	_, err := s.ledger.openToSave()
	return errors.Join(err, s.drafts.Err())
}

// List returns the saves that the journals tell of, the open ones first and the newest
// first, and what of the journals cannot be read.
func (s *Service) List() ([]Entry, []Damage, error) {
	entries, damage, err := s.ledger.list()
	for n := range entries {
		entries[n].Until = s.until(entries[n])
	}
	return entries, damage, err
}

// until returns the moment from which the former state proves that a save had no effect.
func (s *Service) until(entry Entry) time.Time {
	if left := s.opts.Timing.Grace - s.clock.since(entry.sent); entry.Open() && left > 0 {
		return s.now().Add(left)
	}
	return time.Time{}
}

// Running returns the subjects of which a save is running here.
func (s *Service) Running() []Subject {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.busy))
}

// Close waits for a running save, but not long, and writes the last drafts. It returns
// the saves of this service whose end is not known: those that still run, whose intents
// stay without a verdict, and those of unknown result. A later read settles each, under
// the id of its entry. Close it before the connection that it saves through.
func (s *Service) Close() ([]Entry, error) {
	s.mu.Lock()
	s.closing = true
	idle := s.idle
	s.mu.Unlock()
	if idle != nil {
		timer := time.NewTimer(s.opts.Timing.Quit)
		select {
		case <-idle:
		case <-timer.C:
		}
		timer.Stop()
	}
	err := s.drafts.close()
	// Before the context ends: what is cut short here must not look like a verdict.
	err = errors.Join(err, s.ledger.close())
	s.cancel()
	entries, _, unread := s.List()
	left := slices.DeleteFunc(entries, func(e Entry) bool { return !e.Own || !e.Open() })
	return left, errors.Join(err, unread)
}

// target opens a subject with what is known of its host. What cannot be read of that is
// learnt again.
func (s *Service) target(subject Subject) (Target, error) {
	target, ok := s.opts.Open(subject)
	if !ok {
		return nil, fmt.Errorf("%s: %w", subject, ErrNoTarget)
	}
	if spelled, ok := target.(Spelled); ok {
		if host, err := s.Host(subject.Host); err == nil {
			target = spelled.Knowing(host)
		}
	}
	return target, nil
}

func (s *Service) now() time.Time { return s.opts.Now() }
