package trunks

import (
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/saving"
)

// undoAround is what an undo of a routing sends calls to.
type undoAround struct {
	*Surroundings
	theme ui.Theme
	keys  []routing.Key
}

// NewAround reads the trunk groups that an edit of a routing, or what it takes back, sends calls to,
// and tells what it leads to.
func NewAround(theme ui.Theme, api TrunkGroupReader, edit change.Edit) saving.Around {
	a := &undoAround{Surroundings: NewSurroundings(api, edit.Subject.Tenant), theme: theme}
	a.most = 2 * routing.MaxWeighted // of all is told
	for _, image := range []change.Image{edit.Base, edit.Want} {
		trunk, _ := change.TrunkOf(image) // of what is none there are no routes
		for _, route := range trunk.Routes {
			a.keys = append(a.keys, route.TrunkGroup)
		}
	}
	return a
}

func (a *undoAround) Read() tea.Cmd {
	a.forget()
	return a.read(a.keys...)
}

func (a *undoAround) Update(msg tea.Msg) bool { return a.update(msg) }

func (a *undoAround) Busy() bool { return a.busy() }

func (a *undoAround) Close() { a.close() }

func (a *undoAround) Effect(before, after change.Image) []saving.Section {
	from, err := change.TrunkOf(before)
	to, wrong := change.TrunkOf(after)
	if err != nil || wrong != nil {
		return nil
	}
	return effectOf(a.theme, a.Surroundings, from, to)
}

// effectOf tells what an edit of a routing leads to: for the shares of the calls, and what to mind,
// as far as the trunk groups around it were read.
func effectOf(theme ui.Theme, around *Surroundings, from, to routing.Trunk) []saving.Section {
	then := consequences(around, from, to)
	for _, c := range routing.Diff(from, to) {
		if out := around.outText(c.Route); c.Kind == routing.Added && out != "" {
			then = append(then, safetext.Name(c.Route.Name)+" is "+out)
		}
	}
	for _, n := range routing.Notices(to, around.known()) {
		if n.Severity > routing.Info {
			then = append(then, noticeText(n))
		}
	}
	for _, route := range to.Routes {
		if assigned, known := around.assigned(route.TrunkGroup.GroupID); around.why(route.TrunkGroup) != nil && (assigned || !known) {
			then = append(then, route.TrunkGroup.String()+": it could not be read whether it is up")
		}
	}
	return append(saving.ShareSections(theme, from, to, around.isDown), saving.Section{Title: "then", Texts: then, Warns: true})
}

// consequences are what the changes of a weighted list do not say by themselves: what is tried
// first in place of what is gone, and that nothing stands by any more.
func consequences(around *Surroundings, from, to routing.Trunk) (texts []string) {
	if from.Mode != routing.Weighted || to.Mode != routing.Weighted || len(from.Routes) == 0 || len(to.Routes) == 0 {
		return nil
	}
	was, is, isDown := from.Levels()[0], to.Levels()[0], around.isDown
	stays := func(i int) bool {
		return slices.ContainsFunc(was.Routes, func(j int) bool { return from.Routes[j].TrunkGroup == to.Routes[i].TrunkGroup })
	}
	if !slices.ContainsFunc(is.Routes, stays) {
		text := fmt.Sprintf("priority %d is tried first", is.Priority)
		if len(is.Routes) == 1 {
			text = nameAmong(to.Routes[is.Routes[0]].TrunkGroup, from, to) + " is tried first"
		}
		had, has := callsOf(around, from, was.Routes, isDown), callsOf(around, to, is.Routes, isDown)
		if had.known && has.known {
			text += fmt.Sprintf(", with %s; priority %d had %d", ui.Count(has.left, "call"), was.Priority, had.left)
		}
		texts = append(texts, text)
	}
	down := 0
	for _, route := range to.Routes {
		if isDown(route.TrunkGroup) {
			down++
		}
	}
	switch up := levelsUp(around, to, isDown); {
	case up == 0:
		texts = append(texts, "NO ROUTE LEFT that is up")
	case up == 1 && levelsUp(around, from, isDown) > 1 && len(to.Routes) > 1:
		text := "NO STANDBY: the routes left have one priority"
		if down > 0 {
			is := "is"
			if down > 1 {
				is = "are"
			}
			text = fmt.Sprintf("NO STANDBY that is up: %d of the %d routes left %s down", down, len(to.Routes), is)
		}
		texts = append(texts, text)
	}
	return texts
}

// nameAmong names a trunk group, with its group where another of the routes has that name as well.
func nameAmong(key routing.Key, trunks ...routing.Trunk) string {
	for _, t := range trunks {
		if slices.ContainsFunc(t.Routes, func(r routing.Route) bool { return r.TrunkGroup.Name == key.Name && r.TrunkGroup != key }) {
			return key.String()
		}
	}
	return key.Name
}
