package terminal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Depth is how many colours a terminal has. The depths are in order.
type Depth int

// The depths.
const (
	Monochrome Depth = iota
	Colors16
	Colors256
	TrueColor
)

// DepthOf returns how many colours a terminal has by its TERM, and by COLORTERM, which
// seldom arrives over SSH. A TERM of tmux or screen that names no colours has sixteen.
func DepthOf(env func(string) string) Depth {
	name := env("TERM")
	isScreen := strings.HasPrefix(name, "screen") && env("TERM_PROGRAM") != "tmux" // GNU screen misreads 24 bits
	switch {
	case strings.HasSuffix(name, "-m"), strings.HasSuffix(name, "-mono"), isVideo(name):
		return Monochrome
	case isScreen && !strings.Contains(name, "256color"):
		return Colors16
	case isScreen:
		return Colors256
	}
	trueColor := []string{"alacritty", "contour", "foot", "ghostty", "rio", "wezterm", "xterm-ghostty", "xterm-kitty"} // all colours, and no name that says so
	switch colorTerm := strings.ToLower(env("COLORTERM")); {
	case colorTerm == "truecolor", colorTerm == "24bit", strings.HasSuffix(name, "-direct"), slices.Contains(trueColor, name):
		return TrueColor
	case strings.Contains(name, "256color"):
		return Colors256
	}
	return Colors16
}

// isVideo reports whether TERM names a video terminal without colours: vt100, vt220 and
// the like.
func isVideo(name string) bool {
	number, isVT := strings.CutPrefix(name, "vt")
	return isVT && number != "" && number[0] >= '0' && number[0] <= '9'
}

// Background returns what COLORFGBG says of the background, as rxvt, Konsole and others
// set it; known is false where it says nothing. No terminal is ever asked.
func Background(env func(string) string) (dark, known bool) {
	const silver, grey, white = 7, 8, 15
	fields := strings.Split(env("COLORFGBG"), ";")
	index, err := strconv.Atoi(fields[len(fields)-1])
	if err != nil || len(fields) < 2 || index < 0 || index > white {
		return false, false
	}
	return index < silver || index == grey, true
}

// NeedsASCII reports whether signs beyond ASCII would not be shown: the locale is not
// UTF-8, which an unset one is not either, or the terminal has no such signs.
func NeedsASCII(env func(string) string) bool {
	if name := env("TERM"); name == "linux" || strings.HasPrefix(name, "linux-") || isVideo(name) {
		return true
	}
	locale := strings.ToLower(cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG")))
	return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
}
