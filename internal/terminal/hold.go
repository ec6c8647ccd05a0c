package terminal

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

// hold is a terminal as it was before a screen took it. It puts the terminal back
// where the screen itself can no longer do so.
type hold struct {
	in, out *os.File
	before  *term.State
}

func holdTerminal(in, out *os.File) (*hold, error) {
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("read the state of the terminal: %w", err)
	}
	return &hold{in: in, out: out, before: before}, nil
}

// restore leaves the alternate screen with every mode as it was. It does not wait for
// a terminal that takes no bytes any more.
func (h *hold) restore() {
	const (
		modes = "\x1b[?2026l\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l"
		page  = "\x1b[r\x1b[0m\x1b[?1049l\x1b[?25h"
		limit = 200 * time.Millisecond
	)
	written := make(chan struct{})
	go func() {
		_, _ = h.out.WriteString(modes + page)
		close(written)
	}()
	select {
	case <-written:
	case <-time.After(limit):
	}
	_ = term.Restore(int(h.in.Fd()), h.before)
}
