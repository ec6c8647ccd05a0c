package apio

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/routing"
)

// What is written through the core by anybody is in its log, with who wrote it, when, and what.
func TestTheLogOfACoreSaysWhoWroteWhat(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	begun := c.now
	machine := New(dial(t, c.Server, writable, at("", "/api/v01/p1")), Bearer, Credentials{Token: "demo-token"})
	step := func(err error) {
		t.Helper()
		ok(t, err)
		c.now = c.now.Add(time.Minute)
	}
	step(c.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: capacity.Read(capacity.Must(131))}))
	step(machine.PutGroupCapacity(t.Context(), "foo", "ApioEntGrpTest", apiclient.GroupCapacity{MaxActiveCalls: capacity.Read(capacity.Must(47))}))
	trunk := routing.Trunk{Name: "Extra", Mode: routing.Ordered, OrderingAlgorithm: routing.OrderedLoadBalancing, MaxReroutes: new(3), ExhaustionAction: "None", Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"}}}}
	step(machine.CreateEnterpriseTrunk(t.Context(), foo(), trunk, apiclient.WriteOptions{}))
	fresh, held, err := machine.EnterpriseTrunkDocument(t.Context(), foo(), "Extra")
	ok(t, err)
	held.Name = "Other"
	step(machine.PutEnterpriseTrunk(t.Context(), foo(), "Extra", fresh, held, apiclient.WriteOptions{}))
	step(machine.DeleteEnterpriseTrunk(t.Context(), foo(), "Other"))
	if machine.DeleteEnterpriseTrunk(t.Context(), foo(), "Other") == nil {
		t.Error("what is gone was deleted")
	}

	log := must(c.WriteLog(t.Context(), "foo", begun, c.now))(t)
	var got []string
	for _, w := range log.Writes {
		set := ""
		switch {
		case w.Capacity != nil:
			set = fmt.Sprint(w.Capacity.MaxActiveCalls)
		case w.Trunk != nil:
			set = string(w.Trunk.Mode)
		}
		got = append(got, fmt.Sprint(w.At.Sub(begun), " ", w.Who, " ", w.Of, w.Does, " ", w.Group, "/", w.Name, ">", w.NewName, " ", set))
	}
	want := []string{
		"4m0s automation 5 2 /Other> ", "3m0s automation 5 0 /Extra>Other ordered", "2m0s automation 5 1 /Extra> ordered",
		"1m0s automation 2 0 ApioEntGrpTest/> 47", "0s demo 1 0 /> 131",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || log.IsCut {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if log := must(c.WriteLog(t.Context(), "foo", begun.Add(time.Second), begun.Add(time.Minute)))(t); len(log.Writes) != 1 {
		t.Errorf("in a minute of one write: %+v", log)
	}
	if log := must(c.WriteLog(t.Context(), "fo", begun, c.now))(t); len(log.Writes) != 0 {
		t.Errorf("of another tenant: %+v", log)
	}
}

// A log that holds more than is read says so, and no more than five pages are asked for.
func TestALongLogIsReadInPart(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	for i := range 510 {
		ok(t, c.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: capacity.Read(capacity.Must(100 + i))}))
		c.now = c.now.Add(time.Second)
	}
	log := must(c.WriteLog(t.Context(), "foo", c.now.Add(-time.Hour), c.now))(t)
	if len(log.Writes) != 500 || !log.IsCut || log.Writes[0].Capacity.MaxActiveCalls != capacity.Read(capacity.Must(609)) {
		t.Errorf("%d writes, cut %t", len(log.Writes), log.IsCut)
	}
	c.wantCount("/apio/requests/search", 5)
}

// Only a core keeps a log; one that refuses it is told as that.
func TestNotEveryPlatformHasALog(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	c.SetFault(simulator.Fault{Path: "/api/v01/apio/requests/search", Status: http.StatusForbidden})
	_, err := c.WriteLog(t.Context(), "foo", c.now, c.now)
	if apiclient.KindOf(err) != apiclient.Forbidden || !c.HasWriteLog() {
		t.Error(err)
	}
	gateway := start(t, &gateway{})
	if _, err := gateway.WriteLog(t.Context(), "foo", c.now, c.now); apiclient.KindOf(err) != apiclient.NotFound || gateway.HasWriteLog() {
		t.Error(err)
	}
}

