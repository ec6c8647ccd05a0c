package config

import (
	"cmp"
	"errors"
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
)

// Setting is one thing that can be set: with a flag, with a variable of the environment,
// or in a profile of the configuration file. Whatever reads, checks, lists or explains the
// settings walks Table, so a new one is one entry there and one field of Settings.
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
	field    field
	check    func(Settings) error // nil where Values say it all
}

// Kind returns how the setting's text is read.
func (s Setting) Kind() Kind { return s.field.kind }

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
	return cmp.Or(s.field.off, "true") + " or " + cmp.Or(s.field.on, "false") + ": " + s.Help()
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
	text := s.field.show(&settings)
	if text == "0" || text == "0s" {
		return cmp.Or(s.Otherwise, text)
	}
	return text
}

// read puts a text into the field of settings. Its error says what can be given instead.
func (s Setting) read(settings *Settings, text string) error {
	if err := s.field.set(settings, text); err != nil {
		return refuse(s.Name, "%s cannot be %q: %v", s.Name, text, err)
	}
	return nil
}

// readProfile does the same with a value of a profile, where a switch may have words other
// than true and false.
func (s Setting) readProfile(settings *Settings, value string) error {
	switch off, on := s.field.off, s.field.on; {
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
	text := s.Show(settings)
	switch {
	case s.check != nil:
		return s.check(settings)
	case s.Values == nil || slices.Contains(s.Values, text):
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

// field is the field of Settings that a setting fills.
type field struct {
	kind    Kind
	set     func(s *Settings, text string) error
	show    func(s *Settings) string
	off, on string // the words of a switch in a profile, where they are not false and true
}

func parsed[T any](kind Kind, at func(*Settings) *T, parse func(string) (T, error), show func(T) string) field {
	return field{
		kind: kind,
		set:  func(s *Settings, text string) (err error) { *at(s), err = parse(text); return err },
		show: func(s *Settings) string { return show(*at(s)) },
	}
}

func plain[T ~string](at func(*Settings) *T) field {
	return parsed(Text, at, func(text string) (T, error) { return T(text), nil }, func(value T) string { return string(value) })
}

func secret(at func(*Settings) *Secret) field {
	show := func(value Secret) string {
		if value.IsSet() {
			return "given"
		}
		return "not given"
	}
	return parsed(Text, at, func(text string) (Secret, error) { return NewSecret(text), nil }, show)
}

func number(at func(*Settings) *int) field {
	parse := func(text string) (int, error) {
		n, err := strconv.ParseInt(text, 0, strconv.IntSize)
		return int(n), orNeeds(err, "a whole number")
	}
	return parsed(Number, at, parse, strconv.Itoa)
}

func decimal(at func(*Settings) *float64) field {
	parse := func(text string) (float64, error) {
		n, err := strconv.ParseFloat(text, 64)
		return n, orNeeds(err, "a number")
	}
	return parsed(Decimal, at, parse, decimalText)
}

func decimalText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// scanRate shows the rate that holds, not the one that was given.
func scanRate() field {
	f := decimal(func(s *Settings) *float64 { return &s.ScanRate })
	f.show = func(s *Settings) string { return decimalText(s.HotspotRate()) }
	return f
}

func interval(at func(*Settings) *time.Duration) field {
	parse := func(text string) (time.Duration, error) {
		d, err := time.ParseDuration(text)
		return d, orNeeds(err, "a time such as 30s")
	}
	return parsed(Interval, at, parse, time.Duration.String)
}

func toggle(at func(*Settings) *bool) field {
	return parsed(Switch, at, parseSwitch, strconv.FormatBool)
}

// mode is a switch that a profile has other words for.
func mode(at func(*Settings) *bool) field {
	f := toggle(at)
	f.off, f.on = "read", "write"
	f.show = func(s *Settings) string {
		if *at(s) {
			return f.on
		}
		return f.off
	}
	return f
}

// signs is a switch that knows whether it was given.
func signs(at func(*Settings) *Signs) field {
	parse := func(text string) (Signs, error) {
		ascii, err := parseSwitch(text)
		if ascii {
			return ASCII, err
		}
		return Unicode, err
	}
	show := func(value Signs) string {
		return map[Signs]string{ASCII: "true", Unicode: "false", "": "by the locale"}[value]
	}
	return parsed(Switch, at, parse, show)
}

// parseSwitch takes what flags and what YAML call true and false.
func parseSwitch(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "y", "yes", "on":
		return true, nil
	case "n", "no", "off":
		return false, nil
	}
	on, err := strconv.ParseBool(text)
	return on, orNeeds(err, "true or false")
}

// orNeeds says what a text has to be, where err says that it is not.
func orNeeds(err error, needed string) error {
	if err == nil {
		return nil
	}
	return errors.New("give " + needed)
}
