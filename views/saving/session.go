// Package saving is the one way in which a screen saves: review, typed names, ticket, running,
// conflict, refusals, verdict, drafts and undo. Of the rooms of views it imports figures and
// page; it knows no screen that saves.
package saving

import (
	"cmp"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// Session is what the screens that change something work with. The zero value is a
// session that only reads.
type Session struct {
	Service *change.Service
	Write   bool
	Host    string // as the connection spells it
	Place   string // as the header names the session: the profile or the host
	User    string // who is logged in; empty where a token stands for them
	Dialect string
	Now     func() time.Time // nil is time.Now
	Edits   func() ui.View   // opens the journal; nil where there is none
	Plans   Planning
	// Watch has forms wait for drafts that cannot be written, to say so at once. It is for
	// a program whose commands run beside each other: the wait ends with the form.
	Watch bool
}

// WhyReadOnly says why nothing can be changed in this session, or nothing when it can.
func (s Session) WhyReadOnly() string {
	if !s.Write || s.Service == nil {
		return "writing is off in this session: start again with --write to change something"
	}
	return ""
}

// OpenEdits opens the journal, where there is one.
func (s Session) OpenEdits() tea.Cmd {
	if s.Edits == nil {
		return nil
	}
	return ui.Push(s.Edits())
}

// EditsKey returns the key of the journal, where there is one.
func (s Session) EditsKey(keys ui.KeyMap) []key.Binding {
	if s.Edits == nil {
		return nil
	}
	return []key.Binding{keys.Edits}
}

// Clock returns the time of the session.
func (s Session) Clock() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// Trunk is an enterprise trunk as a subject, with an empty name one still to be created.
func (s Session) Trunk(owner apiclient.TrunkOwner, name string) change.Subject {
	return change.Subject{
		Host: s.Host, Dialect: s.Dialect, Kind: change.EnterpriseTrunk,
		Tenant: owner.Tenant, Group: owner.Group, Name: name,
	}
}

// Parked returns the routes of an enterprise trunk that are parked on this machine.
func (s Session) Parked(owner apiclient.TrunkOwner, name string) (parked []routing.Parked, err error) {
	if s.Service != nil {
		err = s.Service.Kept(s.Trunk(owner, name), &parked)
	}
	return parked, err
}

// Destination tells where a save goes: the host and the profile, once where they are the same.
func (s Session) Destination() string {
	if s.Place == "" || s.Place == s.Host {
		return s.Host
	}
	return cmp.Or(s.Host, "the host") + ", " + s.Place
}
