package odin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"banyan/apiclient"
)

func TestALoginBringsTheTokenOfEveryRequest(t *testing.T) {
	t.Parallel()
	p := &portal{body: `[]`, expire: onlyToken("t1")}
	client := start(t, p)
	ok(t, client.Login(t.Context()))
	must(client.Tenants(t.Context()))(t)
	want := arrival{"POST", `{"password":"sesame-4711","username":"demo"}`, ""}
	if len(p.auths) != 1 || p.auths[0] != want {
		t.Errorf("the logins were %+v", p.auths)
	}
	if line, body := p.last(); line != "GET /api/v2/service-providers" || body != "" {
		t.Errorf("%s with the body %q", line, body)
	}
}

func TestAnAddressWithTheVersionDoesNotGetItTwice(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"", "/", "/api/v2", "/api/v2/"} {
		p := &portal{body: `[]`}
		client := start(t, p, func(c *apiclient.Config) { c.BaseURL += end })
		must(client.Tenants(t.Context()))(t)
		if line, _ := p.last(); line != "GET /api/v2/service-providers" {
			t.Errorf("%q: %s", end, line)
		}
	}
}

func TestALoginThatIsRefusedSaysSoAndIsNotTriedAgain(t *testing.T) {
	for _, status := range []int{400, 401, 403} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			p := &portal{body: `[]`, expire: onlyToken("t1")}
			p.auth = answering(status, `{"status":401,"error":"Unauthorized","details":"no user demo with sesame-4711"}`)
			client := start(t, p)
			err := client.Login(t.Context())
			problem := problemOf(t, err)
			if !errors.Is(err, apiclient.ErrLoginFailed) || problem.Message != "no user demo with [secret]" || problem.Status != status {
				t.Errorf("got %v", err)
			}
			for range 5 {
				fails(client.Tenants(t.Context()))(t, apiclient.LoginFailed)
			}
			p.expects(t, -1, "POST")
			p.auth = nil
			ok(t, client.Login(t.Context()))
		})
	}
}

func TestOtherLoginFailuresKeepTheirKindAndTheNextReadTriesAgain(t *testing.T) {
	for what, test := range map[string]struct {
		status int
		body   string
		kind   apiclient.Kind
	}{
		"rate limit":      {429, `{}`, apiclient.RateLimited},
		"gateway down":    {503, `<html>`, apiclient.Unavailable},
		"server error":    {500, `{}`, apiclient.ServerFault},
		"wrong prefix":    {404, `<html>`, apiclient.NotJSON},
		"portal page":     {200, `<html>`, apiclient.NotJSON},
		"list":            {200, `[]`, apiclient.BadBody},
		"no token":        {200, `{"tokn":"x"}`, apiclient.BadBody},
		"null token":      {200, `{"token":null}`, apiclient.BadBody},
		"token with line": {200, `{"token":"canary-81\n"}`, apiclient.BadBody},
		"long token":      {200, `{"token":"canary-81` + strings.Repeat("x", 8192) + `"}`, apiclient.BadBody},
	} {
		t.Run(what, func(t *testing.T) {
			p := &portal{body: `[]`, expire: onlyToken("t1"), auth: answering(test.status, test.body)}
			client := start(t, p)
			err := client.Login(t.Context())
			if problem := problemOf(t, err); problem.Kind != test.kind || problem.Op != "log in" {
				t.Errorf("got %v", err)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, problemOf(t, err)), "canary-81") {
				t.Errorf("the error shows the token: %v", err)
			}
			p.auth = nil
			must(client.Tenants(t.Context()))(t)
		})
	}
}

// refreshing is a server whose tokens end when told, with a refresh that answers as given.
func refreshing(refresh http.HandlerFunc) *portal {
	p := &portal{body: `[]`}
	p.auth = func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			refresh(w, r)
			return
		}
		say(w, `{"token":"by-login"}`)
	}
	return p
}

