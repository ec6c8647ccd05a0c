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
)

// newTransport returns the pool of sockets of one host. It counts in opened what
// it dials.
func newTransport(cfg Config, opened *atomic.Int64) (*http.Transport, error) {
	roots, err := rootCAs(cfg.CAFile)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: cfg.Timeouts.Dial, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			socket, err := dialer.DialContext(ctx, network, address)
			if err == nil {
				opened.Add(1)
			}
			return socket, err
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    cfg.Timeouts.TLS,
		ResponseHeaderTimeout:  cfg.Timeouts.Header,
		MaxResponseHeaderBytes: 256 << 10,
		// Own dial and TLS settings switch HTTP/2 off unless it is asked for.
		ForceAttemptHTTP2: true,
		// The default of 2 idle connections makes a parallel client dial anew
		// for most requests.
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

// RoundTrip implements http.RoundTripper.
func (c counter) RoundTrip(req *http.Request) (*http.Response, error) {
	c.sent.Add(1)
	return c.next.RoundTrip(req)
}
