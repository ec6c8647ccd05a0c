package e2e

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
	"golang.org/x/sys/unix"
)

// twins are two explorers in windows of tmux that are given the same keys: one sends
// whole lines, as Bubble Tea does by itself, the other the cells that changed. tmux tells
// what the terminals show.
type twins struct {
	t   *testing.T
	raw string // the file with what the second one wrote

	commands io.Writer
	replies  chan reply
	changed  chan struct{} // a program wrote something
}

// reply is what tmux prints for one command.
type reply struct {
	text   string
	failed bool
}

// The names of the two windows.
const wholeLines, changedCells = "lines", "cells"

// explore starts them. Where shell is set they are started from an interactive one.
func explore(t *testing.T, width, height int, term string, shell bool) *twins {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	dir := t.TempDir()
	tw := &twins{t: t, raw: filepath.Join(dir, "raw"), replies: make(chan reply, 1), changed: make(chan struct{}, 1)}
	config := filepath.Join(dir, "tmux.conf")
	check(t, os.WriteFile(config, []byte("set -g status off\nset -g escape-time 0\n"), 0o600))
	programs := map[string]string{wholeLines: mustBuild(t) + " --demo --no-diff --no-sync", changedCells: mustBuild(t) + " --demo"}
	// Whatever runs in a window, the shell and what it starts, has this pipe open for writing.
	running := filepath.Join(dir, "running")
	check(t, unix.Mkfifo(running, 0o600))
	held := must(os.OpenFile(running, os.O_RDONLY|unix.O_NONBLOCK, 0))(t)
	command := func(who string) string {
		program := programs[who]
		if shell {
			program = "bash --noprofile --norc -i"
		}
		return "env -i PATH=/usr/bin:/bin LANG=C.UTF-8 TERM=" + term + " PS1=shell: HOME=" + t.TempDir() + " " + program + " 9>" + running
	}
	server := []string{"-S", filepath.Join(dir, "tmux"), "-f", config}
	t.Cleanup(func() {
		_ = exec.Command("tmux", append(server, "kill-server")...).Run()
		// The programs end a little later, and write to their directories until then.
		check(t, held.SetReadDeadline(time.Now().Add(patience)))
		_ = must(io.ReadAll(held))(t)
		check(t, held.Close())
	})
	begin := append(slices.Clone(server), "new-session", "-d", "-n", wholeLines, "-x", strconv.Itoa(width), "-y", strconv.Itoa(height), command(wholeLines))
	if out, err := exec.Command("tmux", begin...).CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v: %s", err, out)
	}
	tw.control(append(server, "-C", "attach-session", "-f", "ignore-size"))
	tw.tmux("new-window", "-d", "-n", changedCells, command(changedCells))
	tw.tmux("pipe-pane", "-t", changedCells, "cat > "+tw.raw)
	if shell {
		for who, program := range programs {
			tw.tmux("send-keys", "-t", who, "-l", program)
			tw.tmux("send-keys", "-t", who, "Enter")
		}
	}
	tw.see("16 tenants")
	return tw
}

// control starts a client of tmux that takes commands and reports what happens.
func (tw *twins) control(args []string) {
	tw.t.Helper()
	cmd := exec.Command("tmux", args...)
	in := must(cmd.StdinPipe())(tw.t)
	out := must(cmd.StdoutPipe())(tw.t)
	check(tw.t, cmd.Start())
	tw.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	tw.commands = in
	go tw.read(out)
	tw.reply() // to the command that attached it
}

// read reads the blocks with the replies and the notifications in between.
func (tw *twins) read(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	var block []string
	inside := false
	for lines.Scan() {
		word, _, _ := strings.Cut(lines.Text(), " ")
		switch {
		case inside && (word == "%end" || word == "%error"):
			inside = false
			tw.replies <- reply{text: strings.Join(block, "\n"), failed: word == "%error"}
		case inside:
			block = append(block, lines.Text())
		case word == "%begin":
			inside, block = true, nil
		case word == "%output":
			select {
			case tw.changed <- struct{}{}:
			default:
			}
		}
	}
}

func (tw *twins) reply() reply {
	tw.t.Helper()
	select {
	case r := <-tw.replies:
		return r
	case <-time.After(patience):
		tw.t.Fatalf("tmux does not answer in %v", patience)
		return reply{}
	}
}

// tmux has tmux execute a command and returns what it prints.
func (tw *twins) tmux(args ...string) string {
	tw.t.Helper()
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	must(io.WriteString(tw.commands, strings.Join(quoted, " ")+"\n"))(tw.t)
	r := tw.reply()
	if r.failed {
		tw.t.Fatalf("tmux %q: %s", args, r.text)
	}
	return r.text
}

