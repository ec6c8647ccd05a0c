package apiclient

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"banyan/internal/redact"
)

func mustParse(raw string) *url.URL {
	u, err := url.Parse(raw)
	if err != nil {
		panic(err)
	}
	return u
}

// hangUp closes the connection without an answer.
func hangUp(http.ResponseWriter, *http.Request, int) { panic(http.ErrAbortHandler) }

func TestAConnectionThatIsRefusedIsTriedThreeTimes(t *testing.T) {
	t.Parallel()
	listener := must((&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0"))(t)
	address := listener.Addr().String()
	ok(t, listener.Close())
	conn, clock := connect(t, "http://"+address)
	problem := failure(get(t.Context(), conn))(t)
	if problem.Kind != Unreachable || !strings.HasPrefix(problem.Message, "cannot reach "+address+": ") {
		t.Errorf("got %v", problem)
	}
	if got := len(clock.waits()); got != 2 {
		t.Errorf("%d waits, want 2", got)
	}
}

func TestAConnectionThatBreaksBeforeTheAnswerIsTriedAgain(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, after(2, hangUp))
	must(get(t.Context(), conn))(t)
	seen.expects(t, 3)
	conn, seen, _ = start(t, hangUp)
	fails(get(t.Context(), conn))(t, Unreachable)
	seen.expects(t, 3)
}

func TestABodyThatIsCutIsReadOnceMoreAndNeverHalf(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Length", "100")
		say(w, `{"things":[]}`) // valid by itself
		flush(w)
		panic(http.ErrAbortHandler)
	}
	conn, seen, _ := start(t, cut)
	got, err := get(t.Context(), conn)
	if problemOf(t, err).Kind != BadBody || got != nil || seen.count() != 2 {
		t.Errorf("%d arrived: %v, %v", seen.count(), got, err)
	}
	conn, _, _ = start(t, after(1, cut))
	if got, err := get(t.Context(), conn); err != nil || got["a"] != 1.0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAServerThatNeverAnswersTimesOut(t *testing.T) {
	for _, test := range []struct {
		what  string
		limit Timeouts
		begin bool // the answer begins and never ends
	}{
		{"before the answer begins", Timeouts{Header: 50 * time.Millisecond}, false},
		{"in all", Timeouts{Total: 50 * time.Millisecond}, false},
		{"in the body", Timeouts{Total: 50 * time.Millisecond}, true},
	} {
		t.Run(test.what, func(t *testing.T) {
			conn, seen, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				if test.begin {
					say(w, `{`)
					flush(w)
				}
				<-r.Context().Done()
			}, func(c *Config) { c.Timeouts = test.limit })
			begin := time.Now()
			_, err := get(t.Context(), conn)
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			if problemOf(t, err).Kind != Timeout || seen.count() != 1 {
				t.Errorf("%d arrived: %v", seen.count(), err)
			}
		})
	}
}

