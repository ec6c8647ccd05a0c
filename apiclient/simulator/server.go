package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"banyan/internal/routing"
)

// Options says what to simulate. The zero value is the default world without
// delay and without faults.
type Options struct {
	// Tenants, Groups and TrunkGroups add that many generated enterprises,
	// tenant-0001 and so on, each with that many groups, each with that many trunk
	// groups: the same for the same numbers.
	Tenants, Groups, TrunkGroups int
	// OnlyGenerated leaves the default world out.
	OnlyGenerated bool
	// World is the document of a world that replaces the default one. The package
	// comment describes it.
	World []byte

	Latency   time.Duration // before every answer
	RateLimit float64       // requests a second, more get 429 with Retry-After; 0 = no limit
	ErrorRate float64       // share of requests that get 503, from 0 to 1

	Username, Password string // demo and demo where empty
	Token              string // ready token of the core and of Odin, demo-token where empty

	Core Core // how the APIO core lets in
	Only Only // which side of APIO there is

	// ForwardAddress is a platform that calls a destination
	// routeExhaustionForwardAddress and refuses routeExhaustionDestination, as the
	// notes of the API's page have it. Its field lists have it reversed.
	ForwardAddress bool

	// OdinReport is what Odin's call capacity report carries.
	OdinReport OdinReport
	// EnterpriseList says whether APIO's list of the trunk groups of a group heeds
	// includeEnterpriseTrunkGroups.
	EnterpriseList EnterpriseList
	// Backup says whether APIO has the backup of a trunk group as a resource.
	Backup Backup
	// Absent is the status of what does not exist, a tenant, a group, a trunk group or an
	// enterprise trunk: 404 where zero, or 400 or 500 with the words of the backend.
	Absent int
	// OmitRoutes is an Odin that leaves trunkGroups out of an enterprise trunk.
	OmitRoutes bool

	// NumbersAsText is an Odin that writes its numbers as texts: "13" for 13.
	NumbersAsText bool

	// MostResults is the length of the longest list that APIO gives; 0 = no limit.
	// CutResults has it cut a list that is longer, or longer than a request's own limit,
	// without a word; else such a list is refused.
	MostResults int
	CutResults  bool

	Faults []Fault
	Now    func() time.Time // time.Now where nil
}

// Only says which side of APIO there is. The zero value is both.
type Only string

// One side of APIO alone.
const (
	OnlyCore    Only = "core"
	OnlyGateway Only = "gateway"
)

// Server is the simulated platform, an http.Handler. Its methods may be called
// at any time from any goroutine.
type Server struct {
	world  *world
	mounts []mount // the last one is at every path
	keys   *keyring
	pace   *pace
	faults faults
	log    requestLog
	wait   time.Duration
	now    func() time.Time
}

// New returns the platform that the options describe. Its errors say which option
// makes no sense, or where the world's document is wrong (see PositionError).
func New(opts Options) (*Server, error) {
	w, err := opts.world()
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	now := opts.Now
	if now == nil {
		now = time.Now
	}
	s := &Server{
		world: w,
		keys:  newKeyring(opts.Username, opts.Password, opts.Token, now),
		pace:  newPace(opts.RateLimit, opts.ErrorRate, now),
		wait:  opts.Latency,
		now:   now,
	}
	for _, f := range opts.Faults {
		s.SetFault(f)
	}
	s.mounts = append(apioMounts(w, s.keys, &s.log, opts), odinMount(w, s.keys, opts), mount{
		guard: func(*call) bool { return true }, absent: page(http.StatusNotFound, "404 Not Found"), fail: gatewayError,
	})
	return s, nil
}

// mostGenerated is the most of each that is made: what is in one list is in memory at once.
const mostGenerated = 1_000_000

