package collect_test

import (
	"testing"
	"testing/synctest"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// What was read is handed out once it is all there, and not of a collection that was cut off.
func TestWhatWasReadIsHandedOutAtItsEnd(t *testing.T) {
	drain := func(c *collect.Collection) {
		for range c.Snapshots() {
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
				var ended []collect.Snapshot
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