func TestATokenThatEndedIsRefreshedWhereThatWorksElseBoughtByALogin(t *testing.T) {
	for what, test := range map[string]struct {
		refresh http.HandlerFunc
		accept  string // the token that the server takes
		auths   []string
	}{
		"it works":                {answering(200, `{"token":"by-refresh"}`), "by-refresh", []string{"PUT"}},
		"it needs a live token":   {answering(401, `{"details":"expired"}`), "by-login", []string{"PUT", "POST"}},
		"there is none":           {answering(404, `{"details":"no such path"}`), "by-login", []string{"PUT", "POST"}},
		"it is another path's":    {answering(405, ``), "by-login", []string{"PUT", "POST"}},
		"it fails":                {answering(500, `{}`), "by-login", []string{"PUT", "POST"}},
		"it gives no token":       {answering(200, `{}`), "by-login", []string{"PUT", "POST"}},
		"it gives one of no use":  {answering(200, `{"token":"useless"}`), "by-login", []string{"PUT", "POST"}},
		"it gives the same again": {answering(200, `{"token":"t0"}`), "by-login", []string{"PUT", "POST"}},
	} {
		t.Run(what, func(t *testing.T) {
			p := refreshing(test.refresh)
			inner := p.auth
			p.auth = func(w http.ResponseWriter, _ *http.Request) { say(w, `{"token":"t0"}`) }
			client := start(t, p)
			ok(t, client.Login(t.Context()))
			p.auth, p.auths = inner, nil
			p.expire = onlyToken(test.accept)
			must(client.Tenants(t.Context()))(t)
			p.expects(t, -1, test.auths...)
			if first := p.auths[0]; first.body != `{}` || first.authorization != "Bearer t0" {
				t.Errorf("the refresh sent %+v", first)
			}
		})
	}
}

func TestARefreshThatTheServerLacksIsAskedForOnce(t *testing.T) {
	t.Parallel()
	p := refreshing(answering(http.StatusMethodNotAllowed, ""))
	var valid atomic.Int64
	p.expire = func(*http.Request) bool { return valid.Add(-1) < 0 }
	inner := p.auth
	p.auth = func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			valid.Store(1)
		}
		inner(w, r)
	}
	client := start(t, p)
	ok(t, client.Login(t.Context()))
	for range 4 {
		must(client.Tenants(t.Context()))(t)
	}
	p.expects(t, -1, "POST", "PUT", "POST", "POST", "POST")
}

func TestAnOutageOfTheRefreshIsNotALogin(t *testing.T) {
	t.Parallel()
	p := refreshing(answering(http.StatusServiceUnavailable, ""))
	client := start(t, p)
	ok(t, client.Login(t.Context()))
	p.expire = onlyToken("none")
	_, err := client.Tenants(t.Context())
	if problem := problemOf(t, err); problem.Kind != apiclient.Unavailable || problem.Op != "refresh the token" {
		t.Errorf("got %v", err)
	}
	p.expects(t, -1, "POST", "PUT")
}

