package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
)

// Exporter asks how an export is written and where to, and writes it. It is a dialog over the
// screen below.
type Exporter struct {
	kit           ui.Kit
	Export        Export
	stamp         string // of the name that is offered
	dir           string // where a name without a directory goes
	format        report.Format
	name          ui.TextField
	onFormat      bool                // that field has the focus, and not the name
	writing       *ui.Loader[written] // nil before the first
	scroll        ui.Scroll
	width, height int
}

// NewExporter returns the dialog that writes an export, and offers a name of that moment.
func NewExporter(kit ui.Kit, e Export, now time.Time) *Exporter {
	v := &Exporter{kit: kit, Export: e, stamp: now.Format("20060102-150405"), format: report.CSV}
	v.dir, _ = os.Getwd() // where it is not known, nothing is said of it
	v.name.SetText(fileName(e.Name, v.stamp, v.format))
	return v
}

// fileName offers a name in which nothing means anything to a shell or hides the file.
func fileName(parts []string, stamp string, format report.Format) string {
	const most = 60
	clean := regexp.MustCompile(`[^a-zA-Z0-9_.]+`).ReplaceAllString(strings.Join(parts, "-"), "-")
	clean = strings.Trim(clean[:min(most, len(clean))], "-.")
	if clean != "" {
		clean += "-"
	}
	return "banyan-" + clean + stamp + "." + string(format)
}

// Title is empty: it is about what is below it.
func (v *Exporter) Title() string { return "" }

func (v *Exporter) Init() tea.Cmd { return nil }

func (v *Exporter) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.writing.Update(msg) {
		if exists, ok := errors.AsType[*existsError](v.writing.Err()); ok {
			v.name.SetText(exists.other)
		}
	}
	return nil
}

func (v *Exporter) press(msg tea.KeyMsg) tea.Cmd {
	keys, burst := v.kit.Keys, ui.IsBurst(msg)
	_, done := v.done()
	switch {
	case v.Busy():
	case done:
		if !burst && (Pressed(msg, keys.Accept) || Pressed(msg, keys.Cancel) || Pressed(msg, keys.Quit)) {
			return ui.Pop()
		}
	case !burst && Pressed(msg, keys.Cancel):
		return ui.Pop()
	case !burst && Pressed(msg, keys.Accept):
		return v.begin()
	case Pressed(msg, keys.NextField), Pressed(msg, keys.PreviousField):
		v.onFormat = !v.onFormat
	case v.onFormat:
		if !burst && Pressed(msg, keys.Choose) {
			v.nextFormat()
		}
	default:
		v.name.Update(msg, keys)
	}
	return nil
}

func (v *Exporter) begin() tea.Cmd {
	name, format, write := strings.TrimSpace(v.name.Text()), v.format, v.Export.Write
	v.writing.Close()
	v.writing = ui.NewLoader(func(context.Context) (written, error) { return writeExport(name, format, write) })
	return v.writing.Load()
}

// writeExport writes a file that is not there yet, and returns its full path.
func writeExport(name string, format report.Format, write func(report.Format, io.Writer) error) (written, error) {
	if name == "" || strings.HasSuffix(name, string(filepath.Separator)) {
		return written{}, errors.New("the file needs a name")
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return written{}, err
	}
	out := written{path: path}
	err = report.WriteFile(path, func(w io.Writer) error { return write(format, io.MultiWriter(w, &out.size)) })
	switch {
	case errors.Is(err, fs.ErrExist):
		return written{}, &existsError{name: name, other: otherName(name)}
	case err != nil:
		return written{}, errors.New(writeProblem(path, err))
	}
	return out, nil
}

// otherName returns the first name like this one that no file has.
func otherName(name string) string {
	end := filepath.Ext(name)
	stem := strings.TrimSuffix(name, end)
	for i := 2; i < 1000; i++ {
		other := fmt.Sprintf("%s-%d%s", stem, i, end)
		if _, err := os.Lstat(other); errors.Is(err, fs.ErrNotExist) {
			return other
		}
	}
	return name
}

