package history

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/soak"
	"banyan/internal/statefile"
	"banyan/internal/trunkgroup"
)

const (
	max1  = "maxActiveCalls"
	burst = "burstingMaxActiveCalls"
)

// clock is a time that a test sets.
type clock struct{ now time.Time }

func (c *clock) at(hour, minute int) time.Time {
	c.now = time.Date(2026, 11, 27, hour, minute, 0, 0, time.Local)
	return c.now
}

func kept(t *testing.T) (*Keeper, *clock) {
	t.Helper()
	c := &clock{}
	return New(Options{Dir: filepath.Join(t.TempDir(), "state"), Host: "be.example", Account: "APIO demo", Now: func() time.Time { return c.now }}), c
}

func noErr(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// trunkGroupOf is a trunk group with its fields as pairs; none where it is only known to be there.
func trunkGroupOf(name string, pairs ...string) part {
	p := part{Object: Object{change.TrunkGroup, "g", name}}
	for pair := range slices.Chunk(pairs, 2) {
		p.fields = append(p.fields, field{pair[0], pair[1]})
	}
	return p
}

// whole is a reading of a tenant with one group, whose trunk groups are listed.
func whole(begun time.Time, trunkGroups ...part) Reading {
	r := Reading{Tenant: "foo", Begun: begun, At: begun.Add(time.Second)}
	r.add(Object{Kind: change.TenantCapacity}, field{Trunking, "assigned"}, field{max1, "100"})
	r.add(Object{Kind: groupList})
	r.add(Object{Kind: change.GroupCapacity, Group: "g"}, field{max1, "50"})
	r.add(Object{Kind: trunkGroupList, Group: "g"})
	r.parts = append(r.parts, trunkGroups...)
	return r
}

func opened(t *testing.T, k *Keeper) History {
	t.Helper()
	h, err := k.Open("foo")
	noErr(t, err)
	return h
}

// summary tells changes in one line each: what, of which object, from, to, and the bracket.
func summary(changes []Change) (lines []string) {
	for _, c := range changes {
		what := map[What]string{Appeared: "+", Gone: "-"}[c.What] + c.Field
		since := "?"
		if !c.Since.IsZero() {
			since = c.Since.Format("15:04:05")
		}
		lines = append(lines, fmt.Sprintf("%s %s %s>%s %s..%s", c.ID(), what, c.From, c.To, since, c.At.Format("15:04:05")))
	}
	return lines
}

func wantChanges(t *testing.T, k *Keeper, lines ...string) {
	t.Helper()
	if got := summary(opened(t, k).Changes(Object{Kind: change.TenantCapacity})); !slices.Equal(got, lines) {
		t.Errorf("%q, want %q", got, lines)
	}
}

func TestAChangeIsBracketedByTheReadingsAroundIt(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(22, 28), trunkGroupOf("A", max1, "8", "pilotUserId", "x"))))
	noErr(t, k.Add(whole(c.at(9, 3).AddDate(0, 0, 1), trunkGroupOf("A", max1, "8", "pilotUserId", "x"))))
	wantChanges(t, k)
	c.now = c.now.AddDate(0, 0, 2)
	noErr(t, k.Add(whole(c.now, trunkGroupOf("A", max1, "10", "pilotUserId", ""))))
	wantChanges(t, k, "A maxActiveCalls 8>10 09:03:00..09:03:01", "A pilotUserId x> 09:03:00..09:03:01")
}

// What was not read is no change: the bracket of the next one begins where it was seen last.
func TestAGapIsNoChange(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0), trunkGroupOf("A", max1, "8", burst, "2"))))
	noErr(t, k.Add(whole(c.at(9, 0), trunkGroupOf("A"))))             // it is listed, and its detail was not read
	noErr(t, k.Add(whole(c.at(10, 0), trunkGroupOf("A", max1, "8")))) // a part of it
	noErr(t, k.Add(whole(c.at(11, 0), trunkGroupOf("A", max1, "9", burst, "3"))))
	wantChanges(t, k, "A maxActiveCalls 8>9 10:00:00..11:00:01", "A burstingMaxActiveCalls 2>3 08:00:00..11:00:01")
	// A group whose own figures could not be read.
	r := whole(c.at(12, 0), trunkGroupOf("A", max1, "9", burst, "3"))
	r.parts[2].fields = nil
	noErr(t, k.Add(r))
	r = whole(c.at(13, 0), trunkGroupOf("A", max1, "9", burst, "3"))
	r.parts[2].fields[0].Value = "60"
	noErr(t, k.Add(r))
	if got := summary(opened(t, k).Changes(Object{Kind: change.GroupCapacity, Group: "g"})); got[len(got)-1] != "g maxActiveCalls 50>60 11:00:00..13:00:01" {
		t.Errorf("%q", got)
	}
}

