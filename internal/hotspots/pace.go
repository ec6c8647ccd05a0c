package hotspots

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"banyan/apiclient"
)

const (
	// slowest is the share of the rate that is left after many refusals.
	slowest = 1.0 / 16
	// A good answer counts towards going faster; so many win back so much.
	recoverAfter = 16
	recovered    = 1.0 / 8
	// Fewer answers than this tell no speed.
	fewestAnswers = 8
	mostAnswers   = 64
)

// pacer lets so many requests leave a second, half as many after a refusal, and none
// while it is paused. It is the apiclient.Pace of a scan.
type pacer struct {
	base    float64 // requests a second
	limiter *rate.Limiter
	now     func() time.Time

	mu      sync.Mutex
	resumed chan struct{} // closed by resume; nil unless paused
	calm    int           // good answers in a row
	cutAt   time.Time     // when the rate was halved last
	answers []time.Time   // the latest, oldest first
}

func newPacer(base float64, now func() time.Time) *pacer {
	return &pacer{base: base, limiter: rate.NewLimiter(rate.Limit(base), 1), now: now}
}

// Wait implements apiclient.Pace.
func (p *pacer) Wait(ctx context.Context) error {
	for {
		if err := p.awaitResume(ctx); err != nil {
			return err
		}
		if err := p.limiter.Wait(ctx); err != nil {
			return err
		}
		if !p.isPaused() {
			return nil
		}
	}
}

func (p *pacer) awaitResume(ctx context.Context) error {
	p.mu.Lock()
	resumed := p.resumed
	p.mu.Unlock()
	if resumed == nil {
		return ctx.Err()
	}
	select {
	case <-resumed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Note implements apiclient.Pace. A refusal of a request that left before the rate was
// halved says nothing about the new one.
func (p *pacer) Note(start time.Time, problem *apiclient.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	p.answers = append(p.answers, now)
	if len(p.answers) > mostAnswers {
		p.answers = p.answers[1:]
	}
	switch {
	case problem == nil:
		p.calm++
		if p.calm >= recoverAfter && p.rate() < p.base {
			p.calm = 0
			p.limiter.SetLimit(rate.Limit(min(p.base, p.rate()+p.base*recovered)))
		}
	case problem.Kind == apiclient.RateLimited || problem.Status == 503:
		p.calm = 0
		if start.After(p.cutAt) {
			p.cutAt = now
			p.limiter.SetLimit(rate.Limit(max(p.base*slowest, p.rate()/2)))
		}
	case strains(problem.Kind):
		p.calm = 0
	}
}

// strains reports whether a failure may come of too much work.
func strains(kind apiclient.Kind) bool {
	switch kind {
	case apiclient.Unreachable, apiclient.Timeout, apiclient.Unavailable, apiclient.ServerFault, apiclient.BadBody:
		return true
	}
	return false
}

// rate is how many requests may leave a second now.
func (p *pacer) rate() float64 { return float64(p.limiter.Limit()) }

// speed is how many requests a second were answered lately; what is allowed until
// enough were.
func (p *pacer) speed() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.answers) < fewestAnswers {
		return p.rate()
	}
	took := p.answers[len(p.answers)-1].Sub(p.answers[0]).Seconds()
	if took <= 0 {
		return p.rate()
	}
	return min(p.rate(), float64(len(p.answers)-1)/took)
}

func (p *pacer) isPaused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.resumed != nil
}

// pause keeps back whatever has not left yet.
func (p *pacer) pause() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed == nil {
		p.resumed = make(chan struct{})
	}
}

// resume lets requests leave again. How fast they were before says nothing any more.
func (p *pacer) resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed != nil {
		close(p.resumed)
		p.resumed, p.answers = nil, nil
	}
}
