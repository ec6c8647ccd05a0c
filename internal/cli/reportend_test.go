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
	"time"

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
func cutShort(t *testing.T, tenants int, signal syscall.Signal, args ...string) (code int, out, errout string) {
	t.Helper()
	server, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 12, Groups: 2, TrunkGroups: 2})
	server.SetFault(simulator.Fault{Path: "/tenants/tenant-0011/groups", Hang: true})
	defer server.ClearFaults()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	written := &cutter{after: tenants, cancel: cancel, signal: signal}
	var said bytes.Buffer
	code = programIn(env, written, &said).Run(ctx, append([]string{"report", "--all"}, args...))
	return code, written.String(), said.String()
}

func TestASignalLeavesAValidPartOfTheReport(t *testing.T) {
	t.Parallel()
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run("json "+signal.String(), func(t *testing.T) {
			t.Parallel()
			got, out, errout := cutShort(t, 3, signal, "--format", "json")
			if got != code {
				t.Errorf("exit %d, want %d: %s", got, code, errout)
			}
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
			if !strings.Contains(errout, "of 12 tenants") {
				t.Errorf("standard error %q", errout)
			}
		})
	}
	t.Run("jsonl", func(t *testing.T) {
		t.Parallel()
		code, out, _ := cutShort(t, 2, syscall.SIGINT, "--format", "jsonl")
		if code != 130 || !strings.HasSuffix(out, "}\n") {
			t.Errorf("exit %d", code)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(out, "\n"), "\n") {
			if err := compiledSchema(t, "#/$defs/line").Validate(decodedJSON(t, line)); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("csv", func(t *testing.T) {
		t.Parallel()
		code, out, _ := cutShort(t, 2, syscall.SIGINT, "--format", "csv")
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if code != 130 || err != nil || (len(rows)-1)%4 != 0 {
			t.Errorf("exit %d, %d rows, %v", code, len(rows), err)
		}
	})
	t.Run("table", func(t *testing.T) {
		t.Parallel()
		code, out, _ := cutShort(t, 2, syscall.SIGINT)
		if code != 130 || !strings.HasSuffix(out, "\nINCOMPLETE: not all tenants are in this report.\n") {
			t.Errorf("exit %d, %.100s", code, out[max(0, len(out)-100):])
		}
	})
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
		for len(server.Requests()) < 1+1+4+2 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		cancel(&terminal.SignalError{Signal: syscall.SIGTERM})
	}()
	got := run(ctx, env, "report", "--all", "--format", "json", "--output", name)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if document := parseReport(t, string(text)); got.code != 143 || got.out != "" || document.Complete || len(document.Tenants) > 1 {
		t.Errorf("exit %d, %s", got.code, text)
	}
}

func TestAReaderThatGoesAwayEndsAReportQuietly(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{OnlyGenerated: true, Tenants: 200, Groups: 5, TrunkGroups: 2})
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	go func() {
		_, _ = in.Read(make([]byte, 100))
		_ = in.Close()
	}()
	var said bytes.Buffer
	code := programIn(env, out, &said).Run(t.Context(), []string{"report", "--all", "--format", "jsonl"})
	if code != 141 || said.Len() > 0 {
		t.Errorf("exit %d, said %q", code, &said)
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
	var said bytes.Buffer
	code := programIn(env, full, &said).Run(t.Context(), []string{"report", "foo"})
	if code != exitFailed || !strings.Contains(said.String(), "could not be written to standard output: no space left") {
		t.Errorf("exit %d, said %q", code, &said)
	}
}
