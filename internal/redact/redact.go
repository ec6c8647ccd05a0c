// Package redact takes secrets out of text before it is shown, logged or kept: those
// that are known (Secrets), those in a URL, and what looks like one.
package redact

import (
	"bytes"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// mark stands where a secret was.
const mark = "[secret]"

// secretNames are the parts of the name of a field or a header whose value is
// secret, in lower case.
func secretNames() [9]string {
	return [...]string{"password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "authorization", "cookie"}
}

// IsName reports whether a value of that name is secret: a password, a token, a cookie.
func IsName(name string) bool {
	var room [64]byte // most names fit, and then nothing is allocated
	lower := append(room[:0], name...)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	for _, part := range secretNames() {
		if bytes.Contains(lower, []byte(part)) {
			return true
		}
	}
	return false
}

// Likely takes out of text what looks like a secret: the value of a secret name, the
// credentials of a URL or a header, tokens and long words with digits.
func Likely(text string) string {
	names := secretNames()
	for _, shape := range []string{
		`(?i)\b(?:bearer|basic)\s+\S{6,}`,
		`(?i)[\w-]*(?:` + strings.Join(names[:], "|") + `|sessionid)[\w-]*["']?\s*[:=]\s*(?:"[^"]*"|'[^']*'|[^\s,;&}]+)`,
		`\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?`,
		`//[^/\s@]+:[^/\s@]+@`,
	} {
		text = regexp.MustCompile(shape).ReplaceAllString(text, mark)
	}
	return regexp.MustCompile(`[\w-]{40,}`).ReplaceAllStringFunc(text, func(word string) string {
		if strings.ContainsFunc(word, unicode.IsDigit) {
			return mark
		}
		return word // the name of a function can be as long
	})
}

// URLs returns the words of text with single spaces between them, and of each word that
// is a URL neither the query nor the user, where secrets stand.
func URLs(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = withoutQuery(word)
	}
	return strings.Join(words, " ")
}

// Query returns the query of a URL, escaped, without the values of secret names.
func Query(query url.Values) string {
	for name := range query {
		if IsName(name) {
			query = maps.Clone(query)
			query.Set(name, mark)
		}
	}
	return strings.NewReplacer("%5Bsecret%5D", mark).Replace(query.Encode())
}

func withoutQuery(word string) string {
	if before, query, found := strings.Cut(word, "?"); found && strings.Contains(query, "=") {
		word = before + "?..."
	}
	scheme, rest, found := strings.Cut(word, "://")
	if !found {
		return word
	}
	authority, path, hasPath := strings.Cut(rest, "/")
	rest = authority[strings.LastIndex(authority, "@")+1:]
	if hasPath {
		rest += "/" + path
	}
	return scheme + "://" + rest
}
