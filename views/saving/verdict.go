package saving

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// verdict tells how a save ended, in words of what was read back, and what to do next.
type verdict struct {
	flow   *Flow
	result change.Result // of the last edit that was sent
	at     time.Time     // of the reading that it rests on
	// provesAt is when the former state begins to prove that an unknown save had no effect.
	provesAt time.Time
	note     string
	scroll   ui.Scroll
}

func newVerdict(f *Flow, result change.Result) *verdict {
	now := f.Session.Clock()
	v := &verdict{flow: f, result: result, at: result.ReadBackAt, provesAt: now.Add(change.Grace)}
	if v.at.IsZero() {
		v.at = now
	}
	return v
}

// edit is the one that was sent last.
func (v *verdict) edit() change.Edit { return v.flow.latest().Edit }

func (v *verdict) Press(msg tea.KeyMsg) tea.Cmd {
	k, f := v.flow.Kit.Keys, v.flow
	switch {
	case f.isWaiting():
	case ui.IsBurst(msg):
		v.scroll.Press(msg, k)
	case v.result.Verdict == change.Unknown && page.Pressed(msg, k.Refresh):
		v.note = "reading it again"
		service, id := f.Session.Service, v.result.Entry
		f.settling = ui.NewLoader(func(ctx context.Context) (change.Entry, error) { return service.Resolve(ctx, id) })
		return f.settling.Load()
	case page.Pressed(msg, k.Edit) && v.isEditable():
		f.Layer, f.ended = nil, false
		f.form.OnTop(v.edit(), v.result.ReadBack)
	case page.Pressed(msg, k.Accept) && v.leadsToForm():
		f.Layer = nil // the form is there, with the edit
	case page.Pressed(msg, k.Accept):
		return ui.Pop()
	case page.Pressed(msg, k.CopyText):
		return ui.Copy(v.copied())
	case page.Pressed(msg, k.Edits):
		return f.Session.OpenEdits()
	default:
		v.scroll.Press(msg, k)
	}
	return nil
}

// isWhole reports whether every edit was sent.
func (v *verdict) isWhole() bool { return len(v.flow.results) == len(v.flow.found) }

// leadsToForm reports whether the form still has something to save.
func (v *verdict) leadsToForm() bool {
	return !v.flow.alone && (v.result.Verdict == change.NotSaved || v.result.Verdict == change.Saved && !v.isWhole())
}

// isEditable reports whether the edit can go on over what is there now.
func (v *verdict) isEditable() bool {
	edit := v.edit()
	return v.result.Verdict == change.Overtaken && !v.flow.alone && v.result.ReadBack.Exists() &&
		edit.Operation() == change.Change && !edit.Renames()
}

// Box draws the verdict, of which the middle scrolls.
func (v *verdict) Box() *ui.Box {
	f := v.flow
	box := &ui.Box{
		Title: append([]ui.Cell{{Text: "Verdict", Tone: ui.Strong}, {Text: "   "}}, SubjectCells(v.result.Subject)...), Environment: true,
		Scroll: &v.scroll, State: InJournal(v.ticket()), Lines: [][]ui.Cell{nil},
	}
	if v.result.Unrecorded != nil {
		box.State = []ui.Cell{{Text: f.Kit.Theme.Glyphs.Notice + " the verdict is not in the journal", Tone: ui.Notice}}
	}
	width, _ := box.Room(f.Width, f.Height)
	box.Strip, box.Edge = v.strip(width)
	for _, text := range v.facts() {
		box.Lines = append(box.Lines, Paragraph(ui.Cell{Text: text}, width)...)
	}
	if left := v.left(); left > 0 {
		if f.Height > tall {
			box.Lines = append(box.Lines, nil)
		}
		box.Lines = append(box.Lines, v.countdown(left))
	}
	for _, err := range []error{v.result.Unrecorded, v.result.Unkept} {
		if err != nil {
			box.Lines = append(box.Lines, Paragraph(ui.Cell{Text: f.Kit.Theme.Glyphs.Notice + " " + apiclient.Whole(err.Error()), Tone: ui.Notice}, width)...)
		}
	}
	if v.note != "" {
		box.Lines = append(box.Lines, Paragraph(ui.Cell{Text: v.note, Tone: ui.Notice}, width)...)
	}
	for _, section := range append(v.sections(), v.next()) {
		lines := section.lines(f.Kit.Theme, width)
		if len(lines) > 0 && len(box.Lines) == 1 {
			lines = lines[1:] // there is an empty line already
		}
		box.Lines = append(box.Lines, lines...)
	}
	box.Lines = append(box.Lines, nil)
	answers := v.answers()
	for i := len(answers) - 1; i >= 0; i-- { // the one that is asked for at the right
		box.Buttons = append(box.Buttons, ui.Button{Key: answers[i]})
	}
	box.Buttons[len(box.Buttons)-1].On = ui.OnChoice
	return box
}

