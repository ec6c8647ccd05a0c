package find

import (
	"time"

	"banyan/internal/find"
	"banyan/ui"
	"banyan/views/page"
)

// pathPane tells a whole path.
type pathPane struct {
	*page.Pane
	glyphs ui.Glyphs
	now    time.Time
}

// path draws the parts of a path, and below them the enterprise trunks that send calls there, or
// why there are none.
func (p *pathPane) path(steps []step, on int, noUses string) {
	p.Section("path", readText(steps[0].Fact, p.now))
	uses := false
	for i, s := range steps {
		if s.use != nil && !uses {
			uses = true
			p.Section("calls come from", "")
		}
		sign := ui.Cell{Text: "  "}
		if i == on {
			sign = ui.Cell{Text: p.glyphs.Cursor + " ", Tone: ui.Selected}
		}
		name := ui.Cell{Text: s.ID(), Tone: ui.Strong, Name: true}
		if s.use != nil {
			p.Line(sign, name, ui.Cell{Text: "  "}, s.figuresOf(p.glyphs, p.now))
			continue
		}
		const label = 17
		p.Line(sign, ui.Cell{Text: page.Pad(s.Kind.String(), label), Tone: ui.Muted}, name)
		if tell := s.figuresOf(p.glyphs, p.now); tell.Whole() != "" {
			p.Line(ui.Cell{Text: ui.Blanks(label + 2)}, tell)
		}
	}
	if !uses && noUses != "" {
		p.Section("calls come from", "")
		p.Say(noUses, ui.Muted)
	}
}

// missing says what is missing, in full.
func (p *pathPane) missing(notes []note) {
	if len(notes) == 0 {
		return
	}
	p.Section("not all was searched", "")
	for _, n := range notes {
		for _, cells := range n.lines(p.Width - 1) {
			p.Line(cells...)
		}
	}
}

// readText says when and by whom something was told.
func readText(f find.Fact, now time.Time) string {
	if f.At.IsZero() {
		return ""
	}
	return "read " + page.ClockText(f.At, now) + ", " + f.Source
}
