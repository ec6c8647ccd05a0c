package apiclient

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// Request is one call of a dialect. Op and Path are required.
type Request struct {
	Op     string     // what it does, for the error: "list groups of tenant foo"
	Prefix string     // the dialect's own prefix, where the configuration names none
	Path   []string   // the names below the prefix, unescaped
	Query  url.Values // never holds a secret
	Bearer string     // token to send along; goes to the configured host alone
	Single bool       // one object: its answer is held to 4 MB instead of 32
	Bare   bool       // no slash at the end of the path, which APIO has and Odin has not

	// Secrets are taken out of whatever the server says: some repeat what was
	// sent. The bearer token is one by itself.
	Secrets []string

	// IsAbsence reports whether the body of a 404 says in the platform's own shape that
	// there is no such thing. Any other 404 is of something in front of the platform,
	// which knows nothing of what is there; so is every 404 where this is nil.
	IsAbsence func(body []byte) bool
}

// Fetch reads one resource and decodes its answer. Every failure is an *Error;
// one of decode is of kind BadBody.
func Fetch[T any](ctx context.Context, c *Conn, r Request, decode func([]byte) (T, error)) (T, error) {
	call, err := c.newCall(http.MethodGet, r)
	if err != nil {
		var none T
		return none, err
	}
	call.background, call.fresh = isBackground(ctx), isFresh(ctx)
	return run(ctx, c, call, decode)
}

// Send sends body as JSON and decodes the answer. It is for what a dialect does to
// authenticate itself: ctx must carry a pass for the method and the path
// (EscapedPath), or nothing is sent and the error is of kind ReadOnly. It is never
// repeated and never redirected.
func Send[T any](
	ctx context.Context, c *Conn, method string, r Request, body any, decode func([]byte) (T, error),
) (T, error) {
	var none T
	call, err := c.newCall(method, r)
	if err != nil {
		return none, err
	}
	if call.body, err = json.Marshal(body); err != nil {
		return none, call.fail(BadBody, err)
	}
	return run(ctx, c, call, decode)
}

func run[T any](ctx context.Context, c *Conn, call *call, decode func([]byte) (T, error)) (T, error) {
	var value, none T
	call.accept = func(body []byte) (err error) {
		value, err = decode(body)
		return err
	}
	if err := c.run(ctx, call); err != nil {
		return none, err // never a half of an answer
	}
	return value, nil
}

type freshKey struct{}

// Fresh marks the reads of ctx as ones that no cache on the way may answer.
func Fresh(ctx context.Context) context.Context {
	return context.WithValue(ctx, freshKey{}, true)
}

func isFresh(ctx context.Context) bool {
	fresh, _ := ctx.Value(freshKey{}).(bool)
	return fresh
}

// EscapedPath returns the path of r's URL as it is sent.
func (c *Conn) EscapedPath(r Request) (string, error) {
	call, err := c.newCall(http.MethodGet, r)
	if err != nil {
		return "", err
	}
	return call.path, nil
}

// call is a request on its way.
type call struct {
	op         string
	method     string
	url        *url.URL
	path       string // escaped
	bearer     string
	secrets    []string
	body       []byte
	limit      int64
	background bool
	fresh      bool // past every cache
	write      bool // of the writer
	isAbsence  func([]byte) bool
	accept     func([]byte) error
}

func (c *Conn) newCall(method string, r Request) (*call, error) {
	prefix := c.cfg.Prefix
	if prefix == "" && !hasPrefix(c.base, r.Prefix) {
		prefix = r.Prefix
	}
	end := "/" // a redirect to the path that has it would cost a request
	if r.Bare {
		end = ""
	}
	limit := int64(listLimit)
	if r.Single {
		limit = singleLimit
	}
	target, err := below(c.base, append(prefixSegments(prefix), r.Path...), end)
	if err != nil {
		return nil, &Error{Op: r.Op, Method: method, Host: c.base.Host, Kind: BadName, Message: err.Error(), Unsent: true}
	}
	target.RawQuery = r.Query.Encode()
	return &call{
		op: r.Op, method: method, url: target, path: target.EscapedPath(),
		bearer: r.Bearer, secrets: append(r.Secrets[:len(r.Secrets):len(r.Secrets)], r.Bearer), limit: limit,
		isAbsence: r.IsAbsence,
	}, nil
}

// fail makes the error of this call.
func (c *call) fail(kind Kind, cause error) *Error {
	return &Error{Op: c.op, Method: c.method, Path: c.path, Host: c.url.Host, Kind: kind, Err: cause}
}
