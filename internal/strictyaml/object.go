package strictyaml

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// Object is a table of keys, in the order of the text.
type Object struct {
	Value
	keys   []string
	values map[string]Value
	at     map[string]Value // the keys themselves
	added  map[*yaml.Node]bool
}

// Known adds a problem for each key that is not known.
func (o Object) Known(what string, known ...string) {
	for _, key := range o.keys {
		if !slices.Contains(known, key) {
			o.at[key].Fail("%s %s%s", what, key, Near(key, known))
		}
	}
}

// add adds the keys of a table, and after them those of what it merges, which may be itself.
func (o *Object) add(n *yaml.Node) {
	if o.added[n] {
		return
	}
	o.added[n] = true
	var merged []*yaml.Node
	first := make(map[string]int)
	for pair := range slices.Chunk(n.Content, 2) {
		key, value := Value{o.of, pair[0]}, Value{o.of, pair[1]}
		if pair[0].Tag == "!!merge" {
			merged = append(merged, value.there())
			continue
		}
		name := key.Scalar()
		if line, twice := first[name]; twice {
			key.Fail("%s is there twice, first in line %d", name, line)
			continue
		}
		first[name] = pair[0].Line
		if _, known := o.values[name]; !known { // what stands here goes before what is merged
			o.keys = append(o.keys, name)
			o.values[name], o.at[name] = value, key
		}
	}
	for _, from := range merged {
		for _, table := range append([]*yaml.Node{from}, from.Content...) {
			table = Value{o.of, table}.there()
			if table.Kind == yaml.MappingNode && (table == from || from.Kind == yaml.SequenceNode) {
				o.add(table)
			}
		}
	}
}

// Keys returns the keys in the order of the text.
func (o Object) Keys() []string { return o.keys }

// Get returns the value of a key, and false where there is none.
func (o Object) Get(key string) (v Value, found bool) {
	v, found = o.values[key]
	return v, found
}

// Key returns a key itself, which has to be there, to say what is wrong with it.
func (o Object) Key(key string) Value { return o.at[key] }
