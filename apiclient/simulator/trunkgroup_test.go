package simulator

import (
	"net/http"
	"strings"
	"testing"
)

const licensed = `{"tenants":[{"tenantId":"t","type":"Enterprise","trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":2},"groups":[
	{"groupId":"g","trunkGroupLicences":2,"trunking":{"maxActiveCalls":5,"burstingMaxActiveCalls":2},"trunkGroups":[{"name":"old","maxActiveCalls":1,"pilotUserId":"p@x"}]},
	{"groupId":"full","trunkGroupLicences":1,"trunking":{"maxActiveCalls":5},"trunkGroups":[{"name":"used","maxActiveCalls":1}]},
	{"groupId":"none"}],
	"enterpriseTrunks":[{"name":"e","maximumRerouteAttempts":1,"routeExhaustionAction":"None","routingMode":"ordered","routes":[{"groupId":"full","name":"used"}]}]}]}`

// maker makes and deletes trunk groups in one dialect.
type maker struct {
	create func(group, body string) answer // the body without what names the group
	remove func(group, name string) answer
	list   func(group string) answer
}

func makers(v *odinVisitor) map[string]maker {
	path := func(group string) string { return "/api/v1/tenants/t/groups/" + group + "/services/trunk_groups/" }
	const odin = "/groups/trunk-groups"
	ids := func(group string) []string { return []string{odinTenantKey, "t", odinGroupKey, group} }
	return map[string]maker{
		"APIO": {
			func(group, body string) answer { return v.do(http.MethodPost, path(group), body) },
			func(group, name string) answer { return v.do(http.MethodDelete, path(group)+name, `{}`) },
			func(group string) answer { return v.get(path(group)) },
		},
		"Odin": {
			func(group, body string) answer {
				return v.ask(http.MethodPost, odin, strings.Replace(body, "{", `{"serviceProviderId":"t","groupId":"`+group+`",`, 1))
			},
			func(group, name string) answer {
				return v.ask(http.MethodDelete, odin+odinQuery(append(ids(group), "name", name)...), `{}`)
			},
			func(group string) answer { return v.read(odin, ids(group)...) },
		},
	}
}

func TestATrunkGroupIsMadeAndDeleted(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"APIO", "Odin"} {
		v := visitBoth(t, Options{World: []byte(licensed)})
		m := makers(v)[dialect]
		before := m.list("g").body
		m.create("g", `{"name":"new","maxActiveCalls":"3","maxIncomingCalls":2,"enableBursting":"true","burstingMaxActiveCalls":2,`+
			`"requireAuthentication":true,"sipAuthenticationUserName":"u","sipAuthenticationPassword":"geheim","trunkGroupIdentity":"new@x","prefix":"",`+
			`"department":{"departmentName":"Sales","name":"Sales"},"accessDevice":{"name":"sbc","deviceName":"sbc"},`+
			`"callForwardingAlwaysAction":"Forward","callForwardingAlwaysForwardAddress":"+3225550100"}`).
			want(t, dialect, http.StatusCreated, `"maxActiveCalls":3`, `"maxIncomingCalls":2`, `"burstingMaxActiveCalls":2`, `"trunkGroupIdentity":"new@x"`,
				`"sipAuthenticationUserName":"u"`, `Sales"`, `"callForwardingAlwaysForwardAddress":"+3225550100"`, `"sbc"`)
		for other, reader := range makers(v) {
			a := reader.list("g")
			a.want(t, other+" lists it", http.StatusOK, `"name":"old"`, `"name":"new"`)
			if strings.Contains(a.body, "geheim") {
				t.Error("the password is shown: ", a.body)
			}
		}
		v.do(http.MethodPut, "/api/v1/tenants/t/groups/g/services/trunk_groups/new/", `{"maxActiveCalls":4}`).want(t, "it changes", http.StatusOK, `"maxActiveCalls":4`)
		m.create("g", `{"name":"more","maxActiveCalls":1}`).want(t, dialect, http.StatusBadRequest, "2 of 2 licences of Trunk Group in use")
		m.remove("g", "new").wantBody(t, dialect, http.StatusOK, `{}`)
		if got := m.list("g").body; got != before {
			t.Errorf("%s: when it is deleted: %s", dialect, got)
		}
		m.create("g", `{"name":"new","maxActiveCalls":1,"trunkGroupIdentity":"new@x"}`).want(t, "again", http.StatusCreated, `"maxActiveCalls":1`)
	}
}

