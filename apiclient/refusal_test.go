package apiclient

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestTheProblemsOfARefusalAreFoundWithTheirFields(t *testing.T) {
	finds(t, "one sentence", `{"error":"nope"}`, Problem{"", "nope"})
	finds(t, "details as text", `{"details":"nope"}`, Problem{"", "nope"})
	finds(t, "a list of texts", `{"details":["first","second"]}`, Problem{"", "first"}, Problem{"", "second"})
	finds(t, "objects that name their field",
		`{"errors":[{"code":1,"field":"priority","message":"1 to 10"},{"attribute":"weight","message":"at least 1"}]}`,
		Problem{"priority", "1 to 10"}, Problem{"weight", "at least 1"})
	finds(t, "fields as names",
		`{"message":"invalid","details":{"maxActiveCalls":["too many","not paid for"],"name":"taken"}}`,
		Problem{"maxActiveCalls", "too many"}, Problem{"maxActiveCalls", "not paid for"}, Problem{"name", "taken"}, Problem{"", "invalid"})
	finds(t, "fields within fields",
		`{"errors":{"orderedRouting":{"trunkGroups":{"0":{"name":["unknown"]}}}}}`,
		Problem{"orderedRouting.trunkGroups.name", "unknown"})
	finds(t, "the backend's summary inside the gateway's message",
		`{"errors":[{"code":400,"message":"refused","details":{"errors":{"0":{"summary":"[Error 4410] Max too high"}}}}]}`,
		Problem{"", "[Error 4410] Max too high"}, Problem{"", "refused"})
	finds(t, "asides are no fields", `{"status":"fail","path":"/x","errors":{"code":"E1","message":"nope","timestamp":"now"}}`, Problem{"", "nope"})
	finds(t, "other names outside the errors are none", `{"hint":"look","error":"nope"}`, Problem{"", "nope"})
	finds(t, "the same thing twice", `{"errors":["nope","nope"]}`, Problem{"", "nope"})
	finds(t, "one sentence in two languages", `{"errors":[{"summary":"Die Gruppe fehlt","summaryEnglish":"The group is missing"}]}`, Problem{"", "The group is missing"})
	finds(t, "nothing", `{"errors":null,"details":7}`)
	finds(t, "a page", `<html>no</html>`)
}

func finds(t *testing.T, what, body string, want ...Problem) {
	t.Helper()
	t.Run(what, func(t *testing.T) {
		if got := readErrorBody([]byte(body)).problems; !slices.Equal(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestProblemsAreBounded(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 100 {
		many = append(many, `"`+strings.Repeat("x", i+1)+`"`)
	}
	if n := len(readErrorBody([]byte(`{"errors":[` + strings.Join(many, ",") + `]}`)).problems); n != maxProblems {
		t.Errorf("%d problems", n)
	}
	deep := strings.Repeat(`{"errors":`, 200) + `"end"` + strings.Repeat("}", 200)
	if got := readErrorBody([]byte(deep)).problems; got != nil {
		t.Errorf("followed to the end: %v", got)
	}
}

func TestAProblemNeverHoldsASecret(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, answerWith(http.StatusBadRequest, "application/json", `{"details":{"sesame":"no sesame here"}}`))
	_, err := fetch(t, conn, func(r *Request) { r.Secrets = []string{"sesame"} })
	if got := problemOf(t, err).Problems; !slices.Equal(got, []Problem{{"[secret]", "no [secret] here"}}) {
		t.Errorf("got %v", got)
	}
}
