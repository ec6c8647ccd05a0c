package history_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/dialects"
	"banyan/apiclient/odin"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// reader is a client that reads, in one of the two dialects.
type reader interface {
	collect.API
	Login(ctx context.Context) error
	Tell(reads apiclient.Reads)
	EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error)
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
}

// outsider changes a platform by plain HTTP, past everything of this program's but the words of the
// bodies.
type outsider struct {
	*http.Client
	url, token string
	api        string // the path of APIO
	isOdin     bool
}

func (o *outsider) send(t *testing.T, method, path string, body []byte) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, o.url+path, bytes.NewReader(body))
	noErr(t, err)
	request.Header.Set("Content-Type", "application/json")
	if o.token != "" {
		request.Header.Set("Authorization", "Bearer "+o.token)
	}
	answer, err := o.Do(request)
	noErr(t, err)
	defer answer.Body.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(answer.Body)
	noErr(t, err)
	if answer.StatusCode >= 300 {
		t.Fatalf("%s %s %s: %d %s", method, path, body, answer.StatusCode, text)
	}
	return text
}

func (o *outsider) login(t *testing.T) {
	t.Helper()
	const who = `{"username":"demo","password":"demo"}`
	if o.token != "" { // of a core
		return
	}
	if !o.isOdin {
		o.send(t, http.MethodPost, "/api/v1/login/", []byte(who))
		return
	}
	var given struct{ Token string }
	noErr(t, json.Unmarshal(o.send(t, http.MethodPost, "/api/v2/auth/token", []byte(who)), &given))
	o.token = given.Token
}

func query(pairs ...string) string {
	q := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		q.Set(pair[0], pair[1])
	}
	return "?" + q.Encode()
}

// limits changes the limits of a tenant, or of a group of it.
func (o *outsider) limits(t *testing.T, group, body string) {
	t.Helper()
	switch {
	case o.isOdin && group == "":
		o.send(t, http.MethodPut, "/api/v2/service-providers/trunk-groups/call-capacity", []byte(`{"serviceProviderId":"foo",`+body))
	case o.isOdin:
		o.send(t, http.MethodPut, "/api/v2/groups/trunk-groups/call-capacity", []byte(`{"serviceProviderId":"foo","groupId":"`+group+`",`+body))
	case group == "":
		o.send(t, http.MethodPut, o.api+"/tenants/foo/features/trunk_groups/", []byte("{"+body))
	default:
		o.send(t, http.MethodPut, o.api+"/tenants/foo/groups/"+group+"/features/trunk_groups/", []byte("{"+body))
	}
}

const (
	tgGroup = "ApioEntGrpTest"
	tgName  = "APIO_Trunk_Group_Existing"
)

// settings changes settings of the trunk group.
func (o *outsider) settings(t *testing.T, fields []apiclient.Field) {
	t.Helper()
	path := o.api + "/tenants/foo/groups/" + tgGroup + "/services/trunk_groups/" + tgName + "/"
	if o.isOdin {
		path = "/api/v2/groups/trunk-groups"
		document := apiclient.Document{Raw: o.send(t, http.MethodGet, path+query("serviceProviderId", "foo", "groupId", tgGroup, "name", tgName), nil)}
		body, err := odin.TrunkGroupBody("foo", tgGroup, tgName, document, fields)
		noErr(t, err)
		o.send(t, http.MethodPut, path, body)
		return
	}
	body, err := apio.TrunkGroupBody("foo", apiclient.Document{Raw: o.send(t, http.MethodGet, path, nil)}, fields)
	noErr(t, err)
	o.send(t, http.MethodPut, path, body)
}

// routing has an enterprise trunk as it is wanted.
func (o *outsider) routing(t *testing.T, name string, wanted routing.Trunk) {
	t.Helper()
	of := apiclient.TrunkOwner{Tenant: "foo"}
	if o.isOdin {
		const path = "/api/v2/service-providers/enterprise-trunks"
		document := apiclient.Document{Raw: o.send(t, http.MethodGet, path+query("serviceProviderId", "foo", "enterpriseTrunkName", name), nil)}
		body, err := odin.EnterpriseTrunkBody(of, name, document, wanted, apiclient.WriteOptions{})
		noErr(t, err)
		o.send(t, http.MethodPut, path, body)
		return
	}
	path := o.api + "/tenants/foo/services/trunk_groups/" + name + "/"
	body, err := apio.EnterpriseTrunkBody(name, apiclient.Document{Raw: o.send(t, http.MethodGet, path, nil)}, wanted, apiclient.WriteOptions{})
	noErr(t, err)
	o.send(t, http.MethodPut, path, body)
}