func TestWhatIsNewOrGoneIsBracketedByItsList(t *testing.T) {
	k, c := kept(t)
	a, b := trunkGroupOf("A", max1, "8"), trunkGroupOf("B", max1, "4")
	noErr(t, k.Add(whole(c.at(8, 0), a)))
	noErr(t, k.Add(whole(c.at(9, 0), a, b)))
	noErr(t, k.Add(whole(c.at(10, 0), b)))
	r := whole(c.at(11, 0), a, b) // the list failed, and an earlier answer has A
	r.parts = slices.Delete(r.parts, 3, 5)
	noErr(t, k.Add(r))
	wantChanges(t, k, "B + > 08:00:00..09:00:01", "A - > 09:00:00..10:00:01")
	r = whole(c.at(12, 0)) // with the group all of it goes, and comes back
	r.parts = r.parts[:2]
	noErr(t, k.Add(r))
	noErr(t, k.Add(whole(c.at(13, 0), b)))
	if got := summary(opened(t, k).Changes(Object{Kind: change.TenantCapacity}))[2:]; !slices.Equal(got, []string{"g - > 11:00:00..12:00:01", "g + > 12:00:00..13:00:01"}) {
		t.Errorf("%q", got)
	}
}

// A reading that began before one that is kept tells nothing of what that has seen.
func TestALateReadingTakesNothingBack(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0), trunkGroupOf("A", max1, "8"))))
	late := whole(c.at(8, 30), trunkGroupOf("A", max1, "8"), trunkGroupOf("B", max1, "1"))
	noErr(t, k.Add(whole(c.at(9, 0), trunkGroupOf("A", max1, "9"))))
	c.at(9, 5)
	noErr(t, k.Add(late))
	noErr(t, k.Add(whole(c.at(10, 0), trunkGroupOf("A", max1, "10"))))
	wantChanges(t, k, "A maxActiveCalls 8>9 08:00:00..09:00:01", "A maxActiveCalls 9>10 09:00:00..10:00:01")
}

func TestAClockThatGoesBackIsTold(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(12, 0), trunkGroupOf("A", max1, "8"))))
	noErr(t, k.Add(whole(c.at(9, 0), trunkGroupOf("A", max1, "9"))))
	noErr(t, k.Add(whole(c.at(10, 0), trunkGroupOf("A", max1, "10"))))
	changes := opened(t, k).Changes(Object{Kind: change.TenantCapacity})
	if len(changes) != 2 || !changes[0].IsBack || changes[1].IsBack {
		t.Fatalf("%+v", changes)
	}
	if got := summary(changes)[1]; got != "A maxActiveCalls 9>10 09:00:00..10:00:01" {
		t.Errorf("%q", got)
	}
}

func TestCallsInUseAreATrendAndNoChange(t *testing.T) {
	k, c := kept(t)
	for i, use := range []string{"3", "5", "4"} {
		noErr(t, k.Add(whole(c.at(8+i, 0), trunkGroupOf("A", max1, "8", InUse, use), trunkGroupOf("B", max1, "4", InUse, "1"))))
	}
	wantChanges(t, k)
	figures := func(of Object) (text string) {
		n := func(i *int) string {
			if i == nil {
				return "-"
			}
			return strconv.Itoa(*i)
		}
		for _, s := range opened(t, k).Trend(of) {
			text += n(s.Limit) + "/" + n(s.Allocated) + "/" + n(s.InUse) + " "
		}
		return text
	}
	for of, want := range map[Object]string{
		{change.TrunkGroup, "g", "A"}:            "8/-/3 8/-/5 8/-/4 ",
		{Kind: change.GroupCapacity, Group: "g"}: "50/12/4 50/12/6 50/12/5 ",
		{Kind: change.TenantCapacity}:            "100/50/4 100/50/6 100/50/5 ",
	} {
		if got := figures(of); got != want {
			t.Errorf("%v: %q, want %q", of, got, want)
		}
	}
	gone := Reading{Tenant: "foo", Begun: c.at(11, 0), At: c.now} // with all that was in it
	gone.add(Object{Kind: groupList})
	noErr(t, k.Add(gone))
	if got := figures(Object{change.TrunkGroup, "g", "A"}); got != "8/-/3 8/-/5 8/-/4 " {
		t.Errorf("of what is gone: %q", got)
	}
}

