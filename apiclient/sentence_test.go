package apiclient_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
)

// refuser answers everything alike.
type refuser struct {
	status int
	body   string
}

func (r refuser) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.status)
	_, _ = w.Write([]byte(r.body))
}

// dialect is what both clients have that the sentences are tested with.
type dialect interface {
	Login(ctx context.Context) error
	TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error)
	TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error)
	PutTrunkGroup(ctx context.Context, tenant, group, name string, fresh apiclient.Document, change []apiclient.Field) error
}

// said is what somebody sees of a refusal, of which the host is called pbx.
func explanationOf(t *testing.T, api string, r refuser, ask func(context.Context, dialect) error) apiclient.Explanation {
	t.Helper()
	listener := httptest.NewServer(r)
	t.Cleanup(listener.Close)
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: listener.URL, Write: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	err = ask(t.Context(), dialects.Client[dialect](api, conn))
	problem, ok := err.(*apiclient.Error) //nolint:errorlint // its host is replaced
	if !ok {
		t.Fatalf("got %v", err)
	}
	problem.Host = "pbx"
	return apiclient.Explained(err)
}

func read(ctx context.Context, c dialect) error {
	_, err := c.TrunkGroup(ctx, "foo", "g", "Main")
	return err
}

func figures(ctx context.Context, c dialect) error {
	_, err := c.TenantCapacity(ctx, "foo")
	return err
}

func write(ctx context.Context, c dialect) error {
	fresh := apiclient.Document{Raw: []byte(`{"serviceProviderId":"foo","groupId":"g","name":"Main","maxActiveCalls":2}`)}
	return c.PutTrunkGroup(ctx, "foo", "g", "Main", fresh, []apiclient.Field{{Name: "maxActiveCalls", Value: "3"}})
}

func logIn(ctx context.Context, c dialect) error { return c.Login(ctx) }

// carriers are the places in which a sentence of the backend arrives.
func carriers() map[string]func(status int, text string) string {
	quoted := func(text string) string {
		out, _ := json.Marshal(text) // a text always encodes
		return string(out)
	}
	return map[string]func(int, string) string{
		"Odin, error": func(status int, text string) string {
			return fmt.Sprintf(`{"status":%d,"error":%s,"details":""}`, status, quoted(text))
		},
		"Odin, details": func(status int, text string) string {
			return fmt.Sprintf(`{"status":%d,"error":"Bad Request","details":%s}`, status, quoted(text))
		},
		"APIO, nested": func(status int, text string) string {
			return fmt.Sprintf(`{"errors":[{"code":%d,"message":"refused","details":{"errors":{"0":{"summary":%s}}}}]}`, status, quoted(text))
		},
		"APIO, ErrorResponse": func(status int, text string) string {
			return fmt.Sprintf(`{"errors":[{"code":%d,"message":"refused","details":{"errors":[{"errorCode":7,"summary":%s,"summaryEnglish":%[2]s,"detail":"x","type":"Error"}]}}]}`, status, quoted(text))
		},
	}
}

