package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"banyan/capacity"
)

// jsonForm is one indented document. What is only known at the end, whether the
// report is complete, is its last key.
type jsonForm struct {
	head     Head
	begun    bool // a tenant was written
	complete bool // all tenants so far are
}

func (f *jsonForm) begin(out *bytes.Buffer) {
	out.WriteString("{\n  \"schemaVersion\": ")
	_ = encode(out, SchemaVersion, "", "") // a number has a form
	out.WriteString(",\n  \"generatedAt\": ")
	_ = encode(out, timeText(f.head.GeneratedAt), "", "") // so has a text
	out.WriteString(",\n  \"tenants\": [")
}

func (f *jsonForm) tenant(out *bytes.Buffer, t Tenant) error {
	if f.begun {
		out.WriteByte(',')
	}
	f.begun = true
	f.complete = f.complete && t.IsComplete()
	out.WriteString("\n    ")
	return encode(out, newTenantDocument(t, f.head), "    ", "  ")
}

func (f *jsonForm) end(out *bytes.Buffer, all bool) error {
	if f.begun {
		out.WriteString("\n  ")
	}
	out.WriteString("],\n  \"complete\": ")
	if err := encode(out, all && f.complete, "", ""); err != nil {
		return err
	}
	out.WriteString("\n}\n")
	return nil
}

// linesForm is one compact document a line, each of one tenant.
type linesForm struct{ head Head }

// line is a tenant that stands by itself.
type line struct {
	SchemaVersion int `json:"schemaVersion"`
	tenantDocument
}

func (linesForm) begin(*bytes.Buffer) {}

func (f linesForm) tenant(out *bytes.Buffer, t Tenant) error {
	err := encode(out, line{SchemaVersion: SchemaVersion, tenantDocument: newTenantDocument(t, f.head)}, "", "")
	out.WriteByte('\n')
	return err
}

func (linesForm) end(*bytes.Buffer, bool) error { return nil }

// encode appends value without a newline at its end: in one line without an indent, else
// its lines after the first begin with prefix.
func encode(out *bytes.Buffer, value any, prefix, indent string) error {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetIndent(prefix, indent)
	encoder.SetEscapeHTML(false) // names keep their & and <: this is no web page
	if err := encoder.Encode(value); err != nil {
		return err
	}
	out.WriteString(escapeHidden(strings.TrimSuffix(text.String(), "\n"), false))
	return nil
}

// The order of the fields below is the order of the keys in the document.

type tenantDocument struct {
	TenantID    string          `json:"tenantId"`
	TenantName  string          `json:"tenantName"`
	TenantType  string          `json:"tenantType"`
	Assigned    *bool           `json:"assigned"`
	ReadAt      *string         `json:"readAt"`
	Complete    bool            `json:"complete"`
	GroupsRead  int             `json:"groupsRead"`
	GroupsCount *int            `json:"groupsCount"`
	Errors      []errorDocument `json:"errors"`

	MaxActiveCalls         figure `json:"maxActiveCalls"`
	BurstingMaxActiveCalls figure `json:"burstingMaxActiveCalls"`

	GroupsCallCapacityTotal         figure `json:"groupsCallCapacityTotal"`
	CallCapacityDifference          figure `json:"callCapacityDifference"`
	GroupsBurstingCallCapacityTotal figure `json:"groupsBurstingCallCapacityTotal"`
	BurstingCallCapacityDifference  figure `json:"burstingCallCapacityDifference"`
	GroupsBurstingMaxTotal          figure `json:"groupsBurstingMaxTotal"`
	BurstingMaxDifference           figure `json:"burstingMaxDifference"`

	Findings []findingDocument `json:"findings"`
	Groups   []groupDocument   `json:"groups"`
}

type errorDocument struct {
	Path    []string `json:"path"`
	Request string   `json:"request"`
	Status  *int     `json:"status"`
	Error   string   `json:"error"`
}

type findingDocument struct {
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Path     []string `json:"path"`
	Message  string   `json:"message"`
	Known    bool     `json:"known"`
}

type groupDocument struct {
	GroupID   string `json:"groupId"`
	GroupName string `json:"groupName"`
	Assigned  *bool  `json:"assigned"`

	MaxActiveCalls                  figure `json:"maxActiveCalls"`
	MaxAvailableActiveCalls         figure `json:"maxAvailableActiveCalls"`
	BurstingMaxActiveCalls          figure `json:"burstingMaxActiveCalls"`
	BurstingMaxAvailableActiveCalls figure `json:"burstingMaxAvailableActiveCalls"`

	TrunkGroupsCallCapacityTotal         figure `json:"trunkGroupsCallCapacityTotal"`
	CallCapacityDifference               figure `json:"callCapacityDifference"`
	TrunkGroupsBurstingCallCapacityTotal figure `json:"trunkGroupsBurstingCallCapacityTotal"`
	BurstingCallCapacityDifference       figure `json:"burstingCallCapacityDifference"`

	TrunkGroups []trunkGroupDocument `json:"trunkGroups"`
}

