package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/plan"
	"banyan/internal/safetext"
)

// exitMoved is how apply ends where something is not as it was when the plan was made.
const exitMoved = exitFindings

type applyFlags struct {
	given      config.Source
	yes, quiet bool
	allow      []string // names, or paths
	leaveOut   []string // likewise
}

func (p Program) applyCommand() *cobra.Command {
	var flags applyFlags
	cmd := &cobra.Command{
		Use: "apply FILE", Short: "Carry out a plan that banyan plan made",
		Long: `apply carries out a plan, one change after the other, each saved as the explorer saves: read
again, compared, written to the journal, sent once, read back. Before the first one all are
read: where one is not as it was when the plan was made, what moved is named field by field
and nothing is sent. It stops at the first change of which there is any doubt. The same
command goes on where it stopped, or was killed; what is done is not done again.

Saving has to be allowed, by --write or by the mode of the profile. At a terminal it asks,
and asks for the name of what is dangerous. In a script --yes answers, and each dangerous
change needs --allow with its name, or with its path, such as tenant/group/name. --leave-out
leaves one out.

A plan is for the user who made it and the platform it was made for.

Exit codes: 0 all is done, 1 failed or stopped before the end, 2 usage or configuration, a plan
of another platform or user, or a dangerous change that is not allowed, 3 connection or login,
4 timeout, 10 something moved since the plan was made and nothing was sent, 130 and 143
stopped by a signal.`,
		Example: `  banyan apply tonight.plan --write --url https://HOST --api apio
  banyan apply tonight.plan --write --yes --allow HQ-Inbound --profile lab`,
		Args: func(*cobra.Command, []string) error { return nil }, // with the flags, below
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) != 1 {
				return usageError{fmt.Errorf("apply takes one plan, and %d were named; see %s --help", len(paths), cmd.CommandPath())}
			}
			return p.apply(cmd.Context(), flags, paths[0])
		},
	}
	p.addSettings(cmd, &flags.given, config.Connecting, config.Saving)
	// A demo is gone with the command.
	if err := cmd.Flags().MarkHidden("demo"); err != nil {
		panic(err) // no such flag: a fault of our own
	}
	f := cmd.Flags()
	f.BoolVar(&flags.yes, "yes", false, "do not ask")
	f.StringArrayVar(&flags.allow, "allow", nil, "allow the dangerous change of this name; once for each")
	f.StringArrayVar(&flags.leaveOut, "leave-out", nil, "leave out the change of this name; once for each")
	f.BoolVar(&flags.quiet, "quiet", false, "tell on standard error what went wrong alone, and no progress")
	return cmd
}

func (p Program) apply(ctx context.Context, flags applyFlags, path string) error {
	made, err := readPlan(path)
	if err != nil {
		return err
	}
	settings, err := config.Load(flags.given, p.Env, p.ConfigFile)
	if err != nil {
		return usageError{err}
	}
	if err := p.checkSession(made, settings, flags); err != nil {
		return usageError{err}
	}
	c, err := p.connect(ctx, flags.given)
	if err != nil {
		return err
	}
	defer c.close()
	if err := p.openEdits(c); err != nil {
		return err
	}
	if err := c.Plans.Belongs(made); err != nil {
		return usageError{err}
	}
	j := &applyJob{Program: p, flags: flags, plans: c.Plans, plan: made, progress: p.newProgress(0, flags.quiet)}
	return j.run(ctx)
}

// checkSession refuses, before anything is sent, what cannot be carried out with these settings.
func (p Program) checkSession(made plan.Plan, settings config.Settings, flags applyFlags) error {
	if err := checkOwner(made, settings); err != nil {
		return err
	}
	switch {
	case !settings.Write:
		return errors.New("saving is not allowed: give --write, or mode: write in the profile")
	case !flags.yes && !p.atTerminal():
		return errors.New("nobody can be asked here: give --yes, and --allow NAME for each dangerous change")
	}
	return nil
}

// checkOwner refuses, as far as that is known before anybody is logged in, a plan of another platform or
// user.
func checkOwner(made plan.Plan, settings config.Settings) error {
	host, _, _ := strings.Cut(made.Host, "/")
	switch {
	case settings.Demo:
		return errors.New("a demo is gone with the command: try plans with banyan simulate")
	case change.CanonicalHost(host) != change.CanonicalHost(settings.Host()):
		return fmt.Errorf("%w: it was made for %s, and this is %s", apply.ErrForeign, made.Host, settings.Host())
	case settings.Username != "" && settings.Auth != config.Bearer && settings.Username != made.Principal:
		return fmt.Errorf("%w: it was made as %s, and this is %s", apply.ErrForeign, made.Principal, settings.Username)
	}
	return nil
}