// press gives both the same keys, as tmux names them, when those before were read: letters that
// arrive together mean something else.
func (tw *twins) press(keys ...string) {
	tw.t.Helper()
	for _, who := range []string{wholeLines, changedCells} {
		tty := must(os.OpenFile(strings.TrimSpace(tw.tmux("display-message", "-p", "-t", who, "#{pane_tty}")), os.O_RDONLY|unix.O_NOCTTY, 0))(tw.t)
		for deadline := time.Now().Add(patience); must(unix.IoctlGetInt(int(tty.Fd()), unix.TIOCINQ))(tw.t) > 0; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				tw.t.Fatalf("%s reads no keys", who)
			}
		}
		check(tw.t, tty.Close())
	}
	tw.both("send-keys", keys...)
}

// paste gives both a text that arrives whole.
func (tw *twins) paste(text string) {
	tw.t.Helper()
	tw.tmux("set-buffer", text)
	tw.both("paste-buffer", "-p")
}

func (tw *twins) resize(width, height int) {
	tw.t.Helper()
	tw.both("resize-window", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height))
}

func (tw *twins) both(command string, args ...string) {
	tw.t.Helper()
	for _, who := range []string{wholeLines, changedCells} {
		tw.tmux(append([]string{command, "-t", who}, args...)...)
	}
}

// moment is when something was read, which may be a minute apart in the two.
var moment = regexp.MustCompile(`\d\d:\d\d(:\d\d)?`)

// screens returns what the terminals show, colours and attributes included, and the bare
// text of the first one.
func (tw *twins) screens() (lines, cells, text string) {
	tw.t.Helper()
	show := func(who string) string {
		return moment.ReplaceAllString(tw.tmux("capture-pane", "-p", "-e", "-t", who), "--:--:--")
	}
	lines = show(wholeLines)
	return styled(lines), styled(show(changedCells)), ansi.Strip(lines)
}

// styled writes out what tmux captured so that the same look always reads the same:
// in front of each text its colours and attributes, and no blanks at the end of a line:
// tmux leaves out those that were erased, whatever they stand on.
func styled(captured string) string {
	parser := ansi.NewParser()
	var style, last cellbuf.Style
	var out []byte
	end, atEnd := 0, last // behind the last text of the line
	for len(captured) > 0 {
		seq, width, n, _ := ansi.DecodeSequence(captured, 0, parser)
		captured = captured[n:]
		visible := style
		if seq == " " {
			visible.Attrs &^= cellbuf.BoldAttr | cellbuf.FaintAttr | cellbuf.ItalicAttr
			if visible.Attrs == 0 && visible.UlStyle == cellbuf.NoUnderline {
				visible.Fg = nil
			}
		}
		switch {
		case parser.Command() == 'm' && width == 0:
			cellbuf.ReadStyle(parser.Params(), &style)
			continue
		case seq == "\n":
			out, last = append(out[:end], '\n'), atEnd
			end = len(out)
			continue
		case !visible.Equal(&last):
			out = append(out, "<"+strings.Trim(visible.Sequence(), "\x1b[m")+">"...)
			last = visible
		}
		if out = append(out, seq...); seq != " " {
			end, atEnd = len(out), last
		}
	}
	return string(out[:end])
}

// see waits until both screens stand still and show the same, with these texts.
func (tw *twins) see(texts ...string) {
	tw.t.Helper()
	timeout := time.After(patience)
	for {
		isQuiet(tw.changed, 50*time.Millisecond) // longer than a frame takes
		lines, cells, shown := tw.screens()
		isWithout := func(text string) bool { return !strings.Contains(shown, text) }
		if lines == cells && !slices.ContainsFunc(texts, isWithout) {
			return
		}
		select {
		case <-tw.changed:
			continue
		case <-timeout:
		}
		if lines != cells {
			tw.t.Fatalf("the screens differ: %s\nwhole lines:\n%s\nchanged cells:\n%s", firstDifference(lines, cells), lines, cells)
		}
		tw.t.Fatalf("the screens never showed %q:\n%s", texts, shown)
	}
}

func firstDifference(lines, cells string) string {
	want, got := strings.Split(lines, "\n"), strings.Split(cells, "\n")
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			return fmt.Sprintf("line %d\n%q\n%q", i+1, want[i], got[i])
		}
	}
	return "in their length"
}
