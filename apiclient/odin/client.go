// Package odin speaks the Odin REST API, as its public clients use it: a client with
// one method for each thing that is read, and one for each that is changed where the
// connection may write. What it needs stands in the query of a request, never in the
// path. It refuses with the field's name what it cannot read, and an answer that is
// of something else than what was asked for: a figure that is unreadable never
// becomes zero.
package odin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
	"banyan/apiclient/internal/wire"
)

// DefaultPrefix is the path in front of the resources.
const DefaultPrefix = "/api/v2"

// Client talks to one Odin host. It is safe for concurrent use; New makes it.
type Client struct {
	conn    *apiclient.Conn
	cred    Credentials
	session *login.Session
	grant   atomic.Pointer[grant] // never nil; each one that was had is a new pointer
	reports reports
	types   sync.Map // tenant id -> apiclient.TenantType, as last told

	noRefresh bool // the server does not have the refresh; of who has the session's turn
}

// New returns a client on conn. It sends nothing. With a token among the credentials
// it uses that one alone.
func New(conn *apiclient.Conn, cred Credentials) *Client {
	c := &Client{conn: conn, cred: cred, session: login.NewSession(conn.Host())}
	c.grant.Store(&grant{token: cred.Token})
	return c
}

// Capabilities says what the dialect offers.
func (c *Client) Capabilities() apiclient.Capabilities {
	return apiclient.Capabilities{
		Dialect: "Odin", EnterpriseTrunks: true, GroupEnterpriseTrunks: true,
		NotOffered: "the routing mode in lists",
	}
}

// Format writes the host alone: no verb shows the credentials.
func (c *Client) Format(state fmt.State, _ rune) {
	_, _ = state.Write([]byte("Odin client of " + c.conn.Host()))
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
		switch renewed, problem := c.renew(ctx, with, attempt == 0); {
		case problem != nil:
			return none, problem
		case !renewed:
			return none, err
		}
	}
}

// prepare fills in what every request has.
func (c *Client) prepare(r apiclient.Request, token string) (apiclient.Request, error) {
	r.Prefix, r.Bare, r.IsAbsence = DefaultPrefix, true, isAbsence
	r.Secrets = c.cred.Secrets()
	r.Bearer = token
	if c.hasReadyToken() {
		return r, c.checkToken(r.Op)
	}
	return r, nil
}

func (c *Client) hasReadyToken() bool { return c.cred.Token != "" }

func (c *Client) canLogIn() bool { return !c.hasReadyToken() && c.cred.Username != "" }

// notRenewed says of a token that was given ready why it is not renewed.
func (c *Client) notRenewed(err error) error {
	var problem *apiclient.Error
	if !c.hasReadyToken() || !errors.As(err, &problem) || problem.Kind != apiclient.Unauthorized {
		return err
	}
	out := *problem
	out.Message = "a token that was given ready cannot be renewed"
	if problem.Message != "" {
		out.Message = problem.Message + "; " + out.Message
	}
	return &out
}

// isAbsence reports whether the body of a 404 has the one shape of errors that the API has
// (Odin 1): {"status":404,"error":"...","details":"..."}, all three of which its public
// client reads.
func isAbsence(body []byte) bool {
	own, err := wire.DecodeOne(body, func(r wire.Record) bool {
		status := r.Count("status")
		_, hasDetails := r.Find("details")
		return status != nil && *status == http.StatusNotFound && r.Required("error") != "" && hasDetails
	})
	return err == nil && own
}
