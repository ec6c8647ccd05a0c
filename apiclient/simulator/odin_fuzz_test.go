package simulator

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzOdinTrunk: whatever body is taken, the object that is shown of it is taken
// again and shown the same; nothing makes the server fail.
func FuzzOdinTrunk(f *testing.F) {
	f.Add([]byte(newTrunk + anyOrdered + anyMembers))
	f.Add([]byte(newTrunk + `"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":"3","x":null},"trunkGroups":[{"trunkGroupName":"Trunk 2","priority":"10","weight":"50","note":[]}]}`))
	f.Add([]byte(newTrunk + anyOrdered + `"capacityManagement":{"enabled":"true","maximumActiveCalls":4,"odd":{}},"vendor":"\u00e9","trunkGroups":null}`))
	f.Add([]byte(newTrunk + anyOrdered + `"trunkGroups":[{"trunkGroup":{"name":"Trunk 1"},"trunkGroupName":"Trunk 1","name":"x"}]}`))
	d, err := parseWorld(defaultWorld)
	if err != nil {
		f.Fatal(err)
	}
	w := &world{directory: directory{sources: []source{d}}}
	of := owner{"ServiceProviderID", "GroupIDE"}
	f.Fuzz(func(t *testing.T, data []byte) {
		body, err := parseRaw(data)
		if err != nil {
			return
		}
		first, err := fromOdin(of, "new", w.destination(), body)
		if err != nil || w.checkTrunk(of, odinSpelling(), first.Trunk) != nil {
			return
		}
		shown := showFuzzed(t, first, of)
		again, err := parseRaw(shown)
		if err != nil {
			t.Fatalf("%v: %s", err, shown)
		}
		second, err := fromOdin(of, "new", w.destination(), again)
		if err != nil {
			t.Fatalf("%v: %s", err, shown)
		}
		if twice := showFuzzed(t, second, of); !bytes.Equal(shown, twice) {
			t.Errorf("%s became %s", shown, twice)
		}
	})
}

func showFuzzed(t *testing.T, held heldTrunk, of owner) []byte {
	t.Helper()
	document, err := odinDocument(of, held)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(document)
	if err != nil {
		t.Fatalf("%v: %v", err, document)
	}
	return data
}
