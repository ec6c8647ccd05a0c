package apiclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
)

const maxHeader = 256 << 10 // bytes of an answer's header

// newTransport returns the pool of sockets of one host. It counts in opened what it dials.
func newTransport(cfg Config, opened *atomic.Int64) (*http.Transport, error) {
	roots, err := rootCAs(cfg.CAFile)
	if err != nil {
		return nil, err
	}
	dial := cfg.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: cfg.Timeouts.Dial, KeepAlive: 30 * time.Second}).DialContext
	}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			socket, err := dial(ctx, network, address)
			if err == nil {
				opened.Add(1)
			}
			return socket, err
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    cfg.Timeouts.TLS,
		ResponseHeaderTimeout:  cfg.Timeouts.Header,
		MaxResponseHeaderBytes: maxHeader,
		// Own dial and TLS settings switch HTTP/2 off unless it is asked for.
		ForceAttemptHTTP2: true,
		// The default of 2 idle connections makes a parallel client dial anew for most requests.
		MaxIdleConns:        cfg.Concurrency,
		MaxIdleConnsPerHost: cfg.Concurrency,
		MaxConnsPerHost:     cfg.Concurrency,
		IdleConnTimeout:     90 * time.Second,
	}, nil
}

// rootCAs returns the system's authorities with those of file, or nil (the
// system's) without a file.
func rootCAs(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, &ConfigError{Field: "CAFile", Reason: "cannot be read", Err: err}
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &ConfigError{Field: "CAFile", Reason: "holds no PEM certificate: " + file}
	}
	return pool, nil
}

// counter counts what reaches the sockets.
type counter struct {
	sent *atomic.Int64
	next http.RoundTripper
}

func (c counter) RoundTrip(req *http.Request) (*http.Response, error) {
	c.sent.Add(1)
	return c.next.RoundTrip(req)
}

func newClient(cfg Config, inner *http.Client) *resty.Client {
	return resty.NewWithClient(inner).SetLogger(silent{}).
		SetHeader("User-Agent", cfg.UserAgent).
		SetHeader("Accept", "application/json").
		SetDoNotParseResponse(true)
}

// silent drops what resty would print on standard error.
type silent struct{}

func (silent) Errorf(string, ...any) {}

func (silent) Warnf(string, ...any) {}

func (silent) Debugf(string, ...any) {}

// newWriteClient returns the client that writes: it never repeats a request, never
// follows a redirect and never reuses a connection, so that a connection which died
// while idle cannot leave a write in doubt. The cookies are those of the reads.
func newWriteClient(cfg Config, opened, sent *atomic.Int64, home origin, jar http.CookieJar) (*resty.Client, error) {
	transport, err := newTransport(cfg, opened)
	if err != nil {
		return nil, err
	}
	transport.DisableKeepAlives = true
	// HTTP/2 repeats by itself what a server turned away.
	transport.ForceAttemptHTTP2 = false
	// A write has one time limit, from its sending to the end of its answer.
	transport.ResponseHeaderTimeout = 0
	chain := credentials{origin: home, next: guard{next: counter{sent: sent, next: transport}}}
	return newClient(cfg, &http.Client{
		Transport: noRedirect{next: chain}, Jar: jar, CheckRedirect: home.checkRedirect,
	}), nil
}
