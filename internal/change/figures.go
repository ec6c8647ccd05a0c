package change

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/trunkgroup"
)

// The figures of capacity, spelt as the API spells them (APIO 6, 7).
const (
	MaxActiveCalls         = trunkgroup.MaxActiveCalls
	BurstingMaxActiveCalls = trunkgroup.BurstingMaxActiveCalls
	EnableBursting         = trunkgroup.EnableBursting // of a trunk group: "true" or "false"
)

// unlimited is the text of a figure without a limit.
const unlimited = "unlimited"

// tenantCallsNeeder is an API whose server wants the calls of a tenant with
// every change of its figures (Odin 4). Unchanged they are sent as just read.
type tenantCallsNeeder interface{ NeedsTenantCalls() bool }

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

// FigureText returns a reading as the canonical text of a field, empty when it was not read.
func FigureText(r capacity.Reading) string {
	if limit, ok := r.Limit(); ok {
		return limit.String()
	}
	return ""
}

// ParseFigure reads the canonical text of a figure, which has no sign; an empty one was not read.
func ParseFigure(text string) (capacity.Reading, error) {
	switch text {
	case "":
		return capacity.Reading{}, nil
	case unlimited:
		return capacity.Read(capacity.Unlimited()), nil
	}
	calls, err := strconv.ParseUint(text, 10, strconv.IntSize-1)
	if err != nil {
		return capacity.Reading{}, fmt.Errorf("%q is not a number of calls", text)
	}
	limit, err := capacity.New(int(calls))
	if err != nil {
		return capacity.Reading{}, err
	}
	return capacity.Read(limit), nil
}

// changedFigure returns a figure that differs, and none for one that does not.
func changedFigure(name string, fresh, want Image) (capacity.Reading, error) {
	if fresh.text(name) == want.text(name) {
		return capacity.Reading{}, nil
	}
	return ParseFigure(want.text(name))
}

// figures is the capacity of a tenant or of a group on a server.
type figures struct {
	api     API
	subject Subject
}

func (f figures) Read(ctx context.Context) (Image, error) {
	ctx = apiclient.Fresh(ctx)
	s := f.subject
	if s.Kind == TenantCapacity {
		c, err := f.api.TenantCapacity(ctx, s.Tenant)
		return TenantImage(c), err
	}
	c, err := f.api.GroupCapacity(ctx, s.Tenant, s.Group)
	return GroupImage(c), err
}

func (f figures) Listed(ctx context.Context) (bool, error) { return listed(ctx, f.api, f.subject) }

// Write sends the figures that change.
func (f figures) Write(ctx context.Context, fresh, want Image) error {
	s := f.subject
	calls, err := changedFigure(MaxActiveCalls, fresh, want)
	bursting, burstErr := changedFigure(BurstingMaxActiveCalls, fresh, want)
	if whole, ok := f.api.(tenantCallsNeeder); ok && s.Kind == TenantCapacity && whole.NeedsTenantCalls() && err == nil && !calls.IsRead() {
		calls, err = ParseFigure(want.text(MaxActiveCalls))
	}
	if err := errors.Join(err, burstErr); err != nil {
		return &unsentError{err}
	}
	if s.Kind == TenantCapacity {
		return f.api.PutTenantCapacity(ctx, s.Tenant, apiclient.TenantCapacity{MaxActiveCalls: calls, BurstingMaxActiveCalls: bursting})
	}
	return f.api.PutGroupCapacity(ctx, s.Tenant, s.Group, apiclient.GroupCapacity{MaxActiveCalls: calls, BurstingMaxActiveCalls: bursting})
}

// Create fails: capacity comes with what it belongs to.
func (f figures) Create(context.Context, Image) error {
	return &unsentError{errors.New("capacity cannot be created")}
}

// Delete fails: capacity goes with what it belongs to.
func (f figures) Delete(context.Context) error {
	return &unsentError{errors.New("capacity cannot be deleted")}
}

// Validate refuses what is no figure. An empty figure is one that was not read: no limit becomes
// that.
func (f figures) Validate(base, want Image) []Problem {
	var out []Problem
	refuse := func(wrong bool, name, text string) {
		if wrong {
			out = append(out, Problem{Field: name, Route: -1, Text: text})
		}
	}
	for _, name := range []string{MaxActiveCalls, BurstingMaxActiveCalls} {
		if _, err := ParseFigure(want.text(name)); err != nil {
			refuse(true, name, err.Error())
		}
		refuse(base.text(name) != "" && want.text(name) == "", name, takenAway)
	}
	refuse(f.subject.Kind == GroupCapacity && want.text(MaxActiveCalls) == unlimited, MaxActiveCalls, "the calls of a group are a number, never unlimited")
	return out
}

// takenAway is what a number without which there is no limit cannot be.
const takenAway = "a limit cannot be taken away: give a number of calls"
