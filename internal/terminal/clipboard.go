package terminal

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
)

// MaxClipboard is how many bytes of text every terminal takes: encoded and with what is
// around them they come to 100,000, the bound of several.
const MaxClipboard = 74_994

// maxScreenString is how long a sequence GNU screen reads to its end (MAXSTR of its
// screen.h). It prints the rest of a longer one as text.
const maxScreenString = 768

// Clipboard puts text into the clipboard of the terminal in front of the user, on
// whatever machine that runs, by the escape sequence OSC 52. Nothing answers, so
// it is not known whether the text arrived. Make one with NewClipboard.
type Clipboard struct {
	out   io.StringWriter
	route route
}

// route is what stands between the program and the user's terminal.
type route int

const (
	direct     route = iota
	inTmux           // tmux, here or on the machine that the session came from
	inScreen         // GNU screen
	inEither         // TERM=screen*: screen, or a tmux on the machine that the session came from
	noTerminal       // a terminal that would print the sequence
)

// NewClipboard returns the clipboard behind out, each of whose WriteString calls must
// reach the terminal in one piece. env returns TERM, TMUX and STY.
func NewClipboard(out io.StringWriter, env func(string) string) *Clipboard {
	return &Clipboard{out: out, route: routeOf(env)}
}

func routeOf(env func(string) string) route {
	switch name := env("TERM"); {
	case name == "", name == "dumb", name == "linux", strings.HasPrefix(name, "vt"):
		return noTerminal
	case env("TMUX") != "", strings.HasPrefix(name, "tmux"):
		return inTmux
	case env("STY") != "":
		return inScreen
	case strings.HasPrefix(name, "screen"):
		return inEither
	}
	return direct
}

// Copy sends a text, which must be safe to paste: nothing in it is replaced here. Nothing is
// sent where the terminal has no clipboard or the text is too long, as the error then says.
func (c *Clipboard) Copy(text string) error {
	if c.route == noTerminal {
		return errors.New("this terminal has no clipboard that a program can reach")
	}
	if len(text) > MaxClipboard {
		return fmt.Errorf("the text is too long for a terminal's clipboard: %d bytes, at most %d", len(text), MaxClipboard)
	}
	if _, err := c.out.WriteString(c.route.sequence(text)); err != nil {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	return nil
}

// Hint says what has to be set for a text to arrive, where tmux may stand between and
// keep it.
func (c *Clipboard) Hint() string {
	if c.route == inTmux || c.route == inEither {
		return "tmux hands it on with set-clipboard on, or allow-passthrough on."
	}
	return ""
}

// sequence returns what sets the clipboard. tmux takes the plain sequence where its
// set-clipboard is on, and hands on the wrapped one where its allow-passthrough is;
// each is ignored where it is not, so both are sent.
func (r route) sequence(text string) string {
	sequence := osc52.New(text)
	plain := sequence.String()
	switch {
	case r == inTmux:
		return plain + sequence.Tmux().String()
	case r == inEither && len(plain) < maxScreenString:
		return plain + sequence.Screen().String()
	case r == inEither || r == inScreen:
		return sequence.Screen().String()
	}
	return plain
}
