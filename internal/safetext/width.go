package safetext

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ellipsis ends what Truncate cut.
const ellipsis = "…"

// Width returns how many columns s takes on a terminal. Every measuring of text in the product
// goes through it, for two ways of measuring never agree on all strings. It counts by grapheme
// cluster, ignores the escape sequences of styled text, and does not depend on the locale, as
// go-runewidth does. Only RUNEWIDTH_EASTASIAN=1, which the drawing libraries heed as well,
// makes ambiguous characters two columns wide.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
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
