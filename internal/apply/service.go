package apply

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/statefile"
)

// planRoom is the directory of the plans.
const planRoom = "plans"

// Why a plan is not taken. Nothing was sent.
var (
	ErrNoPlan = errors.New("there is no such plan")
	// ErrForeign says that a plan was made for another platform, or by another user.
	ErrForeign  = errors.New("the plan is not of this session")
	ErrReadOnly = errors.New("this session reads alone: start it with --write")
)

// Options says what a Service works with. All but Now, which is time.Now, and Begin are required.
type Options struct {
	Edits   *change.Service // which says who the user is
	API     change.API      // what surveys read with
	Dir     string          // the state directory
	Host    string          // as the subjects of edits name it
	Dialect string          // "APIO" or "Odin"
	Now     func() time.Time
	// Begin, when set, is told which tenants a plan is about to change. What it returns is called when the plan
	// stopped or is done: what is done after each save may wait for the last.
	Begin func(tenants []string) (end func())
}

// Service makes, keeps and applies the plans of one session. Its methods may be called from
// any goroutine, and do I/O.
type Service struct{ Options }

// New returns a service. It touches no disk.
func New(opts Options) *Service {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Begin == nil {
		opts.Begin = func([]string) (end func()) { return func() {} }
	}
	return &Service{opts}
}

// Header returns the header of a new plan.
func (s *Service) Header(ticket string) plan.Header {
	id := make([]byte, 8)
	_, _ = rand.Read(id) // never fails
	who, principal := s.Edits.User()
	return plan.Header{
		ID: hex.EncodeToString(id), Host: s.Host, Dialect: s.Dialect, Who: who, Principal: principal, Ticket: ticket,
		At: s.Now().UTC().Round(0),
	}
}

// Belongs returns an error that matches ErrForeign where a plan is of another platform or user.
func (s *Service) Belongs(p plan.Plan) error {
	who, principal := s.Edits.User()
	switch {
	case change.CanonicalHost(p.Host) != change.CanonicalHost(s.Host):
		return fmt.Errorf("%w: it was made for %s, and this is %s", ErrForeign, p.Host, s.Host)
	case p.Dialect != s.Dialect:
		return fmt.Errorf("%w: it was made for %s, and this platform is asked by %s", ErrForeign, p.Dialect, s.Dialect)
	case p.Principal != principal:
		return fmt.Errorf("%w: it was made as %s, and this is %s", ErrForeign, p.Principal, principal)
	case p.Who != who:
		return fmt.Errorf("%w: %s made it, and you are %s", ErrForeign, p.Who, who)
	}
	return nil
}

func (s *Service) records() statefile.Records[plan.Plan] {
	return statefile.Records[plan.Plan]{
		Root: s.Dir, Rooms: []string{planRoom}, Now: s.Now,
		Key: func(p plan.Plan) string { return p.ID }, Check: plan.Plan.Check,
	}
}

// Keep replaces a plan on disk, so that it can be gone on with after a crash.
func (s *Service) Keep(p plan.Plan) error {
	if err := s.records().Write(p); err != nil {
		return fmt.Errorf("keep the plan: %w", err)
	}
	return nil
}

// Forget removes a plan. What was applied of it stays in the journal.
func (s *Service) Forget(id string) error { return s.records().Remove(id) }

// Plan returns a plan that is kept, ErrNoPlan where there is none.
func (s *Service) Plan(id string) (plan.Plan, error) {
	var p plan.Plan
	found, err := statefile.Read(s.records().Path(id), &p)
	switch {
	case err != nil:
		return p, fmt.Errorf("read the plan %s: %w", id, err)
	case !found:
		return p, fmt.Errorf("%w: %s", ErrNoPlan, id)
	}
	return p, p.Check()
}

