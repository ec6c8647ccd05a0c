package views

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/ui"
)

// peak counts how many requests are in flight at once.
type peak struct {
	mu           sync.Mutex
	now, highest int
}

// hold is one request that takes a while.
func (p *peak) hold() {
	p.mu.Lock()
	p.now++
	p.highest = max(p.highest, p.now)
	p.mu.Unlock()
	time.Sleep(time.Second)
	p.mu.Lock()
	p.now--
	p.mu.Unlock()
}

func TestScreensReadWithAsManyRequestsAtOnceAsTheyWereTold(t *testing.T) {
	const many = 80
	screens := map[string]func(routes) ui.View{
		"groups":   func(r routes) ui.View { return r.groups(enterprise()) },
		"capacity": func(r routes) ui.View { return r.capacity(enterprise()) },
		"trunk groups": func(r routes) ui.View {
			return r.trunkGroups(enterprise(), apiclient.Group{ID: "g00"})
		},
	}
	for name, open := range screens {
		for concurrency, want := range map[int]int{0: 16, 3: 3, 40: 40} {
			t.Run(fmt.Sprintf("%s with %d", name, concurrency), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var inFlight peak
					api := &fakeAPI{
						groups: func(context.Context, string) ([]apiclient.Group, error) {
							list := make([]apiclient.Group, many)
							for i := range list {
								list[i].ID = fmt.Sprintf("g%02d", i)
							}
							return list, nil
						},
						trunkGroups: func(_ context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
							if group != "g00" {
								return nil, nil
							}
							list := make([]apiclient.TrunkGroupItem, many)
							for i := range list {
								list[i].Name = fmt.Sprintf("t%02d", i)
							}
							return list, nil
						},
						trunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
							inFlight.hold()
							return apiclient.TrunkGroup{}, nil
						},
					}
					view := open(routes{api: api, kit: testKit(), opts: Options{Concurrency: concurrency}})
					defer view.Close()
					shown(view, 80, 24)
					if inFlight.highest != want {
						t.Errorf("%d requests were in flight at once, want %d", inFlight.highest, want)
					}
				})
			})
		}
	}
}
