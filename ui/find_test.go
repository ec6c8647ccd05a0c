package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
)

// typingView is no form, and something is typed on it.
type typingView struct{ bareView }

func (typingView) Typing() bool { return true }

// The search opens over each screen that is no form, where it does not say that it is open already.
func TestFindOpensOverAScreen(t *testing.T) {
	kit := plainKit()
	kit.Keys.Find = key.NewBinding(key.WithKeys("f"), key.WithHelp("f", "find"))
	home := bareView{&fakeView{title: "home", body: "body"}}
	for name, test := range map[string]struct {
		over  View
		finds func() View
		want  string
	}{
		"a screen":           {home, func() View { return &fakeView{title: "search"} }, "home search"},
		"a form":             {home.screen, func() View { return &fakeView{title: "search"} }, "home"},
		"what is typed into": {typingView{home}, func() View { return &fakeView{title: "search"} }, "home"},
		"the search itself":  {home, nil, "home"},
	} {
		t.Run(name, func(t *testing.T) {
			var from View
			find := func(view View) func() View { from = view; return test.finds }
			pumped(t, kit, test.over, Options{Find: find}, func(p *pump) {
				isShown := strings.Contains(p.app.View(), "f find")
				p.keys("f")
				if got := p.stack(); got != test.want || from != nil && from != test.over {
					t.Errorf("%q over %v", got, from)
				}
				if opens := test.want != "home"; isShown != opens {
					t.Errorf("the key line shows it: %v", isShown)
				}
			})
		})
	}
}
