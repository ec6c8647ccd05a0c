package safetext_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"banyan/internal/safetext"
)

func TestTruncate(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		width    int
		want     string
	}{
		{"what fits stays", "Trunk", 5, "Trunk"},
		{"the cut is marked", "Trunk-1", 5, "Trun…"},
		{"one column holds the mark", "Trunk", 1, "…"},
		{"no column holds nothing", "Trunk", 0, ""},
		{"a negative width holds nothing", "Trunk", -3, ""},
		{"nothing stays nothing", "", 3, ""},
		{"a wide character is not halved", "東京都", 4, "東…"},
		{"wide characters that just fit stay", "東京都", 6, "東京都"},
		{"a mark stays with its base", "e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"marks that fit stay", "e\u0301e\u0301", 2, "e\u0301e\u0301"},
		{"an emoji is not taken apart", "a👨‍👩‍👧‍👦b", 3, "a…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Truncate(tt.in, tt.width); got != tt.want {
				t.Errorf("Truncate(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
			}
		})
	}
}

// widths are the strings on which go-runewidth changes its mind by locale, and some others.
func widths() map[string]int {
	return map[string]int{
		"": 0, "Trunk": 5, "▆◾▆": 4, "a\ufe0f": 2, "─…①": 3, "▸█░±×": 5, "αβγ": 3, "東京": 4,
		"e\u0301": 1, "📞": 2, "☎\ufe0f": 2, "👨‍👩‍👧‍👦": 2, "\x1b[31mred\x1b[0m": 3,
	}
}

func TestWidth(t *testing.T) {
	for in, want := range widths() {
		if got := safetext.Width(in); got != want {
			t.Errorf("Width(%+q) = %d, want %d", in, got, want)
		}
	}
}

// What is counted without them is as wide as by the rules of all scripts.
func TestWidthIsThatOfTheRules(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{
		"a", " ", "▆", "▆▆", "─", "…", "∞", "▸", "→", "◾", "▪", "é", "\u0301", "\ufe0f", "\u200d", "東", "👩", "🇧🇪", "\u0600", "각", "ᄀ", "ᅡ", "क्ष",
		"\x1b[1m", "\x1b[38;2;1;2;3m", "\x1b[m", "\x1b[", "\x1b", "\x1b]8;;a\a", "\x1b[2K", "\n", "\x7f", "\u0085", "\xff", "\xe2\x96",
	}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")
		if got, want := safetext.Width(in), ansi.StringWidth(in); got != want {
			t.Fatalf("Width(%+q) = %d, want %d", in, got, want)
		}
	})
}

func TestWidthDoesNotDependOnTheLocale(t *testing.T) {
	for _, locale := range []string{"ja_JP.UTF-8", "zh_CN.UTF-8", "ko_KR.UTF-8", "C"} {
		t.Run(locale, func(t *testing.T) { again(t, "TestWidth", "LANG="+locale, "LC_ALL="+locale, "LC_CTYPE="+locale) })
	}
}

func TestWidthIsThatOfTheRulesWhereSignsTakeTwoColumns(t *testing.T) {
	again(t, "TestWidthIsThatOfTheRules", "RUNEWIDTH_EASTASIAN=1")
}

func TestWhatIsCutFitsWhereTheMarkTakesTwoColumns(t *testing.T) {
	again(t, "TestATruncatedStringFitsAndStaysSafe", "RUNEWIDTH_EASTASIAN=1")
}

// again runs a test of this package in a process with another environment.
func again(t *testing.T, test string, env ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Errorf("%s with %q: %v\n%s", test, env, err, out)
	}
}
