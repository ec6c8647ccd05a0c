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
// twice is refused: nobody can tell which of the two is meant.
func Parse(body []byte) (Value, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	document, err := parseValue(decoder, 0)
	if err != nil {
		return Value{}, explain(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Value{}, errors.New("something follows the JSON document")
	}
	return document, nil
}

// explain says in words what a truncated answer means.
func explain(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the JSON document ends too early")
	}
	return fmt.Errorf("not valid JSON: %w", err)
}

func parseValue(decoder *json.Decoder, depth int) (Value, error) {
	token, err := decoder.Token()
	if err != nil {
		return Value{}, err
	}
	switch token := token.(type) {
	case string:
		return Value{Kind: Text, Text: token}, nil
	case json.Number:
		return Value{Kind: Number, Text: token.String()}, nil
	case bool:
		return Value{Kind: Boolean, Text: fmt.Sprint(token)}, nil
	case json.Delim:
		if depth >= maxDepth {
			return Value{}, fmt.Errorf("nested deeper than %d", maxDepth)
		}
		if token == '[' {
			return parseList(decoder, depth+1)
		}
		return parseObject(decoder, depth+1)
	}
	return Value{}, nil
}

func parseList(decoder *json.Decoder, depth int) (Value, error) {
	out := Value{Kind: List}
	for decoder.More() {
		item, err := parseValue(decoder, depth)
		if err != nil {
			return Value{}, err
		}
		out.Items = append(out.Items, item)
	}
	_, err := decoder.Token() // the closing bracket
	return out, err
}

func parseObject(decoder *json.Decoder, depth int) (Value, error) {
	out := Value{Kind: Object}
	seen := make(map[string]bool)
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return Value{}, err
		}
		name, ok := token.(string)
		if !ok {
			return Value{}, errors.New("an object's name is not a string")
		}
		if seen[name] {
			return Value{}, fmt.Errorf("%s is there twice", quoted(name))
		}
		seen[name] = true
		item, err := parseValue(decoder, depth)
		if err != nil {
			return Value{}, err
		}
		out.Members = append(out.Members, Member{name, item})
	}
	_, err := decoder.Token() // the closing brace
	return out, err
}
