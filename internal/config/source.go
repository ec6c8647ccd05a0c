package config

import (
	"cmp"
	"fmt"
)

// Source is what one source says: the flags of a command line, the environment, or a
// profile. It holds the text of each setting that the source gives, by the setting's name,
// as a Secret because a password may be among them. The zero value says nothing.
type Source map[string]Secret

// Set notes the text of a setting. An empty text of a word gives nothing. It returns an
// error for a text that cannot be read as the setting's kind.
func (s *Source) Set(name, text string) error {
	setting, known := find(func(s Setting) bool { return s.Name == name })
	if !known {
		return fmt.Errorf("no setting is called %s", name)
	}
	if text == "" && setting.Kind() == Text {
		return nil
	}
	if err := setting.set(&Settings{}, text); err != nil {
		return err
	}
	s.put(name, text)
	return nil
}

func (s *Source) put(name, text string) {
	if *s == nil {
		*s = Source{}
	}
	(*s)[name] = NewSecret(text)
}

// Demo reports whether s asks for a demo.
func (s Source) Demo() bool {
	on, _ := parseSwitch(s.text("demo")) // Set has refused what is neither true nor false
	return on
}

func (s Source) gives(name string) bool { return s[name].IsSet() }

func (s Source) text(name string) string { return s[name].Reveal() }

// ReadEnv reads the environment through lookup, which returns "" for a variable that is
// not set, as os.Getenv does.
func ReadEnv(lookup func(name string) string) Source {
	env := Source{}
	for _, s := range Table() {
		if s.Env == "" {
			continue
		}
		if value := lookup(s.Env); value != "" {
			env.put(s.Name, cmp.Or(s.envMeans, value))
		}
	}
	return env
}
