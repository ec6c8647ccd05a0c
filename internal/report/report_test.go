package report_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/report"
)

// tenantOf returns the first tenant of r as a program reads it.
func tenantOf(t *testing.T, r report.Report) any {
	t.Helper()
	document := decoded(t, write(t, report.JSON, r))
	hasValues(t, document, map[string]any{"schemaVersion": 1, "generatedAt": "2026-11-22T11:03:04Z"})
	return valueAt(t, document, "tenants.0")
}

// valueAt returns the value at a path of keys and of indexes such as "1".
func valueAt(t *testing.T, value any, path string) any {
	t.Helper()
	for key := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			next, ok := v[key]
			if !ok {
				t.Fatalf("no key %s of %s", key, path)
			}
			value = next
		case []any:
			value = v[key[0]-'0']
		default:
			t.Fatalf("%s: %v has no %s", path, v, key)
		}
	}
	return value
}

// hasValues checks the values at some paths.
func hasValues(t *testing.T, document any, wanted map[string]any) {
	t.Helper()
	for path, want := range wanted {
		if n, ok := want.(int); ok {
			want = json.Number(strconv.Itoa(n))
		}
		if got := valueAt(t, document, path); got != want {
			t.Errorf("%s = %v, want %v", path, got, want)
		}
	}
}

func TestTheKeysOfTheDocumentedSampleKeepTheirFigures(t *testing.T) {
	tenant := tenantOf(t, one("ServiceProvider", sample()))
	hasValues(t, tenant, map[string]any{
		"tenantId": "ServiceProviderID", "tenantName": "Sample Telecom", "tenantType": "ServiceProvider", "assigned": true,
		"complete": true, "groupsRead": 5, "groupsCount": 5,
		"maxActiveCalls": 226, "burstingMaxActiveCalls": 18,
		"groupsCallCapacityTotal": 114, "callCapacityDifference": 112,
		"groupsBurstingCallCapacityTotal": 36, "burstingCallCapacityDifference": -18,
		"groupsBurstingMaxTotal": 9, "burstingMaxDifference": 9,

		"groups.0.groupId": "GroupIDA", "groups.0.groupName": "Group A", "groups.0.assigned": true,
		"groups.0.maxActiveCalls": 13, "groups.0.maxAvailableActiveCalls": 226,
		"groups.0.burstingMaxActiveCalls": 2, "groups.0.burstingMaxAvailableActiveCalls": 5,
		"groups.0.trunkGroupsCallCapacityTotal": 4, "groups.0.callCapacityDifference": 9,
		"groups.0.trunkGroupsBurstingCallCapacityTotal": 0, "groups.0.burstingCallCapacityDifference": 2,
		"groups.0.trunkGroups.2.name": "Trunk 3", "groups.0.trunkGroups.2.maxActiveCalls": 2, "groups.0.trunkGroups.2.burstingMaxActiveCalls": 0,

		"groups.1.maxActiveCalls": 36, "groups.1.trunkGroupsCallCapacityTotal": 11, "groups.1.callCapacityDifference": 25,
		"groups.1.burstingCallCapacityDifference": 2, "groups.1.trunkGroups.2.maxActiveCalls": 9,
		"groups.2.callCapacityDifference": -11, "groups.4.callCapacityDifference": 0,
		"groups.3.assigned": false, "groups.3.maxActiveCalls": nil,
		"groups.3.trunkGroupsCallCapacityTotal": 0, "groups.3.callCapacityDifference": nil,

		"findings.0.severity": "blocked", "findings.0.code": "max-zero", "findings.0.known": false,
		"findings.0.path.0": "ServiceProviderID", "findings.0.path.1": "GroupIDC", "findings.0.path.2": "Trunk 3",
	})
}

func TestWhatWasNotReadIsNull(t *testing.T) {
	broken, failures := partial()
	tenant := tenantOf(t, one("ServiceProvider", broken, failures...))
	hasValues(t, tenant, map[string]any{
		"complete": false, "groupsRead": 2, "groupsCount": 5,
		"groupsCallCapacityTotal": nil, "callCapacityDifference": nil,
		"groupsBurstingCallCapacityTotal": nil, "burstingCallCapacityDifference": nil,
		"groupsBurstingMaxTotal": nil, "burstingMaxDifference": nil,
		"groups.0.maxActiveCalls":               13,
		"groups.0.trunkGroupsCallCapacityTotal": nil, "groups.0.callCapacityDifference": nil,
		"groups.0.trunkGroups.1.maxActiveCalls": nil,
		"groups.1.trunkGroups":                  nil, "groups.1.trunkGroupsCallCapacityTotal": nil,
		"groups.4.assigned": nil, "groups.4.maxActiveCalls": nil, "groups.4.trunkGroups": nil,
		"errors.0.status": 500, "errors.0.path.2": "Trunk 2", "errors.0.request": "trunk group",
		"errors.1.status": nil, "errors.1.error": "no answer within 30s",
	})
}

