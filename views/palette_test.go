package views

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/viewtest"
	"banyan/ui"
)

// palettesOf returns the keys that the palette of a screen has an entry for, of some.
func palettesOf(app *ui.App, bindings map[string]key.Binding) []string {
	var has []string
	for name, binding := range bindings {
		help := binding.Help().Key
		viewtest.Run(app, viewtest.Key(":"), tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(help)})
		if regexp.MustCompile(`│.*  ` + regexp.QuoteMeta(help) + ` +[│┃]`).MatchString(app.View()) {
			has = append(has, name)
		}
		viewtest.Run(app, viewtest.Key("esc"))
	}
	return has
}

// Every screen that the palette goes to says what it answers.
func TestThePaletteSaysWhatItsScreensAreFor(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	home := Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Plans: d.plans(), Activity: &sent{}, History: d.keeper(), Host: d.host, Write: true})
	d.show(home, ui.Options{}, 120, 36)
	viewtest.Run(d.app, viewtest.Key(":"))
	d.shows("a number, a name or a device", "what was saved from this machine", "the requests that were sent")
}

// TestEveryKeyIsInThePaletteOfAScreenWhereItWorks goes through the screens and looks for every
// binding of the key map.
func TestEveryKeyIsInThePaletteOfAScreenWhereItWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, everyKeyIsInThePalette) // no pause takes time
}

func everyKeyIsInThePalette(t *testing.T) {
	t.Helper()
	apart := map[string]string{
		"Palette": "it is open", "Suspend": "there is no terminal", "Hotspots": "a scanner never ends", "Known": "likewise", "ReadAll": "likewise", "Pause": "likewise",
		"Accept": "a box", "Cancel": "a box", "Yes": "a box", "No": "a box", "PreviousField": "the help of a form",
		"MoveDown": "both are one key of the form", "MoveUp": "likewise",
		"CaretLeft": "a text", "CaretRight": "a text", "WordLeft": "a text", "WordRight": "a text", "CaretStart": "a text", "CaretEnd": "a text",
		"DeleteBackward": "a text", "DeleteForward": "a text", "DeleteWord": "a text",
	}
	bindings := map[string]key.Binding{}
	keys := reflect.ValueOf(viewtest.Keys())
	for i := range keys.NumField() {
		if name, binding := keys.Type().Field(i).Name, keys.Field(i).Interface().(key.Binding); apart[name] == "" && binding.Enabled() {
			bindings[name] = binding
		}
	}
	d := newDesk(t, true)
	memory := &pinned{ui.Memo{Pins: []ui.Place{{Kind: "tenant", Path: []string{"foo"}}}}}
	d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Plans: d.plans(), Activity: &sent{}, History: d.keeper(), Host: d.host, Write: true, Memory: memory}), ui.Options{}, 140, 60)
	for _, screen := range []struct {
		kind string
		path []string
		keys string // to a form on it
	}{
		{"tenants", nil, ""},
		{"tenant", []string{"foo"}, ""},
		{"groups", []string{"foo"}, ""},
		{"group", []string{"foo", "ApioEntGrpTest"}, ""},
		{"group", []string{"foo", "ApioEntGrpTest"}, "a"},
		{"trunk group", []string{"foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing"}, ""},
		{"capacity", []string{"foo"}, "e"},
		{"edits", nil, ""},
		{"enterprise trunks", []string{"foo"}, ""},
		{"routing", []string{"foo", "", "HQ-Inbound"}, ""},
		{"routing", []string{"foo", "", "HQ-Inbound"}, "e j j"},
	} {
		viewtest.Run(d.app, ui.Visit(ui.Place{Kind: screen.kind, Path: screen.path})())
		d.keys(strings.Fields(screen.keys)...)
		for _, name := range palettesOf(d.app, bindings) {
			delete(bindings, name)
		}
	}
	viewtest.Run(d.app, ui.Visit(ui.Place{Kind: "tenants"})(), viewtest.Key("enter"))
	for _, name := range palettesOf(d.app, bindings) { // the level above is passed on the way
		delete(bindings, name)
	}
	for name, binding := range bindings {
		t.Errorf("%s, %s, is in no palette", name, binding.Help().Key)
	}
	d.wantWrites(0)
}

// pinned is a memory with pins.
type pinned struct{ ui.Memo }

func (p *pinned) Change(by func(*ui.Memo)) (ui.Memo, error) {
	by(&p.Memo)
	return p.Memo, nil
}

// TestThePaletteGoesWhereverOneCanGo types the names of places.
func TestThePaletteGoesWhereverOneCanGo(t *testing.T) {
	t.Parallel()
	for text, crumbs := range map[string]string{
		"foo":                              "tenants > foo",
		"foo groups":                       "tenants > foo > groups",
		"foo cap":                          "tenants > foo > capacity",
		"foo enterprise trunks":            "tenants > foo > enterprise trunks",
		"FOO routing HQ-Inbound":           "tenants > foo > enterprise trunks > HQ-Inbound",
		"ServiceProviderID group GroupIDE": "tenants > ServiceProviderID > groups > GroupIDE",
		"edits":                            "tenants > edits",
		"activity":                         "tenants > activity",
		"history":                          "tenants > changes",
		"find":                             "tenants > find",
		"find hq-inb":                      "tenants > find",
		"belfort retail":                   "tenants > BelfortRetail",
	} {
		d := newDesk(t, true)
		d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Activity: &sent{}, History: d.keeper(), Host: d.host, Write: true}), ui.Options{}, 120, 40)
		for _, to := range [][2]string{{text, crumbs}, {"tenants", "tenants"}} {
			if strings.Contains(d.screen(), "tenants > find") {
				viewtest.Run(d.app, viewtest.Key("esc")) // there the key is typed
			}
			viewtest.Run(d.app, viewtest.Key(":"), tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(to[0])}, viewtest.Key("enter"))
			if got := strings.TrimSpace(strings.Split(d.screen(), "\n")[1]); !strings.HasPrefix(got, to[1]) || strings.HasPrefix(got, to[1]+" >") {
				t.Errorf("%q leads to %q, want %q", to[0], got, to[1])
			}
		}
	}
}

