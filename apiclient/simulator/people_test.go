package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// hundredThousand is a generated world with as many numbers.
func hundredThousand() Options {
	return Options{OnlyGenerated: true, Tenants: 100, Groups: 20, TrunkGroups: 3}
}

func TestAGeneratedWorldHoldsAHundredThousandNumbersEachAtOnePlace(t *testing.T) {
	t.Parallel()
	w := newServer(t, hundredThousand()).world
	seen := map[string]bool{}
	for p := range w.everybody("", "", func(string) bool { return true }) {
		if seen[p.PhoneNumber] {
			t.Fatalf("%s is there twice", p.PhoneNumber)
		}
		seen[p.PhoneNumber] = true
		at, ok := w.sources[0].home(undashed(p.PhoneNumber))
		if !ok || at != (owner{p.tenant, p.group}) {
			t.Fatalf("%s is at %v and should be at %s %s", p.PhoneNumber, at, p.tenant, p.group)
		}
	}
	if len(seen) != 100_000 {
		t.Errorf("%d numbers", len(seen))
	}
	for _, c := range countries() {
		for _, n := range []string{fmt.Sprint(c.code, c.least-1), fmt.Sprint(c.code, c.least+100_000), c.code + "0" + fmt.Sprint(c.least)} {
			if at, ok := w.sources[0].home(undashed(n)); ok {
				t.Errorf("%s is invented at %v", n, at)
			}
		}
	}
}

func TestUsersAreFoundBySearchCriteria(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	for query, want := range map[string]string{
		"insensitiveUserLastNameContains=PEET":                                         "102 110",
		"insensitiveUserLastNameContains=peet&insensitiveUserFirstNameContains=bram":   "110",
		"insensitiveUserLastNameContains=peet&insensitiveUserInTrunkGroupEquals=true":  "102",
		"insensitiveUserIdContains=3225550102":                                         "102",
		"insensitivePhoneNumberContains=2555010":                                       "101 102",
		"insensitiveEmailAddressContains=BRAM":                                         "110",
		"insensitiveGroupIdContains=antwerp&insensitivePhoneNumberContains=%2B32":      "121 122",
		"insensitiveUserLastNameContains=nobody":                                       "",
		"insensitiveUserLastNameContains=peet&insensitiveUserInTrunkGroupEquals=false": "110",
		"insensitiveUserLastNameContains=janssens&responseSizeLimit=1":                 "121",
	} {
		if got := v.get("/api/v1/search/users/?"+query).keys(t, "extension"); got != want {
			t.Errorf("%s: %q, not %q", query, got, want)
		}
	}
	for query, says := range map[string]string{
		"": "needs a criterion", "responseSizeLimit=5": "needs a criterion", "insensitiveExtensionContains=1": "unknown search criterion",
		"insensitiveUserLastNameContains=peet&responseSizeLimit=1": "more than 1",
	} {
		v.get("/api/v1/search/users/?"+query).want(t, query, http.StatusBadRequest, says)
	}
}

