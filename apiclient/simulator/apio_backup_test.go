package simulator

import (
	"net/http"
	"testing"
)

func TestTheBackupOfATrunkGroup(t *testing.T) {
	t.Parallel()
	const path = "/api/v1/tenants/t/groups/g/services/trunk_groups/old/backup"
	v := visitBoth(t, Options{World: []byte(licensed)})
	none := `{"mode":"","destination":"","trunk":{"tenantId":"","groupId":"","name":""}}`
	v.get(path).wantBody(t, "none", http.StatusOK, none)
	for body, says := range map[string]string{
		`{"mode":"Forward","destination":"1"}`:                                           "trunk is missing",
		`{"mode":"Forward","destination":"","trunk":{}}`:                                 "an address is needed",
		`{"mode":"Reroute","destination":"","trunk":{"groupId":"g","name":"x"}}`:         "[Error 5126]",
		`{"mode":"Sing","destination":"","trunk":{}}`:                                    "neither Forward nor Reroute",
		`{"mode":"Forward","destination":"1","trunk":{},"invitationTimeout":1}`:          "unknown attribute",
		`{"mode":"Reroute","destination":"1","trunk":{"tenantId":"t","groupId":"full"}}`: "[Error 5126]",
	} {
		v.do(http.MethodPut, path, body).want(t, body, http.StatusBadRequest, says)
	}
	v.get(path).wantBody(t, "unchanged", http.StatusOK, none)
	v.do(http.MethodPut, path, `{"mode":"Forward","destination":"+3225550100","trunk":{"tenantId":"","groupId":"","name":""}}`).
		wantBody(t, "the answer is the state", http.StatusOK, `{"mode":"Forward","destination":"+3225550100","trunk":{"tenantId":"","groupId":"","name":""}}`)
	v.do(http.MethodPut, path, `{"mode":"Reroute","destination":"+3225550100","trunk":{"tenantId":"t","groupId":"full","name":"used"}}`).
		wantBody(t, "to another group", http.StatusOK, `{"mode":"Reroute","destination":"","trunk":{"tenantId":"t","groupId":"full","name":"used"}}`)
	v.get("/api/v1/tenants/t/groups/g/services/trunk_groups/x/backup").want(t, "of none", http.StatusNotFound, "not found")
	v.do(http.MethodPut, path, none).wantBody(t, "none again", http.StatusOK, none)

	v = visitBoth(t, Options{World: []byte(licensed), Backup: BackupAbsent})
	v.get(path).want(t, "absent", http.StatusNotFound, `"details"`)
	if _, err := New(Options{Backup: "perhaps"}); err == nil {
		t.Error("another word")
	}
}
