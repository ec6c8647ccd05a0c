package history

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/find"
	"banyan/internal/routing"
	"banyan/internal/statefile"
	"banyan/internal/trunkgroup"
)

const roomName = "history"

// Options says what a Keeper works with. Dir and Host are required.
type Options struct {
	Dir     string           // the state directory, made when it is missing
	Host    string           // the platform
	Account string           // who is logged in, and by which API: not everybody may see the same
	Now     func() time.Time // time.Now when nil
}

// Keeper keeps the histories of the tenants of a platform. Its methods may be called from any
// goroutine.
type Keeper struct {
	opts Options

	mu      sync.Mutex
	waiting []noted
	isBusy  bool
	unkept  map[string]unkept // by the tenant, whose latest reading it is
	isShown bool              // NewProblem has returned one of them
	turn    int               // of the latest reading
	noted   int               // readings that wait or did
	kept    int               // of them, or given up
	more    *sync.Cond        // another was

	forwarding sync.Mutex          // of what follows
	forwards   map[string]forwards // by the name of the history
}

// noted is a reading that is to be kept.
type noted struct {
	tenant string
	turn   int
	read   func() Reading
}

// unkept is why a reading was not kept.
type unkept struct {
	turn int
	err  error
}

// mostWaiting is how many readings wait for the disk: where it is slower than the platform, those that
// come then are not compared.
const mostWaiting = 1000

// New returns a keeper that has touched no disk.
func New(opts Options) *Keeper {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	k := &Keeper{opts: opts, unkept: make(map[string]unkept)}
	k.more = sync.NewCond(&k.mu)
	return k
}

// Snapshot has what was read of a tenant's capacity compared and kept, and returns at once. Problem
// tells what became of it. A nil keeper keeps nothing.
func (k *Keeper) Snapshot(s collect.Snapshot) {
	k.note(s.Breakdown.Tenant.ID, func() Reading { return OfSnapshot(s) })
}

// Trunk does so with what was read of an enterprise trunk.
func (k *Keeper) Trunk(owner apiclient.TrunkOwner, name string, trunk routing.Trunk, at time.Time) {
	trunk = trunk.Clone()
	k.note(owner.Tenant, func() Reading { return OfTrunk(owner, name, trunk, at) })
}

// Trunks does so with the whole list of an owner's enterprise trunks.
func (k *Keeper) Trunks(owner apiclient.TrunkOwner, items []apiclient.EnterpriseTrunkItem, at time.Time) {
	items = slices.Clone(items)
	k.note(owner.Tenant, func() Reading { return OfTrunks(owner, items, at) })
}

// Backup does so with what was read of the backup of a trunk group.
func (k *Keeper) Backup(tenant string, of routing.Key, to trunkgroup.Diversion, at time.Time) {
	k.note(tenant, func() Reading { return OfBackup(tenant, of, to, at) })
}

// Tenants does so with the whole list of the tenants.
func (k *Keeper) Tenants(list []apiclient.Tenant, at time.Time) {
	list = slices.Clone(list)
	k.note("", func() Reading { return OfTenants(list, at) })
}

// note has a reading made, compared and kept beside its caller.
func (k *Keeper) note(tenant string, read func() Reading) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn++
	if len(k.waiting) >= mostWaiting {
		k.unkept[tenant] = unkept{k.turn, fmt.Errorf("%s: the disk is slower than the platform", k.room())}
		return
	}
	k.waiting = append(k.waiting, noted{tenant, k.turn, read})
	k.noted++
	if !k.isBusy {
		k.isBusy = true
		go k.run()
	}
}

// run keeps what waits, until nothing does.
func (k *Keeper) run() {
	for {
		k.mu.Lock()
		if len(k.waiting) == 0 {
			k.isBusy = false
			k.mu.Unlock()
			return
		}
		next := k.waiting[0]
		k.waiting = k.waiting[1:]
		k.mu.Unlock()
		_, err := collect.Guarded(context.Background(), func(context.Context) (any, error) { return nil, k.Add(next.read()) })
		k.mu.Lock()
		if before := k.unkept[next.tenant]; before.turn < next.turn { // else a later one was dropped
			delete(k.unkept, next.tenant)
			if err != nil {
				k.unkept[next.tenant] = unkept{next.turn, err}
			}
		}
		k.isShown = k.isShown && len(k.unkept) > 0
		k.kept++
		k.more.Broadcast()
		k.mu.Unlock()
	}
}

