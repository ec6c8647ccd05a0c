package apiclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// everything is all that an error holds in words.
func everything(err error) string {
	var problem *Error
	errors.As(err, &problem)
	return fmt.Sprintf("%v %+v %v", err, *problem, problem.Err)
}

func TestASecretAcrossTheCutLeavesNoPart(t *testing.T) {
	t.Parallel()
	const secret = "sesame-4711-is-quite-long"
	for part := 1; part < len(secret); part++ {
		words := strings.Repeat("x", maxMessage-part) + secret + " is wrong"
		for what, body := range map[string]string{
			"message": `{"error":"` + words + `"}`,
			"code":    `{"code":"` + words + `"}`,
			"field":   `{"errors":{"` + words + `":"no"}}`,
		} {
			if text := everything(refused(403, []byte(body), secret)); strings.Contains(text, "xs") {
				t.Fatalf("%s: %q shows", what, text[strings.LastIndex(text, "xs"):])
			}
		}
		conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("X-Request-Id", words)
			say(w, `{}`)
		})
		r := request("things")
		r.Secrets = []string{secret}
		_, err := Fetch(t.Context(), conn, r, func([]byte) (int, error) { return 0, errors.New(words) })
		if text := everything(err); strings.Contains(text, "xs") {
			t.Fatalf("%q shows", text[strings.LastIndex(text, "xs"):])
		}
	}
}

func TestASecretIsHiddenHoweverItIsSpelt(t *testing.T) {
	const secret = `pä"ss\w<o>rd` + "\U0001F511"
	inJSON, _ := json.Marshal(secret)
	for what, body := range map[string]string{
		"as it is":          `{"error":` + string(inJSON) + `}`,
		"in ASCII":          `{"error":"p\u00e4\"ss\\w<o>rd\ud83d\udd11"}`,
		"in JSON in a text": `{"error":"you sent {\"p\":\"p\u00e4\\\"ss\\\\w<o>rd\ud83d\udd11\"}"}`,
		"in ASCII JSON":     `{"error":"you sent {\"p\":\"p\\u00e4\\\"ss\\\\w<o>rd\\ud83d\\udd11\"}"}`,
		"in HTML":           `{"error":"pä&#34;ss\\w&lt;o&gt;rd` + "\U0001F511" + `"}`,
	} {
		t.Run(what, func(t *testing.T) {
			problem := refused(403, []byte(body), secret)
			if !strings.Contains(problem.Message, "[secret]") || strings.Contains(everything(problem), "rd") {
				t.Errorf("got %q", problem.Message)
			}
		})
	}
	conn, _, _ := start(t, answerWith(200, "text/html", "<title>no "+secret+" here</title>"))
	_, err := fetch(t, conn, func(r *Request) { r.Secrets = []string{secret} })
	if want := `the answer is an HTML page (a login page?): "no [secret] here"`; problemOf(t, err).Message != want {
		t.Errorf("got %q", problemOf(t, err).Message)
	}
}

func TestOfTwoSecretsTheLongerIsTakenOutWhole(t *testing.T) {
	t.Parallel()
	problem := refused(403, []byte(`{"error":"demo-token is wrong"}`), "demo", "demo-token")
	if problem.Message != "[secret] is wrong" {
		t.Errorf("got %q", problem.Message)
	}
}

func TestACauseThatRepeatsAWholeAnswerIsNotKept(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, fine())
	_, err := Fetch(t.Context(), conn, request("things"), func([]byte) (int, error) { return 0, errors.New(strings.Repeat("long ", 1000)) })
	problem := problemOf(t, err)
	if problem.Err != nil || !strings.HasPrefix(problem.Message, "long long") || len(problem.Message) > 2*maxMessage {
		t.Errorf("a message of %d bytes with the cause %v", len(problem.Message), problem.Err != nil)
	}
}

// The answer to a login holds secrets that no request has sent yet.
func TestTheSecretsOfALoginAreHiddenBeforeTheyAreUsed(t *testing.T) {
	t.Parallel()
	const access, renewal = "acc-4711-is-quite-long", "ren-0815-is-quite-long"
	conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		answerWith([]int{200, 403}[n-1], "application/json", `{"error":"you got `+access+` and `+renewal+`","tokens":[{"access_token":"`+access+`"}],"refresh_token":"`+renewal+`"}`)(w, nil, n)
	})
	must(send(t.Context(), conn, http.MethodGet, request("login"), nil))(t)
	_, err := get(t.Context(), conn)
	if got := problemOf(t, err).Message; got != "you got [secret] and [secret]" {
		t.Errorf("got %q", got)
	}
}