// A partial sum may already be above the limit. That is a finding, but no figure.
func TestADifferenceFromAPartialSumIsNullAndAlreadyOver(t *testing.T) {
	broken, failures := partial()
	broken.MaxActiveCalls = calls(50)
	r := one("ServiceProvider", broken, failures...)
	hasValues(t, tenantOf(t, r), map[string]any{"callCapacityDifference": nil})
	text := string(write(t, report.Table, r))
	for _, want := range []string{"at most -19", "at least 69, 4 of 5 read", "! OVER", "INCOMPLETE: 2 of 5 groups read."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// More trunk groups than a group is licensed for are a finding, and a mark of the group.
func TestLicencesThatAreExceededAreAFinding(t *testing.T) {
	licensed := sample()
	licensed.Groups[0].Licence = capacity.Licence{Licensed: calls(1), InUse: calls(3)}
	r := one("ServiceProvider", licensed)
	text := string(write(t, report.Table, r))
	for _, want := range []string{"! LICENCES OVER", "LICENCES OVER 2: trunk groups in use 3, group is licensed for 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if json := string(write(t, report.JSON, r)); !strings.Contains(json, `"licences-over"`) {
		t.Errorf("no finding in %s", json)
	}
}

func TestUnlimitedIsAWordAndNeverANumber(t *testing.T) {
	tenant := tenantOf(t, one("Enterprise", boundless()))
	hasValues(t, tenant, map[string]any{
		"maxActiveCalls": "unlimited", "burstingMaxActiveCalls": "unlimited",
		"groupsCallCapacityTotal": 20, "callCapacityDifference": "unlimited",
		"groupsBurstingCallCapacityTotal": "unlimited", "burstingCallCapacityDifference": "unlimited",
		"groups.0.trunkGroupsCallCapacityTotal": "unlimited",
		"groups.0.callCapacityDifference":       "-unlimited",
		"groups.0.trunkGroups.0.maxActiveCalls": "unlimited",
	})
}

func TestJSONKeepsTextsAsTheyAre(t *testing.T) {
	evil, failures := hostile()
	tenant := tenantOf(t, one("", evil, failures...))
	want := strings.ToValidUTF8(evil.ID, "\ufffd") // JSON has no other form for it
	hasValues(t, tenant, map[string]any{
		"tenantId": want, "tenantName": want, "groups.0.groupId": want,
		"groups.0.trunkGroups.0.name": want, "errors.0.path.1": want, "findings.0.path.0": want,
	})
}

// documentedKeys are the keys of a document in their order.
const documentedKeys = `schemaVersion generatedAt tenants
	tenantId tenantName tenantType assigned readAt complete groupsRead groupsCount
	source limits trunkGroups trunkGroupStates capacityReportUnused errors
	maxActiveCalls burstingMaxActiveCalls
	groupsCallCapacityTotal callCapacityDifference
	groupsBurstingCallCapacityTotal burstingCallCapacityDifference
	groupsBurstingMaxTotal burstingMaxDifference
	findings severity code path message known
	groups groupId groupName assigned
	maxActiveCalls maxAvailableActiveCalls burstingMaxActiveCalls burstingMaxAvailableActiveCalls
	trunkGroupsCallCapacityTotal callCapacityDifference trunkGroupsBurstingCallCapacityTotal burstingCallCapacityDifference
	trunkGroups name maxActiveCalls burstingMaxActiveCalls
	complete`

func TestKeysComeInTheDocumentedOrder(t *testing.T) {
	hasKeys(t, report.JSON, group("A", 226, 18, 0, trunkGroups(200)), documentedKeys)
}

// hasKeys checks the order of the keys in the sample with this group alone.
func hasKeys(t *testing.T, format report.Format, only capacity.Group, want string) {
	t.Helper()
	small := sample()
	small.Groups = []capacity.Group{only}
	var keys []string
	for line := range strings.SplitSeq(string(write(t, format, one("", small))), "\n") {
		if key, _, found := strings.Cut(strings.TrimSpace(line), `":`); found {
			keys = append(keys, strings.TrimPrefix(key, `"`))
		}
	}
	if got := strings.Join(keys, " "); got != strings.Join(strings.Fields(want), " ") {
		t.Errorf("keys are\n%s", got)
	}
}

func TestFormats(t *testing.T) {
	for _, f := range report.Formats() {
		if got, err := report.ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("ParseFormat(%q) = %q, %v", f, got, err)
		}
	}
	for _, name := range []string{"", "JSON", "yaml"} {
		_, err := report.ParseFormat(name)
		var unknown *report.FormatError
		if !errors.As(err, &unknown) || unknown.Name != name {
			t.Errorf("ParseFormat(%q): %v", name, err)
		}
		if err := (report.Report{}).Write(io.Discard, report.Format(name)); !errors.As(err, &unknown) {
			t.Errorf("Format(%q).Write: %v", name, err)
		}
	}
}

func TestAFailingWriterIsReportedAndNothingIsWrittenAfterIt(t *testing.T) {
	for _, f := range report.Formats() {
		if err := one("", sample()).Write(&fullWriter{}, f); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestAnErrorHasTheStatusOfItsCause(t *testing.T) {
	answer := &apiclient.Error{Status: 503}
	for _, tt := range []struct {
		cause  error
		status int
	}{
		{answer, 503},
		{fmt.Errorf("list groups: %w", answer), 503},
		{&apiclient.Error{}, 0},
		{io.ErrUnexpectedEOF, 0},
	} {
		got := report.NewError([]string{"t", "g"}, "groups", tt.cause, func(err error) string { return "sorry: " + err.Error() })
		want := report.Error{Path: []string{"t", "g"}, Request: "groups", Status: tt.status, Error: "sorry: " + tt.cause.Error()}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}
