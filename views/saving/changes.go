package saving

import (
	"cmp"
	"fmt"
	"strings"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// Section is a part of a review or a verdict, with its title: lines that are drawn for the room
// they have, and sentences, in that order.
type Section struct {
	Title string
	Lines func(width int) [][]ui.Cell // may be nil; they begin at the left edge
	Texts []string
	Warns bool // the sentences are consequences to think about
}

// DifferenceTexts tell how two images of a subject differ, old and new: an enterprise
// trunk's routes one by one.
func DifferenceTexts(kind change.Kind, from, to change.Image) []string {
	if kind == change.EnterpriseTrunk {
		before, err := change.TrunkOf(from)
		after, wrong := change.TrunkOf(to)
		if err == nil && wrong == nil {
			return ChangeTexts(routing.Diff(before, after))
		}
	}
	var texts []string
	for _, f := range change.Differences(from, to) {
		was, is := change.Text(kind, f.Name, f.From), change.Text(kind, f.Name, f.To)
		texts = append(texts, change.Label(f.Name)+": "+cmp.Or(was, "none")+" -> "+cmp.Or(is, "none"))
	}
	return texts
}

// ChangeTexts are a sentence for each change of a routing.
func ChangeTexts(changes []routing.Change) []string {
	lines := make([]string, len(changes))
	for i, c := range changes {
		lines[i] = c.String()
	}
	return lines
}

// ShareTexts tell what an edit does to the shares of the calls: for each priority the
// routes whose share changes, old and new.
func ShareTexts(from, to routing.Trunk) []string {
	was := make(map[routing.Key]share, len(from.Routes))
	for i, percent := range from.Shares() {
		was[from.Routes[i].TrunkGroup] = share{from.Routes[i].Priority, percent}
	}
	var lines []string
	for _, level := range to.Levels() {
		if level.Priority == 0 {
			return nil
		}
		changed, shares := false, to.Shares()
		var texts []string
		for _, i := range level.Routes {
			route := to.Routes[i]
			before, known := was[route.TrunkGroup]
			now := share{level.Priority, shares[i]}
			changed = changed || !known || before != now
			texts = append(texts, fmt.Sprintf("%s %s -> %d%%", route.TrunkGroup.Name, before.text(known, level.Priority), now.percent))
		}
		if changed {
			lines = append(lines, fmt.Sprintf("priority %d: %s", level.Priority, strings.Join(texts, ", ")))
		}
	}
	return lines
}

// share is a route's part of its priority's calls.
type share struct{ priority, percent int }

func (s share) text(known bool, priority int) string {
	switch {
	case !known || s.percent < 0:
		return "none"
	case s.priority != priority:
		return fmt.Sprintf("%d%% of priority %d", s.percent, s.priority)
	}
	return fmt.Sprintf("%d%%", s.percent)
}

// ChangeSections are what edits change, old and new: of a deletion what goes with it, of
// several edits a section each.
func ChangeSections(reviews []change.Review) []Section {
	sections := make([]Section, len(reviews))
	for i, r := range reviews {
		edit := r.Edit
		sections[i] = Section{Title: "Changes", Texts: DifferenceTexts(edit.Subject.Kind, r.Confirmation.Fresh(), edit.Want)}
		switch trunk, err := change.TrunkOf(r.Confirmation.Fresh()); {
		case edit.Operation() == change.Delete && err == nil:
			sections[i] = Section{Title: "These routes go with it"}
			for _, route := range trunk.Routes {
				sections[i].Texts = append(sections[i].Texts, route.TrunkGroup.String())
			}
			if len(trunk.Routes) == 0 {
				sections[i].Texts = []string{"it has none"}
			}
		case len(reviews) > 1:
			sections[i].Title = edit.Subject.String()
		}
	}
	return sections
}
