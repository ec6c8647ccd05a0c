package browse

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/trunks"
)

// usage is which enterprise trunks of a tenant route to a trunk group, as far as it was
// read. They are read few at a time and behind everything that is on a screen. What
// could not be read is info, and never counts as no use.
type usage struct {
	TrunkGroup
	closed string // why there are none to look at

	list    *ui.Loader[trunks.Listing]
	waiting []apiclient.EnterpriseTrunkItem
	loaders map[apiclient.EnterpriseTrunkItem]*ui.Loader[trunkUse]
	found   map[apiclient.EnterpriseTrunkItem]trunkUse
	failed  map[apiclient.EnterpriseTrunkItem]error
	asked   bool // all are read, however many they are
}

// newUsage returns the usage of a trunk group, of which nothing was read yet. The API has
// no such list: each enterprise trunk is asked for its routes. Where closed says why there
// are none, nothing is asked.
func newUsage(of TrunkGroup, closed string) *usage {
	return &usage{
		TrunkGroup: of, closed: closed,
		list: ui.NewLoader(func(ctx context.Context) (trunks.Listing, error) {
			return trunks.ReadListing(ctx, of.Trunks, of.Tenant.ID)
		}),
		loaders: make(map[apiclient.EnterpriseTrunkItem]*ui.Loader[trunkUse]),
		found:   make(map[apiclient.EnterpriseTrunkItem]trunkUse),
		failed:  make(map[apiclient.EnterpriseTrunkItem]error),
	}
}

// update takes an answer and reports whether msg was one.
func (u *usage) update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if u.list.Update(msg) {
		if u.list.Err() == nil && !u.isMany() {
			next = u.begin()
		}
		return true, next
	}
	for item, loader := range u.loaders {
		if !loader.Update(msg) {
			continue
		}
		delete(u.loaders, item)
		if u.failed[item] = loader.Err(); u.failed[item] == nil {
			u.found[item], _ = loader.Value()
		}
		return true, u.fill()
	}
	return false, nil
}

// start reads the list anew. What was read of its items stays until each is read again.
func (u *usage) start() tea.Cmd {
	if u.Trunks == nil || u.closed != "" {
		return nil
	}
	return u.list.Load()
}

// readAll reads the list, and where they are few who uses the trunk group: for a preview, which
// waits for the whole of it.
func (u *usage) readAll(ctx context.Context) error {
	if u.Trunks == nil || u.closed != "" {
		return nil
	}
	u.list = ui.NewLoader(func(context.Context) (trunks.Listing, error) { return trunks.ReadListing(ctx, u.Trunks, u.Tenant.ID) })
	u.list.Update(u.list.Load()())
	if err := u.list.Err(); err != nil || u.isMany() {
		return err
	}
	list, _ := u.list.Value()
	for _, item := range list.Items {
		if err := ctx.Err(); err != nil {
			return err
		}
		use, err := u.look(apiclient.Background(ctx), item)
		if u.failed[item] = err; err == nil {
			u.found[item] = use
		}
	}
	return ctx.Err()
}

// RoutesTo reads which enterprise trunks route to a trunk group. Where they are too many to read
// each, and where one could not be read and no other does, the error says so.
func RoutesTo(ctx context.Context, of TrunkGroup) (items []apiclient.EnterpriseTrunkItem, err error) {
	u := newUsage(of, "")
	if err := u.readAll(ctx); err != nil {
		return nil, err
	}
	if list, _ := u.list.Value(); u.isMany() {
		return nil, fmt.Errorf("each of %d enterprise trunks would have to be read", len(list.Items))
	}
	for _, use := range u.uses() {
		if use.used {
			items = append(items, use.item)
		}
	}
	for _, failed := range u.failed {
		if failed != nil && len(items) == 0 {
			return nil, failed
		}
	}
	return items, nil
}

// all has them all read, also where they are many.
func (u *usage) all() tea.Cmd {
	u.asked = true
	return u.begin()
}

