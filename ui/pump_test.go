package ui

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pump runs a shell without a program, inside a synctest bubble: it runs what
// Update returns, feeds what comes back and unrolls batches until nothing moves any
// more. Time stands still but for advance, so a timer fires on demand alone.
type pump struct {
	t       *testing.T
	app     *App
	answers chan tea.Msg
	running atomic.Int64 // commands that have not returned
	quit    bool
}

// pumped runs test with a shell of 80x24 inside a bubble, which fails when a command
// is left over after Close.
func pumped(t *testing.T, kit Kit, home View, opts Options, test func(p *pump)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &pump{t: t, app: NewApp(kit, home, opts), answers: make(chan tea.Msg, 1000)}
		p.run(p.app.Init())
		p.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		test(p)
		p.app.Close()
		synctest.Wait()
		if left := p.running.Load(); left != 0 {
			t.Errorf("%d commands are left after Close", left)
		}
	})
}

func (p *pump) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	p.running.Add(1)
	go func() {
		msg := cmd()
		p.running.Add(-1)
		p.answers <- msg
	}()
}

// send feeds messages, each with all that follows from it at once.
func (p *pump) send(msgs ...tea.Msg) {
	for _, msg := range msgs {
		p.feed(msg)
		p.settle()
	}
}

// keys presses keys one after the other, slowly enough for a dialog to be read.
func (p *pump) keys(names ...string) {
	for _, name := range names {
		p.advance(time.Second)
		p.send(keyOf(name))
	}
}

func (p *pump) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-p.answers:
			p.feed(msg)
		default:
			return
		}
	}
}

func (p *pump) feed(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.run(cmd)
		}
	case tea.QuitMsg:
		p.quit = true
	default:
		_, cmd := p.app.Update(msg)
		p.run(cmd)
	}
}

// advance lets time pass, in steps, so that a timer started on the way counts.
func (p *pump) advance(d time.Duration) {
	for range 100 {
		time.Sleep(d / 100)
		p.settle()
	}
}

// lines returns the frame.
func (p *pump) lines() []string { return strings.Split(p.app.View(), "\n") }

// status returns the status line.
func (p *pump) status() string { return strings.TrimSpace(p.lines()[p.app.stack.height-2]) }

// crumb returns the breadcrumb line.
func (p *pump) crumb() string { return strings.TrimSpace(p.lines()[1]) }

// fakeView is a view whose every answer is set by the test and that notes what it
// is given.
type fakeView struct {
	title, body                 string
	info                        Info
	typing, busy, dirty, layer  bool
	keys                        []key.Binding
	init, refresh               tea.Cmd
	onMsg                       func(tea.Msg) tea.Cmd
	got                         []tea.Msg
	width, height               int
	inits, closes, refreshCount int
}

func (v *fakeView) Title() string { return v.title }
func (v *fakeView) View() string  { return v.body }
func (v *fakeView) Close()        { v.closes++ }
func (v *fakeView) Info() Info    { return v.info }
func (v *fakeView) Typing() bool  { return v.typing }
func (v *fakeView) Busy() bool    { return v.busy }
func (v *fakeView) Dirty() bool   { return v.dirty }

func (v *fakeView) Init() tea.Cmd { v.inits++; return v.init }

func (v *fakeView) SetSize(width, height int) { v.width, v.height = width, height }

func (v *fakeView) Refresh() tea.Cmd { v.refreshCount++; return v.refresh }

func (v *fakeView) CloseLayer() bool {
	had := v.layer
	v.layer = false
	return had
}

func (v *fakeView) ShortHelp() []key.Binding  { return v.keys }
func (v *fakeView) FullHelp() [][]key.Binding { return [][]key.Binding{v.keys} }

func (v *fakeView) Update(msg tea.Msg) tea.Cmd {
	v.got = append(v.got, msg)
	if v.onMsg != nil {
		return v.onMsg(msg)
	}
	return nil
}

// screen is View by another name, so that bareView can embed it.
type screen = View

// bareView has none of the optional abilities.
type bareView struct{ screen }

// stack returns the names of the views on the stack.
func (p *pump) stack() string {
	var titles []string
	for _, view := range p.app.stack.views {
		titles = append(titles, view.Title())
	}
	return strings.Join(titles, " ")
}
