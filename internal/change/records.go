package change

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"banyan/internal/statefile"
)

// records are what is remembered of subjects and hosts.
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

// opened remembers what was read of a subject and returns what changed since the last time.
func (r *records) opened(subject Subject, image Image) (Since, error) {
	var last sighting
	found, err := r.read("read the last image", seenRoom, subject.key(), &last)
	if image.ReadAt.IsZero() {
		image.ReadAt = r.clock.now()
	}
	var since Since
	if former := last.Image; found && last.Subject.is(subject) && former.Exists() {
		if changes := Differences(former, image); len(changes) > 0 {
			since = Since{At: former.ReadAt, Before: former, Changes: changes}
		}
	}
	return since, errors.Join(err, r.remember(subject, image))
}

func (r *records) remember(subject Subject, image Image) error {
	return r.write("keep the last image", seenRoom, subject.key(), sighting{Subject: subject, Image: image})
}

// keepsake is the file of what is kept beside a subject.
type keepsake struct {
	Subject Subject         `json:"subject"`
	Keep    json.RawMessage `json:"keep"`
}

// Kept reads into what the latest save of a subject kept beside it (Edit.Keep), such as
// its parked routes. It leaves into alone when there is nothing.
func (r *records) Kept(subject Subject, into any) error {
	const what = "read what was kept"
	var file keepsake
	found, err := r.read(what, keptRoom, subject.key(), &file)
	if !found && err == nil { // an earlier version may have kept it under the host as it is written
		found, err = r.read(what, keptRoom, subject.digest(), &file)
	}
	if !found {
		return err
	}
	if of := file.Subject; of != (Subject{}) && !of.is(subject) {
		return fmt.Errorf("%s: %s: %w", what, r.path(keptRoom, subject.key()), errOther)
	}
	if err := json.Unmarshal(file.Keep, into); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// keepAfter does what a save that is known as saved does to what is kept beside its subject.
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
	if err := r.keep(renamed, kept); err != nil || !moved {
		return err
	}
	return statefile.Remove(r.path(keptRoom, edit.Subject.key()))
}

func (r *records) keep(subject Subject, keep json.RawMessage) error {
	return r.write("keep", keptRoom, subject.key(), keepsake{Subject: subject, Keep: keep})
}

// Host returns what was learnt about a host, nothing when it cannot be read.
func (r *records) Host(host string) (Host, error) {
	var known Host
	found, err := r.read("read what was learnt of the host", hostRoom, Subject{Host: host}.key(), &known)
	if !found {
		return Host{}, err
	}
	return known, nil
}

// Learn remembers something about a host.
func (r *records) Learn(host string, known Host) error {
	return r.write("keep what was learnt of the host", hostRoom, Subject{Host: host}.key(), known)
}

// damaged returns the files of what is kept, of some keys alone where there are any, that cannot
// be read.
func (r *records) damaged(keys ...string) []Damage {
	keyOf := func(name string) (string, bool) { return strings.CutSuffix(name, statefile.Suffix) }
	return readRoom(filepath.Join(r.dir, keptRoom), keyOf, keys, func(path, key string) (bool, error) {
		var kept keepsake
		found, err := statefile.Read(path, &kept)
		of := kept.Subject
		if found && of != (Subject{}) && key != of.key() && key != of.digest() { // earlier versions did not say whose it is
			err = errOther
		}
		return found, err
	})
}

// readRoom has each file of a room read whose name tells the key of a subject, those of some keys
// alone where there are any, and returns those that cannot be read. Read says whether there is one.
func readRoom(room string, keyOf func(name string) (string, bool), keys []string, read func(path, key string) (bool, error)) (damaged []Damage) {
	files, err := os.ReadDir(room)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return []Damage{{File: room, Err: err, lost: true}}
	}
	for _, file := range files {
		key, ok := keyOf(file.Name())
		if !ok || strings.HasPrefix(file.Name(), statefile.TempPrefix) || len(keys) > 0 && !slices.Contains(keys, key) {
			continue
		}
		path := filepath.Join(room, file.Name())
		found, err := read(path, key)
		if !found && err == nil && file.Type()&fs.ModeSymlink != 0 {
			err = fs.ErrNotExist
		}
		if err != nil {
			damaged = append(damaged, Damage{File: path, Err: err, lost: true, keys: []string{key}})
		}
	}
	return damaged
}

func (r *records) read(what, room, key string, into any) (bool, error) {
	found, err := statefile.Read(r.path(room, key), into)
	if err != nil {
		return false, fmt.Errorf("%s: %s: %w", what, r.path(room, key), err)
	}
	return found, nil
}

func (r *records) write(what, room, key string, record any) error {
	_, err := statefile.OpenRoom(r.dir, room)
	if err == nil {
		err = statefile.Write(r.path(room, key), record)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (r *records) path(room, key string) string {
	return filepath.Join(r.dir, room, key+statefile.Suffix)
}
