package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
	"golang.org/x/time/rate"
)

// Conn is the connection to one host: its sockets, its slots, its retries and its
// write guard. It is safe for concurrent use; NewConn makes it.
type Conn struct {
	cfg       Config
	base      *url.URL
	client    *resty.Client
	transport *http.Transport
	writer    *Writer // nil where writing is off
	gate      *gate
	limiter   *rate.Limiter // nil without a rate

	opened, sent, retried atomic.Int64
	activities            activities

	closed context.Context // ends with Close
	cancel context.CancelFunc

	now   func() time.Time // the clock; tests have their own
	sleep func(context.Context, time.Duration) error
}

// Stats counts what a Conn did so far.
type Stats struct {
	ConnectionsOpened int64 // sockets dialled with success
	RequestsSent      int64 // every try counts, followed redirects too
	Retries           int64
}

// NewConn prepares a connection; nothing is sent yet. A setting that is wrong is
// a *ConfigError.
func NewConn(cfg Config) (*Conn, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	c := &Conn{cfg: cfg, base: base, gate: newGate(cfg.Concurrency), now: time.Now, sleep: sleep}
	if c.transport, err = newTransport(cfg, &c.opened); err != nil {
		return nil, err
	}
	if cfg.Rate > 0 {
		c.limiter = rate.NewLimiter(rate.Limit(cfg.Rate), 1)
	}
	home := originOf(base)
	jar := newJar(home)
	c.client = newClient(cfg, &http.Client{
		Transport:     credentials{origin: home, next: guard{next: counter{sent: &c.sent, next: c.transport}}},
		Jar:           jar,
		CheckRedirect: home.checkRedirect,
	})
	if cfg.Write {
		if c.writer, err = newWriter(c, home, jar); err != nil {
			return nil, err
		}
	}
	c.closed, c.cancel = context.WithCancel(context.Background())
	return c, nil
}

func newClient(cfg Config, inner *http.Client) *resty.Client {
	return resty.NewWithClient(inner).SetLogger(silent{}).
		SetHeader("User-Agent", cfg.UserAgent).
		SetHeader("Accept", "application/json").
		SetDoNotParseResponse(true)
}

// untilClosed returns a context that ends with ctx and with Close.
func (c *Conn) untilClosed(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.closed, cancel)
	if c.closed.Err() != nil { // AfterFunc takes its time
		cancel()
	}
	return ctx, func() {
		stop()
		cancel()
	}
}

// Close ends what is in flight, as canceled, and closes the sockets. A write that
// was on its way may still take effect.
func (c *Conn) Close() {
	c.cancel()
	c.transport.CloseIdleConnections()
}

// Stats returns the counts so far.
func (c *Conn) Stats() Stats {
	return Stats{
		ConnectionsOpened: c.opened.Load(),
		RequestsSent:      c.sent.Load(),
		Retries:           c.retried.Load(),
	}
}

// Recent returns the latest tries of requests, newest first, at most 256.
func (c *Conn) Recent() []Activity { return c.activities.newest() }

// Host returns the host with its port, as configured.
func (c *Conn) Host() string { return c.base.Host }

// silent drops what resty would print on standard error.
type silent struct{}

// Errorf implements resty.Logger.
func (silent) Errorf(string, ...any) {}

// Warnf implements resty.Logger.
func (silent) Warnf(string, ...any) {}

// Debugf implements resty.Logger.
func (silent) Debugf(string, ...any) {}
