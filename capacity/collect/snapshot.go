package collect

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
)

// Snapshot is what a collection has read so far. It never changes once it was
// sent, and shares what did not change with the ones before it: do not write to
// its maps and slices. The zero value is a snapshot of nothing.
type Snapshot struct {
	Breakdown capacity.Breakdown
	// TrunkGroups holds the details as read: group id -> name -> detail.
	TrunkGroups map[string]map[string]apiclient.TrunkGroup
	// Failures are the requests that failed, in the order of the tree.
	Failures []Failure
	Source   Source
	Requests Progress
	Done     bool      // nothing more will come but states (Options.States); Requests says whether everything was asked
	Oldest   time.Time // when the oldest of its figures arrived; zero while there is none
	At       time.Time // when the newest did; where every request failed, the newest answer
}

// Source says what was taken from where. The zero value is: everything from a request of
// its own.
type Source struct {
	Report      bool  // the limits of the tenant and of its groups, as far as it tells them, are those of a capacity report
	TrunkGroups int   // so many trunk groups have their limits from that report
	WholeList   bool  // which trunk groups there are was told by one list for all groups
	Unused      error // why a report that the server was asked for was not used, or with Report its trunk groups were not; nil where they were, or there is none
}

func (s Source) unusedText() string {
	if s.Unused == nil {
		return ""
	}
	if problem, ok := errors.AsType[*apiclient.Error](s.Unused); ok {
		return apiclient.Explain(problem)
	}
	return s.Unused.Error()
}

// Progress counts requests. Known grows as answers tell of more to ask.
type Progress struct{ Done, Known int }

// Failure is a request that failed, with the place that it leaves unread.
type Failure struct {
	Path []string // tenant id, group id, trunk group name: as deep as the place
	What string   // "tenant capacity", "groups", "group capacity", "trunk groups", "trunk group" or "licences of group"
	Err  error    // usually an *apiclient.Error
}

// NoTrunking reports whether the tenant and every group of it answered that
// trunking is not assigned: there is no trunking here, or the client asks under a
// prefix that is not the API's. It is false as long as an answer is missing.
func (s Snapshot) NoTrunking() bool {
	t := s.Breakdown.Tenant
	return t.Assignment == capacity.NotAssigned && t.GroupsListed &&
		!slices.ContainsFunc(t.Groups, func(g capacity.Group) bool { return g.Assignment != capacity.NotAssigned })
}

// SourceWords are a Source in words.
type SourceWords struct {
	Limits, TrunkGroups, States string // of the tenant and its groups; of the trunk groups; whether those are down
	Unused                      string // of Source; empty where that is nil
	Line                        string // what a person has to know of it; empty where everything is from a request of its own and nothing else was tried
}

// SourceWords says in words what was taken from where.
func (s Snapshot) SourceWords() SourceWords {
	all := 0
	for _, g := range s.Breakdown.Groups {
		all += len(g.Group.TrunkGroups)
	}
	words := SourceWords{
		Limits: from(s.Source.Report, true), TrunkGroups: from(s.Source.TrunkGroups > 0, s.Source.TrunkGroups == all),
		States: from(false, true), Unused: s.Source.unusedText(),
	}
	unread := s.Breakdown.StatesUnread
	if unread > 0 {
		words.States = "not read"
	}
	switch {
	case s.Source.Unused != nil && s.Source.Report:
		words.Line = "Trunk groups of the capacity report are not used: " + words.Unused
	case s.Source.Unused != nil:
		words.Line = "The capacity report is not used, everything was asked for singly: " + words.Unused
	case s.Source.TrunkGroups > 0 && unread > 0:
		words.Line = "Limits: capacity report; trunk groups whose state was not read: " + strconv.Itoa(unread) + "."
	case s.Source.TrunkGroups > 0:
		words.Line = "Limits are from the capacity report."
	}
	return words
}

func from(isReported, isWhole bool) string {
	const report, single = "capacity report", "single requests"
	switch {
	case !isReported:
		return single
	case !isWhole:
		return report + " and " + single
	}
	return report
}
