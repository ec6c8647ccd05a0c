package plans

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// verdict tells how a run of a plan ended: that all is done, or where and why it stopped, what is
// done and what not, and how to go on.
type verdict struct {
	sheet  *sheet
	at     time.Time
	end    apply.Progress
	scroll ui.Scroll
}

func newVerdict(v *sheet) *verdict {
	return &verdict{sheet: v, at: v.links.Session.Clock(), end: v.at}
}

func (d *verdict) stop() *apply.Stop { return d.end.Outcome.Stop }

// isDone reports whether nothing is left.
func (d *verdict) isDone() bool { return d.end.Err == nil && d.stop() == nil }

func (d *verdict) Press(msg tea.KeyMsg) tea.Cmd {
	v, k := d.sheet, d.sheet.kit.Keys
	switch {
	case ui.IsBurst(msg):
		d.scroll.Press(msg, k)
	case page.Pressed(msg, k.GoOn) && !d.isDone():
		v.layer = nil
		return d.goOn()
	case page.Pressed(msg, k.Undo) && v.done() > 0:
		v.layer = nil
		return v.undo()
	case page.Pressed(msg, k.Accept) && d.isDone():
		return ui.Pop()
	case page.Pressed(msg, k.Accept):
		v.layer = nil // the plan is there, at the item
	case page.Pressed(msg, k.CopyText):
		return ui.Copy(append(d.copied(), v.copied()...))
	case page.Pressed(msg, k.Edits):
		return v.links.Session.OpenEdits()
	default:
		d.scroll.Press(msg, k)
	}
	return nil
}

// goOn asks for the rest of the plan: over what somebody else put there, where that was shown.
func (d *verdict) goOn() tea.Cmd {
	v, stop := d.sheet, d.stop()
	if stop == nil {
		return v.ask()
	}
	switch stop.Reason {
	case apply.Conflicted:
		v.layer = saving.NewConflict(v.kit, v.links.Session.Clock, stop.Review, func(resolved change.Edit) tea.Cmd {
			v.layer = nil
			v.rebase(stop.Item, resolved)
			return v.ask()
		}, nil)
		return nil
	case apply.Moved:
		if stop.Review.Next.Subject != (change.Subject{}) {
			v.rebase(stop.Item, stop.Review.Next)
		}
	case apply.Doubtful:
		v.plan, _ = v.plan.Doubt(stop.Item, stop.Doubts)
		v.show()
	}
	return v.ask()
}

// Box draws the verdict, of which the middle scrolls.
func (d *verdict) Box() *ui.Box {
	v := d.sheet
	box := &ui.Box{
		Title: []ui.Cell{{Text: "Verdict", Tone: ui.Strong}, {Text: "   "}, {Text: v.plan.Title, Tone: ui.Strong}}, Environment: true,
		Scroll: &d.scroll, Lines: [][]ui.Cell{nil},
	}
	if d.end.Err == nil && v.isBegun() {
		box.State = saving.InJournal(v.plan.Ticket)
	}
	width, _ := box.Room(v.body.Width, v.body.Height)
	box.Strip, box.Edge = d.strip()
	for _, text := range d.facts() {
		box.Lines = append(box.Lines, saving.Paragraph(ui.Cell{Text: text}, width)...)
	}
	lines := saving.SectionLines(v.kit.Theme, d.sections(), width)
	if len(lines) > 0 && len(box.Lines) == 1 {
		lines = lines[1:] // there is an empty line already
	}
	box.Lines = append(append(box.Lines, lines...), nil)
	for _, answer := range d.answers() {
		box.Buttons = append(box.Buttons, ui.Button{Key: answer})
	}
	box.Buttons[len(box.Buttons)-1].On = ui.OnChoice
	return box
}

