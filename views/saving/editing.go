package saving

import (
	"cmp"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
)

// Unseen is how long a question takes no answer after it appeared: whatever is typed
// then was typed before anybody could read it.
const Unseen = 300 * time.Millisecond

// Apart is the least time between a yes and the key before it. What is pasted, or comes
// in one burst over a slow link, comes closer together than anybody types.
const Apart = 50 * time.Millisecond

// Session is what the screens that change something work with. The zero value is a
// session that only reads.
type Session struct {
	Service *change.Service
	Write   bool
	Host    string // as the connection spells it
	Place   string // as the header names the session: the profile or the host
	Dialect string
	Now     func() time.Time // nil is time.Now
	Edits   func() ui.View   // opens the journal; nil where there is none
}

// WhyReadOnly says why nothing can be changed in this session, or nothing when it can.
func (e Session) WhyReadOnly() string {
	if !e.Write || e.Service == nil {
		return "writing is off in this session: start again with --write to change something"
	}
	return ""
}

// OpenEdits opens the journal, where there is one.
func (e Session) OpenEdits() tea.Cmd {
	if e.Edits == nil {
		return nil
	}
	return ui.Push(e.Edits())
}

// EditsKey returns the key of the journal, where there is one.
func (e Session) EditsKey(keys ui.KeyMap) []key.Binding {
	if e.Edits == nil {
		return nil
	}
	return []key.Binding{keys.Edits}
}

func (e Session) Clock() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

// Trunk returns the subject that an enterprise trunk is, with an empty name one that
// is still to be created.
func (e Session) Trunk(owner apiclient.TrunkOwner, name string) change.Subject {
	return change.Subject{
		Host: e.Host, Dialect: e.Dialect, Kind: change.EnterpriseTrunk,
		Tenant: owner.Tenant, Group: owner.Group, Name: name,
	}
}

// Destination tells where a save goes: the profile and the host, once where they are
// the same.
func (e Session) Destination() string {
	if e.Place == "" || e.Place == e.Host {
		return e.Host
	}
	return cmp.Or(e.Host, "the host") + ", " + e.Place
}

// Layer is what the editor shows in place of its form. Its keys come when it is on top.
type Layer interface {
	Press(msg tea.KeyMsg) tea.Cmd
	Draw(width, height int) string
	Keys() []key.Binding
	Typing() bool
	Summary() string
}
