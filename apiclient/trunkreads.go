package apiclient

import (
	"sync/atomic"
	"time"

	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// TrunkReads is told what a client reads of enterprise trunks and of the backups of trunk groups, whoever
// asked for it. Its functions may be called from any goroutine and must not block. One that is nil is told nothing.
type TrunkReads struct {
	One  func(owner TrunkOwner, name string, trunk routing.Trunk, at time.Time)
	List func(owner TrunkOwner, items []EnterpriseTrunkItem, at time.Time) // the whole list

	Backup func(tenant string, of routing.Key, to trunkgroup.Diversion, at time.Time)
}

// TrunkTeller is what a client tells its reads by. Its methods may be called from any goroutine. The zero
// value tells nobody.
type TrunkTeller struct{ to atomic.Pointer[TrunkReads] }

// Tell has what is read from now on told.
func (t *TrunkTeller) Tell(to TrunkReads) { t.to.Store(&to) }

// Read tells of one enterprise trunk.
func (t *TrunkTeller) Read(owner TrunkOwner, name string, trunk routing.Trunk, at time.Time) {
	if to := t.to.Load(); to != nil && to.One != nil {
		to.One(owner, name, trunk, at)
	}
}

// Listed tells of the whole list of an owner.
func (t *TrunkTeller) Listed(owner TrunkOwner, items []EnterpriseTrunkItem, at time.Time) {
	if to := t.to.Load(); to != nil && to.List != nil {
		to.List(owner, items, at)
	}
}

// Backup tells of the backup of a trunk group.
func (t *TrunkTeller) Backup(tenant string, of routing.Key, backup trunkgroup.Diversion, at time.Time) {
	if to := t.to.Load(); to != nil && to.Backup != nil {
		to.Backup(tenant, of, backup, at)
	}
}
