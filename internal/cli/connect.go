package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/odin"
	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/find"
	"banyan/internal/history"
	"banyan/internal/redact"
	"banyan/internal/routing"
	"banyan/internal/statefile"
)

// Client is what the commands and the screens call of a client: what both dialects offer.
// Capabilities says what one of them does not have.
type Client interface {
	Login(ctx context.Context) error
	LogInAgain(ctx context.Context, password string) error
	IsLoggedOut() bool
	Capabilities() apiclient.Capabilities
	CanWrite() bool
	Tell(reads apiclient.Reads)
	collect.API
	change.API
	find.API
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
	Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error)
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
	EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error)
	AvailableTrunkGroups(ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria) ([]routing.Key, error)
}

// coreClient is a client whose login may take several steps and has an end, and which may be one
// of several platforms on its host: that of an APIO core.
type coreClient interface {
	Answer(ctx context.Context, text string) error
	Gateway() (path, name string)
	Logout(ctx context.Context)
}

// logoutTime is the most that a logout may take: it helps nobody who waits for it.
const logoutTime = 2 * time.Second

func logOut(ctx context.Context, client Client) {
	if client, ok := client.(coreClient); ok {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), logoutTime)
		defer cancel()
		client.Logout(ctx)
	}
}

// newClient returns the client of the dialect that the settings name.
func newClient(conn *apiclient.Conn, settings config.Settings) Client {
	cred := apio.Credentials{Username: settings.Username, Password: settings.Password.Reveal(), Gateway: settings.Gateway}
	auth := map[config.Auth]apio.Auth{config.Bearer: apio.Bearer, config.Core: apio.Core}[settings.Auth] // else a cookie
	if settings.Auth == config.Bearer {                                                                  // else a token that is set beside a login by password is not meant
		cred.Token = settings.Token.Reveal()
	}
	if settings.API == config.Odin {
		return odin.New(conn, cred)
	}
	return apio.New(conn, auth, cred)
}

// connection is a logged-in client with what has to be closed after it.
type connection struct {
	Session
	closers []func()
	state   string       // the state directory, once it was asked for
	log     *slog.Logger // discards where there is none

	unsettled bool // it is closed, and how one of its saves ended is not known
}

func (c *connection) close() {
	for _, closer := range slices.Backward(c.closers) {
		closer()
	}
}

func (c *connection) onClose(closer func()) { c.closers = append(c.closers, closer) }

