// Package apio speaks the Netaxis APIO REST API: a client with one method for each thing
// that is read, and one for each that is changed where the connection may write. It
// decodes what the API documents and what servers in use send beside it, and refuses with
// the field's name what it cannot read: a figure that is unreadable never becomes zero.
package apio

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
	"banyan/apiclient/internal/pass"
	"banyan/apiclient/internal/wire"
)

// DefaultPrefix is the path in front of the resources of a gateway. A core that
// fronts a gateway has another, such as /api/v01/p1.
const DefaultPrefix = "/api/v1"

// Client talks to one APIO host. It is safe for concurrent use; New makes it.
type Client struct {
	conn    *apiclient.Conn
	auth    Auth
	cred    Credentials
	session *login.Session
	opened  atomic.Int64 // logins that succeeded
}

// Auth is how a client proves who it is.
type Auth int

// The ways to authenticate.
const (
	Cookie Auth = iota // a session that Login opens (gateway)
	Bearer             // a token given ready (core)
)

// Credentials are a user name and a password for Cookie, or a token for Bearer.
// They print as a placeholder, however they are printed.
type Credentials = login.Credentials

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
	_, _ = io.WriteString(state, "APIO client of "+c.conn.Host())
}

// Login opens a session with the user name and the password. With a bearer token
// it only checks that the token can be sent. A login that is refused (401, 403) is
// of kind LoginFailed, one that needs a second factor of kind SecondFactor, and one
// where the server asks for a token instead of kind Unauthorized; none of them is
// ever tried again but by another call of Login, since platforms lock accounts.
func (c *Client) Login(ctx context.Context) error {
	if c.auth == Bearer {
		return c.checkToken("log in")
	}
	return c.session.Open(ctx, func() error { return c.login(ctx) })
}

// login sends the credentials (APIO 1.1). The session comes back as cookies, which
// the connection keeps.
func (c *Client) login(ctx context.Context) error {
	request := apiclient.Request{
		Op: "log in", Prefix: DefaultPrefix, Path: []string{"login"}, Single: true,
		Secrets: c.cred.Secrets(),
	}
	path, err := c.conn.EscapedPath(request)
	if err != nil {
		return err
	}
	body := map[string]string{"username": c.cred.Username, "password": c.cred.Password}
	ctx = pass.Grant(ctx, http.MethodPost, path)
	wantsMore, err := apiclient.Send(ctx, c.conn, http.MethodPost, request, body, wantsSecondFactor)
	switch {
	case err != nil:
		return loginFailed(err)
	case wantsMore:
		return &apiclient.Error{
			Op: request.Op, Method: http.MethodPost, Path: path, Host: c.conn.Host(),
			Status: http.StatusOK, Kind: apiclient.SecondFactor,
			Message: "this account logs in with a second factor; use a bearer token instead",
		}
	}
	c.opened.Add(1)
	return nil
}

// wantsSecondFactor reads the answer to a login, of which only this counts: a core
// answers 200 with 2fa_payload in place of a session (APIO 1.2).
func wantsSecondFactor(answer []byte) (bool, error) {
	return wire.DecodeOne(answer, func(r wire.Record) bool {
		_, ok := r.Get("2fa_payload")
		return ok
	})
}

// loginFailed turns a refusal of the credentials into the kind that says so. Where
// there is no login to open a session with, such as at a core, the 401 is not about
// them: it asks for a token and keeps its kind.
func loginFailed(err error) error {
	return apiclient.WithKind(err, apiclient.LoginFailed, func(e *apiclient.Error) bool {
		return e.Kind == apiclient.Forbidden || e.Kind == apiclient.Unauthorized && !asksForToken(strings.ToLower(e.Message))
	})
}

func asksForToken(message string) bool {
	return strings.Contains(message, "token") || strings.Contains(message, "bearer") || strings.Contains(message, "authorization header")
}

func (c *Client) checkToken(op string) error { return c.cred.CheckToken(op, c.conn.Host()) }

// readOne reads a resource that is one object, readList one that wraps a list of them.
func readOne[T any](ctx context.Context, c *Client, op string, path []string, read func(wire.Record) T) (T, error) {
	return fetch(ctx, c, apiclient.Request{Op: op, Path: path, Single: true}, func(body []byte) (T, error) {
		return wire.DecodeOne(body, read)
	})
}

func readList[T any](ctx context.Context, c *Client, op string, path []string, wrapper string, read func(wire.Record) T) ([]T, error) {
	return fetch(ctx, c, apiclient.Request{Op: op, Path: path}, func(body []byte) ([]T, error) {
		return wire.DecodeList(body, wrapper, read)
	})
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
	isRenewed := func() bool { return c.opened.Load() != opened }
	if renewed, problem := c.session.Renew(ctx, isRenewed, func() error { return c.login(ctx) }); !renewed {
		return none, cmp.Or(problem, err)
	}
	out, err = apiclient.Fetch(ctx, c.conn, r, decode)
	if apiclient.KindOf(err) == apiclient.Unauthorized {
		c.session.Brake()
	}
	return out, err
}

// CanWrite reports whether the connection writes at all (apiclient.Config.Write). Where it does
// not, every method that would change something returns apiclient.ErrReadOnly and sends nothing.
func (c *Client) CanWrite() bool { return c.conn.CanWrite() }

// write sends body once, where making it did not fail with invalid. A session that has
// ended is not opened again here: the 401 proves that nothing changed, and the read that
// has to come before the next try logs in.
func (c *Client) write(ctx context.Context, method, op string, path []string, body []byte, invalid error) error {
	r := apiclient.Request{Op: op, Path: path, Single: true}
	if invalid != nil {
		return c.conn.Unsent(r, method, apiclient.BadBody, invalid.Error())
	}
	r, err := c.prepare(r)
	if err != nil {
		return err
	}
	return apiclient.Write(ctx, c.conn, method, r, body)
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
	details, _ := document.Find("details")
	listed, _ := document.Find("errors")
	return details.Kind == wire.Text && details.Text != "" || len(details.Items)+len(details.Members) > 0 ||
		document.Kind == wire.List && areErrors(document) || areErrors(listed)
}

// areErrors reports whether v is a list of error objects, or an object of them by their numbers.
func areErrors(v wire.Value) bool {
	items := v.Items
	for _, m := range v.Members {
		items = append(items, m.Value)
	}
	return len(items) > 0 && !slices.ContainsFunc(items, func(item wire.Value) bool {
		_, ok := item.Get("code")
		return !ok
	})
}

// notAssigned turns a 404 of the API's own into "not assigned": that is what it
// means on the capacity resources (APIO 2).
func notAssigned(err error) error {
	return apiclient.WithKind(err, apiclient.NotAssigned, func(e *apiclient.Error) bool { return e.Kind == apiclient.NotFound })
}
