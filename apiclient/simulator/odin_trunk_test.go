package simulator

import (
	"strings"
	"testing"
)

const (
	odinTop    = "/service-providers/enterprise-trunks"
	odinGroups = "/groups/enterprise-trunks"
)

func groupE(more ...string) []string {
	return append([]string{"serviceProviderId", "ServiceProviderID", "groupId", "GroupIDE"}, more...)
}

func TestOdinEnterpriseTrunksOfBothLevels(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	for _, tt := range []struct {
		what, path string
		query      []string
		want       string
	}{
		{
			"an enterprise's", odinTop,
			[]string{"serviceProviderId", "TaxiUnion"},
			`[{"serviceProviderId":"TaxiUnion","enterpriseTrunkName":"Dispatch"}]`,
		},
		{
			"a group's", odinGroups, groupE(),
			`[{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDE","enterpriseTrunkName":"Group E Inbound"},` +
				`{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDE","enterpriseTrunkName":"Group E Outbound"}]`,
		},
		{"a group's that has none", odinGroups, []string{"serviceProviderId", "ServiceProviderID", "groupId", "GroupIDA"}, `[]`},
		{
			"an ordered one of an enterprise", odinTop,
			[]string{"serviceProviderId", "TaxiUnion", "enterpriseTrunkName", "Dispatch"},
			`{"serviceProviderId":"TaxiUnion","enterpriseTrunkName":"Dispatch","maximumRerouteAttempts":2,"routeExhaustionAction":"Forward",` +
				`"routeExhaustionForwardAddress":"+3225550160","orderedRouting":{"orderingAlgorithm":"Overflow"},"capacityManagement":{"enabled":false},` +
				`"trunkGroups":[{"groupId":"TU-DISPATCH","trunkGroupName":"Dispatch-In"},{"groupId":"TU-OFFICE","trunkGroupName":"Office"}]}`,
		},
		{
			"an ordered one of a group", odinGroups, groupE("enterpriseTrunkName", "Group E Inbound"),
			`{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDE","enterpriseTrunkName":"Group E Inbound","maximumRerouteAttempts":3,` +
				`"routeExhaustionAction":"None","orderedRouting":{"orderingAlgorithm":"Overflow"},` +
				`"capacityManagement":{"enabled":true,"maximumActiveCalls":20,"capacityExceededTrapInitialCalls":18,"capacityExceededTrapOffsetCalls":2},` +
				`"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"Trunk 1"},{"groupId":"GroupIDE","trunkGroupName":"Trunk 2"},{"groupId":"GroupIDE","trunkGroupName":"Trunk 3"}]}`,
		},
		{
			"a weighted one", odinGroups, groupE("enterpriseTrunkName", "Group E Outbound"),
			`{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDE","enterpriseTrunkName":"Group E Outbound","maximumRerouteAttempts":5,` +
				`"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"+3225550170","priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":2},` +
				`"capacityManagement":{"enabled":false},"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"Trunk 4","priority":1,"weight":70},` +
				`{"groupId":"GroupIDE","trunkGroupName":"Trunk 5","priority":1,"weight":30},{"groupId":"GroupIDE","trunkGroupName":"Trunk 6","priority":2,"weight":1}]}`,
		},
		{"what an enterprise's may use", odinTop + "/available-trunk-groups", []string{"serviceProviderId", "Yamato-EU"}, `{"trunkGroups":[`},
		{
			"what a group's may use", odinGroups + "/available-trunk-groups",
			[]string{"serviceProviderId", "ServiceProviderID", "groupId", "GroupIDA"},
			`{"trunkGroups":[{"trunkGroupName":"Trunk 1","groupId":"GroupIDA"},{"trunkGroupName":"Trunk 2","groupId":"GroupIDA"},{"trunkGroupName":"Trunk 3","groupId":"GroupIDA"}]}`,
		},
	} {
		a := v.read(tt.path, tt.query...)
		if a.want(t, tt.what, 200); !strings.HasPrefix(a.body, tt.want) {
			t.Errorf("%s: %s", tt.what, a.body)
		}
	}
}
