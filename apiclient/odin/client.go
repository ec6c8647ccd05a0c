// Package odin speaks the Odin REST API, as its public clients use it: a client with one
// method for each thing that is read, and one for each that is changed where the
// connection may write. What it needs stands in the query of a request, never in the
// path. It refuses with the field's name what it cannot read, and an answer that is of
// something else than what was asked for: a figure that is unreadable never becomes zero.
package odin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
	"banyan/apiclient/internal/pass"
	"banyan/apiclient/internal/wire"
)

// DefaultPrefix is the path in front of the resources.
const DefaultPrefix = "/api/v2"

// Client talks to one Odin host. It is safe for concurrent use; New makes it.
type Client struct {
	conn    *apiclient.Conn
	session *login.Session
	grant   atomic.Pointer[grant]                   // never nil; each one that was had is a new pointer
	report  struct{ answered, missing atomic.Bool } // for some tenant the server has it, or has not
	types   sync.Map                                // tenant id -> apiclient.TenantType, as last reported

	reads apiclient.Teller

	noRefresh bool // the server does not have the refresh; of who has the session's turn
}

// grant is a token with where it is from. The zero value is no token.
type grant struct {
	token string
	login bool // of a login, not of a refresh
}

// Credentials are a user name and a password, or a token that was given ready. They
// print as a placeholder, however they are printed.
type Credentials = login.Credentials

// New returns a client on conn. It sends nothing. With a token among the credentials
// it uses that one alone.
func New(conn *apiclient.Conn, cred Credentials) *Client {
	c := &Client{conn: conn, session: login.NewSession(conn.Host(), cred)}
	c.grant.Store(&grant{token: cred.Token})
	return c
}

// Capabilities says what the dialect offers.
func (c *Client) Capabilities() apiclient.Capabilities {
	return apiclient.Capabilities{
		Dialect: "Odin", EnterpriseTrunks: true, GroupEnterpriseTrunks: true,
		NotOffered: "the mode of an enterprise trunk in a list; its page has it",
	}
}

// Tell tells what is read of tenants and enterprise trunks from now on.
func (c *Client) Tell(reads apiclient.Reads) { c.reads.Tell(reads) }

// Format writes the host alone: no verb shows the credentials.
func (c *Client) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "Odin client of "+c.conn.Host())
}

