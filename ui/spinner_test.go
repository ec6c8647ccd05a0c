package ui

import (
	"strings"
	"testing"
	"time"
)

func TestSpinnerShowsOnlyAPatientWait(t *testing.T) {
	home := &fakeView{title: "home", busy: true}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		at := func() string { return p.status() }
		p.advance(199 * time.Millisecond)
		if at() != "" {
			t.Errorf("after 199 ms: %q", at())
		}
		p.advance(2 * time.Millisecond)
		if at() != "1" {
			t.Errorf("after 201 ms: %q", at())
		}
		frames := 0
		for range 100 {
			before := p.app.View()
			p.advance(10 * time.Millisecond)
			if p.app.View() != before {
				frames++
			}
		}
		if frames > 4 {
			t.Errorf("%d frames in a second", frames)
		}
		home.busy = false
		p.send("the answer")
		if at() != "" || p.running.Load() != 0 {
			t.Errorf("afterwards: %q, %d commands", at(), p.running.Load())
		}
		home.busy = true
		p.send("again")
		if at() != "" {
			t.Error("a second wait shows at once")
		}
	})
}

func TestSpinnerFollowsTheTopView(t *testing.T) {
	home := &fakeView{title: "home", busy: true}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.advance(time.Second)
		p.send(pushMsg{views: []View{&fakeView{title: "above"}}})
		if p.running.Load() != 0 || p.status() != "" {
			t.Error("it spins for a covered view")
		}
	})
}

func TestAViewThatWaitsLongSaysForWhat(t *testing.T) {
	const asked = "the server (503) asks to wait 1m53s, until 22:50:12"
	tests := map[string]struct {
		above, typing, held bool
		want                string
	}{
		"the first screen":       {want: asked + ": r retries"},
		"one above":              {above: true, want: asked + ": r retries, esc back"},
		"one that takes text":    {above: true, typing: true, want: asked + ": esc back"},
		"nothing is sent before": {above: true, held: true, want: asked + ": esc back"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			top := &fakeView{title: "top", busy: true, typing: tt.typing, info: Info{Partly: "47 of 130 read"}}
			what := ""
			opts := Options{Waiting: func() (string, bool) { return what, tt.held }}
			pumped(t, plainKit(), &fakeView{title: "home", busy: true}, opts, func(p *pump) {
				if tt.above {
					p.send(pushMsg{views: []View{top}})
				} else {
					p.send(replaceMsg{top})
				}
				p.advance(time.Second)
				if got := p.status(); strings.Contains(got, "wait") {
					t.Errorf("before it waits: %q", got)
				}
				what = asked
				p.advance(time.Second)
				if got := p.status(); !strings.Contains(got, tt.want+"  ") {
					t.Errorf("%q, want %q", got, tt.want)
				}
				top.busy = false
				p.send("the answer")
				if got := p.status(); got != "47 of 130 read" {
					t.Errorf("afterwards: %q", got)
				}
			})
		})
	}
}

func TestNothingTicksWhenIdle(t *testing.T) {
	home := &fakeView{title: "home"}
	pumped(t, plainKit(), home, Options{}, func(p *pump) {
		p.keys("?", "esc", "x")
		frame := p.app.View()
		if p.running.Load() != 0 {
			t.Errorf("%d commands are waiting", p.running.Load())
		}
		p.advance(time.Hour)
		if p.app.View() != frame {
			t.Error("the frame changed by itself")
		}
	})
}

func TestRefreshByInterval(t *testing.T) {
	tests := map[string]struct {
		change func(v *fakeView, p *pump)
		want   int
	}{
		"an idle view is refreshed":         {want: 3},
		"a busy view is not":                {change: func(v *fakeView, _ *pump) { v.busy = true }},
		"a view that takes text is not":     {change: func(v *fakeView, _ *pump) { v.typing = true }},
		"a view with an edit is not":        {change: func(v *fakeView, _ *pump) { v.dirty = true }},
		"not while the help is open":        {change: func(_ *fakeView, p *pump) { p.send(keyOf("?")) }},
		"not while it is covered":           {change: func(_ *fakeView, p *pump) { p.send(pushMsg{views: []View{&fakeView{}}}) }},
		"not one that cannot be refreshed":  {change: func(_ *fakeView, p *pump) { p.send(pushMsg{views: []View{bareView{&fakeView{}}}}) }},
		"not after the program has quitted": {change: func(_ *fakeView, p *pump) { p.send(keyOf("q")) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := &fakeView{title: "home"}
			pumped(t, plainKit(), home, Options{Refresh: 10 * time.Second}, func(p *pump) {
				if test.change != nil {
					test.change(home, p)
				}
				p.advance(35 * time.Second)
				if home.refreshCount != test.want {
					t.Errorf("refreshed %d times", home.refreshCount)
				}
			})
		})
	}
}

func TestNoTimerIsLeftAfterQuitting(t *testing.T) {
	home := &fakeView{title: "home", busy: true}
	pumped(t, plainKit(), home, Options{Refresh: time.Minute}, func(p *pump) {
		p.advance(time.Second)
		p.send(keyOf("q"))
		if !p.quit || p.running.Load() != 0 {
			t.Errorf("quit %v, %d commands", p.quit, p.running.Load())
		}
	})
}

func TestAge(t *testing.T) {
	tests := map[string]struct {
		refresh time.Duration
		asOf    time.Duration // before now
		none    bool
		want    string
	}{
		"no figures":                      {none: true, want: "READ-ONLY "},
		"fresh figures":                   {asOf: time.Second, want: "as of 12:03:03"},
		"old figures without a refresh":   {asOf: time.Hour, want: "as of 11:03:04"},
		"old figures where refresh is on": {refresh: time.Minute, asOf: time.Hour, want: "stale  as of 11:03:04"},
		"young ones where refresh is on":  {refresh: time.Minute, asOf: time.Minute, want: "as of 12:02:04"},
		"figures of another day":          {asOf: 24 * time.Hour, want: "as of 13 May 12:03"},
	}
	now := time.Date(2026, 5, 14, 12, 3, 4, 0, time.UTC)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := &fakeView{title: "home"}
			if !test.none {
				home.info.AsOf = now.Add(-test.asOf)
			}
			opts := Options{Header: Header{ReadOnly: true}, Refresh: test.refresh, Now: func() time.Time { return now }}
			pumped(t, plainKit(), home, opts, func(p *pump) {
				if got := p.lines()[0]; !strings.HasSuffix(got, test.want) {
					t.Errorf("header %q, want it to end in %q", got, test.want)
				}
			})
		})
	}
}