func noErr(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// watched is a platform that is read with a history, and changed behind its back.
type watched struct {
	*outsider
	client reader
	server *simulator.Server
	keeper *history.Keeper
	told   int       // changes
	begun  time.Time // of the latest reading
	ended  time.Time
}

func watch(t *testing.T, of platform) *watched {
	t.Helper()
	server, err := simulator.New(simulator.Options{})
	noErr(t, err)
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: listener.URL})
	noErr(t, err)
	t.Cleanup(conn.Close)
	jar, err := cookiejar.New(nil)
	noErr(t, err)
	out := &outsider{Client: &http.Client{Jar: jar}, url: listener.URL, api: "/api/v1", isOdin: of == onOdin}
	client := dialects.Client[reader](string(of), conn)
	if of == onCore {
		client = apio.New(conn, apio.Core, apio.Credentials{Username: "demo", Password: "demo"})
		out.api, out.token = "/api/v01/p1", "demo-token"
	}
	noErr(t, client.Login(t.Context()))
	w := &watched{outsider: out, client: client, server: server}
	w.login(t)
	w.keeper = history.New(history.Options{Dir: filepath.Join(t.TempDir(), "state"), Host: "be.example"})
	t.Cleanup(w.keeper.Flush) // before its directory is removed
	client.Tell(apiclient.Reads{
		Trunk: func(owner apiclient.TrunkOwner, name string, trunk routing.Trunk, at time.Time) {
			w.begun, w.ended = at, at
			w.keeper.Trunk(owner, name, trunk, at)
		},
		Trunks: w.keeper.Trunks,
		Backup: func(tenant string, of routing.Key, to trunkgroup.Diversion, at time.Time) {
			w.begun, w.ended = at, at
			w.keeper.Backup(tenant, of, to, at)
		},
	})
	return w
}

// read reads the tenant, or some groups of it.
func (w *watched) read(t *testing.T, groups ...string) {
	t.Helper()
	for s := range collect.Start(t.Context(), w.client, apiclient.Tenant{ID: "foo", Type: apiclient.Enterprise}, collect.Options{Groups: groups, Details: true, Ended: w.keeper.Snapshot}).Snapshots() {
		if s.Done && len(s.Failures) > 0 {
			t.Fatalf("%+v", s.Failures)
		}
		w.begun, w.ended = s.Oldest, s.At
	}
	w.keeper.Flush()
	noErr(t, w.keeper.Problem())
}

// readTrunk reads an enterprise trunk.
func (w *watched) readTrunk(t *testing.T, name string) routing.Trunk {
	t.Helper()
	trunk, err := w.client.EnterpriseTrunk(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, name)
	noErr(t, err)
	w.keeper.Flush()
	noErr(t, w.keeper.Problem())
	return trunk
}

// wantNews holds that these are all the changes since the last call, between the reading that began
// then and the one that ended last.
func (w *watched) wantNews(t *testing.T, what string, since time.Time, wanted ...history.Change) {
	t.Helper()
	h, err := w.keeper.Open("foo")
	noErr(t, err)
	all := h.Changes(history.Object{Kind: change.TenantCapacity})
	news := all[w.told:]
	w.told = len(all)
	for i := range wanted {
		wanted[i].Tenant = "foo"
		wanted[i].Since, wanted[i].At = time.UnixMilli(since.UnixMilli()), time.UnixMilli(w.ended.UnixMilli())
	}
	order := func(a, b history.Change) int { return cmp.Compare(a.Field, b.Field) }
	slices.SortFunc(news, order)
	slices.SortFunc(wanted, order)
	if !slices.Equal(news, wanted) {
		t.Errorf("%s:\n%+v, want\n%+v", what, news, wanted)
	}
}

