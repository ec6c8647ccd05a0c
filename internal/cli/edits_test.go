package cli

import (
	"cmp"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
)

// edited saves one edit, of the calls of a tenant, and returns its id. A fault is there
// while it is saved.
func edited(t *testing.T, server *simulator.Server, env map[string]string, tenant string, fault simulator.Fault) string {
	t.Helper()
	env["STATE"] = cmp.Or(env["STATE"], t.TempDir())
	c, _ := session(t, env, "--write")
	defer c.close()
	edit := raise(t, c, tenant, 999)
	if fault.Path != "" {
		server.SetFault(fault)
		defer server.ClearFaults()
	}
	result, err := save(t.Context(), t, c, edit)
	if err != nil {
		t.Fatal(err)
	}
	return result.Entry
}

// abandoned is an edit whose process died after the write: an intent alone.
func abandoned(t *testing.T, server *simulator.Server, env map[string]string) string {
	t.Helper()
	id := edited(t, server, env, "foo", simulator.Fault{})
	names, err := filepath.Glob(filepath.Join(env["STATE"], "*", "*.jsonl"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no journal: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		for line := range strings.Lines(string(text)) {
			said := parse[struct{ Event, Entry string }](t, line)
			if said.Entry != id || said.Event == "intent" {
				kept = append(kept, line)
			}
		}
		if err := os.WriteFile(name, []byte(strings.Join(kept, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

func offline(env map[string]string) map[string]string {
	return map[string]string{"STATE": env["STATE"]}
}

func TestEditsListNeedsNoConnectionAndShowsUnknownFirst(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	unknown := abandoned(t, server, env)
	saved := edited(t, server, env, "ServiceProviderID", simulator.Fault{})
	got := run(t.Context(), offline(env), "edits", "list")
	if got.code != exitOK {
		t.Fatalf("exit %d: %s", got.code, got.errout)
	}
	lines := strings.Split(got.out, "\n")
	for _, want := range []string{unknown, "unknown", "change", "tenant capacity foo", "as demo", "INC-1"} {
		if !strings.Contains(lines[1], want) {
			t.Errorf("the first line lacks %q: %s", want, got.out)
		}
	}
	if !strings.Contains(lines[2], saved) || !strings.Contains(lines[2], "saved") {
		t.Errorf("the newer one that has a verdict is not second: %s", got.out)
	}
}

func TestAnUnknownEditIsResolvedByReading(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := abandoned(t, server, env)
	before := writes(server)
	got := run(t.Context(), env, "edits", "resolve", id, "--format", "json")
	if got.code != exitOK {
		t.Fatalf("exit %d: %s", got.code, got.errout)
	}
	document := parse[editDocument](t, got.out)
	if document.Result != string(change.Saved) || !document.Settled {
		t.Errorf("%+v", document)
	}
	if writes(server) != before {
		t.Error("resolve wrote")
	}
	requests := len(server.Requests())
	again := run(t.Context(), offline(env), "edits", "resolve", id)
	if again.code != exitOK || !strings.Contains(again.out, "saved, settled by a later read") {
		t.Errorf("exit %d: %s%s", again.code, again.out, again.errout)
	}
	if len(server.Requests()) != requests {
		t.Error("an edit that has a verdict was read again")
	}
}

func TestEditsShowTellsFieldByField(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := edited(t, server, env, "foo", simulator.Fault{})
	got := run(t.Context(), offline(env), "edits", "show", id)
	for _, want := range []string{"change of tenant capacity foo", "INC-1", "max active calls\n", "mine       999", "read back  999", "saved at"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("lacks %q:\n%s", want, got.out)
		}
	}
	asJSON := run(t.Context(), offline(env), "edits", "show", id, "--format", "json")
	document := parse[editDocument](t, asJSON.out)
	if len(document.Fields) != 1 || document.Fields[0].Field != "maxActiveCalls" || *document.Fields[0].Mine != "999" || *document.Fields[0].ReadBack != "999" {
		t.Errorf("%s", asJSON.out)
	}
	if document.Principal != "demo" || strings.Join(document.Path, "/") != "foo" {
		t.Errorf("%s", asJSON.out)
	}
}

func TestAnEditThatWasRefusedSaysWhy(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := edited(t, server, env, "foo", simulator.Fault{Method: "PUT", Path: "*/features/trunk_groups/", Status: 403, Body: `{"error":"licence is used up"}`})
	got := run(t.Context(), offline(env), "edits", "show", id)
	for _, want := range []string{"not saved", "licence is used up"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("lacks %q:\n%s", want, got.out)
		}
	}
}

func TestExitCodesOfEdits(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := abandoned(t, server, env)
	_, elsewhere := serve(t, simulator.Options{})
	for _, test := range []struct {
		name   string
		env    map[string]string
		args   []string
		code   int
		errout string
	}{
		{"list", nil, []string{"list"}, exitOK, ""},
		{"list as no known format", nil, []string{"list", "--format", "xml"}, exitUsage, "table, json"},
		{"an argument too many", nil, []string{"list", "x"}, exitUsage, "--help"},
		{"show without an id", nil, []string{"show"}, exitUsage, "by its id"},
		{"show of an id that is not there", nil, []string{"show", "nothing"}, exitFailed, "banyan edits list"},
		{"resolve without an id", nil, []string{"resolve"}, exitUsage, "by its id"},
		{"resolve of an id that is not there", nil, []string{"resolve", "nothing"}, exitFailed, "banyan edits list"},
		{"resolve in a demo", nil, []string{"resolve", id, "--demo"}, exitUsage, "--demo"},
		{"resolve without an address", map[string]string{"BANYAN_URL": ""}, []string{"resolve", id}, exitUsage, "--url"},
		{"resolve with a wrong password", map[string]string{"BANYAN_PASSWORD": "wrong"}, []string{"resolve", id}, exitConnection, ""},
		{"resolve at another host", map[string]string{"BANYAN_URL": elsewhere["BANYAN_URL"]}, []string{"resolve", id}, exitUsage, "was made at"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			with := maps.Clone(env)
			maps.Copy(with, test.env)
			got := run(t.Context(), with, append([]string{"edits"}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.errout, test.errout) {
				t.Errorf("exit %d, want %d: %s", got.code, test.code, got.errout)
			}
		})
	}
}

func TestAYoungWriteIsNotResolvedByTheFormerState(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := abandoned(t, server, env)
	c, _ := session(t, env, "--write")
	defer c.close()
	if err := c.Client.PutTenantCapacity(t.Context(), "foo", formerCalls(t, env, id)); err != nil {
		t.Fatal(err)
	}
	got := run(t.Context(), env, "edits", "resolve", id)
	if got.code != exitFailed || !strings.Contains(got.errout, "still unknown") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.errout)
	}
}

func TestAListThatLacksAPartSaysSo(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	edited(t, server, env, "foo", simulator.Fault{})
	names, _ := filepath.Glob(filepath.Join(env["STATE"], "*", "*.jsonl"))
	file, err := os.OpenFile(names[0], os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString("{\"at\":\"20\n{}\n")
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	got := run(t.Context(), offline(env), "edits", "list", "--format", "json")
	if got.code != exitFailed || !strings.Contains(got.out, `"complete": false`) || !strings.Contains(got.errout, "cannot read") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.errout)
	}
}

func TestAnEmptyJournal(t *testing.T) {
	t.Parallel()
	env := map[string]string{"STATE": filepath.Join(t.TempDir(), "banyan")}
	if got := run(t.Context(), env, "edits", "list"); got.code != exitOK || got.out != "No edits.\n" {
		t.Errorf("exit %d: %q %s", got.code, got.out, got.errout)
	}
	if got := run(t.Context(), env, "edits", "list", "--format", "json"); !strings.Contains(got.out, `"edits": []`) {
		t.Errorf("%s", got.out)
	}
	if _, err := os.Stat(env["STATE"]); !errors.Is(err, os.ErrNotExist) {
		t.Error("looking made a directory")
	}
}

// formerCalls is what the entry says was there before.
func formerCalls(t *testing.T, env map[string]string, id string) apiclient.TenantCapacity {
	t.Helper()
	entry, err := programIn(env, nil, io.Discard).findEdit(id)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := entry.Before.Value(change.MaxActiveCalls)
	reading, err := change.ParseFigure(text)
	if err != nil {
		t.Fatal(err)
	}
	return apiclient.TenantCapacity{MaxActiveCalls: reading}
}