// begin queues what the list holds.
func (u *usage) begin() tea.Cmd {
	for _, loader := range u.loaders {
		loader.Close()
	}
	clear(u.loaders)
	list, _ := u.list.Value()
	u.waiting = slices.Clone(list.Items)
	return u.fill()
}

// fill starts as many reads as may run together.
func (u *usage) fill() tea.Cmd {
	var cmds []tea.Cmd
	for len(u.waiting) > 0 && len(u.loaders) < usageTogether {
		item := u.waiting[0]
		u.waiting = u.waiting[1:]
		loader := ui.NewLoader(func(ctx context.Context) (trunkUse, error) { return u.look(apiclient.Background(ctx), item) })
		u.loaders[item] = loader
		cmds = append(cmds, loader.Load())
	}
	return tea.Batch(cmds...)
}

// look reads one enterprise trunk. It runs beside the screen.
func (u *usage) look(ctx context.Context, item apiclient.EnterpriseTrunkItem) (trunkUse, error) {
	owner := trunks.OwnerOf(u.Tenant, item)
	trunk, err := trunks.Read(ctx, u.Trunks, owner, item.Name)
	use := trunkUse{item: item}
	switch {
	case errors.Is(err, apiclient.ErrNotFound): // it was deleted since it was listed
		return use, nil
	case err != nil:
		return use, err
	case trunk.RoutesUnreported:
		return use, errors.New("its routes are not reported")
	}
	for i, r := range trunk.Routes {
		if r.TrunkGroup == u.Key {
			use.used = true
			use.place, use.turn, use.how = howUsed(trunk, i)
		}
	}
	if use.used || u.Parked == nil {
		return use, nil
	}
	parked, err := u.Parked(owner, item.Name)
	for _, p := range parked {
		if p.Route.TrunkGroup == u.Key {
			use.parked = p
		}
	}
	return use, err
}

// howUsed tells what place a route has in its enterprise trunk, whether calls reach it at
// first, and all of that in a sentence. The share of a route that waits is not told for itself:
// it is one of the calls that nobody before it took.
func howUsed(t routing.Trunk, i int) (place, turn, how string) {
	levels := t.Levels()
	at := slices.IndexFunc(levels, func(l routing.Level) bool { return slices.Contains(l.Routes, i) })
	if at > 0 {
		turn = "standby"
	}
	if t.Mode != routing.Weighted {
		place = fmt.Sprintf("place %d of %d, %s", i+1, len(t.Routes), cmp.Or(t.OrderingAlgorithm, "algorithm "+page.NotReported))
		return place, turn, "ordered, " + place
	}
	route, share := t.Routes[i], t.Shares()[i]
	place = fmt.Sprintf("prio %d, weight %d", route.Priority, route.Weight)
	if how = fmt.Sprintf("weighted, priority %d, weight %d", route.Priority, route.Weight); share >= 0 {
		how += fmt.Sprintf(", share %d %%", share)
	}
	if at > 0 {
		return place, turn, how + fmt.Sprintf("; takes calls when priority %d is exhausted", levels[at-1].Priority)
	}
	if share >= 0 {
		turn = fmt.Sprintf("share %d %%", share)
	}
	return place, turn, how
}

// keptTrunks are the enterprise trunks of a tenant as they were read last, for the previews of
// all rows of a list: a row that is rested upon reads what no other has read. What failed is read
// again, and so is what is older than keptFor. The zero value has read nothing.
type keptTrunks struct {
	trunks.Client
	now func() time.Time

	mu   sync.Mutex
	kept map[any]keptTrunk // the list by nil
}

type keptTrunk struct {
	value any
	at    time.Time
}

const keptFor = 5 * time.Minute

// of returns what a trunk group's preview is about, with what is kept in place of its client.
func (k *keptTrunks) of(about TrunkGroup) TrunkGroup {
	if about.Trunks == nil {
		return about
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Client, k.now, about.Trunks = about.Trunks, about.Now, k
	return about
}

func (k *keptTrunks) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = nil
}

