package strictyaml

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Value is a part of a document. Its methods add to the problems of that what they cannot read.
type Value struct {
	of   *Document
	node *yaml.Node
}

// Fail adds a problem at the value.
func (v Value) Fail(format string, args ...any) { v.of.fail(v.node, format, args...) }

// Line returns where the value begins, from 1.
func (v Value) Line() int { return v.node.Line }

// IsNull reports whether there is nothing.
func (v Value) IsNull() bool { return v.there().Tag == "!!null" }

// IsList reports whether it is a list.
func (v Value) IsList() bool { return v.there().Kind == yaml.SequenceNode }

// there follows aliases, each of which leads to what stands before it.
func (v Value) there() *yaml.Node {
	n := v.node
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// Items returns what is in a list.
func (v Value) Items() []Value {
	if !v.IsList() {
		v.Fail("this must be a list, with a dash before each part, and is %s", v.Word())
		return nil
	}
	out := make([]Value, len(v.there().Content))
	for i, n := range v.there().Content {
		out[i] = Value{v.of, n}
	}
	return out
}

// Word says what a value is, for a sentence.
func (v Value) Word() string {
	n := v.there()
	switch {
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.MappingNode:
		return "a table of keys"
	case n.Tag == "!!null":
		return "empty"
	case len([]rune(n.Value)) > 40:
		return strconv.Quote(string([]rune(n.Value)[:40])) + "..."
	}
	return strconv.Quote(n.Value)
}

// Scalar returns the text of a value of any type but a list or a table, as it is written; nothing
// of an empty one.
func (v Value) Scalar() string {
	n := v.there()
	switch {
	case n.Kind != yaml.ScalarNode:
		v.Fail("this must be one value, and is %s", v.Word())
	case n.Tag != "!!null":
		return n.Value
	}
	return ""
}

// Text returns a text. What YAML takes for a number, a switch or a time is none unless it is quoted.
func (v Value) Text() string {
	n := v.there()
	switch {
	case n.Tag == "!!str" && n.Kind == yaml.ScalarNode:
		return n.Value
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null":
		v.Fail("this must be a text, and is %s without quotes: write %s", n.Value, strconv.Quote(n.Value))
	default:
		v.Fail("this must be a text, and is %s", v.Word())
	}
	return ""
}

// IsWhole reports whether Whole returns a number.
func (v Value) IsWhole() bool {
	n := v.there()
	number, err := strconv.Atoi(n.Value)
	return n.Tag == "!!int" && err == nil && strconv.Itoa(number) == n.Value // 010 is 8 to some readers, 10 to others
}

// Whole returns a whole number, in decimal and without anything before it.
func (v Value) Whole() (n int, ok bool) {
	if v.IsWhole() {
		n, _ = strconv.Atoi(v.there().Value)
		return n, true
	}
	v.Fail("this must be a whole number, and is %s", v.Word())
	return 0, false
}

// Flag returns true or false.
func (v Value) Flag() (on, ok bool) {
	if n := v.there(); n.Tag == "!!bool" && (n.Value == "true" || n.Value == "false") {
		return n.Value == "true", true
	}
	v.Fail("this must be true or false, and is %s", v.Word())
	return false, false
}

// One returns a text that is one of some.
func (v Value) One(of ...string) string {
	n := v.there()
	if n.Kind == yaml.ScalarNode && slices.Contains(of, n.Value) {
		return n.Value
	}
	v.Fail("this must be %s, and is %s%s", strings.Join(of, " or "), v.Word(), Near(n.Value, of))
	return ""
}

// Object returns a table of which every key is known. What says what a key is, such as
// "no setting is called".
func (v Value) Object(what string, known ...string) Object {
	o := v.Table()
	o.Known(what, known...)
	return o
}

// Table returns a table of any keys, each of which is there once.
func (v Value) Table() Object {
	o := Object{Value: v, values: make(map[string]Value), at: make(map[string]Value), added: make(map[*yaml.Node]bool)}
	switch n := v.there(); {
	case n.Kind == yaml.MappingNode:
		o.add(n)
	case n.Tag != "!!null":
		v.Fail("this must be a table of keys, and is %s", v.Word())
	}
	return o
}
