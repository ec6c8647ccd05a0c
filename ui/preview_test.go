package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// previewed drives a preview as the shell does: after each message it follows, and what its
// commands bring comes back.
type previewed struct {
	preview *Preview[string, string]
	cursor  string
	reads   []string // which rows were read, with " cancelled" where that was given up
	answers chan error
	msgs    chan tea.Msg
}

func newPreviewed(fetches bool) *previewed {
	p := &previewed{answers: make(chan error, 10), msgs: make(chan tea.Msg, 10)}
	var fetch func(context.Context, string) (string, error)
	if fetches {
		fetch = func(ctx context.Context, row string) (string, error) {
			p.reads = append(p.reads, row)
			select {
			case err := <-p.answers:
				return "read " + row, err
			case <-ctx.Done():
				p.reads = append(p.reads, row+" cancelled")
				return "", ctx.Err()
			}
		}
	}
	p.preview = NewPreview(plainKit().Theme, func() (string, bool) { return p.cursor, p.cursor != "" },
		func(row string) string { return row }, fetch,
		func(row string, r Latest[string]) Pane {
			return Pane{Title: Cell{Text: row}, Lines: func(int) []string {
				return []string{fmt.Sprintf("%s known=%v busy=%v err=%v", r.Value, r.Known, r.Busy, r.Err)}
			}}
		})
	return p
}

func (p *previewed) run(cmd tea.Cmd) {
	if cmd != nil {
		go func() {
			if msg := cmd(); msg != nil {
				p.msgs <- msg
			}
		}()
	}
}

func (p *previewed) move(row string) {
	p.cursor = row
	p.run(p.preview.Follow())
}

// settle lets time pass and feeds what arrives.
func (p *previewed) settle(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
	for {
		select {
		case msg := <-p.msgs:
			p.run(p.preview.Update(msg))
			p.run(p.preview.Follow())
			synctest.Wait()
		default:
			return
		}
	}
}

func (p *previewed) drawn() string { return strings.Join(p.preview.Draw(60, 10), "|") }

func (p *previewed) want(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if got := p.drawn(); !strings.Contains(got, text) {
			t.Errorf("%q is not in %q", text, got)
		}
	}
}

func TestAPreviewFollowsWhenTheCursorHasRested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPreviewed(true)
		defer p.preview.Close()
		p.move("a")
		p.settle(rest - time.Millisecond)
		if got := p.drawn(); got != "" || len(p.reads) > 0 {
			t.Errorf("before it rested: %q, read %q", got, p.reads)
		}
		p.move("b") // a held key rests nowhere
		p.settle(rest - time.Millisecond)
		p.move("c")
		p.settle(rest)
		if got := strings.Join(p.reads, " "); got != "c" {
			t.Errorf("read %q", got)
		}
		p.want(t, "-- c --", "known=false busy=true")
		p.answers <- nil
		p.settle(0)
		p.want(t, "read c known=true busy=false")
	})
}

func TestAPreviewFollowsARowWithoutAName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		preview := NewPreview(plainKit().Theme, func() (string, bool) { return "", true }, func(row string) string { return row },
			nil, func(string, Latest[string]) Pane {
				return Pane{Title: Cell{Text: "nameless"}, Lines: func(int) []string { return nil }}
			})
		defer preview.Close()
		cmd := preview.Follow()
		if cmd == nil {
			t.Fatal("nothing is waited for")
		}
		preview.Update(cmd())
		if lines := preview.Draw(40, 5); len(lines) == 0 || !strings.Contains(lines[0], "nameless") {
			t.Errorf("%q", lines)
		}
	})
}

func TestAPreviewIsKeptUntilItIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPreviewed(true)
		defer p.preview.Close()
		for _, row := range []string{"a", "b", "a"} {
			p.answers <- nil
			p.move(row)
			p.settle(rest)
		}
		if got := strings.Join(p.reads, " "); got != "a b" {
			t.Errorf("read %q", got)
		}
		if err := <-p.answers; err != nil { // the one that was not asked for
			t.Error(err)
		}
		p.preview.Forget()
		p.run(p.preview.Follow())
		p.settle(0)
		p.want(t, "read a known=true busy=true") // it stays while it is read again
		p.answers <- errors.New("no answer")
		p.settle(0)
		p.want(t, "read a known=true busy=false err=no answer")
		p.answers <- nil
		p.move("b")
		p.settle(rest)
		if got := strings.Join(p.reads, " "); got != "a b a b" {
			t.Errorf("read %q", got)
		}
	})
}

// What was read before everything was forgotten is read again, also where the cursor was on its
// way to that row and went on.
func TestAPreviewShowsNothingThatWasForgottenAsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPreviewed(true)
		defer p.preview.Close()
		for _, row := range []string{"a", "b"} {
			p.answers <- nil
			p.move(row)
			p.settle(rest)
		}
		p.move("a")
		p.preview.Forget()
		for _, row := range []string{"c", "a"} {
			p.answers <- nil
			p.move(row)
			p.settle(rest)
		}
		if got := strings.Join(p.reads, " "); got != "a b c a" {
			t.Errorf("read %q", got)
		}
	})
}

