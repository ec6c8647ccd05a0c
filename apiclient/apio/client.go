// Package apio speaks the Netaxis APIO REST API: a client with one method for each thing
// that is read, and one for each that is changed where the connection may write. It
// decodes what the API documents and what servers in use send beside it, and refuses with
// the field's name what it cannot read: a figure that is unreadable never becomes zero.
package apio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
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
	session *login.Session
	grant   atomic.Pointer[grant] // never nil; each one that was had is a new pointer

	reads apiclient.Teller

	site    site                    // where a core and its gateway are
	gateway atomic.Pointer[listing] // of a core, that is used; nil where none is, or none is found yet
	pending pending                 // of a login that waits for an answer; of who has the session's turn

	beside      atomic.Pointer[apiclient.Login] // what other login was found when a gateway refused a token; nil before
	noWholeList sync.Map                        // ids of the tenants of which the server refused to list the trunk groups of all groups
}

// Auth is how a client proves who it is.
type Auth int

// The ways to authenticate.
const (
	Cookie Auth = iota // a session that Login opens (gateway)
	Bearer             // a token given ready (core)
	Core               // tokens that Login gets and that are renewed (core)
)

// Credentials are a user name and a password for Cookie and Core, or a token for Bearer.
// They print as a placeholder, however they are printed.
type Credentials = login.Credentials

// New returns a client on conn. It sends nothing.
func New(conn *apiclient.Conn, auth Auth, cred Credentials) *Client {
	c := &Client{conn: conn, auth: auth, session: login.NewSession(conn.Host(), cred), site: siteOf(conn.Paths())}
	c.grant.Store(&grant{})
	if c.site.path != "" && cred.Gateway == "" && (auth == Core || auth == Bearer && c.site.hasCore) {
		c.gateway.Store(&listing{prefix: c.site.path})
	}
	return c
}

// Capabilities says what the dialect offers.
func (c *Client) Capabilities() apiclient.Capabilities {
	return apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true, TrunkGroupSearch: true}
}

// Tell tells what is read of tenants and enterprise trunks from now on.
func (c *Client) Tell(reads apiclient.Reads) { c.reads.Tell(reads) }

// Format writes the host alone: no verb shows the credentials.
func (c *Client) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "APIO client of "+c.conn.Host())
}

// Login opens a session with the user name and the password. With a bearer token
// it only checks that the token can be sent. A login that is refused (401, 403) is
// of kind LoginFailed, or OtherLogin where the platform shows another kind of login alone;
// one where the server asks for a token instead is of kind Unauthorized. None of them is
// ever tried again but by another call of Login, since platforms lock accounts.
//
// The login of a core may also end as SecondFactor or GatewayChoice: then Answer goes on. Why it
// ends for good, PasswordDue, Locked, SignOn and NoGateway say.
func (c *Client) Login(ctx context.Context) error {
	switch c.auth {
	case Bearer:
		if err := c.checkToken("log in"); err != nil || c.hasPlace() {
			return err
		}
		return c.session.Open(ctx, func() error { return c.findGateway(ctx, c.cred().Gateway) })
	case Core:
		return c.session.Open(ctx, func() error { return c.loginToCore(ctx) })
	default:
		return c.session.Open(ctx, func() error { return c.login(ctx) })
	}
}

// LogInAgain is Login with another password of the same user, for whoever works with the client
// already.
func (c *Client) LogInAgain(ctx context.Context, password string) error {
	c.session.SetPassword(password)
	return c.Login(ctx)
}

// IsLoggedOut reports whether the session has ended and is not opened by itself: nothing can be
// read or written before LogInAgain.
func (c *Client) IsLoggedOut() bool { return c.session.IsRefused() }

// login sends the credentials (APIO 1.1). The session comes back as cookies, which
// the connection keeps.
func (c *Client) login(ctx context.Context) error {
	request := apiclient.Request{Op: "log in", Prefix: DefaultPrefix, Path: []string{"login"}, Single: true, Secrets: c.secrets()}
	more, err := authenticate(ctx, c, request, c.nameAndPassword(), hasSecondFactor)
	switch {
	case err != nil:
		return c.refusedByGateway(ctx, err)
	case more:
		return &apiclient.Error{
			Op: request.Op, Method: http.MethodPost, Host: c.conn.Host(), Status: http.StatusOK, Kind: apiclient.SecondFactor,
			Message: "this account logs in with a second factor",
		}
	}
	c.grant.Store(&grant{})
	return nil
}

