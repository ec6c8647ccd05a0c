package cli

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/creack/pty"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/soak"
	"banyan/internal/tenantfile"
)

// planned makes a plan of files, and returns its file.
func planned(t *testing.T, env map[string]string, path string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.plan")
	run(t.Context(), env, "plan", path, "--output", name).ends(t, exitOK, "the plan is in "+name)
	return name
}

// applied applies a plan from a script, with everything allowed.
func applied(ctx context.Context, t *testing.T, env map[string]string, plan string) result {
	t.Helper()
	made, err := readPlan(plan)
	check(t, err)
	args := []string{"apply", plan, "--write", "--yes"}
	for _, item := range made.Items {
		if len(item.Refusals) > 0 {
			args = append(args, "--allow", strings.Join(item.Subject.Path(), "/"))
		}
	}
	return run(ctx, env, args...)
}

// withState gives an environment a state directory of its own.
func withState(t *testing.T, env map[string]string) map[string]string {
	t.Helper()
	env["STATE"] = t.TempDir()
	return env
}

// inEach runs a test once an API, beside each other, over a platform and a state directory of its own.
func inEach(t *testing.T, test func(t *testing.T, server *simulator.Server, env map[string]string, api string)) {
	t.Helper()
	t.Parallel()
	for _, api := range []string{"apio", "odin"} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{})
			env["BANYAN_API"] = api
			test(t, server, withState(t, env), api)
		})
	}
}

// edit changes a file.
func edit(t *testing.T, name string, pairs ...string) {
	t.Helper()
	text := fileText(t, name)
	changed := strings.NewReplacer(pairs...).Replace(text)
	if changed == text {
		t.Fatalf("nothing of %q is in %s", pairs, name)
	}
	check(t, os.WriteFile(name, []byte(changed), 0o600))
}

func texts(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	for _, name := range must(fs.Glob(os.DirFS(dir), "*"))(t) {
		out[name] = fileText(t, filepath.Join(dir, name))
	}
	return out
}

// sameTexts compares two exports byte by byte.
func sameTexts(t *testing.T, want, got string) {
	t.Helper()
	was, is := texts(t, want), texts(t, got)
	for name, text := range was {
		if is[name] != text {
			t.Errorf("%s is not what it was: %s", name, run(t.Context(), nil, "diff", filepath.Join(want, name), filepath.Join(got, name)).out)
		}
	}
	if len(was) != len(is) {
		t.Errorf("%d files, then %d", len(was), len(is))
	}
}

func TestAnAppliedFileIsExportedAsItIs(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{}, func(t *testing.T, env map[string]string) {
		env = withState(t, env)
		dir := exported(t, env, some()...)
		edit(t, filepath.Join(dir, "foo.yaml"), "weight: 30}", "weight: 50}", "maxActiveCalls: 48 # calls", "maxActiveCalls: 20 # calls",
			"maxActiveCalls: 120", "maxActiveCalls: 200", "maxIncomingCalls: 10 # calls", "maxIncomingCalls: none", "routeExhaustionDestination: \"+3225550100\"", "routeExhaustionDestination: \"+3225550199\"")
		edit(t, filepath.Join(dir, "TaxiUnion.yaml"), "burstingMaxActiveCalls: ", "burstingMaxActiveCalls: 1")
		plan := planned(t, env, dir)
		isOursAlone(t, plan)
		got := applied(t.Context(), t, env, plan)
		got.ends(t, exitOK, "done")
		run(t.Context(), env, "diff", dir).ends(t, exitOK, "0 differences")
		sameTexts(t, dir, exported(t, env, some()...))
		again := applied(t.Context(), t, env, plan)
		again.ends(t, exitOK, "saved before: ")
		run(t.Context(), env, "plan", dir).ends(t, exitOK, "")
	})
}

