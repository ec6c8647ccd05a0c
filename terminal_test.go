package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"banyan/apiclient/simulator"
	"banyan/internal/cli"
	"banyan/internal/config"
	"banyan/internal/terminal"
)

// checkQuestions fails for every sequence that a terminal answers: reports of its
// identity, its state, the cursor, modes, keyboard, colours, and settings.
func checkQuestions(t *testing.T, out []byte) {
	t.Helper()
	for _, question := range []string{
		`\x1b\[[?>=]?\d*[cn]`, `\x1b\[[?>]?[\d;]*\$p`, `\x1b\[\?u`, `\x1b\[>[\d;]*q`, `\x1b\[1[1-9]t`, `\x1b\[2[01]t`,
		`\x1b\]\d+;(?:[^\x07\x1b]*;)?\?`, `\x1bP[+$]q`, `\x1b_G`, `\x05`, `\x1bZ`,
	} {
		if asked := regexp.MustCompile(question).Find(out); asked != nil {
			t.Errorf("the terminal was asked %q", asked)
		}
	}
}

// Nobody answers, whatever the terminal is called.
func TestNoTerminalIsEverAsked(t *testing.T) {
	for _, test := range []struct {
		env  []string
		args []string
	}{
		{nil, []string{"version"}},
		{nil, []string{"--help"}},
		{nil, []string{"--demo"}},
		{[]string{"TERM=xterm-kitty"}, []string{"--demo", "--theme", "light"}},
		{[]string{"TERM=screen-256color", "COLORTERM=truecolor"}, []string{"--demo"}},
		{[]string{"TERM=linux"}, []string{"--demo"}},
		{[]string{"TERM=alacritty", "COLORTERM=truecolor"}, []string{"--demo", "--no-diff"}},
	} {
		t.Run(strings.Join(append(test.env, test.args...), " "), func(t *testing.T) {
			s := start(t, test.env, test.args...)
			if test.args[0] == "--demo" {
				s.untilShows("ServiceProviderID")
				s.press("q")
			}
			code, out := s.exit()
			if code != 0 {
				t.Errorf("exit %d", code)
			}
			checkQuestions(t, out)
			if test.args[0] != "--demo" && bytes.ContainsRune(out, ansi.ESC) {
				t.Errorf("an escape sequence in %q", out)
			}
		})
	}
}

func TestATerminalThatCannotDrawIsSentToTheReport(t *testing.T) {
	for _, name := range []string{"dumb", ""} {
		s := start(t, []string{"TERM=" + name}, "--demo")
		code, out := s.exit()
		if code != 2 || !bytes.Contains(out, []byte("banyan report")) || bytes.ContainsRune(out, ansi.ESC) {
			t.Errorf("TERM=%q: exit %d, %q", name, code, out)
		}
	}
}

func TestColoursAndSignsFollowTheTerminal(t *testing.T) {
	sixteen, many, all := regexp.MustCompile(`\x1b\[(?:\d+;)*3[0-7]m`), regexp.MustCompile(`[34]8;5;`), regexp.MustCompile(`[34]8;2;`)
	for _, test := range []struct {
		name   string
		env    []string
		args   []string
		depth  *regexp.Regexp
		colour bool
		ascii  bool
	}{
		{"what the terminal says", nil, nil, many, true, false},
		{"24 bits", []string{"COLORTERM=truecolor"}, nil, all, true, false},
		{"tmux of old", []string{"TERM=tmux"}, nil, sixteen, true, false},
		{"screen of old", []string{"TERM=screen"}, nil, sixteen, true, false},
		{"none", []string{"NO_COLOR=1"}, nil, nil, false, false},
		{"asked for against NO_COLOR", []string{"NO_COLOR=1"}, []string{"--color", "16"}, sixteen, true, false},
		{"a locale of old", []string{"LANG=C"}, nil, many, true, true},
		{"no locale", []string{"LANG="}, nil, many, true, true},
		{"no locale, and signs asked for", []string{"LANG="}, []string{"--ascii=false"}, many, true, false},
		{"the console", []string{"TERM=linux"}, nil, sixteen, true, true},
		{"a vt100", []string{"TERM=vt100"}, nil, nil, false, true},
		{"ASCII asked for", nil, []string{"--ascii"}, many, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, test.env, append([]string{"--demo"}, test.args...)...)
			s.untilShows("ServiceProviderID")
			s.press("q")
			_, out := s.exit()
			for depth, re := range map[string]*regexp.Regexp{"16": sixteen, "256": many, "24 bits": all} {
				if found := re.Find(out); (found != nil) != (re == test.depth) {
					t.Errorf("colours of %s: %q", depth, found)
				}
			}
			if hasSigns := bytes.ContainsFunc(out, func(r rune) bool { return r > 0x7f && strings.ContainsRune("▸▲■✗↑↓█─…", r) }); hasSigns == test.ascii {
				t.Errorf("signs beyond ASCII: %v, want %v", hasSigns, !test.ascii)
			}
		})
	}
}

