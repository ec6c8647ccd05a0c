package config

import (
	"path/filepath"

	"github.com/adrg/xdg"
)

// FilePath returns where the configuration file is: banyan/config.yaml in
// XDG_CONFIG_HOME, which is ~/.config unless it is set. It need not exist.
func FilePath() string { return filepath.Join(xdg.ConfigHome, "banyan", "config.yaml") }

// StateDir returns the directory of what outlives a run, such as the journal of
// edits: banyan in XDG_STATE_HOME, which is ~/.local/state unless it is set. It
// need not exist.
func StateDir() string { return filepath.Join(xdg.StateHome, "banyan") }
