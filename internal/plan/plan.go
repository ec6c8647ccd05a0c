package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"banyan/internal/change"
	"banyan/internal/routing"
)

// version is that of the plans that are written.
const version = 1

// Kind says what a plan is for. The zero value is no plan.
type Kind string

// The kinds.
const (
	Draining   Kind = "drain"   // routes are taken out of service
	Undraining Kind = "undrain" // and put back
	Migrating  Kind = "migrate" // routes go to another trunk group
	Editing    Kind = "edit"    // the same edit on several enterprise trunks
	Declared   Kind = "files"   // what files say
	Undoing    Kind = "undo"    // another plan is taken back
)

// Header says for whom, for what platform and when a plan is made. Each plan has an ID of its own.
type Header struct {
	ID        string    `json:"id"`
	Host      string    `json:"host"`
	Dialect   string    `json:"dialect"`
	Who       string    `json:"who"`       // the local user
	Principal string    `json:"principal"` // the user of the API
	Ticket    string    `json:"ticket,omitempty"`
	At        time.Time `json:"at"`
}

// Plan is an ordered list of changes. It survives JSON. The zero value changes nothing.
type Plan struct {
	Version int `json:"version"`
	Header
	Kind  Kind     `json:"kind"`
	Title string   `json:"title"`           // what it does, in words
	Scope Scope    `json:"scope,omitzero"`  // what a drain takes out, an undrain puts back, a migration leaves
	To    Scope    `json:"to,omitzero"`     // the trunk group that a migration goes to
	Of    []string `json:"of,omitempty"`    // the plans that an undrain or an undo takes back
	Items []Item   `json:"items,omitempty"` // in the order in which they are applied

	Around  []TrunkGroup `json:"around,omitempty"`  // the trunk groups that its routes lead to, as read
	Levels  []Level      `json:"levels,omitempty"`  // the limits around those that change, as read
	Skipped []Skipped    `json:"skipped,omitempty"` // what needs no change, or cannot be changed
	Unread  []Skipped    `json:"unread,omitempty"`  // what could not be read: the plan may lack it
}

// Item is one change of a plan: one save.
type Item struct {
	N       int            `json:"n"` // its number, from 1: the journal names it by that
	Subject change.Subject `json:"subject"`
	Base    change.Image   `json:"base"` // as read; absent for a creation
	Want    change.Image   `json:"want"` // absent for a deletion
	// Follows is the number of an item of the same subject that comes before this one, which
	// raises what this one does not lower; 0 for none. Base and Want do not have its change.
	Follows int             `json:"follows,omitempty"`
	Keep    json.RawMessage `json:"keep,omitempty"`   // see change.Edit
	UndoOf  string          `json:"undoOf,omitempty"` // the journal entry that it takes back

	Canary   bool     `json:"canary,omitempty"`
	Words    []string `json:"words,omitempty"`    // what there is to know of it: merged, moved meanwhile
	Problems []string `json:"problems,omitempty"` // rules that it breaks: it can only be left out
	Refusals []string `json:"refusals,omitempty"` // why it needs its name typed, Doubts among it
	Doubts   []string `json:"doubts,omitempty"`   // what was found when it was read again, besides what a plan tells by itself
	Out      bool     `json:"out,omitempty"`      // somebody left it out
	Allowed  bool     `json:"allowed,omitempty"`  // somebody typed its name

	trunks *trunks // what Base and Want hold, where it is known: decoding them is not free
}

// trunks are an enterprise trunk before and after an item.
type trunks struct{ before, after routing.Trunk }

// Skipped is what a plan has no item for.
type Skipped struct {
	Subject change.Subject `json:"subject"`
	Why     string         `json:"why"`
}

// Changes returns what an item changes, field by field as images spell it.
func (i Item) Changes() []change.FieldChange { return change.Differences(i.Base, i.Want) }

// IsTrunk reports whether an item changes an enterprise trunk.
func (i Item) IsTrunk() bool { return i.Subject.Kind == change.EnterpriseTrunk }

// Trunks returns the routing of an enterprise trunk before and after an item; zero trunks for
// one that is not there then, and for limits. Others may hold the same: they are not to be altered.
func (i Item) Trunks() (before, after routing.Trunk) {
	if i.trunks != nil {
		return i.trunks.before, i.trunks.after
	}
	if !i.IsTrunk() {
		return routing.Trunk{}, routing.Trunk{}
	}
	before, _ = change.TrunkOf(i.Base) // images were made of trunks
	after, _ = change.TrunkOf(i.Want)
	return before, after
}