// Where the locale is Japanese go-runewidth takes lines and signs for two columns: what
// is drawn must be the same all the same, cell by cell.
func TestAJapaneseLocaleDrawsTheSame(t *testing.T) {
	frames := make(map[string]string)
	for _, locale := range []string{"C.UTF-8", "ja_JP.UTF-8"} {
		s := startAsIs(t, []string{"LANG=" + locale, "LC_ALL=" + locale}, "--demo")
		s.untilShows("ServiceProviderID")
		for _, keys := range []string{"", "?", "\x1b", "j", "c"} {
			s.press(keys)
			s.untilQuiet(500 * time.Millisecond)
			before, _ := s.bytes()
			s.press("\x0c") // draws all of it
			s.until("a whole frame", func(out []byte, _ bool) bool { return len(out) > len(before)+200 })
			s.untilQuiet(300 * time.Millisecond)
			out, _ := s.bytes()
			frames[locale] += string(out[len(before):])
		}
		s.press("\x03")
		s.exit()
	}
	for locale, frame := range frames {
		frames[locale] = regexp.MustCompile(`\d\d:\d\d:\d\d`).ReplaceAllString(frame, "clock")
	}
	if frames["C.UTF-8"] != frames["ja_JP.UTF-8"] {
		t.Errorf("%q\nis not\n%q", frames["ja_JP.UTF-8"], frames["C.UTF-8"])
	}
}

// gone waits for the end of the process, whatever its terminal does.
func (s *screen) gone() int {
	s.t.Helper()
	done := make(chan struct{})
	go func() {
		_ = s.cmd.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		s.t.Fatalf("the process is still there after %v", patience)
	}
	return s.cmd.ProcessState.ExitCode()
}

// The link dies in the middle of a save that the platform does not answer.
func TestAHangUpInASaveKeepsItsIntent(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(s *screen)
		code int
	}{
		{"the terminal is closed", func(s *screen) { _ = s.file.Close() }, 129},
		{"a hang-up", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGHUP) }, 129},
		{"a termination", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 143},
		{"an interrupt", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGINT) }, 130},
	} {
		t.Run(test.name, func(t *testing.T) {
			server, url := platform(t, simulator.Options{})
			state := t.TempDir()
			env := append(demoCredentials(), "XDG_STATE_HOME="+state)
			s := start(t, env, "--url", url, "--api", "apio", "--write")
			s.editTheCallsOfFoo()
			server.SetFault(simulator.Fault{Method: "PUT", Path: "*/features/trunk_groups/", Hang: true, Apply: true})
			s.confirm(server)
			began := time.Now()
			test.end(s)
			if code := s.gone(); code != test.code {
				t.Errorf("exit %d, want %d", code, test.code)
			}
			t.Logf("gone after %v", time.Since(began).Round(time.Millisecond))
			edits := journal(t, state)
			if len(edits) != 1 || edits[0].Result != "unknown" || edits[0].Path[0] != "foo" {
				t.Errorf("the journal says %+v, want one edit of foo without a verdict", edits)
			}
		})
	}
}