// ticket is that of the journal.
func (v *verdict) ticket() string { return cmp.Or(v.flow.ticket, v.edit().Ticket) }

// InJournal says below a verdict that it is in the journal, and for which ticket.
func InJournal(ticket string) []ui.Cell {
	if ticket == "" {
		return []ui.Cell{{Text: "in the journal", Tone: ui.Muted}}
	}
	return []ui.Cell{{Text: "in the journal for ", Tone: ui.Muted}, {Text: ticket}}
}

// strip names the verdict by sign and word, says what it means in few words, and when that was
// read.
func (v *verdict) strip(width int) (strip ui.Strip, edge ui.Tone) {
	glyphs := v.flow.Kit.Theme.Glyphs
	strip.Right = "read back " + v.at.Format(time.TimeOnly)
	if v.result.ReadBackAt.IsZero() {
		strip.Right = "not read back"
	}
	switch v.result.Verdict {
	case change.Saved:
		strip.On, strip.Sign, strip.Word, edge = ui.OnSaved, glyphs.Good, "SAVED", ui.Good
		strip.Text = "the server holds what was confirmed"
		switch n := len(v.flow.found); {
		case !v.isWhole():
			strip.Text = fmt.Sprintf("%d of %d", len(v.flow.results), n)
		case n > 1:
			strip.Text = ui.Count(n, "edit") + ": the server holds all of them" // in a row of 80 cells
		case v.edit().Operation() == change.Delete:
			strip.Text = "deleted: it is gone"
		}
	case change.NotSaved:
		strip.On, strip.Sign, strip.Word, edge = ui.OnRefused, glyphs.Failed, "NOT SAVED", ui.BarOver
		strip.Text = "nothing was changed by it"
	case change.Overtaken:
		strip.On, strip.Sign, strip.Word, edge = ui.OnOvertaken, glyphs.Over, "OVERTAKEN", ui.Full
		strip.Text = "the server holds something else"
	default:
		strip.On, strip.Sign, strip.Word, edge = ui.OnUnknown, "?", "UNKNOWN", ui.Unknown
		strip.Text = "nothing proves it was saved, or that it was not"
		if used := safetext.Width(strip.Sign+strip.Word+strip.Text+strip.Right) + 2*margin + 1 + 2*2; used > width {
			strip.Text = "nothing proves either"
		}
	}
	return strip, edge
}

// facts say in whole sentences what was seen, where the strip does not say all of it.
func (v *verdict) facts() []string {
	switch v.result.Verdict {
	case change.Saved:
		if v.isWhole() {
			return nil
		}
		return []string{"The others are not begun: " + v.flow.Kit.Keys.Save.Help().Key + " on the form goes on with them."}
	case change.NotSaved:
		if v.result.ReadBackAt.IsZero() {
			return []string{sentence(v.flow.readBackText(v.result))}
		}
		if v.flow.isAsBefore(v.result.ReadBack) {
			return []string{"The server holds what it held before."}
		}
		return []string{"The edit had no effect, and somebody else changed it meanwhile."}
	case change.Overtaken:
		if !v.result.ReadBack.Exists() {
			return []string{"It is there no more: somebody else deleted or renamed it."}
		}
		return []string{"It holds neither what it held before nor what was confirmed: somebody else saved at the same time, or the server changed what it was given."}
	}
	const text = "It was sent once, and is not sent again. "
	switch {
	case v.result.ReadBackAt.IsZero():
		return []string{text + "It could not be read back."}
	case v.left() > 0:
		return []string{text + "What was read back is the former state: that proves nothing while it may still take effect."}
	}
	return []string{text + "Its time to take effect has passed: the next reading settles it."}
}

// sentence puts a capital and a full stop to a text.
func sentence(text string) string {
	return page.Capitalised(safetext.Cell(text)) + "."
}

// left is how long it takes until the former state proves something; nothing where it does.
func (v *verdict) left() time.Duration {
	if v.result.Verdict != change.Unknown {
		return 0
	}
	return v.provesAt.Sub(v.flow.Session.Clock())
}

// countdown draws how long that is.
func (v *verdict) countdown(left time.Duration) []ui.Cell {
	const room = 12
	bar := ui.Bar{Given: int64(max(0, change.Grace-left)), Limit: int64(change.Grace), Plain: true}
	return []ui.Cell{
		{Text: ui.Blanks(margin) + "a reading proves something from ", Tone: ui.Muted},
		{Text: v.provesAt.Format(time.TimeOnly), Tone: ui.Strong},
		{Text: "  "},
		bar.Cell(v.flow.Kit.Theme.Glyphs, room),
		{Text: fmt.Sprintf(" %d:%02d to go", int(left.Minutes()), int(left.Seconds())%60), Tone: ui.Unknown},
	}
}

