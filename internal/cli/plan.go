package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/tenantfile"
)

type planFlags struct {
	given          config.Source
	output, ticket string
	undo           string // the id or the file of a plan
	force, quiet   bool
}

func (p Program) planCommand() *cobra.Command {
	var flags planFlags
	cmd := &cobra.Command{
		Use: "plan PATH | --undo PLAN", Short: "Make a plan of what files change on the platform",
		Long: `plan reads files that banyan export wrote and somebody changed, one or a directory of them,
and what the platform holds. It makes a plan of the changes, in the order in which they are
applied: limits that are raised from the top down, then enterprise trunks, then limits that
are lowered from the bottom up. It says what each leads to and which are dangerous, and
changes nothing. banyan apply carries the plan out, for the same user on the same platform.

With --undo it makes the plan that takes back what is done of another one: that of a file, or of
an id, as the first lines of such a file, banyan apply and the explorer have it. That is told by
the journal of this machine.

With --output the plan goes to that file, and what it does is printed; without it the plan is
printed. What the files do not mention is left alone.

Exit codes: 0 the plan is made, also where there is nothing to change, 1 failed, a part could
not be read, or a save of unknown result is not taken back, 2 usage, configuration, or files
that are not right or cannot be fulfilled, 3 connection or login, 4 timeout, 130 and 143
stopped by a signal, 141 standard output was closed.`,
		Example: `  banyan plan tenants --output tonight.plan --url https://HOST --api apio
  banyan apply tonight.plan --write --url https://HOST --api apio
  banyan plan --undo tonight.plan --output back.plan --url https://HOST --api apio`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, paths []string) error {
			switch {
			case flags.undo != "" && len(paths) > 0:
				return usageError{errors.New("--undo takes a plan back: no files belong to it")}
			case flags.undo != "":
				paths = []string{""}
			case len(paths) != 1:
				return usageError{fmt.Errorf("plan takes one file or directory, and %d were named; see %s --help", len(paths), cmd.CommandPath())}
			}
			return p.plan(cmd.Context(), flags, paths[0])
		},
	}
	p.addSettings(cmd, &flags.given, config.Connecting)
	f := cmd.Flags()
	f.StringVar(&flags.output, "output", "", "write the plan to this file, which must not be there yet, and print what it does")
	f.BoolVar(&flags.force, "force", false, "replace the file of --output")
	f.StringVar(&flags.undo, "undo", "", "take back what is done of this plan: its id, or its file")
	f.StringVar(&flags.ticket, "ticket", "", "a line for the journal, such as the number of a change")
	f.BoolVar(&flags.quiet, "quiet", false, "tell on standard error what went wrong alone, and no progress")
	return cmd
}

func (p Program) plan(ctx context.Context, flags planFlags, path string) error {
	source, err := p.planSource(flags, path)
	if err != nil {
		return err
	}
	defer heedClosedPipe(p.Out)()
	output, err := p.openOutput(flags.output, flags.force)
	if err != nil {
		return err
	}
	defer output.discard()
	c, err := p.connect(ctx, flags.given)
	if err != nil {
		return err
	}
	defer c.close()
	made, err := source(ctx, c)
	if err != nil {
		return err
	}
	text, err := encodePlan(made)
	if err == nil {
		_, err = output.Write(text)
	}
	if err == nil && output.file != nil {
		_, err = io.WriteString(p.Out, describePlan(made))
	}
	switch {
	case errors.Is(err, syscall.EPIPE):
		return codeError(exitBrokenPipe)
	case err != nil:
		return statedError{fmt.Errorf("the plan could not be written: %w", withoutPath(err))}
	}
	if err = output.finish(); err == nil && output.name != "" && !flags.quiet {
		p.say("the plan is in %s; carry it out with: banyan apply %s --write\n", output.name, output.name)
	}
	if err != nil || made.Kind != plan.Undoing {
		return err
	}
	for _, unread := range made.Unread { // of the journal
		p.note("the plan may lack something: %s", unread.Why)
	}
	for _, s := range made.Skipped {
		p.note("not taken back: %s: %s; banyan edits resolve settles it", spelled(s.Subject), s.Why)
	}
	if len(made.Unread)+len(made.Skipped) > 0 {
		return codeError(exitFailed)
	}
	return nil
}

