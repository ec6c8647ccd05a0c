package terminal

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// memory is an output that is no terminal: what it writes is kept.
type memory struct {
	*Output
	written bytes.Buffer
	fail    error
}

func newMemory(width, height int) *memory {
	m := &memory{}
	m.Output = &Output{
		cells: newCellDiff(),
		size:  func() (int, int) { return width, height },
		write: func(p []byte) (int, error) {
			if m.fail != nil {
				return 0, m.fail
			}
			return m.written.Write(p)
		},
	}
	return m
}

// take returns what was written since the last call.
func (m *memory) take() string {
	defer m.written.Reset()
	return m.written.String()
}

// draw writes a frame and returns what was written for it.
func (m *memory) draw(t *testing.T, frame []byte) string {
	t.Helper()
	must(m.Write(frame))(t)
	return m.take()
}

func frames(width, height int, views ...string) (frames [][]byte) {
	r := &renderer{width: width, height: height, first: true}
	for _, view := range views {
		frames = append(frames, r.frame(view))
	}
	return frames
}

func TestOnlyTheChangedCellsAreWritten(t *testing.T) {
	t.Parallel()
	m := newMemory(20, 3)
	sent := frames(20, 3, " ▸ one\n   two\nend", "   one\n ▸ two\nend", "   one\n ▸ two\nEND")
	want := []string{"\x1b[m\x1b[H\x1b[2J ▸ one\b\b\b\ntwo\r\nend", "\b\b\x1b[d \b\n▸", "\r\nEND"}
	for i, frame := range sent {
		if got := m.draw(t, frame); got != want[i] {
			t.Errorf("frame %d: %q, want %q", i, got, want[i])
		}
	}
}

func TestWhatIsNoFrameIsWrittenAsItIs(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "plain", "\x1b[H", "\x1b[Hline\x1b[K\n\x1b[9;H", "\x1b[Hline\x1b[K\nnext\x1b[K\x1b[2;H", "\x1b[2J", "\x1b[3;5r\x1b[3;H\x1b[1L",
		"\x1b[HA\x1b[K\r\nB\x1b[K", "\x1b]52;c;QQ==\a", "\xff\xfe\x00",
	} {
		m := newMemory(20, 3)
		n, err := m.Write([]byte(text))
		if got := m.take(); n != len(text) || err != nil || got != text {
			t.Errorf("%q became %q: %d, %v", text, got, n, err)
		}
	}
}

// Such lines go out as they came, and so does every frame until they are gone.
func TestALineThatCellsCannotSayIsWrittenAsItIs(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		" a family 👨‍👩‍👧", " a flag 🇧🇪", " a heart ❤️", "over\x1b[5Dwritten", "\x1b]8;;https://a\aa link\x1b]8;;\a",
		"tab\tstop", "\x1b[53moverline\x1b[0m", "\x1b[4:3mcurly\x1b[0m", "\x1b[31mstays red", "\xffbroken", "private \ue000", "\x1b[38;5;256mcolour\x1b[0m",
		"a\u200db",
	} {
		m := newMemory(40, 3)
		sent := frames(40, 3, "one\ntwo\nend", "one\n"+line+"\nend", "one\n"+line+"\nEND", "one\ntwo\nEND", "one\ntwo\nend")
		for i, frame := range sent {
			got := m.draw(t, frame)
			if asItIs := i == 1 || i == 2; asItIs != (got == string(frame)) {
				t.Errorf("%q, frame %d: %q", line, i, got)
			}
			if whole := strings.HasPrefix(got, "\x1b[m\x1b[H\x1b[2J"); whole != (i == 0 || i == 3) {
				t.Errorf("%q, frame %d draws the whole screen: %v", line, i, whole)
			}
		}
	}
}

