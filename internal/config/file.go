package config

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"

	"banyan/internal/statefile"
	"banyan/internal/strictyaml"
)

// maxFile is the longest configuration file that is taken for one, in bytes.
const maxFile = 1 << 20

// File is a configuration file: named profiles and which of them is the default. It
// holds no secret. The zero value is a file that says nothing.
type File struct {
	Profile  string            // the profile where none is asked for
	Profiles map[string]Source // each with the setting "profile", which is its name
}

// ReadFile reads a configuration file. One that does not exist says nothing; one that cannot
// be read, or holds what no setting is called, is an *Error with its name and the line.
func ReadFile(path string) (File, error) {
	if err := checkTrust(path, os.Getuid()); err != nil {
		return File{}, err
	}
	data, err := statefile.ReadFile(path, maxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return File{}, nil
	case err != nil:
		return File{}, refuse("profile", "the configuration file cannot be read: %v", err)
	}
	out, err := parseFile(data)
	if err != nil {
		return File{}, refuse("profile", "the configuration file %s is not right: %v", path, err)
	}
	return out, nil
}

// parseFile returns the first thing that is wrong as a *strictyaml.Problem.
func parseFile(data []byte) (File, error) {
	document, problem := strictyaml.Parse(data)
	if problem != nil {
		return File{}, problem
	}
	out := File{Profiles: make(map[string]Source)}
	in := object(document.Root(), "profile", "profiles")
	if name, found := in.Get("profile"); found {
		out.Profile = name.Scalar()
	}
	if profiles, found := in.Get("profiles"); found {
		table := profiles.Table()
		for _, name := range table.Keys() {
			in, _ := table.Get(name)
			profile := parseProfile(in)
			profile.put("profile", name)
			out.Profiles[name] = profile
		}
	}
	if problems := document.Problems(); len(problems) > 0 {
		return File{}, problems[0]
	}
	return out, nil
}

// parseProfile reads the keys of a profile. One without a value says nothing.
func parseProfile(in strictyaml.Value) Source {
	var keys []string
	for _, s := range Table() {
		if s.Key != "" {
			keys = append(keys, s.Key)
		}
	}
	profile, table := Source{}, object(in, keys...)
	for _, key := range table.Keys() {
		s, known := find(func(s Setting) bool { return s.Key == key })
		if !known || key == "" {
			continue
		}
		value, _ := table.Get(key)
		switch text := textOf(value, s.Kind()); {
		case text == "":
		case s.on != "": // Resolve checks its words, as it does Values
			profile.put(s.Name, text)
		default:
			if err := profile.Set(s.Name, text); err != nil {
				value.Fail("%s: %v", key, err)
			}
		}
	}
	return profile
}

// object returns a table of settings, and says of a secret that may not be in it where it belongs.
func object(in strictyaml.Value, known ...string) strictyaml.Object {
	table := in.Table()
	for _, key := range table.Keys() {
		if hint := secretHint(key); hint != "" && !slices.Contains(known, key) {
			table.Key(key).Fail("no setting is called %s%s", key, hint)
			known = append(known, key)
		}
	}
	table.Known("no setting is called", known...)
	return table
}

// textOf returns the text that a value gives a setting of a kind.
func textOf(in strictyaml.Value, kind Kind) string {
	if kind != List || !in.IsList() {
		return in.Scalar()
	}
	words := []string{}
	for _, word := range in.Items() {
		words = append(words, word.Scalar())
	}
	array, _ := json.Marshal(words) // texts always encode
	return string(array)
}

// secretHint says where a secret belongs that a file may not hold.
func secretHint(key string) string {
	if s, known := find(func(s Setting) bool { return s.Name == key }); known && s.Secret {
		return "; a " + key + " does not belong there: set " + s.Env
	}
	return ""
}

// Names returns the names of the profiles in order.
func (f File) Names() []string { return slices.Sorted(maps.Keys(f.Profiles)) }

// Find returns the profile of that name or, for an empty name, the file's default: nil
// where it has none.
func (f File) Find(name string) (Source, error) {
	name = cmp.Or(name, f.Profile)
	profile, ok := f.Profiles[name]
	switch {
	case name == "":
		return nil, nil
	case ok:
		return profile, nil
	case len(f.Profiles) == 0:
		if _, err := os.Stat(FilePath()); errors.Is(err, fs.ErrNotExist) {
			return nil, refuse("profile", "there is no profile %q, and no configuration file %s; banyan config init begins one", name, FilePath())
		}
		return nil, refuse("profile", "there is no profile %q: the configuration file %s has none", name, FilePath())
	}
	return nil, refuse("profile", "there is no profile %q: there is %s", name, strings.Join(f.Names(), ", "))
}

// Resolve returns the settings of a profile alone.
func (f File) Resolve(name string) (Settings, error) {
	profile, err := f.Find(name)
	if err != nil {
		return Settings{}, err
	}
	return Resolve(nil, profile, nil)
}

// Check returns what is wrong with each profile, in the order of their names.
func (f File) Check() []error {
	var wrong []error
	for _, name := range f.Names() {
		if _, err := Resolve(nil, f.Profiles[name], Source{"token": NewSecret("present")}); err != nil {
			wrong = append(wrong, err)
		}
	}
	if _, err := f.Find(""); err != nil {
		wrong = append(wrong, err)
	}
	return wrong
}

// FilePath returns where the configuration file is: banyan/config.yaml in
// XDG_CONFIG_HOME, which is ~/.config unless it is set. It need not exist.
func FilePath() string { return filepath.Join(xdg.ConfigHome, "banyan", "config.yaml") }

// StateDir returns the directory of what outlives a run, such as the journal of edits: banyan
// in XDG_STATE_HOME, which is ~/.local/state unless it is set. It need not exist.
func StateDir() string { return filepath.Join(xdg.StateHome, "banyan") }