func TestATokenThatEndedIsRenewedOnceForAll(t *testing.T) {
	for what, test := range map[string]struct {
		refresh http.HandlerFunc
		auths   []string
	}{
		"by a login":   {answering(http.StatusUnauthorized, ""), []string{"PUT", "POST"}},
		"by a refresh": {answering(http.StatusOK, `{"token":"by-login"}`), []string{"PUT"}},
	} {
		t.Run(what, func(t *testing.T) {
			const readers = 50
			p := refreshing(test.refresh)
			inner := p.auth
			p.auth = nil // the login gives t1
			client := start(t, p, func(c *apiclient.Config) { c.Concurrency = readers })
			ok(t, client.Login(t.Context()))
			p.auth, p.auths = inner, nil
			var together sync.WaitGroup
			together.Add(readers)
			p.expire = func(r *http.Request) bool {
				if r.Header.Get("Authorization") == "Bearer by-login" {
					return false
				}
				together.Done() // no 401 is answered before all have asked
				together.Wait()
				return true
			}
			var wg sync.WaitGroup
			for range readers {
				wg.Go(func() {
					if _, err := client.Tenants(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			p.expects(t, 2*readers, test.auths...)
		})
	}
}

// Without a brake every reader of such a resource would log in once.
func TestAResourceThatAlwaysAnswers401CostsOneLogin(t *testing.T) {
	t.Parallel()
	p := refreshing(answering(http.StatusUnauthorized, ""))
	p.expire = func(*http.Request) bool { return true }
	client := start(t, p)
	ok(t, client.Login(t.Context()))
	for range 4 {
		fails(client.Tenants(t.Context()))(t, apiclient.Unauthorized)
	}
	p.expects(t, -1, "POST", "PUT", "POST")
}

func TestAReadyTokenIsUsedAndNeverRenewed(t *testing.T) {
	t.Parallel()
	p := &portal{body: `[]`, expire: onlyToken("ready-9")}
	conn := dial(t, p)
	client := New(conn, Credentials{Token: "ready-9"})
	ok(t, client.Login(t.Context()))
	must(client.Tenants(t.Context()))(t)
	p.expire = onlyToken("another")
	_, err := client.Tenants(t.Context())
	problem := problemOf(t, err)
	if problem.Kind != apiclient.Unauthorized || problem.Message != "token expired; a token that was given ready cannot be renewed" {
		t.Errorf("got %v", err)
	}
	p.expects(t, -1)
	for _, token := range []string{"with\nline", "with blank", strings.Repeat("x", 8193)} {
		client := New(conn, Credentials{Token: token})
		if err := client.Login(t.Context()); !errors.Is(err, apiclient.ErrLoginFailed) {
			t.Errorf("%.12q: %v", token, err)
		}
		fails(client.Tenants(t.Context()))(t, apiclient.LoginFailed)
	}
}

func TestCancellingEndsTheWaitForARenewal(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	p := &portal{body: `[]`, expire: onlyToken("t1")}
	p.auth = func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-release
		say(w, `{"token":"t1"}`)
	}
	client := start(t, p)
	done := make(chan error, 1)
	go func() { done <- client.Login(t.Context()) }()
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, 1)
	go func() { _, err := client.Tenants(ctx); waiting <- err }()
	cancel()
	if err := <-waiting; problemOf(t, err).Kind != apiclient.Canceled {
		t.Errorf("got %v", err)
	}
	close(release)
	ok(t, <-done)
}

func TestNothingButAuthenticationAndWritesEverLeaves(t *testing.T) {
	t.Parallel()
	p := &portal{body: `{"a":1}`}
	client := start(t, p) // a connection without a writer
	owner := foo()
	for name, write := range map[string]func(context.Context) error{
		"delete": func(ctx context.Context) error { return client.DeleteEnterpriseTrunk(ctx, owner, "x") },
		"tenant": func(ctx context.Context) error {
			return client.PutTenantCapacity(ctx, "foo", apiclient.TenantCapacity{MaxActiveCalls: n(1)})
		},
	} {
		if err := write(t.Context()); !errors.Is(err, apiclient.ErrReadOnly) || apiclient.MayHaveApplied(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.expects(t, 0)
	if client.CanWrite() {
		t.Error("it says that it can write")
	}
}

func TestNoVerbShowsTheCredentials(t *testing.T) {
	t.Parallel()
	cred := Credentials{Username: "demo", Password: "sesame-4711", Token: "canary-81"}
	client := New(dial(t, &portal{}), cred)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, text := range []string{fmt.Sprintf(verb, cred), fmt.Sprintf(verb, client)} {
			if strings.Contains(text, "sesame") || strings.Contains(text, "canary") {
				t.Errorf("%s shows %s", verb, text)
			}
		}
	}
}
