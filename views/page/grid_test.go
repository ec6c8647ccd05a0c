package page

import (
	"strings"
	"testing"

	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestAGridAlignsItsColumns(t *testing.T) {
	got := Grid(viewtest.Kit().Theme, 24, "lrl",
		[]ui.Cell{{Text: "NAME"}, {Text: "MAX"}, {Text: "STATE"}},
		[]ui.Cell{{Text: "organisation"}, {Text: "7"}, {Text: "up", Then: []ui.Cell{{Text: " and running"}}}},
		[]ui.Cell{{Text: "a\x1b"}, {Text: "1234"}},
		[]ui.Cell{{Text: "not read"}},
	)
	want := []string{"NAME           MAX  STA…", "organisation     7  up …", "a^[           1234", "not read"}
	viewtest.RequireEqual(t, "grid", strings.Join(got, "\n"), strings.Join(want, "\n"))
}
