package report

import (
	"bytes"
	"fmt"
	"io"
)

// Writer writes a report tenant by tenant: it holds no more than the tenant at hand.
// NewWriter makes it. It is not safe for concurrent use.
type Writer struct {
	out    io.Writer
	format Format
	form   form
	text   bytes.Buffer // of one step
	begun  bool
	err    error // the first one; nothing is written after it
}

// form is one format. Each step appends to out what it adds to the report.
type form interface {
	begin(out *bytes.Buffer)
	tenant(out *bytes.Buffer, t Tenant) error
	end(out *bytes.Buffer, run Run) error
}

// NewWriter returns a writer of that format to w, or a *FormatError. Nothing is
// written before the first Add or the End.
func NewWriter(w io.Writer, f Format, head Head) (*Writer, error) {
	out := &Writer{out: w, format: f}
	switch f {
	case Table:
		out.form = &tableForm{head: head}
	case JSON:
		out.form = &jsonForm{head: head, complete: true}
	case JSONLines:
		out.form = linesForm{head: head}
	case CSV:
		out.form = &csvForm{head: head}
	case Prometheus:
		out.form = newPrometheusForm(head)
	case OdinsSpear:
		out.form = &odinsSpearForm{}
	default:
		return nil, &FormatError{Name: string(f)}
	}
	return out, nil
}

// Add writes one tenant, with a single Write. It returns the first error of the
// underlying writer, or a *RefusedError; after either nothing more is written.
func (w *Writer) Add(t Tenant) error {
	return w.step(func() error { return w.form.tenant(&w.text, t) })
}

// End writes what closes the report; one that was cut short says so where its format can.
func (w *Writer) End(run Run) error {
	return w.step(func() error { return w.form.end(&w.text, run) })
}

func (w *Writer) step(fill func() error) error {
	if w.err != nil {
		return w.err
	}
	w.text.Reset()
	if !w.begun {
		w.begun = true
		w.text.Grow(32 << 10) // enough for a tenant of twenty groups
		w.form.begin(&w.text)
	}
	if w.err = fill(); w.err != nil {
		return w.err
	}
	if w.text.Len() == 0 {
		return nil
	}
	if _, err := w.out.Write(w.text.Bytes()); err != nil {
		w.err = fmt.Errorf("write %s report: %w", w.format, err)
	}
	return w.err
}

// Report is the capacity of some tenants, as a whole. The zero value is a report of no
// tenant. A Writer writes one that is not there as a whole.
type Report struct {
	Head
	Tenants []Tenant // in the order to print
}

// Write writes a report to w. It returns a *FormatError for a format that is not one of
// Formats, a *RefusedError for a report that the format has no form for, and otherwise
// the first error of w.
func (r Report) Write(w io.Writer, f Format) error {
	out, err := NewWriter(w, f, r.Head)
	if err != nil {
		return err
	}
	for _, t := range r.Tenants {
		if err := out.Add(t); err != nil {
			return err
		}
	}
	return out.End(Run{All: true})
}
