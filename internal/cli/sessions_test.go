package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/config"
)

// entering opens the sessions of an explorer that begins with these flags, where the configuration
// file has the profiles lab, of Odin, and dark, at which nobody listens.
func entering(t *testing.T, flags string) *Sessions {
	t.Helper()
	_, env := serve(t, simulator.Options{})
	text := fmt.Sprintf("profiles:\n  lab: {url: %s, api: odin, username: demo, label: LAB}\n  dark: {url: %s, username: demo}\n  odd: {api: odin}\n", env["BANYAN_URL"], closedAddress(t))
	p := configured(t, text, nil, os.Stderr, "BANYAN_URL="+env["BANYAN_URL"], "BANYAN_USERNAME=demo", "BANYAN_PASSWORD=demo", "STATE="+t.TempDir())
	s, c, err := p.openSessions(t.Context(), parsed(t, flags))
	check(t, err)
	t.Cleanup(func() { s.close() })
	if c.Sessions != s {
		t.Error("the first does not know the others")
	}
	return s
}

func TestProfilesAreListedWithTheFirstSession(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string]string{
		"":       "127.0.0.1 open, dark, lab, odd wrong, demo",
		"--demo": "dark, lab, odd wrong, demo open",
	} {
		var got []string
		for _, one := range entering(t, flags).Profiles() {
			name, _, _ := strings.Cut(one.Name, ":")
			if one.IsOpen {
				name += " open"
			}
			if one.Err != nil {
				name += " wrong"
			}
			got = append(got, name)
		}
		if list := strings.Join(got, ", "); list != want {
			t.Errorf("%q: %s, want %s", flags, list, want)
		}
	}
}

func TestAProfileIsEnteredOnceAndStaysOpen(t *testing.T) {
	t.Parallel()
	s := entering(t, "--write")
	for _, name := range []string{"lab", demoName} {
		first := must(s.Enter(t.Context(), name))(t)()
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		again := must(s.Enter(gone, name))(t)() // nobody logs in again
		if first.Name != name || first.Client != again.Client || first.Sessions != s || first.Settings.Write {
			t.Errorf("%s: %+v", name, first.Settings)
		}
	}
	lab := must(s.Enter(t.Context(), "lab"))(t)()
	if lab.Login == nil || lab.Settings.Password.IsSet() {
		t.Error("the password of the environment, which is another platform's, was used")
	}
	enter := must(lab.Login.Ask(t.Context(), "demo", config.NewSecret("demo")))(t)
	enter()
	if lab = must(s.Enter(t.Context(), "lab"))(t)(); lab.Login != nil || lab.Edits == nil || lab.Name != "lab" {
		t.Error("who has logged in is asked again")
	}
}

func TestAProfileThatCannotBeEnteredSaysWhy(t *testing.T) {
	t.Parallel()
	s := entering(t, "")
	if _, err := s.Enter(t.Context(), "odd"); err == nil || !strings.Contains(Sentence(err), "has no address") {
		t.Errorf("%v", err)
	}
	if _, err := s.Enter(t.Context(), "none"); err == nil || !strings.Contains(Sentence(err), "there is no profile") {
		t.Errorf("%v", err)
	}
	dark := must(s.Enter(t.Context(), "dark"))(t)() // who logs in there is asked first
	if _, err := dark.Login.Ask(t.Context(), "demo", config.NewSecret("demo")); apiclient.KindOf(err) != apiclient.Unreachable {
		t.Errorf("%v", err)
	}
}

func TestWhatIsOpenedAfterTheEndIsClosed(t *testing.T) {
	t.Parallel()
	s := entering(t, "")
	s.close()
	if _, err := s.Enter(t.Context(), demoName); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAPasswordCommandLogsIn(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	for command, wrong := range map[string]string{
		"[printf, 'demo\\nnote: of the lab']": "",
		"[printf, 'other']":                   "does not know this user name and password",
		"[sh, -c, 'exit 3']":                  "the password command of profile lab gives none: exit status 3; run it by hand: sh -c exit 3",
		"[printf, '']":                        "its first line is empty",
		"[/no/such/program]":                  "no such file",
		"[]":                                  "give a list that begins with a program",
	} {
		text := fmt.Sprintf("profile: lab\nprofiles:\n  lab: {url: %s, username: demo, passwordCommand: %s}\n", env["BANYAN_URL"], command)
		got := runWith(t, text, nil, "list", "tenants")
		if wrong == "" {
			got.ends(t, exitOK, "")
		} else if got.code == exitOK || !strings.Contains(got.errout, wrong) {
			t.Errorf("%s: exit %d: %s", command, got.code, got.errout)
		}
		p := configured(t, text, nil, os.Stderr, "STATE="+t.TempDir())
		c, err := p.openSession(t.Context(), config.Source{})
		if err == nil {
			if c.close(); (c.Login == nil) != (wrong == "") {
				t.Errorf("%s: the explorer asks: %v", command, c.Login != nil)
			}
		} else if !strings.Contains(Sentence(err), wrong) || wrong == "" {
			t.Errorf("%s: %v", command, err)
		}
	}
}
