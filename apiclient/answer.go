package apiclient

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"banyan/internal/redact"
)

// judge decides whether an answer is what was asked for. A nil result means that
// accept took the body.
func (c *call) judge(ctx context.Context, got answer, err error, now time.Time) *Error {
	var out *Error
	switch {
	case err != nil:
		out = c.fault(ctx, err)
	case isSuccess(got.status):
		out = c.judgeBody(got)
	default:
		out = c.refusal(got)
	}
	if out == nil {
		return nil
	}
	if got.status != 0 { // else the transport may have told
		out.Status = got.status
	}
	out.RequestID = requestID(got.header)
	out.RetryAfter = parseRetryAfter(got.header.Get("Retry-After"), now)
	c.tidy(out)
	return out
}

// tidy makes an error fit to be kept: without the secrets of the request first,
// and only then short.
func (c *call) tidy(problem *Error) {
	texts := []*string{&problem.Message, &problem.Code, &problem.RequestID}
	for i := range problem.Problems {
		texts = append(texts, &problem.Problems[i].Field, &problem.Problems[i].Text)
	}
	for _, text := range texts {
		*text = clip(redact.Known(*text, c.secrets...))
	}
	if problem.Err == nil {
		return
	}
	cause := problem.Err.Error()
	if hidden := redact.Known(cause, c.secrets...); hidden != cause {
		problem.Err = errors.New(clip(hidden))
	}
}

// judgeBody checks the body of a success and hands it on.
func (c *call) judgeBody(got answer) *Error {
	body := bytes.TrimSpace(got.body)
	if c.write && (got.status == http.StatusAccepted || got.status == http.StatusNoContent) {
		return nil
	}
	switch {
	case got.status != http.StatusOK && got.status != http.StatusCreated:
		return c.failText(BadBody, fmt.Sprintf("%d %s where a document is due", got.status, http.StatusText(got.status)))
	case len(body) == 0:
		return c.failText(BadBody, "the answer is empty")
	case !opensJSON(body) && !saysJSON(got.header):
		return c.failText(NotJSON, c.notJSON(body))
	}
	if err := c.accept(got.body); err != nil {
		out := c.fail(BadBody, err)
		out.Message = err.Error()
		if len(out.Message) > maxMessage { // it may repeat a whole answer
			out.Err = nil
		}
		return out
	}
	return nil
}

// notOwn is said of a 404 that is not the platform's and has no words.
const notOwn = "not the API's own answer; the API prefix may be wrong"

// refusal makes the error of a status that is no success.
func (c *call) refusal(got answer) *Error {
	said := readErrorBody(got.body)
	out := c.fail(kindOf(got.status), nil)
	out.Message, out.Code, out.Problems = said.message, said.code, said.problems
	switch {
	case out.Kind == NotFound && (c.isAbsence == nil || !c.isAbsence(got.body)):
		out.Kind, out.Message = NotJSON, cmp.Or(out.Message, notOwn)
	case out.Kind == Redirected && out.Message == "":
		out.Message = "the answer names no place to follow"
	}
	return out
}

func kindOf(status int) Kind {
	switch status {
	case http.StatusUnauthorized:
		return Unauthorized
	case http.StatusForbidden:
		return Forbidden
	case http.StatusNotFound:
		return NotFound
	case http.StatusTooManyRequests:
		return RateLimited
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return Unavailable
	}
	switch {
	case status >= 300 && status < 400:
		return Redirected
	case status >= 400 && status < 500:
		return Refused
	case status >= 500 && status < 600:
		return ServerFault
	}
	return Unknown
}

func (c *call) failText(kind Kind, message string) *Error {
	out := c.fail(kind, nil)
	out.Message = message
	return out
}

// opensJSON reports whether body begins like a JSON object or array.
func opensJSON(body []byte) bool {
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

func saysJSON(header http.Header) bool {
	return strings.Contains(strings.ToLower(header.Get("Content-Type")), "json")
}

// notJSON names the page that came instead, by its title where it has one.
func (c *call) notJSON(body []byte) string {
	if body[0] != '<' {
		return "the answer is not JSON"
	}
	lower := bytes.ToLower(body)
	_, rest, found := bytes.Cut(lower, []byte("<title"))
	if found {
		start := len(body) - len(rest) + bytes.IndexByte(rest, '>') + 1
		if end := bytes.Index(lower[start:], []byte("</title")); end > 0 && len(lower) == len(body) {
			title := strings.Join(strings.Fields(redact.Known(string(body[start:start+end]), c.secrets...)), " ")
			return fmt.Sprintf("the answer is an HTML page (a login page?): %q", title)
		}
	}
	return "the answer is an HTML page (a login page?)"
}

func requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "X-Correlation-Id"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}
