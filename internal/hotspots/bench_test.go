package hotspots

import (
	"fmt"
	"testing"
	"time"

	"banyan/capacity"
)

// crowd is a scanner that knows a thousand tenants with five findings each.
func crowd(tb testing.TB) *Scanner {
	tb.Helper()
	s := New(Options{API: faulty{}, Dir: tb.TempDir(), Host: host})
	tb.Cleanup(s.Close)
	for i := range 1000 {
		r := record{Tenant: tenantRecord{ID: fmt.Sprintf("tenant-%04d", i)}, At: time.Now(), TriedAt: time.Now(), Requests: 81}
		for n := range 5 {
			r.Findings = append(r.Findings, FindingOf(capacity.Finding{
				Severity: capacity.Over, Code: capacity.CallsOver, Path: []string{r.Tenant.ID, fmt.Sprintf("group-%02d", n)},
				Text: "OVER 11 calls x1.6: trunk groups 31, group 20", Ratio: float64(i % 17), Excess: 11,
			}))
		}
		s.records[r.Tenant.ID] = r
	}
	return s
}

// A board is made after every change; what was found is ranked only when that changed.
func BenchmarkBoard(b *testing.B) {
	s := crowd(b)
	b.Run("progress alone", func(b *testing.B) {
		for b.Loop() {
			s.Board()
		}
	})
	b.Run("ranked anew", func(b *testing.B) {
		for b.Loop() {
			s.mu.Lock()
			s.edit()
			s.mu.Unlock()
			s.Board()
		}
	})
	b.Run("load from disk", func(b *testing.B) {
		for _, r := range s.records {
			noErr(b, s.store.keep(r))
		}
		for b.Loop() {
			noErr(b, s.Load())
		}
	})
}
