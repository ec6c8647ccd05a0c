package simulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkOdin is the server's own share of a request, without a network: a report
// over all of a platform of a thousand tenants is 81 of these for each.
func BenchmarkOdin(b *testing.B) {
	s := newServer(b, Options{OnlyGenerated: true, Tenants: 1000, Groups: 20, TrunkGroups: 3})
	for name, target := range map[string]string{
		"report":       "/api/v2/service-providers/trunk-groups/call-capacity/reports?serviceProviderId=tenant-%04d",
		"trunk groups": "/api/v2/groups/trunk-groups?serviceProviderId=tenant-%04d&groupId=group-0007",
		"trunk group":  "/api/v2/groups/trunk-groups?serviceProviderId=tenant-%04d&groupId=group-0007&name=tg-0002",
		"capacity":     "/api/v2/groups/trunk-groups/call-capacity?serviceProviderId=tenant-%04d&groupId=group-0007",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			token := s.keys.token(forOdin, odinLife)
			for i := range b.N {
				r := bearing(token, httptest.NewRequestWithContext(b.Context(), http.MethodGet, fmt.Sprintf(target, 1+i%1000), http.NoBody))
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
}
