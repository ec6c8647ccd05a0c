package wire

import (
	"fmt"
	"strconv"

	"banyan/apiclient"
	"banyan/internal/trunkgroup"
)

// PatchTrunkGroup puts a setting of a trunk group that changes into a body, spelt as the document
// that was read spells it: numbers and flags stay text where they are text there. A value that
// is taken away is null. Key spells a trunk group that calls are rerouted to.
func PatchTrunkGroup(body, document Value, change apiclient.Field, key func(trunkgroup.Diversion) Value) (Value, error) {
	f, ours := trunkgroup.Named(change.Name)
	to := TextOf(change.Value)
	switch {
	case !ours:
		return body, fmt.Errorf("%s is no setting of a trunk group", change.Name)
	case f.Kind == trunkgroup.Divert:
		return patchDiversion(body, f, trunkgroup.Parse(change.Value), key)
	case change.Value == "":
		to = Value{}
	case f.Kind == trunkgroup.Count:
		n, err := strconv.Atoi(change.Value)
		if err != nil || n < 0 {
			return body, fmt.Errorf("%s %q is no number of zero or more", f.Name, change.Value)
		}
		to = NumberOf(n)
	case f.Kind == trunkgroup.Flag:
		to = BooleanOf(change.Value == "true")
	}
	if there, _ := document.Find(f.Name); there.Kind == Text && to.Kind != Null {
		to.Kind = Text
	}
	return body.Set(f.Name, to), nil
}

// patchDiversion leaves the destination of another action as it is: it means nothing.
func patchDiversion(body Value, f trunkgroup.Field, d trunkgroup.Diversion, key func(trunkgroup.Diversion) Value) (Value, error) {
	switch d.Action {
	case "":
		return body.Set(f.Name, Value{}), nil
	case trunkgroup.Forward:
		return body.Set(f.Name, TextOf(d.Action)).Set(f.Prefix()+"ForwardAddress", TextOf(d.Address)), nil
	case trunkgroup.Reroute:
		return body.Set(f.Name, TextOf(d.Action)).Set(f.Prefix()+"RerouteTrunkGroupKey", key(d)), nil
	}
	return body, fmt.Errorf("%s %q is neither %s nor %s", f.Name, d.Action, trunkgroup.Forward, trunkgroup.Reroute)
}
