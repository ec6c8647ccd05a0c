package change

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"banyan/apiclient"
	"banyan/internal/trunkgroup"
)

// TrunkGroupImage returns the settings of a trunk group that can be edited as an image, those
// that the server reports and those that it may leave out. One that means nothing while a flag
// is off is empty. Of a flag that is not reported the image has no field, nor of what needs it
// and is not reported, so that nothing is sent which nobody chose.
func TrunkGroupImage(t apiclient.TrunkGroup) Image {
	reported := make(map[string]string, len(t.Fields))
	for _, f := range t.Fields {
		reported[f.Name] = f.Value
	}
	if on := t.EnableBursting; on != nil {
		reported[trunkgroup.EnableBursting] = textOf(on)
	}
	figures := map[string]string{
		MaxActiveCalls: FigureText(t.MaxActiveCalls), BurstingMaxActiveCalls: FigureText(t.BurstingMaxActiveCalls),
		trunkgroup.MaxIncomingCalls: FigureText(t.MaxIncomingCalls), trunkgroup.BurstingMaxIncomingCalls: FigureText(t.BurstingMaxIncomingCalls),
		trunkgroup.MaxOutgoingCalls: FigureText(t.MaxOutgoingCalls), trunkgroup.BurstingMaxOutgoingCalls: FigureText(t.BurstingMaxOutgoingCalls),
	}
	var image Image
	for _, f := range trunkgroup.Fields() {
		value, known := f.Read(func(name string) (string, bool) {
			value, ok := reported[name]
			return value, ok
		})
		figure, isFigure := figures[f.Name]
		flag, switched := image.Value(f.Needs)
		switch {
		case isFigure && f.Needs != "" && flag == "false":
			value, known = "", true
		case isFigure:
			value, known = figure, true
		case f.Needs != "" && !switched:
			continue
		case flag == "false":
			value = ""
		}
		if known {
			image.Fields = append(image.Fields, Field{Name: f.Name, Value: value})
		}
	}
	image.inUse = make(map[string]int)
	for name := range figures {
		if calls, known := InUse(t, name); known {
			image.inUse[name] = calls
		}
	}
	return image
}

// InUse returns how many calls of a trunk group there are now that a field limits, and false where
// that is not reported.
func InUse(t apiclient.TrunkGroup, field string) (calls int, known bool) {
	in, out := t.ActiveIncomingCalls, t.ActiveOutgoingCalls
	switch {
	case field == MaxActiveCalls:
		return t.InUse()
	case field == trunkgroup.MaxIncomingCalls && in != nil:
		return *in, true
	case field == trunkgroup.MaxOutgoingCalls && out != nil:
		return *out, true
	}
	return 0, false
}

// IsBelowUse reports whether a limit is lowered below the calls that there are now.
func IsBelowUse(from, to string, inUse int) bool {
	former, err := strconv.Atoi(from)
	limit, wrong := strconv.Atoi(to)
	return wrong == nil && limit < inUse && (err != nil || limit < former)
}

// ClearDoubter is an API of which it is not documented how a value is taken away. It returns
// what to know about that, or nothing; reported tells which fields the server's answer has.
type ClearDoubter interface {
	ClearDoubt(reported func(name string) bool, field string) string
}

// Omitter is an API in which a setting of a trunk group may have no value that needs one in
// others: it tells whether that of a name may.
type Omitter interface {
	MayOmit(field string) bool
}

// mayOmit reports whether a setting may have no value in an API that needs one in others.
func mayOmit(api any, field string) bool {
	omitter, ok := api.(Omitter)
	return ok && omitter.MayOmit(field)
}

// trunkGroupTarget is a trunk group on a server.
type trunkGroupTarget struct {
	api     API
	subject Subject
}

func (t trunkGroupTarget) Read(ctx context.Context) (Image, error) {
	document, found, err := t.api.TrunkGroupDocument(ctx, t.subject.Tenant, t.subject.Group, t.subject.Name)
	if err != nil {
		return Image{}, err
	}
	image := TrunkGroupImage(found)
	image.Raw, image.ReadAt = document.Raw, document.ReadAt
	return image, nil
}

func (t trunkGroupTarget) Listed(ctx context.Context) (bool, error) {
	return listed(ctx, t.api, t.subject)
}