// Both portals change it with a save of the others (supplement 5); whether it can be read back is
// not known.
func TestThePasswordOfATrunkGroupIsTakenAndNeverShown(t *testing.T) {
	t.Parallel()
	v := visitBoth(t, Options{World: []byte(licensed)})
	writes := map[string]func(body string) answer{
		"APIO": func(body string) answer {
			return v.do(http.MethodPut, "/api/v1/tenants/t/groups/g/services/trunk_groups/old/", "{"+body)
		},
		"Odin": func(body string) answer {
			return v.ask(http.MethodPut, "/groups/trunk-groups", `{"serviceProviderId":"t","groupId":"g","name":"old",`+body)
		},
	}
	for dialect, write := range writes {
		a := write(`"requireAuthentication":true,"sipAuthenticationUserName":"u","sipAuthenticationPassword":"geheim"}`)
		a.want(t, dialect, http.StatusOK, `"sipAuthenticationUserName":"u"`)
		if strings.Contains(a.body, "geheim") {
			t.Errorf("%s shows the password: %s", dialect, a.body)
		}
		write(`"sipAuthenticationPassword":"`+strings.Repeat("x", 61)+`"}`).want(t, dialect, http.StatusBadRequest, "has 61 characters, more than 60")
	}
}

func TestRefusalsOfATrunkGroup(t *testing.T) {
	t.Parallel()
	v := visitBoth(t, Options{World: []byte(licensed), Absent: http.StatusBadRequest})
	for dialect, m := range makers(v) {
		for _, tt := range []struct {
			group, body, says string
		}{
			{"g", `{"maxActiveCalls":1}`, "has 0 characters, not 1 to 30"},
			{"g", `{"name":"` + strings.Repeat("x", 31) + `","maxActiveCalls":1}`, "has 31 characters, not 1 to 30"},
			{"g", `{"name":"new"}`, "maxActiveCalls is missing"},
			{"g", `{"name":"new","maxActiveCalls":0}`, "maxActiveCalls 0 is less than 1"},
			{"g", `{"name":"new","maxActiveCalls":6}`, "6 is more than the group has: 5"},
			{"g", `{"name":"old","maxActiveCalls":1}`, "already exists: old"},
			{"g", `{"name":"new","maxActiveCalls":1,"trunkGroupIdentity":"p@x"}`, "[Error 5851] Trunk group with trunk group identity p@x already exists."},
			{"g", `{"name":"new","maxActiveCalls":1,"sipAuthenticationPassword":"` + strings.Repeat("x", 61) + `"}`, "has 61 characters, more than 60"},
			{"g", `{"name":"new","maxActiveCalls":1,"department":"Sales"}`, "department is not a JSON object"},
			{"g", `{"name":"new","maxActiveCalls":1,"accessDevice":{}}`, "accessDevice has no name"},
			{"g", `{"name":"new","maxActiveCalls":1,"color":1}`, "unknown attribute color"},
			{"full", `{"name":"new","maxActiveCalls":1}`, "1 of 1 licences of Trunk Group in use"},
		} {
			before := m.list(tt.group).body
			m.create(tt.group, tt.body).want(t, dialect, http.StatusBadRequest, tt.says)
			if got := m.list(tt.group).body; got != before {
				t.Errorf("%s: %s changed something: %s", dialect, tt.body, got)
			}
		}
		if a := m.create("none", `{"name":"new","maxActiveCalls":1}`); a.status < 400 || !strings.Contains(a.body, "not assigned") {
			t.Errorf("%s: a group without trunking: %d %s", dialect, a.status, a.body)
		}
		m.remove("g", "x").want(t, dialect, http.StatusBadRequest, "[Error 5126] The trunk group name cannot be found: x.")
		m.remove("full", "used").want(t, dialect, http.StatusBadRequest, "trunk group used is in enterprise trunk e")
		m.list("full").want(t, dialect, http.StatusOK, `"used"`)
	}
}

// The number of bursting is optional (supplement 5): without one a trunk group bursts all the same.
func TestBurstingNeedsNoNumber(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	trunk := []string{odinTenantKey, "ServiceProviderID", odinGroupKey, "GroupIDA", "name", "Trunk 1"}
	body := `{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDA","name":"Trunk 1",`
	for _, tt := range []struct{ put, want, without string }{
		{`"enableBursting":true}`, `"enableBursting":true`, "burstingMaxActiveCalls"},
		{`"burstingMaxActiveCalls":1}`, `"burstingMaxActiveCalls":1`, `"enableBursting":false`},
		{`"enableBursting":false}`, `"enableBursting":false`, "burstingMaxActiveCalls"},
	} {
		v.ask(http.MethodPut, "/groups/trunk-groups", body+tt.put).want(t, tt.put, http.StatusOK, "")
		got := v.read("/groups/trunk-groups", trunk...)
		got.want(t, tt.put, http.StatusOK, tt.want)
		if strings.Contains(got.body, tt.without) {
			t.Errorf("%s: %s", tt.put, got.body)
		}
	}
}