// The order of a weighted list means nothing; what a server leaves out of a whole document is none.
func TestAnEnterpriseTrunkIsComparedAsItIsEdited(t *testing.T) {
	k, c := kept(t)
	limit := 10
	trunk := routing.Trunk{Name: "HQ", Mode: routing.Weighted, MaxActiveCalls: &limit, ExhaustionAction: "None"}
	for _, name := range []string{"A", "B"} {
		trunk.Routes = append(trunk.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "g", Name: name}, Priority: 1, Weight: 50})
	}
	of := apiclient.TrunkOwner{Tenant: "foo"}
	noErr(t, k.Add(OfTrunk(of, "HQ", trunk, c.at(8, 0))))
	other := trunk
	other.Routes = []routing.Route{trunk.Routes[1], trunk.Routes[0]}
	noErr(t, k.Add(OfTrunk(of, "HQ", other, c.at(9, 0))))
	wantChanges(t, k)
	other.RoutesUnreported, other.Routes = true, nil
	noErr(t, k.Add(OfTrunk(of, "HQ", other, c.at(10, 0))))
	wantChanges(t, k)
	trunk.MaxActiveCalls = nil
	trunk.Routes[0].Weight = 60
	noErr(t, k.Add(OfTrunk(of, "HQ", trunk, c.at(11, 0))))
	got := opened(t, k).Changes(Object{change.EnterpriseTrunk, "", "HQ"})
	slices.SortFunc(got, func(a, b Change) int { return strings.Compare(a.Field, b.Field) })
	if len(got) != 2 || got[0].Field != max1 || got[0].From != "10" || got[0].To != "" || got[1].Field != "routes" {
		t.Fatalf("%+v", got)
	}
	if since := got[1].Since.Format("15:04"); since != "09:00" || got[0].Since.Format("15:04") != "10:00" {
		t.Errorf("the routes changed after %s", since)
	}
	before := len(got)
	noErr(t, k.Add(OfTrunks(of, []apiclient.EnterpriseTrunkItem{{Name: "HQ"}}, c.at(11, 30)))) // the list tells nothing of it
	if got := opened(t, k).Changes(Object{Kind: change.TenantCapacity}); len(got) != before {
		t.Errorf("%q", summary(got))
	}
	noErr(t, k.Add(OfTrunks(of, nil, c.at(12, 0))))
	if got := summary(opened(t, k).Changes(Object{change.EnterpriseTrunk, "", "HQ"})); !slices.Contains(got, "HQ - > 11:30:00..12:00:00") {
		t.Errorf("%q", got)
	}
}

