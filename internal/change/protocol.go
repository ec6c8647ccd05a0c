package change

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"banyan/apiclient"
)

// protocol is what saves, reviews and what settles saves have in common.
type protocol struct {
	openTarget     Open
	who, principal string
	ended          func(Subject, Verdict)

	clock  clock
	locks  *locks
	ledger *ledger
	*records
	drafts *Drafts
}

// target opens a subject with what is known of its host. What cannot be read of that is
// learnt again.
func (p *protocol) target(subject Subject) (Target, error) {
	target, ok := p.openTarget(subject)
	if !ok {
		return nil, fmt.Errorf("%s: %w", subject, ErrNoTarget)
	}
	if spelled, ok := target.(Spelled); ok {
		if host, err := p.Host(subject.Host); err == nil {
			target = spelled.Knowing(host)
		}
	}
	return target, nil
}

// read reads a subject. One that the platform refuses to read and that its list does not have
// is an absent image: see apiclient.Absent.
func read(ctx context.Context, target Target) (Image, error) {
	image, err := target.Read(ctx)
	if err != nil {
		_, err := apiclient.Absent(err, func() (bool, error) { return target.Listed(ctx) })
		return Image{}, err
	}
	if !image.Exists() {
		return Image{}, errors.New("what was read has no fields")
	}
	return image, nil
}

func (p *protocol) read(ctx context.Context, subject Subject) (Image, error) {
	target, err := p.target(subject)
	if err != nil {
		return Image{}, err
	}
	return read(ctx, target)
}

// look reads what an edit left behind. A rename is looked for under its new name, and
// the old one has to be gone.
func (p *protocol) look(ctx context.Context, edit Edit) observation {
	now, err := p.read(ctx, edit.after())
	if err != nil {
		return observation{err: err}
	}
	seen := observation{at: p.clock.now(), image: now}
	if renamed, ok := edit.renamed(); ok {
		old, err := p.read(ctx, edit.Subject)
		if err != nil {
			return observation{err: fmt.Errorf("%s after it became %s: %w", edit.Subject, renamed.ID(), err)}
		}
		seen.both = now.Exists() && old.Exists()
		if !now.Exists() {
			seen.image = old
		}
	}
	return seen
}

func (p *protocol) entry(id string) (Entry, error) {
	entries, _, err := p.saves(func(e *Entry) bool { return e.ID == id })
	if err == nil && len(entries) == 0 {
		err = fmt.Errorf("no entry %s in the journal", id)
	}
	if err != nil {
		return Entry{}, err
	}
	return entries[0], nil
}

// reachable reports whether a subject can be read from here.
func (p *protocol) reachable(subject Subject) bool {
	_, ok := p.openTarget(subject)
	return ok
}

// unblock settles what blocks an edit, where a read can.
func (p *protocol) unblock(ctx context.Context, edit Edit) error {
	entries, err := p.openOn(edit)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, err := p.settle(ctx, entry); err != nil {
			return err
		}
	}
	return nil
}

// openOn returns the open saves that touch what an edit touches.
func (p *protocol) openOn(edit Edit) ([]Entry, error) {
	touches := touching(edit.touched()...)
	entries, _, err := p.saves(func(e *Entry) bool { return e.Open() && touches(e) })
	return entries, err // what cannot be read may hold an unknown
}

// List returns the saves that the journals tell of, the open ones first and the newest
// first, and what of the journals, the drafts and what is kept cannot be read or is missing.
func (p *protocol) List() ([]Entry, []Damage, error) {
	entries, damaged, err := p.saves(anySave)
	drafts, more := p.drafts.read()
	damaged = append(append(damaged, more...), p.damaged()...)
	known := make([]Subject, 0, len(entries)+len(drafts))
	for _, entry := range entries {
		known = append(known, entry.touched...)
	}
	for _, draft := range drafts {
		known = append(known, draft.Subject)
	}
	return entries, named(damaged, known), err
}

// losses says what was lost that may be about what an edit touches.
func (p *protocol) losses(edit Edit) ([]string, error) {
	subjects := edit.touched()
	keys := make([]string, len(subjects))
	for i, subject := range subjects {
		keys[i] = subject.key()
	}
	concerns := func(d Damage) bool { return slices.ContainsFunc(subjects, d.Concerns) }
	_, damaged, err := p.ledger.list(func(*Entry) bool { return false })
	_, drafts := p.drafts.read(keys...)
	if damaged = slices.Concat(damaged, drafts, p.damaged(keys...)); !slices.ContainsFunc(damaged, concerns) {
		return nil, err
	}
	_, damaged, err = p.List() // which names what else is lost by it
	var out []string
	for _, d := range damaged {
		if concerns(d) {
			out = append(out, "an earlier edit of it may be lost: "+d.Error())
		}
	}
	return out, err
}

