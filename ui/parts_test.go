package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

func TestRowsStandBelowTheLinesOfTheirParts(t *testing.T) {
	table := sitesIn(60, 20, sites())
	part := func(s site) string { return map[bool]string{true: "up to 20", false: "more"}[s.calls <= 20] }
	table.SetParts(Parts[site]{Inset: 2, Apart: true, Of: part, Line: func(s site) Rule { return Rule{Title: Cell{Text: part(s)}, Bare: true} }})
	want := []string{"GROUP ID", "up to 20", "GroupIDC", "GroupIDA", "", "more", "GroupIDB", "GroupIDE", "", "up to 20", "GroupIDD", "", "more", "évian"}
	lines := strings.Split(table.View(), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), table.View())
	}
	for i, line := range lines {
		if !strings.Contains(line, want[i]) || want[i] == "" && line != "" {
			t.Errorf("line %d is %q, want %q", i, line, want[i])
		}
	}
	if !strings.HasPrefix(lines[2], " ▸   GroupIDC") || !strings.HasPrefix(lines[1], "   up to 20") {
		t.Errorf("a row does not stand to the right of its line:\n%s", table.View())
	}
	press(table, ">")
	if strings.Contains(table.View(), "up to 20") {
		t.Errorf("rows in another order have parts:\n%s", table.View())
	}
}

// However a table of parts is used, its cursor is in view and a click meets what is drawn.
func TestTheCursorStaysInViewAmongParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := manySites(rapid.IntRange(0, 40).Draw(t, "rows"))
		size := rapid.IntRange(1, 6).Draw(t, "part")
		table := newSites(plainKit(), rows)
		part := func(s site) string { return fmt.Sprintf("part %d", s.calls/size) }
		isBare := rapid.Bool().Draw(t, "bare")
		table.SetParts(Parts[site]{Inset: 1, Apart: rapid.Bool().Draw(t, "apart"), Of: part, Line: func(s site) Rule { return Rule{Title: Cell{Text: part(s)}, Bare: isBare} }})
		to := interface{ Update(msg tea.KeyMsg) bool }(table)
		if len(rows) > 1 && rapid.Bool().Draw(t, "sections") {
			tree := sectioned()
			for i := range rows {
				if rows[i].name = "1"; i%(size+1) == 0 && i+1 < len(rows) {
					rows[i].name = "0"
				}
			}
			tree.SetRows(rows)
			table, to = tree.Table, tree
		}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				table.SetSize(rapid.IntRange(20, 90).Draw(t, "width"), rapid.IntRange(0, 20).Draw(t, "height"))
			case 1:
				table.Wheel(rapid.IntRange(-9, 9).Draw(t, "wheel"))
			case 2:
				table.Click(rapid.IntRange(0, 20).Draw(t, "line"))
			default:
				press(to, rapid.SampledFrom([]string{"up", "down", "pgup", "pgdown", "g", "G", ">", "<", " ", "z", "enter"}).Draw(t, "key"))
			}
			checkWidths(t, table, table.width, table.height)
			lines := strings.Split(table.View(), "\n")
			for i, line := range lines {
				if strings.HasPrefix(line, " ▸") {
					if onRow, already := table.Click(i); !onRow || !already {
						t.Fatalf("the row on line %d is met as another:\n%s", i, table.View())
					}
				}
			}
			if table.height > 1 && len(rows) > 0 && !strings.Contains(table.View(), "▸") {
				t.Fatalf("no cursor at %dx%d:\n%s", table.width, table.height, table.View())
			}
		}
	})
}

func TestOtherColumnsKeepTheRowsSortedAndFiltered(t *testing.T) {
	table := sitesIn(80, 20, sites())
	press(table, ">", ">", ">", "S", "/", "a", "l", "l", "o", "c", ">", "4")
	by := func() string { return table.columns[table.sort.column].Key }
	key, before := by(), table.Window()
	columns := siteColumns()
	table.SetColumns(append(columns[:1:1], columns[2:]...))
	if by() != key || !table.sort.reverse {
		t.Errorf("sorted by %s, not %s", by(), key)
	}
	if shown, _ := table.Counts(); shown != 4 || table.Window() != before {
		t.Errorf("%d rows are shown: %s", shown, table.View())
	}
	table.SetColumns(columns[:1])
	if table.sort.column != unsorted {
		t.Error("sorted by a column that is gone")
	}
}
