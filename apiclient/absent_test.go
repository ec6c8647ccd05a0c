package apiclient

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"banyan/internal/redact"
)

// answered is the error of a read that a platform whose errors begin with details refused.
func answered(status int, body string) error {
	read := &call{record: Activity{Op: "read x", Path: "/x/"}, method: "GET", url: mustParse("http://h"), path: "/x/", secrets: &redact.Secrets{}, isOwn: request().IsOwn}
	return read.judge(context.Background(), answer{status: status, body: []byte(body)}, nil, time.Time{})
}

func TestOnlyARefusalOfThePlatformAndAListWithoutItMakeAbsent(t *testing.T) {
	t.Parallel()
	own := func(status int) error { return answered(status, `{"details":"no such thing"}`) }
	backend := func(number int) error { return answered(400, fmt.Sprintf(`{"message":"[Error %d] x"}`, number)) }
	evidence := []error{backend(5126), backend(4003), backend(4999), &Error{Kind: NotAssigned, Status: 404}}
	for _, status := range []int{400, 404, 405, 406, 409, 410, 416, 422, 500} {
		evidence = append(evidence, own(status))
	}
	none := []error{backend(5404), backend(4962), backend(5202), errors.New("boom")}
	for _, status := range []int{301, 401, 402, 403, 407, 408, 425, 429, 501, 502, 503, 504} {
		none = append(none, own(status))
	}
	for _, body := range []string{`<html>no</html>`, `{"message":"no Route matched"}`, `{}`, ``} {
		none = append(none, answered(400, body), answered(404, body), answered(500, body))
	}
	for _, kind := range []Kind{Unknown, Unreachable, TLS, Timeout, Canceled, LoginFailed, SecondFactor, NotJSON, BadBody, TooLarge, BadName, ReadOnly, Redirected} {
		none = append(none, &Error{Kind: kind, Status: 400, Own: true})
	}
	has := func() (bool, error) { return true, nil }
	notListed := func() (bool, error) { return false, nil }
	closed := &Error{Kind: Forbidden, Status: 403}
	unread := func() (bool, error) { return false, closed }
	for _, err := range evidence {
		if absent, left := Absent(err, notListed); !absent || left != nil {
			t.Errorf("%v, and not in the list: absent %v, %v", err, absent, left)
		}
		if absent, left := Absent(err, has); absent || left == nil || !errors.Is(err, ErrNotFound) && !errors.Is(left, err) {
			t.Errorf("%v, and in the list: absent %v, %v", err, absent, left)
		}
		if absent, left := Absent(err, unread); absent || !errors.Is(left, closed) {
			t.Errorf("%v, and no list: absent %v, %v", err, absent, left)
		}
	}
	for _, err := range none {
		asked := false
		absent, left := Absent(err, func() (bool, error) { asked = true; return false, nil })
		if absent || asked || !errors.Is(left, err) {
			t.Errorf("%v: absent %v, the list was asked: %v, %v", err, absent, asked, left)
		}
	}
}
