package apio

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"banyan/capacity"
)

func TestNumbersAreReadInEverySpellingAndNeverRounded(t *testing.T) {
	for literal, want := range map[string]int{
		"0": 0, "-0": 0, "0.0": 0, "0e999999999": 0, "5": 5, "05": 5, "5.0": 5, "5e0": 5, "5E+0": 5, "50e-1": 5,
		"0.5e1": 5, "1e2": 100, "12.50e1": 125, "9007199254740992": 1 << 53, "9.007199254740992e15": 1 << 53,
	} {
		if got, err := parseCount(literal); err != nil || got != want {
			t.Errorf("%q: got %d, %v", literal, got, err)
		}
	}
	for literal, want := range map[string]error{
		"-1": errNegative, "-5.0": errNegative, "1.5": errFraction, "5e-1": errFraction, "1e-999999999": errFraction,
		"9007199254740993": errTooLarge, "1e400": errTooLarge, "1e999999999999": errTooLarge,
		strings.Repeat("9", 500): errTooLarge, "9007199254740992.5": errFraction,
		"": errNotNumber, "many": errNotNumber, "NaN": errNotNumber, "Inf": errNotNumber, "0x10": errNotNumber,
		"1_000": errNotNumber, "1 000": errNotNumber, "٣": errNotNumber, "--5": errNotNumber, "5-": errNotNumber, ".": errNotNumber,
	} {
		if got, err := parseCount(literal); !errors.Is(err, want) {
			t.Errorf("%q: got %d, %v, want %v", literal, got, err, want)
		}
	}
}

func TestLimitsAreReadInBothShapes(t *testing.T) {
	unlimited, number := capacity.Read(capacity.Unlimited()), capacity.Read(capacity.Must(16))
	for _, test := range []struct {
		body string
		want capacity.Reading
		err  string
	}{
		{`{"x":{"unlimited":false,"maximum":16}}`, number, ""},
		{`{"x":{"unlimited":"False","maximum":"16"}}`, number, ""},
		{`{"x":{"maximum":16}}`, number, ""},
		{`{"x":{"unlimited":null,"maximum":16.0}}`, number, ""},
		{`{"x":16}`, number, ""},
		{`{"x":"16"}`, number, ""},
		{`{"x":{"unlimited":true}}`, unlimited, ""},
		{`{"x":{"unlimited":true,"maximum":null}}`, unlimited, ""},
		{`{"x":{"unlimited":1}}`, unlimited, ""},
		{`{"x":{"unlimited":false,"maximum":0}}`, capacity.Read(capacity.Must(0)), ""},
		{`{"x":null}`, capacity.Reading{}, ""},
		{`{}`, capacity.Reading{}, ""},
		{`{"X":16}`, capacity.Reading{}, ""},
		{`{"x":-1}`, capacity.Reading{}, "x is below zero: -1"},
		{`{"x":{"unlimited":false}}`, capacity.Reading{}, "x.maximum is missing"},
		{`{"x":{"unlimited":false,"maximum":null}}`, capacity.Reading{}, "x.maximum is missing"},
		{`{"x":{}}`, capacity.Reading{}, "x.maximum is missing"},
		{`{"x":{"unlimited":"perhaps","maximum":3}}`, capacity.Reading{}, `x.unlimited is the text "perhaps" instead of true or false`},
		{`{"x":{"maximum":[]}}`, capacity.Reading{}, "x.maximum is a list instead of a number"},
		{`{"x":[]}`, capacity.Reading{}, "x is a list instead of a number"},
		{`{"x":true}`, capacity.Reading{}, "x is true instead of a number"},
		{`{"x":"unlimited"}`, capacity.Reading{}, `x is not a number: the text "unlimited"`},
		{`{"x":1.5}`, capacity.Reading{}, "x is not a whole number: 1.5"},
		{`{"x":9007199254740993}`, capacity.Reading{}, "x is too large: 9007199254740993"},
	} {
		t.Run(test.body, func(t *testing.T) {
			got, err := decodeOne([]byte(test.body), func(r record) capacity.Reading { return r.limit("x") })
			if got != test.want || (err == nil) != (test.err == "") || (err != nil && err.Error() != test.err) {
				t.Errorf("got %v, %v, want %v, %s", got, err, test.want, test.err)
			}
		})
	}
}

