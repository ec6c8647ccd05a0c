package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// spelt is a secret as a text has it: core is what may not come out, the rest stands around it.
type spelt struct{ before, core, after string }

// base64At is a secret within longer data, with the digits that it has alone or shares.
func base64At(code *base64.Encoding, secret, before, after string) spelt {
	text := code.EncodeToString([]byte(before + secret + after))
	from, to := len(before)*4/3, (len(before)+len(secret))*4/3
	return spelt{text[:from], text[from:to], text[to:]}
}

func each(text string, spell func(r rune) string) string {
	var out strings.Builder
	for _, r := range text {
		out.WriteString(spell(r))
	}
	return out.String()
}

func escapedUnits(format string) func(rune) string {
	return func(r rune) (out string) {
		for _, unit := range utf16.AppendRune(nil, r) {
			out += fmt.Sprintf(format, unit)
		}
		return out
	}
}

func eachByte(text, format string) (out string) {
	for i := range len(text) {
		out += fmt.Sprintf(format, text[i])
	}
	return out
}

// spellings are those in which servers, proxies and their pages repeat what they were sent.
func spellings(secret string) map[string]spelt {
	inJSON, _ := json.Marshal(secret)
	quoted := func(text string) string { return strings.Trim(text, `"`) }
	out := map[string]spelt{
		"plain":                    {core: secret},
		"quoted":                   {`"`, quoted(strconv.Quote(secret)), `"`},
		"quoted in ASCII":          {`"`, quoted(strconv.QuoteToASCII(secret)), `"`},
		"JSON":                     {`{"x":"`, quoted(string(inJSON)), `"}`},
		"JSON in JSON":             {`{\"x\":\"`, quoted(strconv.Quote(quoted(string(inJSON)))), `\"}`},
		"JSON, fully escaped":      {core: each(secret, escapedUnits(`\u%04x`))},
		"JSON, escaped in capital": {core: each(secret, escapedUnits(`\u%04X`))},
		"HTML":                     {core: html.EscapeString(secret)},
		"HTML, decimal":            {core: each(secret, func(r rune) string { return fmt.Sprintf("&#%d;", r) })},
		"HTML, hexadecimal":        {core: each(secret, func(r rune) string { return fmt.Sprintf("&#x%x;", r) })},
		"HTML without semicolons":  {core: each(secret, func(r rune) string { return fmt.Sprintf("&#%d", r) })},
		"a query":                  {"?pass=", url.QueryEscape(secret), "&x"},
		"a path":                   {"/login/", url.PathEscape(secret), "/"},
		"percent, all":             {core: eachByte(secret, "%%%02X")},
		"percent, small":           {core: eachByte(secret, "%%%02x")},
		"percent, twice":           {core: eachByte(secret, "%%25%02x")},
		"hexadecimal":              {core: hex.EncodeToString([]byte(secret))},
		"base64 in base64":         {core: base64.RawStdEncoding.EncodeToString([]byte(base64.RawStdEncoding.EncodeToString([]byte(secret))))},
	}
	for name, code := range map[string]*base64.Encoding{
		"base64": base64.StdEncoding, "base64 for URLs": base64.URLEncoding,
		"bare base64": base64.RawStdEncoding, "bare base64 for URLs": base64.RawURLEncoding,
	} {
		for shift, before := range []string{":", "u:", "us:"} {
			out[fmt.Sprintf("%s at %d", name, shift+1)] = base64At(code, secret, before, ",1")
		}
		out[name] = base64At(code, secret, "", "")
		out[name+", basic"] = base64At(code, secret, "demo:", "")
		out[name+" of JSON"] = base64At(code, quoted(string(inJSON)), `{"a":"`, `"}`)
		whole := out[name+", basic"]
		out[name+" in a query"] = spelt{url.QueryEscape(whole.before), url.QueryEscape(whole.core), url.QueryEscape(whole.after)}
	}
	return out
}

func sessionSecrets() map[string]string {
	return map[string]string{
		"password":       `pä"ss\w<o>rd/1&` + "\U0001F511",
		"short password": "hunter2",
		"PIN":            "4711",
		"pass phrase":    "correct horse+battery % staple",
		"escaped":        "a%41b%2Bc%25",
		"cookie":         "7f3c9a52e1d84b06a5c3f0e9d2b71846",
		"signed cookie":  "s%3AqT9_x-Zk2.Lm/8+aBcD%3D",
		"token":          "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIiwiZXhwIjoxNzAwMDAwMDAwfQ.3q2-7wAAEjRWeJq83vD_-w",
	}
}

// shared is the length of the longest text that two texts have in common.
func shared(a, b string) int {
	longest, before := 0, make([]int, len(b)+1)
	for i := range len(a) {
		now := make([]int, len(b)+1)
		for j := range len(b) {
			if a[i] == b[j] {
				now[j+1] = before[j] + 1
				longest = max(longest, now[j+1])
			}
		}
		before = now
	}
	return longest
}

