package ui

import (
	"strings"
	"testing"

	"banyan/internal/safetext"
)

func TestARule(t *testing.T) {
	tests := map[string]struct {
		rule  Rule
		width int
		want  string
	}{
		"a title":                 {Rule{Title: Cell{Text: "groups"}}, 30, "-- groups --------------------"},
		"counts":                  {Rule{Title: Cell{Text: "groups"}, Right: Cell{Text: "5 groups"}}, 30, "-- groups -------- 5 groups --"},
		"counts of several tones": {Rule{Title: Cell{Text: "groups"}, Right: Cell{Text: "5", Then: []Cell{{Text: " groups"}}}}, 30, "-- groups -------- 5 groups --"},
		"none":                    {Rule{}, 10, "-- -------"},
		"a section":               {Rule{Title: Cell{Text: "findings"}, Section: true}, 20, "findings -----------"},
		"a section with a count":  {Rule{Title: Cell{Text: "findings"}, Right: Cell{Text: "3"}, Section: true}, 20, "findings --------- 3"},
		"too long a title":        {Rule{Title: Cell{Text: "a very long title"}, Right: Cell{Text: "5 groups"}}, 24, "-- a very …  5 groups --"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.rule.Draw(plainKit().Theme, test.width); got != test.want {
				t.Errorf("\n%q, want\n%q", got, test.want)
			}
		})
	}
}

func TestARuleIsNeverWiderThanItsRoom(t *testing.T) {
	for width := range 40 {
		for _, section := range []bool{false, true} {
			rule := Rule{Title: Cell{Text: "大和物流 groups"}, Right: Cell{Text: "14 groups and more"}, Section: section}
			if got := rule.Draw(plainKit().Theme, width); safetext.Width(got) > max(width, 6) {
				t.Errorf("%d cells: %q", width, got)
			}
		}
	}
}

func TestTwoPanesStandBesideEachOther(t *testing.T) {
	theme := plainKit().Theme
	theme.Glyphs.Thumb = "#" // of rows, at the right edge
	got := Beside(theme, []string{"-- left ---", "a row that is too long", "a row #   #", "#", ""}, []string{"-- right --", "text", "", "more"}, 11)
	want := []string{"-- left ---+-- right --", "a row that | text", "a row #    #", "#          | more", "           |"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
