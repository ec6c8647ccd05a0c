package apiclient

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient/pipe"
)

func waitFor(t *testing.T, p *Pacer, n int) time.Duration {
	t.Helper()
	start := time.Now()
	for range n {
		ok(t, p.wait(t.Context()))
	}
	return time.Since(start)
}

func TestSoManyRequestsLeaveASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(5)
		if took := waitFor(t, p, 51); took < 9900*time.Millisecond || took > 10100*time.Millisecond {
			t.Errorf("51 requests left in %v", took)
		}
	})
}

func TestTheRateIsHalvedByManyRefusalsAndComesBack(t *testing.T) {
	for name, problem := range map[string]*Error{
		"429": {Kind: RateLimited, Status: 429},
		"503": {Kind: Unavailable, Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewPacer(8)
				note := func(n int, problem *Error) {
					for range n {
						time.Sleep(time.Second)
						p.note(time.Now(), problem)
					}
				}
				expects := func(rate float64, when string) {
					t.Helper()
					if p.Rate() != rate {
						t.Errorf("%v a second %s, want %v", p.Rate(), when, rate)
					}
				}
				note(latestTries, nil)
				note(fewestTries, problem)
				expects(8, "with a fifth refused")
				note(latestTries/3-fewestTries-1, problem)
				expects(8, "with somewhat less than a third refused")
				start := time.Now()
				note(1, problem)
				expects(4, "with a third refused")
				for range latestTries {
					p.note(start, problem) // they had left before
				}
				expects(4, "after answers to what left before")
				note(fewestTries-1, problem)
				expects(4, "after a few refusals")
				note(1, problem)
				expects(2, "with all refused")
				note(10*fewestTries, problem)
				expects(1, "at the floor")
				note(7*recoverAfter-1, nil)
				expects(7, "almost back")
				note(1, nil)
				expects(8, "after many good answers")
			})
		})
	}
}

func TestTheRateCanBeSetWhileItRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(5)
		for _, tt := range []struct {
			set, want float64
			refused   bool // much, before
		}{
			{set: 10, want: 10},
			{set: 2, want: 2},
			{set: 20, want: 20},
			{set: 40, want: 10, refused: true}, // half of what was set before
			{set: 4, want: 4},
			{set: 0.5, want: 0.5},
			{set: 0.5, want: 0.5, refused: true}, // never less than was set below one
			{set: Unpaced, want: Unpaced},
		} {
			for range fewestTries {
				time.Sleep(time.Second)
				if tt.refused {
					p.note(time.Now(), &Error{Kind: Unavailable, Status: 503})
				}
			}
			if p.SetRate(tt.set); p.Rate() != tt.want {
				t.Errorf("%+v: %v a second", tt, p.Rate())
			}
		}
		if took := waitFor(t, p, 10_000); took != 0 {
			t.Errorf("what is not paced took %v", took)
		}
	})
}

// scanFor makes paced requests, four at once as a scan does, for so long, and returns how many tries
// a second the server saw.
func scanFor(t *testing.T, d time.Duration, conn *Conn, p *Pacer, seen *arrivals) float64 {
	t.Helper()
	var work sync.WaitGroup
	before, begin := seen.count(), time.Now()
	for range 4 {
		work.Go(func() {
			for time.Since(begin) < d {
				_, _ = get(Paced(t.Context(), p), conn)
			}
		})
	}
	work.Wait()
	return float64(seen.count()-before) / time.Since(begin).Seconds()
}

// refusing answers after a tenth of a second, a share of the requests with a status.
func refusing(status int, share func() float64) handler {
	roll := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same refusals every time
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request, nth int) {
		time.Sleep(100 * time.Millisecond)
		mu.Lock()
		refused := roll.Float64() < share()
		mu.Unlock()
		if refused {
			busy(status, "")(w, r, nth)
			return
		}
		say(w, `{"a":1}`)
	}
}

func TestScatteredRefusalsDoNotSlowAScanDown(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			bubble(t, refusing(status, func() float64 { return 0.15 }), 16, func(t *testing.T, conn *Conn, seen *arrivals) {
				if got := scanFor(t, 20*time.Minute, conn, NewPacer(5), seen); got < 4.5 || got > 5.01 {
					t.Errorf("%.2f requests a second", got)
				}
			})
		})
	}
}

func TestAScanOfAPlatformThatRefusesAllGoesToTheFloorAndComesBack(t *testing.T) {
	var share atomic.Value
	share.Store(1.0)
	bubble(t, refusing(http.StatusServiceUnavailable, func() float64 { return share.Load().(float64) }), 16,
		func(t *testing.T, conn *Conn, seen *arrivals) {
			p := NewPacer(5)
			scanFor(t, 30*time.Second, conn, p, seen)
			if got := scanFor(t, time.Minute, conn, p, seen); p.Rate() != 1 || got < 0.9 || got > 1.1 {
				t.Errorf("%.2f requests a second, %v allowed", got, p.Rate())
			}
			share.Store(0.05)
			scanFor(t, time.Minute, conn, p, seen)
			if got := scanFor(t, time.Minute, conn, p, seen); p.Rate() != 5 || got < 4.5 {
				t.Errorf("afterwards %.2f requests a second, %v allowed", got, p.Rate())
			}
		})
}

