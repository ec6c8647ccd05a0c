package apio

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/apiclient/simulator"
	"banyan/internal/routing"
)

// documents makes enterprise trunks of foo with fields that nobody knows.
type documents struct{ *rand.Rand }

func (d documents) pick(from ...string) string { return from[d.IntN(len(from))] }

// anything is a value of any kind.
func (d documents) anything(depth int) string {
	switch d.IntN(9) {
	case 0:
		return d.pick("9007199254740993", "123456789012345678901234567890", "1e400", "-0", "1.10", "7")
	case 1:
		return d.pick(`"<&>"`, `"\u00e9\ud83d\ude00"`, `"a\"b\\c\n"`, `""`)
	case 2:
		return d.pick("true", "false")
	case 3, 4:
		return d.pick("null", "[]", "{}")
	case 5, 6:
		if depth > 2 {
			return "[null]"
		}
		return "[" + d.anything(depth+1) + "," + d.anything(depth+1) + "]"
	}
	if depth > 2 {
		return `{"":null}`
	}
	return "{" + d.extras("", depth+1) + "}"
}

// extras is up to three unknown members.
func (d documents) extras(tail string, depth int) string {
	var out []string
	for i := range d.IntN(4) {
		out = append(out, fmt.Sprintf(`"%s%d":%s`, d.pick("x", "Ü ", "trunkgroups", "PRIORITY", "a.b"), i, d.anything(depth)))
	}
	if tail != "" {
		out = append(out, tail)
	}
	return strings.Join(out, ",")
}

