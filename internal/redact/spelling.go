package redact

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// span is a part of a text, from one byte to before another.
type span struct{ from, to int }

// spelling is what a text says when its escapes are read or what is packed in it is unpacked,
// and where in the text each byte of that stands. Text that is packed otherwise, such as by
// encryption, is not read.
type spelling struct {
	text   []byte
	at     []span
	packed bool // it is what base64 or hexadecimal digits would say, if they were that
}

// plain is a text as it is.
func plain(text string) spelling {
	at := make([]span, len(text))
	for i := range at {
		at[i] = span{i, i + 1}
	}
	return spelling{text: []byte(text), at: at}
}

func (t *spelling) add(text string, at span) {
	for i := range len(text) {
		t.text, t.at = append(t.text, text[i]), append(t.at, at)
	}
}

// asQuery has a blank for each +, as a query means it.
func (t spelling) asQuery() spelling {
	t.text = bytes.ReplaceAll(t.text, []byte{'+'}, []byte{' '})
	return t
}

// unescaped reads each escape once, and reports whether there is one.
func (t spelling) unescaped() (out spelling, changed bool) {
	out.packed = t.packed
	text := string(t.text)
	for i := 0; i < len(text); {
		plain, size := text[i:i+1], 1
		if strings.IndexByte(`%&\`, text[i]) >= 0 {
			plain, size = unescape(text[i:])
		}
		changed = changed || size > 1
		out.add(plain, span{t.at[i].from, t.at[i+size-1].to})
		i += size
	}
	return out, changed
}

// unescape reads the escape that text begins with, as a URL, HTML, JSON or Go has it, and
// returns what it says and its length. Of no escape it returns the first byte.
func unescape(text string) (plain string, size int) {
	plain = text[:1]
	switch text[0] {
	case '%':
		if len(text) >= 3 {
			if b, err := strconv.ParseUint(text[1:3], 16, 8); err == nil {
				return string([]byte{byte(b)}), 3
			}
		}
	case '&':
		end := 1
		for end < min(len(text), longestEntity) && (text[end] == '#' || isAlphanumeric(text[end])) {
			end++
		}
		if end < len(text) && text[end] == ';' {
			end++
		}
		if plain := html.UnescapeString(text[:end]); plain != text[:end] {
			return plain, end
		}
	case '\\':
		if len(text) >= 2 && strings.IndexByte(`"'/`, text[1]) >= 0 {
			return text[1:2], 2
		}
		if r, ok := surrogates(text); ok {
			return string(r), 12
		}
		if r, isRune, rest, err := strconv.UnquoteChar(text, 0); err == nil {
			if plain = string(r); !isRune {
				plain = string([]byte{byte(r)})
			}
			return plain, len(text) - len(rest)
		}
	}
	return plain, 1
}

const longestEntity = 34 // the longest name that HTML has is of 31 letters

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// surrogates reads \ud83d\udd11, as JSON has runes above U+FFFF.
func surrogates(text string) (rune, bool) {
	if len(text) < 12 || text[1] != 'u' || text[6:8] != `\u` {
		return 0, false
	}
	high, errHigh := strconv.ParseUint(text[2:6], 16, 16)
	low, errLow := strconv.ParseUint(text[8:12], 16, 16)
	r := utf16.DecodeRune(rune(high), rune(low))
	return r, errHigh == nil && errLow == nil && r != utf8.RuneError
}

// packing writes bytes as digits.
type packing struct {
	bits, phases int
	digit        func(byte) int // -1 where it is none
}

func packings() [2]packing {
	return [...]packing{
		// Where in longer data a secret begins decides which digits it gets.
		{bits: 6, phases: 4, digit: func(c byte) int {
			switch {
			case 'A' <= c && c <= 'Z':
				return int(c - 'A')
			case 'a' <= c && c <= 'z':
				return int(c-'a') + 26
			case '0' <= c && c <= '9':
				return int(c-'0') + 52
			case c == '+', c == '-':
				return 62
			case c == '/', c == '_':
				return 63
			}
			return -1
		}},
		{bits: 4, phases: 2, digit: func(c byte) int {
			switch {
			case '0' <= c && c <= '9':
				return int(c - '0')
			case 'a' <= c|0x20 && c|0x20 <= 'f':
				return int(c|0x20-'a') + 10
			}
			return -1
		}},
	}
}

// fewestDigits is what the shortest secret that is looked for in packed text takes.
const fewestDigits = 6

// unpacked reads each run of digits as bytes, without its first few digits; a zero byte stands
// between two runs. A run goes on over the end of a line.
func (t spelling) unpacked(code packing, skip int) spelling {
	out := spelling{packed: true}
	run, begin, kept, have, bits := 0, 0, 0, 0, 0
	end := func(at span) {
		switch {
		case run < fewestDigits:
			out.text, out.at = out.text[:kept], out.at[:kept]
		case len(out.text) > kept:
			out.add("\x00", at)
		}
		run, kept, have, bits = 0, len(out.text), 0, 0
	}
	for i, c := range t.text {
		value := code.digit(c)
		switch {
		case value < 0 && (c == '\r' || c == '\n') && run > 0:
			continue
		case value < 0:
			end(t.at[i])
			continue
		}
		if run++; run <= skip {
			continue
		}
		if have == 0 {
			begin = i
		}
		bits, have = (bits<<code.bits|value)&0xffff, have+code.bits
		if have >= 8 {
			have -= 8
			out.text = append(out.text, byte(bits>>have))
			out.at = append(out.at, span{t.at[begin].from, t.at[i].to})
			begin = i
		}
	}
	end(span{})
	return out
}
