package change_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/trunkgroup"
)

// channels is a trunk group with a limit of one direction, which reroutes calls when it is full.
func (d dialect) channels() change.Subject {
	return d.subject(change.TrunkGroup, "AlpenBank", "AB-CC", "CC-In")
}

func rerouted(group, name string) string {
	return trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: group, Name: name}.String()
}

func forwarded(address string) string {
	return trunkgroup.Diversion{Action: trunkgroup.Forward, Address: address}.String()
}

func TestEverySettingOfATrunkGroupIsSavedAndUndone(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.platform(t)
		before := current(t, s, d.channels())
		mine := before
		for _, f := range trunkgroup.Fields() {
			was, known := before.Value(f.Name)
			if !known {
				continue // of the other dialect
			}
			value := map[string]string{
				"enableBursting": "true", "callForwardingAlwaysAction": rerouted("AB-CC", "CC-Out"), "capacityExceededAction": forwarded("+3225550100"),
				"unreachableDestinationAction": rerouted("AB-HQ", "SIP-HQ-A"), "maxOutgoingCalls": "", "maxIncomingCalls": "0", "invitationTimeout": "9",
				"trunkGroupIdentity": "cc@alpenbank.example",
			}[f.Name]
			switch {
			case value != "" || f.Name == "maxOutgoingCalls":
			case f.Kind == trunkgroup.Flag:
				value = map[string]string{"true": "false", "false": "true"}[was]
			case f.Kind == trunkgroup.Choice:
				value = f.Values[0]
			case f.Kind == trunkgroup.Text:
				value = "7" + f.Name[:1]
			default:
				value = "31"
			}
			if f.Name == change.BurstingMaxActiveCalls {
				value = "3"
			}
			mine = set(mine, f.Name, value)
		}
		if n := len(change.Differences(before, mine)); n < 38 {
			t.Fatalf("only %d settings change", n)
		}
		result := save(t, s, change.Edit{Subject: d.channels(), Base: before, Want: mine})
		if result.Verdict != change.Saved {
			t.Fatalf("%s: %v; %+v", result.Verdict, result.Err, change.Differences(mine, result.ReadBack))
		}
		want(t, "writes", len(server.Writes()), 1)
		undone := save(t, s, undo(t, s, result.Entry))
		if undone.Verdict != change.Saved {
			t.Fatalf("%s: %v; %+v", undone.Verdict, undone.Err, change.Differences(before, undone.ReadBack))
		}
		want(t, "what is there then", text(current(t, s, d.channels())), text(before))
	})
}

func TestWhatChangesOfATrunkGroupIsAllThatIsSent(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.platform(t)
		before := current(t, s, d.channels())
		result := save(t, s, change.Edit{Subject: d.channels(), Base: before, Want: set(before, "maxIncomingCalls", "50")})
		want(t, "verdict", result.Verdict, change.Saved)
		body := server.Writes()[0].Body
		if d == inAPIO {
			want(t, "body", body, `{"limitIncomingCalls":true,"maxIncomingCalls":50}`)
			return
		}
		var whole map[string]json.RawMessage
		noErr(t, json.Unmarshal([]byte(body), &whole))
		if len(whole) < 40 || string(whole["maxIncomingCalls"]) != "50" || string(whole["invitationTimeout"]) != "6" || whole["trunkGroupState"] != nil {
			t.Error(body)
		}
	})
}

func TestAnotherSettingThatSomebodyChangedIsKept(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		_, s := d.platform(t)
		before := current(t, s, d.channels())
		want(t, "theirs", save(t, s, change.Edit{Subject: d.channels(), Base: before, Want: set(before, "invitationTimeout", "4")}).Verdict, change.Saved)
		review := prepared(t, s, change.Edit{Subject: d.channels(), Base: before, Want: set(before, "failureThresholdCounter", "5")})
		want(t, "status", review.Status, change.Merged)
		want(t, "mine", save(t, s, review.Next).Verdict, change.Saved)
		after := current(t, s, d.channels())
		for name, value := range map[string]string{"invitationTimeout": "4", "failureThresholdCounter": "5"} {
			if got, _ := after.Value(name); got != value {
				t.Errorf("%s %s", name, got)
			}
		}
	})
}

func TestRulesOfATrunkGroup(t *testing.T) {
	t.Parallel()
	_, s := platform(t)
	of := inAPIO.channels()
	before := current(t, s, of)
	strange := set(set(before, "userLookupPolicy", "By Moon"), "capacityExceededAction", `{"action":"Sing"}`)
	for what, test := range map[string]struct {
		base, want change.Image
		problem    string // of the first; none where there is none
	}{
		"a limit beyond all":             {before, set(before, "maxIncomingCalls", "1000000"), "0 to 999999"},
		"no timeout":                     {before, set(before, "invitationTimeout", ""), "cannot be taken away"},
		"a timeout of nothing":           {before, set(before, "invitationTimeout", "0"), "1 to 255"},
		"forwarded nowhere":              {before, set(before, "callForwardingAlwaysAction", forwarded("")), "an address is needed"},
		"rerouted nowhere":               {before, set(before, "callForwardingAlwaysAction", rerouted("", "")), "choose a trunk group"},
		"a prefix without digits":        {before, set(before, "prefixEnabled", "true"), "prefix needs prefix digits"},
		"a prefix":                       {before, set(set(before, "prefixEnabled", "true"), "prefix", "9"), ""},
		"bursting without a number":      {before, set(before, "enableBursting", "true"), "bursting needs a number of calls"},
		"what the server says of itself": {strange, set(strange, "invitationTimeout", "7"), ""},
		"what only a server says":        {before, set(before, "pilotUserChargeNumberPolicy", "By Moon"), "one of All Originating Calls"},
	} {
		target, _ := change.Targets(here, "APIO", nil)(of)
		problems := target.(change.Validator).Validate(test.base, test.want)
		if (len(problems) == 0) != (test.problem == "") || len(problems) > 0 && !strings.Contains(problems[0].Text, test.problem) {
			t.Errorf("%s: %+v", what, problems)
		}
	}
}

