package page

import (
	"testing"

	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestBlanksBeforeATextAreNotPainted(t *testing.T) {
	if got := line(viewtest.TaggedKit().Theme, 20, ui.Cell{Text: "  ■ down", Tone: ui.Blocked}); got != "  <blocked>■ down</>" {
		t.Errorf("%q", got)
	}
}
