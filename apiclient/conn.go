package apiclient

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
	"golang.org/x/time/rate"

	"banyan/apiclient/internal/pass"
	"banyan/internal/redact"
)

// Conn is the connection to one host: its sockets, its slots, its retries and its
// write guard. It is safe for concurrent use; NewConn makes it.
type Conn struct {
	cfg       Config
	base      *url.URL
	client    *resty.Client
	transport *http.Transport
	writing   *resty.Client // nil where writing is off
	gate      *gate
	secrets   *redact.Secrets
	limiter   *rate.Limiter // nil without a rate

	opened, sent, retried atomic.Int64
	traffic               traffic
	waits                 waits

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

// NewConn prepares a connection; nothing is sent yet. A setting that is wrong is a *ConfigError.
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
	c.secrets = cmp.Or(cfg.Secrets, &redact.Secrets{})
	jar := newJar(home, c.secrets)
	c.client = newClient(cfg, &http.Client{
		Transport:     credentials{origin: home, next: guard{next: counter{sent: &c.sent, next: c.transport}}},
		Jar:           jar,
		CheckRedirect: home.checkRedirect,
	})
	if cfg.Write {
		if c.writing, err = newWriteClient(cfg, &c.opened, &c.sent, home, jar); err != nil {
			return nil, err
		}
	}
	c.closed, c.cancel = context.WithCancel(context.Background())
	return c, nil
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
	return Stats{ConnectionsOpened: c.opened.Load(), RequestsSent: c.sent.Load(), Retries: c.retried.Load()}
}

// Traffic returns what c sent lately.
func (c *Conn) Traffic() Traffic { return c.traffic.now(c.now()) }

// AwaitTraffic returns what c sent lately once it differs from before: something was sent or came,
// or the minute before has moved on. That is a second after before at the earliest, and never where
// nothing happens.
func (c *Conn) AwaitTraffic(ctx context.Context, before Traffic) (Traffic, error) {
	if err := c.sleep(ctx, before.At.Add(trafficEvery).Sub(c.now())); err != nil {
		return Traffic{}, err
	}
	if changed := c.traffic.next(before.version); changed != nil && before.Minute() == (Second{}) {
		select {
		case <-changed:
		case <-ctx.Done():
			return Traffic{}, ctx.Err()
		}
	}
	return c.Traffic(), nil
}

// Waiting says what c waits for, empty while nothing takes long. Held is whether nothing is sent
// before that, whoever asks again.
func (c *Conn) Waiting() (what string, held bool) { return c.waits.text(c.now()) }

// Host returns the host with its port, as configured.
func (c *Conn) Host() string { return c.base.Host }

func (c *Conn) newCall(method string, r Request) (*call, error) {
	prefix := c.cfg.Prefix
	if prefix == "" && !hasPrefix(c.base, r.Prefix) {
		prefix = r.Prefix
	}
	end := "/" // a redirect to the path that has it would cost a request
	if r.Bare {
		end = ""
	}
	limit := int64(listLimit)
	if r.Single {
		limit = singleLimit
	}
	base := c.base
	if r.Root != "" {
		prefix, base = r.Root, base.ResolveReference(&url.URL{Path: "/"})
	}
	target, err := below(base, append(prefixSegments(prefix), r.Path...), end)
	if err != nil {
		return nil, &Error{Op: r.Op, Method: method, Host: c.base.Host, Kind: BadName, Message: err.Error(), Unsent: true}
	}
	target.RawQuery = r.Query.Encode()
	c.secrets.Add(append(r.Secrets[:len(r.Secrets):len(r.Secrets)], r.Bearer)...)
	path := target.EscapedPath()
	return &call{
		method: method, url: target, path: path,
		bearer: r.Bearer, secrets: c.secrets, limit: limit, isOwn: r.IsOwn,
		record: Activity{
			Op: c.secrets.Hide(r.Op), Method: method, Host: target.Host, Path: c.secrets.Hide(path), Query: c.secrets.Hide(redact.Query(r.Query)),
			Template: cmp.Or(r.Template, c.secrets.Hide(strings.Join(r.Path, "/"))),
		},
	}, nil
}

