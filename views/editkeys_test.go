package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/viewtest"
)

// keyLine is the last line of the screen in a room of so many columns.
func (s *shell) keyLine(width int) string {
	viewtest.Run(s.app, tea.WindowSizeMsg{Width: width, Height: 30})
	lines := strings.Split(s.screen(), "\n")
	return lines[len(lines)-1]
}

// editPlaces are the screens with what e and ctrl+e open there, and how the key line calls it.
var editPlaces = []struct {
	name            string
	keys            []string
	edit, place     string // what is opened; empty where the key does nothing
	onEdit, onPlace string // the names in the key line
	back            int    // how much oftener esc closes what e opened
}{
	{name: "tenants", edit: "limits of tenant foo", onEdit: "e edit foo"},
	{name: "tenant", keys: []string{"enter", "backspace"}, edit: "limits of tenant foo", place: "limits of tenant foo", onEdit: "e edit foo"},
	{
		name: "groups", keys: []string{"enter"}, edit: "limits of group ApioEntGrpTest", place: "limits of tenant foo",
		onEdit: "e edit ApioEntGrpTest", onPlace: "ctrl+e edit foo",
	},
	{
		name: "trunk groups", keys: []string{"enter", "enter"}, edit: "limits of trunk group APIO_Trunk_Group_Existing", place: "limits of group ApioEntGrpTest",
		onEdit: "e edit APIO_Trunk_Group_Existing", onPlace: "ctrl+e edit ApioEntGrpTest",
	},
	{
		name: "trunk group", keys: []string{"enter", "enter", "enter"}, edit: "limits of trunk group APIO_Trunk_Group_Existing",
		place: "limits of trunk group APIO_Trunk_Group_Existing", onEdit: "e edit APIO_Trunk_Group_Existing",
	},
	{
		name: "capacity", keys: []string{"c"}, edit: "limits of tenant foo", place: "limits of tenant foo", onEdit: "e edit foo", onPlace: "ctrl+e edit foo",
	},
	{
		name: "a group of the capacity", keys: []string{"c", "down"}, edit: "limits of group ApioEntGrpTest", place: "limits of tenant foo",
		onEdit: "e edit ApioEntGrpTest", onPlace: "ctrl+e edit foo",
	},
	{
		name: "enterprise trunks", keys: []string{"t"}, edit: " EDIT ", place: "limits of tenant foo", onEdit: "e edit ApioEntTest_Trunk_modified",
		onPlace: "ctrl+e edit foo", back: 1,
	},
	{name: "routing", keys: []string{"t", "enter"}, edit: " EDIT ", place: " EDIT ", onEdit: "e edit ApioEntTest_Trunk_modified"},
}

// What e and ctrl+e open is what the key line names; a session that only reads names neither, and
// says why.
func TestWhatTheKeyLineNamesIsWhatEditsOpen(t *testing.T) {
	t.Parallel()
	for _, place := range editPlaces {
		t.Run(place.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, true)
			d.keys("/", "Foo Industries", "enter")
			d.keys(place.keys...)
			if line := d.keyLine(160); !strings.Contains(line, place.onEdit) || strings.Contains(line, "ctrl+e") != (place.onPlace != "") || !strings.Contains(line, place.onPlace) {
				t.Errorf("%q has no %q and %q", line, place.onEdit, place.onPlace)
			}
			if line := d.keyLine(60); place.name != "trunk group" && !strings.Contains(line, "e edit ") || !strings.Contains(line, "? help") {
				t.Errorf("at 60 columns: %q", line)
			}
			line := d.keyLine(80)
			if !strings.Contains(line, "e edit ") || strings.Contains(line, "ctrl+e ") != (place.onPlace != "") || !strings.Contains(line, "? help") {
				t.Errorf("at 80 columns: %q", line)
			}
			d.keyLine(120)
			before := d.screen()
			d.after("e", place.edit)
			d.keys(slices.Repeat([]string{"esc"}, 1+place.back)...)
			if before := strings.SplitN(before, "\n", 3)[1]; strings.SplitN(d.screen(), "\n", 3)[1] != before {
				t.Fatalf("esc did not come back to %q:\n%s", before, d.screen())
			}
			if d.keys("ctrl+e"); place.place != "" {
				d.shows(place.place)
			} else {
				d.shows("ctrl+e does nothing here")
			}
		})
		t.Run(place.name+", to be looked at", func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, false)
			d.keys("/", "Foo Industries", "enter")
			d.keys(place.keys...)
			for _, width := range []int{60, 80, 160} {
				if line := d.keyLine(width); strings.Contains(line, "e edit") || strings.Contains(line, "ctrl+e") {
					t.Errorf("at %d columns: %q", width, line)
				}
			}
			d.after("e", "start again with --write")
			if d.keys("ctrl+e"); place.place != "" {
				d.shows("start again with --write")
			}
		})
	}
}

// On the page of a trunk group e edits what the user put the cursor on: the routing of an enterprise
// trunk that uses it; ctrl+e the trunk group.
func TestTheRoutingThatUsesATrunkGroupIsEditedFromItsPage(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.keys("/", "Foo Industries", "enter", "enter", "enter", "enter", "down", "up")
	viewtest.RequireContains(t, d.keyLine(160), "ctrl+e edit APIO_Tru…Existing  e edit ApioEntT…_modified")
	d.keyLine(120)
	d.after("e", "ApioEntTest_Trunk_modified", " EDIT ")
	d.after("esc esc", "> APIO_Trunk_Group_Existing")
	d.after("ctrl+e", "limits of trunk group APIO_Trunk_Group_Existing")
}

// What saves, the fields and the help stay in the key line of a form, however narrow it is.
func TestWhatSavesStaysInTheKeyLine(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"e"}, {"enter", "e"}, {"enter", "enter", "e"}, {"enter", "enter", "a"}, {"t", "e"}, {"t", "n"}} {
		t.Run(fmt.Sprint(keys), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, true)
			d.keys("/", "Foo Industries", "enter")
			d.keys(keys...)
			for _, width := range []int{60, 80} {
				line := d.keyLine(width)
				viewtest.RequireContains(t, line, "ctrl+s", "tab")
				if keys[len(keys)-1] != "n" { // there ? is a letter
					viewtest.RequireContains(t, line, "? help")
				}
			}
		})
	}
}

// Names that a server made up are shortened and safe in the key line.
func TestNamesInTheKeyLineAreSafe(t *testing.T) {
	t.Parallel()
	for _, name := range viewtest.Hostile() {
		s := newSession(t, viewtest.HQTrunk())
		trunk := viewtest.HQTrunk()
		trunk.Name = name
		s.platform.put(trunk)
		s.toList()
		for range 2 { // one of them is the named one
			for _, width := range []int{60, 80, 160} {
				line := s.keyLine(width)
				if strings.ContainsAny(line, "\x1b\x07\r\u202e") || !strings.Contains(line, "e edit ") || !strings.Contains(line, "? help") {
					t.Errorf("%q at %d columns: %q", name, width, line)
				}
			}
			s.keys("down")
		}
	}
}
