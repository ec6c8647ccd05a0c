package hotspots

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/user"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/statefile"
)

// Why a scan does not begin.
var (
	ErrRunning = errors.New("a scan is running")
	ErrClosed  = errors.New("the program is ending")
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

	// Read, when set, is given all that is read of a tenant. It must not block.
	Read func(collect.Snapshot)

	Rate        float64       // requests a second: 5 when zero, apiclient.Unpaced for no limit
	MostRate    float64       // what ChangeRate goes up to: 100 when zero, and never below Rate
	Concurrency int           // of the connection: a scan leaves one of its slots alone; 16 when zero
	Who         string        // the local user; asked of the system when empty
	Every       time.Duration // least time between two boards of a watcher: 250 ms when zero
	Look        time.Duration // how often a watcher looks whether another process has scanned: 2 s when zero
}

func (o Options) withDefaults() Options {
	o.Rate = cmp.Or(o.Rate, 5)
	o.MostRate = max(o.Rate, cmp.Or(o.MostRate, 100))
	o.Concurrency = cmp.Or(o.Concurrency, apiclient.DefaultConcurrency)
	o.Every = cmp.Or(o.Every, 250*time.Millisecond)
	o.Look = cmp.Or(o.Look, 2*time.Second)
	if o.Read == nil {
		o.Read = func(collect.Snapshot) {}
	}
	if o.Who == "" {
		if current, err := user.Current(); err == nil {
			o.Who = current.Username
		}
	}
	return o
}

// Scanner reads all tenants of a platform when asked, and knows what was read before.
// It belongs to the session. Its methods may be called from any goroutine; Load, Read,
// Mark and Unmark do I/O.
type Scanner struct {
	*ledger
	opts Options
	pace *apiclient.Pacer

	ctx    context.Context // of the session
	cancel context.CancelFunc
	work   sync.WaitGroup

	// These belong to the lock of the ledger.
	closed    bool
	preferred []string         // ids of the tenants on screen
	scan      *scan            // nil unless one runs
	elsewhere bool             // another process scans the platform
	looking   sync.Mutex       // held while somebody looks whether one does
	again     *rereads         // of tenants in which something was saved
	why       string           // why the latest scan paused or ended by itself
	cause     error            // likewise; nil where that is a fault of our own
	requests  collect.Progress // of the latest scan
	isPart    bool             // the latest scan is of some tenants
	missing   []string         // of these, the ids that are not there
}

// New returns a scanner that has asked and read nothing.
func New(opts Options) *Scanner {
	opts = opts.withDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	s := &Scanner{ledger: newLedger(opts), opts: opts, pace: apiclient.NewPacer(opts.Rate), ctx: ctx, cancel: cancel}
	s.again = &rereads{Scanner: s}
	return s
}

// Load reads what is on disk, and whether another process scans. What this scanner read
// itself stays where it is newer.
func (s *Scanner) Load() error {
	s.mu.Lock()
	own := s.scan != nil // its lock is one too
	s.mu.Unlock()
	locked := !own && s.store.isLocked()
	if err := s.load(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.elsewhere = locked && s.scan == nil
	s.touch()
	return nil
}

// Know takes in which tenants there are, as far as that was read elsewhere, so that the
// time that a scan takes can be estimated.
func (s *Scanner) Know(tenants []apiclient.Tenant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(tenants) > 0 && s.scan == nil {
		s.tenants = collect.Distinct(tenants)
		s.touch()
	}
}

// Prefer says which tenants are on screen: they are read before all others. It
// replaces what an earlier Prefer said.
func (s *Scanner) Prefer(ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.preferred = slices.Clone(ids)
}

// Begin starts to read what a job says. It returns at once; a Board says what becomes of it.
func (s *Scanner) Begin(job Job) error {
	job.Tenants = slices.Compact(slices.Sorted(slices.Values(job.Tenants)))
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return ErrClosed
	case s.scan != nil:
		return ErrRunning
	}
	s.scan = &scan{Scanner: s, Job: job}
	s.why, s.cause, s.elsewhere = "", nil, false
	s.requests, s.isPart, s.missing = collect.Progress{}, len(job.Tenants) > 0, nil
	s.pace.Resume()
	s.touch()
	s.work.Go(s.run)
	return nil
}

