package simulator

import "net/http"

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
