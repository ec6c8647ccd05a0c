package limits

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/ui"
)

// explain tells of what has the focus what it may be, and what it does now.
func explain(f *form) ui.Explanation {
	c := f.cell()
	if c == nil {
		target := f.plan.targets[f.here().target]
		return ui.Explanation{What: target.level() + " " + safetext.Name(target.subject.ID()), Range: f.Kit.Keys.Choose.Help().Key + " raises it as well, or leaves it as it is"}
	}
	e := ui.Explanation{What: strings.ToLower(strings.TrimSpace(c.label))}
	switch problem := cmp.Or(problemOf(f, *c), f.word); {
	case problem != "":
		e.Effect, e.Wrong = problem, true
	case c.field == ticketField:
		e.Range = "any text; it stands in the journal of edits"
	case c.field == channelsField:
		e.Range = "1 or more, to the " + f.plan.targets[len(f.plan.targets)-1].level() + " and every ticked level above"
	case c.field == burstingField:
		e.Range = "0 or more, to the same levels"
	default:
		e.Range = rangeOf(f, *c)
		for _, effect := range effectsOf(f, *c) {
			if e.Effect == "" {
				e.Effect = effect
			}
			if safetext.Width(e.String()) > f.Width-2 {
				e.Effect = ""
			}
		}
	}
	return e
}

// rangeOf says what a cell may hold.
func rangeOf(f *form, c cell) string {
	switch values := c.values(f.was(c)); {
	case c.isSwitch():
		return "on or off"
	case c.isChoice():
		words := make([]string, len(values))
		for i, value := range values {
			words[i] = c.words(value)
		}
		return strings.Join(words, ", ")
	case c.isPick():
		return f.Kit.Keys.Choose.Help().Key + " opens the list of trunk groups"
	case c.piece == addressPiece:
		return "a number, or user@host without sip:"
	case c.isText() && c.isOptional():
		return fmt.Sprintf("at most %d characters, empty for none", c.setting.Longest)
	case c.isText():
		return fmt.Sprintf("1 to %d characters", c.setting.Longest)
	}
	return c.rule(f.Width >= wideFrom)
}

// effectsOf says what the value of a limit has to do with what is below it, or was, or how it is
// taken away, at length and in few words.
func effectsOf(f *form, c cell) []string {
	sum, known := given(f, c.field)
	least, isNumber := sum.AtLeast().Calls()
	doubt := doubtOf(f, c)
	switch was := f.was(c); {
	case doubt != "":
		return []string{doubt, "how it is taken away is not documented"}
	case c.value() != was && was != "" && c.isNumber() && (!known || c.value() == ui.Unlimited):
		return []string{was + " before"}
	case known && !sum.IsComplete():
		return []string{"not all that is allocated was read", "not all was read"}
	case known && isNumber:
		return []string{strconv.Itoa(least) + " is the least that holds what is allocated", strconv.Itoa(least) + " is the least that fits"}
	case c.setting.Kind == trunkgroup.Choice && !slices.Contains(c.setting.Values, c.value()):
		return []string{"the server's own word, which is kept"}
	case c.setting.Says != "":
		return []string{c.setting.Says}
	case c.isOptional() && c.isNumber():
		return []string{ui.Unlimited + ": no limit of its own"}
	}
	return nil
}

// doubtOf says what is not documented about taking the value of a cell away, where that is what
// it does.
func doubtOf(f *form, c cell) string {
	base := f.plan.targets[0].base
	if f.plan.doubt == nil || !c.isOptional() || c.piece == addressPiece || c.isPick() || c.fieldOf(base) == "" || c.fieldOf(c.put(base)) != "" {
		return ""
	}
	fields := f.plan.detail().Fields
	return f.plan.doubt(func(name string) bool {
		return slices.ContainsFunc(fields, func(f apiclient.Field) bool { return f.Name == name && f.Value != "null" })
	}, c.field)
}

// noticeOf says what is doubtful about a cell before the server does, as the vendors' portals
// have it in their forms (APIO 7.3, supplement 5).
func noticeOf(f *form, c cell) string {
	if f.plan.raise || f.plan.targets[0].subject.Kind != change.TrunkGroup {
		return ""
	}
	group, _ := groupOf(f.plan.tenant, f.plan.targets[0].subject.Group)
	calls, isNumber := c.calls()
	above := func(of string, limit capacity.Reading) string {
		own, read := limit.Limit()
		if most, limited := own.Calls(); read && limited && isNumber && calls > most {
			return fmt.Sprintf("above the %d of %s", most, of)
		}
		return ""
	}
	most, _ := strconv.Atoi(f.valueOf(change.MaxActiveCalls))
	switch {
	case c.field == change.MaxActiveCalls:
		return above("the group", group.MaxActiveCalls)
	case c.field == change.EnableBursting && c.value() == choiceOn && group.BurstingMaxActiveCalls == capacity.Read(capacity.Limit{}):
		return "the group has no bursting"
	case c.field == change.BurstingMaxActiveCalls:
		return above("the group", group.BurstingMaxActiveCalls)
	case c.field == trunkgroup.MaxIncomingCalls || c.field == trunkgroup.MaxOutgoingCalls:
		if isNumber && calls == 0 {
			return "no such call gets through"
		}
		if isNumber && calls > most {
			return "above max active calls"
		}
	case isNumber && c.field == trunkgroup.BurstingMaxIncomingCalls && f.valueOf(trunkgroup.MaxIncomingCalls) == ui.Unlimited,
		isNumber && c.field == trunkgroup.BurstingMaxOutgoingCalls && f.valueOf(trunkgroup.MaxOutgoingCalls) == ui.Unlimited:
		return "no limit to burst above"
	case c.field == trunkgroup.CallForwardingAlways && c.piece == actionPiece && c.value() != "":
		return "every call goes elsewhere"
	}
	if doubtOf(f, c) != "" {
		return "how is not documented"
	}
	return ""
}

