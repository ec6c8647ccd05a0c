package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"

	"banyan/internal/config"
)

func (p Program) explore(ctx context.Context, given config.Source) error {
	if err := p.requireTerminal(); err != nil {
		return err
	}
	c, err := p.connect(ctx, given)
	if err != nil {
		return err
	}
	defer c.close()
	if err := p.openEdits(c); err != nil {
		return err
	}
	if err := p.openHotspots(c); err != nil {
		return err
	}
	return p.Explore(ctx, c.Session)
}

// requireTerminal refuses a full screen where there is none, and points to what
// works there.
func (p Program) requireTerminal() error {
	out, isFile := p.Out.(*os.File)
	if p.In == nil || !isFile || !term.IsTerminal(int(p.In.Fd())) || !term.IsTerminal(int(out.Fd())) {
		return usageError{errors.New("the explorer needs a terminal; without one, use: banyan report TENANT")}
	}
	if name := p.Env("TERM"); name == "" || name == "dumb" {
		return usageError{fmt.Errorf("the explorer cannot draw on TERM=%q; use: banyan report TENANT", name)}
	}
	return nil
}
