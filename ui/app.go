// Package ui is the shell and its furniture: what every screen of the program
// stands in and is made of. It knows no API and no telecom.
//
// App routes messages by these rules:
//
//  1. Size: App works out the body once and calls SetSize on every view of the
//     stack. A view never sees a WindowSizeMsg, nor less room than 60x12.
//  2. Keys go, in this order, to: ctrl+c (asks when something is unsaved, always
//     quits on the second press); ctrl+z and ctrl+l; the open dialog; what was copied;
//     the help; the top view alone while it is Typing; the shell's own keys; the top
//     view. Keys that arrive together in one burst, and pasted text, never act: they
//     are dropped unless the top view is Typing. A burst of one moving key, held down
//     over a slow link, reaches the top view, whose table moves that far. A yes counts
//     only when it is pressed alone, also one that arrived with other keys as a message
//     of its own.
//     The mouse reaches the top view alone, as a Pointed, while nothing is typed; a
//     click never answers a question but by cancelling it.
//  3. The messages of Push, Pop, Confirm, Notify and Fail stop at App. Each knows
//     the view that sent it: only the top view may push, pop or ask, and only a view
//     that is still on the stack is heard at all.
//  4. Every other message is offered to every view on the stack, bottom to top;
//     owners recognise their own by identity. A popped view has been closed and
//     gets nothing.
//  5. Update does no I/O. A command never touches a view; it returns a message.
//  6. Whoever can call a method on a child calls it; a message goes only upward or
//     comes from a command.
//  7. Esc closes one layer: the dialog, the help, a view's own layer, the view
//     (asking when it is dirty). At the root it does nothing.
package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Header is what the first line says about the session. It is drawn through
// safetext. The zero value says that the session can write.
type Header struct {
	Product  string // the program's name
	Place    string // the profile or the host
	Host     string // the host, for who does not know the profile; may be empty
	ReadOnly bool   // READ-ONLY, or WRITE
	Label    string // the environment, such as DEMO or PROD; may be empty
}

// Options are what the shell is told from outside. The zero value works.
type Options struct {
	Header  Header
	Refresh time.Duration      // reads the top view again at this interval; 0 is off
	Explain func(error) string // one sentence for an error; nil uses its text
	Now     func() time.Time   // the clock; nil is time.Now

	// Ongoing says in two words what goes on whatever the screen, or nothing; nil where
	// nothing ever does. Whatever changes it sends a message to a view, so that it is
	// drawn.
	Ongoing func() string

	// Mouse has the mouse on from the start.
	Mouse bool
	// Clipboard sends safe text to the clipboard of the user's terminal; nil where there
	// is none. It is called from a command.
	Clipboard func(text string) error
	// ClipboardHint is a sentence about what may keep the text from arriving.
	ClipboardHint string

	// Suspend makes ready for the process to be stopped until a shell continues it, or
	// says why that is not possible; nil where it never is. It is called from a command.
	Suspend func() error
}

// App is the shell: the root model of the program. Make one with NewApp, and Close
// it when the program has ended.
type App struct {
	kit    Kit
	opts   Options
	stack  []View // the last is on top
	width  int    // 0 until the terminal has told its size
	height int
	now    time.Time // when the last message came

	questions []question // the first is open, the others wait
	help      *helpScreen
	copied    *copied // shown until it is closed
	note      note
	spinner   spinner
	mouse     mouse

	timers context.Context // ends with the program
	stop   context.CancelFunc
	closed bool
}

// NewApp returns the shell with its first view, which it owns from now on.
func NewApp(kit Kit, home View, opts Options) *App {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	timers, stop := context.WithCancel(context.Background())
	return &App{kit: kit, opts: opts, stack: []View{home}, now: opts.Now(), timers: timers, stop: stop, mouse: mouse{on: opts.Mouse}}
}

// Init implements tea.Model: it starts the first view and, where it is on, the
// refreshing.
func (a *App) Init() tea.Cmd {
	home := a.top()
	return tea.Batch(sentBy(home, home.Init()), a.awaitRefresh(), a.spin(), a.listenToMouse())
}

// Update implements tea.Model.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if a.closed {
		return a, nil
	}
	a.now = a.opts.Now()
	cmd := a.route(msg)
	return a, tea.Batch(cmd, a.spin())
}

func (a *App) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg)
	case tea.KeyMsg:
		return a.press(msg, false)
	case togetherMsg:
		return a.press(msg.key, true)
	case sentMsg:
		return a.take(msg.from, msg.msg)
	case pushMsg, popMsg, confirmMsg, notifyMsg, failMsg:
		return a.take(a.top(), msg)
	case tea.MouseMsg:
		return a.point(msg)
	case rollMsg:
		return a.rollOn()
	case tea.ResumeMsg:
		return a.listenToMouse()
	case spinMsg:
		return a.turn(msg)
	case copiedMsg:
		msg.of.sent, msg.of.err = msg.err == nil, msg.err
	case refreshMsg:
		return tea.Batch(a.refreshByItself(), a.awaitRefresh())
	default:
		return a.offer(msg)
	}
	return nil
}

// Close closes every view, the top one first, and ends every timer. The shell
// draws nothing after it.
func (a *App) Close() {
	a.stop()
	a.spinner.stop()
	a.closed = true
	for len(a.stack) > 0 {
		a.top().Close()
		a.stack = a.stack[:len(a.stack)-1]
	}
}

// quit ends the program. The views are closed by Close, after the last frame.
func (a *App) quit() tea.Cmd {
	a.stop()
	a.spinner.stop()
	a.closed = true
	return tea.Quit
}