// given is what the level below was given of a limit.
func given(f *form, field string) (capacity.Sum, bool) {
	if f.plan.raise {
		return capacity.Sum{}, false
	}
	sum, known := AllocatedOf(f.plan.analyze(f.plan.bases()), f.plan.targets[0].subject)[field]
	return sum, known
}

// remarkOf returns what stands beside a cell.
func remarkOf(f *form, c cell) (beside remark) {
	beside.wrong, beside.notice = problemOf(f, c), noticeOf(f, c)
	if inUse, known := change.InUse(f.plan.detail(), c.field); known && change.IsBelowUse(f.was(c), c.value(), inUse) {
		beside.notice = cmp.Or(beside.notice, strconv.Itoa(inUse)+" in use now")
	}
	if sum, known := given(f, c.field); known {
		beside.after = ui.Cell{Text: sum.Of("allocated"), Tone: ui.Muted}
	}
	if beside.wrong == "" && c.isText() && c.value() != f.was(c) && c.value() != "" {
		beside.wrong = wrongText(c)
	}
	if beside.wrong != "" {
		beside.notice = ""
	}
	return beside
}

// wrongText says what is wrong with a text that was typed.
func wrongText(c cell) string {
	switch text := strings.TrimSpace(c.value()); {
	case c.piece == addressPiece:
		return trunkgroup.WrongAddress(text)
	case c.isLimit():
		return c.setting.Wrong(text)
	}
	return ""
}

// problemOf returns what is wrong with a cell, or nothing. What is wrong with a diversion stands
// at its last cell.
func problemOf(f *form, c cell) string {
	last := c
	for _, other := range f.cells {
		if other.field == c.field && f.why(other) == "" {
			last = other
		}
	}
	at := slices.IndexFunc(f.problems, func(p change.Problem) bool { return p.Field == c.field })
	if at < 0 || last.piece != c.piece {
		return ""
	}
	return f.problems[at].Text
}

// problemsOf are the server's sentences about fields.
func problemsOf(kind change.Kind, err error) []change.Problem {
	refused, ok := errors.AsType[*apiclient.Error](err)
	if !ok {
		return nil
	}
	var problems []change.Problem
	for _, p := range refused.Problems {
		field := p.Field[strings.LastIndex(p.Field, ".")+1:]
		if kind == change.TrunkGroupBackup && field != "" {
			field = trunkgroup.Backup
		}
		for _, own := range trunkgroup.Fields() {
			if own.Kind == trunkgroup.Divert && field != "" && strings.HasPrefix(field, own.Prefix()) && !strings.Contains(field, "Trap") {
				field = own.Name
			}
		}
		problems = append(problems, change.Problem{Field: field, Route: -1, Text: apiclient.Quote(strings.TrimSpace(p.Text))})
	}
	return problems
}

// keysOf are the keys that the key line shows.
func keysOf(f *form) []key.Binding {
	keys := f.Kit.Keys
	switch {
	case f.pickers.isOpen():
		return f.pickers.current().Keys()
	case f.IsPreparing():
		return []key.Binding{keys.Cancel}
	case f.Layer != nil:
		return f.Keys()
	case f.Busy():
		return nil
	}
	save, next := keys.Save, ui.Named(keys.NextField, "fields")
	if f.plan.raise {
		next = ui.Named(keys.NextField, "fields, levels")
	}
	if f.begun() > 0 {
		save = ui.Named(save, "go on")
	}
	own := []key.Binding{save, next}
	c := f.cell()
	switch {
	case c != nil && c.isChoice():
		own = append(own, keys.Choose)
	case c != nil && c.isPick():
		own = append(own, ui.Named(keys.Choose, "choose a trunk group"))
	case c != nil && c.isNumber() && c.number.Unlimited:
		own = append(own, ui.Named(keys.Undo, ui.Unlimited))
	}
	if f.plan.raise && !f.isTyping() {
		own = append(own, ui.Named(keys.Choose, "raise a level"), ui.Named(keys.ChooseAll, "all levels"))
	}
	if c != nil && !c.isChoice() && !c.isPick() && !f.plan.raise {
		own = append(own, keys.Clear)
	}
	if f.hasSections() {
		own = append(own, ui.Named(keys.PageDown, "next section"))
	}
	if f.begun() > 0 {
		own = append(own, f.Session.EditsKey(keys)...)
	}
	if c != nil && c.number.IsTyping() {
		return append(own, ui.Named(keys.Cancel, "take back"))
	}
	return append(own, ui.Named(keys.Cancel, "leave"))
}
