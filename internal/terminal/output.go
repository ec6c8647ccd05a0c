package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// Frames of this many bytes or fewer arrive whole anyway: they are not worth the
// sixteen bytes of the marks.
const smallFrame = 256

// The marks around a synchronised frame (private mode 2026).
const beginFrame, endFrame = "\x1b[?2026h", "\x1b[?2026l"

// Output is a terminal as Bubble Tea writes to it. Bubble Tea sends each frame by
// one Write and everything else by WriteString, so Output can tell the two apart:
// of a frame only the cells that changed reach the terminal.
//
// It has the methods that Bubble Tea looks for and no others, and must not embed a
// file: a promoted method would write past it. It is safe for use by several
// goroutines, so a command may write a sequence of its own between two frames.
type Output struct {
	file  *os.File
	size  func() (width, height int)
	write func(p []byte) (int, error)
	marks bool

	mu    sync.Mutex
	cells *cellDiff // nil: lines are written as Bubble Tea sends them
}

// OutputOptions say how an Output writes. The zero value writes whole lines.
type OutputOptions struct {
	Term       string // the value of TERM; whole lines where it is not a known terminal
	WholeLines bool   // never only the cells that changed
	NoMarks    bool   // never marks around a large frame
}

// NewOutput returns an Output that writes to file, which stays the caller's and
// should be a terminal in raw mode by the time of the first frame.
func NewOutput(file *os.File, opts OutputOptions) *Output {
	o := &Output{
		file:  file,
		write: func(p []byte) (int, error) { return writeAll(file, p) },
		marks: !opts.NoMarks && takesMarks(opts.Term),
		size: func() (width, height int) {
			width, height, _ = term.GetSize(int(file.Fd())) // 0 by 0 where it has none
			return width, height
		},
	}
	if !opts.WholeLines && takesCells(opts.Term) {
		o.cells = newCellDiff()
		o.cells.pen.erases = family(opts.Term) != "screen"
	}
	return o
}

// Read is there because Bubble Tea takes only what it could read from for a terminal.
func (o *Output) Read(p []byte) (int, error) { return o.file.Read(p) }

func (o *Output) Close() error { return o.file.Close() }

// Fd returns the terminal's descriptor, by which its size is asked for.
func (o *Output) Fd() uintptr { return o.file.Fd() }

// Write draws a frame. What is not a frame is written as it is, and the frame
// after it draws the whole screen. The count is of p, not of what was written.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	lines, isFrame := cutFrame(p)
	switch {
	case o.cells == nil:
		return o.send(p, isFrame)
	case !isFrame:
		if !leavesScreen(string(p)) {
			o.cells.forget()
		}
		return o.send(p, false)
	}
	width, height := o.size()
	changed, ok := o.cells.draw(lines, width, height)
	if !ok {
		return o.send(p, true)
	}
	if _, err := o.send(changed, true); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString writes what is not a frame: modes, titles, the alternate screen. It
// lands where Bubble Tea believes the cursor to be, at the start of the last line.
func (o *Output) WriteString(s string) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.cells != nil && o.cells.isDrawn() && !leavesScreen(s) {
		if _, err := o.send([]byte(ansi.CursorPosition(0, len(o.cells.rows))), false); err != nil {
			return 0, err
		}
		o.cells.forget()
	}
	return o.send([]byte(s), false)
}

// send writes p, between marks where it is a large frame. After an error it is not
// known what the terminal shows.
func (o *Output) send(p []byte, isFrame bool) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	marked := p
	if isFrame && o.marks && len(p) > smallFrame {
		marked = slices.Concat([]byte(beginFrame), p, []byte(endFrame))
	}
	n, err := o.write(marked)
	if err == nil {
		return len(p), nil
	}
	if o.cells != nil {
		o.cells.forget()
	}
	return min(n, len(p)), err
}

