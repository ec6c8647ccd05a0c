package report

import (
	"fmt"
	"slices"
	"strings"
)

// Format is an export format. The zero value is none.
type Format string

// The formats there are.
const (
	Table      Format = "table"       // for a person
	JSON       Format = "json"        // one document
	JSONLines  Format = "jsonl"       // one line a tenant, each a document
	CSV        Format = "csv"         // one row a trunk group
	Prometheus Format = "prometheus"  // metrics, for node_exporter's textfile collector
	OdinsSpear Format = "odins-spear" // what the script of odins_spear returns, for one tenant
)

// Formats returns the formats there are, the default first.
func Formats() []Format { return []Format{Table, JSON, JSONLines, CSV, Prometheus, OdinsSpear} }

// ParseFormat returns the format of that name, or a *FormatError.
func ParseFormat(name string) (Format, error) {
	if f := Format(name); slices.Contains(Formats(), f) {
		return f, nil
	}
	return "", &FormatError{Name: name}
}

// FormatError says that there is no format of that name.
type FormatError struct{ Name string }

func (e *FormatError) Error() string {
	names := make([]string, 0, len(Formats()))
	for _, f := range Formats() {
		names = append(names, string(f))
	}
	return fmt.Sprintf("no report format %q: there is %s", e.Name, strings.Join(names, ", "))
}

// RefusedError says that a format has no honest form for a report. Nothing was
// written then.
type RefusedError struct {
	Format Format
	Reason string // a sentence, names in it are the server's own
}

func (e *RefusedError) Error() string { return e.Reason }
