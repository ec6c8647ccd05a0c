package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"banyan/internal/config"
)

// program returns a program with a configuration file, and what it prints.
func programWith(t *testing.T, text string, env ...string) (p Program, out, errs *bytes.Buffer) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	return Program{
		Out: out, Err: errs, ConfigFile: path,
		Env: func(name string) string {
			for _, pair := range env {
				if key, value, _ := strings.Cut(pair, "="); key == name {
					return value
				}
			}
			return ""
		},
		Explain: func(err error) string { return err.Error() },
	}, out, errs
}

const profiles = "profile: prod\nprofiles:\n  prod: {url: https://prod.example.net, mode: write, label: PROD}\n  lab: {url: https://lab.example.net}\n"

func TestConfigShowTellsWhatAProfileComesTo(t *testing.T) {
	for name, tt := range map[string]struct {
		args string
		env  []string
		want []string
	}{
		"the default profile":               {"", nil, []string{"profile            prod", "https://prod.example.net", "mode               write"}},
		"a profile of the environment":      {"", []string{"BANYAN_PROFILE=lab"}, []string{"profile            lab", "mode               read"}},
		"a flag against the environment":    {"--profile prod", []string{"BANYAN_PROFILE=lab"}, []string{"profile            prod"}},
		"an address leaves the default out": {"--url https://other", []string{"BANYAN_PROFILE=lab"}, []string{"url                https://other", "mode               read", "profile            \n"}},
		"a secret is not told":              {"", []string{"BANYAN_PASSWORD=hunter2"}, []string{"password or token  given"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, out, errs := programWith(t, profiles, tt.env...)
			code := p.Run(t.Context(), append([]string{"config", "show"}, strings.Fields(tt.args)...))
			for _, want := range tt.want {
				if code != exitOK || !strings.Contains(out.String(), want) {
					t.Errorf("exit %d, %q is not in\n%s%s", code, want, out, errs)
				}
			}
			if strings.Contains(out.String(), "hunter2") {
				t.Error("the secret was printed")
			}
		})
	}
}

func TestTwoPlacesToConnectAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		args, want string
		env        []string
	}{
		"two flags":             {"config show --profile lab --url https://x", "--profile and --url", nil},
		"twice the environment": {"config show", "BANYAN_PROFILE and BANYAN_URL", []string{"BANYAN_PROFILE=lab", "BANYAN_URL=https://x"}},
		"a demo":                {"config show --demo --profile lab", "leave out --profile", nil},
		"no such profile":       {"config show --profile lba", `no profile "lba": there is lab, prod`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, _, errs := programWith(t, profiles, tt.env...)
			if code := p.Run(t.Context(), strings.Fields(tt.args)); code != exitUsage || !strings.Contains(errs.String(), tt.want) {
				t.Errorf("exit %d: %s", code, errs)
			}
		})
	}
}

func TestReadOnlyIsAskedForAgainstAProfileThatWrites(t *testing.T) {
	p, _, _ := programWith(t, profiles)
	for args, want := range map[string]bool{"": true, "--write=false": false, "--write": true, "--write=false --profile lab": false} {
		settings, err := p.settings(parsed(t, args))
		if err != nil || settings.Write != want {
			t.Errorf("%q: write is %t, %v", args, settings.Write, err)
		}
	}
}

// parsed returns the flags of the explorer as a command line gives them.
func parsed(t *testing.T, args string) connectFlags {
	t.Helper()
	var flags connectFlags
	set := pflag.NewFlagSet("banyan", pflag.ContinueOnError)
	flags.addConnect(set)
	flags.addScreen(set)
	if err := set.Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	return flags
}

func TestAFlagGoesBeforeAProfileAlsoWhereItTurnsSomethingOff(t *testing.T) {
	p, _, _ := programWith(t, "profile: a\nprofiles:\n  a: {url: https://h, rate: 40, scanRate: 12.5, refresh: 30s, ascii: true, mouse: true, theme: light, color: never}\n")
	of := config.Settings{Rate: 40, ScanRate: 12.5, Refresh: 30 * time.Second, Signs: config.ASCII, Mouse: true, Theme: config.ThemeLight, Color: config.ColorNever}
	for args, change := range map[string]func(*config.Settings){
		"":                func(*config.Settings) {},
		"--rate 0":        func(s *config.Settings) { s.Rate = 0 },
		"--rate 7":        func(s *config.Settings) { s.Rate = 7 },
		"--scan-rate 200": func(s *config.Settings) { s.ScanRate = 200 },
		"--scan-rate 0":   func(s *config.Settings) { s.ScanRate = 0 },
		"--refresh 0":     func(s *config.Settings) { s.Refresh = 0 },
		"--mouse=false":   func(s *config.Settings) { s.Mouse = false },
		"--ascii=false":   func(s *config.Settings) { s.Signs = config.Unicode },
		"--theme dark":    func(s *config.Settings) { s.Theme = config.ThemeDark },
		"--color 256":     func(s *config.Settings) { s.Color = config.Color256 },
	} {
		want := of
		change(&want)
		s, err := p.settings(parsed(t, args))
		got := config.Settings{Rate: s.Rate, ScanRate: s.ScanRate, Refresh: s.Refresh, Signs: s.Signs, Mouse: s.Mouse, Theme: s.Theme, Color: s.Color}
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v", args, got, err)
		}
	}
}

func TestConfigShowWritesNumbersPlainly(t *testing.T) {
	p, out, _ := programWith(t, "profile: a\nprofiles:\n  a: {url: https://h, rate: 2000000, ascii: false}\n  b: {url: https://h, mouse: true, scanRate: 0.5}\n")
	for profile, want := range map[string][]string{
		"a": {"rate               2000000\n", "scanRate           5\n", "refresh            off\n", "ascii              false\n", "mouse              false\n"},
		"b": {"rate               no limit\n", "scanRate           0.5\n", "ascii              by the locale\n", "mouse              true\n"},
	} {
		out.Reset()
		code := p.Run(t.Context(), []string{"config", "show", "--profile", profile})
		for _, line := range want {
			if code != exitOK || !strings.Contains(out.String(), line) {
				t.Errorf("exit %d, %q is not in\n%s", code, line, out)
			}
		}
	}
}

func TestConfigCheckNamesWhatIsWrong(t *testing.T) {
	p, out, _ := programWith(t, profiles)
	if code := p.Run(t.Context(), []string{"config", "check"}); code != exitOK || !strings.Contains(out.String(), "2 profiles, nothing wrong: lab, prod") {
		t.Errorf("exit %d: %s", code, out)
	}
	p, _, errs := programWith(t, "profiles:\n  a: {label: X}\n  b: {url: 'ftp://x'}\n")
	if code := p.Run(t.Context(), []string{"config", "check"}); code != exitUsage ||
		!strings.Contains(errs.String(), "profile a has no address") || !strings.Contains(errs.String(), "profile b: ") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