// Whatever happens to what is exported, its files bring it back to the byte.
func TestDamageIsUndoneByTheFiles(t *testing.T) {
	t.Parallel()
	for round := range soak.Rounds(2, 25) {
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			t.Parallel()
			inBothDialects(t, simulator.Options{}, func(t *testing.T, env map[string]string) {
				env = withState(t, env)
				dir := exported(t, env, some()...)
				seed := rand.Uint64()
				d := &damager{t: t, Rand: rand.New(rand.NewPCG(seed, 0))}
				client, c := clientOf(t, env)
				d.client = client
				d.damage(dir)
				c.close()
				t.Logf("seed %d: %d writes", seed, d.writes)
				got := applied(t.Context(), t, env, planned(t, env, dir))
				got.ends(t, exitOK, "done")
				sameTexts(t, dir, exported(t, env, some()...))
			})
		})
	}
}

// clientOf is a client that writes on the platform of an environment.
func clientOf(t *testing.T, env map[string]string) (Client, *connection) {
	t.Helper()
	c, _ := session(t, env, "--write")
	return c.Client, c
}

// damager changes at random what files mention.
type damager struct {
	*rand.Rand
	t      *testing.T
	client Client
	writes int
}

// damage changes a few things of each of some tenants.
func (d *damager) damage(dir string) {
	files := must(tenantfile.Load(dir))(d.t)
	for range 3 {
		f := files[d.IntN(len(files))]
		for range 4 {
			if len(f.Things) > 0 {
				d.one(f, f.Things[d.IntN(len(f.Things))])
			}
		}
	}
	d.one(files[0], files[0].Things[0]) // one at least
}

// one changes one thing. What the platform refuses is no damage.
func (d *damager) one(f tenantfile.File, thing tenantfile.Thing) {
	ctx, owner := d.t.Context(), apiclient.TrunkOwner{Tenant: f.Tenant, Group: thing.Group}
	number := capacity.Read(capacity.Must(1 + d.IntN(400)))
	if thing.Assigned == tenantfile.NotAssigned {
		return
	}
	var err error
	switch thing.Kind {
	case change.TenantCapacity:
		err = d.client.PutTenantCapacity(ctx, f.Tenant, apiclient.TenantCapacity{MaxActiveCalls: number, BurstingMaxActiveCalls: capacity.Read(capacity.Unlimited())})
	case change.GroupCapacity:
		err = d.client.PutGroupCapacity(ctx, f.Tenant, thing.Group, apiclient.GroupCapacity{MaxActiveCalls: number})
	case change.TrunkGroup:
		document, _, readErr := d.client.TrunkGroupDocument(ctx, f.Tenant, thing.Group, thing.Name)
		check(d.t, readErr)
		settings := []apiclient.Field{{Name: change.MaxActiveCalls, Value: strconv.Itoa(1 + d.IntN(50))}}
		switch d.IntN(3) {
		case 0:
			settings = append(settings, apiclient.Field{Name: change.EnableBursting, Value: "true"}, apiclient.Field{Name: change.BurstingMaxActiveCalls, Value: "3"})
		case 1:
			settings = append(settings, apiclient.Field{Name: change.EnableBursting, Value: "false"})
		default:
			settings = append(settings, apiclient.Field{Name: "maxIncomingCalls", Value: strconv.Itoa(1 + d.IntN(9))})
		}
		err = d.client.PutTrunkGroup(ctx, f.Tenant, thing.Group, thing.Name, document, settings)
	case change.EnterpriseTrunk:
		err = d.trunk(f, thing, owner)
	}
	if err == nil {
		d.writes++
	}
}

