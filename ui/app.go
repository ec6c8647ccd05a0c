package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Header is what the first line says about the session.
type Header struct {
	Product  string // the program's name
	Place    string // the profile or the host
	ReadOnly bool   // READ-ONLY, or WRITE
	Label    string // the environment, such as DEMO or PROD; may be empty
}

// Options are what the shell is told from outside.
type Options struct {
	Header  Header
	Refresh time.Duration      // reads the top view again at this interval; 0 is off
	Explain func(error) string // one sentence for an error; nil uses its text
	Now     func() time.Time   // the clock; nil is time.Now
}

// App is the shell: the root model of the program.
type App struct{}

// NewApp returns the shell with its first view.
func NewApp(kit Kit, home View, opts Options) *App { return &App{} }

// Init starts the first view.
func (a *App) Init() tea.Cmd { return nil }

// Update routes one message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return a, nil }

// View draws the whole screen.
func (a *App) View() string { return "" }

// Close closes every view and ends every timer.
func (a *App) Close() {}
