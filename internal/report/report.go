// Package report writes the capacity of tenants down: as a table for a person to
// read or to paste into a ticket, and as JSON for a program. The command and the
// screens share it, so both give the same figures in the same words.
//
// What was not read is never a zero: JSON says null, the table says so in words.
// "Not assigned" is no failure: such a group counts as zero in every total, yet
// has no limits of its own to report, for none were read. docs/report.md describes
// the JSON for those who use it.
package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"banyan/capacity"
)

// SchemaVersion is the version of the JSON document. It grows when a key changes
// its meaning or goes away, not when a key is added.
const SchemaVersion = 1

// Report is the capacity of some tenants. The zero value is a report of no tenant.
type Report struct {
	GeneratedAt time.Time // when the newest figure of it was read
	Tenants     []Tenant  // in the order to print
}

// Tenant is one tenant of a Report. The zero value is a tenant of which nothing
// was read.
type Tenant struct {
	Type      string // "ServiceProvider", "Enterprise", or empty when not reported
	Breakdown capacity.Breakdown
	Errors    []Error // what failed, and is therefore missing in the Breakdown
}

// Error is one request that failed.
type Error struct {
	Path    []string // ids of the place: tenant, group, trunk group, as deep as it goes
	Request string   // what was asked for, such as "group capacity"
	Status  int      // of the HTTP answer, 0 when there was none
	Error   string   // what went wrong, may hold the server's own words
}

// Format is an export format. The zero value is none.
type Format string

// The formats there are.
const (
	Table Format = "table"
	JSON  Format = "json"
)

// Formats returns the formats there are, the default first.
func Formats() []Format { return []Format{Table, JSON} }

// ParseFormat returns the format of that name, or a *FormatError.
func ParseFormat(name string) (Format, error) {
	for _, f := range Formats() {
		if name == string(f) {
			return f, nil
		}
	}
	return "", &FormatError{Name: name}
}

// Write writes r to w. It returns a *FormatError for a format that is not one of
// Formats, and otherwise the first error of w.
func (f Format) Write(w io.Writer, r Report) error {
	var err error
	switch f {
	case Table:
		err = writeTable(w, r)
	case JSON:
		err = writeJSON(w, r)
	default:
		return &FormatError{Name: string(f)}
	}
	if err != nil {
		return fmt.Errorf("write %s report: %w", f, err)
	}
	return nil
}

// FormatError says that there is no format of that name.
type FormatError struct{ Name string }

// Error implements error.
func (e *FormatError) Error() string {
	names := make([]string, 0, len(Formats()))
	for _, f := range Formats() {
		names = append(names, string(f))
	}
	return fmt.Sprintf("no report format %q: there is %s", e.Name, strings.Join(names, ", "))
}
