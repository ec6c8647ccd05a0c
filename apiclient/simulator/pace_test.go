package simulator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

func TestRateLimitAnswers429WithTheTimeToWait(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	v := loggedIn(t, Options{RateLimit: 2, Now: func() time.Time { return clock }})
	for _, later := range []time.Duration{0, time.Second, time.Hour} {
		clock = clock.Add(later)
		for _, want := range []int{200, 200, 429} {
			v.get("/api/v1/tenants/foo/").want(t, later.String()+" later", want)
		}
		a := v.get("/api/v1/tenants/foo/")
		a.wantRefusal(t, "", http.StatusTooManyRequests, "")
		if a.header.Get("Retry-After") != "1" {
			t.Error(a.header)
		}
	}
	v.logIn()
}

func TestASlowRateTellsLongerWaits(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	v := loggedIn(t, Options{RateLimit: 0.1, Now: func() time.Time { return clock }})
	v.get("/api/v1/tenants/foo/")
	clock = clock.Add(3 * time.Second)
	if a := v.get("/api/v1/tenants/foo/"); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "7" {
		t.Errorf("%d %v", a.status, a.header)
	}
}

func TestErrorRateFailsTheSameRequestsEveryTime(t *testing.T) {
	t.Parallel()
	run := func(backwards bool) map[string]bool {
		v := loggedIn(t, Options{OnlyGenerated: true, Tenants: 1, Groups: 200, TrunkGroups: 1, ErrorRate: 0.2})
		failed := map[string]bool{}
		for i := range 400 {
			n := i%200 + 1
			if backwards {
				n = 201 - n
			}
			path := fmt.Sprintf("/api/v1/tenants/tenant-0001/groups/group-%04d/", n)
			if v.get(path).status == http.StatusServiceUnavailable {
				failed[fmt.Sprint(path, i/200)] = true
			}
		}
		return failed
	}
	first := run(false)
	if !maps.Equal(first, run(true)) {
		t.Error("not the same requests failed")
	}
	if len(first) < 50 || len(first) > 110 {
		t.Errorf("%d of 400 requests failed at a rate of 0.2", len(first))
	}
	v := loggedIn(t, Options{ErrorRate: 1}) // logins are spared
	v.get("/api/v1/tenants/foo/").wantRefusal(t, "", http.StatusServiceUnavailable, "")
}

func TestLatencyComesBeforeEveryAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{Latency: time.Minute, Faults: []Fault{{Path: "slow", Delay: time.Hour}}})
		for path, want := range map[string]time.Duration{"/api/v1/tenants/": time.Minute, "/slow": time.Hour + time.Minute} {
			start := time.Now()
			s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
			if took := time.Since(start); took != want {
				t.Errorf("%s took %v", path, took)
			}
		}
	})
}

func TestAClientThatLeavesDuringTheLatencyIsNotAnswered(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{Latency: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	ended := v.sent(v.request(http.MethodGet, "/api/v1/tenants/", `{"with":"a body"}`).WithContext(ctx))
	v.arrived("/api/v1/tenants/", 1)
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := v.server.Requests()[0].Status; got != 0 {
		t.Error("status", got)
	}
}
