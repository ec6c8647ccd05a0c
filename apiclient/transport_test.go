package apiclient

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// startTLS serves an empty object over TLS and returns the server with the file of its authority.
func startTLS(t *testing.T, prepare func(*httptest.Server)) (*httptest.Server, string) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", r.Proto)
		say(w, `{"proto":"`+r.Proto+`"}`)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are meant
	prepare(server)
	server.StartTLS()
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	ok(t, os.WriteFile(file, block, 0o600))
	return server, file
}

func TestAnUnknownAuthorityIsRefusedWithTheWayOut(t *testing.T) {
	t.Parallel()
	server, _ := startTLS(t, func(*httptest.Server) {})
	conn, clock := connect(t, server.URL)
	problem := failure(get(t.Context(), conn))(t)
	if problem.Kind != TLS || len(clock.waits()) != 0 {
		t.Errorf("%v after %d waits", problem, len(clock.waits()))
	}
	for _, want := range []string{"unknown authority", "Acme Co", "valid 1970-01-01", "a CA file"} {
		if !strings.Contains(problem.Message, want) {
			t.Errorf("%q is not in: %s", want, problem.Message)
		}
	}
}

func TestACAFileMakesTheServerTrustedOverHTTP2(t *testing.T) {
	t.Parallel()
	server, file := startTLS(t, func(s *httptest.Server) { s.EnableHTTP2 = true })
	conn, _ := connect(t, server.URL, func(c *Config) { c.CAFile = file })
	got, err := get(t.Context(), conn)
	if err != nil || got["proto"] != "HTTP/2.0" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestTheCertificateMustNameTheHost(t *testing.T) {
	t.Parallel()
	server, file := startTLS(t, func(*httptest.Server) {})
	conn, _ := connect(t, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), func(c *Config) { c.CAFile = file })
	fails(get(t.Context(), conn))(t, TLS)
}

func TestTLS11IsRefused(t *testing.T) {
	t.Parallel()
	server, file := startTLS(t, func(s *httptest.Server) {
		s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	})
	conn, _ := connect(t, server.URL, func(c *Config) { c.CAFile = file })
	fails(get(t.Context(), conn))(t, TLS)
}

func TestHTTPBehindAnHTTPSURLIsATLSFailure(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	conn, _ := connect(t, strings.Replace(server.URL, "http:", "https:", 1))
	problem := failure(get(t.Context(), conn))(t)
	if problem.Kind != TLS || problem.Message != "the server speaks plain HTTP on this port" || !errors.Is(problem, http.ErrSchemeMismatch) {
		t.Errorf("got %v", problem)
	}
}

func TestAWrongCAFileIsAConfigError(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.pem")
	ok(t, os.WriteFile(empty, []byte("nothing"), 0o600))
	for _, file := range []string{empty, filepath.Join(t.TempDir(), "missing.pem")} {
		if _, err := NewConn(Config{BaseURL: "https://h", CAFile: file}); !isConfigError(err, "CAFile") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{1, 8, 16, 64} {
		var together sync.WaitGroup
		together.Add(concurrency)
		conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, nth int) {
			if nth <= concurrency { // the first ones need a connection each
				together.Done()
				together.Wait()
			}
			say(w, `{}`)
		}, func(c *Config) { c.Concurrency = concurrency })
		batch(t, concurrency*2, 10, func() error { _, err := get(t.Context(), conn); return err })
		stats := conn.Stats()
		if float64(stats.ConnectionsOpened) > 1.1*float64(concurrency) {
			t.Errorf("%d connections for %d at once", stats.ConnectionsOpened, concurrency)
		}
		if stats.RequestsSent != int64(concurrency*20) {
			t.Errorf("%d requests sent, want %d", stats.RequestsSent, concurrency*20)
		}
	}
}

func TestAFailureDoesNotCostItsConnection(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, answerWith(404, "application/json", `{"error":"no"}`))
	for range 20 {
		if _, err := get(t.Context(), conn); err == nil {
			t.Fatal("no error")
		}
	}
	if got := conn.Stats().ConnectionsOpened; got != 1 {
		t.Errorf("%d connections for 20 requests in turn", got)
	}
}

func TestConnectionsOverTLSAreUsedAgain(t *testing.T) {
	for what, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2": true} {
		t.Run(what, func(t *testing.T) {
			server, file := startTLS(t, func(s *httptest.Server) { s.EnableHTTP2 = http2 })
			conn, _ := connect(t, server.URL, func(c *Config) { c.CAFile = file })
			batch(t, DefaultConcurrency*2, 10, func() error { _, err := get(t.Context(), conn); return err })
			if got := conn.Stats().ConnectionsOpened; float64(got) > 1.1*DefaultConcurrency {
				t.Errorf("%d connections for %d at once", got, DefaultConcurrency)
			}
		})
	}
}
