package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// palettes runs a test with a guide that knows some places.
func palettes(t *testing.T, test func(p *pump, g *fakeGuide)) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		for _, path := range [][]string{{"foo"}, {"foo", "routing", "HQ-Inbound"}, {"foo", "routing", "Branch"}, {"DemerCare"}, {"WavreCampus"}} {
			place := placeAt(path...)
			g.names = append(g.names, Name{Place: place, Text: strings.Join(path, " "), About: "known, as Customer " + path[0]})
		}
		g.home.keys = []key.Binding{key.NewBinding(key.WithKeys("c"), key.WithHelp("c", "capacity")), key.NewBinding(key.WithKeys("ctrl+s"), key.WithHelp("ctrl+s", "review"))}
		test(p, g)
	})
}

// offered returns what the palette shows, that under the cursor with a star.
func (p *pump) offered() string {
	open, ok := p.app.sheet.(*palette)
	if !ok {
		return "closed"
	}
	var all []string
	for i, m := range open.shown {
		all = append(all, map[bool]string{true: "*"}[i == open.cursor]+m.text)
	}
	return strings.Join(all, ", ")
}

// typed types a text, as it comes from a keyboard.
func (p *pump) typed(text string) {
	for _, r := range text {
		p.send(keyOf(string(r)))
	}
}

func TestThePaletteFindsKeysAndPlaces(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"ca", "*capacity, DemerCare, WavreCampus"},
		{"foo", "*foo, foo routing Branch, foo routing HQ-Inbound"},
		{"FOO  routing hq", "*foo routing HQ-Inbound"},
		{"hqin", "foo routing HQ-Inbound"},
		{"customer demer", "*DemerCare"},
		{"c", "*capacity, "},
		{"H", "*hot, "},
		{"nothing like it", ""},
		{"DemerCarx", "DemerCare"},
	} {
		t.Run(test.text, func(t *testing.T) {
			palettes(t, func(p *pump, _ *fakeGuide) {
				p.do(":", "home")
				p.typed(test.text)
				if got := p.offered(); got != test.want && (!strings.HasSuffix(test.want, ", ") || !strings.HasPrefix(got, test.want)) {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		})
	}
}

func TestANameOfWhichNothingElseIsSaidHasItsRoom(t *testing.T) {
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		const long = "foo trunk group ApioEntGrpTest APIO_Trunk_Group_Existing"
		g.names = []Name{
			{Place: placeAt("foo", "long"), Text: long},
			{Place: placeAt("foo", "capacity"), Text: "foo capacity", About: "the tree of its levels"},
		}
		p.do(":", "home")
		p.typed("foo")
		for _, want := range []string{long, "the tree of its levels"} {
			if !strings.Contains(p.frame(), want) {
				t.Errorf("no %q in\n%s", want, p.frame())
			}
		}
	})
}

// TestThePaletteTellsMoreOfAKey has that beside the key's own words, whole where names of places
// are long.
func TestThePaletteTellsMoreOfAKey(t *testing.T) {
	const about = "reads all of this screen again"
	guided(t, Options{Actions: map[string]string{"refresh": about}}, func(p *pump, g *fakeGuide) {
		g.names = []Name{{Place: placeAt("foo", "long"), Text: "refresh foo trunk group ApioEntGrpTest APIO_Trunk_Group_Existing"}}
		p.do(":", "home")
		p.typed("refresh")
		if !strings.Contains(p.frame(), "refresh  "+about) {
			t.Errorf("no %q in\n%s", about, p.frame())
		}
	})
}

