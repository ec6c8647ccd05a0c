package ui_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
)

// A view owns a Loader. It returns the command of Load from Init, and offers every
// message to Update, which recognises its own answers.
func ExampleLoader() {
	reads := 0
	loader := ui.NewLoader(func(context.Context) (string, error) {
		if reads++; reads > 1 {
			return "", errors.New("no answer")
		}
		return "16 tenants", nil
	})
	defer loader.Close()
	show := func() {
		value, known := loader.Value()
		fmt.Printf("busy %v, known %v, value %q, error %v\n", loader.Busy(), known, value, loader.Err())
	}

	load := loader.Load() // Bubble Tea runs the command and feeds back its message
	show()
	loader.Update(load())
	show()

	// What was read last stays while it is read again, and when that fails.
	load = loader.Load()
	show()
	loader.Update(load())
	show()

	// An answer to anything but the latest request changes nothing.
	late := loader.Load()()
	loader.Load()
	fmt.Println("taken:", loader.Update(late))
	// Output:
	// busy true, known false, value "", error <nil>
	// busy false, known true, value "16 tenants", error <nil>
	// busy true, known true, value "16 tenants", error <nil>
	// busy false, known true, value "16 tenants", error no answer
	// taken: false
}

// A Table is given columns once and rows whenever they are read. It takes the keys that
// it knows and draws itself in the room it has.
func ExampleTable() {
	type group struct {
		id               string
		calls, allocated int
	}
	figure := func(of func(group) int) (func(group) ui.Cell, func(group) (float64, bool)) {
		return func(g group) ui.Cell {
				cell := ui.Cell{Text: strconv.Itoa(of(g))}
				if of(g) < 0 {
					cell.Tone = ui.Over
				}
				return cell
			}, func(g group) (float64, bool) {
				return float64(of(g)), true
			}
	}
	calls, callsNumber := figure(func(g group) int { return g.calls })
	diff, diffNumber := figure(func(g group) int { return g.calls - g.allocated })
	columns := []ui.Column[group]{
		{Key: "id", Title: "GROUP", Min: 8, Max: 20, Flex: true, Cell: func(g group) ui.Cell { return ui.Cell{Text: g.id} }},
		{Key: "calls", Title: "CALLS", Right: true, Cell: calls, Number: callsNumber},
		{Key: "diff", Title: "DIFF", Right: true, Cell: diff, Number: diffNumber},
	}
	kit := ui.Kit{
		Keys: ui.KeyMap{
			Down:     key.NewBinding(key.WithKeys("j")),
			Filter:   key.NewBinding(key.WithKeys("/")),
			SortNext: key.NewBinding(key.WithKeys(">")),
			Accept:   key.NewBinding(key.WithKeys("enter")),
		},
		Theme: ui.NewTheme(nil, ui.Glyphs{Cursor: ">", SortUp: "^", SortDown: "v", More: "~"}),
	}
	table := ui.NewTable(kit, columns, func(g group) string { return g.id })
	table.SetSize(40, 10)
	table.SetRows([]group{{"Ghent", 20, 31}, {"Antwerp", 13, 4}, {"Liege", 36, 40}})
	press := func(keys string) {
		for _, r := range keys {
			msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
			if r == '\n' {
				msg = tea.KeyMsg{Type: tea.KeyEnter}
			}
			table.Update(msg)
		}
	}
	fmt.Println(table.View())

	press("j>")
	fmt.Println("\nthe second is selected, and stays so sorted by the first column:")
	fmt.Println(table.View())

	press("/diff<0\n")
	shown, total := table.Counts()
	fmt.Printf("\n%d of %d are over-allocated:\n", shown, total)
	for _, g := range table.Shown() {
		fmt.Println(g.id)
	}
	// Output:
	//    GROUP    CALLS  DIFF
	//  > Ghent       20   -11
	//    Antwerp     13     9
	//    Liege       36    -4
	//
	// the second is selected, and stays so sorted by the first column:
	//    GROUP^   CALLS  DIFF
	//  > Antwerp     13     9
	//    Ghent       20   -11
	//    Liege       36    -4
	//
	// 2 of 3 are over-allocated:
	// Ghent
	// Liege
}
