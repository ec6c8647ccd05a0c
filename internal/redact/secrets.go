package redact

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The rule for what is hidden, by the length of a secret in bytes, however it is spelt: see
// spelling. Capitals and small letters differ, except in a secret that is of hexadecimal digits.
const (
	// shortSecret is where one begins that is hidden wherever it stands, and each part of
	// longestPart bytes or, of a secret of less than twice that, each half of it, of at least
	// shortestPart: text is cut, and parted between a header and a body. A shorter secret is
	// hidden as a word of its own.
	shortSecret = 8
	// tinySecret is where one begins that is hidden as a word. A shorter one is hidden only
	// where a value stands, right after one of = : " ' and unpacked: in a sentence it is an
	// ordinary word, and a gap in place of that would tell what it is.
	tinySecret   = 4
	shortestPart = 6
	longestPart  = 8

	mostSecrets = 64 // known at once; of more the half that was added latest
)

// Secrets hides the secrets of a session: password, tokens, cookies, those that it had before
// too. The zero value knows none. It is safe for concurrent use.
type Secrets struct {
	mu    sync.Mutex
	turn  int
	added map[string]int             // each secret, and when it was added last
	parts map[int]map[string]wording // what is hidden, by its length
	first [256]bool                  // the bytes that a part begins with
}

// wording is where in a text something is hidden.
type wording int

const (
	anywhere wording = iota
	asWord
	asValue
)

// Add has secrets hidden from now on. Empty ones are ignored.
func (s *Secrets) Add(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		_, known := s.added[secret]
		if s.added == nil {
			s.added = map[string]int{}
		}
		s.turn++
		s.added[secret] = s.turn
		if known {
			continue
		}
		if len(s.added) > mostSecrets {
			s.forget()
		}
		s.learn(secret)
	}
}

// forget leaves the half that was added latest: a cookie that each answer sets anew, and a
// token that is renewed for days, must not fill the memory.
func (s *Secrets) forget() {
	latest := slices.SortedFunc(maps.Keys(s.added), func(a, b string) int { return cmp.Compare(s.added[b], s.added[a]) })
	for _, old := range latest[mostSecrets/2:] {
		delete(s.added, old)
	}
	s.parts, s.first = nil, [256]bool{}
	for _, secret := range latest[1 : mostSecrets/2] { // the first is learned by Add
		s.learn(secret)
	}
}

// learn notes the parts of a secret, and of what it stands for where it is escaped itself.
func (s *Secrets) learn(secret string) {
	s.learnParts(secret)
	if len(secret) >= shortSecret && strings.Trim(secret, "0123456789abcdefABCDEF-") == "" {
		s.learnParts(strings.ToLower(secret))
		s.learnParts(strings.ToUpper(secret))
	}
	if plain, err := url.QueryUnescape(secret); err == nil && plain != secret && len(plain) >= shortSecret {
		s.learnParts(plain)
	}
}

func (s *Secrets) learnParts(secret string) {
	text := plain(secret).asQuery().text
	size, where := len(text), anywhere
	switch {
	case len(text) < tinySecret:
		where = asValue
	case len(text) < shortSecret:
		where = asWord
	default:
		size = min(max((len(text)+1)/2, shortestPart), longestPart)
	}
	if s.parts == nil {
		s.parts = map[int]map[string]wording{}
	}
	if s.parts[size] == nil {
		s.parts[size] = map[string]wording{}
	}
	for i := 0; i+size <= len(text); i++ {
		part := string(text[i : i+size])
		if known, ok := s.parts[size][part]; !ok || where < known {
			s.parts[size][part] = where
		}
		s.first[part[0]] = true
	}
}

// Hide takes the secrets out of text, however they are spelt. Text has to be whole: of a secret
// that was cut before, a part that is less than half of it stays.
func (s *Secrets) Hide(text string) string {
	s.mu.Lock()
	var found []span
	if len(s.parts) > 0 {
		found = s.search(nil, plain(text), 0)
	}
	s.mu.Unlock()
	if len(found) == 0 {
		return text
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	var out strings.Builder
	end := 0
	for i, at := range found {
		if i == 0 || at.from > end {
			out.WriteString(text[end:at.from])
			out.WriteString(mark)
		}
		end = max(end, at.to)
	}
	out.WriteString(text[end:])
	return out.String()
}

// mostUnpacked is how often something is unpacked that was packed before, such as JSON in
// base64 in JSON.
const mostUnpacked = 4

// search adds where the secrets stand in text and in what it can be unpacked to.
func (s *Secrets) search(found []span, text spelling, depth int) []span {
	found = s.match(found, text.asQuery())
	if depth == mostUnpacked {
		return found
	}
	if plain, changed := text.unescaped(); changed {
		found = s.search(found, plain, depth+1)
	}
	for _, code := range packings() {
		for skip := range code.phases {
			if inner := text.unpacked(code, skip); len(inner.text) > 0 {
				found = s.search(found, inner, depth+1)
			}
		}
	}
	return found
}

// match adds where the secrets stand in text, which has a blank for each +.
func (s *Secrets) match(found []span, text spelling) []span {
	for size, parts := range s.parts {
		for i := 0; i+size <= len(text.text); i++ {
			if !s.first[text.text[i]] {
				continue
			}
			if where, ok := parts[string(text.text[i:i+size])]; ok && where.fits(text, i, i+size) {
				found = append(found, span{text.at[i].from, text.at[i+size-1].to})
			}
		}
	}
	return found
}

// fits reports whether what stands in text from one place to the other is to be hidden there.
func (w wording) fits(t spelling, from, to int) bool {
	if w == anywhere {
		return true
	}
	before, _ := utf8.DecodeLastRune(t.text[:from])
	after, _ := utf8.DecodeRune(t.text[to:])
	isWord := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	if from > 0 && isWord(before) || to < len(t.text) && isWord(after) {
		return false
	}
	return w == asWord || !t.packed && from > 0 && strings.ContainsRune(`=:"'`, before)
}
