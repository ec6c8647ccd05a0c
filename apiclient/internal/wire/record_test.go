package wire

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"banyan/apiclient"
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

func TestListsNeedTheirWrapper(t *testing.T) {
	read := func(r Record) string { return r.Required("name") }
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
		{`{"names":[{"name":"a"},null]}`, []string{"a"}, ": 1 of 2 rows is unreadable: names[1] is null instead of an object"},
		{`{"names":["a"]}`, nil, `names[0] is the text "a" instead of an object`},
		{`{"names":[{"name":"a"},{"name":null},7]}`, []string{"a"}, ": 2 of 3 rows are unreadable: names[1].name is missing; names[2] is 7 instead of an object"},
		{`{"names":[null,{}]}`, nil, "names[0] is null instead of an object"},
		{`{"names":[{"name":"a"},{"name":{}}]}`, []string{"a"}, ": 1 of 2 rows is unreadable: names[1].name is an object instead of text"},
		{`{"names":[{"name":[]}]}`, nil, "names[0].name is a list instead of text"},
		{`[]`, nil, "the answer is a list instead of an object"},
		{`{"names":[{"name":"a","name":"b"}]}`, nil, `not valid JSON: "name" is there twice`},
		{`{"names":[]}]`, nil, "something follows the JSON document"},
		{`{"names":[`, nil, "the JSON document ends too early"},
		{strings.Repeat("[", 65) + strings.Repeat("]", 65), nil, "not valid JSON: nested deeper than 64"},
	} {
		t.Run(test.body, func(t *testing.T) {
			got, err := DecodeList([]byte(test.body), "names", read)
			if strings.Join(got, ",") != strings.Join(test.want, ",") || (got == nil) != (test.want == nil) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if (err == nil) != (test.err == "") || (err != nil && err.Error() != test.err) {
				t.Errorf("got %v, want %s", err, test.err)
			}
		})
	}
}

// FuzzParse holds that what Parse accepts is JSON, that it accepts all JSON but for
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
		_, err := Parse(body)
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

func TestABareListNeedsNoWrapperAndTakesNone(t *testing.T) {
	read := func(r Record) string { return r.Required("name") }
	for body, want := range map[string]string{
		`[]`: "", `[{"name":"b"},{"name":5}]`: "b 5",
	} {
		got, err := DecodeArray([]byte(body), read)
		if err != nil || got == nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
	for body, want := range map[string]string{
		`{"data":[]}`: "the answer is an object instead of a list", `null`: "the answer is null instead of a list",
		`[1]`: "[0] is 1 instead of an object", `[`: "the JSON document ends too early",
	} {
		got, err := DecodeArray([]byte(body), read)
		if err == nil || err.Error() != want || got != nil {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
}

func TestWhatIsReadAloneCostsNothingElse(t *testing.T) {
	got, err := DecodeOne([]byte(`{"a":[],"b":7}`), func(r Record) int {
		if _, err := Alone(r, func(r Record) *int { return r.Count("a") }); err == nil || err.Error() != "a is a list instead of a number" {
			t.Errorf("alone: %v", err)
		}
		return r.MustCount("b")
	})
	if err != nil || got != 7 {
		t.Errorf("got %d, %v", got, err)
	}
}

func TestTheFirstProblemOfARecordIsTold(t *testing.T) {
	_, err := DecodeOne([]byte(`{"a":{"b":{"c":"\ufffd"}},"d":null}`), func(r Record) string {
		a, _ := r.Object("a")
		b, _ := a.Object("b")
		b.Exact("c")
		return r.Required("d")
	})
	if err == nil || err.Error() != "a.b.c has characters that cannot be read" {
		t.Errorf("got %v", err)
	}
}

func TestAValueIsChangedWithoutTouchingItsOriginal(t *testing.T) {
	before, err := Parse([]byte(`{"b":9007199254740993,"a":[null,{}],"t":"<&>\u00e9"}`))
	if err != nil {
		t.Fatal(err)
	}
	after := before.Set("b", NumberOf(1)).Set("new", BooleanOf(true)).Without("a", "none")
	for _, test := range []struct {
		v    Value
		want string
	}{
		{before, `{"b":9007199254740993,"a":[null,{}],"t":"<&>é"}`},
		{after, `{"b":1,"t":"<&>é","new":true}`},
	} {
		if got, err := test.v.Encode(); err != nil || string(got) != test.want {
			t.Errorf("%s, %v, want %s", got, err, test.want)
		}
	}
	damaged := before.Set("t", TextOf("\xff"))
	if _, err := damaged.Encode(); err != nil {
		return
	}
	t.Error("text that is damaged was written")
}

func TestEveryFieldIsListedButSecrets(t *testing.T) {
	v, err := Parse([]byte(`{"a":{"b":[1,{"c":null}],"myPassword":"x"},"d":[],"e":{},"authToken":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, field := range Flatten(v.Members) {
		out = append(out, field.Name+"="+field.Value)
	}
	if got := strings.Join(out, " "); got != "a.b[0]=1 a.b[1].c=null d=[] e={}" {
		t.Error(got)
	}
}

func TestALongListIsCutWithAWord(t *testing.T) {
	for _, test := range []struct {
		first string
		rows  int
		want  string
	}{
		{`{"name":"a"}`, maxRows, "only the first 50000 of 50003 rows are taken; the others are not here; tell who runs the server"},
		{`7`, maxRows - 1, "partly read: 1 of 50003 rows is unreadable: [0] is 7 instead of an object, and only the first 50000 are taken; " +
			"the rest of these is shown; tell who runs the server"},
	} {
		got, err := DecodeArray([]byte("["+test.first+strings.Repeat(`,{"name":"a"}`, maxRows+2)+"]"), func(r Record) string { return r.Required("name") })
		if text := apiclient.Explain(err); len(got) != test.rows || text != test.want {
			t.Errorf("%d rows, %q, want %q", len(got), text, test.want)
		}
	}
}