// Every answer for what is missing, not assigned or not allowed that clients of live platforms
// have met says what happened and what to do next, wherever its sentence stands.
func TestEveryRefusalOfTheBackendHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text       string
		ask        func(context.Context, dialect) error
		what, next string // where %s stands, the text follows
	}{
		{"[Error 5126] The trunk group name cannot be found: Main.", read, "pbx has no trunk group of this name (400): %s", "it may have been deleted or renamed: look at its list again"},
		{"[Error 5126] The trunk group name cannot be found: Main.", write, "pbx has no trunk group of this name (400): %s", "it may have been deleted or renamed: look at its list again"},
		{"[Error 5851] Trunk group with trunk group identity x@y already exists", write, "another trunk group has this identity already (400): %s", "give another one: it may be that of a trunk group of another group"},
		{"[Error 4500] Access Device already exists: x", write, "there is a device of this name already (400): %s", "give another name"},
		{"[Error 4200] User already exists: x", write, "there is a user of this name already (400): %s", "give another name"},
		{"[Error 4470] User is not available for assignment: x", write, "the user cannot be assigned now (400): %s", "take it out of what it is assigned to, or choose another"},
		{"[Error 4410] Service is not assigned to this subscriber: Trunk Group", figures, "trunking is not assigned here", "assign it on the platform if calls are to flow"},
		{"[Error 4410] Service is not assigned to this subscriber: Trunk Group", write, "the service is not assigned (400): %s", "assign it on the platform, and try again"},
		{"[Error 4008] User not found: x", read, "pbx has no such user (400): %s", "it may have been deleted: look at its list again, or choose another"},
		{"[Error 4003] Unauthorized request: GroupTrunkGroupGetRequest", read, "this account may not do that, or there is no such thing (400): %s", "look at its list again; if it is there, ask for the right or use another account"},
		{"[Error 5404] Unauthorized transaction", write, "no access: this account may not do that (400): %s", "ask for the right, or use another account"},
		{"[Error 4962] Invalid password", logIn, "pbx refused the password (400): %s", "start again with the right one"},
		{"[Error 5202] Account is disabled", logIn, "the account cannot be used as it is (400): %s", "have it enabled or unlocked on the platform, or use another account"},
		{"[Error 4015] Invalid state or province", write, "the state or province is not one that pbx knows (400): %s", "correct it in the portal, and try again"},
		{"[Error 9999] Nobody knows this one", read, "pbx refused the request (400): %s", "check what was asked for, or tell who runs the server"},
		{"Trunk Group service is not authorised", figures, "trunking is not assigned here", "assign it on the platform if calls are to flow"},
		{"Trunk Group service is not licensed", figures, "trunking is not assigned here", "assign it on the platform if calls are to flow"},
	} {
		for carrier, body := range carriers() {
			got := explanationOf(t, carrier[:4], refuser{400, body(400, test.text)}, test.ask)
			what := test.what
			if at := len(what) - len("%s"); what[at:] == "%s" {
				what = what[:at] + test.text
			}
			if got.What != what || got.Next != test.next {
				t.Errorf("%s in %s:\ngot  %s; %s\nwant %s; %s", test.text, carrier, got.What, got.Next, what, test.next)
			}
		}
	}
}

func TestAnswersOfADialectHaveTheirSentences(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		api        string
		refuser    refuser
		ask        func(context.Context, dialect) error
		what, next string
	}{
		"Odin's words": {
			"Odin",
			refuser{400, `{"status":400,"error":"Trunk Group not assigned","details":""}`},
			figures,
			"trunking is not assigned here", "assign it on the platform if calls are to flow",
		},
		"Odin's error alone": {
			"Odin",
			refuser{400, `{"status":400,"error":"no such trunk group","details":"Bad Request"}`},
			read,
			"pbx refused the request (400): no such trunk group", "check what was asked for, or tell who runs the server",
		},
		"a password that must be changed": {
			"Odin",
			refuser{402, `{"status":402,"error":"Password expired","details":""}`},
			logIn,
			"the password of this account must be changed first: Password expired", "change it in the portal of pbx, then log in with the new one",
		},
		"a 404 that names the service": {
			"APIO",
			refuser{404, `{"errors":[{"code":404,"message":"service is not assigned to the user"}]}`},
			figures,
			"trunking is not assigned here", "assign it on the platform if calls are to flow",
		},
		"a 404 that may be either": {
			"APIO",
			refuser{404, `{"errors":[{"code":404,"message":"not found"}]}`},
			figures,
			"trunking is not assigned here, or this is not there any more (404): not found", "look at its list again; if it is there, assign trunking on the platform if calls are to flow",
		},
		"a 404 of a trunk group": {
			"APIO",
			refuser{404, `{"errors":[{"code":404,"message":"trunk group not found"}]}`},
			read,
			"pbx has no such thing (404): trunk group not found", "it may have been deleted: look at its list again",
		},
		"an update that failed, deep and without a number": {
			"APIO",
			refuser{400, `{"errors":[{"code":400,"message":"OCI error","details":{"errors":{"0":{"summary":"must be at most 20"}}}}]}`},
			write,
			"pbx refused the request (400): must be at most 20", "check what was asked for, or tell who runs the server",
		},
		"a number beside the sentence": {
			"APIO",
			refuser{400, `{"errors":[{"code":400,"details":{"errors":{"0":{"errorCode":5126,"summary":"The trunk group name cannot be found: Main."}}}}]}`},
			read,
			"pbx has no trunk group of this name (400): The trunk group name cannot be found: Main.", "it may have been deleted or renamed: look at its list again",
		},
	} {
		if got := explanationOf(t, test.api, test.refuser, test.ask); got.What != test.what || got.Next != test.next {
			t.Errorf("%s:\ngot  %s; %s\nwant %s; %s", name, got.What, got.Next, test.what, test.next)
		}
	}
}
