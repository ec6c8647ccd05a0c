package simulator

import (
	"fmt"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/internal/routing"
)

// generator is the source of as many enterprises as asked for, each with as many
// groups, each with as many trunk groups. It holds none of them: each is computed
// from its numbers whenever it is asked for, so it comes out the same every time.
// All of them have trunking, so that requests can be counted in advance.
type generator struct {
	tenantCount, groupCount, trunkGroupCount int
}

func (g generator) tenants() []tenant {
	all := make([]tenant, 0, g.tenantCount)
	for n := range g.tenantCount {
		all = append(all, makeTenant(n+1))
	}
	return all
}

func (g generator) tenant(id string) (tenant, bool) {
	n, ok := number(id, "tenant-", g.tenantCount)
	if !ok {
		return tenant{}, false
	}
	return makeTenant(n), true
}

func (g generator) groups(tenantID string) []group {
	t, ok := number(tenantID, "tenant-", g.tenantCount)
	if !ok {
		return nil
	}
	all := make([]group, 0, g.groupCount)
	for n := range g.groupCount {
		all = append(all, g.makeGroup(t, n+1))
	}
	return all
}

func (g generator) group(tenantID, groupID string) (group, bool) {
	t, isTenant := number(tenantID, "tenant-", g.tenantCount)
	n, isGroup := number(groupID, "group-", g.groupCount)
	if !isTenant || !isGroup {
		return group{}, false
	}
	return g.makeGroup(t, n), true
}

func (g generator) trunking(tenantID string) *tenantTrunking {
	n, ok := number(tenantID, "tenant-", g.tenantCount)
	if !ok {
		return nil
	}
	calls, bursting := 0, 0
	for i := range g.groupCount {
		own, burst, _ := g.groupLimits(n, i+1)
		calls += own
		bursting += burst
	}
	// Most tenants keep something in hand, some hold just what they gave out, and
	// one in twelve gave out more.
	switch r := roll(n) % 12; {
	case r == 0:
		calls -= calls / 5
	case r > 2:
		calls += calls * int(r) / 20
	}
	return &tenantTrunking{MaxActiveCalls: limitOf(calls), BurstingMaxActiveCalls: limitOf(bursting)}
}

func makeTenant(n int) tenant {
	return tenant{
		ID:            padded("tenant-", n),
		Name:          padded("Enterprise ", n),
		Type:          enterprise,
		DefaultDomain: padded("tenant-", n) + ".example.net",
	}
}

func (g generator) makeGroup(t, n int) group {
	own, bursting, tenantMax := g.groupLimits(t, n)
	made := group{
		ID:        padded("group-", n),
		Name:      padded("Site ", n),
		UserLimit: 5 * (1 + int(roll(t, n, 2)%40)),
		Trunking: &groupTrunking{
			MaxActiveCalls:                  own,
			MaxAvailableActiveCalls:         limitOf(tenantMax),
			BurstingMaxActiveCalls:          limitOf(bursting),
			BurstingMaxAvailableActiveCalls: limitOf(max(bursting, 10)),
		},
	}
	for i := range g.trunkGroupCount {
		made.TrunkGroups = append(made.TrunkGroups, g.makeTrunkGroup(t, n, i+1))
	}
	g.seat(t, n, &made)
	return made
}

// groupLimits returns a group's own calls and bursting, and the most calls that
// its tenant permits it.
func (g generator) groupLimits(t, n int) (calls, bursting, available int) {
	for i := range g.trunkGroupCount {
		calls += trunkGroupCalls(t, n, i+1)
		bursting += trunkGroupBursting(t, n, i+1)
	}
	// Of sixteen groups one has given out more than it has, one just all of it.
	switch r := roll(t, n) % 16; {
	case r == 0:
		calls -= calls / 3
		bursting -= bursting / 2
	case r > 1:
		calls += 1 + calls*int(r)/32
	}
	calls = max(calls, 1)
	return calls, bursting, 2 * calls
}

