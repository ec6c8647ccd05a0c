package safetext_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"banyan/internal/soak"

	"pgregory.net/rapid"

	"banyan/internal/safetext"
)

func TestMain(m *testing.M) { soak.Tests{M: m}.Run() }

// hostile draws strings in which the dangerous pieces meet one another often.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"\x1b", "\x1b[2J", "\x1b]52;c;", "\x07", "\u009b", "\x9b", "\t", "\r", "\n", "\x00", "\x7f",
			"\u202e", "\u2066", "\u200b", "\u200d", "\ufe0f", "\ufe0e", "\u20e3", "\u00ad", "\u2028", "\ufeff",
			"\U000e0041", "\ue000", "\ufdd0", "\u0378", "\u3164", "\u2800", "\u00a0", "\u0301", "\u0e33", "\u094d",
			"👩", "❤", "👦", "🏽", "🇧", "©", "1", "#", "☎", "\\", "^", " ", "a", "東", "\u0d4e", "\u1160", "\uac00", "…",
			"\xe2", "\x82", "\xf0\x9f", "\xed\xa0\x80", `\x1b`, `\u202e`, "^[",
		}),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 4), func(b []byte) string { return string(b) }),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 12), func(pieces []string) string { return strings.Join(pieces, "") })
}

// isGraphicText reports whether nothing but graphic runes and U+0020 is in s, the
// joiners of an emoji apart: after a pictograph and before a symbol.
func isGraphicText(s string) bool {
	isSymbol := func(r rune) bool { return r == 'ℹ' || unicode.In(r, unicode.S, unicode.P) } // ℹ alone is a letter
	before := rune(0)
	runes := []rune(s)
	for i, r := range runes {
		joins := r == '\u200d' && i+1 < len(runes) && isSymbol(runes[i+1]) &&
			(isSymbol(before) || before == '\ufe0f')
		if !joins && r != ' ' && (!unicode.IsGraphic(r) || unicode.Is(unicode.Z, r)) {
			return false
		}
		before = r
	}
	return utf8.ValidString(s)
}

func checkSafe(t interface{ Fatalf(string, ...any) }, in string) {
	line, changed := safetext.Line(in)
	switch again, changedAgain := safetext.Line(line); {
	case !isGraphicText(line):
		t.Fatalf("Line(%+q) = %+q: not graphic", in, line)
	case again != line || changedAgain:
		t.Fatalf("Line(%+q) = %+q, and again %+q", in, line, again)
	case changed == (line == in):
		t.Fatalf("Line(%+q) = %+q, changed %v", in, line, changed)
	case safetext.Width(line) < 0:
		t.Fatalf("Width(%+q) = %d", line, safetext.Width(line))
	}
	detail := safetext.Detail(in)
	if !isGraphicText(detail) {
		t.Fatalf("Detail(%+q) = %+q: not graphic", in, detail)
	}
	if back := undetail(detail); back != in {
		t.Fatalf("Detail(%+q) = %+q, which reads back as %+q", in, detail, back)
	}
	for piece := range strings.SplitSeq(safetext.Block(in), "\n") {
		if !isGraphicText(piece) {
			t.Fatalf("Block(%+q) has the line %+q: not graphic", in, piece)
		}
	}
}

func checkTruncate(t interface{ Fatalf(string, ...any) }, in string, width int) {
	line := safetext.Cell(in)
	cut := safetext.Truncate(line, width)
	if w := safetext.Width(cut); w > max(width, 0) {
		t.Fatalf("Truncate(%+q, %d) = %+q, %d columns", line, width, cut, w)
	}
	if again, changed := safetext.Line(cut); changed {
		t.Fatalf("Truncate(%+q, %d) = %+q: not safe, %+q is", line, width, cut, again)
	}
	if safetext.Width(line) <= width && cut != line {
		t.Fatalf("Truncate(%+q, %d) = %+q, though it fits", line, width, cut)
	}
}

// undetail reads Detail's form back. That this can be done at all for every
// string is what makes Detail injective.
func undetail(s string) string {
	var out []byte
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			out = append(out, s[i])
			i++
			continue
		}
		digits := map[byte]int{'\\': 0, 'x': 2, 'u': 4, 'U': 8}[s[i+1]]
		v, _ := strconv.ParseUint("0"+s[i+2:i+2+digits], 16, 32)
		switch s[i+1] {
		case '\\':
			out = append(out, '\\')
		case 'x':
			out = append(out, byte(v))
		default:
			out = utf8.AppendRune(out, rune(v))
		}
		i += 2 + digits
	}
	return string(out)
}

func TestEveryStringBecomesSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkSafe(t, hostile().Draw(t, "in")) })
}

func TestATruncatedStringFitsAndStaysSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkTruncate(t, hostile().Draw(t, "in"), rapid.IntRange(-1, 30).Draw(t, "width")) })
}

func TestNoEscapeAppearsWhereTwoSafeStringsMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		both := safetext.Cell(hostile().Draw(t, "left")) + safetext.Cell(hostile().Draw(t, "right"))
		if strings.ContainsFunc(both, unicode.IsControl) || !utf8.ValidString(both) {
			t.Fatalf("%+q holds a control", both)
		}
	})
}

func TestEveryCodePointIsShownOrDrawn(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r > 0x32000 && r%0x1000 == 0x100 && r>>16 != 0xe {
			r |= 0xeff // nothing is assigned there: the ends of each block will do
		}
		checkSafe(t, "a"+string(r)+"\u0301")
		checkSafe(t, string(r)+"\ufe0f\u200d"+string(r))
	}
}

func FuzzLine(f *testing.F) {
	for _, seed := range []string{"", "Trunk 1", "\x1b[31m", "a\u202eb", "👨‍👩‍👧‍👦", "1\ufe0f\u20e3", "\xff\u009b", "o\u0301\u0301\u0301\u0301\u0301", `\x1b ^[ `} {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, in string, width int) {
		checkSafe(t, in)
		checkTruncate(t, in, width)
	})
}
