package limits

import (
	"cmp"
	"slices"

	"banyan/internal/change"
	"banyan/internal/trunkgroup"
)

// inputs are what is filled in of a form: the cells over its plan, and which of them, or of the
// levels that are raised or not, has the focus.
type inputs struct {
	plan  Plan
	cells []cell
	focus int // of the places
}

// newInputs returns the cells of a plan, each as its level is, with the ticket behind the first
// section.
func newInputs(plan Plan) inputs {
	i := inputs{plan: plan}
	if target := plan.targets[0]; plan.raise {
		i.cells = []cell{{label: "Calls to add", field: channelsField}, {label: "Bursting to add", field: burstingField}}
		i.cells[1].set("0")
	} else {
		for _, field := range target.base.Fields {
			cells := limitCells(target.subject.Kind, target.base, field.Name, plan.mayOmit)
			if plan.pick == nil && cells[0].piece == actionPiece {
				cells[0].setting.Values = []string{trunkgroup.Forward}
			}
			i.cells = append(i.cells, cells...)
		}
	}
	at := slices.IndexFunc(i.cells, func(c cell) bool { return c.setting.Section != i.cells[0].setting.Section })
	if at < 0 {
		at = len(i.cells)
	}
	i.cells = slices.Insert(i.cells, at, cell{label: "Ticket", field: ticketField})
	return i
}

// place is what can have the focus: a cell, or a level that is raised or not.
type place struct{ cell, target int } // -1 for the other

// first returns where the ticket stands: behind the first section.
func (i *inputs) first() int {
	return slices.IndexFunc(i.cells, func(c cell) bool { return c.field == ticketField })
}

// fill puts what an image has into its cells.
func (i *inputs) fill(image change.Image) {
	for at := range i.cells {
		if _, has := image.Value(i.cells[at].field); has {
			i.cells[at].set(i.cells[at].of(image))
		}
	}
}

// was returns what a cell held before anything was typed.
func (i *inputs) was(c cell) string { return c.of(i.plan.targets[0].base) }

// places returns what can have the focus. What does not apply has no place.
func (i *inputs) places() []place {
	var places []place
	for at, c := range i.cells {
		if i.why(c) == "" {
			places = append(places, place{cell: at, target: -1})
		}
	}
	if i.plan.raise {
		for at, target := range i.plan.targets[:len(i.plan.targets)-1] {
			if !target.saved {
				places = append(places, place{cell: -1, target: at})
			}
		}
	}
	return places
}

// why says why a cell does not apply, or nothing: what switches it is off in the form, or there
// is nothing to add it to.
func (i *inputs) why(c cell) string {
	switch {
	case c.field == burstingField:
		last := i.plan.targets[len(i.plan.targets)-1]
		if _, limited := last.number(change.BurstingMaxActiveCalls); !limited && c.value() == "0" {
			return i.plan.unfit(last, change.BurstingMaxActiveCalls).Text
		}
	case c.piece == addressPiece && i.valueOf(c.field+string(actionPiece)) != trunkgroup.Forward,
		c.piece == targetPiece && i.valueOf(c.field+string(actionPiece)) != trunkgroup.Reroute:
		return "calls go elsewhere"
	case c.setting.Needs != "" && i.valueOf(c.setting.Needs) == choiceOff:
		return change.Label(c.setting.Needs) + " is off"
	}
	return ""
}

// valueOf returns what the cell of an id holds, nothing where there is none.
func (i *inputs) valueOf(id string) string {
	if at := slices.IndexFunc(i.cells, func(c cell) bool { return c.id() == id }); at >= 0 {
		return i.cells[at].value()
	}
	return ""
}

// here returns what has the focus.
func (i *inputs) here() place {
	places := i.places()
	return places[min(i.focus, len(places)-1)]
}

// cell returns the cell that has the focus, nil where a level has it.
func (i *inputs) cell() *cell {
	if here := i.here(); here.cell >= 0 {
		return &i.cells[here.cell]
	}
	return nil
}

// step moves the focus. The cell that is left keeps what it holds, and is fresh the next time.
func (i *inputs) step(by int) {
	if c := i.cell(); c != nil && c.isNumber() {
		c.number.Leave()
	}
	n := len(i.places())
	i.focus = (min(i.focus, n-1) + by + n) % n
}

// hasSections reports whether there is more than one section of cells.
func (i *inputs) hasSections() bool { return i.first() < len(i.cells)-1 }

