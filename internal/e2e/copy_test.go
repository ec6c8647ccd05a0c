package e2e

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"time"

	"banyan/internal/safetext"
)

var clipboardSequence = regexp.MustCompile(`(\x1bPtmux;\x1b)?\x1b]52;c;([A-Za-z0-9+/=]*)\x07(\x1b\\)?`)

// copied presses a key that copies and returns what the program put into the clipboard,
// and how. The sequence may come after the dialog that says so.
func (s *screen) copied(key string) (text, sequence string) {
	s.t.Helper()
	before := s.written()
	s.pressUntil(key, "shows it alone")
	s.until("a text is copied", func(out []byte) bool { return clipboardSequence.Match(out[before:]) })
	s.untilQuiet(100 * time.Millisecond) // tmux gets a second one
	all := clipboardSequence.FindAllSubmatch(s.bytes()[before:], -1)
	found := all[len(all)-1]
	return string(must(base64.StdEncoding.DecodeString(string(found[2])))(s.t)), string(found[0])
}

// Through the program itself, with the output that sends only the cells that changed.
func TestATextIsCopiedThroughTheTerminal(t *testing.T) {
	t.Parallel()
	s := demoOfCells(t, "COLUMNS=80")
	if text, sequence := s.copied("y"); text != "AlpenBank" || !strings.HasPrefix(sequence, "\x1b]52") {
		t.Errorf("copied %q by %q", text, sequence)
	}
	s.pressUntil("\x1b", "ServiceProviderID")
	text, _ := s.copied("Y")
	for _, want := range []string{"tenant ", "\ndemo (127.0.0.1:", "DEMO, as of 20", "\nType: "} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	s.pressUntil("\x1b", "ServiceProviderID")
	s.quit("q")
}

func TestTmuxIsHandedTheSequenceWrapped(t *testing.T) {
	t.Parallel()
	s := demoOfCells(t, "TMUX=/tmp/tmux-0/default,1,0", "TERM=tmux-256color")
	_, sequence := s.copied("y")
	if !strings.HasPrefix(sequence, "\x1bPtmux;\x1b\x1b]52;c;") || !strings.HasSuffix(sequence, "\x07\x1b\\") {
		t.Errorf("it is %q", sequence)
	}
}

// Whatever a platform calls its things, what is copied of them is safe to paste, and
// nothing of it stands outside the code.
func TestHostileNamesAreCopiedAsEscapes(t *testing.T) {
	t.Parallel()
	s := demo(t, nil)
	s.openTenant("zz-interop-lab", "\r", "› groups")
	s.untilShows("14 groups")
	for group := range 14 {
		if group > 0 {
			s.pressUntil("j", "▸")
		}
		s.pressUntil("y", "shows it alone")
		s.pressUntil("\x1b", "capacity") // in the key line of the list alone
		s.pressUntil("Y", "shows it alone")
		s.pressUntil("\x1b", "capacity") // in the key line of the list alone
	}
	s.untilQuiet(300 * time.Millisecond) // no sequence is cut
	out := s.bytes()
	osc := regexp.MustCompile(`\x1b]52;c;([A-Za-z0-9+/=]*)\x07`)
	copies := osc.FindAllSubmatch(out, -1)
	if len(copies) != 28 {
		t.Errorf("%d texts were copied, want 28", len(copies))
	}
	for _, found := range copies {
		for line := range strings.SplitSeq(string(must(base64.StdEncoding.DecodeString(string(found[1])))(t)), "\n") {
			if safe, changed := safetext.Line(line); changed {
				t.Errorf("%q was copied, %q is safe", line, safe)
			}
		}
	}
	checkSequences(t, osc.ReplaceAll(out, nil))
}
