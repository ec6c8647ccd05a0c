package terminal

import (
	"encoding/base64"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestSecretsAreTakenOut(t *testing.T) {
	const secret = `p"ss wörd/1`
	for name, text := range map[string]string{
		"as it is":         "login failed for " + secret,
		"in a query":       "?pass=" + url.QueryEscape(secret),
		"in a path":        "/login/" + url.PathEscape(secret),
		"in JSON":          `{"x":"p\"ss wörd/1"}`,
		"in basic":         "Basic " + base64.StdEncoding.EncodeToString([]byte(secret)),
		"as a field":       `{"password":"ss wörd"}`,
		"as another":       `api_key=wörd`,
		"a bearer":         "Authorization: Bearer wörd.abcdefghijkl",
		"a web token":      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3xJyZCJ9.wörd-x",
		"in an address":    "https://anna:wörd@host/",
		"a cookie":         "Set-Cookie: sid=wörd",
		"a session cookie": "sessionid=wörd;",
		"a long word":      "key " + strings.Repeat("ab1", 20) + "wörd",
	} {
		t.Run(name, func(t *testing.T) {
			got := redact(text, []string{secret, ""})
			for _, part := range []string{"ss w", "wörd", "ss+w", "ss%20w", "ab1ab1", "cCJzcyB3"} {
				if strings.Contains(got, part) && name != "a long word" || strings.Contains(got, "ab1ab1") {
					t.Errorf("%q became %q", text, got)
				}
			}
		})
	}
}

func TestAStackStaysReadable(t *testing.T) {
	stack := string(debug.Stack())
	if got := redact(stack, []string{"", "a"}); got != stack {
		t.Errorf("%s\nbecame\n%s", stack, got)
	}
}

func TestACrashFileHoldsNoSecretOfTheStackEither(t *testing.T) {
	crash := NewCrash(t.TempDir(), "v1")
	crash.Hide("s3cret-word")
	crash.Report("x", []byte("goroutine 1: s3cret-word, token=abc\n"))
	crash.Report("the second", nil)
	var first *Panic
	if !errors.As(crash.err(), &first) || strings.Contains(first.Text, "second") {
		t.Fatalf("the fault is %v, want the first", crash.err())
	}
	text, err := os.ReadFile(first.File)
	if err != nil || strings.Contains(string(text), "s3cret-word") || strings.Contains(string(text), "abc") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestWhereNoStateCanBeKeptTheCrashFileIsATemporaryOne(t *testing.T) {
	wall := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(wall, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	crash := NewCrash(filepath.Join(wall, "state"), "v1")
	crash.Report("x", nil)
	var first *Panic
	if !errors.As(crash.err(), &first) || filepath.Dir(first.File) != os.TempDir() {
		t.Errorf("the file is %v", crash.err())
	}
}