// Paths returns the path of the base URL and the prefix, as they were configured.
func (c *Conn) Paths() (base, prefix string) { return c.base.Path, c.cfg.Prefix }

// EscapedPath returns the path of r's URL as it is sent.
func (c *Conn) EscapedPath(r Request) (string, error) {
	call, err := c.newCall(http.MethodGet, r)
	if err != nil {
		return "", err
	}
	return call.path, nil
}

// CanWrite reports whether c writes at all (Config.Write).
func (c *Conn) CanWrite() bool { return c.writing != nil }

// Unsent is the error of a write that was given up before anything left.
func (c *Conn) Unsent(r Request, method string, kind Kind, message string) *Error {
	return &Error{Op: r.Op, Method: method, Host: c.Host(), Kind: kind, Message: message, Unsent: true}
}

// run tries call until it succeeds, fails for good, or ctx ends.
func (c *Conn) run(ctx context.Context, call *call) error {
	ctx, cancel := c.untilClosed(ctx)
	defer cancel()
	c.traffic.begin()
	defer c.traffic.end(&call.record)

	for attempt := 1; ; attempt++ {
		problem := c.try(ctx, call)
		if problem == nil {
			return nil
		}
		wait, again := retryIn(call.method, problem, attempt)
		if !again {
			return problem
		}
		asked := 0
		if problem.RetryAfter > 0 {
			asked = problem.Status
		}
		if err := c.sit(ctx, call, wait, asked); errors.Is(err, context.DeadlineExceeded) {
			return problem // it did answer
		} else if err != nil {
			return call.fault(ctx, err)
		}
		c.retried.Add(1)
	}
}

// sit waits before call is tried again. Asked is the status of the answer that asked for it, which
// can be told; 0 where none did.
func (c *Conn) sit(ctx context.Context, call *call, pause time.Duration, asked int) error {
	if asked > 0 {
		defer c.waits.begin(call, wait{until: c.now().Add(pause), status: asked})()
	}
	return c.sleep(ctx, pause)
}

// try sends call once. The slot is free again before the answer is decoded, and
// while a retry waits.
func (c *Conn) try(ctx context.Context, call *call) *Error {
	asked := c.now()
	pacer, _ := ctx.Value(pacerKey{}).(*Pacer)
	paced := pacer != nil && call.background // nothing else ever is
	if paced {
		if err := pacer.wait(ctx); err != nil {
			return call.fault(ctx, err)
		}
	}
	slot, err := c.enter(ctx, call)
	if err != nil {
		return call.fault(ctx, err)
	}
	try := c.leave(call, asked, slot)
	got, err := c.exchange(ctx, c.client, c.cfg.Timeouts.Total, call)
	c.gate.leave(call.background)

	problem := call.judge(ctx, got, err, c.now())
	c.note(ctx, call, try, problem, got)
	if paced {
		pacer.note(try.At, problem)
	}
	return problem
}

// tryWrite sends the one try of a write.
func (c *Conn) tryWrite(ctx context.Context, call *call) *Error {
	if wait := c.gate.pausedFor(c.now()); wait > 0 {
		out := call.failText(RateLimited, "the server asked for a pause")
		out.RetryAfter = wait
		return call.unsent(out)
	}
	waiting, cancel := c.untilClosed(ctx)
	defer cancel()
	c.traffic.begin()
	defer c.traffic.end(&call.record)
	asked := c.now()
	slot, err := c.enter(waiting, call)
	if err != nil {
		return call.unsent(call.fault(waiting, err))
	}

	ctx, cancel = c.untilClosed(context.WithoutCancel(ctx))
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	try := c.leave(call, asked, slot)
	got, err := c.exchange(pass.Grant(ctx, call.method, call.path), c.writing, c.cfg.Timeouts.Write, call)
	c.gate.leave(false)

	problem := call.judge(ctx, got, err, c.now())
	if problem != nil && !connected.Load() {
		problem = call.unsent(problem)
	}
	c.note(ctx, call, try, problem, got)
	return problem
}

