package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth is how deep an answer may nest; the APIs' own go to four.
const maxDepth = 64

// Kind says what a Value is.
type Kind int

// The kinds of Value.
const (
	Null Kind = iota
	Text
	Number
	Boolean
	List
	Object
)

// Value is a JSON value as it came: members in the server's order, numbers in
// their own spelling. Go's maps and structs would lose both. The zero value is null.
type Value struct {
	Kind    Kind
	Text    string   // of a Text, or how a Number or a Boolean was written
	Items   []Value  // of a List
	Members []Member // of an Object
}

// Member is one name of an Object with its value.
type Member struct {
	Name  string
	Value Value
}

// Parse reads one JSON document and nothing after it. An object that has a name
// twice is refused: which of the two is meant is not known. The texts of a document
// share its memory.
func Parse(body []byte) (Value, error) {
	if !json.Valid(body) {
		return Value{}, explain(body)
	}
	document, err := (&walker{body: string(body)}).value(0)
	if err != nil {
		return Value{}, fmt.Errorf("not valid JSON: %w", err)
	}
	return document, nil
}

// explain says in words why body is not one JSON document.
func explain(body []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	var first json.RawMessage
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON document ends too early")
	case err != nil:
		return fmt.Errorf("not valid JSON: %w", err)
	}
	return errors.New("something follows the JSON document")
}

// Describe names v for an error. A text stands there as it came, neither cut nor
// escaped: the connection takes secrets out of an error, and only then cuts it.
func (v Value) Describe() string {
	switch v.Kind {
	case Null:
		return "null"
	case List:
		return "a list"
	case Object:
		return "an object"
	case Text:
		return "the text " + quoted(v.Text)
	}
	return v.Text
}

func quoted(text string) string { return `"` + text + `"` }
