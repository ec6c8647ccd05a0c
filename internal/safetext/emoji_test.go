package safetext

import (
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
)

// A joiner holds two runes in one cluster when both are pictographs (UAX #29,
// rule GB11), so the clusters of another implementation tell its table.
func TestThePictographsAreThoseOfUnicode(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		if r >= 0xd800 && r <= 0xdfff {
			continue
		}
		s := string(r) + zwj + "©"
		cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
		if want := cluster == s; isPictograph(r) != want {
			t.Errorf("isPictograph(%U) = %v, want %v", r, !want, want)
		}
	}
}
