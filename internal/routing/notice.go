package routing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity ranks notices. The zero value is no notice at all; a higher value is worse.
type Severity int

// The severities, mildest first.
const (
	Info    Severity = iota + 1 // as configured, and worth knowing
	Warning                     // works today, and may not when something fails
	Alarm                       // calls are lost, or will be
)

// The codes of notices, for machines.
const (
	CodeNoRoute         = "no-route"
	CodeOneRoute        = "one-route"
	CodeNeverTried      = "never-tried"
	CodeNotAssigned     = "not-assigned"
	CodeDown            = "down"
	CodeExhaustionFails = "exhaustion-fails"
	CodeFirstTried      = "first-tried"
	CodeTooMany         = "too-many"
)

// Notice is one thing doubtful in a routing that is valid. Route is set where it
// concerns one route, Field where one field causes it; Brief says it in few words beside
// that. The zero value is no notice.
type Notice struct {
	Code     string
	Severity Severity
	Route    Key
	Text     string
	Field    Field
	Brief    string
}

// Surroundings is what is known of the trunk groups that the routes lead to. Either
// question may be nil, which answers nothing. The zero value knows nothing.
type Surroundings struct {
	State    func(Key) (state string, known bool)        // trunkGroupState, where reported
	Assigned func(groupID string) (assigned, known bool) // whether trunking is assigned to the group
}

// Notices returns what is doubtful, worst first, then as the routes stand in the list.
func Notices(t Trunk, s Surroundings) []Notice {
	notices := notices(t, nil)
	for _, r := range t.Routes {
		notices = append(notices, s.notices(r.TrunkGroup)...)
	}
	rank(notices)
	return notices
}

func rank(notices []Notice) {
	slices.SortStableFunc(notices, func(a, b Notice) int { return cmp.Compare(b.Severity, a.Severity) })
}

// notices returns what follows from the trunk alone, with the routes of which
// isDown says so out of service. They take part in the attempts all the same: that
// a route is down is often found out by trying it.
func notices(t Trunk, isDown func(Key) bool) []Notice {
	if t.RoutesUnreported {
		return nil
	}
	remaining := 0
	for _, r := range t.Routes {
		if isDown == nil || !isDown(r.TrunkGroup) {
			remaining++
		}
	}
	notices := neverTried(t, isDown)
	if n, most := len(t.Routes), t.mostRoutes(); n > most && t.Mode != "" {
		text := fmt.Sprintf("%d routes, at most %d when %s: other fields can be saved while the list stays as it is, if the server takes that", n, most, t.Mode)
		notices = slices.Insert(notices, 0, Notice{Code: CodeTooMany, Severity: Warning, Text: text})
	}
	switch remaining {
	case 0:
		notices = slices.Insert(notices, 0, Notice{Code: CodeNoRoute, Severity: Alarm, Text: "NO ROUTE LEFT: " + withoutRoutes(t)})
	case 1:
		notices = slices.Insert(notices, 0, Notice{Code: CodeOneRoute, Severity: Warning, Text: "ONE ROUTE LEFT: no overflow"})
	}
	if t.ExhaustionAction == None && remaining > 0 {
		notices = append(notices, Notice{Code: CodeExhaustionFails, Severity: Info, Text: "None: when routes are exhausted the call fails", Field: FieldExhaustionAction, Brief: "the call fails"})
	}
	return notices
}

func withoutRoutes(t Trunk) string {
	switch {
	case t.ExhaustionAction == Forward && t.ExhaustionDestination != "":
		return "every call goes to " + t.ExhaustionDestination
	case t.ExhaustionAction == None:
		return "every call fails"
	}
	return "no call gets through"
}

// neverTried counts the routes that a call may not come to: it makes one attempt
// and as many reroutes as the limits allow, overall and within a priority.
func neverTried(t Trunk, isDown func(Key) bool) []Notice {
	levels := t.Levels()
	notices := unreached(t, levels, FieldMaxReroutes, isDown, "")
	if t.Mode == Weighted {
		for _, level := range levels {
			of := fmt.Sprintf(" of priority %d", level.Priority)
			notices = append(notices, unreached(t, []Level{level}, FieldMaxReroutesWithinPriority, isDown, of)...)
		}
	}
	return notices
}

// unreached takes the worst case: within a level the attempts meet the routes that
// are down first. A limit that is not there or not valid limits nothing.
func unreached(t Trunk, levels []Level, field Field, isDown func(Key) bool, of string) []Notice {
	limit, limited := t.MaxReroutes, "max reroutes"
	if field == FieldMaxReroutesWithinPriority {
		limit, limited = t.MaxReroutesWithinPriority, "max per priority"
	}
	if limit == nil || *limit < MinReroutes || *limit > MostReroutes {
		return nil
	}
	attempts, up, reached := 1+*limit, 0, 0
	for _, level := range levels {
		down := 0
		for _, i := range level.Routes {
			if isDown != nil && isDown(t.Routes[i].TrunkGroup) {
				down++
			}
		}
		made := min(attempts, len(level.Routes))
		attempts -= made
		up += len(level.Routes) - down
		reached += max(0, made-down)
	}
	if reached == up {
		return nil
	}
	text := fmt.Sprintf("%d of %d routes%s may never be tried: %s is %d", up-reached, up, of, limited, *limit)
	return []Notice{{Code: CodeNeverTried, Severity: Warning, Text: text, Field: field, Brief: fmt.Sprintf("reaches %d of %d%s", reached, up, of)}}
}

func (s Surroundings) notices(route Key) []Notice {
	var notices []Notice
	if s.Assigned != nil {
		if assigned, known := s.Assigned(route.GroupID); known && !assigned {
			notices = append(notices, Notice{Code: CodeNotAssigned, Severity: Alarm, Route: route, Text: "route to a group without trunking"})
		}
	}
	if s.State != nil {
		if state, known := s.State(route); known && strings.EqualFold(state, "unavailable") {
			notices = append(notices, Notice{Code: CodeDown, Severity: Alarm, Route: route, Text: "route down: the trunk group is " + strings.ToLower(state)})
		}
	}
	return notices
}