func TestListsNeedTheirWrapper(t *testing.T) {
	read := func(r record) string { return r.required("name") }
	for _, test := range []struct {
		body string
		want []string
		err  string
	}{
		{`{"names":[{"name":"b"},{"name":"a"}]}`, []string{"b", "a"}, ""},
		{`{"more":1,"names":[{"name":5}]}`, []string{"5"}, ""},
		{`{"names":[]}`, []string{}, ""},
		{`{"names":null}`, []string{}, ""},
		{`{}`, nil, "names is missing: the answer has nothing"},
		{`{"error":"x","b":1,"c":1,"d":1,"e":1,"f":1}`, nil, `names is missing: the answer has "error", "b", "c", "d", "e", ...`},
		{`{"names":{}}`, nil, "names is an object instead of a list"},
		{`{"names":"none"}`, nil, `names is the text "none" instead of a list`},
		{`{"names":[{"name":"a"},null]}`, nil, "names[1] is null instead of an object"},
		{`{"names":["a"]}`, nil, `names[0] is the text "a" instead of an object`},
		{`{"names":[{"name":"a"},{"name":null}]}`, nil, "names[1].name is missing"},
		{`{"names":[{"name":"a"},{"name":{}}]}`, nil, "names[1].name is an object instead of text"},
		{`[]`, nil, "the answer is a list instead of an object"},
		{`{"names":[{"name":"a","name":"b"}]}`, nil, `not valid JSON: "name" is there twice`},
		{`{"names":[]}]`, nil, "something follows the JSON document"},
		{`{"names":[`, nil, "the JSON document ends too early"},
		{strings.Repeat("[", 65) + strings.Repeat("]", 65), nil, "not valid JSON: nested deeper than 64"},
	} {
		t.Run(test.body, func(t *testing.T) {
			got, err := decodeList([]byte(test.body), "names", read)
			if strings.Join(got, ",") != strings.Join(test.want, ",") || (got == nil) != (test.want == nil) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if (err == nil) != (test.err == "") || (err != nil && err.Error() != test.err) {
				t.Errorf("got %v, want %s", err, test.err)
			}
		})
	}
}

// FuzzParse holds that what parse accepts is JSON, that it accepts all JSON but for
// repeated names and depth.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"tenants":[{"tenantId":"a"}]}`, `{"a":[1,{"b":null}],"c":"\ud800"}`, `[1 2]`, `{"a":1,}`, `{"a":1}}`, `[}`, "\xef\xbb\xbf{}",
		`{"maxActiveCalls":{"unlimited":true}}`, `{"orderedRouting":{"trunkGroups":[{"groupId":"g","name":"n"}]}}`, `nul`, `1e9`, ``,
		`{"priorityWeightedRouting":{"trunkGroups":[{"trunkGroup":{"groupId":"g","name":"n"},"priority":1,"weight":1}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := parse(body)
		if err == nil && !json.Valid(body) {
			t.Fatalf("accepted %q", body)
		}
		if err != nil && json.Valid(body) && !strings.Contains(err.Error(), "twice") && !strings.Contains(err.Error(), "deeper") {
			t.Fatalf("refused %q: %v", body, err)
		}
	})
}

// FuzzCount holds that a number is read exactly or refused.
func FuzzCount(f *testing.F) {
	for _, seed := range []string{"5", "5.0", "-1", "1e400", "0e9", "0x1", "1e-999999999999999999999", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, literal string) {
		got, err := parseCount(literal)
		if err == nil && (got < 0 || got > maxCount) {
			t.Fatalf("%q makes %d", literal, got)
		}
	})
}
