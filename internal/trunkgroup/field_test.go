package trunkgroup

import (
	"strings"
	"testing"
)

func reported(fields map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := fields[name]
		return value, ok
	}
}

func TestValuesAreReadAsServersSpellThem(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field  string
		server map[string]string
		value  string
		known  bool
	}{
		{"invitationTimeout", map[string]string{"invitationTimeout": "6"}, "6", true},
		{"invitationTimeout", map[string]string{"invitationTimeout": " 6.0"}, "6", true},
		{"invitationTimeout", map[string]string{"invitationTimeout": "6.5"}, "", false},
		{"invitationTimeout", map[string]string{"invitationTimeout": "-1"}, "", false},
		{"invitationTimeout", map[string]string{"invitationTimeout": "soon"}, "", false},
		{"invitationTimeout", nil, "", false},
		{"maxIncomingCalls", nil, "", true},
		{"maxIncomingCalls", map[string]string{"maxIncomingCalls": "null"}, "", true},
		{"maxIncomingCalls", map[string]string{"maxIncomingCalls": ""}, "", true},
		{"statefulReroutingEnabled", map[string]string{"statefulReroutingEnabled": "TRUE"}, "true", true},
		{"statefulReroutingEnabled", map[string]string{"statefulReroutingEnabled": "0"}, "false", true},
		{"statefulReroutingEnabled", map[string]string{"statefulReroutingEnabled": "perhaps"}, "", false},
		{"userLookupPolicy", map[string]string{"userLookupPolicy": "By Moon"}, "By Moon", true},
		{"pilotUserId", nil, "", true},
		{CapacityExceeded, nil, "", true},
		{CapacityExceeded, map[string]string{"capacityExceededAction": "None", "capacityExceededForwardAddress": "1"}, "", true},
		{CapacityExceeded, map[string]string{"capacityExceededAction": "forward", "capacityExceededForwardAddress": "1", "capacityExceededRerouteTrunkGroupKey.name": "T"}, `{"action":"Forward","address":"1"}`, true},
		{CapacityExceeded, map[string]string{
			"capacityExceededAction": "Reroute", "capacityExceededForwardAddress": "1",
			"capacityExceededRerouteTrunkGroupKey.name": "T", "capacityExceededRerouteTrunkGroupKey.groupId": "g",
		}, `{"action":"Reroute","group":"g","name":"T"}`, true},
		{CapacityExceeded, map[string]string{"capacityExceededAction": "Reroute", "capacityExceededRerouteTrunkGroup": "T"}, `{"action":"Reroute","name":"T"}`, true},
		{CapacityExceeded, map[string]string{"capacityExceededAction": "Sing"}, `{"action":"Sing"}`, true},
	} {
		f, _ := Named(test.field)
		if value, known := f.Read(reported(test.server)); value != test.value || known != test.known {
			t.Errorf("%s of %v: %q, %v", test.field, test.server, value, known)
		}
	}
}

func TestRulesOfTheFields(t *testing.T) {
	t.Parallel()
	to := func(d Diversion) string { return d.String() }
	for _, test := range []struct{ field, value, wrong string }{
		{MaxActiveCalls, "0", "1 or more"},
		{MaxActiveCalls, "", "a value is needed"},
		{MaxIncomingCalls, "", ""},
		{MaxIncomingCalls, "0", ""},
		{MaxIncomingCalls, "1000000", "0 to 999999"},
		{MaxIncomingCalls, "unlimited", "0 to 999999"},
		{"prefix", strings.Repeat("1", 16), "16 characters, at most 15"},
		{"prefix", strings.Repeat("é", 15), ""},
		{"userLookupPolicy", "Mine", "one of Basic, Extended, Basic Lookup Prefer From"},
		{"prefixEnabled", "on", "on or off"},
		{CapacityExceeded, "", ""},
		{CapacityExceeded, to(Diversion{Action: Forward, Address: "+32 2 555-01.00"}), ""},
		{CapacityExceeded, to(Diversion{Action: Forward, Address: "front.desk@pbx-1.example"}), ""},
		{CapacityExceeded, to(Diversion{Action: Forward}), "an address is needed"},
		{CapacityExceeded, to(Diversion{Action: Forward, Address: "sip:a@b"}), "without sip: before it"},
		{CapacityExceeded, to(Diversion{Action: Forward, Address: "a@b@c"}), "a number, or user@host"},
		{CapacityExceeded, to(Diversion{Action: Forward, Address: "front desk"}), "a number, or user@host"},
		{CapacityExceeded, to(Diversion{Action: Forward, Address: "+"}), "a number, or user@host"},
		{CapacityExceeded, to(Diversion{Action: Forward, Address: strings.Repeat("1", 162)}), "162 characters, at most 161"},
		{CapacityExceeded, to(Diversion{Action: Reroute, Name: "T"}), "choose a trunk group"},
		{CapacityExceeded, to(Diversion{Action: "Sing"}), "one of Forward, Reroute, or none"},
	} {
		f, ok := Named(test.field)
		if wrong := f.Wrong(test.value); !ok || wrong != test.wrong {
			t.Errorf("%s %q: %q", test.field, test.value, wrong)
		}
	}
}

func TestFieldsAreNamedOnceAndNeedFlagsBeforeThem(t *testing.T) {
	t.Parallel()
	seen := map[string]Kind{}
	for _, f := range Fields() {
		if seen[f.Name] != 0 {
			t.Errorf("%s is there twice", f.Name)
		}
		if f.Needs != "" && seen[f.Needs] != Flag {
			t.Errorf("%s needs %s, which is no flag before it", f.Name, f.Needs)
		}
		if strings.Contains(strings.ToLower(f.Name), "password") {
			t.Errorf("%s is kept in journals", f.Name)
		}
		seen[f.Name] = f.Kind
	}
}

func TestADiversionIsTheSameWhateverElseIsStored(t *testing.T) {
	t.Parallel()
	d := Diversion{Action: Forward, Address: "1", Group: "g", Name: "T"}
	if d.String() != (Diversion{Action: Forward, Address: "1"}).String() || Parse(d.String()).Words() != "forward to 1" {
		t.Error(d.String())
	}
	if words := Parse(Diversion{Action: Reroute, Address: "1", Group: "g", Name: "T"}.String()).Words(); words != "reroute to T (g)" {
		t.Error(words)
	}
	if Parse("no JSON").Words() != "no JSON" || Parse("").String() != "" {
		t.Error("what is no diversion")
	}
}
