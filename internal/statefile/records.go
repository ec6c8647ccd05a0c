package statefile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// Suffix ends the name of a record's file.
const Suffix = ".json"

// Digest returns a file name for a name that may hold anything.
func Digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:12])
}

// Damage is a file that cannot be used. All others can.
type Damage struct {
	Path string
	Err  error
}

func (d *Damage) Error() string { return d.Path + ": " + d.Err.Error() }

func (d *Damage) Unwrap() error { return d.Err }

// Records are the records of one kind, in one directory. Each has a file of its own that
// is replaced as a whole: processes that write at once lose nothing of each other's. The
// methods do I/O and may be called from any goroutine.
type Records[T any] struct {
	Root  string         // the state directory
	Rooms []string       // the directory below it
	Key   func(T) string // tells a record from every other of the directory
	Check func(T) error  // refuses a record that does not belong into the directory
	Now   func() time.Time
}

func (r Records[T]) dir() string { return filepath.Join(append([]string{r.Root}, r.Rooms...)...) }

// Path returns the file of the record with a key.
func (r Records[T]) Path(key string) string { return filepath.Join(r.dir(), Digest(key)+Suffix) }

// Read returns every record, and the files that cannot be used. It removes what killed
// processes left half written.
func (r Records[T]) Read() (records []T, damaged []Damage, err error) {
	names, err := Names(r.dir(), r.Now())
	if err != nil {
		return nil, nil, fmt.Errorf("state directory: %w", err)
	}
	for _, name := range names {
		path := filepath.Join(r.dir(), name)
		var record T
		found, err := Read(path, &record)
		if found {
			err = r.Check(record)
		}
		if found && err == nil && path != r.Path(r.Key(record)) {
			err = errors.New("is of another record than its name says")
		}
		switch {
		case err != nil:
			damaged = append(damaged, Damage{path, err})
		case found:
			records = append(records, record)
		}
	}
	return records, damaged, nil
}

// Write replaces the record with the same key. It makes the directory.
func (r Records[T]) Write(record T) error {
	if _, err := OpenRoom(r.Root, r.Rooms...); err != nil {
		return err
	}
	return Write(r.Path(r.Key(record)), record)
}

// Remove deletes the record with a key, also one that is already gone.
func (r Records[T]) Remove(key string) error { return Remove(r.Path(key)) }