// wantActors holds that the log of a core tells who made all changes of a tenant, and when each was made.
func (w *watched) wantActors(t *testing.T, all []history.Change) {
	t.Helper()
	h, err := w.keeper.Open("foo")
	noErr(t, err)
	log := w.client.(history.WriteLog)
	events := h.Events("be.example", history.Object{Kind: change.TenantCapacity}, nil)
	for range (len(all) + 7) / 8 { // so many searches are made at once
		events, err = w.keeper.Ask(t.Context(), log, events)
		noErr(t, err)
	}
	named := 0
	for _, e := range events {
		_, known := e.Moment()
		isSure := known && e.Actor.Who == "automation" && !e.Actor.At.Before(e.Since) && !e.Actor.At.After(e.At.Add(time.Millisecond))
		isTaken := e.To == "" && e.Actor.Who == "automation" && e.Actor.Perhaps // how a value is taken away its body need not tell
		if !isSure && !isTaken {
			t.Errorf("%s %q > %q: %+v", e.Field, e.From, e.To, e.Actor)
		}
		if isSure {
			named++
		}
	}
	t.Logf("%d of %d are sure", named, len(events))
}

// platform is one that is read and changed in a test.
type platform string

const (
	onAPIO platform = dialects.APIO
	onOdin platform = dialects.Odin
	onCore platform = "core" // APIO, through a core that keeps a log of what is written
)

func inEach(t *testing.T, test func(t *testing.T, w *watched)) {
	t.Helper()
	t.Parallel()
	for _, of := range []platform{onAPIO, onOdin, onCore} {
		t.Run(string(of), func(t *testing.T) {
			t.Parallel()
			w := watch(t, of)
			test(t, w)
			if of == onCore {
				h, err := w.keeper.Open("foo")
				noErr(t, err)
				w.wantActors(t, h.Changes(history.Object{Kind: change.TenantCapacity}))
			}
		})
	}
}

func edited(kind change.Kind, group, name, field, from, to string) history.Change {
	return history.Change{Object: history.Object{Kind: kind, Group: group, Name: name}, Field: field, From: from, To: to}
}

func TestLimitsThatAreChangedBehindItsBackAreBracketed(t *testing.T) {
	inEach(t, func(t *testing.T, w *watched) {
		w.read(t)
		w.wantNews(t, "at first", w.begun)
		seen := map[string]bool{}
		value := func(text string) string {
			if w.isOdin {
				return text
			}
			return `{"unlimited":false,"maximum":` + text + `}`
		}
		for _, test := range []struct {
			group, field, body, from, to string
		}{
			{"", change.MaxActiveCalls, `"maxActiveCalls":` + value("130") + `}`, "120", "130"},
			{"", change.BurstingMaxActiveCalls, `"maxActiveCalls":` + value("130") + `,"burstingMaxActiveCalls":` + value("22") + `}`, "20", "22"},
			{"ApioEntGrpAntwerp", change.MaxActiveCalls, `"maxActiveCalls":17}`, "16", "17"},
			{"ApioEntGrpAntwerp", change.BurstingMaxActiveCalls, `"burstingMaxActiveCalls":` + value("3") + `}`, "2", "3"},
		} {
			since := w.begun
			w.limits(t, test.group, test.body)
			w.read(t)
			kind := change.GroupCapacity
			if test.group == "" {
				kind = change.TenantCapacity
			}
			w.wantNews(t, test.group+" "+test.field, since, edited(kind, test.group, "", test.field, test.from, test.to))
			seen[string(kind)+" "+test.field] = true
		}
		for kind, image := range map[change.Kind]change.Image{change.TenantCapacity: change.TenantImage(apiclient.TenantCapacity{}), change.GroupCapacity: change.GroupImage(apiclient.GroupCapacity{})} {
			for _, f := range image.Fields {
				if !seen[string(kind)+" "+f.Name] {
					t.Errorf("%s of %s was never changed", f.Name, kind)
				}
			}
		}
	})
}

// another returns a value that a setting does not have, and that a platform takes.
func another(f trunkgroup.Field, now string) string {
	switch f.Kind {
	case trunkgroup.Count:
		if f.Needs == trunkgroup.EnableBursting {
			return "5"
		}
		for _, value := range []string{"31", "23", "12", "5"} {
			if value != now && f.Wrong(value) == "" {
				return value
			}
		}
	case trunkgroup.Flag:
		return map[string]string{"true": "false"}[now] + map[bool]string{true: "true"}[now != "true"]
	case trunkgroup.Choice:
		return f.Values[(slices.Index(f.Values, now)+1)%len(f.Values)]
	case trunkgroup.Divert:
		return trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: tgGroup, Name: "APIO_Trunk_Group_Fax"}.String()
	}
	if f.Name == "pilotUserId" {
		return "+3225550102@foo.example"
	}
	if f.Name == "prefix" {
		return "77"
	}
	return "fax@foo.example"
}

