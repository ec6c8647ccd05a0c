package simulator

import (
	"net/http"
	"time"
)

const (
	forOdin  = "odin"
	odinLife = time.Hour
)

// sessionRoutes are the paths to a token. Its renewal has two names: the two clients
// of the API that are known disagree (Odin 1).
func (o *odin) sessionRoutes() []route {
	login := on(http.MethodPost, "auth/token", o.login).and(http.MethodPut, o.renew)
	login.open = true // renew looks at the token itself
	return []route{
		login,
		get("auth/session", o.showSession).and(http.MethodPut, o.renew),
	}
}

func (o *odin) login(c *call) response {
	var given struct {
		Username string  `json:"username"`
		Password *string `json:"password"` // null of a client that has none
	}
	if !c.object(&given) {
		return odinError(http.StatusBadRequest, "the body is not a JSON object of texts")
	}
	if given.Password == nil || !o.keys.admits(given.Username, *given.Password) {
		return odinError(http.StatusUnauthorized, "Invalid username or password")
	}
	return o.token()
}

// renew gives a new token for one that still holds, whatever the body.
func (o *odin) renew(c *call) response {
	if !o.hasToken(c) {
		return odinDenied()
	}
	return o.token()
}

func (o *odin) token() response {
	return ok(map[string]string{"token": o.keys.token(forOdin, odinLife)})
}

func (o *odin) showSession(*call) response {
	return ok(map[string]string{"userId": o.keys.username, "loginType": "Provisioning"})
}

// hasToken also takes the ready token, as the core of the other dialect does.
func (o *odin) hasToken(c *call) bool {
	token := c.bearer()
	return same(token, o.keys.ready) || o.keys.accepts(token, forOdin)
}

func odinDenied() response {
	return odinError(http.StatusUnauthorized, "The token is missing, wrong or expired")
}
