package figures

import (
	"fmt"
	"slices"
	"testing"

	"banyan/capacity"
	"banyan/internal/viewtest"
)

func TestTotalsLoseTheBarBeforeTheyLoseAFigure(t *testing.T) {
	glyphs := viewtest.Kit().Theme.Glyphs
	over := func(own, given int) capacity.Figures {
		t := capacity.Tenant{Groups: []capacity.Group{{MaxActiveCalls: viewtest.Calls(given)}}, GroupsListed: true, MaxActiveCalls: viewtest.Calls(own)}
		return capacity.Analyze(t).Calls
	}
	big := Line{Label: "Calls", Sum: "allocated", Over: WordOver, Figures: over(123456, 234567)}
	for width, want := range map[int]string{
		100: " Calls  ████▓▓▓▓  max 123456  allocated 234567  difference -111111  x1.9 ▲ OVER",
		75:  " Calls  max 123456  allocated 234567  difference -111111  x1.9 ▲ OVER",
		66:  " Calls  max 123456  alloc 234567  diff -111111  x1.9 ▲ OVER",
		56:  " Calls  max 123456  alloc 234567  diff -111111 ▲ OVER",
		40:  " Calls  diff -111111 ▲ OVER",
	} {
		var got string
		for _, cell := range slices.Concat(Lines(glyphs, width, big)...) {
			got += cell.Text
		}
		viewtest.RequireEqual(t, fmt.Sprint("at ", width), got, want)
	}
}
