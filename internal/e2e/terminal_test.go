package e2e

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"banyan/apiclient/simulator"
)

func TestIdleScreenWritesNothing(t *testing.T) {
	t.Parallel()
	s := demo(t, nil).withLimits()
	s.untilQuiet(500 * time.Millisecond)
	before := s.written()
	time.Sleep(1500 * time.Millisecond)
	if more := s.bytes()[before:]; len(more) > 0 {
		t.Errorf("idle for 1.5 s and %q was written", more)
	}
}

func TestTheTerminalIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		end  func(s *screen)
		code int
	}{
		{"by q", func(s *screen) { s.press("q") }, 0},
		{"by ctrl+c", func(s *screen) { s.press("\x03") }, 0},
		{"by a hang-up", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGHUP) }, 129},
		{"by a termination", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 143},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := demo(t, nil)
			test.end(s)
			code, out := s.exit()
			if code != test.code {
				t.Errorf("exit %d, want %d", code, test.code)
			}
			hasAll(t, out, "\x1b[?1049l", "\x1b[?25h")
		})
	}
}

// Whatever the platform calls its things, only these sequences reach the terminal.
// The tenant with the hostile names is walked through, down to each group.
func TestOnlyKnownSequencesReachTheTerminal(t *testing.T) {
	t.Parallel()
	s := demo(t, nil)
	s.openTenant("zz-interop-lab", "\r", "› groups")
	s.untilShows("14 groups")
	s.untilShows(`\x1b]52;c`) // OSC 52, spelled out instead of obeyed
	for group := range 14 {
		if group > 0 {
			s.pressUntil("j", "▸")
		}
		s.pressUntil("\r", "IN USE")
		s.pressUntil("\x1b", "14 groups")
	}
	s.pressUntil("c", "› capacity")
	s.untilShows("▸ osc52") // what comes together with the next key is no answer to that
	s.pressUntil("z", "zz-interop-lab")
	s.pressUntil("q", "14 groups")
	s.untilQuiet(300 * time.Millisecond) // no sequence is cut
	checkSequences(t, s.bytes())
}

func checkSequences(t *testing.T, out []byte) {
	t.Helper()
	var state byte
	for len(out) > 0 {
		sequence, _, n, next := ansi.DecodeSequence(out, state, nil)
		state, out = next, out[n:]
		if len(sequence) == 0 || sequence[0] >= 0x20 && sequence[0] < 0x7f || sequence[0] >= 0xa0 {
			continue
		}
		if !isKnownSequence(string(sequence)) {
			t.Errorf("the terminal got %q", sequence)
		}
	}
}

func isKnownSequence(sequence string) bool {
	switch sequence {
	case "\r", "\n", "\r\n", "\b":
		return true
	}
	body, isCSI := strings.CutPrefix(sequence, "\x1b[")
	if !isCSI {
		return false
	}
	if mode, isMode := strings.CutPrefix(body, "?"); isMode {
		switch strings.TrimRight(mode, "hl") {
		case "25", "1049", "2004", "1002", "1003", "1006":
			return true
		}
		return false
	}
	return strings.ContainsAny(body[len(body)-1:], "mHJKABCDG") && strings.Trim(body[:len(body)-1], "0123456789;") == ""
}

func hasAll(t *testing.T, out []byte, sequences ...string) {
	t.Helper()
	for _, sequence := range sequences {
		if !bytes.Contains(out, []byte(sequence)) {
			t.Errorf("%q is missing in %q", sequence, out)
		}
	}
}

func TestWithoutATerminalTheExplorerPointsToTheReport(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, mustBuild(t), "--demo")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); !ok || failed.ExitCode() != 2 {
		t.Errorf("%v, want exit status 2", err)
	}
	if !strings.Contains(stderr.String(), "banyan report") || stdout.Len() > 0 {
		t.Errorf("stdout %q, stderr %q", &stdout, &stderr)
	}
}

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
	t.Parallel()
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
			t.Parallel()
			s := start(t, test.env, test.args...)
			if test.args[0] == "--demo" {
				s.untilShows("ServiceProviderID")
				s.press("q")
			}
			code, out := s.exit()
			checkQuestions(t, out)
			if code != 0 || test.args[0] != "--demo" && (bytes.ContainsRune(out, ansi.ESC) || !bytes.HasPrefix(out, []byte("banyan "))) {
				t.Errorf("exit %d; an escape sequence, or something in front, in %q", code, out)
			}
		})
	}
}

// Whoever is on the way, as a proxy is, reads and changes what goes to a host as plain HTTP.
func TestASessionOfPlainHTTPIsMarked(t *testing.T) {
	t.Parallel()
	_, proxy := serve(t, simulator.Options{})
	for _, look := range []string{"COLORTERM=truecolor", "NO_COLOR=1"} {
		env := append(demoCredentials(), "HTTP_PROXY="+proxy, look)
		s := start(t, env, "--url", "http://pbx.example.net", "--api", "apio")
		if code, out := s.exit(); code == 0 || !shows(out, "--insecure-http") {
			t.Errorf("exit %d, %q", code, out)
		}
		s = start(t, env, "--url", "http://pbx.example.net", "--api", "apio", "--insecure-http").withTenants()
		if line, _, _ := strings.Cut(ansi.Strip(s.redrawn("\x1b[H\r", "\x1b[24;H")), "\n"); !strings.Contains(line, " PLAIN HTTP ") {
			t.Errorf("the header is %q", line)
		}
		s.quit("q")
	}
	if s := start(t, demoCredentials(), "--url", proxy, "--api", "apio").withTenants(); shows(s.bytes(), "PLAIN HTTP") {
		t.Error("this machine is not on the way to itself")
	}
}

