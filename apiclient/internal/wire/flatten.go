package wire

import (
	"fmt"

	"banyan/apiclient"
	"banyan/internal/redact"
)

// Flatten lists every field in the server's order: those of nested objects as
// outer.inner, those of lists as outer[0]. Secrets are left out.
func Flatten(members []Member) []apiclient.Field {
	return appendMembers(make([]apiclient.Field, 0, len(members)), "", members)
}

func appendMembers(out []apiclient.Field, outer string, members []Member) []apiclient.Field {
	for _, m := range members {
		if !redact.IsName(m.Name) {
			out = appendFields(out, outer+m.Name, m.Value)
		}
	}
	return out
}

func appendFields(out []apiclient.Field, name string, v Value) []apiclient.Field {
	switch {
	case v.Kind == Object && len(v.Members) > 0:
		return appendMembers(out, name+".", v.Members)
	case v.Kind == List && len(v.Items) > 0:
		for i, item := range v.Items {
			out = appendFields(out, fmt.Sprintf("%s[%d]", name, i), item)
		}
		return out
	}
	return append(out, apiclient.Field{Name: name, Value: v.display()})
}
