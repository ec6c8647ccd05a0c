package change

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"banyan/internal/statefile"
)

// Since is how a subject changed since it was last looked at. The zero value is one
// that was never looked at, or that is as it was.
type Since struct {
	At      time.Time // of the former look
	Before  Image
	Changes []FieldChange
}

// sighting is the file of a last look.
type sighting struct {
	Subject Subject `json:"subject"`
	Image   Image   `json:"image"`
}

// Opened remembers what was read of a subject and returns what changed since the last
// time. The error says that the former image cannot be read or the new one cannot be
// kept: it stops nobody from looking.
func (s *Service) Opened(subject Subject, image Image) (Since, error) {
	former, err := s.lastSeen(subject)
	if image.ReadAt.IsZero() {
		image.ReadAt = s.now()
	}
	s.findLate(s.ctx, subject, image)
	since := Since{At: former.ReadAt, Before: former}
	if former.Exists() {
		since.Changes = Differences(former, image)
	}
	if len(since.Changes) == 0 {
		since = Since{}
	}
	return since, errors.Join(err, s.remember(subject, image))
}

func (s *Service) lastSeen(subject Subject) (Image, error) {
	var last sighting
	if _, err := statefile.Read(s.seenPath(subject), &last); err != nil {
		return Image{}, fmt.Errorf("read the last image: %w", err)
	}
	if !last.Subject.is(subject) {
		return Image{}, nil
	}
	return last.Image, nil
}

func (s *Service) remember(subject Subject, image Image) error {
	if err := s.ensure(seenRoom); err != nil {
		return err
	}
	if err := statefile.Write(s.seenPath(subject), sighting{Subject: subject, Image: image}); err != nil {
		return fmt.Errorf("keep the last image: %w", err)
	}
	return nil
}

func (s *Service) seenPath(subject Subject) string {
	return filepath.Join(s.opts.Dir, seenRoom, subject.key()+".json")
}
