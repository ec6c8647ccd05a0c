package ui

import (
	"reflect"
	"testing"
)

// What a column says of rows must reach the table, which knows them by their indices.
func TestAColumnIsWholeOverIndices(t *testing.T) {
	var column Column[string]
	fields := reflect.ValueOf(&column).Elem()
	for i := range fields.NumField() {
		switch f := fields.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("text")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int:
			f.SetInt(7)
		case reflect.Func:
			f.Set(reflect.MakeFunc(f.Type(), func([]reflect.Value) []reflect.Value {
				results := make([]reflect.Value, f.Type().NumOut())
				for i := range results {
					results[i] = reflect.Zero(f.Type().Out(i))
				}
				return results
			}))
		default:
			t.Fatalf("%s is a %s", fields.Type().Field(i).Name, f.Kind())
		}
	}
	table := NewTable(plainKit(), []Column[string]{column}, func(s string) string { return s })
	table.SetRows([]string{"one"})
	indexed := reflect.ValueOf(table.columns[0])
	for i := range indexed.NumField() {
		if indexed.Field(i).IsZero() {
			t.Errorf("%s is lost", indexed.Type().Field(i).Name)
		}
	}
}
