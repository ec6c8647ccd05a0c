package cli

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"banyan/capacity/collect"
	"banyan/internal/safetext"
)

// How often the progress on a terminal is drawn, and how often a line of it is
// printed elsewhere.
const (
	progressEvery     = 200 * time.Millisecond
	progressLineEvery = 10 * time.Second
)

// progress prints on standard error how far a report is: on a terminal as one line
// that is written over and gone at the end, elsewhere as lines.
type progress struct {
	say   func(format string, args ...any)
	width func() int // of the terminal; 0 without one
	quiet bool

	of, done       int // tenants
	requests       int
	left           string    // of the time, where that is known better than from what was read so far
	begun, printed time.Time // printed: the latest line
	drawn          bool
}

func (p Program) newProgress(of int, quiet bool) *progress {
	now := time.Now()
	return &progress{say: p.say, width: p.errWidth, quiet: quiet, of: of, begun: now, printed: now}
}

// errWidth is the width of the terminal that standard error is, 0 where it is none
// that a line can be written over on.
func (p Program) errWidth() int {
	file, isFile := p.Err.(*os.File)
	if name := p.Env("TERM"); !isFile || name == "" || name == "dumb" || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}

// tick prints how far the report is, when it is time to.
func (p *progress) tick(walked collect.Progress) {
	p.requests = walked.Done
	if p.quiet {
		return
	}
	now := time.Now()
	if width := p.width(); width > 0 {
		p.say("\r%s\x1b[K", p.line(now, width-1))
		p.drawn = true
		return
	}
	if now.Sub(p.printed) >= progressLineEvery {
		p.printed = now
		p.say("%s\n", p.status(now))
	}
}

// hide clears the line on a terminal, so that something else can be written.
func (p *progress) hide() {
	if p.drawn {
		p.say("\r\x1b[K")
		p.drawn = false
	}
}

// note says something that is worth a line of its own.
func (p *progress) note(format string, args ...any) {
	p.hide()
	p.say("%s\n", safetext.Block(fmt.Sprintf(format, args...)))
}

// end leaves nothing on a terminal, and elsewhere a line of what was read.
func (p *progress) end() {
	p.hide()
	if !p.quiet && p.width() == 0 {
		p.say("%s in %s\n", p.counts(), time.Since(p.begun).Round(time.Millisecond))
	}
}

// barWidth is the width of the bar between its brackets.
const barWidth = 20

// line is what is drawn, the bar where it fits.
func (p *progress) line(now time.Time, width int) string {
	full, status := p.done*barWidth/max(p.of, 1), p.status(now)
	line := "[" + strings.Repeat("#", full) + strings.Repeat(".", barWidth-full) + "] " + status
	if len(line) <= width {
		return line
	}
	return status[:min(len(status), max(width, 0))]
}

func (p *progress) status(now time.Time) string {
	if p.done == 0 || p.done >= p.of {
		return p.counts()
	}
	if p.left != "" {
		return p.counts() + ", " + p.left
	}
	left := now.Sub(p.begun) / time.Duration(p.done) * time.Duration(p.of-p.done)
	return fmt.Sprintf("%s, %s left", p.counts(), left.Round(time.Second))
}

func (p *progress) counts() string {
	return fmt.Sprintf("%d of %s, %s", p.done, counted(p.of, "tenant"), counted(p.requests, "request"))
}
