package views

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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

// exporter asks how an export is written and where to, and writes it.
type exporter struct {
	kit           ui.Kit
	export        export
	stamp         string // of the name that is offered
	format        report.Format
	name          ui.TextField
	writing       *ui.Loader[written] // nil before the first
	width, height int
}

// written is a file as it was written.
type written struct {
	path  string
	bytes int
}

// existsError says that a file of that name is there already.
type existsError struct{ name, other string }

// Error implements error.
func (e *existsError) Error() string {
	return e.name + " is there already, and is not replaced; another name is filled in"
}

func newExporter(kit ui.Kit, e export, now time.Time) *exporter {
	v := &exporter{kit: kit, export: e, stamp: now.Format("20060102-150405"), format: report.CSV}
	v.name.SetText(fileName(e.name, v.stamp, v.format))
	return v
}

// Title implements ui.View.
func (v *exporter) Title() string { return "export" }

// Init implements ui.View.
func (v *exporter) Init() tea.Cmd { return nil }

// Typing implements ui.Typer.
func (v *exporter) Typing() bool { return true }

// Busy implements ui.Busy.
func (v *exporter) Busy() bool { return v.writing != nil && v.writing.Busy() }

// Close implements ui.View.
func (v *exporter) Close() { closeLoader(v.writing) }

// SetSize implements ui.View.
func (v *exporter) SetSize(width, height int) { v.width, v.height = width, height }

// done returns the file once it is written.
func (v *exporter) done() (written, bool) {
	if v.writing == nil || v.writing.Busy() || v.writing.Err() != nil {
		return written{}, false
	}
	return v.writing.Value()
}

// Update implements ui.View.
func (v *exporter) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.writing != nil && v.writing.Update(msg) {
		var exists *existsError
		if errors.As(v.writing.Err(), &exists) {
			v.name.SetText(exists.other)
		}
	}
	return nil
}

func (v *exporter) press(msg tea.KeyMsg) tea.Cmd {
	keys, burst := v.kit.Keys, ui.IsBurst(msg)
	_, done := v.done()
	switch {
	case v.Busy():
	case done:
		if !burst && (pressed(msg, keys.Accept) || pressed(msg, keys.Cancel) || pressed(msg, keys.Quit)) {
			return ui.Pop()
		}
	case !burst && pressed(msg, keys.Cancel):
		return ui.Pop()
	case !burst && pressed(msg, keys.Accept):
		return v.begin()
	case pressed(msg, keys.NextField), pressed(msg, keys.PreviousField):
		v.nextFormat()
	default:
		v.name.Update(msg, keys)
	}
	return nil
}

// nextFormat takes the other format, also for the end of the name.
func (v *exporter) nextFormat() {
	next := report.JSON
	if v.format == report.JSON {
		next = report.CSV
	}
	if stem, ok := strings.CutSuffix(v.name.Text(), "."+string(v.format)); ok {
		v.name.SetText(stem + "." + string(next))
	}
	v.format = next
}

func (v *exporter) begin() tea.Cmd {
	name, format, write := strings.TrimSpace(v.name.Text()), v.format, v.export.write
	closeLoader(v.writing)
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
	err = report.WriteFile(path, func(w io.Writer) error {
		counted := &counter{Writer: w}
		err := write(format, counted)
		out.bytes = counted.n
		return err
	})
	if errors.Is(err, fs.ErrExist) {
		return written{}, &existsError{name: name, other: otherName(name)}
	}
	if err != nil {
		return written{}, errors.New(writeProblem(path, err))
	}
	return out, nil
}

// otherName returns the first name like this one that no file has.
func otherName(name string) string {
	end := filepath.Ext(name)
	stem := strings.TrimSuffix(name, end)
	const most = 1000
	for i := 2; i < most; i++ {
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

// counter counts what is written.
type counter struct {
	io.Writer
	n int
}

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += n
	return n, err
}

// View implements ui.View.
func (v *exporter) View() string {
	lines := [][]ui.Cell{{{Text: " Export " + v.export.what + " of " + v.export.of, Tone: ui.Strong}}, nil}
	if file, done := v.done(); done {
		text := " " + v.kit.Theme.Glyphs.Good + " written: " + v.export.what + ", " + count(file.bytes, "byte") + ", as"
		lines = append(lines, []ui.Cell{{Text: text, Tone: ui.Good}}, nil)
		for part := range strings.SplitSeq(ansi.Hardwrap(safetext.Cell(file.path), max(20, v.width), true), "\n") {
			lines = append(lines, []ui.Cell{{Text: part}})
		}
	} else {
		lines = append(lines, v.formLines()...)
	}
	for i, note := range v.export.notes {
		if i == 0 {
			lines = append(lines, nil)
		}
		lines = append(lines, v.wrapped(v.kit.Theme.Glyphs.Notice+" "+note, ui.Notice)...)
	}
	if v.writing != nil && !v.writing.Busy() && v.writing.Err() != nil {
		lines = append(append(lines, nil), v.wrapped(v.kit.Theme.Glyphs.Failed+" "+v.writing.Err().Error(), ui.Failed)...)
	}
	return drawLines(v.kit.Theme, v.width, v.height, lines)
}

// formLines are the two things that can be chosen.
func (v *exporter) formLines() [][]ui.Cell {
	format := func(f report.Format) ui.Cell {
		if f == v.format {
			return ui.Cell{Text: "<" + string(f) + ">", Tone: ui.Selected}
		}
		return ui.Cell{Text: " " + string(f) + " ", Tone: ui.Muted}
	}
	box := "[" + v.name.Box(v.kit.Theme, max(10, v.width-14), true) + "]"
	return [][]ui.Cell{
		{{Text: " Format    ", Tone: ui.Strong}, format(report.CSV), format(report.JSON)},
		{{Text: " File      ", Tone: ui.Strong}, {Text: box}},
		nil,
		{{Text: " Every row that passes the filter, in its order, with full values. A name", Tone: ui.Muted}},
		{{Text: " without a directory goes to the one that banyan was started in.", Tone: ui.Muted}},
	}
}

// wrapped breaks a sentence into lines.
func (v *exporter) wrapped(text string, tone ui.Tone) [][]ui.Cell {
	var lines [][]ui.Cell
	for part := range strings.SplitSeq(ansi.Wrap(safetext.Cell(text), max(20, v.width-2), ""), "\n") {
		lines = append(lines, []ui.Cell{{Text: " " + part, Tone: tone}})
	}
	return lines
}

// ShortHelp implements help.KeyMap.
func (v *exporter) ShortHelp() []key.Binding {
	keys := v.kit.Keys
	if _, done := v.done(); done {
		return []key.Binding{ui.Named(keys.Cancel, "close")}
	}
	return []key.Binding{ui.Named(keys.Accept, "write"), ui.Named(keys.NextField, "csv or json"), keys.Cancel}
}

// FullHelp implements help.KeyMap.
func (v *exporter) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }
