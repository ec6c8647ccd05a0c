package report_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/internal/report"
)

func someRows() report.Rows {
	return report.Rows{
		Table: "trunk groups", Place: []string{"foo", "=cmd()"}, AsOf: time.Date(2026, 5, 14, 12, 3, 4, 0, time.FixedZone("", 7200)),
		Columns: []string{"name", "calls", "state"},
		Rows: [][]report.Value{
			{report.TextValue("Main"), report.NumberValue(-11), report.TextValue("")},
			{report.TextValue("=1+1"), report.TextValue("-unlimited"), {}},
			{report.TextValue("a,=b\"c\n\u202e<&>"), report.NumberValue(0), report.TextValue("@x")},
		},
	}
}

func TestRowsReadAsBefore(t *testing.T) {
	for name, rows := range map[string]report.Rows{"some": someRows(), "none": {Table: "tenants", Complete: true, Columns: []string{"id"}}} {
		for _, format := range []report.Format{report.Table, report.CSV, report.JSON, report.JSONLines} {
			t.Run(name+" as "+string(format), func(t *testing.T) {
				text := write(t, format, rows)
				requireSafe(t, string(text))
				golden.RequireEqual(t, text)
			})
		}
	}
}

// Names that only the eye takes for one are told apart for a person, and are exact for a program.
func TestNamesThatLookAlikeAreToldApart(t *testing.T) {
	rows := report.Rows{Table: "groups", Columns: []string{"id"}, Complete: true}
	for _, name := range []string{"foo", "foo ", " foo", "f\u043eo"} {
		rows.Rows = append(rows.Rows, []report.Value{report.TextValue(name)})
	}
	for format, wanted := range map[report.Format]string{
		report.Table: "  ID\n  foo\n  foo\\x20\n  \\x20foo\n  f\\u043eo\n", report.CSV: "id,asOf,complete\nfoo,,true\nfoo ,,true\n\" foo\",,true\nf\u043eo,,true\n",
	} {
		if text := string(write(t, format, rows)); text != wanted {
			t.Errorf("as %s: %q, want %q", format, text, wanted)
		}
	}
}

func TestRowsAreReadBackAsTheyWere(t *testing.T) {
	hasValues(t, decoded(t, write(t, report.JSON, someRows())), map[string]any{"rows.2.name": "a,=b\"c\n\u202e<&>"})
	records, err := csv.NewReader(bytes.NewReader(write(t, report.CSV, someRows()))).ReadAll()
	if err != nil || len(records) != 4 {
		t.Fatalf("%d records: %v", len(records), err)
	}
	if records[1][1] != "-11" || records[2][0] != "'=1+1" {
		t.Errorf("a number is %q and a formula %q", records[1][1], records[2][0])
	}
}

func TestATableHasNoOtherForms(t *testing.T) {
	for _, format := range []report.Format{report.OdinsSpear, "x"} {
		var refused *report.RefusedError
		if err := someRows().Write(io.Discard, format); !errors.As(err, &refused) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func fill(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func TestAFileIsWrittenWholeAndForItsOwnerAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.csv")
	noErr(t, report.WriteFile(name, fill("text")))
	requireFiles(t, name, "text")
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestAFileIsNeverReplaced(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.csv")
	later := func(w io.Writer) error { // it comes into being while the other is written
		if err := os.WriteFile(name, []byte("theirs"), 0o600); err != nil {
			return err
		}
		return fill("mine")(w)
	}
	for range 2 {
		if err := report.WriteFile(name, later); !errors.Is(err, fs.ErrExist) {
			t.Errorf("error %v", err)
		}
		requireFiles(t, name, "theirs")
	}
}

func TestNothingIsLeftOfAFileThatCouldNotBeWritten(t *testing.T) {
	dir := t.TempDir()
	broken := errors.New("the disk is full")
	err := report.WriteFile(filepath.Join(dir, "a.csv"), func(w io.Writer) error { return errors.Join(fill("half")(w), broken) })
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("%v, %v", entries, err)
	}
	if err := report.WriteFile(filepath.Join(dir, "none", "a.csv"), fill("")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a directory: %v", err)
	}
}

// requireFiles checks that a file holds text, and is alone in its directory.
func requireFiles(t *testing.T, name, text string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil || string(got) != text {
		t.Errorf("it holds %q, %v", got, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(name)); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}
