package tenantfile_test

import (
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"banyan/internal/soak"
	"banyan/internal/tenantfile"
)

func TestMain(m *testing.M) { os.Exit(soak.Tests{M: m}.Run()) }

// whole says something of everything that a file can say something of.
const whole = `version: 1
platform:
  host: "apio.example.net"
  api: apio
tenant: "foo"
limits:
  maxActiveCalls: 226
  burstingMaxActiveCalls: unlimited
groups:
  - group: "Antwerp"
    maxActiveCalls: 13
    burstingMaxActiveCalls: 2
    trunkGroups:
      - trunkGroup: "Trunk-A"
        maxActiveCalls: 4
        enableBursting: true
        burstingMaxActiveCalls: 2
        maxIncomingCalls: none
        maxOutgoingCalls: 3
        burstingMaxIncomingCalls: none
        burstingMaxOutgoingCalls: none
      - trunkGroup: "Trunk-B"
        maxActiveCalls: 4
        enableBursting: false
  - group: "Liege"
    assigned: false
enterpriseTrunks:
  - name: "Gone"
    absent: true
  - name: "HQ-Inbound"
    priorityWeightedRouting:
      maximumRerouteAttemptsWithinPriority: 3
      routes:
        - {group: "Antwerp", trunkGroup: "Trunk-A", priority: 1, weight: 70}
        - {group: "Antwerp", trunkGroup: "Trunk-B", priority: 1, weight: 30}
    maximumRerouteAttempts: 5
    routeExhaustionAction: Forward
    routeExhaustionDestination: "+3225550100"
    enableCapacityManagement: true
    maxActiveCalls: none
    capacityExceededTrapInitialCalls: 0
    capacityExceededTrapOffsetCalls: 0
  - name: "Ordered"
    group: "Antwerp"
    orderedRouting:
      orderingAlgorithm: Overflow
      routes:
        - {group: "Antwerp", trunkGroup: "Trunk-B"}
        - {group: "Antwerp", trunkGroup: "Trunk-A"}
    maximumRerouteAttempts: 10
    routeExhaustionAction: None
    enableCapacityManagement: false
`

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile("../../docs/tenantfile.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// validate holds a text against the schema.
func validate(schema *jsonschema.Schema, text []byte) error {
	var document any
	if err := yaml.Unmarshal(text, &document); err != nil {
		return err
	}
	return schema.Validate(document)
}

func parse(t *testing.T, text string) tenantfile.File {
	t.Helper()
	f, err := tenantfile.Parse("foo.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// uncommented leaves the comments out, which say units.
func uncommented(text []byte) string {
	var out strings.Builder
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(strings.TrimRight(line, "\n"), " #")
		if !strings.HasPrefix(line, "#") {
			out.WriteString(line + "\n")
		}
	}
	return out.String()
}

func TestWhatIsReadIsWrittenAsItIs(t *testing.T) {
	f := parse(t, whole)
	text := f.Encode()
	if got := uncommented(text); got != whole {
		t.Errorf("got %s", got)
	}
	if again := parse(t, string(text)).Encode(); string(again) != string(text) {
		t.Errorf("written again it is %s", again)
	}
	if err := validate(schema(t), text); err != nil {
		t.Error(err)
	}
}

func TestTheOrderOfAFileMeansNothing(t *testing.T) {
	f := parse(t, `tenant: foo
enterpriseTrunks:
- maximumRerouteAttempts: 5
  priorityWeightedRouting: {routes: [{weight: 1, priority: 2, trunkGroup: B, group: g}, {weight: 1, priority: 1, trunkGroup: B, group: h}]}
  name: b
- name: a
  absent: true
groups:
- trunkGroups: [{trunkGroup: z, maxActiveCalls: 1}, {trunkGroup: y, maxActiveCalls: 1}]
  group: g
- {group: f, burstingMaxActiveCalls: 0, maxActiveCalls: 1}
version: 1
`)
	want := `version: 1
tenant: "foo"
groups:
  - group: "f"
    maxActiveCalls: 1
    burstingMaxActiveCalls: 0
  - group: "g"
    trunkGroups:
      - trunkGroup: "y"
        maxActiveCalls: 1
      - trunkGroup: "z"
        maxActiveCalls: 1
enterpriseTrunks:
  - name: "a"
    absent: true
  - name: "b"
    priorityWeightedRouting:
      routes:
        - {group: "h", trunkGroup: "B", priority: 1, weight: 1}
        - {group: "g", trunkGroup: "B", priority: 2, weight: 1}
    maximumRerouteAttempts: 5
`
	if got := uncommented(f.Encode()); got != want {
		t.Errorf("got %s", got)
	}
}

// What the reader refuses by its shape the schema refuses too.
func TestWhatIsWrongIsToldWithItsPlaceAndRefusedByTheSchemaToo(t *testing.T) {
	compiled := schema(t)
	for name, tt := range map[string]struct {
		old, new string // what is replaced in the whole
		want     string
		shape    bool // the schema can tell
	}{
		"an unknown key":             {"maxOutgoingCalls: 3", "maxOutgoingCals: 3", `foo.yaml: line 19, column 9: no key here is called maxOutgoingCals; the nearest is maxOutgoingCalls`, true},
		"an unknown key of a route":  {"weight: 70}", "wieght: 70}", `line 34, column 66: no key here is called wieght; the nearest is weight`, true},
		"an unknown key at the top":  {"limits:", "limit:", `line 6, column 1: no key here is called limit; the nearest is limits`, true},
		"a setting of another level": {"burstingMaxActiveCalls: unlimited", "enableBursting: true", `line 8, column 3: no key here is called enableBursting`, true},
		"no version":                 {"version: 1\n", "", "line 1, column 1: version is missing: this format is version: 1", true},
		"another version":            {"version: 1\n", "version: 2\n", "line 1, column 10: version 2 is not known: this banyan reads version 1", true},
		"a version in words":         {"version: 1\n", "version: one\n", `line 1, column 10: this must be a whole number, and is "one"`, true},
		"no tenant":                  {"tenant: \"foo\"\n", "", "line 1, column 1: tenant is missing", true},
		"an empty tenant":            {"tenant: \"foo\"", "tenant: \"\"", "line 5, column 9: tenant is empty", true},
		"another API":                {"api: apio", "api: ocip", `line 4, column 8: this must be apio or odin, and is "ocip"`, true},
		"a word for a number":        {"maxActiveCalls: 13", "maxActiveCalls: many", `line 11, column 21: this must be a whole number, and is "many"`, true},
		"a negative number":          {"maxActiveCalls: 13", "maxActiveCalls: -1", "line 11, column 21: -1 is out of range: it must be at least 0", true},
		"unlimited calls of a group": {"maxActiveCalls: 13", "maxActiveCalls: unlimited", `line 11, column 21: this must be a whole number, and is "unlimited"`, true},
		"none of a tenant":           {"maxActiveCalls: 226", "maxActiveCalls: none", `line 7, column 19: this must be a whole number or unlimited, and is "none"`, true},
		"too large a number":         {"maxOutgoingCalls: 3", "maxOutgoingCalls: 1000000", "line 19, column 27: 1000000 is out of range: it must be 0 to 999999", true},
		"half a call":                {"maxOutgoingCalls: 3", "maxOutgoingCalls: 1.5", `line 19, column 27: this must be a whole number or none, and is "1.5"`, true},
		"a switch in words":          {"enableBursting: true", "enableBursting: yes", `line 16, column 25: this must be true or false, and is "yes"`, true},
		"a number as a name":         {"trunkGroup: \"Trunk-B\"\n", "trunkGroup: 7\n", `line 22, column 21: this must be a text, and is 7 without quotes: write "7"`, true},
		"a priority out of range":    {"priority: 1, weight: 70", "priority: 11, weight: 70", "line 34, column 63: 11 is out of range: it must be 1 to 10", true},
		"no weight":                  {", weight: 70", "", "line 34, column 11: weight is missing: it is 1 to 65536", true},
		"an algorithm":               {"orderingAlgorithm: Overflow", "orderingAlgorithm: Overflaw", `and is "Overflaw"; the nearest is Overflow`, true},
		"no action":                  {"routeExhaustionAction: None", "routeExhaustionAction: Drop", `this must be None or Forward, and is "Drop"`, true},
		"both modes at once":         {"    orderedRouting:\n", "    priorityWeightedRouting: {routes: []}\n    orderedRouting:\n", "line 46, column 5: an enterprise trunk is ordered or weighted, and both are given, the other in line 45: leave out one of them", true},
		"absent, and something":      {"    absent: true\n", "    absent: true\n    maximumRerouteAttempts: 5\n", "line 30, column 5: maximumRerouteAttempts means nothing beside absent: true: leave out one of the two", true},
		"bursting that is off":       {"        enableBursting: false\n", "        enableBursting: false\n        burstingMaxActiveCalls: 1\n", "line 25, column 9: burstingMaxActiveCalls means nothing while enableBursting is false: leave it out", true},
		"limits without trunking":    {"    assigned: false\n", "    assigned: false\n    maxActiveCalls: 1\n", "line 27, column 5: maxActiveCalls means nothing where trunking is not assigned: leave it out", true},
		"a destination for none":     {"routeExhaustionAction: Forward", "routeExhaustionAction: None", "line 38, column 5: routeExhaustionDestination means nothing beside routeExhaustionAction: None: leave it out", true},
		"management that is off":     {"enableCapacityManagement: true", "enableCapacityManagement: false", "line 40, column 5: maxActiveCalls means nothing beside enableCapacityManagement: false: leave it out", true},
		"a key twice":                {"maxOutgoingCalls: 3", "maxIncomingCalls: 3", "line 19, column 9: maxIncomingCalls is there twice, first in line 18", false},
		"a group twice":              {"group: \"Liege\"\n", "group: \"Antwerp\"\n", "line 25, column 5: limits of group Antwerp is there twice, first in line 10", false},
		"a trunk group twice":        {"- trunkGroup: \"Trunk-B\"\n", "- trunkGroup: \"Trunk-A\"\n", "line 22, column 9: trunk group Trunk-A of group Antwerp is there twice, first in line 14", false},
		"an enterprise trunk twice":  {"name: \"Gone\"", "name: \"HQ-Inbound\"", "line 30, column 5: enterprise trunk HQ-Inbound is there twice, first in line 28", false},
		"a route twice":              {"\"Trunk-B\", priority", "\"Trunk-A\", priority", "line 35, column 11: trunk group Trunk-A (Antwerp) is in the list twice, first in line 34", false},
		"an anchor":                  {"tenant: \"foo\"", "tenant: &t \"foo\"", "line 5, column 9: an anchor (&t) is not allowed here: write out what is meant", false},
		"a list for a table":         {"limits:\n", "limits: []\nx:\n", "line 6, column 9: this must be a table of keys, and is a list", true},
		"no YAML":                    {"tenant: \"foo\"", "tenant: \"foo", "foo.yaml: line ", true},
		"two documents":              {"tenant: \"foo\"", "tenant: \"foo\"\n---", "line 6, column 1: a second document begins: one file holds one", false},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(whole, tt.old, tt.new, 1)
			if text == whole {
				t.Fatal("nothing was replaced")
			}
			_, err := tenantfile.Parse("foo.yaml", []byte(text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if tt.shape && validate(compiled, []byte(text)) == nil {
				t.Error("the schema lets it pass")
			}
		})
	}
}

func TestOfManyProblemsTenAreTold(t *testing.T) {
	text := "version: 1\ntenant: foo\n" + strings.Repeat("x", 1)
	for i := range 12 {
		text += strings.Repeat("y", i+1) + ": 1\n"
	}
	_, err := tenantfile.Parse("foo.yaml", []byte(text))
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 11 || lines[10] != "foo.yaml: 2 more" {
		t.Errorf("got %q", lines)
	}
}

// A name is the same to every reader of YAML, and no terminal obeys it.
func TestANameComesBackWhateverIsInIt(t *testing.T) {
	for _, name := range []string{"a b", "\x1b[31m", "\u202egro", "日本", "é/%", `"\`, "yes", "7", "~", "a: b # c", "\t\n\r\x00\x7f", "\u0085\u2028", "😀", "\u200b", " x ", "- a", "*x", "&x", "!x"} {
		f := tenantfile.File{Tenant: name}
		text := f.Encode()
		if got := parse(t, string(text)); got.Tenant != name {
			t.Errorf("%q came back as %q from %s", name, got.Tenant, text)
		}
		if i := strings.IndexAny(string(text), "\x1b\x00\x7f\u202e\u200b\u0085\u2028"); i >= 0 {
			t.Errorf("%q is written with a control in it", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(whole)
	f.Add("version: 1\ntenant: a\ngroups: [{group: a, trunkGroups: [{trunkGroup: b}]}]\nenterpriseTrunks: [{name: x, orderedRouting: }]\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := tenantfile.Parse("x", []byte(text))
		if err != nil {
			return
		}
		once := file.Encode()
		again, err := tenantfile.Parse("x", once)
		if err != nil || string(again.Encode()) != string(once) {
			t.Errorf("%v; %s became %s", err, once, again.Encode())
		}
	})
}
