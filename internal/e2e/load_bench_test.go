package e2e

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"banyan/apiclient/simulator"
)

// The load of a busy jump host.
const (
	explorers = 100
	keyEvery  = 500 * time.Millisecond
	keysEach  = 20
)

// BenchmarkHundredExplorers runs as many explorers at terminals of their own, all on
// one simulated platform and each given two keys a second, and prints what one costs:
// its share of a core, its resident memory, and how long after a key its last byte
// came. Its memory should be 25 MB at most.
func BenchmarkHundredExplorers(b *testing.B) {
	_, url := serve(b, simulator.Options{})
	for range b.N {
		crowd, screens := make([]*visitor, explorers), make([]*screen, explorers)
		for i := range crowd {
			screens[i] = begin(b, pty.Winsize{Rows: 24, Cols: 80}, []string{"GOMAXPROCS=2"}, "--url", url)
			crowd[i] = &visitor{screen: screens[i]}
		}
		for _, v := range crowd {
			v.withTenants()
		}
		before := ticksOf(screens...)
		started := time.Now()
		var waits sync.WaitGroup
		for i, v := range crowd {
			waits.Go(func() {
				time.Sleep(keyEvery * time.Duration(i) / explorers) // people do not type in step
				v.move()
			})
		}
		waits.Wait()
		elapsed := time.Since(started)
		printLoad(b, crowd, ticksOf(screens...)-before, elapsed)
		for _, v := range crowd {
			v.quit("q")
		}
	}
}

func printLoad(b *testing.B, crowd []*visitor, ticks int, elapsed time.Duration) {
	b.Helper()
	var delays []time.Duration
	var memory []int
	sent := 0
	for _, v := range crowd {
		delays = append(delays, v.delays...)
		memory = append(memory, residentKB(v.cmd.Process.Pid))
		sent += v.drawn
	}
	slices.Sort(delays)
	slices.Sort(memory)
	const ticksPerSecond = 100 // USER_HZ of Linux
	b.ReportMetric(100*float64(ticks)/ticksPerSecond/elapsed.Seconds()/explorers, "%core/explorer")
	b.ReportMetric(float64(memory[len(memory)/2])/1024, "MB/explorer")
	b.ReportMetric(float64(memory[len(memory)-1])/1024, "MB-most")
	b.ReportMetric(float64(delays[len(delays)/2].Microseconds())/1000, "ms-p50")
	against(b, float64(delays[len(delays)*95/100].Microseconds())/1000, "ms-p95", goalDelay)
	b.ReportMetric(float64(sent)/float64(len(delays)), "B/key")
}

// visitor is one explorer at a terminal.
type visitor struct {
	*screen
	delays []time.Duration
	drawn  int
}

// move presses keys that change the screen and notes when the last byte after each came.
func (v *visitor) move() {
	for i := range keysEach {
		before, pressed := v.written(), time.Now()
		if _, err := io.WriteString(v.file, [...]string{"j", "k"}[i%2]); err != nil {
			return
		}
		time.Sleep(keyEvery)
		if drawn := v.written() - before; drawn > 0 {
			v.drawn += drawn
			v.delays = append(v.delays, time.Unix(0, v.last.Load()).Sub(pressed))
		}
	}
}

// ticksOf sums the processor time that the explorers used, in ticks.
func ticksOf(crowd ...*screen) (sum int) {
	for _, s := range crowd {
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 12 {
			user, _ := strconv.Atoi(fields[11])
			system, _ := strconv.Atoi(fields[12])
			sum += user + system
		}
	}
	return sum
}

// residentKB returns how much memory a process holds.
func residentKB(pid int) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.Atoi(fields[0])
	return kb
}
