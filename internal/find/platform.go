package find

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// API is what both dialects offer to find something by.
type API interface {
	Capabilities() apiclient.Capabilities
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
	Groups(ctx context.Context, tenant string) ([]apiclient.Group, error)
	TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error)
	TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error)
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
	EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error)
	SearchGroups(ctx context.Context, text string, byName bool, limit int) ([]apiclient.FoundGroup, error)
	SearchUsers(ctx context.Context, criteria apiclient.UserCriteria) ([]apiclient.User, error)
	NumberUses(ctx context.Context, tenant, number string) ([]apiclient.NumberUse, error)
	UserEndpoint(ctx context.Context, tenant, group, user string) (apiclient.UserEndpoint, error)
	TenantNumbers(ctx context.Context, tenant string) ([]apiclient.NumberRange, error)
}

// Options say where a platform is searched, and how much is asked of it.
type Options struct {
	Tenant string // alone: then its trunk groups and enterprise trunks are read too
	Near   string // a tenant by whose country a number without one is completed; Tenant where empty
	Limit  int    // of a list; 50 where zero
	Reach  int    // how many times the usual is read of what is found; 1 where zero
	Now    func() time.Time

	// Names are those of every tenant, beside what is known of places in them: with them, the
	// tenants are not read.
	Names    *Names
	Whole    bool                                  // Names have the groups and trunk groups of every tenant
	Forwards func(context.Context) ([]Fact, error) // what forwarded calls when it was read last; nil where that is not kept

	Named string // by what trunk groups beyond Names are found; empty: they are read for a tenant that is named
}

// What is read of what was found, so that a search stays cheap; Options.Reach multiplies it.
const (
	mostUsers       = 10
	mostTrunkGroups = 20
	mostTenants     = 3  // whose enterprise trunks are read
	mostTrunks      = 30 // of one tenant
)

// Platform returns the sources of a platform: its names, its groups, its users and its numbers.
// What users and trunk groups stand in is read for the best of what is found.
func Platform(api API, known []Fact, opts Options) []Source {
	opts.Reach = cmp.Or(opts.Reach, 1)
	opts.Limit = cmp.Or(opts.Limit, 50) * opts.Reach
	opts.Named = cmp.Or(opts.Named, "they are read for a tenant that is named")
	if opts.Now == nil {
		opts.Now = time.Now
	}
	p := &platform{api: api, known: known, opts: opts, read: map[Kind]map[Place]bool{}, asked: map[string][]Place{}, used: map[string]map[Place][]Use{}}
	return []Source{{"names", p.names}, {"groups", p.groups}, {"users", p.users}, {"numbers", p.numbers}, {"destinations", p.destinations}}
}

type platform struct {
	api   API
	known []Fact
	opts  Options

	listing      sync.Once // of the names, where they are read
	list         *Names
	listProblems []error

	mu    sync.Mutex
	read  map[Kind]map[Place]bool    // what was read, or is
	asked map[string][]Place         // trunk groups of a tenant that are to be told what sends calls there
	used  map[string]map[Place][]Use // by the enterprise trunks of a tenant, where all were read
}

// first reports whether a place is one that nobody reads yet. No more than so many of a kind are
// read: beyond them the error says so, with what is missing.
func (p *platform) first(place Place, most int, missing, why string) (bool, error) {
	most *= p.opts.Reach
	p.mu.Lock()
	defer p.mu.Unlock()
	read := p.read[place.Kind]
	switch {
	case read[place]:
		return false, nil
	case len(read) >= most:
		return false, beyond{&apiclient.NotSearchedError{What: missing, Why: fmt.Sprintf(why, most)}}
	case read == nil:
		p.read[place.Kind] = map[Place]bool{}
	}
	p.read[place.Kind][place] = true
	return true, nil
}

func (p *platform) sourced(f Fact) Fact {
	f.Source, f.At = p.api.Capabilities().Dialect, p.opts.Now()
	return f
}

// names matches the names of tenants, and of what is in the tenant that is searched or was kept.
func (p *platform) names(ctx context.Context, q Query, tell func(News)) error {
	names, problems := p.listed(ctx, tell)
	if p.opts.Tenant == "" {
		missing := &apiclient.NotSearchedError{What: "trunk groups, enterprise trunks and devices", Why: "no readings are kept of them, and " + p.opts.Named}
		switch {
		case p.opts.Whole:
			missing.What, missing.Why = "names of enterprise trunks", "no reading keeps them; open a tenant for its list, or name one: banyan find --tenant"
			if !names.devices {
				missing.What += " and devices"
			}
		case names.below:
			missing.What, missing.Why = missing.What+" beyond the kept readings", p.opts.Named
		}
		problems = append(problems, missing)
	}
	hits, more := names.index.Match(q, p.opts.Limit)
	if more > 0 {
		problems = append(problems, &apiclient.CutError{Op: "names", Limit: p.opts.Limit})
	}
	tell(News{Hits: hits})
	return errors.Join(append(problems, p.resolve(ctx, hits, tell))...)
}

