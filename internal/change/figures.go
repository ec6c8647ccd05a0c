package change

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"banyan/apiclient"
	"banyan/capacity"
)

// The figures of capacity, spelt as the API spells them (APIO 6, 7).
const (
	MaxActiveCalls         = "maxActiveCalls"
	BurstingMaxActiveCalls = "burstingMaxActiveCalls"
	EnableBursting         = "enableBursting" // of a trunk group: "true" or "false"
)

// unlimited is the text of a figure without a limit.
const unlimited = "unlimited"

// tenantCallsNeeder is an API whose server wants the calls of a tenant with
// every change of its figures (Odin 4). Unchanged they are sent as just read.
type tenantCallsNeeder interface {
	NeedsTenantCalls() bool
}

// TenantImage returns the figures of a tenant as an image.
func TenantImage(c apiclient.TenantCapacity) Image {
	return Image{Fields: []Field{
		{Name: MaxActiveCalls, Value: FigureText(c.MaxActiveCalls)},
		{Name: BurstingMaxActiveCalls, Value: FigureText(c.BurstingMaxActiveCalls)},
	}}
}

// GroupImage returns the figures of a group that can be edited as an image.
func GroupImage(c apiclient.GroupCapacity) Image {
	return TenantImage(apiclient.TenantCapacity{MaxActiveCalls: c.MaxActiveCalls, BurstingMaxActiveCalls: c.BurstingMaxActiveCalls})
}

// TrunkGroupImage returns the figures of a trunk group that can be edited as an image.
// The bursting figure does not apply where bursting is off. Where the server does not
// say whether it is, the image has no field of that either, so that nothing is sent
// which nobody chose.
func TrunkGroupImage(t apiclient.TrunkGroup) Image {
	fields := []Field{{Name: MaxActiveCalls, Value: FigureText(t.MaxActiveCalls)}}
	bursting := Field{Name: BurstingMaxActiveCalls, Value: FigureText(t.BurstingMaxActiveCalls)}
	if on := t.EnableBursting; on != nil {
		fields = append(fields, Field{Name: EnableBursting, Value: strconv.FormatBool(*on)})
		if !*on {
			bursting.Value = ""
		}
	}
	return Image{Fields: append(fields, bursting)}
}

// FigureText returns a reading as the canonical text of a field, empty when it was not
// read.
func FigureText(r capacity.Reading) string {
	limit, ok := r.Limit()
	if !ok {
		return ""
	}
	return limit.String()
}

// ParseFigure reads the canonical text of a figure; an empty one was not read.
func ParseFigure(text string) (capacity.Reading, error) {
	switch text {
	case "":
		return capacity.Reading{}, nil
	case unlimited:
		return capacity.Read(capacity.Unlimited()), nil
	}
	calls, err := strconv.Atoi(text)
	if err != nil {
		return capacity.Reading{}, fmt.Errorf("%q is not a number of calls", text)
	}
	limit, err := capacity.New(calls)
	if err != nil {
		return capacity.Reading{}, err
	}
	return capacity.Read(limit), nil
}

// changedFigure returns a figure that differs, and none for one that does not.
func changedFigure(name string, fresh, want Image) (capacity.Reading, error) {
	before, _ := fresh.Value(name)
	after, _ := want.Value(name)
	if before == after {
		return capacity.Reading{}, nil
	}
	return ParseFigure(after)
}

// figures is what the three kinds of capacity have in common.
type figures struct {
	api     API
	subject Subject

	read  func(context.Context) (Image, error)
	write func(ctx context.Context, calls, bursting capacity.Reading, fresh, want Image) error
	rules func(want Image) []Problem
}

func (f figures) Read(ctx context.Context) (Image, error) { return f.read(apiclient.Fresh(ctx)) }

func (f figures) Listed(ctx context.Context) (bool, error) { return listed(ctx, f.api, f.subject) }

// Write sends the figures that change.
func (f figures) Write(ctx context.Context, fresh, want Image) error {
	calls, err := changedFigure(MaxActiveCalls, fresh, want)
	bursting, burstErr := changedFigure(BurstingMaxActiveCalls, fresh, want)
	if err := errors.Join(err, burstErr); err != nil {
		return &unsentError{err}
	}
	return f.write(ctx, calls, bursting, fresh, want)
}