// applyJob is one run of the apply command.
type applyJob struct {
	Program
	flags    applyFlags
	plans    *apply.Service
	plan     plan.Plan
	progress *progress
}

func (j *applyJob) run(ctx context.Context) error {
	status, err := j.plans.Status(j.plan)
	if err != nil {
		return statedError{fmt.Errorf("the journal cannot be read, so nothing is sent: %w", err)}
	}
	if done := plan.Count(status, plan.Done); done > 0 {
		j.note("saved before: %d of %s of the plan", done, counted(len(status), "change"))
	}
	if err := j.leaveOut(); err != nil {
		return usageError{err}
	}
	if err := j.look(ctx); err != nil {
		return err
	}
	if status, err = j.plans.Status(j.plan); err != nil { // looking settles what broke off
		return statedError{fmt.Errorf("the journal cannot be read, so nothing is sent: %w", err)}
	}
	if err := j.decide(ctx, status); err != nil {
		return err
	}
	outcome, err := j.plans.Apply(ctx, j.plan, j.tell)
	j.progress.hide()
	if err != nil {
		return j.notBegun(err)
	}
	return j.end(ctx, outcome)
}

// look reads everything that is still to be changed, and refuses to begin where something moved.
// What was found to be dangerous by that needs its name like everything else.
func (j *applyJob) look(ctx context.Context) error {
	stops, err := j.plans.Stale(ctx, j.plan, func(apply.Reading) {})
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return statedError{fmt.Errorf("the journal cannot be read, so nothing is sent: %w", err)}
	}
	var moved, failed int
	var first error
	for _, stop := range stops {
		if stop.Reason == apply.Doubtful {
			if j.plan, err = j.plan.Doubt(stop.Item, stop.Doubts); err != nil {
				return err
			}
			continue
		}
		j.note("%s; %s", stop.What, stop.Next)
		if isMoved(stop.Reason) {
			moved++
		} else {
			failed++
			first = cmp.Or(first, stop.Err)
		}
	}
	switch {
	case failed > 0:
		j.note("nothing was sent: %s cannot be looked at", counted(failed, "change"))
		return codeError(max(exitCode(ctx, first), exitFailed))
	case moved > 0:
		j.note("nothing was sent: %s moved since the plan was made at %s", counted(moved, "thing"), j.plan.At.Local().Format(time.DateTime))
		return codeError(exitMoved)
	}
	return nil
}

func isMoved(r apply.Reason) bool {
	return slices.Contains([]apply.Reason{apply.Moved, apply.Conflicted, apply.Gone, apply.Taken}, r)
}

// decide has each dangerous change allowed, by a flag or by whoever sits at the terminal, and the
// plan as a whole.
func (j *applyJob) decide(ctx context.Context, status []plan.ItemStatus) error {
	for _, item := range j.plan.Items {
		if state := status[item.N-1].State; state == plan.Done || state == plan.Undone { // it was allowed then
			j.plan, _ = j.plan.Allow(item.N, item.Subject.ID())
		}
	}
	if err := j.allow(); err != nil {
		return usageError{err}
	}
	open := slices.DeleteFunc(slices.Clone(j.plan.Items), func(i plan.Item) bool {
		state := status[i.N-1].State
		return i.Out || state == plan.Done || state == plan.Undone
	})
	if len(open) == 0 || j.flags.yes {
		return nil
	}
	j.say("%s\n", describePlan(j.plan))
	for _, item := range open {
		if len(item.Refusals) == 0 || item.Allowed {
			continue
		}
		typed, err := j.ask(ctx, "name", fmt.Sprintf("%s is dangerous. To allow it type %s: ", safetext.Cell(item.Subject.String()), safetext.Name(item.Subject.ID())))
		if err == nil {
			j.plan, err = j.plan.Allow(item.N, typed)
		}
		if err != nil {
			return j.refused(ctx, err)
		}
	}
	answer, err := j.ask(ctx, "answer", fmt.Sprintf("Save %s at %s? y or n: ", counted(len(open), "change"), safetext.Cell(j.plan.Host)))
	if err != nil || answer != "y" && answer != "yes" {
		return j.refused(ctx, err)
	}
	return nil
}

// refused is how the command ends where whoever was asked did not say yes.
func (j *applyJob) refused(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, change.ErrNotTyped) {
		j.note("that is another name")
	}
	j.note("nothing was sent")
	return codeError(exitFailed)
}

