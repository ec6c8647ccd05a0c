package hotspots

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
)

// Listing is everything that was found, ranked, and how far it can be relied upon.
type Listing struct {
	// Entries are the findings that count, worst first, then the tenants that are not
	// wholly read, then the findings that are known.
	Entries []Entry

	Blocked, Over, Notice int // findings that count
	Known                 int // findings that are marked
	Whole, Partly, Unread int // tenants

	Oldest time.Time // when the oldest of the figures was read; zero while there is none

	Readings map[string]Reading // by tenant id
	Groups   Tally              // of all tenants
}

// Entry is one line of a listing: a finding, or a tenant that is not wholly read.
type Entry struct {
	ID      string // unique in a listing, and the same in the next
	Tenant  apiclient.Tenant
	At      time.Time // when it was read; zero for a tenant that never was
	Finding Finding   // none where the line is about what was not read
	Known   bool
	Mark    Mark // where it is known, or was known before it got worse: see Returned

	Standing Standing // of its tenant
	Why      string   // why the tenant is not wholly read
}

// IsFinding reports whether the line is a finding, and not a gap.
func (e Entry) IsFinding() bool { return e.Finding.Severity != capacity.None }

// Returned reports whether the finding is marked as known and got worse since.
func (e Entry) Returned() bool { return !e.Known && e.Mark.Note != "" }

// Path returns the ids of the place.
func (e Entry) Path() []string {
	if e.IsFinding() {
		return e.Finding.Path
	}
	return []string{e.Tenant.ID}
}

func newListing(records []record, known Known) *Listing {
	l := &Listing{Readings: make(map[string]Reading, len(records))}
	for _, r := range records {
		l.add(r, known)
	}
	slices.SortFunc(l.Entries, ranked)
	return l
}

// add adds a tenant's lines.
func (l *Listing) add(r record, known Known) {
	reading := r.reading(known)
	l.Readings[r.Tenant.ID], l.Groups = reading, l.Groups.Plus(reading.Groups)
	base := Entry{Tenant: apiclient.Tenant(r.Tenant), At: r.At, Standing: r.standing(), Why: r.why()}
	switch base.Standing {
	case Whole:
		l.Whole++
	case Partly:
		l.Partly++
	case Unread:
		l.Unread++
	}
	if base.Standing != Whole {
		gap := base
		gap.ID = "gap " + r.Tenant.ID
		l.Entries = append(l.Entries, gap)
	}
	if !r.At.IsZero() && (l.Oldest.IsZero() || r.At.Before(l.Oldest)) {
		l.Oldest = r.At
	}
	for _, f := range r.Findings {
		e := base
		e.ID, e.Finding = f.Key(), f
		e.Mark = known[e.ID]
		_, e.Known = known.Of(f)
		switch {
		case e.Known:
			l.Known++
		case f.Severity == capacity.Blocked:
			l.Blocked++
		case f.Severity == capacity.Over:
			l.Over++
		default:
			l.Notice++
		}
		l.Entries = append(l.Entries, e)
	}
}

// ranked orders the lines of a listing.
func ranked(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.tier(), b.tier()),
		worstFirst(a.Finding, b.Finding),
		cmp.Compare(b.Standing, a.Standing),
		slices.CompareFunc(a.Path(), b.Path(), strings.Compare),
		strings.Compare(a.ID, b.ID),
	)
}

// tier is 0 for a finding that counts, 1 for a gap, 2 for a finding that is known.
func (e Entry) tier() int {
	switch {
	case e.Known:
		return 2
	case !e.IsFinding():
		return 1
	}
	return 0
}
