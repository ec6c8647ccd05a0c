package terminal

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/redact"
)

// Panic is a fault of our own that was caught. Its text is one line without secrets.
type Panic struct {
	Text string // what panicked, in one line
	File string // the crash file; empty where none could be written
}

func (p *Panic) Error() string {
	if p.File == "" {
		return p.Text + "; no crash file could be written"
	}
	return p.Text + "; what is known of it is in " + p.File
}

// Crash catches the panics of a program that holds a terminal, and writes down what is
// known of the first. It is safe for use by several goroutines. Make one with NewCrash.
//
// What the runtime ends by itself, such as two goroutines that write one map or memory
// that is used up, no program can catch: the command "reset" then puts the terminal right.
type Crash struct {
	dir, version string
	happened     chan struct{} // closed with the first panic

	secrets *redact.Secrets

	mu    sync.Mutex
	first *Panic
}

// NewCrash returns what catches panics. The crash file goes to dir, which is made when it
// is needed, or else to the directory for temporary files. None has the secrets.
func NewCrash(dir, version string, secrets *redact.Secrets) *Crash {
	return &Crash{dir: dir, version: version, secrets: secrets, happened: make(chan struct{})}
}

// withoutSecrets takes out of text what is secret and what looks so.
func (c *Crash) withoutSecrets(text string) string { return redact.Likely(c.secrets.Hide(text)) }

// Catch ends a panic. It works only when it is deferred itself: defer crash.Catch().
func (c *Crash) Catch() {
	if fault := recover(); fault != nil {
		c.Report(fault, debug.Stack())
	}
}

// Report takes a recovered panic with its stack, and ends the screen. The first counts.
func (c *Crash) Report(fault any, stack []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first != nil {
		return
	}
	text := fmt.Sprintf("%.200q", c.withoutSecrets(fmt.Sprint(fault)))
	c.first = &Panic{Text: text, File: c.write(text, stack)}
	close(c.happened)
}

// Go starts a goroutine whose panic is caught.
func (c *Crash) Go(f func()) {
	go func() {
		defer c.Catch()
		f()
	}()
}

// fault returns the first panic, nil where there is none.
func (c *Crash) fault() *Panic {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.first
}

// write writes a crash file and returns its name, or nothing.
func (c *Crash) write(text string, stack []byte) string {
	now := time.Now()
	content := fmt.Sprintf("banyan %s, %s %s/%s, %s\ninternal fault: %s\n\n%s",
		c.version, runtime.Version(), runtime.GOOS, runtime.GOARCH, now.Format(time.RFC3339), text, c.withoutSecrets(string(stack)))
	_ = os.MkdirAll(c.dir, 0o700)
	name := fmt.Sprintf("crash-%s-%d.txt", now.UTC().Format("20060102T150405.000"), os.Getpid())
	for _, dir := range []string{c.dir, os.TempDir()} {
		path := filepath.Join(dir, name)
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			continue
		}
		_, err = file.WriteString(content)
		if closed := file.Close(); err == nil && closed == nil {
			return path
		}
	}
	return ""
}

// guard returns cmd with its panics caught, and those of the commands it returns.
func (c *Crash) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer c.Catch()
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			batch = slices.Clone(batch)
			for i, cmd := range batch {
				batch[i] = c.guard(cmd)
			}
			return batch
		}
		return msg
	}
}

// guarded is a model whose panics are caught. After one the model is left alone, and
// its last frame stays until the screen ends.
type guarded struct {
	model tea.Model
	crash *Crash
	frame string
}

func (g *guarded) Init() tea.Cmd {
	defer g.crash.Catch()
	return g.crash.guard(g.model.Init())
}

func (g *guarded) Update(msg tea.Msg) (self tea.Model, cmd tea.Cmd) {
	self = g
	if g.crash.fault() != nil {
		return
	}
	defer g.crash.Catch()
	g.model, cmd = g.model.Update(msg)
	return self, g.crash.guard(cmd)
}

func (g *guarded) View() string {
	if g.crash.fault() != nil {
		return g.frame
	}
	defer g.crash.Catch()
	g.frame = g.model.View()
	return g.frame
}
