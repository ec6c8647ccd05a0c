package ui

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// FormLine is a line of a form: a label and one field or more behind it. It is drawn whole at
// every depth: without grounds its cells stand in brackets.
type FormLine struct {
	Label  string // at column 3
	At     int    // the column where the first field begins; 0: 24
	InBox  bool   // in a dialog: one column further left, the cursor beside the frame
	Fields []Field
	Notice string // at the end of the line, what is doubtful: "reaches 2 of 3"
	After  []Cell // at the end of the line: what else is to be said of it
}

// formColumn is where the fields of a form begin.
const formColumn = 24

// Field is a cell of a form. The zero value is an empty one without width.
type Field struct {
	Label  string // before it, for one behind another: "within a priority"
	Value  string
	Typed  *TextField // the text that is typed in place of the value; nil for none
	Width  int        // of the inside, in cells; a choice is as wide as its value
	Right  bool       // a number
	Choice bool       // one of a few values
	Focus  bool       // it takes the keys
	Caret  bool       // a number is typed, and more digits may follow
	Was    string     // what stands beside a value that was changed: "was 70", "new"; empty: it was not
	Room   int        // cells kept free for Was and for Wrong, so that nothing moves
	Wrong  string     // the rule that the value breaks, in few words: "1 to 10"
}

// Cell returns the field itself: its inside, and one cell at each side.
func (f Field) Cell(theme Theme) Cell {
	on, tone := f.look()
	left, right := " ", " "
	if !theme.lights(OnCell) {
		left, right = "[", "]"
	}
	glyphs := theme.Glyphs
	if f.Choice {
		return Cell{Text: glyphs.Less, Tone: Muted, Ground: on, Then: []Cell{
			{Text: " " + safetext.Cell(f.Value) + " ", Tone: tone}, {Text: glyphs.Greater, Tone: Muted},
		}}
	}
	text, used := theme.Fit(safetext.Cell(f.Value), f.Width)
	before, behind := "", Blanks(f.Width-used) // which are not underlined, as a value may be
	switch {
	case f.Typed != nil:
		text, behind = f.Typed.Box(theme, f.Width, f.Focus), ""
	case f.Right:
		before, behind = behind, ""
	}
	if f.Caret {
		right = glyphs.Caret
	}
	return Cell{Text: left + before, Tone: Faint, Ground: on, Then: []Cell{{Text: text, Tone: tone}, {Text: behind + right, Tone: Faint}}}
}

// look returns what the field stands on, and in which tone its value is.
func (f Field) look() (Ground, Tone) {
	switch {
	case f.Wrong != "" && f.Focus:
		return OnAlarm, Strong
	case f.Wrong != "":
		return OnBad, Plain
	case f.Focus:
		return OnChoice, Strong
	case f.Was != "":
		return OnCell, Changed
	}
	return OnCell, Plain
}

// Beside returns what stands behind the field, in at least Room cells: the rule that it breaks,
// or what the value was.
func (f Field) Beside(theme Theme) Cell {
	beside := Cell{Text: f.Was, Tone: Muted}
	if f.Wrong != "" {
		beside = Cell{Text: theme.Glyphs.Failed + " " + f.Wrong, Tone: Failed}
	}
	beside.Then = []Cell{{Text: Blanks(f.Room - Width(beside))}}
	return beside
}

// Cells returns the line: the cursor at column 1 where a field of it has the focus.
func (l FormLine) Cells(theme Theme) []Cell {
	cells := l.label(theme)
	cells = append(cells, Cell{Text: Blanks(max(1, cmp.Or(l.At, formColumn)-Width(cells...)))})
	var wrong []string
	for i, field := range l.Fields {
		if i > 0 {
			cells = append(cells, Cell{Text: " " + field.Label, Tone: field.labelTone()}, Cell{Text: " "})
		}
		cells = append(cells, field.Cell(theme))
		if field.Wrong != "" {
			wrong = append(wrong, field.Wrong)
			field.Wrong, field.Was = "", "" // said at the end of the line
		}
		if last := i == len(l.Fields)-1; !last || field.Was != "" || len(l.After) > 0 {
			cells = append(cells, Cell{Text: " "}, field.Beside(theme))
		}
	}
	for _, rule := range wrong {
		cells = append(cells, Cell{Text: " "}, Cell{Text: theme.Glyphs.Failed + " " + safetext.Cell(rule), Tone: Failed})
	}
	if l.Notice != "" {
		cells = append(cells, Cell{Text: " "}, Cell{Text: theme.Glyphs.Notice + " " + safetext.Cell(l.Notice), Tone: Notice})
	}
	if len(l.After) > 0 {
		cells = append(append(cells, Cell{Text: " "}), l.After...)
	}
	return cells
}