// EnterpriseTrunks returns the list of a tenant.
func (k *keptTrunks) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	if apiclient.IsFresh(ctx) {
		return k.Client.EnterpriseTrunks(ctx, tenant)
	}
	return readOnce(k, nil, func() ([]apiclient.EnterpriseTrunkItem, error) { return k.Client.EnterpriseTrunks(ctx, tenant) })
}

// EnterpriseTrunk returns one of them.
func (k *keptTrunks) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	key := apiclient.EnterpriseTrunkItem{GroupID: owner.Group, Name: name}
	return readOnce(k, key, func() (routing.Trunk, error) { return k.Client.EnterpriseTrunk(ctx, owner, name) })
}

// readOnce returns what is kept under a key, and else reads it.
func readOnce[T any](k *keptTrunks, key any, read func() (T, error)) (T, error) {
	k.mu.Lock()
	found, isKept := k.kept[key]
	began := k.now()
	k.mu.Unlock()
	if isKept && began.Sub(found.at) < keptFor {
		return found.value.(T), nil
	}
	value, err := read()
	if err == nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.kept == nil {
			k.kept = make(map[any]keptTrunk)
		}
		k.kept[key] = keptTrunk{value, began}
	}
	return value, err
}

func (u *usage) busy() bool {
	return u.list.Busy() || len(u.loaders) > 0
}

func (u *usage) close() {
	u.list.Close()
	for _, loader := range u.loaders {
		loader.Close()
	}
}

