package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"banyan/internal/redact"
)

// Fetch reads one resource and decodes its answer. Every failure is an *Error; one of decode
// is of kind BadBody, but for a *PartlyRead, with which the value is returned.
func Fetch[T any](ctx context.Context, c *Conn, r Request, decode func([]byte) (T, error)) (T, error) {
	call, err := c.newCall(http.MethodGet, r)
	if err != nil {
		var none T
		return none, err
	}
	call.background, call.fresh = IsBackground(ctx), IsFresh(ctx)
	call.record.Background, call.record.Purpose = call.background, purposeOf(ctx)
	return run(ctx, c, call, decode)
}

// Send sends body as JSON, nothing where it is nil, and decodes the answer. It is for what a
// dialect does to authenticate itself, and it is never in the background. But for a GET, ctx must
// carry a pass for the method and the path (EscapedPath), or nothing is sent and the error is of
// kind ReadOnly; and it is never repeated and never redirected.
func Send[T any](
	ctx context.Context, c *Conn, method string, r Request, body any, decode func([]byte) (T, error),
) (T, error) {
	var none T
	call, err := c.newCall(method, r)
	if err != nil {
		return none, err
	}
	if body != nil {
		if call.body, err = json.Marshal(body); err != nil {
			return none, call.fail(BadBody, err)
		}
	}
	call.record.Purpose = ForLogin
	return run(ctx, c, call, func(answer []byte) (T, error) {
		var document any
		_ = json.Unmarshal(answer, &document) // what is wrong with it, decode says
		c.secrets.Add(secretsIn(document, false)...)
		return decode(answer)
	})
}

// secretsIn lists the texts of a JSON document that have the name of a secret.
func secretsIn(document any, named bool) (out []string) {
	switch value := document.(type) {
	case map[string]any:
		for name, member := range value {
			out = append(out, secretsIn(member, redact.IsName(name))...)
		}
	case []any:
		for _, item := range value {
			out = append(out, secretsIn(item, named)...)
		}
	case string:
		if named {
			out = append(out, value)
		}
	}
	return out
}

func run[T any](ctx context.Context, c *Conn, call *call, decode func([]byte) (T, error)) (T, error) {
	var value, none T
	var partly *PartlyRead
	call.accept = func(body []byte) (err error) {
		value, err = decode(body)
		if errors.As(err, &partly) {
			return nil
		}
		return err
	}
	if err := c.run(ctx, call); err != nil {
		return none, err // never a half of an answer, unless it says so
	}
	if partly != nil {
		return value, partly.hidden(call.record.Op, call.hide)
	}
	return value, nil
}

// Write sends body, a JSON document, with POST, PUT or DELETE, within the slots and the
// rate of c. It sends it once: a write is never repeated and never redirected. Where
// Config.Write is off it sends nothing and fails as ReadOnly. It returns nil once the
// server said that it took the write: with 200 or 201 and JSON, with 202 or
// 204. Whether it took effect only a read can tell. Every failure is an *Error,
// whose MayHaveApplied says whether the server may have carried it out all the same.
//
// Ctx ends the wait for a slot. It does not end a write that was sent: that takes as long as
// the server takes, at most Timeouts.Write, or until the Conn closes. Pass a context that does
// not belong to a screen. While the host asked for a pause (429) a write fails at once instead
// of waiting, for what was confirmed before the wait may not be what is there after it.
func Write(ctx context.Context, c *Conn, method string, r Request, body []byte) error {
	if !c.CanWrite() {
		return c.Unsent(r, method, ReadOnly, "writing is not enabled")
	}
	call, err := c.newCall(method, r)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodDelete}, method) {
		return call.unsent(call.failText(ReadOnly, method+" is not a method to write with"))
	}
	if !json.Valid(body) {
		return call.unsent(call.failText(BadBody, "the body to send is not JSON"))
	}
	call.write, call.body, call.accept = true, body, acceptJSON
	call.record.Purpose = ForSave
	if problem := c.tryWrite(ctx, call); problem != nil {
		return problem
	}
	return nil
}

// acceptJSON takes any whole JSON document: what a write did, a read shows.
func acceptJSON(body []byte) error {
	if !json.Valid(body) {
		return errors.New("the answer is not whole JSON")
	}
	return nil
}

type freshKey struct{}

// Fresh marks the reads of ctx as ones that no cache on the way may answer.
func Fresh(ctx context.Context) context.Context {
	return context.WithValue(ctx, freshKey{}, true)
}

// IsFresh reports whether ctx is marked so.
func IsFresh(ctx context.Context) bool { return ctx.Value(freshKey{}) != nil }