// What an entry of the log has to have, and what of it counts.
func TestWhatAnEntryOfTheLogHasToSay(t *testing.T) {
	t.Parallel()
	const whole = `{"owner":"anna","created_on":"2026-03-01T11:00:00","details":{"method":"put","url":"/api/v01/p1/tenants/foo/features/trunk_groups/","body":{"maxActiveCalls":{"unlimited":false,"maximum":7}},"response":{"status":200}}}`
	for change, want := range map[string]string{
		"": "anna 11:00 1 {7 } false",
		`"` +
			`body":{"maxActiveCalls":{"unlimited":false,"maximum":7}}>"body":"{\"maxActiveCalls\":7}"`: "anna 11:00 1 {7 } false",
		`"body":{"maxActiveCalls":{"unlimited":false,"maximum":7}}>"body":null`:        "anna 11:00 1 nil false",
		`"body":{"maxActiveCalls":{"unlimited":false,"maximum":7}}>"body":{"other":1}`: "anna 11:00 1 nil false",
		`11:00:00>11:00:00.123456`:                   "anna 11:00 1 {7 } false",
		`11:00:00>13:00:00+02:00`:                    "anna 11:00 1 {7 } false",
		`"owner":"anna">"owner":null`:                "",
		`11:00:00>soon`:                              "",
		`"status":200>"status":400`:                  "",
		`put>get`:                                    "",
		`/foo/>/food/`:                               "",
		`/api/v01/p1/>/api/v01/p2/`:                  "",
		`/api/v01/p1/>https://core.test/api/v01/p1/`: "anna 11:00 1 {7 } false",
		`/api/v01/p1/>/api/v1/`:                      "anna 11:00 1 {7 } true",
		`/features/trunk_groups/>/services/moh/`:     "",
		`/features/trunk_groups/>/groups/g%2F1/services/trunk_groups/t%201/?x=1`: "anna 11:00 4 g/1/t 1 false",
		`/features/trunk_groups/>/groups/g/services/trunk_groups/t/numbers/`:     "",
		`/features/trunk_groups/>/groups/g/services/trunk_groups/t/backup`:       "anna 11:00 6 nil false",
		`tenants/foo>tenants/%zz`: "",
		`{"owner":"anna","created_on":"2026-03-01T11:00:00","details">{"details"`: "",
	} {
		text := whole
		if from, to, changed := strings.Cut(change, ">"); changed {
			text = strings.Replace(whole, from, to, 1)
		}
		c := visit(t, simulator.Options{Core: simulator.Core{Gateways: []string{"one", "two"}}}, Credentials{Gateway: "one"})
		ok(t, c.Login(t.Context()))
		c.SetFault(simulator.Fault{Path: "/api/v01/apio/requests/search", Status: http.StatusOK, Body: `{"requests":[` + text + `],"pagination":[1,100,1,1]}`})
		log, err := c.WriteLog(t.Context(), "foo", c.now.Add(-2*time.Hour), c.now)
		ok(t, err)
		got := ""
		for _, w := range log.Writes {
			set := "nil"
			switch {
			case w.Capacity != nil:
				set = fmt.Sprintf("{%v }", w.Capacity.MaxActiveCalls)
			case w.TrunkGroup != nil:
				set = w.Group + "/" + w.Name
			}
			got += fmt.Sprint(w.Who, " ", w.At.UTC().Format("15:04"), " ", int(w.Of), " ", set, " ", w.IsElsewhere)
		}
		if got != want {
			t.Errorf("%s: %q, not %q", change, got, want)
		}
	}
}

// What is asked of the log is what is documented of it.
func TestHowTheLogIsSearched(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	_, err := c.WriteLog(t.Context(), "a/b_c", c.now.Add(-time.Minute), c.now)
	ok(t, err)
	all := c.Requests()
	last := all[len(all)-1]
	query := must(url.ParseQuery(last.Query))(t)
	want := `[{"model":"requests","field":"created_on","op":"ge","value":"2026-03-01T11:59:00.000Z"},{"model":"requests","field":"created_on","op":"le","value":"2026-03-01T12:00:00.001Z"},` +
		`{"model":"requests","field":"request_method","op":"ne","value":"get"},{"model":"requests","field":"response_status","op":"ge","value":200},{"model":"requests","field":"response_status","op":"lt","value":300},` +
		`{"model":"requests","field":"request_url","op":"like","value":"%/tenants/a%b%c/%"}]`
	if last.Path != "/api/v01/apio/requests/search" || query.Get("filter") != want || query.Get("paging") != `{"page_number":1,"page_size":100}` || query.Get("c") != "0" {
		t.Errorf("%s %s", last.Path, query)
	}
}
