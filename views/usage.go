package views

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

// usageAPI is what is called to learn which enterprise trunks use a trunk group. The
// API has no such list: each enterprise trunk is asked for its routes.
type usageAPI interface {
	enterpriseTrunkLister
	enterpriseTrunkReader
}

const (
	// usageAtOnce is how many enterprise trunks are read without being asked to: with
	// more of them it takes a key.
	usageAtOnce = 24
	// usageTogether is how many of them are read at a time.
	usageTogether = 8
)

// usage is which enterprise trunks of a tenant route to a trunk group, as far as it was
// read. They are read few at a time and behind everything that is on a screen. What
// could not be read is told, and never counts as no use.
type usage struct {
	api    usageAPI
	tenant apiclient.Tenant
	at     routing.Key
	parked func(owner apiclient.TrunkOwner, name string) ([]routing.Parked, error)
	lack   string // why there are none to look at

	list    *ui.Loader[enterpriseTrunkList]
	waiting []apiclient.EnterpriseTrunkItem
	reading map[apiclient.EnterpriseTrunkItem]*ui.Loader[trunkUse]
	found   map[apiclient.EnterpriseTrunkItem]trunkUse
	failed  map[apiclient.EnterpriseTrunkItem]error
	asked   bool // all are read, however many they are
}

// trunkUse is how an enterprise trunk uses a trunk group. The zero value is one that
// does not.
type trunkUse struct {
	item   apiclient.EnterpriseTrunkItem
	used   bool // it routes there
	how    string
	parked time.Time // when the route was parked here; zero where it was not
	gone   bool      // it was deleted since it was listed
}

func newUsage(api usageAPI, tenant apiclient.Tenant, at routing.Key, lack string, parked func(apiclient.TrunkOwner, string) ([]routing.Parked, error)) *usage {
	u := &usage{
		api: api, tenant: tenant, at: at, lack: lack, parked: parked,
		reading: make(map[apiclient.EnterpriseTrunkItem]*ui.Loader[trunkUse]),
		found:   make(map[apiclient.EnterpriseTrunkItem]trunkUse),
		failed:  make(map[apiclient.EnterpriseTrunkItem]error),
	}
	u.list = ui.NewLoader(func(ctx context.Context) (enterpriseTrunkList, error) {
		return listEnterpriseTrunks(ctx, api, tenant.ID)
	})
	return u
}

// start reads the list anew. What was read of its enterprise trunks stays until each
// was read again.
func (u *usage) start() tea.Cmd {
	if u == nil || u.lack != "" {
		return nil
	}
	return u.list.Load()
}

// all has them all read, also where they are many.
func (u *usage) all() tea.Cmd {
	u.asked = true
	return u.begin()
}

// begin queues what the list holds.
func (u *usage) begin() tea.Cmd {
	for _, loader := range u.reading {
		loader.Close()
	}
	clear(u.reading)
	list, _ := u.list.Value()
	u.waiting = slices.Clone(list.items)
	return u.fill()
}

// fill starts as many reads as may run together.
func (u *usage) fill() tea.Cmd {
	var cmds []tea.Cmd
	for len(u.waiting) > 0 && len(u.reading) < usageTogether {
		item := u.waiting[0]
		u.waiting = u.waiting[1:]
		loader := ui.NewLoader(func(ctx context.Context) (trunkUse, error) { return u.look(apiclient.Background(ctx), item) })
		u.reading[item] = loader
		cmds = append(cmds, loader.Load())
	}
	return tea.Batch(cmds...)
}

// look reads one enterprise trunk. It runs beside the screen.
func (u *usage) look(ctx context.Context, item apiclient.EnterpriseTrunkItem) (trunkUse, error) {
	owner := ownerOf(u.tenant, item)
	trunk, err := u.api.EnterpriseTrunk(ctx, owner, item.Name)
	if errors.Is(err, apiclient.ErrNotFound) {
		return trunkUse{item: item, gone: true}, nil
	}
	if err != nil {
		return trunkUse{}, err
	}
	use := trunkUse{item: item}
	shares := trunk.Shares()
	for i, r := range trunk.Routes {
		if r.TrunkGroup == u.at {
			use.used, use.how = true, howUsed(trunk, i, shares[i])
		}
	}
	if use.used || u.parked == nil {
		return use, nil
	}
	parked, err := u.parked(owner, item.Name)
	if err != nil {
		return trunkUse{}, err
	}
	for _, p := range parked {
		if p.Route.TrunkGroup == u.at {
			use.parked = p.At
		}
	}
	return use, nil
}

// update takes an answer and reports whether msg was one.
func (u *usage) update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if u == nil {
		return false, nil
	}
	if u.list.Update(msg) {
		if list, _ := u.list.Value(); u.list.Err() == nil && (u.asked || len(list.items) <= usageAtOnce) {
			return true, u.begin()
		}
		return true, nil
	}
	for item, loader := range u.reading {
		if !loader.Update(msg) {
			continue
		}
		delete(u.reading, item)
		use, _ := loader.Value()
		delete(u.failed, item)
		if err := loader.Err(); err != nil {
			u.failed[item] = err
		} else {
			u.found[item] = use
		}
		return true, u.fill()
	}
	return false, nil
}

// uses are the enterprise trunks that route there or have the route parked here, in
// the order of the list.
func (u *usage) uses() (uses []trunkUse) {
	if u == nil {
		return nil
	}
	list, _ := u.list.Value()
	for _, item := range list.items {
		if use, read := u.found[item]; read && (use.used || !use.parked.IsZero()) {
			uses = append(uses, use)
		}
	}
	return uses
}

// usedBy names the enterprise trunks that route there.
func (u *usage) usedBy() (names []string) {
	for _, use := range u.uses() {
		if use.used {
			names = append(names, use.item.Name)
		}
	}
	return names
}

func (u *usage) busy() bool {
	return u != nil && (u.list.Busy() || len(u.reading) > 0)
}

// isMany reports whether their reading waits for a key.
func (u *usage) isMany() bool {
	if u == nil {
		return false
	}
	list, read := u.list.Value()
	return read && !u.asked && len(list.items) > usageAtOnce
}

// failures are the enterprise trunks of the list that could not be read, in its order.
func (u *usage) failures() []apiclient.EnterpriseTrunkItem {
	list, _ := u.list.Value()
	return slices.DeleteFunc(slices.Clone(list.items), func(item apiclient.EnterpriseTrunkItem) bool { return u.failed[item] == nil })
}

func (u *usage) close() {
	if u == nil {
		return
	}
	u.list.Close()
	for _, loader := range u.reading {
		loader.Close()
	}
}
