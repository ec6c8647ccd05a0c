package apio

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"banyan/apiclient"
)

func TestEachReadAsksForItsDocumentedPath(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			g := &gateway{body: m.fine}
			client := start(t, g)
			must(m.call(t.Context(), client))(t)
			if len(g.reads) != 1 {
				t.Fatalf("%d requests", len(g.reads))
			}
			r := g.reads[0]
			if r.Method != http.MethodGet || r.URL.EscapedPath() != m.path || r.ContentLength != 0 {
				t.Errorf("%s %s with a body of %d, want GET %s", r.Method, r.URL.EscapedPath(), r.ContentLength, m.path)
			}
			if r.Header.Get("Accept") != "application/json" || r.Header.Get("Authorization") != "" {
				t.Errorf("headers are %v", r.Header)
			}
		})
	}
}

func TestEachReadFailsAlike(t *testing.T) {
	const page = `<html><title>Sign in</title></html>`
	for _, test := range []struct {
		what   string
		status int
		format string
		body   string
		kind   apiclient.Kind
	}{
		{"403", 403, "", `{"error":"no"}`, apiclient.Forbidden},
		{"404 in HTML", 404, "text/html", page, apiclient.NotJSON},
		{"500", 500, "", `{"errors":[{"code":1,"message":"oops"}]}`, apiclient.ServerFault},
		{"a login page", 200, "text/html", page, apiclient.NotJSON},
		{"an empty answer", 200, "", ``, apiclient.BadBody},
		{"204", 204, "", ``, apiclient.BadBody},
		{"null", 200, "", `null`, apiclient.BadBody},
		{"a list", 200, "", `[]`, apiclient.BadBody},
		{"cut JSON", 200, "", `{"tenants":[`, apiclient.BadBody},
		{"two documents", 200, "", `{} {}`, apiclient.BadBody},
		{"a name twice", 200, "", `{"name":"a","name":"b"}`, apiclient.BadBody},
		{"wrong types", 200, "", wrongTypes, apiclient.BadBody},
	} {
		for _, m := range methods() {
			t.Run(test.what+" to "+m.name, func(t *testing.T) {
				client := start(t, &gateway{status: test.status, format: test.format, body: test.body})
				got, err := m.call(t.Context(), client)
				problem := problemOf(t, err)
				if problem.Kind != test.kind {
					t.Errorf("kind is %v, want %v: %v", problem.Kind, test.kind, err)
				}
				if problem.Op == "" || problem.Path != m.path || problem.Status != test.status {
					t.Errorf("the error lacks where it happened: %+v", problem)
				}
				if v := reflect.ValueOf(got); v.IsValid() && !v.IsZero() {
					t.Errorf("a half-filled value came with the error: %+v", got)
				}
			})
		}
	}
}

// wrongTypes has every field that is read, and none as it should be.
const wrongTypes = `{"tenants":{},"groups":{},"trunks":{},"tenantTrunks":{},"trunk_groups":"x",
"tenantId":[],"users":{},"trunkEndpoint":[],"assignement_phoneNumbers":{},"maxActiveCalls":"many","maximumRerouteAttempts":{}}`

func TestA404InTheAPIsOwnWordsMeansNotAssignedWhereItIsDocumented(t *testing.T) {
	notAssigned := map[string]bool{
		"TenantCapacity": true, "GroupCapacity": true, "EnterpriseTrunks": true, "AvailableTrunkGroups": true, "TrunkGroups": true,
	}
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			client := start(t, &gateway{status: 404, body: `{"errors":[{"code":404,"message":"service is not assigned"}]}`})
			_, err := m.call(t.Context(), client)
			if got := errors.Is(err, apiclient.ErrNotAssigned); got != notAssigned[m.name] {
				t.Errorf("ErrNotAssigned is %v: %v", got, err)
			}
			if got := errors.Is(err, apiclient.ErrNotFound); got == notAssigned[m.name] {
				t.Errorf("ErrNotFound is %v: %v", got, err)
			}
			if problem := problemOf(t, err); problem.Message != "service is not assigned" || problem.Status != 404 {
				t.Errorf("got %+v", problem)
			}
		})
	}
}

