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
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
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
	if a := v.get("/api/v01/health"); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	cancel()
	if err := wait(); err != nil {
		t.Error(err)
	}
	if err := wait(); err != nil {
		t.Error("waiting again:", err)
	}
}

func TestServeEndsWhileARequestHangs(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s, err := New(Options{Latency: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	base, wait, err := s.Serve(ctx, "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 loopback here:", err)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	v := &visitor{t: t, server: s, base: base, client: client}
	done := make(chan struct{})
	r := v.request(http.MethodGet, "/slow", "")
	go func() {
		defer close(done)
		if a, err := v.send(r); err == nil {
			t.Errorf("answered %d", a.status)
		}
	}()
	v.arrived("/slow", 1)
	cancel()
	start := time.Now()
	if err := wait(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took >= graceful {
		t.Errorf("ended after %v, by force", took)
	}
	<-done
}

func TestServeRefusesAddressesThatOthersCanReach(t *testing.T) {
	t.Parallel()
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.net:0", "127.0.0.1", ""} {
		if _, _, err := s.Serve(t.Context(), addr); err == nil {
			t.Errorf("%q was taken", addr)
		}
	}
}
