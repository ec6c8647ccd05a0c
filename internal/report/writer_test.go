package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"banyan/internal/report"
)

// countingWriter keeps each Write by itself.
type countingWriter struct{ writes [][]byte }

func (w *countingWriter) Write(p []byte) (int, error) {
	w.writes = append(w.writes, bytes.Clone(p))
	return len(p), nil
}

func newWriter(t *testing.T, w io.Writer, f report.Format) *report.Writer {
	t.Helper()
	out, err := report.NewWriter(w, f, report.Head{GeneratedAt: at()})
	noErr(t, err)
	return out
}

func TestATenantIsWrittenAsSoonAsItIsAdded(t *testing.T) {
	for _, f := range report.Formats()[:4] {
		t.Run(string(f), func(t *testing.T) {
			var got countingWriter
			out := newWriter(t, &got, f)
			if len(got.writes) != 0 {
				t.Error("wrote before the first tenant")
			}
			for n := range 3 {
				noErr(t, out.Add(one("", sample()).Tenants[0]))
				if len(got.writes) != n+1 || !strings.Contains(string(got.writes[n]), "ServiceProviderID") {
					t.Fatalf("tenant %d made %d writes", n+1, len(got.writes))
				}
			}
		})
	}
}

func TestAReportThatWasCutShortSaysSo(t *testing.T) {
	write := func(t *testing.T, f report.Format, tenants int) string {
		t.Helper()
		var got bytes.Buffer
		out := newWriter(t, &got, f)
		for range tenants {
			noErr(t, out.Add(one("", sample()).Tenants[0]))
		}
		noErr(t, out.End(report.Run{}))
		return got.String()
	}
	for tenants := range 3 {
		var document struct {
			Complete *bool
			Tenants  []any
		}
		noErr(t, json.Unmarshal([]byte(write(t, report.JSON, tenants)), &document))
		if document.Complete == nil || *document.Complete || len(document.Tenants) != tenants {
			t.Errorf("%d tenants: %+v", tenants, document)
		}
		if text := write(t, report.Table, tenants); !strings.Contains(text, "\nINCOMPLETE: not all") && !strings.HasPrefix(text, "INCOMPLETE: no tenant") {
			t.Errorf("table of %d tenants: %s", tenants, text)
		}
	}
}

// fullWriter takes some writes and then none.
type fullWriter struct{ left int }

var errFull = errors.New("full")

func (w *fullWriter) Write(p []byte) (int, error) {
	if w.left--; w.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestNothingIsWrittenAfterAnError(t *testing.T) {
	for _, f := range report.Formats()[:4] {
		full := &fullWriter{left: 1}
		out := newWriter(t, full, f)
		tenant := one("", sample()).Tenants[0]
		noErr(t, out.Add(tenant))
		for range 2 {
			if err := out.Add(tenant); !errors.Is(err, errFull) {
				t.Errorf("%s: %v", f, err)
			}
		}
		if err := out.End(report.Run{All: true}); !errors.Is(err, errFull) {
			t.Errorf("%s: end: %v", f, err)
		}
		if full.left != -1 {
			t.Errorf("%s: wrote on %d times", f, -full.left-1)
		}
	}
}

// BenchmarkAdd writes tenants of 20 groups x 3 trunk groups.
func BenchmarkAdd(b *testing.B) {
	tenant := sample()
	first := tenant.Groups[0]
	tenant.Groups = nil
	for range 20 {
		tenant.Groups = append(tenant.Groups, first)
	}
	entry := one("Enterprise", tenant).Tenants[0]
	for _, f := range report.Formats()[:4] {
		b.Run(string(f), func(b *testing.B) {
			out, err := report.NewWriter(io.Discard, f, report.Head{})
			noErr(b, err)
			b.ReportAllocs()
			for b.Loop() {
				noErr(b, out.Add(entry))
			}
		})
	}
}