// Write sends the settings that change. One that means nothing without a flag is not taken away
// with it: the server has it still when the flag comes back.
func (t trunkGroupTarget) Write(ctx context.Context, fresh, want Image) error {
	var sent []apiclient.Field
	for _, c := range Differences(fresh, want) {
		if f, _ := trunkgroup.Named(c.Name); f.Needs == "" || want.text(f.Needs) != "false" {
			sent = append(sent, apiclient.Field{Name: c.Name, Value: c.To})
		}
	}
	document := apiclient.Document{Raw: fresh.Raw, ReadAt: fresh.ReadAt}
	return t.api.PutTrunkGroup(ctx, t.subject.Tenant, t.subject.Group, t.subject.Name, document, sent)
}

func (t trunkGroupTarget) Create(ctx context.Context, want Image) error {
	return figures(t).Create(ctx, want)
}

func (t trunkGroupTarget) Delete(ctx context.Context) error { return figures(t).Delete(ctx) }

// Validate holds the rules of the backend for what changes (APIO 7.2, supplement 5). What a
// server says of itself is kept, whatever it is.
func (t trunkGroupTarget) Validate(base, want Image) []Problem {
	var out []Problem
	for _, f := range trunkgroup.Fields() {
		f.Optional = f.Optional || mayOmit(t.api, f.Name)
		if text := wrongSetting(f, base, want); text != "" {
			out = append(out, Problem{Field: f.Name, Route: -1, Text: text})
		}
	}
	return out
}

// wrongSetting says what is wrong with one setting, or nothing.
func wrongSetting(f trunkgroup.Field, base, want Image) string {
	before, _ := base.field(f.Name)
	value, known := want.field(f.Name)
	isFigure, isChanged := f.Name == MaxActiveCalls || f.Name == BurstingMaxActiveCalls, !before.same(value)
	flag := want.text(f.Needs)
	switch {
	case flag == "true" && value.Value == "" && (isChanged || base.text(f.Needs) != flag):
		if f.Optional {
			return ""
		}
		if f.Kind == trunkgroup.Count {
			return Label(f.Needs) + " needs a number of calls"
		}
		return Label(f.Needs) + " needs " + f.Label
	case !known, !isChanged && !isFigure, flag == "false" && value.Value == "", value.Value+before.Value == "":
		return ""
	case f.Kind == trunkgroup.Count && !f.Optional && value.Value == "":
		return takenAway
	case isFigure && value.Value == unlimited:
		return "the " + f.Label + " of a trunk group are a number, never unlimited"
	}
	return f.Wrong(value.Value)
}

// Dangers are what may cost calls: a direction that is closed, a limit that is lowered below the
// calls that there are, calls that all go elsewhere, and a limit that is taken away in a way that
// is not documented.
func (t trunkGroupTarget) Dangers(fresh, want Image) []string {
	var out []string
	for _, c := range Differences(fresh, want) {
		if inUse := fresh.inUse[c.Name]; c.To != "0" && IsBelowUse(c.From, c.To, inUse) {
			out = append(out, Label(c.Name)+" "+c.To+" is below the "+strconv.Itoa(inUse)+" in use now")
		}
		switch c.Name {
		case trunkgroup.MaxIncomingCalls, trunkgroup.MaxOutgoingCalls:
			if c.To == "0" {
				out = append(out, Label(c.Name)+" 0: no such call gets through")
			}
			if doubt := clearDoubt(t.api, fresh.Raw, c); doubt != "" {
				out = append(out, doubt)
			}
		case trunkgroup.CallForwardingAlways:
			if c.To != "" {
				out = append(out, "every call goes elsewhere: "+Text(TrunkGroup, c.Name, c.To))
			}
		}
	}
	return out
}

// clearDoubt says what is doubtful about taking a value away, where that is what a change does.
func clearDoubt(api any, document json.RawMessage, c FieldChange) string {
	doubter, ok := api.(ClearDoubter)
	if !ok || c.To != "" {
		return ""
	}
	var members map[string]json.RawMessage
	_ = json.Unmarshal(document, &members) // it was just read
	return doubter.ClearDoubt(func(name string) bool { return members[name] != nil }, c.Name)
}

// Parts joins what only makes sense together: a flag and what it switches.
func (t trunkGroupTarget) Parts(theirs, mine Image) [][]string {
	var parts [][]string
	for _, f := range trunkgroup.Fields() {
		at := slices.IndexFunc(parts, func(part []string) bool { return part[0] == f.Needs })
		switch {
		case f.Kind == trunkgroup.Flag:
			parts = append(parts, []string{f.Name})
		case at >= 0 && theirs.text(f.Needs) != mine.text(f.Needs):
			parts[at] = append(parts[at], f.Name)
		}
	}
	return slices.DeleteFunc(parts, func(part []string) bool { return len(part) == 1 })
}
