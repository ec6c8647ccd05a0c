package trunks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/views/saving"
)

// picking drives the picker over a platform that searches: by the hour of a test's own.
type picking struct {
	*adding
	msgs    chan tea.Msg
	mu      sync.Mutex
	asked   []string // what was asked for, and what of that was cancelled
	answers func(criteria apiclient.TrunkGroupCriteria) ([]routing.Key, error)
	latency time.Duration
}

func newPicking(taken ...routing.Key) *picking {
	p := &picking{msgs: make(chan tea.Msg, 100)}
	api := &viewtest.API{
		Has: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true, TrunkGroupSearch: true},
		OnSearch: func(ctx context.Context, c apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
			what := fmt.Sprintf("name %q group %q of %d", c.InsensitiveTrunkGroupNameContains, c.InsensitiveGroupIDContains, c.ResponseSizeLimit)
			p.ask(what)
			select {
			case <-time.After(p.latency):
				return p.answers(c)
			case <-ctx.Done():
				p.ask("cancelled: " + what)
				return nil, ctx.Err()
			}
		},
	}
	p.adding = newAdding(viewtest.Kit(), api, saving.Session{}, apiclient.TrunkOwner{Tenant: "foo"}, func(k routing.Key) bool { return slices.Contains(taken, k) })
	p.SetSize(120, 36)
	return p
}

func (p *picking) ask(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, what)
}

func (p *picking) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, cmd := range msg {
				p.run(cmd)
			}
		default:
			p.msgs <- msg
		}
	}()
}

// pass lets time go by and feeds what arrives.
func (p *picking) pass(d time.Duration) {
	for end := time.Now().Add(d); ; {
		synctest.Wait()
		select {
		case msg := <-p.msgs:
			p.run(p.Update(msg))
			continue
		default:
		}
		left := time.Until(end)
		if left <= 0 {
			return
		}
		time.Sleep(min(left, time.Millisecond))
	}
}

func (p *picking) key(names ...string) {
	for _, name := range names {
		_, _, cmd := p.Press(viewtest.Key(name))
		p.run(cmd)
	}
}

// drawn is all that the dialog says.
func (p *picking) drawn() string {
	box := p.box("it")
	text := box.Right.Whole() + "\n" + strings.Join(box.Drawn, "\n")
	for _, line := range append(box.Lines, box.State) {
		for _, cell := range line {
			text += " " + cell.Whole()
		}
		text += "\n"
	}
	return strings.Join(strings.Fields(text), " ")
}

func (p *picking) shows(t *testing.T, wanted ...string) {
	t.Helper()
	viewtest.RequireContains(t, p.drawn(), wanted...)
}

func (p *picking) hides(t *testing.T, unwanted ...string) {
	t.Helper()
	for _, text := range unwanted {
		if drawn := p.drawn(); strings.Contains(drawn, text) {
			t.Errorf("it says %q:\n%s", text, drawn)
		}
	}
}

// many are so many trunk groups.
func many(n int) []routing.Key {
	var all []routing.Key
	for i := range n {
		all = append(all, routing.Key{GroupID: fmt.Sprintf("group-%04d", i/10), Name: fmt.Sprintf("tg-%04d", i)})
	}
	return all
}

// holding is what a platform finds among them.
func holding(all []routing.Key, c apiclient.TrunkGroupCriteria) []routing.Key {
	has := func(text, part string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(part)) }
	var found []routing.Key
	for _, k := range all {
		if has(k.Name, c.InsensitiveTrunkGroupNameContains) && has(k.GroupID, c.InsensitiveGroupIDContains) {
			found = append(found, k)
		}
	}
	return found
}

var tooMany = &apiclient.Error{Kind: apiclient.Refused, Status: 400, Host: "pbx", Message: "the search found more than 2000 results"}

func refuses(all []routing.Key) func(apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
	return func(c apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
		if found := holding(all, c); len(found) <= c.ResponseSizeLimit {
			return found, nil
		}
		return nil, tooMany
	}
}

func cuts(all []routing.Key) func(apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
	return func(c apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
		found := holding(all, c)
		return found[:min(len(found), c.ResponseSizeLimit)], nil
	}
}

// unlimited is a platform that does not heed the limit.
func unlimited(all []routing.Key) func(apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
	return func(c apiclient.TrunkGroupCriteria) ([]routing.Key, error) { return holding(all, c), nil }
}

