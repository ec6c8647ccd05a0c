package ui

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"banyan/internal/safetext"
)

func fieldWith(text string, keys ...string) *TextField {
	f := &TextField{}
	f.SetText(text)
	for _, name := range keys {
		f.Update(keyOf(name), testKeys())
	}
	return f
}

func TestATextFieldIsEditedAtItsCaret(t *testing.T) {
	for _, test := range []struct {
		text string
		keys string
		want string
	}{
		{"", "a b", "ab_"},
		{"abc", "", "abc_"},
		{"abc", "left", "ab|c"},
		{"abc", "left left left left x", "x|abc"},
		{"abc", "left x", "abx|c"},
		{"abc", "left backspace", "a|c"},
		{"abc", "home delete", "|bc"},
		{"abc", "home delete end delete", "bc_"},
		{"abc", "home backspace", "|abc"},
		{"abc", "ctrl+a x ctrl+e y", "xabcy_"},
		{"one two  three", "ctrl+left", "one two  |three"},
		{"one two  three", "ctrl+left ctrl+left", "one |two  three"},
		{"one two  three", "home ctrl+right", "one| two  three"},
		{"one two  three", "ctrl+left ctrl+w", "one |three"},
		{"one two", "ctrl+w ctrl+w ctrl+w", "_"},
		{"one two", "left ctrl+u", "_"},
		{"one two", "left ctrl+u x", "x_"},
		{"e\u0301a", "left left", "|e\u0301a"},
		{"e\u0301a", "home delete", "|a"},
		{"e\u0301", "backspace", "e_"},
		{"a👩‍👧b", "left left", "a|👩‍👧b"},
		{"a👩‍👧b", "home right delete", "a|b"},
		{"東京", "left left right", "東|京"},
	} {
		if got := fieldWith(test.text, strings.Fields(test.keys)...).Typed(); got != test.want {
			t.Errorf("%q after %q is %q, want %q", test.text, test.keys, got, test.want)
		}
	}
}

func TestATextFieldTakesNoKeyThatMeansSomethingElse(t *testing.T) {
	keys := reflect.ValueOf(testKeys())
	own := map[string]bool{}
	for _, name := range []string{"Clear", "CaretLeft", "CaretRight", "WordLeft", "WordRight", "CaretStart", "CaretEnd", "DeleteBackward", "DeleteForward", "DeleteWord"} {
		for _, name := range keys.FieldByName(name).Interface().(key.Binding).Keys() {
			own[name] = true
		}
	}
	names := []string{"tab", "shift+tab", "ctrl+s", "ctrl+d", "ctrl+k", "ctrl+v", "ctrl+h", "ctrl+n", "ctrl+p", "ctrl+b", "ctrl+f"}
	for i := range keys.NumField() {
		names = append(names, keys.Field(i).Interface().(key.Binding).Keys()...)
	}
	for _, name := range names {
		msg := keyOf(name)
		if msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace || own[name] {
			continue
		}
		f := fieldWith("one two", "left")
		if f.Update(msg, testKeys()) || f.Typed() != "one tw|o" {
			t.Errorf("%s was used: %q", name, f.Typed())
		}
	}
	for _, msg := range []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune("f"), Alt: true}, {Type: tea.KeyBackspace, Alt: true}, {Type: tea.KeyLeft, Alt: true}} {
		if f := fieldWith("one two"); f.Update(msg, testKeys()) || f.Typed() != "one two_" {
			t.Errorf("%s was used: %q", msg, f.Typed())
		}
	}
}

func TestATextFieldLeavesLeftAndRightAtItsEnds(t *testing.T) {
	for _, test := range []struct {
		text, keys, last string
		want             bool
	}{
		{"ab", "", "right", false},
		{"ab", "", "left", true},
		{"ab", "left", "right", true},
		{"ab", "home", "left", false},
		{"", "", "left", false},
		{"", "", "backspace", true},
		{"", "", "home", true},
	} {
		f := fieldWith(test.text, strings.Fields(test.keys)...)
		if got := f.Update(keyOf(test.last), testKeys()); got != test.want {
			t.Errorf("%q used %s: %v", f.Typed(), test.last, got)
		}
	}
}

func TestLettersThatArriveTogetherAreText(t *testing.T) {
	for _, word := range []string{"left", "home", "backspace", "delete", "ctrl+w", "ctrl+u"} {
		for _, msg := range []tea.KeyMsg{runes(word), paste(word)} {
			f := fieldWith("ab", "left")
			if !f.Update(msg, testKeys()) || f.Typed() != "a"+word+"|b" {
				t.Errorf("%s: %q", msg, f.Typed())
			}
		}
	}
	f := fieldWith("")
	f.Update(paste("a\tb\r\nc\x1b[31m\u009b"), testKeys())
	if f.Text() != "a b  c [31m " {
		t.Errorf("pasted: %q", f.Text())
	}
}