// listed returns the names that are known, or reads them once.
func (p *platform) listed(ctx context.Context, tell func(News)) (*Names, []error) {
	if p.opts.Names != nil {
		return p.opts.Names, nil
	}
	p.listing.Do(func() { p.list, p.listProblems = p.readNames(ctx, tell) })
	return p.list, p.listProblems
}

// readNames reads the names of tenants, and those in the tenant that is searched.
func (p *platform) readNames(ctx context.Context, tell func(News)) (names *Names, problems []error) {
	facts := slices.Clone(p.known)
	tenants, err := p.api.Tenants(ctx)
	if problems = append(problems, err); err != nil && !apiclient.IsPartly(err) {
		tenants = nil
	}
	for _, t := range tenants {
		facts = append(facts, p.sourced(Fact{Place: Place{Kind: Tenant, Tenant: t.ID}, Label: t.Name}))
	}
	if p.opts.Tenant != "" {
		below, err := p.below(ctx)
		facts, problems = append(facts, below...), append(problems, err)
		facts = slices.DeleteFunc(facts, func(f Fact) bool { return f.Tenant != p.opts.Tenant })
	}
	tell(News{Facts: facts})
	return NewNames(facts), problems
}

// below reads the names in the tenant that is searched.
func (p *platform) below(ctx context.Context) ([]Fact, error) {
	t := p.opts.Tenant
	groups, err := p.api.Groups(ctx, t)
	problems := []error{err}
	if err != nil && !apiclient.IsPartly(err) {
		return nil, err
	}
	var facts []Fact
	for _, g := range groups {
		facts = append(facts, p.sourced(Fact{Place: Place{Kind: Group, Tenant: t, Group: g.ID}, Label: g.Name}))
		list, err := p.api.TrunkGroups(ctx, t, g.ID)
		if err != nil && !errors.Is(err, apiclient.ErrNotAssigned) {
			problems = append(problems, unread{"trunk groups of group " + g.ID, err})
		}
		for _, tg := range list {
			facts = append(facts, p.sourced(Fact{Place: Place{TrunkGroup, t, cmp.Or(tg.GroupID, g.ID), tg.Name}, Device: tg.Device}))
		}
		if ctx.Err() != nil {
			return facts, ctx.Err()
		}
	}
	trunks, err := p.api.EnterpriseTrunks(ctx, t)
	if err != nil {
		problems = append(problems, p.noTrunks(t, err))
	}
	for _, e := range trunks {
		facts = append(facts, p.sourced(Fact{Place: Place{EnterpriseTrunk, t, e.GroupID, e.Name}, Detail: e.RoutingMode}))
	}
	return facts, errors.Join(problems...)
}

// groups looks for groups by id and by name in the whole system. Those of the tenant that is
// searched are among its names.
func (p *platform) groups(ctx context.Context, q Query, tell func(News)) error {
	if p.opts.Tenant != "" {
		return nil
	}
	var problems []error
	for _, byName := range []bool{false, true} {
		found, err := p.api.SearchGroups(ctx, q.Text, byName, p.opts.Limit)
		problems = append(problems, err)
		var hits []Hit
		for _, g := range found {
			f := p.sourced(Fact{Place: Place{Kind: Group, Tenant: g.Tenant, Group: g.ID}, Label: g.Name})
			hits = append(hits, Hit{f, max(partScore, q.scoreOf(fold(g.ID+between+g.Name)))})
		}
		tell(News{Hits: hits})
	}
	return errors.Join(problems...)
}

// criteria are the searches for users that a query asks for.
func (p *platform) criteria(q Query) (all []apiclient.UserCriteria, problems []error) {
	add := func(c apiclient.UserCriteria) {
		c.Tenant, c.Limit = p.opts.Tenant, p.opts.Limit
		all = append(all, c)
	}
	digits, why := q.parts()
	if why != "" {
		problems = append(problems, &apiclient.NotSearchedError{What: "numbers of users", Why: why})
	}
	for _, part := range digits {
		add(apiclient.UserCriteria{PhoneNumber: part})
	}
	if extension := q.extension(); extension != "" {
		add(apiclient.UserCriteria{Extension: extension})
	}
	if !q.isName() {
		return all, problems
	}
	names := strings.Fields(q.Text)
	switch {
	case strings.Contains(q.Text, "@"):
		add(apiclient.UserCriteria{EmailAddress: q.Text})
	case len(names) == 2:
		add(apiclient.UserCriteria{FirstName: names[0], LastName: names[1]})
		add(apiclient.UserCriteria{FirstName: names[1], LastName: names[0]})
	default:
		add(apiclient.UserCriteria{LastName: q.Text})
		add(apiclient.UserCriteria{FirstName: q.Text})
	}
	if len(names) == 1 {
		add(apiclient.UserCriteria{ID: q.Text})
	}
	return all, problems
}

