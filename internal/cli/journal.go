package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"banyan/internal/change"
	"banyan/internal/safetext"
)

// openEdits gives a connection the service that saves through it. The service is
// closed with the connection, and before it.
func (p Program) openEdits(c *connection) error {
	dir, err := p.stateDir(c)
	if err != nil {
		return err
	}
	dialect := c.Client.Capabilities().Dialect
	c.Edits = change.New(change.Options{
		Dir:       dir,
		Open:      change.Targets(c.Settings.Host(), dialect, c.Client),
		Who:       c.Settings.Operator,
		Principal: principal(c),
	})
	c.onClose(func() { p.closeEdits(c.Edits) })
	return nil
}

// principal is who a connection is logged in as.
func principal(c *connection) string { return cmp.Or(c.Settings.Username, "the holder of a token") }

// stateDir is where the journal lies. What was edited in a demo exists nowhere any
// more when it ends, and neither does its journal.
func (p Program) stateDir(c *connection) (string, error) {
	switch {
	case c.state != "":
		return c.state, nil
	case c.Settings.Demo:
		dir, err := os.MkdirTemp("", "banyan-demo-")
		if err != nil {
			return "", fmt.Errorf("start the demo: %w", err)
		}
		c.onClose(func() { _ = os.RemoveAll(dir) }) // it holds nothing that is missed
		c.state = dir
		return dir, nil
	case p.State == "":
		return "", &InternalError{Err: errors.New("no state directory")}
	}
	return p.State, nil
}

// closeEdits gives a running save its time, and names what it had to leave.
func (p Program) closeEdits(edits *change.Service) {
	left, err := edits.Close()
	for _, subject := range left {
		p.say("banyan: how the save of %s ends is not known yet; the next start reads it, as does: banyan edits list\n",
			safetext.Cell(subject.String()))
	}
	if err != nil {
		p.say("banyan: %s\n", safetext.Cell("the last drafts may be lost: "+err.Error()))
	}
}