func TestWhatIsChosenInThePaletteIsDone(t *testing.T) {
	for _, test := range []struct {
		name, text string
		keys       []string
		stack      string
		pressed    string
	}{
		{name: "a place", text: "foo rout", keys: []string{"down", "enter"}, stack: "home foo foorouting fooroutingHQ-Inbound"},
		{name: "a key", text: "rev", keys: []string{"enter"}, stack: "home", pressed: "ctrl+s"},
		{name: "a screen", text: "hot", keys: []string{"enter"}, stack: "home hot"},
		{name: "nothing", text: "foo", keys: []string{"esc"}, stack: "home"},
		{name: "what is only near", text: "foox", keys: []string{"enter", "esc"}, stack: "home"},
		{name: "letters that are scattered", text: "hqin", keys: []string{"enter", "esc"}, stack: "home"},
		{name: "scattered, and chosen", text: "hqin", keys: []string{"down", "enter"}, stack: "home foo foorouting fooroutingHQ-Inbound"},
		{name: "near, and chosen", text: "foox", keys: []string{"down", "enter"}, stack: "home foo"},
		{name: "completed", text: "demer", keys: []string{"tab", "enter"}, stack: "home DemerCare"},
		{name: "up and down end", text: "foo", keys: []string{"up", "down", "down", "down", "down", "up", "up", "up", "enter"}, stack: "home foo"},
	} {
		t.Run(test.name, func(t *testing.T) {
			palettes(t, func(p *pump, g *fakeGuide) {
				p.do(":", "home")
				p.typed(test.text)
				g.home.got = nil
				p.keys(test.keys...)
				if got := p.stack(); got != test.stack || p.offered() != "closed" {
					t.Errorf("stack %q, palette %q", got, p.offered())
				}
				if got := slices.IndexFunc(g.home.got, func(msg tea.Msg) bool { k, ok := msg.(tea.KeyMsg); return ok && k.String() == test.pressed }); test.pressed != "" && got < 0 {
					t.Errorf("the view got %v", g.home.got)
				}
			})
		})
	}
}

// TestEnterWaitsForTheNames types ahead over a slow disk: what is run is what was meant, and
// nothing that is found before.
func TestEnterWaitsForTheNames(t *testing.T) {
	palettes(t, func(p *pump, g *fakeGuide) {
		_, cmd := p.app.Update(keyOf(":")) // the names come later
		p.typed("demerc")
		p.send(keyOf("enter"))
		if got := p.stack(); got != "home" || p.offered() == "closed" {
			t.Fatalf("stack %q, palette %q", got, p.offered())
		}
		p.run(cmd)
		p.settle()
		if got := p.stack(); got != "home DemerCare" {
			t.Errorf("stack %q", got)
		}
		_, cmd = p.app.Update(keyOf(":"))
		p.typed("foo")
		p.send(keyOf("enter"), keyOf("backspace"))
		p.run(cmd)
		p.settle()
		if got := p.stack(); got != "home DemerCare" {
			t.Errorf("enter was given up and leads to %q", got)
		}
	})
}

// TestScatteredLettersAreSaidToBeNearAlone types what no name has, before and after the names are
// read.
func TestScatteredLettersAreSaidToBeNearAlone(t *testing.T) {
	palettes(t, func(p *pump, _ *fakeGuide) {
		_, cmd := p.app.Update(keyOf(":")) // the names come later
		p.typed("cpct")
		if got := p.frame(); !strings.Contains(got, "capacity") || !strings.Contains(got, "reading the names") {
			t.Errorf("what is called so is not known yet:\n%s", got)
		}
		p.app.sheet.(*palette).field.SetText("")
		p.typed("hqin")
		p.send(keyOf("enter"))
		p.run(cmd)
		p.settle()
		p.app.Update(tea.WindowSizeMsg{Width: leastWidth, Height: leastHeight})
		if got, want := p.frame(), "nothing is called that; this is near "; p.stack() != "home" || !strings.Contains(got, want) {
			t.Errorf("stack %q, no %q in\n%s", p.stack(), want, got)
		}
		p.send(keyOf("backspace"), keyOf("backspace"))
		if got := p.frame(); strings.Contains(got, "nothing is called") || p.offered() != "*foo routing HQ-Inbound" {
			t.Errorf("a name has it: %q in\n%s", p.offered(), got)
		}
	})
}

