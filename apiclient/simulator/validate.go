package simulator

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"banyan/internal/routing"
)

// The backend's ranges (OCI): identifiers and names of trunks have 1 to 30
// characters, names of tenants and groups up to 80.
const (
	longestName                 = 30
	longestLabel                = 80
	mostReroutes                = 10
	leastPriority, mostPriority = 1, 10
	leastWeight, mostWeight     = 1, 65536
)

func checkName(what, name string) error {
	if n := utf8.RuneCountInString(name); n < 1 || n > longestName {
		return fmt.Errorf("%s %q has %d characters, not 1 to %d", what, name, n, longestName)
	}
	return nil
}

func checkLabel(what, label string) error {
	if n := utf8.RuneCountInString(label); n > longestLabel {
		return fmt.Errorf("%s has %d characters, more than %d", what, n, longestLabel)
	}
	return nil
}

func checkCount(what string, n *int, least int) error {
	if n != nil && *n < least {
		return fmt.Errorf("%s is %d, less than %d", what, *n, least)
	}
	return nil
}

// check says what is wrong with a group; seen holds the IDs that are taken.
func (f groupFile) check(seen map[string]bool) error {
	problems := []error{
		checkName("groupId", f.ID),
		checkLabel("groupName", f.Name),
		checkCount("userLimit", &f.UserLimit, 0),
	}
	if seen[f.ID] {
		problems = append(problems, errors.New("is there twice"))
	}
	seen[f.ID] = true
	if f.Trunking != nil {
		if f.Trunking.MaxActiveCalls == nil {
			problems = append(problems, errors.New("trunking has no maxActiveCalls"))
		}
		problems = append(problems, checkCount("maxActiveCalls", f.Trunking.MaxActiveCalls, 0))
	}
	names := map[string]bool{}
	for _, t := range f.TrunkGroups {
		if err := t.check(names); err != nil {
			problems = append(problems, fmt.Errorf("trunk group %q: %w", t.Name, err))
		}
	}
	return errors.Join(problems...)
}

func (t trunkGroup) check(seen map[string]bool) error {
	problems := []error{
		checkName("name", t.Name),
		checkCount("maxActiveCalls", &t.MaxActiveCalls, 1),
		checkCount("maxIncomingCalls", t.MaxIncomingCalls, 0),
		checkCount("maxOutgoingCalls", t.MaxOutgoingCalls, 0),
		checkCount("burstingMaxActiveCalls", t.BurstingMaxActiveCalls, 0),
		checkCount("burstingMaxIncomingCalls", t.BurstingMaxIncomingCalls, 0),
		checkCount("burstingMaxOutgoingCalls", t.BurstingMaxOutgoingCalls, 0),
		checkCount("totalActiveIncomingCalls", t.ActiveIncomingCalls, 0),
		checkCount("totalActiveOutgoingCalls", t.ActiveOutgoingCalls, 0),
	}
	for what, d := range map[string]*diversion{
		"callForwardingAlways":   t.CallForwardingAlways,
		"unreachableDestination": t.UnreachableDestination,
		"capacityExceeded":       t.CapacityExceeded,
	} {
		if d != nil && (d.ForwardTo == "") == (d.RerouteTo == nil) {
			problems = append(problems, fmt.Errorf("%s needs one of forwardTo and rerouteTo", what))
		}
	}
	if seen[t.Name] {
		problems = append(problems, errors.New("is there twice"))
	}
	seen[t.Name] = true
	return errors.Join(problems...)
}

// checkOwner says why there can be no enterprise trunks: enterprises have them
// themselves, service providers at their groups (Odin 4).
func (w *world) checkOwner(of owner) error {
	t, ok := w.tenant(of.tenant)
	if !ok {
		return fmt.Errorf("no tenant %q", of.tenant)
	}
	if of.group == "" {
		if t.Type != enterprise {
			return fmt.Errorf("only an Enterprise has enterprise trunks, and not tenant %q", of.tenant)
		}
		return nil
	}
	if t.Type == enterprise {
		return fmt.Errorf("only a ServiceProvider has enterprise trunks at its groups, and not tenant %q", of.tenant)
	}
	if _, ok := w.group(of.tenant, of.group); !ok {
		return fmt.Errorf("no group %q of tenant %q", of.group, of.tenant)
	}
	return nil
}