// Every setting that the form edits, each on its own; those that need a flag together with it.
func TestSettingsThatAreChangedBehindItsBackAreBracketed(t *testing.T) {
	inEach(t, func(t *testing.T, w *watched) {
		w.read(t, tgGroup)
		detail := func() change.Image {
			read, err := w.client.TrunkGroup(t.Context(), "foo", tgGroup, tgName)
			noErr(t, err)
			return change.TrunkGroupImage(read)
		}
		seen := map[string]bool{}
		alter := func(f trunkgroup.Field) {
			before := detail()
			now, known := before.Value(f.Name)
			if !known {
				return // this platform does not have it
			}
			sent := []apiclient.Field{{Name: f.Name, Value: another(f, now)}}
			for _, other := range trunkgroup.Fields() {
				was, has := before.Value(other.Name)
				if other.Needs == f.Name && has && sent[0].Value == "true" {
					sent = append(sent, apiclient.Field{Name: other.Name, Value: another(other, was)})
				}
			}
			since := w.begun
			w.settings(t, sent)
			w.read(t, tgGroup)
			var wanted []history.Change
			for _, d := range change.Differences(before, detail()) {
				wanted = append(wanted, edited(change.TrunkGroup, tgGroup, tgName, d.Name, d.From, d.To))
				seen[d.Name] = true
			}
			for _, one := range sent {
				if !slices.ContainsFunc(wanted, func(c history.Change) bool { return c.Field == one.Name && c.To == one.Value }) {
					t.Errorf("the platform did not take %s %q", one.Name, one.Value)
				}
			}
			w.wantNews(t, f.Name, since, wanted...)
		}
		for _, f := range trunkgroup.Fields() {
			if f.Needs == "" {
				alter(f)
			}
			if f.Kind == trunkgroup.Flag {
				alter(f)
			}
		}
		var missing []string
		for _, f := range trunkgroup.Fields() {
			if _, isKnown := detail().Value(f.Name); isKnown && !seen[f.Name] {
				missing = append(missing, f.Name)
			}
		}
		if len(missing) > 0 {
			t.Errorf("never changed: %v", missing)
		}
		t.Logf("%d settings", len(seen))
	})
}

