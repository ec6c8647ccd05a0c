package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/plan"
)

// Reason says why a plan stopped. The zero value is no reason.
type Reason string

// The reasons. Of all but the last four nothing was sent for the item.
const (
	Cancelled  Reason = "stopped"    // whoever waits for it stopped it: between two items
	Moved      Reason = "moved"      // somebody changed other fields meanwhile: Stop.Review.Next is over theirs
	Conflicted Reason = "conflict"   // somebody changed the same
	Gone       Reason = "gone"       // there is no such object any more
	Taken      Reason = "taken"      // what is to be created is there
	Invalid    Reason = "invalid"    // it breaks a rule
	Doubtful   Reason = "doubtful"   // it is dangerous in a way that was not allowed: Stop.Doubts
	Busy       Reason = "busy"       // somebody saves the same at this moment
	Unreadable Reason = "unreadable" // it could not be read, or the journal not be written
	NotSaved   Reason = "not saved"  // the platform refused it, or it never left
	Overtaken  Reason = "overtaken"  // something else was there afterwards
	Unknown    Reason = "unknown"    // how its save, or an earlier one of the same, ended is not known yet
	Unrecorded Reason = "unrecorded" // it was saved, and what belongs to it could not be kept
)

// Stop is why and where a plan stopped.
type Stop struct {
	Item   int // its number
	Reason Reason
	What   string // what happened, a sentence
	Next   string // how to go on, a sentence
	Review change.Review
	Doubts []string
	Result change.Result
	Err    error
}

func (s *Stop) Error() string { return s.What + ": " + s.Next }

// Outcome is how far a plan came. Stop is nil where all that is not left out is done.
type Outcome struct {
	Status []plan.ItemStatus
	AsIs   []int // the numbers of those that needed nothing any more: somebody made the same of them
	Stop   *Stop
}

