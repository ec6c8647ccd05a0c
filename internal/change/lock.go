package change

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"banyan/internal/statefile"
)

// Holder is who saves a subject at this moment. The zero value is somebody of whom
// nothing is known.
type Holder struct {
	Who     string    `json:"who"` // the local user
	Machine string    `json:"machine"`
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
}

// HeldError says who saves a subject at this moment, in another process or with another
// Service of the same state directory. It matches ErrBusy.
type HeldError struct {
	Subject Subject
	Holder  Holder
}

// Error says who it is.
func (e *HeldError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("somebody else saves %s at this moment", e.Subject)
	}
	return fmt.Sprintf("%s saves %s at this moment: process %d on %s, since %s",
		e.Holder.Who, e.Subject, e.Holder.PID, e.Holder.Machine, e.Holder.Since.Local().Format(time.TimeOnly))
}

// Is matches ErrBusy.
func (e *HeldError) Is(target error) bool { return target == ErrBusy }

// locks are what keeps two processes of one state directory from saving one subject
// together: a locked file for each subject that is being saved.
type locks struct {
	dir string // the state directory
	who string
	now func() time.Time
}

// take locks subjects, all or none, and returns what gives them back. The error is a
// *HeldError where another has one of them.
func (l locks) take(subjects []Subject) (release func(), err error) {
	room, err := statefile.OpenRoom(l.dir, lockRoom)
	if err != nil {
		return nil, err
	}
	machine, _ := os.Hostname() // only words for people
	holder := Holder{Who: l.who, Machine: cmp.Or(machine, "this machine"), PID: os.Getpid(), Since: l.now()}
	var guards []*statefile.Guard
	release = func() {
		for _, guard := range guards {
			_ = guard.Release() // the lock ends in any case
		}
	}
	subjects = slices.SortedFunc(slices.Values(subjects), func(a, b Subject) int { return cmp.Compare(a.key(), b.key()) })
	for _, subject := range subjects {
		path := filepath.Join(room, subject.key()+".lock")
		guard, err := statefile.Take(path, holder)
		if err != nil {
			release()
			if !errors.Is(err, statefile.ErrLocked) {
				return nil, fmt.Errorf("lock %s: %w", subject, err)
			}
			held := &HeldError{Subject: subject}
			_, _ = statefile.Read(path, &held.Holder) // whoever has it may not have written it yet
			return nil, held
		}
		guards = append(guards, guard)
	}
	return release, nil
}
