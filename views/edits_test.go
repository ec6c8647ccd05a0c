package views

import (
	"testing"
)

func TestTheEditsOpenFromEveryScreenOfATenant(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"tenants":           {},
		"tenant":            {"enter", "esc"},
		"groups":            {"enter"},
		"trunk groups":      {"enter", "enter"},
		"trunk group":       {"enter", "enter", "enter"},
		"capacity":          {"c"},
		"enterprise trunks": {"t"},
		"routing":           {"t", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, false)
			d.keys("/", "Foo Industries", "enter")
			d.keys(keys...)
			d.after("E", "> edits", "Nothing was edited yet")
		})
	}
}
