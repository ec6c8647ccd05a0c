package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banyan/internal/soak"
)

// A walk through everything that a screen does: lists, scrolling, the filter, help,
// a picker, figures, wide and hostile names, new sizes, ctrl+l.
func TestChangedCellsLeaveTheScreenOfWholeLines(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			tw := explore(t, size[0], size[1], "tmux-256color", false)
			walk(tw, size[0], size[1])
			out := must(os.ReadFile(tw.raw))(t)
			checkCellSequences(t, string(out))
		})
	}
}

func walk(tw *twins, width, height int) {
	tw.t.Helper()
	// What is read while the list stays on screen is waited for: half of it may be in one program alone.
	first, second := "limits of 16 read", "▸"
	if height >= 30 { // the tenant too on which the cursor rests
		first, second = "figures of 1, limits of 15 read", "figures of 2, limits of 14 read"
	}
	tw.see(first)
	const paste = "paste "            // letters that come one by one may rest on another tenant, which is read then
	for _, step := range [][2]string{ // a key, and what it brings
		{"j", second},
		{"/", "/_"},
		{paste + "zz-interop", "1/16"},
		{"Enter", "help"},
		{"Enter", "14 groups"}, // hostile, wide, right-to-left
		{"j", "▸"},
		{"NPage", "▸"},
		{"g", "▸"},
		{"Enter", "› groups › "},
		{"Escape", "14 groups"},
		{"c", "› capacity"},
		{"j", "▸"},
		{"Escape", "14 groups"},
		{"?", "open"},
		{"NPage", ""},
		{"Escape", "14 groups"},
		{"s", ""},
		{"Escape", "14 groups"},
		{"C-l", "14 groups"},
		{"r", "14 groups"},
		{"Escape", "zz-interop-lab"},
	} {
		if text, ok := strings.CutPrefix(step[0], paste); ok {
			tw.paste(text)
		} else {
			tw.press(step[0])
		}
		tw.see(step[1])
	}
	for _, size := range [][2]int{{width + 13, height + 5}, {61, 17}, {50, 10}, {width, height}, {width - 7, height - 3}} {
		tw.resize(size[0], size[1])
		shown := "zz-interop-lab"
		if size[0] == 50 { // where a j means nothing
			shown = "is too small"
		}
		tw.see(shown)
		tw.press("j")
		tw.see("")
	}
}

// Whatever keys are pressed.
func TestChangedCellsFollowAnyKeys(t *testing.T) {
	t.Parallel()
	// Without room for a preview: which tenants the cursor rests on long enough to be read is a
	// matter of time.
	for seed, size := range [][2]int{{80, 24}, {139, 28}, {100, 28}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(seed), 5))
			tw := explore(t, size[0], size[1], "xterm-256color", false)
			keys := []string{
				"j", "j", "j", "k", "k", "NPage", "PPage", "g", "G", "Enter", "Enter", "Enter", "Escape", "c", "?", "s", "w",
				"Left", "Right", "/", "a", "Tab", "Space", "C-l", "BSpace", "H", "z",
			}
			tw.see("limits of 16 read") // a filter that comes before would hide the rows from being read in one program alone
			for range soak.Rounds(15, 50) {
				key := keys[random.IntN(len(keys))]
				t.Log(key)
				tw.press(key)
				tw.see()
			}
		})
	}
}

// What the shell wrote in between is gone after fg.
func TestChangedCellsComeBackAfterASuspension(t *testing.T) {
	t.Parallel()
	tw := explore(t, 80, 24, "xterm-256color", true)
	tw.press("j", "j")
	tw.see("▸")
	tw.press("C-z")
	for _, who := range []string{wholeLines, changedCells} { // their job numbers and names differ
		for timeout := time.After(patience); !strings.Contains(tw.tmux("capture-pane", "-p", "-t", who), "Stopped"); {
			select {
			case <-tw.changed:
			case <-timeout:
				t.Fatalf("%s is not suspended", who)
			}
		}
	}
	tw.press("seq 100", "Enter")
	tw.press("fg", "Enter")
	tw.see("16 tenants")
	tw.press("j")
	tw.see("▸")
	tw.press("Enter")
	tw.see("› groups")
}

// checkCellSequences looks that a terminal got nothing but what every terminal that
// is sent cells knows.
func checkCellSequences(t *testing.T, out string) {
	t.Helper()
	if !strings.Contains(out, "\x1b[?2026h") {
		t.Error("no frame is marked, but this terminal takes marks")
	}
	for len(out) > 0 {
		seq, width, n, _ := ansi.DecodeSequence(out, 0, nil)
		out = out[n:]
		if width > 0 || seq[0] >= 0xc0 || isKnownSequence(seq) {
			continue
		}
		switch body := strings.TrimPrefix(seq, "\x1b["); {
		case seq == "\x1bM", body == "?7l", body == "?7h", body == "?2026h", body == "?2026l":
		case len(body) > 0 && strings.ContainsAny(body[len(body)-1:], "dX@PLMSTr") && strings.Trim(body[:len(body)-1], "0123456789;") == "":
		default:
			t.Errorf("the terminal got %q", seq)
		}
	}
}
