package config

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
)

// redacted is what a Secret is printed as.
const redacted = "[redacted]"

// Secret is a password or a token that cannot be printed by accident: fmt, slog
// and encoding/json all write "[redacted]". The zero value holds nothing.
type Secret struct {
	// A pointer, because fmt calls no method of a Secret in an unexported field
	// and would print a string as it is.
	value *string
}

// NewSecret returns the secret that holds value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Reveal returns what s holds. Nothing else does.
func (s Secret) Reveal() string { return *cmp.Or(s.value, new(string)) }

// IsSet reports whether s holds anything.
func (s Secret) IsSet() bool { return s.value != nil }

func (s Secret) String() string { return redacted }

// Format writes the fixed word for every verb and flag.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// LogValue is for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText is for JSON, and its keys too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
