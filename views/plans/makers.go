package plans

import (
	"context"
	"slices"

	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/saving"
)

// TakeOut returns the screen of the plan that takes a scope out of service, or puts back what is out
// of it: whatever holds once it is made.
func TakeOut(kit ui.Kit, links Links, scope plan.Scope) ui.View {
	service := links.Session.Plans.Service
	return New(kit, links, "the enterprise trunks that send calls to "+saving.NameOf(scope), func(ctx context.Context, report func(apply.Reading)) (plan.Plan, error) {
		outages, _, err := service.Outages()
		if err != nil {
			return plan.Plan{}, err
		}
		var away []plan.Drained
		for _, outage := range plan.Whole(outages, scope) {
			away = append(away, outage.Routes...)
		}
		if len(away) > 0 {
			return service.Undrain(ctx, away, ticketOf(away), report)
		}
		return service.Drain(ctx, scope, "", report)
	})
}

// ticketOf is the ticket for which routes were taken out, offered for putting them back.
func ticketOf(away []plan.Drained) string {
	for _, d := range away {
		if d.Ticket != "" {
			return d.Ticket
		}
	}
	return ""
}

// PutBack returns the screen of the plan that puts routes back into service.
func PutBack(kit ui.Kit, links Links, away []plan.Drained) ui.View {
	service := links.Session.Plans.Service
	return New(kit, links, "what was taken out of service", func(ctx context.Context, report func(apply.Reading)) (plan.Plan, error) {
		return service.Undrain(ctx, away, ticketOf(away), report)
	})
}

// Migrate returns the screen of the plan that moves the routes of one trunk group to another.
func Migrate(kit ui.Kit, links Links, tenant string, from, to routing.Key) ui.View {
	service := links.Session.Plans.Service
	return New(kit, links, "the enterprise trunks that send calls to "+safetext.Name(from.Name), func(ctx context.Context, report func(apply.Reading)) (plan.Plan, error) {
		return service.Migrate(ctx, tenant, from, to, "", report)
	})
}

// Undo returns the screen of the plan that takes back what is done of another.
func Undo(kit ui.Kit, links Links, of plan.Plan) ui.View {
	service := links.Session.Plans.Service
	return New(kit, links, "what is to be taken back", func(context.Context, func(apply.Reading)) (plan.Plan, error) {
		return service.Undo(of, of.Ticket)
	})
}

// sameOn returns what makes the plan of one edit on some enterprise trunks of a tenant.
func sameOn(service *apply.Service, tenant string, trunks []change.Subject, edit plan.SameEdit) Maker {
	return func(ctx context.Context, report func(apply.Reading)) (plan.Plan, error) {
		survey, err := service.Survey(ctx, plan.Scope{Tenant: tenant}, report)
		if err != nil {
			return plan.Plan{}, err
		}
		isWanted := func(s change.Subject) bool {
			return slices.ContainsFunc(trunks, func(t change.Subject) bool { return t.Group == s.Group && t.Name == s.Name })
		}
		survey.Trunks = slices.DeleteFunc(survey.Trunks, func(t plan.Trunk) bool { return !isWanted(t.Subject) })
		return plan.Same(service.Header(""), edit, survey), nil
	}
}
