package views

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/ui"
)

// rows is what a page shows below its heading: a table or a tree.
type rows interface {
	SetSize(width, height int)
	SetEmpty(text string)
	Update(tea.KeyMsg) bool
	Typing() bool
	CloseLayer() bool
	View() string
	Keys() []key.Binding
	Window() string
	FilterLine() string
	ColumnKeys() []string
	Wheel(rows int)
	Click(line int) (onRow, already bool)
}

// source is where a page's data come from: a loader or a survey.
type source interface {
	Load() tea.Cmd
	Busy() bool
	Err() error
	At() time.Time
	Close()
}

// page is what the screens with rows have in common: a heading, rows, a closing
// line, and the words for what is not there yet or could not be read. Screens
// embed it and add what makes them different.
type page struct {
	kit           ui.Kit
	what          string // what is read, for sentences: "groups of tenant foo"
	rows          rows
	source        source
	known         func() bool // there is something to show
	legend        func(glyphs ui.Glyphs, has map[string]bool) []ui.Meaning // explains the columns that there are; nil where they say it themselves
	width, height int
	head, foot    [][]ui.Cell // lines above and below the rows
	noticed       bool        // a refresh has failed, and the user has moved on since
}

// Init implements ui.View.
func (p *page) Init() tea.Cmd { return p.source.Load() }

// Refresh implements ui.Refresher.
func (p *page) Refresh() tea.Cmd {
	p.noticed = false
	return p.source.Load()
}

// Busy implements ui.Busy.
func (p *page) Busy() bool { return p.source.Busy() }

// Typing implements ui.Typer.
func (p *page) Typing() bool { return p.rows.Typing() }

// CloseLayer implements ui.Layered.
func (p *page) CloseLayer() bool { return p.rows.CloseLayer() }

// Close implements ui.View.
func (p *page) Close() { p.source.Close() }

// SetSize implements ui.View.
func (p *page) SetSize(width, height int) {
	p.width, p.height = width, height
	p.rows.SetSize(width, max(height-len(p.head)-len(p.foot), 0))
}

// keys returns what the key line shows, the most wanted first: a screen's own keys,
// those of the rows that are worth a place there, and more of its own. While
// something is typed, it is what works then.
func (p *page) keys(own []key.Binding, more ...key.Binding) []key.Binding {
	switch {
	case p.rows.Typing():
		return p.rows.Keys()
	case p.known():
		own = append(own, p.kit.Keys.Filter, p.kit.Keys.Sort)
	}
	return append(append(own, p.kit.Keys.Refresh), more...)
}

// allKeys returns a screen's own keys for the help, with all of the rows'.
func (p *page) allKeys(own ...key.Binding) [][]key.Binding {
	groups := [][]key.Binding{append(own, p.kit.Keys.Refresh)}
	if p.known() {
		groups = append(groups, p.rows.Keys())
	}
	return groups
}

// opens returns the key that opens a row where there is one to open.
func opens[R any](p *page, table *ui.Table[R]) []key.Binding {
	if _, ok := table.Selected(); ok && p.known() {
		return []key.Binding{p.kit.Keys.Open}
	}
	return nil
}

// isRead tells whether a loader has read anything yet.
func isRead[T any](loader *ui.Loader[T]) func() bool {
	return func() bool {
		_, known := loader.Value()
		return known
	}
}

// frame sets the lines above and below the rows.
func (p *page) frame(head, foot [][]ui.Cell) {
	p.head, p.foot = head, foot
	p.SetSize(p.width, p.height)
}

// use gives a key to the rows, once they are on screen. The filter opens before that:
// what is typed into it must not be taken for commands because the rows are late.
func (p *page) use(msg tea.KeyMsg) bool {
	takes := p.known() || p.rows.Typing() || !ui.IsBurst(msg) && pressed(msg, p.kit.Keys.Filter)
	used := takes && p.rows.Update(msg)
	p.noticed = p.noticed || used && p.source.Err() != nil
	return used
}

