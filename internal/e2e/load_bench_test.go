package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/creack/pty"
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
// came. The goals are 100 ms and 25 MB.
func BenchmarkHundredExplorers(b *testing.B) {
	name := mustBuild(b)
	url := simulated(b, name)
	for range b.N {
		crowd := make([]*visitor, explorers)
		for i := range crowd {
			crowd[i] = begin(b, name, pty.Winsize{Rows: 24, Cols: 80}, []string{"GOMAXPROCS=2"}, "--url", url)
		}
		for _, v := range crowd {
			v.awaitFrame(b)
		}
		before := ticksOf(crowd)
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
		printLoad(b, crowd, ticksOf(crowd)-before, elapsed)
		for _, v := range crowd {
			v.leave(b)
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
	b.ReportMetric(float64(delays[len(delays)*95/100].Microseconds())/1000, "ms-p95")
	b.ReportMetric(float64(sent)/float64(len(delays)), "B/key")
}

// simulated runs a simulated platform beside the benchmark and returns its address.
func simulated(b *testing.B, name string) string {
	b.Helper()
	cmd := exec.Command(name, "simulate", "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
}

// visitor is one explorer at a terminal.
type visitor struct {
	cmd    *exec.Cmd
	file   *os.File
	last   atomic.Int64 // when its latest byte came
	bytes  atomic.Int64
	ended  chan struct{}
	frame  chan struct{}
	delays []time.Duration
	drawn  int
}

func (v *visitor) read() {
	defer close(v.ended)
	buffer := make([]byte, 64<<10)
	var seen bytes.Buffer
	waiting := true
	for {
		n, err := v.file.Read(buffer)
		if n > 0 {
			v.bytes.Add(int64(n))
			v.last.Store(time.Now().UnixNano())
		}
		if waiting {
			seen.Write(buffer[:n])
			if bytes.Contains(seen.Bytes(), []byte("ServiceProviderID")) {
				waiting = false
				close(v.frame)
			}
		}
		if err != nil {
			return
		}
	}
}

func (v *visitor) awaitFrame(b *testing.B) {
	b.Helper()
	select {
	case <-v.frame:
	case <-time.After(patience):
		b.Fatal("an explorer never drew its first list")
	}
}

// move presses keys that change the screen and notes when the last byte after each came.
func (v *visitor) move() {
	for i := range keysEach {
		before := v.bytes.Load()
		pressed := time.Now()
		if _, err := io.WriteString(v.file, [...]string{"j", "k"}[i%2]); err != nil {
			return
		}
		time.Sleep(keyEvery)
		if drawn := v.bytes.Load() - before; drawn > 0 {
			v.drawn += int(drawn)
			v.delays = append(v.delays, time.Unix(0, v.last.Load()).Sub(pressed))
		}
	}
}

// leave quits and looks that the process is gone.
func (v *visitor) leave(b *testing.B) {
	b.Helper()
	_, _ = io.WriteString(v.file, "q")
	select {
	case <-v.ended:
	case <-time.After(patience):
		b.Error("an explorer did not end")
		_ = v.cmd.Process.Kill()
	}
	if err := v.cmd.Wait(); err != nil {
		b.Error(err)
	}
	_ = v.file.Close()
}

// ticksOf sums the processor time that the explorers used, in ticks.
func ticksOf(crowd []*visitor) (sum int) {
	for _, v := range crowd {
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", v.cmd.Process.Pid))
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
