package odin

import (
	"context"
	"net/http"

	"banyan/apiclient"
)

// grant is a token with where it is from. The zero value is no token.
type grant struct {
	token string
	login bool // of a login, not of a refresh
}

// Login gets a token for the user name and the password. With a token that was given
// ready it only checks that it can be sent. A login that is refused (400, 401, 403)
// is of kind LoginFailed and never tried again but by another call of Login, since
// platforms lock accounts.
func (c *Client) Login(ctx context.Context) error {
	if c.hasReadyToken() {
		return c.checkToken("log in")
	}
	return c.session.Open(ctx, func() error { return c.login(ctx) })
}

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
		Op: "log in", Path: []string{"auth", "token"}, Secrets: c.cred.Secrets(),
	}, map[string]string{"username": c.cred.Username, "password": c.cred.Password})
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
		Op: "refresh the token", Path: []string{"auth", "token"}, Bearer: token, Secrets: c.cred.Secrets(),
	}, struct{}{})
	if err != nil {
		c.noRefresh = c.noRefresh || lacks(err)
		return err
	}
	c.grant.Store(&grant{token: renewed})
	return nil
}
