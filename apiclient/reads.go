package apiclient

import (
	"sync/atomic"
	"time"

	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// Reads is told what a client reads of the list of tenants, of enterprise trunks and of the backups of trunk
// groups, whoever asked for it. Its functions may be called from any goroutine and must not block. One that is
// nil is told nothing.
type Reads struct {
	Tenants func(list []Tenant, at time.Time) // the whole list
	Trunk   func(owner TrunkOwner, name string, trunk routing.Trunk, at time.Time)
	Trunks  func(owner TrunkOwner, items []EnterpriseTrunkItem, at time.Time) // the whole list
	Backup  func(tenant string, of routing.Key, to trunkgroup.Diversion, at time.Time)
}

// Teller is what a client tells its reads by. Its methods may be called from any goroutine. The zero
// value tells nobody.
type Teller struct{ to atomic.Pointer[Reads] }

// Tell has what is read from now on told.
func (t *Teller) Tell(to Reads) { t.to.Store(&to) }

// Tenants tells of the whole list of the tenants, read just now.
func (t *Teller) Tenants(list []Tenant) {
	if to := t.to.Load(); to != nil && to.Tenants != nil {
		to.Tenants(list, time.Now())
	}
}

// Trunk tells of one enterprise trunk.
func (t *Teller) Trunk(owner TrunkOwner, name string, trunk routing.Trunk, at time.Time) {
	if to := t.to.Load(); to != nil && to.Trunk != nil {
		to.Trunk(owner, name, trunk, at)
	}
}

// Trunks tells of the whole list of an owner, read just now.
func (t *Teller) Trunks(owner TrunkOwner, items []EnterpriseTrunkItem) {
	if to := t.to.Load(); to != nil && to.Trunks != nil {
		to.Trunks(owner, items, time.Now())
	}
}

// Backup tells of the backup of a trunk group.
func (t *Teller) Backup(tenant string, of routing.Key, backup trunkgroup.Diversion, at time.Time) {
	if to := t.to.Load(); to != nil && to.Backup != nil {
		to.Backup(tenant, of, backup, at)
	}
}
