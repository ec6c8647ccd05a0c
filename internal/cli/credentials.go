package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"banyan/internal/config"
)

// askForMissing asks for the user name and, hidden, the password of a cookie login. Where
// standard input is no terminal, its error says how to give what is missing.
func (p Program) askForMissing(ctx context.Context, settings *config.Settings) error {
	needName, needPassword := missing(*settings)
	atTerminal := p.In != nil && term.IsTerminal(int(p.In.Fd()))
	switch {
	case !needName && !needPassword:
		return nil
	case needName && !atTerminal:
		return usageError{errors.New("no user name: give --username NAME or set BANYAN_USERNAME")}
	case !atTerminal:
		return usageError{errors.New("no password: set BANYAN_PASSWORD, or run banyan at a terminal to be asked for it")}
	}
	if needName {
		if err := p.askName(ctx, settings); err != nil {
			return err
		}
	}
	if needPassword {
		return p.askPassword(ctx, settings)
	}
	return nil
}

// missing reports what a login by password lacks.
func missing(settings config.Settings) (name, password bool) {
	if settings.Auth == config.Bearer {
		return false, false
	}
	return settings.Username == "", !settings.Password.IsSet()
}

func (p Program) askName(ctx context.Context, settings *config.Settings) error {
	p.say("User name: ")
	line, err := p.read(ctx, func() (string, error) { return bufio.NewReaderSize(p.In, 1).ReadString('\n') })
	if settings.Username = strings.TrimSpace(line); settings.Username != "" {
		return nil
	}
	p.say("\n")
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the user name: %w", err)
	}
	return usageError{errors.New("no user name was given")}
}

func (p Program) askPassword(ctx context.Context, settings *config.Settings) error {
	p.say("Password of %s at %s: ", settings.Username, settings.Host())
	password, err := p.read(ctx, func() (string, error) {
		password, err := term.ReadPassword(int(p.In.Fd()))
		return string(password), err
	})
	p.say("\n")
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the password: %w", err)
	}
	if password == "" {
		return usageError{errors.New("no password was given")}
	}
	settings.Password = config.NewSecret(password)
	return nil
}

// read reads from the terminal until the context ends, which a read alone would
// not notice; then the terminal echoes again as before.
func (p Program) read(ctx context.Context, read func() (string, error)) (string, error) {
	fd := int(p.In.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := read()
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-ctx.Done():
		return "", errors.Join(context.Cause(ctx), term.Restore(fd, before))
	}
}
