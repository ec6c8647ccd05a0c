package simulator

import (
	"cmp"
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
		on(http.MethodPost, "auth/switch-user", o.switchUser),
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
	return o.token(given.Username)
}

// switchUser gives a token for another user, with the same rights: what else it changes
// is not known. The first one still holds.
func (o *odin) switchUser(c *call) response {
	user := odinObject(c).text("username")
	o.need(user != "", http.StatusBadRequest, "username is missing")
	if user != o.keys.username && !o.world.hasUser(user) {
		return odinBackendError(http.StatusBadRequest, "[Error 4008] User not found: "+user)
	}
	return o.token(user)
}

// renew gives a new token for one that still holds, whatever the body.
func (o *odin) renew(c *call) response {
	if !o.hasToken(c) {
		return odinDenied()
	}
	return o.token(o.user(c))
}

func (o *odin) token(user string) response {
	return ok(map[string]string{"token": o.keys.tokenOf(user, forOdin, odinLife)})
}

func (o *odin) showSession(c *call) response {
	return ok(map[string]string{"userId": o.user(c), "loginType": "Provisioning"})
}

// user is whose token a call has.
func (o *odin) user(c *call) string {
	is, _ := o.keys.read(c.bearer())
	return cmp.Or(is.Subject, o.keys.username)
}

// hasToken also takes the ready token, as the core of the other dialect does.
func (o *odin) hasToken(c *call) bool {
	token := c.bearer()
	return same(token, o.keys.ready) || o.keys.accepts(token, forOdin)
}

func odinDenied() response {
	return odinError(http.StatusUnauthorized, "The token is missing, wrong or expired")
}
