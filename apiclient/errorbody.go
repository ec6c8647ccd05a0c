package apiclient

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxMessage is the most characters kept of what a server says.
const maxMessage = 500

// maxErrorDepth is how deep the search for words goes into an error's body.
const maxErrorDepth = 32

// errorBody is what an error's body says, at its full length. The zero value says nothing.
type errorBody struct {
	message string
	code    string

	problems []Problem // every sentence of it
}

// readErrorBody reads any of the shapes in use (APIO 2): {"error"}, {"details"} as
// text, object or list, {"errors"} as list or object, nested once more below
// details by the backend. The deepest summary wins, as it is the backend's own
// sentence; then come message, details and error.
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
	return errorBody{message: words.best(), code: words.code.text, problems: readProblems(document)}
}

// word is a text with the depth at which it was found, counted from 1.
type word struct {
	text  string
	depth int
}

// words collects what an error's body says under the names that matter.
type words struct{ summary, message, details, err, code word }

// best is the text that says most.
func (w *words) best() string {
	for _, candidate := range []word{w.summary, w.message, w.details, w.err} {
		if candidate.text != "" {
			return candidate.text
		}
	}
	return ""
}

func (w *words) walk(value any, depth int) {
	if depth > maxErrorDepth {
		return
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if text, ok := item.(string); ok {
				w.details.first(text, depth+1)
			}
			w.walk(item, depth+1)
		}
	case map[string]any:
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
	switch strings.ToLower(name) {
	case "summary":
		w.summary.deepest(text, depth)
	case "message", "msg":
		w.message.first(text, depth)
	case "details", "detail", "error_description":
		w.details.first(text, depth)
	case "error", "errors", "title":
		w.err.first(text, depth)
	case "code", "error_code", "errorcode":
		w.code.first(text, depth)
	}
}

// first keeps the shallowest text, and of equals the first.
func (w *word) first(text string, depth int) {
	if w.depth == 0 || depth < w.depth {
		w.text, w.depth = text, depth
	}
}

// deepest keeps the deepest text, and of equals the first.
func (w *word) deepest(text string, depth int) {
	if depth > w.depth {
		w.text, w.depth = text, depth
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
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX == nil && errY == nil && x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return keys
}

// plainText takes a short sentence of a proxy, and nothing of a page.
func plainText(body []byte) string {
	if len(body) == 0 || len(body) > maxMessage || bytes.ContainsRune(body, '<') || !utf8.Valid(body) {
		return ""
	}
	return string(body)
}

// clip keeps the first 500 characters, as valid UTF-8.
func clip(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if utf8.RuneCountInString(text) <= maxMessage {
		return text
	}
	return string([]rune(text)[:maxMessage-1]) + "…"
}
