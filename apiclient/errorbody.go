package apiclient

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxErrorDepth is how deep the search for words goes into an error's body.
const maxErrorDepth = 32

// errorBody is what an error's body says, at its full length. The zero value says nothing.
type errorBody struct {
	message string
	code    string
	number  int // of the backend

	problems []Problem // every sentence of it
}

// readErrorBody reads any of the shapes in use (APIO 2): {"error"}, {"details"} as text, object or
// list, {"errors"} as list or object, nested once more below details by the backend. The deepest
// sentence with the backend's number wins, under whichever key, then the deepest summary; then
// come message, details and error, and last what is only a status in words.
func readErrorBody(body []byte) errorBody {
	body = bytes.TrimSpace(body)
	if !opensJSON(body) {
		return errorBody{message: plainText(body)}
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return errorBody{}
	}
	words := words{}
	words.walk(document, 0)
	number, _ := strconv.Atoi(words.number.text)
	return errorBody{
		message: cmp.Or(words.backend.text, words.summary.text, words.message.text, words.details.text, words.err.text, words.status.text),
		code:    words.code.text, number: cmp.Or(backendNumber(words.backend.text), number), problems: readProblems(document),
	}
}

// word is a text with its rank: the depth at which it was found, counted from 1.
type word struct {
	text string
	rank int
}

// words collects what an error's body says under the names that matter.
type words struct{ backend, summary, message, details, err, status, code, number word }

func (w *words) walk(value any, depth int) {
	if depth > maxErrorDepth {
		return
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if text, ok := item.(string); ok {
				w.note("details", text, depth+1)
			}
			w.walk(item, depth+1)
		}
	case map[string]any:
		if _, ok := value["summary"]; ok { // an ErrorResponse of the backend (OCI)
			w.number.note(scalar(value["errorCode"]), -depth)
		}
		for _, name := range sortedKeys(value) {
			w.note(name, value[name], depth+1)
			w.walk(value[name], depth+1)
		}
	}
}

func (w *words) note(name string, value any, depth int) {
	text := scalar(value)
	if text == "" {
		return
	}
	english := 0
	if strings.EqualFold(name, "summaryEnglish") { // of two in the same place the one to search for
		english = 1
	}
	if backendNumber(text) != 0 {
		w.backend.note(text, -2*depth-english)
	}
	if isStatusText(text) {
		w.status.note(text, depth)
		return
	}
	switch strings.ToLower(name) {
	case "summary", "summaryenglish":
		w.summary.note(text, -2*depth-english) // the deepest one
	case "message", "msg":
		w.message.note(text, depth)
	case "details", "detail", "error_description":
		w.details.note(text, depth)
	case "error", "errors", "title":
		w.err.note(text, depth)
	case "code", "error_code", "errorcode":
		w.code.note(text, depth)
	}
}

// note keeps the text of the lowest rank, and of equals the first.
func (w *word) note(text string, rank int) {
	if w.rank == 0 || rank < w.rank {
		*w = word{text, rank}
	}
}

// scalar is the text of a string or a number, else empty.
func scalar(value any) string {
	switch value := value.(type) {
	case string:
		return strings.TrimSpace(value)
	case json.Number:
		return value.String()
	}
	return ""
}

// sortedKeys orders "0", "1", "10" as numbers, since lists come as objects too.
func sortedKeys(object map[string]any) []string {
	return slices.SortedFunc(maps.Keys(object), func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX == nil && errY == nil && x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
}

// plainText takes a short sentence of a proxy, and nothing of a page.
func plainText(body []byte) string {
	if len(body) == 0 || len(body) > maxMessage || bytes.ContainsRune(body, '<') || !utf8.Valid(body) {
		return ""
	}
	return string(body)
}

// opensJSON reports whether body begins like a JSON object or array.
func opensJSON(body []byte) bool {
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

// maxProblems is the most problems kept of one refusal.
const maxProblems = 32

// readProblems lists what a decoded error body says, innermost first. Which shape a
// server uses for a field is not documented (APIO 2), so both that are in use are
// read: an object with a name and a sentence, {"field":"priority","message":"..."},
// and below details or errors the name itself, {"details":{"priority":["..."]}}.
func readProblems(document any) []Problem {
	found := problems{}
	found.walk(document, "", false, 0)
	return found.list
}

type problems struct{ list []Problem }

func (p *problems) add(field, text string) {
	problem := Problem{Field: field, Text: text}
	if text != "" && len(p.list) < maxProblems && !slices.Contains(p.list, problem) {
		p.list = append(p.list, problem)
	}
}

// walk goes through value, which belongs to field. Inside are the places where an
// unknown name is that of a field.
func (p *problems) walk(value any, field string, inside bool, depth int) {
	if depth > maxErrorDepth {
		return
	}
	switch value := value.(type) {
	case string:
		if inside || field != "" {
			p.add(field, strings.TrimSpace(value))
		}
	case []any:
		for _, item := range value {
			p.walk(item, field, inside, depth+1)
		}
	case map[string]any:
		p.object(value, field, inside, depth)
	}
}

func (p *problems) object(object map[string]any, field string, inside bool, depth int) {
	if named := namedField(object); named != "" {
		field = named
	}
	var sentences []any
	for _, key := range sortedKeys(object) {
		_, notIndex := strconv.Atoi(key)
		switch strings.ToLower(key) {
		case "summary":
			if _, ok := object["summaryEnglish"]; !ok {
				sentences = append(sentences, object[key])
			}
		case "summaryenglish", "message", "msg", "error", "detail", "error_description", "reason":
			sentences = append(sentences, object[key])
		case "code", "error_code", "errorcode", "status", "type", "severity", "timestamp", "path", "id", "title",
			"field", "fieldname", "attribute", "parameter", "param", "property": // says nothing of a field
		case "errors", "details", "fields":
			p.walk(object[key], field, true, depth+1)
		default:
			if notIndex == nil {
				p.walk(object[key], field, inside, depth+1)
			} else if inside {
				p.walk(object[key], join(field, key), true, depth+1)
			}
		}
	}
	for _, value := range sentences {
		if text := scalar(value); text != "" {
			p.add(field, text)
		} else {
			p.walk(value, field, inside, depth+1)
		}
	}
}

func namedField(object map[string]any) string {
	for _, key := range []string{"field", "fieldName", "attribute", "parameter", "param", "property"} {
		if name, ok := object[key].(string); ok {
			return name
		}
	}
	return ""
}

func join(outer, inner string) string {
	if outer == "" {
		return inner
	}
	return outer + "." + inner
}
