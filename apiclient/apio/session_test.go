package apio

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
)

// withoutCookie is a session that the server does not know.
func withoutCookie(r *http.Request) bool {
	_, err := r.Cookie("sessionid")
	return err != nil
}

func TestLoginOpensASessionOfAllItsCookies(t *testing.T) {
	t.Parallel()
	g := &gateway{body: `{"tenants":[]}`, expire: withoutCookie}
	client := start(t, g)
	ok(t, client.Login(t.Context()))
	must(client.Tenants(t.Context()))(t)
	if g.logins[0] != `{"password":"sesame-4711","username":"demo"}` {
		t.Errorf("the login sent %s", g.logins[0])
	}
	if got := g.reads[0].Header.Get("Cookie"); !strings.Contains(got, "sessionid=s1") || !strings.Contains(got, "lb=node2") {
		t.Errorf("the read sent the cookies %q", got)
	}
}

func TestALoginThatIsRefusedSaysSoAndIsNotTriedAgain(t *testing.T) {
	for _, status := range []int{401, 403} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			g := &gateway{
				expire: withoutCookie,
				login:  answering(status, `{"error":"no user demo with sesame-4711"}`),
			}
			client := start(t, g)
			err := client.Login(t.Context())
			problem := problemOf(t, err)
			if !errors.Is(err, apiclient.ErrLoginFailed) || problem.Status != status {
				t.Errorf("got %v", err)
			}
			if problem.Message != "no user demo with [secret]" {
				t.Errorf("the message is %q", problem.Message)
			}
			for range 5 {
				fails(client.Tenants(t.Context()))(t, apiclient.LoginFailed)
			}
			g.expects(t, -1, 1)
			g.login = nil
			ok(t, client.Login(t.Context()))
		})
	}
}

func TestOtherLoginFailuresKeepTheirKind(t *testing.T) {
	for _, test := range []struct {
		what   string
		status int
		body   string
		kind   apiclient.Kind
	}{
		{"bad request", 400, `{}`, apiclient.Refused},
		{"no such method", 405, `{}`, apiclient.Refused},
		{"slow request", 408, `{}`, apiclient.Refused},
		{"rate limit", 429, `{}`, apiclient.RateLimited},
		{"gateway down", 503, `<html>`, apiclient.Unavailable},
		{"server error", 500, `{}`, apiclient.ServerFault},
		{"wrong prefix", 404, `<html>`, apiclient.NotJSON},
		{"portal page", 200, `<html>`, apiclient.NotJSON},
		{"list", 200, `[]`, apiclient.BadBody},
		{"empty", 200, ``, apiclient.BadBody},
	} {
		t.Run(test.what, func(t *testing.T) {
			g := &gateway{login: answering(test.status, test.body)}
			err := start(t, g).Login(t.Context())
			if problem := problemOf(t, err); problem.Kind != test.kind || problem.Op != "log in" {
				t.Errorf("got %v", err)
			}
			g.expects(t, -1, 1)
		})
	}
}

func TestALoginThatDidNotFailByItsCredentialsIsTriedAgainByTheNextRead(t *testing.T) {
	for _, status := range []int{400, 404, 405, 408, 416, 429, 500, 503} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			g := &gateway{body: `{"tenants":[]}`, expire: withoutCookie}
			g.login = answering(status, `{"error":"not now"}`)
			client := start(t, g)
			if err := client.Login(t.Context()); problemOf(t, err).Status != status || errors.Is(err, apiclient.ErrLoginFailed) {
				t.Errorf("got %v", err)
			}
			g.login = nil
			must(client.Tenants(t.Context()))(t)
		})
	}
}

func TestAServerWithoutSessionsAsksForAToken(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"the token is missing, wrong or expired", "Missing Authorization Header", "Bearer required"} {
		g := &gateway{expire: withoutCookie}
		g.login = answering(http.StatusUnauthorized, `{"error":"`+words+`"}`)
		client := start(t, g)
		problem := problemOf(t, client.Login(t.Context()))
		if problem.Kind != apiclient.Unauthorized || problem.Message != words || problem.Op != "log in" {
			t.Errorf("got %v", problem)
		}
		for range 3 {
			if _, err := client.Tenants(t.Context()); problemOf(t, err).Op != "log in" {
				t.Errorf("a read after it: %v", err)
			}
		}
		g.expects(t, -1, 1)
	}
}