// View implements ui.View. Until something is known it says in words why not.
func (p *page) View() string {
	if !p.known() {
		return p.absence()
	}
	var lines []string
	for _, cells := range p.head {
		lines = append(lines, line(p.kit.Theme, p.width, cells...))
	}
	lines = append(lines, strings.Split(p.rows.View(), "\n")...)
	for len(p.foot) > 0 && len(lines) < p.height-len(p.foot) {
		lines = append(lines, "")
	}
	for _, cells := range p.foot {
		lines = append(lines, line(p.kit.Theme, p.width, cells...))
	}
	return strings.Join(lines[:min(len(lines), max(p.height, 0))], "\n")
}

// absence says what is being read, or why it could not be.
func (p *page) absence() string {
	lines := [][]ui.Cell{{{Text: " loading " + p.what + "..."}}}
	if err := p.source.Err(); err != nil && !p.source.Busy() {
		lines = problemLines(p.kit, p.what, err, p.width)
	}
	text := drawLines(p.kit.Theme, p.width, p.height-1, lines)
	filter := p.rows.FilterLine()
	if filter == "" || p.height < 2 {
		return text
	}
	return text + strings.Repeat("\n", max(1, p.height-1-strings.Count(text, "\n"))) + filter
}

// problemLines says that something could not be read, why, and how to try again.
func problemLines(kit ui.Kit, what string, err error, width int) [][]ui.Cell {
	lines := [][]ui.Cell{{{Text: " " + kit.Theme.Glyphs.Failed + " cannot read " + what, Tone: ui.Failed}}}
	for _, text := range wrap(apiclient.Explain(err), width-2) {
		lines = append(lines, []ui.Cell{{Text: " " + text}})
	}
	return append(lines, []ui.Cell{{Text: " " + kit.Keys.Refresh.Help().Key + " to retry", Tone: ui.Accent}})
}

// info returns what every page tells the shell.
func (p *page) info() ui.Info {
	told := info(p.source, p.known())
	if p.known() {
		told.Window = p.rows.Window()
	}
	if p.noticed {
		told.Status, told.Tone = "", ui.Plain
	}
	return told
}

// info returns what a screen of any kind tells the shell: since when its figures
// stand, and that the last refresh failed while older ones are shown.
func info(from source, known bool) ui.Info {
	told := ui.Info{AsOf: from.At()}
	if err := from.Err(); known && err != nil {
		told.Status = "as of " + from.At().Format(time.TimeOnly) + ", refresh failed: " + apiclient.Explain(err)
		told.Tone, told.Stale = ui.Failed, true
	}
	return told
}

// line draws cells one after the other, made safe and cut to the width. What a cell
// begins with of blanks is not painted: no title is underlined and no alarm reversed
// before its first letter.
func line(theme ui.Theme, width int, cells ...ui.Cell) string {
	var b strings.Builder
	for _, cell := range cells {
		text, used := theme.Fit(safetext.Cell(cell.Text), width)
		width -= used
		words := strings.TrimLeft(text, " ")
		b.WriteString(text[:len(text)-len(words)])
		b.WriteString(theme.Paint(cell.Tone, words))
	}
	return b.String()
}

// drawLines draws as many lines as there is room for.
func drawLines(theme ui.Theme, width, height int, lines [][]ui.Cell) string {
	drawn := make([]string, 0, len(lines))
	for _, cells := range lines[:min(len(lines), max(height, 0))] {
		drawn = append(drawn, line(theme, width, cells...))
	}
	return strings.Join(drawn, "\n")
}

// wrapCell breaks a cell into lines that begin with so many blanks.
func wrapCell(cell ui.Cell, width, indent int) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, text := range wrap(safetext.Cell(cell.Text), max(width-indent-1, 20)) {
		lines = append(lines, []ui.Cell{{Text: blanks(indent) + text, Tone: cell.Tone}})
	}
	return lines
}

// wrap breaks safe text at its spaces into lines of at most width cells. A word
// that is longer is cut.
func wrap(text string, width int) []string {
	var lines []string
	current := ""
	for _, word := range strings.Fields(text) {
		switch {
		case current == "":
			current = word
		case safetext.Width(current)+1+safetext.Width(word) <= width:
			current += " " + word
		default:
			lines = append(lines, current)
			current = word
		}
	}
	return append(lines, current)
}

// pressed reports whether a key is one of a binding's.
func pressed(msg tea.KeyMsg, binding key.Binding) bool { return key.Matches(msg, binding) }
