package change

import (
	"context"
	"errors"
	"fmt"
	"time"

	"banyan/apiclient"
)

// save is one run of the protocol from a confirmation on.
type save struct {
	*Service
	target Target
	edit   Edit
	fresh  Image              // what was confirmed; since the last read, what that saw
	readAt time.Time          // of the last read
	typed  map[Subject]uint64 // the drafts that the edit may come from, as they were then
	entry  string
	gap    time.Duration
	sent   moment
}

func (r *save) run(ctx context.Context) (Result, error) {
	release, err := r.locks.take(touched(r.edit))
	switch {
	case errors.Is(err, ErrBusy):
		return Result{}, err
	case err != nil:
		return Result{}, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	defer release()
	own, err := r.ledger.openToSave()
	if err != nil {
		return Result{}, err
	}
	if err := r.blocked(); err != nil {
		return Result{}, err
	}
	if err := r.reread(ctx); err != nil {
		return Result{}, err
	}
	if r.ending() {
		return Result{}, ErrClosed
	}
	entry := randomID(8)
	if err := own.append(r.intent(entry), true); err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	r.entry = entry

	r.sent = r.clock.moment()
	r.gap = r.sent.At.Sub(r.readAt)
	sendErr := r.send(ctx)
	result := r.readBack(ctx, sendErr)
	if result.Verdict == Saved {
		// Before the verdict: an intent without one makes the next start do it.
		result.Unkept = r.keepAfter(r.edit)
	}
	result.Unrecorded = own.append(r.verdict(result), true)
	r.tidy(result)
	return result, nil
}

// blocked returns an *OpenError where an earlier save of the subject is open.
func (r *save) blocked() error {
	entries, err := r.openOn(r.edit)
	if err == nil && len(entries) > 0 {
		return &OpenError{Entry: entries[0]}
	}
	return err
}

// reread reads once more what was confirmed, however fresh it is, right before the write.
// Anything else than what was confirmed voids the confirmation.
func (r *save) reread(ctx context.Context) error {
	if renamed, ok := r.edit.renamed(); ok {
		there, err := r.read(ctx, renamed)
		if err != nil {
			return err
		}
		if there.Exists() {
			return ErrVoid
		}
	}
	r.readAt = r.now() // of its beginning: what is there may change while it is on its way
	again, err := read(ctx, r.target)
	if err != nil {
		return err
	}
	if again.Hash() != r.fresh.Hash() {
		return ErrVoid
	}
	r.fresh = again
	return nil
}

// send makes the one write.
func (r *save) send(ctx context.Context) error {
	switch r.edit.Operation() {
	case Create:
		return r.target.Create(ctx, r.edit.Want)
	case Delete:
		return r.target.Delete(ctx)
	}
	return r.target.Write(ctx, r.fresh, r.edit.Want)
}

// readBack looks what became of the write, and looks again while that may still tell
// more.
func (r *save) readBack(ctx context.Context, sendErr error) Result {
	got := classify(sendErr)
	result := Result{Entry: r.entry, Subject: r.edit.after(), Err: sendErr}
	for n := 0; ; n++ {
		seen := r.look(ctx, r.edit)
		verdict, again := judge(got, r.edit, r.fresh, seen)
		result.Verdict = verdict
		result.ReadBack, result.ReadBackAt, result.ReadBackErr = seen.image, seen.at, seen.err
		if !again || n == len(r.opts.Timing.Again) || r.opts.Sleep(ctx, r.opts.Timing.Again[n]) != nil {
			if verdict == Unknown {
				result.Err = errors.Join(sendErr, seen.err)
			}
			if verdict != Saved {
				result.Subject = r.edit.Subject
			}
			return result
		}
	}
}

// look reads what an edit left behind. A rename is looked for under its new name, and
// the old one has to be gone.
func (s *Service) look(ctx context.Context, edit Edit) sight {
	now, err := s.read(ctx, edit.after())
	if err != nil {
		return sight{err: err}
	}
	at := s.now()
	renamed, ok := edit.renamed()
	if !ok {
		return sight{at: at, image: now}
	}
	old, err := s.read(ctx, edit.Subject)
	switch {
	case err != nil:
		return sight{err: fmt.Errorf("%s after it became %s: %w", edit.Subject, renamed.ID(), err)}
	case now.Exists() && old.Exists():
		return sight{at: at, image: now, both: true}
	case !now.Exists():
		return sight{at: at, image: old}
	}
	return sight{at: at, image: now}
}

func (r *save) intent(entry string) event {
	now := r.clock.moment()
	gap := now.At.Sub(r.readAt).Milliseconds()
	return event{
		At: now.At, Sent: &now, Event: eventIntent, Entry: entry, Subject: &r.edit.Subject, Operation: r.edit.Operation(),
		Who: r.opts.Who, Principal: r.opts.Principal, Ticket: r.edit.Ticket, UndoOf: r.edit.UndoOf, Overrides: r.edit.Overrides, Keep: r.edit.Keep,
		BaseHash: r.fresh.Hash(), MineHash: r.edit.Want.Hash(), Base: &r.fresh, Mine: &r.edit.Want, GapMS: &gap,
	}
}

func (r *save) verdict(result Result) event {
	gap := r.gap.Milliseconds()
	line := event{
		At: r.now(), Event: eventVerdict, Entry: r.entry, Verdict: result.Verdict, GapMS: &gap, Sent: &r.sent,
		Error: problem(result.Err), ReadBackError: problem(result.ReadBackErr),
	}
	if result.ReadBackErr == nil {
		line.readBack(result.ReadBack, result.ReadBackAt)
	}
	var told *apiclient.Error
	if errors.As(result.Err, &told) {
		line.Request = told.RequestID
	}
	return line
}

// tidy drops the draft of what was saved and remembers what is there now. Neither
// changes the verdict: a draft that stays is offered once more.
func (r *save) tidy(result Result) {
	if result.Verdict != Saved || result.Unkept != nil {
		return
	}
	for subject, version := range r.typed {
		_ = r.drafts.dropIf(subject, func(now uint64) bool { return now == version })
	}
	if result.ReadBack.Exists() {
		_ = r.remember(result.Subject, result.ReadBack)
	}
}

func (s *Service) ending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}
