package apiclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// writable turns writing on.
func writable(c *Config) { c.Write = true }

// put writes an empty object to /api/v1/things/.
func put(ctx context.Context, conn *Conn) error {
	return Write(ctx, conn, http.MethodPut, request("things"), []byte(`{"a":1}`))
}

func TestWithoutLeaveToWriteNothingLeaves(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine())
	err := put(t.Context(), conn)
	if problem := problemOf(t, err); conn.CanWrite() || !errors.Is(err, ErrReadOnly) || !problem.Unsent || seen.count() != 0 {
		t.Errorf("a connection that only reads writes: %v", err)
	}
}

func TestAWriteArrivesOnceAsItWasGiven(t *testing.T) {
	t.Parallel()
	var body string
	conn, seen, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		read, _ := io.ReadAll(r.Body)
		body += r.Method + " " + string(read) + "\n"
		say(w, `{}`)
	}, writable)
	r := request("a/b", "c d")
	r.Bearer = "sesame"
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		ok(t, Write(t.Context(), conn, method, r, []byte(`{"n":9007199254740993}`)))
	}
	want := `POST {"n":9007199254740993}` + "\n" + `PUT {"n":9007199254740993}` + "\n" + `DELETE {"n":9007199254740993}` + "\n"
	if body != want || seen.count() != 3 {
		t.Errorf("%d arrived:\n%s", seen.count(), body)
	}
	for _, got := range seen.list {
		if got.URL.EscapedPath() != "/api/v1/a%2Fb/c%20d/" || got.Header.Get("Content-Type") != "application/json" || got.Header.Get("Authorization") != "Bearer sesame" {
			t.Errorf("%s with %v", got.URL.EscapedPath(), got.Header)
		}
		for name := range got.Header {
			if strings.Contains(name, "Idempotency") {
				t.Errorf("%s lets the transport repeat the write", name)
			}
		}
	}
}

func TestEveryWriteHasAConnectionOfItsOwn(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine(), writable)
	must(get(t.Context(), conn))(t)
	for range 3 {
		ok(t, put(t.Context(), conn))
	}
	if n := conn.Stats().ConnectionsOpened; n != 4 {
		t.Errorf("%d connections, want one of the read and three of the writes", n)
	}
	if !seen.list[1].Close {
		t.Error("the server is not told that the connection ends")
	}
}

func TestWhatTheServerTakesIsASuccess(t *testing.T) {
	for what, handle := range map[string]handler{
		"200 with an object": answerWith(200, "application/json", `{"a":1}`),
		"201":                answerWith(201, "text/plain", `{}`),
		"202 without a body": answerWith(202, "text/plain", ``),
		"204":                func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(204) },
	} {
		t.Run(what, func(t *testing.T) {
			conn, seen, _ := start(t, handle, writable)
			ok(t, put(t.Context(), conn))
			seen.expects(t, 1)
		})
	}
}

