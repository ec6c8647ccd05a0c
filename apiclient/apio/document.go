package apio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth is how deep an answer may nest; the API's own go to four.
const maxDepth = 64

type kind int

const (
	null kind = iota
	text
	number
	boolean
	list
	object
)

// value is a JSON value as it came: members in the server's order, numbers in
// their own spelling. Go's maps and structs would lose both. The zero value is null.
type value struct {
	kind    kind
	text    string // of a text, or how a number or boolean was written
	items   []value
	members []member
}

type member struct {
	name  string
	value value
}

// parse reads one JSON document and nothing after it. An object that has a name
// twice is refused: nobody can tell which of the two is meant.
func parse(body []byte) (value, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	document, err := parseValue(decoder, 0)
	if err != nil {
		return value{}, explain(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return value{}, errors.New("something follows the JSON document")
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

func parseValue(decoder *json.Decoder, depth int) (value, error) {
	token, err := decoder.Token()
	if err != nil {
		return value{}, err
	}
	switch token := token.(type) {
	case string:
		return value{kind: text, text: token}, nil
	case json.Number:
		return value{kind: number, text: token.String()}, nil
	case bool:
		return value{kind: boolean, text: fmt.Sprint(token)}, nil
	case json.Delim:
		if depth >= maxDepth {
			return value{}, fmt.Errorf("nested deeper than %d", maxDepth)
		}
		if token == '[' {
			return parseList(decoder, depth+1)
		}
		return parseObject(decoder, depth+1)
	}
	return value{}, nil
}

func parseList(decoder *json.Decoder, depth int) (value, error) {
	out := value{kind: list}
	for decoder.More() {
		item, err := parseValue(decoder, depth)
		if err != nil {
			return value{}, err
		}
		out.items = append(out.items, item)
	}
	_, err := decoder.Token() // the closing bracket
	return out, err
}

func parseObject(decoder *json.Decoder, depth int) (value, error) {
	out := value{kind: object}
	seen := make(map[string]bool)
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return value{}, err
		}
		name, ok := token.(string)
		if !ok {
			return value{}, errors.New("an object's name is not a string")
		}
		if seen[name] {
			return value{}, fmt.Errorf("%s is there twice", quoted(name))
		}
		seen[name] = true
		item, err := parseValue(decoder, depth)
		if err != nil {
			return value{}, err
		}
		out.members = append(out.members, member{name, item})
	}
	_, err := decoder.Token() // the closing brace
	return out, err
}
