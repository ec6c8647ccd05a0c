package report_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"banyan/internal/report"
)

const schemaFile = "../../docs/report.schema.json"

func schema(t *testing.T, fragment string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiled, err := compiler.Compile(schemaFile + fragment)
	noErr(t, err)
	return compiled
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

func TestEveryReportIsOfTheSchema(t *testing.T) {
	document, line := schema(t, ""), schema(t, "#/$defs/line")
	for name, r := range reports() {
		t.Run(name, func(t *testing.T) {
			if err := document.Validate(decoded(t, write(t, report.JSON, r))); err != nil {
				t.Error(err)
			}
			lines := bytes.SplitAfter(write(t, report.JSONLines, r), []byte("\n"))
			if len(lines) != len(r.Tenants)+1 {
				t.Errorf("%d lines for %d tenants", len(lines)-1, len(r.Tenants))
			}
			for _, text := range lines[:len(lines)-1] {
				if err := line.Validate(decoded(t, text)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// Whatever is taken out of a document or put in place of a value in it, the schema
// sees it: a schema that lets everything pass would check nothing.
func TestTheSchemaSeesEveryMutation(t *testing.T) {
	document := schema(t, "")
	partialTenant, failures := partial()
	r := one("ServiceProvider", partialTenant, failures...)
	text := write(t, report.JSON, r)
	paths := places(decoded(t, text), nil)
	if len(paths) < 100 {
		t.Fatalf("only %d places to change", len(paths))
	}
	for _, path := range paths {
		for name, change := range map[string]func(map[string]any, string){
			"gone":    func(parent map[string]any, key string) { delete(parent, key) },
			"nothing": func(parent map[string]any, key string) { parent[key] = map[string]any{} },
			"a half":  func(parent map[string]any, key string) { parent[key] = 1.5 },
		} {
			value := decoded(t, text)
			change(parentOf(value, path), fmt.Sprint(path[len(path)-1]))
			if document.Validate(value) == nil {
				t.Errorf("%v may be %s", path, name)
			}
		}
	}
}

// places are the paths of all keys of value.
func places(value any, above []any) [][]any {
	var all [][]any
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			path := append(slices.Clone(above), key)
			all = append(append(all, path), places(v[key], path)...)
		}
	case []any:
		for i, element := range v {
			all = append(all, places(element, append(slices.Clone(above), i))...)
		}
	}
	return all
}

func parentOf(value any, path []any) map[string]any {
	for _, step := range path[:len(path)-1] {
		if i, isIndex := step.(int); isIndex {
			value = value.([]any)[i]
		} else {
			value = value.(map[string]any)[step.(string)]
		}
	}
	return value.(map[string]any)
}

func TestTheSchemaKnowsWhatContradictsItself(t *testing.T) {
	document := schema(t, "")
	text := string(write(t, report.JSON, one("ServiceProvider", sample())))
	for name, swap := range map[string][2]string{
		"a limit below zero":                        {`"maxActiveCalls": 226`, `"maxActiveCalls": -1`},
		"a limit below every number":                {`"maxActiveCalls": 226`, `"maxActiveCalls": "-unlimited"`},
		"a number as a text":                        {`"maxActiveCalls": 226`, `"maxActiveCalls": "226"`},
		"a complete tenant without a total":         {`"groupsCallCapacityTotal": 114`, `"groupsCallCapacityTotal": null`},
		"a group without trunking that has a limit": {"\"assigned\": false,\n          \"maxActiveCalls\": null", "\"assigned\": false,\n          \"maxActiveCalls\": 0"},
		"a complete report of an incomplete tenant": {"\"complete\": true,\n      \"groupsRead\"", "\"complete\": false,\n      \"groupsRead\""},
		"another version":                           {`"schemaVersion": 1`, `"schemaVersion": 2`},
		"a local time":                              {"2026-11-22T11:03:04Z", "2026-11-22T12:03:04+01:00"},
		"a severity that there is not":              {`"severity": "over"`, `"severity": "bad"`},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(text, swap[0], swap[1], 1)
			if changed == text {
				t.Fatal("the document does not hold that")
			}
			if document.Validate(decoded(t, []byte(changed))) == nil {
				t.Error("the schema lets it pass")
			}
		})
	}
}
