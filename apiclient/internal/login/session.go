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
	cred  atomic.Pointer[Credentials]
	turn  chan struct{} // holds one value: who takes it may log in
	tried atomic.Int64  // attempts that ended, however they did

	// A resource that answers 401 to whoever asks must not cost a login each time:
	// after one that did not help there is none for a while.
	braked atomic.Int64 // nanoseconds since 1970 before which nothing is renewed

	last    error                 // how the latest attempt ended; of who holds the turn
	refused atomic.Pointer[error] // set while the server refuses the credentials, by who holds the turn
}

// NewSession returns a session at host, which its errors name, of somebody.
func NewSession(host string, cred Credentials) *Session {
	s := &Session{Now: time.Now, host: host, turn: make(chan struct{}, 1)}
	s.cred.Store(&cred)
	s.turn <- struct{}{}
	return s
}

// Credentials returns what the session is opened with.
func (s *Session) Credentials() Credentials { return *s.cred.Load() }

// SetPassword gives the user of the session another password, for the next attempt.
func (s *Session) SetPassword(password string) {
	cred := s.Credentials()
	cred.Password = password
	s.cred.Store(&cred)
}

// IsRefused reports whether the server refuses the credentials, or has ended the session: then
// nothing but Open helps.
func (s *Session) IsRefused() bool { return s.refused.Load() != nil }

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
	case s.IsRefused():
		return false, *s.refused.Load()
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
	var refused *error
	switch apiclient.KindOf(err) {
	case apiclient.LoginFailed, apiclient.SecondFactor, apiclient.Unauthorized, apiclient.OtherLogin, apiclient.WrongCode, apiclient.CodeExpired,
		apiclient.PasswordDue, apiclient.Locked, apiclient.SignOn, apiclient.SessionEnded, apiclient.GatewayChoice, apiclient.NoGateway:
		refused = &err
	}
	s.last = err
	s.refused.Store(refused)
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
