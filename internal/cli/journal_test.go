package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/hotspots"
	"banyan/internal/plan"
)

// session connects with these flags and gives the connection its edits.
func session(t *testing.T, env map[string]string, flags string) (*connection, *bytes.Buffer) {
	t.Helper()
	var errout bytes.Buffer
	p := programIn(env, nil, &errout)
	c := must(p.connect(t.Context(), parsed(t, flags)))(t)
	check(t, p.openEdits(c))
	return c, &errout
}

// raise is the edit that gives a tenant other calls than it has.
func raise(t *testing.T, c *connection, tenant string, calls int) change.Edit {
	t.Helper()
	now := must(c.Client.TenantCapacity(t.Context(), tenant))(t)
	base := change.TenantImage(now)
	return change.Edit{
		Subject: change.Subject{Host: c.Settings.Host(), Dialect: c.Client.Capabilities().Dialect, Kind: change.TenantCapacity, Tenant: tenant},
		Base:    base,
		Want:    base.With(change.Field{Name: change.MaxActiveCalls, Value: change.FigureText(capacity.Read(capacity.Must(calls)))}),
		Ticket:  "INC-1",
	}
}

func save(ctx context.Context, t *testing.T, c *connection, edit change.Edit) (change.Result, error) {
	t.Helper()
	review := must(c.Edits.Prepare(t.Context(), edit))(t)
	if review.Status != change.Ready {
		t.Fatalf("review is %s", review.Status)
	}
	return c.Edits.Commit(ctx, review.Confirmation, change.Consent{Typed: edit.Subject.ID()})
}

func TestOnlyASessionWithWriteSaves(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		write   bool
		verdict change.Verdict
		writes  int
	}{{true, change.Saved, 1}, {false, change.NotSaved, 0}} {
		t.Run(fmt.Sprintf("--write=%t", test.write), func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{})
			env["STATE"] = t.TempDir()
			c, _ := session(t, env, fmt.Sprintf("--write=%t", test.write))
			defer c.close()
			result, err := save(t.Context(), t, c, raise(t, c, "foo", 999))
			if err != nil || result.Verdict != test.verdict {
				t.Errorf("verdict %q, %v, %v; want %q", result.Verdict, result.Err, err, test.verdict)
			}
			if !test.write && !errors.Is(result.Err, apiclient.ErrReadOnly) {
				t.Errorf("%v does not say that the session is read-only", result.Err)
			}
			if got := writes(server); got != test.writes {
				t.Errorf("%d writes arrived, want %d", got, test.writes)
			}
		})
	}
}

func writes(server *simulator.Server) int {
	count := 0
	for _, request := range server.Requests() {
		if request.Method != "GET" && !strings.HasSuffix(request.Path, "/login/") {
			count++
		}
	}
	return count
}

// The journal of a demo goes with the demo, and never into the user's own.
func TestADemoLeavesNothingBehind(t *testing.T) {
	own, temporary := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	c, _ := session(t, map[string]string{"STATE": own}, "--demo --write")
	if result, err := save(t.Context(), t, c, raise(t, c, "foo", 999)); err != nil || result.Verdict != change.Saved {
		t.Fatalf("verdict %q, %v", result.Verdict, err)
	}
	if files(t, temporary) == 0 {
		t.Error("the demo keeps its journal elsewhere")
	}
	c.close()
	if n := files(t, temporary) + files(t, own); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

func files(t *testing.T, dir string) int {
	t.Helper()
	count := 0
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			count++
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return count
}

// A save that hangs gets its time when the program ends. The connection is still there
// meanwhile. It is named then, with the command that settles it.
func TestLeavingWithAnUnknownSaveSaysHowToSettleItAndFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault simulator.Fault
		code  int
	}{
		"saved": {simulator.Fault{Method: "POST", Path: "none"}, exitOK},
		"hangs": {simulator.Fault{Method: "PUT", Path: "*/features/trunk_groups/", Hang: true}, exitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{})
			env["STATE"], env["TERM"] = t.TempDir(), "xterm"
			master, terminal, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _, _ = master.Close(), terminal.Close() })
			var errout strings.Builder
			code := Program{
				In: terminal, Out: terminal, Err: &errout, State: env["STATE"],
				Env: func(name string) string { return env[name] },
				Explore: func(ctx context.Context, session Session) error {
					c := &connection{Session: session}
					edit := raise(t, c, "foo", 999)
					server.SetFault(test.fault)
					leave, cancel := context.WithCancel(ctx)
					defer cancel()
					go func() {
						for writes(server) == 0 {
							time.Sleep(time.Millisecond)
						}
						if test.fault.Hang {
							cancel()
						}
					}()
					if _, err := save(leave, t, c, edit); (err != nil) != test.fault.Hang {
						t.Errorf("the save ended with %v", err)
					}
					return nil
				},
			}.Run(t.Context(), []string{"--write"})
			if code != test.code {
				t.Errorf("exit %d: %s", code, errout.String())
			}
			entries, _, err := Program{State: env["STATE"]}.readJournal()
			if err != nil || len(entries) != 1 {
				t.Fatal(entries, err)
			}
			for _, part := range []string{"tenant capacity foo", "banyan edits resolve " + entries[0].ID} {
				if strings.Contains(errout.String(), part) != test.fault.Hang {
					t.Errorf("standard error %q, of %q", errout.String(), part)
				}
			}
		})
	}
}

