package cli

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"banyan/internal/safetext"
)

// progress tells on standard error how far a tenant is: on a terminal as one line
// that is written over, elsewhere as a line at the end.
type progress struct {
	out      io.Writer
	name     string
	live     bool
	done, of int
}

func newProgress(out io.Writer, name string) *progress {
	file, isFile := out.(*os.File)
	return &progress{out: out, name: safetext.Cell(name), live: isFile && term.IsTerminal(int(file.Fd()))}
}

func (p *progress) show(done, of int) {
	p.done, p.of = done, of
	if p.live {
		fmt.Fprintf(p.out, "\r%s: %d of %d read ", p.name, done, of)
	}
}

// note says something that is worth a line of its own.
func (p *progress) note(text string) {
	if p.live {
		fmt.Fprintln(p.out)
	}
	fmt.Fprintln(p.out, safetext.Cell(text))
}

func (p *progress) end() {
	if p.live {
		fmt.Fprintln(p.out)
		return
	}
	fmt.Fprintf(p.out, "%s: %d of %d read\n", p.name, p.done, p.of)
}
