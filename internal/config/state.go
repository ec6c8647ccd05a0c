package config

import (
	"path/filepath"

	"github.com/adrg/xdg"
)

// StateDir returns the directory of what outlives a run, such as the journal of
// edits: banyan in XDG_STATE_HOME, which is ~/.local/state unless it is set. It
// need not exist.
func StateDir() string { return filepath.Join(xdg.StateHome, "banyan") }
