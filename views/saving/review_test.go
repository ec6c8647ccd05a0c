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
