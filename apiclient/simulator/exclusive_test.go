package simulator

import (
	"net/http"
	"testing"
)

// TestWritesOfBothDialectsWaitForEachOther: what a write was checked against must
// still hold when it is carried out.
func TestWritesOfBothDialectsWaitForEachOther(t *testing.T) {
	for name, write := range map[string]struct{ method, path, body string }{
		"Odin": {http.MethodPut, "/api/v2" + odinTop, `{"serviceProviderId":"foo","enterpriseTrunkName":"HQ-Inbound","maximumRerouteAttempts":1,"routeExhaustionAction":"None",` + anyOrdered + `"trunkGroups":[]}`},
		"APIO": {http.MethodPut, inbound, `{"maximumRerouteAttempts":1,"priorityWeightedRouting":{}}`},
	} {
		t.Run(name, func(t *testing.T) {
			v := visitOdin(t, Options{})
			v.do(http.MethodPost, "/api/v1/login/", goodLogin)
			r := v.request(write.method, write.path, write.body)
			r.Header.Set("Authorization", "Bearer "+v.token)
			v.server.world.writing.Lock()
			answered := make(chan answer, 1)
			go func() {
				a, err := v.send(r)
				if err != nil {
					t.Error(err)
				}
				answered <- a
			}()
			v.arrived(r.URL.Path, 1)
			// Others may read meanwhile, and give the write time to go ahead if it does.
			for range 20 {
				if a := v.read(odinTop, "serviceProviderId", "foo"); a.status != http.StatusOK {
					t.Errorf("a read: %d", a.status)
				}
			}
			v.server.world.remove(owner{tenant: "foo"}, "HQ-Inbound")
			v.server.world.writing.Unlock()
			if a := <-answered; a.status != http.StatusNotFound {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}
