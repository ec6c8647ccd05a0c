package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// What the explorer may take for what a person does. An answer of up to 1,400 bytes fits
// one TCP segment.
const (
	goalMove    = 512   // bytes, in a list without a preview
	goalPreview = 1400  // bytes, with one, after it has followed
	goalDialog  = 6000  // bytes, to open one or to close it
	goalHeld    = 16000 // bytes a second, of a key held at thirty a second
	goalCore    = 12    // percent of a core, of the same
	goalFrame   = 100   // ms from the start to the first list of the demo
	goalDelay   = 100   // ms, in 95 of 100 cases, of a hundred explorers
)

// BenchmarkGoals prints what each list and dialog of the demo takes in true colour, and how
// that is to the goals: 1 is just as much. Of several moves the dearest counts.
//
//	go test -run '^$' -bench Goals .
func BenchmarkGoals(b *testing.B) {
	of := func(tenant string, keys ...string) []string { return append([]string{"/", tenant, "\r"}, keys...) }
	lists := []struct {
		name  string
		keys  []string
		shown bool // the preview, in whatever room
	}{
		{name: "tenants"},
		{name: "groups", keys: of("BelfortRetail", "o")},
		{name: "found-groups", keys: of("BelfortRetail", "o", "/", "br", "\r")},
		{name: "trunk-groups", keys: of("foo", "o", "\r")},
		{name: "enterprise-trunks", keys: of("foo", "t")},
		{name: "routing", keys: of("foo", "t", "/", "HQ-Inbound", "\r", "\r")},
		{name: "hotspots", keys: []string{"H", "R"}},
		{name: "capacity", keys: of("ServiceProviderID", "c")},
		{name: "plan", keys: of("foo", "o", "W"), shown: true},
	}
	for _, size := range []pty.Winsize{{Cols: 80, Rows: 24}, {Cols: 120, Rows: 36}, {Cols: 160, Rows: 44}, {Cols: 200, Rows: 60}} {
		b.Run(fmt.Sprintf("%dx%d", size.Cols, size.Rows), func(b *testing.B) {
			for _, list := range lists {
				b.Run(list.name, func(b *testing.B) {
					s := listAt(b, size, list.keys...)
					s.boxes(b, size)
					s.moves(b, size, list.shown)
				})
			}
			b.Run("first", func(b *testing.B) { firstFrame(b, size) })
		})
	}
}

// listAt runs the demo and goes where keys lead.
func listAt(b *testing.B, size pty.Winsize, keys ...string) *screen {
	b.Helper()
	s := begin(b, size, []string{"COLORTERM=truecolor"}, "--demo", "--write")
	s.untilWritten(1000)
	s.settled("", followed)
	for _, key := range keys {
		s.settled(key, followed)
	}
	return s
}

// How long nothing comes once all that a key brings is there: where a preview follows after a
// rest, and is read perhaps, and where none does.
const followed, answered = 600 * time.Millisecond, 250 * time.Millisecond

// settled presses a key, waits until all that it brings is there, and returns how many bytes
// that took.
func (s *screen) settled(key string, quiet time.Duration) int {
	s.t.Helper()
	before := s.written()
	s.press(key)
	for scans := 0; !isQuiet(s.wakeup, quiet); scans++ {
		if scans > 5 {
			s.t.Fatal("the screen is never quiet")
		}
	}
	return s.written() - before
}

// moves measures moves without a preview and with one, where there is room for it or where it is shown.
func (s *screen) moves(b *testing.B, size pty.Winsize, shown bool) {
	b.Helper()
	const beside, below = 140, 100 // columns
	dearest := func(quiet time.Duration) answer {
		var most answer
		for i, key := range strings.Fields("j j k k j j k k") {
			if i <= 3 { // what is read for the first time takes longer
				s.settled(key, followed)
				continue
			}
			if a := s.answered(size, key, quiet); a.bytes > most.bytes {
				most = a
			}
		}
		return most
	}
	if size.Cols >= beside || shown {
		s.settled("v", followed)
	}
	dearest(answered).against(b, "move", goalMove)
	if size.Cols < below && !shown {
		return
	}
	s.settled("v", followed)
	dearest(followed).against(b, "preview", goalPreview)
	s.held(b)
}

