package apiclient

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"banyan/internal/redact"
)

// Request is one call of a dialect. Op and Path are required.
type Request struct {
	Op       string     // what it does, for the error: "list groups of tenant foo"
	Prefix   string     // the dialect's own prefix, where the configuration names none
	Root     string     // path in front, from the root of the host, in place of every other; "/" for none
	Path     []string   // the names below the prefix, unescaped
	Query    url.Values // a value with the name of a secret shows nowhere
	Bearer   string     // token to send along; goes to the configured host alone
	Template string     // Path with {tenant} in place of the name of a tenant; Path where empty
	Single   bool       // one object: its answer is held to 4 MB instead of 32
	Bare     bool       // no slash at the end of the path, which APIO has and Odin has not

	// Secrets are taken out of whatever the server says in this session: some repeat what was
	// sent. The bearer token and the cookies are secret by themselves, and so is what an answer
	// to Send holds under the name of a secret.
	Secrets []string

	// IsOwn reports whether the body of an answer with an error's status has the platform's
	// own shape. One that has not, and no sentence of BroadWorks either, is of something in
	// front of the platform, which knows nothing of what is there; so is every one where
	// this is nil.
	IsOwn func(status int, body []byte) bool
}

// call is a request on its way.
type call struct {
	record     Activity // what is shown of it: no secret is in its texts
	method     string
	url        *url.URL
	path       string // escaped
	bearer     string
	secrets    *redact.Secrets
	body       []byte
	limit      int64
	background bool
	fresh      bool // past every cache
	write      bool // of the writer
	isOwn      func(int, []byte) bool
	accept     func([]byte) error
}

// fail makes the error of this call.
func (c *call) fail(kind Kind, cause error) *Error {
	return &Error{Op: c.record.Op, Method: c.method, Path: c.record.Path, Host: c.url.Host, Kind: kind, Changes: c.write, Err: cause}
}

func (c *call) failText(kind Kind, message string) *Error {
	out := c.fail(kind, nil)
	out.Message = message
	return out
}

// unsent marks a failure as one of a write that never left.
func (c *call) unsent(problem *Error) *Error {
	problem.Unsent = true
	return problem
}

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
	if got.status != 0 { // else the transport may have set it
		out.Status = got.status
	}
	out.RequestID = requestID(got.header)
	out.RetryAfter = parseRetryAfter(got.header.Get("Retry-After"), now)
	c.tidy(out)
	return out
}

// tidy makes an error fit to be kept: without the secrets of the session first,
// and only then short.
func (c *call) tidy(problem *Error) {
	texts := []*string{&problem.Message, &problem.Code, &problem.RequestID}
	for i := range problem.Problems {
		texts = append(texts, &problem.Problems[i].Field, &problem.Problems[i].Text)
	}
	for _, text := range texts {
		*text = clip(c.hide(*text))
	}
	if problem.Err == nil {
		return
	}
	cause := problem.Err.Error()
	if hidden := c.hide(cause); hidden != cause {
		problem.Err = errors.New(clip(hidden))
	}
}

// mostHidden is how many bytes of a text are looked through for secrets, which takes its time:
// a multiple of what is kept of it, since a secret that is hidden gets shorter.
const mostHidden = 16 * maxMessage

// hide takes the secrets out of what somebody else says.
func (c *call) hide(text string) string { return c.secrets.Hide(text[:min(len(text), mostHidden)]) }

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

// notOwn is the message of a 404 that is not the platform's and has no words.
const notOwn = "not the API's own answer; the API prefix may be wrong"

// refusal makes the error of a status that is no success.
func (c *call) refusal(got answer) *Error {
	body := readErrorBody(got.body)
	out := c.fail(kindOf(got.status, body.number), nil)
	out.Message, out.Code, out.Number, out.Problems = body.message, body.code, body.number, body.problems
	out.Own = body.number != 0 || c.isOwn != nil && c.isOwn(got.status, got.body)
	switch {
	case out.Kind == NotFound && !out.Own:
		out.Kind, out.Message = NotJSON, cmp.Or(out.Message, notOwn)
	case out.Kind == Redirected && out.Message == "":
		out.Message = "the answer names no place to follow"
	}
	return out
}

func kindOf(status, number int) Kind {
	switch number {
	case invalidPassword, accountState, unauthorizedOperation:
		if status != http.StatusUnauthorized {
			return Forbidden
		}
	}
	switch {
	case status == http.StatusUnauthorized:
		return Unauthorized
	case status == http.StatusForbidden:
		return Forbidden
	case status == http.StatusNotFound:
		return NotFound
	case status == http.StatusTooManyRequests:
		return RateLimited
	case status >= http.StatusBadGateway && status <= http.StatusGatewayTimeout:
		return Unavailable
	case status >= 300 && status < 400:
		return Redirected
	case status >= 400 && status < 500:
		return Refused
	case status >= 500 && status < 600:
		return ServerFault
	}
	return Unknown
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
			title := strings.Join(strings.Fields(c.hide(string(body[start:start+end]))), " ")
			return fmt.Sprintf("the answer is an HTML page (a login page?): %q", title)
		}
	}
	return "the answer is an HTML page (a login page?)"
}

func saysJSON(header http.Header) bool {
	return strings.Contains(strings.ToLower(header.Get("Content-Type")), "json")
}

func requestID(header http.Header) string {
	return cmp.Or(header.Get("X-Request-Id"), header.Get("X-Correlation-Id"))
}

// fault turns what the transport returned into an *Error. ctx is the caller's.
func (c *call) fault(ctx context.Context, err error) *Error {
	if ready, ok := errors.AsType[*Error](err); ok { // of the guard or of a redirect
		out := *ready
		out.Problems = slices.Clone(ready.Problems) // several requests may get one error, of a login
		out.Op, out.Method, out.Path, out.Host = c.record.Op, c.method, c.record.Path, c.url.Host
		return &out
	}
	err = withoutURL(err)
	out := c.fail(Unreachable, err)
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		out.Kind, out.Err, out.Message = Canceled, context.Canceled, "given up before the answer came"
	case ctx.Err() != nil:
		out.Kind = Timeout
	case isTLS(err):
		out.Kind, out.Message = TLS, tlsMessage(err)
	case isLargeHeader(err):
		out.Kind, out.Message = TooLarge, fmt.Sprintf("the header of the answer is larger than %d kB", maxHeader>>10)
	case isBadRedirect(err):
		out.Kind, out.Message = Redirected, "to an address that cannot be read"
	case isDial(err):
		out.Message = "cannot reach " + c.url.Host + ": " + reason(err)
	case errors.Is(err, errTotal), isNetwork && network.Timeout():
		out.Kind = Timeout
	case errors.Is(err, errTooLarge):
		out.Kind, out.Message = TooLarge, fmt.Sprintf("answer larger than %d MB", c.limit>>20)
	case isA[*bodyError](err):
		out.Kind, out.Message = BadBody, "the answer was cut short"
	case errors.Is(err, io.EOF):
		out.Message = "the server closed the connection without an answer"
	}
	return out
}
