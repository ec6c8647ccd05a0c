package safetext

import "unicode/utf8"

const hexDigits = "0123456789abcdef"

// appendShort appends the form that Line gives to piece, one rune or one byte of invalid UTF-8.
func appendShort(out []byte, piece string) []byte {
	r, size := utf8.DecodeRuneInString(piece)
	switch {
	case r < ' ' || r == 0x7f:
		return append(out, '^', byte(r)^0x40)
	case r < 0xa0:
		return appendHex(out, `\x`, uint32(r), 2)
	}
	return appendCodePoint(out, piece, r, size)
}

// appendLong appends the form that Detail gives to piece: it can be read back.
func appendLong(out []byte, piece string) []byte {
	r, size := utf8.DecodeRuneInString(piece)
	switch {
	case r == '\\':
		return append(out, `\\`...)
	case r < utf8.RuneSelf:
		return appendHex(out, `\x`, uint32(r), 2)
	}
	return appendCodePoint(out, piece, r, size)
}

// appendCodePoint appends the form that both give to r, from piece, or to a byte.
func appendCodePoint(out []byte, piece string, r rune, size int) []byte {
	switch {
	case r == utf8.RuneError && size == 1:
		return appendHex(out, `\x`, uint32(piece[0]), 2)
	case r > 0xffff:
		return appendHex(out, `\U`, uint32(r), 8)
	}
	return appendHex(out, `\u`, uint32(r), 4)
}

func appendHex(out []byte, prefix string, v uint32, digits int) []byte {
	out = append(out, prefix...)
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		out = append(out, hexDigits[v>>shift&0xf])
	}
	return out
}
