package wire

import (
	"fmt"
	"strings"

	"banyan/apiclient"
)

// Flatten lists every field in the server's order: those of nested objects as
// outer.inner, those of lists as outer[0]. Secrets are left out.
func Flatten(members []Member) []apiclient.Field {
	out := make([]apiclient.Field, 0, len(members))
	for _, m := range members {
		if !isSecret(m.Name) {
			out = appendFields(out, m.Name, m.Value)
		}
	}
	return out
}

func appendFields(out []apiclient.Field, name string, v Value) []apiclient.Field {
	switch {
	case v.Kind == Object && len(v.Members) > 0:
		for _, inner := range Flatten(v.Members) {
			out = append(out, apiclient.Field{Name: name + "." + inner.Name, Value: inner.Value})
		}
		return out
	case v.Kind == List && len(v.Items) > 0:
		for i, item := range v.Items {
			out = appendFields(out, fmt.Sprintf("%s[%d]", name, i), item)
		}
		return out
	}
	return append(out, apiclient.Field{Name: name, Value: v.display()})
}

// display is a value without parts as text.
func (v Value) display() string {
	switch v.Kind {
	case Null:
		return "null"
	case List:
		return "[]"
	case Object:
		return "{}"
	}
	return v.Text
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
