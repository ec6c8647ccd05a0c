package views

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/report"
	"banyan/ui"
)

// exportOf opens the export of a view at a known time.
func exportOf(t *testing.T, view ui.View) *exporter {
	t.Helper()
	opened := view.(ui.Exporter).Export()
	if opened == nil {
		t.Fatal("there is nothing to export")
	}
	v := newExporter(opened.(*exporter).kit, opened.(*exporter).export, time.Date(2026, 5, 14, 12, 3, 4, 0, time.Local))
	shown(v, 80, 24)
	return v
}

// textOf is what an export writes.
func textOf(t *testing.T, v *exporter, format report.Format) string {
	t.Helper()
	var out bytes.Buffer
	if err := v.export.write(format, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func shownGroups(t *testing.T, keys ...string) *groups {
	t.Helper()
	partial := sample()
	view := newTestGroups(testKit(), provider(), reads(snapshot(partial, failure("group capacity", serverFault("x"), partial.ID, "GroupIDE"))), nil)
	t.Cleanup(view.Close)
	shown(view, 80, 24)
	press(view, keys...)
	return view
}

func TestExportPictures(t *testing.T) {
	ascii := testKit()
	ascii.Theme = ui.NewTheme(nil, ui.Glyphs{Good: "=", Failed: "x", Notice: "!", More: "~"})
	for name, keys := range map[string][]string{"opened": nil, "json": {"tab"}, "typed": {"backspace", "y", "X"}} {
		t.Run(name, func(t *testing.T) {
			v := exportOf(t, shownGroups(t, "/", "g", "r", "o", "u", "p", "i", "d", "c", "enter"))
			press(v, keys...)
			requirePictures(t, v)
		})
	}
	t.Run("ascii", func(t *testing.T) {
		v := exportOf(t, shownGroups(t))
		v.kit = ascii
		requirePictures(t, v)
	})
}

func TestExportedFiles(t *testing.T) {
	full := sample()
	hostileGroup := full.Groups[0]
	hostileGroup.TrunkGroups = nil
	for _, name := range hostile() {
		hostileGroup.TrunkGroups = append(hostileGroup.TrunkGroups, capacity.TrunkGroup{Name: "=" + name, MaxActiveCalls: calls(1), BurstingMaxActiveCalls: noLimit()})
	}
	hostileGroup.TrunkGroups = append(hostileGroup.TrunkGroups, capacity.TrunkGroup{Name: "unread"})
	one := oneGroup(hostileGroup, map[string]apiclient.TrunkGroup{"=x": {MaxIncomingCalls: calls(10), MaxOutgoingCalls: calls(8), State: "Available"}})
	one.Done = true
	views := map[string]func() ui.View{
		"groups":        func() ui.View { return shownGroups(t) },
		"groups sorted": func() ui.View { return shownGroups(t, ">", "S") },
		"groups filtered": func() ui.View {
			return shownGroups(t, "/", "d", "i", "f", "f", "<", "0", "enter")
		},
		"trunk groups": func() ui.View {
			return newTrunkGroups(testKit(), provider(), apiclient.Group{ID: "GroupIDC"}, startOf[reading](reads(one)), nil)
		},
	}
	for name, open := range views {
		for _, format := range []report.Format{report.CSV, report.JSON} {
			t.Run(name+" as "+string(format), func(t *testing.T) {
				view := open()
				shown(view, 80, 24)
				golden.RequireEqual(t, textOf(t, exportOf(t, view), format))
			})
		}
	}
}

// What is short on screen is whole in a file.
func TestTheJournalIsExportedWithWholeTimesAndBareWords(t *testing.T) {
	view := newEdits(testKit(), testJournal(), editDoors{edit: noEdit})
	defer view.Close()
	shown(view, 80, 24)
	records, err := csv.NewReader(strings.NewReader(textOf(t, exportOf(t, view), report.CSV))).ReadAll()
	want := testEntries()[0]
	if err != nil || len(records) != 7 || records[1][0] != "unknown" || records[1][1] != want.At.Format(time.RFC3339) {
		t.Errorf("%q, %v", records, err)
	}
}

// Every screen with rows has an export whose rows are those that are shown, no more
// and no fewer, whole and as CSV can be read back.
func TestEveryTableCanBeExported(t *testing.T) {
	for name, open := range screens(testKit()) {
		if name == "tenant" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			view := open()
			defer view.Close()
			if view.(ui.Exporter).Export() != nil {
				t.Error("before anything was read there is something to export")
			}
			shown(view, 80, 24)
			v := exportOf(t, view)
			records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if len(records) < 3 {
				t.Errorf("%d records", len(records))
			}
			for _, record := range records[1:] {
				for _, cell := range record {
					if _, isNumber := number(cell); !isNumber && strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
						t.Errorf("%q is a formula", cell)
					}
				}
			}
		})
	}
}

