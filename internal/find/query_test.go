package find

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestANumberIsFoundHoweverItIsSpelt(t *testing.T) {
	t.Parallel()
	want := Number{"32", "25550100"}
	for _, text := range []string{
		"+32 2 555.01.00", "003225550100", "+32-25550100", "+3225550100", " 3225550100 ", "+32 (0)2 555 01 00", "0032/2 555-01-00",
		"02555 0100", "02 555.01.00", "(02) 555 01 00", "25550100", "+32\u00a02\u00a0555\u00a001\u00a000",
	} {
		q, err := Parse(text, "32")
		if err != nil || q.matches(want) != exact || q.matches(Number{National: "25550100"}) != exact {
			t.Errorf("%q: %+v %v", text, q, err)
		}
		if q.matches(Number{"33", "25550100"}) == exact || q.matches(Number{"32", "25550101"}) > 0 {
			t.Errorf("%q matches another number", text)
		}
		holders, why := q.holders()
		if why != "" || !slices.Contains(holders, want) {
			t.Errorf("%q: asks for %v, %s", text, holders, why)
		}
		if parts, _ := q.parts(); !slices.Contains(parts, "25550100") {
			t.Errorf("%q: asks for users with %v", text, parts)
		}
	}
	q, _ := Parse("02 555 01 00", "")
	if holders, why := q.holders(); len(holders) > 0 || !strings.Contains(why, "country") || q.matches(want) != exact {
		t.Errorf("without a country: %v %s", holders, why)
	}
}

func TestPartsExtensionsAndNamesAreToldApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"555": "555", "101": "101", "1234567890": "", "+32": "", "An Peeters": "", "3COM": "", "0101": "",
	} {
		q, err := Parse(text, "")
		if err != nil || q.extension() != want {
			t.Errorf("%q: extension %q, %v", text, q.extension(), err)
		}
	}
	q, _ := Parse("5501", "")
	if q.matches(Number{"32", "25550100"}) != part || q.matches(Number{"32", "55010000"}) != begin || q.matches(Number{"32", "25560100"}) != 0 {
		t.Error("a part of a number")
	}
	for _, text := range []string{"", "x", " ", strings.Repeat("x", 200)} {
		if _, err := Parse(text, ""); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestAPartThatIsTooShortSaysSo(t *testing.T) {
	t.Parallel()
	for text, isShort := range map[string]bool{"+32": true, "+32 2": true, "0032 2": true, "+3225": true, "02": true, "+32 255": false, "3225": false, "HQ": false} {
		q, err := Parse(text, "")
		if err != nil {
			t.Fatal(text, err)
		}
		if _, why := q.parts(); strings.Contains(why, "those of the country not counted: type more") != isShort {
			t.Errorf("%q: %q", text, why)
		}
	}
}

func TestARangeIsSearchedFromEndToEnd(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"+3225550100 - +3225550109", "+32 2 555.01.00 - 09", "003225550100..003225550109", "02 555 01 00 - 02 555 01 09", "25550100 - 25550109"} {
		q, err := Parse(text, "32")
		if err != nil || !q.IsRange() {
			t.Fatalf("%q: %+v %v", text, q, err)
		}
		for last, want := range map[string]grade{"25550099": 0, "25550100": exact, "25550105": exact, "25550109": exact, "25550110": 0, "255501050": 0} {
			if got := q.matches(Number{"32", last}); got != want {
				t.Errorf("%q: %s is %d", text, last, got)
			}
		}
		if parts, _ := q.parts(); !slices.Equal(parts, []string{"2555010"}) {
			t.Errorf("%q: %v", text, parts)
		}
		if holders, why := q.holders(); len(holders) != 10 || why != "" {
			t.Errorf("%q: %v %s", text, holders, why)
		}
	}
	wide, _ := Parse("+3225550100 - +3225559999", "")
	if _, why := wide.holders(); !strings.Contains(why, "more than 20") {
		t.Error(why)
	}
	for _, text := range []string{"+3218446744073709551610 - 15", "+329223372036854775807 - 8"} { // the ends of what 64 bits and 63 hold
		long, err := Parse(text, "")
		if err != nil || !long.IsRange() {
			t.Fatalf("%q: %+v %v", text, long, err)
		}
		if holders, why := long.holders(); len(holders) > 0 || !strings.Contains(why, "too many digits") {
			t.Errorf("%q: %d, %q", text, len(holders), why)
		}
	}
	for _, text := range []string{"+3225550109 - +3225550100", "02 - 5550100", "HQ - Backup", "+3225550100 - +3325550109", "1 - 2"} {
		if q, err := Parse(text, ""); err == nil && q.IsRange() {
			t.Errorf("%q is a range: %+v", text, q)
		}
	}
}

