package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"banyan/apiclient"
	"banyan/internal/config"
	"banyan/internal/report"
	"banyan/internal/statefile"
	"banyan/internal/tenantfile"
)

type exportFlags struct {
	given             config.Source
	all, force, quiet bool
	output            string
}

func (p Program) exportCommand() *cobra.Command {
	var flags exportFlags
	cmd := &cobra.Command{
		Use: "export TENANT... | --all", Short: "Write the enterprise trunks and limits of tenants as files",
		Long: `export writes one YAML file a tenant: its limits, those of its groups and of its trunk
groups, and its enterprise trunks. Equal settings are equal bytes, so the files can be kept
under version control and compared. banyan diff compares them with what a platform holds, and
banyan plan makes a plan of them.

A tenant of which a part could not be read is not written: what is missing is named, and the
command ends with 1. Files are for their owner alone. One that is there already and differs is
replaced with --force alone.

Exit codes: 0 ok, 1 failed or a tenant was not written, 2 usage or configuration, 3 connection
or login, 4 timeout, 130 and 143 stopped by a signal, 141 standard output was closed.`,
		Example: `  banyan export foo --demo
  banyan export --all --output tenants --url https://HOST --api apio`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, tenants []string) error {
			if err := checkTenants(cmd.CommandPath(), flags.all, tenants); err != nil {
				return usageError{err}
			}
			if err := flags.check(tenants); err != nil {
				return usageError{err}
			}
			return p.export(cmd.Context(), flags, tenants)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	p.addSettings(cmd, &flags.given, config.Connecting)
	f := cmd.Flags()
	f.BoolVar(&flags.all, "all", false, "all tenants there are")
	f.StringVar(&flags.output, "output", "", "write to this directory, which is made, a file a tenant; without it one tenant goes to standard output")
	f.BoolVar(&flags.force, "force", false, "replace files that are there and differ")
	f.BoolVar(&flags.quiet, "quiet", false, "tell on standard error what went wrong alone, and no progress")
	return cmd
}

func (f exportFlags) check(tenants []string) error {
	switch {
	case f.output == "" && f.force:
		return errors.New("--force says to replace files of --output, and none was given")
	case f.output == "" && (f.all || len(tenants) > 1):
		return errors.New("several tenants are several files: give --output DIR")
	case f.output == "":
		return nil
	}
	info, err := os.Stat(f.output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at the directory of --output: %w", err)
	case !info.IsDir():
		return fmt.Errorf("%q is no directory: --output names the directory of the files", f.output)
	}
	return nil
}

func (p Program) export(ctx context.Context, flags exportFlags, ids []string) error {
	defer heedClosedPipe(p.Out)()
	c, err := p.connect(ctx, flags.given)
	if err != nil {
		return err
	}
	defer c.close()
	j := &exportJob{Program: p, flags: flags, c: c}
	tenants := namedTenants(ids)
	if flags.all {
		tenants, err = c.Client.Tenants(ctx)
		if j.failed = apiclient.IsPartly(err); j.failed {
			p.note("%s", Sentence(err))
		} else if err != nil {
			return err
		}
	}
	return j.run(ctx, tenants)
}

func namedTenants(ids []string) []apiclient.Tenant {
	out := make([]apiclient.Tenant, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out
}

// exportJob is one run of the export command.
type exportJob struct {
	Program
	flags    exportFlags
	c        *connection
	progress *progress

	failed  bool  // something was not written
	written bool  // something was
	first   error // why the first tenant was not
}

func (j *exportJob) run(ctx context.Context, tenants []apiclient.Tenant) error {
	if j.flags.output != "" {
		if err := os.MkdirAll(j.flags.output, 0o700); err != nil {
			return statedError{fmt.Errorf("the directory of --output cannot be made: %w", err)}
		}
	}
	j.progress = j.newProgress(len(tenants), j.flags.quiet)
	reader := j.c.tenantReader(j.progress.tick)
	for state := range reader.read(ctx, tenants) {
		if err := j.add(state); err != nil {
			j.progress.hide()
			return err
		}
	}
	if ctx.Err() != nil {
		j.progress.hide()
		return context.Cause(ctx)
	}
	j.progress.end()
	switch {
	case j.first != nil && !j.written:
		return codeError(exitCode(ctx, j.first))
	case j.failed:
		return codeError(exitFailed)
	}
	return nil
}

// add writes one tenant. Only standard output that cannot be written ends the command.
func (j *exportJob) add(state *tenantState) error {
	j.progress.done++
	j.progress.requests = state.requests
	file := state.file(j.c.fileHost(), j.c.Client.Capabilities().Dialect)
	if len(state.gaps) > 0 {
		j.miss(state.failure(), "tenant %s is not exported: %s", state.id, state.why())
		return nil
	}
	text := file.Encode()
	if j.flags.output == "" {
		j.progress.hide()
		_, err := j.Out.Write(text)
		switch {
		case errors.Is(err, syscall.EPIPE):
			return codeError(exitBrokenPipe)
		case err != nil:
			return statedError{fmt.Errorf("the tenant could not be written to standard output: %w", withoutPath(err))}
		}
		j.written = true
		return nil
	}
	name := filepath.Join(j.flags.output, tenantfile.FileName(state.id))
	if err := j.keep(name, text); err != nil {
		j.miss(err, "tenant %s is not exported: %v", state.id, err)
		return nil
	}
	j.written = true
	return nil
}

func (j *exportJob) miss(err error, format string, args ...any) {
	j.failed = true
	if j.first == nil {
		j.first = err
	}
	j.progress.note("banyan: "+format, args...)
}

// keep writes a file, and leaves one as it is that holds the same.
func (j *exportJob) keep(name string, text []byte) error {
	there, err := statefile.ReadFile(name, int64(len(text)))
	switch {
	case err == nil && bytes.Equal(there, text):
		return nil
	case errors.Is(err, fs.ErrNotExist):
	default: // it differs, is longer or cannot be read
		if err := checkOutput(name, j.flags.force); err != nil {
			return statedError{err}
		}
	}
	file, err := report.Create(name, j.flags.force)
	if err != nil {
		return statedError{withoutPath(err)}
	}
	if _, err = file.Write(text); err == nil {
		err = file.Finish()
	}
	if err != nil {
		return statedError{errors.Join(withoutPath(err), file.Discard())}
	}
	return nil
}