func TestASecondFactorIsToldInASentence(t *testing.T) {
	t.Parallel()
	g := &gateway{
		expire: withoutCookie,
		login:  func(w http.ResponseWriter, _ *http.Request) { say(w, `{"2fa_payload":"opaque","option":"totp"}`) },
	}
	client := start(t, g)
	err := client.Login(t.Context())
	problem := problemOf(t, err)
	if problem.Kind != apiclient.SecondFactor || !strings.Contains(problem.Message, "second factor") {
		t.Errorf("got %v", err)
	}
	fails(client.Tenants(t.Context()))(t, apiclient.SecondFactor)
	g.expects(t, -1, 1)
}

func TestASessionThatEndedIsOpenedAgainOnceForAll(t *testing.T) {
	t.Parallel()
	const readers = 50
	var together sync.WaitGroup
	together.Add(readers)
	g := &gateway{body: `{"tenants":[]}`}
	g.expire = func(r *http.Request) bool {
		if !withoutCookie(r) {
			return false
		}
		together.Done() // no 401 is answered before all have asked
		together.Wait()
		return true
	}
	client := start(t, g, func(c *apiclient.Config) { c.Concurrency = readers })
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			if _, err := client.Tenants(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	g.expects(t, 2*readers, 1)
}

func TestA401ThatComesAfterTheRenewalCausesNoOther(t *testing.T) {
	t.Parallel()
	renewed := make(chan struct{})
	g := &gateway{body: `{"tenants":[]}`}
	late := make(chan struct{})
	g.expire = func(r *http.Request) bool {
		if !withoutCookie(r) {
			return false
		}
		if r.URL.Path == "/api/v1/tenants/late/groups/" {
			close(late)
			<-renewed
		}
		return true
	}
	client := start(t, g)
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := client.Groups(t.Context(), "late"); problemOf(t, err).Kind != apiclient.BadBody { // it has no groups
			t.Error(err)
		}
	})
	<-late
	if _, err := client.Tenants(t.Context()); err != nil {
		t.Error(err)
	}
	close(renewed)
	wg.Wait()
	g.expects(t, 4, 1)
}

func TestAResourceThatAlwaysAnswers401DoesNotCostALoginEachTime(t *testing.T) {
	t.Parallel()
	const calls = 30
	g := &gateway{body: `{"tenants":[]}`}
	g.expire = func(r *http.Request) bool { // one tenant is not for this account
		return withoutCookie(r) || strings.HasPrefix(r.URL.Path, "/api/v1/tenants/") && r.URL.Path != "/api/v1/tenants/"
	}
	client := start(t, g)
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	client.session.Now = func() time.Time { return now }
	ask := func() {
		t.Helper()
		for range calls {
			if _, err := client.Groups(t.Context(), "closed"); problemOf(t, err).Kind != apiclient.Unauthorized || problemOf(t, err).Op == "log in" {
				t.Fatalf("got %v", err)
			}
			if _, err := client.Tenants(t.Context()); err != nil {
				t.Fatalf("another resource: %v", err)
			}
		}
	}
	for _, want := range []int{1, 1, 2} {
		ask()
		g.expects(t, -1, want)
		now = now.Add(login.BrakeTime/2 + time.Second)
	}
	if err := client.Login(t.Context()); err != nil { // the user asks for it
		t.Fatal(err)
	}
	ask()
	g.expects(t, -1, 4)
}

func TestASessionThatNeverHoldsIsGivenUp(t *testing.T) {
	t.Parallel()
	g := &gateway{expire: func(*http.Request) bool { return true }}
	_, err := start(t, g).Tenants(t.Context())
	if problemOf(t, err).Kind != apiclient.Unauthorized {
		t.Errorf("got %v", err)
	}
	g.expects(t, 2, 1)
}

func TestWhoGivesUpDuringALoginDoesNotStopTheNext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	g := &gateway{body: `{"tenants":[]}`, expire: withoutCookie}
	g.login = func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}
	client := start(t, g)
	fails(client.Tenants(ctx))(t, apiclient.Canceled)
	g.login = nil
	must(client.Tenants(t.Context()))(t)
}

func TestABearerTokenIsSentAndNeverALogin(t *testing.T) {
	t.Parallel()
	g := &gateway{body: `{"tenants":[]}`}
	client := New(dial(t, g), Bearer, Credentials{Username: "demo", Password: "demo", Token: "eyJ.canary"})
	ok(t, client.Login(t.Context()))
	must(client.Tenants(t.Context()))(t)
	if got := g.reads[0].Header.Get("Authorization"); got != "Bearer eyJ.canary" {
		t.Errorf("Authorization is %q", got)
	}
	g.status, g.body = 401, `{"error":"eyJ.canary has expired"}`
	_, err := client.Tenants(t.Context())
	if problem := problemOf(t, err); problem.Kind != apiclient.Unauthorized || problem.Message != "[secret] has expired" {
		t.Errorf("got %v", err)
	}
	g.expects(t, 3, 0) // the third looks for a core
}
