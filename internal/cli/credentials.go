package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"banyan/internal/config"
)

// askForMissing completes the settings of a cookie login at the terminal: the
// user name, and the password hidden. Where standard input is no terminal, what
// is missing is an error that says how to give it.
func (p Program) askForMissing(settings *config.Settings) error {
	if settings.Auth == config.Bearer {
		return nil
	}
	needName, needPassword := settings.Username == "", !settings.Password.IsSet()
	if !needName && !needPassword {
		return nil
	}
	if p.In == nil || !term.IsTerminal(int(p.In.Fd())) {
		if needName {
			return usageError{errors.New("no user name: give --username NAME or set BANYAN_USERNAME")}
		}
		return usageError{errors.New("no password: set BANYAN_PASSWORD, or run banyan at a terminal to be asked for it")}
	}
	if needName {
		name, err := p.askName()
		if err != nil {
			return err
		}
		settings.Username = name
	}
	if needPassword {
		return p.askPassword(settings)
	}
	return nil
}

func (p Program) askName() (string, error) {
	p.say("User name: ")
	line, err := bufio.NewReaderSize(p.In, 1).ReadString('\n')
	if name := strings.TrimSpace(line); name != "" {
		return name, nil
	}
	p.say("\n")
	if err != nil && !errors.Is(err, io.EOF) {
		return "", usageError{fmt.Errorf("read the user name: %w", err)}
	}
	return "", usageError{errors.New("no user name was given")}
}

func (p Program) askPassword(settings *config.Settings) error {
	p.say("Password of %s at %s: ", settings.Username, settings.Host())
	password, err := term.ReadPassword(int(p.In.Fd()))
	p.say("\n")
	if err != nil {
		return usageError{fmt.Errorf("read the password: %w", err)}
	}
	if len(password) == 0 {
		return usageError{errors.New("no password was given")}
	}
	settings.Password = config.NewSecret(string(password))
	return nil
}