// planSource returns what makes the plan that was asked for, once somebody is logged in. What is asked for
// in a wrong way is said before.
func (p Program) planSource(flags planFlags, path string) (func(context.Context, *connection) (plan.Plan, error), error) {
	if flags.undo == "" {
		files, err := loadFiles(path)
		return func(ctx context.Context, c *connection) (plan.Plan, error) {
			return p.planOfFiles(ctx, c, flags, path, files)
		}, err
	}
	former, id := plan.Plan{}, flags.undo
	_, err := os.Lstat(id)
	isFile := err == nil
	if isFile {
		if former, err = parsePlan(id); err != nil {
			return nil, usageError{fmt.Errorf("%s cannot be taken back: %w", id, withoutPath(err))}
		}
		settings, err := config.Load(flags.given, p.Env, p.ConfigFile)
		if err == nil {
			err = checkOwner(former, settings)
		}
		if err != nil {
			return nil, usageError{err}
		}
	}
	return func(_ context.Context, c *connection) (plan.Plan, error) {
		if err := p.openEdits(c); err != nil {
			return plan.Plan{}, err
		}
		if !isFile {
			if former, err = c.Plans.Plan(id); errors.Is(err, apply.ErrNoPlan) {
				return plan.Plan{}, usageError{fmt.Errorf("there is no file %s, and no plan of that id was begun on this machine", id)}
			}
			if err != nil {
				return plan.Plan{}, statedError{err}
			}
		}
		if err := c.Plans.Belongs(former); err != nil {
			return plan.Plan{}, usageError{err}
		}
		undo, err := c.Plans.Undo(former, flags.ticket)
		if err != nil {
			return undo, statedError{fmt.Errorf("the journal cannot be read: %w", err)}
		}
		return undo, nil
	}, nil
}

// planOfFiles makes a plan of what files change.
func (p Program) planOfFiles(ctx context.Context, c *connection, flags planFlags, path string, files []tenantfile.File) (plan.Plan, error) {
	if err := checkPlatform(c, files); err != nil {
		return plan.Plan{}, err
	}
	if err := p.openEdits(c); err != nil {
		return plan.Plan{}, err
	}
	states, err := p.readTenants(ctx, c, files, flags.quiet)
	if err != nil {
		return plan.Plan{}, err
	}
	m := planMaker{connection: c}
	for _, f := range files {
		m.add(f, states[f.Tenant])
	}
	return m.plan(path, flags.ticket)
}

// planMaker makes one plan of several files.
type planMaker struct {
	*connection
	survey   plan.Survey
	changes  []plan.Want
	lines    map[change.Subject]string // where each stands
	problems []error                   // why the files cannot be fulfilled
	unread   []error                   // and what could not be read
	failure  error                     // the first reason
}

// add holds a file against what was read of its tenant.
func (m *planMaker) add(f tenantfile.File, state *tenantState) {
	if m.lines == nil {
		m.lines = make(map[change.Subject]string)
	}
	dialect := m.Client.Capabilities().Dialect
	surround(state, &m.survey, m.Platform, dialect)
	unread := 0
	for _, meeting := range f.Meet(state.State()) {
		subject := meeting.Subject(m.Platform, dialect, f.Tenant)
		at := fmt.Sprintf("%s: line %d: %s", f.Name, meeting.Line, meeting)
		m.lines[subject] = at
		switch {
		case meeting.Unread:
			unread++
		case meeting.Problem != "":
			m.problems = append(m.problems, fmt.Errorf("%s: %s", at, meeting.Problem))
		case !meeting.Base.Equal(meeting.Want):
			m.changes = append(m.changes, plan.Want{Subject: subject, Base: meeting.Base, Want: meeting.Want})
		}
		for _, missing := range meeting.Missing {
			m.problems = append(m.problems, fmt.Errorf("%s: there is no trunk group %s in group %s%s", at, missing.Name, missing.GroupID, missing.Near))
		}
	}
	if unread > 0 {
		m.unread = append(m.unread, fmt.Errorf("tenant %s is not read whole, %s of its file among it: %s", f.Tenant, counted(unread, "part"), state.why()))
		if m.failure == nil {
			m.failure = state.failure()
		}
	}
}

// plan returns the plan, unless something keeps the files from being fulfilled.
func (m *planMaker) plan(path, ticket string) (plan.Plan, error) {
	if len(m.unread) > 0 { // what the files lack besides may only not have been read
		return plan.Plan{}, statedError{unreadError{errors.Join(m.unread...), m.failure}}
	}
	made := plan.Make(m.Plans.Header(ticket), plan.Declared, "what "+path+" says", m.survey, m.changes)
	for _, item := range made.Items {
		if len(item.Problems) > 0 {
			m.problems = append(m.problems, fmt.Errorf("%s: %s", m.lines[item.Subject], strings.Join(item.Problems, "; ")))
		}
	}
	if len(m.problems) > 0 {
		return plan.Plan{}, usageError{errors.Join(m.problems...)}
	}
	return made, nil
}

// unreadError says what could not be read, and ends as the first reason for that does.
type unreadError struct {
	words error
	cause error
}

func (e unreadError) Error() string { return e.words.Error() }
func (e unreadError) Unwrap() error { return e.cause }

// surround adds to a survey what is around the changes of a tenant.
func surround(s *tenantState, survey *plan.Survey, host, dialect string) {
	for _, place := range s.places() {
		if place.Kind == change.EnterpriseTrunk {
			continue
		}
		level := plan.LevelOf(place.Subject(host, dialect, s.id), s.images[place])
		level.Partly = len(s.gaps) > 0 && place.Kind != change.TrunkGroup
		survey.Levels = append(survey.Levels, level)
		if place.Kind != change.TrunkGroup {
			continue
		}
		key := routing.Key{GroupID: place.Group, Name: place.Name}
		survey.TrunkGroups = append(survey.TrunkGroups, plan.TrunkGroupOf(s.id, key, s.snapshot.TrunkGroups[place.Group][place.Name]))
	}
}
