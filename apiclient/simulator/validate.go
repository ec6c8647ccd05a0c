package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"banyan/internal/routing"
)

// The backend's ranges (OCI): identifiers and names of trunks have 1 to 30
// characters, names of tenants and groups up to 80.
const (
	longestName                 = 30
	longestLabel                = 80
	longestPassword             = 60
	mostReroutes                = 10
	leastPriority, mostPriority = 1, 10
	leastWeight, mostWeight     = 1, 65536
	mostOrdered, mostWeighted   = 10, 100 // entries
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

// checkDestination accepts a telephone number or a SIP URI of 1 to 161 characters.
func checkDestination(field, to string) error {
	number := strings.Trim(to, "+0123456789*#-.() ") == ""
	if n := len([]rune(to)); n > 161 || (!number && !slices.ContainsFunc([]string{"@", "sip:", "sips:", "tel:"}, func(part string) bool {
		return strings.Contains(to, part)
	})) {
		return fmt.Errorf("%s %q is neither a phone number nor a SIP URI", field, to)
	}
	return nil
}

// reasons takes joined errors apart.
func reasons(err error) []string {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return []string{err.Error()}
	}
	var all []string
	for _, one := range joined.Unwrap() {
		all = append(all, reasons(one)...)
	}
	return all
}
