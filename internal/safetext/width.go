package safetext

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// ellipsis ends what Truncate cut.
const ellipsis = "…"

// Width returns how many columns s takes on a terminal. Every measuring of text in the product
// goes through it, for two ways of measuring never agree on all strings. It counts by grapheme
// cluster, ignores the escape sequences of styled text, and does not depend on the locale, as
// go-runewidth does. Only RUNEWIDTH_EASTASIAN=1, which the drawing libraries heed as well,
// makes ambiguous characters two columns wide.
//
// A line of the screen is mostly ASCII, looks, and rows of one sign. Those are counted one by
// one. From another character on, with what it may belong to, the rules of all scripts do it.
func Width(s string) int {
	used, own := 0, 0 // columns before the character that ends at i, and its own
	begin, sign, signWidth := 0, "", 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		columns, length := 1, size
		switch {
		case r >= ' ' && r < 0x7f:
		case isSign(r):
			if s[i:i+size] != sign {
				sign = s[i : i+size]
				signWidth = ansi.StringWidth(sign)
			}
			columns = signWidth
		default:
			columns, length = 0, styleLength(s[i:])
		}
		if length == 0 {
			return used + ansi.StringWidth(s[begin:])
		}
		used, own, begin = used+own, columns, i
		i += length
	}
	return used + own
}

// isSign reports whether r is a sign by itself, unless a mark follows: punctuation, arrows,
// the signs of mathematics, lines, blocks and figures.
func isSign(r rune) bool {
	return r >= 0x2010 && r <= 0x2027 || r >= 0x2190 && r <= 0x22ff || r >= 0x2500 && r <= 0x25ff
}

// styleLength returns the length of the sequence of colours and the like that s begins with, 0
// where it begins with none.
func styleLength(s string) int {
	if !strings.HasPrefix(s, "\x1b[") {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// Truncate cuts s, which is safe text without styles, to at most width columns.
// What was cut ends with "…". The result is never wider than width and is safe
// like s; it is empty for a width below one. It reads no more of s than it needs.
func Truncate(s string, width int) string {
	if width < 1 {
		return ""
	}
	if len(s) <= width {
		return s // no character takes more columns than bytes
	}
	room := width - Width(ellipsis)
	used, cut := 0, 0
	for end := 0; end < len(s); {
		cluster, w := ansi.FirstGraphemeCluster(s[end:], ansi.GraphemeWidth)
		used += w
		end += len(cluster)
		if used > width {
			if room < 0 {
				return ""
			}
			// Versions of Unicode differ in what is a pictograph, so a cluster may
			// end at a joiner that Line kept.
			return strings.TrimSuffix(s[:cut], zwj) + ellipsis
		}
		if used <= room {
			cut = end
		}
	}
	return s
}
