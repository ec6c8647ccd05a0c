package change

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// The events of a journal.
const (
	eventIntent  = "intent"
	eventVerdict = "verdict"
	eventSettled = "settled"
	eventLate    = "applied late"
	eventDropped = "draft dropped"
	eventNote    = "noted"
)

// event is one line of a journal.
type event struct {
	N       int       `json:"n,omitempty"` // counts the lines, from 1; earlier versions did not
	At      time.Time `json:"at"`
	Event   string    `json:"event"`
	Entry   string    `json:"entry,omitempty"`
	Subject *Subject  `json:"subject,omitempty"`

	Operation Operation       `json:"operation,omitempty"`
	Who       string          `json:"who,omitempty"`
	Principal string          `json:"principal,omitempty"`
	Ticket    string          `json:"ticket,omitempty"`
	UndoOf    string          `json:"undoOf,omitempty"`
	Overrides []string        `json:"overrides,omitempty"`
	Keep      json.RawMessage `json:"keep,omitempty"`
	Plan      *PlanItem       `json:"plan,omitempty"`
	Note      json.RawMessage `json:"note,omitempty"`

	BaseHash     string `json:"baseHash,omitempty"`
	MineHash     string `json:"mineHash,omitempty"`
	ReadBackHash string `json:"readBackHash,omitempty"`
	Base         *Image `json:"base,omitempty"`
	Mine         *Image `json:"mine,omitempty"`
	ReadBack     *Image `json:"readBack,omitempty"` // an absent image where the subject was not there

	ReadBackAt    time.Time `json:"readBackAt,omitzero"` // of a read-back that succeeded
	ReadBackError string    `json:"readBackError,omitempty"`

	Verdict Verdict `json:"verdict,omitempty"`
	Sent    *moment `json:"sent,omitempty"`   // with an intent: right before the write may leave
	GapMS   *int64  `json:"gap_ms,omitempty"` // from the last read to the write
	Request string  `json:"request,omitempty"`
	Error   string  `json:"error,omitempty"`
}

// readBack says what was read back, and when.
func (e *event) readBack(image Image, at time.Time) {
	e.ReadBackHash, e.ReadBack, e.ReadBackAt = image.Hash(), &image, at
}

// readAt returns when something was read back, or the zero time. Lines of earlier
// versions do not say it: there an absent image may be one that was not read.
func (e *event) readAt() time.Time {
	proven := e.Event != eventVerdict || e.Verdict == Saved || e.Verdict == Overtaken
	if e.ReadBackAt.IsZero() && e.ReadBack != nil && (proven || e.ReadBack.Exists()) {
		return e.At
	}
	return e.ReadBackAt
}

// Entry is one save as the journals tell it.
type Entry struct {
	ID        string
	Subject   Subject
	Operation Operation
	Who       string // the local user
	Principal string // the user of the API
	Ticket    string
	UndoOf    string
	Overrides []string
	At        time.Time // of the intent
	Before    Image     // what was there; absent for a creation
	Mine      Image     // what was wanted; absent for a deletion

	Verdict   Verdict   // none while it runs, and when its process died in it
	VerdictAt time.Time // of the verdict, or of the read that settled it
	Settled   bool      // the verdict comes from a later read
	Late      bool      // it was called not saved or overtaken, and found applied later
	// Until is the moment from which the former state proves that a save had no effect:
	// before, nothing but what was wanted settles it. Zero where any read does, and once
	// its end is known.
	Until    time.Time
	ReadBack Image // what was read back: an absent image where the subject was not there
	// ReadBackAt is when ReadBack was read, and zero where nothing could be read back, for
	// the reason that ReadBackError gives.
	ReadBackAt    time.Time
	ReadBackError string
	Gap           time.Duration
	Request       string // the server's id of the request, where it gave one
	Error         string // why it was refused, or why its outcome was in doubt

	Held     bool // the process that made it is alive, or is this one
	Own      bool // this process made it
	UndoneBy string

	Plan  PlanItem          // the item of a plan that it was, none where it stood alone
	Notes []json.RawMessage // what was noted of it later: see Service.Note

	process string
	touched []Subject // see Edit.touched
	sent    moment
	keep    json.RawMessage
}

// anySave wants all saves, and touching those that touch some subjects in their canonical form.
func anySave(*Entry) bool { return true }

func touching(subjects ...Subject) func(*Entry) bool {
	return func(e *Entry) bool {
		return slices.ContainsFunc(e.touched, func(s Subject) bool { return slices.Contains(subjects, s) })
	}
}

// Open reports whether nobody knows yet how the save ended.
func (e Entry) Open() bool { return e.Verdict == "" || e.Verdict == Unknown }

// Keep returns what the save kept beside its subject and did not send, such as parked routes;
// nil where it left that alone.
func (e Entry) Keep() json.RawMessage { return e.keep }

// edit returns the edit that the entry tells of.
func (e Entry) edit() Edit {
	return Edit{Subject: e.Subject, Base: e.Before, Want: e.Mine, Ticket: e.Ticket, UndoOf: e.UndoOf, Overrides: e.Overrides, Plan: e.Plan, Keep: e.keep}
}

