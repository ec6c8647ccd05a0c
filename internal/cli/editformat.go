package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"banyan/internal/change"
	"banyan/internal/safetext"
)

// editFormat is how edits are printed.
type editFormat string

const (
	editTable editFormat = "table"
	editJSON  editFormat = "json"
)

func (f editFormat) list(w io.Writer, entries []change.Entry, damage []change.Damage) error {
	if f == editJSON {
		document := journalDocument{SchemaVersion: 1, Complete: len(damage) == 0, Edits: make([]editDocument, len(entries))}
		for i, e := range entries {
			document.Edits[i] = editDocumentOf(e)
		}
		return writeJSON(w, document)
	}
	rows := [][]string{{"ID", "WHEN", "RESULT", "WHAT", "OF", "BY", "TICKET"}}
	for _, e := range entries {
		rows = append(rows, []string{e.ID, e.At.Local().Format(time.DateTime), e.Standing(), string(e.Operation), spelled(e.Subject), by(e), e.Ticket})
	}
	text := "No edits.\n"
	if len(entries) > 0 {
		text = columns(rows)
	}
	_, err := io.WriteString(w, text)
	return err
}

func (f editFormat) show(w io.Writer, entry change.Entry) error {
	if f == editJSON {
		return writeJSON(w, editDocumentOf(entry))
	}
	_, err := io.WriteString(w, describe(entry))
	return err
}

// spelled is a subject with names that are taken for no others.
func spelled(of change.Subject) string {
	return string(of.Kind) + " " + safetext.Names(of.Path(), "/")
}

// by names the local user, and the user of the API where that is another.
func by(e change.Entry) string {
	if e.Principal == "" || e.Principal == e.Who {
		return e.Who
	}
	return e.Who + " as " + e.Principal
}

// describe returns an edit field by field, for a person to read.
func describe(e change.Entry) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s of %s\n", e.Operation, spelled(e.Subject))
	for _, fact := range [][2]string{
		{"id", e.ID},
		{"host", e.Subject.Host + ", " + e.Subject.Dialect},
		{"begun", e.At.Local().Format(time.RFC3339)},
		{"by", by(e)},
		{"ticket", e.Ticket},
		{"result", outcomeOf(e)},
		{"because", e.Error},
		{"request", e.Request},
		{"from re-read to write", e.Gap.String()},
		{"overrides", strings.Join(e.Overrides, ", ")},
		{"undoes", e.UndoOf},
		{"undone by", e.UndoneBy},
	} {
		if fact[1] != "" {
			fmt.Fprintf(&out, "  %-22s %s\n", fact[0], safetext.Cell(fact[1]))
		}
	}
	for _, field := range e.Fields() {
		readBack := "(not read)"
		if !e.ReadBackAt.IsZero() {
			readBack = valueOf(e.ReadBack, field.ReadBack)
		}
		fmt.Fprintf(&out, "\n%s\n  before     %s\n  mine       %s\n  read back  %s\n",
			change.Label(field.Name), valueOf(e.Before, field.Before), valueOf(e.Mine, field.Mine), readBack)
	}
	return out.String()
}

func outcomeOf(e change.Entry) string {
	at := " at " + e.VerdictAt.Local().Format(time.DateTime)
	switch {
	case e.Open():
		return e.Outcome()
	case e.Settled:
		return e.Outcome() + ", settled by a later read" + at
	}
	return e.Outcome() + at
}

func valueOf(image change.Image, value string) string {
	switch {
	case !image.Exists():
		return "(does not exist)"
	case value == "":
		return "-"
	}
	return safetext.Name(value)
}

// columns lays rows out below each other, every cell made safe.
func columns(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			row[i] = safetext.Cell(cell)
			widths[i] = max(widths[i], safetext.Width(row[i]))
		}
	}
	var out strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-safetext.Width(cell)+2))
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return out.String()
}

func writeJSON(w io.Writer, document any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

// journalDocument is what "edits list --format json" prints.
type journalDocument struct {
	SchemaVersion int            `json:"schemaVersion"`
	Complete      bool           `json:"complete"` // every line of the journal was read
	Edits         []editDocument `json:"edits"`
}

// editDocument is one edit, with null for what is not known or does not apply.
type editDocument struct {
	ID        string          `json:"id"`
	At        time.Time       `json:"at"`
	Result    string          `json:"result"` // saved, applied late, not saved, overtaken, unknown, running
	ResultAt  *time.Time      `json:"resultAt"`
	Settled   bool            `json:"settled"`      // the result comes from a later read
	Until     *time.Time      `json:"unknownUntil"` // before, the former state proves nothing
	ReadAt    *time.Time      `json:"readBackAt"`
	Operation string          `json:"operation"`
	Kind      string          `json:"kind"`
	Host      string          `json:"host"`
	Dialect   string          `json:"dialect"`
	Path      []string        `json:"path"` // ids from the tenant down
	Who       string          `json:"who"`
	Principal string          `json:"principal"`
	Ticket    *string         `json:"ticket"`
	UndoOf    *string         `json:"undoOf"`
	UndoneBy  *string         `json:"undoneBy"`
	Overrides []string        `json:"overrides"`
	GapMS     int64           `json:"gapMs"` // from the last read to the write
	Request   *string         `json:"request"`
	Error     *string         `json:"error"`
	Fields    []fieldDocument `json:"fields"`
}

// fieldDocument is a field that was to be changed, or was read back as something else.
type fieldDocument struct {
	Field    string  `json:"field"`
	Before   *string `json:"before"`
	Mine     *string `json:"mine"`
	ReadBack *string `json:"readBack"`
	Changed  bool    `json:"changed"`
}

func editDocumentOf(e change.Entry) editDocument {
	out := editDocument{
		ID: e.ID, At: e.At, Result: e.Outcome(), Settled: e.Settled, Operation: string(e.Operation),
		Kind: string(e.Subject.Kind), Host: e.Subject.Host, Dialect: e.Subject.Dialect, Path: e.Subject.Path(),
		Who: e.Who, Principal: e.Principal, Ticket: orNull(e.Ticket), UndoOf: orNull(e.UndoOf), UndoneBy: orNull(e.UndoneBy),
		Overrides: append([]string{}, e.Overrides...), GapMS: e.Gap.Milliseconds(), Request: orNull(e.Request), Error: orNull(e.Error),
		ResultAt: orNull(e.VerdictAt), Until: orNull(e.Until), ReadAt: orNull(e.ReadBackAt), Fields: []fieldDocument{},
	}
	for _, f := range e.Fields() {
		out.Fields = append(out.Fields, fieldDocument{
			Field: f.Name, Before: orNull(f.Before), Mine: orNull(f.Mine), ReadBack: orNull(f.ReadBack), Changed: f.Changed,
		})
	}
	return out
}

// orNull returns nil, which is null in JSON, for a zero value.
func orNull[T comparable](value T) *T {
	if value == *new(T) {
		return nil
	}
	return &value
}
