package collect_test

import (
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// What was read is handed out once it is all there, and not of a collection that was cut off.
func TestWhatWasReadIsHandedOutAtItsEnd(t *testing.T) {
	var ended []collect.Snapshot
	drain := func(c *collect.Collection) {
		for s := range c.Snapshots() {
			if s.Done && len(ended) == 0 {
				t.Error("whoever sees the end finds nothing kept of it")
			}
		}
	}
	for name, test := range map[string]struct {
		opts  collect.Options
		do    func(*collect.Collection)
		times int
	}{
		"whole":       {collect.Options{}, drain, 1},
		"cut off":     {collect.Options{AwaitPrefer: true}, (*collect.Collection).Close, 0},
		"with states": {collect.Options{States: true}, drain, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended = nil
				test.opts.Ended = func(s collect.Snapshot) { ended = append(ended, s) }
				c := collect.Start(t.Context(), newFake(3, 2), apiclient.Tenant{ID: "foo"}, test.opts)
				test.do(c)
				c.Close()
				if len(ended) != test.times {
					t.Fatalf("%d times", len(ended))
				}
				if test.times > 0 && (!ended[0].Done || !ended[0].Breakdown.Complete || len(ended[0].TrunkGroups["g2"]) != 2) {
					t.Errorf("%+v", ended[0])
				}
			})
		})
	}
}

// The states that were read before somebody left the screen are handed out too, whether they were shown or not.
func TestTheStatesThatWereReadAreHandedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended []collect.Snapshot
		c := start(t, reportWith(6, 2), collect.Options{AwaitPrefer: true, States: true, Every: time.Millisecond, Ended: func(s collect.Snapshot) { ended = append(ended, s) }})
		<-c.Snapshots()
		if len(ended) != 1 {
			t.Errorf("%d times", len(ended))
		}
		c.Prefer([]string{"g3"})
		synctest.Wait()
		time.Sleep(time.Second)
		if shown := <-c.Snapshots(); shown.Breakdown.StatesUnread != 10 {
			t.Errorf("%d states are unread", shown.Breakdown.StatesUnread)
		}
		c.Close()
		if len(ended) != 2 || ended[1].TrunkGroups["g3"]["t0"].State == "" {
			t.Errorf("%d times", len(ended))
		}
	})
}