func TestThePickerHasThePlatformSearchWhatItDoesNotGiveWhole(t *testing.T) {
	rare := routing.Key{GroupID: "zz-Site", Name: "Zebra"}
	for name, test := range map[string]struct {
		answers func([]routing.Key) func(apiclient.TrunkGroupCriteria) ([]routing.Key, error)
		begins  string
	}{
		"refused as too large":             {refuses, "the platform does not give all that may join, but it searches them: pbx refused the request (400): the search found more than 2000 results"},
		"cut at the limit":                 {cuts, "cut at 2000: type, and the platform searches"},
		"larger, whatever the limit given": {unlimited, "cut at 2501: type, and the platform searches"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPicking()
				defer p.Close()
				p.answers = test.answers(append(many(2500), rare))
				p.run(p.Open())
				p.pass(time.Second)
				p.shows(t, test.begins)
				p.hides(t, "nothing matches")
				p.key("Z")
				p.hides(t, "nothing matches")
				p.shows(t, "asking")
				p.pass(searchPause - time.Millisecond)
				if len(p.asked) != 1 {
					t.Errorf("asked before the pause was over: %q", p.asked)
				}
				p.key("z") // both letters are in the group alone
				p.pass(searchPause)
				viewtest.RequireEqual(t, "asked", slices.Sorted(slices.Values(p.asked)), []string{
					`name "" group "" of 2000`, `name "" group "Zz" of 2000`, `name "Zz" group "" of 2000`,
				})
				p.shows(t, "1 match", "Zebra", "zz-Site")
				p.key("x")
				p.pass(time.Second)
				p.shows(t, "nothing matches")
			})
		})
	}
}

// What one key asked for, the next one gives up.
func TestAKeyCancelsTheSearchOfThePicker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPicking()
		defer p.Close()
		p.answers = cuts(many(2500))
		p.run(p.Open())
		p.pass(time.Second)
		p.latency = time.Second
		p.key("t")
		p.pass(searchPause + 10*time.Millisecond)
		p.key("g")
		p.pass(time.Millisecond)
		viewtest.RequireEqual(t, "cancelled", slices.Sorted(slices.Values(p.asked[3:])), []string{
			`cancelled: name "" group "t" of 2000`, `cancelled: name "t" group "" of 2000`,
		})
		p.hides(t, "nothing matches")
		p.key("esc")
		p.pass(time.Minute)
		if len(p.asked) != 5 {
			t.Errorf("a picker that is closed asks: %q", p.asked)
		}
	})
}

// Both searches may find the same, and one of them may fail: what the other found is there, and
// what is missing is named until it was asked for again.
func TestThePickerMergesItsSearchesAndNamesWhatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		both := routing.Key{GroupID: "needle-site", Name: "Needle"}
		inName := routing.Key{GroupID: "other", Name: "needle-2"}
		inGroup := routing.Key{GroupID: "Needle-3", Name: "tg"}
		p := newPicking(inName)
		defer p.Close()
		platform := cuts(append(many(2500), both, inName, inGroup))
		isDown := true
		p.answers = func(c apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
			if isDown && c.InsensitiveGroupIDContains != "" {
				return nil, &apiclient.Error{Kind: apiclient.Unavailable, Status: 503, Host: "pbx"}
			}
			return platform(c)
		}
		p.run(p.Open())
		p.pass(time.Second)
		p.key("n", "e", "e")
		p.pass(time.Second)
		p.shows(t, "cannot search all", "the gateway of pbx is down or busy (503)", "f5 asks again", "1 match so far", "needle-site")
		p.hides(t, "nothing matches")
		p.key("d") // still down, and no row of the other part
		p.key("l", "e", "-", "3")
		p.pass(time.Second)
		p.shows(t, "cannot search all")
		p.hides(t, "nothing matches")
		isDown = false
		p.key("f5")
		p.pass(time.Second)
		p.shows(t, "1 match", "Needle-3")
		p.key("backspace", "backspace")
		p.pass(time.Second)
		p.shows(t, "2 match", "1 more is in the list already", "Needle", "Needle-3")
		if got, _ := p.table.Counts(); got != 2 {
			t.Errorf("%d rows", got)
		}
	})
}

// A search may find too many as well: how many there are is not known then.
func TestThePickerSaysWhereASearchWasCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPicking()
		defer p.Close()
		p.answers = cuts(many(2500))
		p.run(p.Open())
		p.pass(time.Second)
		p.key("t", "g")
		p.pass(time.Second)
		p.shows(t, "the first 2000", "cut at 2000: type more")
		p.answers = refuses(many(2500))
		p.key("-")
		p.pass(time.Second)
		p.shows(t, "cannot search all", "the search found more than 2000 results")
		p.hides(t, "nothing matches")
	})
}

// A list that is there whole is looked through here, and so is one of a platform that searches
// nothing, however long it is.
func TestThePickerAsksNothingMoreOfAWholeList(t *testing.T) {
	for name, test := range map[string]struct {
		searches bool
		all      int
		asked    string
	}{
		"a short list":                    {true, 1999, `name "" group "" of 2000`},
		"a platform that does not search": {false, 2500, `name "" group "" of 0`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPicking()
				p.answers = unlimited(many(test.all))
				api := p.around.api.(*viewtest.API)
				api.Has.TrunkGroupSearch = test.searches
				p.join = newCandidates(api, p.owner)
				defer p.Close()
				p.run(p.Open())
				p.key("0", "0", "1", "7")
				p.pass(time.Second)
				viewtest.RequireEqual(t, "asked", p.asked, []string{test.asked})
				p.shows(t, fmt.Sprintf("of %d match", test.all), "tg-0017", "group-0017")
				p.key("x")
				p.shows(t, "nothing matches")
			})
		})
	}
}
