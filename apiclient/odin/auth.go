package odin

import (
	"context"
	"errors"
	"net/http"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
	"banyan/apiclient/internal/pass"
	"banyan/apiclient/internal/wire"
)

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
// not known; taking both for one keeps accounts from being locked by repetition.
func loginFailed(err error) error {
	var problem *apiclient.Error
	if !errors.As(err, &problem) {
		return err
	}
	switch problem.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		out := *problem
		out.Kind = apiclient.LoginFailed
		return &out
	}
	return err
}

// isOutage reports whether a request failed for a reason that a login will meet too.
func isOutage(err error) bool {
	switch apiclient.KindOf(err) {
	case apiclient.Canceled, apiclient.Timeout, apiclient.Unreachable, apiclient.TLS, apiclient.Unavailable, apiclient.RateLimited:
		return true
	}
	return false
}

// lacks reports whether a server answered that it does not have what was asked for.
func lacks(err error) bool {
	var problem *apiclient.Error
	if !errors.As(err, &problem) {
		return false
	}
	switch problem.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return true
	}
	return false
}
