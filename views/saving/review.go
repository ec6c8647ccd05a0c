package saving

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
)

// review shows exactly what would be sent, of all edits, and waits for a single y. Every
// dangerous edit asks for its own name to be typed before.
type review struct {
	flow     *Flow
	opened   time.Time
	sections []Section
	*Fields
	scroll ui.Scroll
}

func newReview(f *Flow) *review {
	r := &review{flow: f, opened: f.Session.Clock()}
	reviews := make([]change.Review, len(f.found))
	var foreign []Change
	var names []Name
	for i, found := range f.found {
		reviews[i] = found.Review
		foreign = append(foreign, found.foreign...)
		if dangers := found.Confirmation.Dangers(); len(dangers) > 0 {
			names = append(names, Name{Of: i, Text: found.Edit.Subject.ID(), Why: dangers})
		}
		f.ticket = cmp.Or(f.ticket, found.Edit.Ticket)
	}
	r.Fields = NewFields(f.Kit, names, f.ticket)
	r.sections = append(f.form.Sections(reviews), Section{Title: "somebody else changed meanwhile, and it stays", Changes: foreign})
	return r
}

func (r *review) Press(msg tea.KeyMsg) tea.Cmd {
	k := r.flow.Kit.Keys
	switch {
	case r.Scrolls(msg):
		r.scroll.Press(msg, k)
	case r.IsAsking() && r.flow.IsYes(msg, r.opened):
		return r.confirm()
	case r.Fields.Press(msg):
		r.flow.ticket = r.Ticket()
	case r.IsAsking():
		r.scroll.Press(msg, k)
	default:
		return r.flow.leaveLayer() // nothing was sent, and the ticket is kept
	}
	return nil
}

// confirm sends, once every name was typed that is asked for.
func (r *review) confirm() tea.Cmd {
	if !r.IsComplete() {
		return nil
	}
	r.flow.typed = make([]string, len(r.flow.found))
	for _, name := range r.Names() {
		r.flow.typed[name.Of] = name.Text // as it is, or as it is spelled out
	}
	return r.flow.send()
}

// Box draws the review, of which the middle scrolls.
func (r *review) Box() *ui.Box {
	f, k := r.flow, r.flow.Kit.Keys
	box := &ui.Box{Title: r.title(), Environment: true, Scroll: &r.scroll, State: r.State(r.verb() + "s")}
	answer := ui.Button{Key: ui.Named(k.Yes, r.verb()), On: ui.OnChoice, Commits: true}
	width, _ := box.Room(f.Width, f.Height)
	isWhole := false
	if len(r.Names()) > 0 {
		box.Edge, answer.On = ui.BarOver, ui.OnAlarm
		box.Strip, isWhole = r.dangerStrip(width)
	}
	box.Buttons = []ui.Button{{Key: ui.Named(k.Back, "back")}, r.Answer(answer)}
	r.fill(box, r.sections, width, isWhole)
	if box.Overflows(f.Width, f.Height) {
		r.fill(box, warningsFirst(r.sections), width, isWhole) // else they could be below what is in view
	}
	return box
}

// fill puts into the middle what is changed, in these sections, and what is typed. isWhole is whether
// the strip says all that is dangerous.
func (r *review) fill(box *ui.Box, sections []Section, width int, isWhole bool) {
	lines := append([][]ui.Cell{nil}, TargetLines(r.flow.Session, r.flow.found[0].Edit.Subject, width)...)
	lines = append(append(lines, SectionLines(r.flow.Kit.Theme, sections, width)...), nil)
	fields, kept := r.Lines(width, isWhole)
	if kept >= 0 {
		box.Kept = len(lines) + kept
	}
	box.Lines = append(append(lines, fields...), nil)
}

// warningsFirst returns sections, those before the others that tell what to think about.
func warningsFirst(sections []Section) []Section {
	var first, others []Section
	for _, s := range sections {
		if s.Warns {
			first = append(first, s)
		} else {
			others = append(others, s)
		}
	}
	return append(first, others...)
}

// title says what would be done to what.
func (r *review) title() []ui.Cell {
	edit := r.flow.found[0].Edit
	if n := len(r.flow.found); n > 1 {
		return []ui.Cell{{Text: "Review", Tone: ui.Strong}, {Text: "   save "}, {Text: ui.Count(n, "edit"), Tone: ui.Strong}, {Text: ", up to the first that is not saved", Tone: ui.Muted}}
	}
	return append([]ui.Cell{{Text: "Review", Tone: ui.Strong}, {Text: "   " + string(edit.Operation()) + " ", Tone: ui.Muted}}, SubjectCells(edit.Subject)...)
}