// Whoever read it may change its routes in place before the keeper comes to it.
func TestAnEnterpriseTrunkIsKeptAsItWasRead(t *testing.T) {
	k, c := kept(t)
	trunk := routing.Trunk{Name: "HQ", Mode: routing.Weighted, Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g", Name: "A"}, Priority: 1, Weight: 50}}}
	of := apiclient.TrunkOwner{Tenant: "foo"}
	busy := make(chan struct{})
	k.note("foo", func() Reading {
		<-busy
		return OfTrunk(of, "HQ", trunk.Clone(), time.Time{})
	})
	read := trunk.Clone()
	k.Trunk(of, "HQ", read, c.at(8, 0))
	read.Routes[0].Weight = 99
	close(busy)
	k.Flush()
	noErr(t, k.Problem())
	noErr(t, k.Add(OfTrunk(of, "HQ", trunk, c.at(9, 0))))
	wantChanges(t, k)
}

func TestATornTailCostsOneLine(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0), trunkGroupOf("A", max1, "8"))))
	path := k.path("foo")
	text, err := os.ReadFile(path)
	noErr(t, err)
	noErr(t, os.WriteFile(path, append(text, text[:len(text)/2]...), 0o600))
	if h := opened(t, k); h.Readings() != 1 || h.Lost() != 0 {
		t.Errorf("%d readings, %d lost", h.Readings(), h.Lost())
	}
	noErr(t, k.Add(whole(c.at(9, 0), trunkGroupOf("A", max1, "9"))))
	wantChanges(t, k, "A maxActiveCalls 8>9 08:00:00..09:00:01")
	if h := opened(t, k); h.Lost() != 1 {
		t.Errorf("%d lost", h.Lost())
	}
	if all, err := k.OpenAll(); err != nil || all.Lost != 1 || len(all.Changes) != 1 {
		t.Errorf("%+v %v", all, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	// A file of which nothing is left begins anew.
	noErr(t, os.WriteFile(path, text[:10], 0o600))
	noErr(t, k.Add(whole(c.at(10, 0), trunkGroupOf("A", max1, "9"))))
	if h := opened(t, k); h.Readings() != 1 {
		t.Errorf("%d readings", h.Readings())
	}
}

func TestAHistoryOfAnotherVersionStaysAsItIs(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0))))
	l := line{Version: 2, Tenant: "foo"}
	text, err := l.encode()
	noErr(t, err)
	noErr(t, os.WriteFile(k.path("foo"), text, 0o600))
	err = k.Add(whole(c.at(9, 0)))
	if err == nil || !strings.Contains(err.Error(), "of another version") || !strings.Contains(err.Error(), k.path("foo")) {
		t.Errorf("%v", err)
	}
	if after, err := os.ReadFile(k.path("foo")); err != nil || string(after) != string(text) {
		t.Errorf("it was changed: %v", err)
	}
	if _, err := k.Open("foo"); err == nil {
		t.Error("it is read all the same")
	}
	noErr(t, k.Add(Reading{Tenant: "bar", Begun: c.now, At: c.now, parts: whole(c.now).parts}))
	if all, err := k.OpenAll(); err != nil || len(all.Damage) != 1 || all.Tenants != 2 {
		t.Errorf("%+v %v", all, err)
	}
}

// What a process that was killed has left half written goes once it is old.
func TestWhatIsHalfWrittenIsRemoved(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0))))
	left := filepath.Join(k.room(), statefile.TempPrefix+"1")
	noErr(t, os.WriteFile(left, nil, 0o600))
	noErr(t, os.Chtimes(left, c.now, c.now))
	c.at(20, 0)
	if all, err := k.OpenAll(); err != nil || all.Tenants != 1 || len(all.Damage) > 0 {
		t.Errorf("%+v %v", all, err)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is there: %v", err)
	}
}

// Reading goes on where nothing can be kept, and the reason is told until something is kept again.
func TestADiskThatTakesNothingIsTold(t *testing.T) {
	k, c := kept(t)
	noErr(t, os.MkdirAll(k.opts.Dir, 0o700))
	room := filepath.Join(k.opts.Dir, roomName)
	noErr(t, os.WriteFile(room, nil, 0o600)) // a file where the room is to be
	k.note("foo", func() Reading { return whole(c.at(8, 0)) })
	k.Flush()
	if k.Problem() == nil {
		t.Error("nothing is told")
	}
	noErr(t, os.Remove(room))
	k.note("foo", func() Reading { return whole(c.at(9, 0)) })
	k.Flush()
	if err := k.Problem(); err != nil {
		t.Error(err)
	}
	if h := opened(t, k); h.Readings() != 1 {
		t.Errorf("%d readings", h.Readings())
	}
	k.note("foo", func() Reading { panic("secret") })
	k.Flush()
	if err := k.Problem(); err == nil || !strings.Contains(err.Error(), "internal fault") || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	busy := make(chan struct{})
	k.note("foo", func() Reading {
		<-busy
		return whole(c.now)
	})
	for range mostWaiting + 2 { // one is under way, or waits
		k.note("foo", func() Reading { return Reading{} })
	}
	close(busy)
	k.Flush()
	if err := k.Problem(); err == nil || !strings.Contains(err.Error(), "slower than the platform") {
		t.Errorf("readings were dropped: %v", err)
	}
	k.note("foo", func() Reading { return whole(c.at(10, 0)) })
	k.Flush()
	if err := k.Problem(); err != nil {
		t.Error(err)
	}
	var none *Keeper
	none.note("foo", func() Reading { return whole(c.now) }) // keeps nothing
}

