package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/config"
	"banyan/internal/report"
)

// listKind is one thing that can be listed.
type listKind struct {
	name, short, long string
	least, most       int // how many places are named: the tenant, its group
	columns           string
	list              func(*listJob, context.Context) error
}

func listKinds() []listKind {
	return []listKind{
		{
			"tenants", "List the tenants", "tenants lists the tenants that this login may see.",
			0, 0, "tenantId name type resellerId", (*listJob).tenants,
		},
		{
			"groups", "List the groups of a tenant", "groups lists the groups of a tenant.",
			1, 1, "tenantId groupId name", (*listJob).groups,
		},
		{
			"trunk-groups", "List the trunk groups of a tenant, or of one of its groups",
			"trunk-groups lists the trunk groups of a tenant, at a request a group, or of one group.",
			1, 2, "tenantId groupId name", (*listJob).trunkGroups,
		},
		{
			"enterprise-trunks", "List the enterprise trunks of a tenant, or of one of its groups",
			`enterprise-trunks lists the enterprise trunks of a tenant. Odin has those of a service
provider at its groups: then a group may be named, or all are asked for. groupId is empty
where a trunk is the tenant's own.`,
			1, 2, "tenantId groupId name routingMode", (*listJob).enterpriseTrunks,
		},
		{
			"available-trunk-groups", "List the trunk groups that may join an enterprise trunk",
			`available-trunk-groups lists the trunk groups that may join an enterprise trunk of a
tenant, or of a group where Odin has enterprise trunks at groups. Criteria combine with
AND, and ignore case unless --case-sensitive is given. An APIO platform searches itself and
may refuse what finds more than --limit, or than a limit of its own; Odin has no criteria, so
all are read and chosen from here. A list that is cut is incomplete.`,
			1, 2, "tenantId groupId name", (*listJob).available,
		},
	}
}

func (p Program) listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "list", Short: "List tenants, groups, trunk groups or enterprise trunks", Args: noArguments,
		Long: `list prints what there is on a platform, one row each, as it is read. What could not be
read is named on standard error.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, kind := range listKinds() {
		cmd.AddCommand(p.listOneCommand(kind))
	}
	return cmd
}

// listFormats are the formats of a list, the default first.
func listFormats() []string {
	return []string{string(report.Table), string(report.JSON), string(report.JSONLines), string(report.CSV)}
}

// addListFormat gives a command the flag of a list's format, and the words for it.
func addListFormat(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVar(format, "format", string(report.Table), strings.Join(listFormats(), ", "))
	values := cobra.FixedCompletions(listFormats(), cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc("format", values); err != nil {
		panic(err) // no such flag: a fault of our own
	}
}

// checkListFormat refuses what is no format of a list, which it calls by a name.
func checkListFormat(format, list string) error {
	if slices.Contains(listFormats(), format) {
		return nil
	}
	return fmt.Errorf("no format %q of a %s: there is %s", format, list, strings.Join(listFormats(), ", "))
}

func (p Program) listOneCommand(kind listKind) *cobra.Command {
	var given config.Source
	var format string
	var criteria listCriteria
	cmd := &cobra.Command{
		Use: kind.name + []string{"", " TENANT", " TENANT [GROUP]"}[kind.most], Short: kind.short,
		Long: kind.long + `

