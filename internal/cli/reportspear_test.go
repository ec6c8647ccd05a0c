package cli

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"banyan/apiclient/simulator"
)

func TestOdinsSpearHasTheFiguresOfTheDocumentedSample(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{}, checkOdinsSpear)
}

func checkOdinsSpear(t *testing.T, env map[string]string) {
	got := run(t.Context(), env, "report", "ServiceProviderID", "--format", "odins-spear")
	got.ends(t, exitOK, "")
	// The two groups that the sample shows, and its totals, word for word.
	got.prints(t,
		"{\n  \"serviceProviderId\": \"ServiceProviderID\",\n  \"maxActiveCalls\": 226,\n  \"burstingMaxActiveCalls\": 18,\n"+
			"  \"groupsCallCapacityTotal\": 114,\n  \"groupsBurstingCallCapacityTotal\": 36,\n  \"groups\": [\n",
		spearGroup("A", 13, 4, 9, 1, 1, 2),
		spearGroup("B", 36, 11, 25, 1, 1, 9),
		"\n  ],\n  \"callCapacityDifference\": 112,\n  \"burstingCallCapacityDifference\": -18\n}\n",
	)
}

func spearGroup(letter string, limit, total, difference int, trunks ...int) string {
	text := fmt.Sprintf(`    {
      "groupId": "GroupID%s",
      "groupName": "Group %s",
      "maxActiveCalls": %d,
      "burstingMaxAvailableActiveCalls": 5,
      "burstingMaxActiveCalls": 2,
      "trunkGroups": [
`, letter, letter, limit)
	var lines []string
	for i, calls := range trunks {
		lines = append(lines, fmt.Sprintf(`        {
          "name": "Trunk %d",
          "maxActiveCalls": %d,
          "burstingMaxActiveCalls": 0
        }`, i+1, calls))
	}
	return text + strings.Join(lines, ",\n") + fmt.Sprintf(`
      ],
      "trunkGroupsCallCapacityTotal": %d,
      "trunkGroupsBurstingCallCapacityTotal": 0,
      "callCapacityDifference": %d,
      "burstingCallCapacityDifference": 0
    }`, total, difference)
}

func TestOdinsSpearPrintsNothingWhereSomethingFailed(t *testing.T) {
	t.Parallel()
	for path, status := range map[string]int{
		"/tenants/ServiceProviderID":                                          404,
		"/tenants/ServiceProviderID/features/trunk_groups":                    503,
		"/tenants/ServiceProviderID/groups":                                   500,
		"/groups/GroupIDA/features/trunk_groups":                              500,
		"/tenants/ServiceProviderID/groups/GroupIDA/services/trunk_groups":    500,
		"/tenants/ServiceProviderID/groups/GroupIDB/services/trunk_groups/*1": 500,
	} {
		for _, toFile := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s to a file %t", path, toFile), func(t *testing.T) {
				t.Parallel()
				server, env := serve(t, simulator.Options{})
				server.SetFault(simulator.Fault{Path: path, Status: status, Header: http.Header{"Retry-After": {"0"}}})
				args := []string{"report", "ServiceProviderID", "--format", "odins-spear"}
				dir := t.TempDir()
				if toFile {
					args = append(args, "--output", filepath.Join(dir, "out.json"))
				}
				got := run(t.Context(), env, args...)
				got.ends(t, exitFailed, "--format json")
				if got.out != "" {
					t.Errorf("printed %.50q", got.out)
				}
				holds(t, dir, 0)
			})
		}
	}
}