// label returns the cursor and the label, which is red where the first field is wrong.
func (l FormLine) label(theme Theme) []Cell {
	before := 1
	if l.InBox {
		before = 0
	}
	cursor, tone := Cell{Text: Blanks(before + gutter - 1)}, Muted
	for i, field := range l.Fields {
		if field.Focus {
			cursor = Cell{Text: Blanks(before), Then: []Cell{{Text: theme.Glyphs.Cursor + " ", Tone: Selected}}}
		}
		if i == 0 {
			tone = field.labelTone()
		}
	}
	return []Cell{cursor, {Text: l.Label, Tone: tone}}
}

func (f Field) labelTone() Tone {
	switch {
	case f.Focus:
		return Accent
	case f.Wrong != "":
		return Failed
	}
	return Muted
}

// Explanation is the line below a form about the field that has the focus.
type Explanation struct {
	What   string // the field: "Trunk-Antwerp, weight"
	Range  string // what it may be: "1 to 65536"
	Effect string // what the value does now
	Wrong  bool   // the value breaks a rule, which Effect says whole
}

// Cells returns the line.
func (e Explanation) Cells(theme Theme) []Cell {
	text, tone, head := e.text(), Plain, Cell{Text: e.What, Tone: Strong}
	if e.Wrong {
		tone, head = Failed, Cell{Text: theme.Glyphs.Failed + " " + e.What, Tone: Failed}
	}
	return []Cell{{Text: " "}, head, {Text: indented(Blanks(apart), text), Tone: tone}}
}

// String returns the line as text.
func (e Explanation) String() string { return strings.TrimRight(e.What+Blanks(apart)+e.text(), " ") }

func (e Explanation) text() string {
	if e.Range == "" || e.Effect == "" {
		return e.Range + e.Effect
	}
	return e.Range + "; " + e.Effect
}

// The words for a number without a bound, and for no number.
const (
	Unlimited = "unlimited"
	None      = "none"
)

// mostDigits is how long a number can be: it is seen whole in a cell that has room for the word.
const mostDigits = len(Unlimited)

// signs are typed in numbers that no field takes: one with any of them is seen, and wrong.
const signs = "+-.,"

// NumberField is a number as it is typed, "10.5" and "-5" too, which are wrong. A field that just
// got the focus is fresh: the first digit replaces what it holds. The zero value holds nothing and
// takes any number.
type NumberField struct {
	Least, Most int64 // what it may be; Most 0: no bound
	Unlimited   bool  // it may be the word as well
	None        bool  // and so this word

	before  string // what it held before the typing
	text    string
	typing  bool
	word    int    // how many letters of the word were typed
	outcome string // what became of the latest key, where that is not seen
}

// Focus gives the field the focus with what it holds: it is fresh.
func (f *NumberField) Focus(value string) {
	f.before, f.text, f.typing, f.word, f.outcome = value, value, false, 0, ""
}

// Outcome returns what became of the latest key, where that cannot be seen in the cell, or nothing.
func (f *NumberField) Outcome() string { return f.outcome }

// IsTyping reports whether something was typed since the field got the focus.
func (f *NumberField) IsTyping() bool { return f.typing }

// Text returns what is in the cell, which may be nothing.
func (f *NumberField) Text() string { return f.text }

// Value returns what the field holds, without zeros before a number: an empty one what it held
// before the typing.
func (f *NumberField) Value() string {
	return bare(cmp.Or(f.text, f.before))
}

// IsBroken reports whether what was typed is no number: a sign is in it.
func (f *NumberField) IsBroken() bool { return strings.ContainsAny(f.text, signs) }

// Leave ends the typing and returns what the field holds.
func (f *NumberField) Leave() string {
	f.Focus(f.Value())
	return f.before
}

// TakeBack takes back what was typed, and reports whether that was anything.
func (f *NumberField) TakeBack() bool {
	was := f.typing
	f.Focus(f.before)
	return was
}

