package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Core is how an APIO core lets in and what it is in front of. The zero value asks for
// no second factor and has one gateway.
type Core struct {
	SecondFactor string        // ByMail or ByApp: asked for after the password; empty: none
	TokenLife    time.Duration // of an access token; 15 minutes where it is zero
	IdleTime     time.Duration // how long a session may ask nothing; zero: for ever
	Account      Account
	Gateways     []string // their names; where nil one, called broadworks
}

// Account is what became of the one account that the core knows.
type Account string

// The accounts. The zero value is one that may work.
const (
	MustChangePassword Account = "change-password" // it gets in, and then may do nothing
	Locked             Account = "locked"
	SignsOnElsewhere   Account = "sso" // the core takes no password of it
)

// The second factors, as the API calls them (APIO 1.2), and the code that both take.
const (
	ByMail = "email"
	ByApp  = "totp"
	Code   = "123456"
)

const (
	accessLife  = 15 * time.Minute
	refreshLife = 24 * time.Hour
	codeLife    = 5 * time.Minute

	// The longest values of a core login (APIO 1.2).
	longestCredential = 200
	longestProxy      = 70
)

func (c Core) check() error {
	switch {
	case !slices.Contains([]string{"", ByMail, ByApp}, c.SecondFactor):
		return fmt.Errorf("there is no second factor %q: it can be %s or %s", c.SecondFactor, ByMail, ByApp)
	case !slices.Contains([]Account{"", MustChangePassword, Locked, SignsOnElsewhere}, c.Account):
		return fmt.Errorf("there is no account %q: it can be %s, %s or %s", c.Account, MustChangePassword, Locked, SignsOnElsewhere)
	case c.TokenLife < 0 || c.IdleTime < 0:
		return errors.New("the life of a token or the idle time is negative")
	}
	return nil
}

// gateways returns the gateways with the prefixes of their resources.
func (c Core) gateways() []rawObject {
	names := c.Gateways
	if names == nil {
		names = []string{"broadworks"}
	}
	list := []rawObject{}
	for i, name := range names {
		list = append(list, members("name", name, "prefix", fmt.Sprintf("/api/v01/p%d", i+1)))
	}
	return list
}

// coreRoutes are the core's own (APIO 1.2, supplement 2): what it tells everybody, login,
// second factor, refresh, logout, who one is, and its gateways.
func (a *apio) coreRoutes() []route {
	routes := []route{
		get("health", func(*call) response { return ok(map[string]string{"status": "ok"}) }),
		get("system/configuration/public", a.publicConfiguration),
		get("system/database/status", func(*call) response { return ok(map[string]bool{"is_master": true}) }),
		on(http.MethodPost, "auth/login", a.coreLogin),
		on(http.MethodPost, "auth/2fa", func(c *call) response { return a.secondFactor(c, ByMail) }),
		on(http.MethodPost, "auth/2fa_totp", func(c *call) response { return a.secondFactor(c, ByApp) }),
		get("auth/access_token", a.refresh),
		get("auth/logout", a.logout),
		get("system/users/local", a.showUser),
		get("apio/requests/search", a.ifUsable(a.searchRequests)),
		get("apio/provisioning/gateways", a.ifUsable(func(*call) response { return ok(members("gateways", a.core.gateways())) })),
	}
	for i := range routes[:8] {
		routes[i].open = true
	}
	return routes
}

func (a *apio) publicConfiguration(*call) response {
	signOn := []rawObject{}
	if a.core.Account == SignsOnElsewhere {
		signOn = append(signOn, members("name", "corporate", "protocol", "saml"))
	}
	return ok(members(
		"auth", members("SSO", signOn), "gui", members("label", "APIO", "modules", []string{"provisioning"}),
		"retention", members("trusted_locs", 0), "gateways", a.core.gateways(),
	))
}