// strip names the verdict by sign and word.
func (d *verdict) strip() (strip ui.Strip, edge ui.Tone) {
	glyphs := d.sheet.kit.Theme.Glyphs
	strip.Right = d.at.Format(time.TimeOnly)
	strip.Text = ofCount(d.sheet.done(), d.sheet.done()+d.sheet.left()) + " done"
	switch stop := d.stop(); {
	case d.end.Err != nil:
		strip.On, strip.Sign, strip.Word, edge = ui.OnRefused, glyphs.Failed, "NOT BEGUN", ui.BarOver
		strip.Text = "nothing was sent"
	case stop == nil:
		strip.On, strip.Sign, strip.Word, edge = ui.OnSaved, glyphs.Good, "DONE", ui.Good
		strip.Text = "the server holds all of it: " + ui.Count(d.sheet.done(), d.sheet.kind())
	case stop.Reason == apply.Unknown:
		strip.On, strip.Sign, strip.Word, edge = ui.OnUnknown, "?", "UNKNOWN", ui.Unknown
	case stop.Reason == apply.Overtaken:
		strip.On, strip.Sign, strip.Word, edge = ui.OnOvertaken, glyphs.Over, "OVERTAKEN", ui.Full
	case stop.Reason == apply.NotSaved:
		strip.On, strip.Sign, strip.Word, edge = ui.OnRefused, glyphs.Failed, "NOT SAVED", ui.BarOver
	default:
		strip.On, strip.Sign, strip.Word, edge = ui.OnOvertaken, glyphs.Notice, "STOPPED", ui.Full
	}
	return strip, edge
}

// facts say what happened, and what to do.
func (d *verdict) facts() []string {
	switch stop := d.stop(); {
	case d.end.Err != nil:
		return []string{page.Capitalised(apiclient.Explain(d.end.Err)) + "."}
	case stop != nil:
		what := stop.What
		if stop.Reason == apply.Moved || stop.Reason == apply.Conflicted {
			what, _, _ = strings.Cut(what, ": ") // the fields stand below, one by one
		}
		return []string{page.Capitalised(what) + ".", page.Capitalised(stop.Next) + "."}
	}
	return nil
}

// sections are what is done and what not, and what each key leads to.
func (d *verdict) sections() []saving.Section {
	v, k := d.sheet, d.sheet.kit.Keys
	var sections []saving.Section
	if stop := d.stop(); stop != nil {
		if len(stop.Review.Fields) > 0 {
			kind := stop.Review.Edit.Subject.Kind
			sections = append(sections, saving.Section{Title: "changed by somebody else", Changes: saving.Differences(kind, stop.Review.Edit.Base, stop.Review.Theirs)})
		}
		sections = append(sections, saving.Section{Title: "how far it is", Texts: []string{d.end.Outcome.Summary()}})
	}
	var next []saving.KeyText
	add := func(binding key.Binding, text string) {
		next = append(next, saving.KeyText{Key: binding.Help().Key, Text: text})
	}
	switch {
	case d.isDone():
		if v.plan.Kind == plan.Draining {
			add(k.TakeOut, "on the same place puts it back; \"drained\" among the commands ("+k.Palette.Help().Key+") lists what is out")
		}
		add(k.Accept, "back")
	default:
		add(k.GoOn, d.goOnText())
		add(k.Accept, "look at the plan, where "+k.Choose.Help().Key+" leaves one out")
	}
	if v.done() > 0 {
		add(k.Undo, fmt.Sprintf("take back what is done, as a plan: %s", ui.Count(v.done(), v.kind())))
	}
	add(k.CopyText, "copy for a ticket")
	if v.links.Session.Edits != nil {
		add(k.Edits, "the edits")
	}
	return append(sections, saving.NextSection(next))
}

// goOnText says what going on means here.
func (d *verdict) goOnText() string {
	stop := d.stop()
	if stop == nil {
		return "try again"
	}
	switch stop.Reason {
	case apply.Conflicted:
		return "choose, field by field, then go on"
	case apply.Moved:
		return "go on over what is there now; it is asked for again"
	case apply.Doubtful:
		return "go on, with its name typed"
	}
	return "go on from there"
}

// copied is the verdict for a ticket, before the plan.
func (d *verdict) copied() []string {
	strip, _ := d.strip()
	lines := []string{safetext.Cell(d.sheet.plan.Title), strip.Word + ": " + strip.Text + ", " + d.at.Format(page.StampFormat)}
	return append(lines, d.facts()...)
}

func (d *verdict) answers() []key.Binding {
	k := d.sheet.kit.Keys
	if d.isDone() {
		return []key.Binding{ui.Named(k.Accept, "back")}
	}
	return []key.Binding{ui.Named(k.Accept, "look at the plan"), k.GoOn}
}

func (d *verdict) Keys() []key.Binding {
	k := d.sheet.kit.Keys
	keys := d.answers()
	if d.sheet.done() > 0 {
		keys = append(keys, ui.Named(k.Undo, "undo what is done"))
	}
	keys = append(keys, k.CopyText)
	if d.sheet.links.Session.Edits != nil {
		keys = append(keys, k.Edits)
	}
	return append(append(keys, d.scroll.Keys(k)...), k.Help)
}
