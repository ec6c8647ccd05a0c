package ui

import (
	"math"
	"testing"
)

func textOf(cell Cell) string {
	text := cell.Text
	for _, more := range cell.Then {
		text += more.Text
	}
	return text
}

func TestBar(t *testing.T) {
	tests := map[string]struct {
		width int
		bar   Bar
		want  string
	}{
		"nothing given out":     {10, Bar{Limit: 10}, ".........."},
		"half":                  {10, Bar{Given: 5, Limit: 10}, "#####....."},
		"all":                   {10, Bar{Given: 10, Limit: 10}, "##########"},
		"a little is something": {10, Bar{Given: 1, Limit: 1000}, "#........."},
		"nearly all is not all": {10, Bar{Given: 999, Limit: 1000}, "#########."},
		"over":                  {10, Bar{Given: 20, Limit: 10}, "#####!!!!!"},
		"a little over shows":   {10, Bar{Given: 101, Limit: 100}, "#########!"},
		"all of nothing":        {10, Bar{Given: 5}, "!!!!!!!!!!"},
		"nothing of nothing":    {10, Bar{}, ".........."},
		"below zero":            {10, Bar{Given: -5, Limit: -3}, ".........."},
		"no room":               {0, Bar{Given: 1, Limit: 2}, ""},
		"one cell":              {1, Bar{Given: 1, Limit: 2}, "#"},
		"one cell, over":        {1, Bar{Given: 2, Limit: 1}, "!"},
		"very large":            {4, Bar{Given: math.MaxInt64, Limit: math.MaxInt64 / 2}, "##!!"},
		"on a larger scale":     {10, Bar{Given: 5, Limit: 10, Scale: 20}, "###......."},
		"a slice":               {10, Bar{From: 4, Given: 3, Limit: 10}, "....###..."},
		"the slice that crosses the limit": {
			10, Bar{From: 4, Given: 4, Limit: 6, Scale: 10}, "....##!!..",
		},
		"a slice beyond the limit": {10, Bar{From: 8, Given: 2, Limit: 6, Scale: 10}, "........!!"},
		"an empty slice at the end": {
			10, Bar{From: 10, Limit: 10}, "..........",
		},
		"a small slice at the end": {10, Bar{From: 1000, Given: 1, Limit: 900, Scale: 1001}, ".........!"},
		"without track":            {10, Bar{From: 4, Given: 3, Limit: 10, Bare: true}, "    ###   "},
		"a share":                  {10, Bar{Given: 100, Limit: 100, Plain: true}, "##########"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := textOf(test.bar.Cell(testGlyphs(), test.width)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestABarIsFullFromNineTenthsOfItsLimit(t *testing.T) {
	tests := map[string]struct {
		bar  Bar
		want Tone
	}{
		"below":              {Bar{Given: 89, Limit: 100}, BarGiven},
		"from 90 %":          {Bar{Given: 90, Limit: 100}, BarFull},
		"all of it":          {Bar{Given: 100, Limit: 100}, BarFull},
		"over":               {Bar{Given: 101, Limit: 100}, BarGiven},
		"nothing of nothing": {Bar{}, BarGiven},
		"in use":             {Bar{Given: 1, Limit: 100, Fill: BarLive}, BarLive},
		"before, all":        {Bar{Given: 100, Limit: 100, Fill: BarWas}, BarWas},
		"in use, all":        {Bar{Given: 100, Limit: 100, Fill: BarLive}, BarFull},
		"a share":            {Bar{Given: 100, Limit: 100, Plain: true}, BarGiven},
		"very large":         {Bar{Given: math.MaxInt64, Limit: math.MaxInt64}, BarFull},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.bar.Tone(); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
	if cell := (Bar{Given: 2, Limit: 1}).Cell(testGlyphs(), 4); cell.Then[2].Tone != BarOver {
		t.Errorf("beyond the limit: %+v", cell.Then)
	}
	if cell := (Bar{Given: 2, Limit: 1, Meant: true}).Cell(testGlyphs(), 4); cell.Then[2].Tone != BarFull {
		t.Errorf("beyond a limit as is meant: %+v", cell.Then)
	}
}

func TestPiecesAreAllThereAndFillTheBar(t *testing.T) {
	g := Glyphs{BarFull: "#", BarNear: "=", BarOver: "!", BarEmpty: "."}
	for want, counts := range map[string][4]int64{
		"##############====!.": {143, 42, 6, 7}, "....................": {0, 0, 0, 5}, "####################": {9, 0, 0, 0},
		"#=!.................": {1, 1, 1, 10_000}, "!!!!!!!!!!!!!!!!!!!!": {0, 0, 3, 0}, "#################=!.": {10_000, 1, 1, 1},
	} {
		bar := Pieces{{counts[0], BarGiven}, {counts[1], BarFull}, {counts[2], BarOver}}.Cell(g, 20, counts[0]+counts[1]+counts[2]+counts[3])
		if got := bar.Whole(); got != want {
			t.Errorf("%v is %q, want %q", counts, got, want)
		}
	}
}