// Lines returns what an item changes in words, a line each.
func (i Item) Lines() []string {
	var lines []string
	before, after := i.Trunks()
	switch {
	case !i.Base.Exists():
		return []string{"create it"}
	case !i.Want.Exists():
		return []string{"delete it"}
	case i.IsTrunk():
		for _, c := range routing.Diff(before, after) {
			lines = append(lines, c.String())
		}
		return lines
	}
	for _, c := range i.Changes() {
		lines = append(lines, fmt.Sprintf("%s: %s -> %s", change.Label(c.Name), i.Text(c.Name, c.From), i.Text(c.Name, c.To)))
	}
	return lines
}

// Text returns a value of a field of the item's subject in words.
func (i Item) Text(field, value string) string {
	if value == "" {
		return "none"
	}
	return change.Text(i.Subject.Kind, field, value)
}

// Why somebody's decision is not taken.
var (
	ErrNoItem   = errors.New("the plan has no such item")
	ErrNotTyped = change.ErrNotTyped
)

// UndecidedError names items that cannot be applied as they are: one that is refused needs its
// name typed or is left out, and one that breaks a rule is left out.
type UndecidedError struct{ Items []Item }

func (e *UndecidedError) Error() string {
	first := e.Items[0]
	text := fmt.Sprintf("%s: %s", first.Subject, slices.Concat(first.Problems, first.Refusals)[0])
	if more := len(e.Items) - 1; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	if len(first.Problems) > 0 {
		return text + ": leave it out"
	}
	return text + ": type its name or leave it out"
}

