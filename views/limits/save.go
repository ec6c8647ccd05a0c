package limits

import (
	"time"

	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
)

// save is one request of several: what it turns, and what became of it.
type save struct {
	label         string
	sign, outcome ui.Cell
	turns         []ui.Cell
	sentences     []string
}

// savesOf are the requests that the channels of a form take.
func savesOf(f *form) []save {
	wanted, wrong := f.plan.raised(f.added())
	if wrong != nil {
		return nil
	}
	glyphs := f.Kit.Theme.Glyphs
	var saves []save
	for i, target := range f.plan.targets {
		one := save{label: target.level() + " " + safetext.Name(target.subject.ID()), sign: ui.Cell{Text: " "}}
		for _, field := range raisable() {
			was, _ := target.base.Value(field)
			is, _ := wanted[i].Value(field)
			if target.saved {
				was = f.from[target.key(field)]
			}
			if was == is || was == "" {
				continue
			}
			name := "calls"
			if field != change.MaxActiveCalls {
				name = "bursting"
			}
			if len(one.turns) == 0 {
				one.label += ", " + name
			} else {
				one.turns = append(one.turns, ui.Cell{Text: "   " + name + "  "})
			}
			one.turns = append(one.turns, ui.Cell{Text: " " + was + " ", Tone: ui.Old}, ui.Cell{Text: " " + glyphs.To + " ", Tone: ui.Muted}, ui.Cell{Text: " " + is + " ", Tone: ui.New})
		}
		if subject := target.subject.String(); target.saved {
			one.sign, one.outcome = ui.Cell{Text: glyphs.Good, Tone: ui.Good}, ui.Cell{Text: "on the server", Tone: ui.Good}
			if at := f.held[subject]; !at.IsZero() {
				one.outcome.Text += " " + at.Format(time.TimeOnly)
			}
		} else if why, failed := f.refused[subject]; failed {
			one.sign, one.outcome, one.sentences = ui.Cell{Text: glyphs.Failed, Tone: ui.Failed}, ui.Cell{Text: "NOT SAVED", Tone: ui.Failed}, why
		}
		if len(one.turns) > 0 || target.saved {
			saves = append(saves, one)
		}
	}
	return saves
}
