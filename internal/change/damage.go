package change

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// errOther says that the name of a file is that of another.
var errOther = errors.New("it is of something else than its name says")

// Damage is a part of the state directory that cannot be read or is missing: a line of a
// journal, or a file. All the rest counts.
type Damage struct {
	File string
	Line int // of a journal; 0: all of the file, or its end
	Err  error

	lost bool     // something may be lost by it: not by a line that was torn while it was written
	keys []string // of the subjects that it concerns; none: nothing tells which
	host string   // the canonical one that it concerns; empty: nothing tells which
	of   []Subject
}

func (d Damage) Error() string {
	place := d.File
	if d.Line > 0 {
		place += fmt.Sprintf(" line %d", d.Line)
	}
	return place + ": " + d.Err.Error() + d.loss()
}

func (d Damage) Unwrap() error { return d.Err }

// loss says what may be lost.
func (d Damage) loss() string {
	const what = "; lost may be what it told of "
	switch {
	case !d.lost:
		return ""
	case len(d.of) > 0:
		names := make([]string, len(d.of))
		for i, subject := range d.of {
			names[i] = subject.String()
		}
		return what + strings.Join(names, ", ")
	case len(d.keys) > 0:
		return what + "something that nothing else names"
	case d.host != "":
		return what + "something at " + d.host
	}
	return what + "something"
}

// Concerns reports whether something that is lost may be about a subject.
func (d Damage) Concerns(subject Subject) bool {
	switch {
	case !d.lost:
		return false
	case len(d.keys) > 0:
		return slices.Contains(d.keys, subject.key()) || slices.Contains(d.keys, subject.digest())
	}
	return d.host == "" || d.host == CanonicalHost(subject.Host)
}

// named puts the names of subjects to damages, as far as they are among those that are known.
func named(damages []Damage, known []Subject) []Damage {
	byKey := make(map[string]Subject)
	for i, d := range damages {
		if len(d.keys) > 0 && len(byKey) == 0 {
			for _, subject := range known {
				byKey[subject.key()], byKey[subject.digest()] = subject, subject
			}
		}
		for _, key := range d.keys {
			subject, ok := byKey[key]
			if ok && !slices.Contains(damages[i].of, subject) {
				damages[i].of = append(damages[i].of, subject)
			}
		}
	}
	return damages
}
