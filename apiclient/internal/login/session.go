package login

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"banyan/apiclient"
)

// BrakeTime is how long nothing is renewed after a renewal that did not help.
const BrakeTime = 30 * time.Second

// Session keeps requests at the same time from logging in more than once, and any
// number of them from trying credentials again that were refused, since platforms lock
// accounts. NewSession makes it; it is safe for concurrent use.
type Session struct {
	Now func() time.Time // the clock; set before the first use

	host  string
	turn  chan struct{} // holds one value: who takes it may log in
	tried atomic.Int64  // attempts that ended, however they did

	// A resource that answers 401 to whoever asks must not cost a login each time:
	// after one that did not help there is none for a while.
	braked atomic.Int64 // nanoseconds since 1970 before which nothing is renewed

	// Both belong to who holds the turn.
	last    error // how the latest attempt ended
	refused error // set while the server refuses the credentials
}

// NewSession returns a session at host, which its errors name.
func NewSession(host string) *Session {
	s := &Session{Now: time.Now, host: host, turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s
}

// Brake says that a renewal did not help: nothing is renewed for BrakeTime.
func (s *Session) Brake() { s.braked.Store(s.Now().Add(BrakeTime).UnixNano()) }

// Open runs open, whatever was refused before: somebody asks for it.
func (s *Session) Open(ctx context.Context, open func() error) error {
	if err := s.takeTurn(ctx); err != nil {
		return err
	}
	defer s.passTurn()
	s.braked.Store(0)
	return s.attempt(open)
}

// Renew runs renew, unless another request has done so meanwhile, the credentials are
// refused, or a renewal did not help a short while ago. It reports whether there is
// something new to try with. Whoever waited while an attempt failed shares its error.
func (s *Session) Renew(ctx context.Context, isRenewed func() bool, renew func() error) (bool, error) {
	tried := s.tried.Load()
	if err := s.takeTurn(ctx); err != nil {
		return false, err
	}
	defer s.passTurn()
	switch {
	case isRenewed():
		return true, nil
	case s.refused != nil:
		return false, s.refused
	case s.Now().UnixNano() < s.braked.Load():
		return false, nil
	case s.tried.Load() != tried && apiclient.KindOf(s.last) != apiclient.Canceled:
		return false, s.last
	}
	err := s.attempt(renew)
	return err == nil, err
}

// attempt runs do with the turn in hand.
func (s *Session) attempt(do func() error) error {
	err := do()
	s.last, s.refused = err, nil
	switch apiclient.KindOf(err) {
	case apiclient.LoginFailed, apiclient.SecondFactor, apiclient.Unauthorized, apiclient.OtherLogin, apiclient.WrongCode, apiclient.CodeExpired,
		apiclient.PasswordDue, apiclient.Locked, apiclient.SignOn, apiclient.SessionEnded, apiclient.GatewayChoice, apiclient.NoGateway:
		s.refused = err
	}
	s.tried.Add(1)
	return err
}

// takeTurn waits until no other attempt runs.
func (s *Session) takeTurn(ctx context.Context) error {
	select {
	case <-s.turn:
		return nil
	case <-ctx.Done():
	}
	problem := &apiclient.Error{Op: "log in", Host: s.host, Kind: apiclient.Canceled, Err: ctx.Err()}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		problem.Kind = apiclient.Timeout
	}
	return problem
}

func (s *Session) passTurn() { s.turn <- struct{}{} }