// Every part of an enterprise trunk that the form edits.
func TestRoutingThatIsChangedBehindItsBackIsBracketed(t *testing.T) {
	n := func(i int) *int { return &i }
	on, off := true, false
	inEach(t, func(t *testing.T, w *watched) {
		const name = "HQ-Inbound"
		for _, trunk := range w.server.EnterpriseTrunks("foo") {
			if trunk.Name == name {
				trunk.CapacityManagement, trunk.MaxActiveCalls = &on, n(40) // with the numbers that few platforms have
				trunk.MaxIncomingCalls, trunk.MaxOutgoingCalls, trunk.ReservedCalls = n(30), n(20), n(5)
				noErr(t, w.server.PutEnterpriseTrunk("foo", trunk))
			}
		}
		w.readTrunk(t, name)
		w.wantNews(t, "at first", w.begun)
		fields, kinds := map[routing.Field]bool{}, map[routing.ChangeKind]bool{}
		for _, step := range []struct {
			what   string
			change func(*routing.Trunk)
		}{
			{"its numbers", func(t *routing.Trunk) {
				for i, f := range routing.Managed() {
					*t.Number(f) = n(20 + i)
				}
			}},
			{"weights", func(t *routing.Trunk) { t.Routes[0].Weight, t.Routes[1].Weight = 50, 50 }},
			{"a priority", func(t *routing.Trunk) { t.Routes[1].Priority = 4 }},
			{"a route less", func(t *routing.Trunk) { t.Routes = t.Routes[:3] }},
			{"a route more", func(t *routing.Trunk) {
				t.Routes = append(t.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "ApioEntGrpNamur", Name: "Trunk-Namur"}, Priority: 5, Weight: 9})
			}},
			{"reroutes", func(t *routing.Trunk) { t.MaxReroutes = n(7) }},
			{"reroutes within a priority", func(t *routing.Trunk) { t.MaxReroutesWithinPriority = n(4) }},
			{"the destination", func(t *routing.Trunk) { t.ExhaustionDestination = "+3225550199" }},
			{"the action", func(t *routing.Trunk) { t.ExhaustionAction, t.ExhaustionDestination = "None", "" }},
			{"capacity", func(t *routing.Trunk) { t.CapacityManagement, t.MaxActiveCalls = &on, n(30) }},
			{"its calls", func(t *routing.Trunk) { t.MaxActiveCalls = n(31) }},
			{"its traps", func(t *routing.Trunk) {
				*t.Number(routing.FieldTrapInitialCalls), *t.Number(routing.FieldTrapOffsetCalls) = n(20), n(6)
			}},
			{"its capacity off", func(t *routing.Trunk) {
				t.CapacityManagement = &off
				for _, f := range routing.Managed() {
					*t.Number(f) = nil
				}
			}},
			{"the mode", func(t *routing.Trunk) {
				t.Mode, t.OrderingAlgorithm, t.MaxReroutesWithinPriority = routing.Ordered, "Overflow", nil
				for i := range t.Routes {
					t.Routes[i].Priority, t.Routes[i].Weight = 0, 0
				}
			}},
			{"the order", func(t *routing.Trunk) { t.Routes[0], t.Routes[1] = t.Routes[1], t.Routes[0] }},
			{"the algorithm", func(t *routing.Trunk) { t.OrderingAlgorithm = "Ordered Load Balancing" }},
		} {
			before := w.readTrunk(t, name)
			since := w.begun
			wanted := before
			wanted.Routes = slices.Clone(before.Routes)
			step.change(&wanted)
			w.routing(t, name, wanted)
			after := w.readTrunk(t, name)
			if !after.Equal(wanted) {
				t.Fatalf("%s: the platform has %+v, want %+v", step.what, after, wanted)
			}
			var news []history.Change
			for _, d := range change.Differences(change.TrunkImage(before, apiclient.Document{}), change.TrunkImage(wanted, apiclient.Document{})) {
				news = append(news, edited(change.EnterpriseTrunk, "", name, d.Name, d.From, d.To))
			}
			for _, d := range routing.Diff(before, wanted) {
				fields[d.Field], kinds[d.Kind] = true, true
			}
			w.wantNews(t, step.what, since, news...)
		}
		for _, field := range routing.Fields() {
			if !fields[field] && field != routing.FieldName && field != routing.FieldRoutes {
				t.Errorf("%s was never changed", field)
			}
		}
		for _, kind := range []routing.ChangeKind{routing.Added, routing.Removed, routing.Moved, routing.Reprioritised, routing.Reweighted, routing.Converted} {
			if !kinds[kind] {
				t.Errorf("no route was %s", kind)
			}
		}
	})
}

// A rename is one that is gone and a new one: between the two readings of the list.
func TestAnEnterpriseTrunkThatIsRenamedBehindItsBackIsGoneAndNew(t *testing.T) {
	inEach(t, func(t *testing.T, w *watched) {
		list := func() (at time.Time) {
			at = time.Now()
			_, err := w.client.EnterpriseTrunks(t.Context(), "foo")
			noErr(t, err)
			w.keeper.Flush()
			return at
		}
		since := list()
		trunk := w.readTrunk(t, "HQ-Inbound")
		trunk.Name = "HQ-In"
		w.routing(t, "HQ-Inbound", trunk)
		until := list()
		h, err := w.keeper.Open("foo")
		noErr(t, err)
		news := h.Changes(history.Object{Kind: change.TenantCapacity})
		if len(news) != 2 || news[0].What != history.Appeared || news[0].Name != "HQ-In" || news[1].What != history.Gone || news[1].Name != "HQ-Inbound" {
			t.Fatalf("%+v", news)
		}
		for _, c := range news {
			if c.Since.Before(since.Truncate(time.Millisecond)) || c.At.Before(until.Truncate(time.Millisecond)) || c.Since.After(until) {
				t.Errorf("%v to %v", c.Since, c.At)
			}
		}
	})
}