// users looks for users by their numbers, extensions and names.
func (p *platform) users(ctx context.Context, q Query, tell func(News)) error {
	searches, problems := p.criteria(q)
	var best []Hit
	for _, c := range searches {
		found, err := p.api.SearchUsers(ctx, c)
		problems = append(problems, err)
		var hits []Hit
		for _, u := range found {
			if score := q.scoreOfUser(u, c); score > 0 {
				hits = append(hits, Hit{p.sourced(factOf(u)), score})
			}
		}
		tell(News{Hits: hits})
		best = append(best, hits...)
	}
	slices.SortStableFunc(best, byRank)
	return errors.Join(append(problems, p.resolve(ctx, best, tell))...)
}

func factOf(u apiclient.User) Fact {
	f := Fact{Place: Place{User, u.Tenant, u.Group, u.ID}, Label: fullName(u.LastName, u.FirstName)}
	f.Number, _ = ReadNumber(u.PhoneNumber)
	if u.Extension != "" {
		f.Detail = "extension " + u.Extension
	}
	return f
}

func fullName(last, first string) string {
	return strings.Trim(last+", "+first, ", ")
}

// numbers asks where whole numbers are.
func (p *platform) numbers(ctx context.Context, q Query, tell func(News)) error {
	if !q.IsNumber() {
		return nil
	}
	var problems []error
	if near := cmp.Or(p.opts.Near, p.opts.Tenant); near != "" && q.needsCountry() {
		country, err := p.country(ctx, near)
		if err != nil {
			problems = append(problems, unread{"the country of tenant " + near, err})
		} else if with, err := Parse(q.Text, country); err == nil {
			q = with
		}
	}
	numbers, why := q.holders()
	if why != "" {
		return errors.Join(append(problems, &apiclient.NotSearchedError{What: "where a number is", Why: why})...)
	}
	var best []Hit
	for _, n := range numbers {
		uses, err := p.api.NumberUses(ctx, p.opts.Tenant, n.String())
		problems = append(problems, err)
		var hits []Hit
		for _, use := range uses {
			hits = append(hits, Hit{p.sourced(factOfUse(use, n)), 100})
		}
		tell(News{Hits: hits})
		best = append(best, hits...)
	}
	return errors.Join(append(problems, p.resolve(ctx, best, tell))...)
}

// destinations looks for a number among those that calls are forwarded to: where that was kept, and in
// the tenant that is searched, or from which one looks for a whole number.
func (p *platform) destinations(ctx context.Context, q Query, tell func(News)) error {
	if _, why := q.parts(); why != "" || !q.IsNumber() {
		return nil
	}
	var problems []error
	var searched []string
	if p.opts.Forwards != nil {
		searched = append(searched, "what was read before")
		problems = append(problems, p.keptDestinations(ctx, q, tell))
	}
	in := p.opts.Tenant
	if whole, _ := q.holders(); in == "" && len(whole) == 1 {
		in = p.opts.Near
	}
	if in != "" {
		searched = append(searched, "tenant "+in)
		problems = append(problems, p.tenantTrunks(ctx, in, tell), p.divertedIn(ctx, in, tell))
	}
	if p.opts.Tenant == "" {
		missing := "forwards of enterprise trunks and trunk groups"
		if len(searched) > 0 {
			missing += " beyond " + strings.Join(searched, " and ")
		}
		problems = append(problems, &apiclient.NotSearchedError{What: missing, Why: "look for the whole number inside a tenant, or by banyan find --tenant"})
	}
	return errors.Join(problems...)
}

