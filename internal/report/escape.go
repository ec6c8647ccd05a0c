package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"banyan/internal/safetext"
)

// isHidden reports whether a terminal would obey the character, or not show it.
func isHidden(r rune) bool {
	_, hidden := safetext.Line("-" + string(r))
	return hidden
}

// escapeHidden returns text with every character that a terminal would obey or not show
// written as \uNNNN, and with U+FFFD for what is no UTF-8. A JSON document means the same
// then. It keeps its line breaks: the controls below U+0020 are escaped only where
// controls says so, and encoding/json has escaped those of names already.
func escapeHidden(text string, controls bool) string {
	hides := func(r rune) bool {
		return r < ' ' && controls || r == 0x7f || r > 0x7f && r != utf8.RuneError && isHidden(r)
	}
	if utf8.ValidString(text) && !strings.ContainsFunc(text, hides) {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if !hides(r) {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}

// formulaSigns begin what a spreadsheet takes for a formula, in all their widths.
const formulaSigns = "=+-@" + "\uff1d\uff0b\uff0d\uff20" + "\ufe66\ufe62\ufe63\ufe6b" + "\u2212"

// separators are what spreadsheets may split a line at, whatever the quotes say: the
// list separator depends on the country. A TAB never comes here (see escapeHidden).
const separators = ",;|"

// textCell returns text from outside as a cell of a CSV file. It is guarded, and
// whatever could hide in it is visible.
func textCell(text string) string { return guarded(escapeHidden(text, true)) }

// guarded puts an apostrophe before every part of text that a spreadsheet might take
// for a formula: one that begins with a formula sign, after blanks and quotes or not.
// A part begins where text does and after each separator. Figures that are numbers
// never come here: -11 stays a number.
func guarded(text string) string {
	var out strings.Builder
	kept, part, open := 0, 0, true
	for i, r := range text {
		switch {
		case strings.ContainsRune(separators, r):
			part, open = i+utf8.RuneLen(r), true
		case !open || unicode.IsSpace(r) || r == '"':
		case strings.ContainsRune(formulaSigns, r):
			out.WriteString(text[kept:part])
			out.WriteByte('\'')
			kept, open = part, false
		default:
			open = false
		}
	}
	if out.Len() == 0 {
		return text
	}
	return out.String() + text[kept:]
}
