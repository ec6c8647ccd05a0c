// Package limits holds the forms that change limits and add channels, and what has to be read
// and worked out for them. Of the rooms of views it imports saving, figures and page.
package limits

import (
	"context"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// Picker is a dialog from which a trunk group is chosen.
type Picker interface {
	Open() tea.Cmd
	IsOpen() bool
	Hide()
	Update(msg tea.Msg) tea.Cmd
	Press(msg tea.KeyMsg) (chosen routing.Key, ok bool, cmd tea.Cmd)
	Box() *ui.Box
	Keys() []key.Binding
	SetSize(width, height int)
	Close()
}

// Forms open the forms for the figures of a screen's levels. The zero value has none.
type Forms struct {
	Kit     ui.Kit
	Session saving.Session
	Levels  Levels // of a screen that does not have the levels above
	// Pick makes the list of the trunk groups that the calls of one may be rerouted to by a
	// setting, Doubt tells what is not documented about taking a value away
	// (change.ClearDoubter), and MayOmit which numbers may have none (change.Omitter). Each may
	// be nil.
	Pick    func(tenant apiclient.Tenant, from change.Subject, by trunkgroup.Field) Picker
	Doubt   func(reported func(name string) bool, field string) string
	MayOmit func(field string) bool
	// Backup reads the backup of a trunk group (change.ReadBackup); nil where there never is one.
	Backup func(ctx context.Context, tenant string, at routing.Key) (change.Image, error)

	request *ui.Loader[basis] // what has to be read for the form that was asked for
	tenant  apiclient.Tenant
	at      figures.Level
	raise   bool
	reads   string // what request reads
}

// basis is what a form stands on.
type basis struct {
	shown  collect.Snapshot
	backup change.Image // absent where there is none
	unread error        // why it could not be read
}

// Load reads the levels above, and then opens a form: for the limits of a level, or with
// raise the one that adds channels.
func (f *Forms) Load(tenant apiclient.Tenant, at figures.Level, raise bool) tea.Cmd {
	levels := f.Levels
	f.reads = "the figures above"
	return f.read(tenant, at, raise, func(ctx context.Context) (collect.Snapshot, error) { return levels.Of(ctx, tenant, at.Group, raise) })
}

func (f *Forms) read(tenant apiclient.Tenant, at figures.Level, raise bool, above func(context.Context) (collect.Snapshot, error)) tea.Cmd {
	if why := f.Session.WhyReadOnly(); why != "" {
		return ui.Notify(why)
	}
	f.request.Close()
	f.tenant, f.at, f.raise = tenant, at, raise
	backup := f.backup(at, raise)
	f.request = ui.NewLoader(func(ctx context.Context) (read basis, err error) {
		if read.shown, err = above(ctx); err == nil && backup != nil {
			read.backup, read.unread = backup(ctx, tenant.ID, routing.Key{GroupID: at.Group, Name: at.Name})
		}
		return read, err
	})
	return f.request.Load()
}

// backup returns what reads the backup for a form that has it, else nil.
func (f *Forms) backup(at figures.Level, raise bool) func(context.Context, string, routing.Key) (change.Image, error) {
	if raise || at.Depth < 2 {
		return nil
	}
	return f.Backup
}

// Update takes what was read for a form, and opens it.
func (f *Forms) Update(msg tea.Msg) tea.Cmd {
	if !f.request.Update(msg) {
		return nil
	}
	if err := f.request.Err(); err != nil {
		return ui.Notify("the figures cannot be edited: " + apiclient.Explain(err))
	}
	read, _ := f.request.Value()
	return f.open(f.tenant, read, f.at, f.raise)
}

// Show opens a form over figures of a tenant that are there, or says why it cannot.
func (f *Forms) Show(tenant apiclient.Tenant, shown collect.Snapshot, at figures.Level, raise bool) tea.Cmd {
	if f.backup(at, raise) != nil {
		f.reads = "the backup"
		return f.read(tenant, at, raise, func(context.Context) (collect.Snapshot, error) { return shown, nil })
	}
	return f.open(tenant, basis{shown: shown}, at, raise)
}

func (f *Forms) open(tenant apiclient.Tenant, read basis, at figures.Level, raise bool) tea.Cmd {
	if why := f.Session.WhyReadOnly(); why != "" {
		return ui.Notify(why)
	}
	begin := planEdit
	if raise {
		begin = planRaise
	}
	plan, why := begin(read.shown, at, f.Session)
	if why != "" {
		return ui.Notify(why)
	}
	plan.targets[0].base, plan.unread = withBackup(plan.targets[0].base, read.backup), read.unread
	plan.doubt, plan.mayOmit = f.Doubt, f.MayOmit
	if pick := f.Pick; pick != nil {
		plan.pick = func(by trunkgroup.Field) Picker { return pick(tenant, plan.targets[0].subject, by) }
	}
	return ui.Push(newForm(f.Kit, f.Session, plan))
}

// Busy reports whether a form waits for what has to be read.
func (f *Forms) Busy() bool { return f.request.Busy() }

// Close gives up a form that was asked for and is not open yet: when its screen is closed, and when
// another key or a click comes first. Whoever went on does not expect it any more, and might type
// into it what was meant for another place.
func (f *Forms) Close() { f.request.Close() }

// Matches reports whether a key asks for a form, and for the one that adds channels.
func (f *Forms) Matches(msg tea.KeyMsg) (raise, ok bool) {
	raise = page.Pressed(msg, f.Kit.Keys.Add)
	return raise, f.Levels.API != nil && (raise || page.Pressed(msg, f.Kit.Keys.Edit))
}

// Progress tells that it does.
func (f *Forms) Progress() string {
	if !f.Busy() {
		return ""
	}
	return "reading " + f.reads
}

// Keys returns the keys of the forms, where something can be saved or for the help.
func (f *Forms) Keys(all bool) []key.Binding {
	if f.Levels.API == nil || !all && f.Session.WhyReadOnly() != "" {
		return nil
	}
	return []key.Binding{ui.Named(f.Kit.Keys.Edit, "edit limits"), ui.Named(f.Kit.Keys.Add, "add channels")}
}

// Edits returns the names of what the cursor is on and of what the screen is about, for the keys that
// edit them, where something can be saved. Where the cursor is on nothing, what the screen is about is
// all there is to edit, and both keys do so.
func (f *Forms) Edits(on, about string) (string, string) {
	switch {
	case len(f.Keys(false)) == 0:
		return "", ""
	case on == "":
		return about, ""
	}
	return on, about
}

// AddKey is the key for the form that adds channels, where something can be saved.
func (f *Forms) AddKey() []key.Binding {
	keys := f.Keys(false)
	return keys[min(1, len(keys)):]
}

// Help is Keys for the help of a screen about a level.
func (f *Forms) Help(level string) []key.Binding {
	keys := f.Keys(true)
	if len(keys) == 0 {
		return nil
	}
	return slices.Insert(keys, 1, ui.Named(f.Kit.Keys.EditPlace, "edit limits of the "+level))
}

// MatchesPlace reports whether a key asks for the form of what the screen is about.
func (f *Forms) MatchesPlace(msg tea.KeyMsg) bool {
	return f.Levels.API != nil && page.Pressed(msg, f.Kit.Keys.EditPlace)
}
