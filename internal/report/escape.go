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

// escapeHidden returns a JSON document with every character that a terminal would
// obey or not show written as \uNNNN. The document means the same: encoding/json
// escapes the controls below U+0020 only.
func escapeHidden(document []byte) []byte {
	var out []byte
	kept := 0
	for i := 0; i < len(document); {
		if b := document[i]; b < utf8.RuneSelf && b != 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(document[i:])
		if isHidden(r) {
			out = append(out, document[kept:i]...)
			out = append(out, escapeRune(r)...)
			kept = i + size
		}
		i += size
	}
	if out == nil {
		return document
	}
	return append(out, document[kept:]...)
}

func escapeRune(r rune) string {
	var text strings.Builder
	for _, unit := range utf16.Encode([]rune{r}) {
		digits := strconv.FormatUint(uint64(unit), 16)
		text.WriteString(`\u` + strings.Repeat("0", 4-len(digits)) + digits)
	}
	return text.String()
}

// visible returns text with its hidden characters as escapeHidden writes them, those
// below U+0020 too, and with U+FFFD for what is no UTF-8.
func visible(text string) string {
	var out strings.Builder
	kept := 0
	for i, r := range text {
		plain := r >= ' ' && (r < 0x7f || (r != utf8.RuneError && !isHidden(r)))
		if plain {
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