// editTheCallsOfFoo goes to the capacity of foo and changes its calls.
func (s *screen) editTheCallsOfFoo() {
	s.t.Helper()
	s.untilShows("ServiceProviderID")
	s.pressUntil("/", "16/16")
	s.pressUntil("Foo Industries", "1/16")
	s.pressUntil("\r", "help")
	s.pressUntil("c", "> capacity")
	s.untilShows("6 groups, 1 finding")
	s.pressUntil("e", "Figures of tenant capacity foo")
	s.pressUntil("\x15150", "not saved")
}

// confirm says yes to the save and waits until it has reached the platform.
func (s *screen) confirm(server *simulator.Server) {
	s.t.Helper()
	s.pressUntil("\x13", "Save to ")
	s.untilQuiet(500 * time.Millisecond) // a dialog takes no key before it could be read
	s.press("y")
	for deadline := time.Now().Add(patience); writesAt(server) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatal("no write arrived")
		}
	}
}

type editOnDisk struct {
	Result string
	Path   []string
}

// journal returns what `banyan edits list` says.
func journal(t *testing.T, state string) []editOnDisk {
	t.Helper()
	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), name, "edits", "list", "--format", "json")
	cmd.Env = []string{"HOME=" + t.TempDir(), "XDG_STATE_HOME=" + state}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Edits []editOnDisk }
	if err := json.Unmarshal(out, &document); err != nil {
		t.Fatal(err)
	}
	return document.Edits
}

// A y among other keys, as a terminal pastes that does not say so, saves nothing.
func TestABurstNeverSaves(t *testing.T) {
	server, url := platform(t, simulator.Options{})
	s := start(t, append(demoCredentials(), "XDG_STATE_HOME="+t.TempDir()), "--url", url, "--api", "apio", "--write")
	s.editTheCallsOfFoo()
	s.pressUntil("\x13", "Save to ")
	s.untilQuiet(500 * time.Millisecond)
	for _, burst := range []string{"\x1b[B y ", "yy", "\x1b[200~y\x1b[201~", "xy", "\x1b[By"} {
		s.press(burst)
		s.untilQuiet(300 * time.Millisecond)
		if n := writesAt(server); n != 0 {
			t.Fatalf("%d writes after %q", n, burst)
		}
	}
	s.pressUntil("y", "saved: tenant capacity foo")
	if n := writesAt(server); n != 1 {
		t.Errorf("%d writes after a single y, want 1", n)
	}
}

func TestALeaderOfItsSessionIsNotSuspended(t *testing.T) {
	s := start(t, nil, "--demo")
	s.untilShows("ServiceProviderID")
	s.pressUntil("\x1a", "cannot be suspended")
	s.pressUntil("?", "first row")
	s.press("\x03")
	if code, _ := s.exit(); code != 0 {
		t.Errorf("exit %d, want 0", code)
	}
}

func TestAShellSuspendsAndContinues(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := startCommand(t, exec.Command(shell, "--norc", "--noprofile", "-i"), []string{"PS1=shell> ", "XDG_STATE_HOME=" + t.TempDir()})
	s.untilShows("shell> ")
	demo := name + " --demo --no-diff"
	for _, run := range []string{demo, "sh -c '" + demo + "; exit'"} { // a script in between is no obstacle
		s.pressUntil(run+"\r", "ServiceProviderID")
		s.untilQuiet(300 * time.Millisecond)
		before, _ := s.bytes()
		s.pressUntil("\x1a", "Stopped")
		stopped, _ := s.bytes()
		for _, reset := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"} {
			if !bytes.Contains(stopped[len(before):], []byte(reset)) {
				t.Errorf("%q is missing when it stops", reset)
			}
		}
		s.pressUntil("echo still a $((6*7)) shell\r", "still a 42 shell")
		if err := pty.Setsize(s.file, &pty.Winsize{Rows: 30, Cols: 100}); err != nil {
			t.Fatal(err)
		}
		stopped, _ = s.bytes()
		s.pressUntil("fg\r", "ServiceProviderID")
		s.untilQuiet(300 * time.Millisecond)
		after, _ := s.bytes()
		for _, mode := range []string{"\x1b[?1049h", "\x1b[?25l", "\x1b[?2004h"} {
			if !bytes.Contains(after[len(stopped):], []byte(mode)) {
				t.Errorf("%q is missing when it goes on", mode)
			}
		}
		s.pressUntil("?", "first row")
		s.pressUntil("\x1b", "ServiceProviderID")
		s.pressUntil("q", "shell> ")
	}
	s.press("exit\r")
	s.exit()
}