func TestATextFieldTakesNoMoreThanItHolds(t *testing.T) {
	f := fieldWith("x", "left")
	f.Update(paste(strings.Repeat("é", 1000)), testKeys())
	if got := f.Text(); got != strings.Repeat("é", 127)+"x" {
		t.Errorf("it holds %d bytes, %q", len(got), got)
	}
	long := strings.Repeat("y", 2*MaxField)
	f = fieldWith(long, "left", "z", "left", "backspace")
	if got := f.Text(); got != long[1:] {
		t.Errorf("a long text is now %d bytes long", len(got))
	}
}

func TestACopyOfATextFieldIsAFieldOfItsOwn(t *testing.T) {
	f := fieldWith("one two three", "ctrl+left")
	before := *f
	for _, name := range []string{"ctrl+w", "backspace", "home", "delete", "x"} {
		f.Update(keyOf(name), testKeys())
	}
	if before.Typed() != "one two |three" {
		t.Errorf("the copy is %q", before.Typed())
	}
}

// TestATextFieldHoldsEveryByte edits any text around its caret and finds every byte
// that was not edited.
func TestATextFieldHoldsEveryByte(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"a", " ", "é", "e\u0301", "東", "👩‍👧", "\x00", "\x1b", "\n", "\u009b", "\u202e", "\xff", "\xf0\x9f", "\ufffd", "\U00100000", "\U0010fffd"})
	moves := rapid.SampledFrom([]string{"left", "right", "home", "end", "ctrl+left", "ctrl+right"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "text"), "")
		f := fieldWith(text, rapid.SliceOf(moves).Draw(t, "moves")...)
		if f.Text() != text {
			t.Fatalf("moving made %q of %q", f.Text(), text)
		}
		before, after := f.split()
		var bytes exactBytes
		rest, tail := bytes.hide(text), bytes.hide(after)
		for len(rest) > len(tail) {
			cluster, _ := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
			if rest = rest[len(cluster):]; len(rest) < len(tail) {
				t.Fatalf("the caret is inside of %q: %q %q", cluster, before, after)
			}
		}
		for _, width := range []int{1, 3, 10, 40} {
			for _, typed := range []bool{false, true} {
				if box := f.Box(plainKit().Theme, width, typed); safetext.Width(box) != width || safetext.Cell(box) != box {
					t.Fatalf("a box of %d is %q, %d wide", width, box, safetext.Width(box))
				}
			}
		}
		copied := *f
		if f.Update(keyOf("X"), testKeys()); len(text) < MaxField && f.Text() != before+"X"+after {
			t.Fatalf("inserted: %q", f.Text())
		}
		if f.Update(keyOf("backspace"), testKeys()); len(text) < MaxField && f.Text() != text {
			t.Fatalf("and taken back: %q", f.Text())
		}
		f = &copied
		_, size := utf8.DecodeLastRuneInString(before)
		if f.Update(keyOf("backspace"), testKeys()); f.Text() != before[:len(before)-size]+after {
			t.Fatalf("backspace: %q", f.Text())
		}
	})
}

func TestABoxShowsWhatIsAroundTheCaret(t *testing.T) {
	text := "abcdefghijklmnopqrstuvwxyz"
	for _, test := range []struct {
		keys  string
		typed bool
		want  string
	}{
		{"", false, "abcdefghi…"},
		{"home", false, "abcdefghi…"},
		{"", true, "…stuvwxyz_"},
		{"home", true, "|abcdefgh…"},
		{"home right right", true, "ab|cdefgh…"},
		{"left left", true, "…stuvwx|yz"},
	} {
		f := fieldWith(text, strings.Fields(test.keys)...)
		if got := f.Box(plainKit().Theme, 10, test.typed); got != test.want {
			t.Errorf("after %q: %q, want %q", test.keys, got, test.want)
		}
	}
	if got := fieldWith("ab").Box(plainKit().Theme, 5, true); got != "ab_  " {
		t.Errorf("a short text is %q", got)
	}
}

func TestAFilterIsEditedAtItsCaret(t *testing.T) {
	table := sitesIn(80, 20, letters())
	typed(table, "aone")
	press(table, "home", "delete", "right")
	if got := shownIDs(table); got != "a c" || !strings.Contains(table.View(), "/o|ne   2/5") {
		t.Errorf("shows %q:\n%s", got, table.View())
	}
	table.Update(keyOf("enter"))
	if !strings.Contains(table.View(), "/one   2/5") {
		t.Errorf("applied:\n%s", table.View())
	}
}

func TestAPasswordIsDrawnAsOneSignALetter(t *testing.T) {
	for keys, want := range map[string]string{"": "***_      ", "left": "**|*      ", "home": "|***      "} {
		f := TextField{Hidden: true}
		f.SetText("s👩‍👩‍👧é")
		for name := range strings.FieldsSeq(keys) {
			f.Update(keyOf(name), testKeys())
		}
		if got := f.Box(plainKit().Theme, 10, true); got != want {
			t.Errorf("after %q: %q, want %q", keys, got, want)
		}
	}
	f := TextField{Hidden: true}
	f.SetText(strings.Repeat("secret", 4))
	f.Update(keyOf("x"), testKeys())
	if got := f.Box(plainKit().Theme, 10, true); got != "…********_" || f.Text() != strings.Repeat("secret", 4)+"x" {
		t.Errorf("%q of %q", got, f.Text())
	}
}
