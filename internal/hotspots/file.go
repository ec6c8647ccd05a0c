package hotspots

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

const (
	version = 1 // of every file
	suffix  = ".json"
)

// errFinding says that what should be a finding is none.
var errFinding = errors.New("not a finding")

// Damage is a file that cannot be used. Everything else is.
type Damage struct {
	Path string
	Err  error
}

// Error implements error.
func (d *Damage) Error() string { return d.Path + ": " + d.Err.Error() }

// Unwrap returns the cause.
func (d *Damage) Unwrap() error { return d.Err }

// header is what every file begins with.
type header struct {
	Version int    `json:"version"`
	Host    string `json:"host"`
	Account string `json:"account,omitempty"`
}

// check refuses a file of another version, another host or another account.
func (h header) check(want header) error {
	switch {
	case h.Version != version:
		return fmt.Errorf("is of version %d, not %d", h.Version, version)
	case h.Host != want.Host:
		return errors.New("is of another host")
	case h.Account != want.Account:
		return errors.New("is of another account")
	}
	return nil
}

// digest is a name for a file: names of tenants and hosts may hold anything.
func digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:12])
}
