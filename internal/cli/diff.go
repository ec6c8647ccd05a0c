package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/safetext"
	"banyan/internal/tenantfile"
)

// exitDifferent is how diff ends where something differs, as --fail-on does of a report.
const exitDifferent = exitFindings

type diffFlags struct {
	given  config.Source
	format string
	quiet  bool
}

func (p Program) diffCommand() *cobra.Command {
	var flags diffFlags
	cmd := &cobra.Command{
		Use: "diff PATH | diff A B", Short: "Compare files of tenants with the platform, or with each other",
		Long: `diff compares files that banyan export wrote, one or a directory of them, with what the
platform holds: each line says what the file changes. What a file does not mention is left
out of it. With two paths it compares these and connects to nothing: two exports of one
platform, of two platforms, or the files of two tenants.

Exit codes: 0 the same, 1 failed or a part could not be read, 2 usage, configuration or a file
that is not right, 3 connection or login, 4 timeout, 10 different, 130 and 143 stopped by a
signal, 141 standard output was closed.`,
		Example: `  banyan diff tenants --url https://HOST --api apio
  banyan diff foo.yaml --demo --format json
  banyan diff lab/foo.yaml prod/foo.yaml`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) != 1 && len(paths) != 2 {
				return usageError{fmt.Errorf("diff takes one path to compare with the platform, or two to compare, and %d were named; see %s --help", len(paths), cmd.CommandPath())}
			}
			if flags.format != "text" && flags.format != "json" {
				return usageError{fmt.Errorf("no format %q of a diff: there is text, json", flags.format)}
			}
			defer heedClosedPipe(p.Out)()
			if len(paths) == 2 {
				return p.diffFiles(flags, paths[0], paths[1])
			}
			return p.diffPlatform(cmd.Context(), flags, paths[0])
		},
	}
	p.addSettings(cmd, &flags.given, config.Connecting)
	f := cmd.Flags()
	f.StringVar(&flags.format, "format", "text", "text or json")
	f.BoolVar(&flags.quiet, "quiet", false, "tell on standard error what went wrong alone, and no progress")
	return cmd
}

// loadFiles reads a file, or those of a directory.
func loadFiles(path string) ([]tenantfile.File, error) {
	files, err := tenantfile.Load(path)
	if err != nil {
		return nil, usageError{err}
	}
	return files, nil
}

// checkPlatform refuses files of another platform.
func checkPlatform(c *connection, files []tenantfile.File) error {
	dialect := c.Client.Capabilities().Dialect
	for _, f := range files {
		if f.Host != "" && (change.CanonicalHost(f.Host) != change.CanonicalHost(c.fileHost()) || f.Dialect != dialect) {
			return usageError{fmt.Errorf("%s is of %s (%s), and this is %s (%s): compare it with an export of this one, or leave out its platform if it is meant for any",
				f.Name, f.Host, f.Dialect, c.fileHost(), dialect)}
		}
	}
	return nil
}

// readTenants reads the tenants of files, and returns what was read by tenant. Progress goes to
// standard error.
func (p Program) readTenants(ctx context.Context, c *connection, files []tenantfile.File, quiet bool) (map[string]*tenantState, error) {
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.Tenant
	}
	progress := p.newProgress(len(ids), quiet)
	reader := c.tenantReader(progress.tick)
	out := make(map[string]*tenantState)
	for state := range reader.read(ctx, namedTenants(ids)) {
		out[state.id] = state
		progress.done++
		progress.requests = state.requests
	}
	progress.hide()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	progress.end()
	return out, nil
}

func (p Program) diffPlatform(ctx context.Context, flags diffFlags, path string) error {
	files, err := loadFiles(path)
	if err != nil {
		return err
	}
	c, err := p.connect(ctx, flags.given)
	if err != nil {
		return err
	}
	defer c.close()
	if err := checkPlatform(c, files); err != nil {
		return err
	}
	states, err := p.readTenants(ctx, c, files, flags.quiet)
	if err != nil {
		return err
	}
	d := diffDocument{SchemaVersion: 1, From: c.fileHost(), To: path, Complete: true, Tenants: []diffTenant{}}
	var failed error
	for _, f := range files {
		state := states[f.Tenant]
		meetings := f.Meet(state.State())
		tenant := diffTenant{Tenant: f.Tenant, File: f.Name, Differences: []diffLine{}}
		for _, m := range meetings {
			if m.Unread {
				tenant.Unread = append(tenant.Unread, m.String())
				continue
			}
			tenant.add(m.Differences())
		}
		if len(tenant.Unread) > 0 {
			p.note("tenant %s is not compared whole, %d of %s of its file: %s", f.Tenant, len(tenant.Unread), counted(len(meetings), "part"), state.why())
			d.Complete, failed = false, state.failure()
		}
		d.Tenants = append(d.Tenants, tenant)
	}
	return p.endDiff(ctx, flags, d, failed)
}