func TestAFailedWriteArrivesOnceAndTellsWhetherItMayHaveApplied(t *testing.T) {
	json := func(status int) handler { return answerWith(status, "application/json", `{"error":"no"}`) }
	for _, test := range []struct {
		what   string
		handle handler
		kind   Kind
		may    bool
	}{
		{"400", json(400), Refused, false},
		{"401", json(401), Unauthorized, false},
		{"403", json(403), Forbidden, false},
		{"404", answerWith(404, "application/json", `{"details":"no"}`), NotFound, false},
		{"404 in another shape", json(404), NotJSON, false},
		{"404 of something in front", answerWith(404, "text/html", "<h1>no</h1>"), NotJSON, false},
		{"409", json(409), Refused, false},
		{"422", json(422), Refused, false},
		{"429", json(429), RateLimited, false},
		{"501", json(501), ServerFault, false},
		{"505", json(505), ServerFault, false},
		{"408", json(408), Refused, true},
		{"425", json(425), Refused, true},
		{"500", json(500), ServerFault, true},
		{"502 with a page", answerWith(502, "text/html", "<h1>Bad Gateway</h1>"), Unavailable, true},
		{"503", json(503), Unavailable, true},
		{"504", json(504), Unavailable, true},
		{"200 with a page", answerWith(200, "text/html", "<html>log in</html>"), NotJSON, true},
		{"200 with garbage", answerWith(200, "application/json", `{"a":`), BadBody, true},
		{"200 with nothing", answerWith(200, "application/json", ``), BadBody, true},
		{"206", json(206), BadBody, true},
		{"207", json(207), BadBody, true},
		{"an unknown status", json(699), Unknown, true},
		{"a broken connection", hangUp, Unreachable, true},
		{"a body that is cut", func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("Content-Length", "100")
			say(w, `{"a":1`)
		}, BadBody, true},
		{"an endless wait", func(_ http.ResponseWriter, r *http.Request, _ int) {
			_, _ = io.ReadAll(r.Body) // only then a server notices that the client left
			<-r.Context().Done()
		}, Timeout, true},
	} {
		t.Run(test.what, func(t *testing.T) {
			conn, seen, _ := start(t, test.handle, writable, func(c *Config) { c.Timeouts.Write = 300 * time.Millisecond })
			err := put(t.Context(), conn)
			problem := problemOf(t, err)
			if problem.Kind != test.kind || problem.MayHaveApplied() != test.may || MayHaveApplied(err) != test.may {
				t.Errorf("kind %v, may have applied %v: %v", problem.Kind, problem.MayHaveApplied(), err)
			}
			if seen.count() != 1 || conn.Stats().Retries != 0 {
				t.Errorf("%d arrived after %d retries", seen.count(), conn.Stats().Retries)
			}
			if latest := conn.Traffic().Requests[0]; latest.Method != http.MethodPut || latest.Purpose != ForSave || latest.Last().Err == nil {
				t.Errorf("the latest request is %+v", latest)
			}
		})
	}
}

func TestNoRedirectOfAWriteIsFollowed(t *testing.T) {
	for _, status := range []int{300, 301, 302, 303, 304, 305, 307, 308, 399} {
		for _, to := range []string{"elsewhere", "/api/v1/other/", "http://[broken", ""} {
			t.Run(http.StatusText(status)+" to "+to, func(t *testing.T) {
				other, elsewhere := serve(t, fine())
				conn, seen, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
					w.Header().Set("Location", strings.Replace(to, "elsewhere", other+"/x", 1))
					w.WriteHeader(status)
				}, writable)
				problem := problemOf(t, put(t.Context(), conn))
				if problem.Kind != Redirected || problem.Status != status || problem.MayHaveApplied() || problem.Unsent {
					t.Errorf("status %d, may have applied %v: %v", problem.Status, problem.MayHaveApplied(), problem)
				}
				if seen.count() != 1 || elsewhere.count() != 0 {
					t.Errorf("%d arrived here, %d elsewhere", seen.count(), elsewhere.count())
				}
				if to == "elsewhere" && !strings.Contains(problem.Message, other) {
					t.Errorf("the other place is not named: %s", problem.Message)
				}
			})
		}
	}
}

func TestAWriteThatNeverLeftSaysSo(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	secure, _ := startTLS(t, func(*httptest.Server) {})
	for what, test := range map[string]struct {
		url  string
		kind Kind
		act  func(context.Context, *Conn) error
	}{
		"nobody listens":       {closed.URL, Unreachable, nil},
		"no such host":         {"http://no-such-host.invalid", Unreachable, nil},
		"an unknown authority": {secure.URL, TLS, nil},
		"a name that no path can hold": {closed.URL, BadName, func(ctx context.Context, conn *Conn) error {
			return Write(ctx, conn, http.MethodDelete, request(".."), []byte(`{}`))
		}},
		"a read": {closed.URL, ReadOnly, func(ctx context.Context, conn *Conn) error {
			return Write(ctx, conn, http.MethodGet, request("things"), []byte(`{}`))
		}},
		"no JSON": {closed.URL, BadBody, func(ctx context.Context, conn *Conn) error {
			return Write(ctx, conn, http.MethodPut, request("things"), nil)
		}},
		"given up before": {closed.URL, Canceled, func(ctx context.Context, conn *Conn) error {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return put(ctx, conn)
		}},
		"closed before": {closed.URL, Canceled, func(ctx context.Context, conn *Conn) error {
			conn.Close()
			return put(ctx, conn)
		}},
	} {
		t.Run(what, func(t *testing.T) {
			conn, _ := connect(t, test.url, writable)
			act := test.act
			if act == nil {
				act = put
			}
			problem := problemOf(t, act(t.Context(), conn))
			if problem.Kind != test.kind || !problem.Unsent || problem.MayHaveApplied() {
				t.Errorf("kind %v, unsent %v: %v", problem.Kind, problem.Unsent, problem)
			}
		})
	}
}

