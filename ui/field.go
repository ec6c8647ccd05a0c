package ui

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// MaxField is how many bytes can be typed into a field; more is not taken.
const MaxField = 256

// TextField is a line of text with a caret. The zero value is empty. It draws itself
// through safetext; what it holds is byte for byte what was typed or set. A copy is a
// field of its own.
type TextField struct {
	Hidden bool // a password: one sign is drawn for each letter

	text   string
	behind int // bytes behind the caret: 0 at the end
}

// Text returns what the field holds.
func (f *TextField) Text() string { return f.text }

// SetText replaces what the field holds, without cutting it, and puts the caret at its
// end.
func (f *TextField) SetText(text string) { f.text, f.behind = text, 0 }

// Update takes a key and reports whether the field used it; left and right are not used
// where the caret is at that end already. Text is taken as text even when it is pasted or
// arrives in a burst, and control characters in it become spaces; so a caller that must
// not be filled like that asks IsBurst first.
func (f *TextField) Update(msg tea.KeyMsg, keys KeyMap) bool {
	before, after := f.split()
	switch {
	case msg.Alt:
		return false
	case msg.Type == tea.KeyRunes, msg.Type == tea.KeySpace:
		f.edit(keys, insertion(msg.Runes, MaxField-len(f.text)))
	case key.Matches(msg, keys.Clear):
		f.SetText("")
	case key.Matches(msg, keys.CaretLeft):
		f.edit(keys, msg)
		return before != ""
	case key.Matches(msg, keys.CaretRight):
		f.edit(keys, msg)
		return after != ""
	case key.Matches(msg, keys.DeleteBackward, keys.DeleteForward, keys.WordLeft, keys.WordRight, keys.CaretStart, keys.CaretEnd, keys.DeleteWord):
		f.edit(keys, msg)
	default:
		return false
	}
	return true
}

// split returns the text before the caret and behind it.
func (f *TextField) split() (before, after string) {
	at := len(f.text) - f.behind
	return f.text[:at], f.text[at:]
}

// edit gives a key to a text input that holds the text, and takes what it makes of it.
func (f *TextField) edit(keys KeyMap, msg tea.KeyMsg) {
	before, after := f.split()
	var bytes exactBytes
	input := textinput.New()
	input.KeyMap = textinput.KeyMap{
		CharacterBackward: keys.CaretLeft, CharacterForward: keys.CaretRight,
		WordBackward: keys.WordLeft, WordForward: keys.WordRight,
		LineStart: keys.CaretStart, LineEnd: keys.CaretEnd,
		DeleteCharacterBackward: keys.DeleteBackward, DeleteCharacterForward: keys.DeleteForward,
		DeleteWordBackward: keys.DeleteWord,
	}
	input.Cursor.SetMode(cursor.CursorStatic) // blinking takes a timer: an idle program draws nothing
	input.Focus()
	before, after = bytes.hide(before), bytes.hide(after)
	input.SetValue(before + after)
	input.SetCursor(utf8.RuneCountInString(before))
	msg.Runes = []rune(bytes.hide(string(msg.Runes)))
	times := 1
	if key.Matches(msg, keys.DeleteForward) {
		cluster, _ := ansi.FirstGraphemeCluster(after, ansi.GraphemeWidth)
		times = utf8.RuneCountInString(cluster)
	}
	for range times {
		input, _ = input.Update(msg)
	}
	value := []rune(input.Value())
	at := boundary(input.Value(), input.Position(), key.Matches(msg, keys.CaretLeft, keys.WordLeft))
	f.text, f.behind = bytes.show(value), len(bytes.show(value[at:]))
}

// boundary returns where a caret at a rune stands that may be within a character of
// several: at the left of it or at the right.
func boundary(text string, at int, left bool) int {
	for start := 0; start < at; {
		cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		end := start + utf8.RuneCountInString(cluster)
		switch {
		case end > at && left:
			return start
		case end > at:
			return end
		}
		start, text = end, text[len(cluster):]
	}
	return at
}

// insertion returns the message that inserts runes, as far as there is room for their
// bytes. It is a paste, for the letters of "left" would be called like the key.
func insertion(runes []rune, room int) tea.KeyMsg {
	var text []rune
	for _, r := range runes {
		if unicode.IsControl(r) {
			r = ' '
		}
		if room -= len(string(r)); room < 0 {
			break
		}
		text = append(text, r)
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: text, Paste: true}
}

// exactBytes takes through a text input what it would drop: control characters and
// bytes that are not UTF-8. A rune of the last private plane stands for each. The zero
// value holds none.
type exactBytes struct{ pieces []string }

const firstPrivate = 0x100000

// hide returns text with a private rune in place of each piece that would be dropped.
func (e *exactBytes) hide(text string) string {
	var hidden strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError || unicode.IsControl(r) || r >= firstPrivate {
			r = firstPrivate + rune(len(e.pieces))
			e.pieces = append(e.pieces, text[:size])
		}
		hidden.WriteRune(r)
		text = text[size:]
	}
	return hidden.String()
}

// show is the reverse of hide.
func (e *exactBytes) show(runes []rune) string {
	var text strings.Builder
	for _, r := range runes {
		if at := int(r - firstPrivate); at >= 0 && at < len(e.pieces) {
			text.WriteString(e.pieces[at])
		} else {
			text.WriteRune(r)
		}
	}
	return text.String()
}

// Box returns the text as the inside of a box of width cells: while it is typed, what is
// around the caret, else its beginning; with a mark where it goes on.
func (f *TextField) Box(theme Theme, width int, typed bool) string {
	if f.Hidden {
		f = f.masked(cmp.Or(theme.Glyphs.Hidden, "*"))
	}
	text := safetext.Cell(f.text)
	if typed {
		before, after := f.around(theme, width-1)
		caret := cmp.Or(theme.Glyphs.Caret, f.caret())
		if f.behind > 0 {
			caret = cmp.Or(theme.Glyphs.Between, f.caret())
		}
		text = before + caret + after
	}
	text, used := theme.Fit(text, width)
	return text + Blanks(width-used)
}

// masked returns the field with a sign in place of each letter.
func (f *TextField) masked(sign string) *TextField {
	signs := func(text string) string {
		var drawn strings.Builder
		for text != "" {
			cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			text = text[len(cluster):]
			drawn.WriteString(sign)
		}
		return drawn.String()
	}
	before, after := f.split()
	after = signs(after)
	return &TextField{text: signs(before) + after, behind: len(after)}
}

// Typed returns the whole text with the caret in it.
func (f *TextField) Typed() string {
	before, after := f.split()
	return before + f.caret() + after
}

// caret is drawn below the next letter, and between two of them as a line.
func (f *TextField) caret() string {
	if f.behind == 0 {
		return "_"
	}
	return "|"
}

// around returns the text before the caret and behind it, safe and cut to width cells,
// with a mark where it goes on.
func (f *TextField) around(theme Theme, width int) (before, after string) {
	before, after = f.split()
	before, after = safetext.Cell(before), safetext.Cell(after)
	room := width - min(safetext.Width(after), width/3)
	if safetext.Width(before) > room {
		for before != "" && safetext.Width(before) > room-safetext.Width(theme.Glyphs.More) {
			cluster, _ := ansi.FirstGraphemeCluster(before, ansi.GraphemeWidth)
			before = before[len(cluster):]
		}
		before = theme.Glyphs.More + before
	}
	after, _ = theme.Fit(after, width-safetext.Width(before))
	return before, after
}
