package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// platformLog is the log of a platform, which counts its searches.
type platformLog struct {
	found    apiclient.WriteLog
	err      error
	absent   bool
	searches []string
}

func (l *platformLog) HasWriteLog() bool { return !l.absent }

func (l *platformLog) WriteLog(_ context.Context, tenant string, from, to time.Time) (apiclient.WriteLog, error) {
	l.searches = append(l.searches, fmt.Sprint(tenant, " ", from.Local().Format("15:04"), "-", to.Local().Format("15:04")))
	return l.found, l.err
}

// limitWrite is a write of the limit of the group; of what cannot be read where it is 0.
func limitWrite(who string, at time.Time, limit int) apiclient.LoggedWrite {
	w := apiclient.LoggedWrite{At: at, Who: who, Of: apiclient.LoggedGroupCapacity, Group: "g"}
	if limit > 0 {
		w.Capacity, w.Members = &apiclient.TenantCapacity{MaxActiveCalls: capacity.Read(capacity.Must(limit))}, []string{max1}
	}
	return w
}

// Who made a change is said where the log leaves no doubt, as perhaps where it may be so, and else not.
func TestWhoOfThoseThatWroteMadeAChange(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 11, 27, 9, minute, 0, 0, time.UTC) }
	e := Event{Change: Change{Tenant: "foo", Object: Object{Kind: change.GroupCapacity, Group: "g"}, Field: max1, From: "10", To: "20", Since: at(0), At: at(30)}}
	of := func(what apiclient.LoggedThing, does apiclient.LoggedDoing, group, name, becomes string) apiclient.LoggedWrite {
		return apiclient.LoggedWrite{At: at(5), Who: "anna", Of: what, Does: does, Group: group, Name: name, NewName: becomes}
	}
	other := limitWrite("anna", at(5), 20)
	other.Group = "h"
	bursting := apiclient.LoggedWrite{At: at(6), Who: "bob", Of: apiclient.LoggedGroupCapacity, Group: "g", Capacity: &apiclient.TenantCapacity{BurstingMaxActiveCalls: capacity.Read(capacity.Must(3))}, Members: []string{burst}}
	elsewhere := limitWrite("anna", at(5), 20)
	elsewhere.IsElsewhere = true
	became := func(what What, object Object) Event {
		return Event{Change: Change{Object: object, What: what, Since: at(0), At: at(30)}}
	}
	trunkGroup, trunk := Object{change.TrunkGroup, "g", "t"}, Object{Kind: change.EnterpriseTrunk, Name: "HQ"}
	taken := e
	taken.To = ""
	for name, test := range map[string]struct {
		event  Event
		writes []apiclient.LoggedWrite
		isCut  bool
		want   string
	}{
		"one that fits":                        {e, []apiclient.LoggedWrite{limitWrite("anna", at(5), 20)}, false, "anna 9:05"},
		"none":                                 {e, nil, false, ""},
		"of another group":                     {e, []apiclient.LoggedWrite{other}, false, ""},
		"another value":                        {e, []apiclient.LoggedWrite{limitWrite("anna", at(5), 21)}, false, ""},
		"another value after it":               {e, []apiclient.LoggedWrite{limitWrite("bob", at(7), 21), limitWrite("anna", at(5), 20)}, false, ""},
		"another value before it":              {e, []apiclient.LoggedWrite{limitWrite("anna", at(5), 20), limitWrite("bob", at(3), 21)}, false, "anna 9:05"},
		"another field after it":               {e, []apiclient.LoggedWrite{bursting, limitWrite("anna", at(5), 20)}, false, "anna 9:05"},
		"twice the same: the first":            {e, []apiclient.LoggedWrite{limitWrite("anna", at(8), 20), limitWrite("anna", at(5), 20)}, false, "anna 9:05"},
		"the same of two":                      {e, []apiclient.LoggedWrite{limitWrite("bob", at(8), 20), limitWrite("anna", at(5), 20)}, false, "perhaps bob or anna 9:05"},
		"the same of three":                    {e, []apiclient.LoggedWrite{limitWrite("c", at(9), 20), limitWrite("bob", at(8), 20), limitWrite("anna", at(5), 20)}, false, ""},
		"a body that cannot be read":           {e, []apiclient.LoggedWrite{limitWrite("anna", at(5), 0)}, false, "perhaps anna 9:05"},
		"and one of the same that can be":      {e, []apiclient.LoggedWrite{limitWrite("anna", at(8), 0), limitWrite("anna", at(5), 20)}, false, "anna 9:05"},
		"and one of another":                   {e, []apiclient.LoggedWrite{limitWrite("bob", at(8), 0), limitWrite("anna", at(5), 20)}, false, "perhaps bob or anna 9:05"},
		"before the bracket, by another clock": {e, []apiclient.LoggedWrite{limitWrite("anna", at(0).Add(-time.Second), 20)}, false, "perhaps anna 8:59"},
		"after it":                             {e, []apiclient.LoggedWrite{limitWrite("anna", at(30).Add(time.Second), 20)}, false, "perhaps anna 9:30"},
		"beside the bracket another value":     {e, []apiclient.LoggedWrite{limitWrite("bob", at(31), 21), limitWrite("anna", at(5), 20)}, false, "anna 9:05"},
		"beside the bracket the same":          {e, []apiclient.LoggedWrite{limitWrite("bob", at(31), 20), limitWrite("anna", at(5), 20)}, false, "anna 9:05"},
		"beside the bracket what is not known": {e, []apiclient.LoggedWrite{limitWrite("bob", at(31), 0)}, false, ""},
		"a value that was taken away":          {taken, []apiclient.LoggedWrite{bursting}, false, "perhaps bob 9:06"},
		"a log that has more":                  {e, []apiclient.LoggedWrite{limitWrite("anna", at(5), 20)}, true, "perhaps anna 9:05"},
		"maybe of another gateway":             {e, []apiclient.LoggedWrite{elsewhere}, false, "perhaps anna 9:05"},
		"made":                                 {became(Appeared, trunkGroup), []apiclient.LoggedWrite{of(apiclient.LoggedTrunkGroup, apiclient.LoggedCreate, "g", "t", "")}, false, "anna 9:05"},
		"another made":                         {became(Appeared, trunkGroup), []apiclient.LoggedWrite{of(apiclient.LoggedTrunkGroup, apiclient.LoggedCreate, "g", "u", "")}, false, ""},
		"deleted":                              {became(Gone, trunkGroup), []apiclient.LoggedWrite{of(apiclient.LoggedTrunkGroup, apiclient.LoggedDelete, "g", "t", "")}, false, "anna 9:05"},
		"a group deleted":                      {became(Gone, e.Object), []apiclient.LoggedWrite{of(apiclient.LoggedGroup, apiclient.LoggedDelete, "g", "", "")}, false, "anna 9:05"},
		"changed is not deleted":               {became(Gone, trunkGroup), []apiclient.LoggedWrite{of(apiclient.LoggedTrunkGroup, apiclient.LoggedChange, "g", "t", "")}, false, ""},
		"renamed: gone":                        {became(Gone, trunk), []apiclient.LoggedWrite{of(apiclient.LoggedTrunk, apiclient.LoggedChange, "", "HQ", "New")}, false, "anna 9:05"},
		"renamed: new":                         {became(Appeared, trunk), []apiclient.LoggedWrite{of(apiclient.LoggedTrunk, apiclient.LoggedChange, "", "Old", "HQ")}, false, "anna 9:05"},
		"deleted and made again: the last":     {became(Appeared, trunkGroup), []apiclient.LoggedWrite{of(apiclient.LoggedTrunkGroup, apiclient.LoggedCreate, "g", "t", ""), {At: at(2), Who: "bob", Of: apiclient.LoggedTrunkGroup, Does: apiclient.LoggedCreate, Group: "g", Name: "t"}}, false, "anna 9:05"},
	} {
		got := writerOf(test.event, apiclient.WriteLog{Writes: test.writes, IsCut: test.isCut})
		text := ""
		if test.event.Actor = got; got.Who != "" {
			text = test.event.Who() + " " + got.At.Format("3:04")
		}
		if text != test.want {
			t.Errorf("%s: %q, not %q", name, text, test.want)
		}
	}
}

