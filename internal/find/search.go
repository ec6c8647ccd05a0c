package find

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"banyan/apiclient"
	"banyan/internal/safetext"
)

// Source is something that is asked. Search tells what it finds as it comes, and returns what is
// missing: an *apiclient.NotSearchedError for what cannot be searched, a CutError or a PartlyRead
// with what came, several joined. It ends soon after ctx does.
type Source struct {
	Name   string
	Search func(ctx context.Context, q Query, tell func(News)) error
}

// News is what a source tells at once.
type News struct {
	Hits  []Hit
	Facts []Fact
}

// State says how far a source is.
type State int

// The states.
const (
	Searching   State = iota
	Searched          // all of it
	NotSearched       // it, or a part of it, cannot be searched, or not for this text
	Incomplete        // cut, or a part could not be read
	Failed
)

// String returns a word or two for s.
func (s State) String() string {
	return [...]string{"searching", "searched", "not searched", "incomplete", "failed"}[s]
}

// Progress is how far a source is, and in words what is missing.
type Progress struct {
	Source string
	State  State
	IsCut  bool     // a search with more Reach would tell more
	Why    []string // safe to draw
	Err    error    // of Failed
}

// Path is what was found, and what it is in: a number, its user, its trunk group, the group and
// the tenant, as far as they are known. UsedBy of the trunk group has the enterprise trunks.
type Path struct {
	Parts []Fact // what was found first, the tenant last
}

// TrunkGroup returns the trunk group that calls go by, and false where none is known.
func (p Path) TrunkGroup() (Fact, bool) {
	for _, f := range p.Parts {
		if f.Kind == TrunkGroup {
			return f, true
		}
	}
	return Fact{}, false
}

// Snapshot is what is known so far. It is never changed once it was sent.
type Snapshot struct {
	Query   Query
	Paths   []Path // the best first
	Sources []Progress
	Done    bool // nothing more comes
}

// Complete reports whether everything was searched, and all of it.
func (s Snapshot) Complete() bool {
	return s.Done && !slices.ContainsFunc(s.Sources, func(p Progress) bool { return p.State != Searched })
}

// IsCut reports whether a search with more Reach would tell more.
func (s Snapshot) IsCut() bool {
	return slices.ContainsFunc(s.Sources, func(p Progress) bool { return p.IsCut })
}

// Searching names the sources that are still searching.
func (s Snapshot) Searching() string {
	var names []string
	for _, p := range s.Sources {
		if p.State == Searching {
			names = append(names, p.Source)
		}
	}
	return strings.Join(names, ", ")
}

// Run asks all sources at once and sends what is known each time that one of them tells something,
// at last with Done; then the channel is closed. Known is what paths are made of beside it. It
// ends when ctx does, without a last snapshot, once every source has.
func Run(outer context.Context, q Query, known []Fact, sources ...Source) <-chan Snapshot {
	var atlas Atlas
	atlas.Add(known...)
	return run(outer, q, &atlas, sources)
}

