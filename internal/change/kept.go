package change

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"banyan/internal/statefile"
)

// keepsake is the file of what is kept beside a subject.
type keepsake struct {
	Subject Subject         `json:"subject"`
	Keep    json.RawMessage `json:"keep"`
}

// Kept reads into what the latest save of a subject kept beside it (Edit.Keep), such as
// its parked routes. It leaves into alone when there is nothing.
func (s *Service) Kept(subject Subject, into any) error {
	var file keepsake
	found, err := statefile.Read(s.keptPath(subject), &file)
	if !found && err == nil { // an earlier version may have kept it under the host as it is written
		found, err = statefile.Read(filepath.Join(s.opts.Dir, keptRoom, subject.digest()+".json"), &file)
	}
	if found {
		err = json.Unmarshal(file.Keep, into)
	}
	if err != nil {
		return fmt.Errorf("read what was kept: %w", err)
	}
	return nil
}

// Keep puts aside what belongs beside a subject without a save, such as a note at a
// parked route. It drops the draft of it, which would bring the same back.
func (s *Service) Keep(subject Subject, keep json.RawMessage) error {
	if err := s.writeKept(subject, keep); err != nil {
		return err
	}
	return s.drafts.Drop(subject)
}

// keepAfter does what a save that is known as saved does to what is kept beside its
// subject.
func (s *Service) keepAfter(edit Edit) error {
	if edit.Operation() == Delete {
		return statefile.Remove(s.keptPath(edit.Subject))
	}
	kept := edit.Keep
	renamed, moved := edit.renamed()
	if kept == nil && moved {
		if err := s.Kept(edit.Subject, &kept); err != nil {
			return err
		}
	}
	if kept == nil {
		return nil
	}
	if err := s.writeKept(renamed, kept); err != nil {
		return err
	}
	if moved {
		return statefile.Remove(s.keptPath(edit.Subject))
	}
	return nil
}

func (s *Service) writeKept(subject Subject, keep json.RawMessage) error {
	if err := s.ensure(keptRoom); err != nil {
		return err
	}
	if err := statefile.Write(s.keptPath(subject), keepsake{Subject: subject, Keep: keep}); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	return nil
}

func (s *Service) keptPath(subject Subject) string {
	return filepath.Join(s.opts.Dir, keptRoom, subject.key()+".json")
}
