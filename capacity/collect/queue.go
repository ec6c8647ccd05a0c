package collect

import (
	"slices"
	"time"

	"banyan/apiclient"
)

// patience is how long an answer to a visible group's capacity is awaited before
// hidden groups' requests start nevertheless.
const patience = 2 * time.Second

// kind is a request of the tree. Those for what belongs to a group are in the order of asking.
type kind int

const (
	tenantCapacity kind = iota
	groupList
	groupCapacity
	trunkGroupList
	trunkGroupDetail
	groupLicence   // in place of the three above, with Options.Licences
	capacityReport // in place of the first three, where there is one
	enterpriseList // in place of every trunkGroupList, where there is one
)

// String names the request as a Failure does.
func (k kind) String() string {
	return [...]string{"tenant capacity", "groups", "group capacity", "trunk groups", "trunk group", "licences of group", "capacity report", "trunk groups of all groups"}[k]
}

// task is one request: its kind and, below the tenant, the positions of its group
// and trunk group in the server's order.
type task struct {
	kind              kind
	group, trunkGroup int
}

// queue holds what is still to be asked for. What comes next is decided when a
// request may start, never earlier: nothing taken has to be given back when other
// groups become visible. The zero value has nothing to ask for.
type queue struct {
	tenant    []task // asked for before everything else
	groups    []work
	positions map[string]int // of ids in groups
	preferred []string       // ids of the latest prefer
	visible   []int          // positions of the preferred groups, the most wanted first
	waiting   bool           // no group's request may start before the first prefer
	licences  bool           // nothing else is asked of a group
	limits    bool           // likewise its own limits

	left [capacityReport][]int // by kind, positions of the groups of which such a request may be left

	whole      whole
	wholeAt    int    // position of the group that the whole list is asked of
	wholeOf    string // the id of that where it is known before; empty where it is not
	unanswered int    // groups whose capacity was not answered
	unseen     int    // states that nobody has looked at
	known      int    // requests made known
}

// whole is how far one list for all groups is.
type whole int

const (
	noWhole      whole = iota // every group has a list of its own
	wholeAwaited              // until a group is known that has trunking
	wholeReady
	wholeAsked
)

// work is what remains to be asked for of one group.
type work struct {
	capacityTaken, listTaken bool
	capacityAnswered         bool
	licence                  bool // is to be asked for
	capacityTakenAt          time.Time
	details                  []int // positions of the trunk groups whose details are to be asked for
	states                   []int // likewise, where only the state is not known yet
}

// askTenant makes requests of the tenant itself known.
func (q *queue) askTenant(kinds ...kind) {
	for _, k := range kinds {
		q.tenant = append(q.tenant, task{kind: k})
	}
	q.known += len(kinds)
}

// setGroups makes the requests of the groups known.
func (q *queue) setGroups(groups []apiclient.Group) {
	q.groups = make([]work, len(groups))
	q.positions = make(map[string]int, len(groups))
	all := make([]int, len(groups))
	for i, g := range groups {
		q.positions[g.ID], all[i] = i, i
	}
	defer q.see()
	if q.licences {
		for i := range q.groups {
			q.groups[i] = work{capacityTaken: true, listTaken: true, capacityAnswered: true, licence: true}
		}
		q.left[groupLicence] = all
		q.known += len(groups)
		return
	}
	q.left[groupCapacity], q.left[trunkGroupList] = all, all
	q.unanswered = len(groups)
	q.known += 2 * len(groups)
	if q.limits {
		for i := range q.groups {
			q.settleList(i)
		}
	}
}

// settleCapacity takes the capacity of a group, which needs no request, for answered.
func (q *queue) settleCapacity(group int) {
	q.groups[group].capacityTaken = true
	q.known--
	q.answered(group, false)
}

// answered tells that the capacity of a group was answered, and whether it has trunking.
func (q *queue) answered(group int, hasTrunking bool) {
	q.groups[group].capacityAnswered = true
	q.unanswered--
	switch {
	case q.whole != wholeAwaited:
	case hasTrunking:
		q.whole, q.wholeAt = wholeReady, group
		if at, known := q.positions[q.wholeOf]; known {
			q.wholeAt = at
		}
	case q.unanswered == 0:
		q.whole = noWhole
	}
}

// settleList takes the list of a group, which needs no request, for answered.
func (q *queue) settleList(group int) {
	if !q.groups[group].listTaken {
		q.groups[group].listTaken = true
		q.known--
	}
}

// settleLicence takes the licence of a group, which needs no request, for answered.
func (q *queue) settleLicence(group int) {
	q.groups[group].licence = false
	q.known--
}

