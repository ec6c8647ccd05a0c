package journal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
)

// difference is one thing that an edit changed: what it is, and where it has both its old
// and its new value.
type difference struct{ what, from, to string }

func (d difference) text(glyphs ui.Glyphs) string {
	if d.from == "" && d.to == "" {
		return d.what
	}
	return d.what + " " + d.from + " " + glyphs.To + " " + d.to
}

// differences are what turned one image into another. parked are the routes that are kept
// aside after an edit, was those before.
func differences(kind change.Kind, from, to change.Image, was, parked []routing.Parked) []difference {
	if kind == change.EnterpriseTrunk {
		before, err := change.TrunkOf(from)
		after, wrong := change.TrunkOf(to)
		if err == nil && wrong == nil {
			return routeDifferences(routing.Diff(before, after), was, parked)
		}
	}
	var out []difference
	for _, f := range change.Differences(from, to) {
		out = append(out, difference{change.Label(f.Name), orNone(change.Text(kind, f.Name, f.From)), orNone(change.Text(kind, f.Name, f.To))})
	}
	return out
}

func orNone(value string) string {
	if value == "" || value == page.NotApplicable {
		return "none"
	}
	return value
}

func routeDifferences(changes []routing.Change, was, parked []routing.Parked) []difference {
	aside := func(rows []routing.Parked, key routing.Key) string { // what a route is called that is not sent
		if at := slices.IndexFunc(rows, func(p routing.Parked) bool { return p.Route.TrunkGroup == key }); at >= 0 {
			return rows[at].Word()
		}
		return ""
	}
	var out []difference
	for _, c := range changes {
		name := c.Route.Name
		switch c.Kind {
		case routing.Removed:
			out = append(out, difference{what: name + " " + cmp.Or(aside(parked, c.Route), "removed")})
		case routing.Added:
			word := " added"
			switch aside(was, c.Route) {
			case "":
			case routing.OutOfService:
				word = " back in service"
			default:
				word = " sent again"
			}
			out = append(out, difference{what: name + word})
		case routing.Moved:
			out = append(out, difference{name, placeText(c.From), placeText(c.To)})
		case routing.Reprioritised:
			out = append(out, difference{"priority of " + name, c.From, c.To})
		case routing.Reweighted:
			out = append(out, difference{"weight of " + name, c.From, c.To})
		case routing.Converted: // the mode tells it
		default:
			out = append(out, difference{c.Field.Label(), orNone(c.From), orNone(c.To)})
		}
	}
	return out
}

// placeText is a place in a list as people count: "place 2" is 2nd.
func placeText(place string) string {
	n, err := strconv.Atoi(strings.TrimPrefix(place, "place "))
	if err != nil {
		return place
	}
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		suffix = map[int]string{1: "st", 2: "nd", 3: "rd"}[n%10]
		if suffix == "" {
			suffix = "th"
		}
	}
	return strconv.Itoa(n) + suffix
}

// parkedBy returns the routes that an edit keeps aside, and false where it says nothing of
// them.
func parkedBy(e change.Entry) (parked []routing.Parked, known bool) {
	keep := e.Keep()
	return parked, keep != nil && json.Unmarshal(keep, &parked) == nil
}

// parkedBefore returns the routes that an earlier edit of the same subject has kept aside.
func parkedBefore(e change.Entry, all []change.Entry) []routing.Parked {
	var latest change.Entry
	var found []routing.Parked
	for _, other := range all {
		parked, known := parkedBy(other)
		if known && other.Subject == e.Subject && other.At.Before(e.At) && other.At.After(latest.At) {
			latest, found = other, parked
		}
	}
	return found
}

// words tell an edit in one line: what it changed, old and new.
func words(glyphs ui.Glyphs, e change.Entry, all []change.Entry) string {
	switch e.Operation {
	case change.Create:
		return "created" + madeOf(e.Mine)
	case change.Delete:
		return "deleted" + madeOf(e.Before)
	}
	parked, _ := parkedBy(e)
	changes := differences(e.Subject.Kind, e.Before, e.Mine, parkedBefore(e, all), parked)
	if len(changes) == 0 {
		return "nothing"
	}
	var weights, texts []string
	var then []string
	for _, d := range changes {
		if strings.HasPrefix(d.what, "weight of ") {
			weights, then = append(weights, d.from), append(then, d.to)
			continue
		}
		texts = append(texts, d.text(glyphs))
	}
	if len(weights) > 1 {
		texts = append([]string{fmt.Sprintf("weights %s %s %s", strings.Join(weights, ", "), glyphs.To, strings.Join(then, ", "))}, texts...)
	} else if len(weights) == 1 { // the figures first: a name may be long
		at := slices.IndexFunc(changes, func(d difference) bool { return strings.HasPrefix(d.what, "weight of ") })
		name := strings.TrimPrefix(changes[at].what, "weight of ")
		texts = append([]string{fmt.Sprintf("weight %s %s %s of %s", weights[0], glyphs.To, then[0], name)}, texts...)
	}
	return strings.Join(texts, "; ")
}

// madeOf tells of an enterprise trunk how many routes it has, and how they are taken.
func madeOf(image change.Image) string {
	trunk, err := change.TrunkOf(image)
	if err != nil || !image.Exists() || trunk.Mode == "" {
		return ""
	}
	mode := string(trunk.Mode)
	if trunk.OrderingAlgorithm != "" {
		mode = trunk.OrderingAlgorithm
	}
	return ": " + ui.Count(len(trunk.Routes), "route") + ", " + mode
}
