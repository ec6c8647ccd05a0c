package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/zalando/go-keyring"

	"banyan/apiclient/simulator"
	"banyan/internal/config"
)

// heldKeyring is a keyring in memory; with err it cannot be reached.
type heldKeyring struct {
	held map[string]string
	err  error
}

func (k *heldKeyring) Get(service, account string) (string, error) {
	if password, ok := k.held[service+" "+account]; ok || k.err != nil {
		return password, k.err
	}
	return "", keyring.ErrNotFound
}

func (k *heldKeyring) Set(service, account, password string) error {
	k.held[service+" "+account] = password
	return k.err
}

func (k *heldKeyring) Delete(service, account string) error {
	if _, err := k.Get(service, account); err != nil {
		return err
	}
	delete(k.held, service+" "+account)
	return nil
}

// The keyring of a profile logs in; what it lacks is said, and asked for where somebody can answer.
func TestThePasswordOfAKeyringLogsIn(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	text := fmt.Sprintf("profile: lab\nprofiles:\n  lab: {url: %s, username: demo, keyring: true}\n", env["BANYAN_URL"])
	account := "banyan demo@" + strings.TrimPrefix(env["BANYAN_URL"], "http://")
	for _, test := range []struct {
		name string
		ring heldKeyring
		env  []string
		says []string // nil where it logs in
	}{
		{name: "held", ring: heldKeyring{held: map[string]string{account: "demo"}}},
		{name: "given otherwise", ring: heldKeyring{err: errors.New("locked")}, env: []string{"BANYAN_PASSWORD=demo"}},
		{name: "wrong", ring: heldKeyring{held: map[string]string{account: "stale-word"}}, says: []string{"does not know this user name and password"}},
		{name: "not held", says: []string{"the keyring has no password of demo@127.0.0.1", "banyan config keyring save --profile lab", "no password: set BANYAN_PASSWORD"}},
		{name: "out of reach", ring: heldKeyring{err: errors.New("this login has no session bus")}, says: []string{"the keyring cannot be read: this login has no session bus", "no password"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out, errout bytes.Buffer
			p := configured(t, text, &out, &errout, test.env...)
			p.Keyring = &test.ring
			code := p.Run(t.Context(), []string{"list", "tenants"})
			if (code == exitOK) != (test.says == nil) || code == exitOK && errout.Len() > 0 || strings.Contains(errout.String(), "stale-word") {
				t.Errorf("exit %d: %s", code, errout.String())
			}
			for _, want := range test.says {
				if !strings.Contains(errout.String(), want) {
					t.Errorf("lacks %q: %s", want, errout.String())
				}
			}
		})
	}
	p := configured(t, text, os.Stdout, os.Stderr, "STATE="+t.TempDir())
	p.Keyring, p.quiet = &heldKeyring{}, true
	c, err := p.openSession(t.Context(), config.Source{})
	check(t, err)
	t.Cleanup(c.close)
	if c.Login == nil {
		t.Error("the explorer does not ask for what the keyring lacks")
	}
}

// A password is asked for at a terminal, where nobody sees it, and only where it can be kept.
func TestAPasswordIsKeptInTheKeyring(t *testing.T) {
	t.Parallel()
	const text = "profiles:\n  lab: {url: https://lab.example.net, username: demo, keyring: true}\n"
	save := func(ring *heldKeyring, terminal *os.File) (code int, output string) {
		var out bytes.Buffer
		p := configured(t, text, &out, &out)
		p.Keyring, p.In = ring, terminal
		return p.Run(t.Context(), []string{"config", "keyring", "save", "--profile", "lab"}), out.String()
	}
	master, terminal, err := pty.Open()
	check(t, err)
	t.Cleanup(func() { _, _ = master.Close(), terminal.Close() })

	ring := &heldKeyring{held: map[string]string{}}
	if code, output := save(ring, nil); code != exitUsage || !strings.Contains(output, "run this at a terminal") {
		t.Errorf("without a terminal: exit %d: %s", code, output)
	}
	if code, output := save(&heldKeyring{err: errors.New("no session bus")}, terminal); code != exitUsage || output != "banyan: keyring: no session bus\n" {
		t.Errorf("out of reach: exit %d: %s", code, output)
	}
	must(master.WriteString("demo-word\n"))(t)
	code, output := save(ring, terminal)
	if want := "Password of demo at lab.example.net: "; code != exitOK || !strings.HasPrefix(output, want) || !strings.HasSuffix(output, "the keyring has the password of demo@lab.example.net\n") || strings.Contains(output, "demo-word") {
		t.Errorf("exit %d: %q", code, output)
	}
	if got := ring.held["banyan demo@lab.example.net"]; got != "demo-word" {
		t.Errorf("it has %q", got)
	}
}

func TestAPasswordIsRemovedFromTheKeyring(t *testing.T) {
	t.Parallel()
	const text = "profiles:\n  lab: {url: https://lab.example.net, username: demo, keyring: true}\n  anybody: {url: https://lab.example.net}\n" +
		"  both: {url: https://lab.example.net, username: demo, keyring: true, passwordCommand: [pass]}\n"
	ring := &heldKeyring{held: map[string]string{"banyan demo@lab.example.net": "x", "banyan other@lab.example.net": "y"}}
	for _, test := range []struct {
		args string
		code int
		says string
	}{
		{"remove --profile lab", exitOK, "the keyring no longer has the password of demo@lab.example.net"},
		{"remove --profile lab", exitUsage, "the keyring has no password of demo@lab.example.net"},
		{"remove --profile anybody", exitUsage, "no user name"},
		{"remove --profile both", exitUsage, "keyring and passwordCommand both say where the password is"},
		{"remove --demo", exitUsage, "no user name"},
	} {
		var out bytes.Buffer
		p := configured(t, text, &out, &out)
		p.Keyring = ring
		if code := p.Run(t.Context(), append([]string{"config", "keyring"}, strings.Fields(test.args)...)); code != test.code || !strings.Contains(out.String(), test.says) {
			t.Errorf("%s: exit %d: %s", test.args, code, out.String())
		}
	}
	if len(ring.held) != 1 {
		t.Errorf("left is %v", ring.held)
	}
}

// Where there is no session bus, none is started.
func TestNoKeyringIsLookedForWithoutASessionBus(t *testing.T) {
	t.Parallel()
	env := func(value string) func(string) string { return func(string) string { return value } }
	for _, test := range []struct{ address, socket, want string }{
		{"", "/no/such/bus", "this login has no session bus, and so no keyring"},
		{"unix:path=/no/such/bus", "/no/such/bus", ""},
		{"", t.TempDir(), ""},
	} {
		if err := hasSessionBus(env(test.address), test.socket); (err != nil) != (test.want != "") || err != nil && err.Error() != test.want {
			t.Errorf("%+v: %v", test, err)
		}
	}
}
