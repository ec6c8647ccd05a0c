package capacity_test

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/capacity"
)

// oracle is the naive sum: of big integers, with nothing clever in it. It returns
// "incomplete", "unlimited" or the number.
func oracle(parts []capacity.Reading, listed bool) string {
	total, endless := new(big.Int), false
	for _, part := range parts {
		limit, ok := part.Limit()
		if !ok {
			return "incomplete"
		}
		if calls, number := limit.Calls(); number {
			total.Add(total, big.NewInt(int64(calls)))
		} else {
			endless = true
		}
	}
	switch {
	case !listed:
		return "incomplete"
	case endless:
		return "unlimited"
	case total.Cmp(big.NewInt(math.MaxInt)) > 0:
		return "incomplete"
	}
	return total.String()
}

// oracleDifference subtracts what oracle returned.
func oracleDifference(own capacity.Reading, total string) string {
	limit, ok := own.Limit()
	if !ok || total == "incomplete" {
		return "incomplete"
	}
	calls, number := limit.Calls()
	switch {
	case !number:
		return "unlimited"
	case total == "unlimited":
		return "-unlim"
	}
	given, _ := new(big.Int).SetString(total, 10)
	return given.Sub(big.NewInt(int64(calls)), given).String()
}

func drawReading(t *rapid.T) capacity.Reading {
	switch rapid.IntRange(0, 9).Draw(t, "reading") {
	case 0:
		return unread()
	case 1:
		return unlimited()
	case 2:
		return n(rapid.IntRange(0, math.MaxInt).Draw(t, "huge"))
	}
	return n(rapid.IntRange(0, 30).Draw(t, "calls"))
}

func drawTrunkGroup(t *rapid.T) capacity.TrunkGroup {
	return capacity.TrunkGroup{
		MaxActiveCalls: drawReading(t), BurstingMaxActiveCalls: drawReading(t),
		MaxIncomingCalls: drawReading(t), MaxOutgoingCalls: drawReading(t),
		Name: rapid.StringMatching("[a-z]").Draw(t, "name"), Down: rapid.Bool().Draw(t, "down"),
		UsedBy: rapid.SliceOfN(rapid.SampledFrom([]string{"HQ", "Ghent", ""}), 0, 3).Draw(t, "usedBy"),
	}
}

func drawGroup(t *rapid.T) capacity.Group {
	return capacity.Group{
		ID:             rapid.StringN(1, 4, -1).Draw(t, "id"),
		Assignment:     capacity.Assignment(rapid.IntRange(0, 3).Draw(t, "assignment")),
		MaxActiveCalls: drawReading(t), MaxAvailableActiveCalls: drawReading(t),
		BurstingMaxActiveCalls: drawReading(t), BurstingMaxAvailableActiveCalls: drawReading(t),
		TrunkGroupsListed: rapid.IntRange(0, 5).Draw(t, "listed") > 0,
		TrunkGroups:       rapid.SliceOfN(rapid.Custom(drawTrunkGroup), 0, 5).Draw(t, "trunkGroups"),
	}
}

func drawTenant(t *rapid.T) capacity.Tenant {
	return capacity.Tenant{
		ID:             "foo",
		Assignment:     capacity.Assignment(rapid.IntRange(0, 3).Draw(t, "assignment")),
		MaxActiveCalls: drawReading(t), BurstingMaxActiveCalls: drawReading(t),
		GroupsListed: rapid.IntRange(0, 5).Draw(t, "listed") > 0,
		Groups:       rapid.SliceOfN(rapid.Custom(drawGroup), 0, 6).Draw(t, "groups"),
	}
}

// counts is a reading as it counts: zero where trunking is not assigned.
func counts(a capacity.Assignment, r capacity.Reading) capacity.Reading {
	if a == capacity.NotAssigned {
		return n(0)
	}
	return r
}