func TestNumbersAndUsersOfAPlace(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	for path, body := range map[string]string{
		"search/numbers/usages/+3225550102/": `{"tenantId":"foo","groupId":"ApioEntGrpTest","userId":"+3225550102@foo.example"}`,
		"search/numbers/usages/+3225550149/": `{"tenantId":"foo","groupId":"ApioEntGrpTest","userId":""}`,
		"tenants/foo/numbers/": `{"assignement_phoneNumbers":[{"phoneNumbers":"+3225550101 - +3225550149","canBeDeleted":false,"assignedToGroup":"ApioEntGrpTest"},` +
			`{"phoneNumbers":"+3235550120 - +3235550139","canBeDeleted":false,"assignedToGroup":"ApioEntGrpAntwerp"}]}`,
		"tenants/foo/numbers/?available=true": `{"available_phoneNumbers":[{"phoneNumbers":"+3225550180 - +3225550189"}]}`,
		"tenants/foo/groups/ApioEntGrpTest/users/%2B3225550102@foo.example/": `{"lastName":"Peeters","firstName":"An","phoneNumber":"+3225550102","extension":"102","trunkEndpoint":` +
			`{"trunkGroupDeviceEndpoint":{"name":"APIO_Trunk_Group_Existing","linePort":"+3225550102@foo.example","staticRegistrationCapable":false,"useDomain":true,"isPilotUser":false}}}`,
		"tenants/foo/groups/ApioEntGrpTest/users/reception@foo.example/": `{"lastName":"Reception","firstName":"Foo","extension":"100","accessDeviceEndpoint":` +
			`{"accessDevice":{"name":"yealink-hq-100","level":"Group"},"linePort":"reception@foo.example"}}`,
	} {
		v.get("/api/v1/"+path).wantBody(t, path, http.StatusOK, body)
	}
	v.get("/api/v1/search/numbers/usages/+3225550189/").want(t, "of no group", http.StatusNotFound, "nobody has the number")
	v.get("/api/v1/search/numbers/usages/+322555014/").want(t, "a part", http.StatusNotFound, "nobody has the number")
	v.get("/api/v1/tenants/foo/groups/ApioEntGrpTest/users/nobody/").want(t, "nobody", http.StatusNotFound, "user not found")
	if got := v.get("/api/v1/tenants/foo/groups/ApioEntGrpTest/users/").keys(t, "extension"); got != "101 102 110 100" {
		t.Error(got)
	}
	const group = "/api/v1/tenants/foo/groups/ApioEntGrpAntwerp/numbers/"
	v.get(group).want(t, "all", http.StatusOK, `"+3235550121"`, `"+3235550139"`)
	if free := v.get(group + "?available=true").body; strings.Contains(free, "+3235550121") || !strings.Contains(free, "+3235550123") {
		t.Error(free)
	}
	v.get(group+"?assignement=true").want(t, "who has them", http.StatusOK, `"phoneNumber":"+3235550123 - +3235550139","userId":""`, `"lastName":"Maes"`)
}

func TestOdinFindsUsersAndNumbers(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	for _, tt := range []struct{ query, want string }{
		{"dn=*555010*", "101 102"},
		{"extension=*10*", "101 102 110 100"},
		{"lastName=*peet*", "102 110"},
		{"lastName=*peet*&limit=1", "102"},
		{"lastName=*peet*&firstName=*an*", "102"},
		{"emailAddress=*bram*", "110"},
		{"userId=*3225550110*", "110"},
		{"extension=*1*&serviceProviderId=foo&groupId=ApioEntGrpAntwerp", "121 122"},
		{"extension=*1*&serviceProviderId=DemerCare", "211"},
		{"lastName=*nobody*", ""},
	} {
		var rows []struct{ Extension string }
		v.ask(http.MethodGet, "/users?"+tt.query, "").into(t, &rows)
		var got []string
		for _, r := range rows {
			got = append(got, r.Extension)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, not %s", tt.query, got, tt.want)
		}
	}
	v.read("/users", "userId", "+3225550102@foo.example").want(t, "a trunk user", http.StatusOK,
		`"endpointType":"trunkAddressing"`, `"enterpriseTrunkName":"HQ-Inbound"`, `"name":"APIO_Trunk_Group_Existing"`)
	v.read("/users", "userId", "reception@foo.example").want(t, "a hosted user", http.StatusOK,
		`"endpointType":"accessDeviceEndpoint"`, `"trunkAddressing":{"trunkGroupDeviceEndpoint":{"contacts":[]}}`)
	v.read("/users", "userId", "nobody").wantError(t, "nobody", http.StatusNotFound, "User not found")
	for _, tt := range []struct{ query, want string }{
		{"dn=%2B3225550102", "+32-25550102/+3225550102@foo.example"},
		{"dn=%2B32-25550102", "+32-25550102/+3225550102@foo.example"},
		{"dn=%2B3225550149", "+32-25550149/"},
		{"dn=%2B3225550149&serviceProviderId=DemerCare", ""},
		{"dn=%2B322555014", ""},
		{"dn=*355501*&serviceProviderId=DemerCare", ""},
		{"dn=*3555012*&serviceProviderId=foo", "+32-35550121/+3235550121@foo.example +32-35550122/+3235550122@foo.example " +
			"+32-35550120/ +32-35550123/ +32-35550124/ +32-35550125/ +32-35550126/ +32-35550127/ +32-35550128/ +32-35550129/"},
	} {
		var rows []struct{ PhoneNumbers, UserID string }
		v.ask(http.MethodGet, "/system/dns/search?"+tt.query, "").into(t, &rows)
		var got []string
		for _, r := range rows {
			got = append(got, r.PhoneNumbers+"/"+r.UserID)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s:\n%v, not\n%s", tt.query, got, tt.want)
		}
	}
	v.read("/system/dns/search").wantError(t, "no number", http.StatusBadRequest, "dn is missing")
	v.read("/service-providers/dns", "serviceProviderId", "foo").want(t, "numbers", http.StatusOK,
		`{"canDelete":false,"groupId":"ApioEntGrpTest","min":"+32-25550101","max":"+32-25550149"}`, `"groupId":null,"min":"+32-25550180","max":"+32-25550189"`)
}