func members() []routing.Key {
	return []routing.Key{
		{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"},
		{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"},
		{GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"},
		{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"},
		{GroupID: "ApioEntGrpNamur", Name: "Trunk-Namur"},
	}
}

func (d documents) document() string {
	nested := d.IntN(2) == 0
	weighted := d.IntN(2) == 0
	var entries []string
	for _, i := range d.Perm(5)[:d.IntN(5)] {
		key := members()[i]
		entry := d.extras(fmt.Sprintf(`"groupId":%q,"name":%q`, key.GroupID, key.Name), 0)
		if nested {
			entry = d.extras(`"trunkGroup":{`+entry+`}`, 0)
		}
		if weighted {
			entry += fmt.Sprintf(`,"priority":%d,"weight":%d`, 1+d.IntN(10), 1+d.IntN(65536))
		}
		entries = append(entries, "{"+entry+"}")
	}
	list := `"trunkGroups":[` + strings.Join(entries, ",") + "]"
	if len(entries) == 0 {
		list = `"trunkGroups":` + d.pick("[]", "null")
	}
	object := `"orderedRouting":{` + d.extras(list, 0) + d.pick("", `,"orderingAlgorithm":"Overflow"`) + `}`
	if weighted {
		object = `"priorityWeightedRouting":{` + d.extras(list, 0) + `,"maximumRerouteAttemptsWithinPriority":3}`
	}
	return "{" + d.extras(strings.Join([]string{
		`"maximumRerouteAttempts":5`, object,
		d.pick(`"routeExhaustionAction":"None"`, `"routeExhaustionAction":"Forward","routeExhaustionDestination":"+32"`),
		d.pick(`"enableCapacityManagement":false`, `"enableCapacityManagement":true,"maxActiveCalls":8,"capacityExceededTrapOffsetCalls":0`),
	}, ","), 0) + "}"
}

// change changes one thing and returns the paths that may differ afterwards.
func (d documents) change(t *routing.Trunk) (path string, differs bool) {
	object := map[routing.Mode]string{routing.Ordered: "orderedRouting", routing.Weighted: "priorityWeightedRouting"}[t.Mode]
	n := len(t.Routes)
	i := d.IntN(max(n, 1))
	at := func(i int) string { return fmt.Sprintf("/%s/trunkGroups/%v", object, t.Routes[i].TrunkGroup) }
	switch kind := d.IntN(8); {
	case kind == 0 && t.Mode == routing.Ordered:
		t.OrderingAlgorithm = "Least Idle"
		return "/orderedRouting/orderingAlgorithm", true
	case kind == 0:
		t.MaxReroutesWithinPriority = new(4)
		return "/priorityWeightedRouting/maximumRerouteAttemptsWithinPriority", true
	case kind == 1 && t.ExhaustionAction == "Forward":
		t.ExhaustionDestination = "sip:a@b"
		return "/routeExhaustionDestination", true
	case kind == 2 && *t.CapacityManagement:
		t.TrapOffsetCalls = new(3)
		return "/capacityExceededTrapOffsetCalls", true
	case kind == 3 && n > 0 && t.Mode == routing.Weighted:
		t.Routes[i].Weight = t.Routes[i].Weight%65536 + 1
		return at(i) + "/weight", true
	case kind == 4 && n > 1:
		t.Routes[0], t.Routes[i] = t.Routes[i], t.Routes[0]
		return "-", false
	case kind == 5 && n > 1:
		path := at(i)
		t.Routes = slices.Delete(t.Routes, i, i+1)
		return path, true
	case kind == 6 && n > 0:
		for _, key := range members() {
			if !slices.ContainsFunc(t.Routes, func(r routing.Route) bool { return r.TrunkGroup == key }) {
				t.Routes = append(t.Routes, routing.Route{TrunkGroup: key})
				if t.Mode == routing.Weighted {
					t.Routes[n].Priority, t.Routes[n].Weight = 1, 1
				}
				return at(n), true
			}
		}
	}
	t.MaxReroutes = new(6)
	return "/maximumRerouteAttempts", true
}

// leaves lists every leaf of a document by its path; routes by their trunk group.
func leaves(out map[string]string, path string, v wire.Value) {
	switch {
	case v.Kind == wire.Object && len(v.Members) > 0:
		for _, m := range v.Members {
			leaves(out, path+"/"+m.Name, m.Value)
		}
	case v.Kind == wire.List && len(v.Items) > 0:
		for i, item := range v.Items {
			name := strconv.Itoa(i)
			if strings.HasSuffix(path, "Routing/trunkGroups") {
				key, _ := wire.Alone(wire.Record{Value: item}, readKey)
				name = fmt.Sprint(key)
			}
			leaves(out, path+"/"+name, item)
		}
	default:
		out[path] = fmt.Sprint(v.Kind, " ", v.Text)
	}
}

func leavesOf(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	out := map[string]string{}
	leaves(out, "", must(wire.Parse(raw))(t))
	return out
}

// difference lists the paths of what is not alike; a leaf is never empty.
func difference(a, b map[string]string) (out []string) {
	for path := range a {
		if a[path] != b[path] {
			out = append(out, path)
		}
	}
	for path := range b {
		if a[path] == "" {
			out = append(out, path)
		}
	}
	return out
}

func TestWhateverADocumentHoldsSurvivesAnEditOfAnotherField(t *testing.T) {
	t.Parallel()
	platform, conn := simulate(t, simulator.Options{}, writable)
	client := demo(conn, false)
	for seed := range uint64(400) {
		made := documents{rand.New(rand.NewPCG(seed, 1))}
		source := made.document()
		if !json.Valid([]byte(source)) {
			t.Fatalf("seed %d: not JSON: %s", seed, source)
		}
		if err := platform.PutEnterpriseTrunkDocument("foo", "HQ-Inbound", []byte(source)); err != nil {
			t.Fatalf("seed %d: %v: %s", seed, err, source)
		}
		survives(t, client, made, seed)
	}
}

func survives(t *testing.T, client *Client, made documents, seed uint64) {
	t.Helper()
	before, held, err := client.EnterpriseTrunkDocument(t.Context(), foo(), "HQ-Inbound")
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	want := held.Clone()
	allowed, must := made.change(&want)
	if err := client.PutEnterpriseTrunk(t.Context(), foo(), "HQ-Inbound", before, want, apiclient.WriteOptions{}); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	after, got, err := client.EnterpriseTrunkDocument(t.Context(), foo(), "HQ-Inbound")
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	differs := difference(leavesOf(t, before.Raw), leavesOf(t, after.Raw))
	for _, path := range differs {
		if path != allowed && !strings.HasPrefix(path, allowed+"/") {
			t.Errorf("seed %d: %s changed by an edit of %s\nbefore %s\nafter  %s", seed, path, allowed, before.Raw, after.Raw)
		}
	}
	if must && len(differs) == 0 {
		t.Errorf("seed %d: %s did not change", seed, allowed)
	}
	if !slices.Equal(got.Routes, want.Routes) || !got.Equal(want) {
		t.Errorf("seed %d: wanted %+v, got %+v", seed, want, got)
	}
}
