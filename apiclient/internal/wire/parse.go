package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep an answer may nest; the APIs' own go to four.
const maxDepth = 64

// Parse reads one JSON document and nothing after it. An object that has a name twice is
// refused: which of the two is meant is not known. The texts of a document share its memory.
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

// walker reads a document that encoding/json found valid, so it looks only for where things
// end. The decoder's tokens would cost several times as much as all else that a request does.
type walker struct {
	body string
	at   int
	last int // how many members the object had that was closed last
}

func (w *walker) value(depth int) (Value, error) {
	w.blanks()
	switch c := w.body[w.at]; c {
	case '"':
		text, err := w.text()
		return Value{Kind: Text, Text: text}, err
	case '{', '[':
		if depth >= maxDepth {
			return Value{}, fmt.Errorf("nested deeper than %d", maxDepth)
		}
		w.at++
		if c == '[' {
			return w.parts(Value{Kind: List}, ']', depth+1)
		}
		return w.parts(Value{Kind: Object}, '}', depth+1)
	case 't', 'f':
		return Value{Kind: Boolean, Text: w.word()}, nil
	case 'n':
		w.word()
		return Value{}, nil
	}
	return Value{Kind: Number, Text: w.word()}, nil
}

// parts reads what is in a list or an object, up to its bracket.
func (w *walker) parts(out Value, bracket byte, depth int) (Value, error) {
	var seen names
	for !w.closes(bracket) {
		var name string
		if out.Kind == Object {
			var err error
			if name, err = w.text(); err != nil {
				return Value{}, err
			}
			if seen.has(out.Members, name) {
				return Value{}, fmt.Errorf("%s is there twice", quoted(name))
			}
			w.blanks()
			w.at++ // the colon
		}
		item, err := w.value(depth)
		if err != nil {
			return Value{}, err
		}
		if out.Kind == List {
			out.Items = append(out.Items, item)
			continue
		}
		if out.Members == nil {
			out.Members = make([]Member, 0, w.room(depth))
		}
		out.Members = append(out.Members, Member{name, item})
	}
	if out.Kind == Object {
		w.last = len(out.Members)
	}
	return out, nil
}

// room guesses how many members an object has: as many as the answer has colons where
// it is the whole answer, else as many as the one before it, since rows are alike.
func (w *walker) room(depth int) int {
	if depth == 1 {
		return min(strings.Count(w.body, ":"), 64)
	}
	return w.last
}

// closes takes the bracket where it comes next, and otherwise what stands before the next element.
func (w *walker) closes(bracket byte) bool {
	w.blanks()
	if w.body[w.at] == ',' {
		w.at++
		w.blanks()
	}
	if w.body[w.at] != bracket {
		return false
	}
	w.at++
	return true
}

// blanks passes over what is blank. In valid JSON something follows, wherever it is called.
func (w *walker) blanks() {
	for strings.IndexByte(" \t\r\n", w.body[w.at]) >= 0 {
		w.at++
	}
}

// word takes a number, true, false or null.
func (w *walker) word() string {
	rest := w.body[w.at:]
	if end := strings.IndexAny(rest, ",]} \t\r\n"); end >= 0 {
		rest = rest[:end]
	}
	w.at += len(rest)
	return rest
}

// text takes a string. What is written with escapes, or is no UTF-8, encoding/json reads.
func (w *walker) text() (string, error) {
	from, plain := w.at, true
	for w.at++; w.body[w.at] != '"'; w.at++ {
		if w.body[w.at] == '\\' {
			plain = false
			w.at++
		}
	}
	w.at++
	raw := w.body[from:w.at]
	if plain && utf8.ValidString(raw) {
		return raw[1 : len(raw)-1], nil
	}
	var out string
	err := json.Unmarshal([]byte(raw), &out)
	return out, err
}

// names knows which names an object has had. Few are compared one by one.
type names map[string]bool

const few = 48

// has reports whether name is among members, and keeps it in mind.
func (n *names) has(members []Member, name string) bool {
	if len(members) < few {
		return slices.ContainsFunc(members, func(m Member) bool { return m.Name == name })
	}
	if len(*n) == 0 {
		*n = make(names, 2*len(members))
		for _, m := range members {
			(*n)[m.Name] = true
		}
	}
	seen := (*n)[name]
	(*n)[name] = true
	return seen
}
