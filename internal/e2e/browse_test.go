package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/term"

	"banyan/apiclient/simulator"
)

func demoCredentials() []string {
	return []string{"BANYAN_USERNAME=demo", "BANYAN_PASSWORD=demo"}
}

// On real HTTP, counted at the server: once the group list is there, no request
// for a hidden group leaves before the visible groups' capacities were asked for.
func TestVisibleGroupsAreAskedForFirst(t *testing.T) {
	t.Parallel()
	const groups = 200
	server, url := serve(t, simulator.Options{Tenants: 1, Groups: groups, TrunkGroups: 2, OnlyGenerated: true})
	s := start(t, demoCredentials(), "--url", url, "--api", "apio", "--concurrency", "32")
	s.untilShows("tenant-0001")
	s.press("\r")
	s.untilShows(fmt.Sprintf(" of %d ", groups))
	visible := lastGroup(s.until("all groups to be read", func([]byte) bool { return details(server) == groups*2 }))
	if visible < 10 || visible > 24 {
		t.Fatalf("%d rows are visible at 80x24", visible)
	}
	asked := map[int]bool{}
	for _, request := range server.Requests() {
		number := lastGroup([]byte(request.Path))
		if number == 0 {
			continue
		}
		if strings.Contains(request.Path, "/features/") {
			asked[number] = true
		}
		if number <= visible {
			continue
		}
		if len(asked) < visible {
			t.Fatalf("%s was asked for after %d of %d visible groups", request.Path, len(asked), visible)
		}
		return
	}
	t.Error("no hidden group was ever asked for")
}

// lastGroup returns the highest number of a group that a text names.
func lastGroup(text []byte) int {
	last := 0
	for _, name := range regexp.MustCompile(`group-(\d{4})`).FindAllSubmatch(text, -1) {
		if number, err := strconv.Atoi(string(name[1])); err == nil {
			last = max(last, number)
		}
	}
	return last
}

// details counts the trunk groups that were asked for.
func details(server *simulator.Server) int {
	count := 0
	for _, request := range server.Requests() {
		if _, name, ok := strings.Cut(request.Path, "/services/trunk_groups/"); ok && len(name) > 1 {
			count++
		}
	}
	return count
}

// Who is not known logs in on the screen; the password is never drawn.
func TestMissingCredentialsAreAskedForOnTheScreen(t *testing.T) {
	t.Parallel()
	const password = "Tr0ub4dor-3"
	server, url := serve(t, simulator.Options{Username: "demo", Password: password, Only: simulator.OnlyGateway})
	state := t.TempDir()
	s := start(t, []string{"XDG_STATE_HOME=" + state}, "--url", url, "--api", "apio", "--log", filepath.Join(state, "log"))
	s.untilShows("not connected")
	s.pressUntil("demo\t", "▸ Password")
	s.pressUntil("wrong", "•••••")
	s.pressAlone("\r", "wrong user name or password")
	s.pressUntil("\x1b[200~"+password+"\n\x1b[201~", strings.Repeat("•", len(password)))
	s.pressAlone("\r", "ServiceProviderID")
	s.press("q")
	if code, out := s.exit(); code != 0 || bytes.Contains(out, []byte(password)) {
		t.Errorf("exit %d; the password is in %q", code, out)
	}
	if n := logins(server); n != 2 {
		t.Errorf("%d logins, want the wrong one and the right one", n)
	}
	check(t, filepath.WalkDir(state, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if bytes.Contains(text, []byte(password)) {
			t.Errorf("the password is in %s", name)
		}
		return err
	}))
}

// What was refused at the start needs no new one; a byte that is no text is no part of a password.
func TestARefusedPasswordIsAskedForAgain(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	s := start(t, []string{"BANYAN_USERNAME=demo", "BANYAN_PASSWORD=demmo"}, "--url", url, "--api", "odin")
	s.untilShows("wrong user name or password")
	s.pressUntil("\x1b[200~dem\xe9o\x1b[201~", "not taken")
	s.pressUntil("\xe9", "not taken: what was typed")
	s.pressUntil("demo", "••••")
	s.pressAlone("\r", "ServiceProviderID")
	if n := logins(server); n != 2 {
		t.Errorf("%d logins", n)
	}
}

// pressAlone presses a key that counts only when it did not come together with others, until
// it counts.
func (s *screen) pressAlone(key, text string) {
	s.t.Helper()
	s.untilQuiet(100 * time.Millisecond)
	s.pressUntil(key, text)
}

// logins counts how often a platform was asked to let somebody in.
func logins(server *simulator.Server) int {
	count := 0
	for _, request := range server.Requests() {
		if strings.HasSuffix(request.Path, "/login/") || strings.HasSuffix(strings.TrimSuffix(request.Path, "/"), "/auth/token") {
			count++
		}
	}
	return count
}

func TestTheLoginIsLeft(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"by esc": "\x1b", "by ctrl+c": "\x03"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, nil, "--url", "http://127.0.0.1:1", "--api", "apio")
			s.untilShows("not connected")
			s.press(key)
			if code, _ := s.exit(); code != 0 {
				t.Errorf("exit %d, want 0", code)
			}
		})
	}
}

