package change

import (
	"context"
	"errors"
	"fmt"
	"time"
)

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
	// ReadBack is what the last look after the write saw at ReadBackAt: an absent image
	// where the subject is not there. It is no new Base of an edit: see Edit.
	ReadBack    Image
	ReadBackAt  time.Time // zero where nothing could be read back
	ReadBackErr error     // why nothing could be read back
	Err         error     // the server's refusal, or what left the outcome in doubt
	// Unrecorded says why the verdict is not in the journal. The next start reads what
	// became of the save.
	Unrecorded error
	// Unkept says why what should be kept beside the subject (Edit.Keep) is not. The
	// draft stays, for it still has that.
	Unkept error
}

// errBroken is what a save lacks that ended in a panic.
var errBroken = errors.New("the save broke off")

// Commit saves what was confirmed and returns its verdict. The save runs on when ctx
// ends before it: ctx only limits the waiting, and the journal has the verdict.
//
// Right before the write the subject is read once more, always. An error says that
// nothing was sent: ErrVoid when something else is there than what was confirmed, ErrUsed, ErrNotTyped, ErrBusy, a *HeldError, ErrNoJournal, ErrClosed, an
// *OpenError, or that of a read.
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
	end, err := s.begin(edit)
	if err != nil {
		return Result{}, err
	}
	run := &save{Service: s, target: target, edit: edit, fresh: confirmation.fresh, typed: s.draftsOf(edit)}
	type outcome struct {
		result Result
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		o.result, o.err = run.guarded(s.ctx)
		end() // before the answer: whoever has it may save again
		done <- o
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
}

// begin takes the lock of the subjects that an edit touches, and returns what gives it
// back.
func (s *Service) begin(edit Edit) (func(), error) {
	subjects := touched(edit)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return nil, ErrClosed
	}
	for _, subject := range subjects {
		if s.busy[subject] > 0 {
			return nil, ErrBusy
		}
	}
	for _, subject := range subjects {
		s.busy[subject]++
	}
	if s.idle == nil {
		s.idle = make(chan struct{})
	}
	return func() { s.end(subjects) }, nil
}

func (s *Service) end(subjects []Subject) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, subject := range subjects {
		delete(s.busy, subject)
	}
	if len(s.busy) == 0 {
		close(s.idle)
		s.idle = nil
	}
}

// touched returns the subjects that an edit is about, in their canonical form: two for a
// rename.
func touched(edit Edit) []Subject {
	if renamed, ok := edit.renamed(); ok {
		return []Subject{edit.Subject.canonical(), renamed.canonical()}
	}
	return []Subject{edit.Subject.canonical()}
}

// draftsOf returns the versions of the drafts that the edit may come from: that of the
// subject, and that of a subject which had no name yet.
func (s *Service) draftsOf(edit Edit) map[Subject]uint64 {
	versions := map[Subject]uint64{edit.Subject: s.drafts.seen(edit.Subject)}
	if edit.Operation() == Create {
		unnamed := edit.Subject.Named("")
		versions[unnamed] = s.drafts.seen(unnamed)
	}
	return versions
}

// guarded keeps a panic of one save from taking the program, and its terminal, along.
// The intent stays without a verdict, which a later read settles.
func (r *save) guarded(ctx context.Context) (result Result, err error) {
	defer func() {
		problem := recover()
		if problem == nil {
			return
		}
		if r.entry == "" {
			err = fmt.Errorf("save %s: %v", r.edit.Subject, problem)
			return
		}
		result = Result{Verdict: Unknown, Entry: r.entry, Subject: r.edit.Subject, Err: fmt.Errorf("save: %v", problem), ReadBackErr: errBroken, Unrecorded: errBroken}
	}()
	return r.run(ctx)
}
