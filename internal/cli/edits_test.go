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
	result := must(save(t.Context(), t, c, edit))(t)
	return result.Entry
}

// abandoned is an edit whose process died after the write: an intent alone.
func abandoned(t *testing.T, server *simulator.Server, env map[string]string) string {
	t.Helper()
	id := edited(t, server, env, "foo", simulator.Fault{})
	abandon(t, env, id)
	return id
}

// abandon leaves of an edit what there would be had its process died after the write.
func abandon(t *testing.T, env map[string]string, id string) {
	t.Helper()
	for _, name := range journals(t, env) {
		text := must(os.ReadFile(name))(t)
		var kept []string
		for line := range strings.Lines(string(text)) {
			event := parse[struct{ Event, Entry string }](t, line)
			if event.Entry != id || event.Event == "intent" {
				kept = append(kept, line)
			}
		}
		check(t, os.WriteFile(name, []byte(strings.Join(kept, "")), 0o600))
		check(t, os.Remove(strings.TrimSuffix(name, "jsonl")+"index")) // it tells of the verdict
	}
}

// journals are the files of the journal.
func journals(t *testing.T, env map[string]string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(env["STATE"], "*", "*.jsonl"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no journal: %v", err)
	}
	return names
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
	got.ends(t, exitOK, "")
	lines := strings.Split(got.out, "\n")
	result{out: lines[1]}.prints(t, unknown, "unknown", "change", "tenant capacity foo", "as demo", "INC-1")
	result{out: lines[2]}.prints(t, saved, "saved") // it is newer and has a verdict
}

func TestAnUnknownEditIsResolvedByReading(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := abandoned(t, server, env)
	before := writes(server)
	got := run(t.Context(), env, "edits", "resolve", id, "--format", "json")
	got.ends(t, exitOK, "")
	document := parse[editDocument](t, got.out)
	if document.Result != string(change.Saved) || !document.Settled {
		t.Errorf("%+v", document)
	}
	if writes(server) != before {
		t.Error("resolve wrote")
	}
	requests := len(server.Requests())
	again := run(t.Context(), offline(env), "edits", "resolve", id)
	again.ends(t, exitOK, "")
	again.prints(t, "saved, settled by a later read")
	if len(server.Requests()) != requests {
		t.Error("an edit that has a verdict was read again")
	}
}

func TestEditsShowTellsFieldByField(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := edited(t, server, env, "foo", simulator.Fault{})
	got := run(t.Context(), offline(env), "edits", "show", id)
	got.prints(t, "change of tenant capacity foo", "INC-1", "max active calls\n", "mine       999", "read back  999", "saved at")
	asJSON := run(t.Context(), offline(env), "edits", "show", id, "--format", "json")
	document := parse[editDocument](t, asJSON.out)
	if len(document.Fields) != 1 || document.Fields[0].Field != "maxActiveCalls" || *document.Fields[0].Mine != "999" ||
		*document.Fields[0].ReadBack != "999" || document.Principal != "demo" || strings.Join(document.Path, "/") != "foo" {
		t.Errorf("%s", asJSON.out)
	}
}

func TestEditsListTellsWhatWasUndone(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := edited(t, server, env, "foo", simulator.Fault{})
	c, _ := session(t, env, "--write")
	defer c.close()
	undo := must(save(t.Context(), t, c, must(change.Undo(must(programIn(env, nil, io.Discard).findEdit(id))(t)))(t)))(t)
	lines := strings.Split(run(t.Context(), offline(env), "edits", "list").out, "\n")
	result{out: lines[1]}.prints(t, undo.Entry, " saved ")
	result{out: lines[2]}.prints(t, id, " undone ")
	document := parse[journalDocument](t, run(t.Context(), offline(env), "edits", "list", "--format", "json").out).Edits[1]
	if document.Result != string(change.Saved) || document.UndoneBy == nil || *document.UndoneBy != undo.Entry {
		t.Errorf("%+v", document)
	}
}

// Names that look alike are told apart, as on the screens.
func TestEditsSpellNamesOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := &shelf{images: make(map[change.Subject]change.Image)}
	service := s.service(dir)
	want := map[string]string{"H Q": "H Q", "H Q ": `H Q\x20`, "H  Q": `H \x20Q`, "\u041d Q": `\u041d Q`}
	ids := map[string]string{}
	for name := range want {
		review := must(service.Prepare(t.Context(), s.edit(name, "A")))(t)
		ids[name] = must(service.Commit(t.Context(), review.Confirmation, change.Consent{Typed: name}))(t).Entry
	}
	must(service.Close())(t)
	env := map[string]string{"STATE": dir}
	list := run(t.Context(), env, "edits", "list")
	for name, spelled := range want {
		result{out: list.out}.prints(t, "enterprise trunk foo/"+spelled+" ")
		run(t.Context(), env, "edits", "show", ids[name]).prints(t, "of enterprise trunk foo/"+spelled+"\n", "  mine       "+spelled+"\n")
	}
}

func TestAnEditThatWasRefusedSaysWhy(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := edited(t, server, env, "foo", simulator.Fault{Method: "PUT", Path: "*/features/trunk_groups/", Status: 403, Body: `{"error":"licence is used up"}`})
	run(t.Context(), offline(env), "edits", "show", id).prints(t, "not saved", "licence is used up")
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
			run(t.Context(), with, append([]string{"edits"}, test.args...)...).ends(t, test.code, test.errout)
		})
	}
}

func TestAYoungWriteIsNotResolvedByTheFormerState(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	id := abandoned(t, server, env)
	c, _ := session(t, env, "--write")
	defer c.close()
	check(t, c.Client.PutTenantCapacity(t.Context(), "foo", formerCalls(t, env, id)))
	run(t.Context(), env, "edits", "resolve", id).ends(t, exitFailed, "still unknown")
}

func TestAListThatLacksAPartSaysSo(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	edited(t, server, env, "foo", simulator.Fault{})
	file := must(os.OpenFile(journals(t, env)[0], os.O_APPEND|os.O_WRONLY, 0o600))(t)
	_, err := file.WriteString("{\"at\":\"20\n{}\n")
	check(t, errors.Join(err, file.Close()))
	got := run(t.Context(), offline(env), "edits", "list", "--format", "json")
	got.ends(t, exitFailed, "line 3: unexpected end of JSON input")
	got.ends(t, exitFailed, "line 4: it has no checksum")
	got.ends(t, exitFailed, "then move these files away")
	got.prints(t, `"complete": false`)
}

func TestAnEmptyJournal(t *testing.T) {
	t.Parallel()
	env := map[string]string{"STATE": filepath.Join(t.TempDir(), "banyan")}
	if got := run(t.Context(), env, "edits", "list"); got.code != exitOK || got.out != "No edits.\n" {
		t.Errorf("exit %d: %q %s", got.code, got.out, got.errout)
	}
	run(t.Context(), env, "edits", "list", "--format", "json").prints(t, `"edits": []`)
	if _, err := os.Stat(env["STATE"]); !errors.Is(err, os.ErrNotExist) {
		t.Error("looking made a directory")
	}
}

// formerCalls is what the entry says was there before.
func formerCalls(t *testing.T, env map[string]string, id string) apiclient.TenantCapacity {
	t.Helper()
	entry := must(programIn(env, nil, io.Discard).findEdit(id))(t)
	text, _ := entry.Before.Value(change.MaxActiveCalls)
	reading := must(change.ParseFigure(text))(t)
	return apiclient.TenantCapacity{MaxActiveCalls: reading}
}
