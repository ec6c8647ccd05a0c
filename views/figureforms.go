package views

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/ui"
)

// figureForms open the forms for the figures of a screen's levels. The zero value has
// none.
type figureForms struct {
	kit  ui.Kit
	with editing
	open capacityOpener // nil where there are no forms
	read levelsReader   // of a screen that does not have the levels above

	request *ui.Loader[figureRequest]
}

// capacityOpener opens the form for the figures of a level, or with raise the one that
// adds channels. The text says why there is none.
type capacityOpener func(shown collect.Snapshot, at level, raise bool) (form ui.View, lack string)

// levelsReader reads a tenant's own figures and those of one of its groups.
type levelsReader func(ctx context.Context, tenant apiclient.Tenant, group string) (collect.Snapshot, error)

// figureRequest is a form that was asked for, with what had to be read for it.
type figureRequest struct {
	shown collect.Snapshot
	at    level
	raise bool
}

// wants reports whether a key asks for a form, and whether for the one that adds
// channels.
func (f *figureForms) wants(msg tea.KeyMsg) (raise, ok bool) {
	raise = pressed(msg, f.kit.Keys.Add)
	return raise, f.open != nil && (raise || pressed(msg, f.kit.Keys.Edit))
}

// show opens a form over figures that are there, or says why it cannot.
func (f *figureForms) show(shown collect.Snapshot, at level, raise bool) tea.Cmd {
	form, lack := f.open(shown, at, raise)
	if lack != "" {
		return ui.Notify(lack)
	}
	return ui.Push(form)
}

// load reads the levels above, and then opens a form.
func (f *figureForms) load(tenant apiclient.Tenant, at level, raise bool) tea.Cmd {
	if lack := f.with.lack(); lack != "" {
		return ui.Notify(lack)
	}
	closeLoader(f.request)
	read := f.read
	f.request = ui.NewLoader(func(ctx context.Context) (figureRequest, error) {
		shown, err := read(ctx, tenant, at.group)
		return figureRequest{shown: shown, at: at, raise: raise}, err
	})
	return f.request.Load()
}

// update takes what was read for a form, and opens it.
func (f *figureForms) update(msg tea.Msg) tea.Cmd {
	if f.request == nil || !f.request.Update(msg) {
		return nil
	}
	if err := f.request.Err(); err != nil {
		return ui.Notify("the figures cannot be edited: " + apiclient.Explain(err))
	}
	asked, _ := f.request.Value()
	return f.show(asked.shown, asked.at, asked.raise)
}

// busy reports whether a form waits for what has to be read.
func (f *figureForms) busy() bool { return f.request != nil && f.request.Busy() }

// progress tells that it does.
func (f *figureForms) progress() string {
	if !f.busy() {
		return ""
	}
	return "reading the figures above"
}

func (f *figureForms) close() { closeLoader(f.request) }

// keys returns the keys of the forms: for the help all of them, else where something
// can be saved.
func (f *figureForms) keys(all bool) []key.Binding {
	if f.open == nil || !all && f.with.lack() != "" {
		return nil
	}
	keys := []key.Binding{ui.Named(f.kit.Keys.Edit, "edit limits"), ui.Named(f.kit.Keys.Add, "add channels")}
	if all {
		keys = append(keys, f.with.editsKey(f.kit.Keys)...)
	}
	return keys
}
