package config

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Scope is which commands have the flag of a setting.
type Scope int

// The scopes. A setting without a flag is Unflagged, the zero value.
const (
	Unflagged  Scope = iota
	Connecting       // every command that connects, and the explorer
	Scanning         // the scan of all tenants, and the explorer
	Saving           // the commands that save, and the explorer
	Exploring        // the explorer alone
)

// Kind is how the text of a setting is read. Its value is how pflag names the type.
type Kind string

// The kinds of settings.
const (
	Text     Kind = "string"
	Number   Kind = "int"
	Decimal  Kind = "float64"
	Interval Kind = "duration" // such as 30s
	Switch   Kind = "bool"
	List     Kind = "list" // of words: its text is a JSON array
)

// Setting is one thing that can be set: with a flag, with a variable of the environment,
// or in a profile. Whatever reads, checks, lists or explains the settings walks Table, so
// a new one is one entry there and one field of Settings.
type Setting struct {
	Name      string // of the flag, without dashes; it identifies a setting without one too
	Env       string // variable of the environment; empty where there is none
	Key       string // in a profile; empty where a profile may not hold it
	Flag      Scope
	Usage     string   // what it sets, for the help
	Default   string   // its text where no source gives one
	Otherwise string   // what the absence of a value means, for the help; Default where empty
	Values    []string // all its values, where they are few
	File      bool     // it names a file
	Secret    bool     // it is never printed

	platform bool   // it describes one platform: a demo and a profile do not mix it with another's
	inDemo   bool   // a demo takes its flag although it describes a platform
	noun     string // what one of Values is called
	envMeans string // what the variable means whenever it is not empty
	off, on  string // the words of a switch in a profile, where they are not false and true

	at    func(*Settings) any    // a pointer to the field that holds it
	holds func(Settings) float64 // the number that holds, where it is not the one that was given
	check func(Settings) error   // nil where Values say it all
}

// Kind returns how the setting's text is read.
func (s Setting) Kind() Kind {
	switch s.at(&Settings{}).(type) {
	case *int:
		return Number
	case *float64:
		return Decimal
	case *time.Duration:
		return Interval
	case *bool, *Signs:
		return Switch
	case *Words:
		return List
	}
	return Text
}

// isOfPlatform reports whether a demo, which has a platform of its own, goes without s.
func (s Setting) isOfPlatform() bool { return s.platform && !s.inDemo }

// FlagHelp returns what the flag does, with the variable that does the same and with what
// holds where neither is given.
func (s Setting) FlagHelp() string {
	if s.Env == "" || strings.Contains(s.Usage, s.Env) {
		return s.Help()
	}
	return s.Help(s.Env)
}

// KeyHelp returns what the key of a profile sets.
func (s Setting) KeyHelp() string {
	if s.Kind() != Switch {
		return s.Help()
	}
	return cmp.Or(s.off, "true") + " or " + cmp.Or(s.on, "false") + ": " + s.Help()
}

// Help returns what is set, with these notes and what holds where nothing is given.
func (s Setting) Help(notes ...string) string {
	if otherwise := cmp.Or(s.Otherwise, s.Default); otherwise != "" {
		notes = append(notes, "default "+otherwise)
	}
	if len(notes) == 0 {
		return s.Usage
	}
	return s.Usage + " (" + strings.Join(notes, "; ") + ")"
}

// Show returns what settings hold of s, in words; of a secret only whether there is one.
func (s Setting) Show(settings Settings) string {
	text := s.text(settings)
	if text == "0" || text == "0s" {
		return cmp.Or(s.Otherwise, text)
	}
	return text
}

func (s Setting) text(settings Settings) string {
	switch at := s.at(&settings).(type) {
	case *Secret:
		return map[bool]string{true: "given", false: "not given"}[at.IsSet()]
	case *bool:
		return map[bool]string{true: cmp.Or(s.on, "true"), false: cmp.Or(s.off, "false")}[*at]
	case *Signs:
		return map[Signs]string{ASCII: "true", Unicode: "false", "": "by the locale"}[*at]
	case *float64:
		number := *at
		if s.holds != nil {
			number = s.holds(settings)
		}
		if math.IsInf(number, 1) {
			return "no limit"
		}
		return strconv.FormatFloat(number, 'f', -1, 64)
	default:
		return fmt.Sprint(reflect.ValueOf(at).Elem())
	}
}

// set puts a text into the field of settings. Its error says what can be given instead.
func (s Setting) set(settings *Settings, text string) (err error) {
	switch at := s.at(settings).(type) {
	case *Secret:
		*at = NewSecret(text)
	case *int:
		var n int64
		n, err = strconv.ParseInt(text, 0, strconv.IntSize)
		*at = int(n)
	case *float64:
		*at, err = strconv.ParseFloat(text, 64)
	case *time.Duration:
		*at, err = time.ParseDuration(text)
	case *bool:
		*at, err = parseSwitch(text)
	case *Signs:
		var ascii bool
		ascii, err = parseSwitch(text)
		*at = map[bool]Signs{true: ASCII, false: Unicode}[ascii]
	case *Words:
		if *at = Words(text); len(at.List()) == 0 || at.List()[0] == "" {
			err = errors.ErrUnsupported
		}
	default:
		reflect.ValueOf(at).Elem().SetString(text)
	}
	if err != nil {
		needed := map[Kind]string{List: "a list that begins with a program, such as [pass, show, lab]", Number: "a whole number", Decimal: "a number", Interval: "a time such as 30s", Switch: "true or false"}
		return errors.New("give " + needed[s.Kind()])
	}
	return nil
}

// parseSwitch takes what flags and what YAML call true and false.
func parseSwitch(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "y", "yes", "on":
		return true, nil
	case "n", "no", "off":
		return false, nil
	}
	return strconv.ParseBool(text)
}

// read is set with an error that names the setting and the text.
func (s Setting) read(settings *Settings, text string) error {
	if err := s.set(settings, text); err != nil {
		return refuse(s.Name, "%s cannot be %q: %v", s.Name, text, err)
	}
	return nil
}

// readProfile is read of a profile, where a switch may have words other than true and false.
func (s Setting) readProfile(settings *Settings, value string) error {
	switch off, on := s.off, s.on; {
	case on == "":
		return s.read(settings, value)
	case value != off && value != on:
		return s.refusal(value, s.Key, []string{off, on})
	default:
		return s.read(settings, strconv.FormatBool(value == on))
	}
}

// checkIn returns why the field of settings cannot be as it is.
func (s Setting) checkIn(settings Settings) error {
	if s.check != nil {
		return s.check(settings)
	}
	text := s.Show(settings)
	if s.Values == nil || slices.Contains(s.Values, text) {
		return nil
	}
	where := "--" + s.Name
	if s.Env != "" && s.envMeans == "" {
		where += " and " + s.Env
	}
	return s.refusal(text, where, s.Values)
}

func (s Setting) refusal(text, where string, values []string) error {
	last := len(values) - 1
	return refuse(s.Name, "no %s is called %q: %s can be %s or %s", s.noun, text, where, strings.Join(values[:last], ", "), values[last])
}
