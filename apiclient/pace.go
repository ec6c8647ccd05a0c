package apiclient

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Pacer counts as its speed what the latest answers say, from so many on.
const (
	fewestAnswers = 8
	mostAnswers   = 64
)

type pacerKey struct{}

// Paced marks the requests of ctx as background work, as Background does, and lets
// every try of them, a retry too, wait for p. They wait before they ask for a slot, so
// that no slot is held while nothing leaves.
func Paced(ctx context.Context, p *Pacer) context.Context {
	return context.WithValue(Background(ctx), pacerKey{}, p)
}

// Unpaced is the rate of a Pacer that lets everything leave at once.
const Unpaced = float64(rate.Inf)

// Pacer spaces out the requests of a long scan. It lets so many leave a second, and none while it
// is paused. Where a third of the latest tries got a 429 or a 503 it lets half as many leave, down
// to one a second; every 16 answers win back an eighth. NewPacer makes it. Its methods may be
// called from any goroutine.
type Pacer struct {
	limiter *rate.Limiter
	now     func() time.Time

	mu      sync.Mutex
	allowed allowance // requests a second
	resumed chan struct{}
	answers []time.Time // the latest, oldest first
}

// NewPacer returns a Pacer that lets perSecond requests leave a second; perSecond must
// be above zero.
func NewPacer(perSecond float64) *Pacer {
	p := &Pacer{limiter: rate.NewLimiter(0, 1), now: time.Now}
	p.SetRate(perSecond)
	return p
}

// SetRate lets perSecond requests leave a second from now on, above zero; fewer still where the
// host refuses much.
func (p *Pacer) SetRate(perSecond float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := &p.allowed
	isSlowed := a.now < a.most
	a.least, a.most, a.step = min(1, perSecond), perSecond, perSecond/8
	if !isSlowed || a.now > a.most {
		a.now = a.most
	}
	p.limiter.SetLimit(rate.Limit(a.now))
}

// Rate returns how many requests may leave a second now.
func (p *Pacer) Rate() float64 { return float64(p.limiter.Limit()) }

// Speed returns how many requests a second were answered lately, and Rate until there
// are enough answers to tell.
func (p *Pacer) Speed() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.answers) < fewestAnswers {
		return p.Rate()
	}
	took := p.answers[len(p.answers)-1].Sub(p.answers[0]).Seconds()
	if took <= 0 {
		return p.Rate()
	}
	return min(p.Rate(), float64(len(p.answers)-1)/took)
}

// Pause keeps back what has not left yet, until Resume.
func (p *Pacer) Pause() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed == nil {
		p.resumed = make(chan struct{})
	}
}

// Resume lets requests leave again. The speed before the pause no longer counts.
func (p *Pacer) Resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed != nil {
		close(p.resumed)
		p.resumed, p.answers = nil, nil
	}
}

// IsPaused reports whether nothing leaves until Resume.
func (p *Pacer) IsPaused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.resumed != nil
}

// AwaitResume returns nil when p is not paused, at the latest when it is resumed, or
// the error of ctx.
func (p *Pacer) AwaitResume(ctx context.Context) error {
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

// wait returns when the next try may leave, or the error of ctx.
func (p *Pacer) wait(ctx context.Context) error {
	for {
		if err := p.AwaitResume(ctx); err != nil {
			return err
		}
		if err := p.limiter.Wait(ctx); err != nil {
			return err
		}
		if !p.IsPaused() {
			return nil
		}
	}
}

// note learns from the answer to the try that left at start; problem is nil after a good one.
func (p *Pacer) note(start time.Time, problem *Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	p.answers = append(p.answers, now)
	if len(p.answers) > mostAnswers {
		p.answers = p.answers[1:]
	}
	if p.allowed.learn(start, now, problem) {
		p.limiter.SetLimit(rate.Limit(p.allowed.now))
	}
}
