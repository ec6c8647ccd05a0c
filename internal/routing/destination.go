package routing

import (
	"strings"
	"unicode/utf8"
)

// isDestination is lenient where the API's documentation is silent (separators
// inside a number, a SIP address without its scheme, as in its own example): the
// server refuses what it does not like, but nobody can save what we refuse.
func isDestination(s string) bool {
	return utf8.RuneCountInString(s) <= MaxDestinationLen && (isPhoneNumber(s) || isSIPURI(s))
}

func isPhoneNumber(s string) bool {
	s = strings.TrimPrefix(s, "+")
	const digits, separators = "0123456789", "-.() *#"
	return strings.ContainsAny(s, digits) && strings.Trim(s, digits+separators) == "" &&
		strings.TrimSpace(s) == s
}

// isSIPURI wants [sip:|sips:][user@]host, with a scheme or a user or both.
func isSIPURI(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\", r) {
			return false
		}
	}
	scheme := false
	for _, prefix := range []string{"sips:", "sip:"} {
		if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s, scheme = s[len(prefix):], true
			break
		}
	}
	user, host, found := strings.Cut(s, "@")
	switch {
	case !found && !scheme, found && user == "":
		return false
	case !found:
		host = s
	}
	return host != "" && !strings.Contains(host, "@") && !strings.ContainsAny(host[:1], ":;?")
}
