package ui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"banyan/internal/safetext"
)

// lineText returns a line of cells as text.
func lineText(cells []Cell) string {
	return strings.TrimRight(Line(plainKit().Theme, OnScreen, 200, cells...), " ")
}

func TestALineOfAForm(t *testing.T) {
	number := Field{Value: "5", Width: 2, Right: true, Room: 6}
	changed, wrong, typed := number, number, number
	changed.Was = "was 70"
	wrong.Wrong, wrong.Was, wrong.Value, wrong.Focus, wrong.Caret = "1 to 10", "was 5", "50", true, true
	typed.Focus, typed.Caret = true, true
	within := Field{Label: "within a priority", Value: "3", Width: 2, Right: true}
	bad := Field{Label: "to", Value: "not a destination", Width: 26, Wrong: "invalid"}
	calls := Field{Value: "24", Width: 9, Right: true, Focus: true, Caret: true, Was: "was 12", Room: 9}
	var text TextField
	text.SetText("HQ-In")
	for name, test := range map[string]struct {
		line FormLine
		want string
	}{
		"a text":                {FormLine{Label: "Name", Fields: []Field{{Value: "HQ-Inbound", Width: 30}}}, "   Name                 [HQ-Inbound                    ]"},
		"a text that is typed":  {FormLine{Label: "Name", Fields: []Field{{Typed: &text, Width: 8, Focus: true}}}, " ▸ Name                 [HQ-In_  ]"},
		"a text too long":       {FormLine{Label: "Name", Fields: []Field{{Value: "HQ-Inbound", Width: 5}}}, "   Name                 [HQ-I…]"},
		"a choice":              {FormLine{Label: "Mode", Fields: []Field{{Value: "weighted", Choice: true}}}, "   Mode                 < weighted >"},
		"two":                   {FormLine{Label: "Max reroutes", Fields: []Field{number, within}}, "   Max reroutes         [ 5]        within a priority [ 3]"},
		"the first was changed": {FormLine{Label: "Max reroutes", Fields: []Field{changed, within}}, "   Max reroutes         [ 5] was 70 within a priority [ 3]"},
		"typed":                 {FormLine{Label: "Max reroutes", Fields: []Field{typed, within}}, " ▸ Max reroutes         [ 5_        within a priority [ 3]"},
		"wrong":                 {FormLine{Label: "Max reroutes", Fields: []Field{wrong, within}}, " ▸ Max reroutes         [50_        within a priority [ 3] ✗ 1 to 10"},
		"the second is wrong":   {FormLine{Label: "When exhausted", Fields: []Field{{Value: "forward", Choice: true}, bad}}, "   When exhausted       < forward >  to [not a destination         ] ✗ invalid"},
		"a notice":              {FormLine{Label: "Max reroutes", Fields: []Field{changed, within}, Notice: "reaches 2 of 3"}, "   Max reroutes         [ 5] was 70 within a priority [ 3] ! reaches 2 of 3"},
		"limits": {
			FormLine{Label: "Max active calls", At: 30, Fields: []Field{calls}, After: []Cell{{Text: "24 allocated"}}},
			" ▸ Max active calls           [       24_ was 12    24 allocated",
		},
		"in a dialog":  {FormLine{Label: "Ticket", At: 11, InBox: true, Fields: []Field{{Typed: &text, Width: 8, Focus: true}}}, "▸ Ticket   [HQ-In_  ]"},
		"a long label": {FormLine{Label: strings.Repeat("label", 6), Fields: []Field{number}}, "   " + strings.Repeat("label", 6) + " [ 5]"},
	} {
		if got := lineText(test.line.Cells(plainKit().Theme)); got != test.want {
			t.Errorf("%s:\n%s, want\n%s", name, got, test.want)
		}
	}
}

