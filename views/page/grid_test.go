package page

import (
	"strings"
	"testing"

	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestAGridAlignsItsColumns(t *testing.T) {
	row := func(texts ...string) (row Row) {
		for _, text := range texts {
			row.Cells = append(row.Cells, ui.Cell{Text: text})
		}
		return row
	}
	draw := func(width int, layout string, rows ...Row) string {
		return strings.Join(Grid(viewtest.Kit().Theme, width, 12, layout, rows...), "\n")
	}
	running := row("organisation", "7", "up")
	running.Cells[2].Then = []ui.Cell{{Text: " and running"}}
	viewtest.RequireEqual(t, "grid", draw(24, "l  r  l", row("NAME", "MAX", "STATE"), running, row("a\x1b", "1234"), row("not read")),
		"NAME           MAX  STA…\norganisation     7  up …\na^[           1234\nnot read")
	half, none := row("APIO_Trunk_Group_Existing", "", "4"), row("b", "no limit", "")
	half.Bar = ui.Bar{Given: 4, Limit: 8}
	section := Row{Title: ui.Rule{Title: ui.Cell{Text: "two"}, Section: true}}
	viewtest.RequireEqual(t, "bars take what is left", draw(30, " n  b  rl", half, section, none), " APIO_…isting  ██████░░░░░░  4\n\n two ─────────────────────────\n b             no limit")
	viewtest.RequireEqual(t, "a name that has room is whole", draw(56, " n  b  r", half), " APIO_Trunk_Group_Existing  ██████░░░░░░  4")
	viewtest.RequireEqual(t, "no room for bars", draw(16, "n  b  r", half, none), "AP…ng  4\nb")
	viewtest.RequireEqual(t, "nothing in a column", draw(20, " n  l  r l", row("", "a", "", "left"), row("", "bc", "", "")), " a   left\n bc")
}
