package simulator

import (
	"crypto/sha1"
	"fmt"
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

// signIn logs in at the core and returns what it answers.
func (v *visitor) signIn() map[string]any {
	v.t.Helper()
	return v.do(http.MethodPost, "/api/v01/auth/login", `{"username":"demo","password":"demo"}`).json(v.t)
}

func TestTheSecondFactorOfTheCore(t *testing.T) {
	t.Parallel()
	for option, path := range map[string]string{ByMail: "/api/v01/auth/2fa", ByApp: "/api/v01/auth/2fa_totp"} {
		clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		v := visit(t, Options{Core: Core{SecondFactor: option}, Now: func() time.Time { return clock }})
		asked := v.signIn()
		payload, _ := asked["2fa_payload"].(string)
		if asked["option"] != option || asked["access_token"] != nil || payload == "" {
			t.Errorf("%s: the login answered %v", option, asked)
		}
		answer := func(path, payload, code string) answer {
			return v.do(http.MethodPost, path, `{"2fa_payload":"`+payload+`","code":"`+code+`","trust":false}`)
		}
		v.withToken("/api/v01/p1/tenants/", payload).want(t, "the payload as a token", http.StatusUnauthorized)
		answer(path, payload, "654321").wantRefusal(t, "a wrong code", http.StatusBadRequest, "wrong")
		answer(path, "x", Code).wantRefusal(t, "a wrong payload", http.StatusBadRequest, "payload")
		for _, other := range []string{"/api/v01/auth/2fa", "/api/v01/auth/2fa_totp"} {
			if other != path {
				answer(other, payload, Code).wantRefusal(t, "the other factor", http.StatusBadRequest, "payload")
			}
		}
		token, _ := answer(path, payload, Code).json(t)["access_token"].(string)
		v.withToken("/api/v01/p1/tenants/", token).want(t, "the token of the code", http.StatusOK)
		clock = clock.Add(codeLife)
		answer(path, payload, Code).wantRefusal(t, "a late code", http.StatusBadRequest, "expired")
	}
}

func TestAccountsThatTheCoreDoesNotLetIn(t *testing.T) {
	t.Parallel()
	for account, words := range map[Account]string{Locked: "locked", SignsOnElsewhere: "single sign-on"} {
		v := visit(t, Options{Core: Core{Account: account}})
		v.do(http.MethodPost, "/api/v01/auth/login", `{"username":"demo","password":"demo"}`).wantRefusal(t, words, http.StatusUnauthorized, words)
	}
	v := visit(t, Options{Core: Core{Account: MustChangePassword}})
	token, _ := v.signIn()["access_token"].(string)
	v.withToken("/api/v01/system/users/local", token).want(t, "who it is", http.StatusOK, `"need_password_change":true`)
	for _, path := range []string{"/api/v01/p1/tenants/", "/api/v01/apio/provisioning/gateways"} {
		v.withToken(path, token).want(t, path, http.StatusForbidden, `"error_code":1`)
	}
}

func TestASessionOfTheCoreEnds(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	v := visit(t, Options{Core: Core{TokenLife: time.Minute, IdleTime: 5 * time.Minute}, Now: func() time.Time { return clock }})
	const renewal = "/api/v01/auth/access_token"
	refresh, _ := v.signIn()["refresh_token"].(string)
	clock = clock.Add(5 * time.Minute)
	access, _ := v.withToken(renewal, refresh).json(t)["access_token"].(string)
	v.withToken("/api/v01/p1/tenants/", access).want(t, "a read", http.StatusOK)
	clock = clock.Add(time.Minute)
	v.withToken("/api/v01/p1/tenants/", access).want(t, "a token of a minute", http.StatusUnauthorized)
	clock = clock.Add(4*time.Minute + time.Second)
	v.withToken(renewal, refresh).wantRefusal(t, "an idle session", http.StatusUnauthorized, "idle")
	refresh, _ = v.signIn()["refresh_token"].(string)
	v.get(fmt.Sprintf("/api/v01/auth/logout?sign=sha1:%x", sha1.Sum([]byte(refresh)))).want(t, "logout", http.StatusOK)
	v.withToken(renewal, refresh).want(t, "after the logout", http.StatusUnauthorized)
}

func TestGatewaysBehindTheCore(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{{}, {"BE East", "BE West"}} {
		v := visit(t, Options{Core: Core{Gateways: names}})
		for i, name := range append(names[:len(names):len(names)], "none") {
			path, status := fmt.Sprintf("/api/v01/p%d/tenants/", i+1), http.StatusOK
			if i == len(names) {
				status = http.StatusNotFound
			} else {
				v.get("/api/v01/system/configuration/public").want(t, name, http.StatusOK, name)
			}
			v.withToken(path, "demo-token").want(t, path, status)
		}
	}
}

func TestOneSideOfAPIOAlone(t *testing.T) {
	t.Parallel()
	for only, missing := range map[Only]string{OnlyCore: "/api/v1/login/", OnlyGateway: "/api/v01/auth/login"} {
		v := visit(t, Options{Only: only})
		v.do(http.MethodPost, missing, `{"username":"demo","password":"demo"}`).want(t, missing, http.StatusNotFound)
	}
	for _, opts := range []Options{
		{Only: "odin"}, {Core: Core{SecondFactor: "sms"}}, {Core: Core{Account: "gone"}}, {Core: Core{TokenLife: -1}}, {Core: Core{IdleTime: -1}},
	} {
		if _, err := New(opts); err == nil {
			t.Errorf("%+v is taken", opts)
		}
	}
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