// run runs the scan that Begin made. A panic that nobody recovers would end the program
// and leave its terminal as the screen had it.
func (s *Scanner) run() {
	var err error
	defer func() {
		fault := recover()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.scan, s.running = nil, false
		switch {
		case fault != nil:
			s.why = faultText(fault)
		case errors.Is(err, statefile.ErrLocked):
			s.elsewhere = true
		case err != nil && s.ctx.Err() == nil:
			s.why, s.cause = apiclient.Explain(err), err
		}
		s.edit()
	}()
	err = s.scan.run(apiclient.For(apiclient.Paced(s.ctx, s.pace), apiclient.ForScan))
}

// Read reads one tenant that was read before again, beside any scan and without its pace:
// what was found there may be mended. Where it is not known whether a trunk group is still down,
// the states of all are read. It returns why that was given up; a failed reading is on the Board.
func (s *Scanner) Read(ctx context.Context, id string) error {
	ctx = apiclient.For(ctx, apiclient.ForScan)
	before, begun := s.former(id), s.savesNow()
	if before.TriedAt.IsZero() {
		return nil
	}
	left := []apiclient.Tenant{apiclient.Tenant(before.Tenant)}
	isOpen := slices.ContainsFunc(before.Findings, func(f Finding) bool { return !f.SeenAt.IsZero() })
	walk := collect.Walk{API: s.opts.API, Tenants: 1, Concurrency: s.opts.Concurrency, Details: isOpen, Next: func() (next apiclient.Tenant, ok bool) {
		if len(left) == 0 {
			return next, false
		}
		next, left = left[0], nil
		return next, true
	}}
	for result := range walk.Results(ctx) {
		if ctx.Err() == nil {
			s.opts.Read(result.Snapshot)
			s.keep(newRecord(result, s.former(id), begun))
		}
	}
	return ctx.Err()
}

// Saved says that a save of something in a tenant has ended, so that what is kept of it is from
// before that, and has it read again at once, or when nobody defers that (Defer); of routing, where a
// finding names who routes. It does I/O and does not wait for the reading.
func (s *Scanner) Saved(tenant string, isRouting bool) {
	s.mu.Lock()
	isLoaded := s.loaded
	s.mu.Unlock()
	if !isLoaded {
		_ = s.load() // without it nothing is kept; the hotspots say why
	}
	namesRouting := func(f Finding) bool { return f.Code == capacity.DownInUse }
	if isRouting && !slices.ContainsFunc(s.former(tenant).Findings, namesRouting) {
		return
	}
	if !s.saved(tenant) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.again.saved(tenant)
	}
}

// Defer has what is saved in some tenants from now on read again once, when resume is called for the
// first time, and not after each save.
func (s *Scanner) Defer(tenants []string) (resume func()) {
	each := func(do func(string)) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, tenant := range tenants {
			do(tenant)
		}
	}
	each(s.again.wait)
	return sync.OnceFunc(func() { each(s.again.goOn) })
}

// SavedAt returns when something of a tenant was saved last: in this session, or else after what is
// kept was read. It is zero where nothing was.
func (s *Scanner) SavedAt(tenant string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if save, known := s.saves[tenant]; known {
		return save.at
	}
	return s.records[tenant].SavedAt
}

// Reread has a tenant read again that was read before, as Read does, and returns at once: a Board
// tells what becomes of it. A reading of it that is under way begins anew.
func (s *Scanner) Reread(tenant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed && !s.records[tenant].TriedAt.IsZero() {
		s.again.add(tenant)
	}
}

// Pause keeps the scan from asking for more, until Resume.
func (s *Scanner) Pause() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.scan != nil {
		s.pace.Pause()
		s.touch()
	}
}

// Resume lets a paused scan go on.
func (s *Scanner) Resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.why, s.cause = "", nil
	s.pace.Resume()
	s.touch()
}

// ChangeRate lets a scan make more requests a second, or fewer, also the one that runs. It
// returns how many, the same where there is no further step.
func (s *Scanner) ChangeRate(faster bool) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	steps := []float64{1, 2, 5, 10, 20, 50, 100}
	steps = append(slices.DeleteFunc(steps, func(r float64) bool { return r >= s.opts.MostRate }), s.opts.MostRate)
	if !faster {
		slices.Reverse(steps)
	}
	for _, step := range steps {
		if faster && step > s.opts.Rate || !faster && step < s.opts.Rate {
			s.opts.Rate = step
			break
		}
	}
	s.pace.SetRate(s.opts.Rate)
	s.touch()
	return s.opts.Rate
}

