// Package apio speaks the Netaxis APIO REST API: a client with one method for each
// thing that is read, and one for each that is changed where the connection may
// write. It decodes what the API documents and what servers in use
// send beside it, and refuses with the field's name what it cannot read: a figure
// that is unreadable never becomes zero.
package apio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
	"banyan/apiclient/internal/wire"
)

// DefaultPrefix is the path in front of the resources of a gateway. A core that
// fronts a gateway has another, such as /api/v01/p1.
const DefaultPrefix = "/api/v1"

// Auth is how a client proves who it is.
type Auth int

// The ways to authenticate.
const (
	Cookie Auth = iota // a session that Login opens (gateway)
	Bearer             // a token given ready (core)
)

// Client talks to one APIO host. It is safe for concurrent use; New makes it.
type Client struct {
	conn    *apiclient.Conn
	auth    Auth
	cred    Credentials
	session *login.Session
	opened  atomic.Int64 // logins that succeeded
}

// New returns a client on conn. It sends nothing.
func New(conn *apiclient.Conn, auth Auth, cred Credentials) *Client {
	return &Client{conn: conn, auth: auth, cred: cred, session: login.NewSession(conn.Host())}
}

// Capabilities says what the dialect offers.
func (c *Client) Capabilities() apiclient.Capabilities {
	return apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true}
}

// Format writes the host alone: no verb shows the credentials.
func (c *Client) Format(state fmt.State, _ rune) {
	_, _ = state.Write([]byte("APIO client of " + c.conn.Host()))
}

// fetch reads one resource. A session that has ended is opened again, once, and
// the request repeated. A 401 to that too shows that the session was not the cause.
func fetch[T any](ctx context.Context, c *Client, r apiclient.Request, decode func([]byte) (T, error)) (T, error) {
	var none T
	r, err := c.prepare(r)
	if err != nil {
		return none, err
	}
	opened := c.opened.Load()
	out, err := apiclient.Fetch(ctx, c.conn, r, decode)
	if c.auth != Cookie || apiclient.KindOf(err) != apiclient.Unauthorized || c.cred.Username == "" {
		return out, err
	}
	switch renewed, problem := c.renew(ctx, opened); {
	case problem != nil:
		return none, problem
	case !renewed:
		return none, err
	}
	out, err = apiclient.Fetch(ctx, c.conn, r, decode)
	if apiclient.KindOf(err) == apiclient.Unauthorized {
		c.session.Brake()
	}
	return out, err
}

// prepare fills in what every request has.
func (c *Client) prepare(r apiclient.Request) (apiclient.Request, error) {
	r.Prefix, r.IsAbsence = DefaultPrefix, isAbsence
	r.Secrets = c.cred.Secrets()
	if c.auth == Bearer {
		if err := c.checkToken(r.Op); err != nil {
			return r, err
		}
		r.Bearer = c.cred.Token
	}
	return r, nil
}

// isAbsence reports whether the body of a 404 is an error as the API documents it
// (APIO 2): an object whose details say something, or a list of error objects, each
// with a code, which servers in use put under errors.
func isAbsence(body []byte) bool {
	document, err := wire.Parse(body)
	if err != nil {
		return false
	}
	if document.Kind == wire.List {
		return areErrors(document)
	}
	top := wire.Record{Members: document.Members}
	details, _ := top.Find("details")
	listed, _ := top.Find("errors")
	return details.Kind == wire.Text && details.Text != "" || len(details.Items)+len(details.Members) > 0 || areErrors(listed)
}

// areErrors reports whether v is a list of error objects, or an object of them by their
// numbers.
func areErrors(v wire.Value) bool {
	items := v.Items
	for _, m := range v.Members {
		items = append(items, m.Value)
	}
	return len(items) > 0 && !slices.ContainsFunc(items, func(item wire.Value) bool {
		_, ok := wire.Record{Members: item.Members}.Get("code")
		return !ok
	})
}

// notAssigned turns a 404 of the API's own into "not assigned": that is what it
// means on the capacity resources (APIO 2).
func notAssigned(err error) error {
	var problem *apiclient.Error
	if errors.As(err, &problem) && problem.Kind == apiclient.NotFound {
		out := *problem
		out.Kind = apiclient.NotAssigned
		return &out
	}
	return err
}
