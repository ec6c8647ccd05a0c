package terminal

import (
	"strings"
	"testing"
)

// FuzzWrite writes anything to a screen that is drawn already: nothing panics or
// hangs, what is no frame arrives as it is, and a frame after it is drawn.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{
		"", "\x1b[H", "\x1b[H\x1b[H", "\x1b[H\n\n\x1b[3;H", "\x1b[H\r東京\x1b[K\r\n\x1b[1;31mx\x1b[0m\x1b[K\r\n\x1b[3;H", "\x1b[Ha\x1b[K\r\n\x1b[J\x1b[2;H",
		"\x1b[H\x1b[38;5;1m\x1b[K\r\n\x1b[2;H", "\x1b[H\x1b[;;;;m \x1b[K\r\n\r\n\r\n\x1b[4;H", "\x1b[He\u0301\u0302\u0303\x1b[K\r\n\n\x1b[3;H",
	} {
		f.Add([]byte(seed), []byte("\x1b[Hx\x1b[K\r\n\n\x1b[3;H"), 20, 3)
	}
	f.Fuzz(func(t *testing.T, first, second []byte, width, height int) {
		m := newMemory(width%600, height%300)
		for _, frame := range frames(20, 3, "one\ntwo\nend") {
			m.Write(frame) //nolint:errcheck // it does not fail
		}
		for _, p := range [][]byte{first, second} {
			m.take()
			before := string(p)
			if n, err := m.Write(p); n != len(p) || err != nil {
				t.Fatalf("%d of %d, %v", n, len(p), err)
			}
			if string(p) != before {
				t.Errorf("%q was changed to %q", before, p)
			}
			if _, isFrame := cutFrame(p); !isFrame && m.take() != before {
				t.Errorf("%q is no frame and was changed", before)
			}
			m.take()
			if _, err := m.WriteString(before); err != nil || !strings.HasSuffix(m.take(), before) {
				t.Errorf("%q is not what was written, %v", before, err)
			}
		}
	})
}
