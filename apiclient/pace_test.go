package apiclient

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient/internal/pipe"
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

func TestTheRateIsHalvedByARefusalAndComesBack(t *testing.T) {
	for name, problem := range map[string]*Error{
		"429": {Kind: RateLimited, Status: 429},
		"503": {Kind: Unavailable, Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewPacer(8)
				time.Sleep(time.Second)
				start := time.Now()
				time.Sleep(time.Second)
				p.note(start, problem)
				p.note(start, problem) // it had left before: one refusal, not two
				if p.Rate() != 4 {
					t.Errorf("%v a second", p.Rate())
				}
				time.Sleep(time.Second)
				p.note(time.Now(), problem)
				if p.Rate() != 2 {
					t.Errorf("%v a second after a second one", p.Rate())
				}
				for range 20 {
					time.Sleep(time.Second)
					p.note(time.Now(), problem)
				}
				if p.Rate() != 0.5 {
					t.Errorf("%v a second after many", p.Rate())
				}
				answers := 0
				for ; p.Rate() < 8 && answers < 1000; answers++ {
					p.note(time.Now(), nil)
				}
				if p.Rate() != 8 || answers != 8*recoverAfter {
					t.Errorf("%v a second after %d answers", p.Rate(), answers)
				}
			})
		})
	}
}

func TestOtherFailuresDoNotSlowAScanDown(t *testing.T) {
	t.Parallel()
	p := NewPacer(5)
	for _, kind := range []Kind{NotFound, Forbidden, Timeout, ServerFault} {
		p.note(time.Now(), &Error{Kind: kind, Status: 500})
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
		// 10 s to the first try and, at half the rate, 20 s to the second.
		if took := time.Since(begin); seen.count() != 2 || took < 29*time.Second || took > 31*time.Second {
			t.Errorf("%d tries in %v", seen.count(), took)
		}
		if len(pacer.answers) != 2 || pacer.Rate() != 0.05 {
			t.Errorf("%d answers noted, %v a second", len(pacer.answers), pacer.Rate())
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
