package trunks

import (
	"fmt"
	"strconv"
	"strings"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
)

// explain says of what has the focus what it is, what it may be and what it does now.
func explain(f *routingForm) ui.Explanation {
	switch {
	case f.focus == noteField:
		return ui.Explanation{What: nameOf(f, f.row().TrunkGroup) + ", note", Range: "kept on this machine, not sent"}
	case f.focus != routing.FieldRoutes:
		return explainField(f, f.focus)
	}
	return explainRow(f)
}

// explainField explains a field of the trunk.
func explainField(f *routingForm, field routing.Field) ui.Explanation {
	e := ui.Explanation{What: field.Label()}
	if wrong := append(f.problemsOf(field, -1), f.refusalsOf(field, -1)...); len(wrong) > 0 {
		text := strings.Join(wrong, "; ")
		e.Effect, e.Wrong = strings.TrimPrefix(strings.TrimPrefix(text, e.What+": "), e.What+" "), true
		return e
	}
	mine, next := f.draft.Mine, f.kit.Keys.Choose.Help().Key
	number := numberOf(field)
	switch field {
	case routing.FieldName:
		e.Range, e.Effect = fmt.Sprintf("1 to %d characters", routing.MaxNameLength), "no other enterprise trunk of "+f.owner.Tenant+" has it"
	case routing.FieldMode:
		e.Range = "ordered or weighted, " + next + " switches"
		e.Effect = map[routing.Mode]string{routing.Ordered: "one route after the other", routing.Weighted: "shares within priorities"}[mine.Mode]
	case routing.FieldOrderingAlgorithm:
		e.Range, e.Effect = next+" takes the next", algorithmText(mine.OrderingAlgorithm)
	case routing.FieldMaxReroutes, routing.FieldMaxReroutesWithinPriority:
		e.Range, e.Effect = number.Rule(), neverTried(f, field, true)
		if e.Effect == "" {
			e.Effect = "every route can be tried"
		}
	case routing.FieldExhaustionAction:
		e.Range, e.Effect = "none or forward, "+next+" switches", "a call that no route took fails"
		if mine.ExhaustionAction == routing.Forward {
			e.Effect = "a call that no route took goes on to the destination"
		}
	case routing.FieldExhaustionDestination:
		e.Range, e.Effect = fmt.Sprintf("a phone number or a SIP URI, up to %d characters", routing.MaxDestinationLen), "takes what no route took"
	case routing.FieldCapacityManagement:
		e.Range, e.Effect = "on or off, "+next+" switches", "a limit for all calls of this enterprise trunk"
	default:
		e.Range = number.Rule()
		if field.IsClearable() && mine.Text(field) == "" && f.draft.Base.Text(field) != "" {
			e.Range = "null is sent; what a server makes of it is undocumented" // the review says more
		}
	}
	return e
}

func algorithmText(algorithm string) string {
	return map[string]string{
		routing.Overflow:             "the next route takes what the one before has no room for",
		routing.OrderedLoadBalancing: "the routes take turns",
		routing.MostIdle:             "the route with the most idle channels is tried first",
		routing.LeastIdle:            "the route with the fewest idle channels is tried first",
	}[algorithm]
}

// explainRow explains the cell of the row under the cursor.
func explainRow(f *routingForm) ui.Explanation {
	row := f.row()
	if row == (routing.Row{}) {
		return ui.Explanation{What: "routes", Range: "any trunk group of " + f.owner.Tenant, Effect: f.kit.Keys.Add.Help().Key + " adds one"}
	}
	e := ui.Explanation{What: nameOf(f, row.TrunkGroup)}
	isDown := f.around.isDown(row.TrunkGroup)
	wrong := append(f.problemsOf(routing.FieldRoutes, f.cursor), f.refusalsOf(routing.FieldRoutes, f.cursor)...)
	switch {
	case len(wrong) > 0:
		e.Effect, e.Wrong = strings.Join(wrong, "; "), true
		return e
	case row.Parked:
		e.What += ", parked"
		e.Range = "since " + ParkedSince(row.At, f.now()) + ": kept here, not sent"
		switch out := f.around.outText(row.TrunkGroup); {
		case isDown:
			e.Effect = "it is down"
		case out != "":
			e.Range, e.Effect = "kept here, not sent", out
		default:
			e.Effect = f.kit.Keys.New.Help().Key + " writes a note"
		}
		return e
	case f.weighted():
		number := numberOf(f.column)
		e.What += ", " + string(f.column)
		e.Range, e.Effect = number.Rule(), figureEffect(f, row)
	default:
		e.Effect = placeEffect(f)
	}
	if assigned, known := f.around.assigned(row.TrunkGroup.GroupID); known && !assigned {
		e.Effect = "its group has no trunking"
	} else if isDown {
		e.Effect = "it is down; " + e.Effect
	} else if out := f.around.outText(row.TrunkGroup); out != "" {
		e.Effect = out + "; " + e.Effect
	}
	if safetext.Width(e.String()) > f.width-2 {
		e.Effect = strings.TrimSuffix(e.Effect, ofItsCalls)
	}
	return e
}

// ofItsCalls gives way where a line has no room for it.
const ofItsCalls = " of its calls"

// figureEffect is what the priority or the weight of a row does.
func figureEffect(f *routingForm, row routing.Row) string {
	total, isFirst := 0, true
	for _, r := range f.draft.Mine.Routes {
		if r.Priority == row.Priority {
			total += max(0, r.Weight)
		}
		isFirst = isFirst && row.Priority <= r.Priority
	}
	switch {
	case f.column == columnPriority && isFirst:
		return "tried first"
	case f.column == columnPriority:
		return "tried after those of a lower number"
	case row.Share < 0:
		return ""
	}
	effect := fmt.Sprintf("%d of %d in priority %d = ", row.Weight, total, row.Priority)
	switch {
	case !isFirst && row.Share == 100:
		return effect + "the rest"
	case !isFirst:
		return effect + strconv.Itoa(row.Share) + "% of the rest"
	}
	return effect + strconv.Itoa(row.Share) + "%" + ofItsCalls
}

// placeEffect is what the place of the row under the cursor does.
func placeEffect(f *routingForm) string {
	t := newRouteTable(f)
	text := "place " + t.placeCell(f.cursor).Text
	if was := t.was[f.cursor]; was != "" {
		text += ", " + was
	}
	var down []string
	for _, row := range t.rows[:f.cursor] {
		if !row.Parked && f.around.isDown(row.TrunkGroup) {
			down = append(down, row.TrunkGroup.Name)
		}
	}
	switch takes := t.takes[f.cursor]; {
	case takes.unknown || f.draft.Mine.OrderingAlgorithm == "":
		text += ": which calls it takes is not known"
	case takes.first == 0 || !f.draft.Mine.IsTriedInOrder():
	case takes.last == 0:
		text += fmt.Sprintf(": takes calls from %d on", takes.first)
	default:
		text += fmt.Sprintf(": takes calls %d to %d", takes.first, takes.last)
	}
	switch {
	case len(down) > 1:
		return text + ", while " + ui.Count(len(down), "route") + " above are down"
	case len(down) == 1:
		return text + ", while " + down[0] + " is down"
	}
	return text
}
