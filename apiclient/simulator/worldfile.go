package simulator

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"banyan/capacity"
	"banyan/internal/routing"
)

//go:embed world.json
var defaultWorld []byte

// ownDocument reads the default world, whose keys are right, once: a source is never changed.
var ownDocument = sync.OnceValues(func() (*document, error) { //nolint:gochecknoglobals // it never changes
	return decodeWorld(defaultWorld)
})

// worldFile is the document of a world, as the package comment describes it.
type worldFile struct {
	Tenants []tenantFile `json:"tenants"`
}

type tenantFile struct {
	tenant
	Trunking         *trunkingFile `json:"trunking"`
	Groups           []groupFile   `json:"groups"`
	EnterpriseTrunks []trunkFile   `json:"enterpriseTrunks"`
}

type trunkingFile struct {
	MaxActiveCalls         limitFile `json:"maxActiveCalls"`
	BurstingMaxActiveCalls limitFile `json:"burstingMaxActiveCalls"`
}

type groupFile struct {
	group
	Trunking         *groupTrunkingFile `json:"trunking"`
	EnterpriseTrunks []trunkFile        `json:"enterpriseTrunks"`
}

type groupTrunkingFile struct {
	MaxActiveCalls                  *int       `json:"maxActiveCalls"`
	BurstingMaxActiveCalls          *limitFile `json:"burstingMaxActiveCalls"`
	MaxAvailableActiveCalls         *limitFile `json:"maxAvailableActiveCalls"`
	BurstingMaxAvailableActiveCalls *limitFile `json:"burstingMaxAvailableActiveCalls"`
}

type trunkFile struct {
	Name string `json:"name"`
	trunkFigures
	Mode                      string      `json:"routingMode"`
	OrderingAlgorithm         string      `json:"orderingAlgorithm"`
	MaxReroutesWithinPriority *int        `json:"maximumRerouteAttemptsWithinPriority"`
	Routes                    []routeFile `json:"routes"`
}

type routeFile struct {
	GroupID  string `json:"groupId"`
	Name     string `json:"name"`
	Priority int    `json:"priority"`
	Weight   int    `json:"weight"`
}

// limitFile reads a number of calls or the word "unlimited".
type limitFile struct{ capacity.Limit }

func checkLimit(token json.Token) error {
	if number, ok := token.(json.Number); ok {
		if calls, err := strconv.Atoi(number.String()); err == nil && calls >= 0 {
			return nil
		}
	}
	if token == "unlimited" {
		return nil
	}
	return errors.New(`a limit is a number of calls, zero or more, or "unlimited"`)
}

// UnmarshalJSON reads a limit. What is none was refused, with its position, before.
func (l *limitFile) UnmarshalJSON(data []byte) error {
	if string(data) == `"unlimited"` {
		l.Limit = capacity.Unlimited()
		return nil
	}
	var calls int
	if err := json.Unmarshal(data, &calls); err != nil {
		return err
	}
	limit, err := capacity.New(calls)
	l.Limit = limit
	return err
}

// parseWorld reads a document. Its errors name the line and column, or where the
// document reads well but makes no sense, the object.
func parseWorld(data []byte) (*document, error) {
	if err := checkKeys(data, worldFile{}); err != nil {
		return nil, fmt.Errorf("read world: %w", err)
	}
	return decodeWorld(data)
}

// decodeWorld reads a document whose keys were checked.
func decodeWorld(data []byte) (*document, error) {
	var file worldFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("read world: %w", positioned(data, err))
	}
	d := &document{
		byID: map[string]int{}, limits: map[string]*tenantTrunking{}, grouped: map[string][]group{}, routed: map[owner][]routing.Trunk{},
		homes: map[string]owner{},
	}
	var problems []error
	for _, t := range file.Tenants {
		if err := d.add(t); err != nil {
			problems = append(problems, fmt.Errorf("read world: tenant %q: %w", t.ID, err))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return d, nil
}

func (f trunkFile) trunk() routing.Trunk {
	t := f.trunkFigures.trunk(f.Name)
	t.Mode, t.OrderingAlgorithm, t.MaxReroutesWithinPriority = routing.Mode(f.Mode), f.OrderingAlgorithm, f.MaxReroutesWithinPriority
	for _, r := range f.Routes {
		key := routing.Key{GroupID: r.GroupID, Name: r.Name}
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: key, Priority: r.Priority, Weight: r.Weight})
	}
	return t
}

