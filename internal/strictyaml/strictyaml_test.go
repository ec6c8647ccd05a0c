package strictyaml_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"banyan/internal/soak"
	"banyan/internal/strictyaml"
)

func TestMain(m *testing.M) { os.Exit(soak.Tests{M: m}.Run()) }

// read reads a table with a key of each kind, and returns what is wrong.
func read(t *testing.T, text string) (problems []string) {
	t.Helper()
	d, err := strictyaml.Parse([]byte(text))
	if err != nil {
		return []string{err.Error()}
	}
	o := d.Root().Object("no key is called", "text", "number", "flag", "word", "list")
	for key, get := range map[string]func(strictyaml.Value){
		"text":   func(v strictyaml.Value) { v.Text() },
		"number": func(v strictyaml.Value) { v.Whole() },
		"flag":   func(v strictyaml.Value) { v.Flag() },
		"word":   func(v strictyaml.Value) { v.One("ordered", "weighted") },
		"list":   func(v strictyaml.Value) { v.Items() },
	} {
		if v, found := o.Get(key); found {
			get(v)
		}
	}
	for _, p := range d.Problems() {
		problems = append(problems, p.Error())
	}
	return problems
}

func TestWhatIsWrongHasItsPlaceAndAWordToGoOnWith(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"nothing":             {"", nil},
		"all right":           {"text: a\nnumber: 7\nflag: true\nword: ordered\nlist: [1]\n", nil},
		"a quoted number":     {"text: \"7\"\n", nil},
		"an unknown key":      {"text: a\nnumbr: 7\n", []string{"line 2, column 1: no key is called numbr; the nearest is number"}},
		"nothing like it":     {"other: 7\n", []string{"line 1, column 1: no key is called other"}},
		"twice":               {"text: a\ntext: b\n", []string{"line 2, column 1: text is there twice, first in line 1"}},
		"a number as text":    {"text: 7\n", []string{`line 1, column 7: this must be a text, and is 7 without quotes: write "7"`}},
		"a text as number":    {"number: seven\n", []string{`line 1, column 9: this must be a whole number, and is "seven"`}},
		"a half":              {"number: 1.5\n", []string{`line 1, column 9: this must be a whole number, and is "1.5"`}},
		"octal":               {"number: 010\n", []string{`line 1, column 9: this must be a whole number, and is "010"`}},
		"hexadecimal":         {"number: 0x10\n", []string{`line 1, column 9: this must be a whole number, and is "0x10"`}},
		"far too large":       {"number: 99999999999999999999\n", []string{`line 1, column 9: this must be a whole number, and is "99999999999999999999"`}},
		"yes":                 {"flag: yes\n", []string{`line 1, column 7: this must be true or false, and is "yes"`}},
		"a table as a list":   {"list: {a: 1}\n", []string{"line 1, column 7: this must be a list, with a dash before each part, and is a table of keys"}},
		"a list as a text":    {"text: [a]\n", []string{"line 1, column 7: this must be a text, and is a list"}},
		"an unknown word":     {"word: orderd\n", []string{`line 1, column 7: this must be ordered or weighted, and is "orderd"; the nearest is ordered`}},
		"a list at the top":   {"- a\n", []string{"line 1, column 1: this must be a table of keys, and is a list"}},
		"two, in their order": {"flag: 1\nnumber: x\n", []string{`line 1, column 7: this must be true or false, and is "1"`, `line 2, column 9: this must be a whole number, and is "x"`}},
		"two documents":       {"text: a\n---\ntext: b\n", []string{"line 2, column 1: a second document begins: one file holds one"}},
		"no YAML":             {"text: [\n", []string{"line 1: did not find expected node content"}},
		"a control":           {"text: \x01\n", []string{"control characters are not allowed"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAnAliasIsFollowedUnlessItIsRefused(t *testing.T) {
	const text = "text: &name a\nlist:\n- <<: &more {word: ordered, flag: true}\n  flag: false\n- *name\n"
	d, err := strictyaml.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	list, _ := d.Root().Table().Get("list")
	items := list.Items()
	merged := items[0].Table()
	word, _ := merged.Get("word")
	flag, _ := merged.Get("flag")
	if on, _ := flag.Flag(); on || word.Text() != "ordered" || items[1].Text() != "a" || len(d.Problems()) > 0 {
		t.Errorf("got %v %v %v %v", on, word.Text(), items[1].Text(), d.Problems())
	}
	d.RefuseAliases()
	var got []string
	for _, p := range d.Problems() {
		got = append(got, p.Error())
	}
	want := []string{
		"line 1, column 7: an anchor (&name) is not allowed here: write out what is meant",
		"line 3, column 7: an anchor (&more) is not allowed here: write out what is meant",
		"line 5, column 3: an alias (*name) is not allowed here: write out what is meant",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// A table that merges itself ends.
func FuzzNothingPanics(f *testing.F) {
	for _, text := range []string{"", "a: &a {<<: *a, b: [*a]}", "<<: [{a: 1}, {b: 2}]", "? [a]\n: b", "a: !!binary x", "- - - {", "\xff", strings.Repeat("[", 200)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := strictyaml.Parse([]byte(text))
		if err != nil {
			return
		}
		o := d.Root().Object("no key is called", "a")
		for _, key := range o.Keys() {
			v, found := o.Get(key)
			if !found {
				t.Errorf("%q is a key without a value", key)
			}
			v.Table()
			v.Items()
			v.Text()
			v.Scalar()
			v.Whole()
			v.Flag()
			v.One("a", "b")
		}
		d.RefuseAliases()
		for _, p := range d.Problems() {
			if p.Text == "" {
				t.Errorf("a problem says nothing: %+v", p)
			}
		}
	})
}
