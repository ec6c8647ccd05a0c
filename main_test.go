package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"banyan/apiclient/simulator"
	"banyan/internal/cli"
	"banyan/internal/config"
	"banyan/internal/redact"
	"banyan/internal/soak"
	"banyan/internal/terminal"
)

// faultVar makes a process of this test binary a banyan whose screen panics, connected
// to the address that the variable holds.
const faultVar = "BANYAN_TEST_FAULT"

func TestMain(m *testing.M) {
	if os.Getenv(faultVar) != "" {
		os.Exit(runFault())
	}
	os.Exit(soak.Tests{M: m}.Run())
}

// runFault is main, but for the screen that it shows.
func runFault() int {
	ctx, stop := terminal.WithSignals(context.Background())
	defer stop()
	secrets := &redact.Secrets{}
	e := explorer{in: os.Stdin, out: os.Stdout, env: os.Getenv, crash: terminal.NewCrash(config.StateDir(), cli.Version(), secrets)}
	return cli.Program{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, State: config.StateDir(), Secrets: secrets,
		Explore: func(ctx context.Context, _ cli.Session) error {
			return e.show(ctx, terminal.Screen{}, faulty{})
		},
	}.Run(ctx, []string{"--url", os.Getenv(faultVar), "--api", "apio"})
}

type faulty struct{}

func (faulty) Init() tea.Cmd { return nil }
func (faulty) View() string  { return "ready" }
func (faulty) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyMsg); ok {
		panic("no such row, and the password is demo-word")
	}
	return faulty{}, nil
}

func TestAPanicEndsWithOneLineAndAFile(t *testing.T) {
	server, err := simulator.New(simulator.Options{Username: "demo", Password: "demo-word"})
	if err != nil {
		t.Fatal(err)
	}
	url, _, err := server.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = []string{
		"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(), "XDG_STATE_HOME=" + state,
		faultVar + "=" + url, "BANYAN_USERNAME=demo", "BANYAN_PASSWORD=demo-word",
	}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close() //nolint:errcheck // the process has ended
	var out []byte
	for buffer := make([]byte, 4096); !bytes.Contains(out, []byte("ready")); {
		n, err := tty.Read(buffer)
		if err != nil {
			t.Fatalf("%v after %q", err, out)
		}
		out = append(out, buffer[:n]...)
	}
	if _, err := tty.WriteString("x"); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(tty) // ends with the error of a terminal that nobody holds
	out = append(out, rest...)
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != 70 {
		t.Errorf("exit %d, want 70", cmd.ProcessState.ExitCode())
	}
	_, after, left := strings.Cut(string(out), "\x1b[?1049l")
	files, err := filepath.Glob(filepath.Join(state, "banyan", "crash-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("crash files %v, %v", files, err)
	}
	lines := strings.Split(strings.TrimSpace(ansi.Strip(after)), "\n")
	if !left || len(lines) != 1 || !strings.Contains(lines[0], "internal fault") || !strings.Contains(lines[0], files[0]) {
		t.Errorf("after the screen came %q", lines)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || bytes.Contains(text, []byte("demo-word")) || bytes.Contains(out, []byte("demo-word")) {
		t.Errorf("the password is in %q or %q, %v", text, out, err)
	}
}

func TestNoCrashFileHasAPasswordThatWasTyped(t *testing.T) {
	state := t.TempDir()
	d := &desk{secrets: &redact.Secrets{}}
	ask := d.ask(func(_ context.Context, _ string, password config.Secret) (func() cli.Session, error) {
		return nil, errors.New("asked with " + password.Reveal())
	}, d.opening)
	if _, err := ask(t.Context(), "demo", "demo-word"); err == nil || err.Error() != "asked with demo-word" {
		t.Error(err)
	}
	terminal.NewCrash(state, "v", d.secrets).Report("no such row, and the password is demo-word", nil)
	files, err := filepath.Glob(filepath.Join(state, "crash-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("crash files %v, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || bytes.Contains(text, []byte("demo-word")) {
		t.Errorf("%q, %v", text, err)
	}
}

func TestPreviewsStayAsTheyWereSwitched(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	p := keptPreview(dir)
	p.keep()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("something is kept though nothing changed: %v", err)
	}
	p.Flip(true)
	p.keep()
	if again := keptPreview(dir); !again.Hidden || again.Below {
		t.Errorf("kept %+v", again.Switch)
	}
	if err := os.WriteFile(p.file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if again := keptPreview(dir); again.Hidden {
		t.Error("what cannot be read counts")
	}
}
