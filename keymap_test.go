package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"

	"banyan/ui"
)

func TestEveryKeyOfTheKeyMapIsBoundAndExplained(t *testing.T) {
	keys := newKeyMap(false)
	for name, binding := range bindings(keys) {
		if len(binding.Keys()) == 0 || binding.Help().Key == "" || binding.Help().Desc == "" {
			t.Errorf("%s has no key or no help", name)
		}
		for _, key := range binding.Keys() {
			if strings.HasPrefix(key, "alt+") {
				t.Errorf("%s is bound to %s: over a slow link alt reads as escape", name, key)
			}
		}
	}
}

func TestWithASCIIEveryKeyIsWrittenInASCII(t *testing.T) {
	for name, binding := range bindings(newKeyMap(true)) {
		for _, text := range []string{binding.Help().Key, binding.Help().Desc} {
			if strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
				t.Errorf("%s is written %q", name, text)
			}
		}
	}
}

// bindings lists the fields of a key map by name.
func bindings(keys ui.KeyMap) map[string]key.Binding {
	fields := reflect.ValueOf(keys)
	all := map[string]key.Binding{}
	for i := range fields.NumField() {
		if binding, ok := fields.Field(i).Interface().(key.Binding); ok {
			all[fields.Type().Field(i).Name] = binding
		}
	}
	return all
}
