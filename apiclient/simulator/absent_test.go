package simulator

import (
	"fmt"
	"net/http"
	"testing"
)

// What does not exist is answered with the status that was asked for, and then in the backend's
// words; what is there, and what has no trunking, as ever.
func TestWhatIsAbsentIsAnsweredAsAskedFor(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusBadRequest, http.StatusInternalServerError} {
		v := loggedIn(t, Options{Absent: status})
		for path, words := range map[string]string{
			"tenants/nobody/features/trunk_groups/":                       "[Error 4999] tenant not found: nobody",
			"tenants/foo/groups/nowhere/features/trunk_groups/":           "[Error 4999] group not found: nowhere",
			"tenants/foo/groups/ApioEntGrpTest/services/trunk_groups/no/": "[Error 5126] The trunk group name cannot be found: no.",
			"tenants/foo/services/trunk_groups/no/":                       "[Error 4999] trunk not found: no",
		} {
			v.get("/api/v1/"+path).wantRefusal(t, path, status, words)
		}
		v.get("/api/v1/tenants/foo/services/trunk_groups/HQ-Inbound/").want(t, "a trunk", http.StatusOK)
		v.get("/api/v1/tenants/VoxHosting/features/trunk_groups/").wantRefusal(t, "no trunking", http.StatusNotFound, "not assigned")
		v.do(http.MethodDelete, "/api/v1/tenants/foo/services/trunk_groups/no/", `{}`).wantRefusal(t, "a deletion", status, "[Error 4999] trunk not found: no")

		o := visitOdin(t, Options{Absent: status})
		for _, tt := range []struct {
			path, words string
			query       []string
		}{
			{odinTenantLimits, "[Error 4999] Service provider not found: nobody", []string{"serviceProviderId", "nobody"}},
			{odinGroupLimits, "[Error 4999] Group not found: no", []string{"serviceProviderId", "foo", "groupId", "no"}},
			{"/groups/trunk-groups", "[Error 5126] The trunk group name cannot be found: no.", []string{"serviceProviderId", "foo", "groupId", "ApioEntGrpTest", "name", "no"}},
			{"/service-providers/enterprise-trunks", "[Error 4999] Enterprise trunk not found: no", []string{"serviceProviderId", "foo", "enterpriseTrunkName", "no"}},
		} {
			o.read(tt.path, tt.query...).wantBody(t, tt.words, status, fmt.Sprintf(`{"status":%d,"error":%q,"details":""}`, status, tt.words))
		}
		o.read(odinTenantLimits, "serviceProviderId", "VoxHosting").want(t, "no trunking", http.StatusBadRequest, "not assigned")
	}
}