// askList makes the list of a group known again, after it was taken or settled.
func (q *queue) askList(group int) {
	q.groups[group].listTaken = false
	q.left[trunkGroupList] = append(q.left[trunkGroupList], group)
	q.known++
}

// setTrunkGroups makes the details of a group known: those that have to be asked for, and
// those that tell no more than a state, which are once somebody looks at the group.
func (q *queue) setTrunkGroups(group int, details, states []int) {
	q.groups[group].states = states
	q.unseen += len(states)
	q.addDetails(group, details)
	if slices.Contains(q.visible, group) {
		q.look(group)
	}
}

// look makes the details known that tell the states of a visible group.
func (q *queue) look(group int) {
	states := q.groups[group].states
	q.groups[group].states = nil
	q.unseen -= len(states)
	q.addDetails(group, states)
}

func (q *queue) addDetails(group int, details []int) {
	if len(details) == 0 {
		return
	}
	q.groups[group].details = append(q.groups[group].details, details...)
	q.left[trunkGroupDetail] = append(q.left[trunkGroupDetail], group)
	q.known += len(details)
}

// prefer replaces the visible groups.
func (q *queue) prefer(ids []string) {
	q.preferred, q.waiting = ids, false
	q.see()
}

// first has those details of a group that are wanted asked for before its others.
func (q *queue) first(group int, isWanted func(trunkGroup int) bool) {
	details := q.groups[group].details
	wanted := slices.DeleteFunc(slices.Clone(details), func(i int) bool { return !isWanted(i) })
	q.groups[group].details = slices.Concat(wanted, slices.DeleteFunc(details, isWanted))
}

// see finds the preferred ids among the groups, once both are known.
func (q *queue) see() {
	q.visible = q.visible[:0]
	for _, id := range q.preferred {
		if i, ok := q.positions[id]; ok {
			q.visible = append(q.visible, i)
		}
	}
	for _, i := range q.visible {
		q.look(i)
	}
}

// next takes the request to start now. Without one it returns when to look again,
// if that is to happen before the next answer or prefer.
func (q *queue) next(now time.Time) (t task, ok bool, again time.Time) {
	if len(q.tenant) > 0 {
		t, q.tenant = q.tenant[0], q.tenant[1:]
		return t, true, time.Time{}
	}
	if q.waiting {
		return task{}, false, time.Time{}
	}
	for k := groupCapacity; k <= groupLicence; k++ {
		if k == trunkGroupList && q.whole != noWhole {
			if len(q.visible) > 0 {
				if t, ok := q.takeWhole(); ok {
					return t, true, time.Time{}
				}
			}
			continue
		}
		for _, i := range q.visible {
			if t, ok := q.take(k, i, now); ok {
				return t, true, time.Time{}
			}
		}
	}
	if until := q.heldUntil(); now.Before(until) {
		return task{}, false, until
	}
	for k := groupCapacity; k <= groupLicence; k++ { // of all groups: of the visible ones nothing is left
		if k == trunkGroupList && q.whole != noWhole {
			if t, ok := q.takeWhole(); ok {
				return t, true, time.Time{}
			}
			continue
		}
		for ; len(q.left[k]) > 0; q.left[k] = q.left[k][1:] {
			if t, ok := q.take(k, q.left[k][0], now); ok {
				return t, true, time.Time{}
			}
		}
	}
	return task{}, false, time.Time{}
}

// heldUntil returns until when the hidden groups wait for the visible groups'
// capacities, all of which were taken; zero when they do not.
func (q *queue) heldUntil() time.Time {
	var until time.Time
	for _, i := range q.visible {
		g := &q.groups[i]
		if patient := g.capacityTakenAt.Add(patience); !g.capacityAnswered && patient.After(until) {
			until = patient
		}
	}
	return until
}

// takeWhole takes the one list for all groups, if it can be asked for now, in place of the list
// of the group that it is asked of.
func (q *queue) takeWhole() (t task, ok bool) {
	if q.whole != wholeReady {
		return task{}, false
	}
	q.whole = wholeAsked
	q.groups[q.wholeAt].listTaken = true
	return task{kind: enterpriseList, group: q.wholeAt}, true
}

// take takes a request of that kind of a group, if one is left.
func (q *queue) take(k kind, group int, now time.Time) (t task, ok bool) {
	g := &q.groups[group]
	t = task{kind: k, group: group}
	switch {
	case k == groupCapacity && !g.capacityTaken:
		g.capacityTaken, g.capacityTakenAt = true, now
	case k == trunkGroupList && !g.listTaken:
		g.listTaken = true
	case k == trunkGroupDetail && len(g.details) > 0:
		t.trunkGroup, g.details = g.details[0], g.details[1:]
	case k == groupLicence && g.licence:
		g.licence = false
	default:
		return task{}, false
	}
	return t, true
}
