package trunks

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

// overview is what was read of the enterprise trunks of a list and of the trunk groups that
// their routes lead to: of those that were in view, a few at a time, behind everything else.
type overview struct {
	api    Client
	tenant apiclient.Tenant
	trunks map[apiclient.EnterpriseTrunkItem]*ui.Loader[routing.Trunk]
	fresh  map[apiclient.EnterpriseTrunkItem]bool // asked since the last forget
	around *Surroundings
}

// together is how many requests of an overview are in flight at once.
const together = 4

func newOverview(api Client, tenant apiclient.Tenant) *overview {
	around := NewSurroundings(behind{api}, tenant.ID)
	around.most, around.keeps = 1<<20, true // each is asked for only when its row is in view
	return &overview{
		api: behind{api}, tenant: tenant, around: around,
		trunks: make(map[apiclient.EnterpriseTrunkItem]*ui.Loader[routing.Trunk]), fresh: make(map[apiclient.EnterpriseTrunkItem]bool),
	}
}

// behind is a client whose reads of single objects give way to those of other screens.
type behind struct{ Client }

// EnterpriseTrunk reads one when nothing else waits.
func (b behind) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	return b.Client.EnterpriseTrunk(apiclient.Background(ctx), owner, name)
}

// TrunkGroup reads one when nothing else waits.
func (b behind) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	return b.Client.TrunkGroup(apiclient.Background(ctx), tenant, group, name)
}

// update takes an answer, and reports whether msg was one.
func (o *overview) update(msg tea.Msg) bool {
	for _, loader := range o.trunks {
		if loader.Update(msg) {
			return true
		}
	}
	return o.around.update(msg)
}

// fill starts as many reads as may run together of what is in view and was not asked for:
// first the trunks, then the trunk groups of their routes.
func (o *overview) fill(inView []apiclient.EnterpriseTrunkItem) tea.Cmd {
	free := together - o.around.inFlight()
	for _, loader := range o.trunks {
		if loader.Busy() {
			free--
		}
	}
	var cmds []tea.Cmd
	for _, item := range inView {
		if free > 0 && !o.fresh[item] {
			cmds = append(cmds, o.load(item))
			free--
		}
	}
	for _, item := range inView {
		trunk, _ := o.trunk(item)
		for _, key := range keysOf(trunk.Routes) {
			if free > 0 && !o.around.fresh[key] {
				cmds = append(cmds, o.around.read(key))
				free--
			}
		}
	}
	return tea.Batch(cmds...)
}

func (o *overview) load(item apiclient.EnterpriseTrunkItem) tea.Cmd {
	o.fresh[item] = true
	if o.trunks[item] == nil {
		o.trunks[item] = ui.NewLoader(func(ctx context.Context) (routing.Trunk, error) {
			return Read(ctx, o.api, OwnerOf(o.tenant, item), item.Name)
		})
	}
	return o.trunks[item].Load()
}

// trunk returns what was read of an enterprise trunk, and how far that is.
func (o *overview) trunk(item apiclient.EnterpriseTrunkItem) (trunk routing.Trunk, is readState) {
	loader := o.trunks[item]
	if is = readStateOf(loader, true); is == wasRead {
		trunk, _ = loader.Value()
	}
	return trunk, is
}

// why returns why an enterprise trunk could not be read, or not read again; nil where it was.
func (o *overview) why(item apiclient.EnterpriseTrunkItem) error { return whyOf(o.trunks[item]) }

// forget has everything read again when it is next in view; what was read stays until then.
func (o *overview) forget() {
	clear(o.fresh)
	o.around.forget()
}

// failed returns how many of the enterprise trunks and of their trunk groups could not be read.
func (o *overview) failed() int {
	failures := o.around.failed()
	for item := range o.trunks {
		if o.why(item) != nil {
			failures++
		}
	}
	return failures
}

// retry has what could not be read read again when it is in view.
func (o *overview) retry() {
	for item := range o.trunks {
		if o.why(item) != nil {
			delete(o.fresh, item)
		}
	}
	o.around.retry()
}

func (o *overview) busy() bool {
	for _, loader := range o.trunks {
		if loader.Busy() {
			return true
		}
	}
	return o.around.busy()
}

func (o *overview) close() {
	for _, loader := range o.trunks {
		loader.Close()
	}
	o.around.close()
}