// A history is bounded: of older days one line a day is left, then the oldest go. What is known, and
// when it was seen, stays the same.
func TestAHistoryIsBounded(t *testing.T) {
	k, c := kept(t)
	c.at(0, 0)
	reading := func(i int) Reading {
		r := whole(c.now, trunkGroupOf("A", max1, strconv.Itoa(i), burst, "1", "pilotUserId", strings.Repeat("x", 300)+strconv.Itoa(i)), trunkGroupOf("B", max1, strconv.Itoa(i/50)))
		if i%7 == 0 {
			r.parts[len(r.parts)-1].fields = nil
		}
		return r
	}
	plain := &state{}
	for i := range 2000 {
		c.now = c.now.Add(30 * time.Minute)
		r := reading(i)
		l := plain.compare(r, stampOf(c.now))
		plain.apply(l)
		noErr(t, k.Add(r))
	}
	info, err := os.Stat(k.path("foo"))
	noErr(t, err)
	if info.Size() > leastRoom {
		t.Errorf("%d bytes", info.Size())
	}
	h := opened(t, k)
	if h.Readings() > 300 || h.Since().Before(c.now.AddDate(0, -6, 0)) || c.now.Sub(h.Since()) < 5*24*time.Hour {
		t.Errorf("%d lines since %v, now it is %v", h.Readings(), h.Since(), c.now)
	}
	s := &state{}
	for _, l := range h.lines {
		s.apply(l)
	}
	for o, want := range plain.objects {
		got := s.objects[o]
		if got == nil || got.seen != want.seen || fmt.Sprint(got.fields) != fmt.Sprint(want.fields) {
			t.Errorf("%v: %+v, want %+v", o, got, want)
		}
	}
	if len(s.objects) != len(plain.objects) {
		t.Errorf("%d objects, want %d", len(s.objects), len(plain.objects))
	}
	// Days are told one after the other without a gap between them.
	last := ""
	for _, c := range h.Changes(Object{change.TrunkGroup, "g", "A"}) {
		if c.Field == max1 {
			if last != "" && c.From != last {
				t.Fatalf("from %s after %s", c.From, last)
			}
			last = c.To
		}
	}
	if last != "1999" {
		t.Errorf("the last is %s", last)
	}
}

// What came and went within a day, or came back, leaves no trace of that day; the rest is told once.
func TestADayIsToldByWhatItBecame(t *testing.T) {
	c := &clock{}
	a := func(v string) part { return trunkGroupOf("A", max1, v) }
	x, n := trunkGroupOf("X", max1, "1"), trunkGroupOf("N", max1, "2")
	before := &state{}
	first := before.compare(whole(c.at(1, 0), a("8"), trunkGroupOf("B", max1, "1")), stampOf(c.now))
	before.apply(first)
	run := &state{}
	run.apply(first)
	var lines []line
	for i, parts := range [][]part{{a("9"), x, trunkGroupOf("B", max1, "2")}, {a("10"), n, trunkGroupOf("B", max1, "1")}, {a("11"), n}} {
		l := run.compare(whole(c.at(2+i, 0), parts...), stampOf(c.now))
		run.apply(l)
		lines = append(lines, l)
	}
	got := summary(before.merge(lines).changes())
	if want := []string{"A maxActiveCalls 8>11 01:00:00..04:00:01", "B - > 01:00:00..04:00:01", "N + > 02:00:00..04:00:01"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The variables that turn the test binary into a process that appends.
const (
	victimEnv = "BANYAN_HISTORY_VICTIM" // the state directory
	nameEnv   = "BANYAN_HISTORY_NAME"
	timesEnv  = "BANYAN_HISTORY_TIMES"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimEnv); dir != "" {
		appendAll(dir, os.Getenv(nameEnv))
		return
	}
	goleak.VerifyTestMain(soak.Tests{M: m})
}

// appendAll appends readings of an object of its own, each with another value, and prints each that is
// kept.
func appendAll(dir, name string) {
	k := New(Options{Dir: dir, Host: "be.example", Account: "APIO demo"})
	times, _ := strconv.Atoi(os.Getenv(timesEnv))
	until := time.Now().Add(time.Minute)
	for i := 1; times > 0 && i <= times || times == 0 && time.Now().Before(until); i++ {
		r := Reading{Tenant: "foo", Begun: time.Now(), At: time.Now()}
		r.add(Object{change.EnterpriseTrunk, "", name}, field{max1, strconv.Itoa(i)})
		if err := k.Add(r); err != nil {
			panic(err)
		}
		fmt.Println(i)
	}
}

// startVictim starts a process that appends so many readings, for a minute where that is none. What it
// prints is closed when it ends, however that happens.
func startVictim(t *testing.T, dir, name string, times int) (child *exec.Cmd, printed *bufio.Scanner) {
	t.Helper()
	child = exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), victimEnv+"="+dir, nameEnv+"="+name, timesEnv+"="+strconv.Itoa(times))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	noErr(t, err)
	noErr(t, child.Start())
	return child, bufio.NewScanner(out)
}