// trunk changes an enterprise trunk, or deletes one of which everything is known that it needs to
// be made again.
func (d *damager) trunk(f tenantfile.File, thing tenantfile.Thing, owner apiclient.TrunkOwner) error {
	ctx := d.t.Context()
	document, trunk, err := d.client.EnterpriseTrunkDocument(ctx, owner, thing.Name)
	if err != nil {
		return err // it was deleted before
	}
	trunk = trunk.Clone() // what was read is kept by others too
	trunk.Name = thing.Name
	isKnown := trunk.CapacityManagement != nil && len(thing.Trunk.Unset()) == 0
	if isKnown && d.IntN(4) == 0 {
		return d.client.DeleteEnterpriseTrunk(ctx, owner, thing.Name)
	}
	trunk.MaxReroutes = new(1 + d.IntN(10))
	d.Shuffle(len(trunk.Routes), func(i, j int) { trunk.Routes[i], trunk.Routes[j] = trunk.Routes[j], trunk.Routes[i] })
	switch d.IntN(4) {
	case 0:
		trunk.Routes = trunk.Routes[:len(trunk.Routes)/2]
	case 1:
		trunk.ExhaustionAction, trunk.ExhaustionDestination = routing.Forward, "+3225550"+strconv.Itoa(100+d.IntN(99))
	case 2:
		trunk.ExhaustionAction, trunk.ExhaustionDestination = routing.None, ""
	default:
		if isKnown {
			trunk, _ = switched(trunk)
		}
	}
	for i := range trunk.Routes {
		if trunk.Mode == routing.Weighted {
			trunk.Routes[i].Priority, trunk.Routes[i].Weight = 1+d.IntN(3), 1+d.IntN(99)
		}
	}
	return d.client.PutEnterpriseTrunk(ctx, owner, thing.Name, document, trunk, apiclient.WriteOptions{})
}

// switched is an enterprise trunk in the other mode.
func switched(t routing.Trunk) (routing.Trunk, string) {
	next, word := routing.NewDraft(t, nil).SwitchMode()
	return next.Mine, word
}

// A plan of which something moved names it, field by field, and sends nothing.
func TestAStalePlanNamesWhatMovedAndSendsNothing(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{}, func(t *testing.T, env map[string]string) {
		env = withState(t, env)
		dir := exported(t, env, some()...)
		edit(t, filepath.Join(dir, "foo.yaml"), "weight: 30}", "weight: 50}", "maxActiveCalls: 120", "maxActiveCalls: 200")
		plan := planned(t, env, dir)
		client, c := clientOf(t, env)
		owner := apiclient.TrunkOwner{Tenant: "foo"}
		document, trunk, err := client.EnterpriseTrunkDocument(t.Context(), owner, "HQ-Inbound")
		check(t, err)
		trunk = trunk.Clone() // what was read is kept by others too
		trunk.Name, trunk.MaxReroutes = "HQ-Inbound", new(7)
		trunk.Routes[0].Weight = 12
		check(t, client.PutEnterpriseTrunk(t.Context(), owner, "HQ-Inbound", document, trunk, apiclient.WriteOptions{}))
		got := applied(t.Context(), t, env, plan)
		got.ends(t, exitMoved, "somebody changed the same of enterprise trunk foo/HQ-Inbound: routes: weighted")
		got.ends(t, exitMoved, "; max reroutes: 5 -> 7; look at it")
		got.ends(t, exitMoved, "nothing was sent: 1 thing moved since the plan was made at ")
		document, trunk, err = client.EnterpriseTrunkDocument(t.Context(), owner, "HQ-Inbound")
		limits, limitsErr := client.TenantCapacity(t.Context(), "foo")
		if err != nil || limitsErr != nil || *trunk.MaxReroutes != 7 || limits.MaxActiveCalls.String() != "120" {
			t.Errorf("%v %v; %s %v", err, limitsErr, document.Raw, limits)
		}
		c.close()
	})
}