// Every depth has the same columns, whatever a field is like, and colour is never all that says
// how it is.
func TestFieldsTakeTheSameColumnsAtEveryDepth(t *testing.T) {
	plain, grounded := plainKit().Theme, groundedKit().Theme
	rapid.Check(t, func(t *rapid.T) {
		field := Field{
			Value: rapid.SampledFrom([]string{"", "5", "50000", "unlimited", "東京本社電話システム", "\x1b[31m"}).Draw(t, "value"),
			Width: rapid.IntRange(0, 12).Draw(t, "width"), Right: rapid.Bool().Draw(t, "right"), Choice: rapid.Bool().Draw(t, "choice"),
			Focus: rapid.Bool().Draw(t, "focus"), Caret: rapid.Bool().Draw(t, "caret"), Room: rapid.IntRange(0, 12).Draw(t, "room"),
			Was:   rapid.SampledFrom([]string{"", "was 70", "new"}).Draw(t, "was"),
			Wrong: rapid.SampledFrom([]string{"", "1 to 10"}).Draw(t, "wrong"),
		}
		line := FormLine{Label: "Label", Fields: []Field{field, {Label: "to", Width: 3}}}
		a, b := Line(plain, OnScreen, 200, line.Cells(plain)...), Line(grounded, OnScreen, 200, line.Cells(grounded)...)
		if safetext.Width(a) != safetext.Width(b) {
			t.Fatalf("%q and %q", a, b)
		}
		if strings.ContainsRune(a, '\x1b') {
			t.Fatalf("%q", a)
		}
		if want := field.Width + 2; !field.Choice && Width(field.Cell(plain)) != want {
			t.Fatalf("%d cells, want %d", Width(field.Cell(plain)), want)
		}
		if got := Width(field.Beside(plain)); got < field.Room {
			t.Fatalf("%d cells beside it, want %d", got, field.Room)
		}
	})
}

func TestWhatAFieldStandsOn(t *testing.T) {
	for _, test := range []struct {
		field Field
		on    Ground
		tone  Tone
	}{
		{Field{}, OnCell, Plain},
		{Field{Was: "was 5"}, OnCell, Changed},
		{Field{Focus: true, Was: "was 5"}, OnChoice, Strong},
		{Field{Wrong: "1 to 10"}, OnBad, Plain},
		{Field{Wrong: "1 to 10", Focus: true}, OnAlarm, Strong},
	} {
		cell := test.field.Cell(groundedKit().Theme)
		if cell.Ground != test.on || cell.Then[0].Tone != test.tone {
			t.Errorf("%+v: ground %d, tone %d", test.field, cell.Ground, cell.Then[0].Tone)
		}
	}
}

func TestTheExplanationOfAField(t *testing.T) {
	for want, e := range map[string]Explanation{
		"Trunk-Antwerp, weight  1 to 65536; 50 of 100 in priority 1 = 50% of its calls": {What: "Trunk-Antwerp, weight", Range: "1 to 65536", Effect: "50 of 100 in priority 1 = 50% of its calls"},
		"max active calls  a number":              {What: "max active calls", Range: "a number"},
		"name":                                    {What: "name"},
		"max reroutes  50: it must be 1 to 10":    {What: "max reroutes", Effect: "50: it must be 1 to 10"},
		"✗ max reroutes  50: it must be 1 to 10!": {What: "max reroutes", Effect: "50: it must be 1 to 10!", Wrong: true},
	} {
		if got := lineText(e.Cells(plainKit().Theme)); got != " "+want {
			t.Errorf("%q, want %q", got, want)
		}
		if got := e.String(); got != strings.TrimPrefix(want, "✗ ") {
			t.Errorf("as text %q, want %q", got, want)
		}
	}
}

func TestANumberIsTyped(t *testing.T) {
	for name, test := range map[string]struct {
		value, keys string
		text, left  string
	}{
		"the first digit replaces":             {"70", "5", "5", "5"},
		"the next ones follow":                 {"70", "5 0", "50", "50"},
		"backspace takes the last digit off":   {"70", "backspace", "7", "7"},
		"and a digit follows then":             {"70", "backspace 5", "75", "75"},
		"ctrl+u empties":                       {"70", "ctrl+u", "", "70"},
		"an empty one has its value back":      {"70", "5 backspace", "", "70"},
		"nothing is typed":                     {"70", "", "70", "70"},
		"a word is replaced":                   {"unlimited", "5", "5", "5"},
		"a word goes whole":                    {"unlimited", "backspace", "", "unlimited"},
		"u writes the word":                    {"70", "u", "unlimited", "unlimited"},
		"and a digit replaces it":              {"70", "u 5", "5", "5"},
		"and backspace takes it off":           {"70", "u backspace", "", "70"},
		"it may be empty":                      {"", "backspace", "", ""},
		"other letters do nothing":             {"70", "x", "70", "70"},
		"more digits than a number has":        {"", strings.Repeat("9 ", 30), strings.Repeat("9", 9), strings.Repeat("9", 9)},
		"zeros before a number are none of it": {"70", "0 1 0", "10", "10"},
		"but zero is a number":                 {"70", "0 0", "0", "0"},
		"what was typed is gone on with left":  {"70", "5 left 0", "50", "50"},
	} {
		f := NumberField{Unlimited: true}
		f.Focus(test.value)
		for _, name := range strings.Fields(test.keys) {
			f.Update(keyOf(name), testKeys())
		}
		if f.Text() != test.text || f.Value() != test.left {
			t.Errorf("%s: %q, worth %q", name, f.Text(), f.Value())
		}
		if left := f.Leave(); left != test.left || f.IsTyping() {
			t.Errorf("%s: left with %q", name, left)
		}
	}
}

