package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banyan/internal/change"
	"banyan/internal/config"
)

func (p Program) editsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "edits", Short: "Look at the journal of edits, and settle those of unknown result", Args: noArguments,
		Long: `edits shows every save that was begun on this machine by this user: what was
there, what was to be saved, what was read back, and the verdict.

A save is saved, not saved, overtaken (something else was read back) or unknown, and
applied late where it was found after it had been called otherwise; the list says
undone where another one took it back. An unknown one blocks further edits of the
same thing until a later read proves what became of it: the explorer tries at its
start, and "edits resolve" does at once.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(editCommand(&cobra.Command{
		Use: "list", Short: "List all edits, those of unknown result first", Args: noArguments,
		Long: `list needs no connection. It names what of the journal, the drafts and what is kept
cannot be read or is missing, and what may be lost by it. Exit codes: 0 ok, 1 there is such
a part, 2 usage or configuration.`,
	}, p.listEdits), editCommand(&cobra.Command{
		Use: "show ID", Short: "Show an edit field by field: before, mine, read back", Args: oneEdit,
		Long: `show needs no connection. ID is that of "edits list". Exit codes: 0 ok, 1 there is
no such edit or it cannot be read, 2 usage or configuration.`,
	}, p.showEdit), p.editsResolveCommand())
	return cmd
}

func (p Program) editsResolveCommand() *cobra.Command {
	var given config.Source
	cmd := editCommand(&cobra.Command{
		Use: "resolve ID", Short: "Settle an edit of unknown result by reading what is there", Args: oneEdit,
		Long: `resolve reads what an edit was about and writes the verdict to the journal. It
changes nothing on the platform, and it connects only to settle: an edit that has a
verdict is shown as it is. For 5 minutes after a write the former state proves nothing,
because the write may still take effect.

Exit codes: 0 it has a verdict, 1 it is still unknown or was not read, 2 usage or
configuration, 3 connection or login, 4 timeout.`,
	}, func(ctx context.Context, format editFormat, ids []string) error {
		return p.resolveEdit(ctx, given, format, ids[0])
	})
	p.addSettings(cmd, &given, config.Connecting)
	// The journal of a demo ends with it.
	if err := cmd.Flags().MarkHidden("demo"); err != nil {
		panic(err) // no such flag: a fault of our own
	}
	return cmd
}

// editCommand gives a command the flag of its format, and runs it with that.
func editCommand(cmd *cobra.Command, run func(ctx context.Context, format editFormat, args []string) error) *cobra.Command {
	var name string
	cmd.Flags().StringVar(&name, "format", string(editTable), "table or json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		format := editFormat(name)
		if format != editTable && format != editJSON {
			return usageError{fmt.Errorf("no format %q: there are table, json", name)}
		}
		return run(cmd.Context(), format, args)
	}
	return cmd
}

func oneEdit(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("name one edit, by its id; see %s --help", cmd.CommandPath())}
	}
	return nil
}

func (p Program) listEdits(_ context.Context, format editFormat, _ []string) error {
	entries, damage, err := p.readJournal()
	if err != nil {
		return err
	}
	if err := format.list(p.Out, entries, damage); err != nil {
		return err
	}
	for _, d := range damage {
		p.note("damaged: %v", d)
	}
	if len(damage) > 0 {
		p.say("banyan: look on the platform at what they may be about, then move these files away; until then its edits ask for the name\n")
		return codeError(exitFailed) // a list without a part is not complete
	}
	return nil
}

func (p Program) showEdit(_ context.Context, format editFormat, ids []string) error {
	entry, err := p.findEdit(ids[0])
	if err != nil {
		return err
	}
	return format.show(p.Out, entry)
}

func (p Program) resolveEdit(ctx context.Context, given config.Source, format editFormat, id string) error {
	if given.Demo() {
		return usageError{errors.New("a demo takes its journal with it: leave out --demo")}
	}
	entry, err := p.findEdit(id)
	if err != nil {
		return err
	}
	if !entry.Open() {
		return format.show(p.Out, entry)
	}
	c, err := p.connect(ctx, given)
	if err != nil {
		return err
	}
	defer c.close()
	if err := p.openEdits(c); err != nil {
		return err
	}
	settled, err := c.Edits.Resolve(ctx, id)
	if err != nil {
		return resolveError(ctx, err, entry, c.Platform)
	}
	return format.show(p.Out, settled)
}

// resolveError says why an edit has no verdict, and what to do.
func resolveError(ctx context.Context, err error, entry change.Entry, place string) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if open, ok := errors.AsType[*change.OpenError](err); ok {
		text := fmt.Sprintf("edit %s is still unknown: the former state is there, and the write may yet take effect", entry.ID)
		if until := open.Entry.Until; !until.IsZero() {
			text += "; try again after " + until.Local().Format(time.TimeOnly)
		}
		return statedError{errors.New(text)}
	}
	switch {
	case errors.Is(err, change.ErrHeld):
		return statedError{fmt.Errorf("the banyan that made edit %s is still running: it settles it, or end it first", entry.ID)}
	case errors.Is(err, change.ErrNoTarget) && strings.Contains(entry.Subject.Host, "/"):
		host, prefix, _ := strings.Cut(entry.Subject.Host, "/")
		return usageError{fmt.Errorf("edit %s was made at a gateway of %s, and this is %s: give its --url, and --prefix /%s", entry.ID, host, place, prefix)}
	case errors.Is(err, change.ErrNoTarget):
		return usageError{fmt.Errorf("edit %s was made at %s, and this is %s: give its --url", entry.ID, entry.Subject.Host, place)}
	}
	return err
}

// readJournal reads what all processes wrote, without a connection.
func (p Program) readJournal() (entries []change.Entry, damage []change.Damage, err error) {
	edits := change.New(change.Options{Dir: p.State, Open: func(change.Subject) (change.Target, bool) { return nil, false }})
	entries, damage, err = edits.List()
	_, closing := edits.Close()
	if err := errors.Join(err, closing); err != nil {
		return nil, nil, statedError{fmt.Errorf("the journal cannot be read: %w", err)}
	}
	return entries, damage, nil
}

func (p Program) findEdit(id string) (change.Entry, error) {
	entries, damage, err := p.readJournal()
	if err != nil {
		return change.Entry{}, err
	}
	if at := slices.IndexFunc(entries, func(e change.Entry) bool { return e.ID == id }); at >= 0 {
		return entries[at], nil
	}
	text := fmt.Sprintf("there is no edit %q in the journal; see: banyan edits list", id)
	if len(damage) > 0 {
		text += ", and a part of it cannot be read"
	}
	return change.Entry{}, statedError{errors.New(text)}
}