// lastOf returns the last that a process printed, once it has ended.
func lastOf(printed *bufio.Scanner) (last int) {
	for printed.Scan() {
		last, _ = strconv.Atoi(printed.Text())
	}
	return last
}

// valuesOf are the values that a trunk's limit had, in the order in which they were found.
func valuesOf(h History, name string) (values []string) {
	for _, l := range h.lines {
		for _, d := range l.Deltas {
			if d.Object == (Object{change.EnterpriseTrunk, "", name}) {
				values = append(values, d.Fields[0].Value)
			}
		}
	}
	return values
}

// Two processes append at once, and no line of either is lost: few by default, for a minute where the
// long runs are asked for. A history is shortened meanwhile, to whole days and whole lines: then each
// change begins where the one before ended.
func TestProcessesThatAppendAtOnceLoseNothing(t *testing.T) {
	times := soak.Rounds(120, 0)
	k := New(Options{Dir: filepath.Join(t.TempDir(), "state"), Host: "be.example", Account: "APIO demo"})
	names := []string{"one", "two"}
	var children []*exec.Cmd
	lasts := make([]int, len(names))
	var reading sync.WaitGroup
	for i, name := range names {
		child, printed := startVictim(t, k.opts.Dir, name, times)
		children = append(children, child)
		reading.Go(func() { lasts[i] = lastOf(printed) })
	}
	reading.Wait()
	for _, child := range children {
		noErr(t, child.Wait())
	}
	h := opened(t, k)
	if h.Lost() != 0 {
		t.Errorf("%d lines are lost", h.Lost())
	}
	for i, name := range names {
		last := lasts[i]
		values := valuesOf(h, name)
		if len(values) == 0 || values[len(values)-1] != strconv.Itoa(last) || times > 0 && len(values) != times {
			t.Errorf("%s has %d of %d", name, len(values), last)
		}
		before := ""
		for _, c := range h.Changes(Object{change.EnterpriseTrunk, "", name}) {
			if before != "" && c.From != before {
				t.Errorf("%s: from %s after %s", name, c.From, before)
			}
			before = c.To
		}
		t.Logf("%s appended %d", name, last)
	}
}

// A process is killed while it appends: at most the line that it was writing is lost.
func TestAKillWhileAppendingCostsOneLineAtMost(t *testing.T) {
	k := New(Options{Dir: filepath.Join(t.TempDir(), "state"), Host: "be.example", Account: "APIO demo"})
	for round := range soak.Rounds(4, 60) {
		name := "victim" + strconv.Itoa(round)
		child, printed := startVictim(t, k.opts.Dir, name, 1_000_000)
		for range 4 + rand.IntN(40) {
			printed.Scan()
		}
		_ = child.Process.Kill()
		acknowledged, _ := strconv.Atoi(printed.Text())
		acknowledged = max(acknowledged, lastOf(printed))
		_ = child.Wait()
		h := opened(t, k)
		values := valuesOf(h, name)
		last, _ := strconv.Atoi(values[len(values)-1])
		if last < acknowledged || last > acknowledged+1 {
			t.Errorf("%d are kept, %d were acknowledged", last, acknowledged)
		}
		if h.Lost() > round+1 {
			t.Errorf("%d lines are lost after %d kills", h.Lost(), round+1)
		}
	}
}

