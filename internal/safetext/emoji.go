package safetext

import (
	"strings"
	"unicode/utf8"
)

const (
	zwj       = "\u200d" // joins two pictographs into one emoji
	vs16      = "\ufe0f" // asks for the coloured form
	keycapEnd = vs16 + "\u20e3"
)

// maxJoined is how many pictographs one emoji may join: the largest in use is a
// family of four. Unlimited joining would hide any number of them in two columns.
const maxJoined = 4

// emojiLen returns the length in bytes of the emoji that s, which is not empty,
// starts with when a zero-width joiner or variation selector 16 is part of it,
// and 0 otherwise (UTS #51: emoji keycap, presentation and ZWJ sequences).
func emojiLen(s string) int {
	if s[0] < utf8.RuneSelf {
		isKey := s[0] >= '0' && s[0] <= '9' || s[0] == '#' || s[0] == '*'
		if isKey && strings.HasPrefix(s[1:], keycapEnd) {
			return 1 + len(keycapEnd)
		}
		return 0
	}
	end, invisible := pictographLen(s)
	for joined := 1; end > 0 && joined < maxJoined && strings.HasPrefix(s[end:], zwj); joined++ {
		next, _ := pictographLen(s[end+len(zwj):])
		if next == 0 {
			break
		}
		end += len(zwj) + next
		invisible = true
	}
	if !invisible {
		return 0
	}
	return end
}

// pictographLen returns the length of the pictograph that s starts with, its
// variation selector 16 or skin tone included, and whether it has the selector.
func pictographLen(s string) (n int, selector bool) {
	r, size := utf8.DecodeRuneInString(s)
	if !isPictograph(r) || !isVisible(r) {
		return 0, false
	}
	if strings.HasPrefix(s[size:], vs16) {
		return size + len(vs16), true
	}
	if tone, toneSize := utf8.DecodeRuneInString(s[size:]); tone >= 0x1f3fb && tone <= 0x1f3ff {
		return size + toneSize, false
	}
	return size, false
}