// Create fails: capacity comes with what it belongs to.
func (f figures) Create(context.Context, Image) error {
	return &unsentError{errors.New("capacity cannot be created")}
}

// Delete fails: capacity goes with what it belongs to.
func (f figures) Delete(context.Context) error {
	return &unsentError{errors.New("capacity cannot be deleted")}
}

func (f figures) Validate(want Image) []Problem {
	var out []Problem
	for _, name := range []string{MaxActiveCalls, BurstingMaxActiveCalls} {
		text, _ := want.Value(name)
		if _, err := ParseFigure(text); err != nil {
			out = append(out, Problem{Field: name, Route: -1, Text: err.Error()})
		}
	}
	return append(out, f.rules(want)...)
}

func tenantTarget(api API, s Subject) Target {
	return figures{
		api: api, subject: s,
		read: func(ctx context.Context) (Image, error) {
			c, err := api.TenantCapacity(ctx, s.Tenant)
			return TenantImage(c), err
		},
		write: func(ctx context.Context, calls, bursting capacity.Reading, _, want Image) error {
			if whole, ok := api.(tenantCallsNeeder); ok && whole.NeedsTenantCalls() && !calls.IsRead() {
				text, _ := want.Value(MaxActiveCalls)
				var err error
				if calls, err = ParseFigure(text); err != nil {
					return &unsentError{err}
				}
			}
			return api.PutTenantCapacity(ctx, s.Tenant, apiclient.TenantCapacity{MaxActiveCalls: calls, BurstingMaxActiveCalls: bursting})
		},
		rules: func(Image) []Problem { return nil },
	}
}

func groupTarget(api API, s Subject) Target {
	return figures{
		api: api, subject: s,
		read: func(ctx context.Context) (Image, error) {
			c, err := api.GroupCapacity(ctx, s.Tenant, s.Group)
			return GroupImage(c), err
		},
		write: func(ctx context.Context, calls, bursting capacity.Reading, _, _ Image) error {
			return api.PutGroupCapacity(ctx, s.Tenant, s.Group, apiclient.GroupCapacity{MaxActiveCalls: calls, BurstingMaxActiveCalls: bursting})
		},
		rules: func(want Image) []Problem {
			return numberOnly(want, MaxActiveCalls, "the calls of a group are a number, never unlimited")
		},
	}
}

func trunkGroupTarget(api API, s Subject) Target {
	return figures{
		api: api, subject: s,
		read: func(ctx context.Context) (Image, error) {
			t, err := api.TrunkGroup(ctx, s.Tenant, s.Group, s.Name)
			return TrunkGroupImage(t), err
		},
		write: func(ctx context.Context, calls, bursting capacity.Reading, fresh, want Image) error {
			change := apiclient.TrunkGroupCapacity{MaxActiveCalls: calls, BurstingMaxActiveCalls: bursting}
			before, _ := fresh.Value(EnableBursting)
			after, _ := want.Value(EnableBursting)
			if before != after {
				change.EnableBursting = new(after == "true")
			}
			return api.PutTrunkGroupCapacity(ctx, s.Tenant, s.Group, s.Name, change)
		},
		rules: trunkGroupRules,
	}
}

// trunkGroupRules are those of APIO 7.2.
func trunkGroupRules(want Image) []Problem {
	out := numberOnly(want, MaxActiveCalls, "the calls of a trunk group are a number, never unlimited")
	out = append(out, numberOnly(want, BurstingMaxActiveCalls, "the bursting calls of a trunk group are a number, never unlimited")...)
	if calls, _ := want.Value(MaxActiveCalls); calls == "0" {
		out = append(out, Problem{Field: MaxActiveCalls, Route: -1, Text: "0 is below 1"})
	}
	on, _ := want.Value(EnableBursting)
	if calls, _ := want.Value(BurstingMaxActiveCalls); on == "true" && calls == "" {
		out = append(out, Problem{Field: BurstingMaxActiveCalls, Route: -1, Text: "bursting needs a number of calls"})
	}
	return out
}

func numberOnly(want Image, name, text string) []Problem {
	if value, _ := want.Value(name); value == unlimited {
		return []Problem{{Field: name, Route: -1, Text: text}}
	}
	return nil
}