// pasted text is one piece, at most so long, and never a command.
func TestALongPasteIsCutAndToldOf(t *testing.T) {
	s := start(t, nil, "--demo")
	s.untilShows("ServiceProviderID")
	s.pressUntil("/", "16/16")
	s.press("\x1b[200~" + strings.Repeat("x", 1<<20))
	s.pressUntil("\x1b[201~", "paste cut: 1048576 bytes")
	s.pressUntil("\x1b", "ServiceProviderID")
	s.press("\x1b[200~no end")
	s.untilQuiet(300 * time.Millisecond)
	s.press("\x03")
	if code, _ := s.exit(); code != 0 {
		t.Errorf("exit %d: ctrl+c has to end a paste without an end, and then the program", code)
	}
}

func TestAStormOfSizesEndsWithTheLast(t *testing.T) {
	s := start(t, nil, "--demo")
	s.untilShows("ServiceProviderID")
	s.untilQuiet(500 * time.Millisecond)
	before, _ := s.bytes()
	for i := range 100 {
		if err := pty.Setsize(s.file, &pty.Winsize{Rows: uint16(20 + i%20), Cols: uint16(61 + i)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Millisecond) // dragging takes time
	}
	if err := pty.Setsize(s.file, &pty.Winsize{Rows: 10, Cols: 50}); err != nil {
		t.Fatal(err)
	}
	s.untilShows("50x10 is too small")
	out, _ := s.bytes()
	if frames := bytes.Count(out[len(before):], []byte("as of")); frames > 20 {
		t.Errorf("%d frames for 100 sizes", frames)
	}
	s.press("q")
	if code, _ := s.exit(); code != 0 {
		t.Errorf("exit %d, want 0", code)
	}
}

// faultVar says to a process of this test binary to be a banyan whose screen panics.
const faultVar = "BANYAN_TEST_FAULT"

// runFault is main, but for the screen that it shows.
func runFault() int {
	ctx, stop := terminal.WithSignals(context.Background())
	defer stop()
	e := explorer{in: os.Stdin, out: os.Stdout, env: os.Getenv, crash: terminal.NewCrash(config.StateDir(), cli.Version())}
	return cli.Program{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, State: config.StateDir(),
		Explore: func(ctx context.Context, session cli.Session) error {
			return e.show(ctx, session.Settings, terminal.Screen{}, faulty{})
		},
	}.Run(ctx, []string{"--url", os.Getenv(faultVar), "--api", "apio"})
}

type faulty struct{}

func (faulty) Init() tea.Cmd { return nil }
func (faulty) View() string  { return "ready" }
func (faulty) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyMsg); ok {
		panic("no such row, and the password is demo-word")
	}
	return faulty{}, nil
}

func TestAPanicEndsWithOneLineAndAFile(t *testing.T) {
	_, url := platform(t, simulator.Options{Username: "demo", Password: "demo-word"})
	state := t.TempDir()
	s := startCommand(t, exec.Command(os.Args[0]), []string{
		faultVar + "=" + url, "BANYAN_USERNAME=demo", "BANYAN_PASSWORD=demo-word", "XDG_STATE_HOME=" + state,
	})
	s.untilShows("ready")
	s.press("x")
	code, out := s.exit()
	if code != 70 {
		t.Errorf("exit %d, want 70", code)
	}
	_, after, left := strings.Cut(string(out), "\x1b[?1049l")
	files, err := filepath.Glob(filepath.Join(state, "banyan", "crash-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("crash files %v, %v", files, err)
	}
	lines := strings.Split(strings.TrimSpace(ansi.Strip(after)), "\n")
	if !left || len(lines) != 1 || !strings.Contains(lines[0], "internal fault") || !strings.Contains(lines[0], files[0]) {
		t.Errorf("after the screen came %q", lines)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || bytes.Contains(text, []byte("demo-word")) || bytes.Contains(out, []byte("demo-word")) {
		t.Errorf("the password is in %q or %q, %v", text, out, err)
	}
}
