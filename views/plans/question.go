package plans

import (
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// question asks whether a plan is applied. Every item that is refused asks for its own name to be
// typed before.
type question struct {
	*saving.Fields
	sheet  *sheet
	opened time.Time
	isSoon bool // a y came that can be no answer yet
	scroll ui.Scroll
}

func newQuestion(v *sheet) *question {
	var names []saving.Name
	for _, item := range v.plan.Items {
		if isRefused(item) && v.isOpen(item) {
			names = append(names, saving.Name{Of: item.N, Text: item.Subject.ID(), Why: item.Refusals})
		}
	}
	return &question{Fields: saving.NewFields(v.kit, names, v.plan.Ticket), sheet: v, opened: v.links.Session.Clock()}
}

func (q *question) Press(msg tea.KeyMsg) tea.Cmd {
	v := q.sheet
	wasYes := q.IsOpen() && page.Pressed(msg, v.kit.Keys.Yes)
	q.isSoon = wasYes && !v.IsYes(msg, q.opened)
	switch {
	case q.Scrolls(msg):
		q.scroll.Press(msg, v.kit.Keys)
	case q.IsAsking() && v.IsYes(msg, q.opened):
		return q.confirm()
	case q.Fields.Press(msg):
		v.plan.Ticket = q.Ticket()
	case q.IsAsking():
		q.scroll.Press(msg, v.kit.Keys)
	default:
		v.layer = nil
	}
	return nil
}

// confirm applies the plan, once every name was typed that is asked for.
func (q *question) confirm() tea.Cmd {
	if !q.IsComplete() {
		return nil
	}
	v := q.sheet
	for _, name := range q.Names() {
		allowed, err := v.plan.Allow(name.Of, name.Text)
		if err != nil {
			return ui.Fail(err)
		}
		v.plan = allowed
	}
	return v.start()
}

// Box draws what is about to be done, and where.
func (q *question) Box() *ui.Box {
	v, k := q.sheet, q.sheet.kit.Keys
	box := &ui.Box{
		Title:       []ui.Cell{{Text: "Apply", Tone: ui.Strong}, {Text: "   "}, {Text: v.plan.Title, Tone: ui.Strong}},
		Environment: true, Scroll: &q.scroll, State: q.State("applies"), Lines: [][]ui.Cell{nil},
	}
	answer := ui.Button{Key: ui.Named(k.Yes, "apply"), On: ui.OnChoice, Commits: true}
	if names := q.Names(); len(names) > 0 {
		box.Edge, answer.On = ui.BarOver, ui.OnAlarm
		text := ui.Count(len(names), "name") + " to type, below why"
		if len(names) > 1 {
			text = ui.Count(len(names), "name") + " to type; " + k.Back.Help().Key + " " + k.ChooseAll.Help().Key + " leaves them out"
		}
		box.Strip = ui.Strip{On: ui.OnRefused, Sign: v.kit.Theme.Glyphs.Blocked, Word: "DANGEROUS", Text: text}
	}
	if yes := k.Yes.Help().Key; q.isSoon {
		box.State = []ui.Cell{{Text: "that " + yes + " came too soon to be an answer: " + yes + " again", Tone: ui.Notice}}
	}
	box.Buttons = []ui.Button{{Key: ui.Named(k.Back, "back")}, q.Answer(answer)}
	width, _ := box.Room(v.body.Width, v.body.Height)
	target := change.Subject{}
	if tenants := v.plan.Tenants(); len(tenants) == 1 {
		target.Tenant = tenants[0]
	}
	box.Lines = append(box.Lines, saving.TargetLines(v.links.Session, target, width)...)
	box.Lines = append(box.Lines, saving.SectionLines(v.kit.Theme, q.sections(), width)...)
	box.Lines = append(box.Lines, nil)
	fields, kept := q.Lines(width, false)
	if kept >= 0 {
		box.Kept = len(box.Lines) + kept
	}
	box.Lines = append(append(box.Lines, fields...), nil)
	return box
}

// sections say how much is sent, in which way, and what is not.
func (q *question) sections() []saving.Section {
	v := q.sheet
	left := v.left()
	how := ui.Count(left, v.kind())
	if left > 1 {
		how += ", one after the other, up to the first that leaves a doubt"
	}
	texts := []string{how}
	for _, item := range v.plan.Items {
		if item.Canary && v.isOpen(item) {
			texts = append(texts, safetext.Name(item.Subject.Name)+" goes first, for the fewest calls move there")
		}
	}
	sections := []saving.Section{{Title: "what is sent", Texts: texts}}
	var doubts []string
	if _, out := v.refused(); out > 0 {
		doubts = append(doubts, fmt.Sprintf("%d left out: calls go there as before", out))
	}
	if n := len(v.plan.Unread); n > 0 {
		doubts = append(doubts, ui.Count(n, "thing")+" could not be read, so the plan may lack some: "+skippedText(v.plan.Unread))
	}
	return append(sections, saving.Section{Title: "and what is not", Texts: doubts, Warns: true})
}

func (q *question) Keys() []key.Binding {
	return q.Fields.Keys("apply", q.scroll.Keys(q.sheet.kit.Keys)...)
}
