package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
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
	fmt.Fprintf(out, "{\n  \"schemaVersion\": %d,\n  \"generatedAt\": %q,\n  \"tenants\": [", SchemaVersion, timeText(f.head.GeneratedAt))
}

func (f *jsonForm) tenant(out *bytes.Buffer, t Tenant) error {
	if f.begun {
		out.WriteByte(',')
	}
	f.begun = true
	f.complete = f.complete && t.IsComplete()
	out.WriteString("\n    ")
	out.Write(appendValue(out.AvailableBuffer(), "\n    ", tenantObject(t, f.head)))
	return nil
}

func (f *jsonForm) end(out *bytes.Buffer, run Run) error {
	if f.begun {
		out.WriteString("\n  ")
	}
	fmt.Fprintf(out, "],\n  \"complete\": %t\n}\n", run.All && f.complete)
	return nil
}

// linesForm is one compact document a line, each of one tenant.
type linesForm struct{ head Head }

func (linesForm) begin(*bytes.Buffer) {}

func (f linesForm) tenant(out *bytes.Buffer, t Tenant) error {
	line := append(object{{"schemaVersion", SchemaVersion}}, tenantObject(t, f.head)...)
	out.Write(append(appendValue(out.AvailableBuffer(), "", line), '\n'))
	return nil
}

func (linesForm) end(*bytes.Buffer, Run) error { return nil }

// appendValue appends a value, the lines after its first begin with newline; without one it
// stands in one line. It goes down the objects by itself, which an encoder would read again
// for every object that they are in.
func appendValue(out []byte, newline string, value any) []byte {
	switch v := value.(type) {
	case object:
		return appendObject(out, newline, v)
	case []object:
		return appendList(out, "[]", newline, v, appendObject)
	case []string:
		return appendList(out, "[]", newline, v, func(out []byte, _, text string) []byte { return appendText(out, text) })
	case string:
		return appendText(out, v)
	case int:
		return strconv.AppendInt(out, int64(v), 10)
	case bool:
		return strconv.AppendBool(out, v)
	case nil:
		return append(out, "null"...)
	}
	text, _ := json.Marshal(value) // an int64 of Rows, which has a form
	return append(out, text...)
}

func appendObject(out []byte, newline string, o object) []byte {
	return appendList(out, "{}", newline, o, func(out []byte, newline string, m member) []byte {
		out = append(appendText(out, m.key), ':')
		if newline != "" {
			out = append(out, ' ')
		}
		return appendValue(out, newline, m.value)
	})
}

// appendList appends what an object or a list holds, between its brackets.
func appendList[T any](out []byte, brackets, newline string, all []T, appendOne func(out []byte, newline string, of T) []byte) []byte {
	inner := newline
	if newline != "" {
		inner += "  "
	}
	out = append(out, brackets[0])
	for i, of := range all {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendOne(append(out, inner...), inner, of)
	}
	if len(all) > 0 {
		out = append(out, newline...)
	}
	return append(out, brackets[1])
}

// appendText appends text. Most of it needs quotes alone, and no encoder.
func appendText(out []byte, text string) []byte {
	plain := true
	for _, c := range []byte(text) {
		plain = plain && ' ' <= c && c <= '~' && c != '"' && c != '\\'
	}
	if plain {
		return append(append(append(out, '"'), text...), '"')
	}
	var quoted strings.Builder
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false) // names keep their & and <: this is no web page
	_ = encoder.Encode(text)     // a text always has a form
	return append(out, escapeHidden(strings.TrimSuffix(quoted.String(), "\n"), false)...)
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
func listed[T any](wasRead bool, of []T, toObject func(T) object) any {
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
				{"code", string(f.Code)},
				{"path", f.Path},
				{"message", f.Text},
				{"known", head.knows(f)},
			}
		})},
		member{"groups", listed(b.Tenant.GroupsListed, b.Groups, groupObject)})
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
		{"source", object{
			{"limits", orNull(t.Source.Limits)},
			{"trunkGroups", orNull(t.Source.TrunkGroups)},
			{"trunkGroupStates", orNull(t.Source.States)},
			{"capacityReportUnused", orNull(t.Source.Unused)},
		}},
		{"errors", listed(true, t.Errors, func(e Error) object {
			return object{{"path", e.Path}, {"request", e.Request}, {"status", orNull(e.Status)}, {"error", e.Error}}
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

func groupObject(b capacity.GroupBreakdown) object {
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
		{"trunkGroups", listed(g.TrunkGroupsListed, g.TrunkGroups, trunkGroupObject)},
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
