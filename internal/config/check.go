package config

import (
	"fmt"
	"math"
	"net/url"
	"strings"
)

// maxToken is the longest token that is taken for one, in bytes.
const maxToken = 8192

func checkConcurrency(s Settings) error {
	if s.Concurrency < minConcurrency || s.Concurrency > maxConcurrency {
		return refuse("concurrency", "%d requests at once is not possible: give --concurrency %d to %d", s.Concurrency, minConcurrency, maxConcurrency)
	}
	return nil
}

func checkRate(setting string, rate float64, orNone string) error {
	if rate < 0 || math.IsNaN(rate) || math.IsInf(rate, 1) {
		return refuse(setting, "%v requests a second is not possible: give --%s a number above 0%s", rate, setting, orNone)
	}
	return nil
}

func checkRefresh(s Settings) error {
	if s.Refresh != 0 && s.Refresh < minRefresh {
		return refuse("refresh", "a refresh every %v is not possible: give --refresh %v or more, or 0 for none", s.Refresh, minRefresh)
	}
	return nil
}

func checkURL(s Settings) error {
	address := s.URL
	if address == "" {
		return refuse("url", "no address: give --url https://HOST or set BANYAN_URL, or try --demo")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		// The text of a parse error repeats the address, with a password in it.
		return refuse("url", "the address cannot be read: write --url or BANYAN_URL as https://HOST[:PORT]")
	case u.User != nil:
		return refuse("url", "the address holds a user name: leave it out, give --username and set BANYAN_PASSWORD")
	case u.Scheme != "https" && u.Scheme != "http" || u.Opaque != "" || u.Hostname() == "":
		return refuse("url", "the address does not start with https://HOST: write --url or BANYAN_URL as https://HOST[:PORT]")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return refuse("url", "the address of %s has something after ? or #: leave that out", u.Host)
	case s.IsInsecure() && !s.InsecureHTTP:
		return refuse("url", "the login would go to %s as plain text, for all on the way to read: write https://, or give --insecure-http if it has to be", u.Host)
	}
	return nil
}

func checkPrefix(prefix string) error {
	switch {
	case prefix == "":
		return nil
	case !strings.HasPrefix(prefix, "/"):
		return refuse("prefix", "the prefix %q does not start with /: write it as --prefix /api/v1", prefix)
	case strings.ContainsAny(prefix, "?#"):
		return refuse("prefix", "the prefix %q is more than a path: leave out what starts at ? or #", prefix)
	case strings.Contains(prefix, "//"):
		return refuse("prefix", "the prefix %q has a part that is empty: write a single / between two parts, as in --prefix /api/v1", prefix)
	}
	return nil
}

// checkPassword refuses two places for one password.
func checkPassword(s Settings) error {
	if s.Keyring && len(s.PasswordCommand.List()) > 0 {
		return refuse("password-command", "keyring and passwordCommand both say where the password is: leave out one of them")
	}
	return nil
}

func checkGateway(s Settings) error {
	switch {
	case s.Gateway == "":
		return nil
	case s.API == Odin:
		return refuse("gateway", "a gateway is one behind an APIO core: leave out --gateway, or give --api apio")
	case s.Auth == Cookie:
		return refuse("gateway", "a gateway is chosen at an APIO core: give --auth core with --gateway, or leave it out")
	case strings.Contains(strings.TrimRight(s.Prefix, "/"), corePrefix+"/"):
		return refuse("gateway", "--gateway and the prefix %q both name a gateway: leave out one of them", s.Prefix)
	}
	return nil
}

func checkAuth(s Settings) error {
	switch {
	case s.API == Odin && s.Auth == Cookie:
		return refuse("auth", "the Odin API has no session cookies: leave out --auth to log in with a password, or set BANYAN_TOKEN")
	case s.API == Odin && s.Auth == Core:
		return refuse("auth", "a core is one of the APIO API: leave out --auth to log in at Odin with a password, or give --api apio")
	case s.API == Odin && s.Auth == Password, s.Auth == Cookie, s.Auth == Core:
		return nil
	case s.API == Odin && s.Auth == Bearer && !s.Token.IsSet():
		return refuse("auth", "a bearer login needs a token: set BANYAN_TOKEN, or leave out --auth to log in with a password")
	case s.Auth != Bearer:
		return refuse("auth", "no login is called %q: --auth can be cookie, core or bearer", string(s.Auth))
	case !s.Token.IsSet():
		return refuse("auth", "a bearer login needs a token: set BANYAN_TOKEN, or use --auth cookie or core")
	}
	token := s.Token.Reveal()
	isOdd := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(token) > maxToken || strings.ContainsFunc(token, isOdd) {
		return refuse("auth", "BANYAN_TOKEN is no token: it must be at most %d printable ASCII characters without blanks", maxToken)
	}
	return nil
}

// Error says that a setting cannot work, and what to do. It holds no secret.
type Error struct {
	Setting string // name of the flag, without dashes
	Text    string // one sentence
}

func (e *Error) Error() string { return e.Text }

// refuse returns an *Error as an error.
func refuse(setting, format string, args ...any) error {
	return &Error{Setting: setting, Text: fmt.Sprintf(format, args...)}
}
