package e2e

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"banyan/apiclient/simulator"
)

// The keys as a terminal sends them.
const (
	keyDown     = "j"
	keyPageDown = "\x1b[6~"
)

// BenchmarkTerminal prints what a terminal gets for what a person does, beside what
// whole lines (--no-diff) take in the same run, at a small and at a large size: bytes
// for one key, bytes a second and the share of a core while one is held, bytes a
// second while nothing happens and while a spinner turns. Read the ratios: a machine
// with other work to do is slow, but it sends the same bytes.
//
//	go test -run '^$' -bench Terminal .
func BenchmarkTerminal(b *testing.B) {
	_, url := serve(b, simulator.Options{Tenants: 400, Groups: 3, TrunkGroups: 1, OnlyGenerated: true})
	_, slow := serve(b, simulator.Options{Tenants: 400, Groups: 3, OnlyGenerated: true, Latency: 8 * time.Second})
	for _, size := range []pty.Winsize{{Cols: 80, Rows: 24}, {Cols: 200, Rows: 60}} {
		b.Run(fmt.Sprintf("%dx%d", size.Cols, size.Rows), func(b *testing.B) {
			open := func(url string) both {
				return both{measure(b, size, "--url", url), measure(b, size, "--url", url, "--no-diff", "--no-sync")}
			}
			at := open(url)
			b.Run("first", func(b *testing.B) {
				compare(b, "B", float64(at.cells.written()), float64(at.lines.written()))
				b.ReportMetric(float64(residentKB(at.cells.cmd.Process.Pid))/1024, "MB")
				b.ReportMetric(float64(residentKB(at.lines.cmd.Process.Pid))/1024, "MB-lines")
			})
			b.Run("down", func(b *testing.B) { at.perKey(b, keyDown, 9) })
			b.Run("page-down", func(b *testing.B) { at.perKey(b, keyPageDown, 3) })
			b.Run("scroll", func(b *testing.B) {
				at.press(b, strings.Repeat(keyDown+" ", int(size.Rows)))
				at.perKey(b, keyDown, 9)
			})
			b.Run("held", at.held)
			b.Run("idle", func(b *testing.B) { at.perSecond(b) })
			b.Run("filter", func(b *testing.B) {
				at.press(b, "/")
				at.perKey(b, "2", 1)
			})
			b.Run("spinner", func(b *testing.B) {
				both{begin(b, size, nil, "--url", slow), begin(b, size, nil, "--url", slow, "--no-diff", "--no-sync")}.perSecond(b)
			})
		})
	}
}

// both are an explorer that sends the cells that changed and one that sends lines.
type both struct{ cells, lines *screen }

// measure runs an explorer and waits for its first list.
func measure(b *testing.B, size pty.Winsize, args ...string) *screen {
	b.Helper()
	s := begin(b, size, nil, args...)
	s.untilWritten(1000)
	s.untilQuiet(aFewFrames)
	return s
}

// begin runs an explorer.
func begin(b *testing.B, size pty.Winsize, env []string, args ...string) *screen {
	b.Helper()
	if args[0] != "--demo" {
		args = append([]string{"--api", "apio", "--username", "demo"}, args...)
	}
	cmd := exec.Command(mustBuild(b), args...)
	return startCommand(b, cmd, &size, append(env, "BANYAN_PASSWORD=demo"))
}

func (s *screen) untilWritten(bytes int) {
	s.t.Helper()
	s.until("bytes", func([]byte) bool { return s.written() >= bytes })
}

const aFewFrames = 120 * time.Millisecond

// cost presses a key and returns how many bytes came for it.
func (s *screen) cost(key string) int {
	s.t.Helper()
	before := s.written()
	s.press(key)
	s.untilQuiet(aFewFrames)
	return s.written() - before
}

// press gives both some keys, one after the other; a blank is a pause.
func (at both) press(b *testing.B, keys string) {
	b.Helper()
	for _, key := range strings.Fields(keys) {
		at.cells.cost(key)
		at.lines.cost(key)
	}
}

func (at both) perKey(b *testing.B, key string, times int) {
	b.Helper()
	median := func(s *screen) float64 {
		var bytes []int
		for range times {
			bytes = append(bytes, s.cost(key))
		}
		slices.Sort(bytes)
		return float64(bytes[len(bytes)/2])
	}
	compare(b, "B/key", median(at.cells), median(at.lines))
}

// held holds a key that scrolls, at thirty a second.
func (at both) held(b *testing.B) {
	const rate, seconds, ticksPerSecond = 30, 4, 100
	var sent, core [2]float64
	for i, s := range []*screen{at.cells, at.lines} {
		bytes, ticks := s.written(), ticksOf(s)
		every := time.NewTicker(time.Second / rate)
		for range rate * seconds {
			<-every.C
			s.press(keyDown)
		}
		every.Stop()
		sent[i] = float64(s.written()-bytes) / seconds
		core[i] = 100 * float64(ticksOf(s)-ticks) / ticksPerSecond / seconds
	}
	compare(b, "B/s", sent[0], sent[1])
	b.ReportMetric(core[0], "%core")
	b.ReportMetric(core[1], "%core-lines")
}

func (at both) perSecond(b *testing.B) {
	b.Helper()
	const watch = 3 * time.Second
	at.cells.untilWritten(100) // the first frame
	at.lines.untilWritten(100)
	time.Sleep(time.Second) // the spinner turns, if there is one
	cells, lines := at.cells.written(), at.lines.written()
	time.Sleep(watch)
	compare(b, "B/s", float64(at.cells.written()-cells)/watch.Seconds(), float64(at.lines.written()-lines)/watch.Seconds())
}

// compare reports what the cells take, what whole lines do, and the ratio.
func compare(b *testing.B, unit string, cells, lines float64) {
	b.Helper()
	b.ReportMetric(cells, unit)
	b.ReportMetric(lines, unit+"-lines")
	if lines > 0 {
		b.ReportMetric(cells/lines, "of-lines")
	}
	b.ReportMetric(0, "ns/op")
}
