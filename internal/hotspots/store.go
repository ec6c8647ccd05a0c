package hotspots

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"banyan/internal/statefile"
)

// The rooms of the state directory.
const (
	hostsRoom   = "hotspots"
	tenantsRoom = "tenants"                 // of an account
	scanName    = "scan" + statefile.Suffix // the latest of all tenants
	partName    = "part" + statefile.Suffix // the latest of some
	lockName    = "lock"
)

// Damage is a file that cannot be used. All others can.
type Damage = statefile.Damage

// scanRecord is what is kept of the latest scan.
type scanRecord struct {
	header
	ID        string    `json:"id"`
	StartedAt time.Time `json:"startedAt"`
	EndedAt   time.Time `json:"endedAt,omitzero"` // zero: it was cut off, or it runs
	Tenants   int       `json:"tenants"`          // how many there were to read
	Only      []string  `json:"only,omitempty"`   // the ids of those that were to be read, sorted; none where all were
}

// name is the file that the scan is kept in.
func (r scanRecord) name() string {
	if len(r.Only) > 0 {
		return partName
	}
	return scanName
}

// store is what is on disk of the scans that one account made of a host. Its methods do
// I/O.
type store struct{ dir, host, account string }

func (s store) header() header { return header{version, s.host, s.account} }

// rooms are the directory of the account.
func (s store) rooms() []string {
	return []string{hostsRoom, statefile.Digest(s.host), statefile.Digest(s.account)}
}

// tenants are what is kept of each tenant.
func (s store) tenants() statefile.Records[record] {
	return statefile.Records[record]{
		Root: s.dir, Rooms: append(s.rooms(), tenantsRoom), Now: time.Now,
		Key:   func(r record) string { return r.Tenant.ID },
		Check: func(r record) error { return r.check(s.header()) },
	}
}

// keep replaces what is kept of a tenant.
func (s store) keep(r record) error {
	r.header = s.header()
	if err := s.tenants().Write(r); err != nil {
		return fmt.Errorf("keep what was read: %w", err)
	}
	return nil
}

func (s store) scanPath(name string) string {
	return filepath.Join(append(append([]string{s.dir}, s.rooms()...), name)...)
}

// lastScan returns the latest scan that a file holds, nothing where there was none.
func (s store) lastScan(name string) (scanRecord, *Damage) {
	var latest scanRecord
	found, err := statefile.Read(s.scanPath(name), &latest)
	if err == nil && found {
		err = latest.check(s.header())
	}
	if err != nil {
		return scanRecord{}, &Damage{Path: s.scanPath(name), Err: err}
	}
	return latest, nil
}

// scansAt returns when the latest scans were kept, the zero time of one that was not.
func (s store) scansAt() (at [2]time.Time) {
	for i, name := range [...]string{scanName, partName} {
		if info, err := os.Lstat(s.scanPath(name)); err == nil {
			at[i] = info.ModTime()
		}
	}
	return at
}

// keepScan replaces the latest scan.
func (s store) keepScan(latest scanRecord) error {
	latest.header = s.header()
	_, err := statefile.OpenRoom(s.dir, s.rooms()...)
	if err == nil {
		err = statefile.Write(s.scanPath(latest.name()), latest)
	}
	if err != nil {
		return fmt.Errorf("keep the scan: %w", err)
	}
	return nil
}

// lockPath is one for all accounts: it spares the host two scans at once.
func (s store) lockPath() string {
	return filepath.Join(s.dir, hostsRoom, statefile.Digest(s.host), lockName)
}

// lock takes the right to scan the host. statefile.ErrLocked is that another process has
// it; every other error that there is no lock to be had, which stops nobody.
func (s store) lock() (*statefile.Guard, error) {
	if _, err := statefile.OpenRoom(s.dir, s.rooms()...); err != nil {
		return nil, err
	}
	return statefile.Take(s.lockPath(), nil)
}

// isLocked reports whether a scan of the host runs, as far as is known.
func (s store) isLocked() bool {
	locked, err := statefile.IsLocked(s.lockPath())
	return locked && err == nil
}
