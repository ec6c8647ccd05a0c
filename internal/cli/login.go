package cli

import (
	"context"
	"errors"
	"sync/atomic"

	"banyan/apiclient"
	"banyan/internal/config"
)

// Login is how the explorer logs in with what its user types.
type Login struct {
	// Refused is how the platform refused the user name and password that were given, or what
	// it asks for besides; nil where one of them is missing.
	Refused error

	try    func(ctx context.Context, username string, password config.Secret) (*attempt, error)
	enter  func(config.Settings, Client) Session
	latest atomic.Pointer[attempt]
}

// attempt is a login that may have to be gone on with.
type attempt struct {
	settings config.Settings
	client   Client
}

// tryLogin logs in, or leaves that to the explorer where its user can mend what lacks.
func (p Program) tryLogin(ctx context.Context, c *connection, dir string) error {
	if err := p.findPassword(ctx, &c.Settings); err != nil {
		return err
	}
	c.Client = newClient(c.Conn, c.Settings)
	login := &Login{}
	login.try = func(ctx context.Context, username string, password config.Secret) (*attempt, error) {
		settings := c.Settings
		settings.Username, settings.Password = username, password
		next := &attempt{settings, newClient(c.Conn, settings)}
		if before := login.latest.Swap(next); before != nil {
			logOut(ctx, before.client) // it got as far as to have tokens, maybe
		}
		return next, next.client.Login(ctx)
	}
	login.enter = func(settings config.Settings, client Client) Session {
		c.Settings, c.Client, c.Login = settings, client, nil
		c.loggedIn()
		p.ready(c, dir)
		return c.Session
	}
	if name, password := missing(c.Settings); !name && !password {
		err := p.login(ctx, c)
		if err == nil {
			c.loggedIn()
			p.ready(c, dir)
			return nil
		}
		if !isMended(err) {
			return loginError{err}
		}
		login.Refused = err
		login.latest.Store(&attempt{c.Settings, c.Client})
	}
	c.Login = login
	c.onClose(func() {
		if latest := login.latest.Load(); latest != nil {
			logOut(ctx, latest.client)
		}
	})
	return nil
}

// newLoginAgain returns how the user of a session logs in once more: the client stays, and whoever
// works with it.
func newLoginAgain(c *connection) *Login {
	held := &attempt{c.Settings, c.Client}
	login := &Login{enter: func(config.Settings, Client) Session { return c.Session }}
	login.try = func(ctx context.Context, _ string, password config.Secret) (*attempt, error) {
		return held, held.client.LogInAgain(ctx, password.Reveal())
	}
	login.latest.Store(held)
	return login
}

// isMended reports whether the user can go on with a login that ended so.
func isMended(err error) bool {
	switch apiclient.KindOf(err) {
	case apiclient.LoginFailed, apiclient.GatewayChoice:
		return true
	case apiclient.SecondFactor:
		problem, ok := errors.AsType[*apiclient.Error](err)
		return ok && problem.Factor != 0
	}
	return false
}

// Ask asks the platform. What it returns makes the session ready for the user who has logged in, once.
// Where the error is of kind SecondFactor or GatewayChoice, Answer goes on.
func (l *Login) Ask(ctx context.Context, username string, password config.Secret) (enter func() Session, err error) {
	at, err := l.try(ctx, username, password)
	if err != nil {
		return nil, err
	}
	return l.entering(at), nil
}

// Answer goes on with the latest login: with the code of a second factor, or with the name of
// a gateway.
func (l *Login) Answer(ctx context.Context, text config.Secret) (enter func() Session, err error) {
	latest := l.latest.Load()
	if latest == nil {
		return nil, errors.New("no login to go on with")
	}
	client, ofCore := latest.client.(coreClient)
	if !ofCore {
		return nil, errors.New("the login takes no answer")
	}
	if err := client.Answer(ctx, text.Reveal()); err != nil {
		return nil, err
	}
	return l.entering(latest), nil
}

func (l *Login) entering(at *attempt) func() Session {
	return func() Session { return l.enter(at.settings, at.client) }
}
