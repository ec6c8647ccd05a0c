package terminal

import (
	"bytes"
	"errors"
	"os"
	"sync/atomic"
	"syscall"
	"time"
	"unicode/utf8"
)

const (
	// MaxPaste is how much of one paste is taken, in bytes.
	MaxPaste = 64 << 10

	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"

	substitute = 0x1a // the control character for what is not valid

	// silence is how long a paste may pause before a single key after it means that its
	// end was lost. A link that stalls brings more than one key when it goes on.
	silence = time.Second

	// bunched is how long keys count as arrived together with others.
	bunched = 50 * time.Millisecond

	// flood is after how many full reads the reader is made to take what it has.
	flood = 64
)

// input is the terminal as Bubble Tea reads it: never more than MaxPaste of a paste,
// whose reading takes time in proportion to its size; no paste without an end; and an
// end of the program when the terminal is gone. What it has, it gives at once: no byte
// waits for the next. It has every method of a file that Bubble Tea asks for.
type input struct {
	file   *os.File
	source func([]byte) (int, error) // reads the file
	now    func() time.Time

	hungUp func()          // called when the terminal is gone
	cut    func(bytes int) // called at the end of a paste that was too long, with its size

	pasting bool   // between the marks of a paste
	pasted  int    // bytes of the present paste
	over    bool   // its end was given already, and the rest is dropped
	matched int    // how much of the next mark was seen
	partial []byte // of a character of the paste, as far as it was read
	full    int    // full reads in a row
	last    time.Time
	several atomic.Int64 // when more than one key arrived at once, in ns
}

func newInput(file *os.File) *input {
	return &input{file: file, source: file.Read, now: time.Now, hungUp: func() {}, cut: func(int) {}}
}

func (in *input) Name() string                { return in.file.Name() }
func (in *input) Fd() uintptr                 { return in.file.Fd() }
func (in *input) Write(p []byte) (int, error) { return in.file.Write(p) }

// Close does nothing: the file belongs to who opened it.
func (in *input) Close() error { return nil }

// isBunched reports whether the latest keys arrived together in one piece, as they do
// when a link stalls or a terminal pastes without saying so.
func (in *input) isBunched() bool {
	at := in.several.Load()
	return at != 0 && in.now().UnixNano()-at < int64(bunched)
}

// Read reads what is there. Bubble Tea takes a full buffer for a part of something
// longer and reads it again with what follows, which for a flood of letters takes time
// in proportion to its square; so that every so often a read is one byte short.
func (in *input) Read(p []byte) (int, error) {
	room := p
	if in.full++; in.full%flood == 0 && len(p) > 1 {
		room = p[:len(p)-1]
	}
	n, err := in.source(room)
	if n < len(p) {
		in.full = 0
	}
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EINTR) {
		return 0, nil // another program on the terminal took it, or has switched it to non-blocking
	}
	if err != nil {
		in.hungUp() // Bubble Tea reads no further after an end, and would stay for ever
		return n, err
	}
	now := in.now()
	defer func() { in.last = now }()
	keys := p[:n]
	if in.pasting && in.isKey(keys, now) {
		return in.escape(p, n), nil
	}
	if !in.pasting && !isOneKey(keys) {
		in.several.Store(now.UnixNano())
	}
	return in.pass(p, n), nil
}

// isKey reports whether what arrived within a paste is a key: the paste lost its end.
func (in *input) isKey(keys []byte, now time.Time) bool {
	const interrupt = "\x03" // no terminal pastes it
	return string(keys) == interrupt ||
		isOneKey(keys) && string(keys) != pasteEnd && now.Sub(in.last) >= silence
}

// escape ends a paste that has no end, in front of the key that arrived.
func (in *input) escape(p []byte, n int) int {
	hasEnd := in.over
	in.endPaste()
	if hasEnd || n+len(pasteEnd) > len(p) {
		return n
	}
	copy(p[len(pasteEnd):], p[:n])
	return copy(p, pasteEnd) + n
}

func (in *input) endPaste() {
	if in.over {
		in.cut(in.pasted)
	}
	in.pasting, in.over, in.pasted, in.matched, in.partial = false, false, 0, 0, nil
}

// pass looks at each byte, drops in place what is too much of a paste, and returns how
// many are left.
func (in *input) pass(p []byte, n int) int {
	kept := 0
	if in.pasting && len(in.partial) > 0 && n < len(p) && p[0] == pasteEnd[0] {
		copy(p[1:], p[:n])
		p[0], in.partial = substitute, nil
		n++
	}
	for i := range n {
		b := p[i]
		dropped := in.pasting && in.over
		if in.pasting {
			in.pasted++
		}
		switch marked := in.mark(b); {
		case marked && in.pasting:
			in.pasted -= len(pasteEnd)
			in.endPaste()
		case marked:
			in.pasting = true
		}
		if !dropped {
			p[kept] = b
			kept++
			if in.pasting {
				in.check(p[:kept])
			}
		}
	}
	if !in.pasting || in.over || in.pasted <= MaxPaste {
		return kept
	}
	// The end comes now, in place of the last bytes where there is no room behind them.
	in.over, in.matched = true, 0
	kept = min(kept, len(p)-len(pasteEnd))
	return kept + copy(p[kept:], pasteEnd)
}

// check looks at the last byte of what is kept of a paste. Where it does not end or go on as a
// character, a sign is put in place that is none: Bubble Tea drops what is no text without a
// word, and a password would lack a letter.
func (in *input) check(kept []byte) {
	last := len(kept) - 1
	for in.partial = append(in.partial, kept[last]); len(in.partial) > 0 && utf8.FullRune(in.partial); {
		r, size := utf8.DecodeRune(in.partial)
		switch wrong := max(0, last-len(in.partial)+size); {
		case r != utf8.RuneError:
		case kept[wrong] == pasteEnd[0]:
			in.partial = nil
			return
		default:
			kept[wrong] = substitute
		}
		in.partial = in.partial[size:]
	}
}

// mark follows the mark that is next, the end of a paste within one and the beginning
// outside, and reports its last byte.
func (in *input) mark(b byte) bool {
	next := pasteBegin
	if in.pasting {
		next = pasteEnd
	}
	switch b {
	case next[in.matched]:
		in.matched++
	case next[0]:
		in.matched = 1
	default:
		in.matched = 0
	}
	if in.matched < len(next) {
		return false
	}
	in.matched = 0
	return true
}

// isOneKey reports whether bytes are what a terminal sends for one key.
func isOneKey(keys []byte) bool {
	const longest = 8 // ESC [ 2 4 ; 5 ~ and the like
	switch {
	case len(keys) == 0 || len(keys) > longest:
		return false
	case len(keys) == 1:
		return true
	case keys[0] == 0x1b:
		return bytes.LastIndexByte(keys, 0x1b) == 0 && isSequence(keys[1:])
	}
	return utf8.RuneCount(keys) == 1
}

// isSequence reports whether bytes are the rest of one escape sequence.
func isSequence(rest []byte) bool {
	if rest[0] != '[' && rest[0] != 'O' {
		return utf8.RuneCount(rest) == 1
	}
	for i, b := range rest[1:] {
		if b >= 0x40 && b <= 0x7e && b != '[' {
			return i == len(rest)-2
		}
	}
	return len(rest) == 1
}