// A command that is no explorer asks on plain lines, and never echoes the password.
func TestMissingCredentialsOfAReportAreAskedForOnPlainLines(t *testing.T) {
	t.Parallel()
	_, url := serve(t, simulator.Options{})
	s := start(t, nil, "report", "foo", "--url", url, "--api", "apio")
	s.untilShows("User name: ")
	echoing := s.terminalState()
	s.press("demo\n")
	s.untilShows("Password of demo at ")
	for s.terminalState() == echoing { // echo is switched off right after the prompt
		runtime.Gosched()
	}
	s.press("demo\n")
	out := string(s.untilShows("Foo Industries"))
	if _, after, _ := strings.Cut(out, "Password"); strings.Count(after, "demo") != 1 {
		t.Errorf("the password was echoed: %q", out) // one "demo" is the user's name in the prompt
	}
}

// terminalState returns the modes of the terminal, echo among them.
func (s *screen) terminalState() term.State {
	s.t.Helper()
	var state *term.State
	var err error
	connection := must(s.file.SyscallConn())(s.t)
	if failed := connection.Control(func(fd uintptr) { state, err = term.GetState(int(fd)) }); failed != nil || err != nil {
		s.t.Fatal(failed, err)
	}
	return *state
}

func TestASignalEndsThePromptsAndTheTerminalEchoesAgain(t *testing.T) {
	t.Parallel()
	for prompt, env := range map[string][]string{"User name: ": nil, "Password of demo at ": {"BANYAN_USERNAME=demo"}} {
		t.Run(prompt, func(t *testing.T) {
			t.Parallel()
			s := start(t, env, "report", "foo", "--url", "http://127.0.0.1:1", "--api", "apio")
			s.untilShows(prompt)
			s.press("\x03")
			if code, _ := s.exit(); code != 130 {
				t.Errorf("exit %d, want 130", code)
			}
		})
	}
}

// A session that ends in the middle is opened again without a word.
func TestASessionThatEndsIsOpenedAgainSilently(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	s := startAt(t, url, t.TempDir())
	server.ExpireSessions()
	s.press("\r")
	s.untilShows("AB-HQ")
	s.untilShows(" of 26 · ▲ 1 over ──")
	if n := logins(server); n != 2 {
		t.Errorf("%d logins, want one at the start and one again", n)
	}
}

// What a core asks for besides a password is asked for on plain lines of a command, and on the
// screen of the explorer.
func TestACoreAsksForACodeAndAGateway(t *testing.T) {
	t.Parallel()
	opts := simulator.Options{Core: simulator.Core{SecondFactor: simulator.ByApp, Gateways: []string{"BE East", "BE West"}}}
	server, url := serve(t, opts)
	env := []string{"BANYAN_USERNAME=demo", "BANYAN_PASSWORD=demo"}

	s := start(t, env, "report", "foo", "--url", url, "--auth", "core")
	s.untilShows("Code for ")
	if out := s.pressUntil("654321\n", "Code for "); !shows(out, "refused the code") {
		t.Errorf("%q", out)
	}
	s.press(simulator.Code + "\n")
	s.untilShows("Gateway, by number or name: ")
	s.press("3\n")
	s.untilShows("There is no gateway 3.")
	s.press("2\n")
	s.untilShows("Foo Industries")
	if code, out := s.exit(); code != 0 || bytes.Contains(out, []byte(simulator.Code)) || bytes.Contains(out, []byte("654321")) {
		t.Errorf("exit %d: %q", code, out)
	}

	s = start(t, env, "--url", url, "--auth", "core")
	s.untilShows("that your app shows")
	s.pressUntil(simulator.Code, "••••••")
	s.pressAlone("\r", "Each gateway is a platform of its own.")
	s.pressAlone("\x1b[B", "▸   BE West")
	s.pressAlone("\r", "ServiceProviderID")
	s.untilShows("BE West")
	s.press("q")
	if code, _ := s.exit(); code != 0 {
		t.Errorf("exit %d", code)
	}
	for _, r := range server.Requests() {
		if strings.HasPrefix(r.Path, "/api/v01/p1/") || strings.HasPrefix(r.Path, "/api/v1/") {
			t.Errorf("asked %s", r.Path)
		}
	}
}

// The help is searched as one types, and esc gives all of it back before it closes.
func TestTheHelpIsSearched(t *testing.T) {
	t.Parallel()
	d := displayOf(t, 80, 24, []string{"XDG_STATE_HOME=" + t.TempDir()}, "--demo")
	d.take(step{"?", "Help   tenants"}, step{"/", "esc all"}, step{"hotsp", "H  hotspots"})
	if text := d.text(); strings.Contains(text, "draw again") {
		t.Errorf("it shows all:\n%s", text)
	}
	d.take(step{"\x1b", "/ search"}, step{"", "here ──"}, step{"\x1b", "f find"})
	d.quit("q")
}