func TestAPlanThatStopsIsGoneOnWith(t *testing.T) {
	inEach(t, func(t *testing.T, server *simulator.Server, env map[string]string, dialect string) {
		dir := exported(t, env, some()...)
		edit(t, filepath.Join(dir, "foo.yaml"), "maximumRerouteAttempts: 3", "maximumRerouteAttempts: 4", "weight: 30}", "weight: 50}", "maxActiveCalls: 120", "maxActiveCalls: 200")
		plan := planned(t, env, dir)
		path := map[string]string{"apio": "services/trunk_groups/National-Outbound", "odin": "enterprise-trunks"}[dialect]
		server.SetFault(simulator.Fault{Method: http.MethodPut, Path: path, Status: http.StatusForbidden, Body: `{"error":"no"}`})
		got := applied(t.Context(), t, env, plan)
		got.ends(t, exitFailed, "the same command goes on")
		got.prints(t, "done      tenant capacity foo\n", "not saved enterprise trunk foo/")
		before := len(server.Writes())
		server.ClearFaults()
		got = applied(t.Context(), t, env, plan)
		got.ends(t, exitOK, "saved before: ")
		if sent := len(server.Writes()) - before; sent != 2 && dialect == "odin" || sent < 1 {
			t.Errorf("%d writes", sent)
		}
		sameTexts(t, dir, exported(t, env, some()...))
	})
}