func TestHistoryIsNotOfferedWhereNoneIsKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t, false)
	viewtest.Run(d.app, viewtest.Key(":"), tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("history")})
	d.shows("nothing is called history")
}

func TestAPlaceInATenantThatIsGoneIsSaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t, false)
	viewtest.Run(d.app, ui.Visit(ui.Place{Kind: "groups", Path: []string{"gone"}})())
	d.shows("tenant gone is not there any more")
	viewtest.Run(d.app, ui.Visit(ui.Place{Kind: "a later kind"})())
	d.shows("this banyan knows no such place")
}

// TestEveryPlaceIsItsOwnScreen makes the screen of each kind of place and looks where that is.
func TestEveryPlaceIsItsOwnScreen(t *testing.T) {
	t.Parallel()
	d := newDesk(t, false)
	home := Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Activity: &sent{}}).(ui.Guided)
	d.show(home.(ui.View), ui.Options{}, 120, 40)
	for _, p := range []ui.Place{
		{Kind: "tenant", Path: []string{"foo"}},
		{Kind: "groups", Path: []string{"foo"}},
		{Kind: "capacity", Path: []string{"foo"}},
		{Kind: "enterprise trunks", Path: []string{"foo"}},
		{Kind: "group", Path: []string{"foo", "g"}},
		{Kind: "trunk group", Path: []string{"foo", "g", "n"}},
		{Kind: "routing", Path: []string{"foo", "", "n"}},
		{Kind: "find"},
		{Kind: "find", Path: []string{"+3225550102"}},
		{Kind: "find", Path: []string{"022 5550102", "foo"}},
		{Kind: "edits"},
		{Kind: "activity"},
		{Kind: "edit", Path: []string{"id"}},
		{Kind: "enterprise trunks", Path: []string{"ServiceProviderID", "g"}},
	} {
		path, why := home.Guide().PathTo(p)
		if why != "" && p.Path[0] != "ServiceProviderID" { // whose dialect has none
			t.Errorf("%v: %s", p, why)
		}
		view := home.Guide().View(p, home.(ui.View))
		if at := view.(ui.Placed).Place(); !at.Is(p) {
			t.Errorf("the screen of %v is %v", p, at)
		}
		if len(path) > 0 && (path[0].Kind != "tenants" || !path[len(path)-1].Is(p)) {
			t.Errorf("the way to %v is %v", p, path)
		}
		view.Close()
	}
}

// The activity opens over every screen, a form too, and is gone back to like another place.
func TestTheActivityOpensOverEveryScreen(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.keys("A")
	d.shows("tenants > activity")
	d.keys("esc", "enter", "A")
	d.shows("> activity")
	d.keys("[")
	if d.keys("]"); !strings.Contains(d.screen(), "> activity") {
		t.Errorf("forward again:\n%s", d.screen())
	}
	d.keys("esc", "c", "e", "A") // over a form
	d.shows("> activity")
	d.keys("esc")
	d.shows("ctrl+s review")

	home := Home(d.client, viewtest.Kit(), Options{}).(ui.Guided)
	defer home.(ui.View).Close()
	if _, why := home.Guide().PathTo(ui.Place{Kind: "activity"}); why != "there is no such screen in this session" {
		t.Errorf("without a source: %q", why)
	}
}

// TestNoKeyOfAnActionIsSilent presses the keys of actions on screens of every kind, whether they mean
// something there or not.
func TestNoKeyOfAnActionIsSilent(t *testing.T) {
	t.Parallel()
	for _, write := range []bool{false, true} {
		d := newDesk(t, write)
		for _, p := range []ui.Place{
			{Kind: "tenants"},
			{Kind: "edits"},
			{Kind: "activity"},
			{Kind: "tenant", Path: []string{"foo"}},
			{Kind: "groups", Path: []string{"foo"}},
			{Kind: "capacity", Path: []string{"foo"}},
			{Kind: "enterprise trunks", Path: []string{"foo"}},
			{Kind: "group", Path: []string{"foo", "ApioEntGrpTest"}},
			{Kind: "trunk group", Path: []string{"foo", "ApioEntGrpTest", "APIO_Trunk_Group_Fax"}},
			{Kind: "routing", Path: []string{"foo", "", "HQ-Inbound"}},
		} {
			for _, pressed := range []string{"e", "ctrl+e", "a", "n", "D", "W", "m", "d", "K", "R", "c", "t", "o"} {
				d.visit(p.Kind, p.Path...)
				before := d.screen()
				if d.keys(pressed); d.screen() == before {
					t.Errorf("write %v, %v: %s is silent", write, p, pressed)
				}
				for range 3 { // a dialog, a form, a plan
					d.keys("esc")
				}
			}
		}
	}
}

// A key that is named with another one is no key that does nothing.
func TestTheKeysThatMoveARouteAreKeysOfTheForm(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toForm()
	for _, pressed := range []string{"J", "K"} {
		if d.keys(pressed); strings.Contains(d.status(), "does nothing here") {
			t.Errorf("%s: %s", pressed, d.status())
		}
	}
}
