package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"banyan/apiclient/simulator"
	"banyan/internal/terminal"
)

// cutter takes what is written, and sends a signal when it has taken some tenants.
type cutter struct {
	bytes.Buffer
	after  int
	cancel context.CancelCauseFunc
	signal syscall.Signal
}

func (c *cutter) Write(p []byte) (int, error) {
	if c.after--; c.after == 0 {
		c.cancel(&terminal.SignalError{Signal: c.signal})
	}
	return c.Buffer.Write(p)
}

// cutShort runs a report of all tenants, of which one never answers, until so many
// were written.
func cutShort(t *testing.T, tenants int, signal syscall.Signal, args ...string) result {
	t.Helper()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 12, Groups: 2, TrunkGroups: 2})
	server.SetFault(simulator.Fault{Path: "/tenants/tenant-0011/groups", Hang: true})
	defer server.ClearFaults()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	written := &cutter{after: tenants, cancel: cancel, signal: signal}
	var output bytes.Buffer
	code := programIn(env, written, &output).Run(ctx, append([]string{"report", "--all"}, args...))
	return result{code: code, out: written.String(), errout: output.String()}
}

func TestASignalLeavesAValidPartOfTheReport(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		format string
		signal syscall.Signal
		code   int
		check  func(t *testing.T, out string)
	}{
		{"json", syscall.SIGINT, 130, checkPart},
		{"json", syscall.SIGTERM, 143, checkPart},
		{"json", syscall.SIGHUP, 129, checkPart},
		{"jsonl", syscall.SIGINT, 130, func(t *testing.T, out string) {
			lines, whole := strings.CutSuffix(out, "\n")
			if !whole {
				t.Errorf("a line is cut: %.100s", out[max(0, len(out)-100):])
			}
			for line := range strings.SplitSeq(lines, "\n") {
				if err := compiledSchema(t, "#/$defs/line").Validate(decodedJSON(t, line)); err != nil {
					t.Error(err)
				}
			}
		}},
		{"csv", syscall.SIGINT, 130, func(t *testing.T, out string) {
			if rows, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil || (len(rows)-1)%4 != 0 {
				t.Errorf("%d rows, %v", len(rows), err)
			}
		}},
		{"table", syscall.SIGINT, 130, func(t *testing.T, out string) {
			if !strings.HasSuffix(out, "\nINCOMPLETE: not all tenants are in this report.\n") {
				t.Errorf("%.100s", out[max(0, len(out)-100):])
			}
		}},
	} {
		t.Run(test.format+" "+test.signal.String(), func(t *testing.T) {
			t.Parallel()
			got := cutShort(t, 3, test.signal, "--format", test.format)
			got.ends(t, test.code, "of 12 tenants")
			test.check(t, got.out)
		})
	}
}

func checkPart(t *testing.T, out string) {
	t.Helper()
	document := parseReport(t, out)
	if document.Complete || len(document.Tenants) < 3 || len(document.Tenants) > 11 {
		t.Errorf("complete %v with %d tenants", document.Complete, len(document.Tenants))
	}
	if slices.ContainsFunc(document.Tenants, func(t reportedTenant) bool { return !t.Complete }) {
		t.Error("a tenant that was cut off is in the report")
	}
	if err := compiledSchema(t, "").Validate(decodedJSON(t, out)); err != nil {
		t.Error(err)
	}
}

func TestASignalStillWritesTheFile(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 2, Groups: 1})
	server.SetFault(simulator.Fault{Path: "/tenants/tenant-0002/groups", Hang: true})
	defer server.ClearFaults()
	name := filepath.Join(t.TempDir(), "report.json")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		// Both tenants were begun, and all that can be answered was.
		_ = server.Await(ctx, 1+1+4+2)
		cancel(&terminal.SignalError{Signal: syscall.SIGTERM})
	}()
	got := run(ctx, env, "report", "--all", "--format", "json", "--output", name)
	text := must(os.ReadFile(name))(t)
	if document := parseReport(t, string(text)); got.code != 143 || got.out != "" || document.Complete || len(document.Tenants) > 1 {
		t.Errorf("exit %d, %s", got.code, text)
	}
}

func TestAReaderThatGoesAwayEndsACommandQuietly(t *testing.T) {
	t.Parallel()
	for command, options := range map[string]simulator.Options{
		"report --all --format jsonl":                  {OnlyGenerated: true, Tenants: 200, Groups: 5, TrunkGroups: 2},
		"list trunk-groups tenant-0001 --format jsonl": {OnlyGenerated: true, Tenants: 1, Groups: 50, TrunkGroups: 60},
	} {
		t.Run(strings.Fields(command)[0], func(t *testing.T) {
			t.Parallel()
			_, env := serve(t, options)
			in, out, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = out.Close() }()
			go func() {
				_, _ = in.Read(make([]byte, 100))
				_ = in.Close()
			}()
			var output bytes.Buffer
			code := programIn(env, out, &output).Run(t.Context(), strings.Fields(command))
			if code != 141 || output.Len() > 0 {
				t.Errorf("exit %d, said %q", code, &output)
			}
		})
	}
}

func TestAFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer func() { _ = full.Close() }()
	_, env := serve(t, simulator.Options{})
	var output bytes.Buffer
	code := programIn(env, full, &output).Run(t.Context(), []string{"report", "foo"})
	result{code: code, errout: output.String()}.ends(t, exitFailed, "could not be written to standard output: no space left")
}
