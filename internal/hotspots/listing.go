package hotspots

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// Listing is everything that was found, ranked, and how far it can be relied upon.
type Listing struct {
	// Entries are the findings that count, worst first, then the tenants that are not
	// wholly read, then the findings that are known.
	Entries []Entry
	// Near are the levels that are all but given out, the fullest first, and Full those that
	// are given out to the last call, the largest first.
	Near, Full []Entry

	Blocked, Over, Notice int // findings that count
	Known                 int // findings that are marked
	Whole, Partly, Unread int // tenants
	NoStates              int // tenants of which it was not read of every trunk group whether it is down

	Oldest time.Time // when the oldest of the figures was read; zero while there is none

	Readings map[string]Reading // by tenant id
	Groups   Tally              // of all tenants
	records  map[string]record  // by tenant id

	known Known
}

// ReadingOf returns what a snapshot tells of its tenant, without the findings that are known.
func (l *Listing) ReadingOf(s collect.Snapshot) Reading {
	r := ReadingOf(s.Breakdown, s.Oldest)
	r.Findings = slices.DeleteFunc(findingsAfter(l.records[s.Breakdown.Tenant.ID], s), func(f Finding) bool {
		_, isKnown := l.known.Of(f)
		return isKnown
	})
	switch {
	case len(s.Failures) > 0 && s.Oldest.IsZero():
		r.Why = apiclient.Explain(s.Failures[0].Err)
	case len(s.Failures) > 0:
		r.Why = s.Failures[0].What + " not read: " + apiclient.Explain(s.Failures[0].Err)
	}
	if s.Oldest.IsZero() {
		r.Standing, r.Known = Unread, false
	}
	return r
}

// Breakdown returns the capacity of a tenant as the scan read it, and when; false where that
// is not kept.
func (l *Listing) Breakdown(tenant string) (b capacity.Breakdown, at time.Time, known bool) {
	r := l.records[tenant]
	b, known = r.breakdown()
	return b, r.At, known
}

// Requests returns how many requests the latest reading of these tenants took.
func (l *Listing) Requests(tenants []string) (n int) {
	for _, id := range tenants {
		n += l.records[id].Requests
	}
	return n
}

// Entry is one line of a listing: a finding, a tenant that is not wholly read, or a level
// that is all but given out.
type Entry struct {
	ID      string // unique in a listing, and the same in the next
	Tenant  apiclient.Tenant
	At      time.Time // when it was read or seen; zero for a tenant that never was
	Finding Finding   // none where the line is about something else
	Level   *Level    // of a line about a level that is all but given out; else nil
	Known   bool
	Mark    Mark // where it is known, or was known before it got worse: see Returned

	SavedAt  time.Time // of a save in its tenant that it is from before; zero where there was none since
	Standing Standing  // of its tenant
	Why      string    // why the tenant is not wholly read
}

// IsFinding reports whether the line is a finding, and not a gap.
func (e Entry) IsFinding() bool { return e.Finding.Severity != capacity.None }

// Returned reports whether the finding is marked as known and got worse since.
func (e Entry) Returned() bool { return !e.Known && e.Mark.Note != "" }

// Path returns the ids of the place.
func (e Entry) Path() []string {
	switch {
	case e.IsFinding():
		return e.Finding.Path
	case e.Level != nil:
		return e.Level.Path
	}
	return []string{e.Tenant.ID}
}

// ListingOf ranks what was read of some tenants, without a scanner.
func ListingOf(read []collect.Result, known Known) *Listing {
	records := make([]record, len(read))
	for i, of := range read {
		records[i] = newRecord(of, record{}, 0)
	}
	return newListing(records, known)
}

func newListing(records []record, known Known) *Listing {
	l := &Listing{known: known, Readings: make(map[string]Reading, len(records)), records: make(map[string]record, len(records))}
	for _, r := range records {
		l.records[r.Tenant.ID] = r
		l.add(r, known)
	}
	slices.SortFunc(l.Entries, ranked)
	fullest := func(a, b Entry) int { return fullestFirst(*a.Level, *b.Level) }
	slices.SortFunc(l.Near, fullest)
	slices.SortFunc(l.Full, fullest)
	return l
}

// add adds a tenant's lines.
func (l *Listing) add(r record, known Known) {
	reading := r.reading(known)
	l.Readings[r.Tenant.ID], l.Groups = reading, l.Groups.Plus(reading.Groups)
	base := Entry{Tenant: apiclient.Tenant(r.Tenant), At: r.At, SavedAt: r.SavedAt, Standing: r.standing(), Why: r.why()}
	if reading.NoStates {
		l.NoStates++
	}
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
		if !f.SeenAt.IsZero() {
			e.At = f.SeenAt
		}
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
	for _, level := range r.near {
		e := base
		e.ID, e.Level = "level "+strings.Join(level.Path, "\x00"), &level
		if level.Ratio() < 1 {
			l.Near = append(l.Near, e)
		} else {
			l.Full = append(l.Full, e)
		}
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