func (c *Client) nameAndPassword() map[string]any {
	return map[string]any{"username": c.cred().Username, "password": c.cred().Password}
}

// authenticate posts what logs in. It is the one place of this package that mints a pass for
// that, for a path that its callers spell out.
func authenticate[T any](ctx context.Context, c *Client, r apiclient.Request, body any, decode func([]byte) (T, error)) (T, error) {
	path, err := c.conn.EscapedPath(r)
	if err != nil {
		var none T
		return none, err
	}
	return apiclient.Send(pass.Grant(ctx, http.MethodPost, path), c.conn, http.MethodPost, r, body, decode)
}

// hasSecondFactor reads the answer to a login, of which only this counts: a core
// answers 200 with 2fa_payload in place of a session (APIO 1.2).
func hasSecondFactor(answer []byte) (bool, error) {
	return wire.DecodeOne(answer, func(r wire.Record) bool {
		_, ok := r.Get("2fa_payload")
		return ok
	})
}

// refusedByGateway turns a refusal of the credentials into the kind that says so, and
// where there is a core too, says that. Where there is no login to open a session with, such as
// at a core, the 401 is not about them: it asks for a token and keeps its kind.
func (c *Client) refusedByGateway(ctx context.Context, err error) error {
	e, isError := errors.AsType[*apiclient.Error](err)
	if !isError || !noLoginThere(e) && e.Kind != apiclient.Unauthorized && e.Kind != apiclient.Forbidden {
		return err
	}
	out := *e
	isElsewhere := noLoginThere(e) || asksForToken(strings.ToLower(e.Message)) || c.site.hasCore
	if _, err := c.publicConfiguration(ctx); err == nil {
		out.Other = apiclient.CoreLogin
	}
	switch {
	case isElsewhere && out.Other != 0:
		out.Kind = apiclient.OtherLogin
	case !isElsewhere || e.Kind == apiclient.Forbidden:
		out.Kind = apiclient.LoginFailed
	}
	return &out
}

// noLoginThere reports whether an answer to a login says that nobody logs in at its path.
func noLoginThere(e *apiclient.Error) bool {
	return e.Kind == apiclient.NotFound || e.Kind == apiclient.NotJSON || e.Kind == apiclient.Redirected || e.Status == http.StatusMethodNotAllowed
}

func asksForToken(message string) bool {
	return strings.Contains(message, "token") || strings.Contains(message, "bearer") || strings.Contains(message, "authorization header")
}

func (c *Client) cred() Credentials { return c.session.Credentials() }

func (c *Client) checkToken(op string) error { return c.cred().CheckToken(op, c.conn.Host()) }

// secrets are what must not come back in anything that a server says.
func (c *Client) secrets() []string {
	held := c.grant.Load()
	return append(c.cred().Secrets(), held.access, held.refresh)
}

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

// fetch reads one resource. A session that has ended is opened again or renewed, once, and
// the request repeated. A 401 to that too shows that the session was not the cause.
func fetch[T any](ctx context.Context, c *Client, r apiclient.Request, decode func([]byte) (T, error)) (T, error) {
	var none T
	held, err := c.current(ctx)
	if err != nil {
		return none, err
	}
	if r, err = c.prepare(r, held); err != nil {
		return none, err
	}
	out, err := apiclient.Fetch(ctx, c.conn, r, decode)
	switch {
	case apiclient.KindOf(err) != apiclient.Unauthorized || c.auth != Bearer && c.cred().Username == "":
		return out, c.passwordDue(ctx, err)
	case c.auth == Bearer:
		return out, c.refusedToken(ctx, err)
	}
	if renewed, problem := c.renew(ctx, held); !renewed {
		return none, cmp.Or(problem, err)
	}
	if r, err = c.prepare(r, c.grant.Load()); err != nil {
		return none, err
	}
	out, err = apiclient.Fetch(ctx, c.conn, r, decode)
	if apiclient.KindOf(err) == apiclient.Unauthorized {
		c.session.Brake()
	}
	return out, err
}