// saves is List of the journals alone, of the saves that are wanted.
func (p *protocol) saves(wanted func(*Entry) bool) ([]Entry, []Damage, error) {
	entries, damage, err := p.ledger.list(wanted)
	for n, entry := range entries {
		if !entry.Open() {
			continue // asking the system for its time is not free
		}
		if left := p.clock.Grace - p.clock.since(entry.sent); left > 0 {
			entries[n].Until = p.clock.now().Add(left)
		}
	}
	return entries, damage, err
}

// settle reads what became of one open save.
func (p *protocol) settle(ctx context.Context, entry Entry) (Entry, error) {
	edit, until := entry.edit(), entry.Until
	release, err := p.locks.takeIdle(edit)
	if err != nil {
		return entry, err
	}
	defer release()
	if entry, err = p.entry(entry.ID); err != nil || !entry.Open() {
		return entry, err // another process settled it
	}
	if entry.Held && !entry.Own {
		return entry, ErrHeld
	}
	seen := p.look(ctx, edit)
	if seen.err != nil {
		return entry, fmt.Errorf("settle the save of %s: %w", entry.Subject, seen.err)
	}
	// Whatever the write's answer was, it is only the read that tells now.
	verdict, again := judge(false, edit, entry.Before, seen)
	line := event{At: p.clock.now(), Event: eventSettled, Entry: entry.ID, Verdict: verdict}
	switch {
	case again && !until.IsZero():
		return entry, &OpenError{Entry: entry}
	case again && seen.both:
		line.Verdict = Overtaken
	case again:
		line.Verdict, line.Error = NotSaved, p.notThere(entry)
	}
	return p.record(entry, line, seen)
}

// notThere says why a save whose end was in doubt is called not saved.
func (p *protocol) notThere(entry Entry) string {
	grace := p.clock.Grace.String()
	if p.clock.Grace >= time.Minute && p.clock.Grace%time.Minute == 0 {
		grace = fmt.Sprintf("%d minutes", p.clock.Grace/time.Minute)
	}
	text := "not there after " + grace
	if entry.Error != "" {
		text += "; it was in doubt because: " + entry.Error
	}
	return text
}

// record writes what a later read showed to the journal.
func (p *protocol) record(entry Entry, line event, seen observation) (Entry, error) {
	own, err := p.ledger.open()
	if err != nil {
		return entry, err
	}
	if line.Verdict == Saved {
		if err := p.keepAfter(entry.edit()); err != nil {
			return entry, err
		}
	}
	line.readBack(seen.image, seen.at)
	if err := own.append(line, true, entry.touched...); err != nil {
		return entry, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	entry.apply(line, entry.process)
	entry.Until = time.Time{}
	p.ended(entry.Subject, entry.Verdict)
	return entry, nil
}

// mayBeLate reports whether a write may have taken effect since it was called without one:
// not what the server refused, or never got.
func (p *protocol) mayBeLate(e Entry) bool {
	return (e.Verdict == Overtaken || e.Verdict == NotSaved && e.Settled) && p.clock.since(e.sent) < lateFor
}

// findLate writes to the journal which saves of a subject that was just read were applied
// late, if it can: else the next read finds them.
func (p *protocol) findLate(ctx context.Context, subject Subject, now Image) {
	touches := touching(subject.canonical())
	found, _, _ := p.saves(func(e *Entry) bool {
		return touches(e) && p.mayBeLate(*e) && now.satisfies(e.Mine, e.Operation == Create)
	})
	if len(found) == 0 {
		return
	}
	entries, _, err := p.saves(touches)
	if err != nil {
		return
	}
	for _, entry := range found {
		_, _ = p.late(ctx, entry, entries)
	}
}

// late looks for what a save that was called not saved or overtaken wanted. It is found
// late where it is there and no later save put it there.
func (p *protocol) late(ctx context.Context, entry Entry, all []Entry) (Entry, bool) {
	edit := entry.edit()
	release, err := p.locks.takeIdle(edit)
	if err != nil {
		return entry, false
	}
	defer release()
	seen := p.look(ctx, edit)
	if verdict, _ := judge(false, edit, entry.Before, seen); verdict != Saved {
		return entry, false
	}
	for _, other := range all {
		if other.At.After(entry.At) && other.Verdict == Saved && other.edit().after().is(edit.after()) && other.ReadBack.Equal(seen.image) {
			return entry, false
		}
	}
	entry, err = p.record(entry, event{At: p.clock.now(), Event: eventLate, Entry: entry.ID, Verdict: Saved}, seen)
	return entry, err == nil
}
