package report_test

import (
	"bytes"
	"errors"
	"testing"

	"banyan/capacity"
	"banyan/internal/report"
)

func odinsSpear(t *testing.T, tenant capacity.Tenant) any {
	t.Helper()
	return decoded(t, write(t, report.OdinsSpear, one("", tenant)))
}

func TestOdinsSpearPrintsWhatTheScriptPrintsWrongZerosIncluded(t *testing.T) {
	tenant := sample()
	tenant.Groups[0].TrunkGroups[0].BurstingMaxActiveCalls = calls(7)
	hasValues(t, odinsSpear(t, tenant), map[string]any{
		"maxActiveCalls": 226, "burstingMaxActiveCalls": 18,
		"groupsCallCapacityTotal": 114, "groupsBurstingCallCapacityTotal": 36,
		"callCapacityDifference": 112, "burstingCallCapacityDifference": -18,
		"groups.0.maxActiveCalls": 13, "groups.0.burstingMaxAvailableActiveCalls": 5, "groups.0.burstingMaxActiveCalls": 2,
		"groups.0.trunkGroupsCallCapacityTotal": 4, "groups.0.callCapacityDifference": 9,
		"groups.0.trunkGroups.0.burstingMaxActiveCalls": 7,
		"groups.0.trunkGroupsBurstingCallCapacityTotal": 0, "groups.0.burstingCallCapacityDifference": 0,
		"groups.1.callCapacityDifference": 25, "groups.1.burstingCallCapacityDifference": 0,
		"groups.3.maxActiveCalls": 0, "groups.3.trunkGroupsCallCapacityTotal": 0, "groups.3.callCapacityDifference": 0,
	})
}

// The script takes -1, which is unlimited, for a number.
func TestOdinsSpearCountsWithUnlimitedAsMinusOne(t *testing.T) {
	tenant := sample()
	tenant.BurstingMaxActiveCalls = noLimit()
	tenant.Groups = tenant.Groups[:2]
	tenant.Groups[0].BurstingMaxAvailableActiveCalls = noLimit()
	tenant.Groups[1].BurstingMaxAvailableActiveCalls = noLimit()
	hasValues(t, odinsSpear(t, tenant), map[string]any{
		"burstingMaxActiveCalls": -1, "groupsBurstingCallCapacityTotal": -2, "burstingCallCapacityDifference": 1,
	})
}

// The order of keys of the documented sample, which closes neither of its lists.
const odinsSpearKeys = `serviceProviderId maxActiveCalls burstingMaxActiveCalls groupsCallCapacityTotal groupsBurstingCallCapacityTotal
	groups groupId groupName maxActiveCalls burstingMaxAvailableActiveCalls burstingMaxActiveCalls
	trunkGroups name maxActiveCalls burstingMaxActiveCalls
	trunkGroupsCallCapacityTotal trunkGroupsBurstingCallCapacityTotal callCapacityDifference burstingCallCapacityDifference
	callCapacityDifference burstingCallCapacityDifference`

func TestOdinsSpearKeepsTheOrderOfTheKeys(t *testing.T) {
	hasKeys(t, report.OdinsSpear, group("A", 13, 5, 2, trunkGroups(1)), odinsSpearKeys)
}

func TestOdinsSpearRefusesRatherThanPrintZeros(t *testing.T) {
	gap, failures := partial()
	blind := sample()
	blind.Groups[0].BurstingMaxAvailableActiveCalls = capacity.Reading{}
	none := sample()
	none.Assignment = capacity.NotAssigned
	two := one("", sample())
	two.Tenants = append(two.Tenants, two.Tenants[0])
	for name, r := range map[string]report.Report{
		"a request failed":                one("", gap, failures...),
		"nothing failed, a field is gone": one("", blind),
		"a failure beside whole figures":  one("", sample(), failures[0]),
		"trunking is not assigned":        one("", none),
		"no tenant":                       {},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			var refused *report.RefusedError
			if err := r.Write(&out, report.OdinsSpear); !errors.As(err, &refused) || refused.Reason == "" {
				t.Errorf("error %v", err)
			}
			if out.Len() > 0 {
				t.Errorf("wrote %s", &out)
			}
		})
	}
	var refused *report.RefusedError
	if err := two.Write(&bytes.Buffer{}, report.OdinsSpear); !errors.As(err, &refused) {
		t.Errorf("two tenants: %v", err)
	}
}
