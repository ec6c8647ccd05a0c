package cli

import (
	"bytes"
	"cmp"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"banyan/internal/config"
)

// configured returns a program with a configuration file of this text.
func configured(t *testing.T, text string, out, errout io.Writer, env ...string) Program {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	check(t, os.WriteFile(path, []byte(text), 0o600))
	values := map[string]string{}
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	p := programIn(values, out, errout)
	p.ConfigFile = path
	return p
}

// runWith executes a command line with a configuration file of this text.
func runWith(t *testing.T, text string, env []string, args ...string) result {
	t.Helper()
	var out, errout bytes.Buffer
	code := configured(t, text, &out, &errout, env...).Run(t.Context(), args)
	return result{code: code, out: out.String(), errout: errout.String()}
}

const profiles = "profile: prod\nprofiles:\n  prod: {url: https://prod.example.net, mode: write, label: PROD}\n  lab: {url: https://lab.example.net}\n"

func TestConfigShowTellsWhatAProfileComesTo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args string
		env  []string
		want []string
	}{
		"the default profile":               {"", nil, []string{"profile            prod", "https://prod.example.net", "mode               write"}},
		"a profile of the environment":      {"", []string{"BANYAN_PROFILE=lab"}, []string{"profile            lab", "mode               read"}},
		"a flag against the environment":    {"--profile prod", []string{"BANYAN_PROFILE=lab"}, []string{"profile            prod"}},
		"an address leaves the default out": {"--url https://other", []string{"BANYAN_PROFILE=lab"}, []string{"url                https://other", "mode               read", "profile            \n"}},
		"a secret is not told":              {"", []string{"BANYAN_PASSWORD=hunter2"}, []string{"password           given"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runWith(t, profiles, tt.env, append([]string{"config", "show"}, strings.Fields(tt.args)...)...)
			got.ends(t, exitOK, "")
			got.prints(t, tt.want...)
			if strings.Contains(got.out, "hunter2") {
				t.Error("the secret was printed")
			}
		})
	}
}

func TestTwoPlacesToConnectAreRefused(t *testing.T) {
	t.Parallel()
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
			t.Parallel()
			runWith(t, profiles, tt.env, strings.Fields(tt.args)...).ends(t, exitUsage, tt.want)
		})
	}
}

func TestReadOnlyIsAskedForAgainstAProfileThatWrites(t *testing.T) {
	t.Parallel()
	p := configured(t, profiles, nil, nil)
	for args, want := range map[string]bool{"": true, "--write=false": false, "--write": true, "--write=false --profile lab": false} {
		settings, err := config.Load(parsed(t, args), p.Env, p.ConfigFile)
		if err != nil || settings.Write != want {
			t.Errorf("%q: write is %t, %v", args, settings.Write, err)
		}
	}
}

// parsed returns the flags of the explorer as a command line gives them.
func parsed(t *testing.T, args string) config.Source {
	t.Helper()
	var given config.Source
	cmd := &cobra.Command{}
	Program{}.addSettings(cmd, &given, config.Connecting, config.Scanning, config.Saving, config.Exploring)
	check(t, cmd.ParseFlags(strings.Fields(args)))
	return given
}

func TestAFlagGoesBeforeAProfileAlsoWhereItTurnsSomethingOff(t *testing.T) {
	t.Parallel()
	p := configured(t, "profile: a\nprofiles:\n  a: {url: https://h, rate: 40, scanRate: 12.5, refresh: 30s, ascii: true, mouse: true, theme: light, color: never}\n", nil, nil)
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
		s, err := config.Load(parsed(t, args), p.Env, p.ConfigFile)
		got := config.Settings{Rate: s.Rate, ScanRate: s.ScanRate, Refresh: s.Refresh, Signs: s.Signs, Mouse: s.Mouse, Theme: s.Theme, Color: s.Color}
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v", args, got, err)
		}
	}
}

func TestConfigShowWritesNumbersPlainly(t *testing.T) {
	t.Parallel()
	const text = "profile: a\nprofiles:\n  a: {url: https://h, rate: 2000000, ascii: false}\n  b: {url: https://h, mouse: true, scanRate: 0.5}\n"
	for profile, want := range map[string][]string{
		"a": {"rate               2000000\n", "scanRate           5\n", "refresh            off\n", "ascii              false\n", "mouse              false\n"},
		"b": {"rate               no limit\n", "scanRate           0.5\n", "ascii              by the locale\n", "mouse              true\n"},
	} {
		got := runWith(t, text, nil, "config", "show", "--profile", profile)
		got.ends(t, exitOK, "")
		got.prints(t, want...)
	}
}

func TestConfigCheckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	right := runWith(t, profiles, nil, "config", "check")
	right.ends(t, exitOK, "")
	right.prints(t, "2 profiles, nothing wrong: lab, prod")
	wrong := runWith(t, "profiles:\n  a: {label: X}\n  b: {url: 'ftp://x'}\n", nil, "config", "check")
	wrong.ends(t, exitUsage, "profile a has no address")
	wrong.ends(t, exitUsage, "profile b: ")
}

