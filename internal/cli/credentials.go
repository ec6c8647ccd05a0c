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

// askForMissing completes the settings of a cookie login at the terminal: the
// user name, and the password hidden. Where standard input is no terminal, what
// is missing is an error that says how to give it.
func (p Program) askForMissing(ctx context.Context, settings *config.Settings) error {
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
		name, err := p.askName(ctx)
		if err != nil {
			return err
		}
		settings.Username = name
	}
	if needPassword {
		return p.askPassword(ctx, settings)
	}
	return nil
}

func (p Program) askName(ctx context.Context) (string, error) {
	p.say("User name: ")
	line, err := p.read(ctx, func() (string, error) {
		return bufio.NewReaderSize(p.In, 1).ReadString('\n')
	})
	if name := strings.TrimSpace(line); name != "" {
		return name, nil
	}
	p.say("\n")
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the user name: %w", err)
	}
	return "", usageError{errors.New("no user name was given")}
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
		answers <- answer{text: text, err: err}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-ctx.Done():
		return "", errors.Join(context.Cause(ctx), term.Restore(fd, before))
	}
}