// Whatever is typed: no digit is invented, and a number that is asked for is one that it matches.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"+32 2 555.01.00", "003225550100", "022555", "101", "a - b", "+3225550100 - 09", "1..2", "+", "00", "+32(0)", "\xff", "٣٢"} {
		f.Add(seed, "32")
		f.Add(seed, "")
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		if strings.Trim(country, "0123456789") != "" || len(country) > 3 {
			t.Skip()
		}
		q, err := Parse(text, country)
		if err != nil {
			return
		}
		for _, n := range q.numbers {
			if n.National == "" || strings.Trim(n.digits(), "0123456789") != "" {
				t.Fatalf("%q: %+v", text, n)
			}
			if !strings.Contains(digitsIn(q.Text)+digitsIn(strings.Split(q.Text, " - ")[0])+digitsIn(strings.Split(q.Text, "..")[0])+digitsIn(strings.Split(q.Text, " – ")[0]), n.National) {
				t.Fatalf("%q: %+v is invented", text, n)
			}
			if q.matches(n) != exact {
				t.Fatalf("%q does not match its own %+v", text, n)
			}
		}
		numbers, why := q.holders()
		for _, n := range numbers {
			if q.matches(n) != exact || n.Country == "" {
				t.Fatalf("%q asks for %+v", text, n)
			}
		}
		if q.IsNumber() && len(numbers) == 0 && why == "" {
			t.Fatalf("%q: nothing is asked, and it is not said why", text)
		}
	})
}

func TestNumbersOfAPlatformAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Number{
		"+32-25550100": {"32", "25550100"}, "+3225550100": {"32", "25550100"}, "25550100": {"", "25550100"}, "+1-5555550100": {"1", "5555550100"},
		"+352-26000000": {"352", "26000000"}, "+35226000000": {"352", "26000000"}, "": {}, "+": {}, "x": {}, "+-": {}, "sip:1": {},
	} {
		got, ok := ReadNumber(text)
		if ok && got != want || ok == want.IsZero() {
			t.Errorf("%q: %+v %v", text, got, ok)
		}
	}
}

// names are as many places as asked for.
func names(n int) []Fact {
	facts := make([]Fact, n)
	for i := range facts {
		facts[i] = Fact{Place: Place{TrunkGroup, fmt.Sprintf("tenant-%04d", i/100), fmt.Sprintf("site-%d", i/10), fmt.Sprintf("Trunk-%06d", i)}, Device: fmt.Sprintf("sbc-%d", i%7)}
	}
	return facts
}

func TestNamesAreMatchedByEveryWordAndRanked(t *testing.T) {
	t.Parallel()
	x := NewIndex([]Fact{
		{Place: Place{TrunkGroup, "foo", "g", "HQ-Inbound"}, Device: "sbc-bru-1"},
		{Place: Place{TrunkGroup, "foo", "g", "Old HQ-Inbound"}},
		{Place: Place{Kind: Tenant, Tenant: "foo"}, Label: "Foo Industries"},
		{Place: Place{Kind: Tenant, Tenant: "HQ"}},
		{Place: Place{TrunkGroup, "foo", "g", "xhqx"}},
	})
	for text, want := range map[string]string{
		"hq": "HQ HQ-Inbound Old HQ-Inbound xhqx", "BRU-1": "HQ-Inbound", "inbound hq": "HQ-Inbound Old HQ-Inbound", "industries": "foo", "nothing": "", "hq\x00": "",
	} {
		q, err := Parse(text, "")
		if err != nil {
			t.Fatal(err)
		}
		hits, more := x.Match(q, 10)
		var got []string
		for _, h := range hits {
			got = append(got, h.ID())
		}
		if strings.Join(got, " ") != want && text != "hq\x00" || more != 0 {
			t.Errorf("%q: %v and %d more", text, got, more)
		}
	}
	q, _ := Parse("trunk", "")
	if hits, more := NewIndex(names(100)).Match(q, 30); len(hits) != 30 || more != 70 {
		t.Errorf("%d and %d more", len(hits), more)
	}
	if hits, _ := NewIndex(nil).Match(q, 30); hits != nil {
		t.Error(hits)
	}
}

// A key has 20 ms for 100,000 names: the benchmark tells which part of that it takes.
func BenchmarkAKeyAmongAHundredThousandNames(b *testing.B) {
	x := NewIndex(names(100_000))
	for _, text := range []string{"tr", "trunk-0999", "sbc-3", "nothing"} {
		b.Run(text, func(b *testing.B) {
			q, _ := Parse(text, "")
			for b.Loop() {
				x.Match(q, 50)
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/20, "of-20ms")
		})
	}
}