// diffFiles compares two files, of two tenants perhaps, or two directories tenant by tenant.
func (p Program) diffFiles(flags diffFlags, from, to string) error {
	first, errFirst := loadFiles(from)
	second, errSecond := loadFiles(to)
	if err := errors.Join(errFirst, errSecond); err != nil {
		return err // of the usage, each of the two
	}
	d := diffDocument{SchemaVersion: 1, From: from, To: to, Complete: true, Tenants: []diffTenant{}}
	if isFile(from) && isFile(to) {
		title := first[0].Tenant
		if second[0].Tenant != title {
			title += " -> " + second[0].Tenant
		}
		tenant := diffTenant{Tenant: title, File: to, Differences: []diffLine{}}
		tenant.add(tenantfile.Files(first[0], second[0]))
		d.Tenants = append(d.Tenants, tenant)
		return p.endDiff(context.Background(), flags, d, nil)
	}
	a, b := byTenant(first), byTenant(second)
	both := maps.Clone(a)
	maps.Copy(both, b)
	for _, id := range slices.Sorted(maps.Keys(both)) {
		tenant := diffTenant{Tenant: id, File: b[id].Name, Differences: []diffLine{}}
		was, inFirst := a[id]
		is, inSecond := b[id]
		switch {
		case !inFirst:
			tenant.Change = string(tenantfile.OnlyTo)
		case !inSecond:
			tenant.File, tenant.Change = was.Name, string(tenantfile.OnlyFrom)
		default:
			tenant.add(tenantfile.Files(was, is))
		}
		d.Tenants = append(d.Tenants, tenant)
	}
	return p.endDiff(context.Background(), flags, d, nil)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

func byTenant(files []tenantfile.File) map[string]tenantfile.File {
	out := make(map[string]tenantfile.File, len(files))
	for _, f := range files {
		out[f.Tenant] = f
	}
	return out
}

// endDiff prints the differences, and returns how the command ends: a difference is sure, whatever
// could not be read.
func (p Program) endDiff(ctx context.Context, flags diffFlags, d diffDocument, failed error) error {
	n := 0
	for _, t := range d.Tenants {
		n += t.count()
	}
	d.Same = n == 0 && d.Complete
	err := d.write(p.Out, flags.format)
	switch {
	case errors.Is(err, syscall.EPIPE):
		return codeError(exitBrokenPipe)
	case err != nil:
		return statedError{fmt.Errorf("the differences could not be written: %w", withoutPath(err))}
	}
	if !flags.quiet {
		p.say("%s, %s compared\n", counted(n, "difference"), counted(len(d.Tenants), "tenant"))
	}
	switch {
	case n > 0:
		return codeError(exitDifferent)
	case failed != nil && !slices.ContainsFunc(d.Tenants, func(t diffTenant) bool { return len(t.Unread) == 0 }):
		return codeError(exitCode(ctx, failed))
	case !d.Complete:
		return codeError(exitFailed)
	}
	return nil
}

// diffDocument is what a diff prints as JSON.
type diffDocument struct {
	SchemaVersion int          `json:"schemaVersion"`
	From          string       `json:"from"`
	To            string       `json:"to"`
	Same          bool         `json:"same"`
	Complete      bool         `json:"complete"`
	Tenants       []diffTenant `json:"tenants"`
}

type diffTenant struct {
	Tenant      string     `json:"tenant"`
	File        string     `json:"file"`
	Change      string     `json:"change,omitempty"` // of the whole tenant
	Differences []diffLine `json:"differences"`
	Unread      []string   `json:"unread,omitempty"`
}

type diffLine struct {
	Kind   string     `json:"kind"`
	Group  string     `json:"group,omitempty"`
	Name   string     `json:"name,omitempty"`
	Field  string     `json:"field,omitempty"`
	Route  *diffRoute `json:"route,omitempty"`
	Change string     `json:"change"`
	From   string     `json:"from"`
	To     string     `json:"to"`
	Text   string     `json:"text"`

	place tenantfile.Place
}

type diffRoute struct {
	Group      string `json:"group"`
	TrunkGroup string `json:"trunkGroup"`
}

func (t *diffTenant) add(differences []tenantfile.Difference) {
	for _, d := range differences {
		line := diffLine{
			Kind: string(d.Kind), Group: d.Group, Name: d.Name, Field: d.Field, Change: string(d.What),
			From: d.From, To: d.To, Text: d.Text, place: d.Place,
		}
		if d.Route != nil {
			line.Route = &diffRoute{d.Route.GroupID, d.Route.Name}
		}
		t.Differences = append(t.Differences, line)
	}
}

// count is how many differences there are; a whole tenant is one.
func (t diffTenant) count() int {
	if t.Change != "" {
		return 1
	}
	return len(t.Differences)
}

func (d diffDocument) write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, d)
	}
	var out strings.Builder
	if !d.Same {
		fmt.Fprintf(&out, "--- %s\n+++ %s\n", safetext.Cell(d.From), safetext.Cell(d.To))
	}
	for _, t := range d.Tenants {
		if t.count() == 0 && len(t.Unread) == 0 {
			continue
		}
		fmt.Fprintf(&out, "tenant %s", safetext.Name(t.Tenant))
		if t.Change != "" {
			fmt.Fprintf(&out, ": %s", t.Change)
		}
		out.WriteByte('\n')
		var at tenantfile.Place
		for _, line := range t.Differences {
			if line.place != at {
				at = line.place
				fmt.Fprintf(&out, "  %s\n", spelledPlace(at))
			}
			fmt.Fprintf(&out, "    %s\n", safetext.Cell(line.Text))
		}
		for _, place := range t.Unread {
			fmt.Fprintf(&out, "  %s\n    not read\n", safetext.Cell(place))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// spelledPlace is a place with names that are taken for no others.
func spelledPlace(p tenantfile.Place) string {
	if p.Group != "" {
		p.Group = safetext.Name(p.Group)
	}
	if p.Name != "" {
		p.Name = safetext.Name(p.Name)
	}
	return p.String()
}
