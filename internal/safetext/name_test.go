package safetext

import "testing"

func TestANameIsToldFromItsLikes(t *testing.T) {
	for name, want := range map[string][2]string{
		"":               {"", ""},
		"foo":            {"foo", ""},
		"HQ é ü 日本 ÅÄÖ":  {"HQ é ü 日本 ÅÄÖ", ""},
		"Москва HQ":      {"Москва HQ", ""},
		`a\b`:            {`a\b`, ""},
		"foo ":           {`foo\x20`, "ends with a blank"},
		`foo\x20`:        {`foo\\x20`, "has letters that cannot be told from others, or not seen"},
		" foo":           {`\x20foo`, "begins with a blank"},
		"a  b":           {`a \x20b`, "has blanks in a row"},
		"f\u043eo":       {`f\u043eo`, "has letters that cannot be told from others, or not seen"},
		"\u0441\u043e":   {`\u0441\u043e`, "has letters that cannot be told from others, or not seen"},
		"e\u0301":        {`e\u0301`, "has letters that cannot be told from others, or not seen"},
		"a\u00a0b\u200b": {`a\u00a0b\u200b`, "has letters that cannot be told from others, or not seen"},
	} {
		if got := Name(name); got != want[0] || Odd(name) != want[1] {
			t.Errorf("%q: %s, %q", name, got, Odd(name))
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add("foo ", `foo\x20`)
	f.Add(`a\ `, `a\x20`)
	f.Add("a\\\u0430b", `a\u0430b`)
	f.Add("a\\\u202e", `a\u202e`)
	f.Fuzz(func(t *testing.T, a, b string) {
		if a != b && Name(a) == Name(b) {
			t.Errorf("%q and %q are both %s", a, b, Name(a))
		}
		if Cell(Name(a)) != Name(a) {
			t.Errorf("%q is not safe: %q", a, Name(a))
		}
	})
}
