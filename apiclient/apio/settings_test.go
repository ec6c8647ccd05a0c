package apio

import (
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/trunkgroup"
)

func changed(pairs ...string) (out []apiclient.Field) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, apiclient.Field{Name: pairs[i], Value: pairs[i+1]})
	}
	return out
}

func TestOnlyTheSettingsThatChangeAreSent(t *testing.T) {
	t.Parallel()
	const flags = `{"limitIncomingCalls":true,"maxIncomingCalls":5,"limitOutgoingCalls":false,"maxOutgoingCalls":0,"failureThresholdCounter":"1","odd":{"x":1}}`
	to := trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: "g", Name: "T/2"}.String()
	for what, test := range map[string]struct {
		fresh  string
		change []apiclient.Field
		body   string // nothing where it is not sent
	}{
		"figures":                          {flags, changed("maxActiveCalls", "24", "enableBursting", "true", "burstingMaxActiveCalls", "2"), `{"maxActiveCalls":24,"enableBursting":true,"burstingMaxActiveCalls":2}`},
		"a limit of zero":                  {flags, changed("maxOutgoingCalls", "0"), `{"limitOutgoingCalls":true,"maxOutgoingCalls":0}`},
		"no limit more":                    {flags, changed("maxIncomingCalls", ""), `{"limitIncomingCalls":false}`},
		"a limit where there are no flags": {`{}`, changed("maxIncomingCalls", "5"), `{"maxIncomingCalls":5}`},
		"none where there are no flags":    {`{}`, changed("maxIncomingCalls", ""), `{"maxIncomingCalls":null}`},
		"a number that is text":            {flags, changed("failureThresholdCounter", "3"), `{"failureThresholdCounter":"3"}`},
		"to an address":                    {flags, changed("capacityExceededAction", `{"action":"Forward","address":"+3225550100"}`), `{"capacityExceededAction":"Forward","capacityExceededForwardAddress":"+3225550100"}`},
		"to a trunk group":                 {flags, changed("callForwardingAlwaysAction", to), `{"callForwardingAlwaysAction":"Reroute","callForwardingAlwaysRerouteTrunkGroupKey":{"tenantId":"foo","groupId":"g","name":"T/2"}}`},
		"nowhere":                          {flags, changed("unreachableDestinationAction", ""), `{"unreachableDestinationAction":null}`},
		"no pilot":                         {flags, changed("pilotUserId", ""), `{"pilotUserId":null}`},
		"unlimited":                        {flags, changed("maxActiveCalls", "unlimited"), ""},
		"less than nothing":                {flags, changed("maxActiveCalls", "-1"), ""},
		"an unknown action":                {flags, changed("capacityExceededAction", `{"action":"Sing"}`), ""},
		"no setting":                       {flags, changed("odd", "2"), ""},
		"nothing":                          {flags, nil, ""},
		"after no document":                {`[`, changed("maxActiveCalls", "1"), ""},
	} {
		body, err := TrunkGroupBody("foo", apiclient.Document{Raw: []byte(test.fresh)}, test.change)
		if string(body) != test.body || (err == nil) != (test.body != "") {
			t.Errorf("%s: %s, %v; want %s", what, body, err, test.body)
		}
	}
}

func TestATrunkGroupIsChangedOnThePlatform(t *testing.T) {
	t.Parallel()
	platform, client := writer(t, simulator.Options{})
	ctx := t.Context()
	document, before, err := client.TrunkGroupDocument(ctx, "AlpenBank", "AB-CC", "CC-In")
	ok(t, err)
	if before.MaxIncomingCalls.IsRead() || before.MaxOutgoingCalls != limit(10) {
		t.Errorf("%+v", before)
	}
	ok(t, client.PutTrunkGroup(ctx, "AlpenBank", "AB-CC", "CC-In", document, changed("maxIncomingCalls", "0", "maxOutgoingCalls", "", "invitationTimeout", "9", "capacityExceededAction", "")))
	after, err := client.TrunkGroup(ctx, "AlpenBank", "AB-CC", "CC-In")
	ok(t, err)
	timeout := apiclient.Field{}
	for _, f := range after.Fields {
		if f.Name == "invitationTimeout" {
			timeout = f
		}
	}
	if after.MaxIncomingCalls != limit(0) || after.MaxOutgoingCalls.IsRead() || timeout.Value != "9" || after.Forwarding != "" {
		t.Errorf("%+v", after)
	}
	const body = `{"limitIncomingCalls":true,"maxIncomingCalls":0,"limitOutgoingCalls":false,"invitationTimeout":9,"capacityExceededAction":null}`
	if writes := platform.Writes(); len(writes) != 1 || writes[0].Body != body {
		t.Errorf("%+v", writes)
	}
}

func TestWhatIsNotDocumentedAboutTakingAValueAwayIsSaid(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field      string
		flag       bool
		isDoubtful bool
	}{{"maxIncomingCalls", true, false}, {"maxIncomingCalls", false, true}, {"burstingMaxIncomingCalls", true, true}, {"pilotUserId", false, true}} {
		text := new(Client).ClearDoubt(func(name string) bool { return test.flag && name == "limitIncomingCalls" }, test.field)
		if (text != "") != test.isDoubtful {
			t.Errorf("%+v: %q", test, text)
		}
	}
}