// Of all that a plan saves its tenant is read once, after the last.
func TestAPlanHasItsTenantReadAgainOnce(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	env["STATE"] = t.TempDir()
	c, _ := session(t, env, "--write --scan-rate 200")
	defer c.close()
	atRest := func(what string) hotspots.Reading {
		t.Helper()
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		for b := range c.Hotspots.Watch(ctx) {
			if r := b.Listing.Readings["foo"]; b.Scan.Phase == hotspots.Ended && len(b.Again) == 0 && r.SavedAt.IsZero() {
				return r
			}
		}
		t.Fatalf("%s: not read", what)
		return hotspots.Reading{}
	}
	check(t, c.Hotspots.Begin(hotspots.Job{}))
	before := atRest("the scan")
	var wanted []plan.Want
	for group, calls := range map[string]string{"ApioEntGrpGhent": "14", "ApioEntGrpAntwerp": "18", "ApioEntGrpNamur": "9", "ApioEntGrpLiege": "9"} {
		subject := change.Subject{Host: c.Platform, Dialect: c.Client.Capabilities().Dialect, Kind: change.GroupCapacity, Tenant: "foo", Group: group}
		base := must(c.Edits.Read(t.Context(), subject))(t)
		wanted = append(wanted, plan.Want{Subject: subject, Base: base, Want: base.With(change.Field{Name: change.MaxActiveCalls, Value: calls})})
	}
	made := plan.Make(c.Plans.Header(""), plan.Declared, "limits", plan.Survey{}, wanted)
	for _, item := range made.Items {
		made, _ = made.Allow(item.N, item.Subject.ID())
	}
	sent := len(server.Requests())
	outcome := must(c.Plans.Apply(t.Context(), made, nil))(t)
	after := atRest("the plan")
	readings := 0
	for _, r := range server.Requests()[sent:] {
		if strings.HasSuffix(r.Path, "/tenants/foo/groups/") {
			readings++
		}
	}
	if outcome.Summary() != "4 of 4 done" || readings != 1 || !after.At.After(before.At) {
		t.Errorf("%s, and the groups were listed %d times", outcome.Summary(), readings)
	}
}

// Whatever is saved, and however its end comes to be known, what the hotspots keep of its tenant is
// read again by itself.
func TestEverySaveHasItsTenantReadAgain(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"apio", "odin"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			_, env := serve(t, simulator.Options{})
			env["STATE"] = t.TempDir()
			c, _ := session(t, env, "--write --scan-rate 200 --api "+dialect)
			defer c.close()
			kept := c.Hotspots
			await := func(what string, reached func(*hotspots.Board) bool) hotspots.Reading {
				ctx, stop := context.WithTimeout(t.Context(), time.Minute)
				defer stop()
				for b := range kept.Watch(ctx) {
					if reached(b) {
						return b.Listing.Readings["foo"]
					}
				}
				t.Fatalf("%s: not read again", what)
				return hotspots.Reading{}
			}
			check(t, kept.Begin(hotspots.Job{}))
			before := await("the first scan", func(b *hotspots.Board) bool { return b.Scan.Phase == hotspots.Ended })
			readAgain := func(what string) {
				t.Helper()
				before = await(what, func(b *hotspots.Board) bool { // whoever saved does not wait for the first word of it
					now := b.Listing.Readings["foo"]
					return len(b.Again) == 0 && now.At.After(before.At) && now.SavedAt.IsZero()
				})
			}
			of := func(kind change.Kind, group, name, field, value string) change.Edit {
				subject := change.Subject{Host: c.Settings.Host(), Dialect: c.Client.Capabilities().Dialect, Kind: kind, Tenant: "foo", Group: group, Name: name}
				base := must(c.Edits.Read(t.Context(), subject))(t)
				return change.Edit{Subject: subject, Base: base, Want: base.With(change.Field{Name: field, Value: value})}
			}
			last := ""
			for _, edit := range []change.Edit{
				of(change.TenantCapacity, "", "", change.MaxActiveCalls, "130"),
				of(change.GroupCapacity, "ApioEntGrpGhent", "", change.MaxActiveCalls, "14"),
				of(change.TrunkGroup, "ApioEntGrpGhent", "Trunk-Backup", change.MaxActiveCalls, "9"),
			} {
				result := must(save(t.Context(), t, c, edit))(t)
				if last = result.Entry; result.Verdict != change.Saved {
					t.Fatalf("%s: %s, %v", edit.Subject, result.Verdict, result.Err)
				}
				readAgain(edit.Subject.String())
			}
			entries, _, err := c.Edits.List()
			check(t, err)
			at := slices.IndexFunc(entries, func(e change.Entry) bool { return e.ID == last })
			undo := must(change.Undo(entries[at]))(t)
			must(save(t.Context(), t, c, undo))(t)
			readAgain("an undo")
		})
	}
}