// connect opens a connection, asks for what is missing, and logs in. The caller closes the
// connection.
func (p Program) connect(ctx context.Context, given config.Source) (*connection, error) {
	c, err := p.open(ctx, given)
	if err != nil {
		return nil, err
	}
	if err = p.findPassword(ctx, &c.Settings); err == nil {
		err = p.askForMissing(ctx, &c.Settings)
	}
	if err == nil {
		c.Client = newClient(c.Conn, c.Settings)
		err = p.logIn(ctx, c)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// open settles what the flags, the environment and the configuration file say. Nothing is sent
// yet, and nobody is logged in. The caller closes the connection.
func (p Program) open(ctx context.Context, given config.Source) (*connection, error) {
	settings, err := config.Load(given, p.Env, p.ConfigFile)
	if err != nil {
		return nil, usageError{err}
	}
	p.Secrets = cmp.Or(p.Secrets, &redact.Secrets{})
	p.Secrets.Add(settings.Password.Reveal(), settings.Token.Reveal())
	c := &connection{}
	if err := c.open(ctx, settings, p.Secrets); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *connection) open(ctx context.Context, settings config.Settings, secrets *redact.Secrets) error {
	c.Place = cmp.Or(settings.Profile, settings.Host())
	if settings.Demo {
		c.Place = "demo"
		if err := c.startDemo(ctx, &settings); err != nil {
			return err
		}
	}
	log, err := c.openLog(settings.LogFile)
	if err != nil {
		return err
	}
	c.log = log
	conn, err := apiclient.NewConn(apiclient.Config{
		BaseURL: settings.URL, Prefix: settings.Prefix, CAFile: settings.CAFile,
		Concurrency: settings.Concurrency, Rate: settings.Rate, Write: settings.Write,
		Log: log, UserAgent: "banyan/" + Version(), Secrets: secrets,
	})
	if err != nil {
		return usageError{err}
	}
	c.onClose(conn.Close)
	c.Settings, c.Client, c.Conn = settings, newClient(conn, settings), conn
	c.Platform = c.platform()
	c.onClose(func() { logOut(ctx, c.Client) })
	return nil
}

// platform names the platform: its host, and the gateway on it where a core has them, which may
// show another platform each.
func (c *connection) platform() string {
	if client, ok := c.Client.(coreClient); ok {
		path, _ := client.Gateway()
		return c.Settings.Host() + path
	}
	return c.Settings.Host()
}

// fileHost is what files and metrics call the platform: that of a demo has another address each time.
func (c *connection) fileHost() string {
	if c.Settings.Demo {
		return demoName
	}
	return c.Platform
}

// tenantReader reads tenants whole over the connection, and tells how far it is.
func (c *connection) tenantReader(tick func(collect.Progress)) tenantReader {
	return tenantReader{api: c.Client, place: c.Place, slots: max(1, c.Settings.Concurrency), tick: tick}
}

// loggedIn takes down which platform it is, and adds the gateway to the place where there was a
// choice.
func (c *connection) loggedIn() {
	c.Platform = c.platform()
	if client, ok := c.Client.(coreClient); ok {
		if _, name := client.Gateway(); name != "" {
			c.Place += " " + name
		}
	}
}

// demoLogin is the user name and the password of the simulated platform.
const demoLogin = "demo"

// startDemo serves the simulated platform on loopback, for the ordinary client.
func (c *connection) startDemo(ctx context.Context, settings *config.Settings) error {
	world, err := simulator.New(simulator.Options{})
	if err != nil {
		return &InternalError{Err: fmt.Errorf("start the demo: %w", err)}
	}
	// Not with ctx: a save that runs when a signal arrives still needs its platform.
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	url, wait, err := world.Serve(ctx, "127.0.0.1:0")
	if err != nil {
		stop()
		return fmt.Errorf("start the demo: %w", err)
	}
	c.onClose(func() {
		stop()
		_ = wait() // it ends by our own stop
	})
	settings.URL, settings.Username, settings.Password = url, demoLogin, config.NewSecret(demoLogin)
	return nil
}

func (c *connection) openLog(name string) (*slog.Logger, error) {
	if name == "" {
		return slog.New(slog.DiscardHandler), nil
	}
	file, err := statefile.OpenOwn(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY)
	if err != nil {
		return nil, usageError{fmt.Errorf("open the log: %w", err)}
	}
	c.onClose(func() { _ = file.Close() })
	return slog.New(slog.NewJSONHandler(file, nil)), nil
}

// openEdits gives a connection the service that saves through it, which is closed with
// the connection, and before it.
func (p Program) openEdits(c *connection) error {
	dir, err := p.stateDir(c)
	if err == nil {
		p.ready(c, dir)
	}
	return err
}

// ready gives a connection on which somebody is logged in what saves through it, and what scans and
// keeps what was read: after a save, that of its tenant is read again. A scan that runs when the
// explorer ends is stopped; the next start can continue it.
func (p Program) ready(c *connection, dir string) {
	if c.Settings.Username != "" && c.Settings.Auth != config.Bearer && !c.Settings.Demo {
		c.Again = newLoginAgain(c)
	}
	openHistory(c, dir)   // closed after what reads
	p.openScanner(c, dir) // closed after the saves, which it is told of
	c.Edits = change.New(change.Options{
		Dir: dir, Open: change.Targets(c.Platform, c.Client.Capabilities().Dialect, c.Client),
		Who: c.Settings.Operator, Principal: principal(c),
		Ended: func(of change.Subject, verdict change.Verdict) {
			if verdict != change.NotSaved {
				c.Hotspots.Saved(of.Tenant, of.Kind == change.EnterpriseTrunk)
			}
		},
	})
	c.Plans = apply.New(apply.Options{Edits: c.Edits, API: c.Client, Dir: dir, Host: c.Platform, Dialect: c.Client.Capabilities().Dialect, Begin: c.Hotspots.Defer})
	c.onClose(func() { p.closeEdits(c) })
}

// openHistory gives a connection what compares all that is read over it with what was read before.
func openHistory(c *connection, dir string) {
	c.History = history.New(history.Options{Dir: dir, Host: c.Platform, Account: account(c)})
	c.Client.Tell(apiclient.Reads{Tenants: c.History.Tenants, Trunk: c.History.Trunk, Trunks: c.History.Trunks, Backup: c.History.Backup})
	c.onClose(c.History.Flush)
}

// principal is who a connection is logged in as.
func principal(c *connection) string { return cmp.Or(c.Settings.Username, "the holder of a token") }

// account is who sees what a connection reads, and by which API: what one may see is not what
// another may.
func account(c *connection) string { return c.Client.Capabilities().Dialect + " " + principal(c) }

// stateDir returns the directory of the journal. A demo has one of its own, which is
// removed with it.
func (p Program) stateDir(c *connection) (string, error) {
	if c.state == "" && c.Settings.Demo {
		dir, err := os.MkdirTemp("", "banyan-demo-")
		if err != nil {
			return "", fmt.Errorf("start the demo: %w", err)
		}
		c.onClose(func() { _ = os.RemoveAll(dir) })
		c.state = dir
	}
	if dir := cmp.Or(c.state, p.State); dir != "" {
		return dir, nil
	}
	return "", &InternalError{Err: errors.New("no state directory")}
}

// closeEdits waits for a running save as long as it may, and names the command that
// settles each save whose end is not known. The journal of a demo ends with it.
func (p Program) closeEdits(c *connection) {
	left, err := c.Edits.Close()
	c.unsettled = len(left) > 0
	for _, entry := range left {
		text := "how the save of " + entry.Subject.String() + " ended is not known yet"
		if !c.Settings.Demo {
			text += "; this reads it: banyan edits resolve " + entry.ID
		}
		p.note("%s", text)
	}
	if err != nil {
		p.note("the last drafts may be lost: %v", err)
	}
}
