package apiclient

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

const loginPage = "<!DOCTYPE html><html><head><TITLE>\n Sign in </TITLE></head><body>sesame</body></html>"

func TestEachAnswerHasItsKind(t *testing.T) {
	const asJSON, asHTML = "application/json", "text/html"
	for _, test := range []struct {
		what    string
		status  int
		format  string
		body    string
		kind    Kind
		message string
	}{
		{"400 in JSON", 400, asJSON, `{"errors":[{"code":7,"message":"bad"}]}`, Refused, "bad"},
		{"401", 401, asJSON, `{"error":"no session"}`, Unauthorized, "no session"},
		{"401 in HTML", 401, asHTML, loginPage, Unauthorized, ""},
		{"403", 403, asJSON, `{"error":"not yours"}`, Forbidden, "not yours"},
		{"404 in JSON", 404, asJSON, `{"details":"no such thing"}`, NotFound, "no such thing"},
		{"404 in another shape", 404, asJSON, `{"error":"no such thing"}`, NotJSON, "no such thing"},
		{"404 without words", 404, asJSON, `{}`, NotJSON, notOwn},
		{"404 in HTML", 404, asHTML, loginPage, NotJSON, notOwn},
		{"404 in HTML that says it is JSON", 404, asJSON, loginPage, NotJSON, notOwn},
		{"404 as text", 404, "text/plain", "404 page not found", NotJSON, "404 page not found"},
		{"404 without a body", 404, asJSON, ``, NotJSON, notOwn},
		{"404 in broken JSON", 404, asJSON, `{"details":`, NotJSON, notOwn},
		{"405 with a code that is a name", 405, asJSON, `{"errors":[{"code":"NOT_AVAILABLE_IN_ENTERPRISE_MODE"}]}`, Refused, ""},
		{"406", 406, asJSON, `{}`, Refused, ""},
		{"410", 410, asJSON, `{}`, Refused, ""},
		{"416", 416, asJSON, `{}`, Refused, ""},
		{"422", 422, asJSON, `{}`, Refused, ""},
		{"429", 429, asJSON, `{"error":"slow down"}`, RateLimited, "slow down"},
		{"500", 500, asJSON, `{"error":"oops"}`, ServerFault, "oops"},
		{"501", 501, asHTML, `<h1>no</h1>`, ServerFault, ""},
		{"502 in HTML", 502, asHTML, `<h1>sesame</h1>`, Unavailable, ""},
		{"503 as text", 503, "text/plain", `upgrading`, Unavailable, "upgrading"},
		{"504", 504, asJSON, `{}`, Unavailable, ""},
		{"599", 599, asJSON, `{}`, ServerFault, ""},
		{"666", 666, asJSON, `{}`, Unknown, ""},
		{"304", 304, "", ``, Redirected, "the answer names no place to follow"},
		{"a login page with 200", 200, asHTML, loginPage, NotJSON, `the answer is an HTML page (a login page?): "Sign in"`},
		{"a page without a title", 200, "", `<p>hello`, NotJSON, "the answer is an HTML page (a login page?)"},
		{"text with 200", 200, "text/plain", `OK`, NotJSON, "the answer is not JSON"},
		{"nothing with 200", 200, asJSON, ` `, BadBody, "the answer is empty"},
		{"204", 204, "", ``, BadBody, "204 No Content where a document is due"},
		{"202", 202, asJSON, `{}`, BadBody, "202 Accepted where a document is due"},
		{"206", 206, asJSON, `{}`, BadBody, "206 Partial Content where a document is due"},
		{"207", 207, asJSON, `{}`, BadBody, "207 Multi-Status where a document is due"},
		{"cut JSON", 200, asJSON, `{"a":1`, BadBody, "unexpected end of JSON input"},
		{"a bare word that says it is JSON", 200, asJSON, `nothing`, BadBody, "invalid character 'o' in literal null (expecting 'u')"},
	} {
		t.Run(test.what, func(t *testing.T) {
			conn, _, _ := start(t, answerWith(test.status, test.format, test.body))
			problem := failure(get(t.Context(), conn))(t)
			if problem.Kind != test.kind || problem.Message != test.message {
				t.Errorf("%v %q, want %v %q", problem.Kind, problem.Message, test.kind, test.message)
			}
			if problem.Status != test.status || problem.Host == "" || problem.Op != "list things" {
				t.Errorf("the error lacks where it happened: %+v", problem)
			}
			if text := problem.Error(); strings.Contains(text, "sesame") || strings.Contains(text, "\n") {
				t.Errorf("the page shows, or a second line: %q", text)
			}
		})
	}
}

