package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// loggedRequest is a request that came through the core, as its log of requests has it.
type loggedRequest struct {
	id int
	Request
}

// coreTime is how the log writes times, which are in UTC.
const coreTime = "2006-01-02T15:04:05.000000"

// searchRequests answers a search of the core's log of requests (supplement 3.1): what came through
// one of its gateways and was answered.
func (a *apio) searchRequests(c *call) response {
	var filter []json.RawMessage
	paging := struct {
		Number int `json:"page_number"`
		Size   int `json:"page_size"`
	}{1, 50}
	var sorting []struct{ Model, Field, Direction string }
	for name, into := range map[string]any{"filter": &filter, "paging": &paging, "sorting": &sorting} {
		if text := c.query.Get(name); text != "" && json.Unmarshal([]byte(text), into) != nil {
			return coreError(http.StatusBadRequest, name+" is not what it has to be")
		}
	}
	if paging.Number < 1 || paging.Size < 1 {
		return coreError(http.StatusBadRequest, "paging begins at 1")
	}
	var found []loggedRequest
	for i, r := range a.log.all() {
		one := loggedRequest{i, r}
		if r.Status == 0 || !strings.HasPrefix(r.Path, "/api/v01/p") {
			continue
		}
		fits, err := one.fitsAll(filter)
		if err != nil {
			return coreError(http.StatusBadRequest, err.Error())
		}
		if fits {
			found = append(found, one)
		}
	}
	for _, by := range slices.Backward(sorting) {
		slices.SortStableFunc(found, func(x, y loggedRequest) int {
			order := cmp.Compare(x.field(by.Field), y.field(by.Field))
			if by.Direction == "desc" {
				return -order
			}
			return order
		})
	}
	total := len(found)
	found = found[min(total, (paging.Number-1)*paging.Size):min(total, paging.Number*paging.Size)]
	rows := []rawObject{}
	for _, r := range found {
		rows = append(rows, r.row())
	}
	return ok(members("requests", rows, "pagination", []int{paging.Number, paging.Size, (total + paging.Size - 1) / paging.Size, total}, "sorting", sorting))
}

// condition is one of a filter: of a field, or of several others.
type condition struct {
	Model, Field, Op string
	Value            any
	And, Or          []json.RawMessage
}

func (r loggedRequest) fitsAll(filter []json.RawMessage) (bool, error) {
	for _, one := range filter {
		if fits, err := r.fits(one); err != nil || !fits {
			return false, err
		}
	}
	return true, nil
}

func (r loggedRequest) fits(text json.RawMessage) (bool, error) {
	var c condition
	if json.Unmarshal(text, &c) != nil {
		return false, errors.New("a condition of the filter is no object")
	}
	switch {
	case c.And != nil:
		return r.fitsAll(c.And)
	case c.Or != nil:
		for _, one := range c.Or {
			if fits, err := r.fits(one); err != nil || fits {
				return fits, err
			}
		}
		return false, nil
	case c.Model != "requests" || !slices.Contains(strings.Fields("tenant_id group_id owner request_url request_method response_status created_on"), c.Field):
		return false, fmt.Errorf("the filter asks for %s of %s", c.Field, c.Model)
	}
	have, want := r.field(c.Field), fmt.Sprint(c.Value)
	if c.Field == "created_on" {
		at, err := time.Parse(time.RFC3339Nano, want)
		if err != nil {
			return false, fmt.Errorf("%q is no time", want)
		}
		want = at.UTC().Format(coreTime)
	}
	switch order := cmp.Compare(have, want); c.Op {
	case "eq":
		return order == 0, nil
	case "ne":
		return order != 0, nil
	case "gt":
		return order > 0, nil
	case "ge":
		return order >= 0, nil
	case "lt":
		return order < 0, nil
	case "le":
		return order <= 0, nil
	case "like":
		return isLike(have, want), nil
	}
	return false, fmt.Errorf("there is no operation %q", c.Op)
}

// isLike reports whether a text is like a pattern, in which % stands for any text and _ for any character.
func isLike(text, pattern string) bool {
	if pattern == "" {
		return text == ""
	}
	if pattern[0] == '%' {
		return isLike(text, pattern[1:]) || text != "" && isLike(text[1:], pattern)
	}
	return text != "" && (pattern[0] == '_' || pattern[0] == text[0]) && isLike(text[1:], pattern[1:])
}

// field is a field as it is compared: all statuses have three digits.
func (r loggedRequest) field(name string) string {
	switch name {
	case "owner":
		return r.user
	case "request_url":
		return r.Path
	case "request_method":
		return strings.ToLower(r.Method)
	case "response_status":
		return strconv.Itoa(r.Status)
	case "created_on":
		return r.At.UTC().Format(coreTime)
	case "tenant_id":
		return r.after("tenants")
	case "group_id":
		return r.after("groups")
	}
	return ""
}

// after is the name in the path below one of its parts.
func (r loggedRequest) after(part string) string {
	segments := strings.Split(r.Path, "/")
	if at := slices.Index(segments, part); at >= 0 && at+1 < len(segments) {
		return segments[at+1]
	}
	return ""
}

func (r loggedRequest) row() rawObject {
	var body any
	if r.Body != "" && json.Unmarshal([]byte(r.Body), &body) != nil {
		body = r.Body
	}
	return members(
		"request_id", r.id, "instance_id", r.id, "instance_status", "CLOSED_IN_SUCCESS", "status", "CLOSED_IN_SUCCESS",
		"owner", r.user, "entity_type", nil, "created_on", r.field("created_on"),
		"details", members("method", r.field("request_method"), "url", r.Path, "body", body, "params", rawObject{}, "response", members("status", r.Status), "user", r.user),
	)
}
