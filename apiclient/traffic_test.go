package apiclient

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pass200 counts a request through traffic that is answered with a status after a second.
func pass200(t *traffic, at time.Time) {
	a := &Activity{Op: "list things"}
	t.begin()
	t.leave(a, Try{At: at})
	t.arrive(a, Try{At: at, Duration: time.Second, Status: 200}, at)
	t.end(a)
}

func TestTrafficIsBounded(t *testing.T) {
	t.Parallel()
	var kept traffic
	at := newClock().at
	slow := &Activity{Op: "slow"}
	kept.begin()
	kept.leave(slow, Try{At: at})
	for range requestsKept + 10 {
		pass200(&kept, at)
	}
	got := kept.now(at)
	if n := len(got.Requests); n != requestsKept || got.Requests[0].Number != requestsKept+11 || got.Requests[n-1].Number != 12 {
		t.Errorf("%d kept, from %d to %d", n, got.Requests[0].Number, got.Requests[n-1].Number)
	}
	if got.InFlight != 1 || got.Waiting != 0 || got.Minute().Sent != requestsKept+11 {
		t.Errorf("%d in flight, %d waiting, %v in the minute", got.InFlight, got.Waiting, got.Minute())
	}
	kept.arrive(slow, Try{At: at, Status: 200}, at) // its place belongs to another one now
	kept.end(slow)
	if got := kept.now(at); got.InFlight != 0 || slices.ContainsFunc(got.Requests, func(a Activity) bool { return a.Op == "slow" }) {
		t.Errorf("a late answer took a place, or is still in flight: %d", got.InFlight)
	}
}

func TestTheSecondsMoveOn(t *testing.T) {
	t.Parallel()
	var kept traffic
	begin := newClock().at
	for _, after := range []time.Duration{0, 0, 3 * time.Second, 50 * time.Second} {
		pass200(&kept, begin.Add(after))
	}
	for _, want := range []struct{ after, minute, last int }{{50, 4, 0}, {51, 4, 1}, {59, 4, 0}, {60, 2, 0}, {63, 1, 0}, {110, 0, 0}, {86400, 0, 0}} {
		got := kept.now(begin.Add(time.Duration(want.after) * time.Second))
		if got.Minute().Sent != want.minute || got.LastSecond() != want.last {
			t.Errorf("after %d s: %d in the minute, %d in the last second, want %v", want.after, got.Minute().Sent, got.LastSecond(), want)
		}
	}
}

// Who waits is told of what happens, a second apart, and as long as the minute moves; where nothing
// happens nobody is woken.
func TestTrafficIsAwaitedASecondApartAndNeverWhereNothingHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &Conn{now: time.Now, sleep: sleep}
		pass200(&c.traffic, time.Now())
		begin, seen := time.Now(), c.Traffic()
		calls := 0
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		for {
			next, err := c.AwaitTraffic(ctx, seen)
			if err != nil {
				break
			}
			if apart := next.At.Sub(seen.At); apart != time.Second {
				t.Fatalf("told after %v", apart)
			}
			seen = next
			calls++
		}
		if calls != minute || time.Since(begin) != time.Hour || seen.Minute() != (Second{}) {
			t.Errorf("told %d times in %v, and at last of %v", calls, time.Since(begin), seen.Minute())
		}
		woken := make(chan Traffic, 1)
		go func() {
			next, _ := c.AwaitTraffic(t.Context(), seen)
			woken <- next
		}()
		synctest.Wait()
		c.traffic.begin()
		if got := <-woken; got.Waiting != 1 {
			t.Errorf("woken by what waits: %+v", got)
		}
	})
}

// A request is seen while it is on its way, and so is what waits for its slot; how long that waited
// is known afterwards.
func TestWhatIsOnItsWayAndWhatWaitsIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &Conn{now: time.Now, sleep: sleep, gate: newGate(1)}
		call := func() *call { return &call{} }
		first, second := call(), call()
		c.traffic.begin()
		slot, err := c.enter(t.Context(), first)
		ok(t, err)
		try := c.leave(first, time.Now(), slot)
		done := make(chan time.Duration)
		go func() {
			c.traffic.begin()
			waited, _ := c.enter(t.Context(), second)
			done <- waited
		}()
		synctest.Wait()
		if got := c.Traffic(); got.InFlight != 1 || got.Waiting != 1 || len(got.Requests) != 1 || got.Requests[0].Done || got.Requests[0].Last().Ended {
			t.Errorf("got %+v", got)
		}
		time.Sleep(3 * time.Second)
		c.gate.leave(false)
		c.traffic.arrive(&first.record, try, time.Now())
		c.traffic.end(&first.record)
		if waited := <-done; waited != 3*time.Second {
			t.Errorf("waited %v for its slot", waited)
		}
		if got := c.Traffic(); got.InFlight != 0 || got.Waiting != 1 || !got.Requests[0].Done {
			t.Errorf("got %+v", got)
		}
	})
}

// Run with -race: requests of many goroutines, and others that look meanwhile.
func TestTrafficOfManyAtOnce(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, func(w http.ResponseWriter, _ *http.Request, nth int) {
		if nth%5 == 0 {
			w.WriteHeader(404)
		}
		say(w, `{"a":1}`)
	})
	const workers, each = 24, 30
	var work, look sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	for range 3 {
		look.Go(func() {
			for before := (Traffic{}); ctx.Err() == nil; {
				next, err := conn.AwaitTraffic(ctx, before)
				if err != nil {
					return
				}
				for _, a := range next.Requests {
					_ = fmt.Sprint(a.Status(), a.Duration(), a.Tries())
				}
				before = next
			}
		})
	}
	for i := range workers {
		ctx := t.Context()
		if i%2 == 0 {
			ctx = Background(ctx)
		}
		work.Go(func() {
			for range each {
				_, _ = get(ctx, conn)
			}
		})
	}
	work.Wait()
	stop()
	look.Wait()
	got := conn.Traffic()
	if len(got.Requests) != requestsKept || got.InFlight != 0 || got.Waiting != 0 || seen.count() != workers*each || got.Requests[0].Number != workers*each {
		t.Errorf("%d requests, the latest %d, %d in flight, %d waiting", len(got.Requests), got.Requests[0].Number, got.InFlight, got.Waiting)
	}
	numbers := map[int64]bool{}
	for _, a := range got.Requests {
		if numbers[a.Number] || !a.Done || !a.Last().Ended {
			t.Errorf("not whole, or twice: %+v", a)
		}
		numbers[a.Number] = true
	}
}

// BenchmarkTraffic is what it costs to keep one request.
func BenchmarkTraffic(b *testing.B) {
	var kept traffic
	a, at := Activity{Op: "list things"}, time.Now()
	b.ReportAllocs()
	for b.Loop() {
		one := a
		kept.begin()
		kept.leave(&one, Try{At: at})
		kept.arrive(&one, Try{At: at, Status: 200}, at)
		kept.end(&one)
	}
}
