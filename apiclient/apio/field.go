package apio

import (
	"fmt"
	"strings"

	"banyan/apiclient"
)

// flatten lists every field in the server's order: those of nested objects as
// outer.inner, those of lists as outer[0]. Secrets are left out.
func flatten(members []member) []apiclient.Field {
	var out []apiclient.Field
	for _, m := range members {
		if !isSecret(m.name) {
			out = appendFields(out, m.name, m.value)
		}
	}
	return out
}

func appendFields(out []apiclient.Field, name string, v value) []apiclient.Field {
	switch {
	case v.kind == object && len(v.members) > 0:
		for _, inner := range flatten(v.members) {
			out = append(out, apiclient.Field{Name: name + "." + inner.Name, Value: inner.Value})
		}
		return out
	case v.kind == list && len(v.items) > 0:
		for i, item := range v.items {
			out = appendFields(out, fmt.Sprintf("%s[%d]", name, i), item)
		}
		return out
	}
	return append(out, apiclient.Field{Name: name, Value: v.display()})
}

// display is a value without parts as text.
func (v value) display() string {
	switch v.kind {
	case null:
		return "null"
	case list:
		return "[]"
	case object:
		return "{}"
	}
	return v.text
}

// isSecret reports whether a field is never shown, by its name.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"password", "passwd", "secret", "token"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
