package simulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// criteria are the search criteria of a request by name, from its query and its
// JSON body: the API documents the body, its own user interface sends the query
// (APIO 3). They combine with AND.
type criteria map[string]string

const sizeLimit = "responseSizeLimit"

// parseCriteria reads the criteria of a call, or refuses them: each may be there
// once, and a size limit is at least one.
func parseCriteria(c *call) criteria {
	asked := criteria{}
	add := func(name, value string) {
		if _, twice := asked[name]; twice {
			panic(refusedBelow("search criterion used twice: " + name))
		}
		asked[name] = value
	}
	for name, values := range c.query {
		for _, value := range values {
			add(name, value)
		}
	}
	if len(bytes.TrimSpace(c.body)) > 0 {
		var body map[string]json.RawMessage
		if !c.object(&body) {
			panic(notAnObject(nil))
		}
		for name, raw := range body {
			add(name, plain(raw))
		}
	}
	if limit, given := asked[sizeLimit]; given {
		if n, err := strconv.Atoi(limit); err != nil || n < 1 {
			panic(refusedBelow("responseSizeLimit is not a number from 1: " + limit))
		}
	}
	return asked
}

// is reports whether a criterion of that exact name is absent or has that value.
func (c criteria) is(name, value string) bool {
	want, given := c[name]
	return !given || want == value
}

// pattern returns what a criterion such as insensitiveGroupIdStarts asks of a field, nil
// where it asks nothing of it.
func pattern(name, field string) func(value, want string) bool {
	sensitive, folded := strings.CutPrefix(name, "in")
	operator, _ := strings.CutPrefix(sensitive, "sensitive"+field)
	holds := map[string]func(value, want string) bool{
		"Starts":   strings.HasPrefix,
		"Contains": strings.Contains,
		"Equals":   func(value, want string) bool { return value == want },
	}[operator]
	if holds == nil || !folded {
		return holds
	}
	return func(value, want string) bool { return holds(strings.ToLower(value), strings.ToLower(want)) }
}

// match reports whether the patterns hold for the fields, which are given as names and
// values in turn.
func (c criteria) match(fields ...string) bool {
	for name, want := range c {
		for i := 0; i < len(fields); i += 2 {
			if holds := pattern(name, fields[i]); holds != nil && !holds(fields[i+1], want) {
				return false
			}
		}
	}
	return true
}

// require refuses a criterion that is neither a pattern of those fields nor the size limit.
func (c criteria) require(fields ...string) {
	for name := range c {
		if name != sizeLimit && !slices.ContainsFunc(fields, func(field string) bool { return pattern(name, field) != nil }) {
			panic(refusedBelow("unknown search criterion " + name))
		}
	}
}

// list answers with what was found, if it is no more than was asked for and than the
// platform gives at once. Whether the API cuts a list that is too long or refuses it is not
// known (APIO 3); the backend refuses (OCI), and so does this unless its options say otherwise.
func (a *apio) list(asked criteria, key string, found []rawObject) response {
	most := cmp.Or(a.world.mostResults, len(found))
	if limit, err := strconv.Atoi(asked[sizeLimit]); err == nil {
		most = min(most, limit)
	}
	if len(found) > most {
		if !a.world.cutsResults {
			return refusedBelow(fmt.Sprintf("the search found more than %d results", most))
		}
		found = found[:most]
	}
	return ok(members(key, found))
}