// Login gets a token for the user name and the password. With a token that was given ready it
// only checks that it can be sent. A login that is refused (400, 401, 403) is of kind
// LoginFailed and never tried again but by another call of Login, since platforms lock accounts.
func (c *Client) Login(ctx context.Context) error {
	if c.hasReadyToken() {
		return c.checkToken("log in")
	}
	return c.session.Open(ctx, func() error { return c.login(ctx) })
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

// renew gets a token in place of failed, unless another request has done so, and
// reports whether there is a new one. It asks for a refresh first, where one may help.
func (c *Client) renew(ctx context.Context, failed *grant, mayRefresh bool) (bool, error) {
	return c.session.Renew(ctx, func() bool { return c.grant.Load() != failed }, func() error {
		if mayRefresh && !c.noRefresh && failed.token != "" {
			if err := c.refresh(ctx, failed.token); err == nil || isOutage(err) {
				return err
			}
		}
		return c.login(ctx)
	})
}

// login runs in the turn of the session.
func (c *Client) login(ctx context.Context) error {
	token, err := c.authenticate(ctx, http.MethodPost, apiclient.Request{
		Op: "log in", Path: []string{"auth", "token"}, Secrets: c.cred().Secrets(),
	}, map[string]string{"username": c.cred().Username, "password": c.cred().Password})
	if err != nil {
		return loginFailed(err)
	}
	c.grant.Store(&grant{token: token, login: true})
	return nil
}

// refresh runs in the turn of the session. Which of two paths a release has for it is
// not known, so it is the documented one or none.
func (c *Client) refresh(ctx context.Context, token string) error {
	renewed, err := c.authenticate(ctx, http.MethodPut, apiclient.Request{
		Op: "refresh the token", Path: []string{"auth", "token"}, Bearer: token, Secrets: c.cred().Secrets(),
	}, struct{}{})
	if err != nil {
		c.noRefresh = c.noRefresh || isNotOffered(err)
		return err
	}
	c.grant.Store(&grant{token: renewed})
	return nil
}

// authenticate asks for a token. It is the one place of this package that mints a
// pass, for a path that its callers spell out.
func (c *Client) authenticate(ctx context.Context, method string, r apiclient.Request, body any) (string, error) {
	r.Prefix, r.Bare, r.Single = DefaultPrefix, true, true
	path, err := c.conn.EscapedPath(r)
	if err != nil {
		return "", err
	}
	return apiclient.Send(pass.Grant(ctx, method, path), c.conn, method, r, body, readToken)
}

// readToken reads the answer to a login, of which only this counts. No error of it
// repeats what was there.
func readToken(answer []byte) (string, error) {
	token, err := wire.DecodeOne(answer, func(r wire.Record) string {
		v, _ := r.Get("token")
		if v.Kind != wire.Text {
			return ""
		}
		return v.Text
	})
	switch {
	case err != nil:
		return "", errors.New("the answer to the login is not a JSON object")
	case !login.IsToken(token):
		return "", errors.New("the answer to the login has no token that can be sent")
	}
	return token, nil
}

// loginFailed turns a refusal of the credentials into the kind that says so. Whether
// a wrong password is a 400, as every error of the platform below may be, or a 401 is
// not known; taking both for one keeps accounts from being locked by repetition. A 402 is of
// an account whose password must be changed (the portal then shows a form for it).
func loginFailed(err error) error {
	err = apiclient.WithKind(err, apiclient.PasswordDue, func(e *apiclient.Error) bool { return e.Status == http.StatusPaymentRequired })
	return apiclient.WithKind(err, apiclient.LoginFailed, func(e *apiclient.Error) bool {
		return e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
	})
}

func (c *Client) cred() Credentials { return c.session.Credentials() }

func (c *Client) checkToken(op string) error { return c.cred().CheckToken(op, c.conn.Host()) }

func (c *Client) hasReadyToken() bool { return c.cred().Token != "" }

func (c *Client) canLogIn() bool { return !c.hasReadyToken() && c.cred().Username != "" }

// notRenewed says of a token that was given ready why it is not renewed.
func (c *Client) notRenewed(err error) error {
	problem, ok := errors.AsType[*apiclient.Error](err)
	if !ok || !c.hasReadyToken() || problem.Kind != apiclient.Unauthorized {
		return err
	}
	out := *problem
	out.Message = "a token that was given ready cannot be renewed"
	if problem.Message != "" {
		out.Message = problem.Message + "; " + out.Message
	}
	return &out
}

// readOne reads a resource that is one object, readList one that is a list of them.
func readOne[T any](ctx context.Context, c *Client, op string, path []string, about subject, read func(wire.Record) T) (T, error) {
	request := apiclient.Request{Op: op, Path: path, Query: about.query(), Single: true}
	return fetch(ctx, c, request, func(body []byte) (T, error) { return wire.DecodeOne(body, checked(about, read)) })
}

func readList[T any](ctx context.Context, c *Client, op string, path []string, about subject, read func(wire.Record) T) ([]T, error) {
	request := apiclient.Request{Op: op, Path: path, Query: about.query()}
	return fetch(ctx, c, request, func(body []byte) ([]T, error) { return wire.DecodeArray(body, checked(about, read)) })
}

// fetch reads one resource. A token that has ended is renewed, and the request
// repeated. Where the server takes what a refresh gave no better, a login follows;
// a 401 to what that gave shows that the token was not the cause.
func fetch[T any](ctx context.Context, c *Client, r apiclient.Request, decode func([]byte) (T, error)) (T, error) {
	var none T
	if err := c.checkQuery(r); err != nil {
		return none, err
	}
	for attempt := 0; ; attempt++ {
		with := c.grant.Load()
		request, err := c.prepare(r, with.token)
		if err != nil {
			return none, err
		}
		out, err := apiclient.Fetch(ctx, c.conn, request, decode)
		if apiclient.KindOf(err) != apiclient.Unauthorized || !c.canLogIn() {
			return out, c.notRenewed(err)
		}
		if attempt == 2 || attempt == 1 && with.login {
			c.session.Brake()
			return none, err
		}
		if renewed, problem := c.renew(ctx, with, attempt == 0); !renewed {
			return none, cmp.Or(problem, err)
		}
	}
}

// CanWrite reports whether the connection writes at all (apiclient.Config.Write). Where it does
// not, every method that would change something returns apiclient.ErrReadOnly and sends nothing.
func (c *Client) CanWrite() bool { return c.conn.CanWrite() }

// write sends body once, where making it did not fail with invalid. A token that has
// ended is not renewed here: the 401 proves that nothing changed, and the read that has
// to come before the next try renews it.
func (c *Client) write(ctx context.Context, method string, r apiclient.Request, body []byte, invalid error) error {
	if invalid != nil {
		return c.conn.Unsent(r, method, apiclient.BadBody, invalid.Error())
	}
	if err := c.checkQuery(r); err != nil {
		return err
	}
	r, err := c.prepare(r, c.grant.Load().token)
	if err != nil {
		return err
	}
	r.Single = true
	return c.notRenewed(apiclient.Write(ctx, c.conn, method, r, body))
}

// prepare fills in what every request has.
func (c *Client) prepare(r apiclient.Request, token string) (apiclient.Request, error) {
	r.Prefix, r.Bare, r.IsOwn = DefaultPrefix, true, isOwn
	r.Secrets = c.cred().Secrets()
	r.Bearer = token
	if c.hasReadyToken() {
		return r, c.checkToken(r.Op)
	}
	return r, nil
}

// checkQuery refuses names that a server may take for none: without the name of a
// group it would list all groups, or change another one.
func (c *Client) checkQuery(r apiclient.Request) error {
	for key, values := range r.Query {
		for _, value := range values {
			if why := wrongName(value); why != "" {
				return &apiclient.Error{
					Op: r.Op, Host: c.conn.Host(), Kind: apiclient.BadName, Message: key + ": " + why, Unsent: true,
				}
			}
		}
	}
	return nil
}

// isOwn reports whether the body of a refusal has the one shape of errors that the API has (Odin
// 1): {"status":404,"error":"...","details":"..."}, all three of which its public client reads.
func isOwn(status int, body []byte) bool {
	own, err := wire.DecodeOne(body, func(r wire.Record) bool {
		code := r.Count("status")
		_, hasDetails := r.Find("details")
		return code != nil && *code == status && r.Required("error") != "" && hasDetails
	})
	return err == nil && own
}

// isOutage reports whether a request failed for a reason that a login will meet too.
func isOutage(err error) bool {
	switch apiclient.KindOf(err) {
	case apiclient.Canceled, apiclient.Timeout, apiclient.Unreachable, apiclient.TLS, apiclient.Unavailable, apiclient.RateLimited:
		return true
	}
	return false
}

// isNotOffered reports whether a server answered that it does not have what was asked for.
func isNotOffered(err error) bool {
	problem, ok := errors.AsType[*apiclient.Error](err)
	return ok && slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}, problem.Status)
}