// Add compares a reading with what is kept and keeps what differs. It does I/O.
func (k *Keeper) Add(r Reading) error {
	if r.IsEmpty() {
		return nil
	}
	if _, err := statefile.OpenRoom(k.opts.Dir, k.rooms()...); err != nil {
		return err
	}
	return k.write(r.Tenant, func(f *file) error { return f.add(r, k.opts.Now()) })
}

// write opens the history of a tenant for what is added to it. The error names its file.
func (k *Keeper) write(tenant string, add func(*file) error) error {
	path := k.path(tenant)
	f, err := openFile(path)
	if err != nil {
		return damage(path, err)
	}
	if err = errors.Join(add(f), f.close()); err != nil {
		return damage(path, err)
	}
	return nil
}

// Problem returns why the latest reading of a tenant could not be kept, nil where each was; of several
// it returns one, and says of how many. The error names the file.
func (k *Keeper) Problem() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.problem()
}

func (k *Keeper) problem() error {
	if len(k.unkept) == 0 {
		return nil
	}
	first := slices.Min(slices.Collect(maps.Keys(k.unkept)))
	if others := len(k.unkept) - 1; others > 0 {
		return fmt.Errorf("%w; tenants of which that is so: %d", k.unkept[first].err, others+1)
	}
	return k.unkept[first].err
}

// ProblemOf returns why the latest reading of one tenant could not be kept, nil where it was.
func (k *Keeper) ProblemOf(tenant string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.unkept[tenant].err
}

// NewProblem returns the Problem once, and again only after all was kept meanwhile.
func (k *Keeper) NewProblem() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.isShown {
		return nil
	}
	err := k.problem()
	k.isShown = err != nil
	return err
}

// Flush returns once all that was noted so far is kept, or could not be. It waits for the disk.
func (k *Keeper) Flush() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for noted := k.noted; k.kept < noted; {
		k.more.Wait()
	}
}

// Open returns what is kept of a tenant, nothing where nothing was. It does I/O. The error says that
// it cannot be read, or is of another version.
func (k *Keeper) Open(tenant string) (History, error) {
	h := History{Tenant: tenant}
	path := k.path(tenant)
	text, err := statefile.ReadFile(path, mostBytes)
	if errors.Is(err, os.ErrNotExist) {
		return h, nil
	}
	if err == nil {
		h.lines, h.lost, _, err = linesOf(text)
	}
	if err != nil {
		return h, damage(path, err)
	}
	return h, nil
}

// Forwards returns what forwarded calls elsewhere when it was read last, in all tenants. It does I/O,
// once for each history until that changes. The error names those that cannot be read: the others are there.
func (k *Keeper) Forwards(ctx context.Context) (facts []find.Fact, err error) {
	k.Flush() // what was read just now is among it
	names, err := statefile.Names(k.room(), k.opts.Now())
	k.forwarding.Lock()
	defer k.forwarding.Unlock()
	latest := make(map[string]forwards, len(names))
	for _, name := range names {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		path := filepath.Join(k.room(), name)
		info, gone := os.Stat(path)
		if gone != nil || !strings.HasSuffix(name, suffix) {
			continue
		}
		of := k.forwards[name]
		if !of.written.Equal(info.ModTime()) || of.size != info.Size() {
			of = forwardsOf(path, info)
		}
		latest[name] = of
		facts, err = append(facts, of.facts...), errors.Join(err, of.err)
	}
	k.forwards = latest
	return facts, err
}

// Ask asks the platform's log who made those of the changes of which nobody is known, the latest first,
// and keeps what it tells: each is asked once. It returns them with that, and why something of it is
// missing. It waits for the platform, at most 20 seconds and eight searches.
func (k *Keeper) Ask(ctx context.Context, log WriteLog, events []Event) ([]Event, error) {
	events = slices.Clone(events)
	if !log.HasWriteLog() || !IsOpen(events) {
		return events, nil
	}
	ctx, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	for range mostSearches {
		first := slices.IndexFunc(events, Event.isOpen)
		if first < 0 {
			break
		}
		// What has the same bracket, or a part of it, is answered by the same search.
		tenant, from, to := events[first].Tenant, events[first].Since, events[first].At
		found, err := log.WriteLog(ctx, tenant, from.Add(-skew), to.Add(skew))
		if err != nil {
			return events, err
		}
		var answered []answer
		for i := range events {
			e := &events[i]
			if e.Tenant != tenant || !e.isOpen() || e.Since.Before(from) || e.At.After(to) {
				continue
			}
			e.Actor, e.asked = writerOf(*e, found), true
			answered = append(answered, answer{e.Object, e.What, e.Field, e.To, stampOf(e.At), e.Actor.Who, stampOf(e.Actor.At), e.Actor.Perhaps})
		}
		err = k.write(tenant, func(f *file) error { return f.tell(tenant, answered, k.opts.Now()) })
		if err != nil { // they are right all the same
			k.mu.Lock()
			k.unkept[tenant] = unkept{k.turn, err}
			k.mu.Unlock()
		}
	}
	return events, nil
}

