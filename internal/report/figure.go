package report

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"banyan/capacity"
	"banyan/internal/safetext"
)

// figure is a limit, a sum or a difference as JSON: a number, a quoted word, or
// null. The zero value is null: not read.
type figure string

const (
	unlimited      figure = `"unlimited"`
	minusUnlimited figure = `"-unlimited"`
)

// MarshalJSON implements json.Marshaler.
func (f figure) MarshalJSON() ([]byte, error) {
	if f == "" {
		return []byte("null"), nil
	}
	return []byte(f), nil
}

func numberFigure(n int) figure { return figure(strconv.Itoa(n)) }

func limitFigure(r capacity.Reading) figure {
	limit, read := r.Limit()
	if !read {
		return ""
	}
	return knownFigure(limit)
}

func knownFigure(l capacity.Limit) figure {
	if calls, number := l.Calls(); number {
		return numberFigure(calls)
	}
	return unlimited
}

func sumFigure(s capacity.Sum) figure {
	total, complete := s.Total()
	if !complete {
		return ""
	}
	return knownFigure(total)
}

// differenceFigure leaves out what a partial sum allows to say ("at most -5"): a
// program would take it for the difference. A level without trunking has no limit
// that anything could be taken from.
func differenceFigure(a capacity.Assignment, d capacity.Difference) figure {
	switch calls, number := d.Calls(); {
	case a == capacity.NotAssigned:
		return ""
	case number:
		return numberFigure(calls)
	case d.IsUnlimited():
		return unlimited
	case d.IsMinusUnlimited():
		return minusUnlimited
	}
	return ""
}

// listed returns a list of n elements, or nil, which is null in JSON, for a list
// that was not read: an empty list would say that there are none.
func listed[T any](wasRead bool, n int) []T {
	if !wasRead && n == 0 {
		return nil
	}
	return make([]T, n)
}

func notNil(path []string) []string {
	if path == nil {
		return []string{}
	}
	return path
}

// escapeHidden returns a JSON document with every character that a terminal would
// obey or not show written as \uNNNN. The document means the same: encoding/json
// escapes the controls below U+0020 only.
func escapeHidden(document []byte) []byte {
	var out []byte
	kept := 0
	for i := 0; i < len(document); {
		if b := document[i]; b < utf8.RuneSelf && b != 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(document[i:])
		if _, hidden := safetext.Line("-" + string(r)); hidden {
			out = append(out, document[kept:i]...)
			out = append(out, escapeRune(r)...)
			kept = i + size
		}
		i += size
	}
	if out == nil {
		return document
	}
	return append(out, document[kept:]...)
}

func escapeRune(r rune) string {
	var text strings.Builder
	for _, unit := range utf16.Encode([]rune{r}) {
		digits := strconv.FormatUint(uint64(unit), 16)
		text.WriteString(`\u` + strings.Repeat("0", 4-len(digits)) + digits)
	}
	return text.String()
}
