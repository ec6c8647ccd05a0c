package apio

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/pass"
	"banyan/apiclient/internal/wire"
)

// Login opens a session with the user name and the password. With a bearer token
// it only checks that the token can be sent. A login that is refused (401, 403) is
// of kind LoginFailed, one that wants a second factor of kind SecondFactor, and one
// where the server asks for a token instead of kind Unauthorized; none of them is
// ever tried again but by another call of Login, since platforms lock accounts.
func (c *Client) Login(ctx context.Context) error {
	if c.auth == Bearer {
		return c.checkToken("log in")
	}
	return c.session.Open(ctx, func() error { return c.login(ctx) })
}

// renew opens the session again, unless another request has done so since opened
// sessions were counted, and reports whether there is a new one.
func (c *Client) renew(ctx context.Context, opened int64) (bool, error) {
	return c.session.Renew(ctx,
		func() bool { return c.opened.Load() != opened },
		func() error { return c.login(ctx) })
}

func (c *Client) login(ctx context.Context) error {
	err := c.post(ctx)
	if err == nil {
		c.opened.Add(1)
	}
	return err
}

// post sends the credentials (APIO 1.1). The session comes back as cookies, which
// the connection keeps.
func (c *Client) post(ctx context.Context) error {
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
	var problem *apiclient.Error
	if !errors.As(err, &problem) {
		return err
	}
	isRefusal := problem.Kind == apiclient.Forbidden ||
		problem.Kind == apiclient.Unauthorized && !asksForToken(problem.Message)
	if !isRefusal {
		return err
	}
	out := *problem
	out.Kind = apiclient.LoginFailed
	return &out
}

func asksForToken(message string) bool {
	message = strings.ToLower(message)
	return slices.ContainsFunc([]string{"token", "bearer", "authorization header"}, func(word string) bool {
		return strings.Contains(message, word)
	})
}
