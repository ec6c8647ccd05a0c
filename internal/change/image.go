package change

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// NameField is the field that holds a subject's name, where the kind has one. An edit
// that changes it renames the subject.
const NameField = "name"

// Field is one editable field as canonical text: equal values have equal text, or,
// where a value has a form that does not matter, such as the order of a weighted list,
// an equal Key. An empty Value was not reported, or does not apply.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Key   string `json:"key,omitempty"` // what to compare; Value where it is empty
}

// same reports whether both mean the same value.
func (f Field) same(other Field) bool {
	return cmp.Or(f.Key, f.Value) == cmp.Or(other.Key, other.Value)
}

// Image is what was read of a subject, or what it should become: its editable fields
// in the fixed order of its kind. A routing list, with its mode and algorithm, is one
// field, so it is never merged by itself. The zero value does not exist.
type Image struct {
	Fields []Field         `json:"fields,omitempty"`
	Raw    json.RawMessage `json:"raw,omitempty"` // the document as read, where one was; on disk without its secrets
	ReadAt time.Time       `json:"readAt,omitzero"`

	inUse map[string]int // of a trunk group as it was read: the calls that a field limits; neither compared nor kept
}

// Exists reports whether there is such an object.
func (i Image) Exists() bool { return len(i.Fields) > 0 }

// Value returns the value of a field, and false when the image has no such field.
func (i Image) Value(name string) (string, bool) {
	f, ok := i.field(name)
	return f.Value, ok
}

func (i Image) text(name string) string {
	f, _ := i.field(name)
	return f.Value
}

func (i Image) field(name string) (Field, bool) {
	at := slices.IndexFunc(i.Fields, func(f Field) bool { return f.Name == name })
	if at < 0 {
		return Field{Name: name}, false
	}
	return i.Fields[at], true
}

// With returns a copy of i with one field set, in its place or at the end.
func (i Image) With(field Field) Image {
	i.Fields = slices.Clone(i.Fields)
	if at := slices.IndexFunc(i.Fields, func(f Field) bool { return f.Name == field.Name }); at >= 0 {
		i.Fields[at] = field
	} else {
		i.Fields = append(i.Fields, field)
	}
	return i
}

// Hash returns a digest of the editable fields: equal for equal images, whatever else
// the document holds and whenever it was read.
func (i Image) Hash() string {
	if !i.Exists() {
		return "absent"
	}
	compared := make([][2]string, 0, len(i.Fields))
	for _, f := range i.Fields {
		if f.Value != "" {
			compared = append(compared, [2]string{f.Name, cmp.Or(f.Key, f.Value)})
		}
	}
	text, _ := json.Marshal(compared) // pairs of text always encode
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:])
}

// Equal reports whether both images hold the same editable fields. One that a server does not
// report any more once it was emptied is as empty as before.
func (i Image) Equal(other Image) bool {
	return i.Exists() == other.Exists() && len(Differences(i, other)) == 0
}

// satisfies reports whether a read image is what was wanted. An object that was
// created may have fields filled in that were left to the server.
func (i Image) satisfies(want Image, created bool) bool {
	if !created || !i.Exists() || !want.Exists() {
		return i.Equal(want)
	}
	for _, f := range want.Fields {
		if got, _ := i.field(f.Name); f.Value != "" && !got.same(f) {
			return false
		}
	}
	return true
}

// MarshalJSON keeps secrets away from every file that an image is written to.
func (i Image) MarshalJSON() ([]byte, error) {
	type plain Image
	i.Raw = withoutSecrets(i.Raw)
	return json.Marshal(plain(i))
}

// withoutSecrets returns a document without the members whose name speaks of a
// secret, and nothing for what is not one JSON document.
func withoutSecrets(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // a large integer stays what it is
	var document any
	if err := decoder.Decode(&document); err != nil || decoder.More() {
		return nil
	}
	scrub(document)
	clean, _ := json.Marshal(document) // what was decoded always encodes
	return clean
}

func scrub(value any) {
	switch v := value.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(name string, _ any) bool { return secret(name) })
		for _, member := range v {
			scrub(member)
		}
	case []any:
		for _, member := range v {
			scrub(member)
		}
	}
}

func secret(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"password", "passwd", "secret", "token", "credential", "passcode"}, func(word string) bool {
		return strings.Contains(name, word)
	})
}
