package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/internal/safetext"
)

// copyView is a view that something can be copied of.
type copyView struct {
	fakeView
	id   string
	text []string
}

func (v *copyView) CopyID() string     { return v.id }
func (v *copyView) CopyText() []string { return v.text }

// clipboard notes what it is sent.
type clipboard struct {
	sent []string
	err  error
}

func (c *clipboard) send(text string) error {
	c.sent = append(c.sent, text)
	return c.err
}

func copyOptions(c *clipboard) Options {
	return Options{
		Header:    Header{Product: "banyan", Place: "prod-be", Host: "xsp.example.net", Label: "PROD"},
		Clipboard: c.send,
	}
}

func ticketView() *copyView {
	v := &copyView{id: "GroupIDC", text: []string{
		"ServiceProviderID > GroupIDC (Group C)",
		"Calls: max 20, allocated 31, difference -11, x1.6, OVER",
		"OVER 11 calls x1.6: trunk groups 31, group 20; and more words that make this line wider than a screen of eighty cells",
	}}
	v.title = "groups"
	v.info = Info{AsOf: time.Date(2026, 5, 14, 12, 3, 4, 0, time.FixedZone("CEST", 7200))}
	return v
}

func TestCopyingSendsSafeTextAndShowsIt(t *testing.T) {
	tests := map[string]struct {
		key  string
		view *copyView
		want string
	}{
		"the id": {"y", ticketView(), "GroupIDC"},
		"a text for a ticket": {"Y", ticketView(), "ServiceProviderID > GroupIDC (Group C)\n" +
			"prod-be (xsp.example.net), PROD, as of 2026-05-14 12:03:04 +0200\n" +
			"Calls: max 20, allocated 31, difference -11, x1.6, OVER\n" +
			"OVER 11 calls x1.6: trunk groups 31, group 20; and more words that make this line wider than a screen of eighty cells"},
		"a hostile id":   {"y", &copyView{id: "\x1b]52;c;?\x07\ny\u202e"}, `^[]52;c;?^G^Jy\u202e`},
		"a hostile text": {"Y", &copyView{text: []string{"a\nb", "\x9b31m\xff"}}, "a^Jb\nprod-be (xsp.example.net), PROD\n\\x9b31m\\xff"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var board clipboard
			pumped(t, plainKit(), test.view, copyOptions(&board), func(p *pump) {
				p.keys(test.key)
				if len(board.sent) != 1 || board.sent[0] != test.want {
					t.Fatalf("sent %q, want %q", board.sent, test.want)
				}
				for line := range strings.SplitSeq(board.sent[0], "\n") {
					if safe, changed := safetext.Line(line); changed {
						t.Errorf("%q is not safe, %q is", line, safe)
					}
				}
				screen := strings.Join(p.lines(), "\n")
				for _, word := range strings.Fields(test.want) {
					if !strings.Contains(screen, word) {
						t.Errorf("%q is not on screen:\n%s", word, screen)
					}
				}
				if !strings.Contains(screen, "Sent to the terminal's clipboard.") {
					t.Errorf("it does not say so:\n%s", screen)
				}
				if escaped := strings.Contains(screen, "written as escapes"); escaped != strings.Contains(name, "hostile") {
					t.Errorf("says that it is not what the server has: %v", escaped)
				}
			})
		})
	}
}

func TestCopiedScreens(t *testing.T) {
	for _, kit := range []struct {
		name string
		kit  Kit
	}{{"plain", plainKit()}, {"ascii", asciiKit()}} {
		for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 40}} {
			for _, key := range []string{"y", "Y"} {
				t.Run(fmt.Sprintf("%s_%s_%dx%d", kit.name, map[string]string{"y": "id", "Y": "text"}[key], size.Width, size.Height), func(t *testing.T) {
					var board clipboard
					pumped(t, kit.kit, ticketView(), copyOptions(&board), func(p *pump) {
						p.advance(time.Until(time.Date(2026, 5, 14, 12, 3, 4, 0, time.UTC)))
						p.send(size)
						p.keys(key)
						golden.RequireEqual(t, p.app.View()+"\n")
					})
				})
			}
		}
	}
}

// asciiKit draws with the signs of plain ASCII.
func asciiKit() Kit {
	kit := plainKit()
	kit.Theme.Glyphs = Glyphs{Cursor: ">", Failed: "x", Notice: "!", Rule: "-", More: "~", PathSep: ">"}
	return kit
}

// What is selected with the mouse must be the text and nothing else.
func TestTheCopiedTextStandsOnLinesOfItsOwn(t *testing.T) {
	var board clipboard
	view := ticketView()
	pumped(t, styledKit(), view, copyOptions(&board), func(p *pump) {
		p.keys("Y", " ")
		lines := p.lines()
		for _, want := range []string{view.text[0], view.text[1]} {
			if !slices.Contains(lines, want) {
				t.Errorf("%q is not alone on its line:\n%s", want, strings.Join(lines, "\n"))
			}
		}
	})
}

