package change

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"
	"time"

	"banyan/apiclient"
)

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
	// Ended is told how every save ended, whoever asked for it and whatever settled it, beside
	// the screens; nil where nobody is. What was read of its subject before is of no use then.
	Ended func(Subject, Verdict)
}

// Service runs saves, each in its own goroutine and with a context that belongs to no
// screen. Its methods may be called from any goroutine; all but Drafts.Put do I/O.
type Service struct {
	*protocol
	ctx    context.Context // of the saves, which outlive whoever asked for them
	cancel context.CancelFunc
}

// New touches no disk: a state directory that cannot be used is an error of the first call
// that needs it, and of Check.
func New(opts Options) *Service {
	opts = opts.withDefaults()
	clock := clock{Timing: opts.Timing, now: opts.Now, sleep: opts.Sleep, uptime: opts.Uptime}
	p := &protocol{
		openTarget: opts.Open, who: opts.Who, principal: opts.Principal, ended: opts.Ended, clock: clock,
		locks:   &locks{dir: opts.Dir, who: opts.Who, clock: clock, busy: make(map[Subject]bool)},
		ledger:  newLedger(opts.Dir, clock),
		records: &records{dir: opts.Dir, clock: clock},
	}
	p.drafts = newDrafts(p.ledger, clock)
	s := &Service{protocol: p}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	go p.drafts.run()
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
	switch {
	case o.Uptime != nil:
	case o.Now == nil:
		o.Uptime = systemUptime
	default:
		o.Uptime = func() Uptime { return Uptime{} }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Ended == nil {
		o.Ended = func(Subject, Verdict) {}
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Who == "" {
		o.Who = strconv.Itoa(os.Getuid())
		if u, err := user.Current(); err == nil {
			o.Who = u.Username
		}
	}
	return o
}

// Drafts returns what keeps the drafts.
func (s *Service) Drafts() *Drafts { return s.drafts }

// User returns the local user and the user of the API, as entries name them.
func (s *Service) User() (who, principal string) { return s.who, s.principal }

// Check reports why nothing could be saved now, or nil. A form asks before somebody
// types into it, and before a save. That the state directory was removed is told once: then
// a new one is in its place.
func (s *Service) Check() error {
	_, err := s.ledger.openToSave()
	return errors.Join(err, s.drafts.Err())
}

// Close waits for a running save, but not long, and writes the last drafts. It returns
// the saves of this service whose end is not known, which a later read settles: those that
// still run, whose intents stay without a verdict, and those of unknown result. Close it
// before the connection that it saves through.
func (s *Service) Close() ([]Entry, error) {
	s.locks.close(s.clock.Quit)
	// Before the context ends: what is cut short here must not look like a verdict.
	err := errors.Join(s.drafts.close(), s.ledger.close())
	s.cancel()
	entries, _, unread := s.saves(anySave)
	left := slices.DeleteFunc(entries, func(e Entry) bool { return !e.Own || !e.Open() })
	return left, errors.Join(err, unread)
}

// Prepare validates an edit, reads its subject again and compares. It sends nothing.
// The error is that of the read, ErrNoTarget, ErrBusy, or an *OpenError where an
// earlier save is still unknown after this read.
func (s *Service) Prepare(ctx context.Context, edit Edit) (Review, error) {
	ctx = apiclient.For(ctx, apiclient.ForSave)
	out := Review{Edit: edit}
	target, err := s.target(edit.Subject)
	if err != nil {
		return out, err
	}
	if kind, ok := target.(Validator); ok && edit.Operation() != Delete {
		if out.Problems = kind.Validate(edit.Base, edit.Want); len(out.Problems) > 0 {
			out.Status = Invalid
			return out, nil
		}
	}
	if err := s.unblock(ctx, edit); err != nil {
		return out, err
	}
	if out.Theirs, err = read(ctx, target); err != nil {
		return out, err
	}
	theirs := out.Theirs
	if edit.Own.Exists() && theirs.Equal(edit.Own) {
		edit.Base = theirs
		out.Edit = edit
	}
	s.findLate(ctx, edit.Subject, theirs)
	if renamed, ok := edit.renamed(); ok && theirs.Exists() {
		there, err := s.read(ctx, renamed)
		if err != nil {
			return out, err
		}
		if there.Exists() {
			out.Status, out.Theirs = Taken, there
			return out, nil
		}
	}
	var parts [][]string
	if kind, ok := target.(Joined); ok {
		parts = kind.Parts(theirs, edit.Want)
	}
	out.compare(parts)
	if out.Status == Ready {
		losses, err := s.losses(edit)
		if err != nil {
			return out, err
		}
		out.Confirmation = &Confirmation{edit: edit, fresh: theirs, dangers: append(Dangers(target, edit, theirs), losses...)}
	}
	return out, nil
}

// Read returns a subject as it is now, past every cache: what a form starts from. One
// that does not exist is an absent image.
func (s *Service) Read(ctx context.Context, subject Subject) (Image, error) {
	image, err := s.read(ctx, subject)
	if err == nil {
		s.findLate(ctx, subject, image)
	}
	return image, err
}

// Commit saves what was confirmed and returns its verdict. The save runs on when ctx
// ends before it: ctx only limits the waiting, and the journal has the verdict.
//
// Right before the write the subject is read once more, always. An error says that
// nothing was sent: ErrVoid when something else is there than what was confirmed, ErrUsed,
// ErrNotTyped, ErrBusy, a *HeldError, ErrNoJournal, ErrClosed, an *OpenError, or that of a read.
func (s *Service) Commit(ctx context.Context, confirmation *Confirmation, consent Consent) (Result, error) {
	edit := confirmation.edit
	if len(confirmation.dangers) > 0 && consent.Typed != edit.Subject.ID() {
		return Result{}, ErrNotTyped
	}
	target, err := s.target(edit.Subject)
	if err != nil {
		return Result{}, err
	}
	if confirmation.used.Swap(true) {
		return Result{}, ErrUsed
	}
	if consent.Ticket != "" {
		edit.Ticket = consent.Ticket
	}
	end, err := s.locks.begin(edit)
	if err != nil {
		return Result{}, err
	}
	run := newSave(s.protocol, target, edit, confirmation)
	var result Result
	var problem error
	done := make(chan struct{})
	go func() {
		if result, problem = run.guarded(apiclient.For(s.ctx, apiclient.ForSave)); result.Verdict != "" {
			s.ended(edit.Subject, result.Verdict)
		}
		end() // before the answer: whoever has it may save again
		close(done)
	}()
	select {
	case <-done:
		return result, problem
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
}

// Settle reads what became of the saves that processes which are gone left open, or that
// were called not saved and applied late, and writes it to the journal. It waits where a
// write may still take effect, so it is called beside everything else, at the start. It
// returns the entries that it settled. What another process that lives holds is left alone,
// and so is what cannot be reached from here.
func (s *Service) Settle(ctx context.Context) ([]Entry, error) {
	ctx = apiclient.For(ctx, apiclient.ForSave)
	settled, err := s.settleLate(ctx)
	if err != nil {
		return settled, err
	}
	pause := s.clock.Grace / 20
	for watched := time.Duration(0); ; watched += pause {
		found, waiting, problems := s.settleOpen(ctx, watched)
		settled = append(settled, found...)
		if !waiting {
			return settled, problems
		}
		if err := s.clock.sleep(ctx, pause); err != nil {
			return settled, err
		}
	}
}

// settleOpen settles what is open, once, and reports whether some of it has to wait.
// Whoever watched a save as long as a write may take knows its end whatever the clocks say.
func (s *Service) settleOpen(ctx context.Context, watched time.Duration) (settled []Entry, waiting bool, problems error) {
	entries, _, err := s.saves(anySave)
	if err != nil {
		return nil, false, err
	}
	for _, entry := range entries {
		if !entry.Open() || entry.Held || !s.reachable(entry.Subject) {
			continue
		}
		if watched >= s.clock.Grace {
			entry.Until = time.Time{}
		}
		found, err := s.settle(ctx, entry)
		switch _, open := errors.AsType[*OpenError](err); {
		case open, errors.Is(err, ErrBusy):
			waiting = true
		case err != nil:
			problems = errors.Join(problems, err)
		default:
			settled = append(settled, found)
		}
	}
	return settled, waiting, problems
}

// settleLate looks for what was applied although it was called not saved.
func (s *Service) settleLate(ctx context.Context) ([]Entry, error) {
	entries, _, err := s.saves(anySave)
	var found []Entry
	for _, entry := range entries {
		if s.mayBeLate(entry) && s.reachable(entry.Subject) {
			if late, ok := s.late(ctx, entry, entries); ok {
				found = append(found, late)
			}
		}
	}
	return found, err
}

// Resolve settles one entry by reading, this process's own too. The error is an
// *OpenError as long as the read proves nothing, ErrHeld when another process that
// lives has to do it, ErrBusy while the save runs, or that of the read.
func (s *Service) Resolve(ctx context.Context, id string) (Entry, error) {
	entry, err := s.entry(id)
	if err != nil || !entry.Open() {
		return entry, err
	}
	return s.settle(apiclient.For(ctx, apiclient.ForSave), entry)
}

// Unsettled returns the saves of a subject, running ones among them, of which it is not known
// yet how they ended. They block every further one.
func (s *Service) Unsettled(subject Subject) ([]Entry, error) {
	return s.openOn(Edit{Subject: subject})
}

// Opened remembers what was read of a subject and returns what changed since the last
// time. The error, of the former image or of keeping the new one, stops nobody from looking.
func (s *Service) Opened(subject Subject, image Image) (Since, error) {
	s.findLate(s.ctx, subject, image)
	return s.opened(subject, image)
}

// Journal returns the saves that the journals tell of, the open ones first and the newest first,
// and what of the journals cannot be read. Unlike List it reads nothing else.
func (s *Service) Journal() ([]Entry, []Damage, error) { return s.saves(anySave) }

// Note adds to the journal what was seen of an earlier save: Entry.Notes.
func (s *Service) Note(id string, note json.RawMessage) error {
	entry, err := s.entry(id)
	if err != nil {
		return err
	}
	own, err := s.ledger.open()
	if err != nil {
		return err
	}
	if err := own.append(event{At: s.clock.now(), Event: eventNote, Entry: id, Note: note}, true, entry.touched...); err != nil {
		return fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	return nil
}

// Hold keeps a subject, such as the plans of a tenant, from every other process and service of
// the state directory, until release is called or the process ends. The error is a *HeldError
// where another has it.
func (s *Service) Hold(subject Subject) (release func(), err error) {
	return s.locks.take(Edit{Subject: subject})
}

// Keep keeps something beside a subject without a save, such as a note at a parked route. It
// drops the draft of it, which would bring the same back.
func (s *Service) Keep(subject Subject, keep json.RawMessage) error {
	if err := s.keep(subject, keep); err != nil {
		return err
	}
	return s.drafts.Drop(subject)
}
