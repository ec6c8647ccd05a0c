package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/zalando/go-keyring"

	"banyan/internal/config"
	"banyan/internal/redact"
)

// Keyring holds passwords for the user of this machine, each under a service and an account.
// Its errors are those of go-keyring.
type Keyring interface {
	Get(service, account string) (string, error)
	Set(service, account, password string) error
	Delete(service, account string) error
}

// keyringService is what the passwords are held under: secret-tool knows them by it too.
const keyringService = "banyan"

func keyringAccount(settings config.Settings) string {
	return settings.Username + "@" + settings.Host()
}

// systemKeyring is that of the desktop or of the login session: of Linux the Secret Service.
type systemKeyring struct{}

func (systemKeyring) Get(service, account string) (string, error) {
	return keyring.Get(service, account)
}

func (systemKeyring) Set(service, account, password string) error {
	return keyring.Set(service, account, password)
}

func (systemKeyring) Delete(service, account string) error { return keyring.Delete(service, account) }

// keyring returns the one that is used, or an error where there can be none: to look for it would
// start a program.
func (p Program) keyring() (Keyring, error) {
	if p.Keyring != nil {
		return p.Keyring, nil
	}
	return systemKeyring{}, hasSessionBus(p.Env, "/run/user/"+strconv.Itoa(os.Getuid())+"/bus")
}

// hasSessionBus returns an error where there is no session bus: neither one that the environment
// names, nor at its usual socket.
func hasSessionBus(env func(string) string, socket string) error {
	if runtime.GOOS != "linux" || env("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	if _, err := os.Stat(socket); err != nil {
		return errors.New("this login has no session bus, and so no keyring")
	}
	return nil
}

// askKeyring takes the password from the keyring where the profile has it there and none is given.
// Where it is not there, a note says so and the password is asked for.
func (p Program) askKeyring(ctx context.Context, settings *config.Settings) error {
	needsName, needs := missing(*settings)
	if !settings.Keyring || !needs || needsName {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, passwordTime)
	defer cancel()
	account := keyringAccount(*settings)
	password := ""
	ring, err := p.keyring()
	if err == nil {
		password, err = within(limited, func() (string, error) { return ring.Get(keyringService, account) }) // a locked one asks its user
	}
	why := ""
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		why = fmt.Sprintf("the keyring has no password of %s: banyan config keyring save --profile %s puts it there", account, settings.Profile)
	case err != nil:
		why = fmt.Sprintf("the keyring cannot be read: %v", err)
	default:
		cmp.Or(p.Secrets, &redact.Secrets{}).Add(password)
		settings.Password = config.NewSecret(password)
	}
	if why != "" && !p.quiet { // else the login says what it lacks
		p.note("%s", why)
	}
	return context.Cause(ctx)
}

func (p Program) configKeyringCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "keyring", Short: "Keep the password of a profile in the keyring of this machine", Args: noArguments,
		Long: `keyring keeps the password of a profile in the keyring of the desktop or of the login
session, under the service "banyan" and the account USERNAME@HOST. A profile with
"keyring: true" takes it from there.`,
	}
	cmd.AddCommand(
		p.keyringCommand("save", "Ask for the password and keep it", "has the password of", func(ctx context.Context, ring Keyring, settings config.Settings) error {
			if !p.atTerminal() {
				return errors.New("run this at a terminal: it asks for the password")
			}
			account := keyringAccount(settings)
			if _, err := ring.Get(keyringService, account); err != nil && !errors.Is(err, keyring.ErrNotFound) {
				return err // before anything is typed
			}
			if err := p.askPassword(ctx, &settings); err != nil {
				return err
			}
			return ring.Set(keyringService, account, settings.Password.Reveal())
		}),
		p.keyringCommand("remove", "Remove the password", "no longer has the password of", func(_ context.Context, ring Keyring, settings config.Settings) error {
			return ring.Delete(keyringService, keyringAccount(settings))
		}),
	)
	return cmd
}

// keyringCommand is one that does something with the password of a profile, and says so.
func (p Program) keyringCommand(name, short, done string, do func(context.Context, Keyring, config.Settings) error) *cobra.Command {
	var given config.Source
	cmd := &cobra.Command{
		Use: name, Short: short, Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := config.Load(given, p.Env, p.ConfigFile)
			switch {
			case err != nil:
				return usageError{err}
			case settings.Username == "" || settings.Demo:
				return usageError{errors.New("no user name: give --profile NAME of a profile with one, or --username NAME")}
			}
			account := keyringAccount(settings)
			ring, err := p.keyring()
			if err == nil {
				err = do(cmd.Context(), ring, settings)
			}
			switch {
			case errors.Is(err, keyring.ErrNotFound):
				return usageError{fmt.Errorf("the keyring has no password of %s", account)}
			case err != nil:
				return usageError{fmt.Errorf("keyring: %w", err)}
			}
			_, err = fmt.Fprintf(p.Out, "the keyring %s %s\n", done, account)
			return err
		},
	}
	p.addSettings(cmd, &given, config.Connecting)
	return cmd
}
