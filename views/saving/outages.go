package saving

import (
	"context"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// Planning is what screens open to change many things by one plan. Each function returns the screen
// of a plan that is still to be made. The zero value is a session without plans.
type Planning struct {
	Service *apply.Service
	// TakeOut takes a trunk group or a group out of service, or puts back what is out of it.
	TakeOut func(scope plan.Scope) ui.View
	// Which has one of some scopes chosen, for TakeOut.
	Which func(scopes []plan.Scope) ui.View
	// PutBack puts routes back into service, all of one tenant.
	PutBack func(drained []plan.Drained) ui.View
	// Migrate has a trunk group chosen that takes the place of another.
	Migrate func(tenant apiclient.Tenant, from routing.Key) ui.View
	// Same has an edit chosen that is made on each of some enterprise trunks of a tenant, which are
	// called what of says.
	Same func(tenant string, trunks []change.Subject, of string) ui.View
}

// Outages know what is out of service on the platform, for the marks of a screen. Nil knows of
// nothing, and takes nothing out.
type Outages struct {
	session Session
	keys    ui.KeyMap
	loader  *ui.Loader[outages]
}

// outages are those of a platform, and the routes that are out of service by their enterprise trunks:
// each row of a list asks for those.
type outages struct {
	all    []plan.Outage
	routes map[place][]plan.Drained
}

// place is an enterprise trunk of a platform.
type place struct{ tenant, group, name string }

func placeOf(s change.Subject) place { return place{s.Tenant, s.Group, s.Name} }

func newOutages(all []plan.Outage) outages {
	out := outages{all, make(map[place][]plan.Drained)}
	for _, outage := range all {
		for _, d := range outage.Routes {
			of := placeOf(d.Subject)
			out.routes[of] = append(out.routes[of], d)
		}
	}
	return out
}

// NewOutages returns outages that know nothing yet; nil where there are no plans.
func NewOutages(session Session, keys ui.KeyMap) *Outages {
	service := session.Plans.Service
	if service == nil || session.Plans.TakeOut == nil {
		return nil
	}
	return &Outages{session: session, keys: keys, loader: ui.NewLoader(func(context.Context) (outages, error) {
		all, _, err := service.Outages() // the list of what is out of service says what is damaged
		return newOutages(all), err
	})}
}

// Load reads them, from the journal of this machine alone.
func (o *Outages) Load() tea.Cmd {
	if o == nil {
		return nil
	}
	return o.loader.Load()
}

// Update takes an answer and reports whether it was one of theirs. They are read again after every
// save.
func (o *Outages) Update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if o == nil {
		return false, nil
	}
	if _, ok := msg.(JournalChanged); ok {
		return false, o.loader.Load()
	}
	return o.loader.Update(msg), nil
}

// Close ends what is read.
func (o *Outages) Close() {
	if o != nil {
		o.loader.Close()
	}
}

// of returns what is out of service of a scope.
func (o *Outages) of(scope plan.Scope) []plan.Outage {
	if o == nil {
		return nil
	}
	known, _ := o.loader.Value()
	return plan.Of(known.all, scope)
}

// Drained returns the routes of an enterprise trunk that are out of service. They must not be changed.
func (o *Outages) Drained(subject change.Subject) []plan.Drained {
	if o == nil {
		return nil
	}
	known, _ := o.loader.Value()
	return known.routes[placeOf(subject)]
}

// OutOf says which routes of an enterprise trunk are out of service, those of each plan apart.
func (o *Outages) OutOf(subject change.Subject) figures.Out {
	drained := o.Drained(subject)
	if len(drained) == 0 {
		return figures.Out{}
	}
	var parts []string
	for _, outage := range plan.Outages(drained) {
		names := make([]string, len(outage.Routes))
		for i, d := range outage.Routes {
			names[i] = d.Route.TrunkGroup.Name
		}
		parts = append(parts, safetext.Names(names, ", ")+": "+OutText(outage, o.session))
	}
	return figures.Out{Short: strconv.Itoa(len(drained)) + " out", Full: strings.Join(parts, "; ")}
}

// The marks of what is out of service.
const outMark, partMark = "out", "part out"

// Out says what is out of service of a scope, for the mark of a row, and which key puts it back.
func (o *Outages) Out(scope plan.Scope) figures.Out {
	out := o.Summary(scope)
	if out.Short == outMark {
		out.Full += "; " + o.keys.TakeOut.Help().Key + " puts back"
	}
	return out
}

// Summary says since when, by whom and for what a scope is out of service, and of which enterprise
// trunks, or which part of it is; nothing of one that is not.
func (o *Outages) Summary(scope plan.Scope) figures.Out {
	all := o.of(scope)
	if len(all) == 0 {
		return figures.Out{}
	}
	whole := plan.Whole(all, scope)
	of := append(whole, all...)[0]
	out := figures.Out{Short: outMark, Full: OutText(of, o.session)}
	if len(whole) == 0 {
		name := NameOf(of.Scope)
		if of.Scope.Name != "" { // of this group
			name = safetext.Name(of.Scope.Name)
		}
		out = figures.Out{Short: partMark, Full: name + " " + out.Full}
	}
	names, more := of.Trunks(), ""
	const most = 3
	if left := len(names) - most; left > 0 {
		names, more = names[:most], " and "+ui.Count(left, "more enterprise trunk")
	}
	out.Full += ": " + safetext.Names(names, ", ") + more
	return out
}

// OutText says since when, by whom and for what something is out of service.
func OutText(of plan.Outage, session Session) string {
	words := []string{"out of service since " + page.ClockText(of.Since, session.Clock()), "by " + of.Who}
	if of.Ticket != "" {
		words = append(words, "for "+of.Ticket)
	}
	if of.Unsure {
		words = append(words, "(how its save ended is not known)")
	}
	return strings.Join(words, " ")
}

// NameOf names a scope with its names spelled out.
func NameOf(s plan.Scope) string {
	return plan.Scope{Tenant: safetext.Name(s.Tenant), Group: safetext.Name(s.Group), Name: safetext.Name(s.Name), Device: safetext.Name(s.Device)}.String()
}

// RouteOutText says the same of one route.
func RouteOutText(d plan.Drained, session Session) string {
	return OutText(plan.Outage{Since: d.Since, Who: d.Who, Ticket: d.Ticket, Unsure: d.Unsure}, session)
}

// Toggle takes a scope out of service, or puts it back; of several, the one that is chosen. Of a whole
// tenant it says that this cannot be.
func (o *Outages) Toggle(scopes ...plan.Scope) tea.Cmd {
	switch {
	case o == nil:
		return nil
	case len(scopes) > 1:
		return ui.Push(o.session.Plans.Which(scopes))
	case scopes[0].Group == "":
		return ui.Notify("a group or a trunk group is taken out of service: put the cursor on one")
	}
	return ui.Push(o.session.Plans.TakeOut(scopes[0]))
}

// Keys return the key that does so, under what it does to a scope: in few words, or whole for the
// help. There is none where there are no plans. At a whole tenant it stays, and says what it is for:
// no key moves from row to row.
func (o *Outages) Keys(scope plan.Scope, whole bool) []key.Binding {
	switch {
	case o == nil:
		return nil
	case scope.Group != "" && len(plan.Whole(o.of(scope), scope)) > 0:
		return []key.Binding{ui.Named(o.keys.TakeOut, "put back")}
	case whole:
		return []key.Binding{o.keys.TakeOut}
	}
	return []key.Binding{ui.Named(o.keys.TakeOut, "take out")}
}
