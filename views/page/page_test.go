package page

import (
	"strings"
	"testing"

	"banyan/internal/safetext"
	"banyan/internal/viewtest"
)

func TestWrapBreaksWordsThatAreLongerThanALine(t *testing.T) {
	path := "/" + strings.Repeat("directory", 5)
	lines := Wrap("there is no "+path+" here", 20)
	viewtest.RequireContains(t, strings.Join(lines, ""), path)
	for _, line := range lines {
		if safetext.Width(line) > 20 {
			t.Errorf("%q is too wide", line)
		}
	}
}