// family returns the part of a TERM value that names the terminal, and not its
// colours or its keys: "xterm" of "xterm-256color".
func family(term string) string {
	for _, whole := range []string{"xterm-kitty", "xterm-ghostty", "rxvt-unicode"} {
		if strings.HasPrefix(term, whole) {
			return whole
		}
	}
	name, _, _ := strings.Cut(term, "-")
	return name
}

// takesCells reports whether a terminal is known to take what the cell diff sends: regions
// that scroll, columns and lines by number, inserted and deleted characters. The Linux
// console, real VT terminals, the old rxvt and any other get whole lines.
func takesCells(term string) bool {
	return takesMarks(term) || slices.Contains([]string{
		"xterm", "screen", "rxvt-unicode", "putty", "st", "konsole", "gnome", "vte", "mosh",
	}, family(term))
}

// takesMarks reports whether a terminal is known to hold back drawing between the
// marks of a synchronised frame (private mode 2026). Others ignore the marks, but
// there they are only bytes; and a terminal that is called xterm-256color may be any.
func takesMarks(term string) bool {
	return slices.Contains([]string{
		"alacritty", "contour", "foot", "ghostty", "iterm2", "kitty", "mintty", "rio", "tmux", "wezterm",
		"xterm-kitty", "xterm-ghostty",
	}, family(term))
}

// writeAll writes all of p, also where another program on the terminal has switched it to
// non-blocking: then it refuses what does not fit, and the rest is written when there is
// room. Any other error ends it, with the count of the bytes that were taken.
func writeAll(file *os.File, p []byte) (written int, err error) {
	for written < len(p) {
		n, err := file.Write(p[written:])
		written += n
		switch {
		case err == nil && n == 0:
			return written, io.ErrShortWrite
		case err == nil, errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			if err := waitForRoom(file); err != nil {
				return written, err
			}
		default:
			return written, err
		}
	}
	return written, nil
}

// waitForRoom waits until the terminal takes bytes again, as a write to a blocking
// one would, or is gone, as the next write then says.
func waitForRoom(file *os.File) error {
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: int32(file.Fd()), Events: unix.POLLOUT}}, -1)
		if err == nil {
			return nil
		}
		if !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("wait for the terminal: %w", err)
		}
	}
}

// leavesScreen reports whether a text changes neither what the terminal shows nor where its
// cursor is: modes of mouse, pasting and the cursor's visibility, titles, the clipboard.
func leavesScreen(text string) bool {
	for len(text) > 0 {
		if n := wrapped(text); n > 0 {
			text = text[n:]
			continue
		}
		seq, _, n, _ := ansi.DecodeSequence(text, 0, nil)
		if n == 0 || !isHarmless(seq) {
			return false
		}
		text = text[n:]
	}
	return true
}

// st ends a string sequence.
const st = "\x1b\\"

// wrapped returns the length of what text starts with and tmux or screen hand
// through to the terminal they run in, or 0.
func wrapped(text string) int {
	for _, opening := range []string{"\x1bPtmux;", "\x1bP\x1b]"} {
		if !strings.HasPrefix(text, opening) {
			continue
		}
		for from := len(opening); ; {
			at := strings.Index(text[from:], st)
			if at < 0 {
				return 0
			}
			from += at + len(st)
			if text[from-len(st)-1] != ansi.ESC { // tmux doubles those inside
				return from
			}
		}
	}
	return 0
}

func isHarmless(seq string) bool {
	body, isMode := strings.CutPrefix(seq, "\x1b[?")
	if !isMode {
		return strings.HasPrefix(seq, "\x1b]") && (strings.HasSuffix(seq, "\a") || strings.HasSuffix(seq, st)) ||
			seq == "\x1b[22;0t" || seq == "\x1b[23;0t" // keeps and restores the title
	}
	switch strings.TrimRight(body, "hl") {
	case "25", "1000", "1002", "1003", "1004", "1006", "2004", "2026":
		return len(body) > 0 && (body[len(body)-1] == 'h' || body[len(body)-1] == 'l')
	}
	return false
}