func TestOnlyLargeFramesAreMarkedAndOnlyWhereThatIsKnown(t *testing.T) {
	t.Parallel()
	small, large := "a\nb\nc", strings.Repeat("x", 300)+"\nb\nc"
	for _, test := range []struct {
		term          string
		noMarks       bool
		cells, marked bool
	}{
		{"xterm-256color", false, true, false},
		{"screen", false, true, false},
		{"rxvt-unicode-256color", false, true, false},
		{"tmux-256color", false, true, true},
		{"xterm-kitty", false, true, true},
		{"alacritty", false, true, true},
		{"alacritty", true, true, false},
		{"linux", false, false, false},
		{"vt220", false, false, false},
		{"rxvt", false, false, false},
		{"wy60", false, false, false},
		{"", false, false, false},
	} {
		o := NewOutput(os.Stdout, OutputOptions{Term: test.term, NoMarks: test.noMarks})
		if cells := o.cells != nil; cells != test.cells {
			t.Errorf("%s: cells %v", test.term, cells)
		}
		var written bytes.Buffer
		o.write, o.size = written.Write, func() (int, int) { return 400, 3 }
		for _, view := range []string{small, large} {
			written.Reset()
			must(o.Write(frames(400, 3, view)[0]))(t)
			marked := strings.HasPrefix(written.String(), "\x1b[?2026h") && strings.HasSuffix(written.String(), "\x1b[?2026l")
			if marked != (test.marked && view == large) {
				t.Errorf("%s: marked %v with %d bytes", test.term, marked, written.Len())
			}
		}
	}
	if o := NewOutput(os.Stdout, OutputOptions{Term: "xterm", WholeLines: true}); o.cells != nil {
		t.Error("cells although whole lines are wanted")
	}
}

func TestAfterAFailedWriteTheWholeScreenIsDrawn(t *testing.T) {
	t.Parallel()
	m := newMemory(20, 3)
	sent := frames(20, 3, "one\ntwo\nend", "ONE\ntwo\nend", "ONE\ntwo\nEND")
	m.draw(t, sent[0])
	m.fail = syscall.EIO
	if n, err := m.Write(sent[1]); n != 0 || !errors.Is(err, syscall.EIO) {
		t.Errorf("%d, %v, want the error of the terminal", n, err)
	}
	m.fail = nil
	m.take()
	if got := m.draw(t, sent[2]); !strings.Contains(got, "ONE") || !strings.Contains(got, "two") {
		t.Errorf("%q is not the whole screen", got)
	}
}

// frameMsg is a view for a program of Bubble Tea.
type frameMsg string

type viewer struct{ view string }

func (v viewer) Init() tea.Cmd { return nil }
func (v viewer) View() string  { return v.view }
func (v viewer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if view, ok := msg.(frameMsg); ok {
		v.view = string(view)
	}
	return v, nil
}

// sentFrames gets what Bubble Tea sends as frames; the rest comes by WriteString.
type sentFrames chan string

func (s sentFrames) Write(p []byte) (int, error)       { s <- string(p); return len(p), nil }
func (s sentFrames) WriteString(p string) (int, error) { return len(p), nil }

// What the other tests take for Bubble Tea's frames is what it sends.
func TestFramesAreThoseOfBubbleTea(t *testing.T) {
	t.Parallel()
	out := make(sentFrames, 1)
	program := tea.NewProgram(viewer{" "}, tea.WithInput(nil), tea.WithOutput(out), tea.WithAltScreen(), tea.WithoutSignalHandler(), tea.WithFPS(120))
	done := make(chan error, 1)
	go func() {
		_, err := program.Run()
		done <- err
	}()
	j, r := newJourney(3, 60, 16), &renderer{first: true}
	if got, want := <-out, string(r.frame(" ")); got != want {
		t.Errorf("the first frame is %q, want %q", got, want)
	}
	program.Send(tea.WindowSizeMsg{Width: j.width, Height: j.height})
	r.width, r.height = j.width, j.height
	r.repaint()
	<-out // the same view again, as the size is new
	r.frame(" ")
	for range 30 {
		j.step()
		view := j.view()
		program.Send(frameMsg(view))
		if got, want := <-out, string(r.frame(view)); got != want {
			t.Fatalf("step %d: %q, want %q", j.steps, got, want)
		}
	}
	go func() {
		for range out {
		}
	}()
	program.Quit()
	if err := <-done; err != nil {
		t.Error(err)
	}
	close(out)
}

