package terminal

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

const (
	hidden = "[hidden]"

	// shortest is the fewest bytes a known secret has: a shorter one would take half
	// the stack along, and tell by it what it is.
	shortest = 4
)

// redact takes secrets out of text: those that are known, in the spellings that the
// wire uses, and what looks like one.
func redact(text string, secrets []string) string {
	for _, secret := range secrets {
		for _, spelled := range spellings(secret) {
			text = strings.ReplaceAll(text, spelled, hidden)
		}
	}
	for _, shape := range []string{
		`(?i)\b(?:bearer|basic)\s+\S{6,}`,
		`(?i)[\w-]*(?:password|passwd|secret|token|api[_-]?key|authorization|cookie|sessionid)[\w-]*["']?\s*[:=]\s*(?:"[^"]*"|'[^']*'|[^\s,;&}]+)`,
		`\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?`,
		`//[^/\s@]+:[^/\s@]+@`,
	} {
		text = regexp.MustCompile(shape).ReplaceAllString(text, hidden)
	}
	return regexp.MustCompile(`[\w-]{40,}`).ReplaceAllStringFunc(text, func(word string) string {
		if strings.ContainsFunc(word, unicode.IsDigit) {
			return hidden
		}
		return word // the name of a function can be as long
	})
}

// spellings returns a secret as it may stand in a text, or nothing where it is too
// short to be told from other words.
func spellings(secret string) []string {
	if len(secret) < shortest {
		return nil
	}
	quoted, err := json.Marshal(secret)
	if err != nil {
		quoted = nil
	}
	out := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret))}
	if inner := strings.Trim(string(quoted), `"`); inner != "" {
		out = append(out, inner)
	}
	return out
}