// document is the source that holds the tenants of a world's document.
type document struct {
	list    []tenant
	byID    map[string]int
	limits  map[string]*tenantTrunking
	grouped map[string][]group
	routed  map[owner][]routing.Trunk
	homes   map[string]owner // of each number
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
	f.DefaultDomain = cmp.Or(f.DefaultDomain, "sip.example.net")
	d.list = append(d.list, f.tenant)
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
		d.grouped[f.ID] = append(d.grouped[f.ID], g.groupOf(f.Trunking))
	}
	problems = append(problems, d.addTrunks(owner{tenant: f.ID}, f.EnterpriseTrunks), d.house(f.tenant, f.Groups))
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
	w := &world{directory: directory{sources: []source{d}}}
	if err := w.checkOwner(of); err != nil {
		return err
	}
	var problems []error
	for _, file := range files {
		t := file.trunk()
		err := w.checkTrunk(of, w.spelling(), t, t)
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

// groupOf is a group with the trunking that it has in a tenant.
func (f groupFile) groupOf(tenant *trunkingFile) group {
	if f.Trunking == nil {
		return f.group
	}
	// A tenant that sets its groups no share shows each its own limit.
	ceiling := cmp.Or(tenant, &trunkingFile{})
	f.group.Trunking = &groupTrunking{
		BurstingMaxActiveCalls:          limitOr(f.Trunking.BurstingMaxActiveCalls, limitFile{}),
		MaxAvailableActiveCalls:         limitOr(f.Trunking.MaxAvailableActiveCalls, ceiling.MaxActiveCalls),
		BurstingMaxAvailableActiveCalls: limitOr(f.Trunking.BurstingMaxAvailableActiveCalls, ceiling.BurstingMaxActiveCalls),
	}
	set(&f.group.Trunking.MaxActiveCalls, f.Trunking.MaxActiveCalls)
	return f.group
}

func limitOr(l *limitFile, otherwise limitFile) capacity.Limit { return cmp.Or(l, &otherwise).Limit }

// check says what is wrong with a group; seen holds the IDs that are taken.
func (f groupFile) check(seen map[string]bool) error {
	problems := []error{
		checkName("groupId", f.ID),
		checkLabel("groupName", f.Name),
		checkCount("userLimit", &f.UserLimit, 0),
	}
	if seen[f.ID] {
		problems = append(problems, errors.New("is there twice"))
	}
	seen[f.ID] = true
	if f.Trunking != nil {
		if f.Trunking.MaxActiveCalls == nil {
			problems = append(problems, errors.New("trunking has no maxActiveCalls"))
		}
		problems = append(problems, checkCount("maxActiveCalls", f.Trunking.MaxActiveCalls, 0))
	}
	names := map[string]bool{}
	for _, t := range f.TrunkGroups {
		if err := t.check(names); err != nil {
			problems = append(problems, fmt.Errorf("trunk group %q: %w", t.Name, err))
		}
	}
	return errors.Join(problems...)
}

// home is the group that a number belongs to, or the tenant where no group has it.
func (d *document) home(number string) (owner, bool) {
	at, ok := d.homes[number]
	return at, ok
}

// house takes in the numbers of a tenant and its groups, each of which has one place.
func (d *document) house(t tenant, groups []groupFile) error {
	place := func(at owner, text string) error {
		all := expanded(text)
		if len(all) == 0 {
			return fmt.Errorf("number %q is neither +CC-national nor a range of at most %d, first - last", text, mostExpanded)
		}
		for _, n := range all {
			d.homes[undashed(n)] = at
		}
		return nil
	}
	for _, text := range t.Numbers {
		if err := place(owner{tenant: t.ID}, text); err != nil {
			return err
		}
	}
	for _, g := range groups {
		texts := slices.Clone(g.Numbers)
		for p := range g.people(t.ID, func(n string) bool { return n != "" }) {
			texts = append(texts, p.PhoneNumber)
		}
		for _, text := range texts {
			if err := place(owner{t.ID, g.ID}, text); err != nil {
				return fmt.Errorf("group %q: %w", g.ID, err)
			}
		}
	}
	return nil
}
