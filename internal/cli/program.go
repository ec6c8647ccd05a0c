// Package cli holds the commands: what they are called, what they take, and how
// they connect. Standard output carries data, standard error carries messages.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"banyan/apiclient"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/history"
	"banyan/internal/hotspots"
	"banyan/internal/redact"
	"banyan/internal/safetext"
)

// Program is what main hands to the commands: the streams and environment of the process,
// and the explorer, which only main may reach.
type Program struct {
	In       *os.File
	Out, Err io.Writer
	Env      func(name string) string
	// State is the directory of what outlives a run: the journal of edits and the
	// drafts. It need not exist. A demo has one of its own, for as long as it runs.
	State      string
	ConfigFile string                                           // with the profiles; it need not exist
	Explore    func(ctx context.Context, session Session) error // runs until its user leaves it
	Secrets    *redact.Secrets                                  // learns what nothing may show; own ones when nil
	Keyring    Keyring                                          // holds passwords; that of the system when nil

	quiet bool // the explorer has the terminal: nothing is said on it
}

// Session is a connection that is ready for the explorer.
type Session struct {
	Client   Client
	Settings config.Settings
	Name     string // among Sessions
	Place    string // the host, or "demo", with the gateway where there are several
	Platform string // the host, with the path of the gateway where it is one of a core
	// Edits saves what is edited and knows the journal. In a session that cannot
	// write it reads alone. It is closed after the explorer, before the connection.
	Edits    *change.Service
	Plans    *apply.Service    // makes and applies plans through Edits
	Hotspots *hotspots.Scanner // of all tenants, when its user asks for it; closed after the explorer too
	History  *history.Keeper   // compares what is read with what was read before
	Conn     *apiclient.Conn   // what the client sends by: its requests are shown, and what it waits for
	// Login says that nobody is logged in yet: then there are no Edits and no Hotspots, and
	// the client can only tell its capabilities.
	Login *Login
	// Again is how the user of the session logs in once more where the platform has ended it; nil
	// where nobody can.
	Again *Login
	// Sessions are what the explorer can enter from this one, itself among them.
	Sessions *Sessions
}

// say writes to standard error. An error of that is ignored: nobody would read it.
func (p Program) say(format string, args ...any) {
	_, _ = fmt.Fprintf(p.Err, format, args...)
}

// note says one thing on one line, safe to print.
func (p Program) note(format string, args ...any) {
	p.say("banyan: %s\n", safetext.Cell(fmt.Sprintf(format, args...)))
}

// Sentence says what happened and what to do: of a platform as apiclient.Explain does, and of
// anything that was asked for in a wrong way as its error does.
func Sentence(err error) string {
	if wraps[usageError](err) || wraps[statedError](err) || wraps[*InternalError](err) {
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