// apply adds what one line tells. Lines of several journals may come in any order.
func (e *Entry) apply(line event, process string) {
	switch line.Event {
	case eventIntent:
		e.process, e.Subject, e.Operation, e.At = process, *line.Subject, line.Operation, line.At
		e.Who, e.Principal, e.Ticket, e.UndoOf, e.Overrides, e.keep = line.Who, line.Principal, line.Ticket, line.UndoOf, line.Overrides, line.Keep
		if line.Plan != nil {
			e.Plan = *line.Plan
		}
		if e.sent.At.IsZero() { // the verdict knows it better
			e.sent = moment{At: line.At}
			if line.Sent != nil {
				e.sent = *line.Sent
			}
		}
		e.Before, e.Mine = imageOf(line.Base), imageOf(line.Mine)
		e.touched = e.edit().touched()
	case eventNote:
		e.Notes = append(e.Notes, line.Note)
	case eventVerdict, eventSettled, eventLate:
		if line.Event == eventVerdict && line.Sent != nil {
			e.sent = *line.Sent
		}
		settled, late := line.Event != eventVerdict, line.Event == eventLate
		if e.Settled && !settled || e.Late && !late {
			return // what a later read told is never taken back
		}
		e.Late = late
		e.Verdict, e.VerdictAt, e.Settled = line.Verdict, line.At, settled
		e.ReadBack, e.ReadBackAt, e.ReadBackError = imageOf(line.ReadBack), line.readAt(), line.ReadBackError
		e.Request, e.Error = cmp.Or(line.Request, e.Request), cmp.Or(line.Error, e.Error)
	}
	if line.GapMS != nil {
		e.Gap = time.Duration(*line.GapMS) * time.Millisecond
	}
}

func imageOf(image *Image) Image { return *cmp.Or(image, &Image{}) }

// What Entry.Outcome says besides the verdicts, and Entry.Standing besides that.
const (
	Running     = "running" // its process, which lives, is still at it
	AppliedLate = eventLate // it was found applied after it had been called otherwise
	Undone      = "undone"  // another save took it back
)

// Outcome returns how the save ended in one word for people: its verdict, AppliedLate, and
// Running or Unknown where it has none.
func (e Entry) Outcome() string {
	switch {
	case e.Late:
		return AppliedLate
	case e.Verdict != "":
		return string(e.Verdict)
	case e.Held:
		return Running
	}
	return string(Unknown)
}

// Standing returns how the save stands now in one word for people: Undone where another one took it back, and else
// its outcome.
func (e Entry) Standing() string {
	if e.UndoneBy != "" {
		return Undone
	}
	return e.Outcome()
}

// EntryField is one field of a save in words: what was there before, what was wanted, and
// what was read back. One that does not apply or was not reported is empty.
type EntryField struct {
	Name                   string // as the images spell it
	Before, Mine, ReadBack string
	Changed                bool // the save was to change it
}

// Fields returns every field that the save changed or that was read back as something
// else than was wanted, in the order of its kind.
func (e Entry) Fields() []EntryField {
	var out []EntryField
	for _, name := range fieldNames(e.Before, e.Mine, e.ReadBack) {
		before, _ := e.Before.field(name)
		mine, _ := e.Mine.field(name)
		found, _ := e.ReadBack.field(name)
		changed := !before.same(mine)
		if !changed && (!e.ReadBack.Exists() || mine.same(found)) {
			continue
		}
		text := func(f Field) string { return Text(e.Subject.Kind, name, f.Value) }
		out = append(out, EntryField{Name: name, Before: text(before), Mine: text(mine), ReadBack: text(found), Changed: changed})
	}
	return out
}

// OpenError says that how an earlier save of the subject ended is not known yet, which
// blocks every further one. Before Entry.Until the former state proves nothing.
type OpenError struct{ Entry Entry }

func (e *OpenError) Error() string {
	return fmt.Sprintf("how the save of %s at %s ended is not known yet", e.Entry.Subject, e.Entry.At.Format(time.DateTime))
}

// Undo returns the edit that takes a save back. It starts from what the save left behind
// and has to be prepared like every other, so that what somebody changed since is a
// conflict, or is kept. A deletion is undone by creating the object again, with whatever
// ids the server then gives it.
//
// The error is ErrNoUndo for a save that did nothing or was undone, and an *OpenError
// for one whose outcome is not known.
func Undo(entry Entry) (Edit, error) {
	if entry.Open() {
		return Edit{}, &OpenError{Entry: entry}
	}
	if entry.Verdict == NotSaved || entry.UndoneBy != "" {
		return Edit{}, fmt.Errorf("%w: %s", ErrNoUndo, entry.Subject)
	}
	// What the save left alone is the same in base and want, so it is no part of the undo.
	undo := Edit{Subject: entry.edit().after(), Base: entry.Mine, Want: entry.Before, UndoOf: entry.ID}
	switch {
	case entry.Operation == Delete:
		undo.Base = Image{}
	case entry.Verdict == Saved:
		undo.Base = entry.ReadBack
	}
	if entry.Operation == Create { // back to nothing
		undo.Want = Image{}
	}
	return undo, nil
}
