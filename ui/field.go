package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// maxField is how many bytes a field holds; more is not taken.
const maxField = 256

// field is a line of text that is typed at its end. The zero value is empty.
type field struct{ text string }

// update takes a key and reports whether the field used it. Text is taken as text
// even when it arrives in a burst; a line break or another control character in it
// becomes a space.
func (f *field) update(msg tea.KeyMsg, keys KeyMap) bool {
	switch {
	case msg.Alt:
		return false
	case msg.Type == tea.KeyRunes, msg.Type == tea.KeySpace:
		f.insert(string(msg.Runes))
	case msg.Type == tea.KeyBackspace:
		_, size := utf8.DecodeLastRuneInString(f.text)
		f.text = f.text[:len(f.text)-size]
	case key.Matches(msg, keys.Clear):
		f.text = ""
	default:
		return false
	}
	return true
}

func (f *field) insert(text string) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	for _, r := range text {
		if len(f.text)+utf8.RuneLen(r) > maxField {
			return
		}
		f.text += string(r)
	}
}
