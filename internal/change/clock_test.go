package change_test

import (
	"context"
	"slices"
	"sync"
	"time"
)

// clock is a time that passes only when somebody sleeps. A nil clock is the real one.
type clock struct {
	mu  sync.Mutex
	now time.Time
	due []due
}

type due struct {
	at time.Time
	do func()
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) after(d time.Duration, do func()) {
	if c == nil {
		time.AfterFunc(d, do)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = append(c.due, due{c.now.Add(d), do})
	slices.SortStableFunc(c.due, func(a, b due) int { return a.at.Compare(b.at) })
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	if c == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}
	c.mu.Lock()
	c.now = c.now.Add(d)
	var ripe []due
	for len(c.due) > 0 && !c.due[0].at.After(c.now) {
		ripe, c.due = append(ripe, c.due[0]), c.due[1:]
	}
	c.mu.Unlock()
	for _, r := range ripe {
		r.do()
	}
	return ctx.Err()
}
