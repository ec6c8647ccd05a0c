package simulator

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"banyan/internal/soak"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { soak.Tests{M: m}.Run() }

// serve lets a simulator listen; the context's end ends it.
func serve(t *testing.T, opts Options, addr string) (v *visitor, cancel context.CancelFunc, wait func() error) {
	t.Helper()
	s := newServer(t, opts)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	base, wait, err := s.Serve(ctx, addr)
	if err != nil && strings.HasPrefix(addr, "[") {
		t.Skip("no IPv6 loopback here:", err)
	} else if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return &visitor{t: t, server: s, base: base, client: client}, cancel, wait
}

func TestServeListensUntilTheContextEnds(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	v, cancel, wait := serve(t, Options{}, "127.0.0.1:0")
	if !strings.HasPrefix(v.base, "http://127.0.0.1:") || strings.HasSuffix(v.base, ":0") {
		t.Error(v.base)
	}
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
	v, cancel, wait := serve(t, Options{Latency: time.Hour}, "[::1]:0")
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
