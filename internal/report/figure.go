package report

import (
	"strconv"
	"strings"

	"banyan/capacity"
)

// figure is a limit, a sum or a difference as JSON: a number, a quoted word, or
// null. The zero value is null: not read.
type figure string

const (
	unlimited      figure = `"unlimited"`
	minusUnlimited figure = `"-unlimited"`
)

func (f figure) MarshalJSON() ([]byte, error) {
	if f == "" {
		return []byte("null"), nil
	}
	return []byte(f), nil
}

// cell returns the figure for a CSV file: empty where it was not read.
func (f figure) cell() string {
	if f == minusUnlimited {
		return guarded("-unlimited") // a word, which a spreadsheet would take for a formula
	}
	return strings.Trim(string(f), `"`)
}

func numberFigure(n int) figure { return figure(strconv.Itoa(n)) }

// limitFigure returns the figure of a limit or of a total, null where it is not known.
func limitFigure(l capacity.Limit, known bool) figure {
	if !known {
		return ""
	}
	if calls, number := l.Calls(); number {
		return numberFigure(calls)
	}
	return unlimited
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

// orNull returns nil, which is null in JSON, for a zero value.
func orNull[T comparable](value T) *T {
	if value == *new(T) {
		return nil
	}
	return &value
}
