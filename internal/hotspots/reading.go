package hotspots

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// mostGaps is how many gaps of one tenant are kept. The rest is counted.
const mostGaps = 20

// Reading is what the latest scan knows of a tenant. It never changes once it was
// made: share it, never write to it. The zero value is a tenant of which nothing was
// asked.
type Reading struct {
	Tenant   apiclient.Tenant
	At       time.Time // when the oldest of its figures was read; zero while there is none
	TriedAt  time.Time // when the latest answer came, whatever it was
	Scan     string    // the scan that it is of
	Requests int       // how many requests it took
	Findings []Finding // worst first

	Gaps     []Gap  // what could not be read, the first of it
	GapCount int    // how much could not
	Short    bool   // the server did not report every figure
	Failed   string // why the latest try read nothing at all, in words; the figures are those of At
}

// Gap is one request that failed, with the place that it leaves unread.
type Gap struct {
	Path []string `json:"path"`
	What string   `json:"what"` // "group capacity"
	Text string   `json:"text"` // why, in words
}

// Standing says how much of a tenant is known.
type Standing int

// The standings of a tenant.
const (
	Whole  Standing = iota // every figure was read
	Partly                 // some figures were not: there may be more findings than are known
	Unread                 // nothing was read in the latest try
)

// Standing returns how much of the tenant is known.
func (r Reading) Standing() Standing {
	switch {
	case r.Failed != "" || r.At.IsZero():
		return Unread
	case r.GapCount > 0 || r.Short:
		return Partly
	}
	return Whole
}

// Why says in words why the tenant is not wholly read, and nothing where it is.
func (r Reading) Why() string {
	switch {
	case r.Failed != "":
		return r.Failed
	case len(r.Gaps) > 0:
		return r.Gaps[0].text(r.GapCount - 1)
	case r.Short:
		return "the server did not report every figure"
	}
	return ""
}

// text names a gap, and how many more there are.
func (g Gap) text(more int) string {
	text := g.What
	switch len(g.Path) {
	case 0, 1: // of the tenant itself
	case 2:
		text += " of " + g.Path[1]
	default:
		text += " " + strings.Join(g.Path[1:], " / ")
	}
	text += " not read: " + g.Text
	switch {
	case more == 1:
		text += "; and 1 more failure"
	case more > 1:
		text += "; and " + strconv.Itoa(more) + " more failures"
	}
	return text
}

// newReading makes a reading of what a collection read last. Where that is nothing,
// the findings of the former reading stay, with their time.
func newReading(tenant apiclient.Tenant, s collect.Snapshot, former Reading, explain func(error) string) Reading {
	r := Reading{Tenant: tenant, At: s.Oldest, TriedAt: s.At, Requests: s.Requests.Done}
	if s.Oldest.IsZero() {
		former.Tenant, former.TriedAt = tenant, s.At
		former.Failed = "nothing was read"
		if len(s.Failures) > 0 {
			former.Failed = explain(s.Failures[0].Err)
		}
		return former
	}
	r.Findings = Findings(s.Breakdown)
	r.GapCount = len(s.Failures)
	for _, f := range s.Failures[:min(len(s.Failures), mostGaps)] {
		r.Gaps = append(r.Gaps, Gap{Path: slices.Clone(f.Path), What: f.What, Text: explain(f.Err)})
	}
	r.Short = r.GapCount == 0 && !s.Breakdown.Complete
	return r
}