func (o Options) check() error {
	switch {
	case o.Tenants < 0 || o.Groups < 0 || o.TrunkGroups < 0:
		return errors.New("a number of tenants, groups or trunk groups is negative")
	case max(o.Tenants, o.Groups, o.TrunkGroups) > mostGenerated:
		return fmt.Errorf("%d tenants, groups or trunk groups are too many: give at most %d of each", max(o.Tenants, o.Groups, o.TrunkGroups), mostGenerated)
	case o.Groups > 0 && o.Tenants == 0:
		return errors.New("groups without tenants")
	case o.TrunkGroups > 0 && o.Groups == 0:
		return errors.New("trunk groups without groups")
	case o.OnlyGenerated && o.World != nil:
		return errors.New("a world and only generated tenants")
	case o.MostResults < 0:
		return errors.New("the most results of a list are negative")
	case o.Latency < 0:
		return errors.New("latency is negative")
	case !(o.RateLimit >= 0):
		return errors.New("rate limit is negative")
	case !(o.ErrorRate >= 0 && o.ErrorRate <= 1):
		return errors.New("error rate is not from 0 to 1")
	case o.Only != "" && o.Only != OnlyCore && o.Only != OnlyGateway:
		return fmt.Errorf("there is no side of APIO called %q: it can be %s or %s", o.Only, OnlyCore, OnlyGateway)
	case !slices.Contains([]OdinReport{"", ReportGroups, ReportFull, ReportColumns, ReportNone}, o.OdinReport):
		return fmt.Errorf("the report of Odin is full, columns, groups or none, and not %q", o.OdinReport)
	case !slices.Contains([]EnterpriseList{"", ListHonoured, ListIgnored}, o.EnterpriseList):
		return fmt.Errorf("the list of an enterprise is honoured or ignored, and not %q", o.EnterpriseList)
	case !slices.Contains([]Backup{"", BackupServed, BackupAbsent}, o.Backup):
		return fmt.Errorf("the backup of a trunk group is served or absent, and not %q", o.Backup)
	case !slices.Contains([]int{0, http.StatusBadRequest, http.StatusNotFound, http.StatusInternalServerError}, o.Absent):
		return fmt.Errorf("what is absent is answered with 404, 400 or 500, not with %d", o.Absent)
	}
	return o.Core.check()
}

func (o Options) world() (*world, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	w := &world{
		directory:      directory{limits: map[string]*tenantEdit{}},
		forwardAddress: o.ForwardAddress, omitsRoutes: o.OmitRoutes, mostResults: o.MostResults, cutsResults: o.CutResults,
		edited: map[owner][]heldTrunk{},
		absent: cmp.Or(o.Absent, http.StatusNotFound),
	}
	if !o.OnlyGenerated {
		read := ownDocument
		if o.World != nil {
			read = func() (*document, error) { return parseWorld(o.World) }
		}
		d, err := read()
		if err != nil {
			return nil, err
		}
		w.sources = append(w.sources, d)
	}
	if o.Tenants > 0 {
		g := generator{tenantCount: o.Tenants, groupCount: o.Groups, trunkGroupCount: o.TrunkGroups}
		for _, t := range w.tenants() {
			if _, taken := g.tenant(t.ID); taken {
				return nil, fmt.Errorf("tenant %q is in the world and would be generated too", t.ID)
			}
		}
		w.sources = append(w.sources, g)
	}
	return w, nil
}

// PutEnterpriseTrunk replaces the enterprise trunk of that name, or adds one, as
// somebody else with access to the platform would. It refuses what the platform
// would refuse: a tenant that is no enterprise, a route to no trunk group, a value
// out of range. The trunk must not be changed afterwards.
func (s *Server) PutEnterpriseTrunk(tenant string, trunk routing.Trunk) error {
	return s.world.putTrunk(owner{tenant: tenant}, trunk)
}

// EnterpriseTrunks returns the enterprise trunks that a tenant has, in their order. They must not be
// changed.
func (s *Server) EnterpriseTrunks(tenant string) []routing.Trunk {
	var out []routing.Trunk
	for _, t := range s.world.trunks(owner{tenant: tenant}) {
		out = append(out, t.Trunk)
	}
	return out
}

// PutGroupEnterpriseTrunk is PutEnterpriseTrunk for a group of a service provider.
// Odin alone shows such trunks. They use trunk groups of that group.
func (s *Server) PutGroupEnterpriseTrunk(tenant, group string, trunk routing.Trunk) error {
	return s.world.putTrunk(owner{tenant, group}, trunk)
}

// PutEnterpriseTrunkDocument is PutEnterpriseTrunk with the object as a read of it
// shows it. Fields that the API does not have are kept as they are.
func (s *Server) PutEnterpriseTrunkDocument(tenant, name string, document []byte) error {
	return s.world.putDocument(owner{tenant: tenant}, name, document)
}

// PutOdinEnterpriseTrunk is PutEnterpriseTrunk with the object as a read of it shows
// it in the Odin dialect, at either level: whose it is stands in it. Fields that the
// API does not have are kept as they are.
func (s *Server) PutOdinEnterpriseTrunk(document []byte) error {
	s.world.writing.Lock()
	defer s.world.writing.Unlock()
	body, err := parseRaw(document)
	if err != nil {
		return fmt.Errorf("put enterprise trunk: the document %w", err)
	}
	of := owner{body.text(odinTenantKey), body.text(odinGroupKey)}
	t, err := fromOdin(of, body.text(odinTrunkKey), s.world.destination(), body)
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", body.text(odinTrunkKey), err)
	}
	return s.world.putHeld(of, t)
}