func number(text string) (n int, ok bool) {
	_, err := fmt.Sscanf(text, "%d", &n)
	return n, err == nil
}

func TestAFilterExportsWhatPassesItAndSaysSo(t *testing.T) {
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) {
		return []apiclient.Tenant{{ID: "b"}, {ID: "a1"}, {ID: "a2"}}, nil
	}}
	view := Home(api, testKit(), Options{})
	defer view.Close()
	shown(view, 80, 24)
	press(view, "/", "a", "enter", ">", "S")
	v := exportOf(t, view)
	records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
	if err != nil || len(records) != 3 || records[1][0] != "a2" || records[2][0] != "a1" {
		t.Errorf("%q, %v", records, err)
	}
	requireContains(t, v.View(), "Export 2 tenants", "filtered: 2 tenants of 3 tenants")
}

func TestAnExportIsWrittenToAFileThatIsNotThereYet(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	v := exportOf(t, shownGroups(t))
	press(v, "enter")
	const name = "banyan-ServiceProviderID-capacity-20260514-120304.csv"
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil || string(text) != textOf(t, v, report.CSV) {
		t.Fatalf("%q, %v", text, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	requireContains(t, strings.ReplaceAll(v.View(), "\n", ""), "written: 5 groups, "+count(len(text), "byte"), filepath.Join(dir, name), "NOT COMPLETE: 1 of 5 groups incomplete")
	if left := press(v, "esc"); !hasPop(left) {
		t.Errorf("esc leaves it with %v", left)
	}

	again := exportOf(t, shownGroups(t))
	press(again, "enter")
	requireContains(t, again.View(), "is there already", "-2.csv_")
	if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, text) {
		t.Errorf("it was touched: %v", err)
	}
	press(again, "enter")
	requireContains(t, again.View(), "written: 5 groups")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

// hasPop reports whether a view asked to be left.
func hasPop(msgs []tea.Msg) bool {
	for _, msg := range msgs {
		if fmt.Sprintf("%T", msg) == "ui.popMsg" {
			return true
		}
	}
	return false
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
			v := exportOf(t, shownGroups(t))
			v.name.SetText(name)
			press(v, "enter")
			if err := v.writing.Err(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %s", err, want)
			}
			if _, done := v.done(); done || !v.Typing() {
				t.Error("it is done")
			}
			requireFits(t, v, 80, 20)
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
		if got := writeProblem("/d/a.csv", test.err); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestTheFormatChangesTheEndOfTheName(t *testing.T) {
	v := exportOf(t, shownGroups(t))
	press(v, "tab")
	if v.format != report.JSON || !strings.HasSuffix(v.name.Text(), ".json") {
		t.Errorf("%s, %s", v.format, v.name.Text())
	}
	v.name.SetText("mine.txt")
	press(v, "shift+tab")
	if v.format != report.CSV || v.name.Text() != "mine.txt" {
		t.Errorf("%s, %s", v.format, v.name.Text())
	}
}

func TestKeysThatArriveTogetherWriteNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	v := exportOf(t, shownGroups(t))
	for _, msg := range []tea.KeyMsg{
		{Type: tea.KeyRunes, Runes: []rune("enter")}, {Type: tea.KeyRunes, Runes: []rune("esc")}, {Type: tea.KeyRunes, Runes: []rune("a\r"), Paste: true},
	} {
		if cmd := v.Update(msg); cmd != nil || v.writing != nil {
			t.Errorf("%v did something", msg)
		}
	}
	if !strings.HasSuffix(v.name.Text(), ".csventeresca ") {
		t.Errorf("the name is %q", v.name.Text())
	}
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
		if got := fileName(test.parts, "S", report.CSV); got != test.want {
			t.Errorf("%q gives %q, want %q", test.parts, got, test.want)
		}
	}
}

func TestNothingShownNothingToExport(t *testing.T) {
	view := shownGroups(t, "/", "z", "z", "z", "enter")
	if view.Export() != nil {
		t.Error("no rows can be exported")
	}
}