// enter waits for a slot, for the end of a pause that a 429 asked for, and for the rate limit, and
// returns how long it waited for the first of them. The pause is looked at with the slot in hand:
// those that queued up before it began must heed it too.
func (c *Conn) enter(ctx context.Context, call *call) (slot time.Duration, err error) {
	background := call.background
	for {
		asked := c.now()
		if err := c.gate.enter(ctx, background); err != nil {
			return slot, err
		}
		slot += c.now().Sub(asked)
		wait := c.gate.pausedFor(c.now())
		if wait <= 0 {
			break
		}
		c.gate.leave(background)
		if err := c.sit(ctx, call, wait, http.StatusTooManyRequests); err != nil {
			return slot, err
		}
	}
	if c.limiter == nil {
		return slot, nil
	}
	if err := c.limiter.Wait(ctx); err != nil {
		c.gate.leave(background)
		if ctx.Err() == nil { // the limiter sees ahead that the deadline comes first
			err = context.DeadlineExceeded
		}
		return slot, err
	}
	return slot, nil
}

// leave takes down a try of call that is sent now. It was asked for at a moment, and waited so long
// for its slot.
func (c *Conn) leave(call *call, asked time.Time, slot time.Duration) Try {
	now := c.now()
	try := Try{At: now, Slot: slot, Held: now.Sub(asked) - slot}
	c.traffic.leave(&call.record, try)
	return try
}

// note learns from a try, keeps it among the latest and logs it.
func (c *Conn) note(ctx context.Context, call *call, try Try, problem *Error, got answer) {
	now := c.now()
	c.gate.note(try.At, now, problem)
	if problem != nil && problem.Kind == RateLimited && problem.RetryAfter > 0 {
		c.gate.pause(now.Add(problem.RetryAfter))
	}
	try.Duration, try.Status, try.Bytes = now.Sub(try.At), got.status, got.bytes
	level := slog.LevelInfo
	if problem != nil {
		try.Err, try.Status, level = problem, problem.Status, slog.LevelWarn
	}
	c.traffic.arrive(&call.record, try, now)
	if c.cfg.Log.Enabled(ctx, level) {
		c.cfg.Log.LogAttrs(ctx, level, "request", call.record.attrs()...)
	}
}

// exchange sends call and reads the whole answer, within the time limit.
func (c *Conn) exchange(ctx context.Context, client *resty.Client, limit time.Duration, call *call) (answer, error) {
	defer c.waits.begin(call, wait{since: c.now()})()
	ctx, cancel := context.WithTimeoutCause(withBearer(ctx, call.bearer), limit, errTotal)
	defer cancel()

	request := client.R().SetContext(ctx)
	if call.fresh {
		request.SetHeader("Cache-Control", "no-cache")
	}
	if call.body != nil {
		request.SetHeader("Content-Type", "application/json").SetBody(call.body)
	}
	response, err := request.Execute(call.method, call.url.String())
	var got answer
	if response != nil && response.RawResponse != nil {
		got.status, got.header = response.StatusCode(), response.Header()
	}
	if err != nil {
		return got, timeoutCause(ctx, err)
	}
	got.body, got.bytes, err = readBody(response.RawResponse, call.limit)
	_ = response.RawBody().Close() // all that counts was read
	if err != nil {
		err = &bodyError{timeoutCause(ctx, err)}
	}
	return got, err
}

// timeoutCause puts our own words in place of "context deadline exceeded".
func timeoutCause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errTotal) {
		return cause
	}
	return err
}