// Digits that are pasted or arrive together used to be dropped without a word.
func TestDigitsThatArriveTogetherAreTyped(t *testing.T) {
	for _, test := range []struct {
		msg  tea.KeyMsg
		want string
		used bool
	}{
		{runes("120"), "120", true},
		{paste("120"), "120", true},
		{paste(" 120\n"), "120", true},
		{paste("12 0"), "70", false},
		{paste("-5"), "-5", true},
		{paste("u"), "70", false},
		{paste("unlimited"), "unlimited", true},
		{paste("unlimitedly"), "70", false},
		{runes("5x"), "70", false},
		{paste(""), "70", false},
		{paste("٣"), "70", false},
		{tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("5"), Alt: true}, "70", false},
		{tea.KeyMsg{Type: tea.KeyBackspace, Alt: true}, "70", false},
		{runes("backspace"), "70", false},
		{runes("ctrl+u"), "70", false},
	} {
		f := NumberField{Unlimited: true}
		f.Focus("70")
		if used := f.Update(test.msg, testKeys()); used != test.used || f.Text() != test.want || f.IsTyping() != test.used {
			t.Errorf("%v: used %v, %q", test.msg, used, f.Text())
		}
	}
	f := NumberField{}
	f.Focus("70")
	f.Update(keyOf("1"), testKeys())
	if f.Update(runes("20"), testKeys()); f.Text() != "120" {
		t.Errorf("a burst after a digit: %q", f.Text())
	}
	if f.Update(keyOf("u"), testKeys()); f.Text() != "120" {
		t.Error("u is a word where none may be")
	}
}

func TestEscTakesBackTheTypingAlone(t *testing.T) {
	var f NumberField
	f.Focus("70")
	if f.TakeBack() {
		t.Error("there was nothing to take back")
	}
	f.Update(keyOf("5"), testKeys())
	if !f.TakeBack() || f.Value() != "70" || f.IsTyping() || f.TakeBack() {
		t.Errorf("it holds %q", f.Value())
	}
	if f.Update(keyOf("6"), testKeys()); f.Text() != "6" {
		t.Errorf("it is not fresh again: %q", f.Text())
	}
}

func TestTooLargeIsSaidAtOnceAndTooSmallWhenItIsLeft(t *testing.T) {
	for _, test := range []struct {
		text       string
		typed, end string
	}{
		{"5", "", ""}, {"10", "", ""}, {"11", "1 to 10", "1 to 10"}, {"0", "", "1 to 10"}, {"999999999", "1 to 10", "1 to 10"},
	} {
		f := NumberField{Least: 1, Most: 10}
		f.Focus("")
		f.Update(paste(test.text), testKeys())
		if typed, end := f.Wrong(false), f.Wrong(true); typed != test.typed || end != test.end {
			t.Errorf("%s: %q while typed, %q at the end", test.text, typed, end)
		}
	}
	for want, f := range map[string]NumberField{
		"1 to 10": {Least: 1, Most: 10}, "a number": {}, "3 or more": {Least: 3}, "a number, or unlimited": {Unlimited: true}, "0 to 5, or unlimited": {Most: 5, Unlimited: true},
	} {
		if got := f.Rule(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	f := NumberField{Most: 10, Unlimited: true}
	f.Focus(Unlimited)
	if wrong := f.Wrong(true); wrong != "" {
		t.Errorf("unlimited: %q", wrong)
	}
	f.Unlimited = false
	if wrong := f.Wrong(true); wrong == "" {
		t.Error("unlimited where it may not be is right")
	}
}

func TestATypedNumberInItsField(t *testing.T) {
	f := NumberField{Least: 1, Most: 10}
	f.Focus("5")
	fresh := f.In(Field{Width: 2})
	f.Update(runes("50"), testKeys())
	typed := f.In(Field{Width: 2})
	if fresh.Caret || fresh.Value != "5" || !typed.Caret || typed.Value != "50" || typed.Wrong != "1 to 10" {
		t.Errorf("%+v, then %+v", fresh, typed)
	}
}

// Whatever is typed into a number, it is digits, or nothing, or wrong.
func TestANumberIsDigitsOrWrong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f NumberField
		f.Focus("70")
		for range rapid.IntRange(1, 30).Draw(t, "keys") {
			msg := paste(rapid.String().Draw(t, "paste"))
			if rapid.Bool().Draw(t, "single") {
				msg = keyOf(rapid.SampledFrom([]string{"1", "0", "backspace", "ctrl+u", "u", "x", "-", ".", "left", "enter", " "}).Draw(t, "key"))
			}
			f.Update(msg, testKeys())
			if text := f.Text(); len(text) > mostDigits || strings.Trim(text, digits) != "" && f.Wrong(false) == "" {
				t.Fatalf("it holds %q", text)
			}
		}
	})
}

