package odin

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/apiclient/simulator"
	"banyan/internal/routing"
)

// anything draws a JSON value of any kind.
func anything(t *rapid.T, depth int) string {
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return rapid.SampledFrom([]string{"9007199254740993", "123456789012345678901234567890", "1e400", "-0", "1.10"}).Draw(t, "number")
	case 1:
		return rapid.SampledFrom([]string{`"<&>"`, `"\u00e9\ud83d\ude00"`, `"a\"b\\c\n"`, `""`, `"7"`}).Draw(t, "text")
	case 2:
		return rapid.SampledFrom([]string{"null", "[]", "{}", "true"}).Draw(t, "plain")
	case 3:
		if depth < 3 {
			return "[" + anything(t, depth+1) + "," + anything(t, depth+1) + "]"
		}
	case 4:
		if depth < 3 {
			return "{" + strings.TrimSuffix(extras(t, depth+1), ",") + "}"
		}
	}
	return "[null]"
}

// extras draws up to three members that nobody knows, each with a comma behind it.
func extras(t *rapid.T, depth int) string {
	var out strings.Builder
	for i := range rapid.IntRange(0, 3).Draw(t, "extras") {
		name := rapid.SampledFrom([]string{"x", "Ü ", "trunkgroups", "PRIORITY", "a.b"}).Draw(t, "name")
		fmt.Fprintf(&out, `"%s%d":%s,`, name, i, anything(t, depth))
	}
	return out.String()
}

// foreign draws a document with members that nobody knows at every level.
func foreign(t *rapid.T) string {
	var entries []string
	weighted := rapid.Bool().Draw(t, "weighted")
	keys := [][2]string{{"ApioEntGrpTest", "APIO_Trunk_Group_Existing"}, {"ApioEntGrpAntwerp", "Trunk-Antwerp"}, {"ApioEntGrpGhent", "Trunk-Backup"}}
	for _, key := range keys[:rapid.IntRange(0, 3).Draw(t, "routes")] {
		entry := extras(t, 0) + fmt.Sprintf(`"groupId":%q,"trunkGroupName":%q`, key[0], key[1])
		if weighted {
			quote := rapid.SampledFrom([]string{"", `"`}).Draw(t, "quote")
			entry += fmt.Sprintf(`,"priority":%[1]s%[2]d%[1]s,"weight":%[1]s%[3]d%[1]s`, quote,
				rapid.IntRange(1, 10).Draw(t, "priority"), rapid.IntRange(1, 99).Draw(t, "weight"))
		}
		entries = append(entries, "{"+entry+"}")
	}
	object := `"orderedRouting":{` + extras(t, 0) + `"orderingAlgorithm":"Overflow"}`
	if weighted {
		object = `"priorityWeightedRouting":{` + extras(t, 0) + `"maximumRerouteAttemptsWithinPriority":3}`
	}
	return `{"serviceProviderId":"foo","enterpriseTrunkName":"Foreign",` + extras(t, 0) + `"maximumRerouteAttempts":5,` + object + `,` +
		rapid.SampledFrom([]string{`"routeExhaustionAction":"None"`, `"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"+32"`}).Draw(t, "action") +
		`,"capacityManagement":{` + extras(t, 0) + rapid.SampledFrom([]string{`"enabled":false`, `"enabled":true,"maximumActiveCalls":8`}).Draw(t, "management") +
		`},"trunkGroups":[` + strings.Join(entries, ",") + `]}`
}

// oneEdit changes one thing and returns the path that may differ then.
func oneEdit(t *rapid.T, trunk *routing.Trunk) string {
	n := len(trunk.Routes)
	i := rapid.IntRange(0, max(n-1, 0)).Draw(t, "route")
	switch kind := rapid.IntRange(0, 4).Draw(t, "edit"); {
	case kind == 0 && n > 0 && trunk.Mode == routing.Weighted:
		trunk.Routes[i].Weight += 1000
		return fmt.Sprintf("/trunkGroups/%v/weight", trunk.Routes[i].TrunkGroup)
	case kind == 1 && n > 0:
		path := fmt.Sprintf("/trunkGroups/%v", trunk.Routes[i].TrunkGroup)
		trunk.Routes = slices.Delete(trunk.Routes, i, i+1)
		return path
	case kind == 2 && trunk.ExhaustionAction == routing.Forward:
		trunk.ExhaustionDestination = "sip:a@b"
		return "/routeExhaustionForwardAddress"
	case kind == 3 && *trunk.CapacityManagement:
		trunk.MaxActiveCalls = new(9)
		return "/capacityManagement/maximumActiveCalls"
	}
	trunk.MaxReroutes = new(6)
	return "/maximumRerouteAttempts"
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
			if path == "/trunkGroups" {
				r := wire.Record{Value: item}
				name = routing.Key{GroupID: r.Optional("groupId"), Name: r.Optional("trunkGroupName")}.String()
			}
			leaves(out, path+"/"+name, item)
		}
	default:
		out[path] = fmt.Sprint(v.Kind, " ", v.Text)
	}
}

func leavesOf(document []byte) map[string]string {
	parsed, _ := wire.Parse(document) // what it holds was just read
	out := map[string]string{}
	leaves(out, "", parsed)
	return out
}

// What the server holds after an edit is what it held before, but for what the edit
// is about: big numbers, null, empty lists and names that nobody knows stay.
func TestWhateverADocumentHoldsSurvivesAnEditOfAnotherField(t *testing.T) {
	t.Parallel()
	platform, client := simulate(t, simulator.Options{}, writable)
	owner := foo()
	rapid.Check(t, func(rt *rapid.T) {
		source := foreign(rt)
		if err := platform.PutOdinEnterpriseTrunk([]byte(source)); err != nil {
			rt.Fatalf("%v: %s", err, source)
		}
		before, want, err := client.EnterpriseTrunkDocument(t.Context(), owner, "Foreign")
		if err != nil {
			rt.Fatal(err)
		}
		allowed := oneEdit(rt, &want)
		if err := client.PutEnterpriseTrunk(t.Context(), owner, "Foreign", before, want, apiclient.WriteOptions{}); err != nil {
			rt.Fatalf("%v: %s", err, before.Raw)
		}
		after, got, err := client.EnterpriseTrunkDocument(t.Context(), owner, "Foreign")
		if err != nil || !got.Equal(want) {
			rt.Fatalf("wanted %+v, got %+v, %v", want, got, err)
		}
		held, holds := leavesOf(before.Raw), leavesOf(after.Raw)
		for _, pair := range [][2]map[string]string{{held, holds}, {holds, held}} {
			for path, text := range pair[0] {
				if other, ok := pair[1][path]; (!ok || other != text) && path != allowed && !strings.HasPrefix(path, allowed+"/") && path != "/trunkGroups" {
					rt.Fatalf("%s changed by an edit of %s\nbefore %s\nafter  %s", path, allowed, before.Raw, after.Raw)
				}
			}
		}
	})
}
