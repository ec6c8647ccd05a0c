package cli

import (
	"context"

	"banyan/apiclient"
	"banyan/internal/config"
)

// Login is how the explorer logs in with what its user types.
type Login struct {
	// Refused is how the platform refused the user name and password that were given, nil
	// where one of them is missing.
	Refused error

	settings config.Settings
	wire     *apiclient.Conn
	enter    func(config.Settings, Client) Session
}

// tryLogin logs in, or leaves that to the explorer where its user can mend what lacks.
func (p Program) tryLogin(ctx context.Context, c *connection, dir string) error {
	login := &Login{settings: c.Settings, wire: c.wire}
	login.enter = func(settings config.Settings, client Client) Session {
		c.Settings, c.Client, c.Login = settings, client, nil
		p.ready(c, dir)
		return c.Session
	}
	if name, password := missing(c.Settings); !name && !password {
		err := c.logIn(ctx)
		if err == nil {
			p.ready(c, dir)
			return nil
		}
		if apiclient.KindOf(err) != apiclient.LoginFailed {
			return err
		}
		login.Refused = err
	}
	c.Login = login
	return nil
}

// Ask asks the platform. What it returns makes the session ready for who has logged in, once.
func (l *Login) Ask(ctx context.Context, username string, password config.Secret) (enter func() Session, err error) {
	settings := l.settings
	settings.Username, settings.Password = username, password
	client := newClient(l.wire, settings)
	if err := client.Login(ctx); err != nil {
		return nil, err
	}
	return func() Session { return l.enter(settings, client) }, nil
}