// Undecided returns an *UndecidedError where items of p need a decision, and nil where none does.
func (p Plan) Undecided() error {
	var open []Item
	for _, item := range p.Items {
		if !item.Out && (len(item.Problems) > 0 || len(item.Refusals) > 0 && !item.Allowed) {
			open = append(open, item)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return &UndecidedError{open}
}

// Item returns the item with a number.
func (p Plan) Item(n int) (Item, bool) {
	if n < 1 || n > len(p.Items) {
		return Item{}, false
	}
	return p.Items[n-1], true
}

// with returns p with an item altered.
func (p Plan) with(n int, alter func(*Item) error) (Plan, error) {
	if _, ok := p.Item(n); !ok {
		return p, ErrNoItem
	}
	p.Items = slices.Clone(p.Items)
	err := alter(&p.Items[n-1])
	return p, err
}

// LeaveOut returns p with items left out, or taken in again. Limits are judged anew: what is above or
// below these items may be doubtful without them.
func (p Plan) LeaveOut(out bool, items ...int) (Plan, error) {
	left := p
	left.Items = slices.Clone(p.Items)
	for _, n := range items {
		if _, ok := p.Item(n); !ok {
			return p, ErrNoItem
		}
		left.Items[n-1].Out = out
	}
	return judge(left), nil
}

// Allow returns p with an item allowed that is refused. What was typed has to be the id of its
// subject, byte for byte: else it is ErrNotTyped.
func (p Plan) Allow(n int, typed string) (Plan, error) {
	return p.with(n, func(i *Item) error {
		if typed != i.Subject.ID() {
			return ErrNotTyped
		}
		i.Allowed = true
		return nil
	})
}

// Doubt returns p with more doubts about an item, such as those that were found when it was read
// again: it needs its name typed, once more where it was typed before.
func (p Plan) Doubt(n int, doubts []string) (Plan, error) {
	return p.with(n, func(i *Item) error {
		i.Refusals, i.Doubts = slices.Clone(i.Refusals), slices.Clone(i.Doubts)
		for _, doubt := range doubts {
			if !i.Knows(doubt) {
				i.Refusals, i.Doubts, i.Allowed = append(i.Refusals, doubt), append(i.Doubts, doubt), false
			}
		}
		return nil
	})
}

// Knows reports whether a doubt about an item is among its refusals, be it with another figure: how
// many calls are in use changes all the time.
func (i Item) Knows(doubt string) bool {
	return slices.ContainsFunc(i.Refusals, func(known string) bool { return withoutFigures(known) == withoutFigures(doubt) })
}

func withoutFigures(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
}

// Rebase returns p with an item over what is there now, as change.Review.Next or Resolve has it,
// once somebody saw what moved. It is judged anew.
func (p Plan) Rebase(n int, edit change.Edit) (Plan, error) {
	p, err := p.with(n, func(i *Item) error {
		i.Base, i.Want, i.Allowed, i.Doubts, i.trunks = bare(edit.Base), bare(edit.Want), false, nil, nil
		return nil
	})
	if err == nil {
		p = judge(p)
	}
	return p, err
}

// bare is an image without its document: it is read again before it is written.
func bare(i change.Image) change.Image {
	i.Raw = nil
	return i
}

// Edits are those of the items of one plan.
type Edits struct {
	plan  Plan
	given given
}

// Edits returns the edits of p as it is now.
func (p Plan) Edits() Edits { return Edits{p, givenBy(p)} }

// Edit returns the edit of an item. Done tells which of the others are done.
func (e Edits) Edit(n int, done func(n int) bool) (change.Edit, error) {
	p := e.plan
	item, ok := p.Item(n)
	if !ok {
		return change.Edit{}, ErrNoItem
	}
	base, want := item.Base, item.Want
	if first, ok := p.Item(item.Follows); ok && done(first.N) {
		for _, c := range first.Changes() {
			field := change.Field{Name: c.Name, Value: c.To}
			base, want = base.With(field), want.With(field)
		}
	}
	about, _ := json.Marshal(About{Kind: p.Kind, Title: p.Title, Scope: p.Scope}) // texts always encode
	return change.Edit{
		Subject: item.Subject, Base: base, Want: want, Ticket: p.Ticket, UndoOf: item.UndoOf, Keep: item.Keep,
		Allocated: e.given[item.Subject], Plan: change.PlanItem{Plan: p.ID, Item: n, About: about},
	}, nil
}

// About is what the journal tells of a plan with each of its items (change.PlanItem).
type About struct {
	Kind  Kind   `json:"kind"`
	Title string `json:"title"`
	Scope Scope  `json:"scope,omitzero"`
}

// AboutOf returns what a journal entry tells of its plan, and false for one that is of none.
func AboutOf(entry change.Entry) (About, bool) {
	var about About
	if entry.Plan.Plan == "" || json.Unmarshal(entry.Plan.About, &about) != nil {
		return About{}, false
	}
	return about, true
}

// Effects returns what each item leads to. Sums are of the limits of trunk groups that are not
// down, as far as they were read.
func (p Plan) Effects() []Effect {
	around := newAround(p.Around)
	effects := make([]Effect, len(p.Items))
	for n, item := range p.Items {
		effects[n] = around.effect(item)
	}
	return effects
}

// Status returns what became of each item, as journal entries tell it.
func (p Plan) Status(entries []change.Entry) []ItemStatus {
	out := make([]ItemStatus, len(p.Items))
	for n, item := range p.Items {
		if item.Out {
			out[n].State = LeftOut
		}
	}
	for _, entry := range entries {
		n := entry.Plan.Item - 1
		if entry.Plan.Plan != p.ID || n < 0 || n >= len(out) || entry.At.Before(out[n].Entry.At) {
			continue
		}
		out[n] = ItemStatus{stateOf(entry), entry}
	}
	return out
}

// Tenants returns the tenants that p changes, sorted.
func (p Plan) Tenants() []string {
	var tenants []string
	for _, item := range p.Items {
		tenants = append(tenants, item.Subject.Tenant)
	}
	slices.Sort(tenants)
	return slices.Compact(tenants)
}

// Check says what is wrong with a plan that was read from a file, or nothing. It looks at the
// shape alone.
func (p Plan) Check() error {
	switch {
	case p.Version != version:
		return fmt.Errorf("a plan of version %d: this banyan knows version %d", p.Version, version)
	case p.ID == "" || p.Host == "" || p.Dialect == "" || p.Kind == "":
		return errors.New("no plan: its id, host, dialect or kind is missing")
	}
	for n, item := range p.Items {
		switch s := item.Subject; {
		case item.N != n+1:
			return fmt.Errorf("item %d has the number %d", n+1, item.N)
		case s.Host != p.Host || s.Dialect != p.Dialect || s.Tenant == "":
			return fmt.Errorf("item %d is not of the platform of the plan", item.N)
		case item.Follows < 0 || item.Follows >= item.N:
			return fmt.Errorf("item %d follows item %d", item.N, item.Follows)
		case !item.Base.Exists() && !item.Want.Exists():
			return fmt.Errorf("item %d changes nothing", item.N)
		}
	}
	return nil
}
