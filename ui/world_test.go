package ui

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// site is a row as screens have them.
type site struct {
	id, name     string
	calls, alloc int
	unread       bool
	word         string
}

func (s site) diff() (float64, bool) { return float64(s.calls - s.alloc), !s.unread }

func siteID(s site) string { return s.id }

func siteColumns() []Column[site] {
	number := func(n func(site) int) (func(site) Cell, func(site) (float64, bool)) {
		return func(s site) Cell {
				if s.unread {
					return Cell{Text: "…", Tone: Unknown}
				}
				return Cell{Text: strconv.Itoa(n(s))}
			}, func(s site) (float64, bool) {
				return float64(n(s)), !s.unread
			}
	}
	calls, callsNumber := number(func(s site) int { return s.calls })
	alloc, allocNumber := number(func(s site) int { return s.alloc })
	diff, _ := number(func(s site) int { return s.calls - s.alloc })
	marked := func(s site) Cell {
		cell := diff(s)
		if n, known := s.diff(); known && n < 0 {
			cell.Tone = Over
		}
		return cell
	}
	return []Column[site]{
		{Key: "id", Title: "GROUP ID", Cell: func(s site) Cell { return Cell{Text: s.id} }, Min: 8, Max: 18, Flex: true},
		{Key: "name", Title: "NAME", Cell: func(s site) Cell { return Cell{Text: s.name} }, Min: 8, Max: 40, Flex: true, Priority: 2},
		{Key: "calls", Title: "CALLS", Cell: calls, Number: callsNumber, Right: true, Min: 6},
		{Key: "alloc", Title: "ALLOC", Cell: alloc, Number: allocNumber, Right: true, Min: 6, Priority: 1},
		{Key: "diff", Title: "DIFF", Cell: marked, Number: site.diff, Right: true, Min: 6},
		{Key: "word", Cell: func(s site) Cell { return Cell{Text: s.word, Tone: Over} }, Min: 4},
		{Key: "note", Title: "NOTE", Cell: func(s site) Cell { return Cell{Text: "note of " + s.id} }, Wide: true},
		{Key: "more", Title: "MORE", Cell: func(s site) Cell { return Cell{Text: "more of " + s.name} }, Wide: true},
	}
}

func sites() []site {
	return []site{
		{id: "GroupIDC", name: "Group C", calls: 20, alloc: 31, word: "OVER"},
		{id: "GroupIDA", name: "Group A", calls: 13, alloc: 4},
		{id: "GroupIDB", name: "Group B", calls: 36, alloc: 25},
		{id: "GroupIDE", name: "东京本社電話システム", calls: 45, unread: true},
		{id: "GroupIDD-with-a-very-long-identifier", name: "Group D", calls: 9, alloc: 9},
		{id: "évian", name: "é́vian 👩‍👧 centre", calls: 100, alloc: 7},
	}
}

func newSites(kit Kit, rows []site) *Table[site] {
	t := NewTable(kit, siteColumns(), siteID)
	t.SetRows(rows)
	return t
}

// sitesIn returns a table with these rows in so many cells.
func sitesIn(width, height int, rows []site) *Table[site] {
	t := newSites(plainKit(), rows)
	t.SetSize(width, height)
	return t
}

// press gives a table or a tree keys, by the names they have in bindings.
func press(to interface{ Update(msg tea.KeyMsg) bool }, names ...string) {
	for _, name := range names {
		to.Update(keyOf(name))
	}
}

// manySites returns n rows.
func manySites(n int) []site {
	rows := make([]site, n)
	for i := range rows {
		rows[i] = site{id: fmt.Sprintf("group-%06d", i), name: fmt.Sprintf("Site %d", i%1000), calls: i % 50, alloc: i % 37}
	}
	return rows
}

// siteView is a screen with a table.
type siteView struct {
	fakeView
	table *Table[site]
	heard []string
}

func (v *siteView) Hear(msg tea.KeyMsg) { v.heard = append(v.heard, msg.String()) }

func (v *siteView) View() string     { return v.table.View() }
func (v *siteView) SetSize(w, h int) { v.table.SetSize(w, h) }
func (v *siteView) Typing() bool     { return v.table.Typing() }
func (v *siteView) CloseLayer() bool { return v.table.CloseLayer() }
func (v *siteView) Refresh() tea.Cmd { return nil }
func (v *siteView) Box() *Box        { return v.table.Box() }
func (v *siteView) FullHelp() [][]key.Binding {
	return [][]key.Binding{v.ShortHelp(), v.table.Keys()}
}

func (v *siteView) ShortHelp() []key.Binding {
	if v.table.Typing() {
		return v.table.Keys()
	}
	return []key.Binding{v.table.kit.Keys.Open, v.table.kit.Keys.Capacity, v.table.kit.Keys.Filter, v.table.kit.Keys.Sort}
}

func (v *siteView) Update(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyMsg); ok {
		v.table.Update(press)
	}
	return nil
}

// screenOf opens the picture of the design: three screens deep, with a table.
func screenOf(t *testing.T, kit Kit, test func(p *pump)) {
	t.Helper()
	now := time.Date(2026, 5, 14, 12, 3, 4, 0, time.UTC)
	opts := Options{Header: Header{Product: "banyan", Place: "demo", ReadOnly: true, Label: "DEMO"}}
	top := &siteView{table: newSites(kit, sites())}
	top.title = "groups"
	top.info = Info{Summary: Cell{Text: "5 groups, 2 findings"}, Status: Cell{Text: "OVER 11 calls x1.6: trunk groups 31, group 20", Tone: Over}, AsOf: now}
	pumped(t, kit, &fakeView{title: "tenants"}, opts, func(p *pump) {
		p.advance(time.Until(now))
		p.send(pushMsg{views: []View{&fakeView{title: "ServiceProviderID"}, top}})
		test(p)
	})
}
