package apiclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"banyan/apiclient/internal/pass"
)

func TestTrafficTellsEveryTryOfARequest(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, after(1, busy(503, "")))
	r := request("things", "a/b")
	r.Query, r.Template = url.Values{"q": {"x"}, "pin_token": {"sesame"}}, "things/{thing}"
	ctx := For(Background(t.Context()), ForScan)
	must(Fetch(ctx, conn, r, decodeObject))(t)
	must(get(t.Context(), conn))(t)
	got := conn.Traffic()
	if len(got.Requests) != 2 || got.InFlight != 0 || got.Waiting != 0 || got.Minute() != (Second{Sent: 3, Failed: 1}) {
		t.Fatalf("got %+v", got)
	}
	latest, first := got.Requests[0], got.Requests[1]
	if latest.Number != 2 || latest.Purpose != ForScreen || latest.Priority() != "interactive" || latest.Template != "things" {
		t.Errorf("the newest is %+v", latest)
	}
	want := Activity{
		Number: 1, Op: "list things", Purpose: ForScan, Background: true, Method: "GET", Host: conn.Host(), Template: "things/{thing}",
		Path: "/api/v1/things/a%2Fb/", Query: "pin_token=[secret]&q=x", Done: true, tried: 2, tries: first.tries,
	}
	if first != want {
		t.Errorf("the oldest is %+v, want %+v", first, want)
	}
	tries := first.Tries()
	if problem := tries[0].Problem(); tries[0].Status != 503 || problem.Kind != Unavailable || !tries[0].Ended || tries[0].Outcome() != "service unavailable" {
		t.Errorf("the first try is %+v", tries[0])
	}
	if first.Status() != 200 || first.Last().Err != nil || first.Last().Bytes != int64(len(`{"a":1}`)) || !tries[1].At.After(tries[0].At) {
		t.Errorf("the second try is %+v", tries[1])
	}
}

func TestAnAnswerThatCannotBeReadIsAnActivityWithAnError(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, answerWith(200, "application/json", `{"a":`))
	if _, err := get(t.Context(), conn); err == nil {
		t.Fatal("no error")
	}
	if got := conn.Traffic().Requests; len(got) != 1 || problemOf(t, got[0].Last().Err).Kind != BadBody || got[0].Last().Bytes != 5 {
		t.Errorf("got %+v", got)
	}
}

// A user may type the password where a name is searched: then it stands in a path, in a query and
// in what the request does.
func TestASecretInAPathOrAQueryIsShownNowhere(t *testing.T) {
	t.Parallel()
	const secret = "Tr0ub4dor&3"
	for what, change := range map[string]func(*Request){
		"path":  func(r *Request) { r.Path = append(r.Path, secret) },
		"query": func(r *Request) { r.Query = url.Values{"contains": {secret}} },
		"name":  func(r *Request) { r.Query = url.Values{"accessToken": {"another"}} },
		"op":    func(r *Request) { r.Op = "search number " + secret },
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			conn, seen, _ := start(t, busy(500, ""), func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
			conn.secrets.Add(secret)
			r := request("things")
			change(&r)
			problem := failure(Fetch(t.Context(), conn, r, decodeObject))(t)
			for _, text := range []string{log.String(), fmt.Sprintf("%+v", conn.Traffic().Requests), fmt.Sprintf("%v %+v", problem, problem)} {
				for _, spelt := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), "another"} {
					if strings.Contains(text, spelt) {
						t.Errorf("%q shows in %s", spelt, text)
					}
				}
			}
			sent := seen.list[0].URL
			if whole := sent.Path + sent.Query().Encode() + r.Op; !strings.Contains(whole, secret) && !strings.Contains(whole, url.QueryEscape(secret)) && !strings.Contains(whole, "another") {
				t.Errorf("it was not sent either: %s", whole)
			}
		})
	}
}

