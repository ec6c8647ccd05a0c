package simulator

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestServeListensUntilTheContextEnds(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := newServer(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	base, wait, err := s.Serve(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(base, "http://127.0.0.1:") || strings.HasSuffix(base, ":0") {
		t.Error(base)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	v := &visitor{t: t, server: s, base: base, client: client}
	v.get("/api/v01/health").want(t, "", http.StatusOK)
	cancel()
	for range 2 {
		if err := wait(); err != nil {
			t.Error(err)
		}
	}
}

func TestServeEndsWhileARequestHangs(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := newServer(t, Options{Latency: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	base, wait, err := s.Serve(ctx, "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 loopback here:", err)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	v := &visitor{t: t, server: s, base: base, client: client}
	ended := v.sent(v.request(http.MethodGet, "/slow", ""))
	v.arrived("/slow", 1)
	cancel()
	start := time.Now()
	if err := wait(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took >= graceful {
		t.Errorf("ended after %v, by force", took)
	}
	if <-ended == nil {
		t.Error("answered")
	}
}

func TestServeRefusesAddressesThatOthersCanReach(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.net:0", "127.0.0.1", ""} {
		if _, _, err := s.Serve(t.Context(), addr); err == nil {
			t.Errorf("%q was taken", addr)
		}
	}
}
