package saving

import (
	"slices"
	"testing"

	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// That mine takes away what somebody else saved is in the tone of what is dangerous.
func TestWhatMineOverridesStandsOut(t *testing.T) {
	review := change.Review{Edit: change.Edit{Want: change.Image{Fields: []change.Field{{Name: "name"}}}}, Fields: []change.ThreeWay{{Name: "name", Conflict: true}}}
	c := NewConflict(viewtest.Kit(), viewtest.Clock, review, nil, nil)
	c.mine["name"] = true
	for _, cell := range c.choice(c.fields[0], columns{label: 20, value: 30, text: 10}) {
		if cell.Text == "overrides theirs" && cell.Tone == ui.Failed {
			return
		}
	}
	t.Errorf("it does not: %+v", c.choice(c.fields[0], columns{label: 20, value: 30, text: 10}))
}

// TestAReviewSaysWhereASaveGoes: an address is told once, and a line that is just full is not cut.
func TestAReviewSaysWhereASaveGoes(t *testing.T) {
	for _, test := range []struct {
		session Session
		width   int
		want    []string
	}{
		{Session{Host: "pbx:8443/api/v01/p1", Place: "pbx:8443"}, 60, []string{"tenant foo   at pbx:8443/api/v01/p1"}},
		{Session{Host: "pbx", Place: "pbx"}, 60, []string{"tenant foo   at pbx"}},
		{Session{Host: "pbx", Place: "pbx", User: "support"}, 60, []string{"tenant foo   at pbx   as support"}},
		{Session{Host: "pbx", Place: "prod-be", User: "support"}, 60, []string{"tenant foo   at pbx   as support"}},
		{Session{Host: "pbx", Place: "prod-be"}, 60, []string{"tenant foo   at pbx   as prod-be"}},
		{Session{Host: "pbx", Place: "prod-be"}, margin + len("tenant foo   at pbx   as prod-be") + 1, []string{"tenant foo   at pbx   as prod-be"}},
		{Session{Host: "pbx", Place: "prod-be"}, margin + len("tenant foo   at pbx   as prod-be"), []string{"tenant foo   at pbx", "as prod-be"}},
	} {
		var got []string
		for _, line := range TargetLines(test.session, change.Subject{Tenant: "foo"}, test.width) {
			text := ""
			for _, cell := range line {
				text += cell.Text
			}
			got = append(got, text[margin:])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%+v in %d cells is told as %q, not %q", test.session, test.width, got, test.want)
		}
	}
}

// tabOf is what the key line says of tab.
func tabOf(f *Fields) string {
	for _, binding := range f.Keys("save") {
		if binding.Help().Key == "tab" {
			return binding.Help().Desc
		}
	}
	return ""
}

// What a question says and offers holds at each moment: in a field a y is a letter.
func TestAQuestionSaysWhatIsSoAtEachMoment(t *testing.T) {
	kit := viewtest.Kit()
	yes := ui.Button{Key: ui.Named(kit.Keys.Yes, "save"), On: ui.OnAlarm}
	type moment struct{ press, says, offers, tab string }
	for name, test := range map[string]struct {
		names []Name
		steps []moment
	}{
		"nothing is dangerous": {nil, []moment{
			{"", "nothing is sent yet", "y save", "ticket"},
			{"tab", "enter, then y saves", "enter done", "leave the field"},
			{"y", "enter, then y saves", "enter done", "leave the field"},
			{"enter", "nothing is sent yet", "y save", "ticket"},
		}},
		"two names": {[]Name{{Text: "a"}, {Text: "y"}}, []moment{
			{"", "type the name, then enter", "enter done", "next name"},
			{"y", "type the name, then enter", "enter done", "next name"},
			{"enter", "y saves once the name is typed", "y save, not yet", "name, ticket"},
			{"tab", "type the name, then enter", "enter done", "next name"},
			{"backspace", "type the name, then enter", "enter done", "next name"},
			{"a", "enter goes to the name", "enter done", "next name"},
			{"tab", "type the name, then enter", "enter done", "ticket"},
			{"tab", "enter goes to the name", "enter done", "leave the field"}, // in the ticket
			{"enter", "type the name, then enter", "enter done", "ticket"},
			{"y", "enter, then y saves", "enter done", "ticket"},
			{"enter", "the name is right: y saves", "y save", "name, ticket"},
		}},
	} {
		f := NewFields(kit, test.names, "")
		for n, step := range test.steps {
			if step.press != "" {
				f.Press(viewtest.Key(step.press))
			}
			button := f.Answer(yes)
			offers := button.Key.Help().Key + " " + button.Key.Help().Desc
			if button.Off {
				offers += ", not yet"
			}
			if got := (moment{step.press, f.State("saves")[0].Text, offers, tabOf(f)}); got != step {
				t.Errorf("%s, step %d: %+v, not %+v", name, n, got, step)
			}
		}
	}
}
