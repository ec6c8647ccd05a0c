package e2e

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// display is a program at a terminal that is read as cells, as a person sees it.
type display struct {
	*screen
	*vt.Emulator
	drawn int // of what was written
}

// displayOf runs the program at a terminal of a size, with an environment, and waits for the
// list of tenants. The terminal is one that draws whole frames.
func displayOf(t *testing.T, width, height int, env []string, args ...string) *display {
	t.Helper()
	size := &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}
	d := &display{
		screen:   startCommand(t, exec.Command(mustBuild(t), args...), size, append(env, "TERM=alacritty", "COLORTERM=truecolor")),
		Emulator: vt.NewEmulator(width, height),
	}
	d.untilHolds("the tenants", func(text string) bool {
		return strings.Contains(text, "ServiceProviderID") || strings.Contains(text, "as you left it")
	})
	return d
}

// draw takes what was written since into the cells, but for a frame that has not ended: of that a test would
// see the new lines above the old ones.
func (d *display) draw() {
	out := d.bytes()
	if begun := bytes.LastIndex(out, []byte("\x1b[?2026h")); begun > bytes.LastIndex(out, []byte("\x1b[?2026l")) {
		out = out[:max(begun, d.drawn)]
	}
	_, _ = d.Write(out[d.drawn:]) // to memory
	d.drawn = len(out)
}

// text returns the screen, a line each row.
func (d *display) text() string {
	d.draw()
	var text strings.Builder
	for y := range d.Height() {
		var line strings.Builder
		for x := range d.Width() {
			if cell := d.CellAt(x, y); cell != nil {
				line.WriteString(cell.Content)
			}
		}
		text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return text.String()
}

// untilHolds waits until a condition holds on the text of the screen.
func (d *display) untilHolds(what string, holds func(text string) bool) {
	d.t.Helper()
	timeout := time.After(patience)
	for text := d.text(); !holds(text); text = d.text() {
		select {
		case <-d.wakeup:
		case <-timeout:
			d.t.Fatalf("waited %v for %s on\n%s", patience, what, d.text())
		}
	}
}

func (d *display) untilSeen(text string) {
	d.t.Helper()
	d.untilHolds(text, func(screen string) bool { return strings.Contains(screen, text) })
}

// step is one press of a key, or a text that is typed, and what is on the screen then. A
// press on "j" is repeated until that stands there; without keys a step waits for it.
type step struct{ keys, seen string }

// into returns steps that begin with the cursor on a tenant.
func into(tenant string, steps ...step) []step {
	return append([]step{{"/", "/16"}, {"\x15", "16/16"}, {tenant, "1/16"}, {"\r", "? help"}}, steps...)
}

// take does steps and returns how many keys that took.
func (d *display) take(steps ...step) (pressed int) {
	d.t.Helper()
	for _, s := range steps {
		if s.keys == "j" {
			pressed += d.goDown(s.seen)
			continue
		}
		switch {
		case s.keys == "y":
			d.untilQuiet(400 * time.Millisecond) // a review takes no answer before anybody can have read it
		case s.keys == "\r" && strings.Contains(d.text(), "tab complete") || strings.Contains(d.text(), "enter log in"):
			d.untilQuiet(100 * time.Millisecond) // the palette and a login take no enter that comes together with what is typed
		}
		d.press(s.keys)
		d.untilSeen(s.seen)
		pressed += len(s.keys)
	}
	return pressed
}

// goDown moves the cursor down until a text stands on the screen.
func (d *display) goDown(seen string) (pressed int) {
	d.t.Helper()
	for ; !strings.Contains(d.text(), seen); pressed++ {
		before := ""
		d.untilHolds("a cursor", func(text string) bool {
			before = cursor(text)
			return before != ""
		})
		d.press("j")
		d.untilHolds("a move to "+seen, func(text string) bool { return cursor(text) != "" && cursor(text) != before })
	}
	return pressed
}

// cursor returns the first cell of the row of the cursor, which stays when lines above it or
// figures come; nothing where a frame is drawn in part.
func cursor(text string) string {
	rows := regexp.MustCompile(`(?m)^ ▸ \S+(?: \S+)*`).FindAllString(text, -1)
	if len(rows) != 1 {
		return ""
	}
	return rows[0]
}
