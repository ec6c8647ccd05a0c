package cli

import (
	"os"

	"golang.org/x/term"

	"banyan/internal/safetext"
)

// progress tells on standard error how far a tenant is: on a terminal as one line
// that is written over, elsewhere as a line at the end.
type progress struct {
	say      func(format string, args ...any)
	name     string
	live     bool
	done, of int
}

func (p Program) newProgress(name string) *progress {
	file, isFile := p.Err.(*os.File)
	return &progress{say: p.say, name: safetext.Cell(name), live: isFile && term.IsTerminal(int(file.Fd()))}
}

func (p *progress) show(done, of int) {
	p.done, p.of = done, of
	if p.live {
		p.say("\r%s: %d of %d requests ", p.name, done, of)
	}
}

// note says something that is worth a line of its own.
func (p *progress) note(text string) {
	if p.live {
		p.say("\n")
	}
	p.say("%s\n", safetext.Cell(text))
}

func (p *progress) end() {
	if p.live {
		p.say("\n")
		return
	}
	p.say("%s: %d of %d requests\n", p.name, p.done, p.of)
}