func TestTheLogHasALineForEachTryAndNoSecret(t *testing.T) {
	t.Parallel()
	const canary = "sesame-4711"
	var log bytes.Buffer
	conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, nth int) {
		http.SetCookie(w, &http.Cookie{Name: "sessionid", Value: canary})
		if nth == 2 {
			w.WriteHeader(403)
		}
		say(w, `{"error":"you sent a body"}`)
	}, func(c *Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	r := request("things")
	r.Bearer, r.Query = canary, url.Values{"q": {canary}}
	must(Fetch(t.Context(), conn, r, decodeObject))(t)
	ctx := pass.Grant(t.Context(), "POST", "/api/v1/things/")
	problem := failure(send(ctx, conn, "POST", r, map[string]string{"password": canary}))(t)
	for _, text := range []string{
		log.String(), problem.Error(), fmt.Sprintf("%+v", problem), fmt.Sprintf("%#v", problem), fmt.Sprintf("%+v", conn.Traffic()),
	} {
		if strings.Contains(text, canary) {
			t.Errorf("a secret shows in %s", text)
		}
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines:\n%s", len(lines), log.String())
	}
	var line map[string]any
	ok(t, json.Unmarshal([]byte(lines[1]), &line))
	for name, want := range map[string]any{
		"msg": "request", "level": "WARN", "method": "POST", "path": "/api/v1/things/", "status": 403.0, "attempt": 1.0, "outcome": "forbidden",
		"request": 2.0, "for": "login", "priority": "interactive", "op": "list things", "host": conn.Host(), "template": "things", "query": "q=[secret]", "bytes": 27.0, "ms": 0.0, "slot_ms": 0.0, "held_ms": 0.0,
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
}

// logged reads the lines that conn logs of one failing request.
func logged(t *testing.T, url string, r Request) map[string]any {
	t.Helper()
	var log bytes.Buffer
	conn, _ := connect(t, url, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	if _, err := Fetch(t.Context(), conn, r, decodeObject); err == nil {
		t.Fatal("no error")
	}
	line, _, _ := strings.Cut(log.String(), "\n")
	var out map[string]any
	if err := json.Unmarshal([]byte(line), &out); err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	return out
}

func TestTheLogTellsWhatWentWrong(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "r-17")
		w.WriteHeader(500)
		say(w, `{"errors":[{"code":4711,"message":"no sesame\ntoday"}]}`)
	}))
	defer server.Close()
	r := request("things")
	r.Secrets = []string{"sesame"}
	got := logged(t, server.URL, r)
	for name, want := range map[string]any{"message": "no [secret]\ntoday", "code": "4711", "request_id": "r-17", "cause": nil} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}

	got = logged(t, "http://127.0.0.1:1", request("things"))
	if cause, _ := got["cause"].(string); !strings.Contains(cause, "127.0.0.1:1") || got["message"] == nil || got["request_id"] != nil {
		t.Errorf("nobody listens: %v", got)
	}

	untrusted, _ := startTLS(t, func(*httptest.Server) {})
	got = logged(t, untrusted.URL, request("things"))
	if message, _ := got["message"].(string); !strings.Contains(message, "Acme Co") {
		t.Errorf("an unknown authority: %v", got)
	}
}

func TestWhatGoesWrongOnTheWayShowsNoQuery(t *testing.T) {
	nobody, _ := connect(t, "http://127.0.0.1:1")
	silent, _, _ := start(t, hangUp)
	slow, _, _ := start(t, func(_ http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() },
		func(c *Config) { c.Timeouts.Header = 20 * time.Millisecond })
	for what, conn := range map[string]*Conn{"refused": nobody, "hung up": silent, "timed out": slow} {
		t.Run(what, func(t *testing.T) {
			_, err := fetch(t, conn, func(r *Request) { r.Query = url.Values{"q": {"sesame"}} })
			if text := fmt.Sprintf("%v, %v", err, problemOf(t, err).Err); strings.Contains(text, "sesame") {
				t.Errorf("the query shows in %s", text)
			}
		})
	}
}

func TestAServerThatRepeatsASecretIsNotQuoted(t *testing.T) {
	for what, answer := range map[string]handler{
		"in a message": answerWith(403, "application/json", `{"error":"sesame is wrong","code":"sesame"}`),
		"in a page":    answerWith(200, "text/html", `<title>sesame</title>`),
		"in its id": func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("X-Request-Id", "sesame")
			w.WriteHeader(500)
		},
		"in what cannot be decoded": answerWith(200, "application/json", `"sesame"`),
	} {
		t.Run(what, func(t *testing.T) {
			conn, _, _ := start(t, answer)
			r := request("things")
			r.Secrets = []string{"", "sesame"}
			_, err := Fetch(t.Context(), conn, r, func(body []byte) (int, error) { return 0, fmt.Errorf("cannot read %s", body) })
			if text := fmt.Sprintf("%v %+v %+v", err, *problemOf(t, err), conn.Traffic().Requests[0].Last().Err); strings.Contains(text, "sesame") {
				t.Errorf("the secret shows in %s", text)
			}
		})
	}
}

// Of a reading that trunking is not assigned is an answer, of a write a refusal.
func TestAWriteThatIsRefusedHasFailed(t *testing.T) {
	t.Parallel()
	for method, failed := range map[string]int{http.MethodGet: 0, http.MethodPut: 1} {
		var log traffic
		a := &Activity{Method: method}
		log.begin()
		log.leave(a, Try{At: time.Unix(100, 0)})
		log.arrive(a, Try{Err: &Error{Kind: Refused, Status: 400, Number: serviceIsNotAssigned, Message: "trunking is not assigned"}}, time.Unix(100, 0))
		if got := log.second(time.Unix(100, 0)).Failed; got != failed {
			t.Errorf("%s: %d failed, want %d", method, got, failed)
		}
	}
}