// sections are what was saved, or how what is there differs from what was wanted.
func (v *verdict) sections() []Section {
	edit, kind := v.edit(), v.edit().Subject.Kind
	var out []Section
	if len(v.flow.found) > 1 {
		out = append(out, Section{Title: "edits", Texts: v.outcomes()})
	}
	switch {
	case v.result.Verdict == change.Overtaken && v.result.ReadBack.Exists():
		before := v.flow.latest().Confirmation.Fresh()
		return append(out, Section{Lines: func(width int) [][]ui.Cell {
			return v.table(Differences(kind, before, edit.Want), Differences(kind, edit.Want, v.result.ReadBack), width)
		}})
	case v.result.Verdict == change.Unknown:
		if edit.Want.Exists() {
			out = append(out, Section{Title: "sent", Changes: Differences(kind, edit.Base, edit.Want)})
		}
		return append(out, Section{Title: "what left it in doubt", Texts: errorTexts(v.result.Err)})
	case v.result.Verdict == change.Saved && len(out) == 0 && edit.Want.Exists():
		return append(out, Section{Title: "changed", Changes: Differences(kind, edit.Base, edit.Want)})
	case v.result.Verdict == change.NotSaved:
		return append(out, Section{Title: "the server", Texts: errorTexts(v.result.Err)})
	}
	return out
}

// verdictRow is a field as it was, as it was confirmed, and as it is now.
type verdictRow struct{ before, confirmed, now string }

// verdictRows returns the fields that were to change or differ, by their label and in order.
func verdictRows(wanted, differs []Change) (rows map[string]verdictRow, order []string) {
	rows = make(map[string]verdictRow)
	for _, c := range wanted {
		order = append(order, c.label())
		rows[c.label()] = verdictRow{c.From, c.To, c.To}
	}
	for _, c := range differs {
		known, ok := rows[c.label()]
		if !ok {
			order, known = append(order, c.label()), verdictRow{before: c.From}
		}
		rows[c.label()] = verdictRow{known.before, c.From, c.To}
	}
	return rows, order
}

// table draws what was there before, what was confirmed and what is there now, of all that was
// to be changed or is not as confirmed.
func (v *verdict) table(wanted, differs []Change, width int) [][]ui.Cell {
	theme := v.flow.Kit.Theme
	rows, order := verdictRows(wanted, differs)
	column, most := len("there now"), max(8, (width-inner)/5-1)
	for _, r := range rows {
		for _, value := range []string{r.before, r.confirmed, r.now} {
			column = min(max(column, safetext.Width(safetext.Cell(value))), most)
		}
	}
	name := width - inner - 3*(column+2)
	lines := [][]ui.Cell{{
		{Text: ui.Blanks(inner + name + 1)}, {Text: page.Fit(theme, "before", column) + " " + page.Fit(theme, "confirmed", column+1), Tone: ui.Muted}, {Text: "there now", Tone: ui.Notice},
	}}
	for _, label := range order {
		r := rows[label]
		now, tone := cmp.Or(r.now, "none"), ui.Plain
		if r.now != r.confirmed {
			now, tone = theme.Glyphs.Over+" "+now, ui.Notice
		}
		cells := []ui.Cell{
			{Text: ui.Blanks(inner) + page.Fit(theme, label, name) + " "},
			{Text: page.Fit(theme, cmp.Or(r.before, "none"), column) + " ", Tone: ui.Muted},
			{Text: page.Fit(theme, cmp.Or(r.confirmed, "none"), column) + " "},
		}
		// What has no room in its column stands below its name, whole.
		isLong := max(safetext.Width(r.before), safetext.Width(r.confirmed), safetext.Width(now)-2) > column
		if !isLong {
			parts := ui.Wrap(safetext.Cell(label), name)
			cells[0].Text = ui.Blanks(inner) + page.Fit(theme, parts[0], name) + " "
			lines = append(lines, append(cells, ui.Cell{Text: now, Tone: tone}))
			for _, part := range parts[1:] {
				lines = append(lines, []ui.Cell{{Text: ui.Blanks(inner+2) + part}})
			}
			continue
		}
		lines = append(lines, page.WrapCell(ui.Cell{Text: label}, width, inner)...)
		for _, value := range []struct {
			of, text string
			tone     ui.Tone
		}{{"before", r.before, ui.Muted}, {"confirmed", r.confirmed, ui.Plain}, {"there now", now, tone}} {
			text := fmt.Sprintf("%-11s", value.of) + cmp.Or(value.text, "none")
			lines = append(lines, page.WrapCell(ui.Cell{Text: text, Tone: value.tone}, width, inner+2)...)
		}
	}
	return lines
}