// A terminal that another program made non-blocking gets everything all the same.
func TestANonBlockingTerminalGetsEverything(t *testing.T) {
	t.Parallel()
	master, slave := rawTerminal(t)
	text := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	got := make(chan []byte, 1)
	go func() {
		all := make([]byte, len(text))
		n, _ := io.ReadFull(master, all)
		got <- all[:n]
	}()
	if n, err := writeAll(slave, text); n != len(text) || err != nil {
		t.Fatalf("%d of %d, %v", n, len(text), err)
	}
	if !bytes.Equal(<-got, text) {
		t.Error("something else arrived")
	}
}

func TestAWriteToATerminalThatGoesAwayEnds(t *testing.T) {
	t.Parallel()
	master, slave := rawTerminal(t)
	failed := make(chan error, 1)
	go func() {
		_, err := writeAll(slave, bytes.Repeat([]byte("x"), 1<<20))
		failed <- err
	}()
	if _, err := io.ReadFull(master, make([]byte, 100)); err != nil { // it is on its way
		t.Fatal(err)
	}
	check(t, master.Close())
	if err := <-failed; !errors.Is(err, syscall.EIO) {
		t.Errorf("%v, want EIO", err)
	}
}

// rawTerminal returns both ends of a pseudo-terminal whose slave refuses what does
// not fit, behind the back of the file.
func rawTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = master.Close(), slave.Close() })
	must(term.MakeRaw(int(slave.Fd())))(t)
	// Go waits by itself for a file that it opened; standard output it has not.
	fd := must(unix.Dup(int(slave.Fd())))(t)
	inherited := os.NewFile(uintptr(fd), "stdout")
	t.Cleanup(func() { _ = inherited.Close() })
	check(t, unix.SetNonblock(fd, true))
	return master, inherited
}

// FuzzWrite writes anything to a screen that is drawn already: nothing panics or
// hangs, what is no frame arrives as it is, and a frame after it is drawn.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{
		"", "\x1b[H", "\x1b[H\x1b[H", "\x1b[H\n\n\x1b[3;H", "\x1b[H\r東京\x1b[K\r\n\x1b[1;31mx\x1b[0m\x1b[K\r\n\x1b[3;H", "\x1b[Ha\x1b[K\r\n\x1b[J\x1b[2;H",
		"\x1b[H\x1b[38;5;1m\x1b[K\r\n\x1b[2;H", "\x1b[H\x1b[;;;;m \x1b[K\r\n\r\n\r\n\x1b[4;H", "\x1b[He\u0301\u0302\u0303\x1b[K\r\n\n\x1b[3;H",
	} {
		f.Add([]byte(seed), []byte("\x1b[Hx\x1b[K\r\n\n\x1b[3;H"), 20, 3)
	}
	f.Fuzz(func(t *testing.T, first, second []byte, width, height int) {
		m := newMemory(width%600, height%300)
		for _, frame := range frames(20, 3, "one\ntwo\nend") {
			m.Write(frame) //nolint:errcheck // it does not fail
		}
		for _, p := range [][]byte{first, second} {
			m.take()
			before := string(p)
			if n, err := m.Write(p); n != len(p) || err != nil {
				t.Fatalf("%d of %d, %v", n, len(p), err)
			}
			if string(p) != before {
				t.Errorf("%q was changed to %q", before, p)
			}
			if _, isFrame := cutFrame(p); !isFrame && m.take() != before {
				t.Errorf("%q is no frame and was changed", before)
			}
			m.take()
			if _, err := m.WriteString(before); err != nil || !strings.HasSuffix(m.take(), before) {
				t.Errorf("%q is not what was written, %v", before, err)
			}
		}
	})
}