// Mark marks a finding as known: it no longer counts until it gets worse.
func (s *Scanner) Mark(f Finding, note string) error {
	mark, err := s.marks.Set(f, note, s.opts.Who)
	if err != nil {
		return err
	}
	s.setMark(f, &mark)
	return nil
}

// Unmark takes the mark of a finding away.
func (s *Scanner) Unmark(f Finding) error {
	if err := s.marks.Remove(f); err != nil {
		return err
	}
	s.setMark(f, nil)
	return nil
}

// Board returns what is known now. Of a scan that it says is over it has all that was read: the
// listing is ranked last.
func (s *Scanner) Board() *Board {
	b := s.board()
	b.Listing = s.findings()
	return b
}

// board is the Board without its listing.
func (s *Scanner) board() *Board {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Board{Loaded: s.loaded, Scan: s.progress(), Again: slices.Clone(s.again.tenants), Damage: s.damage, Unkept: s.unkept}
}

// progress returns how far the latest scan is. It needs the lock.
func (s *Scanner) progress() (shown Scan) {
	speed := s.opts.Rate
	if s.scan != nil {
		speed = s.pace.Speed()
	}
	f := newForecast(s.records, speed)
	switch {
	case s.scan != nil:
		shown = s.scan.show(f)
	case s.elsewhere:
		shown.Phase = Elsewhere
	default:
		shown = s.atRest(f)
	}
	shown.StartedAt, shown.EndedAt, shown.Why, shown.Cause = s.latest.StartedAt, s.latest.EndedAt, s.why, s.cause
	shown.Requests, shown.Part, shown.Missing = s.requests.Done, s.isPart, s.missing
	shown.Rate = s.pace.Rate()
	shown.Slowed = shown.Rate < s.opts.Rate
	_, shown.Reports = s.opts.API.(collect.Reporter)
	shown.All = f.of(s.ids(), 0, 0)
	return shown
}

// Brief says how far a scan is that runs or is paused: "scan", 120 of 300; of is 0 until the
// tenants are listed, and there is no word where no scan is. It does no I/O.
func (s *Scanner) Brief() (word string, done, of int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.scan == nil:
		return "", 0, 0
	case s.pace.IsPaused():
		return "scan paused", 0, 0
	case !s.scan.listed:
		return "scan", 0, 0
	}
	return "scan", s.scan.backlog.done, s.scan.backlog.of
}

// Watch returns the channel of boards: one at once, then one after every change, the
// latest in place of one that nobody took. It is closed when ctx ends or with Close. What
// another process scans is a change too once Load has read what there was: a look now and
// then at the times of two small files tells it.
func (s *Scanner) Watch(ctx context.Context) <-chan *Board {
	out := make(chan *Board, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		close(out)
		return out
	}
	s.work.Go(func() {
		defer close(out)
		defer func() {
			if fault := recover(); fault != nil {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.why = faultText(fault)
				s.touch()
			}
		}()
		s.watch(ctx, out)
	})
	return out
}

func (s *Scanner) watch(ctx context.Context, out chan *Board) {
	look := time.NewTicker(s.opts.Look)
	defer look.Stop()
	for {
		changed := s.await() // before the board is made: no change is missed
		board := s.Board()
		select {
		case <-out:
		default:
		}
		out <- board
		pause := time.After(s.opts.Every)
		for isSame := true; isSame; {
			select {
			case <-changed:
				isSame = false
			case <-look.C:
				s.look()
			case <-ctx.Done():
				return
			case <-s.ctx.Done():
				return
			}
		}
		select {
		case <-pause:
		case <-ctx.Done():
			return
		case <-s.ctx.Done():
			return
		}
	}
}

// look notices that another process scans the platform, and takes in what it has read once
// that is over: also where it was cut off.
func (s *Scanner) look() {
	if !s.looking.TryLock() {
		return // another watcher does
	}
	defer s.looking.Unlock()
	now := s.store.scansAt()
	s.mu.Lock()
	isNews := s.loaded && s.scan == nil && (s.elsewhere || now != s.seen)
	s.mu.Unlock()
	switch {
	case !isNews:
	case s.store.isLocked():
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.scan == nil && !s.elsewhere {
			s.elsewhere = true
			s.touch()
		}
	default:
		_ = s.Load() // the next look tries again
	}
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

// faultText says what a goroutine panicked with, and where.
func faultText(fault any) string { return fmt.Sprintf("internal fault: %v\n%s", fault, debug.Stack()) }
