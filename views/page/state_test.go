package page

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// reading is a source in a state that a test sets.
type reading struct {
	busy             bool
	err              error
	at               time.Time
	read, failed, of int
}

func (r *reading) Load() tea.Cmd                 { return nil }
func (r *reading) Busy() bool                    { return r.busy }
func (r *reading) Err() error                    { return r.err }
func (r *reading) At() time.Time                 { return r.at }
func (r *reading) Close()                        {}
func (r *reading) Parts() (read, failed, of int) { return r.read, r.failed, r.of }

// pageOf is a page of names in a state.
func pageOf(r *reading, known bool, names ...string) *Page {
	kit := viewtest.Kit()
	table := ui.NewTable(kit, []ui.Column[string]{{Key: "id", Title: "GROUP ID", Cell: func(s string) ui.Cell { return ui.Cell{Text: s} }}}, func(s string) string { return s })
	table.SetRows(names)
	return &Page{
		Kit: kit, What: "the groups of KadeLogistics", Heading: "groups", Rows: table, Source: r, Known: func() bool { return known },
		Counts: func() ui.Cell { return ui.Cell{Text: "▲ 1 over so far", Tone: ui.Over} },
		Own:    func(bool) []key.Binding { return nil },
	}
}

func states() map[string]*Page {
	timeout := &apiclient.Error{Op: "list groups of tenant KadeLogistics", Kind: apiclient.Timeout, Host: "pbx.example.net", RequestID: "7f3a91c2"}
	failed := pageOf(&reading{err: timeout}, false)
	failed.Before = func(width int) Before {
		return Before{Of: "scan of 23:02", Lines: []string{Line(failed.Kit.Theme, width, ui.Cell{Text: " Calls     266/290  24 left"})}}
	}
	empty := pageOf(&reading{at: viewtest.ReadAt()}, true)
	empty.Counts = func() ui.Cell { return ui.Cell{Text: "0 groups"} }
	empty.Nothing = func() Empty {
		return Empty{
			Title: "Tenant WavreCampus has no groups.",
			Means: []string{"Its 60 calls and 10 bursting are given to nobody; a group is made on the platform, not here."},
			Keys:  []key.Binding{empty.Kit.Keys.EnterpriseTrunks},
		}
	}
	still := *empty
	still.Source = &reading{busy: true}
	return map[string]*Page{
		"loading":           pageOf(&reading{busy: true}, false),
		"error":             pageOf(&reading{err: timeout}, false),
		"error-of-our-own":  pageOf(&reading{err: errors.New("permission denied")}, false),
		"error-with-before": failed,
		"partly":            pageOf(&reading{busy: true, read: 35, failed: 1, of: 56}, true, "BR-0001", "BR-0002"),
		"empty":             empty,
		"empty-so-far":      &still,
	}
}

func TestStatesOfAPage(t *testing.T) {
	for name, page := range states() {
		for _, size := range [][2]int{{80, 24}, {120, 36}, {160, 44}} {
			t.Run(name+"/"+strings.Join([]string{map[int]string{80: "80x24", 120: "120x36", 160: "160x44"}[size[0]]}, ""), func(t *testing.T) {
				page.SetSize(size[0], size[1]-4)
				golden.RequireEqual(t, page.View())
			})
		}
	}
}

func TestAStateKeepsToItsRoom(t *testing.T) {
	for name, page := range states() {
		for height := range 20 {
			for _, width := range []int{20, 60, 90, 200} {
				page.SetSize(width, height)
				lines := strings.Split(page.View(), "\n")
				if len(lines) > max(height, 1) {
					t.Errorf("%s: %d lines in %d", name, len(lines), height)
				}
				for _, line := range lines {
					if got := safetext.Width(line); got > width {
						t.Errorf("%s: %d cells in %d: %q", name, got, width, line)
					}
				}
			}
		}
	}
}

func TestALongTitleOfAStateIsWrapped(t *testing.T) {
	state := State{Sign: "x", Title: "Trunk group APIO_Trunk_Group_Existing of group ApioEntGrpTest could not be read"}
	var drawn []string
	for _, line := range state.lines(80, 10) {
		text := ""
		for _, cell := range line {
			text += cell.Text
		}
		if drawn = append(drawn, text); len(text) >= 80 {
			t.Errorf("cut: %q", text)
		}
	}
	if all := strings.Join(strings.Fields(strings.Join(drawn, " ")), " "); !strings.Contains(all, "x "+state.Title) {
		t.Error(all)
	}
}

func TestWhatCouldNotBeReadIsSaidRightOfTheBreadcrumb(t *testing.T) {
	all := states()
	viewtest.RequireEqual(t, "of an error", all["error"].Info().Summary.Whole(), "✗ not read")
	viewtest.RequireEqual(t, "while loading", all["loading"].Info().Summary.Whole(), "")
}

func TestAnOpenFilterStaysBelowAState(t *testing.T) {
	page := states()["loading"]
	page.SetSize(80, 20)
	page.HandleKey(viewtest.Key("/"))
	lines := strings.Split(page.View(), "\n")
	if !strings.HasPrefix(lines[len(lines)-1], " /") || !strings.Contains(page.View(), "Reading the groups") {
		t.Errorf("%q", lines)
	}
}

func TestAFilterThatHidesAllIsNoEmptyPage(t *testing.T) {
	page := states()["empty"]
	page.Rows.(*ui.Table[string]).SetRows([]string{"a", "b"})
	page.SetSize(80, 20)
	for _, name := range []string{"/", "x", "enter"} {
		page.HandleKey(viewtest.Key(name))
	}
	viewtest.RequireContains(t, page.View(), "the filter hides 2, esc clears it")
}