func TestA404InEitherShapeOfTheAPISaysThatThereIsNoSuchThing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"details":"no such trunk"}`,
		`{"details":{"message":"no such trunk"}}`,
		`{"details":["no such trunk"]}`,
		`{"errors":[{"code":4,"message":"no such trunk"}]}`,
		`{"errors":[{"code":"NO_SUCH_TRUNK"}]}`,
		`{"errors":{"0":{"code":4,"message":"no such trunk"}}}`,
		`[{"code":4,"message":"no such trunk"}]`,
	} {
		_, _, err := start(t, &gateway{status: 404, body: body}).EnterpriseTrunkDocument(t.Context(), apiclient.TrunkOwner{Tenant: "t"}, "x")
		if !errors.Is(err, apiclient.ErrNotFound) {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

// What stands in front of the API answers 404 too, and knows nothing of what is there.
func TestA404OfSomethingElseIsAnErrorAndNoAbsence(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"message":"no Route matched with those values"}`,
		`{"error":"Not Found"}`,
		`{"error":{"code":404,"message":"not found"}}`,
		`{"timestamp":1,"status":404,"error":"Not Found","message":"","path":"/x"}`,
		`{"code":5,"message":"Not Found","details":[]}`,
		`{"detail":"Not Found"}`,
		`{"code":404,"message":"not found"}`, `{"error_code":4}`, `{"Message":"not found"}`, `{"path":"/x","status":404}`,
		`{"details":null}`, `{"details":""}`, `{"details":7}`, `{"errors":[]}`, `{"errors":{}}`, `{"errors":"no"}`,
		`{"errors":[{"message":"not found"}]}`, `{"errors":["not found"]}`, `[{"message":"not found"}]`,
		`{}`, `[]`, `[{"code":4},1]`, `[[{"code":4}]]`, `{"error":null}`, `{"status":404}`, `{"details":"cut`, `<html>not found</html>`, `404 page not found`, ``,
	} {
		for _, m := range methods() {
			_, err := m.call(t.Context(), start(t, &gateway{status: 404, body: body}))
			if errors.Is(err, apiclient.ErrNotAssigned) || errors.Is(err, apiclient.ErrNotFound) || problemOf(t, err).Kind != apiclient.NotJSON {
				t.Errorf("%s, %s: got %v", m.name, body, err)
			}
		}
		client := start(t, &gateway{status: 404, body: body}, writable)
		err := client.DeleteEnterpriseTrunk(t.Context(), apiclient.TrunkOwner{Tenant: "t"}, "x")
		if errors.Is(err, apiclient.ErrNotFound) || problemOf(t, err).Kind != apiclient.NotJSON {
			t.Errorf("delete, %s: got %v", body, err)
		}
	}
	_, err := start(t, &gateway{status: 404, body: `{"message":"no Route matched"}`}).Tenants(t.Context())
	if problem := problemOf(t, err); problem.Message != "no Route matched" {
		t.Errorf("its own words are lost: %+v", problem)
	}
}

func TestEachReadEndsWithItsContext(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			g := &gateway{body: m.fine}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := m.call(ctx, start(t, g))
			if problemOf(t, err).Kind != apiclient.Canceled || !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			g.expects(t, 0, -1)
		})
	}
}

func TestANameThatIsNoSegmentIsRefused(t *testing.T) {
	t.Parallel()
	g := &gateway{body: `{}`}
	client := start(t, g)
	for _, name := range []string{"", ".", "..", "a\x1b[31m"} {
		for what, call := range map[string]func() error{
			"tenant": func() error { _, err := client.Groups(t.Context(), name); return err },
			"group":  func() error { _, err := client.GroupCapacity(t.Context(), "t", name); return err },
			"trunk": func() error {
				_, err := client.EnterpriseTrunk(t.Context(), apiclient.TrunkOwner{Tenant: "t"}, name)
				return err
			},
		} {
			if problem := problemOf(t, call()); problem.Kind != apiclient.BadName {
				t.Errorf("%s %q: %v", what, name, problem)
			}
		}
	}
	g.expects(t, 0, 0)
}

func TestTheCapabilitiesNameTheDialect(t *testing.T) {
	t.Parallel()
	want := apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true, TrunkGroupSearch: true}
	if got := start(t, &gateway{}).Capabilities(); got != want {
		t.Errorf("got %+v", got)
	}
}

func TestTheConfiguredPrefixHoldsForTheLoginToo(t *testing.T) {
	t.Parallel()
	var paths []string
	conn := dial(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.Method+" "+r.URL.Path)
		say(w, `{"tenants":[]}`)
	}), func(c *apiclient.Config) { c.Prefix = "/api/v01/p1" })
	client := New(conn, Cookie, Credentials{Username: "demo", Password: "demo"})
	ok(t, client.Login(t.Context()))
	must(client.Tenants(t.Context()))(t)
	if got := strings.Join(paths, ", "); got != "POST /api/v01/p1/login/, GET /api/v01/p1/tenants/" {
		t.Errorf("sent %s", got)
	}
}
