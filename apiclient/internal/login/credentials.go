// Package login is what the dialects share of proving who one is: the credentials, and
// a session that requests at the same time renew once between them.
package login

import (
	"fmt"
	"log/slog"
	"strings"

	"banyan/apiclient"
)

// maxToken is the most bytes of a bearer token.
const maxToken = 8192

// Credentials are a user name and a password, or a token that was given ready. They
// print as a placeholder, however they are printed. The zero value is nobody's.
type Credentials struct {
	Username string
	Password string
	Token    string
	Gateway  string // name of the one behind an APIO core that is meant; empty: the only one
}

const hidden = "[credentials]"

// Format prints a placeholder, whatever the verb.
func (Credentials) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(hidden)) }

// LogValue logs a placeholder.
func (Credentials) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText has a placeholder stand in JSON too.
func (Credentials) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Secrets are what must not come back in anything that a server says.
func (c Credentials) Secrets() []string { return []string{c.Password, c.Token} }

// CheckToken refuses a ready token that cannot be sent to host, with an error of kind LoginFailed.
func (c Credentials) CheckToken(op, host string) error {
	if IsToken(c.Token) {
		return nil
	}
	return &apiclient.Error{
		Op: op, Host: host, Kind: apiclient.LoginFailed, Unsent: true,
		Message: "the bearer token must be 1 to 8192 printable characters without a space",
	}
}

// IsToken reports whether a token can stand in a header: one with the newline of the
// file that it was read from cannot.
func IsToken(token string) bool {
	odd := strings.ContainsFunc(token, func(r rune) bool { return r < '!' || r > '~' })
	return token != "" && len(token) <= maxToken && !odd
}
