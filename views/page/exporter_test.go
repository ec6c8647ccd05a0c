package page

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/report"
	"banyan/internal/viewtest"
	"banyan/ui"
)

const incomplete = "NOT COMPLETE: 1 of 5 groups incomplete"

// testExporter is the export of some groups.
func testExporter(what string, notes ...string) *Exporter {
	v := NewExporter(viewtest.Kit(), Export{
		What: what, Of: "tenant ServiceProviderID", Name: []string{"ServiceProviderID", "capacity"}, Notes: notes,
		Write: func(format report.Format, w io.Writer) error {
			_, err := io.WriteString(w, "five groups as "+string(format))
			return err
		},
	}, time.Date(2026, 5, 14, 12, 3, 4, 0, time.Local))
	v.dir = "/home/support"
	return viewtest.Shown(v)
}

func TestExportPictures(t *testing.T) {
	ascii := viewtest.ASCIIKit()
	for name, keys := range map[string][]string{"opened": nil, "json": {"tab", " "}, "typed": {"backspace", "y", "X"}} {
		t.Run(name, func(t *testing.T) {
			v := testExporter("1 group", incomplete, "filtered: 1 of 5 groups; the totals are of all")
			viewtest.Press(v, keys...)
			viewtest.RequireDialog(t, v.kit, v)
		})
	}
	t.Run("ascii", func(t *testing.T) {
		v := testExporter("5 groups", incomplete)
		v.kit = ascii
		viewtest.RequireDialog(t, v.kit, v)
	})
}

func TestAnExportIsWrittenToAFileThatIsNotThereYet(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	v := testExporter("5 groups", incomplete)
	viewtest.Press(v, "enter")
	const name = "banyan-ServiceProviderID-capacity-20260514-120304.csv"
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil || string(text) != "five groups as csv" {
		t.Fatalf("%q, %v", text, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	viewtest.RequireContains(t, strings.ReplaceAll(viewtest.TextOf(v), " ", ""), "WRITTEN5groups,"+strings.ReplaceAll(ui.Count(len(text), "byte"), " ", ""), filepath.Join(dir, name), "NOTCOMPLETE:1of5groupsincomplete")
	viewtest.RequireContains(t, fmt.Sprintf("%T", viewtest.Press(v, "esc")[0]), "ui.popMsg")

	again := testExporter("5 groups", incomplete)
	viewtest.Press(again, "enter")
	viewtest.RequireContains(t, viewtest.TextOf(again), "is there already", "-2.csv▏")
	if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, text) {
		t.Errorf("it was touched: %v", err)
	}
	viewtest.Press(again, "enter")
	viewtest.RequireContains(t, viewtest.TextOf(again), "WRITTEN 5 groups")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestWhatCannotBeWrittenSaysWhyAndStays(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"":       "the file needs a name",
		"  ":     "the file needs a name",
		"none/":  "the file needs a name",
		"none/a": "there is no directory " + dir + "/none",
		"file/a": dir + "/file is no directory",
		".":      "is there already",
		"\x00":   "nothing was written",
		strings.Repeat("x", 250) + ".csv" + strings.Repeat("y", 50): "the name is too long",
	} {
		t.Run(want, func(t *testing.T) {
			v := testExporter("5 groups", incomplete)
			v.name.SetText(name)
			viewtest.Press(v, "enter")
			if err := v.writing.Err(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %s", err, want)
			}
			_, done := v.done()
			viewtest.RequireEqual(t, "done", done, false)
			viewtest.RequireEqual(t, "typing", v.Typing(), true)
			viewtest.RequireFits(t, v, 80, 20)
		})
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestWriteProblemsAreSentences(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{syscall.EROFS, "nothing can be written into /d: it is read-only"},
		{&fs.PathError{Op: "write", Path: "/d/.tmp", Err: syscall.ENOSPC}, "there is no room left in /d: nothing was written"},
		{syscall.EDQUOT, "there is no room left in /d: nothing was written"},
		{errors.Join(syscall.EACCES), "this account may not write into /d"},
		{errors.New("odd"), "nothing was written: odd"},
	} {
		viewtest.RequireEqual(t, test.err.Error(), writeProblem("/d/a.csv", test.err), test.want)
	}
}

func TestTheFormatChangesTheEndOfTheName(t *testing.T) {
	v := testExporter("5 groups", incomplete)
	viewtest.Press(v, "tab", " ")
	viewtest.RequireEqual(t, "format", v.format, report.JSON)
	viewtest.RequireEqual(t, "end of the name", filepath.Ext(v.name.Text()), ".json")
	v.name.SetText("mine.txt")
	viewtest.Press(v, "shift+tab", " ") // a blank of the name
	viewtest.RequireEqual(t, "name", v.name.Text(), "mine.txt ")
	v.name.SetText("mine.txt")
	viewtest.Press(v, "tab", " ")
	viewtest.RequireEqual(t, "format", v.format, report.CSV)
	viewtest.RequireEqual(t, "name", v.name.Text(), "mine.txt")
}

func TestKeysThatArriveTogetherWriteNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	v := testExporter("5 groups", incomplete)
	for _, msg := range []tea.KeyMsg{
		{Type: tea.KeyRunes, Runes: []rune("enter")}, {Type: tea.KeyRunes, Runes: []rune("esc")}, {Type: tea.KeyRunes, Runes: []rune("a\r"), Paste: true},
	} {
		if cmd := v.Update(msg); cmd != nil || v.writing != nil {
			t.Errorf("%v did something", msg)
		}
	}
	viewtest.RequireContains(t, v.name.Text()+"\n", ".csventeresca \n")
}

func TestFileNamesAreSafe(t *testing.T) {
	for _, test := range []struct {
		parts []string
		want  string
	}{
		{[]string{"foo", "trunk groups"}, "banyan-foo-trunk-groups-S.csv"},
		{[]string{"../../etc", "passwd"}, "banyan-etc-passwd-S.csv"},
		{[]string{"a\x1b[2J\n$(rm) `x`"}, "banyan-a-2J-rm-x-S.csv"},
		{[]string{"漢字", "\u202e"}, "banyan-S.csv"},
		{[]string{strings.Repeat("x", 300)}, "banyan-" + strings.Repeat("x", 60) + "-S.csv"},
	} {
		viewtest.RequireEqual(t, fmt.Sprint(test.parts), fileName(test.parts, "S", report.CSV), test.want)
	}
}