func TestWhatCannotBePlannedOrAppliedIsSaidAndNothingIsSent(t *testing.T) {
	inEach(t, func(t *testing.T, server *simulator.Server, env map[string]string, dialect string) {
		file := func(text string) string {
			name := filepath.Join(t.TempDir(), "foo.yaml")
			check(t, os.WriteFile(name, []byte("version: 1\ntenant: foo\n"+text+"\n"), 0o600))
			return name
		}
		dangerous := planned(t, env, file("enterpriseTrunks: [{name: HQ-Inbound, absent: true}]"))
		text := fileText(t, dangerous)
		altered := func(pairs ...string) string {
			name := filepath.Join(t.TempDir(), "a.plan")
			check(t, os.WriteFile(name, []byte(strings.NewReplacer(pairs...).Replace(text)), 0o600))
			return name
		}
		other := withState(t, map[string]string{"BANYAN_URL": "http://127.0.0.1:1", "BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "demo", "BANYAN_API": dialect})
		user := map[string]string{"BANYAN_URL": env["BANYAN_URL"], "BANYAN_USERNAME": "anna", "BANYAN_PASSWORD": "demo", "BANYAN_API": dialect}
		colleague := map[string]string{"BANYAN_URL": env["BANYAN_URL"], "BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "demo", "BANYAN_API": dialect, "BANYAN_OPERATOR": "bert", "STATE": env["STATE"]}
		twice := t.TempDir()
		for _, name := range []string{"a.yaml", "b.yaml"} {
			check(t, os.WriteFile(filepath.Join(twice, name), []byte("version: 1\ntenant: foo\n"), 0o600))
		}
		const hq = "enterpriseTrunks: [{name: HQ-Inbound, priorityWeightedRouting: {routes: [{group: ApioEntGrpTest, trunkGroup: APIO_Trunk_Group_Exsting, priority: 1, weight: 1}]}}]"
		for want, test := range map[string]struct {
			env  map[string]string
			args []string
		}{
			"line 3, column 31: no key here is called maximumRerouteAttemps; the nearest is maximumRerouteAttempts":                                                   {env, []string{"plan", file("enterpriseTrunks: [{name: HQ, maximumRerouteAttemps: 3}]")}},
			"are both of tenant \"foo\": keep one of them":                                                                                                            {env, []string{"plan", twice}},
			"an enterprise trunk is ordered or weighted, and both are given":                                                                                          {env, []string{"plan", file("enterpriseTrunks: [{name: HQ, orderedRouting: {}, priorityWeightedRouting: {}}]")}},
			"line 3: enterprise trunk HQ-Inbound: there is no trunk group APIO_Trunk_Group_Exsting in group ApioEntGrpTest; the nearest is APIO_Trunk_Group_Existing": {env, []string{"plan", file(hq)}},
			"line 3: limits of group ApioEntGrpTst: there is no such group; the nearest is ApioEntGrpTest":                                                            {env, []string{"plan", file("groups: [{group: ApioEntGrpTst, maxActiveCalls: 1}]")}},
			"line 3: enterprise trunk HQ-Inbound: destination: it must be a phone number or a SIP URI":                                                                {env, []string{"plan", file("enterpriseTrunks: [{name: HQ-Inbound, routeExhaustionDestination: nowhere}]")}},
			"--undo takes a plan back: no files belong to it":                                                                                                         {env, []string{"plan", "a", "--undo", dangerous}},
			"there is no file 0123456789abcdef, and no plan of that id was begun on this machine":                                                                     {env, []string{"plan", "--undo", "0123456789abcdef"}},
			"a.yaml cannot be taken back: it is no plan: banyan plan writes one":                                                                                      {env, []string{"plan", "--undo", twice + "/a.yaml"}},
			"the plan is not of this session: it was made as demo, and this is anna\n":                                                                                {user, []string{"plan", "--undo", dangerous}},
			"plan takes one file or directory, and 2 were named":                                                                                                      {env, []string{"plan", "a", "b"}},
			"apply takes one plan, and 0 were named":                                                                                                                  {env, []string{"apply"}},
			"the plan is not of this session: it was made for 127.0.0.1:":                                                                                             {other, []string{"apply", dangerous, "--write", "--yes"}},
			"the plan is not of this session: it was made as demo, and this is anna":                                                                                  {user, []string{"apply", dangerous, "--write", "--yes"}},
			"made it, and you are bert": {colleague, []string{"apply", dangerous, "--write", "--yes"}},
			"saving is not allowed: give --write, or mode: write in the profile":                                  {env, []string{"apply", dangerous, "--yes"}},
			"nobody can be asked here: give --yes":                                                                {env, []string{"apply", dangerous, "--write"}},
			"enterprise trunk HQ-Inbound is deleted; to allow it give --allow HQ-Inbound\nnothing was sent":       {env, []string{"apply", dangerous, "--write", "--yes"}},
			"--leave-out HQ-Inboud: the plan changes nothing of that name":                                        {env, []string{"apply", dangerous, "--write", "--yes", "--leave-out", "HQ-Inboud"}},
			"--allow HQ-Inboud: the plan changes nothing of that name":                                            {env, []string{"apply", dangerous, "--write", "--yes", "--allow", "HQ-Inboud"}},
			"a demo is gone with the command: try plans with banyan simulate":                                     {env, []string{"apply", dangerous, "--write", "--yes", "--demo"}},
			"its checksum is wrong: it was damaged, or changed by hand; change the files and make the plan again": {env, []string{"apply", altered("HQ-Inbound", "Night-Service"), "--write", "--yes"}},
			"it is no plan: banyan plan writes one":                                                               {env, []string{"apply", twice + "/a.yaml", "--write", "--yes"}},
			"no such file or directory":                                                                           {env, []string{"apply", twice + "/none", "--write", "--yes"}},
			"is there already: give another name, or --force to replace it":                                       {env, []string{"plan", twice + "/a.yaml", "--output", dangerous}},
		} {
			run(t.Context(), test.env, test.args...).ends(t, exitUsage, want)
		}
		if n := len(server.Writes()); n > 0 {
			t.Errorf("%d writes were sent", n)
		}
		left := run(t.Context(), env, "apply", dangerous, "--write", "--yes", "--leave-out", "HQ-Inbound")
		left.ends(t, exitOK, "0 of 1 done, 1 left out")
		if n := len(server.Writes()); n > 0 {
			t.Errorf("%d writes were sent of what was left out", n)
		}
		// What stands above the plan may be read, and be annotated.
		run(t.Context(), env, "apply", altered("# plan ", "# looked at by anna\n# plan "), "--write", "--yes", "--allow", "foo/HQ-Inbound").ends(t, exitOK, "1 of 1 done")
	})
}

// What a plan did is taken back by a plan, whole or as far as it came, and that by another one.
func TestAPlanIsTakenBackByAPlan(t *testing.T) {
	inEach(t, func(t *testing.T, server *simulator.Server, env map[string]string, dialect string) {
		dir := exported(t, env, some()...)
		name := filepath.Join(t.TempDir(), "foo.yaml")
		check(t, os.WriteFile(name, []byte(twelve), 0o600))
		plan := planned(t, env, name)
		undo := func(of string, changes int, flags ...string) string {
			t.Helper()
			back := filepath.Join(t.TempDir(), "back.plan")
			got := run(t.Context(), env, append([]string{"plan", "--undo", of, "--output", back}, flags...)...)
			got.ends(t, exitOK, "the plan is in "+back)
			if made := must(readPlan(back))(t); len(made.Items) != changes {
				t.Errorf("undo of %s: %d changes, want %d", of, len(made.Items), changes)
			}
			return back
		}
		undo(plan, 0)
		path := map[string]string{"apio": "services/trunk_groups", "odin": "enterprise-trunks"}[dialect]
		server.SetFault(simulator.Fault{Method: http.MethodPost, Path: path, Status: http.StatusForbidden})
		id := must(readPlan(plan))(t).ID
		applied(t.Context(), t, env, plan).ends(t, exitFailed, "what is done is taken back by what banyan plan --undo "+id+" --output FILE makes")
		server.ClearFaults()
		applied(t.Context(), t, env, undo(plan, 3)).ends(t, exitOK, "3 of 3 done")
		sameTexts(t, dir, exported(t, env, some()...))

		plan = planned(t, env, name)
		applied(t.Context(), t, env, plan).ends(t, exitOK, "12 of 12 done")
		changed := exported(t, env, some()...)
		back := undo(must(readPlan(plan))(t).ID, 12, "--ticket", "CHG7")
		if text := fileText(t, back); !strings.Contains(text, "ticket CHG7") || !strings.Contains(text, "undo: what "+name+" says") {
			t.Errorf("it says %.300s", text)
		}
		applied(t.Context(), t, env, back).ends(t, exitOK, "12 of 12 done")
		sameTexts(t, dir, exported(t, env, some()...))
		undo(plan, 0)
		applied(t.Context(), t, env, undo(back, 12)).ends(t, exitOK, "12 of 12 done")
		sameTexts(t, changed, exported(t, env, some()...))
	})
}

// appliedTwelve is a session in which the plan of a file with twelve changes was applied.
func appliedTwelve(t *testing.T) (env map[string]string, plan string) {
	t.Helper()
	_, env = serve(t, simulator.Options{})
	env = withState(t, env)
	name := filepath.Join(t.TempDir(), "foo.yaml")
	check(t, os.WriteFile(name, []byte(twelve), 0o600))
	plan = planned(t, env, name)
	applied(t.Context(), t, env, plan).ends(t, exitOK, "12 of 12 done")
	return env, plan
}

// A save that broke off is not taken back before it is settled: it is named, with its edit.
func TestAnUndoNamesWhatIsNotKnownYet(t *testing.T) {
	t.Parallel()
	env, plan := appliedTwelve(t)
	last := parse[journalDocument](t, run(t.Context(), offline(env), "edits", "list", "--format", "json").out).Edits[0]
	abandon(t, env, last.ID)
	back := filepath.Join(t.TempDir(), "back.plan")
	text := "not taken back: " + last.Kind + " " + strings.Join(last.Path, "/") + ": how its save ended is not known yet: settle edit " + last.ID + ", then make this plan again"
	run(t.Context(), env, "plan", "--undo", plan, "--output", back).ends(t, exitFailed, text+"; banyan edits resolve settles it")
	if made := must(readPlan(back))(t); len(made.Items) != 11 || !strings.Contains(fileText(t, back), "# "+text+"\n") {
		t.Errorf("%d changes: %.2000s", len(made.Items), fileText(t, back))
	}
	run(t.Context(), env, "edits", "resolve", last.ID).ends(t, exitOK, "")
	run(t.Context(), env, "plan", "--undo", plan, "--output", back, "--force").ends(t, exitOK, "")
	if made := must(readPlan(back))(t); len(made.Items) != 12 {
		t.Errorf("%d changes once it is settled", len(made.Items))
	}
}

// What of the journal cannot be read may have been done as well: the plan is made, and that is said.
func TestAnUndoOfADamagedJournalSaysSo(t *testing.T) {
	t.Parallel()
	env, plan := appliedTwelve(t)
	for _, journal := range journals(t, env) {
		check(t, os.WriteFile(journal, []byte(strings.Replace(fileText(t, journal), "ApioEntGrpGhent", "ApioEntGrpGhend", 1)), 0o600))
	}
	back := filepath.Join(t.TempDir(), "back.plan")
	run(t.Context(), env, "plan", "--undo", plan, "--output", back).ends(t, exitFailed, "banyan: the plan may lack something: ")
	if made := must(readPlan(back))(t); len(made.Items) != 11 {
		t.Errorf("%d changes", len(made.Items))
	}
}

// What could not be read makes no plan: what looks absent may be there.
func TestAPlanIsNotMadeOfWhatWasNotRead(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	env = withState(t, env)
	dir := exported(t, env, some()...)
	server.SetFault(simulator.Fault{Method: http.MethodGet, Path: "services/trunk_groups/HQ-Inbound", Status: http.StatusServiceUnavailable})
	got := run(t.Context(), env, "plan", dir)
	got.ends(t, exitFailed, "tenant foo is not read whole, 1 part of its file among it: enterprise trunk HQ-Inbound of tenant foo: ")
	if got.out != "" {
		t.Errorf("printed %s", got.out)
	}
}

// At a terminal what the plan does is shown, and asked for; what is dangerous needs its name.
func TestAtATerminalApplyAsks(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	env = withState(t, env)
	name := filepath.Join(t.TempDir(), "foo.yaml")
	check(t, os.WriteFile(name, []byte("version: 1\ntenant: foo\nlimits: {maxActiveCalls: 130}\nenterpriseTrunks: [{name: HQ-Inbound, absent: true}]\n"), 0o600))
	plan := planned(t, env, name)
	for what, test := range map[string]struct {
		typed []string
		code  int
		says  string
		sent  int
	}{
		"another name": {[]string{"HQ-Inboud"}, exitFailed, "that is another name", 0},
		"no":           {[]string{"HQ-Inbound", "n"}, exitFailed, "nothing was sent", 0},
		"nothing":      {[]string{"HQ-Inbound", ""}, exitFailed, "nothing was sent", 0},
	} {
		got := typing(t, env, test.typed, "apply", plan, "--write")
		if got.ends(t, test.code, test.says); len(server.Writes()) != test.sent {
			t.Errorf("%s: %d writes", what, len(server.Writes()))
		}
	}
	got := typing(t, env, []string{"HQ-Inbound", "y"}, "apply", plan, "--write")
	got.ends(t, exitOK, "max active calls: 120 -> 130")
	got.ends(t, exitOK, "Save 2 changes at 127.0.0.1:")
	if len(server.Writes()) != 2 {
		t.Errorf("%d writes", len(server.Writes()))
	}
}

// typing runs a command at a terminal, where each question is answered by the next line.
func typing(t *testing.T, env map[string]string, lines []string, args ...string) result {
	t.Helper()
	keyboard, terminal, err := pty.Open()
	check(t, err)
	defer keyboard.Close() //nolint:errcheck // it was only typed on
	defer terminal.Close() //nolint:errcheck // likewise
	var out bytes.Buffer
	questions := &asked{lines: lines, keyboard: keyboard}
	program := programIn(env, &out, questions)
	program.In = terminal
	code := program.Run(t.Context(), args)
	return result{code: code, out: out.String(), errout: questions.text.String()}
}

// asked answers what ends in a colon and a blank.
type asked struct {
	mu       sync.Mutex
	text     bytes.Buffer
	lines    []string
	keyboard *os.File
}

func (a *asked) Write(text []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.text.Write(text)
	if bytes.HasSuffix(text, []byte(": ")) && len(a.lines) > 0 {
		if _, err := fmt.Fprintln(a.keyboard, a.lines[0]); err != nil {
			return 0, err
		}
		a.lines = a.lines[1:]
	}
	return len(text), nil
}

func TestOfTwoThingsOfOneNameThePathTellsWhichIsAllowed(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{World: []byte(`{"tenants":[{"tenantId":"foo","type":"Enterprise","trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
		{"groupId":"it's","trunking":{"maxActiveCalls":4},"trunkGroups":[{"name":"x y","maxActiveCalls":4,"totalActiveIncomingCalls":3,"totalActiveOutgoingCalls":0}]},
		{"groupId":"b","trunking":{"maxActiveCalls":5},"trunkGroups":[{"name":"x y","maxActiveCalls":5,"totalActiveIncomingCalls":3,"totalActiveOutgoingCalls":0}]}]}]}`)})
	env = withState(t, env)
	name := filepath.Join(t.TempDir(), "foo.yaml")
	check(t, os.WriteFile(name, []byte(`{version: 1, tenant: foo, groups: [{group: "it's", trunkGroups: [{trunkGroup: x y, maxActiveCalls: 1}]}, {group: b, trunkGroups: [{trunkGroup: x y, maxActiveCalls: 1}]}]}`), 0o600))
	plan := planned(t, env, name)
	got := run(t.Context(), env, "apply", plan, "--write", "--yes")
	flags := regexp.MustCompile(`give (--allow .*)`).FindAllStringSubmatch(got.errout, -1)
	if len(flags) != 2 || flags[0][1] != "--allow 'foo/b/x y'" || flags[1][1] != `--allow 'foo/it'\''s/x y'` {
		t.Errorf("got %q of %s", flags, got.errout)
	}
	run(t.Context(), env, "apply", plan, "--write", "--yes", "--allow", "x y").ends(t, exitUsage, "--allow x y: 2 things that the plan changes have that name: give its path, such as foo/")
	run(t.Context(), env, "apply", plan, "--write", "--yes", "--allow", "foo/b/x y", "--allow", "foo/it's/x y").ends(t, exitOK, "2 of 2 done")
	if got := slices.Sorted(strings.Lines(run(t.Context(), env, "diff", name).out)); len(got) != 0 {
		t.Errorf("left: %q", got)
	}
}

// What turns out to be dangerous when it is read again needs its name as well.
func TestADangerThatIsFoundLaterNeedsItsName(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	env = withState(t, env)
	name := filepath.Join(t.TempDir(), "foo.yaml")
	check(t, os.WriteFile(name, []byte("version: 1\ntenant: foo\nlimits: {maxActiveCalls: 130}\n"), 0o600))
	applied(t.Context(), t, env, planned(t, env, name)).ends(t, exitOK, "1 of 1 done")
	edit(t, name, "130", "140")
	plan := planned(t, env, name)
	for _, journal := range journals(t, env) {
		check(t, os.Truncate(journal, 0))
	}
	got := run(t.Context(), env, "apply", plan, "--write", "--yes")
	got.ends(t, exitUsage, "tenant capacity foo is dangerous: an earlier edit of it may be lost: ")
	got.ends(t, exitUsage, "; to allow it give --allow foo\nnothing was sent")
	if n := len(server.Writes()); n != 1 {
		t.Errorf("%d writes", n)
	}
	run(t.Context(), env, "apply", plan, "--write", "--yes", "--allow", "foo").ends(t, exitOK, "1 of 1 done")
}
