package e2e

import (
	"os/exec"
	"regexp"
	"strconv"
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

// demoOn runs the demo with a state directory of its own, as a person starts it, with an
// environment on top, and waits for the list of tenants.
func demoOn(t *testing.T, width, height int, args []string, env ...string) *display {
	t.Helper()
	command := exec.Command(mustBuild(t), args...)
	env = append([]string{"COLORTERM=truecolor", "XDG_STATE_HOME=" + t.TempDir()}, env...)
	d := &display{
		screen:   startCommand(t, command, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}, env),
		Emulator: vt.NewEmulator(width, height),
	}
	d.untilSeen("ServiceProviderID")
	return d
}

// draw takes what was written since into the cells.
func (d *display) draw() {
	out := d.bytes()
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

// take does a step and returns how many times a key was pressed; what is typed counts as one.
func (d *display) take(s step) (pressed int) {
	d.t.Helper()
	if s.keys != "j" {
		d.press(s.keys)
		d.untilSeen(s.seen)
		return min(len(s.keys), 1)
	}
	for ; !strings.Contains(d.text(), s.seen); pressed++ {
		before := cursor(d.text())
		d.press(s.keys)
		d.untilHolds("a move to "+s.seen, func(text string) bool { return cursor(text) != "" && cursor(text) != before })
	}
	return pressed
}

// cursor returns where the cursor of a list is, and what begins its row; nothing where a frame
// is drawn in part.
func cursor(text string) string {
	at := regexp.MustCompile(`(?m)^ ▸ .{0,20}`).FindAllStringIndex(text, -1)
	if len(at) != 1 {
		return ""
	}
	return strconv.Itoa(strings.Count(text[:at[0][0]], "\n")) + text[at[0][0]:at[0][1]]
}
