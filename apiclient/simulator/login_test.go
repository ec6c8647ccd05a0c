package simulator

import (
	"net/http"
	"net/url"
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
			a, err := v.send(r)
			if err != nil || a.status != tt.status {
				t.Fatalf("%v, status %d: %s", err, a.status, a.body)
			}
			if a.status == http.StatusOK {
				if lack := lacking(a.json(t), map[string]any{"ids": map[string]any{}, "profile": map[string]any{"user_level": 16.}}, ""); lack != "" {
					t.Error(lack)
				}
			}
		})
	}
}

func TestOtherCredentials(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{Username: "alice", Password: "secret", Token: "ready"})
	if a := v.do(http.MethodPost, "/api/v1/login/", goodLogin); a.status != http.StatusUnauthorized {
		t.Errorf("demo may enter: %d", a.status)
	}
	if a := v.do(http.MethodPost, "/api/v1/login/", `{"username":"alice","password":"secret"}`); a.status != http.StatusOK {
		t.Errorf("alice may not enter: %d", a.status)
	}
	if a := v.withToken("/api/v01/p1/tenants/", "ready"); a.status != http.StatusOK {
		t.Errorf("the ready token may not enter: %d", a.status)
	}
	if a := v.withToken("/api/v01/p1/tenants/", "demo-token"); a.status != http.StatusUnauthorized {
		t.Errorf("the default token may enter: %d", a.status)
	}
}

func TestEveryCookieMustComeBack(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	base, err := url.Parse(v.base)
	if err != nil {
		t.Fatal(err)
	}
	cookies := v.client.Jar.Cookies(base)
	if len(cookies) != 2 {
		t.Fatalf("%d cookies, not 2", len(cookies))
	}
	if a := v.get("/api/v1/tenants/"); a.status != http.StatusOK {
		t.Fatalf("with both cookies: %d", a.status)
	}
	v.client.Jar = nil
	if a := v.get("/api/v1/tenants/"); a.status != http.StatusUnauthorized {
		t.Errorf("without a cookie: %d", a.status)
	}
	for _, cookie := range cookies {
		r := v.request(http.MethodGet, "/api/v1/tenants/", "")
		r.AddCookie(cookie)
		a, err := v.send(r)
		if err != nil || a.status != http.StatusUnauthorized || toldBy(a.json(t)) == "" {
			t.Errorf("with %s alone: %v, %d %s", cookie.Name, err, a.status, a.body)
		}
	}
}

func TestUnknownPathsNeedALoginToo(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{})
	for _, path := range []string{"/api/v1/nothing/", "/api/v1/tenants/", "/api/v01/p1/tenants/", "/api/v01/p1/nothing/", "/api/v01/nothing"} {
		if a := v.get(path); a.status != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func (v *visitor) withToken(path, token string) answer {
	v.t.Helper()
	r := v.request(http.MethodGet, path, "")
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := v.send(r)
	if err != nil {
		v.t.Fatal(err)
	}
	return a
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
		if a := v.withToken("/api/v01/p1/tenants/foo/groups/", token); a.status != http.StatusOK || a.body != gateway {
			t.Errorf("%s token: %d %s", name, a.status, a.body)
		}
	}
	for name, token := range map[string]string{"refresh": refresh, "empty": "", "wrong": access + "x", "unsigned": strings.TrimRight(access, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")} {
		if a := v.withToken("/api/v01/p1/tenants/", token); a.status != http.StatusUnauthorized || toldBy(a.json(t)) == "" {
			t.Errorf("%s token: %d %s", name, a.status, a.body)
		}
	}
	if a := v.withToken("/api/v1/tenants/", access); a.status != http.StatusUnauthorized {
		t.Errorf("the gateway takes a token: %d", a.status)
	}

	clock = clock.Add(accessLife)
	if a := v.withToken("/api/v01/p1/tenants/", access); a.status != http.StatusUnauthorized {
		t.Errorf("an expired token: %d", a.status)
	}
	if a := v.withToken("/api/v01/auth/access_token", access); a.status != http.StatusUnauthorized {
		t.Errorf("refresh with an access token: %d", a.status)
	}
	fresh, _ := v.withToken("/api/v01/auth/access_token", refresh).json(t)["access_token"].(string)
	if a := v.withToken("/api/v01/p1/tenants/", fresh); a.status != http.StatusOK {
		t.Errorf("a refreshed token: %d", a.status)
	}
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
		if a := v.do(http.MethodPost, "/api/v01/auth/login", tt.body); a.status != tt.status || toldBy(a.json(t)) == "" {
			t.Errorf("%s: %d %s", tt.name, a.status, a.body)
		}
	}
}

func TestCoreTellsItsHealthAndItsGateways(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{})
	if a := v.get("/api/v01/health"); a.status != http.StatusOK || !strings.Contains(a.body, `"ok"`) {
		t.Errorf("health: %d %s", a.status, a.body)
	}
	if a := v.get("/api/v01/apio/provisioning/gateways"); a.status != http.StatusUnauthorized {
		t.Errorf("gateways without a token: %d", a.status)
	}
	if a := v.withToken("/api/v01/apio/provisioning/gateways", "demo-token"); !strings.Contains(a.body, `"prefix":"/api/v01/p1"`) {
		t.Errorf("gateways: %d %s", a.status, a.body)
	}
}

func TestExpiredSessionsAreAsGoodAsNone(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	token, _ := v.do(http.MethodPost, "/api/v01/auth/login", `{"username":"demo","password":"demo"}`).json(t)["access_token"].(string)
	v.server.ExpireSessions()
	if a := v.get("/api/v1/tenants/"); a.status != http.StatusUnauthorized {
		t.Errorf("session: %d", a.status)
	}
	if a := v.withToken("/api/v01/p1/tenants/", token); a.status != http.StatusUnauthorized {
		t.Errorf("token: %d", a.status)
	}
	v.do(http.MethodPost, "/api/v1/login/", goodLogin)
	if a := v.get("/api/v1/tenants/"); a.status != http.StatusOK {
		t.Errorf("after a new login: %d", a.status)
	}
}