// parts collects one figure of every group, or of every trunk group.
func parts[T any](of []T, figure func(T) capacity.Reading) []capacity.Reading {
	var out []capacity.Reading
	for _, x := range of {
		out = append(out, figure(x))
	}
	return out
}

// figureCase is one pair of figures of a breakdown with the parts of its sum.
type figureCase struct {
	name   string
	got    capacity.Figures
	own    capacity.Reading
	parts  []capacity.Reading
	listed bool
}

func figureCases(in capacity.Tenant, b capacity.Breakdown) []figureCase {
	groups := func(figure func(capacity.Group) capacity.Reading) []capacity.Reading {
		return parts(in.Groups, func(g capacity.Group) capacity.Reading { return counts(g.Assignment, figure(g)) })
	}
	bursting := counts(in.Assignment, in.BurstingMaxActiveCalls)
	cases := []figureCase{
		{"calls", b.Calls, counts(in.Assignment, in.MaxActiveCalls), groups(func(g capacity.Group) capacity.Reading { return g.MaxActiveCalls }), in.GroupsListed},
		{"bursting available", b.BurstingAvailable, bursting, groups(func(g capacity.Group) capacity.Reading { return g.BurstingMaxAvailableActiveCalls }), in.GroupsListed},
		{"bursting allocated", b.BurstingAllocated, bursting, groups(func(g capacity.Group) capacity.Reading { return g.BurstingMaxActiveCalls }), in.GroupsListed},
	}
	for i, g := range in.Groups {
		calls := parts(g.TrunkGroups, func(t capacity.TrunkGroup) capacity.Reading { return t.MaxActiveCalls })
		burst := parts(g.TrunkGroups, func(t capacity.TrunkGroup) capacity.Reading { return t.BurstingMaxActiveCalls })
		cases = append(cases,
			figureCase{"group calls", b.Groups[i].Calls, counts(g.Assignment, g.MaxActiveCalls), calls, g.TrunkGroupsListed},
			figureCase{"group bursting", b.Groups[i].Bursting, counts(g.Assignment, g.BurstingMaxActiveCalls), burst, g.TrunkGroupsListed})
	}
	return cases
}

func TestPropertyABreakdownHoldsWhatItsReadersRelyOn(t *testing.T) { rapid.Check(t, checkBreakdown) }

func FuzzAnalyze(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkBreakdown)) }

func checkBreakdown(t *rapid.T) {
	in := drawTenant(t)
	b := capacity.Analyze(in)
	complete := true
	for _, c := range figureCases(in, b) {
		checkFigures(t, c)
		complete = complete && c.got.Difference.IsKnown()
	}
	if b.Complete && !complete {
		t.Fatal("complete with an unknown difference")
	}
	if len(b.Groups) != len(in.Groups) || b.GroupsRead > len(b.Groups) {
		t.Errorf("%d groups, %d read, of %d", len(b.Groups), b.GroupsRead, len(in.Groups))
	}
	checkFindings(t, b.Findings)
	for _, g := range b.Groups {
		checkFindings(t, g.Findings)
	}
}

// checkFigures holds a sum and a difference to a naive oracle; a number is never partial.
func checkFigures(t *rapid.T, c figureCase) {
	t.Helper()
	want := oracle(c.parts, c.listed)
	got := "incomplete"
	sum, isTotal := c.got.Allocated.Total()
	if isTotal {
		got = sum.String()
	}
	if got != want {
		t.Fatalf("%s: sum %s, want %s of %v", c.name, got, want, c.parts)
	}
	want = oracleDifference(c.own, want)
	if got = "incomplete"; c.got.Difference.IsKnown() {
		got = c.got.Difference.String()
	}
	if got != want {
		t.Fatalf("%s: difference %s, want %s", c.name, got, want)
	}
	if read, of := c.got.Allocated.Parts(); isTotal != c.got.Allocated.IsComplete() || isTotal && read != of {
		t.Fatalf("%s: a total of %d parts of %d", c.name, read, of)
	}
	if c.got.Difference.IsKnown() && !isTotal {
		t.Fatalf("%s: an exact difference from a partial sum", c.name)
	}
	if _, atMost := c.got.Difference.AtMost(); atMost && (isTotal || !c.got.Difference.IsNegative()) {
		t.Fatalf("%s: at most, of a complete sum or not negative", c.name)
	}
}

