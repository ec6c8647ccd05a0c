package hotspots

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"time"

	"banyan/capacity"
)

// Finding is one thing blocked, over-allocated or doubtful, with the place it
// concerns and how bad it is. The zero value is no finding.
type Finding struct {
	capacity.Finding

	// SeenAt is when an earlier reading saw it, where the latest one says nothing of it: then
	// it is of that time. It is zero where the latest reading found it.
	SeenAt time.Time

	// FirstAt is when it was found first: every reading since then found it. It is zero where no
	// record says so.
	FirstAt time.Time

	key string // see Key; empty until it is worked out
}

// Findings returns what is wrong or doubtful in a breakdown, worst first. What is
// merely unused is none of it.
func Findings(b capacity.Breakdown) []Finding {
	var found []Finding
	for _, f := range b.Findings {
		if f.Severity >= capacity.Notice {
			found = append(found, FindingOf(f))
		}
	}
	slices.SortStableFunc(found, worstFirst)
	return found
}

// FindingOf returns a finding of a breakdown as this package knows it.
func FindingOf(f capacity.Finding) Finding {
	return Finding{Finding: f, key: Finding{Finding: f}.Key()}
}

// Key tells a finding from every other of its host, however bad it is: what is wrong with
// a place keeps its key until it is mended.
func (f Finding) Key() string {
	if f.key != "" {
		return f.key
	}
	text, _ := json.Marshal(append([]string{string(f.Code), f.Aspect}, f.Path...)) // strings always encode
	return string(text)
}

// Worse reports whether f is worse than the same finding was before: by severity, by
// ratio or by number.
func (f Finding) Worse(before Finding) bool {
	const grain = 1e-9 // a ratio that went through a file is the same ratio
	return f.Severity > before.Severity || f.Ratio > before.Ratio+grain || f.Excess > before.Excess
}

// worstFirst ranks findings: by severity, the larger ratio first, then the larger
// number.
func worstFirst(a, b Finding) int {
	return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Ratio, a.Ratio), cmp.Compare(b.Excess, a.Excess))
}

// errFinding says that what should be a finding is none.
var errFinding = errors.New("not a finding")

// findingRecord is a Finding as it is written. JSON has no infinite numbers.
type findingRecord struct {
	Severity string        `json:"severity"`
	Code     capacity.Code `json:"code"`
	Aspect   string        `json:"aspect,omitempty"`
	Path     []string      `json:"path"`
	Text     string        `json:"text"`
	Ratio    amount        `json:"ratio"`
	Excess   amount        `json:"excess"`
	SeenAt   time.Time     `json:"seenAt,omitzero"`
	FirstAt  time.Time     `json:"firstAt,omitzero"`
}

// MarshalJSON writes a ratio or an excess that is infinite as a word.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal(findingRecord{f.Severity.String(), f.Code, f.Aspect, f.Path, f.Text, amount(f.Ratio), amount(f.Excess), f.SeenAt, f.FirstAt})
}

// UnmarshalJSON refuses a severity that is not known and a finding without a place.
func (f *Finding) UnmarshalJSON(text []byte) error {
	var r findingRecord
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	for _, severity := range []capacity.Severity{capacity.Notice, capacity.Over, capacity.Blocked} {
		if r.Severity == severity.String() && len(r.Path) > 0 {
			*f = FindingOf(capacity.Finding{
				Severity: severity, Code: r.Code, Aspect: r.Aspect, Path: r.Path, Text: r.Text,
				Ratio: float64(r.Ratio), Excess: float64(r.Excess),
			})
			f.SeenAt, f.FirstAt = r.SeenAt, r.FirstAt
			return nil
		}
	}
	return errFinding
}

// amount is a number that may be infinite.
type amount float64

const infinite = `"infinite"`

func (a amount) MarshalJSON() ([]byte, error) {
	if math.IsInf(float64(a), 1) {
		return []byte(infinite), nil
	}
	return json.Marshal(float64(a))
}

func (a *amount) UnmarshalJSON(text []byte) error {
	if string(text) == infinite {
		*a = amount(math.Inf(1))
		return nil
	}
	return json.Unmarshal(text, (*float64)(a))
}
