package hotspots

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

const (
	version  = 1  // of every file
	mostGaps = 20 // of one tenant are kept; the others are counted
)

// header is what every file begins with.
type header struct {
	Version int    `json:"version"`
	Host    string `json:"host"`
	Account string `json:"account,omitempty"`
}

// check refuses a file of another version, another host or another account.
func (h header) check(want header) error {
	switch {
	case h.Version != version:
		return fmt.Errorf("is of version %d, not %d", h.Version, version)
	case h.Host != want.Host:
		return errors.New("is of another host")
	case h.Account != want.Account:
		return errors.New("is of another account")
	}
	return nil
}

// tenantRecord is an apiclient.Tenant as it is written.
type tenantRecord struct {
	ID         string               `json:"id"`
	Name       string               `json:"name,omitempty"`
	Type       apiclient.TenantType `json:"type,omitempty"`
	ResellerID string               `json:"resellerId,omitempty"`
}

// record is what the latest scan knows of a tenant. It never changes once it was made:
// share it, never write to it. The zero value is a tenant of which nothing was asked.
type record struct {
	header
	Tenant   tenantRecord `json:"tenant"`
	At       time.Time    `json:"readAt,omitzero"`  // when the oldest of its figures was read; zero while there is none
	TriedAt  time.Time    `json:"triedAt,omitzero"` // when the latest answer came, whatever it was
	ScanID   string       `json:"scan"`             // of the scan that read it
	Again    bool         `json:"again,omitempty"`  // that scan is to read it once more, for it could not
	Requests int          `json:"requests"`         // how many requests it took
	Findings []Finding    `json:"findings"`         // worst first
	Levels   *levels      `json:"levels,omitempty"` // none in files of earlier versions

	Gaps     []gap  `json:"gaps,omitempty"`     // what could not be read, the first of it
	GapCount int    `json:"gapCount,omitempty"` // how much could not
	Short    bool   `json:"short,omitempty"`    // the server did not report every figure
	Failed   string `json:"failed,omitempty"`   // why the latest try read nothing at all, in words; the figures are those of At

	SavedAt time.Time `json:"savedAt,omitzero"` // of the save that the figures are from before; zero where there was none since
	begun   int       // how many saves there had been when it was begun to be read

	near  []Level // worked out of Levels
	whole Reading // likewise; not Known without
}

// newRecord makes a record of what was read of a tenant, begun when there had been so many saves.
// Where that is nothing, the findings of the former record stay, with their time.
func newRecord(read collect.Result, former record, begun int) record {
	s := read.Snapshot
	r := record{Tenant: tenantRecord(read.Tenant), At: s.Oldest, TriedAt: s.At, Requests: s.Requests.Done, begun: begun}
	if s.Oldest.IsZero() {
		former.Tenant, former.TriedAt = r.Tenant, s.At
		former.Failed = "nothing was read"
		if read.Err != nil {
			former.Failed = apiclient.Explain(read.Err)
		} else if len(s.Failures) > 0 {
			former.Failed = apiclient.Explain(s.Failures[0].Err)
		}
		return former
	}
	r.Findings = findingsAfter(former, s)
	tenant := levels(s.Breakdown.Tenant)
	r.Levels, r.near, r.whole = &tenant, nearLevels(s.Breakdown), ReadingOf(s.Breakdown, r.At)
	r.GapCount = len(s.Failures)
	for _, f := range s.Failures[:min(len(s.Failures), mostGaps)] {
		r.Gaps = append(r.Gaps, gap{Path: slices.Clone(f.Path), What: f.What, Text: apiclient.Explain(f.Err)})
	}
	r.Short = r.GapCount == 0 && !s.Breakdown.Complete
	return r
}