// Of a row with cells the one with the focus is always told apart, by its ground or alone.
func TestARowWithCellsIsLitOnlyWhereItsCellsAre(t *testing.T) {
	lit := NewTheme(func(on Ground, _ Tone) Style { return Style{begin: string(rune('a' + on))} }, testGlyphs())
	if got := lit.RowGround(); got != OnRow {
		t.Errorf("a row stands on %d", got)
	}
	if got := NewTheme(nil, testGlyphs()).RowGround(); got != OnScreen {
		t.Errorf("without grounds a row stands on %d", got)
	}
}

// What cannot be seen in the cell is said, until the next key.
func TestDigitsThatHaveNoRoomAreSaid(t *testing.T) {
	f, keys := NumberField{}, testKeys()
	f.Focus("70")
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("12345678901"), Paste: true}, keys)
	if text := f.Outcome(); text != "12345678901 not taken: at most 9 digits" || f.Value() != "70" || f.IsTyping() {
		t.Errorf("%q, the number is %s", text, f.Value())
	}
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("000000000012"), Paste: true}, keys)
	if text := f.Outcome(); text != "" || f.Text() != "12" {
		t.Errorf("%q, the number is %s", text, f.Text())
	}
}

// The word is typed by its first letter, whole, or pasted.
func TestUnlimitedIsAWordThatCanBeTyped(t *testing.T) {
	keys := testKeys()
	for _, parts := range [][]string{{"u"}, strings.Split(Unlimited, ""), {"un", "limited"}, {Unlimited}, {" Unlimited "}, {"7", "u"}} {
		f := NumberField{Unlimited: true}
		f.Focus("70")
		for _, part := range parts {
			if !f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(part)}, keys) {
				t.Errorf("%q: %q is not taken", parts, part)
			}
		}
		if f.Value() != Unlimited {
			t.Errorf("%q: %s", parts, f.Value())
		}
	}
	f := NumberField{Unlimited: true}
	f.Focus("70")
	for _, part := range []string{"x", "nlimited", "unlimitedly"} {
		if f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(part)}, keys) {
			t.Errorf("%q is taken: %s", part, f.Value())
		}
	}
}

// A part of what is no number is not taken for one.
func TestWhatIsNoNumberIsSeenAndWrong(t *testing.T) {
	for _, test := range []struct {
		keys []string
		text string
	}{
		{[]string{"1", "0", ".", "5"}, "10.5"},
		{[]string{"-", "5"}, "-5"},
		{[]string{"100,5"}, "100,5"},
		{[]string{"0", "+"}, "0+"},
	} {
		f := NumberField{Least: 1, Most: 200}
		f.Focus("70")
		for _, k := range test.keys {
			f.Update(runes(k), testKeys())
		}
		if got := f.In(Field{}); got.Value != test.text || got.Wrong != "1 to 200" {
			t.Errorf("%q: %q, %q", test.keys, got.Value, got.Wrong)
		}
		if f.Leave(); f.Value() != test.text || f.Wrong(true) != "1 to 200" {
			t.Errorf("%q, left: %q, %q", test.keys, f.Value(), f.Wrong(true))
		}
		f.Update(runes("9"), testKeys())
		if f.Value() != "9" || f.IsBroken() {
			t.Errorf("%q, typed anew: %q", test.keys, f.Value())
		}
	}
	f := NumberField{}
	f.Focus("70")
	for _, k := range []tea.KeyMsg{runes("1"), runes("."), keyOf("backspace"), runes("2")} {
		f.Update(k, testKeys())
	}
	if f.Value() != "12" || f.IsBroken() {
		t.Errorf("without the sign: %q", f.Value())
	}
}

// A line below a value is no blank to fill in: it ends where the value does.
func TestTheBlanksOfAFieldAreNotMarkedAsItsValue(t *testing.T) {
	for _, right := range []bool{true, false} {
		cell := Field{Value: "50", Width: 5, Right: right, Was: "was 70"}.Cell(NewTheme(nil, testGlyphs()))
		if value := cell.Then[0]; value.Text != "50" || value.Tone != Changed || cell.Whole() != map[bool]string{true: "[   50]", false: "[50   ]"}[right] {
			t.Errorf("%q, of which %q is marked", cell.Whole(), value.Text)
		}
	}
}
