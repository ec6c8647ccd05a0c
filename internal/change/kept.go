package change

import (
	"encoding/json"
	"fmt"
	"path/filepath"
)

// keepsake is the file of what is kept beside a subject.
type keepsake struct {
	Subject Subject         `json:"subject"`
	Keep    json.RawMessage `json:"keep"`
}

// Kept reads into what the latest save of a subject kept beside it (Edit.Keep), such as
// its parked routes. It leaves into alone when there is nothing.
func (s *Service) Kept(subject Subject, into any) error {
	file, found, err := readRecord[keepsake](s.keptPath(subject))
	if found {
		err = json.Unmarshal(file.Keep, into)
	}
	if err != nil {
		return fmt.Errorf("read what was kept: %w", err)
	}
	return nil
}

// keep does what a save that is known as saved does to what is kept beside its
// subject.
func (s *Service) keep(edit Edit) error {
	if edit.Operation() == Delete {
		return removeFile(s.keptPath(edit.Subject))
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
	if err := s.ensure(keptRoom); err != nil {
		return err
	}
	text, err := json.Marshal(keepsake{Subject: renamed, Keep: kept})
	if err == nil {
		err = writeWhole(s.keptPath(renamed), text)
	}
	if err == nil && moved {
		err = removeFile(s.keptPath(edit.Subject))
	}
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	return nil
}

func (s *Service) keptPath(subject Subject) string {
	return filepath.Join(s.opts.Dir, keptRoom, subject.key()+".json")
}