// SubjectCells name a subject with its kind, and say what of its name the eye does not see.
func SubjectCells(s change.Subject) []ui.Cell {
	name := pathText(s)
	if s.Kind == change.EnterpriseTrunk {
		name = safetext.Name(s.Name)
	}
	cells := []ui.Cell{{Text: string(s.Kind) + " ", Tone: ui.Muted}, {Text: name, Tone: ui.Strong}}
	if odd := safetext.Odd(s.ID()); odd != "" {
		cells = append(cells, ui.Cell{Text: " " + odd, Tone: ui.Muted})
	}
	return cells
}

// Named is Subject.String for a sentence, with its names spelled out.
func Named(s change.Subject) string { return string(s.Kind) + " " + pathText(s) }

func pathText(s change.Subject) string { return safetext.Names(s.Path(), "/") }

// TargetLines tell whose something is, and where a save goes, in so many cells.
func TargetLines(session Session, subject change.Subject, width int) [][]ui.Cell {
	facts := [][2]string{{"tenant", safetext.Name(subject.Tenant)}, {"group", safetext.Name(subject.Group)}, {"at", session.Host}, {"as", cmp.Or(session.User, session.Place)}}
	if host, _, _ := strings.Cut(session.Host, "/"); facts[3][1] == host {
		facts[3][1] = "" // no profile, nor a gateway: the address says it
	}
	lines, apart := [][]ui.Cell{{{Text: ui.Blanks(margin)}}}, ui.Cell{Text: "   "}
	for _, fact := range facts {
		if fact[1] == "" {
			continue
		}
		last, cells := len(lines)-1, []ui.Cell{{Text: fact[0] + " ", Tone: ui.Muted}, {Text: fact[1]}}
		switch used := ui.Width(lines[last]...); {
		case used == margin && used+ui.Width(cells...) > width-1:
			lines = append(lines[:last], append(Paragraph(ui.Cell{Text: fact[0] + " " + fact[1]}, width), []ui.Cell{{Text: ui.Blanks(margin)}})...)
		case used == margin:
			lines[last] = append(lines[last], cells...)
		case used+ui.Width(apart)+ui.Width(cells...) > width-1:
			lines = append(lines, append([]ui.Cell{{Text: ui.Blanks(margin)}}, cells...))
		default:
			lines[last] = append(append(lines[last], apart), cells...)
		}
	}
	return lines
}

// dangerStrip says what is dangerous, and reports whether that is all of it.
func (r *review) dangerStrip(width int) (strip ui.Strip, isAll bool) {
	names := r.Names()
	dangers := names[0].Why
	isOne := len(dangers) == 1 && len(names) == 1
	strip = ui.Strip{On: ui.OnRefused, Sign: r.flow.Kit.Theme.Glyphs.Blocked, Word: "DANGEROUS", Text: dangers[0]}
	room := width - 2*margin - safetext.Width(strip.Sign+" "+strip.Word) - 2
	text, gone, _ := strings.Cut(strip.Text, ": ")
	switch fits := func(text string) bool { return safetext.Width(safetext.Cell(text)) <= room }; {
	case len(names) > 1:
		strip.Text = ui.Count(len(names), "name") + " to type, each below why"
	case fits(strip.Text):
		return strip, isOne
	case fits(text):
		strip.Text = text
		return strip, isOne && r.lists(strings.Split(gone, ", "))
	default:
		strip.Text = "the name has to be typed"
	}
	return strip, false
}

// lists reports whether the changes name all of what goes.
func (r *review) lists(names []string) bool {
	isListed := func(name string) bool {
		return slices.ContainsFunc(r.sections, func(s Section) bool {
			return slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Sign == "-" && c.What+" ("+c.In+")" == name })
		})
	}
	return !slices.ContainsFunc(names, func(name string) bool { return !isListed(name) })
}

func (r *review) verb() string {
	if r.flow.found[0].Edit.Operation() == change.Delete {
		return "delete"
	}
	return "save"
}

func (r *review) Keys() []key.Binding {
	return r.Fields.Keys(r.verb(), r.scroll.Keys(r.flow.Kit.Keys)...)
}