// A figure that the detail of a trunk group does not report is not read; a limit of one direction is none.
func TestWhatADetailDoesNotReportIsNoChange(t *testing.T) {
	k, c := kept(t)
	detail := func(at time.Time, d apiclient.TrunkGroup) {
		r := whole(at, part{Object{change.TrunkGroup, "g", "A"}, ofDetail(d)})
		noErr(t, k.Add(r))
	}
	calls := func(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }
	on := true
	detail(c.at(8, 0), apiclient.TrunkGroup{MaxActiveCalls: calls(8), MaxIncomingCalls: calls(4), EnableBursting: &on, BurstingMaxActiveCalls: calls(2), State: "Available"})
	detail(c.at(9, 0), apiclient.TrunkGroup{MaxIncomingCalls: calls(4), EnableBursting: &on})
	wantChanges(t, k)
	detail(c.at(10, 0), apiclient.TrunkGroup{MaxActiveCalls: calls(9), EnableBursting: &on, BurstingMaxActiveCalls: calls(2), State: "Unavailable"})
	wantChanges(t, k, "A maxActiveCalls 8>9 08:00:00..10:00:01", "A maxIncomingCalls 4> 09:00:00..10:00:01", "A state Available>Unavailable 08:00:00..10:00:01")
}

// Who waits for the lock of a history that is replaced meanwhile adds to the one in its place.
func TestAHistoryThatIsReplacedLosesNoLine(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0))))
	const rounds = 50
	for range rounds {
		f, err := openFile(k.path("foo"))
		noErr(t, err)
		before := openFiles(t)
		added := make(chan error)
		go func() { added <- k.Add(whole(c.now)) }()
		for openFiles(t) == before { // until it has the file open, and waits for its lock
			runtime.Gosched()
		}
		noErr(t, f.replace(f.lines, leastRoom))
		noErr(t, f.close())
		noErr(t, <-added)
	}
	if h := opened(t, k); h.Readings() != 1+rounds {
		t.Errorf("%d lines, want %d", h.Readings(), 1+rounds)
	}
}

// openFiles counts what this process has open.
func openFiles(t *testing.T) int {
	t.Helper()
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("this system does not tell what is open")
	}
	return len(names)
}

// What has an object is told from either side.
func TestAnObjectIsWithinWhatHasIt(t *testing.T) {
	all := []Object{{Kind: change.TenantCapacity}, {change.EnterpriseTrunk, "", "A"}}
	for _, group := range []string{"g", "h"} {
		all = append(all, Object{Kind: change.GroupCapacity, Group: group})
		for _, kind := range []change.Kind{change.TrunkGroup, change.TrunkGroupBackup, change.EnterpriseTrunk} {
			all = append(all, Object{kind, group, "A"}, Object{kind, group, "B"})
		}
	}
	for _, inner := range all {
		for _, outer := range all {
			if slices.Contains(inner.Within(), outer) != outer.Has(inner) {
				t.Errorf("%v of %v", outer, inner)
			}
		}
	}
}

