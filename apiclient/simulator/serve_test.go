package simulator

import (
	"context"
	"io"
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
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v01/health", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("%v, %d %s", err, resp.StatusCode, body)
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
		_, _ = v.send(r)
	}()
	v.arrived("/slow", 1)
	cancel()
	if err := wait(); err != nil {
		t.Error(err)
	}
	<-done
}

func TestServeRefusesAddressesThatOthersCanReach(t *testing.T) {
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
