package views

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// unseen is how long a question takes no answer after it appeared: whatever is typed
// then was typed before anybody could read it.
const unseen = 300 * time.Millisecond

// apart is the least time between a yes and the key before it. What is pasted, or comes
// in one burst over a slow link, comes closer together than anybody types.
const apart = 50 * time.Millisecond

// editing is what the screens that change something work with. The zero value is a
// session that only reads.
type editing struct {
	service *change.Service
	write   bool
	host    string // as the connection spells it
	place   string // as the header names the session: the profile or the host
	dialect string
	now     func() time.Time // nil is time.Now
	edits   func() ui.View   // opens the journal; nil where there is none
}

// lack says why nothing can be changed in this session, or nothing when it can.
func (e editing) lack() string {
	if !e.write || e.service == nil {
		return "writing is off in this session: start again with --write to change something"
	}
	return ""
}

// toEdits opens the journal, where there is one.
func (e editing) toEdits() tea.Cmd {
	if e.edits == nil {
		return nil
	}
	return ui.Push(e.edits())
}

// editsKey returns the key of the journal, where there is one.
func (e editing) editsKey(keys ui.KeyMap) []key.Binding {
	if e.edits == nil {
		return nil
	}
	return []key.Binding{keys.Edits}
}

func (e editing) clock() time.Time {
	if e.now == nil {
		return time.Now()
	}
	return e.now()
}

// trunk returns the subject that an enterprise trunk is, with an empty name one that
// is still to be created.
func (e editing) trunk(owner apiclient.TrunkOwner, name string) change.Subject {
	return change.Subject{
		Host: e.host, Dialect: e.dialect, Kind: change.EnterpriseTrunk,
		Tenant: owner.Tenant, Group: owner.Group, Name: name,
	}
}

// destination tells where a save goes: the profile and the host, once where they are
// the same.
func (e editing) destination() string {
	if e.place == "" || e.place == e.host {
		return e.host
	}
	return cmp.Or(e.host, "the host") + ", " + e.place
}

// imageOf returns a trunk as an image that was read, or that is wanted.
func imageOf(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }

// formState is what a draft file holds.
type formState struct {
	Draft     routing.Draft
	Overrides []string `json:",omitempty"`
}

// parkedText returns the rows that are kept beside a trunk and not sent.
func parkedText(d routing.Draft) json.RawMessage {
	text, err := json.Marshal(d.Parked)
	if err != nil {
		return nil // rows of text, numbers and times always encode
	}
	return text
}
