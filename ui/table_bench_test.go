package ui

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/table"
)

const manyRows = 100_000

// benchColumns are eight columns, five of them figures, with marked cells.
func benchColumns() []Column[site] {
	columns := siteColumns()[:6]
	for i := range 2 {
		figure := func(s site) int { return s.calls*100 + i }
		columns = append(columns, Column[site]{
			Key: "figure" + strconv.Itoa(i), Title: "FIGURE", Right: true, Min: 6,
			Cell:   func(s site) Cell { return Cell{Text: strconv.Itoa(figure(s)), Tone: Muted} },
			Number: func(s site) (float64, bool) { return float64(figure(s)), true },
		})
	}
	return columns
}

func benchTable(rows []site) *Table[site] {
	t := NewTable(styledKit(), benchColumns(), siteID)
	t.SetSize(120, 40)
	t.SetRows(rows)
	t.View() // measures the columns
	return t
}

// BenchmarkTableMoveView moves the cursor in the middle of 100,000 rows and draws.
// "times_bubbles" is how much faster it is than bubbles/table in the same run.
func BenchmarkTableMoveView(b *testing.B) {
	rows := manySites(manyRows)
	t := benchTable(rows)
	t.moveTo(manyRows / 2)
	theirs := bubblesMoveView(rows)
	names := [...]string{"down", "up"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		t.Update(keyOf(names[i%2]))
		t.View()
	}
	ours := b.Elapsed() / time.Duration(b.N)
	b.ReportMetric(float64(theirs)/float64(ours), "times_bubbles")
	b.ReportMetric(float64(theirs.Nanoseconds()), "bubbles_ns/op")
}

// bubblesMoveView measures the same with bubbles/table.
func bubblesMoveView(rows []site) time.Duration {
	columns := benchColumns()
	heads := make([]table.Column, len(columns))
	for i, c := range columns {
		heads[i] = table.Column{Title: c.Title, Width: 12}
	}
	texts := make([]table.Row, len(rows))
	for i, row := range rows {
		for _, c := range columns {
			texts[i] = append(texts[i], c.Cell(row).Text)
		}
	}
	m := table.New(table.WithColumns(heads), table.WithRows(texts), table.WithFocused(true), table.WithHeight(40), table.WithWidth(120))
	m.KeyMap.LineDown = key.NewBinding(key.WithKeys("down"))
	m.KeyMap.LineUp = key.NewBinding(key.WithKeys("up"))
	m.SetCursor(len(rows) / 2)
	const presses = 100
	began := time.Now()
	for i := range presses {
		m, _ = m.Update(keyOf([...]string{"down", "up"}[i%2]))
		_ = m.View()
	}
	return time.Since(began) / presses
}

// BenchmarkTableFilterKey types one letter into the filter of 100,000 rows and takes
// it back. "times_contains" is how much slower one key is than looking at as many
// plain texts with strings.Contains.
func BenchmarkTableFilterKey(b *testing.B) {
	rows := manySites(manyRows)
	for _, text := range []string{"1", "site 12", "zzzz"} {
		b.Run(strings.ReplaceAll(text, " ", "_"), func(b *testing.B) {
			t := benchTable(rows)
			typed(t, text)
			bare := containsLoop(t, text)
			last := keyOf(text[len(text)-1:])
			b.ReportAllocs()
			for b.Loop() {
				t.Update(keyOf("backspace"))
				t.Update(last)
			}
			perKey := b.Elapsed() / time.Duration(2*b.N)
			b.ReportMetric(float64(perKey.Nanoseconds()), "ns/key")
			b.ReportMetric(float64(perKey)/float64(bare), "times_contains")
		})
	}
}

// BenchmarkTableFilterOpen opens the filter of 100,000 rows that were just read,
// and types its first letter.
func BenchmarkTableFilterOpen(b *testing.B) {
	rows := manySites(manyRows)
	for b.Loop() {
		b.StopTimer()
		t := benchTable(rows)
		b.StartTimer()
		t.Update(keyOf("/"))
		opened := b.Elapsed()
		t.Update(keyOf("1"))
		b.ReportMetric(float64((b.Elapsed() - opened).Nanoseconds()), "first_letter_ns")
	}
}

// BenchmarkTableSetRows replaces 100,000 rows, as a scan that streams in does, and
// draws them.
func BenchmarkTableSetRows(b *testing.B) {
	rows := manySites(manyRows)
	t := benchTable(rows)
	b.ReportAllocs()
	for b.Loop() {
		t.SetRows(rows)
		t.View()
	}
}

// containsLoop measures the least that a filter over the same texts can cost.
func containsLoop(t *Table[site], text string) time.Duration {
	texts := make([]string, len(t.rows))
	for i := range texts {
		texts[i] = t.corpus.row(int32(i))
	}
	const rounds = 10
	found := 0
	began := time.Now()
	for range rounds {
		for _, s := range texts {
			if strings.Contains(s, text) {
				found++
			}
		}
	}
	runtime.KeepAlive(found)
	return time.Since(began) / rounds
}

// BenchmarkTableHeap reports what a table of 100,000 rows and 8 columns holds beside
// the rows themselves, sorted and filtered.
func BenchmarkTableHeap(b *testing.B) {
	rows := manySites(manyRows)
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for b.Loop() {
		before := heap()
		t := benchTable(rows)
		t.setSort(t.sort.chosen(4))
		typed(t, "site")
		t.View()
		held := heap() - before
		b.ReportMetric(float64(held)/1e6, "MB")
		runtime.KeepAlive(t)
	}
	runtime.KeepAlive(rows)
}

// BenchmarkFrame draws a whole frame of the shell around 100,000 rows.
func BenchmarkFrame(b *testing.B) {
	view := &siteView{table: benchTable(manySites(manyRows))}
	view.title = "groups"
	app := NewApp(styledKit(), view, Options{Header: Header{Product: "banyan", Place: "demo"}})
	app.stack.resize(120, 40)
	defer app.Close()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		app.Update(keyOf([...]string{"down", "up"}[i%2]))
		app.View()
	}
}

// TestTableLimits holds the figures that no machine may miss by much.
func TestTableLimits(t *testing.T) {
	table := benchTable(manySites(manyRows))
	table.moveTo(manyRows / 2)
	few := benchTable(manySites(1000))
	few.moveTo(500)
	press := func(t *Table[site]) func() {
		return func() {
			t.Update(keyOf("down"))
			t.View()
		}
	}
	many, little := testing.AllocsPerRun(50, press(table)), testing.AllocsPerRun(50, press(few))
	if many > little+20 {
		t.Errorf("a key press allocates %.0f times with %d rows, and %.0f with 1000", many, manyRows, little)
	}
	const perCell = 2
	if most := float64(perCell * 40 * len(table.columns)); many > most {
		t.Errorf("a key press allocates %.0f times, more than %.0f", many, most)
	}
}
