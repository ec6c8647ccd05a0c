package apiclient

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf16"
)

// hide takes the secrets of the request out of text, also where they are escaped:
// a server may quote the JSON that it was sent, a page escapes what it repeats. It
// must see the words as they came: of a secret that was cut first, the rest would stay.
func (c *call) hide(text string) string {
	var spellings []string
	for _, secret := range c.secrets {
		if secret != "" {
			spellings = append(spellings, spellingsOf(secret)...)
		}
	}
	// Of two that begin alike the longer one is the one to take out.
	slices.SortFunc(spellings, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	pairs := make([]string, 0, 2*len(spellings))
	for _, spelling := range spellings {
		pairs = append(pairs, spelling, "[secret]")
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// spellingsOf lists secret as it is, in JSON and in HTML.
func spellingsOf(secret string) []string {
	out := []string{secret, html.EscapeString(secret), asciiJSON(secret)}
	var plain strings.Builder
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(secret) == nil {
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(plain.String(), `"`), "\"\n"))
	}
	return out
}

// asciiJSON escapes like those writers of JSON that keep to ASCII.
func asciiJSON(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteString(`\` + string(r))
		case r >= ' ' && r < 0x7f:
			out.WriteRune(r)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				_, _ = fmt.Fprintf(&out, `\u%04x`, unit)
			}
		}
	}
	return out.String()
}

// tidy makes an error fit to be kept: without the secrets of the request first,
// and only then short.
func (c *call) tidy(problem *Error) {
	texts := []*string{&problem.Message, &problem.Code, &problem.RequestID}
	for i := range problem.Problems {
		texts = append(texts, &problem.Problems[i].Field, &problem.Problems[i].Text)
	}
	for _, text := range texts {
		*text = clip(c.hide(*text))
	}
	if problem.Err == nil {
		return
	}
	cause := problem.Err.Error()
	if hidden := c.hide(cause); hidden != cause {
		problem.Err = errors.New(clip(hidden))
	}
}