// DeleteEnterpriseTrunk removes an enterprise trunk as somebody else would, and
// reports whether there was one.
func (s *Server) DeleteEnterpriseTrunk(tenant, name string) bool {
	return s.world.deleteTrunk(owner{tenant: tenant}, name)
}

// DeleteGroupEnterpriseTrunk is DeleteEnterpriseTrunk for a group of a service provider.
func (s *Server) DeleteGroupEnterpriseTrunk(tenant, group, name string) bool {
	return s.world.deleteTrunk(owner{tenant, group}, name)
}

// ExpireSessions makes every session and every access and refresh token invalid,
// so that the next request of a client that logged in earlier gets 401.
func (s *Server) ExpireSessions() { s.keys.expire() }

// mostBody bounds what is read of a request's body.
const mostBody = 1 << 20

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := newCall(r)
	entry := &Request{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, At: s.now(), writes: c.writes(), user: s.keys.userOf(c.bearer())}
	m := s.mountOf(c)
	fault, faulty := s.faults.take(c)
	s.log.add(entry) // only now: whoever awaits it may change the faults
	if faulty && fault.Reset && fault.Early {
		fault.breakOff(w, r, nil)
	}
	// The server notices that a client went away only once the body was read.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		s.log.answered(entry, http.StatusRequestEntityTooLarge)
		m.fail(http.StatusRequestEntityTooLarge, "request body too large").write(w)
		return
	}
	c.body = body
	if entry.writes {
		s.log.brought(entry, string(body))
	}
	answer, isRefused := s.pace.refuse(c, m.fail)
	if wait := s.wait + fault.Delay; wait > 0 {
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
			// To return would answer 200 without a body where it is the server that ends.
			panic(http.ErrAbortHandler)
		}
	}
	switch {
	case fault.Late > 0:
		time.AfterFunc(fault.Late, func() { m.answer(c) })
		answer = ok(rawObject{})
	case !isRefused && (fault.Apply || !fault.breaks() && !fault.answers()):
		answer = m.answer(c)
	}
	if fault.breaks() {
		fault.breakOff(w, r, s.faults.cleared())
	}
	if fault.answers() {
		answer = fault.response(m.fail)
	}
	s.log.answered(entry, answer.status)
	if faulty && fault.Truncate {
		answer.truncate(w)
		return
	}
	answer.write(w)
}

// mountOf returns the first API whose place holds the path.
func (s *Server) mountOf(c *call) mount {
	return s.mounts[slices.IndexFunc(s.mounts, func(m mount) bool {
		n := len(m.prefix)
		return len(c.segments) >= n && slices.Equal(c.segments[:n], m.prefix)
	})]
}

// SetFault adds a fault. Of several that match a request the oldest acts.
func (s *Server) SetFault(f Fault) { s.faults.set(f) }

// ClearFaults removes all faults and breaks off the requests that hang.
func (s *Server) ClearFaults() { s.faults.clear() }

// Requests returns the latest requests, oldest first.
func (s *Server) Requests() []Request { return s.log.all() }

// Await returns once n requests have arrived, or ctx is done. The log never holds more than 65536.
func (s *Server) Await(ctx context.Context, n int) error { return s.log.await(ctx, n) }

// Writes returns those of the latest requests that would change something, oldest
// first, whether they were carried out or not: how many arrived is what counts.
func (s *Server) Writes() []Request {
	return slices.DeleteFunc(s.log.all(), func(r Request) bool { return !r.writes })
}

// Serve listens on a loopback address such as 127.0.0.1:0 until the context ends.
// It returns the base URL without a path; wait blocks until the server has
// stopped and returns why, nil where the context ended it. Addresses that are not
// loopback are refused: the simulator has no secrets worth the name.
func (s *Server) Serve(ctx context.Context, addr string) (baseURL string, wait func() error, err error) {
	if err := checkLoopback(addr); err != nil {
		return "", nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return "", nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		// A full-screen program may own the terminal.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	stopped := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(stopped)
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		if err := server.Shutdown(limit); err != nil {
			_ = server.Close()
		}
	})
	wait = sync.OnceValue(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		<-stopped
		return nil
	})
	go func() { _ = wait() }()
	return "http://" + listener.Addr().String(), wait, nil
}

// graceful is how long requests may take to end after the context has.
const graceful = 2 * time.Second

func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("not a loopback address")
	}
	return nil
}
