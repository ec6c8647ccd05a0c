package odin

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"banyan/apiclient"
)

// brakeTime is how long no 401 renews the token after a login that did not help.
const brakeTime = 30 * time.Second

// grant is a token with where it is from. The zero value is no token.
type grant struct {
	token string
	login bool // of a login, not of a refresh
}

// session holds the token, and keeps parallel requests from renewing it more than
// once.
type session struct {
	turn  chan struct{}         // holds one value: who takes it may renew
	grant atomic.Pointer[grant] // never nil; each one that was had is a new pointer
	tried atomic.Int64          // renewals that ended, however they did

	// A resource that answers 401 to whoever asks must not cost a login each time:
	// after one that did not help there is none for a while.
	braked atomic.Int64 // nanoseconds since 1970 before which nothing is renewed
	now    func() time.Time

	// These belong to who holds the turn.
	last      error // how the latest renewal ended
	refused   error // set while the server refuses these credentials
	noRefresh bool  // the server does not have the refresh
}

func newSession() *session {
	s := &session{turn: make(chan struct{}, 1), now: time.Now}
	s.grant.Store(&grant{})
	s.turn <- struct{}{}
	return s
}

func (s *session) brake() { s.braked.Store(s.now().Add(brakeTime).UnixNano()) }

func (s *session) isBraked() bool { return s.now().UnixNano() < s.braked.Load() }

// Login gets a token for the user name and the password. With a token that was given
// ready it only checks that it can be sent. A login that is refused (400, 401, 403)
// is of kind LoginFailed and never tried again but by another call of Login, since
// platforms lock accounts.
func (c *Client) Login(ctx context.Context) error {
	if c.hasReadyToken() {
		return c.checkToken("log in")
	}
	if err := c.takeTurn(ctx); err != nil {
		return err
	}
	defer c.passTurn()
	c.session.braked.Store(0)
	return c.login(ctx)
}

// renew gets a token in place of failed, unless another request has done so, and
// reports whether there is a new one. It asks for a refresh first, where one may
// help. Whoever waited while a renewal failed shares its error.
func (c *Client) renew(ctx context.Context, failed *grant, mayRefresh bool) (bool, error) {
	s := c.session
	tried := s.tried.Load()
	if err := c.takeTurn(ctx); err != nil {
		return false, err
	}
	defer c.passTurn()
	switch {
	case s.grant.Load() != failed:
		return true, nil
	case s.refused != nil:
		return false, s.refused
	case s.isBraked():
		return false, nil
	case s.tried.Load() != tried && kindOf(s.last) != apiclient.Canceled:
		return false, s.last
	}
	if mayRefresh && !s.noRefresh && failed.token != "" {
		err := c.refresh(ctx, failed.token)
		if err == nil || isOutage(err) {
			return err == nil, err
		}
	}
	err := c.login(ctx)
	return err == nil, err
}

// takeTurn waits until no other renewal runs.
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
	token, err := c.authenticate(ctx, http.MethodPost, apiclient.Request{
		Op: "log in", Path: []string{"auth", "token"}, Secrets: c.cred.secrets(),
	}, map[string]string{"username": c.cred.Username, "password": c.cred.Password})
	err = loginFailed(err)
	s.refused = nil
	if kindOf(err) == apiclient.LoginFailed {
		s.refused = err
	}
	s.end(token, true, err)
	return err
}

// refresh runs with the turn in hand. Which of two paths a release has for it is not
// known, so it is the documented one or none.
func (c *Client) refresh(ctx context.Context, token string) error {
	s := c.session
	renewed, err := c.authenticate(ctx, http.MethodPut, apiclient.Request{
		Op: "refresh the token", Path: []string{"auth", "token"}, Bearer: token, Secrets: c.cred.secrets(),
	}, struct{}{})
	if lacks(err) {
		s.noRefresh = true
	}
	if err == nil || isOutage(err) { // else a login is to follow
		s.end(renewed, false, err)
	}
	return err
}

// end tells those who wait how a renewal ended.
func (s *session) end(token string, login bool, err error) {
	if s.last = err; err == nil {
		s.grant.Store(&grant{token: token, login: login})
	}
	s.tried.Add(1)
}