// writeProblem says in a sentence why a file could not be written.
func writeProblem(path string, err error) string {
	dir := filepath.Dir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no directory " + dir
	case errors.Is(err, syscall.ENOTDIR):
		return dir + " is no directory"
	case errors.Is(err, fs.ErrPermission):
		return "this account may not write into " + dir
	case errors.Is(err, syscall.EROFS):
		return "nothing can be written into " + dir + ": it is read-only"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "there is no room left in " + dir + ": nothing was written"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "the name is too long"
	}
	return "nothing was written: " + err.Error()
}

// nextFormat takes the other format, also for the end of the name.
func (v *Exporter) nextFormat() {
	next := report.JSON
	if v.format == report.JSON {
		next = report.CSV
	}
	if stem, ok := strings.CutSuffix(v.name.Text(), "."+string(v.format)); ok {
		v.name.SetText(stem + "." + string(next))
	}
	v.format = next
}

func (v *Exporter) SetSize(width, height int) { v.width, v.height = width, height }

// View draws nothing: the dialog is all of it.
func (v *Exporter) View() string { return "" }

// Box draws what is asked, or the file that was written.
func (v *Exporter) Box() *ui.Box {
	keys, glyphs := v.kit.Keys, v.kit.Theme.Glyphs
	box := &ui.Box{
		Title:  []ui.Cell{{Text: "Export", Tone: ui.Strong}, {Text: "   " + v.Export.What + " of "}, {Text: v.Export.Of}},
		Scroll: &v.scroll, Lines: [][]ui.Cell{nil},
	}
	width, _ := box.Room(v.width, v.height)
	if file, done := v.done(); done {
		box.Edge = ui.Good
		box.Strip = ui.Strip{On: ui.OnSaved, Sign: glyphs.Good, Word: "WRITTEN", Text: v.Export.What + ", " + ui.Count(int(file.size), "byte")}
		for part := range strings.SplitSeq(ansi.Hardwrap(safetext.Cell(file.path), max(20, width-4), true), "\n") {
			box.Lines = append(box.Lines, []ui.Cell{{Text: "  " + part}})
		}
		box.Buttons = []ui.Button{{Key: ui.Named(keys.Cancel, "close"), On: ui.OnChoice}}
	} else {
		box.Lines = append(box.Lines, v.fields(width)...)
		box.State = []ui.Cell{{Text: "no file is overwritten", Tone: ui.Muted}}
		box.Buttons = []ui.Button{{Key: ui.Named(keys.Cancel, "back")}, {Key: ui.Named(keys.Accept, "write"), On: ui.OnChoice, Off: v.Busy()}}
	}
	paragraph := func(text string, tone ui.Tone) {
		box.Lines = append(box.Lines, WrapCell(ui.Cell{Text: text, Tone: tone}, width-1, 2)...)
	}
	if len(v.Export.Notes) > 0 {
		box.Lines = append(box.Lines, nil)
	}
	for _, note := range v.Export.Notes {
		paragraph(glyphs.Notice+" "+note, ui.Notice)
	}
	switch {
	case v.Busy():
		box.State = []ui.Cell{{Text: "writing it", Tone: ui.Live}}
	case v.writing.Err() != nil:
		box.Lines = append(box.Lines, nil)
		paragraph(glyphs.Failed+" "+v.writing.Err().Error(), ui.Failed)
	}
	box.Lines = append(box.Lines, nil)
	return box
}

// fields draw the format and the file, in so many cells.
func (v *Exporter) fields(width int) [][]ui.Cell {
	const at = 11
	other := report.JSON
	if v.format == report.JSON {
		other = report.CSV
	}
	format := ui.FormLine{
		Label: "Format", At: at, InBox: true, Fields: []ui.Field{{Value: string(v.format), Choice: true, Focus: v.onFormat}},
		After: []ui.Cell{{Text: string(other), Tone: ui.Muted}},
	}
	file := ui.FormLine{Label: "File", At: at, InBox: true, Fields: []ui.Field{{Typed: &v.name, Width: max(10, width-at-2-2), Focus: !v.onFormat}}}
	lines := [][]ui.Cell{format.Cells(v.kit.Theme), file.Cells(v.kit.Theme)}
	if v.dir != "" && !filepath.IsAbs(v.name.Text()) {
		lines = append(lines, WrapCell(ui.Cell{Text: "in " + v.dir, Tone: ui.Muted}, width-1, at+1)...)
	}
	return append(append(lines, nil), WrapCell(ui.Cell{Text: "Every row that passes the filter, in its order, with full values.", Tone: ui.Muted}, width, 2)...)
}

