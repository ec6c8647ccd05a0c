package report

import (
	"bytes"
	"encoding/json"
	"strconv"
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
	return encode(out, tenantObject(t, f.head), "    ", "  ")
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

func (linesForm) begin(*bytes.Buffer) {}

func (f linesForm) tenant(out *bytes.Buffer, t Tenant) error {
	err := encode(out, append(object{{"schemaVersion", SchemaVersion}}, tenantObject(t, f.head)...), "", "")
	out.WriteByte('\n')
	return err
}

func (linesForm) end(*bytes.Buffer, bool) error { return nil }

// encode appends value: in one line without an indent, else its lines after the first begin
// with prefix.
func encode(out *bytes.Buffer, value any, prefix, indent string) error {
	var text, lines bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // names keep their & and <: this is no web page
	if err := write(&text, encoder, value); err != nil {
		return err
	}
	if indent == "" {
		lines = text
	} else if err := json.Indent(&lines, text.Bytes(), prefix, indent); err != nil {
		return err
	}
	out.WriteString(escapeHidden(lines.String(), false))
	return nil
}

// write appends a value in one line. It goes down the objects by itself: an encoder would
// read each again for every object that it is in.
func write(out *bytes.Buffer, encoder *json.Encoder, value any) error {
	switch value := value.(type) {
	case object:
		for i, m := range value {
			out.WriteByte("{,"[min(i, 1)])
			_ = write(out, encoder, m.key) // a text has a form
			out.WriteByte(':')
			if err := write(out, encoder, m.value); err != nil {
				return err
			}
		}
		return out.WriteByte('}')
	case []object:
		if value == nil {
			return write(out, encoder, nil)
		}
		out.WriteByte('[')
		for i, o := range value {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := write(out, encoder, o); err != nil {
				return err
			}
		}
		return out.WriteByte(']')
	case int:
		out.WriteString(strconv.Itoa(value))
		return nil
	}
	if err := encoder.Encode(value); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the encoder ends every value with a newline
	return nil
}

// object is a JSON object with its members in the order of the document.
type object []member

// member has a value of which nil is null: what was not read.
type member struct {
	key   string
	value any
}

// listed returns a list of objects, or nil, which is null in JSON, for one that was not
// read: an empty list would say that there are none.
func listed[T any](wasRead bool, of []T, toObject func(T) object) []object {
	if !wasRead && len(of) == 0 {
		return nil
	}
	list := make([]object, len(of))
	for i, x := range of {
		list[i] = toObject(x)
	}
	return list
}

// orNull returns nil for a zero value.
func orNull[T comparable](value T) any {
	if value == *new(T) {
		return nil
	}
	return value
}

func tenantObject(t Tenant, head Head) object {
	b := t.Breakdown
	return append(tenantMembers(t),
		member{"findings", listed(true, b.Findings, func(f capacity.Finding) object {
			return object{
				{"severity", f.Severity.String()},
				{"code", f.Code},
				{"path", append([]string{}, f.Path...)},
				{"message", f.Text},
				{"known", head.knows(f)},
			}
		})},
		member{"groups", listed(b.Tenant.GroupsListed, b.Groups, func(g capacity.GroupBreakdown) object {
			return append(groupMembers(g), member{"trunkGroups", listed(g.Group.TrunkGroupsListed, g.Group.TrunkGroups, trunkGroupObject)})
		})})
}

// tenantMembers are those of a tenant itself, before its findings and groups.
func tenantMembers(t Tenant) object {
	b := t.Breakdown
	of := b.Tenant
	var count any
	if of.GroupsListed {
		count = len(b.Groups)
	}
	return object{
		{"tenantId", of.ID},
		{"tenantName", of.Name},
		{"tenantType", t.Type},
		{"assigned", assigned(of.Assignment)},
		{"readAt", orNull(readAt(t.ReadAt))},
		{"complete", b.Complete},
		{"groupsRead", b.GroupsRead},
		{"groupsCount", count},
		{"errors", listed(true, t.Errors, func(e Error) object {
			return object{{"path", append([]string{}, e.Path...)}, {"request", e.Request}, {"status", orNull(e.Status)}, {"error", e.Error}}
		})},
		{"maxActiveCalls", figure(of.MaxActiveCalls.Limit())},
		{"burstingMaxActiveCalls", figure(of.BurstingMaxActiveCalls.Limit())},
		{"groupsCallCapacityTotal", figure(b.Calls.Allocated.Total())},
		{"callCapacityDifference", differenceFigure(of.Assignment, b.Calls.Difference)},
		{"groupsBurstingCallCapacityTotal", figure(b.BurstingAvailable.Allocated.Total())},
		{"burstingCallCapacityDifference", differenceFigure(of.Assignment, b.BurstingAvailable.Difference)},
		{"groupsBurstingMaxTotal", figure(b.BurstingAllocated.Allocated.Total())},
		{"burstingMaxDifference", differenceFigure(of.Assignment, b.BurstingAllocated.Difference)},
	}
}

// groupMembers are those of a group itself, before its trunk groups.
func groupMembers(b capacity.GroupBreakdown) object {
	g := b.Group
	return object{
		{"groupId", g.ID},
		{"groupName", g.Name},
		{"assigned", assigned(g.Assignment)},
		{"maxActiveCalls", figure(g.MaxActiveCalls.Limit())},
		{"maxAvailableActiveCalls", figure(g.MaxAvailableActiveCalls.Limit())},
		{"burstingMaxActiveCalls", figure(g.BurstingMaxActiveCalls.Limit())},
		{"burstingMaxAvailableActiveCalls", figure(g.BurstingMaxAvailableActiveCalls.Limit())},
		{"trunkGroupsCallCapacityTotal", figure(b.Calls.Allocated.Total())},
		{"callCapacityDifference", differenceFigure(g.Assignment, b.Calls.Difference)},
		{"trunkGroupsBurstingCallCapacityTotal", figure(b.Bursting.Allocated.Total())},
		{"burstingCallCapacityDifference", differenceFigure(g.Assignment, b.Bursting.Difference)},
	}
}

func trunkGroupObject(t capacity.TrunkGroup) object {
	return object{
		{"name", t.Name},
		{"maxActiveCalls", figure(t.MaxActiveCalls.Limit())},
		{"burstingMaxActiveCalls", figure(t.BurstingMaxActiveCalls.Limit())},
	}
}

// assigned returns nil for what was not read.
func assigned(a capacity.Assignment) any {
	if a == capacity.AssignmentUnread {
		return nil
	}
	return a == capacity.Assigned
}

// figure returns a limit or a total as a number or a word, and nil where it is not known.
func figure(l capacity.Limit, known bool) any {
	if !known {
		return nil
	}
	if calls, number := l.Calls(); number {
		return calls
	}
	return "unlimited"
}

// differenceFigure leaves out what a partial sum allows to say ("at most -5"): a
// program would take it for the difference. A level without trunking has no limit
// that anything could be taken from.
func differenceFigure(a capacity.Assignment, d capacity.Difference) any {
	switch calls, number := d.Calls(); {
	case a == capacity.NotAssigned:
		return nil
	case number:
		return calls
	case d.IsUnlimited():
		return "unlimited"
	case d.IsMinusUnlimited():
		return "-unlimited"
	}
	return nil
}

func timeText(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// readAt returns nothing for the time of what was not read.
func readAt(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return timeText(at)
}