func TestAnErrorKeepsWhatTheServerSaysBesideTheBody(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("X-Request-Id", "r-17")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(500)
		say(w, `{"errors":[{"code":4711,"message":"oops"}]}`)
	})
	problem := failure(get(t.Context(), conn))(t)
	if problem.RequestID != "r-17" || problem.Code != "4711" || problem.RetryAfter != 7*time.Second {
		t.Errorf("got %+v", problem)
	}
}

func TestJSONIsReadWhateverItsContentType(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, answerWith(200, "text/html", ` {"a":1}`))
	got, err := get(t.Context(), conn)
	if err != nil || got["a"] != 1.0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAnAnswerThatIsNotDecodedLeavesNothing(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, fine())
	got, err := Fetch(t.Context(), conn, request("things"), func([]byte) (int, error) { return 42, errors.New("things[3].size is -1") })
	problem := problemOf(t, err)
	if got != 0 || problem.Kind != BadBody || problem.Message != "things[3].size is -1" {
		t.Errorf("got %d, %v", got, err)
	}
}

func TestErrorIsOneUsefulLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		problem Error
		want    string
	}{
		{
			Error{Op: "list groups of tenant foo", Method: "GET", Host: "h:8", Path: "/api/v1/tenants/foo/groups/", Status: 403, Kind: Forbidden, Message: "not yours"},
			"list groups of tenant foo: 403 Forbidden: not yours (GET h:8/api/v1/tenants/foo/groups/)",
		},
		{Error{Op: "log in", Status: 401, Kind: LoginFailed}, "log in: login failed (401 Unauthorized)"},
		{Error{Op: "read x", Kind: Unreachable, Err: errors.New("EOF")}, "read x: unreachable: EOF"},
		{Error{Op: "read x", Status: 200, Kind: BadBody, Message: "two\nlines\x1b[31m"}, "read x: answer cannot be read: two lines [31m"},
		{Error{Op: "read x", Status: 599, Kind: ServerFault}, "read x: 599"},
		{Error{}, "failed"},
	} {
		if got := test.problem.Error(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestEveryKindHasWords(t *testing.T) {
	t.Parallel()
	seen := map[string]Kind{}
	for kind := Unknown; kind <= Redirected; kind++ {
		words := kind.String()
		if other, twice := seen[words]; words == "" || twice {
			t.Errorf("kind %d says %q, as does %d", kind, words, other)
		}
		seen[words] = kind
	}
	if got := Kind(-1).String(); got != "failed" {
		t.Errorf("a kind out of range says %q", got)
	}
}

func TestSentinelsMatchTheirKindAlone(t *testing.T) {
	t.Parallel()
	for sentinel, want := range map[error]Kind{
		ErrNotAssigned: NotAssigned, ErrNotFound: NotFound, ErrReadOnly: ReadOnly, ErrLoginFailed: LoginFailed,
	} {
		for kind := Unknown; kind <= Redirected; kind++ {
			if got := errors.Is(&Error{Kind: kind}, sentinel); got != (kind == want) {
				t.Errorf("errors.Is(%v, %v) is %v", kind, sentinel, got)
			}
		}
	}
}

func TestWithoutAShapeNo404IsAnAbsence(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, answerWith(404, "application/json", `{"details":"no such thing"}`))
	if problem := failure(fetch(t, conn, func(r *Request) { r.IsOwn = nil }))(t); problem.Kind != NotJSON || errors.Is(problem, ErrNotFound) {
		t.Errorf("got %v", problem)
	}
}
