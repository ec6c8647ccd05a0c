package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"
)

// Names are the places that can be typed, made ready to be searched. They do not change. NewNames
// makes them.
type Names struct {
	all    []Name
	folded []string // the text of each, its case folded
	abouts []string // likewise
	afters []string // likewise
}

// NewNames returns names in the order in which equals are shown.
func NewNames(all []Name) *Names {
	n := &Names{all: all, folded: make([]string, len(all)), abouts: make([]string, len(all)), afters: make([]string, len(all))}
	for i, name := range all {
		n.folded[i], n.abouts[i], n.afters[i] = strings.ToLower(name.Text), strings.ToLower(name.About), strings.ToLower(name.After)
	}
	return n
}

// rank says how well a text matches what was typed, the better the higher. The zero value is not
// at all.
type rank int

const (
	scattered rank = iota + 1 // its letters in their order
	described                 // what is said of it has it
	within
	wordBegins
	begins
	whole
	rankCount
)

// wanted is what was typed, to be matched.
type wanted struct {
	text string // its case folded
	bare string // without blanks
}

func wantedOf(text string) wanted {
	folded := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	return wanted{text: folded, bare: strings.ReplaceAll(folded, " ", "")}
}

// of ranks a text by itself and by what is said of it, both with their case folded.
func (w wanted) of(folded, about string) rank {
	switch at := strings.Index(folded, w.text); {
	case at == 0 && len(folded) == len(w.text):
		return whole
	case at == 0:
		return begins
	case at > 0 && (isBetween(folded[at-1]) || strings.Contains(folded, " "+w.text)):
		return wordBegins
	case at > 0:
		return within
	}
	if about != "" && strings.Contains(about, w.text) {
		return described
	}
	if w.isScattered(folded) {
		return scattered
	}
	return 0
}

// isBetween reports whether a byte parts the words of a name.
func isBetween(b byte) bool { return strings.IndexByte(" -_./@", b) >= 0 }

// isScattered reports whether a text has the letters in their order.
func (w wanted) isScattered(folded string) bool {
	at := 0
	for i := 0; i < len(folded) && at < len(w.bare); i++ {
		if folded[i] == w.bare[at] {
			at++
		}
	}
	return at == len(w.bare)
}

// score tells apart what has the letters scattered.
func (w wanted) score(text string) int {
	if found := fuzzy.Find(w.bare, []string{text}); len(found) > 0 {
		return found[0].Score
	}
	return -1 << 30
}

// marks returns which bytes of a text are those that were typed.
func (w wanted) marks(text string) []int {
	folded := strings.ToLower(text)
	if at := strings.Index(folded, w.text); at >= 0 && len(folded) == len(text) && w.text != "" {
		marks := make([]int, len(w.text))
		for i := range marks {
			marks[i] = at + i
		}
		return marks
	}
	if found := fuzzy.Find(w.bare, []string{text}); len(found) > 0 {
		return found[0].MatchedIndexes
	}
	return nil
}

// marked returns a text as cells, what was typed in another tone.
func (w wanted) marked(text string, tone Tone) Cell {
	cell := Cell{}
	marks := w.marks(text)
	for from, i := 0, 0; i <= len(text); i++ {
		isEnd := i == len(text)
		if !isEnd && (i == 0 || slices.Contains(marks, i) == slices.Contains(marks, i-1) || !isRuneStart(text[i])) {
			continue
		}
		if i > from {
			piece := Cell{Text: text[from:i], Tone: tone}
			if slices.Contains(marks, from) {
				piece.Tone = Match
			}
			cell.Then = append(cell.Then, piece)
		}
		from = i
	}
	return cell
}

func isRuneStart(b byte) bool { return b&0xC0 != 0x80 }

// found is an entry that matches.
type found struct {
	entry
	rank  rank
	score int
}

// match returns the best names, no more than most.
func (n *Names) match(w wanted, most int) []found {
	if n == nil || w.text == "" {
		return nil
	}
	var by [rankCount][]int
	for i, folded := range n.folded {
		if !strings.HasPrefix(w.text, n.afters[i]) {
			continue
		}
		if r := w.of(folded, n.abouts[i]); r > 0 && len(by[r]) < 4*most {
			by[r] = append(by[r], i)
		}
	}
	var matches []found
	for r := whole; r > 0 && len(matches) < most; r-- {
		matches = append(matches, n.best(w, r, by[r], most-len(matches))...)
	}
	return matches
}

// best returns the best of the names that match equally well: shorter ones are nearer.
func (n *Names) best(w wanted, r rank, at []int, most int) []found {
	matches := make([]found, len(at))
	for i, at := range at {
		name := n.all[at]
		matches[i] = found{entry: entryOf(name), rank: r, score: -len(name.Text)}
		if r == scattered {
			matches[i].score = w.score(name.Text)
		}
	}
	slices.SortStableFunc(matches, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	return matches[:min(most, len(matches))]
}

// entry is a line of the palette: something that can be done.
type entry struct {
	text, about, key string
	section          int
	gone             bool

	press string         // the key that it presses; or
	place Place          // where it goes; or
	run   func() tea.Cmd // what it does
}

func entryOf(name Name) entry {
	return entry{text: name.Text, about: name.About, gone: name.Gone, place: name.Place, run: name.Run, section: goTo}
}

// rememberedEntries are the places that are remembered.
func rememberedEntries(guide Guide, memo *Memo) []entry {
	var entries []entry
	for _, p := range memo.Places() {
		e := entryOf(guide.Name(p))
		why := "recent"
		if memo.IsPinned(p) {
			why = "pinned"
		}
		e.about = strings.TrimSuffix(why+", "+e.about, ", ")
		entries = append(entries, e)
	}
	return entries
}

// screenEntries are the places that have a key of their own on every screen.
func screenEntries(guide Guide, screens []Screen) []entry {
	var entries []entry
	for _, screen := range screens {
		name := guide.Name(screen.Place)
		if screen.Near != nil {
			entries = append(entries, entry{text: name.Text, about: name.About, section: goTo, run: func() tea.Cmd { return Visit(screen.Place) }})
			continue
		}
		entries = append(entries, entry{text: name.Text, about: name.About, key: screen.Key.Help().Key, press: screen.Key.Keys()[0], section: goTo})
	}
	return entries
}

// keyEntries are what the bindings do that others do not do already, with what actions say of it.
func keyEntries(bindings map[int][]key.Binding, k KeyMap, actions map[string]string, others []entry) []entry {
	var entries []entry
	for _, section := range []int{here, list, everywhere, move} {
		for _, binding := range bindings[section] {
			help := binding.Help()
			if !isAny(binding, k.Palette) && !slices.ContainsFunc(others, func(e entry) bool { return e.key == help.Key }) {
				entries = append(entries, entry{text: help.Desc, about: actions[help.Desc], key: help.Key, press: binding.Keys()[0], section: section})
			}
		}
	}
	return entries
}

// lately puts what was run from the palette before everything else of its section, the latest
// first.
func lately(entries []entry, commands []string) []entry {
	at := func(e entry) int {
		if i := slices.Index(commands, e.text); i >= 0 {
			return i
		}
		return len(commands)
	}
	slices.SortStableFunc(entries, func(x, y entry) int {
		return cmp.Or(cmp.Compare(x.section, y.section), cmp.Compare(at(x), at(y)))
	})
	return entries
}
