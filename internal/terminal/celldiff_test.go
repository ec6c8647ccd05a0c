package terminal

import (
	"fmt"
	"testing"

	"banyan/internal/soak"
)

// pair is one program at two terminals: at one Bubble Tea writes by itself, at the
// other an Output stands in between.
type pair struct {
	renderer       *renderer
	output         *Output
	plain, changed *emulator

	sent, wouldSend int
}

func newPair(t testing.TB, width, height int) *pair {
	p := &pair{renderer: &renderer{width: width, height: height}, plain: newEmulator(t, width, height), changed: newEmulator(t, width, height)}
	p.output = &Output{
		cells: newCellDiff(), marks: true,
		size: func() (int, int) { return p.changed.Width(), p.changed.Height() },
		write: func(out []byte) (int, error) {
			p.sent += len(out)
			p.changed.write(out)
			return len(out), nil
		},
	}
	p.enter()
	return p
}

func (p *pair) show(view string) {
	p.send(string(p.renderer.frame(view)), func(text string) (int, error) { return p.output.Write([]byte(text)) })
}

func (p *pair) beside(texts ...string) {
	for _, text := range texts {
		p.send(text, p.output.WriteString)
	}
}

func (p *pair) send(text string, write func(string) (int, error)) {
	p.plain.write([]byte(text))
	p.wouldSend += len(text)
	if n, err := write(text); n != len(text) || err != nil {
		p.plain.t.Fatalf("%d bytes of %d, %v", n, len(text), err)
	}
}

// enter does what Bubble Tea does to begin, and after a suspension.
func (p *pair) enter() {
	p.beside("\x1b[?25l", "\x1b[?1049h", "\x1b[2J", "\x1b[H", "\x1b[?25l", "\x1b[?2004h")
	p.renderer.lines = 0
	p.renderer.repaint()
}

// leave does what Bubble Tea does to end, and before a suspension.
func (p *pair) leave() {
	p.beside("\x1b[2K", "\r", "\x1b[?2004l", "\x1b[?25h", "\x1b[?1002l", "\x1b[?1003l", "\x1b[?1006l", "\x1b[?1049l")
}

// disturb is something else than a frame.
func (p *pair) disturb(j *journey) {
	switch j.random.IntN(6) {
	case 0: // a new size; now and then Bubble Tea hears of it only after another frame
		width, height := 5+j.random.IntN(160), 5+j.random.IntN(50)
		p.plain.Resize(width, height)
		p.changed.Resize(width, height)
		if j.random.IntN(2) == 0 {
			j.step()
			p.output.Write(p.renderer.frame(j.view())) //nolint:errcheck // the emulator takes everything
		}
		p.plain.write([]byte("\x1b[m\x1b[2J")) // else what Bubble Tea left beyond its old size would stay
		j.width, j.height = width, height
		p.renderer.width, p.renderer.height = width, height
		p.renderer.lines = 0
		p.renderer.repaint()
	case 1: // there and back before Bubble Tea looks
		width, height := p.plain.Width(), p.plain.Height()
		for _, e := range []*emulator{p.plain, p.changed} {
			e.Resize(width/2+1, height/2+1)
			e.Resize(width, height)
		}
		p.renderer.repaint()
	case 2: // ctrl+l
		p.beside("\x1b[2J", "\x1b[H")
		p.renderer.repaint()
	case 3: // ctrl+z and fg: the shell has written in the meantime
		p.leave()
		for _, e := range []*emulator{p.plain, p.changed} {
			e.write([]byte("\x1b[H$ make\r\nmake: Nothing to be done.\r\n$ fg"))
		}
		p.enter()
	case 4: // the clipboard, the title, the mouse
		p.beside("\x1b]52;c;QUJD\a", "\x1b]2;banyan\x1b\\", "\x1b[?1002h", "\x1b[?1006h", "\x1bPtmux;\x1b\x1b]52;c;QQ==\a\x1b\\")
	case 5: // something unexpected, and a repaint
		p.beside("\x1b[31mwarning: out of nowhere\r\n\x1b[3B there")
		p.plain.write([]byte("\x1b[m"))
		p.renderer.repaint()
	}
}

// The screen after every frame is the one that Bubble Tea would have drawn.
func TestTheScreenIsAlwaysTheOneOfWholeLines(t *testing.T) {
	t.Parallel()
	sizes := [][2]int{{80, 24}, {200, 60}, {60, 16}, {132, 43}, {20, 8}, {5, 5}}
	var sent, wouldSend int
	for seed := range soak.Rounds(12, 60) {
		size := sizes[seed%len(sizes)]
		j := newJourney(uint64(seed), size[0], size[1])
		p := newPair(t, j.width, j.height)
		p.output.cells.pen.erases = seed%2 == 0
		for range 40 {
			if j.random.IntN(10) == 0 {
				p.disturb(j)
			}
			j.step()
			p.show(j.view())
			if differs := p.changed.differs(p.plain); differs != "" {
				t.Fatalf("journey %d from %v, step %d: %s", seed, size, j.steps, differs)
			}
		}
		sent, wouldSend = sent+p.sent, wouldSend+p.wouldSend
	}
	t.Logf("%d bytes instead of %d", sent, wouldSend)
}

// BenchmarkScroll draws a table of 200x60 that moves by one row a frame, after Bubble
// Tea has made the frame.
func BenchmarkScroll(b *testing.B) {
	j := newJourney(1, 200, 60)
	for i := len(j.rows); i < 300; i++ {
		j.rows = append(j.rows, fmt.Sprintf("row-%04d %s %s", i, j.words(), j.figure()))
	}
	r := &renderer{width: j.width, height: j.height, first: true}
	var frames [][]byte
	for j.top = range 200 {
		frames = append(frames, r.frame(j.view()))
	}
	r.repaint()
	j.top = 0
	frames[0] = r.frame(j.view()) // what a person sees who starts again
	sent := 0
	o := newMemory(j.width, j.height)
	o.write = func(p []byte) (int, error) { sent += len(p); return len(p), nil }
	b.ReportAllocs()
	for i := range b.N {
		must(o.Write(frames[i%len(frames)]))(b)
	}
	b.ReportMetric(float64(sent)/float64(b.N), "B/frame")
}
