package collect

import "time"

// patience is how long an answer to a visible group's capacity is awaited before
// hidden groups' requests start nevertheless.
const patience = 2 * time.Second

// kind is a request of the tree.
type kind int

const (
	tenantCapacity kind = iota
	groupList
	groupCapacity
	trunkGroupList
	trunkGroupDetail
	capacityReport // in place of the first three, where there is one
)

// String names the request as a Failure does.
func (k kind) String() string {
	return [...]string{"tenant capacity", "groups", "group capacity", "trunk groups", "trunk group", "capacity report"}[k]
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

	// Positions before which all groups' capacities and lists were taken, and the
	// groups with details to take.
	capacities, lists int
	details           []int
}

// work is what remains to be asked for of one group.
type work struct {
	capacityTaken, listTaken bool
	capacityAnswered         bool
	capacityTakenAt          time.Time
	trunkGroups, taken       int // details known of, and taken
}

// setGroups makes the requests of the groups known.
func (q *queue) setGroups(ids []string) {
	q.groups = make([]work, len(ids))
	q.positions = make(map[string]int, len(ids))
	for i, id := range ids {
		q.positions[id] = i
	}
	q.see()
}

// settleCapacity takes the capacity of a group, which needs no request, for answered.
func (q *queue) settleCapacity(group int) {
	q.groups[group].capacityTaken, q.groups[group].capacityAnswered = true, true
}

// setTrunkGroups makes the details of a group known.
func (q *queue) setTrunkGroups(group, n int) {
	q.groups[group].trunkGroups = n
	q.details = append(q.details, group)
}

// prefer replaces the visible groups.
func (q *queue) prefer(ids []string) {
	q.preferred, q.waiting = ids, false
	q.see()
}

// see finds the preferred ids among the groups, once both are known.
func (q *queue) see() {
	q.visible = q.visible[:0]
	for _, id := range q.preferred {
		if i, ok := q.positions[id]; ok {
			q.visible = append(q.visible, i)
		}
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
	if t, ok := q.nextVisible(now); ok {
		return t, true, time.Time{}
	}
	if until := q.heldUntil(); now.Before(until) {
		return task{}, false, until
	}
	t, ok = q.nextHidden(now)
	return t, ok, time.Time{}
}

func (q *queue) nextVisible(now time.Time) (task, bool) {
	for _, i := range q.visible {
		if !q.groups[i].capacityTaken {
			return q.takeCapacity(i, now), true
		}
	}
	for _, i := range q.visible {
		if !q.groups[i].listTaken {
			return q.takeList(i), true
		}
	}
	for _, i := range q.visible {
		if q.groups[i].taken < q.groups[i].trunkGroups {
			return q.takeDetail(i), true
		}
	}
	return task{}, false
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

// nextHidden takes from all groups: of the visible ones nothing is left.
func (q *queue) nextHidden(now time.Time) (task, bool) {
	for ; q.capacities < len(q.groups); q.capacities++ {
		if !q.groups[q.capacities].capacityTaken {
			return q.takeCapacity(q.capacities, now), true
		}
	}
	for ; q.lists < len(q.groups); q.lists++ {
		if !q.groups[q.lists].listTaken {
			return q.takeList(q.lists), true
		}
	}
	for ; len(q.details) > 0; q.details = q.details[1:] {
		if i := q.details[0]; q.groups[i].taken < q.groups[i].trunkGroups {
			return q.takeDetail(i), true
		}
	}
	return task{}, false
}

func (q *queue) takeCapacity(group int, now time.Time) task {
	q.groups[group].capacityTaken, q.groups[group].capacityTakenAt = true, now
	return task{kind: groupCapacity, group: group}
}

func (q *queue) takeList(group int) task {
	q.groups[group].listTaken = true
	return task{kind: trunkGroupList, group: group}
}

func (q *queue) takeDetail(group int) task {
	g := &q.groups[group]
	g.taken++
	return task{kind: trunkGroupDetail, group: group, trunkGroup: g.taken - 1}
}
