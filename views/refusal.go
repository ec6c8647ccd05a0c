package views

import (
	"errors"
	"strings"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// refusal is one sentence of what is wrong with a form, by its own rules or in the
// server's words: with a field, with a row of the list, or with neither.
type refusal struct {
	field routing.Field // empty: with the whole
	row   int           // -1: with no row
	text  string
}

// refusalsOf reads what a server found wrong with a trunk. A sentence whose field is
// one of the form's stands beside it, every other in one list. There is always one.
func refusalsOf(err error) []refusal {
	var failed *apiclient.Error
	if !errors.As(err, &failed) || failed.Kind != apiclient.Refused || len(failed.Problems) == 0 {
		return []refusal{{row: -1, text: Explain(err)}}
	}
	said := make([]refusal, 0, len(failed.Problems))
	for _, p := range failed.Problems {
		said = append(said, refusal{field: fieldNamed(p.Field), row: -1, text: quote(strings.TrimSpace(p.Text))})
		if last := &said[len(said)-1]; last.field == "" && p.Field != "" {
			last.text = quote(p.Field) + ": " + last.text
		}
	}
	return said
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

// placeRefusals puts the server's sentences beside the fields that they are about.
// The verdict tells them all as well.
func (c *saveRun) placeRefusals(err error) {
	var failed *apiclient.Error
	if c.shows == nil || !errors.As(err, &failed) {
		return
	}
	for _, p := range failed.Problems {
		field := p.Field[strings.LastIndex(p.Field, ".")+1:]
		if c.shows(field) {
			c.problems = append(c.problems, change.Problem{Field: field, Route: -1, Text: quote(strings.TrimSpace(p.Text))})
		}
	}
}
