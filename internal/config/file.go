package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"go.yaml.in/yaml/v3"
)

// maxFile is the longest configuration file that is taken for one, in bytes.
const maxFile = 1 << 20

// FilePath returns where the configuration file is: banyan/config.yaml in
// XDG_CONFIG_HOME, which is ~/.config unless it is set. It need not exist.
func FilePath() string { return filepath.Join(xdg.ConfigHome, "banyan", "config.yaml") }

// File is a configuration file: named profiles and which of them is the default. It
// holds no secret. The zero value is a file that says nothing.
type File struct {
	Profile  string             `yaml:"profile"` // the profile where none is asked for
	Profiles map[string]Profile `yaml:"profiles"`
}

// Profile is how one platform is reached and how its screens look. An empty field
// says nothing.
type Profile struct {
	URL         string   `yaml:"url"`
	API         string   `yaml:"api"`
	Prefix      string   `yaml:"prefix"`
	Auth        Auth     `yaml:"auth"`
	Username    string   `yaml:"username"`
	CAFile      string   `yaml:"caFile"`
	Concurrency int      `yaml:"concurrency"`
	Rate        float64  `yaml:"rate"`
	ScanRate    float64  `yaml:"scanRate"`
	Mode        string   `yaml:"mode"` // "read" or "write"; empty is read
	Label       string   `yaml:"label"`
	Refresh     Interval `yaml:"refresh"`
	Color       Color    `yaml:"color"`
	Theme       Theme    `yaml:"theme"`
	ASCII       *bool    `yaml:"ascii"` // nil leaves it to the locale
	Mouse       bool     `yaml:"mouse"`
}

// Interval is a time such as "30s" in a configuration file.
type Interval time.Duration

// UnmarshalText implements encoding.TextUnmarshaler with time.ParseDuration.
func (i *Interval) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*i = Interval(d)
	return err
}

// ReadFile reads a configuration file. One that does not exist says nothing; one that
// cannot be read, or that holds what no setting is called, is an *Error that names the
// file and the line.
func ReadFile(path string) (File, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return File{}, nil
	case err != nil:
		return File{}, refuse("profile", "the configuration file cannot be read: %v", err)
	case len(data) > maxFile:
		return File{}, refuse("profile", "the configuration file %s is larger than %d bytes: it is not one of banyan", path, maxFile)
	}
	var out File
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&out); err != nil && !errors.Is(err, io.EOF) { // an empty file
		return File{}, refuse("profile", "the configuration file %s is not right: %s", path, yamlProblem(err))
	}
	return out, nil
}

// yamlProblem tells in one line what the first error is, and why a secret is no setting.
func yamlProblem(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	var wrong *yaml.TypeError
	if errors.As(err, &wrong) && len(wrong.Errors) > 0 {
		text = wrong.Errors[0]
	}
	line, field, unknown := strings.Cut(text, ": field ")
	if !unknown {
		return text
	}
	name, _, _ := strings.Cut(field, " ")
	text = line + ": no setting is called " + name
	if name == "password" || name == "token" {
		text += "; a " + name + " does not belong there: set BANYAN_" + strings.ToUpper(name)
	}
	return text
}

// Names returns the names of the profiles in order.
func (f File) Names() []string { return slices.Sorted(maps.Keys(f.Profiles)) }

// Find returns the profile of that name as Settings with Profile set, or, for an
// empty name, the file's default: the zero Settings where it has none.
func (f File) Find(name string) (Settings, error) {
	if name == "" {
		name = f.Profile
	}
	if name == "" {
		return Settings{}, nil
	}
	p, ok := f.Profiles[name]
	if !ok {
		return Settings{}, refuse("profile", "there is no profile %q: %s", name, f.known())
	}
	return p.settings(name)
}

func (f File) known() string {
	if len(f.Profiles) == 0 {
		return "the configuration file " + FilePath() + " has none"
	}
	return "there is " + strings.Join(f.Names(), ", ")
}

func (p Profile) settings(name string) (Settings, error) {
	switch {
	case p.Mode != "" && p.Mode != "read" && p.Mode != "write":
		return Settings{}, refuse("profile", "profile %s: no mode is called %q: mode can be read or write", name, p.Mode)
	case p.URL == "":
		return Settings{}, refuse("profile", "profile %s has no address: give it url: https://HOST", name)
	}
	return Settings{
		Profile: name, URL: p.URL, API: p.API, Prefix: p.Prefix, Auth: p.Auth, Username: p.Username, CAFile: p.CAFile,
		Concurrency: p.Concurrency, Rate: p.Rate, ScanRate: p.ScanRate, Write: p.Mode == "write", Label: p.Label,
		Refresh: time.Duration(p.Refresh), Color: p.Color, Theme: p.Theme, Signs: p.signs(), Mouse: p.Mouse,
	}, nil
}

func (p Profile) signs() Signs {
	switch {
	case p.ASCII == nil:
		return ""
	case *p.ASCII:
		return ASCII
	}
	return Unicode
}

// Check returns what is wrong with each profile, in the order of their names.
func (f File) Check() []error {
	var wrong []error
	for _, name := range f.Names() {
		profile, err := f.Profiles[name].settings(name)
		if err == nil {
			_, err = Resolve(Settings{}, profile, Env{Token: NewSecret("present")})
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("profile %s: %w", name, err))
		}
	}
	if _, err := f.Find(""); err != nil {
		wrong = append(wrong, err)
	}
	return wrong
}
