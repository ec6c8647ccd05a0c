package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/config"
	"banyan/internal/redact"
	"banyan/internal/safetext"
)

// askForMissing asks for the user name and, hidden, the password of a cookie login. Where
// standard input is no terminal, its error says how to give what is missing.
func (p Program) askForMissing(ctx context.Context, settings *config.Settings) error {
	needName, needPassword := missing(*settings)
	atTerminal := p.atTerminal()
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

// passwordTime is the most that a password command may take, with the typing that it may ask for.
const passwordTime = time.Minute

// findPassword takes the password from where the profile has it, where none is given.
func (p Program) findPassword(ctx context.Context, settings *config.Settings) error {
	if err := p.runPasswordCommand(ctx, settings); err != nil {
		return err
	}
	return p.askKeyring(ctx, settings)
}

// runPasswordCommand has the command of a profile print the password, where there is one and no
// password is given. It can ask at the terminal unless the explorer has that.
func (p Program) runPasswordCommand(ctx context.Context, settings *config.Settings) error {
	_, needs := missing(*settings)
	command := settings.PasswordCommand.List()
	if !needs || len(command) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, passwordTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the user's own file names it
	cmd.WaitDelay = time.Second
	if !p.quiet {
		cmd.Stdin, cmd.Stderr = p.In, p.Err
	}
	out, err := cmd.Output()
	password, _, _ := strings.Cut(string(out), "\n")
	password = strings.TrimSuffix(password, "\r")
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case err == nil && password == "":
		err = errors.New("its first line is empty")
	}
	if err != nil {
		return usageError{fmt.Errorf("the password command of profile %s gives none: %w; run it by hand: %s", settings.Profile, err, strings.Join(command, " "))}
	}
	cmp.Or(p.Secrets, &redact.Secrets{}).Add(password)
	settings.Password = config.NewSecret(password)
	return nil
}

// missing reports what a login by password lacks.
func missing(settings config.Settings) (name, password bool) {
	if settings.Auth == config.Bearer {
		return false, false
	}
	return settings.Username == "", !settings.Password.IsSet()
}

func (p Program) askName(ctx context.Context, settings *config.Settings) (err error) {
	settings.Username, err = p.ask(ctx, "user name", "User name: ")
	return err
}

func (p Program) askPassword(ctx context.Context, settings *config.Settings) error {
	password, err := p.askHidden(ctx, "password", fmt.Sprintf("Password of %s at %s: ", settings.Username, settings.Host()))
	settings.Password = config.NewSecret(password)
	return err
}

// ask asks for a line. Its errors call it by its name.
func (p Program) ask(ctx context.Context, name, prompt string) (string, error) {
	p.say("%s", prompt)
	line, err := p.read(ctx, func() (string, error) { return bufio.NewReaderSize(p.In, 1).ReadString('\n') })
	if line = strings.TrimSpace(line); line != "" {
		return line, nil
	}
	p.say("\n")
	return "", notGiven(name, err)
}

// askHidden asks for what nobody may read on the screen, as it is typed: the terminal echoes
// nothing before the prompt is there, for one may type at once.
func (p Program) askHidden(ctx context.Context, name, prompt string) (string, error) {
	text, err := p.read(ctx, func() (string, error) {
		silent, err := term.GetState(p.In.Fd())
		if err != nil {
			return "", err
		}
		silent.Lflag &^= unix.ECHO
		if err := term.SetState(p.In.Fd(), silent); err != nil {
			return "", err
		}
		p.say("%s", prompt)
		text, err := term.ReadPassword(p.In.Fd())
		return string(text), err
	})
	p.say("\n")
	if err == nil && text != "" {
		return text, nil
	}
	return "", notGiven(name, err)
}

func notGiven(name string, err error) error {
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the %s: %w", name, err)
	}
	return usageError{fmt.Errorf("no %s was given", name)}
}

func (p Program) atTerminal() bool { return p.In != nil && term.IsTerminal(p.In.Fd()) }

// login logs in once. Where that takes its time it says so: nothing else is on the terminal yet.
func (p Program) login(ctx context.Context, c *connection) error {
	ended := make(chan error, 1)
	go func() {
		_, err := collect.Guarded(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, c.Client.Login(ctx) })
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-time.After(time.Second):
	}
	if !p.quiet {
		p.note("logging in: %s has not answered yet; ctrl+c ends this", c.Settings.Host())
	}
	return <-ended
}

// logIn logs in, and asks at a terminal for what a core wants besides name and password. Its
// user ends the asking with an empty line.
func (p Program) logIn(ctx context.Context, c *connection) error {
	err := p.login(ctx, c)
	client, ofCore := c.Client.(coreClient)
	factor := apiclient.Factor(0)
	for err != nil && ofCore && p.atTerminal() {
		problem, _ := errors.AsType[*apiclient.Error](err)
		if problem == nil {
			break
		}
		var text string
		switch problem.Kind {
		case apiclient.WrongCode:
			p.say("banyan: %s\n", apiclient.Explain(err))
			text, err = p.askCode(ctx, c, factor)
		case apiclient.SecondFactor:
			factor = problem.Factor
			text, err = p.askCode(ctx, c, factor)
		case apiclient.CodeExpired:
			p.say("banyan: the code came too late; a new one is asked for\n")
			err = c.Client.Login(ctx)
			continue
		case apiclient.GatewayChoice:
			text, err = p.askGateway(ctx, c, problem)
		default:
			return loginError{err}
		}
		if err != nil {
			return err
		}
		err = client.Answer(ctx, text)
	}
	if err != nil {
		return loginError{err}
	}
	c.loggedIn()
	return nil
}

func (p Program) askCode(ctx context.Context, c *connection, factor apiclient.Factor) (string, error) {
	prompt := "Code that %s has sent by mail: "
	if factor == apiclient.ByApp {
		prompt = "Code for %s that your app shows: "
	}
	return p.askHidden(ctx, "code", fmt.Sprintf(prompt, c.Settings.Host()))
}

func (p Program) askGateway(ctx context.Context, c *connection, problem *apiclient.Error) (string, error) {
	if problem.Message != "" {
		p.say("There is no gateway %s. ", apiclient.Quote(problem.Message))
	}
	p.say("Gateways of %s:\n", c.Settings.Host())
	for i, name := range problem.Gateways {
		p.say("  %d  %s\n", i+1, safetext.Cell(name))
	}
	text, err := p.ask(ctx, "gateway", "Gateway, by number or name: ")
	if n, odd := strconv.Atoi(text); odd == nil && n >= 1 && n <= len(problem.Gateways) && !slices.Contains(problem.Gateways, text) {
		text = problem.Gateways[n-1]
	}
	return text, err
}

// read reads from the terminal until the context ends, which a read alone would
// not notice. Then the terminal echoes as before.
func (p Program) read(ctx context.Context, read func() (string, error)) (string, error) {
	fd := p.In.Fd()
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	text, err := within(ctx, read)
	return text, errors.Join(err, term.Restore(fd, before))
}

// within returns what read does, or why the context ended before: read knows none, and goes on.
func within(ctx context.Context, read func() (string, error)) (string, error) {
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
		return "", context.Cause(ctx)
	}
}