// checkFindings holds findings to what every reader of them relies on.
func checkFindings(t *rapid.T, findings []capacity.Finding) {
	t.Helper()
	for _, f := range findings {
		if f.Severity <= capacity.None || f.Severity > capacity.Blocked || f.Code == "" || len(f.Path) == 0 {
			t.Errorf("finding without a rank, a code or a place: %+v", f)
		}
		if f.Text == "" || strings.ContainsAny(f.Text, "\n\r") || strings.Contains(f.Text, "  ") {
			t.Errorf("finding text %q", f.Text)
		}
		if math.IsNaN(f.Ratio) || f.Ratio < 0 {
			t.Errorf("finding ratio %v", f.Ratio)
		}
	}
	if !slices.IsSortedFunc(findings, func(a, b capacity.Finding) int { return int(b.Severity) - int(a.Severity) }) {
		t.Errorf("findings out of order: %q", lines(findings))
	}
}

func TestPropertyTheOrderOfGroupsChangesNoTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawTenant(t)
		before := capacity.Analyze(in)
		in.Groups = rapid.Permutation(in.Groups).Draw(t, "permuted")
		after := capacity.Analyze(in)
		if before.Calls != after.Calls || before.BurstingAvailable != after.BurstingAvailable || before.BurstingAllocated != after.BurstingAllocated {
			t.Fatalf("%+v became %+v", before.Calls, after.Calls)
		}
		if before.Complete != after.Complete || before.GroupsRead != after.GroupsRead {
			t.Fatalf("complete %v, read %d became %v, %d", before.Complete, before.GroupsRead, after.Complete, after.GroupsRead)
		}
		a, b := lines(before.Findings), lines(after.Findings)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Fatalf("findings %q became %q", a, b)
		}
	})
}

func TestPropertyAFailingPartNeverCompletesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawTenant(t)
		before := capacity.Analyze(in)
		in.Groups = append(slices.Clone(in.Groups), capacity.Group{ID: "failed"})
		after := capacity.Analyze(in)
		if after.Complete {
			t.Fatal("complete with a group that was not read")
		}
		if after.GroupsRead != before.GroupsRead {
			t.Fatalf("%d groups read became %d", before.GroupsRead, after.GroupsRead)
		}
		for _, f := range []capacity.Figures{after.Calls, after.BurstingAvailable, after.BurstingAllocated} {
			if f.Allocated.IsComplete() || f.Difference.IsKnown() {
				t.Fatalf("%+v is complete", f)
			}
		}
		// What was surely over stays over: the part that failed is not below zero.
		if before.Calls.Difference.IsNegative() && !after.Calls.Difference.IsNegative() {
			t.Fatalf("%v became %v", before.Calls.Difference, after.Calls.Difference)
		}
	})
}

func TestPropertyReadingMoreNeverTakesBackWhatWasOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := drawReading(t)
		all := rapid.SliceOfN(rapid.Custom(drawReading), 0, 6).Draw(t, "parts")
		var some, more capacity.Sum
		for _, part := range all {
			if rapid.Bool().Draw(t, "read") {
				some = some.Add(part)
			} else {
				some = some.Add(unread())
			}
			more = more.Add(part)
		}
		if capacity.Subtract(own, some).IsNegative() && !capacity.Subtract(own, more).IsNegative() {
			t.Fatalf("%v - %v is over, %v - %v is not", own, some, own, more)
		}
		if more.AtLeast().Compare(some.AtLeast()) < 0 {
			t.Fatalf("%v is less than %v", more, some)
		}
	})
}
