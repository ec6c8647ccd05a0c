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
			v := visitBoth(t, Options{})
			r := bearing(v.token, v.request(write.method, write.path, write.body))
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
				v.read(odinTop, "serviceProviderId", "foo").want(t, "a read", http.StatusOK)
			}
			v.server.world.remove(owner{tenant: "foo"}, "HQ-Inbound")
			v.server.world.writing.Unlock()
			(<-answered).want(t, "", http.StatusNotFound)
		})
	}
}
