package change

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Settle reads what became of the saves that processes which are gone left open, and
// writes what it finds to the journal. It waits where a write may still take effect,
// so it is called beside everything else, at the start. It returns the entries that it
// settled. What another process that lives holds is left alone, and so is what cannot
// be reached from here.
func (s *Service) Settle(ctx context.Context) ([]Entry, error) {
	var settled []Entry
	for {
		entries, _, err := s.List()
		if err != nil {
			return settled, err
		}
		var problems error
		waiting := false
		for _, entry := range entries {
			if !entry.Open() || entry.Held {
				continue
			}
			if _, reachable := s.opts.Open(entry.Subject); !reachable {
				continue
			}
			found, err := s.settle(ctx, entry)
			var open *OpenError
			switch {
			case errors.As(err, &open):
				waiting = waiting || s.young(entry)
			case err != nil:
				problems = errors.Join(problems, err)
			default:
				settled = append(settled, found)
			}
		}
		if !waiting {
			return settled, problems
		}
		if err := s.opts.Sleep(ctx, s.opts.Timing.Grace/8); err != nil {
			return settled, err
		}
	}
}

// Resolve settles one entry by reading, this process's own too. The error is an
// *OpenError as long as the read proves nothing, ErrHeld when another process that
// lives has to do it, ErrBusy while the save runs, or that of the read.
func (s *Service) Resolve(ctx context.Context, id string) (Entry, error) {
	entries, _, err := s.List()
	if err != nil {
		return Entry{}, err
	}
	at := slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id })
	if at < 0 {
		return Entry{}, fmt.Errorf("no entry %s in the journal", id)
	}
	if !entries[at].Open() {
		return entries[at], nil
	}
	return s.settle(ctx, entries[at])
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
	edit := entry.edit()
	if entry.Held && !entry.Own {
		return entry, ErrHeld
	}
	if entry.Own && s.saving(edit) {
		return entry, ErrBusy
	}
	seen := s.look(ctx, edit)
	if seen.err != nil {
		return entry, fmt.Errorf("settle the save of %s: %w", entry.Subject, seen.err)
	}
	// Ambiguous: whatever the write's answer was, it is only the read that tells now.
	verdict, again := judge(ambiguous, edit, entry.Before, seen)
	switch {
	case again && s.young(entry):
		return entry, &OpenError{Entry: entry}
	case again && seen.both:
		verdict = Overtaken
	case again:
		verdict = NotSaved
	}
	own, err := s.open()
	if err != nil {
		return entry, err
	}
	if verdict == Saved {
		if err := s.keepAfter(edit); err != nil {
			return entry, err
		}
	}
	line := event{At: s.now(), Event: eventSettled, Entry: entry.ID, Verdict: verdict}
	line.readBack(seen.image, seen.at)
	if err := own.append(line, true); err != nil {
		return entry, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	entry.apply(line, entry.process)
	return entry, nil
}

// young reports whether a write may still take effect, so that the former state proves
// nothing.
func (s *Service) young(entry Entry) bool {
	return s.now().Round(0).Sub(entry.At).Abs() < s.opts.Timing.Grace
}

func (s *Service) saving(edit Edit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(touched(edit), func(subject Subject) bool { return s.busy[subject] > 0 })
}
