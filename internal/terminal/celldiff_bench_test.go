package terminal

import (
	"fmt"
	"testing"
)

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
	o := &Output{
		cells: newCellDiff(),
		size:  func() (int, int) { return j.width, j.height },
		write: func(p []byte) (int, error) { sent += len(p); return len(p), nil },
	}
	b.ReportAllocs()
	for i := range b.N {
		if _, err := o.Write(frames[i%len(frames)]); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(sent)/float64(b.N), "B/frame")
}
