package cli

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/config"
)

func TestFindPrintsTheWayToATenant(t *testing.T) {
	t.Parallel()
	inBothDialects(t, simulator.Options{}, func(t *testing.T, env map[string]string) {
		for _, text := range []string{"+32 2 555.01.02", "003225550102", "02 555 01 02 --country 32", "02/5550102 --tenant foo"} {
			text, flags, _ := strings.Cut(text, " --")
			args := []string{"find", text, "--format", "jsonl"}
			if flags != "" {
				args = append(args, strings.Fields("--"+flags)...)
			}
			got := run(t.Context(), env, args...)
			got.ends(t, exitOK, "")
			row := parse[map[string]any](t, got.out)
			if row["trunkGroup"] != "APIO_Trunk_Group_Existing" || row["groupId"] != "ApioEntGrpTest" || row["tenantId"] != "foo" || row["maxActiveCalls"] != 24.0 ||
				row["state"] != "Available" || !strings.Contains(row["enterpriseTrunks"].(string), "HQ-Inbound (priority 1, 70 %)") || row["source"] == nil || row["readAt"] == nil {
				t.Errorf("%s: %v", text, row)
			}
		}
		run(t.Context(), env, "find", "trunk-ant", "--tenant", "foo").prints(t, "Trunk-Antwerp", "KIND", "HQ-Inbound", "device sbc-bru-1")
		run(t.Context(), env, "find", "+3225550100", "--tenant", "foo").prints(t, "HQ-Inbound", "forwards to +3225550100 when exhausted", "forwards to +3225550100 when unreachable, always")
		run(t.Context(), env, "find", "hotel").prints(t, "hotel-aurora", "Aurora Hotels")
		run(t.Context(), env, "find", "+3225550140 - 49", "--format", "csv").prints(t, "number,'+3225550149", "no user has it")
	})
}

func TestExitCodesOfFind(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args  string
		fault simulator.Fault
		code  int
		says  string
	}{
		{args: "find", code: exitUsage, says: "no text to find"},
		{args: "find x", code: exitUsage, says: "at least 2 characters"},
		{args: "find foo --format xml", code: exitUsage, says: "table, json"},
		{args: "find foo --limit 0", code: exitUsage, says: "--limit"},
		{args: "find foo --country BE", code: exitUsage, says: "such as 32"},
		{args: "find foo", code: exitOK, says: "trunk groups, enterprise trunks and devices not searched"},
		{args: "find 101", code: exitOK, says: "extensions not searched"},
		{args: "find nothing-of-this", code: exitFailed, says: "nothing was found in what was searched"},
		{args: "find +3225559999", code: exitFailed, says: "no holder of +3225559999"},
		{args: "find peeters --limit 1", code: exitFailed, says: "more than 1 results"},
		{args: "find foo", fault: simulator.Fault{Path: "search/users", Status: http.StatusInternalServerError}, code: exitFailed, says: "users:"},
	} {
		server, env := serve(t, simulator.Options{})
		if test.fault.Path != "" {
			server.SetFault(test.fault)
		}
		run(t.Context(), env, strings.Fields(test.args)...).ends(t, test.code, test.says)
	}
}

// What no kept reading tells is marked and said, and is no failure, as the help says.
func TestFindMarksWhatNoKeptReadingTells(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	got := run(t.Context(), env, "find", "foo")
	got.ends(t, exitOK, "no readings are kept of them")
	got.prints(t, "INCOMPLETE: not all places are in this list")
	run(t.Context(), env, "find", "--help").prints(t, "what no kept reading tells, is no\nfailure")
}

// A trunk group is found by the device that the list of a scan named.
func TestFindKnowsTheDevicesOfAScan(t *testing.T) {
	t.Parallel()
	for _, api := range []string{"apio", "odin"} {
		_, env := serve(t, simulator.Options{})
		env["STATE"] = t.TempDir()
		run(t.Context(), env, "scan", "foo", "--scan-rate", "1000", "--api", api).ends(t, exitOK, "1 of 1 tenant,")
		got := run(t.Context(), env, "find", "sbc-bru-1", "--api", api)
		got.prints(t, "Trunk-Antwerp", "device sbc-bru-1")
		if strings.Contains(got.errout, "and devices not searched") {
			t.Errorf("%s: %s", api, got.errout)
		}
	}
}

// A trunk group is found by what a scan kept, and its age is told where it cannot be read again.
func TestFindKnowsWhatAScanKept(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 1, Groups: 1, TrunkGroups: 2})
	env["STATE"] = t.TempDir()
	run(t.Context(), env, "scan", "--all").ends(t, exitOK, "1 of 1 tenant,")
	server.SetFault(simulator.Fault{Path: "trunk_groups/tg-0002", Status: http.StatusInternalServerError})
	got := run(t.Context(), env, "find", "tg-0002", "--format", "jsonl")
	got.ends(t, exitFailed, "trunk group tg-0002 of group group-0001 not read")
	row := parse[map[string]any](t, got.out)
	if row["kept"] != "kept" || row["source"] != "kept reading" || row["maxActiveCalls"] == nil || row["readAt"] == nil {
		t.Error(row)
	}
	server.ClearFaults()
	got = run(t.Context(), env, "find", "tg-0002", "--format", "jsonl")
	got.ends(t, exitOK, "beyond the kept readings")
	if row := parse[map[string]any](t, got.out); row["kept"] != nil || row["source"] != "APIO" {
		t.Error(row)
	}
}

// A number that calls are forwarded to is found without a tenant by what was read of it before.
func TestFindKnowsWhatForwardedCallsWhenItWasRead(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	env["STATE"] = t.TempDir()
	c := must(programIn(env, io.Discard, io.Discard).connect(t.Context(), config.Source{}))(t)
	owner := apiclient.TrunkOwner{Tenant: "foo"}
	trunk := must(c.Client.EnterpriseTrunk(t.Context(), owner, "HQ-Inbound"))(t)
	openHistory(c, env["STATE"])
	c.History.Trunk(owner, "HQ-Inbound", trunk, time.Now())
	c.close()
	got := run(t.Context(), env, "find", "+3225550100", "--format", "jsonl")
	got.ends(t, exitOK, "forwards of enterprise trunks and trunk groups beyond what was read before not searched")
	row := parse[map[string]any](t, got.out)
	if row["id"] != "HQ-Inbound" || row["detail"] != "forwards to +3225550100 when exhausted" || row["kept"] != "kept" || row["source"] != "history" || row["readAt"] == nil {
		t.Error(row)
	}
}