func TestWhatWasNotSentSaysSoAndCanBeSelected(t *testing.T) {
	tests := map[string]struct {
		opts Options
		want string
	}{
		"without a clipboard":   {Options{}, "Not sent: there is no clipboard."},
		"with one that refuses": {copyOptions(&clipboard{err: errors.New("the text is too long")}), "Not sent: the text is too long."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			pumped(t, plainKit(), ticketView(), test.opts, func(p *pump) {
				p.keys("y")
				screen := strings.Join(p.lines(), "\n")
				p.keys(" ")
				if alone := strings.Join(p.lines(), "\n"); !strings.Contains(screen, test.want) || !strings.Contains(alone, "\nGroupIDC\n") {
					t.Errorf("shows:\n%s\n%s", screen, alone)
				}
			})
		})
	}
}

func TestTheHintStandsBelowWhatWasSent(t *testing.T) {
	var board clipboard
	opts := copyOptions(&board)
	opts.ClipboardHint = "tmux hands it on with set-clipboard on."
	pumped(t, plainKit(), ticketView(), opts, func(p *pump) {
		p.keys("y")
		if screen := strings.Join(p.lines(), "\n"); !strings.Contains(screen, "|  "+opts.ClipboardHint) {
			t.Errorf("shows:\n%s", screen)
		}
	})
}

func TestClosingWhatWasCopied(t *testing.T) {
	for _, key := range []string{"esc", "enter", "q", "y", "Y"} {
		t.Run(key, func(t *testing.T) {
			view := ticketView()
			var board clipboard
			pumped(t, plainKit(), view, copyOptions(&board), func(p *pump) {
				p.keys("y", "x", "c", "j")
				p.send(runes("qq"), paste("q"), runes("enter"), runes("esc"))
				if p.app.sheet == nil || len(view.got) != 0 {
					t.Fatalf("a key went past the text: %v", view.got)
				}
				p.keys(key)
				if p.app.sheet != nil || len(board.sent) != 1 || p.quit {
					t.Errorf("open %v, sent %d times, quit %v", p.app.sheet != nil, len(board.sent), p.quit)
				}
			})
		})
	}
}

func TestNothingToCopySaysSo(t *testing.T) {
	var board clipboard
	pumped(t, plainKit(), &copyView{}, copyOptions(&board), func(p *pump) {
		for _, key := range []string{"y", "Y"} {
			p.keys(key)
			if p.status() != "there is nothing to copy here" || len(board.sent) != 0 || p.app.sheet != nil {
				t.Errorf("%s: status %q, sent %q", key, p.status(), board.sent)
			}
		}
	})
}

func TestYIsTheViewsOwnWhereNothingIsCopiedAndTextWhereTextIsTyped(t *testing.T) {
	var board clipboard
	form := &fakeView{title: "form"}
	typing := ticketView()
	typing.typing = true
	for name, view := range map[string]View{"a form": form, "a text field": typing} {
		t.Run(name, func(t *testing.T) {
			pumped(t, plainKit(), view, copyOptions(&board), func(p *pump) {
				p.keys("y", "Y")
				if len(board.sent) != 0 {
					t.Errorf("sent %q", board.sent)
				}
			})
		})
	}
	if len(form.got) != 2 || len(typing.got) != 2 {
		t.Errorf("the form got %v, the field %v", form.got, typing.got)
	}
}

func TestALongCopiedTextScrolls(t *testing.T) {
	view := &copyView{}
	for i := range 100 {
		view.text = append(view.text, fmt.Sprintf("line %d of the text", i))
	}
	var board clipboard
	pumped(t, plainKit(), view, copyOptions(&board), func(p *pump) {
		p.keys("Y")
		p.keys("G", "end")
		screen := strings.Join(p.lines(), "\n")
		if !strings.Contains(screen, "line 99 of the text") || !strings.Contains(screen, "shows it alone") {
			t.Errorf("shows:\n%s", screen)
		}
	})
}

func TestOnlyWhatCanBeCopiedHasTheKeyInItsHelp(t *testing.T) {
	for name, test := range map[string]struct {
		view View
		want bool
	}{
		"a view of which something can be copied": {ticketView(), true},
		"another": {&fakeView{title: "form"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			pumped(t, plainKit(), test.view, Options{}, func(p *pump) {
				p.keys("?")
				if screen := strings.Join(p.lines(), "\n"); strings.Contains(screen, "copy for a ticket") != test.want {
					t.Errorf("help:\n%s", screen)
				}
			})
		})
	}
}
