package report

import (
	"strconv"
	"strings"
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
	var out strings.Builder
	kept := 0
	for i, r := range text {
		if r < 0x7f && (r >= ' ' || !controls) || r > 0x7f && r != utf8.RuneError && !isHidden(r) {
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		out.WriteString(text[kept:i])
		kept = i + size
		if r == utf8.RuneError {
			out.WriteRune(r)
			continue
		}
		out.WriteString(escapeRune(r))
	}
	if kept == 0 {
		return text
	}
	return out.String() + text[kept:]
}

func escapeRune(r rune) string {
	var text strings.Builder
	for _, unit := range utf16.Encode([]rune{r}) {
		digits := strconv.FormatUint(uint64(unit), 16)
		text.WriteString(`\u` + strings.Repeat("0", 4-len(digits)) + digits)
	}
	return text.String()
}
