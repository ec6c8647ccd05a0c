package change

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Settle reads what became of the saves that processes which are gone left open, and
// writes what it finds to the journal, also that one which was called not saved was
// applied late. It waits where a write may still take effect, so it is called beside
// everything else, at the start. It returns the entries that it settled. What another
// process that lives holds is left alone, and so is what cannot be reached from here.
func (s *Service) Settle(ctx context.Context) ([]Entry, error) {
	settled, err := s.settleLate(ctx)
	if err != nil {
		return settled, err
	}
	pause := s.opts.Timing.Grace / 20
	for watched := time.Duration(0); ; watched += pause {
		found, waiting, problems := s.settleOpen(ctx, watched)
		settled = append(settled, found...)
		if !waiting {
			return settled, problems
		}
		if err := s.opts.Sleep(ctx, pause); err != nil {
			return settled, err
		}
	}
}

// settleOpen settles what is open, once, and reports whether some of it has to wait.
// Whoever watched a save as long as a write may take knows its end whatever the clocks
// say.
func (s *Service) settleOpen(ctx context.Context, watched time.Duration) (settled []Entry, waiting bool, problems error) {
	entries, _, err := s.List()
	if err != nil {
		return nil, false, err
	}
	for _, entry := range entries {
		if !entry.Open() || entry.Held || !s.reachable(entry.Subject) {
			continue
		}
		if watched >= s.opts.Timing.Grace {
			entry.Until = time.Time{}
		}
		found, err := s.settle(ctx, entry)
		var open *OpenError
		switch {
		case errors.As(err, &open), errors.Is(err, ErrBusy):
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
	entries, _, err := s.List()
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

func (s *Service) reachable(subject Subject) bool {
	_, ok := s.opts.Open(subject)
	return ok
}

// Resolve settles one entry by reading, this process's own too. The error is an
// *OpenError as long as the read proves nothing, ErrHeld when another process that
// lives has to do it, ErrBusy while the save runs, or that of the read.
func (s *Service) Resolve(ctx context.Context, id string) (Entry, error) {
	entry, err := s.entry(id)
	if err != nil || !entry.Open() {
		return entry, err
	}
	return s.settle(ctx, entry)
}

func (s *Service) entry(id string) (Entry, error) {
	entries, _, err := s.List()
	if err != nil {
		return Entry{}, err
	}
	at := slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id })
	if at < 0 {
		return Entry{}, fmt.Errorf("no entry %s in the journal", id)
	}
	return entries[at], nil
}

// unblock settles what blocks an edit, where a read can.
func (s *Service) unblock(ctx context.Context, edit Edit) error {
	entries, err := s.openOn(edit)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, err := s.settle(ctx, entry); err != nil {
			return err
		}
	}
	return nil
}

// Unsettled returns the saves of a subject of which it is not known yet how they ended,
// those that are running among them. They block every further one.
func (s *Service) Unsettled(subject Subject) ([]Entry, error) {
	return s.openOn(Edit{Subject: subject})
}

// openOn returns the open saves that touch what an edit touches.
func (s *Service) openOn(edit Edit) ([]Entry, error) {
	entries, err := s.savesOf(edit)
	return slices.DeleteFunc(entries, func(e Entry) bool { return !e.Open() }), err
}

// savesOf returns the saves that touch what an edit touches, the open ones first.
func (s *Service) savesOf(edit Edit) ([]Entry, error) {
	entries, _, err := s.List()
	if err != nil {
		return nil, err // what cannot be read may hold an unknown
	}
	subjects := touched(edit)
	return slices.DeleteFunc(entries, func(e Entry) bool {
		return !slices.ContainsFunc(touched(e.edit()), func(subject Subject) bool {
			return slices.Contains(subjects, subject)
		})
	}), nil
}

