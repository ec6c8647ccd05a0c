package limits

import (
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/views/saving"
)

// What is typed right after channels were added is a draft of its own: forgetting the
// draft of what was saved does not take it along.
func TestForgettingADraftTakesNothingThatWasTypedSince(t *testing.T) {
	service := viewtest.Service(t)
	form := newForm(viewtest.Kit(), saving.Session{Service: service}, Plan{targets: []figureTarget{{
		subject: change.Subject{Host: "pbx.example.net", Dialect: "APIO", Kind: change.TenantCapacity, Tenant: "other"},
		base:    change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(120), BurstingMaxActiveCalls: viewtest.Calls(20)}),
	}}})
	viewtest.Show(form, 80, 24)
	viewtest.Press(form, "ctrl+u", "7")
	drop := form.Saved(true)
	form.Update(viewtest.Key("9"))
	if text := form.cells[0].value(); text != "120" {
		t.Errorf("a key was taken that the draft is forgotten after: %q", text)
	}
	viewtest.Pump(form, drop)
	text := form.cells[0].value()
	left, err := service.Drafts().Of(form.plan.subject())
	if err != nil {
		t.Fatal(err)
	}
	if kept := len(left) == 1; kept != (text != "120") {
		t.Errorf("the box holds %q, on disk: %v", text, left)
	}
	viewtest.Press(form, "ctrl+u", "8")
	if got := form.cells[0].value(); !strings.Contains(got, "8") {
		t.Errorf("the form takes no keys any more: %q", got)
	}
}