// A platform that stands less than what is set gets about what it stands.
func TestAScanFindsWhatAPlatformStands(t *testing.T) {
	const stands = 3
	var last time.Time
	tokens := 1.0
	var mu sync.Mutex
	limited := func(w http.ResponseWriter, r *http.Request, nth int) {
		mu.Lock()
		tokens = min(1, tokens+time.Since(last).Seconds()*stands)
		last = time.Now()
		isFree := tokens >= 1
		if isFree {
			tokens--
		}
		mu.Unlock()
		if !isFree {
			busy(http.StatusServiceUnavailable, "")(w, r, nth)
			return
		}
		say(w, `{"a":1}`)
	}
	bubble(t, limited, 16, func(t *testing.T, conn *Conn, seen *arrivals) {
		if got := scanFor(t, 10*time.Minute, conn, NewPacer(10), seen); got < 2 || got > 5 {
			t.Errorf("%.2f requests a second", got)
		}
	})
}

func TestOtherFailuresDoNotSlowAScanDown(t *testing.T) {
	t.Parallel()
	p := NewPacer(5)
	for range 4 * latestTries {
		for kind, status := range map[Kind]int{NotFound: 404, Forbidden: 403, Timeout: 0, ServerFault: 500, Unavailable: 502} {
			p.note(time.Now(), &Error{Kind: kind, Status: status})
		}
	}
	if p.Rate() != 5 {
		t.Errorf("%v a second", p.Rate())
	}
}

func TestNothingLeavesWhilePaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(5)
		p.Pause()
		left := make(chan error, 2)
		go func() { left <- p.wait(t.Context()) }()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { left <- p.wait(ctx) }()
		time.Sleep(time.Hour)
		if len(left) > 0 || !p.IsPaused() {
			t.Fatal("one left")
		}
		cancel()
		if err := <-left; err == nil {
			t.Error("one left when it was given up")
		}
		p.Resume()
		if err := <-left; err != nil || p.IsPaused() {
			t.Error(err)
		}
	})
}

// A pause also keeps back who was only waiting for the rate.
func TestAPauseKeepsBackWhoWaitsForTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(1)
		waitFor(t, p, 1)
		left := make(chan error, 1)
		go func() { left <- p.wait(t.Context()) }()
		synctest.Wait()
		p.Pause()
		time.Sleep(time.Minute)
		if len(left) > 0 {
			t.Error("it left")
		}
		p.Resume()
		ok(t, <-left)
	})
}

func TestTheSpeedIsThatOfTheLatestAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(5)
		if p.Speed() != 5 {
			t.Errorf("%v before any answer", p.Speed())
		}
		for range mostAnswers + 10 {
			time.Sleep(500 * time.Millisecond)
			p.note(time.Now(), nil)
		}
		if p.Speed() != 2 {
			t.Errorf("%v where an answer takes half a second", p.Speed())
		}
	})
}

func TestEveryTryOfAPacedRequestWaitsAndIsNoted(t *testing.T) {
	bubble(t, after(1, busy(http.StatusServiceUnavailable, "")), 1, func(t *testing.T, conn *Conn, seen *arrivals) {
		pacer, begin := NewPacer(0.1), time.Now()
		waitFor(t, pacer, 1)
		must(get(Paced(t.Context(), pacer), conn))(t)
		if took := time.Since(begin); seen.count() != 2 || took < 19*time.Second || took > 21*time.Second {
			t.Errorf("%d tries in %v", seen.count(), took)
		}
		if len(pacer.answers) != 2 || len(pacer.allowed.latest) != 2 {
			t.Errorf("%d answers noted, %d learnt from", len(pacer.answers), len(pacer.allowed.latest))
		}
	})
}

// A paced request that may not leave yet holds no slot: with a single one, an
// interactive request passes it.
func TestAPacedRequestThatWaitsHoldsNoSlot(t *testing.T) {
	bubble(t, fine(), 1, func(t *testing.T, conn *Conn, _ *arrivals) {
		pacer := NewPacer(1)
		pacer.Pause()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			_, err := get(Paced(ctx, pacer), conn)
			ended <- err
		}()
		synctest.Wait()
		if _, err := get(t.Context(), conn); err != nil {
			t.Error(err)
		}
		cancel()
		if err := <-ended; err == nil {
			t.Error("a request left that was never let through")
		}
	})
}

// bubble runs test with a connection of so many slots to a server that handle answers
// for. Both are in a bubble of synctest, where no wait takes time.
func bubble(t *testing.T, handle handler, slots int, test func(*testing.T, *Conn, *arrivals)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		seen := &arrivals{}
		dial, stop := pipe.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, seen.add(r)) }))
		defer stop()
		conn := must(NewConn(Config{BaseURL: "http://pipe.test", Concurrency: slots, Dial: dial}))(t)
		defer conn.Close()
		test(t, conn, seen)
	})
}