// TestNamesThatComeLateAreOfTheirPalette closes one and opens another.
func TestNamesThatComeLateAreOfTheirPalette(t *testing.T) {
	palettes(t, func(p *pump, _ *fakeGuide) {
		_, cmd := p.app.Update(keyOf(":"))
		p.typed("foo")
		p.send(keyOf("enter"), keyOf("esc"))
		p.run(cmd)
		p.settle()
		if got := p.stack(); got != "home" || p.offered() != "closed" {
			t.Errorf("stack %q", got)
		}
	})
}

func TestTextThatArrivesTogetherIsTyped(t *testing.T) {
	palettes(t, func(p *pump, _ *fakeGuide) {
		p.do(":", "home")
		p.send(Together(keyOf("y")), tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("foo")}, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" q"), Paste: true})
		if got := p.app.sheet.(*palette).field.Text(); got != "yfoo q" {
			t.Errorf("typed is %q", got)
		}
	})
}

// TestABurstThatBeginsWithThePaletteIsTypedThere is what a slow link makes of a command that is typed
// fast, and what a paste is. Neither runs anything.
func TestABurstThatBeginsWithThePaletteIsTypedThere(t *testing.T) {
	for _, test := range []struct {
		name, keys string
		msgs       []tea.Msg
		want       string
		typed      string
	}{
		{name: "typed fast", msgs: []tea.Msg{runes(":demer")}, want: "*DemerCare", typed: "demer"},
		{name: "pasted", msgs: []tea.Msg{paste(":demer")}, want: "*DemerCare", typed: "demer"},
		{name: "with enter", msgs: []tea.Msg{runes(":demer"), Together(keyOf("enter"))}, want: "*DemerCare", typed: "demer"},
		{name: "key by key", msgs: []tea.Msg{keyOf(":"), Together(keyOf("w")), Together(keyOf("enter"))}, want: "*WavreCampus", typed: "w"},
		{name: "in a number", keys: "number", msgs: []tea.Msg{runes(":demer")}, want: "*DemerCare", typed: "demer"},
		{name: "above a review", keys: "review", msgs: []tea.Msg{runes(":demer")}, want: "closed"},
		{name: "above the help", keys: "?", msgs: []tea.Msg{runes(":demer")}, want: "closed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			palettes(t, func(p *pump, _ *fakeGuide) {
				before := "home"
				switch test.keys {
				case "":
				case "number":
					p.send(pushMsg{views: []View{&numberView{fakeView{title: "number"}}}})
					before = "home number"
				case "review":
					p.send(pushMsg{views: []View{&reviewView{&fakeView{title: "review"}}}})
					before = "home review"
				default:
					p.keys(test.keys)
				}
				p.send(test.msgs...)
				if got := p.stack(); got != before || !strings.HasPrefix(p.offered(), test.want) {
					t.Fatalf("stack %q, palette %q", got, p.offered())
				}
				if open, ok := p.app.sheet.(*palette); ok && open.field.Text() != test.typed {
					t.Errorf("typed is %q", open.field.Text())
				}
			})
		})
	}
}