func TestTheCallerCannotCancelAWriteThatWasSent(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	conn, seen, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		_, _ = io.ReadAll(r.Body)
		cancel()
		select {
		case <-r.Context().Done():
		case <-time.After(100 * time.Millisecond): // as long as giving up would need
			say(w, `{}`)
		}
	}, writable)
	ok(t, put(ctx, conn))
	seen.expects(t, 1)
}

func TestClosingEndsAWriteInDoubt(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	conn, _, _ := start(t, func(_ http.ResponseWriter, r *http.Request, _ int) {
		_, _ = io.ReadAll(r.Body)
		close(arrived)
		<-r.Context().Done()
	}, writable)
	ended := make(chan error, 1)
	go func() { ended <- put(t.Context(), conn) }()
	<-arrived
	conn.Close()
	if problem := problemOf(t, <-ended); problem.Kind != Canceled || !problem.MayHaveApplied() {
		t.Errorf("kind %v, may have applied %v", problem.Kind, problem.MayHaveApplied())
	}
}

func TestAWriteWaitsForASlotAndCanBeGivenUpThere(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	conn, seen, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		close(arrived)
		<-release
		say(w, `{}`)
	}, writable, func(c *Config) { c.Concurrency = 1 })
	read := make(chan error, 1)
	go func() {
		_, err := get(t.Context(), conn)
		read <- err
	}()
	<-arrived
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	problem := problemOf(t, put(ctx, conn))
	if problem.Kind != Timeout || !problem.Unsent {
		t.Errorf("kind %v, unsent %v", problem.Kind, problem.Unsent)
	}
	close(release)
	ok(t, <-read)
	seen.expects(t, 1)
}

func TestAWriteDoesNotWaitOutAPause(t *testing.T) {
	t.Parallel()
	conn, seen, clock := start(t, after(1, busy(http.StatusTooManyRequests, "7")), writable)
	for range 2 {
		problem := problemOf(t, put(t.Context(), conn))
		if problem.Kind != RateLimited || problem.RetryAfter != 7*time.Second || problem.MayHaveApplied() {
			t.Errorf("%v after %v", problem, problem.RetryAfter)
		}
	}
	if seen.count() != 1 || len(clock.waits()) != 0 {
		t.Errorf("%d arrived, waited %v", seen.count(), clock.waits())
	}
	ok(t, clock.sleep(t.Context(), 7*time.Second))
	ok(t, put(t.Context(), conn))
	seen.expects(t, 2)
}

func TestReadsAndWritesShareTheirCookies(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		http.SetCookie(w, &http.Cookie{Name: r.Method, Value: "1", Path: "/"})
		say(w, `{}`)
	}, writable)
	must(get(t.Context(), conn))(t)
	ok(t, put(t.Context(), conn))
	must(get(Fresh(t.Context()), conn))(t)
	if got := seen.list[1].Header.Get("Cookie"); got != "GET=1" {
		t.Errorf("the write brings %q", got)
	}
	if got := seen.list[2].Header; len(seen.list[2].Cookies()) != 2 || got.Get("Cache-Control") != "no-cache" || seen.list[0].Header.Get("Cache-Control") != "" {
		t.Errorf("the second read brings %v", got)
	}
}

func TestAWriteOverTLSNeverUsesHTTP2(t *testing.T) {
	t.Parallel()
	proto := make(chan string, 1)
	server, file := startTLS(t, func(s *httptest.Server) {
		s.EnableHTTP2 = true
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			proto <- r.Proto
			say(w, `{}`)
		})
	})
	conn, _ := connect(t, server.URL, writable, func(c *Config) { c.CAFile = file })
	ok(t, put(t.Context(), conn))
	if got := <-proto; got != "HTTP/1.1" {
		t.Errorf("%s repeats by itself what a server turns away", got)
	}
}

func TestOnlyAFailedWriteMayHaveApplied(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		err  error
		want bool
	}{
		"nothing":           {nil, false},
		"an unknown error":  {errors.New("?"), true},
		"an empty *Error":   {&Error{}, true},
		"a read that broke": {&Error{Method: http.MethodGet, Kind: Unreachable}, false},
	} {
		if got := MayHaveApplied(test.err); got != test.want {
			t.Errorf("%s: %v", what, got)
		}
	}
}
