package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/report"
)

// tenantOf returns the first tenant of r as a program reads it.
func tenantOf(t *testing.T, r report.Report) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(write(t, report.JSON, r)))
	decoder.UseNumber()
	var document struct {
		SchemaVersion int
		GeneratedAt   string
		Tenants       []map[string]any
	}
	if err := decoder.Decode(&document); err != nil {
		t.Fatal(err)
	}
	if document.SchemaVersion != 1 || document.GeneratedAt != "2026-11-22T11:03:04Z" {
		t.Errorf("version %d of %s", document.SchemaVersion, document.GeneratedAt)
	}
	return document.Tenants[0]
}

// at returns the value at a path of keys and of indexes such as "1".
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
func hasValues[V any](t *testing.T, document map[string]any, wants map[string]V) {
	t.Helper()
	for path, want := range wants {
		if got := valueAt(t, document, path); got != any(want) {
			t.Errorf("%s = %v, want %v", path, got, want)
		}
	}
}

func TestTheKeysOfTheDocumentedSampleKeepTheirFigures(t *testing.T) {
	tenant := tenantOf(t, one("ServiceProvider", sample()))
	hasValues(t, tenant, map[string]any{
		"tenantId": "ServiceProviderID", "tenantName": "Sample Telecom", "tenantType": "ServiceProvider", "assigned": true,
		"complete": true, "groupsRead": json.Number("5"), "groupsCount": json.Number("5"),
		"maxActiveCalls":                  json.Number("226"),
		"burstingMaxActiveCalls":          json.Number("18"),
		"groupsCallCapacityTotal":         json.Number("114"),
		"groupsBurstingCallCapacityTotal": json.Number("36"),
		"callCapacityDifference":          json.Number("112"),
		"burstingCallCapacityDifference":  json.Number("-18"),
		"groupsBurstingMaxTotal":          json.Number("9"),
		"burstingMaxDifference":           json.Number("9"),

		"groups.0.groupId": "GroupIDA", "groups.0.groupName": "Group A", "groups.0.assigned": true,
		"groups.0.maxActiveCalls":                       json.Number("13"),
		"groups.0.maxAvailableActiveCalls":              json.Number("226"),
		"groups.0.burstingMaxAvailableActiveCalls":      json.Number("5"),
		"groups.0.burstingMaxActiveCalls":               json.Number("2"),
		"groups.0.trunkGroupsCallCapacityTotal":         json.Number("4"),
		"groups.0.trunkGroupsBurstingCallCapacityTotal": json.Number("0"),
		"groups.0.callCapacityDifference":               json.Number("9"),
		"groups.0.burstingCallCapacityDifference":       json.Number("2"),
		"groups.0.trunkGroups.2.name":                   "Trunk 3",
		"groups.0.trunkGroups.2.maxActiveCalls":         json.Number("2"),
		"groups.0.trunkGroups.2.burstingMaxActiveCalls": json.Number("0"),

		"groups.1.maxActiveCalls":                 json.Number("36"),
		"groups.1.trunkGroupsCallCapacityTotal":   json.Number("11"),
		"groups.1.callCapacityDifference":         json.Number("25"),
		"groups.1.burstingCallCapacityDifference": json.Number("2"),
		"groups.1.trunkGroups.2.maxActiveCalls":   json.Number("9"),
		"groups.2.callCapacityDifference":         json.Number("-11"),
		"groups.4.callCapacityDifference":         json.Number("0"),

		"groups.3.assigned":                     false,
		"groups.3.maxActiveCalls":               nil,
		"groups.3.trunkGroupsCallCapacityTotal": json.Number("0"),
		"groups.3.callCapacityDifference":       nil,

		"findings.0.severity": "blocked", "findings.0.code": "max-zero", "findings.0.known": false,
		"findings.0.path.0": "ServiceProviderID", "findings.0.path.1": "GroupIDC", "findings.0.path.2": "Trunk 3",
	})
}

func TestWhatWasNotReadIsNull(t *testing.T) {
	broken, failures := partial()
	tenant := tenantOf(t, one("ServiceProvider", broken, failures...))
	hasValues(t, tenant, map[string]any{
		"complete": false, "groupsRead": json.Number("2"), "groupsCount": json.Number("5"),
		"groupsCallCapacityTotal": nil, "callCapacityDifference": nil,
		"groupsBurstingCallCapacityTotal": nil, "burstingCallCapacityDifference": nil,
		"groupsBurstingMaxTotal": nil, "burstingMaxDifference": nil,
		"groups.0.maxActiveCalls":               json.Number("13"),
		"groups.0.trunkGroupsCallCapacityTotal": nil, "groups.0.callCapacityDifference": nil,
		"groups.0.trunkGroups.1.maxActiveCalls": nil,
		"groups.1.trunkGroups":                  nil, "groups.1.trunkGroupsCallCapacityTotal": nil,
		"groups.4.assigned": nil, "groups.4.maxActiveCalls": nil, "groups.4.trunkGroups": nil,
		"errors.0.status": json.Number("500"), "errors.0.path.2": "Trunk 2", "errors.0.request": "trunk group",
		"errors.1.status": nil, "errors.1.error": "no answer within 30s",
	})
}

// A partial sum may already be above the limit. That is a finding, but no figure.
func TestADifferenceFromAPartialSumIsNullAndAlreadyOver(t *testing.T) {
	broken, failures := partial()
	broken.MaxActiveCalls = calls(50)
	r := one("ServiceProvider", broken, failures...)
	tenant := tenantOf(t, r)
	if got := valueAt(t, tenant, "callCapacityDifference"); got != nil {
		t.Errorf("callCapacityDifference = %v, want null", got)
	}
	text := string(write(t, report.Table, r))
	for _, want := range []string{"at most -19", "at least 69, 4 of 5 read", "! OVER", "INCOMPLETE: 2 of 5 groups read."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestUnlimitedIsAWordAndNeverANumber(t *testing.T) {
	tenant := tenantOf(t, one("Enterprise", boundless()))
	hasValues(t, tenant, map[string]any{
		"maxActiveCalls": "unlimited", "burstingMaxActiveCalls": "unlimited",
		"groupsCallCapacityTotal": json.Number("20"), "callCapacityDifference": "unlimited",
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
	for _, path := range []string{"tenantId", "tenantName", "groups.0.groupId", "groups.0.trunkGroups.0.name", "errors.0.path.1", "findings.0.path.0"} {
		if got := valueAt(t, tenant, path); got != want {
			t.Errorf("%s = %+q, want %+q", path, got, want)
		}
	}
}

// documentedKeys are the keys of a document in their order.
const documentedKeys = `schemaVersion generatedAt tenants
	tenantId tenantName tenantType assigned readAt complete groupsRead groupsCount errors
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

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAFailingWriterIsReportedAndNothingIsWrittenAfterIt(t *testing.T) {
	for _, f := range report.Formats() {
		if err := one("", sample()).Write(brokenPipe{}, f); !errors.Is(err, io.ErrClosedPipe) {
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
