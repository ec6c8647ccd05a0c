package cli

import (
	"time"

	"banyan/internal/change"
)

// journalDocument is what "edits list --format json" prints.
type journalDocument struct {
	SchemaVersion int            `json:"schemaVersion"`
	Complete      bool           `json:"complete"` // every line of the journal was read
	Edits         []editDocument `json:"edits"`
}

// editDocument is one edit. What is not known or does not apply is null.
type editDocument struct {
	ID        string          `json:"id"`
	At        time.Time       `json:"at"`
	Result    string          `json:"result"` // saved, not saved, overtaken, unknown, running
	ResultAt  *time.Time      `json:"resultAt"`
	Settled   bool            `json:"settled"` // the result comes from a later read
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

// fieldDocument is one field that was to be changed, or was read back as something
// else than was wanted.
type fieldDocument struct {
	Field    string  `json:"field"`
	Before   *string `json:"before"`
	Mine     *string `json:"mine"`
	ReadBack *string `json:"readBack"`
	Changed  bool    `json:"changed"`
}

func editDocuments(entries []change.Entry) []editDocument {
	out := make([]editDocument, len(entries))
	for i, e := range entries {
		out[i] = editDocumentOf(e)
	}
	return out
}

func editDocumentOf(e change.Entry) editDocument {
	out := editDocument{
		ID: e.ID, At: e.At, Result: e.Outcome(), Settled: e.Settled,
		Operation: string(e.Operation), Kind: string(e.Subject.Kind),
		Host: e.Subject.Host, Dialect: e.Subject.Dialect, Path: e.Subject.Path(),
		Who: e.Who, Principal: e.Principal, Ticket: orNull(e.Ticket),
		UndoOf: orNull(e.UndoOf), UndoneBy: orNull(e.UndoneBy),
		Overrides: append([]string{}, e.Overrides...), GapMS: e.Gap.Milliseconds(),
		Request: orNull(e.Request), Error: orNull(e.Error),
		Fields: []fieldDocument{},
	}
	if !e.VerdictAt.IsZero() {
		out.ResultAt = &e.VerdictAt
	}
	if !e.ReadBackAt.IsZero() {
		out.ReadAt = &e.ReadBackAt
	}
	for _, f := range e.Fields() {
		out.Fields = append(out.Fields, fieldDocument{
			Field: f.Name, Before: orNull(f.Before), Mine: orNull(f.Mine), ReadBack: orNull(f.ReadBack), Changed: f.Changed,
		})
	}
	return out
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
