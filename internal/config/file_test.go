package config_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"banyan/internal/config"
)

func readText(t *testing.T, text string) (config.File, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.ReadFile(path)
}

const twoProfiles = `
profile: prod
profiles:
  prod:
    url: https://apio.example.net
    username: anna
    label: PROD
    mode: write
    refresh: 30s
    concurrency: 8
    color: "16"
    scanRate: 2.5
    ascii: true
    mouse: true
  lab:
    url: https://lab.example.net
    label: LAB
`

func read(t *testing.T, text string) config.File {
	t.Helper()
	out, err := readText(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func find(t *testing.T, f config.File, name string) config.Source {
	t.Helper()
	profile, err := f.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

func TestAProfileIsFoundByNameOrByDefault(t *testing.T) {
	f := read(t, twoProfiles)
	for _, name := range []string{"", "prod"} {
		got, err := config.Resolve(nil, find(t, f, name), nil)
		want := config.Settings{
			Profile: "prod", URL: host, Username: "anna", Label: "PROD", Write: true,
			API: config.APIO, Auth: config.Cookie, Theme: config.ThemeAuto,
			Refresh: 30 * time.Second, Concurrency: 8, Accent: config.AccentAuto, Color: config.Color16,
			ScanRate: 2.5, Signs: config.ASCII, Mouse: true,
		}
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v", name, got, err)
		}
	}
	if got, err := config.Resolve(nil, find(t, f, "lab"), nil); err != nil || got.Label != "LAB" || got.Write {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err := f.Find("prdo")
	if err == nil || !strings.Contains(err.Error(), `no profile "prdo": there is lab, prod`) {
		t.Errorf("got %v", err)
	}
}

func TestNoFileSaysNothing(t *testing.T) {
	f, err := config.ReadFile(filepath.Join(t.TempDir(), "none"))
	if err != nil || len(f.Profiles) != 0 {
		t.Fatalf("got %+v, %v", f, err)
	}
	if s, err := f.Find(""); err != nil || s != nil {
		t.Errorf("got %+v, %v", s, err)
	}
}

// Whatever the environment says of another platform must not be mixed in: neither its
// address nor its label, and a flag still goes before everything.
func TestAProfileIsNotMixedWithTheEnvironment(t *testing.T) {
	got, err := config.Resolve(given("concurrency=4"), find(t, read(t, twoProfiles), "lab"),
		env("BANYAN_URL=https://prod", "BANYAN_API=odin", "BANYAN_USERNAME=root", "BANYAN_LABEL=PROD", "BANYAN_PASSWORD=pw"))
	if err != nil {
		t.Fatal(err)
	}
	if got.URL != "https://lab.example.net" || got.Label != "LAB" || got.Username != "" || got.API != config.APIO {
		t.Errorf("the environment reached the profile: %+v", got)
	}
	if got.Password.Reveal() != "pw" || got.Concurrency != 4 || got.Profile != "lab" {
		t.Errorf("got %+v", got)
	}
}

func TestTheEnvironmentOfTheTerminalGoesBeforeAProfile(t *testing.T) {
	profile := find(t, read(t, twoProfiles), "prod")
	for name, tt := range map[string]struct {
		flag config.Color
		env  config.Source
		want config.Color
	}{
		"the profile alone":           {"", env(), config.Color16},
		"NO_COLOR against a profile":  {"", env("NO_COLOR=1"), config.ColorNever},
		"a flag against a profile":    {config.ColorNever, env(), config.ColorNever},
		"a flag that leaves it open":  {config.ColorAuto, env(), config.ColorAuto},
		"a flag against NO_COLOR too": {config.Color16, env("NO_COLOR=1"), config.Color16},
	} {
		got, err := config.Resolve(given("color="+string(tt.flag)), profile, tt.env)
		if err != nil || got.Color != tt.want {
			t.Errorf("%s: want %s, got %s, %v", name, tt.want, got.Color, err)
		}
	}
}

func TestAFileThatIsNotRightIsRefusedWithItsLine(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"an unknown setting":   {"profiles:\n  a:\n    url: https://h\n    colour: never\n", "line 4, column 5: no setting is called colour; the nearest is color"},
		"a password":           {"profiles:\n  a:\n    url: https://h\n    password: hunter2\n", "set BANYAN_PASSWORD"},
		"a number for a table": {"profiles: 5\n", "line 1, column 11: this must be a table of keys, and is \"5\""},
		"a setting twice":      {"profiles:\n  a:\n    url: https://h\n    url: https://g\n", "line 4, column 5: url is there twice, first in line 3"},
		"no YAML":              {"profiles: [\n", "is not right: line "},
		"an odd interval":      {"profiles:\n  a:\n    url: https://h\n    refresh: soon\n", "is not right"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readText(t, tt.text)
			if _, ok := errors.AsType[*config.Error](err); !ok || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Error("the password is in the sentence")
			}
		})
	}
}