// A body says of the routing of an enterprise trunk what it changes: the rest of it was as before.
func TestABodyLeavesTheRestOfARoutingAsItWas(t *testing.T) {
	image := func(trunk routing.Trunk, field routing.Field) string {
		value, _ := change.TrunkImage(trunk, noDocument()).Value(string(field))
		return value
	}
	forward := func(to string) routing.Trunk {
		return routing.Trunk{ExhaustionAction: "Forward", ExhaustionDestination: to}
	}
	weighted := func(weight int) routing.Trunk {
		return routing.Trunk{Mode: routing.Weighted, MaxReroutesWithinPriority: new(2), Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g", Name: "t"}, Priority: 1, Weight: weight}}}
	}
	routesAlone := weighted(50)
	routesAlone.MaxReroutesWithinPriority = nil
	for name, test := range map[string]struct {
		field         routing.Field
		from, to, set routing.Trunk
		want          fit
	}{
		"the destination alone":     {routing.FieldExhaustionAction, forward("1"), forward("2"), routing.Trunk{ExhaustionDestination: "2"}, thatValue},
		"another destination":       {routing.FieldExhaustionAction, forward("1"), forward("2"), routing.Trunk{ExhaustionDestination: "3"}, otherValue},
		"nothing of it":             {routing.FieldExhaustionAction, forward("1"), forward("2"), routing.Trunk{MaxReroutes: new(3)}, notOfIt},
		"the routes alone":          {routing.FieldRoutes, weighted(70), weighted(50), routesAlone, thatValue},
		"the routes as they were":   {routing.FieldRoutes, weighted(70), weighted(50), weighted(70), notOfIt},
		"other routes":              {routing.FieldRoutes, weighted(70), weighted(50), weighted(60), otherValue},
		"no routing":                {routing.FieldRoutes, weighted(70), weighted(50), routing.Trunk{MaxReroutes: new(3)}, notOfIt},
		"a number":                  {routing.FieldMaxReroutes, routing.Trunk{MaxReroutes: new(3)}, routing.Trunk{MaxReroutes: new(4)}, routing.Trunk{MaxReroutes: new(4)}, thatValue},
		"a number as it was before": {routing.FieldMaxReroutes, routing.Trunk{MaxReroutes: new(3)}, routing.Trunk{MaxReroutes: new(4)}, routing.Trunk{MaxReroutes: new(3)}, notOfIt},
	} {
		e := Event{Change: Change{Object: Object{Kind: change.EnterpriseTrunk, Name: "HQ"}, Field: string(test.field), From: image(test.from, test.field), To: image(test.to, test.field)}}
		if got := fitOf(e, apiclient.LoggedWrite{Of: apiclient.LoggedTrunk, Name: "HQ", Trunk: &test.set}); got != test.want {
			t.Errorf("%s: %v, not %v", name, got, test.want)
		}
	}
}

// The log is asked once for what nobody is known of, and what it told stays: also that it told nothing, and when days are one line.
func TestTheLogIsAskedOnce(t *testing.T) {
	k, c := kept(t)
	c.at(8, 0)
	read := func(limit string) {
		t.Helper()
		r := whole(c.now, trunkGroupOf("t", max1, limit))
		noErr(t, k.Add(r))
		c.now = c.now.Add(time.Hour)
	}
	read("10")
	read("20")
	read("30")
	written := apiclient.LoggedWrite{
		At: time.Date(2026, 11, 27, 8, 30, 0, 0, time.Local), Who: "anna", Of: apiclient.LoggedTrunkGroup, Group: "g", Name: "t",
		TrunkGroup: &apiclient.TrunkGroup{MaxActiveCalls: capacity.Read(capacity.Must(20))}, Members: []string{max1},
	}
	log := &platformLog{found: apiclient.WriteLog{Writes: []apiclient.LoggedWrite{written}}}
	all := Object{Kind: change.TenantCapacity}
	told := func(events []Event) (lines []string) {
		for _, e := range events {
			lines = append(lines, strings.TrimSpace(e.To+" "+e.Who()+" "+e.Bracket(c.now)))
		}
		return lines
	}
	ask := func() []Event {
		t.Helper()
		events, err := k.Ask(t.Context(), log, opened(t, k).Events("be.example", all, nil))
		noErr(t, err)
		return events
	}
	want := []string{"30  09:00 - 10:00", "20 anna 08:30"}
	for range 2 {
		if got := told(ask()); !slices.Equal(got, want) {
			t.Errorf("%q, not %q", got, want)
		}
	}
	if want := []string{"foo 08:59-10:01", "foo 07:59-09:01"}; !slices.Equal(log.searches, want) {
		t.Errorf("searched %q, not %q", log.searches, want)
	}
	h := opened(t, k)
	if n := len(h.Trend(Object{change.TrunkGroup, "g", "t"})); n != 3 || !h.At().Equal(time.Date(2026, 11, 27, 10, 0, 1, 0, time.Local)) {
		t.Errorf("%d samples until %v", n, h.At())
	}
	read("30") // what follows it reads past it
	h = opened(t, k)
	platform, err := k.OpenAll()
	noErr(t, err)
	if got := told(platform.Events("be.example", nil)); !slices.Equal(got, want) || !platform.At.Equal(h.At()) {
		t.Errorf("of the platform: %q until %v", got, platform.At)
	}
	// A reading goes on from it, and the days before become one line each.
	read("30")
	c.now = c.now.Add(24 * time.Hour)
	read("30")
	f, err := openFile(k.path("foo"))
	noErr(t, err)
	noErr(t, errors.Join(f.replace(f.lines, 1<<20), f.close()))
	days := byDay(opened(t, k).lines)
	if h := (History{Tenant: "foo", lines: days}); len(h.lines) != 2 || len(h.Events("be.example", all, nil)) != 1 || h.lines[0].Answers == nil {
		t.Errorf("%+v", h.Events("be.example", all, nil))
	}
	if got := told(opened(t, k).Events("be.example", all, nil)); len(got) == 0 {
		t.Error("no change is left")
	}
}

// Where the log cannot be asked, nothing is kept of it, and it is asked again.
func TestALogThatIsRefusedIsAskedAgain(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0))))
	noErr(t, k.Add(whole(c.at(9, 0), trunkGroupOf("t", max1, "1"))))
	all := Object{Kind: change.TenantCapacity}
	events := opened(t, k).Events("be.example", all, nil)
	refused := &platformLog{err: errors.New("refused")}
	for range 2 {
		if got, err := k.Ask(t.Context(), refused, events); err == nil || len(got) != 1 || got[0].Who() != "" {
			t.Errorf("%+v %v", got, err)
		}
	}
	if len(refused.searches) != 2 {
		t.Errorf("%d searches", len(refused.searches))
	}
	// What it tells and finds no room is told all the same.
	noErr(t, errors.Join(os.Rename(k.path("foo"), k.path("foo")+"~"), os.Mkdir(k.path("foo"), 0o700)))
	of := apiclient.LoggedWrite{At: events[0].Since.Add(time.Second), Who: "anna", Of: apiclient.LoggedTrunkGroup, Does: apiclient.LoggedCreate, Group: "g", Name: "t"}
	if got, err := k.Ask(t.Context(), &platformLog{found: apiclient.WriteLog{Writes: []apiclient.LoggedWrite{of}}}, events); err != nil || got[0].Who() != "anna" || k.ProblemOf("foo") == nil {
		t.Errorf("%+v %v", got, err)
	}
	absent := &platformLog{absent: true}
	if _, err := k.Ask(t.Context(), absent, events); err != nil || len(absent.searches) > 0 {
		t.Errorf("%v %q", err, absent.searches)
	}
	if _, err := k.Ask(t.Context(), absent, nil); err != nil {
		t.Error(err)
	}
}

// No more than eight searches are made at once, of the latest changes.
func TestTheLogIsSearchedWithinBounds(t *testing.T) {
	k, c := kept(t)
	c.at(0, 0)
	for n := range 12 {
		noErr(t, k.Add(whole(c.now, trunkGroupOf("t", max1, fmt.Sprint(n)))))
		c.now = c.now.Add(time.Hour)
	}
	log := &platformLog{}
	events, err := k.Ask(t.Context(), log, opened(t, k).Events("be.example", Object{Kind: change.TenantCapacity}, nil))
	noErr(t, err)
	if len(log.searches) != mostSearches || log.searches[0] != "foo 09:59-11:01" || len(events) != 11 {
		t.Errorf("%q of %d", log.searches, len(events))
	}
	if files, _ := filepath.Glob(filepath.Join(k.room(), "*")); len(files) != 1 {
		t.Errorf("%q", files)
	}
}
