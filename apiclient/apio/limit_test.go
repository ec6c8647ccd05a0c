package apio

import (
	"testing"

	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

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
			got, err := wire.DecodeOne([]byte(test.body), func(r wire.Record) capacity.Reading { return readLimit(r, "x") })
			if got != test.want || (err == nil) != (test.err == "") || (err != nil && err.Error() != test.err) {
				t.Errorf("got %v, %v, want %v, %s", got, err, test.want, test.err)
			}
		})
	}
}