func TestASecretIsHiddenHoweverItIsSpelt(t *testing.T) {
	for what, secret := range sessionSecrets() {
		var known Secrets
		known.Add(secret, "")
		for how, text := range spellings(secret) {
			t.Run(what+" as "+how, func(t *testing.T) {
				got := known.Hide(`no "x": ` + text.before + text.core + text.after + " is wrong")
				if n := shared(got, text.core); !strings.Contains(got, mark) || n > max(2, len(text.core)/8) {
					t.Errorf("%q became %q, which has %d bytes of it", text, got, n)
				}
				if !strings.HasPrefix(got, `no "x": `) || !strings.HasSuffix(got, " is wrong") {
					t.Errorf("%q became %q: more than the secret is gone", text, got)
				}
			})
		}
	}
}

func TestEachHalfOfASecretThatIsPartedIsHidden(t *testing.T) {
	for what, secret := range sessionSecrets() {
		if len(secret) < 2*shortestPart {
			continue // half of it is guessed by no more than its other half
		}
		var known Secrets
		known.Add(secret)
		for _, half := range []string{secret[:(len(secret)+1)/2], secret[len(secret)/2:]} {
			if got := known.Hide("see " + half); shared(got, half) > 2 {
				t.Errorf("%s: %q became %q", what, half, got)
			}
		}
	}
}

func TestOrdinaryWordsStay(t *testing.T) {
	for text, secrets := range map[string][]string{
		"trunkgroup trunk of group GroupIDA is not assigned":    {"trunk7group", "assign", "ID", "no", "a", "group1"},
		"the demonstration of democracy":                        {"demo"},
		"no answer on port 4432 of host 10.0.4432.1":            {"443"},
		"a test tests the attest":                               {"tes", "est"},
		"cGxhaW4gdGV4dCBvZiBhIHNlcnZlcg== and deadbeefdeadbeef": {"secret", "text4", "dead1"},
		"100% of 5 & more \\ %zz &nosuch; \\q \\ud83d":          {"50%", "and more"},
		"tenant-0001 tenant-0002":                               {"administrator-of-tenant-3"},
		"":                                                      {"x"},
	} {
		var known Secrets
		known.Add(secrets...)
		if got := known.Hide(text); got != text {
			t.Errorf("of %q %q became %q", secrets, text, got)
		}
	}
	var known Secrets
	known.Add("demo", "abc", "demo-token", "7F3C9A52-e1d8", "t1")
	for text, want := range map[string]string{
		"the user demo, DEMO and demo_1":  "the user " + mark + ", DEMO and demo_1",
		`a pin=abc, "abc" or abc`:         "a pin=" + mark + `, "` + mark + `" or abc`,
		"demo-token is wrong":             mark + " is wrong",
		"demo-tokendemo-token demo-token": mark + " " + mark,
		"Demo-Token is another":           "Demo-Token is another",
		"7f3c9a52-E1D8 is the same":       mark + " is the same", // hexadecimal digits
		`a group "T1", a token "t1"`:      `a group "T1", a token "` + mark + `"`,
	} {
		if got := known.Hide(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestTheSecretsInUseStayKnown(t *testing.T) {
	var known Secrets
	for n := range 10 * mostSecrets {
		known.Add("the password", fmt.Sprintf("session-%016d", n))
	}
	latest := fmt.Sprintf("session-%016d", 10*mostSecrets-1)
	if got := known.Hide("the password, " + latest); got != mark+", "+mark {
		t.Errorf("got %q", got)
	}
	if len(known.added) > mostSecrets {
		t.Errorf("%d are kept", len(known.added))
	}
}

// BenchmarkHide is of a session with a password, a token and a cookie, and of the longest body
// of an error, which is hostile: of digits and escapes alone.
func BenchmarkHide(b *testing.B) {
	var known Secrets
	for _, secret := range sessionSecrets() {
		known.Add(secret)
	}
	for name, text := range map[string]string{
		"sentence": "The trunk group name cannot be found: Trunk-Antwerp of group ApioEntGrpAntwerp, request 8f2c",
		"digits":   strings.Repeat("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA0", 64<<10/28),
		"escapes":  strings.Repeat("%2541%5Cu0041&amp;", 64<<10/18),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				known.Hide(text)
			}
		})
	}
	b.Run("learn a token", func(b *testing.B) {
		for b.Loop() {
			var fresh Secrets
			fresh.Add(sessionSecrets()["token"])
		}
	})
}

// FuzzHide holds that a secret in any text is hidden, and nothing else changes.
func FuzzHide(f *testing.F) {
	f.Add("it is ", "s3cret-word", " here")
	f.Add("%25", "hunter2", "&#x41;")
	f.Add("AAAA\r\n", "a%41b%2Bc%25", `\u0041`)
	f.Fuzz(func(t *testing.T, before, secret, after string) {
		if len(secret) < shortSecret || len(before)+len(after) > 1000 {
			return
		}
		var known Secrets
		known.Add(secret)
		if got := known.Hide(before + secret + after); strings.Contains(strings.ReplaceAll(got, mark, ""), secret) {
			t.Errorf("%q became %q", before+secret+after, got)
		}
	})
}
