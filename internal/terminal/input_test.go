package terminal

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
)

// typist feeds an input piece by piece and keeps what comes out.
type typist struct {
	t   *testing.T
	in  *input
	now time.Time
	out bytes.Buffer
	cut []int

	piece string
}

func newTypist(t *testing.T) *typist {
	ty := &typist{t: t, now: time.Unix(1, 0)}
	ty.in = &input{
		source: func(p []byte) (int, error) {
			n := copy(p, ty.piece)
			ty.piece = ty.piece[n:]
			return n, nil
		},
		now: func() time.Time { return ty.now },
		cut: func(bytes int) { ty.cut = append(ty.cut, bytes) },
	}
	return ty
}

// types brings one piece, as often as Bubble Tea reads to take it, and returns what
// came out of it.
func (ty *typist) types(piece string) string {
	ty.t.Helper()
	from := ty.out.Len()
	var buffer [256]byte
	for ty.piece = piece; ty.piece != ""; {
		n := must(ty.in.Read(buffer[:]))(ty.t)
		ty.out.Write(buffer[:n])
	}
	return string(ty.out.Bytes()[from:])
}

func TestWhatIsTypedArrivesAsItIs(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{
		"j", "\x1b", "\x1b[A", "\x03", "jjjj", "é", "\x1b[200~short\x1b[201~", "\x1b[200~\x1b[31mred\x1b[0m\x1b[201~q",
		"\x1b[200~" + strings.Repeat("x", MaxPaste-10) + "\x1b[201~", strings.Repeat("\x1b[B", 5000), "\x1b[20", "0~a", "\x1b[201~",
	} {
		ty := newTypist(t)
		if got := ty.types(piece); got != piece || len(ty.cut) != 0 {
			t.Errorf("%.40q became %.40q, reported as cut %d times", piece, got, len(ty.cut))
		}
	}
}

func TestALongPasteIsCutAndEnds(t *testing.T) {
	t.Parallel()
	const size = 4 * MaxPaste
	for _, split := range []int{1 << 30, 256, 255, 250, 97, 7, 3, 1} {
		ty := newTypist(t)
		text := "\x1b[200~" + strings.Repeat("x", size) + "\x1b[201~q"
		for len(text) > 0 {
			n := min(split, len(text))
			ty.types(text[:n])
			text = text[n:]
		}
		out := ty.out.String()
		body, rest, ended := strings.Cut(strings.TrimPrefix(out, "\x1b[200~"), "\x1b[201~")
		if !ended || rest != "q" {
			t.Errorf("in pieces of %d: after the paste came %.40q", split, rest)
		}
		if len(body) < MaxPaste-10 || len(body) > MaxPaste+256 || strings.Trim(body, "x") != "" {
			t.Errorf("in pieces of %d: %d bytes of the paste are left, want about %d", split, len(body), MaxPaste)
		}
		if len(ty.cut) != 1 || ty.cut[0] != size {
			t.Errorf("in pieces of %d: reported %v, want once %d", split, ty.cut, size)
		}
	}
}

