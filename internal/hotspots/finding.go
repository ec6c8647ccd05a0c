package hotspots

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"

	"banyan/capacity"
)

// Finding is one thing blocked, over-allocated or doubtful, with the place it
// concerns and how bad it is. The zero value is no finding.
type Finding struct {
	Severity capacity.Severity
	Code     capacity.Code
	Aspect   string   // "max" or "bursting" where one place may have a finding of each, else empty
	Path     []string // tenant id, group id, trunk group name: as deep as the place
	Text     string   // one line, with names as the server spelt them
	Ratio    float64  // allocated by limit, +Inf against zero, 0 where it means nothing
	Excess   float64  // by how many calls it is over, or how many trunk groups or directions carry none; may be +Inf

	key string // see Key; empty until it is worked out
}

// The aspects of a finding that a place may have twice.
const (
	aspectMax      = "max"
	aspectBursting = "bursting"
)

// Findings returns what is wrong or doubtful in a breakdown, worst first. What is
// merely unused is none of it.
func Findings(b capacity.Breakdown) []Finding {
	groups := make(map[string]capacity.GroupBreakdown, len(b.Groups))
	for _, g := range b.Groups {
		groups[g.Group.ID] = g
	}
	var found []Finding
	for _, f := range b.Findings {
		if f.Severity >= capacity.Notice {
			found = append(found, newFinding(b, groups, f))
		}
	}
	slices.SortStableFunc(found, worstFirst)
	return found
}

// FindingOf returns one finding of a breakdown as this package knows it.
func FindingOf(b capacity.Breakdown, f capacity.Finding) Finding {
	groups := make(map[string]capacity.GroupBreakdown, 1)
	for _, g := range b.Groups {
		if len(f.Path) > 1 && g.Group.ID == f.Path[1] {
			groups[g.Group.ID] = g
		}
	}
	return newFinding(b, groups, f)
}

func newFinding(b capacity.Breakdown, groups map[string]capacity.GroupBreakdown, f capacity.Finding) Finding {
	found := Finding{Severity: f.Severity, Code: f.Code, Path: f.Path, Text: f.Text, Ratio: f.Ratio}
	if f.Code == capacity.AboveAvailable {
		found.Aspect = aspectMax
		if strings.Contains(f.Text, ": "+aspectBursting+" ") {
			found.Aspect = aspectBursting
		}
	}
	if len(f.Path) == 1 {
		found.Excess = tenantExcess(b, f.Code)
	} else {
		found.Excess = found.groupExcess(groups[f.Path[1]])
	}
	found.key = found.Key()
	return found
}

// tenantExcess is by how much a tenant is over.
func tenantExcess(b capacity.Breakdown, code capacity.Code) float64 {
	switch code {
	case capacity.CallsOver:
		return below(b.Calls.Difference)
	case capacity.BurstingOver:
		return below(b.BurstingAllocated.Difference)
	case capacity.BurstingAvailable:
		return below(b.BurstingAvailable.Difference)
	}
	return 0
}

// groupExcess is by how much a group, or a trunk group of it, is over.
func (f Finding) groupExcess(g capacity.GroupBreakdown) float64 {
	switch {
	case f.Code == capacity.CallsOver:
		return below(g.Calls.Difference)
	case f.Code == capacity.BurstingOver:
		return below(g.Bursting.Difference)
	case f.Code == capacity.AboveAvailable && f.Aspect == aspectBursting:
		return above(g.Bursting.Own, g.Group.BurstingMaxAvailableActiveCalls)
	case f.Code == capacity.AboveAvailable:
		return above(g.Calls.Own, g.Group.MaxAvailableActiveCalls)
	case f.Code == capacity.MaxZero && len(f.Path) == 2:
		return float64(len(g.Group.TrunkGroups))
	}
	for _, t := range g.Group.TrunkGroups {
		if len(f.Path) > 2 && t.Name == f.Path[2] {
			return trunkGroupExcess(t, f.Code)
		}
	}
	return 0
}

func trunkGroupExcess(t capacity.TrunkGroup, code capacity.Code) float64 {
	switch code {
	case capacity.MaxZero:
		directions := 0.0
		for _, limit := range []capacity.Reading{t.MaxIncomingCalls, t.MaxOutgoingCalls} {
			if limit == capacity.Read(capacity.Limit{}) {
				directions++
			}
		}
		return directions
	case capacity.DownInUse:
		return float64(len(t.UsedBy))
	}
	return 0
}

// below is how far a difference is below zero, as far as it is known.
func below(d capacity.Difference) float64 {
	if n, ok := d.Calls(); ok {
		return float64(-n)
	}
	if n, ok := d.AtMost(); ok {
		return float64(-n)
	}
	return math.Inf(1)
}

// above is by how much one limit exceeds another.
func above(own, available capacity.Reading) float64 {
	holds, _ := own.Limit()
	permits, _ := available.Limit()
	held, isNumber := holds.Calls()
	permitted, _ := permits.Calls()
	if !isNumber {
		return math.Inf(1)
	}
	return float64(held - permitted)
}

// Key tells a finding from every other of its host, however bad it is: what is wrong with
// a place keeps its key until it is mended.
func (f Finding) Key() string {
	if f.key != "" {
		return f.key
	}
	text, err := json.Marshal(append([]string{string(f.Code), f.Aspect}, f.Path...))
	if err != nil {
		return "" // a list of strings always encodes
	}
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
}

// MarshalJSON writes a ratio or an excess that is infinite as a word.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal(findingRecord{f.Severity.String(), f.Code, f.Aspect, f.Path, f.Text, amount(f.Ratio), amount(f.Excess)})
}

// UnmarshalJSON refuses a severity that is not known and a finding without a place.
func (f *Finding) UnmarshalJSON(text []byte) error {
	var r findingRecord
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	for _, severity := range []capacity.Severity{capacity.Notice, capacity.Over, capacity.Blocked} {
		if r.Severity == severity.String() && len(r.Path) > 0 {
			*f = Finding{
				Severity: severity, Code: r.Code, Aspect: r.Aspect, Path: r.Path, Text: r.Text,
				Ratio: float64(r.Ratio), Excess: float64(r.Excess),
			}
			f.key = f.Key()
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
