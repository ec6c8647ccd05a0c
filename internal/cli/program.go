// Package cli holds the commands: what they are called, what they take, and how
// they connect. Standard output carries data, standard error carries messages.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/hotspots"
)

// Program is what main hands to the commands: the streams and environment of the
// process, and the two things that only main may reach, the explorer and the
// sentences of its screens.
type Program struct {
	In  *os.File
	Out io.Writer
	Err io.Writer
	Env func(name string) string
	// State is the directory of what outlives a run: the journal of edits and the
	// drafts. It need not exist. A demo has one of its own, for as long as it runs.
	State string
	// ConfigFile is the configuration file with the profiles. It need not exist.
	ConfigFile string

	// Explore runs the explorer until its user leaves it.
	Explore func(ctx context.Context, session Session) error
}

// Session is a connection that is ready for the explorer.
type Session struct {
	Client   Client
	Settings config.Settings
	Place    string // the host, or "demo"
	// Edits saves what is edited and knows the journal. In a session that cannot
	// write it reads alone. It is closed after the explorer, before the connection.
	Edits *change.Service
	// Hotspots scans all tenants when its user asks for it. It is closed after the
	// explorer too.
	Hotspots *hotspots.Scanner
}

// say writes to standard error. An error of that is ignored: nobody would read it.
func (p Program) say(format string, args ...any) {
	_, _ = fmt.Fprintf(p.Err, format, args...)
}

func (p Program) sentence(err error) string {
	var (
		usage    usageError
		stated   statedError
		internal *InternalError
	)
	if errors.As(err, &usage) || errors.As(err, &stated) || errors.As(err, &internal) {
		return err.Error()
	}
	return apiclient.Explain(err)
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usageError{fmt.Errorf("unknown command %q; see %s --help", args[0], cmd.CommandPath())}
}
