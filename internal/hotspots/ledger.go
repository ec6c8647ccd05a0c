package hotspots

import (
	"maps"
	"slices"
	"sync"
	"time"

	"banyan/apiclient"
)

// ledger is what the session knows of a platform: its tenants, what was read of them, the
// marks and the latest scan. Its fields belong to mu.
type ledger struct {
	store store
	marks Marks

	mu      sync.Mutex
	changed chan struct{} // closed at every change, and replaced
	loaded  bool
	seen    [2]time.Time      // store.scansAt of what was read of the disk, or written there, last
	records map[string]record // by tenant id
	known   Known             // never written to once it is here
	damage  []Damage
	unkept  error              // why what is read is not on disk
	tenants []apiclient.Tenant // as listed last
	latest  scanRecord         // the latest scan
	running bool               // the latest scan is one of this process, and reads tenants

	order int             // how many saves there were
	saves map[string]save // the latest of each tenant
	disk  sync.Mutex      // held while a record goes to the disk and takes its place

	edition  int // of what a listing is made of
	listedAt int // the edition of listing
	listing  *Listing
}

// save is one that this session knows of: what was begun to be read before it is not what is there.
type save struct {
	order int // among all
	at    time.Time
}

func newLedger(opts Options) *ledger {
	return &ledger{
		store:   store{opts.Dir, opts.Host, opts.Account},
		marks:   Marks{Dir: opts.Dir, Host: opts.Host},
		changed: make(chan struct{}),
		records: make(map[string]record),
		known:   make(Known),
		saves:   make(map[string]save),
	}
}

// load reads what is on disk. What this process read itself stays where it is newer.
func (l *ledger) load() error {
	seen := l.store.scansAt() // before what is read: what is written meanwhile is news
	records, damage, err := l.store.tenants().Read()
	if err != nil {
		return err
	}
	known, more, err := l.marks.Read()
	if err != nil {
		return err
	}
	damage = append(damage, more...)
	for i, r := range records {
		records[i] = r.revived()
	}
	latest, spoilt := l.store.lastScan(scanName)
	if spoilt != nil {
		damage = append(damage, *spoilt)
	}

	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range records {
		if mine, have := l.records[r.Tenant.ID]; !have || r.TriedAt.After(mine.TriedAt) {
			if save := l.saves[r.Tenant.ID]; r.At.Before(save.at) {
				r.SavedAt = save.at
			}
			l.records[r.Tenant.ID] = r
		}
	}
	if !l.running && !latest.StartedAt.Before(l.latest.StartedAt) {
		l.latest = latest
	}
	l.known, l.damage, l.loaded, l.seen = known, damage, true, seen
	l.edit()
	return nil
}

// former returns what is known of a tenant.
func (l *ledger) former(tenant string) record {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.records[tenant]
}

// keep keeps what was read of a tenant, on disk first. What was begun to be read before a save says
// so, and takes the place of nothing that was read since.
func (l *ledger) keep(r record) {
	l.disk.Lock()
	defer l.disk.Unlock()
	l.mu.Lock()
	r.ScanID = l.latest.ID
	now, save := l.records[r.Tenant.ID], l.saves[r.Tenant.ID]
	l.mu.Unlock()
	if r.begun < save.order {
		if now.begun >= save.order {
			return
		}
		r.SavedAt = save.at
	}
	l.replace(r)
}

// replace has a record in place of the former one, on disk first. It needs the lock of the disk.
func (l *ledger) replace(r record) {
	l.noteDisk(l.store.keep(r))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.records[r.Tenant.ID] = r
	l.edit()
}

// saved says that something of a tenant was saved: what is kept of it is from before that. It
// reports whether anything is kept.
func (l *ledger) saved(tenant string) bool {
	l.disk.Lock()
	defer l.disk.Unlock()
	l.mu.Lock()
	l.order++
	now := save{l.order, time.Now()}
	l.saves[tenant] = now
	l.edit()
	r, kept := l.records[tenant]
	l.mu.Unlock()
	if kept {
		r.SavedAt = now.at
		l.replace(r)
	}
	return kept
}

// savesNow returns how many saves there were by now.
func (l *ledger) savesNow() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.order
}

// forgetGone forgets the tenants that are not listed. An empty list is no reason to
// forget all.
func (l *ledger) forgetGone(listed []apiclient.Tenant) {
	if len(listed) == 0 {
		return
	}
	l.mu.Lock()
	gone := maps.Clone(l.records)
	for _, t := range listed {
		delete(gone, t.ID)
	}
	for id := range gone {
		delete(l.records, id)
	}
	l.edit()
	l.mu.Unlock()
	for id := range gone {
		l.noteDisk(l.store.tenants().Remove(id))
	}
}

// noteDisk remembers why the disk did not take what was read, until it does again.
func (l *ledger) noteDisk(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unkept = err
	l.touch()
}

// setMark replaces the mark of a finding; nil takes it away.
func (l *ledger) setMark(f Finding, mark *Mark) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := maps.Clone(l.known)
	delete(known, f.Key())
	if mark != nil {
		known[f.Key()] = *mark
	}
	l.known = known
	l.edit()
}

// findings returns the listing: the same pointer until the findings, the marks or the
// standings change. It ranks without the lock.
func (l *ledger) findings() *Listing {
	l.mu.Lock()
	edition, listing, known := l.edition, l.listing, l.known
	if listing != nil && l.listedAt == edition {
		l.mu.Unlock()
		return listing
	}
	records := slices.Collect(maps.Values(l.records))
	l.mu.Unlock()
	listing = newListing(records, known)

	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listing == nil || l.listedAt < edition {
		l.listing, l.listedAt = listing, edition
	}
	return l.listing
}

// ids returns the ids of the tenants, as far as they are known. It needs the lock.
func (l *ledger) ids() []string {
	if len(l.tenants) > 0 {
		return idsOf(l.tenants)
	}
	return slices.Collect(maps.Keys(l.records))
}

// atRest returns how far the latest scan is, which does not run. It needs the lock.
func (l *ledger) atRest(f forecast) Scan {
	switch {
	case l.latest.ID == "":
		return Scan{}
	case !l.latest.EndedAt.IsZero():
		return Scan{Phase: Ended, Done: l.latest.Tenants, Of: l.latest.Tenants}
	}
	shown := Scan{Phase: CutOff}
	var left []string
	for _, id := range l.ids() {
		if !l.isRead(l.records[id]) {
			left = append(left, id)
		}
	}
	for _, r := range l.records {
		if l.isRead(r) {
			shown.Done++
		}
	}
	shown.Of = max(l.latest.Tenants, shown.Done+len(left))
	shown.Left = f.of(left, shown.Of-shown.Done-len(left), 0)
	return shown
}

// isRead reports whether the latest scan is through with a tenant. It needs the lock.
func (l *ledger) isRead(r record) bool { return r.ScanID == l.latest.ID && !r.Again }

// await returns what is closed at the next change.
func (l *ledger) await() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

// edit says that the findings, the marks or the standings changed. It needs the lock.
func (l *ledger) edit() {
	l.edition++
	l.touch()
}

// touch says that something changed. It needs the lock.
func (l *ledger) touch() {
	close(l.changed)
	l.changed = make(chan struct{})
}
