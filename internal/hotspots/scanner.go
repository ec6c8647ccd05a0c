package hotspots

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os/user"
	"slices"
	"sync"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// Why a scan does not begin.
var (
	ErrRunning = errors.New("a scan is running")
	ErrClosed  = errors.New("the program is ending")
)

// DefaultRate is how many requests a scan makes a second unless it is told otherwise.
const DefaultRate = 5

const (
	mostSlots    = 4 // requests of a scan at once
	defaultEvery = 250 * time.Millisecond
)

// API is the part of a client that a scan calls. Both dialects satisfy it.
type API interface {
	collect.API
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
}

// Options says what a Scanner works with. API, Dir and Host are required.
type Options struct {
	API  API
	Dir  string // the state directory, made when it is missing
	Host string // the platform: what is kept of one never shows for another
	// Account is who is logged in, and by which API. Not everybody may see the same of a
	// platform: what one reads is kept apart from what another does, and the marks are
	// for all.
	Account string

	Rate        float64            // requests a second: DefaultRate when zero
	Concurrency int                // of the connection: a scan leaves one of its slots alone; 16 when zero
	Explain     func(error) string // one sentence for an error; its own text when nil
	Who         string             // the local user; asked of the system when empty
	Now         func() time.Time   // time.Now when nil
	Every       time.Duration      // least time between two boards of a watcher: 250 ms when zero
}

func (o Options) withDefaults() Options {
	if o.Rate <= 0 {
		o.Rate = DefaultRate
	}
	o.Concurrency = cmp.Or(o.Concurrency, apiclient.DefaultConcurrency)
	o.Every = cmp.Or(o.Every, defaultEvery)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Explain == nil {
		o.Explain = error.Error
	}
	if o.Who == "" {
		if current, err := user.Current(); err == nil {
			o.Who = current.Username
		}
	}
	return o
}

// Scanner reads all tenants of a platform when asked, and knows what was read before.
// It belongs to the session. Its methods may be called from any goroutine; Load, Mark
// and Unmark do I/O.
type Scanner struct {
	opts  Options
	store store
	marks Marks
	pace  *pacer

	ctx    context.Context // of the session
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu       sync.Mutex
	changed  chan struct{} // closed at every change, and replaced
	loaded   bool
	closed   bool
	readings map[string]Reading // by tenant id
	known    Known              // never written to once it is here
	damage   []Damage
	unkept   error              // why what is read is not on disk
	tenants  []apiclient.Tenant // as listed last
	wanted   []string           // ids of the tenants on screen
	scan     scanFile           // the latest
	held     bool               // another process scans the platform
	run      *run               // nil unless a scan runs
	why      string             // why the latest scan paused or ended by itself

	edition  int // of what a listing is made of
	listedAt int // the edition of listing
	listing  *Listing
}

// New returns a scanner that has asked and read nothing.
func New(opts Options) *Scanner {
	opts = opts.withDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	return &Scanner{
		opts:  opts,
		store: store{opts.Dir, opts.Host, opts.Account, opts.Now},
		marks: Marks{Dir: opts.Dir, Host: opts.Host, Now: opts.Now},
		pace:  newPacer(opts.Rate, opts.Now),
		ctx:   ctx, cancel: cancel,
		changed:  make(chan struct{}),
		readings: make(map[string]Reading),
	}
}

// Load reads what is on disk, and whether another process scans. What this scanner read
// itself stays where it is newer.
func (s *Scanner) Load() error {
	held := s.heldElsewhere()
	readings, damage, err := s.store.readings()
	if err != nil {
		return err
	}
	known, more, err := s.marks.Read()
	if err != nil {
		return err
	}
	damage = append(damage, more...)
	scan, err := s.store.lastScan()
	var unreadable *Damage
	if errors.As(err, &unreadable) {
		damage = append(damage, *unreadable)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range readings {
		if mine, have := s.readings[r.Tenant.ID]; !have || r.TriedAt.After(mine.TriedAt) {
			s.readings[r.Tenant.ID] = r
		}
	}
	if !s.isUnderWay() && !scan.StartedAt.Before(s.scan.StartedAt) {
		s.scan = scan
	}
	s.known, s.damage, s.loaded = known, damage, true
	s.held = held && s.run == nil
	s.edit()
	return nil
}

// isUnderWay reports whether a scan of this process has begun to read tenants. It needs
// the lock.
func (s *Scanner) isUnderWay() bool { return s.run != nil && s.run.listed }

// heldElsewhere reports whether another process scans the platform.
func (s *Scanner) heldElsewhere() bool {
	s.mu.Lock()
	own := s.run != nil // its lock is one too
	s.mu.Unlock()
	return !own && s.store.isLocked()
}

// Know tells which tenants there are, as far as that was read elsewhere, so that it can
// be said how long a scan takes. Those on screen are read first.
func (s *Scanner) Know(tenants []apiclient.Tenant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(tenants) > 0 && s.run == nil {
		s.tenants = distinct(tenants)
		s.touch()
	}
}

// Prefer says which tenants are on screen: they are read before all others. It
// replaces what an earlier Prefer said.
func (s *Scanner) Prefer(ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanted = slices.Clone(ids)
}

// Begin starts to read every tenant, or with rest what the latest scan left when it was
// cut off. It returns at once; what becomes of it, a Board tells.
func (s *Scanner) Begin(rest bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return ErrClosed
	case s.run != nil:
		return ErrRunning
	}
	s.run, s.why = &run{rest: rest}, ""
	s.pace.resume()
	s.touch()
	s.work.Go(s.scanAll)
	return nil
}

// Pause keeps the scan from asking for more, until Resume.
func (s *Scanner) Pause() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run != nil {
		s.pace.pause()
		s.touch()
	}
}

// Resume lets a paused scan go on.
func (s *Scanner) Resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.why = ""
	s.pace.resume()
	s.touch()
}

// Mark marks a finding as known: it no longer counts until it gets worse.
func (s *Scanner) Mark(f Finding, note string) error {
	mark, err := s.marks.Set(f, note, s.opts.Who)
	if err != nil {
		return err
	}
	s.changeMarks(func(known Known) { known[f.Key()] = mark })
	return nil
}

// Unmark takes the mark of a finding away.
func (s *Scanner) Unmark(f Finding) error {
	if err := s.marks.Remove(f); err != nil {
		return err
	}
	s.changeMarks(func(known Known) { delete(known, f.Key()) })
	return nil
}

func (s *Scanner) changeMarks(change func(Known)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := maps.Clone(s.known)
	if known == nil {
		known = make(Known)
	}
	change(known)
	s.known = known
	s.edit()
}

// Close ends a running scan, which can go on at the next start, and returns when no
// goroutine is left.
func (s *Scanner) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.work.Wait()
}

// edit says that the findings, the marks or the tenants' standings changed.
func (s *Scanner) edit() {
	s.edition++
	s.touch()
}

// touch says that something changed.
func (s *Scanner) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}
