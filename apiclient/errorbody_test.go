package apiclient

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"banyan/internal/redact"
)

func TestTheWordsOfAnyErrorBodyAreFound(t *testing.T) {
	says(t, "error as text", `{"error":"nope"}`, "nope", "")
	says(t, "error beside details", `{"status":400,"error":"Bad Request","details":"trunking is not assigned"}`, "trunking is not assigned", "")
	says(t, "error as an object", `{"error":{"code":12,"message":"nope"}}`, "nope", "12")
	says(t, "details as text", `{"details":"nope"}`, "nope", "")
	says(t, "details as a list of texts", `{"details":["first","second"]}`, "first", "")
	says(t, "details as a list of objects", `{"details":[{"code":1,"message":"first"}]}`, "first", "1")
	says(t, "details as an object", `{"details":{"message":"nope"}}`, "nope", "")
	says(t, "errors as a list", `{"errors":[{"code":5,"message":"first"},{"code":6,"message":"second"}]}`, "first", "5")
	says(t, "errors as an object", `{"errors":{"10":{"message":"eleventh"},"2":{"message":"third"}}}`, "third", "")
	says(t, "errors as text", `{"errors":"nope"}`, "nope", "")
	says(t, "a code that is a name", `{"errors":[{"code":"NOT_AVAILABLE_IN_ENTERPRISE_MODE","message":"no"}]}`, "no", "NOT_AVAILABLE_IN_ENTERPRISE_MODE")
	says(t, "error_code", `{"error":"change your password","error_code":1}`, "change your password", "1")
	says(t, "the backend's summary, nested in an object",
		`{"errors":[{"code":1,"message":"OCI error","details":{"summary":"outer","errors":{"0":{"summary":"[Error 4410] Max too high"}}}}]}`,
		"[Error 4410] Max too high", "1")
	says(t, "the backend's summary, nested in a list",
		`{"errors":[{"message":"OCI error","details":{"errors":[{"summary":"[Error 4410] Max too high"}]}}]}`,
		"[Error 4410] Max too high", "")
	says(t, "the backend's summary, nested in a list below 0",
		`{"errors":[{"message":"m","details":{"errors":{"0":[{"summary":"deep"}]}}}]}`, "deep", "")
	says(t, "the backend's sentence as error", `{"status":400,"error":"[Error 5126] cannot be found","details":"Validation failed"}`, "[Error 5126] cannot be found", "")
	says(t, "the backend's sentence as details", `{"status":400,"error":"Bad Request","details":"[Error 5126] cannot be found"}`, "[Error 5126] cannot be found", "")
	says(t, "the backend's sentence in a list", `{"status":400,"error":"Bad Request","details":["failed","[Error 5126] cannot be found"]}`, "[Error 5126] cannot be found", "")
	says(t, "the backend's sentence as detail", `{"errors":[{"message":"m","detail":"[Error 5126] cannot be found"}]}`, "[Error 5126] cannot be found", "")
	says(t, "the backend's sentence under another key", `{"title":"no","oci":{"reason":"[Error 5126] cannot be found"}}`, "[Error 5126] cannot be found", "")
	says(t, "the deepest of two sentences", `{"error":"[Error 4000] outer","details":{"error":"[Error 5126] inner"}}`, "[Error 5126] inner", "")
	says(t, "an ErrorResponse of the backend",
		`{"errorCode":5126,"summary":"[Error 5126] Die Gruppe fehlt","summaryEnglish":"[Error 5126] The group is missing","detail":"x","type":"Error"}`,
		"[Error 5126] The group is missing", "5126")
	says(t, "a status in words beside a cause", `{"error":"no such trunk","details":"Bad Request"}`, "no such trunk", "")
	says(t, "a status in words alone", `{"status":404,"error":"Not Found","details":""}`, "Not Found", "")
	says(t, "a list at the top", `[{"message":"nope"}]`, "nope", "")
	says(t, "message beats error", `{"error":"short","message":"long"}`, "long", "")
	says(t, "nothing", `{}`, "", "")
	says(t, "nulls", `{"error":null,"errors":null,"details":null,"message":null,"code":null}`, "", "")
	says(t, "other types", `{"error":true,"errors":[1,[2]],"message":{}}`, "", "")
	says(t, "plain text", `upgrading, come back`, "upgrading, come back", "")
	says(t, "HTML", `<html>no</html>`, "", "")
	says(t, "a cut body", `{"error":"no`, "", "")
	says(t, "nothing at all", ``, "", "")
}

func says(t *testing.T, what, body, message, code string) {
	t.Helper()
	t.Run(what, func(t *testing.T) {
		if got := readErrorBody([]byte(body)); got.message != message || got.code != code {
			t.Errorf("got %q, code %q, want %q, code %q", got.message, got.code, message, code)
		}
	})
}

func TestLongWordsAreCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", 2000)
	problem := refused(400, []byte(`{"error":"`+long+`","code":"`+long+`","errors":{"`+long+`":"no"}}`))
	for _, got := range []string{problem.Message, problem.Code, problem.Problems[0].Field} {
		if n := utf8.RuneCountInString(got); n != maxMessage || !strings.HasSuffix(got, "…") {
			t.Errorf("%d characters are left", n)
		}
	}
}

// refused is the error of an answer that is no success.
func refused(status int, body []byte, secrets ...string) *Error {
	call := &call{record: Activity{Op: "read x", Path: "/x/"}, method: "GET", url: mustParse("http://h"), path: "/x/", secrets: &redact.Secrets{}}
	call.secrets.Add(secrets...)
	return call.judge(context.Background(), answer{status: status, body: body}, nil, time.Time{})
}

// FuzzErrorBody holds that no body of an error breaks the reader, that what it
// finds is short and valid, and that an Error of it is one line.
func FuzzErrorBody(f *testing.F) {
	f.Add([]byte(`{"errors":[{"code":1,"message":"m","details":{"errors":{"0":{"summary":"s"}}}}]}`), 400)
	f.Add([]byte(`{"details":["a",{"b":[[[["c"]]]]}]}`), 404)
	f.Add([]byte("<html>"), 502)
	f.Add([]byte("\xff{\x00}"), 500)
	f.Add([]byte(strings.Repeat("[", 40)), 403)
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		if isSuccess(status) {
			return
		}
		problem := refused(status, body, "m", `"`)
		for _, text := range []string{problem.Message, problem.Code} {
			if utf8.RuneCountInString(text) > maxMessage || !utf8.ValidString(text) {
				t.Errorf("%d characters, valid %v", utf8.RuneCountInString(text), utf8.ValidString(text))
			}
		}
		if line := problem.Error(); line == "" || strings.ContainsAny(line, "\r\n\x1b") {
			t.Errorf("not one line: %q", line)
		}
	})
}
