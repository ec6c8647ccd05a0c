package ui

import (
	"strings"
	"testing"
)

// exportView is a view that may have something to export.
type exportView struct {
	fakeView
	exported View
}

func (v *exportView) Export() View { return v.exported }

func TestExportOpensWhatTheViewHasForIt(t *testing.T) {
	tests := map[string]struct {
		view        View
		stack, note string
	}{
		"a view with rows":    {&exportView{fakeView: fakeView{title: "groups"}, exported: &fakeView{title: "export"}}, "groups export", ""},
		"a view without rows": {&exportView{fakeView: fakeView{title: "groups"}}, "groups", "there is nothing to export here"},
		"another":             {&fakeView{title: "form"}, "form", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			pumped(t, plainKit(), test.view, Options{}, func(p *pump) {
				p.keys("X")
				if p.stack() != test.stack || p.status() != test.note {
					t.Errorf("stack %s, status %q", p.stack(), p.status())
				}
				_, can := test.view.(Exporter)
				p.keys("?")
				if screen := strings.Join(p.lines(), "\n"); strings.Contains(screen, "X  ") != can && test.stack != "groups export" {
					t.Errorf("help:\n%s", screen)
				}
			})
		})
	}
}

func TestShownIsEveryRowOfTheFilterInTheOrderOfTheScreen(t *testing.T) {
	table := sitesIn(80, 20, manySites(1000))
	if got := len(table.Shown()); got != 1000 {
		t.Errorf("%d rows", got)
	}
	press(table, "/", "c", "a", "l", "l", "s", "<", "2", "enter", "s", "j", "enter", "S")
	rows := table.Shown()
	if len(rows) != 40 || rows[0].id != "group-000951" || table.Filter() != "calls<2" {
		t.Errorf("%d rows, the first %s, filter %q", len(rows), rows[0].id, table.Filter())
	}
}
