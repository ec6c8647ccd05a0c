package terminal

import (
	"bytes"
	"encoding/base64"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
)

// writes notes each write on its own.
type writes []string

func (w *writes) WriteString(s string) (int, error) {
	*w = append(*w, s)
	return len(s), nil
}

// sent returns what is written to copy a text.
func sent(t *testing.T, env func(string) string, text string) (out writes) {
	t.Helper()
	check(t, NewClipboard(&out, env).Copy(text))
	return out
}

func TestTheSequenceSuitsWhatStandsBetween(t *testing.T) {
	const (
		text = "GroupIDC"
		code = "R3JvdXBJREM="
		osc  = "\x1b]52;c;" + code + "\x07"
	)
	for name, test := range map[string]struct {
		env  func(string) string
		want string
	}{
		"a terminal": {with("TERM=xterm-256color"), osc},
		"tmux takes it itself or hands on the wrapped one, with the escape doubled": {
			with("TERM=screen-256color", "TMUX=/tmp/tmux-0/default,1,0"), osc + "\x1bPtmux;\x1b" + osc + "\x1b\\",
		},
		"a tmux on the machine that the session came from": {with("TERM=tmux-256color"), osc + "\x1bPtmux;\x1b" + osc + "\x1b\\"},
		"screen":                         {with("TERM=screen.xterm", "STY=1.pts"), "\x1bP" + osc + "\x1b\\"},
		"screen or an old tmux far away": {with("TERM=screen"), osc + "\x1bP" + osc + "\x1b\\"},
	} {
		t.Run(name, func(t *testing.T) {
			if out := sent(t, test.env, text); len(out) != 1 || out[0] != test.want {
				t.Errorf("wrote %q, want %q in one piece", out, test.want)
			}
		})
	}
}

func TestTheHintNamesWhatTmuxNeeds(t *testing.T) {
	t.Parallel()
	for name, wanted := range map[string]bool{"xterm": false, "tmux-256color": true, "screen-256color": true} {
		if hint := NewClipboard(new(writes), with("TERM="+name)).Hint(); strings.Contains(hint, "set-clipboard") != wanted {
			t.Errorf("%s: %q", name, hint)
		}
	}
}

func TestScreenNeverGetsAStringThatItWouldPrint(t *testing.T) {
	text := strings.Repeat("a long text ", 500)
	for name, env := range map[string]func(string) string{
		"in screen":                    with("TERM=screen", "STY=1.pts"),
		"in what may well be a screen": with("TERM=screen-256color"),
	} {
		t.Run(name, func(t *testing.T) {
			for part := range strings.SplitAfterSeq(sent(t, env, text)[0], "\x1b\\") {
				if len(part) >= maxScreenString {
					t.Errorf("a string of %d bytes", len(part))
				}
			}
		})
	}
}

func TestWhereThereIsNoClipboardNothingIsSent(t *testing.T) {
	for name, test := range map[string]struct{ term, text string }{
		"on a dumb terminal":         {"dumb", "x"},
		"without a name":             {"", "x"},
		"on a Linux console":         {"linux", "x"},
		"on a VT100":                 {"vt100", "x"},
		"of a text that is too long": {"xterm", strings.Repeat("x", MaxClipboard+1)},
	} {
		t.Run(name, func(t *testing.T) {
			var out writes
			err := NewClipboard(&out, with("TERM="+test.term, "TMUX=x")).Copy(test.text)
			if err == nil || len(out) != 0 {
				t.Errorf("error %v, wrote %q", err, out)
			}
		})
	}
}

func TestTheLongestTextThatFitsIsSentWhole(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", MaxClipboard)
	out := sent(t, with("TERM=xterm"), text)
	if len(out[0]) > 100_000 {
		t.Errorf("%d bytes", len(out[0]))
	}
	code := strings.TrimSuffix(strings.TrimPrefix(out[0], "\x1b]52;c;"), "\x07")
	if got, err := base64.StdEncoding.DecodeString(code); err != nil || string(got) != text {
		t.Errorf("it decodes to %d bytes: %v", len(got), err)
	}
}

func FuzzNothingOfTheTextStandsOutsideTheCode(f *testing.F) {
	f.Add("plain", "xterm")
	f.Add("\x1b]52;c;?\x07\x1b\\\x9c", "screen")
	f.Add("\n\u202e\xff", "tmux-256color")
	f.Fuzz(func(t *testing.T, text, name string) {
		var out writes
		if NewClipboard(&out, with("TERM="+name)).Copy(text) != nil {
			return
		}
		rest := out[0]
		for _, frame := range []string{"\x1bPtmux;\x1b", "\x1b\\", "\x1bP", "\x1b]52;c;", "\x07"} {
			rest = strings.ReplaceAll(rest, frame, "")
		}
		if strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") != "" {
			t.Errorf("%q", out[0])
		}
	})
}

// The renderer writes frames while a command copies: neither may tear the other.
func TestACopiedTextIsNeverTornByAFrame(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(reader)
		got <- all
	}()
	out := NewOutput(writer, OutputOptions{WholeLines: true})
	board := NewClipboard(out, with("TERM=tmux-256color"))
	const times = 200
	text := strings.Repeat("a text for a ticket\n", 100)
	frame := bytes.Repeat([]byte("frame\r\n"), 500)
	var all sync.WaitGroup
	all.Go(func() {
		for range times {
			_, _ = out.Write(frame)
		}
	})
	for range 2 {
		all.Go(func() {
			for range times {
				_ = board.Copy(text)
			}
		})
	}
	all.Wait()
	check(t, writer.Close())
	bytesRead := <-got
	whole := []byte(inTmux.sequence(text))
	if n := bytes.Count(bytesRead, whole); n != 2*times {
		t.Errorf("%d sequences are whole, want %d", n, 2*times)
	}
	if rest := bytes.ReplaceAll(bytes.ReplaceAll(bytesRead, whole, nil), frame, nil); len(rest) > 0 {
		t.Errorf("%d bytes are torn: %.100q", len(rest), rest)
	}
}