// Summary says what is done and what is not: "7 of 12 done, 1 unknown, 4 waiting".
func (o Outcome) Summary() string {
	done := plan.Count(o.Status, plan.Done) + len(o.AsIs)
	parts := []string{fmt.Sprintf("%d of %d done", done, len(o.Status))}
	for _, state := range []plan.State{plan.Running, plan.Unknown, plan.Overtaken, plan.NotSaved, plan.Undone, plan.LeftOut, plan.Waiting} {
		n := plan.Count(o.Status, state)
		if state == plan.Waiting {
			n -= len(o.AsIs)
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return strings.Join(parts, ", ")
}

// Progress is how far a plan is that is being applied. The last one has Ended set.
type Progress struct {
	Item    int  // the number of the one that is at it, 0 before the first and after the last
	Sending bool // it was read and compared, and is being saved now
	Done    int  // items that are done, those of earlier runs and those that needed nothing among them
	Of      int  // items that are not left out
	Elapsed time.Duration
	Left    time.Duration // at the pace so far; 0 where that is not known yet
	Status  []plan.ItemStatus

	Ended   bool
	Outcome Outcome
	Err     error // why nothing was begun
}

// run applies one plan once.
type run struct {
	*Service
	plan   plan.Plan
	edits  plan.Edits
	report func(Progress)
	status []plan.ItemStatus // as it is known here: nobody else applies the plan. It is replaced, never altered
	asIs   []int
	began  time.Time
	did    int // items of this run
}

func (r *run) all(ctx context.Context) *Stop {
	for _, item := range r.plan.Items {
		state := r.status[item.N-1].State
		if item.Out || state == plan.Done || state == plan.Undone {
			continue
		}
		r.tell(item.N, false)
		if stop := r.item(ctx, item); stop != nil {
			stop.Item = item.N
			return stop
		}
		r.did++
	}
	r.tell(0, false)
	return nil
}

// tell says how far the plan is.
func (r *run) tell(n int, sending bool) {
	if r.report == nil {
		return
	}
	at := Progress{Item: n, Sending: sending, Done: r.done(), Of: included(r.plan), Elapsed: r.Now().Sub(r.began), Status: r.status}
	if r.did > 0 {
		at.Left = at.Elapsed / time.Duration(r.did) * time.Duration(at.Of-at.Done)
	}
	r.report(at)
}

func (r *run) done() int { return plan.Count(r.status, plan.Done, plan.Undone) + len(r.asIs) }

// item applies one item, or returns why it does not.
func (r *run) item(ctx context.Context, item plan.Item) *Stop {
	if open := r.status[item.N-1]; open.IsOpen() {
		settled, err := r.Edits.Resolve(ctx, open.Entry.ID)
		if err != nil {
			return stopOf(item, err)
		}
		if settled.Verdict == change.Saved {
			r.settle(item, plan.Done, settled)
			return nil
		}
		if settled.Verdict == change.Overtaken {
			r.settle(item, plan.Overtaken, settled)
		}
	}
	edit, err := r.edits.Edit(item.N, func(n int) bool { return r.status[n-1].State == plan.Done || slices.Contains(r.asIs, n) })
	if err != nil {
		return stopOf(item, err)
	}
	const tries = 3 // somebody may change it between the review and the save
	for try := 1; ; try++ {
		review, err := r.Edits.Prepare(ctx, edit)
		switch {
		case err != nil:
			return stopOf(item, err)
		case isSo(review):
			r.asIs = append(r.asIs, item.N)
			return nil
		case review.Status != change.Ready:
			return reviewed(item, review)
		}
		if stop := doubts(item, review); stop != nil {
			return stop
		}
		r.tell(item.N, true)
		// What is on its way is waited for, whoever stops the plan.
		result, err := r.Edits.Commit(context.WithoutCancel(ctx), review.Confirmation, change.Consent{Typed: item.Subject.ID()})
		if errors.Is(err, change.ErrVoid) && try < tries {
			continue
		}
		if err != nil {
			return stopOf(item, err)
		}
		return r.ended(item, result)
	}
}

// isSo reports whether what is there is what is wanted, whoever made it so.
func isSo(review change.Review) bool {
	return review.Status == change.Unchanged || review.Status == change.Gone && review.Edit.Operation() == change.Delete
}

// settle notes what is known of an item.
func (r *run) settle(item plan.Item, state plan.State, entry change.Entry) {
	r.status = slices.Clone(r.status)
	r.status[item.N-1] = plan.ItemStatus{State: state, Entry: entry}
}

// ended notes how a save ended, and returns why the plan does not go on after it.
func (r *run) ended(item plan.Item, result change.Result) *Stop {
	entry := change.Entry{ID: result.Entry, Subject: result.Subject, Verdict: result.Verdict, ReadBack: result.ReadBack, ReadBackAt: result.ReadBackAt}
	stop := &Stop{Result: result, Err: errors.Join(result.Err, result.Unrecorded, result.Unkept)}
	name := item.Subject.String()
	switch result.Verdict {
	case change.Saved:
		r.settle(item, plan.Done, entry)
		if result.Unrecorded == nil && result.Unkept == nil {
			return nil
		}
		stop.Reason, stop.What = Unrecorded, name+" is saved, and this could not be recorded here: "+stop.Err.Error()
		stop.Next = "make room on the disk, then go on with the plan"
	case change.NotSaved:
		r.settle(item, plan.NotSaved, entry)
		stop.Reason, stop.What = NotSaved, name+" is not saved: "+explain(result.Err)
		stop.Next = "mend the cause and go on, leave it out, or undo what is done"
	case change.Overtaken:
		r.settle(item, plan.Overtaken, entry)
		stop.Reason, stop.What = Overtaken, name+" holds something else than was written: somebody changed it at the same time"
		stop.Next = "look at it, then go on, leave it out, or undo what is done"
	case change.Unknown:
		r.settle(item, plan.Unknown, entry)
		stop.Reason, stop.What = Unknown, "how the save of "+name+" ended is not known: "+explain(stop.Err)
		stop.Next = "go on later: it is read again first"
	}
	return stop
}

func explain(err error) string {
	if err == nil {
		return "the platform did not say why"
	}
	if _, ok := errors.AsType[*apiclient.Error](err); !ok {
		return err.Error() // it says all that is to be said
	}
	return apiclient.Explain(err)
}

// doubts returns why an item is not sent whose dangers nobody allowed.
func doubts(item plan.Item, review change.Review) *Stop {
	var found []string
	for _, danger := range review.Confirmation.Dangers() {
		if !item.Allowed || !item.Knows(danger) {
			found = append(found, danger)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return &Stop{
		Reason: Doubtful, Review: review, Doubts: found,
		What: item.Subject.String() + ": " + strings.Join(found, "; "),
		Next: "type its name to allow it, or leave it out",
	}
}

// reviewed returns why an item is not sent that is not as it was when the plan was made.
func reviewed(item plan.Item, review change.Review) *Stop {
	name := item.Subject.String()
	stop := &Stop{Review: review}
	var moved []string
	for _, field := range review.Fields {
		if field.Theirs != field.Base {
			moved = append(moved, fmt.Sprintf("%s: %s -> %s", change.Label(field.Name), item.Text(field.Name, field.Base), item.Text(field.Name, field.Theirs)))
		}
	}
	theirs := strings.Join(moved, "; ")
	const again = "look at it, then go on over what is there now, leave it out, or make the plan anew"
	switch review.Status {
	case change.Merged:
		stop.Reason, stop.What, stop.Next = Moved, name+" moved since the plan was made: "+theirs, again
	case change.Conflicted:
		stop.Reason, stop.What, stop.Next = Conflicted, "somebody changed the same of "+name+": "+theirs, again
	case change.Gone:
		stop.Reason, stop.What, stop.Next = Gone, name+" is not there any more", "leave it out, or make the plan anew"
	case change.Taken:
		stop.Reason, stop.What, stop.Next = Taken, name+" is there already", "leave it out, or make the plan anew"
	case change.Invalid, change.Ready, change.Unchanged:
		stop.Reason, stop.What, stop.Next = Invalid, name+" breaks a rule", "leave it out"
		for _, problem := range review.Problems {
			stop.What += ": " + problem.Text
		}
	}
	return stop
}

// stopOf returns why an item is not sent of which an error says that it cannot be now.
func stopOf(item plan.Item, err error) *Stop {
	stop := &Stop{Reason: Unreadable, Err: err, What: item.Subject.String() + ": " + explain(err), Next: "mend the cause, then go on with the plan"}
	open, isOpen := errors.AsType[*change.OpenError](err)
	switch {
	case isOpen:
		stop.Reason, stop.Next = Unknown, "go on later: it is read again first"
		if until := open.Entry.Until; !until.IsZero() {
			stop.Next = "go on after " + until.Local().Format(time.TimeOnly) + ": it is read again first"
		}
	case errors.Is(err, change.ErrBusy), errors.Is(err, change.ErrHeld):
		stop.Reason, stop.Next = Busy, "go on once that is over"
	case errors.Is(err, change.ErrVoid):
		stop.Reason, stop.Next = Moved, "somebody changes it again and again: go on once that is over"
	case errors.Is(err, context.Canceled):
		stop.Reason, stop.What, stop.Next = Cancelled, "it was stopped before "+item.Subject.String(), "go on with the plan, or undo what is done"
	case errors.Is(err, change.ErrClosed):
		stop.Reason, stop.Next = Cancelled, "go on with the plan at the next start"
	}
	return stop
}

func included(p plan.Plan) int {
	n := 0
	for _, item := range p.Items {
		if !item.Out {
			n++
		}
	}
	return n
}
