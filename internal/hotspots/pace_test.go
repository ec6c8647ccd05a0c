package hotspots

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
)

func waitFor(t *testing.T, p *pacer, n int) time.Duration {
	t.Helper()
	start := time.Now()
	for range n {
		if err := p.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(start)
}

func refusal() *apiclient.Error {
	return &apiclient.Error{Kind: apiclient.RateLimited, Status: 429}
}

func TestSoManyRequestsLeaveASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(5, time.Now)
		if took := waitFor(t, p, 51); took < 9900*time.Millisecond || took > 10100*time.Millisecond {
			t.Errorf("51 requests left in %v", took)
		}
	})
}

func TestTheRateIsHalvedByARefusalAndComesBack(t *testing.T) {
	for name, problem := range map[string]*apiclient.Error{
		"429": refusal(),
		"503": {Kind: apiclient.Unavailable, Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPacer(8, time.Now)
				time.Sleep(time.Second)
				start := time.Now()
				time.Sleep(time.Second)
				p.Note(start, problem)
				p.Note(start, problem) // it had left before: one refusal, not two
				if p.rate() != 4 {
					t.Errorf("%v a second", p.rate())
				}
				time.Sleep(time.Second)
				p.Note(time.Now(), problem)
				if p.rate() != 2 {
					t.Errorf("%v a second after a second one", p.rate())
				}
				for range 20 {
					time.Sleep(time.Second)
					p.Note(time.Now(), problem)
				}
				if p.rate() != 0.5 {
					t.Errorf("%v a second after many", p.rate())
				}
				answers := 0
				for ; p.rate() < 8 && answers < 1000; answers++ {
					p.Note(time.Now(), nil)
				}
				if p.rate() != 8 || answers != 8*recoverAfter {
					t.Errorf("%v a second after %d answers", p.rate(), answers)
				}
			})
		})
	}
}

func TestOtherFailuresDoNotSlowAScanDown(t *testing.T) {
	p := newPacer(5, time.Now)
	for _, kind := range []apiclient.Kind{apiclient.NotFound, apiclient.Forbidden, apiclient.Timeout, apiclient.ServerFault} {
		p.Note(time.Now(), &apiclient.Error{Kind: kind, Status: 500})
	}
	if p.rate() != 5 {
		t.Errorf("%v a second", p.rate())
	}
}

func TestNothingLeavesWhilePaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(5, time.Now)
		p.pause()
		left := make(chan error, 2)
		go func() { left <- p.Wait(t.Context()) }()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { left <- p.Wait(ctx) }()
		time.Sleep(time.Hour)
		if len(left) > 0 {
			t.Fatal("one left")
		}
		cancel()
		if err := <-left; err == nil {
			t.Error("one left when it was given up")
		}
		p.resume()
		if err := <-left; err != nil {
			t.Error(err)
		}
	})
}

// A pause also keeps back who was only waiting for the rate.
func TestAPauseKeepsBackWhoWaitsForTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(1, time.Now)
		waitFor(t, p, 1)
		left := make(chan error, 1)
		go func() { left <- p.Wait(t.Context()) }()
		synctest.Wait()
		p.pause()
		time.Sleep(time.Minute)
		if len(left) > 0 {
			t.Error("it left")
		}
		p.resume()
		if err := <-left; err != nil {
			t.Error(err)
		}
	})
}

func TestTheSpeedIsThatOfTheLatestAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(5, time.Now)
		if p.speed() != 5 {
			t.Errorf("%v before any answer", p.speed())
		}
		for range mostAnswers + 10 {
			time.Sleep(500 * time.Millisecond)
			p.Note(time.Now(), nil)
		}
		if p.speed() != 2 {
			t.Errorf("%v where an answer takes half a second", p.speed())
		}
	})
}
