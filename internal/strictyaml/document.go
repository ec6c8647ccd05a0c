// Package strictyaml reads YAML of which every key has to be known and every value of its type.
// What is wrong has its line and column, and an unknown key the nearest that there is.
package strictyaml

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Problem is one thing wrong with a document. Line and Column count from 1; zero is unknown.
type Problem struct {
	Line, Column int
	Text         string
}

func (p *Problem) Error() string {
	switch {
	case p.Line == 0:
		return p.Text
	case p.Column == 0:
		return fmt.Sprintf("line %d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("line %d, column %d: %s", p.Line, p.Column, p.Text)
}

// Document is a text that is YAML, and what was found wrong with it so far.
type Document struct {
	root     *yaml.Node
	problems []*Problem
}

// Parse reads one document; an empty text is one too. The problem says that it is not YAML,
// or more than one document, and is nil where it is.
func Parse(text []byte) (*Document, *Problem) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return nil, problemOf(err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, &Problem{Line: second.Line, Column: second.Column, Text: "a second document begins: one file holds one"}
	case !errors.Is(err, io.EOF):
		return nil, problemOf(err)
	}
	d := &Document{root: &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1}}
	if len(document.Content) > 0 {
		d.root = document.Content[0]
	}
	return d, nil
}

// problemOf reads the line out of an error of the parser, which knows no column.
func problemOf(err error) *Problem {
	p := &Problem{Text: strings.TrimPrefix(err.Error(), "yaml: ")}
	if n, _ := fmt.Sscanf(p.Text, "line %d:", &p.Line); n == 1 {
		_, p.Text, _ = strings.Cut(p.Text, ": ")
	}
	return p
}

// RefuseAliases makes a problem of each anchor and each alias: what a document says stands in it.
func (d *Document) RefuseAliases() {
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		switch {
		case n.Anchor != "":
			d.fail(n, "an anchor (&%s) is not allowed here: write out what is meant", n.Anchor)
		case n.Kind == yaml.AliasNode:
			d.fail(n, "an alias (*%s) is not allowed here: write out what is meant", n.Value)
		}
		for _, below := range n.Content {
			walk(below)
		}
	}
	walk(d.root)
}

// Root returns the whole of a document.
func (d *Document) Root() Value { return Value{d, d.root} }

// Problems returns what is wrong, as it stands in the text.
func (d *Document) Problems() []*Problem {
	slices.SortStableFunc(d.problems, func(a, b *Problem) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
	return d.problems
}

func (d *Document) fail(at *yaml.Node, format string, args ...any) {
	d.problems = append(d.problems, &Problem{at.Line, at.Column, fmt.Sprintf(format, args...)})
}
