package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"banyan/capacity"
)

// odinObject reads the body of a write.
func odinObject(c *call) (rawObject, response, bool) {
	body, err := parseRaw(c.body)
	if err != nil {
		return nil, odinError(http.StatusBadRequest, "the body "+err.Error()), false
	}
	return body, response{}, true
}

// text returns a member that is a text, or nothing.
func (o rawObject) text(name string) string {
	value, _ := o.get(name)
	var text string
	if json.Unmarshal(value, &text) != nil {
		return ""
	}
	return text
}

// loose takes a number or a truth value out of its quotes: clients of the API send
// both as texts in places (Odin 4).
func loose(value json.RawMessage) json.RawMessage {
	text := plain(value)
	if n, err := strconv.Atoi(text); err == nil {
		return json.RawMessage(strconv.Itoa(n))
	}
	if text == "true" || text == "false" {
		return json.RawMessage(text)
	}
	return value
}

// number returns a member that is a whole number, nil where it is left out.
func (o rawObject) number(name string) (*int, error) {
	value, given := o.get(name)
	if !given {
		return nil, nil
	}
	n, err := strconv.Atoi(string(loose(value)))
	if err != nil {
		return nil, fmt.Errorf("%s is not a whole number: %s", name, value)
	}
	return &n, nil
}

// truth is number for a truth value.
func (o rawObject) truth(name string) (*bool, error) {
	value, given := o.get(name)
	if !given {
		return nil, nil
	}
	is, err := strconv.ParseBool(string(loose(value)))
	if err != nil {
		return nil, fmt.Errorf("%s is neither true nor false: %s", name, value)
	}
	return &is, nil
}

// limit is number for a limit, which may be unlimited.
func (o rawObject) limit(name string) (*capacity.Limit, error) {
	n, err := o.number(name)
	if n == nil || err != nil {
		return nil, err
	}
	limit := capacity.Unlimited()
	if *n != odinUnlimited {
		if limit, err = capacity.New(*n); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return &limit, nil
}

// onlySets refuses members that cannot be set, unless they are given as they are
// shown: a client may send back the whole of what it read.
func (o rawObject) onlySets(shown rawObject, settable ...string) error {
	for _, m := range o {
		held, known := shown.get(m.name)
		switch {
		case slices.Contains(settable, m.name):
		case !known:
			return fmt.Errorf("unknown attribute %s", m.name)
		case !sameValue(m.value, held):
			return fmt.Errorf("%s cannot be changed here", m.name)
		}
	}
	return nil
}

func sameValue(a, b json.RawMessage) bool {
	var x, y any
	return json.Unmarshal(loose(a), &x) == nil && json.Unmarshal(loose(b), &y) == nil && reflect.DeepEqual(x, y)
}
