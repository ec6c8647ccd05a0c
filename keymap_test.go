package main

import (
	"reflect"

	"github.com/charmbracelet/bubbles/key"

	"banyan/ui"
)

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
