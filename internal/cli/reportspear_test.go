package cli

import (
	"fmt"
	"net/http"
	"os"
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
	for _, want := range []string{
		"{\n  \"serviceProviderId\": \"ServiceProviderID\",\n  \"maxActiveCalls\": 226,\n  \"burstingMaxActiveCalls\": 18,\n" +
			"  \"groupsCallCapacityTotal\": 114,\n  \"groupsBurstingCallCapacityTotal\": 36,\n  \"groups\": [\n",
		spearGroup("A", 13, 4, 9, 1, 1, 2),
		spearGroup("B", 36, 11, 25, 1, 1, 9),
		"\n  ],\n  \"callCapacityDifference\": 112,\n  \"burstingCallCapacityDifference\": -18\n}\n",
	} {
		if !strings.Contains(got.out, want) {
			t.Errorf("no\n%s\nin\n%.2000s", want, got.out)
		}
	}
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
	for i, calls := range trunks {
		comma := ","
		if i == len(trunks)-1 {
			comma = ""
		}
		text += fmt.Sprintf(`        {
          "name": "Trunk %d",
          "maxActiveCalls": %d,
          "burstingMaxActiveCalls": 0
        }%s
`, i+1, calls, comma)
	}
	return text + fmt.Sprintf(`      ],
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
				if got.code != exitFailed || got.out != "" || !strings.Contains(got.errout, "--format json") {
					t.Errorf("exit %d, printed %.50q, said %q", got.code, got.out, got.errout)
				}
				if left, _ := os.ReadDir(dir); len(left) != 0 {
					t.Errorf("left %v behind", left)
				}
			})
		}
	}
}
