package config

import "fmt"

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