// Edits of the journal that a change is explained by are told in its place; what somebody else did
// between two readings is told beside them, with the bracket that is left.
func TestOwnEditsAreJoined(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 27, hour, 0, 0, 0, time.UTC) }
	limit := func(n int) change.Image {
		return change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: capacity.Read(capacity.Must(n))})
	}
	entry := func(hour, from, to int, verdict change.Verdict) change.Entry {
		return change.Entry{
			ID: "e", Subject: change.Subject{Host: "BE.example:443", Kind: change.TenantCapacity, Tenant: "foo"}, Operation: change.Change,
			At: at(hour), VerdictAt: at(hour), Before: limit(from), Mine: limit(to), Verdict: verdict, Who: "anna", Ticket: "T-1",
		}
	}
	late := entry(10, 1, 2, change.Saved)
	late.At = late.At.Add(time.Microsecond)
	seen := func(from, to string, since, until int) history.Change {
		return history.Change{Tenant: "foo", Object: history.Object{Kind: change.TenantCapacity}, Field: change.MaxActiveCalls, From: from, To: to, Since: at(since), At: at(until)}
	}
	for name, test := range map[string]struct {
		changes []history.Change
		entries []change.Entry
		events  []string
	}{
		"nobody's":                               {[]history.Change{seen("1", "2", 8, 10)}, nil, []string{"1>2 8-10"}},
		"own":                                    {[]history.Change{seen("1", "2", 8, 10)}, []change.Entry{entry(9, 1, 2, change.Saved)}, []string{"1>2 own 9"}},
		"own and not read":                       {nil, []change.Entry{entry(9, 1, 2, change.Saved)}, []string{"1>2 own 9"}},
		"own and foreign":                        {[]history.Change{seen("1", "4", 8, 12)}, []change.Entry{entry(10, 2, 3, change.Saved)}, []string{"3>4 10-12", "2>3 own 10", "1>2 8-10"}},
		"not saved":                              {[]history.Change{seen("1", "2", 8, 10)}, []change.Entry{entry(9, 1, 2, change.NotSaved)}, []string{"1>2 8-10"}},
		"own, in the millisecond of the reading": {[]history.Change{seen("1", "2", 8, 10)}, []change.Entry{late}, []string{"1>2 own 10"}},
		"before the bracket":                     {[]history.Change{seen("2", "3", 8, 10)}, []change.Entry{entry(7, 1, 2, change.Saved)}, []string{"2>3 8-10", "1>2 own 7"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range history.Join("be.example", "foo", test.changes, test.entries) {
				text := e.From + ">" + e.To + " "
				if e.Edit != nil {
					text += "own " + e.At.Format("3")
				} else {
					text += e.Since.Format("3") + "-" + e.At.Format("3")
				}
				got = append(got, text)
			}
			if !slices.Equal(got, test.events) {
				t.Errorf("%q, want %q", got, test.events)
			}
		})
	}
}

// The backup of a trunk group, which APIO has as a resource of its own: it is compared when a form reads it.
func TestABackupThatIsChangedBehindItsBackIsBracketed(t *testing.T) {
	inEach(t, func(t *testing.T, w *watched) {
		client, hasBackups := w.client.(change.Backups)
		if !hasBackups {
			return // Odin: it is a setting among the others there
		}
		path := w.api + "/tenants/foo/groups/" + tgGroup + "/services/trunk_groups/" + tgName + "/backup"
		read := func() apiclient.Document {
			t.Helper()
			document, _, err := client.TrunkGroupBackup(t.Context(), "foo", tgGroup, tgName)
			noErr(t, err)
			w.keeper.Flush()
			noErr(t, w.keeper.Problem())
			return document
		}
		document := read()
		w.wantNews(t, "at first", w.begun)
		before := ""
		for _, to := range []trunkgroup.Diversion{{Action: trunkgroup.Forward, Address: "+3225550199"}, {Action: trunkgroup.Reroute, Group: tgGroup, Name: "APIO_Trunk_Group_Fax"}} {
			since := w.begun
			body, err := apio.BackupBody("foo", document, to)
			noErr(t, err)
			w.send(t, http.MethodPut, path, body)
			document = read()
			w.wantNews(t, to.Action, since, edited(change.TrunkGroupBackup, tgGroup, tgName, trunkgroup.Backup, before, to.String()))
			before = to.String()
		}
		w.read(t, tgGroup) // which does not read it
		w.wantNews(t, "without it", w.begun)
	})
}