// Plans returns the plans of this platform that are kept, the latest first, and the files that
// cannot be read.
func (s *Service) Plans() ([]plan.Plan, []statefile.Damage, error) {
	plans, damaged, err := s.records().Read()
	plans = slices.DeleteFunc(plans, func(p plan.Plan) bool {
		return p.Dialect != s.Dialect || change.CanonicalHost(p.Host) != change.CanonicalHost(s.Host)
	})
	slices.SortFunc(plans, func(a, b plan.Plan) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	return plans, damaged, err
}

// Status returns what became of each item of a plan.
func (s *Service) Status(p plan.Plan) ([]plan.ItemStatus, error) {
	entries, _, err := s.Edits.Journal()
	return p.Status(entries), err
}

// Outages returns what is out of service, the latest first, and what of the journals cannot be read:
// something of it may be missing then.
func (s *Service) Outages() ([]plan.Outage, []change.Damage, error) {
	entries, damaged, err := s.Edits.Journal()
	return plan.Outages(plan.DrainedOf(entries, s.Host, s.Dialect)), damaged, err
}

// Undo returns the plan that takes back what is done of another. What of the journal cannot be read
// is in Plan.Unread: something of it may have been done as well.
func (s *Service) Undo(p plan.Plan, ticket string) (plan.Plan, error) {
	entries, damaged, err := s.Edits.Journal()
	if err != nil {
		return plan.Plan{}, err
	}
	undo := plan.Undo(s.Header(ticket), p, entries)
	for _, d := range damaged {
		undo.Unread = append(undo.Unread, plan.Skipped{Why: d.Error()})
	}
	return undo, nil
}

// Drain surveys a tenant and returns the plan that takes a scope out of service. Report is told
// how far the survey is, from several goroutines; it may be nil. The error is that of a list:
// what else could not be read is in Plan.Unread.
func (s *Service) Drain(ctx context.Context, scope plan.Scope, ticket string, report func(Reading)) (plan.Plan, error) {
	survey, err := s.Survey(ctx, scope, report)
	if err != nil {
		return plan.Plan{}, err
	}
	return plan.Drain(s.Header(ticket), scope, survey), nil
}

// Undrain surveys and returns the plan that puts back what is out of service: some of what Outages
// returns, all of one tenant. What is back already is noted in the journal, and left out.
func (s *Service) Undrain(ctx context.Context, drained []plan.Drained, ticket string, report func(Reading)) (plan.Plan, error) {
	if len(drained) == 0 {
		return plan.Plan{}, ErrNoPlan
	}
	wanted := func(of change.Subject) bool {
		return slices.ContainsFunc(drained, func(d plan.Drained) bool {
			return d.Subject.Tenant == of.Tenant && d.Subject.Group == of.Group && d.Subject.Name == of.Name
		})
	}
	keys := make([]routing.Key, len(drained)) // of what is not in the lists, and comes back into them
	for i, d := range drained {
		keys[i] = d.Route.TrunkGroup
	}
	survey, err := s.reader(ctx, report).survey(plan.Scope{Tenant: drained[0].Subject.Tenant}, wanted, wanted, keys...)
	if err != nil {
		return plan.Plan{}, err
	}
	p, back := plan.Undrain(s.Header(ticket), drained, survey)
	return p, s.noteReturned(back)
}

// Migrate surveys a tenant and returns the plan that moves its routes from one trunk group to
// another.
func (s *Service) Migrate(ctx context.Context, tenant string, from, to routing.Key, ticket string, report func(Reading)) (plan.Plan, error) {
	survey, err := s.Survey(ctx, plan.ScopeOf(tenant, from), report, to)
	if err != nil {
		return plan.Plan{}, err
	}
	return plan.Migrate(s.Header(ticket), tenant, from, to, survey), nil
}

// Survey reads all enterprise trunks of a scope's tenant, and the trunk groups around those that
// lead into the scope, with others. Of a scope that is the whole tenant it reads no trunk groups.
func (s *Service) Survey(ctx context.Context, scope plan.Scope, report func(Reading), also ...routing.Key) (plan.Survey, error) {
	all := func(change.Subject) bool { return true }
	none := func(change.Subject) bool { return false }
	return s.reader(ctx, report).survey(scope, all, none, also...)
}

func (s *Service) reader(ctx context.Context, report func(Reading)) *reader {
	return &reader{Service: s, ctx: apiclient.Fresh(ctx), report: report}
}

// Start applies a plan as Apply does, beside whoever asks for it. The channel gives the latest
// progress to whoever is slower than that, then the end, and is closed. When ctx ends, the plan
// stops after the item that is being saved.
func (s *Service) Start(ctx context.Context, p plan.Plan) <-chan Progress {
	out := make(chan Progress, 1)
	tell := func(at Progress) {
		select {
		case <-out: // nobody took it
		default:
		}
		out <- at
	}
	go func() {
		defer close(out)
		outcome, err := collect.Guarded(ctx, func(ctx context.Context) (Outcome, error) { return s.Apply(ctx, p, tell) })
		tell(Progress{Ended: true, Outcome: outcome, Err: err, Status: outcome.Status, Done: plan.Count(outcome.Status, plan.Done) + len(outcome.AsIs), Of: included(p)})
	}()
	return out
}

// Apply keeps a plan and applies it, from where an earlier run of it ended: item after item, each by
// one save. It stops at the first one of which there is any doubt (Outcome.Stop). Report is told
// how far it is, from this goroutine; it may be nil.
//
// The error says that nothing was begun: ErrForeign, ErrReadOnly, a *plan.UndecidedError, a *change.HeldError where
// another plan of a tenant is being applied, or that no plan or journal can be written.
func (s *Service) Apply(ctx context.Context, p plan.Plan, report func(Progress)) (Outcome, error) {
	if err := errors.Join(p.Check(), s.Belongs(p)); err != nil {
		return Outcome{}, err
	}
	if err := p.Undecided(); err != nil {
		return Outcome{}, err
	}
	if c, ok := s.API.(interface{ CanWrite() bool }); ok && !c.CanWrite() {
		return Outcome{}, ErrReadOnly
	}
	release, err := s.hold(p)
	if err != nil {
		return Outcome{}, err
	}
	defer release()
	if err := errors.Join(s.Edits.Check(), s.Keep(p)); err != nil {
		return Outcome{}, err
	}
	r := &run{Service: s, plan: p, edits: p.Edits(), report: report, began: s.Now()}
	if r.status, err = s.Status(p); err != nil {
		return Outcome{}, err
	}
	end := s.Begin(p.Tenants())
	defer end()
	stop := r.all(ctx)
	status, err := s.Status(p)
	if err != nil {
		status = r.status
	}
	return Outcome{Status: status, AsIs: r.asIs, Stop: stop}, nil
}

// hold keeps the tenants of a plan from every other plan.
func (s *Service) hold(p plan.Plan) (release func(), err error) {
	var held []func()
	release = func() {
		for _, end := range slices.Backward(held) {
			end()
		}
	}
	for _, tenant := range p.Tenants() { // sorted: two plans never wait for each other
		end, err := s.Edits.Hold(s.subject(change.Plans, tenant, "", ""))
		if err != nil {
			release()
			return nil, err
		}
		held = append(held, end)
	}
	return release, nil
}

// Stale reads the subject of every item of a plan that is not done or left out, few at a time, and
// returns why each would not be applied that is not as it was when the plan was made: a Stop an
// item, in their order. It sends nothing; what it reads tells how a save ended that broke off, and that
// is recorded. The error is that of the journal.
func (s *Service) Stale(ctx context.Context, p plan.Plan, report func(Reading)) ([]Stop, error) {
	status, err := s.Status(p)
	if err != nil {
		return nil, err
	}
	found, edits := make([]*Stop, len(p.Items)), p.Edits()
	r := s.reader(ctx, report)
	r.each(len(p.Items), func(ctx context.Context, n int) {
		item := p.Items[n]
		if state := status[n].State; item.Out || state == plan.Done || state == plan.Undone || item.Follows > 0 {
			return
		}
		edit, err := edits.Edit(item.N, func(int) bool { return false })
		if open := status[n]; err == nil && open.IsOpen() {
			var settled change.Entry
			if settled, err = s.Edits.Resolve(ctx, open.Entry.ID); err == nil && settled.Verdict == change.Saved {
				return
			}
		}
		if err == nil {
			var review change.Review
			review, err = s.Edits.Prepare(ctx, edit)
			switch {
			case err != nil, isSo(review):
			case review.Status != change.Ready:
				found[n] = reviewed(item, review)
			default:
				found[n] = doubts(item, review)
			}
		}
		if err != nil {
			found[n] = stopOf(item, err)
		}
	})
	var out []Stop
	for n, stop := range found {
		if stop != nil {
			stop.Item = n + 1
			out = append(out, *stop)
		}
	}
	return out, ctx.Err()
}

// noteReturned notes in the journal which routes are back that nobody put back from here.
func (s *Service) noteReturned(back map[string]plan.Returned) error {
	var failed error
	for entry, of := range back {
		note, _ := json.Marshal(of) // texts always encode
		failed = errors.Join(failed, s.Edits.Note(entry, note))
	}
	return failed
}

func (s *Service) subject(kind change.Kind, tenant, group, name string) change.Subject {
	return change.Subject{Host: s.Host, Dialect: s.Dialect, Kind: kind, Tenant: tenant, Group: group, Name: name}
}
