package apiclient

import (
	"time"

	"banyan/internal/routing"
)

// TrunkReads is told what a client reads of enterprise trunks, whoever asked for it. Its functions may
// be called from any goroutine and must not block. The zero value is told nothing.
type TrunkReads struct {
	One  func(owner TrunkOwner, name string, trunk routing.Trunk, at time.Time)
	List func(owner TrunkOwner, items []EnterpriseTrunkItem, at time.Time) // the whole list
}

// Read tells of one enterprise trunk.
func (r TrunkReads) Read(owner TrunkOwner, name string, trunk routing.Trunk, at time.Time) {
	if r.One != nil {
		r.One(owner, name, trunk, at)
	}
}

// Listed tells of the whole list of an owner.
func (r TrunkReads) Listed(owner TrunkOwner, items []EnterpriseTrunkItem, at time.Time) {
	if r.List != nil {
		r.List(owner, items, at)
	}
}
