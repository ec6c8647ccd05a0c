package hotspots

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"banyan/apiclient"
	"banyan/internal/statefile"
)

// The rooms of the state directory.
const (
	scanRoom   = "hotspots"
	tenantRoom = "tenants" // of an account
	scanName   = "scan" + suffix
	lockName   = "lock"
)

// store is what is on disk of the scans that one account made of a host. Its methods do
// I/O.
type store struct {
	dir, host, account string
	now                func() time.Time
}

func (s store) header() header { return header{version, s.host, s.account} }

// readingFile is a Reading as it is written.
type readingFile struct {
	header
	Tenant   tenantFile `json:"tenant"`
	At       time.Time  `json:"readAt,omitzero"`
	TriedAt  time.Time  `json:"triedAt,omitzero"`
	Scan     string     `json:"scan"`
	Requests int        `json:"requests"`
	Findings []Finding  `json:"findings"`
	Gaps     []Gap      `json:"gaps,omitempty"`
	GapCount int        `json:"gapCount,omitempty"`
	Short    bool       `json:"short,omitempty"`
	Failed   string     `json:"failed,omitempty"`
}

type tenantFile struct {
	ID         string               `json:"id"`
	Name       string               `json:"name,omitempty"`
	Type       apiclient.TenantType `json:"type,omitempty"`
	ResellerID string               `json:"resellerId,omitempty"`
}

// scanFile is the latest scan.
type scanFile struct {
	header
	ID        string    `json:"id"`
	StartedAt time.Time `json:"startedAt"`
	EndedAt   time.Time `json:"endedAt,omitzero"` // zero: it was cut off, or it runs
	Tenants   int       `json:"tenants"`          // how many there were to read
}

func (s store) room(names ...string) string {
	return filepath.Join(append([]string{s.dir, scanRoom, digest(s.host), digest(s.account)}, names...)...)
}

// open makes the rooms.
func (s store) open() error {
	_, err := statefile.OpenRoom(s.dir, scanRoom, digest(s.host), digest(s.account), tenantRoom)
	return err
}

func (s store) readingPath(tenant string) string {
	return s.room(tenantRoom, digest(tenant)+suffix)
}

// readings returns what is kept of every tenant, and the files that cannot be used.
func (s store) readings() (kept []Reading, damaged []Damage, err error) {
	names, err := statefile.Names(s.room(tenantRoom), s.now())
	if err != nil {
		return nil, nil, fmt.Errorf("state directory: %w", err)
	}
	for _, name := range names {
		path := s.room(tenantRoom, name)
		var file readingFile
		found, err := statefile.Read(path, &file)
		if err == nil && found {
			err = file.check(s.header())
		}
		if err == nil && found && name != digest(file.Tenant.ID)+suffix {
			err = errors.New("is of another tenant than its name says")
		}
		switch {
		case err != nil:
			damaged = append(damaged, Damage{path, err})
		case found:
			kept = append(kept, file.reading())
		}
	}
	return kept, damaged, nil
}

func (f readingFile) reading() Reading {
	return Reading{
		Tenant: apiclient.Tenant(f.Tenant), At: f.At, TriedAt: f.TriedAt, Scan: f.Scan, Requests: f.Requests,
		Findings: f.Findings, Gaps: f.Gaps, GapCount: f.GapCount, Short: f.Short, Failed: f.Failed,
	}
}

// keep replaces what is kept of a tenant.
func (s store) keep(r Reading) error {
	if err := s.open(); err != nil {
		return err
	}
	err := statefile.Write(s.readingPath(r.Tenant.ID), readingFile{
		header: s.header(), Tenant: tenantFile(r.Tenant), At: r.At, TriedAt: r.TriedAt, Scan: r.Scan, Requests: r.Requests,
		Findings: r.Findings, Gaps: r.Gaps, GapCount: r.GapCount, Short: r.Short, Failed: r.Failed,
	})
	if err != nil {
		return fmt.Errorf("keep what was read: %w", err)
	}
	return nil
}

// drop forgets a tenant.
func (s store) drop(tenant string) error { return statefile.Remove(s.readingPath(tenant)) }

// lastScan returns the latest scan, nothing where there was none.
func (s store) lastScan() (scanFile, error) {
	var file scanFile
	found, err := statefile.Read(s.room(scanName), &file)
	if err == nil && found {
		err = file.check(s.header())
	}
	if err != nil {
		return scanFile{}, &Damage{s.room(scanName), err}
	}
	return file, nil
}

// keepScan replaces the latest scan.
func (s store) keepScan(scan scanFile) error {
	if err := s.open(); err != nil {
		return err
	}
	scan.header = s.header()
	if err := statefile.Write(s.room(scanName), scan); err != nil {
		return fmt.Errorf("keep the scan: %w", err)
	}
	return nil
}

// lockPath is one for all accounts: it spares the host two scans at once.
func (s store) lockPath() string { return filepath.Join(s.dir, scanRoom, digest(s.host), lockName) }

// lock takes the right to scan the host. statefile.ErrLocked is that another process has
// it; every other error that there is no lock to be had, which stops nobody.
func (s store) lock() (release func() error, err error) {
	if err := s.open(); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(s.lockPath(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := statefile.TryLock(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file.Close, nil
}

// isLocked reports whether a scan of the host runs, as far as that can be told.
func (s store) isLocked() bool {
	locked, err := statefile.IsLocked(s.lockPath())
	return locked && err == nil
}

func newScanID() string {
	id := make([]byte, 8)
	_, _ = rand.Read(id) // never fails
	return hex.EncodeToString(id)
}
