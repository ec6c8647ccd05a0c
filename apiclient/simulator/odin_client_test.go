package simulator

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// spear is the API's public client, request by request and byte by byte (Odin 1, 2):
// a connection for each call, a JSON body on each, an Authorization header that is
// empty until there is a token, and the answer read as JSON whatever it is.
type spear struct {
	t     *testing.T
	host  string
	token string
}

func (s *spear) call(method, endpoint string, body string, into any) int {
	s.t.Helper()
	authorization := ""
	if s.token != "" {
		authorization = "Bearer " + s.token
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(s.t.Context(), "tcp", s.host)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, err = fmt.Fprintf(conn, "%s /api/v2%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: python-requests/2.32.3\r\n"+
		"Accept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\nAuthorization: %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		method, endpoint, s.host, authorization, len(body), body)
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, endpoint, err)
	}
	data, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		var fields struct{ Details, Error, Status any }
		if err := json.Unmarshal(data, &fields); err != nil || fields.Details == nil || fields.Error == nil || fields.Status == nil {
			s.t.Errorf("%s %s: an error that the client cannot read: %v %s", method, endpoint, err, data)
		}
		return resp.StatusCode
	}
	if err := json.Unmarshal(data, into); err != nil {
		s.t.Fatalf("%s %s: %v in %s", method, endpoint, err, data)
	}
	return resp.StatusCode
}

// The keys and their order are those of the client's script.
type spearTrunkGroup struct {
	Name     string `json:"name"`
	Max      int    `json:"maxActiveCalls"`
	Bursting int    `json:"burstingMaxActiveCalls"`
}

type spearGroup struct {
	ID                string            `json:"groupId"`
	Name              string            `json:"groupName"`
	Max               int               `json:"maxActiveCalls"`
	BurstingAvailable int               `json:"burstingMaxAvailableActiveCalls"`
	Bursting          int               `json:"burstingMaxActiveCalls"`
	TrunkGroups       []spearTrunkGroup `json:"trunkGroups"`
	Total             int               `json:"trunkGroupsCallCapacityTotal"`
	Difference        int               `json:"callCapacityDifference"`
}

type spearReport struct {
	ID            string       `json:"serviceProviderId"`
	Max           int          `json:"maxActiveCalls"`
	Bursting      int          `json:"burstingMaxActiveCalls"`
	Total         int          `json:"groupsCallCapacityTotal"`
	BurstingTotal int          `json:"groupsBurstingCallCapacityTotal"`
	Groups        []spearGroup `json:"groups"`
}

// capacity is the script: all groups' capacities, then each group's trunk groups.
func (s *spear) capacity(id string) spearReport {
	s.t.Helper()
	var login struct{ Token string }
	s.call(http.MethodPost, "/auth/token", `{"username": "demo", "password": "demo"}`, &login)
	s.token = login.Token
	var report spearReport
	s.call(http.MethodGet, "/service-providers/trunk-groups/call-capacity?serviceProviderId="+id, `{}`, &report)
	s.call(http.MethodGet, "/groups?serviceProviderId="+id, `{}`, &report.Groups)
	of := func(g spearGroup) string { return "?groupId=" + url.QueryEscape(g.ID) + "&serviceProviderId=" + id }
	for i := range report.Groups {
		g := &report.Groups[i]
		s.call(http.MethodGet, "/groups/trunk-groups/call-capacity"+of(*g), `{}`, g)
		report.Total += g.Max
		report.BurstingTotal += g.BurstingAvailable
	}
	for i := range report.Groups {
		g := &report.Groups[i]
		s.call(http.MethodGet, "/groups/trunk-groups"+of(*g), `{}`, &g.TrunkGroups)
		for n := range g.TrunkGroups {
			t := &g.TrunkGroups[n]
			s.call(http.MethodGet, "/groups/trunk-groups"+of(*g)+"&name="+url.QueryEscape(t.Name), `{}`, t)
			g.Total += t.Max
		}
		g.Difference = g.Max - g.Total
	}
	return report
}

func TestAnExistingClientGetsTheDocumentedFigures(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{})
	s := &spear{t: t, host: strings.TrimPrefix(v.base, "http://")}
	got := s.capacity("ServiceProviderID")
	if got.Max-got.Total != 112 || got.Bursting-got.BurstingTotal != -18 || len(got.Groups) != 5 {
		t.Fatalf("%+v", got)
	}
	got.Groups = got.Groups[:2]
	const printed = `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":226,"burstingMaxActiveCalls":18,
		"groupsCallCapacityTotal":114,"groupsBurstingCallCapacityTotal":36,"groups":[
		{"groupId":"GroupIDA","groupName":"Group A","maxActiveCalls":13,"burstingMaxAvailableActiveCalls":5,"burstingMaxActiveCalls":2,"trunkGroups":[
			{"name":"Trunk 1","maxActiveCalls":1,"burstingMaxActiveCalls":0},
			{"name":"Trunk 2","maxActiveCalls":1,"burstingMaxActiveCalls":0},
			{"name":"Trunk 3","maxActiveCalls":2,"burstingMaxActiveCalls":0}],
			"trunkGroupsCallCapacityTotal":4,"callCapacityDifference":9},
		{"groupId":"GroupIDB","groupName":"Group B","maxActiveCalls":36,"burstingMaxAvailableActiveCalls":5,"burstingMaxActiveCalls":2,"trunkGroups":[
			{"name":"Trunk 1","maxActiveCalls":1,"burstingMaxActiveCalls":0},
			{"name":"Trunk 2","maxActiveCalls":1,"burstingMaxActiveCalls":0},
			{"name":"Trunk 3","maxActiveCalls":9,"burstingMaxActiveCalls":0}],
			"trunkGroupsCallCapacityTotal":11,"callCapacityDifference":25}]}`
	var want spearReport
	if err := json.Unmarshal([]byte(printed), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	requests := v.server.Requests()
	if want := 3 + 2*5 + 3*3 + 7; len(requests) != want {
		t.Errorf("%d requests, not %d", len(requests), want)
	}
	last := requests[len(requests)-1]
	if last.Path != "/api/v2/groups/trunk-groups" || last.Query != "groupId=GroupIDE&serviceProviderId=ServiceProviderID&name=Trunk+7" || last.Status != http.StatusOK {
		t.Errorf("%+v", last)
	}
	if login := requests[0]; login.Body != "" || len(v.server.Writes()) != 0 {
		t.Errorf("the login is kept: %+v", login)
	}
}