// keptDestinations tells what forwarded calls to the number when it was read last.
func (p *platform) keptDestinations(ctx context.Context, q Query, tell func(News)) error {
	facts, err := p.opts.Forwards(ctx)
	var problems []error
	for _, one := range parts(err) {
		problems = append(problems, &apiclient.NotSearchedError{What: "a part of what was read before", Why: one.Error()})
	}
	var hits []Hit
	for _, f := range facts {
		if score := q.scoreOfForwards(f); score > 0 && (p.opts.Tenant == "" || f.Tenant == p.opts.Tenant) {
			hits = append(hits, Hit{f, score})
		}
	}
	slices.SortFunc(hits, byRank)
	if len(hits) > p.opts.Limit {
		hits, problems = hits[:p.opts.Limit], append(problems, &apiclient.CutError{Op: "destinations", Limit: p.opts.Limit})
	}
	facts = nil
	for _, h := range hits {
		facts = append(facts, h.Fact)
	}
	tell(News{Facts: facts})
	return errors.Join(append(problems, p.resolve(ctx, hits, tell))...)
}

// divertedIn reads where the first trunk groups of a tenant forward calls to.
func (p *platform) divertedIn(ctx context.Context, tenant string, tell func(News)) error {
	names, _ := p.listed(ctx, tell)
	var problems []error
	n := 0
	for _, f := range names.All() {
		if f.Kind != TrunkGroup || f.Tenant != tenant {
			continue
		}
		if n++; n > mostTrunkGroups*p.opts.Reach {
			return errors.Join(append(problems, &apiclient.NotSearchedError{
				What: "forwards of further trunk groups of tenant " + tenant, Why: fmt.Sprintf("only the first %d are read", n-1),
			})...)
		}
		problems = append(problems, p.readTrunkGroup(ctx, f.Place, tell))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if n == 0 && p.opts.Names != nil { // else they were listed, and there are none
		problems = append(problems, &apiclient.NotSearchedError{What: "forwards of trunk groups of tenant " + tenant, Why: "their names are not known: look from its capacity"})
	}
	return errors.Join(problems...)
}

// country returns the code of the country of a tenant, where all its numbers are of one.
func (p *platform) country(ctx context.Context, tenant string) (string, error) {
	ranges, err := p.api.TenantNumbers(ctx, tenant)
	if err != nil && !apiclient.IsPartly(err) {
		return "", err
	}
	numbers := make([]Number, 0, len(ranges))
	for _, r := range ranges {
		if n, ok := ReadNumber(r.First); ok {
			numbers = append(numbers, n)
		}
	}
	return countryIn(numbers), nil
}

func factOfUse(u apiclient.NumberUse, n Number) Fact {
	if own, ok := ReadNumber(u.PhoneNumber); ok && own.Same(n) {
		n = own
	}
	if u.User == "" {
		return Fact{Place: Place{PhoneNumber, u.Tenant, u.Group, n.String()}, Number: n, Detail: "no user has it"}
	}
	f := factOf(apiclient.User{Tenant: u.Tenant, Group: u.Group, ID: u.User, LastName: u.LastName, FirstName: u.FirstName, Extension: u.Extension})
	f.Number = n
	return f
}

// resolve reads what the best hits stand in: the trunk group of a user, its limits and state, and
// the enterprise trunks that send calls there.
func (p *platform) resolve(ctx context.Context, hits []Hit, tell func(News)) error {
	var problems []error
	for _, h := range hits {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		at := h.Place
		if at.Kind == User {
			var err error
			at, err = p.user(ctx, h.Fact, tell)
			problems = append(problems, err)
		}
		if at.Kind == TrunkGroup {
			problems = append(problems, p.trunkGroup(ctx, at, tell), p.trunks(ctx, at, tell))
		}
	}
	return errors.Join(problems...)
}

// user reads the trunk group of a user. The place is the user's own where there is none, or
// somebody reads it.
func (p *platform) user(ctx context.Context, of Fact, tell func(News)) (Place, error) {
	if isFirst, err := p.first(of.Place, mostUsers, "the trunk groups of further users", "only the first %d are read"); !isFirst {
		return of.Place, err
	}
	end, err := p.api.UserEndpoint(ctx, of.Tenant, of.Group, of.Name)
	if err != nil {
		return of.Place, unread{"the trunk group of user " + of.Name, err}
	}
	f := p.sourced(Fact{Place: of.Place, TrunkGroup: end.TrunkGroup, EnterpriseTrunk: end.EnterpriseTrunk, Device: end.Device})
	f.Detail = strings.Trim(of.Detail+"; "+end.Kind.String(), "; ")
	if end.IsPilot {
		f.Detail += ", pilot"
	}
	tell(News{Facts: []Fact{f}})
	if end.TrunkGroup == "" {
		return of.Place, nil
	}
	return Place{TrunkGroup, of.Tenant, of.Group, end.TrunkGroup}, nil
}

func (p *platform) trunkGroup(ctx context.Context, at Place, tell func(News)) error {
	if isFirst, err := p.first(at, mostTrunkGroups, "further trunk groups", "only the first %d are read"); !isFirst {
		return err
	}
	return p.readTrunkGroup(ctx, at, tell)
}

func (p *platform) readTrunkGroup(ctx context.Context, at Place, tell func(News)) error {
	t, err := p.api.TrunkGroup(ctx, at.Tenant, at.Group, at.Name)
	if err != nil {
		return unread{"trunk group " + at.Name + " of group " + at.Group, err}
	}
	f := p.sourced(Fact{Place: at, Calls: t.MaxActiveCalls, Bursting: t.BurstingMaxActiveCalls, State: t.State, Forwards: forwardsOfTrunkGroup(t)})
	if used, known := t.InUse(); known {
		f.InUse = &used
	}
	tell(News{Facts: []Fact{f}})
	return nil
}

// unused tells that no enterprise trunk sends calls to some trunk groups.
func (p *platform) unused(uses map[Place][]Use, asked ...Place) (facts []Fact) {
	for _, place := range asked {
		if _, ok := uses[place]; !ok {
			facts = append(facts, p.sourced(Fact{Place: place, UsedByAll: true}))
		}
	}
	return facts
}

// noTrunks says why the enterprise trunks of a tenant are missing.
func (p *platform) noTrunks(tenant string, err error) error {
	what := "enterprise trunks of tenant " + tenant
	if errors.Is(err, apiclient.ErrNotAssigned) {
		return &apiclient.NotSearchedError{What: what, Why: p.api.Capabilities().Dialect + " shows none of this tenant"}
	}
	return unread{what, err}
}

// trunks reads the enterprise trunks of the tenant of a trunk group, and tells which trunk groups
// they send calls to, and of those that were asked about that there is none.
func (p *platform) trunks(ctx context.Context, at Place, tell func(News)) error {
	tenant := at.Tenant
	p.mu.Lock()
	uses, known := p.used[tenant]
	if !known {
		p.asked[tenant] = append(p.asked[tenant], at)
	}
	p.mu.Unlock()
	if known {
		tell(News{Facts: p.unused(uses, at)})
		return nil
	}
	return p.tenantTrunks(ctx, tenant, tell)
}

// tenantTrunks reads the enterprise trunks of a tenant, unless that was done or is.
func (p *platform) tenantTrunks(ctx context.Context, tenant string, tell func(News)) error {
	all := Place{Kind: EnterpriseTrunk, Tenant: tenant}
	if isFirst, err := p.first(all, mostTenants, "enterprise trunks of further tenants", "only those of the first %d are read: name the tenant"); !isFirst {
		return err
	}
	list, err := p.api.EnterpriseTrunks(ctx, tenant)
	switch {
	case err != nil:
		return p.noTrunks(tenant, err)
	case len(list) > mostTrunks*p.opts.Reach:
		return beyond{&apiclient.NotSearchedError{What: "enterprise trunks of tenant " + tenant, Why: fmt.Sprintf("there are %d, and more than %d are not read one by one", len(list), mostTrunks*p.opts.Reach)}}
	}
	uses := map[Place][]Use{}
	var problems []error
	var facts []Fact
	for _, item := range list {
		trunk, err := p.api.EnterpriseTrunk(ctx, apiclient.TrunkOwner{Tenant: tenant, Group: item.GroupID}, item.Name)
		if err == nil {
			facts = append(facts, p.sourced(Fact{Place: Place{EnterpriseTrunk, tenant, item.GroupID, item.Name}, Detail: string(trunk.Mode), Forwards: ForwardsOfTrunk(trunk)}))
		}
		if err == nil && trunk.RoutesUnreported {
			err = errors.New("the server leaves its routes out")
		}
		if err != nil {
			problems = append(problems, unread{"enterprise trunk " + item.Name, err})
			continue
		}
		shares := trunk.Shares()
		for i, r := range trunk.Routes {
			use := Use{Trunk: item.Name, Group: item.GroupID, Mode: string(trunk.Mode), Position: i + 1, Share: shares[i]}
			if trunk.Mode == routing.Weighted {
				use.Position = r.Priority
			}
			place := Place{TrunkGroup, tenant, r.TrunkGroup.GroupID, r.TrunkGroup.Name}
			uses[place] = append(uses[place], use)
		}
	}
	for place, of := range uses {
		facts = append(facts, p.sourced(Fact{Place: place, UsedBy: of, UsedByAll: len(problems) == 0}))
	}
	if len(problems) == 0 {
		p.mu.Lock()
		p.used[tenant] = uses
		asked := p.asked[tenant]
		p.mu.Unlock()
		facts = append(facts, p.unused(uses, asked...)...)
	}
	tell(News{Facts: facts})
	return errors.Join(problems...)
}
