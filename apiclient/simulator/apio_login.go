package simulator

import (
	"net/http"
	"unicode/utf8"
)

const (
	sessionCookie = "sessionid"
	nodeCookie    = "SERVERID" // the load balancer's: without it a session is not found
)

// provisioningLevel is the user level above a tenant administrator's (APIO 1.1).
const provisioningLevel = 16

type credentials struct {
	Username string  `json:"username"`
	Password string  `json:"password"`
	Proxy    *string `json:"proxy"`
}

// login is the gateway's: it opens a session and sets the cookies that must come
// back, both of them (APIO 1.1).
func (a *apio) login() route {
	r := on(http.MethodPost, "login", func(c *call) response {
		var given credentials
		if !c.object(&given) {
			return notAnObject(nil)
		}
		if !a.keys.admits(given.Username, given.Password) {
			return gatewayError(http.StatusUnauthorized, "authentication failed")
		}
		session, node := a.keys.open()
		answer := ok(map[string]any{
			"ids":     map[string]string{},
			"profile": map[string]any{"user_level": provisioningLevel, "is_first_login": false},
		})
		for name, value := range map[string]string{sessionCookie: session, nodeCookie: node} {
			cookie := http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true}
			answer.header.Add("Set-Cookie", cookie.String())
		}
		return answer
	})
	r.open = true
	return r
}

func (a *apio) hasSession(c *call) bool {
	return a.keys.knows(c.cookies[sessionCookie], c.cookies[nodeCookie])
}

// The longest values of a core login (APIO 1.2).
const (
	longestCredential = 200
	longestProxy      = 70
)

// coreRoutes are the core's own: login, refresh, its proxies and its health.
func (a *apio) coreRoutes() []route {
	routes := []route{
		on(http.MethodPost, "auth/login", a.coreLogin),
		get("auth/access_token", a.refresh),
		get("health", func(*call) response { return ok(map[string]string{"status": "ok"}) }),
		get("apio/provisioning/gateways", func(*call) response {
			return ok(map[string]any{"gateways": []map[string]string{{"name": "broadworks", "prefix": "/api/v01/p1"}}})
		}),
	}
	for i := range routes[:3] {
		routes[i].open = true
	}
	return routes
}

func (a *apio) coreLogin(c *call) response {
	var keys map[string]any
	var given credentials
	if !c.object(&keys) || !c.object(&given) {
		return coreError(http.StatusBadRequest, "the body is not a JSON object of strings")
	}
	for key := range keys {
		if key != "username" && key != "password" && key != "proxy" {
			return coreError(http.StatusBadRequest, "additional properties are not allowed: "+key)
		}
	}
	if tooLong(given.Username, longestCredential) || tooLong(given.Password, longestCredential) ||
		(given.Proxy != nil && tooLong(*given.Proxy, longestProxy)) {
		return coreError(http.StatusBadRequest, "a value is too long")
	}
	if !a.keys.admits(given.Username, given.Password) {
		return coreError(http.StatusUnauthorized, "invalid username or password")
	}
	return ok(map[string]any{
		"access_token":  a.keys.token(forAccess, accessLife),
		"refresh_token": a.keys.token(forRefresh, refreshLife),
		"token":         a.keys.ready,
		"email_set":     true,
	})
}

func tooLong(text string, most int) bool { return utf8.RuneCountInString(text) > most }

// refresh gives a new access token for a refresh token (APIO 1.2).
func (a *apio) refresh(c *call) response {
	if !a.keys.accepts(c.bearer(), forRefresh) {
		return coreError(http.StatusUnauthorized, "the refresh token is not valid")
	}
	return ok(map[string]string{"access_token": a.keys.token(forAccess, accessLife)})
}

func (a *apio) hasToken(c *call) bool { return a.keys.accepts(c.bearer(), forAccess) }
