package cli

import (
	"bytes"
	"io"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
)

// runAtTerminal runs a command line whose standard error is a terminal of that many
// columns, and its standard output not.
func runAtTerminal(t *testing.T, env map[string]string, columns uint16, args ...string) (code int, out, errout string) {
	t.Helper()
	ours, theirs, err := pty.Open()
	if err != nil {
		t.Skipf("no terminal here: %v", err)
	}
	check(t, pty.Setsize(theirs, &pty.Winsize{Rows: 24, Cols: columns}))
	lines := make(chan string)
	go func() {
		var text bytes.Buffer
		_, _ = text.ReadFrom(ours) // ends with an error when the other end is closed
		lines <- text.String()
	}()
	var printed bytes.Buffer
	code = programIn(env, &printed, theirs).Run(t.Context(), args)
	_ = theirs.Close()
	errout = <-lines
	_ = ours.Close()
	return code, printed.String(), errout
}

// echoing is a terminal that is looked at whenever something is said: does it echo?
type echoing struct {
	*os.File
	seen map[string]bool
}

func (e echoing) Write(text []byte) (int, error) {
	state, err := term.GetState(e.Fd())
	e.seen[string(text)] = err != nil || state.Lflag&unix.ECHO != 0
	return len(text), err
}

// Whoever types at once, or pastes, is not seen.
func TestNothingIsEchoedOnceAPasswordIsAskedFor(t *testing.T) {
	t.Parallel()
	ours, theirs, err := pty.Open()
	if err != nil {
		t.Skipf("no terminal here: %v", err)
	}
	defer theirs.Close() //nolint:errcheck // nothing is kept in it
	defer ours.Close()   //nolint:errcheck // likewise
	_, env := serve(t, simulator.Options{Core: simulator.Core{SecondFactor: simulator.ByApp}})
	delete(env, "BANYAN_PASSWORD")
	echo := echoing{theirs, make(map[string]bool)}
	p := programIn(env, io.Discard, echo)
	p.In = theirs
	must(ours.WriteString("demo\n" + simulator.Code + "\n"))(t)
	if code := p.Run(t.Context(), []string{"list", "tenants", "--auth", "core"}); code != exitOK {
		t.Errorf("exit %d", code)
	}
	hidden := 0
	for text, echoes := range echo.seen {
		isPrompt := strings.HasPrefix(text, "Password of") || strings.HasPrefix(text, "Code for")
		if isPrompt && echoes {
			t.Errorf("%q, and what is typed is seen", text)
		}
		if isPrompt {
			hidden++
		}
	}
	if state, err := term.GetState(theirs.Fd()); hidden != 2 || err != nil || state.Lflag&unix.ECHO == 0 {
		t.Errorf("%d prompts, then %v, %v", hidden, state, err)
	}
}

func TestProgressOnATerminalIsOneLineThatIsGoneAtTheEnd(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 40, Groups: 1, TrunkGroups: 1, Latency: 25 * time.Millisecond})
	env["TERM"] = "xterm"
	const columns = 70
	code, out, errout := runAtTerminal(t, env, columns, "report", "--all", "--format", "jsonl", "--concurrency", "4")
	if code != exitOK || strings.Count(out, "\n") != 40 || strings.Contains(out, "\x1b") {
		t.Errorf("exit %d, %d lines", code, strings.Count(out, "\n"))
	}
	if !regexp.MustCompile(`\r\[#*\.*\] \d+ of 40 tenants, \d+ requests`).MatchString(errout) {
		t.Errorf("no bar: %q", errout)
	}
	if !strings.HasSuffix(errout, "\r\x1b[K") || strings.Contains(errout, "\n") {
		t.Errorf("the line is not gone: %q", errout)
	}
	for part := range strings.SplitSeq(errout, "\r") {
		if text := strings.ReplaceAll(part, "\x1b[K", ""); len(text) >= columns {
			t.Errorf("%q is wider than the terminal", text)
		}
	}
}

func TestNothingIsDrawnWithoutATerminalThatCan(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 5, Groups: 1, Latency: 100 * time.Millisecond})
	for name, test := range map[string]struct {
		term string
		args []string
		want string
	}{
		"dumb":     {"dumb", nil, "5 of 5 tenants, "},
		"not told": {"", nil, "5 of 5 tenants, "},
		"quiet":    {"xterm", []string{"--quiet"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := maps.Clone(env)
			env["TERM"] = test.term
			_, _, errout := runAtTerminal(t, env, 80, append([]string{"report", "--all", "--format", "csv"}, test.args...)...)
			if strings.ContainsAny(errout, "\x1b[#") || !strings.HasPrefix(errout, test.want) || (test.want == "") != (errout == "") {
				t.Errorf("said %q", errout)
			}
		})
	}
}

func TestProgressElsewhereIsALineNowAndThen(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	p := Program{Err: &output, Env: os.Getenv}.newProgress(1000, false)
	p.done = 100
	p.tick(collect.Progress{Done: 8100})
	if output.Len() > 0 {
		t.Errorf("said %q at once", &output)
	}
	p.begun = p.begun.Add(-10 * time.Second)
	p.printed = p.begun
	p.tick(collect.Progress{Done: 8100})
	p.tick(collect.Progress{Done: 8100})
	if got := output.String(); got != "100 of 1000 tenants, 8100 requests, 1m30s left\n" {
		t.Errorf("said %q", got)
	}
	p.done = 1000
	output.Reset()
	p.end()
	if got := output.String(); !strings.HasPrefix(got, "1000 of 1000 tenants, 8100 requests in 10") || strings.Count(got, "\n") != 1 {
		t.Errorf("said %q", got)
	}
}

func TestTheLineIsNeverWiderThanTheTerminal(t *testing.T) {
	t.Parallel()
	p := Program{Err: &bytes.Buffer{}, Env: os.Getenv}.newProgress(1000, false)
	p.done, p.requests = 500, 8100
	now := p.begun.Add(time.Minute)
	for width, want := range map[int]string{
		100: "[##########..........] 500 of 1000 tenants, 8100 requests, 1m0s left",
		50:  "500 of 1000 tenants, 8100 requests, 1m0s left",
		11:  "500 of 1000",
		0:   "",
		-1:  "",
	} {
		if got := p.line(now, width); got != want {
			t.Errorf("%d columns: %q", width, got)
		}
	}
}
