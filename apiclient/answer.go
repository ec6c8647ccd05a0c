package apiclient

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// Limits of a body in bytes, after decompression.
const (
	listLimit   = 32 << 20
	singleLimit = 4 << 20
	errorLimit  = 64 << 10
	firstRoom   = 64 << 10 // the most that is set aside before a byte has come
)

// answer is what came back: a status and the whole body.
type answer struct {
	status int
	header http.Header
	body   []byte
	bytes  int64 // of the body, also of one that broke
}

var (
	errTotal    = errors.New("no complete answer within the total time limit")
	errTooLarge = errors.New("answer above the size limit")
)

func isSuccess(status int) bool { return status >= 200 && status < 300 }

// readBody reads up to limit, and returns how many bytes came. Of an error's body the beginning
// is enough.
func readBody(response *http.Response, limit int64) (body []byte, size int64, err error) {
	if !isSuccess(response.StatusCode) {
		data, _ := io.ReadAll(io.LimitReader(response.Body, errorLimit)) // the status says what counts
		return data, int64(len(data)), nil
	}
	var data bytes.Buffer
	if size := response.ContentLength; size > 0 {
		data.Grow(int(min(size, firstRoom)) + bytes.MinRead) // else it is copied while it grows
	}
	n, err := io.Copy(&data, io.LimitReader(response.Body, limit+1))
	if err == nil && n > limit {
		err = errTooLarge
	}
	if err != nil {
		return nil, n, err
	}
	return data.Bytes(), n, nil
}

// bodyError says that the answer began and its body broke, which another try may mend.
type bodyError struct{ err error }

func (e *bodyError) Error() string { return "body of the answer: " + e.err.Error() }

func (e *bodyError) Unwrap() error { return e.err }
