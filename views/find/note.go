package find

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/internal/find"
	"banyan/ui"
	"banyan/views/page"
)

// note is something that is missing, or not sure.
type note struct {
	sign, text string
	tone       ui.Tone
}

// lines are a note in as many lines as it takes.
func (n note) lines(width int) [][]ui.Cell {
	tone := ui.Plain
	if n.tone == ui.Muted {
		tone = ui.Muted
	}
	lines := page.WrapCell(ui.Cell{Text: n.text, Tone: tone}, width, 2)
	lines[0] = []ui.Cell{{Text: n.sign + " ", Tone: n.tone}, {Text: strings.TrimSpace(lines[0][0].Text), Tone: tone}}
	return lines
}

// words are what notes are written with.
type words struct {
	glyphs        ui.Glyphs
	again, giveUp string // keys
}

func (w words) doubt(text string) note { return note{w.glyphs.Notice, text, ui.Notice} }

func (w words) failed(text string) note { return note{w.glyphs.Failed, text, ui.Failed} }

// notes say of a search what was not searched, cut, refused or failed, is slow or was given up.
// problem is why not all names are known, and further how many more of them match.
func (w words) notes(s *search, problem error, further int) (notes []note) {
	if s.isGivenUp {
		notes = append(notes, w.doubt("the search was given up: "+w.again+" searches again"))
	}
	found, _ := s.found()
	if waited := s.waited(); waited >= slow {
		notes = append(notes, w.doubt(fmt.Sprintf("still searching %s after %s: the platform is slow; %s gives up", found.Searching(), ui.Count(int(waited/time.Second), "second"), w.giveUp)))
	}
	if problem != nil {
		notes = append(notes, w.failed("names of tenants: "+apiclient.Explain(problem)))
	}
	for _, p := range found.Sources {
		for _, why := range p.Why {
			notes = append(notes, w.outcome(p, p.Source+": "+strings.TrimPrefix(why, p.Source+": ")))
		}
	}
	switch {
	case s.isCut() && !s.Busy():
		notes = append(notes, w.doubt(w.again+" searches on, and reads "+strconv.Itoa(wider)+" times as much"))
	case further > 0:
		notes = append(notes, w.doubt(ui.Count(further, "more name")+" match: type more of it"))
	}
	return notes
}

// outcome returns a note in the tone of how far a source came.
func (w words) outcome(p find.Progress, text string) note {
	switch p.State {
	case find.Failed:
		return w.failed(text)
	case find.Searched:
		return note{" ", text, ui.Muted}
	}
	return w.doubt(text)
}