func TestBurstingOfAnOdinNeedsNoNumber(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.platform(t)
		before := current(t, s, d.channels())
		on := set(before, "enableBursting", "true")
		if d == inAPIO {
			if review, err := s.Prepare(t.Context(), change.Edit{Subject: d.channels(), Base: before, Want: on}); err != nil || len(review.Problems) != 1 {
				t.Errorf("%+v, %v", review.Problems, err)
			}
			return
		}
		for _, want := range []change.Image{on, set(on, "burstingMaxActiveCalls", "3")} {
			result := save(t, s, change.Edit{Subject: d.channels(), Base: current(t, s, d.channels()), Want: want})
			if result.Verdict != change.Saved {
				t.Errorf("%s: %v", result.Verdict, result.Err)
			}
		}
		taken := save(t, s, change.Edit{Subject: d.channels(), Base: current(t, s, d.channels()), Want: on})
		if body := server.Writes()[2].Body; taken.Verdict != change.Saved || !strings.Contains(body, `"burstingMaxActiveCalls":null`) {
			t.Errorf("%s: %v; %s", taken.Verdict, taken.Err, body)
		}
		undone := save(t, s, undo(t, s, taken.Entry))
		if number, _ := current(t, s, d.channels()).Value("burstingMaxActiveCalls"); undone.Verdict != change.Saved || number != "3" {
			t.Errorf("%s: %v; %q", undone.Verdict, undone.Err, number)
		}
	})
}

// oldAPI is a server without the flags that tell a limit of zero from none.
type oldAPI struct{ change.API }

func (oldAPI) TrunkGroupDocument(context.Context, string, string, string) (apiclient.Document, apiclient.TrunkGroup, error) {
	return apiclient.Document{Raw: []byte(`{"maxIncomingCalls":5}`)}, apiclient.TrunkGroup{
		ActiveIncomingCalls: new(3), ActiveOutgoingCalls: new(4), MaxActiveCalls: capacity.Read(capacity.Must(9)), MaxIncomingCalls: capacity.Read(capacity.Must(5)), Fields: []apiclient.Field{{Name: "maxIncomingCalls", Value: "5"}},
	}, nil
}

func (oldAPI) ClearDoubt(reported func(string) bool, field string) string {
	if reported(field) && !reported("limitIncomingCalls") {
		return "it may become 0"
	}
	return ""
}

func TestWhatMayCostCallsIsDangerous(t *testing.T) {
	t.Parallel()
	s := closing(t, change.New(change.Options{Dir: t.TempDir(), Open: change.Targets(here, "APIO", oldAPI{})}))
	of := subject(change.TrunkGroup, "foo", "g", "A")
	before := current(t, s, of)
	for what, test := range map[string]struct{ field, value, danger string }{
		"a closed direction":      {"maxIncomingCalls", "0", "max incoming calls 0: no such call gets through"},
		"every call elsewhere":    {"callForwardingAlwaysAction", forwarded("1"), "every call goes elsewhere: forward to 1"},
		"a limit that may vanish": {"maxIncomingCalls", "", "it may become 0"},
		"a limit":                 {"maxIncomingCalls", "4", ""},
		"another direction":       {"maxOutgoingCalls", "4", ""},
		"calls that end as usual": {"maxActiveCalls", "7", ""},
		"fewer than are in use":   {"maxActiveCalls", "6", "max active calls 6 is below the 7 in use now"},
		"fewer of one direction":  {"maxOutgoingCalls", "3", "max outgoing calls 3 is below the 4 in use now"},
		"when full":               {"capacityExceededAction", forwarded("1"), ""},
	} {
		review := prepared(t, s, change.Edit{Subject: of, Base: before, Want: set(before, test.field, test.value)})
		dangers := strings.Join(review.Confirmation.Dangers(), "; ")
		if dangers != test.danger {
			t.Errorf("%s: %q", what, dangers)
		}
	}
}

func TestAFlagAndWhatItSwitchesAreOneConflict(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		_, s := d.platform(t)
		before := current(t, s, d.channels())
		on := set(set(before, "prefixEnabled", "true"), "prefix", "9")
		want(t, "on", save(t, s, change.Edit{Subject: d.channels(), Base: before, Want: on}).Verdict, change.Saved)
		on = current(t, s, d.channels())
		off := set(set(on, "prefixEnabled", "false"), "prefix", "")
		want(t, "theirs", save(t, s, change.Edit{Subject: d.channels(), Base: on, Want: off}).Verdict, change.Saved)
		review := prepared(t, s, change.Edit{Subject: d.channels(), Base: on, Want: set(on, "prefix", "8")})
		want(t, "status", review.Status, change.Conflicted)
		for _, field := range review.Fields {
			want(t, "part of "+field.Name, field.Part, "prefixEnabled")
		}
	})
}
