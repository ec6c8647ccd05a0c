package ui

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/safetext"
)

// Which blanks are painted: no alarm is reversed before its first letter, and a badge or a cell
// with a ground has its own.
func TestLinePaintsNoBlanksBeforeAText(t *testing.T) {
	theme := groundedKit().Theme
	for name, test := range map[string]struct {
		ground Ground
		cell   Cell
		want   string
	}{
		"a title":                 {OnScreen, Cell{Text: "  down", Tone: Title}, "  " + theme.Paint(Title, "down")},
		"an alarm":                {OnScreen, Cell{Text: "  down", Tone: Blocked}, "  " + theme.Paint(Blocked, "down")},
		"a badge":                 {OnScreen, Cell{Text: " DEMO ", Tone: Demo}, theme.Paint(Demo, " DEMO ")},
		"a cell":                  {OnScreen, Cell{Text: "  5 ", Ground: OnCell}, theme.PaintOn(OnCell, Plain, "  5 ")},
		"a line of a dialog":      {OnDialog, Cell{Text: " a"}, theme.PaintOn(OnDialog, Plain, " ") + theme.PaintOn(OnDialog, Plain, "a") + theme.PaintOn(OnDialog, Plain, "        ")},
		"what follows on its own": {OnScreen, Cell{Text: "a", Then: []Cell{{Text: " b ", Ground: OnBad}}}, "a" + theme.PaintOn(OnBad, Plain, " b ")},
		"what follows in a cell":  {OnScreen, Cell{Text: "[", Ground: OnCell, Then: []Cell{{Text: " b "}}}, theme.PaintOn(OnCell, Plain, "[") + theme.PaintOn(OnCell, Plain, " b ")},
	} {
		if got := Line(theme, test.ground, 10, test.cell); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if got := Line(theme, OnScreen, 4, Cell{Text: "abc"}, Cell{Text: "def"}); got != "abc…" {
		t.Errorf("cut: %q", got)
	}
	path := Cell{Text: "group", Then: []Cell{{Text: " › "}, {Text: "tenant"}}}
	for width, want := range map[int]string{7: "group …", 8: "group ›…", 9: "group › …", 14: "group › tenant"} {
		got := draw(path).within(theme, width)
		text := got.text
		for _, more := range got.then {
			text += more.text
		}
		if text != want || got.width != width {
			t.Errorf("cut at %d: %q of %d", width, text, got.width)
		}
	}
}

func TestWrapBreaksWordsThatAreLongerThanALine(t *testing.T) {
	path := "/" + strings.Repeat("directory", 5)
	lines := Wrap("there is no "+path+" here", 20)
	if got := strings.Join(lines, ""); !strings.Contains(got, path) {
		t.Errorf("no %q in %q", path, got)
	}
	for _, line := range lines {
		if safetext.Width(line) > 20 {
			t.Errorf("%q is too wide", line)
		}
	}
}

// TestWrapKeepsNamesAndSpacesWhole has names with a hyphen in one piece, and what fits as it is.
func TestWrapKeepsNamesAndSpacesWhole(t *testing.T) {
	if got := Wrap("weight of Trunk-Antwerp", 18); !slices.Equal(got, []string{"weight of", "Trunk-Antwerp"}) {
		t.Errorf("%q", got)
	}
	if got := Wrap("weight   30", 18); !slices.Equal(got, []string{"weight   30"}) {
		t.Errorf("%q", got)
	}
}

// Lines that are known to fit are those that were cut to the same width.
func TestFramesAreCutAsTheFirstOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var frames clip
		line := rapid.SampledFrom([]string{"", "a line", "a longer line", "東京本社", "\x1b[31ma red line\x1b[0m"})
		for range rapid.IntRange(1, 8).Draw(t, "frames") {
			lines := rapid.SliceOfN(line, 0, 6).Draw(t, "lines")
			width, height := rapid.IntRange(1, 14).Draw(t, "width"), rapid.IntRange(1, 6).Draw(t, "height")
			if got, want := frames.frame(lines, width, height), new(clip).frame(lines, width, height); got != want {
				t.Fatalf("%q, and as the first %q", got, want)
			}
		}
	})
}