// sample returns a text that a setting can be given beside an address and a token, and
// that it does not have by itself then.
func sample(s config.Setting) string {
	for name, text := range map[string]string{"url": "https://sample", "prefix": "/sample", "auth": "cookie", "write": "write"} {
		if s.Name == name {
			return text
		}
	}
	if s.Values != nil {
		return s.Values[1]
	}
	return map[config.Kind]string{
		config.Text: "sample", config.Number: "3", config.Decimal: "1.5", config.Interval: "30s", config.Switch: "true",
		config.List: `["sample"]`,
	}[s.Kind()]
}

// A setting is one entry of the table: everything that explains or reads the settings has to
// follow from it, and the README has to name it.
func TestEverySettingIsKnownEverywhere(t *testing.T) {
	t.Parallel()
	readme := must(os.ReadFile("../../README.md"))(t)
	output := func(args ...string) string {
		got := runWith(t, "", nil, args...)
		got.ends(t, exitOK, "")
		return got.out
	}
	help, man, flags, configHelp := output("--help"), output("man"), output("__complete", "--"), output("config", "--help")
	for _, s := range config.Table() {
		contains := func(where, text string, wanted ...string) {
			for _, part := range wanted {
				if !strings.Contains(text, part) {
					t.Errorf("%s: %q is not in %s", s.Name, part, where)
				}
			}
		}
		if s.Flag != config.Unflagged {
			contains("the help", help, "--"+s.Name+" ", s.FlagHelp())
			contains("the man page", man, "--"+s.Name+`\fP`, s.FlagHelp())
			contains("the completion of flags", flags, "--"+s.Name+"\t"+s.FlagHelp())
			contains("the README", string(readme), "`--"+s.Name+"`")
		}
		if s.Values != nil && s.Flag != config.Unflagged {
			contains("the completion of values", output("__complete", "--"+s.Name, ""), strings.Join(s.Values, "\n")+"\n")
		}
		if s.Env != "" {
			contains("the help", help, s.Env)
			contains("the man page", man, s.Env)
			contains("the README", string(readme), s.Env+"`")
		}
		if s.Key != "" {
			contains("the help of config", configHelp, "  "+s.Key+" ", s.KeyHelp())
		}
		if s.Flag == config.Unflagged && s.Env == "" && s.Key == "" {
			t.Errorf("%s can be given nowhere", s.Name)
		}
	}
}

func TestEverySettingOfAProfileIsCheckedAndShown(t *testing.T) {
	t.Parallel()
	output := func(profile, command string) (int, string) {
		got := runWith(t, "profile: a\nprofiles:\n  a: {"+profile+"}\n", []string{"BANYAN_TOKEN=x"}, "config", command)
		return got.code, got.out + got.errout
	}
	_, bare := output("url: 'https://h'", "show")
	for _, s := range config.Table() {
		profile := "url: 'https://h', " + cmp.Or(s.Key, s.Name) + ": '" + sample(s) + "'"
		if s.Key == "url" {
			profile = "url: '" + sample(s) + "'"
		}
		code, printed := output(profile, "check")
		if s.Key == "" {
			if refusal := "no setting is called " + s.Name; code != exitUsage || !strings.Contains(printed, refusal) {
				t.Errorf("%s: config check does not say %q: exit %d: %s", s.Name, refusal, code, printed)
			}
			continue
		}
		if code != exitOK {
			t.Errorf("%s: config check refuses {%s}: %s", s.Name, profile, printed)
		}
		if code, shown := output(profile, "show"); code != exitOK || shown == bare || !strings.Contains(shown, sample(s)) {
			t.Errorf("%s: config show does not show what {%s} gives: exit %d:\n%s", s.Name, profile, code, shown)
		}
	}
}

func TestEveryVariableOfTheEnvironmentIsRead(t *testing.T) {
	t.Parallel()
	output := func(env ...string) string {
		got := runWith(t, "profiles:\n  sample: {url: 'https://h'}\n", env, "config", "show")
		got.ends(t, exitOK, "")
		return got.out
	}
	for _, s := range config.Table() {
		if s.Env == "" {
			continue
		}
		bare := []string{"BANYAN_URL=https://h"}
		if s.Name == "profile" || s.Name == "url" {
			bare = nil
		}
		if output(append(bare, s.Env+"="+sample(s))...) == output("BANYAN_URL=https://h") {
			t.Errorf("%s: %s sets nothing", s.Name, s.Env)
		}
	}
}

func TestConfigInitBeginsAFileOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	command := func(args ...string) result {
		var out, errout bytes.Buffer
		p := programIn(nil, &out, &errout)
		p.ConfigFile = filepath.Join(dir, "config.yaml")
		code := p.Run(t.Context(), args)
		return result{code: code, out: out.String(), errout: errout.String()}
	}
	none := command("config", "check")
	none.ends(t, exitOK, "")
	none.prints(t, "config.yaml holds no profiles: banyan config init begins one")
	begun := command("config", "init")
	begun.ends(t, exitOK, "")
	begun.prints(t, "has an example now")
	checked := command("config", "check")
	checked.ends(t, exitOK, "")
	checked.prints(t, "1 profile, nothing wrong: prod-be")
	info := must(os.Stat(filepath.Join(dir, "config.yaml")))(t)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	command("config", "init").ends(t, exitUsage, "is there already")
	dir = "/proc/none"
	command("config", "init").ends(t, exitUsage, "begin the configuration file")
}
