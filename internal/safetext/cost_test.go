package safetext_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

func TestSafeTextCostsNoAllocation(t *testing.T) {
	for _, in := range []string{"Trunk-Antwerp-01", "Liège 東京 e\u0301", "👨‍👩‍👧‍👦 1\ufe0f\u20e3"} {
		if n := testing.AllocsPerRun(100, func() {
			safetext.Line(in)
			safetext.Detail(in)
			safetext.Width(in)
			safetext.Truncate(in, 100)
		}); n != 0 {
			t.Errorf("%q costs %v allocations", in, n)
		}
	}
}

// 32 times the text costs 32 times as much, and some more for the memory that it takes;
// quadratic time would cost a thousand times as much. What counts is the processor time,
// whatever else the machine does.
func TestAMegabyteTakesLinearTime(t *testing.T) {
	for name, unit := range map[string]string{
		"plain": "a", "wide": "東", "escapes": "\x1b", "marks": "\u0301", "joiners": "👦\u200d", "bytes": "\xff", "selectors": "1\ufe0f",
	} {
		t.Run(name, func(t *testing.T) {
			cost := func(size int) time.Duration {
				in := strings.Repeat(unit, size/len(unit))
				start := processorTime(t)
				safetext.Block(in)
				safetext.Truncate(safetext.Cell(in), 80)
				safetext.Detail(in)
				return processorTime(t) - start
			}
			const mega, part, limit = 1 << 20, 32, 512
			small := min(cost(mega/part), cost(mega/part), cost(mega/part))
			if took := cost(mega); took > limit*max(small, time.Millisecond) {
				t.Errorf("a megabyte took %v, a part of it %v", took, small)
			}
		})
	}
}

// processorTime returns what this process has cost so far.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func BenchmarkLine(b *testing.B) {
	for name, in := range map[string]string{
		"plain 16 bytes": "Trunk-Antwerp-01",
		"plain 1 MB":     strings.Repeat("a", 1<<20),
		"wide 1 MB":      strings.Repeat("東", 1<<20/3),
		"accents 1 MB":   strings.Repeat("é", 1<<20/2),
		"marks 1 MB":     strings.Repeat("e\u0301", 1<<20/3),
		"family 1 MB":    strings.Repeat("👨‍👩‍👧‍👦", 1<<20/25),
		"escapes 1 MB":   strings.Repeat("\x1b", 1<<20),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				safetext.Line(in)
			}
		})
	}
}

// BenchmarkPlainAgainstHostile reports how many times a cell costs when it has to
// be made safe, against one that is plain.
func BenchmarkPlainAgainstHostile(b *testing.B) {
	const plain, bad = "Trunk-Antwerp-01", "Trunk-\x1b[31m\u202e-01"
	cost := func(in string) float64 {
		start := time.Now()
		for range 1000 {
			safetext.Line(in)
		}
		return float64(time.Since(start))
	}
	var plainCost, badCost float64
	for b.Loop() {
		plainCost += cost(plain)
		badCost += cost(bad)
	}
	b.ReportMetric(badCost/plainCost, "hostile/plain")
}

func BenchmarkTruncate(b *testing.B) {
	in := strings.Repeat("東a", 1<<19)
	b.ReportAllocs()
	for b.Loop() {
		safetext.Truncate(in, 40)
	}
}

func BenchmarkWidth(b *testing.B) {
	for name, in := range map[string]string{
		"name": "Trunk-Antwerp-01",
		"row":  strings.Repeat("\x1b[38;2;80;116;159mTrunk-Antwerp-01 "+strings.Repeat("▆", 20)+"\x1b[0m", 4),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				safetext.Width(in)
			}
		})
		b.Run(name+" by the rules", func(b *testing.B) {
			for b.Loop() {
				ansi.StringWidth(in)
			}
		})
	}
}
