package main

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"time"

	"banyan/internal/safetext"
)

// clipboardOf returns what the program put into the clipboard, and how.
func clipboardOf(t *testing.T, out []byte) (text, sequence string) {
	t.Helper()
	found := regexp.MustCompile(`(\x1bPtmux;\x1b)?\x1b]52;c;([A-Za-z0-9+/=]*)\x07(\x1b\\)?`).FindAllSubmatch(out, -1)
	if len(found) == 0 {
		t.Fatalf("nothing was copied: %q", out)
	}
	last := found[len(found)-1]
	decoded, err := base64.StdEncoding.DecodeString(string(last[2]))
	if err != nil {
		t.Fatal(err)
	}
	return string(decoded), string(last[0])
}

func untilCopied(s *screen) []byte {
	s.t.Helper()
	return s.until("something to be copied", func(out []byte, _ bool) bool { return bytes.Contains(out, []byte("\x1b]52;c;")) })
}

// Through the program itself, with the output that sends only the cells that changed.
func TestATextIsCopiedThroughTheTerminal(t *testing.T) {
	s := startAsIs(t, []string{"COLUMNS=80"}, "--demo")
	s.untilShows("ServiceProviderID")
	s.press("y")
	if text, sequence := clipboardOf(t, untilCopied(s)); text != "AlpenBank" || !strings.HasPrefix(sequence, "\x1b]52") {
		t.Errorf("copied %q by %q", text, sequence)
	}
	s.untilQuiet(300 * time.Millisecond)
	s.press("\x1b")
	s.untilQuiet(300 * time.Millisecond)
	s.press("Y")
	out := s.until("a text to be copied", func(out []byte, _ bool) bool { return bytes.Count(out, []byte("\x1b]52;c;")) == 2 })
	text, _ := clipboardOf(t, out)
	for _, want := range []string{"tenant ", "\ndemo (127.0.0.1:", "DEMO, as of 20", "\nType: "} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	s.press("\x1b")
	s.untilQuiet(300 * time.Millisecond)
	s.press("q")
	if code, out := s.exit(); code != 0 {
		t.Errorf("exit %d: %q", code, out)
	}
}

func TestTmuxIsHandedTheSequenceWrapped(t *testing.T) {
	s := startAsIs(t, []string{"TMUX=/tmp/tmux-0/default,1,0", "TERM=tmux-256color"}, "--demo")
	s.untilShows("ServiceProviderID")
	s.press("y")
	out := s.until("the wrapped text", func(out []byte, _ bool) bool { return bytes.Contains(out, []byte("\x1bPtmux;")) })
	s.untilQuiet(300 * time.Millisecond)
	if _, sequence := clipboardOf(t, out); !strings.HasPrefix(sequence, "\x1bPtmux;\x1b\x1b]52;c;") || !strings.HasSuffix(sequence, "\x07\x1b\\") {
		t.Errorf("it is %q", sequence)
	}
}

// Whatever a platform calls its things, what is copied of them is safe to paste, and
// nothing of it stands outside the code.
func TestHostileNamesAreCopiedAsEscapes(t *testing.T) {
	s := start(t, nil, "--demo")
	s.untilShows("ServiceProviderID")
	s.pressUntil("/", "16/16")
	s.pressUntil("zz-interop-lab", "1/16")
	s.pressUntil("\r", "help")
	s.pressUntil("\r", "> groups")
	s.untilShows("14 groups")
	for group := range 14 {
		if group > 0 {
			s.pressUntil("j", "▸")
		}
		s.pressUntil("y", "select it here")
		s.pressUntil("\x1b", "GROUP ID")
		s.pressUntil("Y", "select it here")
		s.pressUntil("\x1b", "GROUP ID")
	}
	out, _ := s.bytes()
	osc := regexp.MustCompile(`\x1b]52;c;([A-Za-z0-9+/=]*)\x07`)
	copies := osc.FindAllSubmatch(out, -1)
	if len(copies) != 28 {
		t.Errorf("%d texts were copied, want 28", len(copies))
	}
	for _, found := range copies {
		text, err := base64.StdEncoding.DecodeString(string(found[1]))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			if safe, changed := safetext.Line(line); changed {
				t.Errorf("%q was copied, %q is safe", line, safe)
			}
		}
	}
	checkSequences(t, osc.ReplaceAll(out, nil))
}
