package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// criteria are the search criteria of a request by name, from its query and its
// JSON body: the API documents the body, its own user interface sends the query
// (APIO 3). They combine with AND.
type criteria struct {
	asked  map[string]string
	fields []string // of which the patterns are known, such as GroupId
}

// parseCriteria reads the criteria of a call, or says why they are refused: each
// may be there once, and a size limit is at least one.
func parseCriteria(c *call, fields ...string) (criteria, response, bool) {
	all := criteria{asked: map[string]string{}, fields: fields}
	for name, values := range c.query {
		if len(values) > 1 {
			return criteria{}, refusedBelow("search criterion used twice: " + name), false
		}
		all.asked[name] = values[0]
	}
	if len(bytes.TrimSpace(c.body)) > 0 {
		var body map[string]json.RawMessage
		if !c.object(&body) {
			return criteria{}, gatewayError(notAnObject()), false
		}
		for name, raw := range body {
			if _, twice := all.asked[name]; twice {
				return criteria{}, refusedBelow("search criterion used twice: " + name), false
			}
			all.asked[name] = plain(raw)
		}
	}
	if limit, given := all.asked[sizeLimit]; given {
		if n, err := strconv.Atoi(limit); err != nil || n < 1 {
			return criteria{}, refusedBelow("responseSizeLimit is not a number from 1: " + limit), false
		}
	}
	return all, response{}, true
}

const sizeLimit = "responseSizeLimit"

// is reports whether a criterion of that exact name is absent or has that value.
func (c criteria) is(name, value string) bool {
	want, given := c.asked[name]
	return !given || want == value
}

// match reports whether the patterns hold for the fields.
func (c criteria) match(values map[string]string) bool {
	for name, want := range c.asked {
		p, ok := c.pattern(name)
		if ok && !p.holds(values[p.field], want) {
			return false
		}
	}
	return true
}

// unknown returns a criterion that is neither a pattern nor the size limit.
func (c criteria) unknown() (string, bool) {
	for name := range c.asked {
		if _, ok := c.pattern(name); !ok && name != sizeLimit {
			return name, true
		}
	}
	return "", false
}

// exceeded is the answer to a request that found more than it asked for. Whether the
// API cuts the list or refuses is not known; the backend refuses (OCI).
func (c criteria) exceeded(found int) (response, bool) {
	most, err := strconv.Atoi(c.asked[sizeLimit])
	if err != nil || found <= most {
		return response{}, false
	}
	return refusedBelow(fmt.Sprintf("the search found more than %d results", most)), true
}

// pattern is a criterion such as insensitiveGroupIdStarts.
type pattern struct {
	sensitive bool
	field, op string
}

func (c criteria) pattern(name string) (pattern, bool) {
	p := pattern{sensitive: true}
	rest, ok := strings.CutPrefix(name, "sensitive")
	if !ok {
		p.sensitive = false
		if rest, ok = strings.CutPrefix(name, "insensitive"); !ok {
			return pattern{}, false
		}
	}
	for _, op := range []string{"Starts", "Contains", "Equals"} {
		if field, ok := strings.CutSuffix(rest, op); ok && slices.Contains(c.fields, field) {
			p.field, p.op = field, op
			return p, true
		}
	}
	return pattern{}, false
}

func (p pattern) holds(value, want string) bool {
	if !p.sensitive {
		value, want = strings.ToLower(value), strings.ToLower(want)
	}
	switch p.op {
	case "Starts":
		return strings.HasPrefix(value, want)
	case "Contains":
		return strings.Contains(value, want)
	}
	return value == want
}
