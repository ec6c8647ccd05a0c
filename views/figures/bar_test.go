package figures

import (
	"slices"
	"strings"
	"testing"

	"banyan/capacity"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestShortNumbersAreCutAndNotRounded(t *testing.T) {
	for n, want := range map[int]string{
		0: "0", 99_999: "99999", -99_999: "-99999", 100_000: "100k", 999_999: "999k", 1_000_000: "1.0M", 9_999_999: "9.9M",
		99_999_999: "99M", 1_999_999_999: "1.9G", -1_250_000: "-1.2M",
	} {
		if got := Short(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

// figuresOf sets a limit against parts; a part below zero was not read.
func figuresOf(own int, parts ...int) capacity.Figures {
	given := make([]capacity.Reading, len(parts))
	for i, part := range parts {
		if part >= 0 {
			given[i] = capacity.Read(capacity.Must(part))
		}
	}
	return figuresFrom(capacity.Read(capacity.Must(own)), given...)
}

func TestGaugesSayWhatIsLeft(t *testing.T) {
	unlimited := figuresOf(0, 7)
	unlimited.Own = capacity.Read(capacity.Unlimited())
	unlimited.Difference = capacity.Subtract(unlimited.Own, unlimited.Allocated)
	unlisted := capacity.Figures{Own: figuresOf(20).Own, Allocated: capacity.Sum{}.Open()}
	unlisted.Difference = capacity.Subtract(unlisted.Own, unlisted.Allocated)
	for name, test := range map[string]struct {
		figures capacity.Figures
		done    bool
		want    string
	}{
		"not listed yet":       {figures: unlisted, want: "…/20"},
		"never listed":         {figures: unlisted, done: true, want: "?/20 ? incomplete"},
		"some left":            {figures: figuresOf(20, 4, 6), want: "10/20 10 left"},
		"full":                 {figures: figuresOf(10, 10), want: "10/10 ◆ full"},
		"over":                 {figures: figuresOf(20, 31), want: "31/20 -11 ▲ OVER"},
		"nothing of nothing":   {figures: figuresOf(0, 0), want: "0/0"},
		"so far":               {figures: figuresOf(20, 4, -1), want: "≥4/20 so far, 1 of 2 limits"},
		"a part is missing":    {figures: figuresOf(20, 4, -1), done: true, want: "≥4/20 ? incomplete"},
		"nothing of it so far": {figures: figuresOf(20, -1), want: "…/20 so far, 0 of 1 limit"},
		"over with a part":     {figures: figuresOf(20, 31, -1), want: "≥31/20 ≤-11 ▲ OVER"},
		"unlimited":            {figures: unlimited, want: "no limit 7/∞"},
	} {
		t.Run(name, func(t *testing.T) {
			line := Line{Label: "Calls", Over: WordOver, Figures: test.figures, Now: Marks{Done: test.done}}
			lines := Gauges(viewtest.Kit().Theme, 40, line)
			words := slices.DeleteFunc(strings.Fields(lines[0]), func(word string) bool { return strings.Trim(word, "█░▓") == "" })
			if got := strings.Join(words[1:], " "); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestAGaugeGrowsWithItsRoomAndNoLineIsCut(t *testing.T) {
	lines := func(width int) []string {
		return Gauges(viewtest.Kit().Theme, width,
			Line{Label: "Calls", Over: WordOver, Figures: figuresOf(585, 623)}, Line{Label: "Bursting", Over: WordBurstOver, Figures: figuresOf(30, 14)})
	}
	want := " Calls     █████████▓  623/585  -38 ▲ OVER\n Bursting  █████░░░░░   14/30    16 left"
	if got := strings.Join(lines(42), "\n"); got != want {
		t.Errorf("\n%s, want\n%s", got, want)
	}
	if got := strings.Count(lines(120)[1], "█") + strings.Count(lines(120)[1], "░"); got != barMax {
		t.Errorf("%d cells in 120", got)
	}
	if got := strings.Join(lines(30), "\n"); strings.Contains(got, "█") || !strings.Contains(got, "▲ OVER") {
		t.Errorf("in little room\n%s", got)
	}
}

func TestWhatIsOnlyDoubtfulIsNotRedInAGauge(t *testing.T) {
	glyphs := viewtest.Kit().Theme.Glyphs
	tones := func(line Line) (tones []ui.Tone) {
		bar, _ := line.bar()
		if bar == (ui.Bar{}) {
			return nil
		}
		for _, piece := range bar.Cell(glyphs, 20).Then {
			if piece.Text != "" {
				tones = append(tones, piece.Tone)
			}
		}
		return tones
	}
	viewtest.RequireEqual(t, "over", tones(Line{Figures: figuresOf(18, 36)}), []ui.Tone{ui.BarGiven, ui.BarOver})
	viewtest.RequireEqual(t, "doubtful", tones(Line{Figures: figuresOf(18, 36), Doubtful: true}), []ui.Tone{ui.BarGiven, ui.BarFull})
	viewtest.RequireEqual(t, "not assigned", tones(Line{Figures: figuresOf(0, 0), Now: Marks{Absent: true}}), nil)
}

func TestSlicesAddUpToTheBarOfTheWhole(t *testing.T) {
	drawn := ""
	parts := []capacity.Reading{capacity.Read(capacity.Must(12)), capacity.Read(capacity.Must(10)), {}, capacity.Read(capacity.Must(9))}
	for _, slice := range Slices(figuresOf(20, 12, 10, -1, 9), parts) {
		if slice != (ui.Bar{}) {
			drawn += slice.Cell(viewtest.Kit().Theme.Glyphs, 31).Whole() + "\n"
		}
	}
	want := strings.Repeat("█", 12) + strings.Repeat("░", 19) + "\n" + strings.Repeat("░", 12) + "████████▓▓" + strings.Repeat("░", 9) + "\n" +
		strings.Repeat("░", 22) + strings.Repeat("▓", 9) + "\n"
	viewtest.RequireEqual(t, "slices", drawn, want)
}

func TestSlicesHaveTheToneOfTheWhole(t *testing.T) {
	for limit, want := range map[int]ui.Tone{12: ui.BarGiven, 24: ui.BarFull, 40: ui.BarGiven} {
		parts := []capacity.Reading{capacity.Read(capacity.Must(12)), capacity.Read(capacity.Must(12))}
		for i, slice := range Slices(figuresOf(limit, 12, 12), parts) {
			if got := slice.Tone(); got != want {
				t.Errorf("slice %d of %d: tone %v, want %v", i, limit, got, want)
			}
		}
	}
}
