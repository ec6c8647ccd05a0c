package apiclient

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/url"
	"strings"
	"time"

	"banyan/internal/redact"
)

// WriteLimit is the time limit of a write, from its sending to the end of its answer.
const WriteLimit = 45 * time.Second

// Limits of a Config.
const (
	DefaultConcurrency = 16
	MaxConcurrency     = 64
)

// Config says how to reach one host. Only BaseURL is required.
type Config struct {
	BaseURL     string       // https://host[:port][/path], or http
	Prefix      string       // path in front of the resources; the dialect's own when empty, none when "/"
	CAFile      string       // PEM file of further certificate authorities, added to the system's
	Concurrency int          // requests in flight at once; 0 means DefaultConcurrency, at most MaxConcurrency
	Rate        float64      // requests a second; 0 means no limit
	Log         *slog.Logger // one line a try of a request: what Activity has; nil means none
	UserAgent   string       // "banyan" when empty
	Timeouts    Timeouts
	Write       bool // whether Write may send; without it nothing leaves but reads and the login

	Secrets *redact.Secrets // learns those of the session, which no error and no log has; own ones when nil

	// Dial opens a connection; a net.Dialer with Timeouts.Dial when nil.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Timeouts are the time limits of one try of a request. A zero field takes its default.
type Timeouts struct {
	Dial   time.Duration // to connect, 5 s
	TLS    time.Duration // for the handshake, 5 s
	Header time.Duration // until the answer begins, 15 s
	Total  time.Duration // until the answer has ended, 30 s
	Write  time.Duration // the same of a write, in place of Header and Total, 45 s
}

// ConfigError says which field of a Config is wrong, and why.
type ConfigError struct {
	Field  string // as Config spells it
	Reason string
	Err    error // the cause, where there is one
}

func (e *ConfigError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Field, e.Reason, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Field, e.Reason)
}

func (e *ConfigError) Unwrap() error { return e.Err }

// withDefaults fills what was left zero.
func (c Config) withDefaults() Config {
	c.Concurrency = cmp.Or(c.Concurrency, DefaultConcurrency)
	c.Log = cmp.Or(c.Log, slog.New(slog.DiscardHandler))
	c.UserAgent = cmp.Or(c.UserAgent, "banyan")
	t := &c.Timeouts
	t.Dial = cmp.Or(max(t.Dial, 0), 5*time.Second)
	t.TLS = cmp.Or(max(t.TLS, 0), 5*time.Second)
	t.Header = cmp.Or(max(t.Header, 0), 15*time.Second)
	t.Total = cmp.Or(max(t.Total, 0), 30*time.Second)
	t.Write = cmp.Or(max(t.Write, 0), WriteLimit)
	return c
}

// check validates the numbers.
func (c Config) check() error {
	if c.Concurrency < 1 || c.Concurrency > MaxConcurrency {
		return &ConfigError{Field: "Concurrency", Reason: fmt.Sprintf("%d is not within 1 to %d", c.Concurrency, MaxConcurrency)}
	}
	if c.Rate < 0 || math.IsNaN(c.Rate) || math.IsInf(c.Rate, 0) {
		return &ConfigError{Field: "Rate", Reason: fmt.Sprintf("%v is not a number of requests a second", c.Rate)}
	}
	return nil
}

// parseBase reads the base URL. Its errors never repeat the URL, which may hold
// a password that does not belong there.
func parseBase(raw string) (*url.URL, error) {
	fail := func(reason string) error { return &ConfigError{Field: "BaseURL", Reason: reason} }
	if raw == "" {
		return nil, fail("is missing")
	}
	base, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, fail("is not a URL")
	case base.Scheme != "http" && base.Scheme != "https":
		return nil, fail("must begin with https:// (or http://)")
	case base.Hostname() == "":
		return nil, fail("names no host")
	case base.User != nil:
		return nil, fail("must not hold a user name or password")
	case base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return nil, fail("must not hold a query or a fragment")
	}
	base.Host = strings.ToLower(base.Host)
	return base, nil
}
