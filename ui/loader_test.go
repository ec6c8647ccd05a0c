package ui

import (
	"context"
	"errors"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestLoaderCountsTheLatestAnswerAlone(t *testing.T) {
	asked := 0
	var ended []context.Context
	l := NewLoader(func(ctx context.Context) (int, error) {
		asked++
		ended = append(ended, ctx)
		return asked, nil
	})
	first, second := l.Load(), l.Load()
	late, latest := first(), second() // the first is answered with 1, the second with 2
	if ended[0].Err() == nil {
		t.Error("the earlier request was not cancelled")
	}
	if !l.Update(latest) {
		t.Error("the latest answer was not taken")
	}
	if l.Update(late) {
		t.Error("a late answer was taken")
	}
	if value, ok := l.Value(); value != 2 || !ok || l.Busy() || l.At().IsZero() {
		t.Errorf("value %d, %v, busy %v, at %v", value, ok, l.Busy(), l.At())
	}
	if ended[1].Err() == nil {
		t.Error("the context of an answered request stays open")
	}
}

func TestLoaderIgnoresAnswersOfOthers(t *testing.T) {
	fetch := func(context.Context) (int, error) { return 1, nil }
	l, other := NewLoader(fetch), NewLoader(fetch)
	l.Load()
	if answer := other.Load()(); l.Update(answer) || !l.Busy() {
		t.Error("took the answer of another loader")
	}
	if l.Update("something else") {
		t.Error("took a message that is no answer")
	}
}

func TestLoaderKeepsTheLastGoodValue(t *testing.T) {
	failure := errors.New("no answer")
	var err error
	l := NewLoader(func(context.Context) (string, error) { return "value", err })
	l.Update(l.Load()())
	at := l.At()

	err = failure
	again := l.Load()
	if value, _ := l.Value(); value != "value" || !l.Busy() {
		t.Errorf("while refreshing: %q, busy %v", value, l.Busy())
	}
	l.Update(again())
	if value, ok := l.Value(); value != "value" || !ok || !errors.Is(l.Err(), failure) || !l.At().Equal(at) {
		t.Errorf("after a failed refresh: %q, %v, %v", value, ok, l.Err())
	}
	err = nil
	if l.Update(l.Load()()); l.Err() != nil {
		t.Errorf("the error stays after a success: %v", l.Err())
	}
}

func TestLoaderIsSilentAfterClose(t *testing.T) {
	var given context.Context
	l := NewLoader(func(ctx context.Context) (int, error) { given = ctx; return 1, nil })
	load := l.Load()
	l.Close()
	if answer := load(); given.Err() == nil || l.Update(answer) {
		t.Error("a closed loader took an answer, or did not cancel")
	}
	if _, ok := l.Value(); ok || l.Busy() || l.Load() != nil {
		t.Error("a closed loader goes on")
	}
}

func TestStreamFollowsItsPresentRun(t *testing.T) {
	runs := []chan int{make(chan int, 3), make(chan int, 3)}
	opened := 0
	s := NewStream(func(context.Context) <-chan int { opened++; return runs[opened-1] })

	first := s.Start()
	runs[0] <- 1
	late := first()
	second := s.Start() // a new run, while the first's snapshot is on its way
	if changed, next := s.Update(late); changed || next != nil {
		t.Error("a snapshot of the former run was taken")
	}
	runs[1] <- 2
	runs[1] <- 3
	close(runs[1])
	var seen []int
	for cmd := second; cmd != nil; {
		_, cmd = s.Update(cmd())
		value, _ := s.Value()
		seen = append(seen, value)
	}
	if len(seen) != 3 || seen[0] != 2 || seen[2] != 3 || s.Busy() {
		t.Errorf("saw %v, busy %v", seen, s.Busy())
	}
}

func TestStreamKeepsTheOldValueUntilANewRunBringsOne(t *testing.T) {
	snapshots := make(chan int, 1)
	s := NewStream(func(context.Context) <-chan int { return snapshots })
	snapshots <- 1
	s.Update(s.Start()())
	s.Start()
	if value, ok := s.Value(); value != 1 || !ok || !s.Busy() {
		t.Errorf("%d, %v, busy %v", value, ok, s.Busy())
	}
	s.Close()
}

func TestStreamEndsItsContext(t *testing.T) {
	var given []context.Context
	s := NewStream(func(ctx context.Context) <-chan int { given = append(given, ctx); return make(chan int) })
	first, second := s.Start(), s.Start()
	if given[0].Err() == nil || first() != tea.Msg(nil) {
		t.Error("a former run goes on")
	}
	s.Close()
	if given[1].Err() == nil || second() != tea.Msg(nil) || s.Busy() || s.Start() != nil {
		t.Error("a closed stream goes on")
	}
	answer := answerMsg[int]{to: &s.run, number: s.number, value: 7, next: second}
	if changed, next := s.Update(answer); changed || next != nil {
		t.Error("a closed stream took a snapshot")
	}
}

// A loader that was never made has nothing in flight, and no answer is its own.
func TestANilLoaderHasNothingInFlight(t *testing.T) {
	var none *Loader[int]
	made := NewLoader(func(context.Context) (int, error) { return 1, nil })
	if none.Busy() || none.Update(made.Load()()) {
		t.Error("a nil loader takes an answer")
	}
	none.Close()
}
