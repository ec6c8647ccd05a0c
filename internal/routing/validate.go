package routing

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Problem is a rule that a trunk breaks. Route is an index into its routes, or -1.
// Text says the value and the rule; it holds nothing of another field.
type Problem struct {
	Field Field
	Route int
	Text  string
}

// Validate returns every rule of the API that t breaks (APIO 8.2), in the order of
// the form. What was not reported breaks no rule, except the name and the mode:
// without them there is nothing to send. Fields that do not apply are not looked at.
func (t Trunk) Validate() []Problem {
	t = t.Canonical()
	problems := t.validateNames()
	seen := make(map[Key]bool, len(t.Routes))
	for i, r := range t.Routes {
		problems = append(problems, t.validateRoute(i, r, seen[r.TrunkGroup])...)
		seen[r.TrunkGroup] = true
	}
	problems = append(problems, t.validateExhaustion()...)
	for _, limit := range []struct {
		field       Field
		least, most int
	}{
		{FieldMaxReroutesWithinPriority, MinReroutes, MostReroutes},
		{FieldMaxReroutes, MinReroutes, MostReroutes},
		{FieldMaxActiveCalls, 1, 0},
		{FieldTrapInitialCalls, 0, 0},
		{FieldTrapOffsetCalls, 0, 0},
	} {
		n := *t.number(limit.field)
		if n == nil {
			continue
		}
		if text := outside(limit.field.Label(), *n, limit.least, limit.most); text != "" {
			problems = append(problems, Problem{limit.field, -1, text})
		}
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return slices.Index(Fields(), a.Field) - slices.Index(Fields(), b.Field)
	})
	return problems
}

func (t Trunk) validateNames() []Problem {
	var problems []Problem
	if text := wrongName("name", t.Name); text != "" {
		problems = append(problems, Problem{FieldName, -1, text})
	}
	if t.Mode != Ordered && t.Mode != Weighted {
		problems = append(problems, Problem{FieldMode, -1, fmt.Sprintf("mode %q: it must be %s or %s", t.Mode, Ordered, Weighted)})
	}
	if t.OrderingAlgorithm != "" && !slices.Contains(Algorithms(), t.OrderingAlgorithm) {
		text := fmt.Sprintf("algorithm %q: it must be one of %s", t.OrderingAlgorithm, strings.Join(Algorithms(), ", "))
		problems = append(problems, Problem{FieldOrderingAlgorithm, -1, text})
	}
	return problems
}

func (t Trunk) validateRoute(i int, r Route, twice bool) []Problem {
	texts := []string{wrongName("group id", r.TrunkGroup.GroupID), wrongName("trunk group", r.TrunkGroup.Name)}
	if twice {
		texts = append(texts, "the trunk group is in the list already")
	}
	if t.Mode == Weighted {
		texts = append(texts,
			outside("priority", r.Priority, MinPriority, MaxPriority),
			outside("weight", r.Weight, MinWeight, MaxWeight))
	}
	var problems []Problem
	for _, text := range texts {
		if text != "" {
			problems = append(problems, Problem{FieldRoutes, i, text})
		}
	}
	return problems
}

func (t Trunk) validateExhaustion() []Problem {
	switch {
	case t.ExhaustionAction != "" && t.ExhaustionAction != None && t.ExhaustionAction != Forward:
		text := fmt.Sprintf("when exhausted %q: it must be %s or %s", t.ExhaustionAction, None, Forward)
		return []Problem{{FieldExhaustionAction, -1, text}}
	case t.ExhaustionAction == Forward && t.ExhaustionDestination == "":
		return []Problem{{FieldExhaustionDestination, -1, "Forward needs a destination: a phone number or a SIP URI"}}
	case t.ExhaustionDestination != "" && !isDestination(t.ExhaustionDestination):
		text := fmt.Sprintf("destination: it must be a phone number or a SIP URI of 1 to %d characters", MaxDestinationLen)
		return []Problem{{FieldExhaustionDestination, -1, text}}
	}
	return nil
}

// outside says that n is out of its range; a most of zero is no upper bound.
func outside(what string, n, least, most int) string {
	switch {
	case most == 0 && n < least:
		return fmt.Sprintf("%s %d: it must be at least %d", what, n, least)
	case most != 0 && (n < least || n > most):
		return fmt.Sprintf("%s %d: it must be %d to %d", what, n, least, most)
	}
	return ""
}

func wrongName(what, name string) string {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return what + ": it must not be empty"
	case n > MaxNameLength:
		return fmt.Sprintf("%s: %d characters, at most %d", what, n, MaxNameLength)
	}
	return ""
}

// isDestination is lenient where the API's documentation is silent (separators
// inside a number, a SIP address without its scheme, as in its own example): the
// server refuses what it does not like, but nobody can save what we refuse.
func isDestination(s string) bool {
	return utf8.RuneCountInString(s) <= MaxDestinationLen && (isPhoneNumber(s) || isSIPURI(s))
}

func isPhoneNumber(s string) bool {
	s = strings.TrimPrefix(s, "+")
	const digits, separators = "0123456789", "-.() *#"
	return strings.ContainsAny(s, digits) && strings.Trim(s, digits+separators) == "" &&
		strings.TrimSpace(s) == s
}

// isSIPURI accepts [sip:|sips:][user@]host, with a scheme or a user or both.
func isSIPURI(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\", r) {
			return false
		}
	}
	scheme := false
	for _, prefix := range []string{"sips:", "sip:"} {
		if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s, scheme = s[len(prefix):], true
			break
		}
	}
	user, host, found := strings.Cut(s, "@")
	switch {
	case !found && !scheme, found && user == "":
		return false
	case !found:
		host = s
	}
	return host != "" && !strings.Contains(host, "@") && !strings.ContainsAny(host[:1], ":;?")
}