// Update takes a key and reports whether the field used it. Digits and signs that are pasted or
// arrive together are taken, as far as there is nothing else among them. The first letter of the word
// writes all of it, and who types on types the rest.
func (f *NumberField) Update(msg tea.KeyMsg, k KeyMap) bool {
	f.outcome = ""
	numeral, letters := numeralOf(msg), f.lettersOf(msg)
	switch {
	case numeral != "":
		f.take(numeral)
	case letters > 0:
		f.text, f.typing, f.word = f.Word(), true, letters
		return true
	case msg.Type != tea.KeyRunes && !msg.Alt && key.Matches(msg, k.DeleteBackward):
		if !isNumeral(f.text) {
			f.text = "" // a word goes whole
		}
		f.text, f.typing = f.text[:max(0, len(f.text)-1)], true
	case msg.Type != tea.KeyRunes && !msg.Alt && key.Matches(msg, k.Clear):
		f.text, f.typing = "", true
	default:
		return false
	}
	f.word = 0
	return true
}

// lettersOf returns how many letters of the word are typed with a key, and zero where it is none
// of them.
func (f *NumberField) lettersOf(msg tea.KeyMsg) int {
	text := strings.ToLower(strings.TrimSpace(string(msg.Runes)))
	switch {
	case msg.Alt || msg.Type != tea.KeyRunes || text == "":
		return 0
	case f.word > 0 && strings.HasPrefix(f.Word()[f.word:], text):
		return f.word + len(text)
	case strings.HasPrefix(f.Word(), text) && (len(text) > 1 || !IsBurst(msg)):
		return len(text)
	}
	return 0
}

// Word returns the word that the field takes beside a number, or nothing.
func (f *NumberField) Word() string {
	switch {
	case f.Unlimited:
		return Unlimited
	case f.None:
		return None
	}
	return ""
}

// take appends digits and signs, or puts them in place of what is there. Those for which there is
// no room are not taken, and said.
func (f *NumberField) take(numeral string) {
	text := f.text
	if !f.typing || !isNumeral(text) {
		text = ""
	}
	if text = bare(text + numeral); len(text) > mostDigits {
		f.outcome = numeral + " not taken: at most " + strconv.Itoa(mostDigits) + " digits"
		return
	}
	f.text, f.typing = text, true
}

// numeralOf returns the digits and signs of a key, a paste or a burst, empty where it has anything
// else.
func numeralOf(msg tea.KeyMsg) string {
	if msg.Type != tea.KeyRunes || msg.Alt {
		return ""
	}
	text := strings.TrimSpace(string(msg.Runes))
	if !isNumeral(text) {
		return ""
	}
	return text
}

const digits = "0123456789"

func isNumeral(text string) bool { return strings.Trim(text, digits+signs) == "" }

// bare returns a number without the zeros before it, and any other text as it is.
func bare(text string) string {
	if text == "" || strings.Trim(text, digits) != "" {
		return text
	}
	return cmp.Or(strings.TrimLeft(text, "0"), "0")
}

// Wrong returns the rule that the number breaks, in few words, or nothing. What is none and too
// large is said at once, too small only when the field is left.
func (f *NumberField) Wrong(left bool) string {
	n, err := strconv.ParseInt(f.Value(), 10, 64)
	switch {
	case f.IsBroken():
		return f.Rule()
	case f.Value() != "" && f.Value() == f.Word(), err != nil && !left:
		return ""
	case err != nil, f.Most > 0 && n > f.Most, n < f.Least && left:
		return f.Rule()
	}
	return ""
}

// Rule returns what the number may be: "1 to 10".
func (f *NumberField) Rule() string {
	least := strconv.FormatInt(f.Least, 10)
	rule := "a number"
	switch {
	case f.Most > 0:
		rule = least + " to " + strconv.FormatInt(f.Most, 10)
	case f.Least > 0:
		rule = least + " or more"
	}
	if word := f.Word(); word != "" {
		rule += ", or " + word
	}
	return rule
}

// In returns a field of a form with what is typed in it.
func (f *NumberField) In(field Field) Field {
	field.Value, field.Right, field.Focus, field.Caret = f.text, true, true, f.typing
	field.Wrong = f.Wrong(false)
	return field
}