Exit codes: 0 ok, 1 failed or incomplete, 2 usage or configuration, 3 connection or login,
4 timeout, 130 and 143 stopped by a signal, 141 standard output was closed.`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, place []string) error {
			if len(place) < kind.least || len(place) > kind.most {
				return usageError{fmt.Errorf("%s takes %s, and %d were named; see %s --help",
					kind.name, []string{"no tenant", "one tenant", "a tenant and perhaps a group"}[kind.most], len(place), cmd.CommandPath())}
			}
			if err := checkListFormat(format, "list"); err != nil {
				return usageError{err}
			}
			if err := criteria.check(cmd); err != nil {
				return usageError{err}
			}
			return p.list(cmd.Context(), given, kind, report.Format(format), criteria, place)
		},
	}
	p.addSettings(cmd, &given, config.Connecting)
	addListFormat(cmd, &format)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	if kind.name == "available-trunk-groups" {
		criteria.addFlags(cmd)
	}
	return cmd
}

// listCriteria are what the flags ask of the trunk groups that may join. Each operator is
// in one of two criteria of the API, by whether case counts.
type listCriteria struct {
	texts         map[string]*string // by flag
	caseSensitive bool
	limit         int
}

func (c *listCriteria) addFlags(cmd *cobra.Command) {
	c.texts = map[string]*string{}
	for operator, verb := range map[string]string{"starts": "starts with", "contains": "contains", "equals": "is"} {
		for flag, whose := range map[string]string{"group-id-" + operator: "those of a group whose id ", "name-" + operator: "those whose name "} {
			c.texts[flag] = cmd.Flags().String(flag, "", whose+verb+" this")
		}
	}
	cmd.Flags().BoolVar(&c.caseSensitive, "case-sensitive", false, "capital and small letters differ")
	cmd.Flags().IntVar(&c.limit, "limit", 0, "at most this many, from 1 on")
}

func (c *listCriteria) check(cmd *cobra.Command) error {
	for flag, text := range c.texts {
		if *text == "" && cmd.Flags().Changed(flag) {
			return fmt.Errorf("--%s is empty, which asks for nothing: give a text, or leave it out", flag)
		}
	}
	if c.limit < 1 && cmd.Flags().Changed("limit") {
		return fmt.Errorf("--limit is a number from 1 on, and not %d", c.limit)
	}
	return nil
}

// isAny reports whether there is any criterion beside the limit.
func (c *listCriteria) isAny() bool {
	without := c.apiclient()
	without.ResponseSizeLimit = 0
	return without != apiclient.TrunkGroupCriteria{}
}

func (c *listCriteria) apiclient() apiclient.TrunkGroupCriteria {
	out := apiclient.TrunkGroupCriteria{ResponseSizeLimit: c.limit}
	criteria := map[string]*string{
		"group-id-starts": &out.InsensitiveGroupIDStarts, "name-starts": &out.InsensitiveTrunkGroupNameStarts,
		"group-id-contains": &out.InsensitiveGroupIDContains, "name-contains": &out.InsensitiveTrunkGroupNameContains,
		"group-id-equals": &out.InsensitiveGroupIDEquals, "name-equals": &out.InsensitiveTrunkGroupNameEquals,
	}
	if c.caseSensitive {
		criteria = map[string]*string{
			"group-id-starts": &out.SensitiveGroupIDStarts, "name-starts": &out.SensitiveTrunkGroupNameStarts,
			"group-id-contains": &out.SensitiveGroupIDContains, "name-contains": &out.SensitiveTrunkGroupNameContains,
			"group-id-equals": &out.SensitiveGroupIDEquals, "name-equals": &out.SensitiveTrunkGroupNameEquals,
		}
	}
	for flag, text := range c.texts {
		*criteria[flag] = *text
	}
	return out
}

// listJob is one run of a list command.
type listJob struct {
	Program
	api      Client
	place    string // the host, or "demo"
	slots    int    // requests at once
	tenant   string
	group    string // empty for all
	criteria listCriteria
	writer   *report.RowsWriter

	incomplete bool
	read       bool  // a part could be read
	first      error // why the first part that could not be read could not
}

func (p Program) list(ctx context.Context, given config.Source, kind listKind, format report.Format, criteria listCriteria, place []string) error {
	defer heedClosedPipe(p.Out)()
	c, err := p.connect(ctx, given)
	if err != nil {
		return err
	}
	defer c.close()
	j := &listJob{Program: p, api: c.Client, place: c.Place, slots: max(1, c.Settings.Concurrency), criteria: criteria}
	if len(place) > 0 {
		j.tenant = place[0]
	}
	if len(place) > 1 {
		j.group = place[1]
	}
	j.writer, err = report.NewRowsWriter(p.Out, format, report.Rows{
		Table: strings.ReplaceAll(kind.name, "-", " "), Place: place, AsOf: time.Now(), Columns: strings.Fields(kind.columns),
	})
	if err != nil {
		return err
	}
	if err = kind.list(j, ctx); err == nil {
		err = j.writer.End(!j.incomplete)
	}
	return j.end(ctx, err)
}

// end is how the command ends: a part that could not be read is an incomplete list, and where
// nothing could be read the first failure says why.
func (j *listJob) end(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, syscall.EPIPE):
		return codeError(exitBrokenPipe)
	case err != nil:
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case j.first != nil && !j.read:
		return codeError(exitCode(ctx, j.first))
	case j.incomplete:
		return codeError(exitFailed)
	}
	return nil
}

// add writes a row of texts; an empty one is not reported.
func (j *listJob) add(texts ...string) error {
	row := make([]report.Value, len(texts))
	for i, text := range texts {
		row[i] = report.TextValue(text)
	}
	return j.writer.Add(row...)
}

// partly lets the rows through that came with an error: it says what is missing, which leaves
// the list incomplete. Every other error stays one.
func (j *listJob) partly(err error) error {
	if !apiclient.IsPartly(err) {
		return err
	}
	j.incomplete = true
	j.note("%s", Sentence(err))
	return nil
}

func (j *listJob) tenants(ctx context.Context) error {
	all, err := j.api.Tenants(ctx)
	if err = j.partly(err); err != nil {
		return err
	}
	if len(all) == 0 {
		j.note("the platform lists no tenants, or none that this login may see")
	}
	for _, t := range all {
		if err := j.add(t.ID, t.Name, string(t.Type), t.ResellerID); err != nil {
			return err
		}
	}
	return nil
}

func (j *listJob) groups(ctx context.Context) error {
	all, err := j.api.Groups(ctx, j.tenant)
	if err = j.partly(err); err != nil {
		return j.missing(ctx, err)
	}
	for _, g := range all {
		if err := j.add(j.tenant, g.ID, g.Name); err != nil {
			return err
		}
	}
	return nil
}

func (j *listJob) trunkGroups(ctx context.Context) error {
	return j.eachGroup(ctx, "trunk groups", func(ctx context.Context, group string) ([][]string, error) {
		all, err := j.api.TrunkGroups(ctx, j.tenant, group)
		rows := make([][]string, len(all))
		for i, t := range all {
			rows[i] = []string{j.tenant, t.GroupID, t.Name}
		}
		return rows, err
	})
}

func (j *listJob) enterpriseTrunks(ctx context.Context) error {
	atGroups, err := j.areAtGroups(ctx)
	if err != nil {
		return err
	}
	row := func(t apiclient.EnterpriseTrunkItem) []string {
		return []string{j.tenant, t.GroupID, t.Name, t.RoutingMode}
	}
	lister, ok := j.api.(interface {
		GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
	})
	if ok && atGroups {
		return j.eachGroup(ctx, "enterprise trunks", func(ctx context.Context, group string) ([][]string, error) {
			all, err := lister.GroupEnterpriseTrunks(ctx, j.tenant, group)
			rows := make([][]string, len(all))
			for i, t := range all {
				rows[i] = row(t)
			}
			return rows, err
		})
	}
	all, err := j.api.EnterpriseTrunks(ctx, j.tenant)
	if err = j.partly(err); err != nil {
		return j.missing(ctx, err)
	}
	for _, t := range all {
		if err := j.add(row(t)...); err != nil {
			return err
		}
	}
	return nil
}

// missing says that there is no such tenant, or no such group of it, where the list of them says
// so. Every other error stays as it is.
func (j *listJob) missing(ctx context.Context, err error) error {
	absent, _ := apiclient.Absent(err, func() (bool, error) { return listsTenant(ctx, j.api, j.tenant) })
	if absent {
		return noTenantError(j.tenant, j.place)
	}
	if j.group == "" {
		return panicError(err)
	}
	absent, _ = apiclient.Absent(err, func() (bool, error) {
		all, err := j.api.Groups(ctx, j.tenant)
		return slices.ContainsFunc(all, func(g apiclient.Group) bool { return g.ID == j.group }), err
	})
	if absent {
		return statedError{fmt.Errorf("there is no group %q in tenant %s; banyan list groups names those there are", j.group, j.tenant)}
	}
	return panicError(err)
}

// areAtGroups reports whether the enterprise trunks of the tenant are at its groups, or why a
// group that was named has none of its own.
func (j *listJob) areAtGroups(ctx context.Context) (bool, error) {
	can := j.api.Capabilities()
	if !can.GroupEnterpriseTrunks {
		if j.group != "" {
			return false, usageError{fmt.Errorf("%s has the enterprise trunks at the tenant: leave out the group %q", can.Dialect, j.group)}
		}
		return false, nil
	}
	t, err := j.api.Tenant(ctx, j.tenant)
	switch {
	case err != nil:
		return false, j.missing(ctx, err)
	case j.group != "" && t.Type == apiclient.Enterprise:
		return false, usageError{fmt.Errorf("%q is an enterprise, which has the enterprise trunks itself: leave out the group %q", j.tenant, j.group)}
	}
	return t.Type == apiclient.ServiceProvider, nil
}

func (j *listJob) available(ctx context.Context) error {
	atGroups, err := j.areAtGroups(ctx)
	if err == nil && atGroups && j.group == "" {
		err = statedError{fmt.Errorf("%q is a service provider, which has enterprise trunks at its groups: name a group too", j.tenant)}
	}
	if err != nil {
		return err
	}
	criteria, can := j.criteria.apiclient(), j.api.Capabilities()
	if !can.TrunkGroupSearch {
		criteria.ResponseSizeLimit = 0 // what is cut is then known
		if j.criteria.isAny() {
			j.note("%s has no search criteria: all trunk groups were read, and chosen from here", can.Dialect)
		}
	}
	all, err := j.api.AvailableTrunkGroups(ctx, apiclient.TrunkOwner{Tenant: j.tenant, Group: j.group}, criteria)
	if err = j.partly(err); err != nil {
		if apiclient.KindOf(err) == apiclient.Refused {
			j.note("a platform may refuse what finds too many: give more criteria, or another --limit")
		}
		return j.missing(ctx, err)
	}
	limit := j.criteria.limit
	switch {
	case limit == 0 || len(all) < limit || len(all) == limit && !can.TrunkGroupSearch:
	case len(all) == limit:
		j.incomplete = true
		j.note("cut at the limit of %d: there may be more", limit)
	default:
		j.incomplete = true
		j.note("cut at the limit of %d, of %d", limit, len(all))
		all = all[:limit]
	}
	for _, k := range all {
		if err := j.add(j.tenant, k.GroupID, k.Name); err != nil {
			return err
		}
	}
	return nil
}

// part is what was read of one group.
type part struct {
	rows [][]string
	err  error
}

// eachGroup writes what is read of the group that was named, or of all groups in their order,
// several at once. A group that cannot be read is named and takes nothing from the others.
func (j *listJob) eachGroup(ctx context.Context, what string, read func(ctx context.Context, group string) ([][]string, error)) error {
	groups := []apiclient.Group{{ID: j.group}}
	if j.group == "" {
		var err error
		groups, err = j.api.Groups(ctx, j.tenant)
		if err = j.partly(err); err != nil {
			return j.missing(ctx, err)
		}
		j.read = len(groups) == 0
	}
	bare := 0
	for some := range slices.Chunk(groups, j.slots) {
		parts := make([]part, len(some))
		var reading errgroup.Group
		for i, g := range some {
			reading.Go(func() error {
				rows, err := collect.Guarded(ctx, func(ctx context.Context) ([][]string, error) { return read(ctx, g.ID) })
				parts[i] = part{rows, panicError(err)}
				return nil
			})
		}
		_ = reading.Wait() // each part has its own error
		for i, g := range some {
			if ctx.Err() != nil {
				j.incomplete = true
				return nil
			}
			// The 404 of a group that was just listed is about trunking (APIO 7.1).
			if err := parts[i].err; errors.Is(err, apiclient.ErrNotAssigned) || j.group == "" && errors.Is(err, apiclient.ErrNotFound) {
				bare++
				parts[i].err = nil
			}
			if parts[i].err != nil && j.group != "" {
				parts[i].err = j.missing(ctx, parts[i].err)
			}
			if err := j.addPart(what, g.ID, parts[i]); err != nil {
				return err
			}
		}
		if err := j.writer.Flush(); err != nil {
			return err
		}
	}
	if bare > 0 {
		j.note("trunking is not assigned to %d of %s", bare, counted(len(groups), "group"))
	}
	return nil
}

func (j *listJob) addPart(what, group string, of part) error {
	if err := j.partly(of.err); err != nil {
		j.incomplete = true
		if j.first == nil {
			j.first = err
		}
		j.note("%s of group %s were not read: %s", what, group, Sentence(err))
		return nil
	}
	j.read = true
	for _, row := range of.rows {
		if err := j.add(row...); err != nil {
			return err
		}
	}
	return nil
}