// named returns the items of the one thing that a flag names, by its name or its path.
func (j *applyJob) named(flag, name string) ([]plan.Item, error) {
	var named []plan.Item
	subjects := make(map[change.Subject]bool)
	for _, item := range j.plan.Items {
		if item.Subject.ID() == name || strings.Join(item.Subject.Path(), "/") == name {
			named = append(named, item)
			subjects[item.Subject] = true
		}
	}
	switch {
	case len(named) == 0:
		return nil, fmt.Errorf("--%s %s: the plan changes nothing of that name", flag, name)
	case len(subjects) > 1:
		return nil, fmt.Errorf("--%s %s: %d things that the plan changes have that name: give its path, such as %s", flag, name, len(subjects), strings.Join(named[0].Subject.Path(), "/"))
	}
	return named, nil
}

// leaveOut leaves out what the flags name.
func (j *applyJob) leaveOut() (err error) {
	var numbers []int
	for _, name := range j.flags.leaveOut {
		named, err := j.named("leave-out", name)
		if err != nil {
			return err
		}
		for _, item := range named {
			numbers = append(numbers, item.N)
		}
	}
	j.plan, err = j.plan.LeaveOut(true, numbers...)
	return err
}

// allow takes the names of the flags, each of which has to be that of one dangerous change.
func (j *applyJob) allow() error {
	for _, name := range j.flags.allow {
		named, err := j.named("allow", name)
		if err != nil {
			return err
		}
		for _, item := range named {
			if j.plan, err = j.plan.Allow(item.N, item.Subject.ID()); err != nil {
				return err
			}
		}
	}
	if !j.flags.yes {
		return nil
	}
	undecided, isUndecided := errors.AsType[*plan.UndecidedError](j.plan.Undecided())
	if !isUndecided {
		return nil
	}
	var lines []string
	for _, item := range undecided.Items {
		reasons := append(slices.Clone(item.Problems), item.Refusals...)
		lines = append(lines, fmt.Sprintf("%s is dangerous: %s; to allow it give %s", spelled(item.Subject), strings.Join(reasons, "; "), allowFlag(j.plan, item)))
	}
	return errors.New(strings.Join(append(lines, "nothing was sent"), "\n"))
}

// tell says how far the plan is: on a terminal in one line, elsewhere each change as it begins.
func (j *applyJob) tell(at apply.Progress) {
	if j.flags.quiet || at.Item == 0 || !at.Sending {
		return
	}
	item, _ := j.plan.Item(at.Item)
	text := fmt.Sprintf("%d of %d: saving %s", at.Done+1, at.Of, item.Subject)
	if at.Left >= time.Second {
		text += ", " + at.Left.Round(time.Second).String() + " left"
	}
	if width := j.errWidth(); width > 0 {
		j.say("\r%s\x1b[K", safetext.Truncate(safetext.Cell(text), width-1))
		j.progress.drawn = true
		return
	}
	j.say("%s\n", safetext.Cell(text))
}

// notBegun says why nothing was begun.
func (j *applyJob) notBegun(err error) error {
	switch {
	case errors.Is(err, apply.ErrForeign), wraps[*plan.UndecidedError](err):
		return usageError{err}
	}
	return statedError{fmt.Errorf("nothing was sent: %w", err)}
}

// end prints what became of each change, and returns how the command ends.
func (j *applyJob) end(ctx context.Context, outcome apply.Outcome) error {
	var lines strings.Builder
	for i, item := range j.plan.Items {
		state := outcome.Status[i].State.String()
		if slices.Contains(outcome.AsIs, item.N) {
			state = "as it is to be already"
		}
		fmt.Fprintf(&lines, "%-9s %s\n", state, spelled(item.Subject))
	}
	if _, err := fmt.Fprint(j.Out, lines.String()); err != nil {
		j.note("what became of the changes could not be written: %v; banyan edits list has it", withoutPath(err))
	}
	if len(j.plan.Items) == 0 {
		j.note("there is nothing to change")
		return nil
	}
	if outcome.Stop == nil {
		if !j.flags.quiet {
			j.note("%s", outcome.Summary())
			j.sayUndo(outcome)
		}
		return nil
	}
	j.note("%s; %s", outcome.Stop.What, outcome.Stop.Next)
	j.note("%s; the same command goes on", outcome.Summary())
	j.sayUndo(outcome)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return codeError(exitFailed)
}

// sayUndo says how what is done is taken back.
func (j *applyJob) sayUndo(outcome apply.Outcome) {
	if plan.Count(outcome.Status, plan.Done) > 0 {
		j.note("what is done is taken back by what banyan plan --undo %s --output FILE makes", j.plan.ID)
	}
}
