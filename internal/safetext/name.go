package safetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name returns a name for the places where it must not be taken for another one: in a list of
// names, in a confirmation. It is Detail where the eye does not see what is there: blanks at
// either end or in a row, marks that combine with an ASCII letter, and letters that look like
// ASCII in a word that is not plainly of their script. Other letters stay as they are: é, ü, 日本.
// Where anything is escaped, or would look so, each backslash is too, so that no two names are one.
func Name(s string) string {
	if !isOdd(s) {
		return s
	}
	odd := make(map[int]bool)
	first, last := len(s)-len(strings.TrimLeft(s, " ")), len(strings.TrimRight(s, " "))
	looksEscaped := false
	for i := range len(s) {
		switch s[i] {
		case ' ':
			odd[i] = i < first || i >= last || s[i-1] == ' '
		case '\\':
			looksEscaped = looksEscaped || i+1 < len(s) && strings.IndexByte(`xuU\`, s[i+1]) >= 0
		}
	}
	markAlike(s, odd)
	name, isEscaped := escape(s, func(at int) bool { return odd[at] }, appendLong)
	if !isEscaped && !looksEscaped {
		return name
	}
	name, _ = escape(s, func(at int) bool { return odd[at] || s[at] == '\\' }, appendLong)
	return name
}

// Names joins names, each as Name returns it.
func Names(names []string, between string) string {
	spelled := make([]string, len(names))
	for i, name := range names {
		spelled[i] = Name(name)
	}
	return strings.Join(spelled, between)
}

// Listed spells out a sentence that holds names with a comma between them, each as Name does.
func Listed(s string) string { return Names(strings.Split(s, ", "), ", ") }

// Odd says in words what of a name the eye does not see, or nothing.
func Odd(s string) string {
	switch {
	case Name(s) == s:
		return ""
	case strings.HasSuffix(s, " "):
		return "ends with a blank"
	case strings.HasPrefix(s, " "):
		return "begins with a blank"
	case strings.Contains(s, "  "):
		return "has blanks in a row"
	}
	return "has letters that cannot be told from others, or not seen"
}

// isOdd reports whether there may be anything to escape: quick, for nearly no name has any.
func isOdd(s string) bool {
	if s == "" {
		return false
	}
	return s[0] == ' ' || s[len(s)-1] == ' ' || strings.Contains(s, "  ") || strings.Contains(s, `\`) || !isPlain(s)
}

// markAlike marks the letters of each word that look like ASCII ones, unless a letter beside them
// shows that the word is of their script, and marks that combine with an ASCII letter.
func markAlike(s string, odd map[int]bool) {
	var alike []int
	ascii, own, before := false, false, rune(0)
	end := func() {
		for _, at := range alike {
			odd[at] = odd[at] || ascii || !own
		}
		alike, ascii, own = nil, false, false
	}
	for at, r := range s {
		switch {
		case unicode.Is(unicode.M, r):
			odd[at] = odd[at] || before < utf8.RuneSelf && unicode.IsLetter(before)
		case !unicode.IsLetter(r):
			end()
		case r < utf8.RuneSelf:
			ascii = true
		case strings.ContainsRune(lookAlikes, r):
			alike = append(alike, at)
		case unicode.In(r, unicode.Cyrillic, unicode.Greek):
			own = true
		}
		before = r
	}
	end()
}

// lookAlikes are the Cyrillic and Greek letters that are drawn as ASCII letters are.
const lookAlikes = "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u04cf" +
	"\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u04ae\u051a\u051c\u04c0" +
	"\u03bf\u03bd\u03c1\u03c5\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
