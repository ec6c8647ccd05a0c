package safetext

import "strings"

// Line returns s as one line that is safe to draw, and whether anything had to be replaced.
// What is safe already comes back as it is. The result holds only graphic characters and U+0020
// (and what holds an emoji together), and Line(Line(s)) equals Line(s). Two different strings
// may give the same line: Detail tells them apart.
func Line(s string) (line string, changed bool) {
	if isPlain(s) || !strings.ContainsFunc(s, func(r rune) bool { return (r < ' ' || r > '~') && !isSign(r) }) {
		return s, false // nearly all texts are ASCII, and signs
	}
	return escape(s, func(int) bool { return false }, appendShort)
}

// escape replaces what may not be drawn, and the pieces that also points at, and reports
// whether there were any.
func escape(s string, also func(at int) bool, form func(out []byte, piece string) []byte) (escaped string, changed bool) {
	var out []byte
	kept := 0
	for c := (scanner{s: s}); c.i < len(s); {
		at := c.i
		keep := c.step()
		if also(at) {
			keep = false
			c.unbase()
		}
		if keep {
			continue
		}
		out = form(append(out, s[kept:at]...), s[at:c.i])
		kept = c.i
	}
	if out == nil {
		return s, false
	}
	return string(append(out, s[kept:]...)), true
}

// Cell is Line for the places that do not tell whether anything was replaced.
func Cell(s string) string {
	line, _ := Line(s)
	return line
}

// Block makes text of several lines safe: the lines stay, each as Line makes it.
// A line ends with LF or CRLF, and LF ends it in the result.
func Block(s string) string {
	if !strings.Contains(s, "\n") {
		return Cell(s)
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if i < len(lines)-1 {
			line = strings.TrimSuffix(line, "\r")
		}
		lines[i] = Cell(line)
	}
	return strings.Join(lines, "\n")
}

// Detail returns s in an escaped form that no other string has, for places where it matters
// which string it is exactly: a detail view, a confirmation. It escapes what Line escapes, the
// backslash as \\, and blanks at either end as \x20; a control character becomes \xNN below
// U+0080 and \u00NN from there, so that \x80 to \xff are always bytes of invalid UTF-8.
func Detail(s string) string {
	first := len(s) - len(strings.TrimLeft(s, " "))
	last := len(strings.TrimRight(s, " "))
	detail, _ := escape(s, func(at int) bool { return s[at] == '\\' || s[at] == ' ' && (at < first || at >= last) }, appendLong)
	return detail
}

// isPlain reports whether s is nothing but printable ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i]-' ' > '~'-' ' {
			return false
		}
	}
	return true
}
