package page

import (
	"strings"
	"testing"

	"banyan/internal/safetext"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestBlanksBeforeATextAreNotPainted(t *testing.T) {
	if got := line(viewtest.TaggedKit().Theme, 20, ui.Cell{Text: "  ■ down", Tone: ui.Blocked}); got != "  <blocked>■ down</>" {
		t.Errorf("%q", got)
	}
}

func TestWrapBreaksWordsThatAreLongerThanALine(t *testing.T) {
	path := "/" + strings.Repeat("directory", 5)
	lines := Wrap("there is no "+path+" here", 20)
	if got := strings.Join(lines, ""); !strings.Contains(got, path) {
		t.Errorf("%q is not whole in %q", path, lines)
	}
	for _, line := range lines {
		if safetext.Width(line) > 20 {
			t.Errorf("%q is too wide", line)
		}
	}
}
