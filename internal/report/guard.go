package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
