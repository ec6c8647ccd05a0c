package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"banyan/capacity"
	"banyan/internal/routing"
)

// document is the source that holds the tenants of a world's document.
type document struct {
	list    []tenant
	byID    map[string]int
	limits  map[string]*tenantTrunking
	grouped map[string][]group
	routed  map[owner][]routing.Trunk
}

func newDocument(size int) *document {
	return &document{
		byID:    make(map[string]int, size),
		limits:  make(map[string]*tenantTrunking, size),
		grouped: make(map[string][]group, size),
		routed:  make(map[owner][]routing.Trunk, size),
	}
}

func (d *document) tenants() []tenant { return d.list }

func (d *document) tenant(id string) (tenant, bool) {
	i, ok := d.byID[id]
	if !ok {
		return tenant{}, false
	}
	return d.list[i], true
}

func (d *document) trunking(tenantID string) *tenantTrunking { return d.limits[tenantID] }

func (d *document) groups(tenantID string) []group { return d.grouped[tenantID] }

func (d *document) group(tenantID, groupID string) (group, bool) {
	for _, g := range d.grouped[tenantID] {
		if g.ID == groupID {
			return g, true
		}
	}
	return group{}, false
}

func (d *document) trunks(of owner) []routing.Trunk { return d.routed[of] }

// add takes a tenant in, or says everything that is wrong with it.
func (d *document) add(f tenantFile) error {
	problems := []error{checkName("tenantId", f.ID), checkLabel("name", f.Name)}
	if _, twice := d.byID[f.ID]; twice {
		problems = append(problems, errors.New("is there twice"))
	}
	if f.Type != serviceProvider && f.Type != enterprise {
		problems = append(problems, fmt.Errorf("type %q is neither %s nor %s", f.Type, serviceProvider, enterprise))
	}
	d.byID[f.ID] = len(d.list)
	d.list = append(d.list, f.tenant())
	if f.Trunking != nil {
		d.limits[f.ID] = &tenantTrunking{
			MaxActiveCalls:         f.Trunking.MaxActiveCalls.Limit,
			BurstingMaxActiveCalls: f.Trunking.BurstingMaxActiveCalls.Limit,
		}
	}
	seen := map[string]bool{}
	for _, g := range f.Groups {
		if err := g.check(seen); err != nil {
			problems = append(problems, fmt.Errorf("group %q: %w", g.ID, err))
		}
		d.grouped[f.ID] = append(d.grouped[f.ID], g.group(f.Trunking))
	}
	problems = append(problems, d.addTrunks(owner{tenant: f.ID}, f.EnterpriseTrunks))
	for _, g := range f.Groups {
		if err := d.addTrunks(owner{f.ID, g.ID}, g.EnterpriseTrunks); err != nil {
			problems = append(problems, fmt.Errorf("group %q: %w", g.ID, err))
		}
	}
	return errors.Join(problems...)
}

func (d *document) addTrunks(of owner, files []trunkFile) error {
	if len(files) == 0 {
		return nil
	}
	w := &world{sources: []source{d}}
	if err := w.checkOwner(of); err != nil {
		return err
	}
	var problems []error
	for _, file := range files {
		t := file.trunk()
		err := w.checkTrunk(of, w.spelling(), t)
		if slices.ContainsFunc(d.routed[of], func(other routing.Trunk) bool { return other.Name == t.Name }) {
			err = errors.Join(errors.New("is there twice"), err)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("enterprise trunk %q: %w", t.Name, err))
		}
		d.routed[of] = append(d.routed[of], t)
	}
	return errors.Join(problems...)
}

func (f tenantFile) tenant() tenant {
	return tenant{
		ID:            f.ID,
		Name:          f.Name,
		Type:          f.Type,
		ResellerID:    f.ResellerID,
		DefaultDomain: cmp.Or(f.DefaultDomain, "sip.example.net"),
		SupportEmail:  f.SupportEmail,
	}
}

func (f groupFile) group(tenant *trunkingFile) group {
	g := group{ID: f.ID, Name: f.Name, UserLimit: f.UserLimit, TrunkGroups: f.TrunkGroups}
	if f.Trunking == nil {
		return g
	}
	// A tenant that tells its groups no share of their own tells each its own limit.
	var ceiling trunkingFile
	if tenant != nil {
		ceiling = *tenant
	}
	g.Trunking = &groupTrunking{
		BurstingMaxActiveCalls:          limitOr(f.Trunking.BurstingMaxActiveCalls, limitFile{}),
		MaxAvailableActiveCalls:         limitOr(f.Trunking.MaxAvailableActiveCalls, ceiling.MaxActiveCalls),
		BurstingMaxAvailableActiveCalls: limitOr(f.Trunking.BurstingMaxAvailableActiveCalls, ceiling.BurstingMaxActiveCalls),
	}
	if f.Trunking.MaxActiveCalls != nil {
		g.Trunking.MaxActiveCalls = *f.Trunking.MaxActiveCalls
	}
	return g
}

func limitOr(l *limitFile, otherwise limitFile) capacity.Limit {
	if l != nil {
		return l.Limit
	}
	return otherwise.Limit
}
