package terminal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
)

// listed is a screen full of text in several tones, which may have a dialog open.
type listed struct {
	theme    ui.Theme
	box      *ui.Box
	selected int // line
}

func (v *listed) Title() string             { return "groups" }
func (v *listed) Init() tea.Cmd             { return nil }
func (v *listed) Update(tea.Msg) tea.Cmd    { return nil }
func (v *listed) SetSize(int, int)          {}
func (v *listed) Close()                    {}
func (v *listed) ShortHelp() []key.Binding  { return nil }
func (v *listed) FullHelp() [][]key.Binding { return nil }
func (v *listed) Box() *ui.Box              { return v.box }

func (v *listed) View() string {
	lines := make([]string, 32)
	for i := range lines {
		bar, ground := ui.Bar{Given: int64(i), Limit: 24}.Cell(v.theme.Glyphs, 18), ui.OnScreen
		if i == v.selected {
			ground = ui.OnRow
		}
		lines[i] = ui.Line(v.theme, ground, 120, ui.Cell{Text: fmt.Sprintf("   BR-%04d   Belfort Dendermonde %-16d ", i*7, i)}, bar,
			ui.Cell{Text: fmt.Sprintf("  %d", i)}, ui.Cell{Text: "/24  ", Tone: ui.Muted}, ui.Cell{Text: "x1.0  ", Tone: ui.Over}, ui.Cell{Text: "8"},
			ui.Cell{Text: "/6  ", Tone: ui.Muted}, ui.Cell{Text: "-2  ", Tone: ui.Over}, ui.Cell{Text: "0/0  "}, ui.Cell{Text: "▲ OVER", Tone: ui.Over})
	}
	return strings.Join(lines, "\n")
}

// listedBytes returns what opens a dialog of 92x20 over a full screen of 120x36 in true colour,
// what closes it, and what moves to the next line. Each draws the screen and returns how many
// bytes the terminal gets.
func listedBytes(tb testing.TB) (open, closeIt, move func() int) {
	tb.Helper()
	theme := ui.NewTheme(func(on ui.Ground, tone ui.Tone) ui.Style {
		style := ""
		switch tone {
		case ui.Plain:
		case ui.Dim, ui.Edge:
			style = fmt.Sprintf("\x1b[38;5;%dm", 200+tone) // as in the program's theme
		default:
			style = fmt.Sprintf("\x1b[38;2;%d;%d;%dm", 100+tone, 110+tone, 120+tone)
		}
		if on != ui.OnScreen {
			style += fmt.Sprintf("\x1b[48;2;%d;%d;%dm", 20+on, 21+on, 22+on)
		}
		return ui.NewStyle(func(text ...string) string {
			if style == "" {
				return text[0]
			}
			return style + text[0] + "\x1b[0m"
		})
	}, ui.Glyphs{
		BarFull: "▆", BarEmpty: "▆", BarOver: "▆", Rule: "─",
		Frame: ui.Frame{Side: "│", TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯", Left: "├", Right: "┤"},
	})
	view := &listed{theme: theme}
	app := ui.NewApp(ui.Kit{Theme: theme}, view, ui.Options{Header: ui.Header{Product: "banyan", Label: "PROD"}})
	tb.Cleanup(app.Close)
	app.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	box := &ui.Box{Title: []ui.Cell{{Text: "Review", Tone: ui.Strong}}, Environment: true}
	for i := range 4 {
		box.Lines = append(
			box.Lines, nil, []ui.Cell{{Text: "  changes", Tone: ui.Muted}}, []ui.Cell{{Text: "  Trunk-Backup (8 calls) is tried first; priority 1 had 36 calls"}},
			[]ui.Cell{{Text: fmt.Sprintf("  weight of Trunk-%d (ApioEntGrpTest)  ", i)}, {Text: " 70 ", Tone: ui.Old}, {Text: " → "}, {Text: " 50 ", Tone: ui.New}},
		)
	}
	r := &renderer{width: 120, height: 36, first: true}
	sent := 0
	o := &Output{
		cells: newCellDiff(),
		size:  func() (int, int) { return 120, 36 },
		write: func(p []byte) (int, error) { sent += len(p); return len(p), nil },
	}
	o.cells.pen.erases = true
	draw := func(shown *ui.Box) int {
		view.box = shown
		before := sent
		if _, err := o.Write(r.frame(app.View())); err != nil {
			tb.Fatal(err)
		}
		return sent - before
	}
	draw(nil)
	move = func() int {
		view.selected++
		return draw(view.box)
	}
	return func() int { return draw(box) }, func() int { return draw(nil) }, move
}

// Over a slow line a dialog is there at once, and the screen below it again.
func TestADialogTakesFewBytes(t *testing.T) {
	open, closeIt, _ := listedBytes(t)
	if sent := open(); sent > 3270 {
		t.Errorf("opening: %d bytes", sent)
	}
	if sent := closeIt(); sent > 5300 {
		t.Errorf("closing: %d bytes", sent)
	}
}

// What has one tone on two lines is written after one change of the pen.
func TestAMoveTakesFewBytes(t *testing.T) {
	_, _, move := listedBytes(t)
	move()
	if sent := move(); sent > 470 {
		t.Errorf("%d bytes", sent)
	}
}

func BenchmarkDialog(b *testing.B) {
	open, closeIt, _ := listedBytes(b)
	opened, closed := 0, 0
	for b.Loop() {
		opened, closed = open(), closeIt()
	}
	b.ReportMetric(float64(opened), "B/open")
	b.ReportMetric(float64(closed), "B/close")
}