// What is read of a row is given up when the cursor moves on, and when no row is left.
func TestWhatAPreviewReadsIsCancelledWhenTheCursorMovesOn(t *testing.T) {
	for _, next := range []string{"b", ""} {
		synctest.Test(t, func(t *testing.T) {
			p := newPreviewed(true)
			defer p.preview.Close()
			p.move("a")
			p.settle(rest)
			p.move(next)
			p.settle(0)
			if got := strings.Join(p.reads, " "); got != "a a cancelled" {
				t.Errorf("read %q", got)
			}
			if next == "" {
				return
			}
			p.want(t, "-- a --") // until the cursor has rested
			p.answers <- nil
			p.settle(rest)
			p.want(t, "-- b --", "read b")
		})
	}
}

func TestAPreviewWithoutRowsIsEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPreviewed(false)
		defer p.preview.Close()
		p.move("a")
		p.settle(rest)
		p.want(t, "-- a --")
		p.move("")
		if got := p.drawn(); got != "" {
			t.Errorf("%q", got)
		}
	})
}

// Where there is little room empty lines go first, and what is cut is told.
func TestAPreviewSaysWhatOfItHasNoRoom(t *testing.T) {
	p := newPreviewed(false)
	lines := []string{"", "calls", "", "groups", "a", "b"}
	p.preview.pane = func(row string, _ Latest[string]) Pane {
		return Pane{Title: Cell{Text: row}, Lines: func(int) []string { return slices.Clone(lines) }}
	}
	p.preview.row, p.preview.shown = "tenant", true
	for height, want := range map[int][]string{
		8: lines, 7: lines, 6: {"calls", "", "groups", "a", "b"}, 5: {"calls", "groups", "a", "b"}, 4: {"calls", "groups", " and 2 more lines"},
	} {
		if got := p.preview.Draw(20, height)[1:]; !slices.Equal(got, want) {
			t.Errorf("%d lines: %q, want %q", height, got, want)
		}
	}
}

func TestASwitchIsForTheRoomThereIs(t *testing.T) {
	s := &Switch{}
	if !s.IsOn(true) || s.IsOn(false) {
		t.Error("at first a preview is shown beside the rows alone")
	}
	s.Flip(true)
	s.Flip(false)
	if s.IsOn(true) || !s.IsOn(false) {
		t.Errorf("flipped: %+v", s)
	}
	var none *Switch
	if none.Flip(true); !none.IsOn(true) || none.IsOn(false) {
		t.Error("without a switch a preview is shown beside the rows")
	}
}

func TestAPreviewThatGrowsKeepsWhatItHasWhenItIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		snapshots, row, ended := make(chan string, 1), "a", 0
		preview := NewGrowingPreview(plainKit().Theme, func() (string, bool) { return row, true }, func(row string) string { return row },
			func(ctx context.Context, _ string) <-chan string {
				context.AfterFunc(ctx, func() { ended++ })
				return snapshots
			},
			func(row string, r Latest[string]) Pane {
				return Pane{Title: Cell{Text: row}, Lines: func(int) []string { return []string{fmt.Sprint(r.Value, r.Busy)} }}
			})
		defer preview.Close()
		cmd := preview.Update(preview.Follow()())
		for _, take := range []struct {
			after       time.Duration
			text, shown string
		}{{0, "1 of 3", "1 of 3"}, {step - 1, "2 of 3", "1 of 3"}, {1, "2 of 2", "2 of 2"}} {
			time.Sleep(take.after)
			snapshots <- take.text
			cmd = preview.Update(cmd())
			text := take.shown
			if got := preview.Latest("a"); got.Value != text || !got.Busy || !strings.Contains(preview.Draw(40, 5)[1], text) {
				t.Errorf("%+v", got)
			}
		}
		row = "b"
		preview.Follow()
		synctest.Wait()
		if got := preview.Latest("a"); got.Value != "2 of 2" || got.Busy || ended != 1 {
			t.Errorf("after moving on %+v, given up %d times", got, ended)
		}
		row = "a"
		preview.Update(preview.Follow()())
		if got := preview.Latest("a"); !got.Busy {
			t.Errorf("back again %+v", got)
		}
	})
}

// sidedView is a view with a preview that can be hidden.
type sidedView struct {
	*fakeView
	side   Side
	hidden bool
}

func (v *sidedView) Side() Side {
	if v.hidden {
		return nil
	}
	return v.side
}

// What arrives for a preview while it is hidden is there when it is shown again.
func TestAHiddenPreviewStillGetsWhatItAskedFor(t *testing.T) {
	view := &sidedView{fakeView: &fakeView{title: "list"}, hidden: true}
	pumped(t, plainKit(), view, Options{}, func(p *pump) {
		answer := make(chan string)
		view.side = NewPreview(plainKit().Theme, func() (string, bool) { return "a", true }, func(row string) string { return row },
			func(context.Context, string) (string, error) { return <-answer, nil },
			func(_ string, r Latest[string]) Pane {
				return Pane{Lines: func(int) []string { return []string{fmt.Sprintf("%s busy=%v", r.Value, r.Busy)} }}
			})
		defer view.side.Close()
		view.hidden = false
		p.keys("j")
		p.advance(rest)
		view.hidden = true
		p.keys("j")
		answer <- "the answer"
		p.keys("j")
		view.hidden = false
		p.keys("j")
		if got := strings.Join(view.side.Draw(60, 10), "|"); !strings.Contains(got, "the answer busy=false") {
			t.Errorf("it shows %q", got)
		}
	})
}