func (g generator) makeTrunkGroup(t, n, i int) trunkGroup {
	calls := trunkGroupCalls(t, n, i)
	made := trunkGroup{
		Name:           padded("tg-", i),
		MaxActiveCalls: calls,
		DeviceName:     padded("sbc-", n),
		DeviceLevel:    "Group",
		TrunkingMode:   "normal",
	}
	if bursting := trunkGroupBursting(t, n, i); bursting > 0 {
		made.BurstingMaxActiveCalls = &bursting
	}
	// Every second tenant's system reports what is in use.
	if t%2 == 0 {
		in := int(roll(t, n, i, 3) % uint64(calls+1))
		made.ActiveIncomingCalls, made.ActiveOutgoingCalls = &in, new((calls-in)/2)
		made.State = "Available"
		if roll(t, n, i, 4)%97 == 0 {
			made.State = "Unavailable"
		}
	}
	return made
}

func trunkGroupCalls(t, n, i int) int { return 2 + int(roll(t, n, i)%15) }

// trunkGroupBursting is zero, bursting off, for two out of three.
func trunkGroupBursting(t, n, i int) int {
	if r := roll(t, n, i, 1); r%3 == 0 {
		return 1 + int(r/3%3)
	}
	return 0
}

func (g generator) trunks(of owner) []routing.Trunk {
	if _, ok := number(of.tenant, "tenant-", g.tenantCount); !ok || of.group != "" || g.groupCount == 0 || g.trunkGroupCount == 0 {
		return nil
	}
	ordered := routing.Trunk{
		Name: "et-0001", Mode: routing.Ordered, OrderingAlgorithm: "Overflow",
		MaxReroutes: new(5), ExhaustionAction: "None",
	}
	weighted := routing.Trunk{
		Name: "et-0002", Mode: routing.Weighted, MaxReroutes: new(5), MaxReroutesWithinPriority: new(2),
		ExhaustionAction: "Forward", ExhaustionDestination: "+3225550199",
	}
	for n := range min(g.groupCount, 4) {
		key := routing.Key{GroupID: padded("group-", n+1), Name: padded("tg-", 1)}
		ordered.Routes = append(ordered.Routes, routing.Route{TrunkGroup: key})
		weighted.Routes = append(weighted.Routes, routing.Route{TrunkGroup: key, Priority: 1 + n/2, Weight: 50})
	}
	return []routing.Trunk{ordered, weighted}
}

func padded(prefix string, n int) string { return fmt.Sprintf("%s%04d", prefix, n) }

// number is the reverse of padded for numbers from 1 to most.
func number(id, prefix string, most int) (int, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(id, prefix))
	if err != nil || n < 1 || n > most || padded(prefix, n) != id {
		return 0, false
	}
	return n, true
}

func limitOf(calls int) capacity.Limit { return capacity.Must(max(calls, 0)) }

// roll is the generator's die: always the same for the same numbers (splitmix64).
func roll(numbers ...int) uint64 {
	var state uint64
	for _, n := range numbers {
		state += uint64(n) + 0x9e3779b97f4a7c15
		state = (state ^ state>>30) * 0xbf58476d1ce4e5b9
		state = (state ^ state>>27) * 0x94d049bb133111eb
		state ^= state >> 31
	}
	return state
}

// seat gives a generated group its numbers.
func (g generator) seat(t, n int, made *group) {
	size := seatsOfTrunkGroup*g.trunkGroupCount + hostedSeats + spareSeats
	next := seats{tenant: t, group: n, first: ((t-1)*g.groupCount + n - 1) * size, extension: 1000}
	take := func(count int) seats {
		taken := next
		taken.count = count
		next.first += count
		next.extension += count
		return taken
	}
	for i := range made.TrunkGroups {
		made.TrunkGroups[i].seats = take(seatsOfTrunkGroup)
	}
	made.hosted, made.spare = take(hostedSeats), take(spareSeats)
	made.hosted.device = padded("phone-", n)
}

// home is the group that a number belongs to.
func (g generator) home(number string) (owner, bool) {
	for of, c := range countries() {
		digits, isHere := strings.CutPrefix(number, undashed(c.code))
		value, err := strconv.Atoi(digits)
		size := seatsOfTrunkGroup*g.trunkGroupCount + hostedSeats + spareSeats
		if !isHere || err != nil || value < c.least || g.groupCount == 0 || strconv.Itoa(value) != digits {
			continue
		}
		group := (value - c.least) / size
		tenant := group/g.groupCount + 1
		if tenant <= g.tenantCount && tenant%3 == of {
			return owner{padded("tenant-", tenant), padded("group-", group%g.groupCount+1)}, true
		}
	}
	return owner{}, false
}
