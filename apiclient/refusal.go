package apiclient

import (
	"slices"
	"strconv"
	"strings"
)

// maxProblems is the most problems kept of one refusal.
const maxProblems = 32

// Problem is one thing that a server found wrong with what it was sent. Field is
// its name as the server spells it, with dots where it is nested, or empty when
// the server named none.
type Problem struct {
	Field string
	Text  string
}

// readProblems lists what a decoded error body says, innermost first. Which shape a
// server uses for a field is not documented (APIO 2), so both that are in use are
// read: an object with a name and a sentence, {"field":"priority","message":"..."},
// and below details or errors the name itself, {"details":{"priority":["..."]}}.
func readProblems(document any) []Problem {
	found := problems{}
	found.walk(document, "", false, 0)
	return found.list
}

type problems struct{ list []Problem }

func (p *problems) add(field, text string) {
	problem := Problem{Field: field, Text: text}
	if text != "" && len(p.list) < maxProblems && !slices.Contains(p.list, problem) {
		p.list = append(p.list, problem)
	}
}

// walk goes through value, which belongs to field. Inside are the places where an
// unknown name is that of a field.
func (p *problems) walk(value any, field string, inside bool, depth int) {
	if depth > maxErrorDepth {
		return
	}
	switch value := value.(type) {
	case string:
		if inside || field != "" {
			p.add(field, strings.TrimSpace(value))
		}
	case []any:
		for _, item := range value {
			p.walk(item, field, inside, depth+1)
		}
	case map[string]any:
		p.object(value, field, inside, depth)
	}
}

func (p *problems) object(object map[string]any, field string, inside bool, depth int) {
	if named := namedField(object); named != "" {
		field = named
	}
	keys := sortedKeys(object)
	for _, key := range keys {
		switch name := strings.ToLower(key); {
		case isSentence(name), isAside(name):
		case isContainer(name):
			p.walk(object[key], field, true, depth+1)
		case isIndex(key):
			p.walk(object[key], field, inside, depth+1)
		case inside:
			p.walk(object[key], join(field, key), true, depth+1)
		}
	}
	for _, key := range keys {
		if isSentence(strings.ToLower(key)) {
			if text := scalar(object[key]); text != "" {
				p.add(field, text)
			} else {
				p.walk(object[key], field, inside, depth+1)
			}
		}
	}
}

func namedField(object map[string]any) string {
	for _, key := range []string{"field", "fieldName", "attribute", "parameter", "param", "property"} {
		if name, ok := object[key].(string); ok {
			return name
		}
	}
	return ""
}

func isSentence(key string) bool {
	return slices.Contains([]string{"summary", "message", "msg", "error", "detail", "error_description", "reason"}, key)
}

// isAside tells the names that say nothing of a field.
func isAside(key string) bool {
	return slices.Contains([]string{
		"code", "error_code", "errorcode", "status", "type", "severity", "timestamp", "path", "id", "title",
		"field", "fieldname", "attribute", "parameter", "param", "property",
	}, key)
}

func isContainer(key string) bool {
	return slices.Contains([]string{"errors", "details", "fields"}, key)
}

func isIndex(key string) bool {
	_, err := strconv.Atoi(key)
	return err == nil
}

func join(outer, inner string) string {
	if outer == "" {
		return inner
	}
	return outer + "." + inner
}