func TestAPasteThatLostItsEndDoesNotKeepTheKeys(t *testing.T) {
	for _, test := range []struct {
		name  string
		pause time.Duration
		keys  string
		want  string
	}{
		{"ctrl+c ends it at once", 0, "\x03", "\x1b[201~\x03"},
		{"a key after a silence ends it", 2 * time.Second, "q", "\x1b[201~q"},
		{"an arrow after a silence ends it", 2 * time.Second, "\x1b[A", "\x1b[201~\x1b[A"},
		{"a letter of it does not", 100 * time.Millisecond, "q", "q"},
		{"the rest of it does not, however late", 5 * time.Second, "more of it", "more of it"},
		{"nor its end", 5 * time.Second, "\x1b[201~", "\x1b[201~"},
		{"nor its last letter and its end", 5 * time.Second, "d\x1b[201~", "d\x1b[201~"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ty := newTypist(t)
			ty.types("\x1b[200~pasted")
			ty.now = ty.now.Add(test.pause)
			if got := ty.types(test.keys); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	t.Run("one that was cut as well", func(t *testing.T) {
		ty := newTypist(t)
		ty.types("\x1b[200~" + strings.Repeat("x", 2*MaxPaste))
		ty.now = ty.now.Add(2 * time.Second)
		if got := ty.types("q"); got != "q" {
			t.Errorf("%q, want the key", got)
		}
		if len(ty.cut) != 1 {
			t.Errorf("reported %v, want once", ty.cut)
		}
	})
}

// Only a terminal that is gone ends the program.
func TestOnlyAnErrorOfTheTerminalIsAHangUp(t *testing.T) {
	t.Parallel()
	for cause, gone := range map[error]bool{syscall.EAGAIN: false, syscall.EINTR: false, syscall.EIO: true, io.EOF: true} {
		hungUp := false
		in := &input{
			source: func([]byte) (int, error) { return 0, fmt.Errorf("read /dev/tty: %w", cause) },
			now:    time.Now, hungUp: func() { hungUp = true },
		}
		if n, err := in.Read(make([]byte, 256)); n != 0 || hungUp != gone || (err != nil) != gone {
			t.Errorf("%v: %d, %v, hung up %v", cause, n, err, hungUp)
		}
	}
}

// Bubble Tea reads a full buffer again with what follows it: a flood without a break
// would cost the square of its length.
func TestAFloodIsTakenInParts(t *testing.T) {
	t.Parallel()
	ty := newTypist(t)
	ty.piece = strings.Repeat("x", 1<<20)
	var buffer [256]byte
	for run := 0; ty.piece != ""; {
		n, _ := ty.in.Read(buffer[:])
		if run++; n < len(buffer) {
			run = 0
		}
		if run > flood {
			t.Fatalf("%d full reads in a row", run)
		}
	}
}

func TestKeysThatArriveTogetherAreKnown(t *testing.T) {
	t.Parallel()
	for piece, want := range map[string]bool{
		"y": false, "\r": false, "\x1b": false, "\x1b[A": false, "\x1bOP": false, "\x1b[24;5~": false, "é": false, "\x1bd": false,
		"yy": true, "\ty": true, "y\r": true, "\x1b[A\x1b[A": true, "\x1b[Ay": true, "y\x1b[A": true, "\x1b\x1b": true,
		"\x1b[200~y\x1b[201~": true,
	} {
		ty := newTypist(t)
		ty.types(piece)
		if got := ty.in.isBunched(); got != want {
			t.Errorf("%q together: %v, want %v", piece, got, want)
		}
		ty.now = ty.now.Add(time.Second)
		if ty.in.isBunched() {
			t.Errorf("%q still counts a second later", piece)
		}
	}
}

// typed is a model that keeps the keys it gets, until a q.
type typed struct{ keys chan tea.KeyMsg }

func (m typed) Init() tea.Cmd { return nil }
func (m typed) View() string  { return "" }
func (m typed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyMsg); ok {
		m.keys <- key
		if key.String() == "q" {
			return m, tea.Quit
		}
	}
	return m, nil
}

// Through Bubble Tea itself, over a pipe.
func TestBubbleTeaReadsPastesThroughTheInput(t *testing.T) {
	for _, test := range []struct {
		name, text string
		runes      int // of the first key
	}{
		{"a paste", "\x1b[200~hello\x1b[201~", 5},
		{"a paste of a megabyte", "\x1b[200~" + strings.Repeat("x", 1<<20) + "\x1b[201~", MaxPaste},
		{"a paste without an end, and ctrl+c", "\x1b[200~hello", 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = reader.Close() }()
			model := typed{keys: make(chan tea.KeyMsg, 10)}
			program := tea.NewProgram(model, tea.WithContext(t.Context()), tea.WithInput(newInput(reader)),
				tea.WithoutRenderer(), tea.WithoutSignalHandler())
			ended := make(chan error, 1)
			go func() {
				_, err := program.Run()
				ended <- err
			}()
			must(writer.WriteString(test.text))(t)
			if !strings.HasSuffix(test.text, pasteEnd) {
				waitUntilRead(t, reader)
				must(writer.WriteString("\x03"))(t)
			}
			paste := <-model.keys
			if n := len(paste.Runes); !paste.Paste || n < test.runes-256 || n > test.runes+256 {
				t.Errorf("paste %v of %d runes, want about %d", paste.Paste, n, test.runes)
			}
			must(writer.WriteString("q"))(t)
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

// waitUntilRead returns when nothing is left in a pipe.
func waitUntilRead(t *testing.T, pipe *os.File) {
	t.Helper()
	for must(unix.IoctlGetInt(int(pipe.Fd()), unix.TIOCINQ))(t) > 0 {
		runtime.Gosched()
	}
}

// What is no text arrives as a control character, however the paste is split: without one, what
// Bubble Tea makes of it would be taken for the whole.
func TestAPasteThatIsNoTextIsMarked(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"secr\xe9t", "secret\xe9", "\xffsecret", "se\x80cret", "s\xe2\x82cret", "secret\xf0\x9f\x92", "s\ufffdcret"} {
		for split := 1; split < len(text)+13; split++ {
			ty := newTypist(t)
			for rest := pasteBegin + text + pasteEnd + "q"; rest != ""; {
				n := min(split, len(rest))
				ty.types(rest[:n])
				rest = rest[n:]
			}
			out, isWhole := strings.CutSuffix(ty.out.String(), pasteEnd+"q")
			if !isWhole || !strings.Contains(out, "\x1a") {
				t.Errorf("%q in pieces of %d bytes arrived as %q", text, split, ty.out.String())
			}
		}
	}
	for split := 1; split < 30; split++ {
		ty := newTypist(t)
		const text = pasteBegin + "é漢👩‍👩‍👧ß plain\n" + pasteEnd + "\xe9"
		for rest := text; rest != ""; {
			n := min(split, len(rest))
			ty.types(rest[:n])
			rest = rest[n:]
		}
		if ty.out.String() != text {
			t.Errorf("in pieces of %d bytes arrived %q", split, ty.out.String())
		}
	}
}

// What is cut of a paste in the middle of a character is no part of the next one; and no mark is
// lost where a read has no room for a sign before it.
func TestAPasteAfterOneThatIsNoTextIsWhole(t *testing.T) {
	t.Parallel()
	ty := newTypist(t)
	ty.types(pasteBegin + strings.Repeat("漢", MaxPaste) + pasteEnd)
	const next = pasteBegin + "ok漢" + pasteEnd
	if got := ty.types(next); got != next {
		t.Errorf("%q arrived as %q", next, got)
	}
	ty = newTypist(t)
	ty.types(pasteBegin + strings.Repeat("x", 249) + "\xe9")
	keys := pasteEnd + strings.Repeat("j", 250)
	if got := ty.types(keys); got != keys {
		t.Errorf("%q arrived as %q", keys, got)
	}
}