// findingsAfter returns the findings of what was read of a tenant. A trunk group that was down
// before stays among them, with when that was seen, unless what was read says that it is up or gone.
// What was found before keeps when that was first.
func findingsAfter(former record, s collect.Snapshot) []Finding {
	found := Findings(s.Breakdown)
	first := make(map[string]time.Time, len(former.Findings))
	for _, f := range former.Findings {
		first[f.Key()] = f.FirstAt
		if f.FirstAt.IsZero() { // a record of before that was told
			first[f.Key()] = former.At
		}
	}
	for i := range found {
		found[i].FirstAt = s.Oldest
		if at, was := first[found[i].Key()]; was && !at.IsZero() {
			found[i].FirstAt = at
		}
	}
	for _, f := range former.Findings {
		if !f.Code.IsDown() || len(f.Path) != 3 || !isStateOpen(s, f.Path[1], f.Path[2]) {
			continue
		}
		if f.SeenAt.IsZero() {
			f.SeenAt, f.Text = former.At, f.Text+"; not read since"
		}
		found = append(found, f)
	}
	slices.SortStableFunc(found, worstFirst)
	return found
}

// isStateOpen reports whether nothing that was read says if a trunk group is down, or gone.
func isStateOpen(s collect.Snapshot, groupID, name string) bool {
	tenant := s.Breakdown.Tenant
	at := slices.IndexFunc(tenant.Groups, func(g capacity.Group) bool { return g.ID == groupID })
	if at < 0 {
		return !tenant.GroupsListed
	}
	g := tenant.Groups[at]
	if at = slices.IndexFunc(g.TrunkGroups, func(t capacity.TrunkGroup) bool { return t.Name == name }); at < 0 {
		return !g.TrunkGroupsListed
	}
	detail, isRead := s.TrunkGroups[groupID][name]
	if isRead {
		return detail.State == "" // not every platform tells it
	}
	return g.TrunkGroups[at].StateUnread || !g.TrunkGroups[at].MaxActiveCalls.IsRead()
}

// breakdown returns the capacity of the tenant as it was read, and false where only the
// findings are known.
func (r record) breakdown() (capacity.Breakdown, bool) {
	if r.Levels == nil {
		return capacity.Breakdown{}, false
	}
	tenant := capacity.Tenant(*r.Levels)
	tenant.ID, tenant.Name = r.Tenant.ID, r.Tenant.Name
	return capacity.Analyze(tenant), true
}

// revived returns a record that was read from a file, with what is worked out of it.
func (r record) revived() record {
	if b, known := r.breakdown(); known {
		r.near, r.whole = nearLevels(b), ReadingOf(b, r.At)
	}
	return r
}

// standing returns how much of the tenant is known.
func (r record) standing() Standing {
	switch {
	case r.Failed != "" || r.At.IsZero():
		return Unread
	case r.GapCount > 0 || r.Short:
		return Partly
	}
	return Whole
}

// why says in words why the tenant is not wholly read, and nothing where it is.
func (r record) why() string {
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

// reading returns what a record tells of its tenant, without the findings that are known.
func (r record) reading(known Known) Reading {
	shown := r.whole
	shown.At, shown.SavedAt, shown.Standing, shown.Why, shown.Findings = r.At, r.SavedAt, r.standing(), r.why(), r.Findings
	isKnown := func(f Finding) bool {
		_, marked := known.Of(f)
		return marked
	}
	if slices.ContainsFunc(r.Findings, isKnown) {
		shown.Findings = slices.DeleteFunc(slices.Clone(r.Findings), isKnown)
	}
	return shown
}

// Standing says how much of a tenant is known.
type Standing int

// The standings of a tenant.
const (
	Whole  Standing = iota // every figure was read
	Partly                 // some figures were not: there may be more findings than are known
	Unread                 // nothing was read in the latest try
)

// gap is one request that failed, with the place that it leaves unread.
type gap struct {
	Path []string `json:"path"`
	What string   `json:"what"` // "group capacity"
	Text string   `json:"text"` // why, in words
}

// text names a gap, and how many more there are.
func (g gap) text(more int) string {
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