// mostBytes is the largest history that is read.
const mostBytes = 256 << 20

// Platform is what changed in all tenants.
type Platform struct {
	Changes []Change
	answers map[string]answers // by the tenant
	Since   time.Time          // since when readings of any tenant are kept
	At      time.Time          // the latest reading
	Tenants int                // of which something is kept
	Damage  []error            // histories that cannot be read
	Lost    int                // lines of others that cannot be read
}

// OpenAll returns every change that is kept of all tenants, in no order. It does I/O, and removes what
// killed processes left half written.
func (k *Keeper) OpenAll() (Platform, error) { return k.OpenSince(time.Time{}) }

// OpenSince does so with the tenants alone of which something was found since then: it costs what these do.
func (k *Keeper) OpenSince(then time.Time) (all Platform, err error) {
	names, err := statefile.Names(k.room(), k.opts.Now())
	for _, name := range names {
		path := filepath.Join(k.room(), name)
		if info, err := os.Stat(path); !strings.HasSuffix(name, suffix) || err == nil && info.ModTime().Before(then) {
			continue
		}
		text, err := statefile.ReadFile(path, mostBytes)
		if err == nil {
			err = all.add(text)
		}
		if err != nil {
			all.Damage = append(all.Damage, damage(path, err))
		}
	}
	return all, err
}

// add adds the history of a tenant. Only lines that may tell of a change are read, and the first and
// the last.
func (p *Platform) add(text []byte) error {
	p.Tenants++
	isFirst := true
	for len(text) > 0 {
		one, rest, torn := cutLine(text)
		text = rest
		if len(one) == 0 || !isFirst && len(text) > 0 && !isEvent(one) && check(one) == nil {
			continue
		}
		l, err := decode(one)
		switch {
		case errors.Is(err, errVersion):
			return err
		case err != nil && !torn:
			p.Lost++
		}
		if err != nil {
			continue
		}
		if isFirst && l.Tenant == "" { // it is the list of them
			p.Tenants--
		}
		if at := l.End.time(); isFirst && (p.Since.IsZero() || at.Before(p.Since)) {
			p.Since = at
		}
		isFirst = false
		if at := l.End.time(); at.After(p.At) {
			p.At = at
		}
		p.Changes = append(p.Changes, l.changes()...)
		if len(l.Answers) > 0 {
			if p.answers == nil {
				p.answers = make(map[string]answers)
			}
			p.answers[l.Tenant] = append(p.answers[l.Tenant], l.Answers...)
		}
	}
	return nil
}

func (k *Keeper) rooms() []string {
	return []string{roomName, statefile.Digest(k.opts.Host), statefile.Digest(k.opts.Account)}
}

func (k *Keeper) room() string { return filepath.Join(append([]string{k.opts.Dir}, k.rooms()...)...) }

func (k *Keeper) path(tenant string) string {
	return filepath.Join(k.room(), statefile.Digest(tenant)+suffix)
}

// Events returns the changes with who made them, as Join does for one tenant, the latest first.
func (p Platform) Events(host string, entries []change.Entry) (events []Event) {
	byTenant := make(map[string][]Change)
	for _, c := range p.Changes {
		byTenant[c.Tenant] = append(byTenant[c.Tenant], c)
	}
	for _, e := range entries {
		if _, known := byTenant[e.Subject.Tenant]; !known {
			byTenant[e.Subject.Tenant] = nil
		}
	}
	for tenant, changes := range byTenant {
		events = append(events, p.answers[tenant].in(Join(host, tenant, changes, entries))...)
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(a.Tenant, b.Tenant), a.compare(b.Object), strings.Compare(a.Field, b.Field))
	})
	return events
}