// toSection moves the focus to the first cell of the next section, or of the one before.
func (i *inputs) toSection(next bool) {
	places := i.places()
	section := func(at int) string { return i.cells[places[at].cell].setting.Section }
	from, to := min(i.focus, len(places)-1), -1
	for at := range places {
		switch first := at == 0 || section(at) != section(at-1) && section(at) != ""; {
		case !first:
		case next && at > from && to < 0, !next && at < from:
			to = at
		}
	}
	i.step(max(to, 0) - from)
}

func (i *inputs) isTyping() bool {
	c := i.cell()
	return c != nil && c.isText()
}

// added returns what is to be added to the levels that are raised.
func (i *inputs) added() (more addition) {
	if i.plan.raise {
		more.calls, _ = i.cells[0].calls()
		more.bursting, _ = i.cells[1].calls()
	}
	return more
}

// restore shows what a switch that was turned on brings back: what the server still has of it.
func (i *inputs) restore(by cell) {
	if !by.isSwitch() || by.value() != choiceOn || i.was(by) == choiceOn {
		return
	}
	for at := range i.cells {
		c := &i.cells[at]
		if c.setting.Needs != by.field || c.value() != i.was(*c) {
			continue
		}
		if value, there := i.plan.reported(*c); there {
			c.set(value)
		}
	}
}

// toggle has a level raised that was not, or leaves it as it is.
func (i *inputs) toggle(at int) {
	to := ticked
	if i.plan.needs(i.added())[at].raised {
		to = unticked
	}
	i.plan.targets[at].tick = to
}

// tickAll has every level raised; a second time each is as it needs to be.
func (i *inputs) tickAll() {
	above, to := i.plan.targets[:len(i.plan.targets)-1], asNeeded
	if slices.ContainsFunc(above, func(t figureTarget) bool { return t.tick != ticked }) {
		to = ticked
	}
	for at := range above {
		above[at].tick = to
	}
}

// wanted returns what each target is to become, or what is wrong with what was typed.
func (i *inputs) wanted() (wanted []change.Image, wrong *change.Problem) {
	if i.plan.raise {
		return i.plan.raised(i.added())
	}
	want := i.plan.targets[0].base
	for _, c := range i.cells {
		if !c.isLimit() {
			continue
		}
		if _, err := change.ParseFigure(c.value()); c.isNumber() && err != nil {
			return nil, &change.Problem{Field: c.field, Text: err.Error()}
		}
		want = c.put(want)
	}
	for _, c := range i.cells {
		if c.setting.Needs != "" && i.valueOf(c.setting.Needs) == choiceOff {
			want = want.With(change.Field{Name: c.field}) // it does not apply
		}
	}
	return []change.Image{want}, nil
}

// mistakes are what is wrong with the cells before anything is asked.
func (i *inputs) mistakes() (wrong []change.Problem) {
	for _, place := range i.places() {
		if place.cell < 0 {
			continue
		}
		c := i.cells[place.cell]
		if text := cmp.Or(c.empty(), c.wrong()); text != "" {
			wrong = append(wrong, change.Problem{Field: c.field, Text: text})
		}
	}
	if _, unfit := i.wanted(); unfit != nil && len(wrong) == 0 {
		wrong = append(wrong, *unfit)
	}
	if i.plan.raise && i.added() == (addition{}) && len(wrong) == 0 {
		wrong = append(wrong, change.Problem{Field: channelsField, Text: "1 or more"})
	}
	return wrong
}

// focusOn gives the focus to the cell of a field, where there is one.
func (i *inputs) focusOn(field string) {
	at := -1
	for n, p := range i.places() { // the last one: of a diversion what is missing
		if p.cell >= 0 && i.cells[p.cell].field == field {
			at = n
		}
	}
	if at >= 0 && at != i.focus {
		i.step(at - min(i.focus, len(i.places())-1))
	}
}

// follow takes what a level holds now. Cells that nobody touched follow it.
func (i *inputs) follow(subject change.Subject, now change.Image, overrides []string) *figureTarget {
	at := slices.IndexFunc(i.plan.targets, func(t figureTarget) bool { return slices.Contains(t.subjects(), subject) })
	if at < 0 {
		return nil
	}
	target := &i.plan.targets[at]
	was := target.base
	target.follow(subject, now, overrides)
	for n := range i.cells {
		if c := &i.cells[n]; c.isLimit() && c.value() == c.of(was) {
			c.set(c.of(target.base))
		}
	}
	return target
}
