package safetext_test

import (
	"testing"

	"banyan/internal/safetext"
)

func TestLine(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"plain text stays", "Trunk-Antwerp 01 (main)", "Trunk-Antwerp 01 (main)"},
		{"a backslash stays", `DOM\user`, `DOM\user`},
		{"accents and other scripts stay", "Liège Αθήνα 東京 विद्या العربية", "Liège Αθήνα 東京 विद्या العربية"},
		{"an accent of its own stays on its base", "Lie\u0300ge", "Lie\u0300ge"},
		{"a real replacement character stays", "a\ufffdb", "a\ufffdb"},

		{"a colour sequence is shown", "\x1b[31mred", "^[[31mred"},
		{"a clipboard sequence is shown", "\x1b]52;c;cm0=\x07", "^[]52;c;cm0=^G"},
		{"an unterminated title hides nothing", "a\x1b]0;b", "a^[]0;b"},
		{"TAB, CR and LF are shown in one line", "a\tb\r\nc", "a^Ib^M^Jc"},
		{"NUL, BS and DEL are shown", "a\x00\b\x7f", "a^@^H^?"},
		{"an 8-bit CSI is shown", "\u009b31m", `\x9b31m`},
		{"a raw 8-bit CSI is shown", "\x9b31m", `\x9b31m`},
		{"NEL is shown", "a\u0085b", `a\x85b`},

		{"a truncated character is shown by bytes", "a\xe2\x82", `a\xe2\x82`},
		{"an overlong form is shown by bytes", "\xc0\xaf", `\xc0\xaf`},
		{"half a surrogate pair is shown by bytes", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"beyond the last code point is shown by bytes", "\xf4\x90\x80\x80", `\xf4\x90\x80\x80`},

		{"a direction override is shown", "a\u202egnp.exe", `a\u202egnp.exe`},
		{"an isolate is shown", "\u2066a\u2069", `\u2066a\u2069`},
		{"direction marks are shown", "\u200e\u200f\u061c", `\u200e\u200f\u061c`},
		{"zero width is shown", "a\u200bb\u2060c\ufeff", `a\u200bb\u2060c\ufeff`},
		{"a joiner between letters is shown", "a\u200db\u200cc", `a\u200db\u200cc`},
		{"a soft hyphen is shown", "a\u00adb", `a\u00adb`},
		{"a tag is shown with eight digits", "a\U000e0041", `a\U000e0041`},
		{"line and paragraph separators are shown", "a\u2028b\u2029", `a\u2028b\u2029`},
		{"interlinear annotation is shown", "\ufff9a\ufffb", `\ufff9a\ufffb`},
		{"a noncharacter is shown", "\ufdd0\uffff\U0010ffff", `\ufdd0\uffff\U0010ffff`},
		{"private use is shown", "\ue000\U000f0000", `\ue000\U000f0000`},
		{"an unassigned character is shown", "\u0378", `\u0378`},
		{"other blanks are shown", "a\u00a0b\u3000c", `a\u00a0b\u3000c`},
		{"fillers and blanks of other scripts are shown", "\u3164\u115f\uffa0\u2800\u034f", `\u3164\u115f\uffa0\u2800\u034f`},
		{"variation selectors are shown", "a\ufe00\ufe0e\U000e0100", `a\ufe00\ufe0e\U000e0100`},

		{"four marks on one base stay", "o\u0301\u0302\u0303\u0304", "o\u0301\u0302\u0303\u0304"},
		{"the fifth and later marks are shown", "o\u0301\u0302\u0303\u0304\u0305\u0306x", "o\u0301\u0302\u0303\u0304" + `\u0305\u0306x`},
		{"a mark without a base is shown", "\u0301a", `\u0301a`},
		{"a mark does not combine with an escape", "\u202e\u0301", `\u202e\u0301`},

		{"a simple emoji stays", "📞", "📞"},
		{"a skin tone stays", "👍🏽", "👍🏽"},
		{"a flag stays", "🇧🇪", "🇧🇪"},
		{"a presentation selector stays in an emoji", "☎\ufe0f ok", "☎\ufe0f ok"},
		{"a keycap stays", "1\ufe0f\u20e3", "1\ufe0f\u20e3"},
		{"a family stays", "👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
		{"the largest joined emoji stays", "👩🏻‍❤️‍💋‍👨🏿", "👩🏻‍❤️‍💋‍👨🏿"},
		{"a fifth pictograph is not joined", "👨‍👩‍👧‍👦‍👦", "👨‍👩‍👧‍👦" + `\u200d` + "👦"},
		{"a joiner at an end is shown", "👩\u200d", "👩" + `\u200d`},
		{"a joiner before a letter is shown", "👩\u200da", "👩" + `\u200da`},
		{"a second selector is shown", "☎\ufe0f\ufe0f", "☎\ufe0f" + `\ufe0f`},
		{"a selector on a letter is shown", "a\ufe0f", `a\ufe0f`},
		{"a digit with a selector alone is shown", "1\ufe0f", `1\ufe0f`},
		{"an unassigned pictograph is shown", "\U0001fffd\U0001f02c\ufe0f", `\U0001fffd\U0001f02c\ufe0f`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			line, changed := safetext.Line(tt.in)
			if line != tt.want || changed != (tt.in != tt.want) {
				t.Errorf("Line(%+q) = %+q, %v, want %+q, %v", tt.in, line, changed, tt.want, tt.in != tt.want)
			}
			if cell := safetext.Cell(tt.in); cell != tt.want {
				t.Errorf("Cell(%+q) = %+q, want %+q", tt.in, cell, tt.want)
			}
		})
	}
}

func TestBlock(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"one line", "a\x1b", "a^["},
		{"lines stay", "a\x1b\n\nb\n", "a^[\n\nb\n"},
		{"CRLF ends a line", "a\r\nb\r\n", "a\nb\n"},
		{"a return of its own is shown", "a\rb\r\r\nc\r", "a^Mb^M\nc^M"},
		{"a mark does not reach over the end of a line", "a\n\u0301", "a\n" + `\u0301`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Block(tt.in); got != tt.want {
				t.Errorf("Block(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
		})
	}
}

func TestDetail(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain text stays", "Trunk 1", "Trunk 1"},
		{"a backslash is doubled", `a\x1b`, `a\\x1b`},
		{"a caret is no escape", "^[", "^["},
		{"a control is told from its name", "\x1b\x7f", `\x1b\x7f`},
		{"an 8-bit control is told from a raw byte", "\u009b\x9b", `\u009b\x9b`},
		{"a direction override is shown", "a\u202eb", `a\u202eb`},
		{"blanks at the ends are shown", "  a b ", `\x20\x20a b\x20`},
		{"nothing but blanks is shown", "   ", `\x20\x20\x20`},
		{"a mark on an escaped blank is shown", " \u0301a", `\x20\u0301a`},
		{"an emoji stays", "☎\ufe0f", "☎\ufe0f"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Detail(tt.in); got != tt.want {
				t.Errorf("Detail(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
		})
	}
}
