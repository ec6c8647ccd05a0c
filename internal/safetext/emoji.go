package safetext

import (
	"slices"
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

// isPictograph reports whether r has the property Extended_Pictographic
// (Unicode 15, emoji-data.txt).
func isPictograph(r rune) bool {
	if r < 0xa9 || r > 0xae && r < 0x203c || r > 0x3299 && r < 0x1f000 {
		return false
	}
	ranges := [...][2]rune{
		{0xa9, 0xa9},
		{0xae, 0xae},
		{0x203c, 0x203c},
		{0x2049, 0x2049},
		{0x2122, 0x2122},
		{0x2139, 0x2139},
		{0x2194, 0x2199},
		{0x21a9, 0x21aa},
		{0x231a, 0x231b},
		{0x2328, 0x2328},
		{0x2388, 0x2388},
		{0x23cf, 0x23cf},
		{0x23e9, 0x23f3},
		{0x23f8, 0x23fa},
		{0x24c2, 0x24c2},
		{0x25aa, 0x25ab},
		{0x25b6, 0x25b6},
		{0x25c0, 0x25c0},
		{0x25fb, 0x25fe},
		{0x2600, 0x2605},
		{0x2607, 0x2612},
		{0x2614, 0x2685},
		{0x2690, 0x2705},
		{0x2708, 0x2712},
		{0x2714, 0x2714},
		{0x2716, 0x2716},
		{0x271d, 0x271d},
		{0x2721, 0x2721},
		{0x2728, 0x2728},
		{0x2733, 0x2734},
		{0x2744, 0x2744},
		{0x2747, 0x2747},
		{0x274c, 0x274c},
		{0x274e, 0x274e},
		{0x2753, 0x2755},
		{0x2757, 0x2757},
		{0x2763, 0x2767},
		{0x2795, 0x2797},
		{0x27a1, 0x27a1},
		{0x27b0, 0x27b0},
		{0x27bf, 0x27bf},
		{0x2934, 0x2935},
		{0x2b05, 0x2b07},
		{0x2b1b, 0x2b1c},
		{0x2b50, 0x2b50},
		{0x2b55, 0x2b55},
		{0x3030, 0x3030},
		{0x303d, 0x303d},
		{0x3297, 0x3297},
		{0x3299, 0x3299},
		{0x1f000, 0x1f0ff},
		{0x1f10d, 0x1f10f},
		{0x1f12f, 0x1f12f},
		{0x1f16c, 0x1f171},
		{0x1f17e, 0x1f17f},
		{0x1f18e, 0x1f18e},
		{0x1f191, 0x1f19a},
		{0x1f1ad, 0x1f1e5},
		{0x1f201, 0x1f20f},
		{0x1f21a, 0x1f21a},
		{0x1f22f, 0x1f22f},
		{0x1f232, 0x1f23a},
		{0x1f23c, 0x1f23f},
		{0x1f249, 0x1f3fa},
		{0x1f400, 0x1f53d},
		{0x1f546, 0x1f64f},
		{0x1f680, 0x1f6ff},
		{0x1f774, 0x1f77f},
		{0x1f7d5, 0x1f7ff},
		{0x1f80c, 0x1f80f},
		{0x1f848, 0x1f84f},
		{0x1f85a, 0x1f85f},
		{0x1f888, 0x1f88f},
		{0x1f8ae, 0x1f8ff},
		{0x1f90c, 0x1f93a},
		{0x1f93c, 0x1f945},
		{0x1f947, 0x1faff},
		{0x1fc00, 0x1fffd},
	}
	_, found := slices.BinarySearchFunc(ranges[:], r, func(within [2]rune, r rune) int {
		switch {
		case within[1] < r:
			return -1
		case within[0] > r:
			return 1
		}
		return 0
	})
	return found
}
