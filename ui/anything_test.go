package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// TestAnythingGoes sends keys, bursts, sizes and the shell's own messages in any
// order: every frame has the size of the terminal, and nothing panics.
func TestAnythingGoes(t *testing.T) {
	names := []string{
		"j", "k", "g", "G", "pgup", "pgdown", "/", "s", "S", "<", ">", "ctrl+w", "C", "left", "right", "enter", "esc", "?", "n", "y",
		"r", " ", "z", "a", "1", "!", "backspace", "ctrl+u", "ctrl+l",
	}
	key := rapid.Custom(func(t *rapid.T) tea.Msg { return keyOf(rapid.SampledFrom(names).Draw(t, "key")) })
	text := rapid.Custom(func(t *rapid.T) tea.Msg {
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(rapid.String().Draw(t, "text")), Paste: rapid.Bool().Draw(t, "paste")}
	})
	size := rapid.Custom(func(t *rapid.T) tea.Msg {
		return tea.WindowSizeMsg{Width: rapid.IntRange(-1, 220).Draw(t, "width"), Height: rapid.IntRange(-1, 70).Draw(t, "height")}
	})
	shells := rapid.Custom(func(t *rapid.T) tea.Msg {
		text := rapid.String().Draw(t, "said")
		return rapid.SampledFrom([]tea.Msg{
			notifyMsg{text: text},
			popMsg{},
			confirmMsg{question: Question{Title: text, Text: text}},
			pushMsg{views: []View{&fakeView{title: text, body: text, info: Info{Summary: Cell{Text: text}, Partly: text}}}},
			refreshMsg{},
			spinMsg{run: 1},
		}).Draw(t, "message")
	})
	rapid.Check(t, func(t *rapid.T) {
		view := &siteView{table: newSites(styledKit(), sites())}
		view.dirty = rapid.Bool().Draw(t, "dirty")
		app := NewApp(styledKit(), view, Options{})
		defer app.Close()
		app.Init()
		for _, msg := range rapid.SliceOfN(rapid.OneOf(key, key, key, text, size, shells), 1, 60).Draw(t, "messages") {
			app.Update(msg)
			if frame := app.View(); frame != "" {
				checkFrame(t, frame, app.stack.width, app.stack.height)
			}
		}
	})
}
