package report

import (
	"fmt"
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
	for _, r := range text {
		if r < 0x7f && (r >= ' ' || !controls) || r > 0x7f && (r == utf8.RuneError || !isHidden(r)) {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}
