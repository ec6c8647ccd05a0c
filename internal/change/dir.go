package change

import "banyan/internal/statefile"

// The rooms of the state directory.
const (
	journalRoom = "journal"
	draftRoom   = "drafts"
	seenRoom    = "seen"
	hostRoom    = "hosts"
	keptRoom    = "kept"
	lockRoom    = "locks"
)

// ensure makes a room of the state directory, where it is not there already.
func (s *Service) ensure(room string) error {
	_, err := statefile.OpenRoom(s.opts.Dir, room)
	return err
}