type existsError struct{ name, other string }

func (e *existsError) Error() string {
	return e.name + " is there already, and is not replaced; another name is filled in"
}

func (v *Exporter) Typing() bool { return true }

func (v *Exporter) Busy() bool { return v.writing.Busy() }

func (v *Exporter) Close() { v.writing.Close() }

func (v *Exporter) ShortHelp() []key.Binding {
	keys := v.kit.Keys
	if _, done := v.done(); done {
		return []key.Binding{ui.Named(keys.Cancel, "close")}
	}
	own := ui.Named(keys.Choose, "csv or json")
	if !v.onFormat {
		own = keys.Clear
	}
	return []key.Binding{ui.Named(keys.Accept, "write"), ui.Named(keys.NextField, "fields"), own, ui.Named(keys.Cancel, "back")}
}

// done returns the file once it is written.
func (v *Exporter) done() (written, bool) {
	if v.writing == nil || v.writing.Busy() || v.writing.Err() != nil {
		return written{}, false
	}
	return v.writing.Value()
}

type written struct {
	path string
	size counter
}

func (v *Exporter) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }

// TableExport is of a table that is no report of capacity; missing says what lacks.
func TableExport[R any](table *ui.Table[R], noun, of string, sheet report.Rows, missing string) *Export {
	rows, unread := sheetOf(table, sheet)
	shown, total := table.Counts()
	e := &Export{What: ui.Count(shown, noun), Of: of, Name: append(slices.Clone(sheet.Place), sheet.Table)}
	if filter := table.Filter(); filter != "" && shown < total {
		e.Notes = append(e.Notes, "filtered: "+ui.Count(shown, noun)+" of "+ui.Count(total, noun))
	}
	if unread > 0 && missing == "" {
		missing = ui.Count(unread, "figure") + " not read"
	}
	rows.Complete = missing == ""
	if missing != "" {
		e.Notes = append(e.Notes, "NOT COMPLETE: "+missing)
	}
	e.Write = func(format report.Format, w io.Writer) error { return rows.Write(w, format) }
	return e
}

// Export is what a screen has to write, taken at one moment: reading goes on meanwhile.
type Export struct {
	What  string   // what is written, counted: "5 groups"
	Of    string   // of what: "tenant foo"
	Name  []string // what the file is called after: ids and a word
	Notes []string // what the reader has to know of it: that it is filtered, what is missing
	Write func(format report.Format, w io.Writer) error
}

// sheetOf takes the rows that pass the filter, in their order, with full values.
func sheetOf[R any](table *ui.Table[R], sheet report.Rows) (rows report.Rows, unread int) {
	columns := slices.DeleteFunc(slices.Clone(table.Columns()), func(c ui.Column[R]) bool { return c.Bar != nil })
	for _, c := range columns {
		sheet.Columns = append(sheet.Columns, c.Key)
	}
	for _, row := range table.Shown() {
		values := make([]report.Value, len(columns))
		for i, c := range columns {
			var missing bool
			if values[i], missing = valueOf(c, row); missing {
				unread++
			}
		}
		sheet.Rows = append(sheet.Rows, values)
	}
	return sheet, unread
}

// valueOf returns a cell for a file, and whether its figure was not read.
func valueOf[R any](c ui.Column[R], row R) (v report.Value, unread bool) {
	cell := c.Cell(row)
	switch {
	case c.Full != nil && c.Number == nil:
		return report.TextValue(c.Full(row)), false
	case c.Full != nil:
		cell.Text = c.Full(row)
	case c.Number == nil:
		cell.Text = cell.Whole()
	}
	switch {
	case cell.Text == Absent().Text:
		return report.Value{}, false
	case cell.Tone == ui.Unknown:
		return report.Value{}, true
	case cell.Text == Unlimited, cell.Text == MinusUnlimited:
		return report.TextValue(strings.Replace(cell.Text, Unlimited, "unlimited", 1)), false
	}
	// What a column sorts by need not be what it shows: "10/8", "70%".
	if c.Number != nil {
		if n, known := c.Number(row); known && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			if number := report.NumberValue(int64(n)); number.Text() == cell.Text {
				return number, false
			}
		}
	}
	return report.TextValue(cell.Text), false
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
