package saving

import (
	"fmt"

	"banyan/internal/routing"
)

func (s share) text(known bool, priority int) string {
	switch {
	case !known || s.percent < 0:
		return "-"
	case s.priority != priority:
		return fmt.Sprintf("%d%% of priority %d", s.percent, s.priority)
	}
	return fmt.Sprintf("%d%%", s.percent)
}

// words are what a change is called in the list of changes.
func ChangeLines(changes []routing.Change) []string {
	lines := make([]string, len(changes))
	for i, c := range changes {
		lines[i] = c.String()
	}
	return lines
}

// ShareLines tell what an edit does to the shares of the calls: for each priority the
// routes whose share changes, old and new.
func ShareLines(from, to routing.Trunk) []string {
	was := sharesOf(from)
	var lines []string
	for _, level := range to.Levels() {
		if level.Priority == 0 {
			return nil
		}
		text, changed := "", false
		shares := to.Shares()
		for _, i := range level.Routes {
			route := to.Routes[i]
			before, known := was[route.TrunkGroup]
			now := share{level.Priority, shares[i]}
			changed = changed || !known || before != now
			if text != "" {
				text += ", "
			}
			text += route.TrunkGroup.Name + " " + before.text(known, level.Priority) + " -> " + fmt.Sprintf("%d%%", now.percent)
		}
		if changed {
			lines = append(lines, fmt.Sprintf("priority %d: %s", level.Priority, text))
		}
	}
	return lines
}

// share is a route's part of its priority's calls.
type share struct{ priority, percent int }

func sharesOf(t routing.Trunk) map[routing.Key]share {
	shares := make(map[routing.Key]share, len(t.Routes))
	for i, percent := range t.Shares() {
		shares[t.Routes[i].TrunkGroup] = share{t.Routes[i].Priority, percent}
	}
	return shares
}