// settle reads what became of one open save.
func (s *Service) settle(ctx context.Context, entry Entry) (Entry, error) {
	edit, until := entry.edit(), entry.Until
	if s.saving(edit) {
		return entry, ErrBusy
	}
	release, err := s.locks.take(touched(edit))
	if err != nil {
		return entry, err
	}
	defer release()
	if entry, err = s.entry(entry.ID); err != nil || !entry.Open() {
		return entry, err // another process settled it
	}
	if entry.Held && !entry.Own {
		return entry, ErrHeld
	}
	seen := s.look(ctx, edit)
	if seen.err != nil {
		return entry, fmt.Errorf("settle the save of %s: %w", entry.Subject, seen.err)
	}
	// Ambiguous: whatever the write's answer was, it is only the read that tells now.
	verdict, again := judge(ambiguous, edit, entry.Before, seen)
	line := event{At: s.now(), Event: eventSettled, Entry: entry.ID, Verdict: verdict}
	switch {
	case again && !until.IsZero():
		return entry, &OpenError{Entry: entry}
	case again && seen.both:
		line.Verdict = Overtaken
	case again:
		line.Verdict, line.Error = NotSaved, s.notThere(entry)
	}
	return s.record(entry, line, seen)
}

// notThere says why a save whose end was in doubt is called not saved.
func (s *Service) notThere(entry Entry) string {
	text := fmt.Sprintf("not there after %s", minutes(s.opts.Timing.Grace))
	if entry.Error != "" {
		text += "; it was in doubt because: " + entry.Error
	}
	return text
}

// minutes returns a duration in words.
func minutes(d time.Duration) string {
	if d < time.Minute || d%time.Minute != 0 {
		return d.String()
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}

// record writes what a later read showed to the journal.
func (s *Service) record(entry Entry, line event, seen sight) (Entry, error) {
	own, err := s.ledger.open()
	if err != nil {
		return entry, err
	}
	if line.Verdict == Saved {
		if err := s.keepAfter(entry.edit()); err != nil {
			return entry, err
		}
	}
	line.readBack(seen.image, seen.at)
	if err := own.append(line, true); err != nil {
		return entry, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	entry.apply(line, entry.process)
	entry.Until = time.Time{}
	return entry, nil
}

// mayBeLate reports whether a write may have taken effect since it was called without
// one. Whatever the server refused, or never got, cannot.
func (s *Service) mayBeLate(e Entry) bool {
	return (e.Verdict == Overtaken || e.Verdict == NotSaved && e.Settled) && s.clock.since(e.sent) < lateFor
}

// findLate writes to the journal which saves of a subject that was just read were applied
// late. What it cannot write it finds the next time.
func (s *Service) findLate(ctx context.Context, subject Subject, now Image) {
	entries, err := s.savesOf(Edit{Subject: subject})
	if err != nil {
		return
	}
	for _, entry := range entries {
		if s.mayBeLate(entry) && now.satisfies(entry.Mine, entry.Operation == Create) {
			_, _ = s.late(ctx, entry, entries)
		}
	}
}

// late looks for what a save that was called not saved or overtaken wanted. It is found
// late where it is there and no later save put it there.
func (s *Service) late(ctx context.Context, entry Entry, all []Entry) (Entry, bool) {
	edit := entry.edit()
	if s.saving(edit) {
		return entry, false
	}
	release, err := s.locks.take(touched(edit))
	if err != nil {
		return entry, false
	}
	defer release()
	seen := s.look(ctx, edit)
	if verdict, _ := judge(ambiguous, edit, entry.Before, seen); verdict != Saved {
		return entry, false
	}
	for _, other := range all {
		if other.At.After(entry.At) && other.Verdict == Saved && other.edit().after().is(edit.after()) && other.ReadBack.Equal(seen.image) {
			return entry, false
		}
	}
	entry, err = s.record(entry, event{At: s.now(), Event: eventLate, Entry: entry.ID, Verdict: Saved}, seen)
	return entry, err == nil
}

func (s *Service) saving(edit Edit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(touched(edit), func(subject Subject) bool { return s.busy[subject] > 0 })
}