// outcomes are how each of several edits ended.
func (v *verdict) outcomes() []string {
	texts := make([]string, len(v.flow.found))
	for i, found := range v.flow.found {
		outcome := "not begun"
		switch {
		case i == len(v.flow.results)-1:
			outcome = string(v.result.Verdict)
		case i < len(v.flow.results):
			outcome = string(v.flow.results[i].Verdict)
		}
		texts[i] = outcome + ": " + Named(found.Edit.Subject)
	}
	return texts
}

// errorTexts are what errors say, each in full: an address that is cut is none. There is no
// advice to try again: it was sent. What was sent is not named: the title does.
func errorTexts(err error) []string {
	switch joined := err.(type) { //nolint:errorlint // what it is made of, not what is in it
	case nil:
		return nil
	case interface{ Unwrap() []error }:
		var texts []string
		for _, part := range joined.Unwrap() {
			texts = append(texts, errorTexts(part)...)
		}
		return texts
	}
	text := err.Error()
	if wire, ok := errors.AsType[*apiclient.Error](err); ok && wire.Changes {
		text = strings.TrimPrefix(text, wire.Op+": ")
	}
	return []string{apiclient.Whole(text)}
}

// tall is the height from which on there is room for more empty lines.
const tall = 24

// answers are the keys that lead on, the one that is asked for first.
func (v *verdict) answers() []key.Binding {
	k := v.flow.Kit.Keys
	back := ui.Named(k.Accept, "back")
	switch {
	case v.leadsToForm():
		return []key.Binding{ui.Named(k.Accept, "back to the form")}
	case v.result.Verdict == change.Unknown:
		return []key.Binding{ui.Named(k.Refresh, "read again"), back}
	case v.isEditable():
		return []key.Binding{ui.Named(k.Edit, "edit on top of it"), back}
	}
	return []key.Binding{back}
}

// next says what each key leads to.
func (v *verdict) next() Section {
	k := v.flow.Kit.Keys
	var rows []KeyText
	add := func(binding key.Binding, text string) { rows = append(rows, KeyText{binding.Help().Key, text}) }
	back := "back"
	switch {
	case v.leadsToForm():
		back = "back to the form, where all that was typed is still"
	case v.result.Verdict == change.Unknown:
		add(k.Refresh, "read it again: that may settle it")
		back = "back; until it is settled nothing more is saved to " + safetext.Name(v.edit().Subject.ID())
	case v.isEditable():
		add(k.Edit, "edit on top of what is there: what both changed is theirs")
		back = "back, to what is there now"
	}
	add(k.Accept, back)
	add(k.CopyText, "copy for a ticket")
	if v.flow.Session.Edits != nil {
		text := "the edits"
		switch v.result.Verdict {
		case change.Saved:
			text += "; " + k.Undo.Help().Key + " there takes this one back"
			if n := len(v.flow.found); n > 1 {
				text = fmt.Sprintf("the edits; %s there takes these %d back one by one, the last one first", k.Undo.Help().Key, n)
			}
		case change.Unknown:
			text += ", where it stands first"
		}
		add(k.Edits, text)
	}
	return NextSection(rows)
}

// KeyText is a key and what it leads to.
type KeyText struct{ Key, Text string }

// NextSection says what each key leads to.
func NextSection(rows []KeyText) Section {
	return Section{Title: "next", Lines: func(width int) [][]ui.Cell {
		const keys = 8
		var lines [][]ui.Cell
		for _, row := range rows {
			name := ui.Cell{Text: ui.Blanks(inner) + fmt.Sprintf("%-*s", keys, row.Key), Tone: ui.Accent}
			for _, part := range ui.Wrap(safetext.Cell(row.Text), width-inner-keys-1) {
				lines = append(lines, []ui.Cell{name, {Text: part}})
				name = ui.Cell{Text: ui.Blanks(inner + keys)}
			}
		}
		return lines
	}}
}

// copied is the verdict as a text for a ticket.
func (v *verdict) copied() []string {
	strip, _ := v.strip(math.MaxInt)
	edit := v.edit()
	lines := []string{Named(v.result.Subject) + " of " + edit.Subject.Owner().String(), strip.Word + ": " + strip.Text + ", " + strip.Right + " on " + v.at.Format(time.DateOnly)}
	if ticket := v.ticket(); ticket != "" {
		lines = append(lines, "Ticket: "+ticket)
	}
	lines = append(lines, texts(Differences(edit.Subject.Kind, edit.Base, edit.Want))...)
	if len(v.flow.found) > 1 {
		lines = append(lines, v.outcomes()...)
	}
	return lines
}

func (v *verdict) Keys() []key.Binding {
	k := v.flow.Kit.Keys
	keys := append(v.answers(), k.CopyText)
	if v.flow.Session.Edits != nil {
		keys = append(keys, k.Edits)
	}
	return append(append(keys, v.scroll.Keys(k)...), k.Help)
}