type trunkGroupDocument struct {
	Name                   string `json:"name"`
	MaxActiveCalls         figure `json:"maxActiveCalls"`
	BurstingMaxActiveCalls figure `json:"burstingMaxActiveCalls"`
}

func newTenantDocument(t Tenant, head Head) tenantDocument {
	b := t.Breakdown
	d := tenantDocument{
		TenantID:   b.Tenant.ID,
		TenantName: b.Tenant.Name,
		TenantType: t.Type,
		Assigned:   assigned(b.Tenant.Assignment),
		ReadAt:     orNull(readAt(t.ReadAt)),
		Complete:   b.Complete,
		GroupsRead: b.GroupsRead,
		Errors:     make([]errorDocument, len(t.Errors)),

		MaxActiveCalls:                  limitFigure(b.Tenant.MaxActiveCalls.Limit()),
		BurstingMaxActiveCalls:          limitFigure(b.Tenant.BurstingMaxActiveCalls.Limit()),
		GroupsCallCapacityTotal:         limitFigure(b.Calls.Allocated.Total()),
		CallCapacityDifference:          differenceFigure(b.Tenant.Assignment, b.Calls.Difference),
		GroupsBurstingCallCapacityTotal: limitFigure(b.BurstingAvailable.Allocated.Total()),
		BurstingCallCapacityDifference:  differenceFigure(b.Tenant.Assignment, b.BurstingAvailable.Difference),
		GroupsBurstingMaxTotal:          limitFigure(b.BurstingAllocated.Allocated.Total()),
		BurstingMaxDifference:           differenceFigure(b.Tenant.Assignment, b.BurstingAllocated.Difference),

		Findings: make([]findingDocument, len(b.Findings)),
		Groups:   listed[groupDocument](b.Tenant.GroupsListed, len(b.Groups)),
	}
	if b.Tenant.GroupsListed {
		count := len(b.Groups)
		d.GroupsCount = &count
	}
	for i, e := range t.Errors {
		d.Errors[i] = errorDocument{Path: append([]string{}, e.Path...), Request: e.Request, Status: orNull(e.Status), Error: e.Error}
	}
	for i, f := range b.Findings {
		d.Findings[i] = findingDocument{
			Severity: f.Severity.String(),
			Code:     string(f.Code),
			Path:     append([]string{}, f.Path...),
			Message:  f.Text,
			Known:    head.knows(f),
		}
	}
	for i, g := range b.Groups {
		d.Groups[i] = newGroupDocument(g)
	}
	return d
}

func newGroupDocument(b capacity.GroupBreakdown) groupDocument {
	g := b.Group
	d := groupDocument{
		GroupID:   g.ID,
		GroupName: g.Name,
		Assigned:  assigned(g.Assignment),

		MaxActiveCalls:                  limitFigure(g.MaxActiveCalls.Limit()),
		MaxAvailableActiveCalls:         limitFigure(g.MaxAvailableActiveCalls.Limit()),
		BurstingMaxActiveCalls:          limitFigure(g.BurstingMaxActiveCalls.Limit()),
		BurstingMaxAvailableActiveCalls: limitFigure(g.BurstingMaxAvailableActiveCalls.Limit()),

		TrunkGroupsCallCapacityTotal:         limitFigure(b.Calls.Allocated.Total()),
		CallCapacityDifference:               differenceFigure(g.Assignment, b.Calls.Difference),
		TrunkGroupsBurstingCallCapacityTotal: limitFigure(b.Bursting.Allocated.Total()),
		BurstingCallCapacityDifference:       differenceFigure(g.Assignment, b.Bursting.Difference),

		TrunkGroups: listed[trunkGroupDocument](g.TrunkGroupsListed, len(g.TrunkGroups)),
	}
	for i, t := range g.TrunkGroups {
		d.TrunkGroups[i] = trunkGroupDocument{
			Name:                   t.Name,
			MaxActiveCalls:         limitFigure(t.MaxActiveCalls.Limit()),
			BurstingMaxActiveCalls: limitFigure(t.BurstingMaxActiveCalls.Limit()),
		}
	}
	return d
}

// assigned returns nil, which is null in JSON, for what was not read.
func assigned(a capacity.Assignment) *bool {
	if a == capacity.AssignmentUnread {
		return nil
	}
	is := a == capacity.Assigned
	return &is
}

func timeText(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// readAt returns nothing for the time of what was not read.
func readAt(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return timeText(at)
}
