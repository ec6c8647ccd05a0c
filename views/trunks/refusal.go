package trunks

import (
	"errors"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// refusal is one sentence of what rules or the server found wrong.
type refusal struct {
	field routing.Field // empty: with the whole
	text  string
	route routing.Key // of a sentence of the server's about one route, wherever that stands
}

// isMended reports whether what it is about was changed since: it may be right now.
func (r refusal) isMended(before, after routing.Draft) bool {
	if r.route == (routing.Key{}) {
		return r.field != "" && before.Mine.Text(r.field) != after.Mine.Text(r.field)
	}
	was, _ := rowOf(before, r.route)
	is, at := rowOf(after, r.route)
	return at < 0 || was.Route != is.Route || was.Parked != is.Parked
}

// rowOf returns the row of a trunk group, and where it stands: at -1 where there is none.
func rowOf(d routing.Draft, key routing.Key) (row routing.Row, at int) {
	rows := d.Rows()
	if at = slices.IndexFunc(rows, func(row routing.Row) bool { return row.TrunkGroup == key }); at >= 0 {
		row = rows[at]
	}
	return row, at
}

// refusalsOf reads what a server found wrong with a trunk. A sentence whose field is
// one of the form's stands beside it, one that names a route of the list below that, and
// every other in one list. There is always one.
func refusalsOf(err error, routes []routing.Route) []refusal {
	failed, ok := errors.AsType[*apiclient.Error](err)
	if !ok || failed.Kind != apiclient.Refused || len(failed.Problems) == 0 {
		return []refusal{{text: apiclient.Explain(err)}}
	}
	var refusals []refusal
	for _, p := range failed.Problems {
		one := refusal{field: fieldNamed(p.Field), text: apiclient.Quote(strings.TrimSpace(p.Text))}
		if one.field == "" {
			if one.route = routeNamed(p.Text, routes); one.route != (routing.Key{}) {
				one.field = routing.FieldRoutes
			} else {
				what := "it said"
				if p.Field != "" {
					what += " of " + apiclient.Quote(p.Field)
				}
				one.text = what + `: "` + one.text + `"`
			}
		}
		refusals = append(refusals, one)
	}
	return refusals
}

// routeNamed returns the one route that a sentence names, and none where it names no
// route or several. Where a name is part of another, the longer one is meant; where
// groups have trunk groups of the same name, the group has to be named as well.
func routeNamed(text string, routes []routing.Route) routing.Key {
	var named []routing.Key
	for _, r := range routes {
		if r.TrunkGroup.Name != "" && strings.Contains(text, r.TrunkGroup.Name) {
			named = append(named, r.TrunkGroup)
		}
	}
	named = slices.DeleteFunc(named, func(key routing.Key) bool {
		return slices.ContainsFunc(named, func(other routing.Key) bool {
			return len(other.Name) > len(key.Name) && strings.Contains(other.Name, key.Name) &&
				strings.Count(text, key.Name) == strings.Count(text, other.Name)
		})
	})
	if len(named) > 1 && !slices.ContainsFunc(named, func(key routing.Key) bool { return key.Name != named[0].Name }) {
		named = slices.DeleteFunc(named, func(key routing.Key) bool { return !strings.Contains(text, key.GroupID) })
	}
	if len(named) != 1 {
		return routing.Key{}
	}
	return named[0]
}

// fieldNamed finds a field of the form by the server's name for it, which may have
// objects around it. What concerns the routes concerns the list as a whole: a server
// that counts them does so in its own order.
func fieldNamed(name string) routing.Field {
	last := name[strings.LastIndex(name, ".")+1:]
	if strings.EqualFold(last, "routeExhaustionForwardAddress") {
		return routing.FieldExhaustionDestination
	}
	for _, f := range routing.Fields() {
		if strings.EqualFold(last, string(f)) && f != routing.FieldRoutes && f != routing.FieldMode {
			return f
		}
	}
	return ""
}
