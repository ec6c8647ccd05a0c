package tenantfile

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

const head = `# The limits and the enterprise trunks of one tenant. banyan export writes this file, banyan diff
# compares it with the platform, banyan plan makes a plan of it. What it does not mention is left
# alone; an enterprise trunk is deleted where "absent: true" stands in place of its fields.
# Calls are calls at once, bursting calls on top of them. unlimited: no limit; none: no limit of
# its own.
`

// encode writes a file.
func encode(f File) []byte {
	f.Things = slices.Clone(f.Things)
	f.Sort()
	var w writer
	w.WriteString(head)
	w.line(0, "%s: %d", keyVersion, Version)
	if f.Host != "" {
		w.line(0, "%s:", keyPlatform)
		w.line(2, "%s: %s", keyHost, quote(f.Host))
		w.line(2, "%s: %s", keyAPI, apiOf(f.Dialect))
	}
	w.line(0, "%s: %s", keyTenant, quote(f.Tenant))
	for _, t := range f.Things {
		w.thing(t)
	}
	return w.Bytes()
}

// writer writes things, each below what it belongs to.
type writer struct {
	bytes.Buffer
	section string // the list at the top that is open
	group   string // the group that is open, in that of groups
	isOpen  bool   // it is, and has its list of trunk groups
}

func (w *writer) line(indent int, format string, args ...any) {
	w.WriteString(strings.Repeat(" ", indent))
	w.WriteString(fmt.Sprintf(format, args...) + "\n")
}

// quote writes a text of the platform so that it is that text to every reader of YAML, and so that
// nothing in it is obeyed by a terminal: what Go escapes YAML reads back.
func quote(text string) string { return strconv.Quote(text) }

func (w *writer) open(section string) {
	if w.section != section {
		w.section = section
		w.line(0, "%s:", section)
	}
}

func (w *writer) thing(t Thing) {
	switch t.Kind {
	case change.TenantCapacity:
		w.open(keyLimits)
		w.level(2, t)
	case change.EnterpriseTrunk:
		w.open(keyTrunks)
		w.trunk(t)
	default:
		w.open(keyGroups)
		if w.group != t.Group {
			w.line(2, "- %s: %s", keyGroup, quote(t.Group))
			w.group, w.isOpen = t.Group, false
		}
		if t.Kind == change.GroupCapacity {
			w.level(4, t)
			return
		}
		if !w.isOpen {
			w.line(4, "%s:", keyTrunkGroups)
			w.isOpen = true
		}
		w.line(6, "- %s: %s", keyTrunkGroup, quote(t.Name))
		w.level(8, t)
	}
}

// level writes the limits of one level. What a table of keys is empty of is {}.
func (w *writer) level(indent int, t Thing) {
	if t.Assigned == NotAssigned {
		w.line(indent, "%s: false # trunking is not given to it", keyAssigned)
	}
	for _, name := range limitNames(t.Kind) {
		value, mentioned := t.limit(name)
		if !mentioned {
			continue
		}
		setting, _ := trunkgroup.Named(name)
		if setting.Kind == trunkgroup.Flag {
			w.line(indent, "%s: %s", name, value)
			continue
		}
		w.line(indent, "%s: %s", name, counted(value, "calls"))
	}
}

// counted writes a number with its unit, or the word that stands for none.
func counted(value, unit string) string {
	switch value {
	case "":
		return none
	case unlimited:
		return unlimited
	}
	return value + " # " + unit
}

func (w *writer) trunk(t Thing) {
	w.line(2, "- %s: %s", keyName, quote(t.Name))
	if t.Group != "" {
		w.line(4, "%s: %s", keyGroup, quote(t.Group))
	}
	if t.Absent {
		w.line(4, "%s: true", keyAbsent)
		return
	}
	if slices.Contains(t.Fields, routing.FieldMode) {
		w.routing(t)
	}
	for _, f := range routing.Fields() {
		if slices.Contains(t.Fields, f) && slices.Contains(trunkKeys(), string(f)) {
			w.line(4, "%s: %s", f, text(t.Trunk, f))
		}
	}
}

// text is one field of an enterprise trunk that is not in a list.
func text(of routing.Trunk, f routing.Field) string {
	value := of.Text(f)
	switch f {
	case routing.FieldOrderingAlgorithm:
		return word(value, routing.Algorithms()...)
	case routing.FieldExhaustionAction:
		return word(value, routing.None, routing.Forward)
	case routing.FieldExhaustionDestination:
		return quote(value)
	case routing.FieldCapacityManagement:
		return strconv.FormatBool(value == "on")
	case routing.FieldMaxReroutes, routing.FieldMaxReroutesWithinPriority:
		return counted(value, "attempts after the first")
	}
	return counted(value, "calls")
}

// word writes one of the API's words, and quotes what is none.
func word(text string, known ...string) string {
	if slices.Contains(known, text) {
		return text
	}
	return quote(text)
}

func (w *writer) routing(t Thing) {
	key, own, comment := keyOrdered, routing.FieldOrderingAlgorithm, ""
	if t.Trunk.Mode == routing.Weighted {
		key, own, comment = keyWeighted, routing.FieldMaxReroutesWithinPriority, " # priority: lower is tried first; weight: its part of the calls of a priority"
	}
	w.line(4, "%s:", key)
	if slices.Contains(t.Fields, own) {
		w.line(6, "%s: %s", own, text(t.Trunk, own))
	}
	if !slices.Contains(t.Fields, routing.FieldRoutes) {
		return
	}
	if len(t.Trunk.Routes) == 0 {
		w.line(6, "%s: []", keyRoutes)
		return
	}
	w.line(6, "%s:%s", keyRoutes, comment)
	routes := slices.Clone(t.Trunk.Routes)
	if t.Trunk.Mode == routing.Weighted { // the order of its list means nothing
		slices.SortFunc(routes, routing.Route.Compare)
	}
	for _, r := range routes {
		names := fmt.Sprintf("%s: %s, %s: %s", keyGroup, quote(r.TrunkGroup.GroupID), keyTrunkGroup, quote(r.TrunkGroup.Name))
		if t.Trunk.Mode == routing.Weighted {
			names += fmt.Sprintf(", %s: %d, %s: %d", keyPriority, r.Priority, keyWeight, r.Weight)
		}
		w.line(8, "- {%s}", names)
	}
}