func TestTheCallersDeadlineIsATimeout(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, func(_ http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if problem := failure(get(ctx, conn))(t); problem.Kind != Timeout || !errors.Is(problem, context.DeadlineExceeded) {
		t.Errorf("got %v", problem)
	}
}

func TestCancellingAndClosingEndWhatIsInFlight(t *testing.T) {
	for what, end := range map[string]func(context.CancelFunc, *Conn){
		"cancel": func(cancel context.CancelFunc, _ *Conn) { cancel() },
		"close":  func(_ context.CancelFunc, conn *Conn) { conn.Close() },
	} {
		t.Run(what, func(t *testing.T) {
			arrived := make(chan struct{})
			conn, seen, _ := start(t, func(_ http.ResponseWriter, r *http.Request, _ int) {
				close(arrived)
				<-r.Context().Done()
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go func() {
				<-arrived
				end(cancel, conn)
			}()
			if problem := failure(get(ctx, conn))(t); problem.Kind != Canceled || !errors.Is(problem, context.Canceled) || seen.count() != 1 {
				t.Errorf("%d arrived: %v", seen.count(), problem)
			}
		})
	}
}

func TestNothingLeavesAfterClose(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine(), writable)
	conn.Close()
	for range 200 {
		if _, err := get(t.Context(), conn); problemOf(t, err).Kind != Canceled {
			t.Fatalf("a read: %v", err)
		}
		if problem := problemOf(t, put(t.Context(), conn)); problem.Kind != Canceled || !problem.Unsent {
			t.Fatalf("a write: %v", problem)
		}
	}
	seen.expects(t, 0)
}

// patient gives much data the time that it takes on a busy machine.
func patient(c *Config) { c.Timeouts.Total = time.Hour }

func TestAnAnswerAboveTheLimitIsRefused(t *testing.T) {
	endless := func(w http.ResponseWriter, _ *http.Request, _ int) {
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	conn, seen, _ := start(t, endless, patient)
	for single, want := range map[bool]string{true: "answer larger than 4 MB", false: "answer larger than 32 MB"} {
		if problem := failure(fetch(t, conn, func(r *Request) { r.Single = single }))(t); problem.Kind != TooLarge || problem.Message != want {
			t.Errorf("got %v", problem)
		}
	}
	seen.expects(t, 2)
}

// It is not as if the host could not be reached.
func TestAHeaderAboveTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	const tooLarge = " is too large: the header of the answer is larger than 256 kB; nothing of it is shown; tell who runs the server"
	for _, test := range []struct {
		protocol, want string
		kind           Kind
	}{
		{"HTTP/1.1", tooLarge, TooLarge},
		{"HTTP/2.0", " broke the rules of HTTP/2, as a header does that is far too large; ", Unreachable},
	} {
		server, file := startTLS(t, func(s *httptest.Server) {
			s.EnableHTTP2 = test.protocol == "HTTP/2.0"
			s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Proto != test.protocol {
					t.Errorf("%s, want %s", r.Proto, test.protocol)
				}
				w.Header().Set("X", strings.Repeat("x", 2*maxHeader))
			})
		})
		conn, _ := connect(t, server.URL, func(c *Config) { c.CAFile = file })
		if problem := failure(get(t.Context(), conn))(t); problem.Kind != test.kind || !strings.Contains(Explain(problem), test.want) {
			t.Errorf("%s: %v: %s", test.protocol, problem, Explain(problem))
		}
	}
}

func TestAnAnswerOfExactlyTheLimitIsRead(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		say(w, `{"a":"`+strings.Repeat("x", singleLimit-8)+`"}`)
	})
	r := request("things")
	r.Single = true
	if _, err := Fetch(t.Context(), conn, r, decodeObject); err != nil {
		t.Error(err)
	}
}

func TestACompressedBombIsStoppedAtTheLimit(t *testing.T) {
	var bomb bytes.Buffer
	packer := gzip.NewWriter(&bomb)
	zeros := string(make([]byte, 1<<20))
	for range 8 {
		say(packer, zeros)
	}
	flush(packer)
	conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Encoding", "gzip")
		say(w, bomb.String())
	}, patient)
	fails(fetch(t, conn, func(r *Request) { r.Single = true }))(t, TooLarge)
}

func TestACompressedAnswerIsRead(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("Accept-Encoding is %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		packer := gzip.NewWriter(w)
		say(packer, `{"a":1}`)
		flush(packer)
	})
	if got, err := get(t.Context(), conn); err != nil || got["a"] != 1.0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAnErrorsBodyIsReadInPart(t *testing.T) {
	t.Parallel()
	conn, _, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.WriteHeader(500)
		say(w, `{"error":"`+strings.Repeat("x", 10<<20)+`"}`)
	})
	if problem := failure(get(t.Context(), conn))(t); problem.Kind != ServerFault || problem.Message != "" {
		t.Errorf("got %v %.50q", problem.Kind, problem.Message)
	}
}

// Requests that wait for one login get its one error, each on its own goroutine.
func TestAnErrorThatRequestsShareIsLeftAsItIs(t *testing.T) {
	secrets := &redact.Secrets{}
	secrets.Add("hunter2hunter2")
	read := &call{record: Activity{Op: "read x", Path: "/x/"}, method: "GET", url: mustParse("http://h"), path: "/x/", secrets: secrets}
	shared := &Error{Kind: LoginFailed, Problems: []Problem{{Text: "hunter2hunter2 is wrong"}}}
	got := read.judge(t.Context(), answer{}, shared, time.Now())
	if text := got.Problems[0].Text; strings.Contains(text, "hunter2") {
		t.Errorf("not hidden: %s", text)
	}
	if text := shared.Problems[0].Text; text != "hunter2hunter2 is wrong" {
		t.Errorf("what others have was changed: %s", text)
	}
}
