package limits

import (
	"context"
	"encoding/json"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/page"
)

// figuresState is what a draft file of a form for figures holds: what was typed into
// each box, by its field.
type figuresState struct {
	Boxes     map[string]string
	Overrides []string `json:",omitempty"`
	// From is the calls that each level had, by its subject, before channels were added:
	// what was raised by then is not raised once more.
	From map[string]string `json:",omitempty"`
	// RaisedTo is the calls of the levels that were raised already, by whatever number.
	RaisedTo map[string]string `json:",omitempty"`
}

// figureDrafts are the drafts of a form for figures. The zero value keeps none.
type figureDrafts struct {
	store *change.Drafts
	left  *ui.Loader[[]leftFigures]
	adopt *ui.Loader[leftFigures]
	drop  *ui.Loader[struct{}]
}

// leftFigures is a draft that somebody left, with what it holds.
type leftFigures struct {
	change.Draft
	state figuresState
}

// newFigureDrafts returns the drafts of what is edited under a subject.
func newFigureDrafts(store *change.Drafts, subject change.Subject) figureDrafts {
	return figureDrafts{store: store, left: ui.NewLoader(func(context.Context) ([]leftFigures, error) {
		drafts, problem := store.Of(subject)
		var left []leftFigures
		for _, draft := range drafts {
			found := leftFigures{Draft: draft}
			if err := json.Unmarshal(draft.State, &found.state); err != nil {
				problem = errors.Join(problem, err)
				continue
			}
			left = append(left, found)
		}
		return left, problem
	})}
}

func (d *figureDrafts) load() tea.Cmd {
	if d.store == nil {
		return nil
	}
	return d.left.Load()
}

// isOpening reports whether a draft may still take the place of what is on the form.
func (d *figureDrafts) isOpening() bool {
	return d.store != nil && (d.left.Busy() || d.adopt != nil && d.adopt.Busy())
}

func (d *figureDrafts) busy() bool {
	return d.isOpening() || d.drop != nil && d.drop.Busy()
}

func (d *figureDrafts) close() {
	if d.store != nil {
		d.left.Close()
		page.CloseLoader(d.adopt)
		page.CloseLoader(d.drop)
	}
}