// Who is generated is found by what the platform searches, and is where it says.
func TestGeneratedUsersAreWhereTheyAreFound(t *testing.T) {
	t.Parallel()
	v := visitBoth(t, hundredThousand())
	for ordinal, want := range map[int]string{
		0:      `{"tenantId":"tenant-0001","groupId":"group-0001","userId":"+32470000000@tenant-0001.example.net"}`,
		31:     `{"tenantId":"tenant-0001","groupId":"group-0001","userId":"+32470000031@tenant-0001.example.net"}`,
		49:     `{"tenantId":"tenant-0001","groupId":"group-0001","userId":""}`,
		99_999: `{"tenantId":"tenant-0100","groupId":"group-0020","userId":""}`,
	} {
		n := fmt.Sprintf("+32%d", 470_000_000+ordinal)
		v.get("/api/v1/search/numbers/usages/"+n+"/").wantBody(t, n, http.StatusOK, want)
	}
	v.get("/api/v1/search/numbers/usages/+32470001000/").want(t, "of a tenant of another country", http.StatusNotFound)
	v.get("/api/v1/search/users/?insensitivePhoneNumberContains=470000011").want(t, "part", http.StatusOK, `"userId":"+32470000011@tenant-0001.example.net"`, `"inTrunkGroup":true`)
	v.get("/api/v1/tenants/tenant-0001/groups/group-0001/users/+32470000011@tenant-0001.example.net/").want(t, "place", http.StatusOK, `"name":"tg-0002"`)
	v.get("/api/v1/tenants/tenant-0001/groups/group-0001/users/+32470000031@tenant-0001.example.net/").want(t, "place", http.StatusOK, `"name":"phone-0001"`)
	v.read("/groups/trunk-groups/users", "serviceProviderId", "tenant-0001", "groupId", "group-0001", "name", "tg-0002").want(t, "users", http.StatusOK, `"phoneNumber":"470000011"`)
}

func TestNumbersOfADocument(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"+32-25550100": 1, "+32-25550100 - +32-25550109": 10, "+32-025550100 - +32-025550101": 2,
		"+3225550100": 0, "+32-25550109 - +32-25550100": 0, "+32-25550100 - +33-25550109": 0, "+32-1000 - +32-100000": 0, "": 0, "+32-20000000 - +32-30000000": 0,
	} {
		if got := expanded(text); len(got) != want || want > 0 && got[0] != strings.Split(text, " - ")[0] {
			t.Errorf("%q: %d numbers", text, len(got))
		}
	}
	_, err := New(Options{World: []byte(`{"tenants":[{"tenantId":"t","type":"Enterprise","groups":[{"groupId":"g","numbers":["+3225550100"]}]}]}`)})
	if err == nil || !strings.Contains(err.Error(), `number "+3225550100" is neither`) {
		t.Error(err)
	}
	got := collapsed([]string{"+32-1000", "+32-1001", "+32-1003", "+33-1004"}, undashed)
	if !slices.Equal(got, [][2]string{{"+321000", "+321001"}, {"+321003", "+321003"}, {"+331004", "+331004"}}) {
		t.Error(got)
	}
}

func BenchmarkSearchOfAHundredThousandNumbers(b *testing.B) {
	w := newServer(b, hundredThousand()).world
	for b.Loop() {
		for range w.everybody("", "", func(n string) bool { return strings.Contains(n, "none") }) {
			b.Fatal("there is none")
		}
	}
}