func run(outer context.Context, q Query, known *Atlas, sources []Source) <-chan Snapshot {
	out := make(chan Snapshot)
	ctx, cancel := context.WithCancel(outer) // ends the sources where nobody hears them any more
	s := &search{query: q, atlas: Atlas{base: known}, hits: map[Place]Hit{}, forwarding: map[Place]bool{}}
	events := make(chan func(*search))
	var asking sync.WaitGroup
	for i, source := range sources {
		s.sources = append(s.sources, Progress{Source: source.Name})
		asking.Go(func() {
			send := func(event func(*search)) {
				select {
				case events <- event:
				case <-ctx.Done():
				}
			}
			err := guarded(ctx, source, q, func(n News) { send(func(s *search) { s.take(n) }) })
			send(func(s *search) { s.end(i, err) })
		})
	}
	go func() {
		defer close(out)
		defer asking.Wait()
		defer cancel()
		defer func() { // of nothing that is known to panic: the screen must stay
			if fault := recover(); fault != nil {
				cancel()
				select {
				case out <- s.broken(faultOf(fault)):
				case <-outer.Done():
				}
			}
		}()
		for left := len(sources); ; {
			select {
			case out <- s.snapshot(left == 0):
			case <-ctx.Done():
				return
			}
			if left == 0 {
				return
			}
			select {
			case event := <-events:
				event(s)
				left = s.running()
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// guarded makes an error of a panic: on a goroutine it would end the program.
func guarded(ctx context.Context, source Source, q Query, tell func(News)) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = faultOf(fault)
		}
	}()
	return source.Search(ctx, q, tell)
}

func faultOf(fault any) error {
	if own, ok := fault.(runtime.Error); ok {
		return &faultError{own.Error()}
	}
	return &faultError{fmt.Sprintf("panic with a %T", fault)}
}

// faultError is a fault of the program itself. What was thrown may hold secrets, and is not told.
type faultError struct{ cause string }

func (e *faultError) Error() string { return "internal fault: " + e.cause }

// InternalFault returns the cause: apiclient.Explain tells by it a fault of the program.
func (e *faultError) InternalFault() string { return e.cause }

// search is what one Run knows; its owner alone touches it.
type search struct {
	query Query
	atlas Atlas
	hits  map[Place]Hit

	forwarding map[Place]bool // of which it was told where they forward calls
	sources    []Progress
	paths      []Path // of the last snapshot
}

func (s *search) take(n News) {
	s.atlas.Add(n.Facts...)
	for _, f := range n.Facts {
		if f.Forwards != nil {
			s.forwarding[f.Place] = true
		}
	}
	for _, h := range n.Hits {
		s.atlas.Add(h.Fact)
		if known, ok := s.hits[h.Place]; !ok || h.score > known.score {
			s.hits[h.Place] = h
		}
	}
}

func (s *search) end(i int, err error) {
	p := Progress{Source: s.sources[i].Source, State: Searched}
	for _, one := range parts(err) {
		state, why := stateOf(one)
		p.IsCut = p.IsCut || isLimited(one)
		if p.State = max(p.State, state); state == Failed {
			p.Err = cmp.Or(p.Err, one)
		}
		if why = safetext.Cell(why); !slices.Contains(p.Why, why) {
			p.Why = append(p.Why, why)
		}
	}
	s.sources[i] = p
}

// parts are the errors that one joins.
func parts(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, one := range joined.Unwrap() {
			out = append(out, parts(one)...)
		}
		return out
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// unread says that something of what was found could not be read.
type unread struct {
	what string
	err  error
}

func (u unread) Error() string { return u.what + " not read: " + apiclient.Explain(u.err) }

func (u unread) Unwrap() error { return u.err }

// beyond says what was left out so that a search stays cheap.
type beyond struct{ error }

func (b beyond) Unwrap() error { return b.error }

// isLimited reports whether there may be more than a limit of ours.
func isLimited(err error) bool {
	_, isCut := errors.AsType[*apiclient.CutError](err)
	_, isBeyond := errors.AsType[beyond](err)
	return isCut || isBeyond
}

func stateOf(err error) (State, string) {
	not, isNot := errors.AsType[*apiclient.NotSearchedError](err)
	cut, isCut := errors.AsType[*apiclient.CutError](err)
	none, isNone := errors.AsType[*apiclient.NoHolderError](err)
	part, isPart := errors.AsType[unread](err)
	left, isBeyond := errors.AsType[beyond](err)
	switch {
	case isBeyond:
		return Incomplete, left.Error()
	case isNot:
		return NotSearched, not.Error()
	case isPart:
		return Incomplete, part.Error()
	case isCut:
		return Incomplete, cut.Error()
	case isNone:
		return Searched, fmt.Sprintf("the platform names no holder of %s, or does not search numbers: %s", none.Number, apiclient.Explained(none.Err).What)
	case apiclient.IsPartly(err):
		return Incomplete, apiclient.Explain(err)
	}
	// That is also how a platform says that it finds more than it gives at once.
	if wire, ok := errors.AsType[*apiclient.Error](err); ok && wire.Kind == apiclient.Refused && wire.Status == 400 {
		return Failed, apiclient.Explained(err).What + "; type more of it, so that less is found, or tell who runs the server"
	}
	return Failed, apiclient.Explain(err)
}

func (s *search) running() int {
	left := 0
	for _, p := range s.sources {
		if p.State == Searching {
			left++
		}
	}
	return left
}

func (s *search) snapshot(done bool) Snapshot {
	hits := make([]Hit, 0, len(s.hits))
	for _, h := range s.hits {
		hits = append(hits, h)
	}
	for place := range s.forwarding {
		f, _ := s.atlas.Of(place) // what was read later may forward elsewhere
		if score := s.query.scoreOfForwards(f); score > s.hits[place].score {
			hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.Place == place })
			hits = append(hits, Hit{f, score})
		}
	}
	slices.SortFunc(hits, byRank)
	out := Snapshot{Query: s.query, Sources: slices.Clone(s.sources), Done: done, Paths: make([]Path, 0, len(hits))}
	for _, h := range hits {
		out.Paths = append(out.Paths, s.atlas.path(h.Place))
	}
	s.paths = out.Paths
	return out
}

// broken is the last snapshot of a search that failed itself: the sources that are still searching
// fail with it, or all where none is, and the paths are those of the snapshot before.
func (s *search) broken(err error) Snapshot {
	out := Snapshot{Query: s.query, Sources: slices.Clone(s.sources), Done: true, Paths: s.paths}
	running := s.running()
	for i, p := range out.Sources {
		if p.State == Searching || running == 0 {
			out.Sources[i] = Progress{Source: p.Source, State: Failed, Why: []string{safetext.Cell(apiclient.Explain(err))}, Err: err}
		}
	}
	return out
}

// String is the path in one line, as far as the ids go.
func (p Path) String() string {
	var ids []string
	for _, f := range p.Parts {
		ids = append(ids, f.ID())
	}
	return safetext.Cell(strings.Join(ids, " > "))
}
