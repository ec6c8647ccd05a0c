package find

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Index finds names by a part of an id, a name or a device. It does not change once it is made,
// and may be used from any goroutine. NewIndex makes it.
type Index struct {
	facts  []Fact
	text   string // what each fact is found by, folded, a line each
	starts []int  // where the line of a fact begins
}

// Names is an index with the facts of the places that it finds. It does not change once it is
// made, and may be used from any goroutine: searches share it. NewNames makes it; nil has none.
type Names struct {
	index   *Index
	atlas   Atlas
	below   bool // of tenants, and not tenants alone
	devices bool // of devices too
}

// NewNames returns the names of facts, those of the same place joined.
func NewNames(facts []Fact) *Names {
	n := &Names{}
	n.atlas.Add(facts...)
	joined := make([]Fact, 0, len(n.atlas.facts))
	for place := range n.atlas.facts {
		f, _ := n.atlas.Of(place)
		joined = append(joined, f)
		n.below, n.devices = n.below || place.Kind == TrunkGroup, n.devices || f.Device != ""
	}
	n.index = NewIndex(joined)
	return n
}

// Len returns how many places have names.
func (n *Names) Len() int {
	if n == nil {
		return 0
	}
	return len(n.index.facts)
}

// All returns what is known of every place, the outer ones first.
func (n *Names) All() []Fact {
	if n == nil {
		return nil
	}
	return n.index.facts
}

// Paths returns the places that match, as Index.Match does, with what they are in.
func (n *Names) Paths(q Query, most int) (paths []Path, more int) {
	if n == nil {
		return nil, 0
	}
	hits, more := n.index.Match(q, most)
	for _, h := range hits {
		paths = append(paths, n.atlas.path(h.Place))
	}
	return paths, more
}

// Run is the function Run, with what the names tell of places.
func (n *Names) Run(ctx context.Context, q Query, sources ...Source) <-chan Snapshot {
	return run(ctx, q, &n.atlas, sources)
}

// between parts what one fact is found by: no name has it once it is folded.
const between = "\x00"

// NewIndex returns an index of facts.
func NewIndex(facts []Fact) *Index {
	x := &Index{facts: slices.Clone(facts), starts: make([]int, len(facts))}
	slices.SortStableFunc(x.facts, func(a, b Fact) int { return byRank(Hit{Fact: a}, Hit{Fact: b}) })
	var text strings.Builder
	for i, f := range x.facts {
		x.starts[i] = text.Len()
		for _, name := range []string{f.ID(), f.Label, f.Device} {
			text.WriteString(strings.NewReplacer("\n", " ", between, " ").Replace(fold(name)))
			text.WriteString(between)
		}
		text.WriteByte('\n')
	}
	x.text = text.String()
	return x
}

// Hit is a place that was found.
type Hit struct {
	Fact
	score int
}

// Match returns the places whose names have every word of a query, the best first, no more than
// most; more says how many there are beyond.
func (x *Index) Match(q Query, most int) (hits []Hit, more int) {
	rarest := slices.MaxFunc(q.words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	byScore := map[int][]int{} // facts, which are in the order of equals
	for at := 0; at < len(x.text); {
		found := strings.Index(x.text[at:], rarest)
		if found < 0 {
			break
		}
		i, exactly := slices.BinarySearch(x.starts, at+found)
		if !exactly {
			i--
		}
		end := len(x.text)
		if i+1 < len(x.starts) {
			end = x.starts[i+1]
		}
		if score := q.scoreOf(x.text[x.starts[i]:end]); score > 0 {
			byScore[score] = append(byScore[score], i)
		}
		at = end
	}
	for _, score := range []int{wholeScore, startScore, wordScore, partScore} {
		for n, i := range byScore[score] {
			if len(hits) == most {
				more += len(byScore[score]) - n
				break
			}
			hits = append(hits, Hit{Fact: x.facts[i], score: score})
		}
	}
	return hits, more
}

// Scores of a match, by how much of a name it is.
const (
	wholeScore = 90
	startScore = 60
	wordScore  = 50
	partScore  = 40
)

// byRank puts the better match first, of equals the outer place, then by name.
func byRank(a, b Hit) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Kind, b.Kind),
		strings.Compare(a.Tenant, b.Tenant), strings.Compare(a.Group, b.Group), strings.Compare(a.Name, b.Name))
}
