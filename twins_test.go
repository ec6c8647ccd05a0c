package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// twins are two explorers at terminals of tmux that are given the same keys: one
// sends whole lines, as Bubble Tea does by itself, the other the cells that changed.
// tmux says what the terminals show.
type twins struct {
	t      *testing.T
	socket string
	raw    string // what the second one wrote
}

const wholeLines, changedCells = "lines", "cells"

// explore starts them. Where shell is set they are started from an interactive one.
func explore(t *testing.T, width, height int, term string, shell bool, args ...string) *twins {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	tw := &twins{t: t, socket: filepath.Join(dir, "tmux"), raw: filepath.Join(dir, "raw")}
	config := filepath.Join(dir, "tmux.conf")
	if err := os.WriteFile(config, []byte("set -g status off\nset -g escape-time 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", tw.socket, "kill-server").Run() })
	for _, who := range []string{wholeLines, changedCells} {
		words := []string{"env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=" + term, "PS1=shell:", "HOME=" + t.TempDir()}
		program := append([]string{name, "--demo"}, args...)
		if who == wholeLines {
			program = append(program, "--no-diff", "--no-sync")
		}
		if shell {
			words = append(words, "bash", "--noprofile", "--norc", "-i")
		} else {
			words = append(words, program...)
		}
		tw.tmux("-f", config, "new-session", "-d", "-s", who, "-x", strconv.Itoa(width), "-y", strconv.Itoa(height), strings.Join(words, " "))
		if who == changedCells {
			tw.tmux("pipe-pane", "-t", who, "cat > "+tw.raw)
		}
		if shell {
			tw.tmux("send-keys", "-t", who, "-l", strings.Join(program, " "))
			tw.tmux("send-keys", "-t", who, "Enter")
		}
	}
	tw.see("16 tenants")
	return tw
}

func (tw *twins) tmux(args ...string) string {
	tw.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", tw.socket}, args...)...).CombinedOutput()
	if err != nil {
		tw.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// press gives both the same keys, as tmux names them.
func (tw *twins) press(keys ...string) {
	tw.t.Helper()
	for _, who := range []string{wholeLines, changedCells} {
		tw.tmux(append([]string{"send-keys", "-t", who}, keys...)...)
	}
}

func (tw *twins) resize(width, height int) {
	tw.t.Helper()
	for _, who := range []string{wholeLines, changedCells} {
		tw.tmux("resize-window", "-t", who, "-x", strconv.Itoa(width), "-y", strconv.Itoa(height))
	}
}

// clock is the one thing on the screens that may differ.
var clock = regexp.MustCompile(`\d\d:\d\d:\d\d`)

// screens returns what the terminals show, colours and attributes included.
func (tw *twins) screens() (lines, cells string) {
	tw.t.Helper()
	show := func(who string) string {
		return styled(clock.ReplaceAllString(tw.tmux("capture-pane", "-p", "-e", "-t", who), "--:--:--"))
	}
	return show(wholeLines), show(changedCells)
}

// styled writes out what tmux captured so that the same look always reads the same:
// in front of each text its colours and attributes, and no blanks that nobody sees.
func styled(captured string) string {
	parser := ansi.NewParser()
	var style, last cellbuf.Style
	var out strings.Builder
	blanks := 0
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
			blanks = 0
		case seq == " " && visible.Empty():
			blanks++
			continue
		}
		out.WriteString(strings.Repeat(" ", blanks))
		blanks = 0
		if seq != "\n" && !visible.Equal(&last) {
			out.WriteString("<" + strings.Trim(visible.Sequence(), "\x1b[m") + ">")
			last = visible
		}
		out.WriteString(seq)
	}
	return out.String()
}

// see waits until both screens stand still and show the same, with these texts.
func (tw *twins) see(texts ...string) {
	tw.t.Helper()
	var lines, cells string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		nowLines, nowCells := tw.screens()
		still := nowLines == lines && nowCells == cells
		lines, cells = nowLines, nowCells
		if still && lines == cells && contains(lines, texts) {
			return
		}
	}
	if lines != cells {
		tw.t.Fatalf("the screens differ: %s\nwhole lines:\n%s\nchanged cells:\n%s", firstDifference(lines, cells), lines, cells)
	}
	tw.t.Fatalf("the screens never showed %q:\n%s", texts, lines)
}

func contains(screen string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			return false
		}
	}
	return true
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