// The list of tenants is compared as a whole: who is new and who is gone is told of the platform, whose
// tenants they are.
func TestTheListOfTenantsIsCompared(t *testing.T) {
	k, c := kept(t)
	list := func(ids ...string) {
		t.Helper()
		var all []apiclient.Tenant
		for _, id := range ids {
			all = append(all, apiclient.Tenant{ID: id})
		}
		k.Tenants(all, c.now)
		k.Flush()
		noErr(t, k.Problem())
	}
	c.at(8, 0)
	list("foo", "bar")
	if all, err := k.OpenAll(); err != nil || all.Tenants != 0 || len(all.Changes) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	noErr(t, k.Add(whole(c.now)))
	c.at(9, 0)
	list("foo", "new")
	all, err := k.OpenAll()
	noErr(t, err)
	var got []string
	for _, e := range all.Events("be.example", nil) {
		got = append(got, fmt.Sprint(e.Tenant, " ", e.Kind, e.Name, " ", e.What, " ", e.Bracket(c.now)))
	}
	if want := []string{"bar tenant capacity 2 08:00 - 09:00", "new tenant capacity 1 08:00 - 09:00"}; !slices.Equal(got, want) || all.Tenants != 1 {
		t.Errorf("%q, not %q, of %d tenants", got, want, all.Tenants)
	}
	// Of what was found since then the others are not read.
	noErr(t, os.Chtimes(k.path("foo"), time.Time{}, c.at(8, 30)))
	noErr(t, os.Chtimes(k.path(""), time.Time{}, c.at(9, 0)))
	if since, err := k.OpenSince(c.at(8, 45)); err != nil || since.Tenants != 0 || len(since.Changes) != 2 {
		t.Errorf("%+v %v", since, err)
	}
	log := &platformLog{}
	if _, err := k.Ask(t.Context(), log, all.Events("be.example", nil)); err != nil || len(log.searches) > 0 {
		t.Errorf("the log of a tenant is asked for who made it: %q %v", log.searches, err)
	}
}

// What cannot be kept of one tenant is told until that is kept, whatever is kept of another; it is new once.
func TestAProblemIsOfATenant(t *testing.T) {
	k, c := kept(t)
	noErr(t, k.Add(whole(c.at(8, 0))))
	noErr(t, os.Rename(k.path("foo"), k.path("foo")+"~"))
	noErr(t, os.Mkdir(k.path("foo"), 0o700))
	keep := func(tenant string) {
		k.note(tenant, func() Reading {
			r := whole(c.now)
			r.Tenant = tenant
			return r
		})
		k.Flush()
	}
	keep("foo")
	keep("bar")
	if k.Problem() == nil || k.ProblemOf("foo") == nil || k.ProblemOf("bar") != nil {
		t.Errorf("%v, of foo %v, of bar %v", k.Problem(), k.ProblemOf("foo"), k.ProblemOf("bar"))
	}
	if k.NewProblem() == nil || k.NewProblem() != nil {
		t.Error("a problem is not told once")
	}
	keep("foo")
	if k.NewProblem() != nil {
		t.Error("it is told again")
	}
	noErr(t, os.Mkdir(k.path("other"), 0o700))
	keep("other")
	if err := k.Problem(); err == nil || !strings.HasSuffix(err.Error(), "tenants of which that is so: 2") {
		t.Error(err)
	}
	noErr(t, errors.Join(os.Remove(k.path("foo")), os.Remove(k.path("other"))))
	keep("foo")
	keep("other")
	if err := k.Problem(); err != nil {
		t.Error(err)
	}
	noErr(t, os.Remove(k.path("foo")))
	noErr(t, os.Mkdir(k.path("foo"), 0o700))
	keep("foo")
	if k.NewProblem() == nil {
		t.Error("after all was kept it is not new")
	}
}

// The backup of a trunk group goes with it: one that comes back under its name has another.
func TestABackupGoesWithItsTrunkGroup(t *testing.T) {
	k, c := kept(t)
	of := routing.Key{GroupID: "g", Name: "t"}
	backup := func(address string) {
		t.Helper()
		noErr(t, k.Add(OfBackup("foo", of, trunkgroup.Diversion{Action: trunkgroup.Forward, Address: address}, c.now)))
	}
	noErr(t, k.Add(whole(c.at(8, 0), trunkGroupOf("t", max1, "1"))))
	c.at(8, 1)
	backup("1")
	noErr(t, k.Add(whole(c.at(9, 0))))
	noErr(t, k.Add(whole(c.at(10, 0), trunkGroupOf("t", max1, "1"))))
	c.at(10, 1)
	backup("2")
	c.at(10, 2)
	backup("3")
	var got []string
	for _, change := range opened(t, k).Changes(Object{change.TrunkGroup, "g", "t"}) {
		got = append(got, fmt.Sprint(change.What, " ", change.Kind, " ", change.Since.Format("15:04")))
	}
	if want := []string{"2 trunk group 08:00", "1 trunk group 09:00", "0 trunk group backup 10:01"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}