// spelling is what a dialect calls the fields that checkTrunk complains about.
type spelling struct{ name, destination, maxActiveCalls string }

func (w *world) spelling() spelling { return spelling{"name", w.destination(), "maxActiveCalls"} }

// checkTrunk says what is wrong with an enterprise trunk of that owner.
func (w *world) checkTrunk(of owner, call spelling, t routing.Trunk) error {
	problems := []error{
		checkName(call.name, t.Name),
		checkReroutes("maximumRerouteAttempts", t.MaxReroutes),
		checkExhaustion(t, call.destination),
		checkCount(call.maxActiveCalls, t.MaxActiveCalls, 1),
		checkCount("capacityExceededTrapInitialCalls", t.TrapInitialCalls, 0),
		checkCount("capacityExceededTrapOffsetCalls", t.TrapOffsetCalls, 0),
	}
	switch t.Mode {
	case routing.Ordered:
		problems = append(problems, checkAlgorithm(t.OrderingAlgorithm))
	case routing.Weighted:
		problems = append(problems, checkReroutes("maximumRerouteAttemptsWithinPriority", t.MaxReroutesWithinPriority))
	default:
		problems = append(problems, fmt.Errorf("routingMode %q is neither ordered nor weighted", t.Mode))
	}
	seen := map[routing.Key]bool{}
	for _, r := range t.Routes {
		if err := w.checkRoute(of, t.Mode, r); err != nil {
			problems = append(problems, err)
		}
		if seen[r.TrunkGroup] {
			problems = append(problems, fmt.Errorf("route to %q of group %q is there twice", r.TrunkGroup.Name, r.TrunkGroup.GroupID))
		}
		seen[r.TrunkGroup] = true
	}
	return errors.Join(problems...)
}

func (w *world) checkRoute(of owner, mode routing.Mode, r routing.Route) error {
	where := fmt.Sprintf("route to %q of group %q", r.TrunkGroup.Name, r.TrunkGroup.GroupID)
	if _, ok := w.trunkGroup(of.tenant, r.TrunkGroup); !ok {
		return fmt.Errorf("%s: no such trunk group", where)
	}
	if of.group != "" && of.group != r.TrunkGroup.GroupID {
		return fmt.Errorf("%s: the enterprise trunk is of group %q", where, of.group)
	}
	if mode == routing.Ordered {
		if r.Priority != 0 || r.Weight != 0 {
			return fmt.Errorf("%s: ordered routing has no priority and weight", where)
		}
		return nil
	}
	if r.Priority < leastPriority || r.Priority > mostPriority {
		return fmt.Errorf("%s: priority %d is not %d to %d", where, r.Priority, leastPriority, mostPriority)
	}
	if r.Weight < leastWeight || r.Weight > mostWeight {
		return fmt.Errorf("%s: weight %d is not %d to %d", where, r.Weight, leastWeight, mostWeight)
	}
	return nil
}

func checkReroutes(what string, n *int) error {
	if n == nil {
		return fmt.Errorf("%s is missing", what)
	}
	if *n < 1 || *n > mostReroutes {
		return fmt.Errorf("%s %d is not 1 to %d", what, *n, mostReroutes)
	}
	return nil
}

func checkExhaustion(t routing.Trunk, field string) error {
	switch t.ExhaustionAction {
	case "None":
		return nil
	case "Forward":
		if t.ExhaustionDestination == "" {
			return fmt.Errorf("routeExhaustionAction Forward needs a %s", field)
		}
		return checkDestination(field, t.ExhaustionDestination)
	}
	return fmt.Errorf("routeExhaustionAction %q is neither None nor Forward", t.ExhaustionAction)
}

func checkAlgorithm(name string) error {
	switch name {
	case "", "Ordered Load Balancing", "Overflow", "Most Idle", "Least Idle":
		return nil
	}
	return fmt.Errorf("orderingAlgorithm %q is not known", name)
}
