package change

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"banyan/internal/statefile"
)

// records are what is remembered of subjects and hosts: the last image, what is kept
// beside a subject, and what was learnt about a host.
type records struct {
	dir   string // the state directory
	clock clock
}

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

// opened remembers what was read of a subject and returns what changed since the last
// time.
func (r *records) opened(subject Subject, image Image) (Since, error) {
	former, err := r.lastSeen(subject)
	if image.ReadAt.IsZero() {
		image.ReadAt = r.clock.now()
	}
	since := Since{At: former.ReadAt, Before: former}
	if former.Exists() {
		since.Changes = Differences(former, image)
	}
	if len(since.Changes) == 0 {
		since = Since{}
	}
	return since, errors.Join(err, r.remember(subject, image))
}

func (r *records) lastSeen(subject Subject) (Image, error) {
	var last sighting
	if _, err := statefile.Read(r.path(seenRoom, subject.key()), &last); err != nil {
		return Image{}, fmt.Errorf("read the last image: %w", err)
	}
	if !last.Subject.is(subject) {
		return Image{}, nil
	}
	return last.Image, nil
}

func (r *records) remember(subject Subject, image Image) error {
	if err := r.write(seenRoom, subject.key(), sighting{Subject: subject, Image: image}); err != nil {
		return fmt.Errorf("keep the last image: %w", err)
	}
	return nil
}

// keepsake is the file of what is kept beside a subject.
type keepsake struct {
	Subject Subject         `json:"subject"`
	Keep    json.RawMessage `json:"keep"`
}

// Kept reads into what the latest save of a subject kept beside it (Edit.Keep), such as
// its parked routes. It leaves into alone when there is nothing.
func (r *records) Kept(subject Subject, into any) error {
	var file keepsake
	found, err := statefile.Read(r.path(keptRoom, subject.key()), &file)
	if !found && err == nil { // an earlier version may have kept it under the host as it is written
		found, err = statefile.Read(r.path(keptRoom, subject.digest()), &file)
	}
	if found {
		err = json.Unmarshal(file.Keep, into)
	}
	if err != nil {
		return fmt.Errorf("read what was kept: %w", err)
	}
	return nil
}

// keepAfter does what a save that is known as saved does to what is kept beside its
// subject.
func (r *records) keepAfter(edit Edit) error {
	if edit.Operation() == Delete {
		return statefile.Remove(r.path(keptRoom, edit.Subject.key()))
	}
	kept := edit.Keep
	renamed, moved := edit.renamed()
	if kept == nil && moved {
		if err := r.Kept(edit.Subject, &kept); err != nil {
			return err
		}
	}
	if kept == nil {
		return nil
	}
	if err := r.keep(renamed, kept); err != nil {
		return err
	}
	if moved {
		return statefile.Remove(r.path(keptRoom, edit.Subject.key()))
	}
	return nil
}

func (r *records) keep(subject Subject, keep json.RawMessage) error {
	if err := r.write(keptRoom, subject.key(), keepsake{Subject: subject, Keep: keep}); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	return nil
}

// Host returns what was learnt about a host, nothing when it cannot be read.
func (r *records) Host(host string) (Host, error) {
	var known Host
	if _, err := statefile.Read(r.path(hostRoom, Subject{Host: host}.key()), &known); err != nil {
		return Host{}, fmt.Errorf("read what was learnt of the host: %w", err)
	}
	return known, nil
}

// Learn remembers something about a host.
func (r *records) Learn(host string, known Host) error {
	if err := r.write(hostRoom, Subject{Host: host}.key(), known); err != nil {
		return fmt.Errorf("keep what was learnt of the host: %w", err)
	}
	return nil
}

func (r *records) write(room, key string, record any) error {
	if _, err := statefile.OpenRoom(r.dir, room); err != nil {
		return err
	}
	return statefile.Write(r.path(room, key), record)
}

func (r *records) path(room, key string) string { return filepath.Join(r.dir, room, key+".json") }