func (a *apio) coreLogin(c *call) response {
	var keys map[string]any
	var given credentials
	if !c.object(&keys) || !c.object(&given) {
		return coreError(http.StatusBadRequest, "the body is not a JSON object of strings")
	}
	if key := unknownKey(keys, "username", "password", "proxy"); key != "" {
		return coreError(http.StatusBadRequest, "additional properties are not allowed: "+key)
	}
	if tooLong(given.Username, longestCredential) || tooLong(given.Password, longestCredential) ||
		(given.Proxy != nil && tooLong(*given.Proxy, longestProxy)) {
		return coreError(http.StatusBadRequest, "a value is too long")
	}
	switch {
	case a.core.Account == Locked: // its words are not documented; it is so whatever the password
		return coreError(http.StatusUnauthorized, "the account is locked after too many wrong passwords; try again in 15 minutes")
	case a.core.Account == SignsOnElsewhere: // likewise
		return coreError(http.StatusUnauthorized, "this account logs in by single sign-on (corporate) only")
	case !a.keys.admits(given.Username, given.Password):
		return coreError(http.StatusUnauthorized, "invalid username or password")
	case a.core.SecondFactor != "":
		return ok(map[string]any{"2fa_payload": a.keys.token(forCode, codeLife), "option": a.core.SecondFactor})
	}
	return a.letIn()
}

func unknownKey(keys map[string]any, known ...string) string {
	for key := range keys {
		if !slices.Contains(known, key) {
			return key
		}
	}
	return ""
}

func tooLong(text string, most int) bool { return utf8.RuneCountInString(text) > most }

// secondFactor ends a login that asked for a code. How a wrong code and one that came too
// late are told apart is not documented.
func (a *apio) secondFactor(c *call, option string) response {
	var keys map[string]any
	var given struct {
		Payload string `json:"2fa_payload"`
		Code    string `json:"code"`
	}
	if !c.object(&keys) || !c.object(&given) || unknownKey(keys, "2fa_payload", "code", "trust") != "" {
		return coreError(http.StatusBadRequest, "the body is not an object of 2fa_payload, code and trust")
	}
	asked, ours := a.keys.read(given.Payload)
	switch {
	case !ours || asked.Use != forCode || option != a.core.SecondFactor:
		return coreError(http.StatusBadRequest, "the payload is not valid")
	case a.keys.now().Unix() >= asked.Expires:
		return coreError(http.StatusBadRequest, "the code has expired")
	case !same(given.Code, Code):
		return coreError(http.StatusBadRequest, "the code is wrong")
	}
	return a.letIn()
}

// letIn gives the tokens of a login.
func (a *apio) letIn() response {
	a.keys.use()
	return ok(map[string]any{
		"access_token":  a.accessToken(),
		"refresh_token": a.keys.token(forRefresh, refreshLife),
		"token":         a.keys.ready,
		"email_set":     true,
	})
}

func (a *apio) accessToken() string {
	return a.keys.token(forAccess, cmp.Or(a.core.TokenLife, accessLife))
}

// refresh gives a new access token for a refresh token (APIO 1.2).
func (a *apio) refresh(c *call) response {
	switch {
	case !a.keys.accepts(c.bearer(), forRefresh):
		return coreError(http.StatusUnauthorized, "the refresh token is not valid")
	case a.core.IdleTime > 0 && a.keys.idle() > a.core.IdleTime: // that the server looks at it is not documented
		return coreError(http.StatusUnauthorized, "the session was idle for too long")
	}
	return ok(map[string]string{"access_token": a.accessToken()})
}

// logout makes the refresh token invalid that the query names by its digest.
func (a *apio) logout(c *call) response {
	if sum, named := strings.CutPrefix(c.query.Get("sign"), "sha1:"); named {
		a.keys.end(sum)
	}
	return ok(rawObject{})
}

func (a *apio) showUser(*call) response {
	return ok(members(
		"username", a.keys.username, "local_user", true, "modules", []string{"provisioning"},
		"need_password_change", a.core.Account == MustChangePassword,
		"two_fa_option", cmp.Or(a.core.SecondFactor, "none"),
	))
}

// ifUsable refuses who must change the password first (supplement 2).
func (a *apio) ifUsable(answer func(*call) response) func(*call) response {
	if a.core.Account != MustChangePassword {
		return answer
	}
	return func(*call) response {
		return reply(http.StatusForbidden, members("error", "the password must be changed", "error_code", 1))
	}
}

func (a *apio) hasToken(c *call) bool {
	if !a.keys.accepts(c.bearer(), forAccess) {
		return false
	}
	a.keys.use()
	return true
}
