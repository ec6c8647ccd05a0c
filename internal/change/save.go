package change

import (
	"context"
	"errors"
	"fmt"
	"time"

	"banyan/apiclient"
)

// errBroken is what a save lacks that ended in a panic.
var errBroken = errors.New("the save broke off")

// Consent is what a person adds to a confirmation. The zero value is a plain yes.
type Consent struct {
	Typed  string // the subject's id, byte for byte, where there are dangers
	Ticket string // replaces the edit's when it is set
}

// Result is how a save ended. The zero value is one that did not begin.
type Result struct {
	Verdict Verdict
	Entry   string  // the journal entry
	Subject Subject // under its new name after a rename
	// ReadBack is what the last look after the write saw at ReadBackAt, absent where the
	// subject is not there. It is no new Base of an edit: see Edit.
	ReadBack    Image
	ReadBackAt  time.Time // zero where nothing could be read back
	ReadBackErr error     // why nothing could be read back
	Err         error     // the server's refusal, or what left the outcome in doubt
	Unrecorded  error     // why the verdict is not in the journal; the next start reads it
	Unkept      error     // why Edit.Keep is not kept; the draft, which still has it, stays
}

// save is one run of the protocol from a confirmation on.
type save struct {
	*protocol
	target Target
	edit   Edit
	fresh  Image              // what was confirmed; since the last read, what that saw
	readAt time.Time          // of the last read
	typed  map[Subject]uint64 // the drafts that the edit may come from, as they were then
	entry  string
	steps  *steps
	gap    time.Duration
	sent   moment
}

// newSave returns the save of what was confirmed. The edit may come from the draft of the
// subject, and from that of a subject which had no name yet.
func newSave(p *protocol, target Target, edit Edit, confirmation *Confirmation) *save {
	typed := make(map[Subject]uint64)
	if edit.FromDraft {
		typed[edit.Subject] = p.drafts.typed(edit.Subject)
		if edit.Operation() == Create {
			unnamed := edit.Subject.Named("")
			typed[unnamed] = p.drafts.typed(unnamed)
		}
	}
	return &save{protocol: p, target: target, edit: edit, fresh: confirmation.fresh, typed: typed, steps: &confirmation.steps}
}

func (r *save) run(ctx context.Context) (Result, error) {
	release, err := r.locks.take(r.edit)
	if err != nil {
		return Result{}, err
	}
	defer release()
	own, err := r.ledger.openToSave()
	if err != nil {
		return Result{}, err
	}
	open, err := r.openOn(r.edit)
	if err != nil {
		return Result{}, err
	}
	if len(open) > 0 {
		return Result{}, &OpenError{Entry: open[0]}
	}
	if err := r.reread(ctx); err != nil {
		return Result{}, err
	}
	r.steps.end(Reread, r.clock.now())
	if r.locks.isClosing() {
		return Result{}, ErrClosed
	}
	entry := randomID(8)
	if err := own.append(r.intent(entry), true, r.edit.touched()...); err != nil {
		r.ledger.forget(entry) // nothing was sent
		return Result{}, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	r.entry = entry

	r.sent = r.clock.moment()
	r.steps.end(Record, r.sent.At)
	r.gap = r.sent.At.Sub(r.readAt)
	sendErr := r.send(ctx)
	r.steps.end(Send, r.clock.now())
	result := r.readBack(ctx, sendErr)
	r.steps.end(ReadBack, r.clock.now())
	if result.Verdict == Saved {
		// Before the verdict: an intent without one makes the next start do it.
		result.Unkept = r.keepAfter(r.edit)
	}
	result.Unrecorded = own.append(r.verdict(result), true, r.edit.touched()...)
	r.tidy(result)
	return result, nil
}

// reread reads once more what was confirmed, however fresh it is, right before the write.
// Anything else voids the confirmation.
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
	r.readAt = r.clock.now() // of its beginning: what is there may change while it is on its way
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

// readBack looks what became of the write, and looks again while that may still tell more.
func (r *save) readBack(ctx context.Context, sendErr error) Result {
	refused := sendErr != nil && !apiclient.MayHaveApplied(sendErr)
	result := Result{Entry: r.entry, Subject: r.edit.after(), Err: sendErr}
	for n := 0; ; n++ {
		seen := r.look(ctx, r.edit)
		verdict, again := judge(refused, r.edit, r.fresh, seen)
		if again && n < len(r.clock.Again) && r.clock.sleep(ctx, r.clock.Again[n]) == nil {
			continue
		}
		result.Verdict, result.ReadBack, result.ReadBackAt, result.ReadBackErr = verdict, seen.image, seen.at, seen.err
		if verdict == Unknown {
			result.Err = errors.Join(sendErr, seen.err)
		}
		if verdict != Saved {
			result.Subject = r.edit.Subject
		}
		return result
	}
}

func (r *save) intent(entry string) event {
	var plan *PlanItem
	if r.edit.Plan.Plan != "" {
		plan = &r.edit.Plan
	}
	now := r.clock.moment()
	gap := now.At.Sub(r.readAt).Milliseconds()
	return event{
		At: now.At, Sent: &now, Event: eventIntent, Entry: entry, Subject: &r.edit.Subject, Operation: r.edit.Operation(),
		Who: r.who, Principal: r.principal, Ticket: r.edit.Ticket, UndoOf: r.edit.UndoOf, Overrides: r.edit.Overrides, Keep: r.edit.Keep, Plan: plan,
		BaseHash: r.fresh.Hash(), MineHash: r.edit.Want.Hash(), Base: &r.fresh, Mine: &r.edit.Want, GapMS: &gap,
	}
}

func (r *save) verdict(result Result) event {
	gap := r.gap.Milliseconds()
	line := event{
		At: r.clock.now(), Event: eventVerdict, Entry: r.entry, Verdict: result.Verdict, GapMS: &gap, Sent: &r.sent,
		Error: problem(result.Err), ReadBackError: problem(result.ReadBackErr),
	}
	if result.ReadBackErr == nil {
		line.readBack(result.ReadBack, result.ReadBackAt)
	}
	if refusal, ok := errors.AsType[*apiclient.Error](result.Err); ok {
		line.Request = refusal.RequestID
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

// guarded keeps a panic of one save from taking the program, and its terminal, along.
// The intent stays without a verdict, which a later read settles.
func (r *save) guarded(ctx context.Context) (result Result, err error) {
	defer func() {
		switch problem := recover(); {
		case problem == nil:
		case r.entry == "":
			err = fmt.Errorf("save %s: %v", r.edit.Subject, problem)
		default:
			result = Result{Verdict: Unknown, Entry: r.entry, Subject: r.edit.Subject, ReadBackErr: errBroken, Unrecorded: errBroken}
			result.Err = fmt.Errorf("save: %v", problem)
		}
	}()
	return r.run(ctx)
}
