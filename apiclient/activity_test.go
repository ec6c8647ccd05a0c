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

func TestRecentTellsEveryTryNewestFirst(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, after(1, busy(503, "")))
	r := request("a/b")
	r.Query = url.Values{"q": {"sesame"}}
	must(Fetch(t.Context(), conn, r, decodeObject))(t)
	got := conn.Recent()
	if len(got) != 2 {
		t.Fatalf("%d activities, want 2", len(got))
	}
	if got[0].Status != 200 || got[0].Attempt != 2 || got[0].Err != nil || got[0].Path != "/api/v1/a%2Fb/" || got[0].Method != "GET" {
		t.Errorf("the newest is %+v", got[0])
	}
	if got[1].Status != 503 || got[1].Attempt != 1 || problemOf(t, got[1].Err).Kind != Unavailable || got[1].At.After(got[0].At) {
		t.Errorf("the oldest is %+v", got[1])
	}
}

func TestRecentIsBounded(t *testing.T) {
	t.Parallel()
	var kept activities
	for i := range recentKept + 10 {
		kept.add(Activity{Attempt: i})
	}
	got := kept.newest()
	if len(got) != recentKept || got[0].Attempt != recentKept+9 || got[recentKept-1].Attempt != 10 {
		t.Errorf("%d kept, from %d to %d", len(got), got[0].Attempt, got[len(got)-1].Attempt)
	}
}

func TestAnAnswerThatCannotBeReadIsAnActivityWithAnError(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, answerWith(200, "application/json", `{"a":`))
	if _, err := get(t.Context(), conn); err == nil {
		t.Fatal("no error")
	}
	if got := conn.Recent(); len(got) != 1 || problemOf(t, got[0].Err).Kind != BadBody {
		t.Errorf("got %+v", got)
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
		log.String(), problem.Error(), fmt.Sprintf("%+v", problem), fmt.Sprintf("%#v", problem), fmt.Sprintf("%+v", conn.Recent()),
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
			if text := fmt.Sprintf("%v %+v %+v", err, *problemOf(t, err), conn.Recent()[0].Err); strings.Contains(text, "sesame") {
				t.Errorf("the secret shows in %s", text)
			}
		})
	}
}
