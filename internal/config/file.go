package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
	"go.yaml.in/yaml/v3"

	"banyan/internal/statefile"
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
		return File{}, refuse("profile", "the configuration file %s is not right: %s", path, yamlProblem(err))
	}
	return out, nil
}

func parseFile(data []byte) (File, error) {
	var in struct {
		Profile  string                          `yaml:"profile"`
		Profiles map[string]map[string]yaml.Node `yaml:"profiles"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&in); err != nil && !errors.Is(err, io.EOF) { // an empty file
		return File{}, err
	}
	out := File{Profile: in.Profile, Profiles: make(map[string]Source, len(in.Profiles))}
	for _, name := range slices.Sorted(maps.Keys(in.Profiles)) {
		profile, err := parseProfile(in.Profiles[name])
		if err != nil {
			return File{}, err
		}
		profile.put("profile", name)
		out.Profiles[name] = profile
	}
	return out, nil
}

// parseProfile reads the keys of a profile in the order of their lines. One without a
// value says nothing.
func parseProfile(nodes map[string]yaml.Node) (Source, error) {
	profile := Source{}
	byLine := func(a, b string) int { return cmp.Or(nodes[a].Line-nodes[b].Line, strings.Compare(a, b)) }
	for _, key := range slices.SortedFunc(maps.Keys(nodes), byLine) {
		node := nodes[key]
		s, known := find(func(s Setting) bool { return s.Key == key })
		if !known || key == "" {
			return nil, fmt.Errorf("line %d: no setting is called %s%s", node.Line, key, secretHint(key))
		}
		value, err := textOf(node, s.Kind())
		if err != nil {
			return nil, err
		}
		switch {
		case value == "":
		case s.on != "": // Resolve checks its words, as it does Values
			profile.put(s.Name, value)
		default:
			if err := profile.Set(s.Name, value); err != nil {
				return nil, fmt.Errorf("line %d: %s: %w", node.Line, key, err)
			}
		}
	}
	return profile, nil
}

// textOf returns the text that a node gives a setting of a kind.
func textOf(node yaml.Node, kind Kind) (text string, err error) {
	if kind == List && node.Kind == yaml.SequenceNode {
		var words []string
		if err = node.Decode(&words); err != nil {
			return "", err
		}
		array, err := json.Marshal(words)
		return string(array), err
	}
	err = node.Decode(&text)
	return text, err
}

// secretHint says where a secret belongs that a file may not hold.
func secretHint(key string) string {
	if s, known := find(func(s Setting) bool { return s.Name == key }); known && s.Secret {
		return "; a " + key + " does not belong there: set " + s.Env
	}
	return ""
}

// yamlProblem returns the first error in one line, in the words of settings.
func yamlProblem(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok && len(wrong.Errors) > 0 {
		text = wrong.Errors[0]
	}
	line, field, unknown := strings.Cut(text, ": field ")
	if !unknown {
		return text
	}
	name, _, _ := strings.Cut(field, " ")
	return line + ": no setting is called " + name + secretHint(name)
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