// answer is what a key brings.
type answer struct{ bytes, letters float64 }

// answered presses a key and waits until all that it brings is there.
func (s *screen) answered(size pty.Winsize, key string, quiet time.Duration) answer {
	s.t.Helper()
	before := shownBy(size, s.bytes())
	bytes := s.settled(key, quiet)
	return answer{float64(bytes), lettersOf(before, shownBy(size, s.bytes()))}
}

// against reports an answer, and how it is to its goal. Of one that misses it the letters are
// reported too.
func (a answer) against(b *testing.B, what string, goal float64) {
	b.Helper()
	against(b, a.bytes, "B/"+what, goal)
	if a.bytes > goal {
		b.ReportMetric(a.letters, "B/"+what+"-letters")
	}
}

// shownBy returns a terminal to which all that was written.
func shownBy(size pty.Winsize, written []byte) *vt.Emulator {
	e := vt.NewEmulator(int(size.Cols), int(size.Rows))
	e.Write(written) //nolint:errcheck // it does not fail
	return e
}

// lettersOf returns the bytes of the letters that stand in other cells or other colours than
// before: without the sequences that bring the cursor there and set the colours, and without
// blanks. Only where lines scroll can a program send less.
func lettersOf(before, after *vt.Emulator) float64 {
	bytes := 0
	for y := range after.Height() {
		for x := range after.Width() {
			if a, b := before.CellAt(x, y), after.CellAt(x, y); b.Content != " " && !a.Equal(b) {
				bytes += len(b.Content)
			}
		}
	}
	return float64(bytes)
}

// held holds keys that move to and fro, over rows whose previews are known.
func (s *screen) held(b *testing.B) {
	b.Helper()
	const rate, seconds, ticksPerSecond, turn = 30, 3, 100, 20
	bytes, ticks := s.written(), ticksOf(s)
	every := time.NewTicker(time.Second / rate)
	defer every.Stop()
	for i := range rate * seconds {
		<-every.C
		s.press([]string{"j", "k"}[i/turn%2])
	}
	against(b, float64(s.written()-bytes)/seconds, "B/s-held", goalHeld)
	against(b, 100*float64(ticksOf(s)-ticks)/ticksPerSecond/seconds, "%core-held", goalCore)
}

// boxes measures how each dialog is opened and closed.
func (s *screen) boxes(b *testing.B, size pty.Winsize) {
	b.Helper()
	for _, box := range []struct{ name, key string }{{"help", "?"}, {"sort", "s"}, {"columns", "C"}, {"export", "X"}} {
		s.answered(size, box.key, answered).against(b, "open-"+box.name, goalDialog)
		s.answered(size, "\x1b", answered).against(b, "close-"+box.name, goalDialog)
	}
	before := s.written()
	time.Sleep(time.Second)
	b.ReportMetric(float64(s.written()-before), "B/s-idle") // the goal is none
}

func firstFrame(b *testing.B, size pty.Winsize) {
	b.Helper()
	mustBuild(b)
	started := time.Now()
	s := begin(b, size, []string{"COLORTERM=truecolor"}, "--demo")
	s.withTenants()
	against(b, float64(time.Since(started).Microseconds())/1000, "ms", goalFrame)
	b.ReportMetric(float64(s.written()), "B")
}

// against reports a figure, and how it is to its goal.
func against(b *testing.B, value float64, unit string, goal float64) {
	b.Helper()
	b.ReportMetric(value, unit)
	b.ReportMetric(value/goal, unit+"-of-goal")
	b.ReportMetric(0, "ns/op")
}