// TestWhatWasChosenIsNotDoneWhereTheScreenAsksSomething has a question open below the palette, of
// which the key would be the answer.
func TestWhatWasChosenIsNotDoneWhereTheScreenAsksSomething(t *testing.T) {
	for name, ask := range map[string]func(p *pump, v *askingView, answered *bool){
		"a question of the shell": func(p *pump, v *askingView, answered *bool) {
			p.send(sentMsg{v, confirmMsg{Question{Title: "Delete?", Yes: func() tea.Msg { *answered = true; return nil }}}})
			p.advance(time.Second)
		},
		"a dialog of the view": func(_ *pump, v *askingView, _ *bool) { v.box = &Box{} },
		"a text field":         func(_ *pump, v *askingView, _ *bool) { v.typing = true },
	} {
		t.Run(name, func(t *testing.T) {
			palettes(t, func(p *pump, _ *fakeGuide) {
				answered := false
				v := &askingView{fakeView: &fakeView{title: "form", keys: []key.Binding{key.NewBinding(key.WithKeys("y"), key.WithHelp("y", "copy"))}}}
				p.send(pushMsg{views: []View{v}})
				_, cmd := p.app.Update(keyOf(":")) // the names come later
				p.typed("cop")
				p.send(keyOf("enter"))
				v.got = nil
				ask(p, v, &answered)
				p.run(cmd)
				p.settle()
				p.send(keyOf("enter"))
				if i := slices.IndexFunc(v.got, func(msg tea.Msg) bool { k, ok := msg.(tea.KeyMsg); return ok && k.String() == "y" }); answered || i >= 0 {
					t.Errorf("it was confirmed: %v, the view got %v", answered, v.got)
				}
			})
		})
	}
}

// askingView is a view that may have a dialog open.
type askingView struct {
	*fakeView
	box *Box
}

func (v *askingView) Box() *Box { return v.box }

// TestNothingIsConfirmedFromThePalette has a review open: its keys are its own.
func TestNothingIsConfirmedFromThePalette(t *testing.T) {
	palettes(t, func(p *pump, _ *fakeGuide) {
		p.send(pushMsg{views: []View{&reviewView{&fakeView{title: "review"}}}})
		p.keys(":")
		if p.offered() != "closed" {
			t.Error("the palette is open above a review")
		}
	})
}

func TestThePaletteRemembersWhatWasRun(t *testing.T) {
	memory := &fakeMemory{memo: Memo{Pins: []Place{placeAt("foo")}}}
	palettes(t, func(p *pump, g *fakeGuide) {
		g.memory = memory
		p.send("anything")
		p.do(":", "home")
		if got := p.offered(); !strings.HasPrefix(got, "*foo, hot, capacity, review") {
			t.Errorf("before: %q", got)
		}
		p.typed("review")
		p.keys("enter", ":")
		if got := p.offered(); !strings.HasPrefix(got, "*foo, hot, review, capacity") {
			t.Errorf("after: %q", got)
		}
	})
	if got := strings.Join(memory.memo.Commands, " "); got != "review" {
		t.Errorf("kept %q", got)
	}
}

func TestAThemeIsChosenWhileTheProgramRuns(t *testing.T) {
	loud := NewTheme(func(Ground, Tone) Style {
		return NewStyle(func(s ...string) string { return "<" + strings.Join(s, "") + ">" })
	}, Glyphs{})
	kit := plainKit()
	kit.Keys.Palette = key.NewBinding(key.WithKeys(":"))
	pumped(t, kit, &fakeView{title: "home"}, Options{Themes: map[string]func() Theme{"loud": func() Theme { return loud }}}, func(p *pump) {
		p.keys(":")
		p.typed("loud")
		p.keys("enter")
		if got := kit.Theme.Paint(Strong, "x"); got != "<x>" {
			t.Errorf("drawn as %q", got)
		}
	})
}

// BenchmarkPaletteKey is a key of the palette where 100,000 names are known.
func BenchmarkPaletteKey(b *testing.B) {
	names := make([]Name, 100_000)
	for i := range names {
		names[i] = Name{Place: placeAt("t"), Text: fmt.Sprintf("Tenant-%03d trunk group Site-%04d Trunk_%d", i%997, i/10, i), About: "a trunk group of the site"}
	}
	for _, text := range []string{"t", "trunk", "site-0999", "ten99tr", "zzzz", "Tenant-001 trunk group Site-0100 Trunk_1", "Trunk-Tenant site nothing is called so 42"} {
		b.Run(text, func(b *testing.B) {
			p := newPalette("", nil, nil)
			p.take(NewNames(names))
			for b.Loop() {
				p.field.SetText(text)
				p.find()
			}
		})
	}
}
