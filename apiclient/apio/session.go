package apio

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/pass"
	"banyan/apiclient/internal/wire"
)

// brakeTime is how long no 401 makes a login after one that did not help.
const brakeTime = 30 * time.Second

// session keeps parallel requests from logging in more than once.
type session struct {
	turn chan struct{} // holds one value: who takes it may log in

	opened atomic.Int64 // logins that succeeded
	tried  atomic.Int64 // logins that ended, however they did

	// A resource that answers 401 to whoever asks must not cost a login each time:
	// after one that did not help there is none for a while.
	braked atomic.Int64 // nanoseconds since 1970 before which no 401 makes a login
	now    func() time.Time

	// Both belong to who holds the turn.
	last    error // how the latest login ended
	refused error // set while the server refuses these credentials
}

func newSession() *session {
	s := &session{turn: make(chan struct{}, 1), now: time.Now}
	s.turn <- struct{}{}
	return s
}

func (s *session) brake() { s.braked.Store(s.now().Add(brakeTime).UnixNano()) }

func (s *session) isBraked() bool { return s.now().UnixNano() < s.braked.Load() }

// Login opens a session with the user name and the password. With a bearer token
// it only checks that the token can be sent. A login that is refused (401, 403) is
// of kind LoginFailed, one that wants a second factor of kind SecondFactor, and one
// where the server asks for a token instead of kind Unauthorized; none of them is
// ever tried again but by another call of Login, since platforms lock accounts.
func (c *Client) Login(ctx context.Context) error {
	if c.auth == Bearer {
		return c.checkToken("log in")
	}
	if err := c.takeTurn(ctx); err != nil {
		return err
	}
	defer c.passTurn()
	c.session.braked.Store(0)
	return c.login(ctx)
}

// renew opens the session again, unless another request has done so since opened
// sessions were counted, and reports whether there is a new one. Whoever waited
// while a login failed shares its error.
func (c *Client) renew(ctx context.Context, opened int64) (bool, error) {
	s := c.session
	tried := s.tried.Load()
	if err := c.takeTurn(ctx); err != nil {
		return false, err
	}
	defer c.passTurn()
	switch {
	case s.opened.Load() != opened:
		return true, nil
	case s.refused != nil:
		return false, s.refused
	case s.isBraked():
		return false, nil
	case s.tried.Load() != tried && kindOf(s.last) != apiclient.Canceled:
		return false, s.last
	}
	err := c.login(ctx)
	return err == nil, err
}

// takeTurn waits until no other login runs.
func (c *Client) takeTurn(ctx context.Context) error {
	select {
	case <-c.session.turn:
		return nil
	case <-ctx.Done():
	}
	problem := &apiclient.Error{Op: "log in", Host: c.conn.Host(), Kind: apiclient.Canceled, Err: ctx.Err()}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		problem.Kind = apiclient.Timeout
	}
	return problem
}

func (c *Client) passTurn() { c.session.turn <- struct{}{} }

// login runs with the turn in hand.
func (c *Client) login(ctx context.Context) error {
	s := c.session
	err := c.post(ctx)
	s.last, s.refused = err, nil
	switch kindOf(err) {
	case apiclient.LoginFailed, apiclient.SecondFactor, apiclient.Unauthorized:
		s.refused = err
	}
	if err == nil {
		s.opened.Add(1)
	}
	s.tried.Add(1)
	return err
}

// post sends the credentials (APIO 1.1). The session comes back as cookies, which
// the connection keeps.
func (c *Client) post(ctx context.Context) error {
	request := apiclient.Request{
		Op: "log in", Prefix: DefaultPrefix, Path: []string{"login"}, Single: true,
		Secrets: c.cred.secrets(),
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
