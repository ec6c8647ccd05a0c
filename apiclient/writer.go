package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync/atomic"

	"github.com/go-resty/resty/v2"

	"banyan/apiclient/internal/pass"
)

// Writer sends what changes something on the host of its Conn, within the same
// slots, rate and cookies. It sends each request once: it never repeats one, never
// follows a redirect and never reuses a connection, so that a connection which
// died while idle cannot leave a write in doubt.
type Writer struct {
	conn      *Conn
	client    *resty.Client
	transport *http.Transport
}

// Writer returns the writer of c, and false where Config.Write is off: then there
// is none.
func (c *Conn) Writer() (*Writer, bool) { return c.writer, c.writer != nil }

// CanWrite reports whether c writes at all (Config.Write).
func (c *Conn) CanWrite() bool { return c.writer != nil }

// Unsent is the error of a write that was given up before anything left.
func (c *Conn) Unsent(r Request, method string, kind Kind, message string) *Error {
	return &Error{Op: r.Op, Method: method, Host: c.Host(), Kind: kind, Message: message, Unsent: true}
}

// newWriter prepares the writer; jar is that of the reads.
func newWriter(c *Conn, home origin, jar http.CookieJar) (*Writer, error) {
	transport, err := newTransport(c.cfg, &c.opened)
	if err != nil {
		return nil, err
	}
	transport.DisableKeepAlives = true
	// HTTP/2 repeats by itself what a server turned away.
	transport.ForceAttemptHTTP2 = false
	// A write has one time limit, from its sending to the end of its answer.
	transport.ResponseHeaderTimeout = 0
	chain := credentials{origin: home, next: guard{next: counter{sent: &c.sent, next: transport}}}
	client := newClient(c.cfg, &http.Client{
		Transport: noRedirect{next: chain}, Jar: jar, CheckRedirect: home.checkRedirect,
	})
	return &Writer{conn: c, client: client, transport: transport}, nil
}

// Write sends body, a JSON document, with POST, PUT or DELETE. It returns nil once
// the server said that it took the write: with 200 or 201 and JSON, with 202 or
// 204. Whether it took effect only a read can tell. Every failure is an *Error,
// whose MayHaveApplied says whether the server may have carried it out all the same.
//
// Ctx ends the wait for a slot. It does not end a write that was sent: that takes
// as long as the server takes, at most Timeouts.Write, or until the Conn closes.
// Pass a context that does not belong to a screen. While the host asked for a
// pause (429) a write fails at once instead of waiting, for what was confirmed
// before the wait may not be what is there after it.
func (w *Writer) Write(ctx context.Context, method string, r Request, body []byte) error {
	call, err := w.conn.newCall(method, r)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodDelete}, method) {
		return call.unsent(call.failText(ReadOnly, method+" is not a way to write"))
	}
	if !json.Valid(body) {
		return call.unsent(call.failText(BadBody, "the body to send is not JSON"))
	}
	call.write, call.body, call.accept = true, body, acceptJSON
	if problem := w.once(ctx, call); problem != nil {
		return problem
	}
	return nil
}

func (w *Writer) once(ctx context.Context, call *call) *Error {
	c := w.conn
	if wait := c.gate.pausedFor(c.now()); wait > 0 {
		out := call.failText(RateLimited, "the server asked for a pause")
		out.RetryAfter = wait
		return call.unsent(out)
	}
	waiting, cancel := c.untilClosed(ctx)
	defer cancel()
	if err := c.enter(waiting, false); err != nil {
		return call.unsent(call.fault(waiting, err))
	}

	ctx, cancel = c.untilClosed(context.WithoutCancel(ctx))
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	start := c.now()
	got, err := c.exchange(pass.Grant(ctx, call.method, call.path), w.client, c.cfg.Timeouts.Write, call)
	c.gate.leave(false)

	problem := call.judge(ctx, got, err, c.now())
	if problem != nil && !connected.Load() {
		problem = call.unsent(problem)
	}
	c.note(ctx, call, problem, got.status, start, 1)
	return problem
}

// unsent marks a failure as one of a write that never left.
func (c *call) unsent(problem *Error) *Error {
	problem.Unsent = true
	return problem
}

// acceptJSON takes any whole JSON document: what a write did, a read tells.
func acceptJSON(body []byte) error {
	if !json.Valid(body) {
		return errors.New("the answer is not whole JSON")
	}
	return nil
}

// noRedirect ends every redirect where it begins: 301 to 303 would come back as a
// GET that looks like a success, 307 and 308 would hand the body to another place.
type noRedirect struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (n noRedirect) RoundTrip(req *http.Request) (*http.Response, error) {
	answer, err := n.next.RoundTrip(req)
	if err != nil || answer.StatusCode < 300 || answer.StatusCode > 399 {
		return answer, err
	}
	_ = answer.Body.Close() // nothing in it counts
	message := "a write is never redirected"
	if to, err := answer.Location(); err == nil {
		message = fmt.Sprintf("to %s://%s: %s", to.Scheme, to.Host, message)
	}
	return nil, &Error{Kind: Redirected, Status: answer.StatusCode, Message: message}
}
