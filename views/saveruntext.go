package views

import (
	"cmp"
	"fmt"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// turnDown says why an edit is not ready, and puts what is there now into the form.
func (c *saveRun) turnDown(r change.Review) {
	name := r.Edit.Subject.String()
	switch r.Status {
	case change.Invalid:
		c.say(ui.Cell{Text: "nothing was sent: " + count(len(r.Problems), "problem") + " to correct first", Tone: ui.Failed})
		c.place(name, r.Problems)
	case change.Gone:
		c.say(ui.Cell{Text: name + " does not exist any more", Tone: ui.Failed})
	case change.Merged, change.Conflicted:
		overrides := c.tellTheirs(r)
		c.onward = r.Next
		if r.Status == change.Conflicted {
			c.onward = r.Resolve(overrides...)
		}
		c.rebase(r.Edit.Subject, r.Theirs, overrides)
	default:
		c.say(ui.Cell{Text: name + ": " + string(r.Status), Tone: ui.Failed})
	}
}

// tellTheirs says what somebody changed meanwhile, and returns the fields of it that the
// edit would override.
func (c *saveRun) tellTheirs(r change.Review) (overrides []string) {
	kind := r.Edit.Subject.Kind
	c.say(ui.Cell{Text: "somebody changed " + r.Edit.Subject.String() + " meanwhile; look again, then save again", Tone: ui.Notice})
	tell := func(text string) { c.said = append(c.said, ui.Cell{Text: text, Tone: ui.Notice}) }
	if kind == change.EnterpriseTrunk {
		for _, text := range differenceTexts(kind, r.Edit.Base, r.Theirs) {
			tell(text)
		}
	}
	for _, f := range r.Fields {
		if f.Base == f.Theirs {
			continue
		}
		here := ""
		if f.Conflict {
			overrides = append(overrides, f.Name)
			here = ", here " + valueText(kind, f.Name, f.Mine)
		}
		if kind != change.EnterpriseTrunk {
			tell(change.Label(f.Name) + ": " + valueText(kind, f.Name, f.Base) + " -> " + valueText(kind, f.Name, f.Theirs) + here)
		}
	}
	return overrides
}

// place puts each problem beside its field, and those without a place in one list.
func (c *saveRun) place(name string, problems []change.Problem) {
	for _, p := range problems {
		if c.shows != nil && c.shows(p.Field) {
			c.problems = append(c.problems, p)
			continue
		}
		c.said = append(c.said, ui.Cell{Text: name + ": " + change.Label(p.Field) + ": " + p.Text, Tone: ui.Failed})
	}
}

// lines are what is asked and said below the form.
func (c *saveRun) lines(width int) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, cell := range c.said {
		lines = append(lines, wrapCell(cell, width, 1)...)
	}
	switch {
	case c.prepared != nil && c.prepared.Busy():
		lines = append(lines, []ui.Cell{{Text: " reading it again..."}})
	case c.saved != nil && c.saved.Busy():
		lines = append(lines, []ui.Cell{{Text: fmt.Sprintf(" %d of %d: %s", c.next+1, len(c.reviews), c.watch.text())}})
	case c.asking:
		for _, text := range append(changeTexts(c.reviews), dangersOf(c.reviews)...) {
			lines = append(lines, []ui.Cell{{Text: " " + text, Tone: ui.Notice}})
		}
		lines = append(lines, []ui.Cell{
			{Text: " type " + c.name() + " and press " + c.kit.Keys.Save.Help().Key + ": ", Tone: ui.Strong},
			{Text: "[" + c.typed.Box(c.kit.Theme, 30, true) + "]"},
		})
	}
	return lines
}

// changeTexts tell what will be changed, old and new, each behind what it is about where
// that is several.
func changeTexts(reviews []change.Review) []string {
	var texts []string
	for _, r := range reviews {
		subject := r.Edit.Subject
		if subject.Kind == change.EnterpriseTrunk {
			texts = append(texts, subject.String())
		}
		for _, text := range differenceTexts(subject.Kind, r.Confirmation.Fresh(), r.Edit.Want) {
			if subject.Kind != change.EnterpriseTrunk {
				text = subject.String() + ": " + text
			}
			texts = append(texts, text)
		}
	}
	return texts
}

// differenceTexts tell how two images differ, old and new: an enterprise trunk's routes
// one by one.
func differenceTexts(kind change.Kind, from, to change.Image) []string {
	switch {
	case from.Exists() && !to.Exists():
		return []string{"it is deleted"}
	case kind == change.EnterpriseTrunk:
		before, err := change.TrunkOf(from)
		after, wrong := change.TrunkOf(to)
		if err == nil && wrong == nil {
			return changeLines(routing.Diff(before, after))
		}
	}
	var texts []string
	for _, f := range change.Differences(from, to) {
		texts = append(texts, change.Label(f.Name)+": "+valueText(kind, f.Name, f.From)+" -> "+valueText(kind, f.Name, f.To))
	}
	return texts
}

func dangersOf(reviews []change.Review) []string {
	var texts []string
	for _, r := range reviews {
		texts = append(texts, r.Confirmation.Dangers()...)
	}
	return texts
}

// valueText is a field's value in words.
func valueText(kind change.Kind, name, value string) string {
	return cmp.Or(change.Text(kind, name, value), notApplicable)
}