func TestATerminalThatCannotDrawIsSentToTheReport(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dumb", ""} {
		s := start(t, []string{"TERM=" + name}, "--demo")
		code, out := s.exit()
		if code != 2 || !bytes.Contains(out, []byte("banyan report")) || bytes.ContainsRune(out, ansi.ESC) {
			t.Errorf("TERM=%q: exit %d, %q", name, code, out)
		}
	}
}

func TestColoursAndSignsFollowTheTerminal(t *testing.T) {
	t.Parallel()
	sixteen, many, all := regexp.MustCompile(`\x1b\[(?:(?:\d|[349][0-7]);)*[39][0-7]m`), regexp.MustCompile(`[34]8;5;`), regexp.MustCompile(`[34]8;2;`)
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
			t.Parallel()
			s := demo(t, test.env, test.args...)
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
	t.Parallel()
	var screens []*screen
	for _, locale := range []string{"C.UTF-8", "ja_JP.UTF-8"} {
		screens = append(screens, demoOfCells(t, "TERM=tmux-256color", "LANG="+locale, "LC_ALL="+locale))
	}
	for _, step := range []struct{ keys, shows string }{
		{"", "limits of 16 read"}, {"?", "Help"}, {"\x1b", "ServiceProviderID"}, {"jjj", "ServiceProviderID"}, {"c", "7 trunk groups · ! notice in 1 place"},
	} {
		var frames []string
		for _, s := range screens {
			s.press(step.keys)
			frames = append(frames, s.redrawUntil(step.shows))
		}
		if frames[0] != frames[1] {
			t.Errorf("after %q\n%q\nis not\n%q", step.keys, frames[1], frames[0])
		}
	}
	for _, s := range screens {
		s.quit("\x03")
	}
}

// redrawUntil has the screen drawn again, until it shows a text, and returns what was
// written for it. The terminal has to take marks around a frame.
func (s *screen) redrawUntil(text string) (frame string) {
	s.t.Helper()
	shown := vt.NewEmulator(80, 24)
	for deadline := time.Now().Add(patience); !strings.Contains(shown.String(), text); _, _ = shown.WriteString(frame) {
		if time.Now().After(deadline) {
			s.t.Fatalf("%q is not in %q", text, frame)
		}
		frame = s.redrawn("", "\x1b[?2026l")
	}
	return frame
}

func TestALeaderOfItsSessionIsNotSuspended(t *testing.T) {
	t.Parallel()
	s := demo(t, nil)
	s.pressUntil("\x1a", "cannot be suspended")
	s.pressUntil("?", "Help")
	s.quit("\x03")
}

func TestAShellSuspendsAndContinues(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	name := mustBuild(t)
	s := startCommand(t, exec.Command(shell, "--norc", "--noprofile", "-i"), &pty.Winsize{Rows: 24, Cols: 80}, []string{"PS1=shell> ", "XDG_STATE_HOME=" + t.TempDir()})
	s.untilShows("shell> ")
	demo := name + " --demo --no-diff"
	for _, run := range []string{demo, "sh -c '" + demo + "; exit'"} { // a script in between is no obstacle
		s.pressUntil(run+"\r", "ServiceProviderID")
		s.untilQuiet(300 * time.Millisecond)
		hasAll(t, s.pressUntil("\x1a", "Stopped"), "\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l")
		s.pressUntil("echo still a $((6*7)) shell\r", "still a 42 shell")
		s.resize(100, 30)
		stopped := s.written()
		s.pressUntil("fg\r", "ServiceProviderID")
		s.untilQuiet(300 * time.Millisecond)
		hasAll(t, s.bytes()[stopped:], "\x1b[?1049h", "\x1b[?25l", "\x1b[?2004h")
		s.pressUntil("?", "Help")
		s.pressUntil("\x1b", "ServiceProviderID")
		s.pressUntil("q", "shell> ")
	}
	s.press("exit\r")
	s.exit()
}

// pasted text is one piece, at most so long, and never a command.
func TestALongPasteIsCutAndToldOf(t *testing.T) {
	t.Parallel()
	s := demo(t, nil)
	s.pressUntil("/", "16/16")
	s.press("\x1b[200~" + strings.Repeat("x", 1<<20))
	s.pressUntil("\x1b[201~", "paste cut: 1048576 bytes")
	s.pressUntil("\x1b", "ServiceProviderID")
	s.press("\x1b[200~no end")
	s.untilQuiet(300 * time.Millisecond)
	s.quit("\x03")
}

func TestAStormOfSizesEndsWithTheLast(t *testing.T) {
	t.Parallel()
	s := demo(t, nil)
	before := s.written()
	for i := range 100 {
		s.resize(61+i, 20+i%20)
		time.Sleep(2 * time.Millisecond) // dragging takes time
	}
	s.resize(50, 10)
	out := s.untilShows("50x10 is too small")
	if frames := bytes.Count(out[before:], []byte("as of")); frames > 20 {
		t.Errorf("%d frames for 100 sizes", frames)
	}
	s.quit("q")
}
