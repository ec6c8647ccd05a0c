// Package report writes the capacity of tenants down: as a table for a person to
// read or to paste into a ticket, as JSON and JSON lines for a program, as CSV for a
// spreadsheet, and as the output of odins_spear for what reads that. The command
// and the screens share it, so all give the same figures.
//
// What was not read is never a zero: JSON says null, CSV leaves the cell empty, the
// table says so in words. "Not assigned" is no failure: such a group counts as zero
// in every total, yet has no limits of its own to report, for none were read.
// docs/report.md describes the formats for those who use them.
package report

import (
	"errors"
	"time"

	"banyan/capacity"
)

// SchemaVersion is the version of the JSON document and of a JSON line. It grows
// when a key changes its meaning or goes away, not when a key is added.
const SchemaVersion = 1

// Head is what a report says before its first tenant. The zero value is one of an
// unknown time.
type Head struct {
	GeneratedAt time.Time                   // when it was begun: no figure of it is older
	Known       func(capacity.Finding) bool // whether a finding was marked as known; nil: none was
	Platform    string                      // what it is a report of, for metrics
	TrunkGroups bool                        // metrics have a series for each trunk group too
}

// knows reports whether a finding was marked as known.
func (h Head) knows(f capacity.Finding) bool { return h.Known != nil && h.Known(f) }

// Run is how the reading went that a report was made of.
type Run struct {
	All      bool // every tenant that was asked for is in the report
	Requests int
	Took     time.Duration
}

// Tenant is one tenant of a Report. The zero value is a tenant of which nothing
// was read.
type Tenant struct {
	Type      string    // "ServiceProvider", "Enterprise", or empty when not reported
	ReadAt    time.Time // when its newest figure was read; zero when none was
	Breakdown capacity.Breakdown
	Source    Source
	Errors    []Error // what failed, and is therefore missing in the Breakdown
}

// Source says in words what was taken from where. The zero value is not known.
type Source struct {
	Limits, TrunkGroups, States string // of the tenant and its groups; of the trunk groups; whether those are down
	Unused                      string // why a capacity report that was asked for was not used, or its trunk groups were not
	Line                        string // what of this a person has to know, in one line
}

// IsComplete reports whether everything of the tenant was read.
func (t Tenant) IsComplete() bool { return t.Breakdown.Complete && len(t.Errors) == 0 }

// Error is one request that failed.
type Error struct {
	Path    []string // ids of the place: tenant, group, trunk group, as deep as it goes
	Request string   // what was asked for, such as "group capacity"
	Status  int      // of the HTTP answer, 0 when there was none
	Error   string   // what went wrong, may hold the server's own words
}

// NewError returns the error of a request for a place, in the words of explain. It has a status
// where the cause has one, as an *apiclient.Error has.
func NewError(path []string, request string, cause error, explain func(error) string) Error {
	e := Error{Path: path, Request: request, Error: explain(cause)}
	var answer interface{ HTTPStatus() int }
	if errors.As(cause, &answer) {
		e.Status = answer.HTTPStatus()
	}
	return e
}