// A pipe would keep the program waiting for its other end.
func TestWhatIsNoFileIsNamedAndNotWaitedFor(t *testing.T) {
	pipe, large := filepath.Join(t.TempDir(), "pipe"), filepath.Join(t.TempDir(), "large")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.WriteFile(large, make([]byte, 1<<20+1), 0o600)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{pipe: "is a pipe, not a file", large: "is larger than 1048576 bytes", t.TempDir(): "is a directory, not a file"} {
		if _, err := config.ReadFile(path); err == nil || !strings.Contains(err.Error(), path+": "+want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestCheckNamesEachProfileThatCannotWork(t *testing.T) {
	wrong := read(t, "profile: gone\nprofiles:\n  a: {url: ftp://x}\n  b: {url: https://h, mode: rw}\n  c: {label: X}\n  d: {url: https://h}\n  e: {url: https://h, mode: true}\n").Check()
	if len(wrong) != 5 {
		t.Fatalf("got %q", wrong)
	}
	for i, want := range []string{"as https://HOST", `no mode is called "rw"`, "has no address", `profile e: no mode is called "true": mode can be read or write`, `no profile "gone"`} {
		if text := wrong[i].Error(); !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
}

func TestAFileThatOthersCanChangeIsNotRead(t *testing.T) {
	for what, spoil := range map[string]func(dir, path string) error{
		"mode 0666":                     func(_, path string) error { return os.Chmod(path, 0o666) },
		"a folder of 0777":              func(dir, _ string) error { return os.Chmod(dir, 0o777) },
		"a folder that leads elsewhere": func(dir, path string) error { return leadElsewhere(dir, path, 0o777, 0o600) },
		"a file in such a folder":       func(dir, path string) error { return leadElsewhere(dir, path, 0o700, 0o666) },
	} {
		dir := filepath.Join(t.TempDir(), "banyan")
		path := filepath.Join(dir, "config.yaml")
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(path, nil, 0o600), spoil(dir, path)); err != nil {
			t.Fatal(err)
		}
		if _, err := config.ReadFile(path); err == nil || !strings.Contains(err.Error(), "; type: chmod go-w '") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// leadElsewhere puts in the place of a folder a link to another one, with the file in it.
func leadElsewhere(dir, path string, folder, file os.FileMode) error {
	other := filepath.Join(filepath.Dir(dir), "elsewhere")
	return errors.Join(os.Chmod(path, file), os.Rename(dir, other), os.Chmod(other, folder), os.Symlink(other, dir))
}

// The folder may be a link, as dotfiles are kept: it is the file that decides where a password goes.
func TestALinkIsNoConfigurationFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "it's")
	path, target := filepath.Join(dir, "config.yaml"), filepath.Join(dir, "target")
	if err := errors.Join(os.Mkdir(dir, 0o700), os.Symlink(target, path)); err != nil {
		t.Fatal(err)
	}
	refused := func(want string) (command string) {
		t.Helper()
		_, err := config.ReadFile(path)
		if _, ok := errors.AsType[*config.Error](err); !ok || !strings.Contains(err.Error(), want) {
			t.Fatalf("got %v, want %q", err, want)
		}
		_, command, _ = strings.Cut(err.Error(), "; type: ")
		return command
	}
	refused(path + " is not read: it is a symbolic link; type: rm '")
	if err := os.WriteFile(target, []byte("profile: a\nprofiles: {a: {url: https://h}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	command := refused("it is a symbolic link; type: install -m 600 '")
	if out, err := exec.CommandContext(t.Context(), "sh", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s", command, err, out)
	}
	if file, err := config.ReadFile(path); err != nil || file.Profile != "a" {
		t.Errorf("after %s: %+v, %v", command, file, err)
	}
}

func TestAProfileOfAFileThatIsNotThereSaysHowToBeginOne(t *testing.T) {
	t.Cleanup(xdg.Reload) // after the variable is as it was
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	xdg.Reload()
	_, err := config.File{}.Find("zip")
	if err == nil || !strings.Contains(err.Error(), `there is no profile "zip", and no configuration file `+config.FilePath()+"; banyan config init begins one") {
		t.Errorf("got %v", err)
	}
}