// refusedToken says of a token that a gateway refused whether there is a core, which has tokens
// of its own. That is asked for once.
func (c *Client) refusedToken(ctx context.Context, err error) error {
	e, isError := errors.AsType[*apiclient.Error](err)
	if !isError || c.site.hasCore || c.gateway.Load() != nil {
		return err
	}
	if c.beside.Load() == nil {
		other := apiclient.Login(0)
		if _, problem := c.publicConfiguration(ctx); problem == nil {
			other = apiclient.CoreLogin
		}
		if ctx.Err() != nil {
			return err
		}
		c.beside.Store(&other)
	}
	out := *e
	out.Other = *c.beside.Load()
	return &out
}

// renew gets what a request can be tried again with in place of failed, unless another request
// has done so, and reports whether there is something new.
func (c *Client) renew(ctx context.Context, failed *grant) (bool, error) {
	return c.session.Renew(ctx, func() bool { return c.grant.Load() != failed }, func() error {
		if c.auth == Core {
			return c.refresh(ctx, failed)
		}
		return c.login(ctx)
	})
}

// CanWrite reports whether the connection writes at all (apiclient.Config.Write). Where it does
// not, every method that would change something returns apiclient.ErrReadOnly and sends nothing.
func (c *Client) CanWrite() bool { return c.conn.CanWrite() }

// write sends body once, where making it did not fail with invalid. A session that has
// ended is not opened again here: the 401 proves that nothing changed, and the read that
// has to come before the next try logs in. A token that is due is renewed before.
func (c *Client) write(ctx context.Context, method string, r apiclient.Request, body []byte, invalid error) error {
	r.Single = true
	if invalid != nil {
		return c.conn.Unsent(r, method, apiclient.BadBody, invalid.Error())
	}
	if !c.CanWrite() { // then nothing is renewed either
		return c.conn.Unsent(r, method, apiclient.ReadOnly, "writing is not enabled")
	}
	held, err := c.currentForWrite(ctx)
	if err != nil {
		return notSent(err, r.Op, method)
	}
	if r, err = c.prepare(r, held); err != nil {
		return notSent(err, r.Op, method)
	}
	return c.passwordDue(ctx, apiclient.Write(ctx, c.conn, method, r, body))
}

// notSent makes the failure of what comes before a write one of the write itself.
func notSent(err error, op, method string) error {
	e, isError := errors.AsType[*apiclient.Error](err)
	if !isError {
		return err
	}
	out := *e
	out.Op, out.Method, out.Unsent = op, method, true
	return &out
}

// prepare fills in what every request has.
func (c *Client) prepare(r apiclient.Request, held *grant) (apiclient.Request, error) {
	r.Prefix, r.IsOwn, r.Template = DefaultPrefix, isOwn, template(r.Path)
	r.Secrets = c.secrets()
	if found := c.gateway.Load(); found != nil && r.Root == "" { // what has one is the core's own
		r.Root = found.prefix
	}
	switch c.auth {
	case Bearer:
		if err := c.checkToken(r.Op); err != nil {
			return r, err
		}
		r.Bearer = c.cred().Token
	case Core:
		if r.Root == "" {
			return r, c.conn.Unsent(r, http.MethodGet, apiclient.Unauthorized, "nobody has logged in yet")
		}
		r.Bearer = held.access
	}
	return r, nil
}

// isOwn reports whether the body of a refusal is an error as the API documents it
// (APIO 2): an object whose details say something, or a list of error objects, each
// with a code, which servers in use put under errors.
func isOwn(_ int, body []byte) bool {
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

// notAssigned turns a 404 of the API's own into "not assigned": that is what it means on the
// capacity resources and on the list of enterprise trunks (APIO 2), which answer no other to
// somebody who asks for what a list has. Other refusals have to say so.
func notAssigned(err error) error {
	return apiclient.WithKind(apiclient.AsNotAssigned(err), apiclient.NotAssigned, func(e *apiclient.Error) bool { return e.Kind == apiclient.NotFound })
}
