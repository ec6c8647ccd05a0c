package redact

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestWhatLooksLikeASecretIsTakenOut(t *testing.T) {
	for what, text := range map[string]string{
		"a field":          `{"password":"ss wörd"}`,
		"another field":    `api_key=wörd`,
		"a bearer":         "Authorization: Bearer wörd.abcdefghijkl",
		"a web token":      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3xJyZCJ9.wörd-x",
		"an address":       "https://anna:wörd@host/",
		"a cookie":         "Set-Cookie: sid=wörd",
		"a session cookie": "sessionid=wörd;",
		"a long word":      "key " + strings.Repeat("ab1", 20),
	} {
		if got := Likely(text); strings.Contains(got, "wörd") || strings.Contains(got, "ab1") || !strings.Contains(got, "[secret]") {
			t.Errorf("%s: %q became %q", what, text, got)
		}
	}
	if stack := string(debug.Stack()); Likely(stack) != stack {
		t.Errorf("%s\nbecame\n%s", stack, Likely(stack))
	}
}

func TestAURLKeepsNeitherItsQueryNorItsUser(t *testing.T) {
	for text, want := range map[string]string{
		"to https://login.example.net/sso?token=SECRET": "to https://login.example.net/sso?...",
		"https://anna:SECRET@pbx.example.net/a@b c":     "https://pbx.example.net/a@b c",
		"https://anna:SEC@RET@pbx.example.net":          "https://pbx.example.net",
		"/tenants/?a=1&b=2":                             "/tenants/?...",
		"really?  yes\n\tindeed":                        "really? yes indeed",
		"anna@example.net":                              "anna@example.net",
		"https://pbx.example.net/":                      "https://pbx.example.net/",
	} {
		if got := URLs(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestTheNameTellsWhatIsSecret(t *testing.T) {
	for name, want := range map[string]bool{
		"sipAuthenticationPassword": true, "accessToken": true, "CLIENT_SECRET": true, "X-Api-Key": true, "Set-Cookie": true,
		"sipAuthenticationUserName": false, "requireAuthentication": false, "name": false, "": false,
	} {
		if got := IsName(name); got != want {
			t.Errorf("%q is secret: %v", name, got)
		}
	}
	name := "Set-" + strings.Repeat("x", 40)
	if n := testing.AllocsPerRun(100, func() { IsName(name) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
