package e2e

import (
	"fmt"
	"io"
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
	name := mustBuild(b)
	_, url := serve(b, simulator.Options{Tenants: 400, Groups: 3, TrunkGroups: 1, OnlyGenerated: true})
	_, slow := serve(b, simulator.Options{Tenants: 400, Groups: 3, OnlyGenerated: true, Latency: 8 * time.Second})
	for _, size := range []pty.Winsize{{Cols: 80, Rows: 24}, {Cols: 200, Rows: 60}} {
		b.Run(fmt.Sprintf("%dx%d", size.Cols, size.Rows), func(b *testing.B) {
			open := func(url string) both {
				return both{measure(b, name, size, "--url", url), measure(b, name, size, "--url", url, "--no-diff", "--no-sync")}
			}
			at := open(url)
			b.Run("first", func(b *testing.B) {
				compare(b, "B", float64(at.cells.bytes.Load()), float64(at.lines.bytes.Load()))
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
				both{begin(b, name, size, nil, "--url", slow), begin(b, name, size, nil, "--url", slow, "--no-diff", "--no-sync")}.perSecond(b)
			})
		})
	}
}

// both are an explorer that sends the cells that changed and one that sends lines.
type both struct{ cells, lines *visitor }

// measure runs an explorer and waits for its first list.
func measure(b *testing.B, name string, size pty.Winsize, args ...string) *visitor {
	b.Helper()
	v := begin(b, name, size, nil, args...)
	v.await(b, 1000)
	v.settle()
	return v
}

// begin runs an explorer.
func begin(b *testing.B, name string, size pty.Winsize, env []string, args ...string) *visitor {
	b.Helper()
	cmd := exec.Command(name, append([]string{"--api", "apio", "--username", "demo"}, args...)...)
	cmd.Env = append([]string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + b.TempDir(), "BANYAN_PASSWORD=demo"}, env...)
	file, err := pty.StartWithSize(cmd, &size)
	if err != nil {
		b.Fatal(err)
	}
	v := &visitor{cmd: cmd, file: file, ended: make(chan struct{}), frame: make(chan struct{})}
	go v.read()
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = file.Close()
	})
	return v
}

// await waits for so many bytes.
func (v *visitor) await(b *testing.B, bytes int64) {
	b.Helper()
	for start := time.Now(); v.bytes.Load() < bytes; time.Sleep(10 * time.Millisecond) {
		if time.Since(start) > patience {
			b.Fatal("an explorer never drew")
		}
	}
}

// settle waits until nothing more comes.
func (v *visitor) settle() {
	const quiet = 120 * time.Millisecond // a few frames
	for {
		bytes := v.bytes.Load()
		time.Sleep(quiet)
		if v.bytes.Load() == bytes {
			return
		}
	}
}

// press presses a key and returns how many bytes came for it.
func (v *visitor) press(b *testing.B, key string) int64 {
	b.Helper()
	before := v.bytes.Load()
	if _, err := io.WriteString(v.file, key); err != nil {
		b.Fatal(err)
	}
	v.settle()
	return v.bytes.Load() - before
}

// press gives both some keys, one after the other; a blank is a pause.
func (at both) press(b *testing.B, keys string) {
	b.Helper()
	for _, key := range strings.Fields(keys) {
		for _, v := range []*visitor{at.cells, at.lines} {
			v.press(b, key)
		}
	}
}

func (at both) perKey(b *testing.B, key string, times int) {
	b.Helper()
	median := func(v *visitor) float64 {
		var bytes []int64
		for range times {
			bytes = append(bytes, v.press(b, key))
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
	for i, v := range []*visitor{at.cells, at.lines} {
		bytes, ticks := v.bytes.Load(), ticksOf([]*visitor{v})
		every := time.NewTicker(time.Second / rate)
		for range rate * seconds {
			<-every.C
			if _, err := io.WriteString(v.file, keyDown); err != nil {
				b.Fatal(err)
			}
		}
		every.Stop()
		sent[i] = float64(v.bytes.Load()-bytes) / seconds
		core[i] = 100 * float64(ticksOf([]*visitor{v})-ticks) / ticksPerSecond / seconds
	}
	compare(b, "B/s", sent[0], sent[1])
	b.ReportMetric(core[0], "%core")
	b.ReportMetric(core[1], "%core-lines")
}

func (at both) perSecond(b *testing.B) {
	b.Helper()
	const watch = 3 * time.Second
	at.cells.await(b, 100) // the first frame
	at.lines.await(b, 100)
	time.Sleep(time.Second) // the spinner turns, if there is one
	cells, lines := at.cells.bytes.Load(), at.lines.bytes.Load()
	time.Sleep(watch)
	compare(b, "B/s", float64(at.cells.bytes.Load()-cells)/watch.Seconds(), float64(at.lines.bytes.Load()-lines)/watch.Seconds())
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
