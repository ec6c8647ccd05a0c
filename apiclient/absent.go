package apiclient

import (
	"errors"
	"fmt"
)

// Absent decides by evidence whether the object does not exist of which a read ended with err.
// Platforms answer for such an object with 404, or with 400 or 500 and a sentence of the backend,
// and a refusal may have another cause; so what listed finds in the list of what is above it
// decides. Only a list that was read and does not have the object makes it absent. The error is
// err where that is no refusal of the platform's own (an outage, a gateway, a missing right) or
// the list has the object, and that of the list where this cannot be read.
func Absent(err error, listed func() (bool, error)) (bool, error) {
	if problem, ok := errors.AsType[*Error](err); !ok || !refuses(problem) {
		return false, err
	}
	switch has, unlisted := listed(); {
	case unlisted != nil:
		return false, fmt.Errorf("it cannot be read, and neither can its list: %w", unlisted)
	case has && errors.Is(err, ErrNotFound):
		return false, errors.New("it cannot be found, and the list has it")
	case has:
		return false, err
	}
	return true, nil
}
