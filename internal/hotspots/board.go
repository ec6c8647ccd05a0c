package hotspots

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
)

// Board is what a scanner knows at one moment. It never changes: share it, never write
// to it.
type Board struct {
	Loaded  bool     // what is on disk was read
	Listing *Listing // the same pointer as long as its content is the same
	Scan    Scan
	Damage  []Damage // files of the state directory that cannot be used
	Unkept  error    // why what is read is not on disk
}

// Listing is everything that was found, ranked, and how far it can be relied upon.
type Listing struct {
	// Entries are the findings that count, worst first, then the tenants that are not
	// wholly read, then the findings that are known.
	Entries []Entry

	Blocked, Over, Notice int // findings that count
	Known                 int // findings that are marked
	Whole, Partly, Unread int // tenants

	Oldest time.Time // when the oldest of the figures was read; zero while there is none
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

// Phase says what a scan is doing.
type Phase int

// The phases of a scan.
const (
	Never     Phase = iota // there was none, or nothing of it is kept
	CutOff                 // it ended before it was through, and can go on
	Elsewhere              // another process scans the platform: Load tells what it has read
	Ended                  // it is through
	Starting               // it reads which tenants there are
	Running
	Paused
)

// Scan is how far the latest scan is.
type Scan struct {
	Phase     Phase
	Why       string // why it paused or ended by itself, in words
	StartedAt time.Time
	EndedAt   time.Time
	Done, Of  int      // tenants
	Requests  int      // answered since the session began or resumed it
	Tenant    string   // being read
	Rate      float64  // requests that may leave a second now
	Slowed    bool     // the server asked for fewer than usual
	Reports   bool     // the API tells the limits of a tenant and of all its groups with one request
	Left      Estimate // what is left of it
	All       Estimate // what reading every tenant takes
}

// Estimate is how much there is to read, as far as earlier readings tell.
type Estimate struct {
	Tenants  int
	Requests int           // where a tenant was never read, as many as the others took on average
	Known    bool          // Requests and Time say something
	Time     time.Duration // at the present speed
}

// Board returns what is known now.
func (s *Scanner) Board() *Board {
	s.mu.Lock()
	edition, listing, known := s.edition, s.listing, s.known
	var readings []Reading
	if listing == nil || listing != nil && s.listedAt != edition {
		readings = make([]Reading, 0, len(s.readings))
		for _, r := range s.readings {
			readings = append(readings, r)
		}
		listing = nil
	}
	s.mu.Unlock()
	if listing == nil {
		listing = newListing(readings, known)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listing == nil || s.listedAt < edition {
		s.listing, s.listedAt = listing, edition
	}
	return &Board{Loaded: s.loaded, Listing: s.listing, Scan: s.progress(), Damage: s.damage, Unkept: s.unkept}
}

func newListing(readings []Reading, known Known) *Listing {
	l := &Listing{}
	for _, r := range readings {
		l.add(r, known)
	}
	slices.SortFunc(l.Entries, ranked)
	return l
}

// add adds a tenant's lines.
func (l *Listing) add(r Reading, known Known) {
	base := Entry{Tenant: r.Tenant, At: r.At, Standing: r.Standing(), Why: r.Why()}
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
		l.count(e)
		l.Entries = append(l.Entries, e)
	}
}

func (l *Listing) count(e Entry) {
	switch {
	case e.Known:
		l.Known++
	case e.Finding.Severity == capacity.Blocked:
		l.Blocked++
	case e.Finding.Severity == capacity.Over:
		l.Over++
	default:
		l.Notice++
	}
}

// ranked orders the lines of a listing.
func ranked(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.shelf(), b.shelf()),
		worstFirst(a.Finding, b.Finding),
		cmp.Compare(b.Standing, a.Standing),
		slices.CompareFunc(a.Path(), b.Path(), strings.Compare),
		strings.Compare(a.ID, b.ID),
	)
}

// shelf is what counts, then what is not known, then what is known.
func (e Entry) shelf() int {
	switch {
	case e.Known:
		return 2
	case !e.IsFinding():
		return 1
	}
	return 0
}