// sentence tells how many enterprise trunks use it, and what of that is not known.
// reads is the key that reads them where they are many.
func (u *usage) sentence(reads string) (text string, tone ui.Tone) {
	list, read := u.list.Value()
	total := len(list.Items)
	using := len(u.usedBy())
	switch {
	case u.closed != "":
		return u.closed, ui.Muted
	case !read && u.list.Err() != nil && !u.list.Busy():
		return "not known: the enterprise trunks could not be listed: " + apiclient.Explain(u.list.Err()), ui.Failed
	case !read:
		return "reading the list of enterprise trunks...", ui.Muted
	case list.NotAssigned:
		return "none: trunking is not assigned to tenant " + safetext.Name(u.Tenant.ID), ui.Plain
	case total == 0:
		return "none: tenant " + safetext.Name(u.Tenant.ID) + " has no enterprise trunks", ui.Plain
	case u.isMany():
		return fmt.Sprintf("not known yet: %s reads %d enterprise trunks", reads, total), ui.Notice
	case len(u.loaders) > 0:
		return fmt.Sprintf("%d so far, %s", using, u.progress()), ui.Muted
	case u.list.Err() != nil && !u.list.Busy():
		return fmt.Sprintf("at least %d; the enterprise trunks could not be listed again: %s", using, apiclient.Explain(u.list.Err())), ui.Failed
	case len(u.failures()) > 0:
		return u.partly(using, total), ui.Failed
	case using == 0:
		return "none of " + ui.Count(total, "enterprise trunk"), ui.Plain
	}
	return fmt.Sprintf("%d of %s", using, ui.Count(total, "enterprise trunk")), ui.Plain
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

// uses are the enterprise trunks that route there or have the route parked here, in
// the order of the list.
func (u *usage) uses() (uses []trunkUse) {
	list, _ := u.list.Value()
	for _, item := range list.Items {
		if use, read := u.found[item]; read && (use.used || !use.parked.At.IsZero()) {
			uses = append(uses, use)
		}
	}
	return uses
}

// trunkUse is how an enterprise trunk uses a trunk group. The zero value is one that
// does not.
type trunkUse struct {
	item   apiclient.EnterpriseTrunkItem
	used   bool // it routes there
	place  string
	turn   string         // "standby" or its share; empty where nothing is to be told of it
	how    string         // all of it in a sentence
	parked routing.Parked // the route as it was parked here; zero where it was not
}

// id tells it from all others, and from the fields of the server's.
func (t trunkUse) id() string { return "\x00\x00" + t.item.GroupID + "\x00" + t.item.Name }

// name is what the enterprise trunk is called, with its group where that has it.
func (t trunkUse) name() string {
	if t.item.GroupID != "" {
		return safetext.Name(t.item.Name) + " of group " + safetext.Name(t.item.GroupID)
	}
	return t.item.Name
}

// text tells in words how an enterprise trunk uses the trunk group.
func (t trunkUse) text(now time.Time) string {
	if t.used {
		return t.how
	}
	how := "parked here "
	if t.parked.Word() == routing.OutOfService {
		how = routing.OutOfService + " since "
	}
	return how + trunks.ParkedSince(t.parked.At, now) + ", no calls are sent"
}

// isMany reports whether their reading waits for a key.
func (u *usage) isMany() bool {
	list, read := u.list.Value()
	return read && !u.asked && len(list.Items) > usageAtOnce
}

const (
	// usageAtOnce is how many enterprise trunks are read without being asked to: with
	// more of them it takes a key.
	usageAtOnce = 24
	// usageTogether is how many of them are read at a time.
	usageTogether = 8
)

// progress tells how many of the enterprise trunks are read while others are not.
func (u *usage) progress() string {
	if len(u.loaders) == 0 {
		return ""
	}
	list, _ := u.list.Value()
	left := len(u.waiting) + len(u.loaders)
	return fmt.Sprintf("%d of %s read", len(list.Items)-left, ui.Count(len(list.Items), "enterprise trunk"))
}

// section tells who uses the trunk group, a line for each. reads is the key that reads them
// where they are many.
func (u *usage) section(reads string) section {
	s := section{title: usedByName}
	const short = 30 // fits beside the title
	if text, tone := u.sentence(reads); len(text) > short || u.closed != "" {
		s.facts = append(s.facts, fact{id: usedByName, text: ui.Cell{Text: text, Tone: tone}, full: usedByName + ": " + text})
	} else if number, rest, counted := strings.Cut(text, " "); counted && tone == ui.Plain {
		s.right = ui.Cell{Text: number, Tone: ui.Strong, Then: []ui.Cell{{Text: " " + rest, Tone: ui.Muted}}}
	} else {
		s.right = ui.Cell{Text: text, Tone: tone}
	}
	for _, use := range u.uses() {
		f := fact{id: use.id(), label: ui.Cell{Text: safetext.Name(use.item.Name)}, text: ui.Cell{Text: use.place}, end: ui.Cell{Text: use.turn, Tone: ui.Muted}, full: use.name() + ": " + use.text(u.Now()), use: &use}
		if !use.used {
			f.text = ui.Cell{Text: use.text(u.Now()), Tone: ui.Muted}
		}
		s.facts = append(s.facts, f)
	}
	if len(s.facts) == 0 {
		s.facts = []fact{{id: usedByName, text: ui.Cell{Text: "no enterprise trunk routes to it", Tone: ui.Muted}}}
	}
	return s
}

// partly tells what is known where some could not be read. The cause stands before the names, for
// the line may be cut.
func (u *usage) partly(using, total int) string {
	failures := u.failures()
	text := fmt.Sprintf("at least %d; ", using)
	if using == 0 {
		text = "not known: "
	}
	var names []string
	for _, item := range failures {
		names = append(names, item.Name)
	}
	return fmt.Sprintf("%s%d of %d not read: %s; not read: %s", text, len(failures), total, apiclient.Explain(u.failed[failures[0]]), someOf(names))
}

// failures are the enterprise trunks of the list that could not be read, in its order.
func (u *usage) failures() []apiclient.EnterpriseTrunkItem {
	list, _ := u.list.Value()
	return slices.DeleteFunc(slices.Clone(list.Items), func(item apiclient.EnterpriseTrunkItem) bool { return u.failed[item] == nil })
}
