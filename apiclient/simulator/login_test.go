package simulator

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const goodLogin = `{"username":"demo","password":"demo","provide_basic_profile":true}`

func TestGatewayLogin(t *testing.T) {
	for _, tt := range []struct {
		name, path, body string
		status           int
	}{
		{"the right password", "/api/v1/login/", goodLogin, http.StatusOK},
		{"without the slash at the end", "/api/v1/login", goodLogin, http.StatusOK},
		{"a wrong password", "/api/v1/login/", `{"username":"demo","password":"x"}`, http.StatusUnauthorized},
		{"a wrong user", "/api/v1/login/", `{"username":"x","password":"demo"}`, http.StatusUnauthorized},
		{"no body", "/api/v1/login/", ``, http.StatusRequestedRangeNotSatisfiable},
		{"no object", "/api/v1/login/", `["demo","demo"]`, http.StatusRequestedRangeNotSatisfiable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := visit(t, Options{})
			r := v.request(http.MethodPost, tt.path, tt.body)
			r.Header.Set("Authorization", "") // some clients do, before they have a token
			a := v.mustSend(r)
			a.want(t, "", tt.status)
			if a.status == http.StatusOK {
				wantShape(t, a.json(t), `{"ids":{},"profile":{"user_level":16}}`)
			}
		})
	}
}

func TestOtherCredentials(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{Username: "alice", Password: "secret", Token: "ready"})
	v.do(http.MethodPost, "/api/v1/login/", goodLogin).want(t, "demo", http.StatusUnauthorized)
	v.do(http.MethodPost, "/api/v1/login/", `{"username":"alice","password":"secret"}`).want(t, "alice", http.StatusOK)
	v.withToken("/api/v01/p1/tenants/", "ready").want(t, "the ready token", http.StatusOK)
	v.withToken("/api/v01/p1/tenants/", "demo-token").want(t, "the default token", http.StatusUnauthorized)
}

func TestEveryCookieMustComeBack(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	cookies := v.client.Jar.Cookies(v.request(http.MethodGet, "/", "").URL)
	if len(cookies) != 2 {
		t.Fatalf("%d cookies, not 2", len(cookies))
	}
	v.get("/api/v1/tenants/").want(t, "with both cookies", http.StatusOK)
	v.client.Jar = nil
	v.get("/api/v1/tenants/").want(t, "without a cookie", http.StatusUnauthorized)
	for _, cookie := range cookies {
		r := v.request(http.MethodGet, "/api/v1/tenants/", "")
		r.AddCookie(cookie)
		v.mustSend(r).wantRefusal(t, "with "+cookie.Name+" alone", http.StatusUnauthorized, "")
	}
}

func TestUnknownPathsNeedALoginToo(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{})
	for _, path := range []string{"/api/v1/nothing/", "/api/v1/tenants/", "/api/v01/p1/tenants/", "/api/v01/p1/nothing/", "/api/v01/nothing"} {
		v.get(path).want(t, path, http.StatusUnauthorized)
	}
}

func (v *visitor) withToken(path, token string) answer {
	v.t.Helper()
	return v.mustSend(bearing(token, v.request(http.MethodGet, path, "")))
}

func TestCoreLoginGivesTokensForTheSameResources(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	v := visit(t, Options{Now: func() time.Time { return clock }})
	tokens := v.do(http.MethodPost, "/api/v01/auth/login", `{"username":"demo","password":"demo","proxy":"p1"}`).json(t)
	access, _ := tokens["access_token"].(string)
	refresh, _ := tokens["refresh_token"].(string)
	ready, _ := tokens["token"].(string)
	if strings.Count(access, ".") != 2 {
		t.Errorf("%q is no JWT", access)
	}
	gateway := loggedIn(t, Options{}).get("/api/v1/tenants/foo/groups/").body
	for name, token := range map[string]string{"access": access, "ready": ready} {
		v.withToken("/api/v01/p1/tenants/foo/groups/", token).wantBody(t, name+" token", http.StatusOK, gateway)
	}
	for name, token := range map[string]string{"refresh": refresh, "empty": "", "wrong": access + "x", "unsigned": strings.TrimRight(access, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")} {
		v.withToken("/api/v01/p1/tenants/", token).wantRefusal(t, name+" token", http.StatusUnauthorized, "")
	}
	v.withToken("/api/v1/tenants/", access).want(t, "a token on the gateway", http.StatusUnauthorized)

	clock = clock.Add(accessLife)
	v.withToken("/api/v01/p1/tenants/", access).want(t, "an expired token", http.StatusUnauthorized)
	v.withToken("/api/v01/auth/access_token", access).want(t, "refresh with an access token", http.StatusUnauthorized)
	fresh, _ := v.withToken("/api/v01/auth/access_token", refresh).json(t)["access_token"].(string)
	v.withToken("/api/v01/p1/tenants/", fresh).want(t, "a refreshed token", http.StatusOK)
}

func TestCoreRefusesBadLogins(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{})
	for _, tt := range []struct {
		name, body string
		status     int
	}{
		{"a wrong password", `{"username":"demo","password":"x"}`, http.StatusUnauthorized},
		{"another property", `{"username":"demo","password":"demo","otp":"1"}`, http.StatusBadRequest},
		{"a name that is too long", `{"username":"` + strings.Repeat("d", 201) + `","password":"demo"}`, http.StatusBadRequest},
		{"no JSON", `username=demo`, http.StatusBadRequest},
	} {
		v.do(http.MethodPost, "/api/v01/auth/login", tt.body).wantRefusal(t, tt.name, tt.status, "")
	}
}

func TestCoreTellsItsHealthAndItsGateways(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{})
	v.get("/api/v01/health").want(t, "health", http.StatusOK, `"ok"`)
	v.get("/api/v01/apio/provisioning/gateways").want(t, "gateways without a token", http.StatusUnauthorized)
	v.withToken("/api/v01/apio/provisioning/gateways", "demo-token").want(t, "gateways", http.StatusOK, `"prefix":"/api/v01/p1"`)
}

func TestExpiredSessionsAreAsGoodAsNone(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	token, _ := v.do(http.MethodPost, "/api/v01/auth/login", `{"username":"demo","password":"demo"}`).json(t)["access_token"].(string)
	v.server.ExpireSessions()
	v.get("/api/v1/tenants/").want(t, "session", http.StatusUnauthorized)
	v.withToken("/api/v01/p1/tenants/", token).want(t, "token", http.StatusUnauthorized)
	v.logIn()
	v.get("/api/v1/tenants/").want(t, "after a new login", http.StatusOK)
}
