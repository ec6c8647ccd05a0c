package trunks

import (
	"cmp"
	"slices"
	"strings"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

type fieldKind int

// How a field is filled.
const (
	choiceField fieldKind = iota // one of a few values, each key the next
	numberField                  // digits
	textField                    // anything
)

// formField is a field of the form. Its width is that of the inside, and its room what is kept
// free behind it for what it was, in cells.
type formField struct {
	field       routing.Field
	label       string // before it, for one behind another
	kind        fieldKind
	width, room int
}

// fieldLine is a line of the form with what depends on its first field.
type fieldLine struct {
	label  string
	fields []formField
}

// The widths of fields, and of the screen from which on there is room for more.
const (
	rerouteWidth     = 2
	callsWidth       = 5
	destinationWidth = 26
	destinationAt    = 41 // where its inside begins
	wideForm         = 100
	ruleWidth        = 34 // of the longest rule, behind it
	belowField       = 5  // where the lines below a field begin
)

// fieldRule begins the fields, with the name of what is edited where it has none yet.
func fieldRule(f *routingForm) ui.Rule {
	if !f.creating {
		return ui.Rule{Title: ui.Cell{Text: "routing"}}
	}
	return ui.Rule{
		Title: ui.Cell{Text: "new enterprise trunk of " + strings.TrimPrefix(f.owner.String(), "tenant ")},
		Right: ui.Cell{Text: safetext.Name(f.tenantName), Tone: ui.Muted},
	}
}

// fieldLines returns the fields that apply, line by line.
func fieldLines(f *routingForm) []fieldLine {
	mine := f.draft.Mine
	mode := []formField{{field: routing.FieldMode, room: 1}}
	reroutes := []formField{{field: routing.FieldMaxReroutes, kind: numberField, width: rerouteWidth}}
	if f.weighted() {
		const was = len("was 10")
		reroutes[0].room = was
		reroutes = append(reroutes, formField{field: routing.FieldMaxReroutesWithinPriority, label: "within a priority", kind: numberField, width: rerouteWidth})
	} else {
		mode = append(mode, formField{field: routing.FieldOrderingAlgorithm, label: "algorithm"})
	}
	exhausted := []formField{{field: routing.FieldExhaustionAction}}
	if mine.ExhaustionAction == routing.Forward {
		width := max(destinationWidth, min(safetext.Width(mine.ExhaustionDestination)+1, f.width-destinationAt-1-ruleWidth))
		exhausted = append(exhausted, formField{field: routing.FieldExhaustionDestination, label: "to", kind: textField, width: width})
	}
	lines := []fieldLine{
		{"Name", []formField{{field: routing.FieldName, kind: textField, width: routing.MaxNameLength}}},
		{"Mode", mode},
		{"Max reroutes", reroutes},
		{"When exhausted", exhausted},
		{"Capacity management", []formField{{field: routing.FieldCapacityManagement}}},
	}
	if on := mine.CapacityManagement; on == nil || !*on {
		return lines
	}
	limit := callsField(f, routing.FieldMaxActiveCalls, "max active calls")
	traps := []formField{
		{field: routing.FieldTrapInitialCalls, kind: numberField, width: callsWidth},
		{field: routing.FieldTrapOffsetCalls, label: "then every", kind: numberField, width: callsWidth},
	}
	last := &lines[len(lines)-1]
	last.fields = append(last.fields, limit)
	lines = append(lines, fieldLine{"First trap above", traps})
	return append(lines, seldomLines(f)...)
}

// seldomLines have the fields of capacity management that few servers have, where this one does:
// on one line, or those of a direction on one.
func seldomLines(f *routingForm) []fieldLine {
	labels := map[routing.Field]string{
		routing.FieldMaxIncomingCalls: "max incoming", routing.FieldMaxOutgoingCalls: "max outgoing", routing.FieldReservedCalls: "reserved",
	}
	var lines []fieldLine
	for _, field := range f.draft.Mine.Reported {
		at := callsField(f, field, labels[field])
		if len(lines) == 0 || field == routing.FieldReservedCalls && f.width < wideForm {
			lines = append(lines, fieldLine{label: page.Capitalised(at.label)})
			at.label = ""
		}
		last := &lines[len(lines)-1]
		last.fields = append(last.fields, at)
	}
	return lines
}

// callsField is a field of a number of calls, with room for the word that stands for none.
func callsField(f *routingForm, field routing.Field, label string) formField {
	at := formField{field: field, label: label, kind: numberField, width: callsWidth}
	text := at.shown(f, f.draft.Mine)
	if f.focus == field && f.typing.on {
		text = f.typing.number.Text()
	}
	at.width = max(at.width, len(text))
	return at
}

// draw draws the line, and below it what the server said of its fields, and what is doubtful about
// them, where that has no room at its end. What the rules say is shorter there.
func (l fieldLine) draw(f *routingForm) []string {
	line, below := l.line(f, true)
	cells := line.Cells(f.kit.Theme)
	if ui.Width(cells...) >= f.width {
		line, below = l.line(f, false)
		cells = line.Cells(f.kit.Theme)
	}
	if line.Notice != "" && ui.Width(cells...) >= f.width {
		notice := ui.Cell{Text: f.kit.Theme.Glyphs.Notice + " " + safetext.Cell(line.Notice), Tone: ui.Notice}
		below = append(below, page.WrapCell(notice, f.width, belowField)...)
		line.Notice = ""
		cells = line.Cells(f.kit.Theme)
	}
	lines := []string{page.Line(f.kit.Theme, f.width, cells...)}
	for _, line := range below {
		lines = append(lines, page.Line(f.kit.Theme, f.width, line...))
	}
	return lines
}

func (l fieldLine) line(f *routingForm, whole bool) (line ui.FormLine, below [][]ui.Cell) {
	line.Label = l.label
	for _, at := range l.fields {
		field := at.in(f)
		if refusals := f.refusalsOf(at.field, -1); len(refusals) > 0 {
			if field.Wrong = strings.Join(refusals, "; "); !whole {
				field.Wrong = "refused"
				for _, text := range refusals {
					below = append(below, page.WrapCell(ui.Cell{Text: f.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}, f.width, belowField)...)
				}
			}
		} else if !whole && at.field == routing.FieldExhaustionDestination && field.Wrong != "" {
			field.Wrong = "invalid"
		}
		line.Fields = append(line.Fields, field)
		notice, after := at.remark(f, whole)
		if notice != "" && line.Notice == "" {
			line.Notice = notice
		}
		line.After = append(line.After, after...)
		if field.Wrong != "" && !whole {
			line.Notice = "" // has no room beside what is wrong
		}
	}
	return line, below
}

// in returns the field with what it holds.
func (at formField) in(f *routingForm) ui.Field {
	is, was := at.shown(f, f.draft.Mine), at.shown(f, f.draft.Base)
	field := ui.Field{Label: at.label, Value: is, Width: at.width, Room: at.room, Right: at.kind == numberField, Choice: at.kind == choiceField, Focus: f.focus == at.field}
	switch {
	case is != was && !f.creating && at.field != routing.FieldExhaustionDestination:
		field.Was = "was " + cmp.Or(was, page.NotReported)
	case is != was && !f.creating && f.width >= wideForm:
		field.Was = "was " + cmp.Or(was, "none")
	case is == "" && at.kind == numberField:
		field.Was = page.NotReported
	}
	switch {
	case field.Focus && at.kind == textField:
		field.Typed = &f.typing.text
	case field.Focus && f.typing.on:
		field = f.typing.number.In(field)
	}
	if problems := f.problemsOf(at.field, -1); len(problems) > 0 {
		field.Wrong = at.rule(problems[0])
	}
	return field
}

// shown is the value in a trunk as the form shows it.
func (at formField) shown(f *routingForm, t routing.Trunk) string {
	value := t.Text(at.field)
	number := numberOf(at.field)
	switch {
	case value == "" && at.field.IsClearable() && (slices.Contains(t.Reported, at.field) || f.draft.Base.Text(at.field) != ""):
		return number.Word()
	case at.kind == choiceField && value == "":
		return page.NotReported
	case at.field == routing.FieldExhaustionAction:
		return strings.ToLower(value)
	}
	return value
}

// rule returns in few words the rule that a problem is about.
func (at formField) rule(problem string) string {
	switch at.field {
	case routing.FieldExhaustionDestination:
		return "a phone number or a SIP URI"
	case routing.FieldName:
		return strings.TrimPrefix(problem, "name: ")
	case routing.FieldMode, routing.FieldOrderingAlgorithm, routing.FieldExhaustionAction:
		return "unknown"
	}
	number := numberOf(at.field)
	return number.Rule()
}

// remark returns what is doubtful about the field or follows from it, to stand at the end of its
// line.
func (at formField) remark(f *routingForm, whole bool) (notice string, after []ui.Cell) {
	mine := f.draft.Mine
	switch at.field {
	case routing.FieldName:
		if mine.Name == "" && f.creating && len(f.problemsOf(at.field, -1)) == 0 {
			return "", []ui.Cell{{Text: " needed", Tone: ui.Notice}}
		}
	case routing.FieldExhaustionAction:
		if mine.ExhaustionAction == routing.None {
			return "", []ui.Cell{{Text: "the call fails", Tone: ui.Muted}}
		}
	case routing.FieldMaxReroutes, routing.FieldMaxReroutesWithinPriority:
		return neverTried(f, at.field, whole), nil
	}
	return "", nil
}

// neverTried says that a limit keeps routes from being tried: the worst priority of those within
// which it does, or the list as a whole.
func neverTried(f *routingForm, field routing.Field, whole bool) string {
	notices := routing.Notices(f.draft.Mine, routing.Surroundings{})
	notices = slices.DeleteFunc(notices, func(n routing.Notice) bool { return n.Code != routing.CodeNeverTried || n.Field != field })
	switch {
	case len(notices) == 0:
		return ""
	case whole && len(notices) > 1:
		return notices[0].Text + ", and so in " + ui.Count(len(notices)-1, "more")
	case whole:
		return notices[0].Text
	}
	return notices[0].Brief
}
