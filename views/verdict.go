package views

import (
	"errors"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
)

// verdictLine tells how a save ended and, where it did not end well, why.
func verdictLine(glyphs ui.Glyphs, subject change.Subject, result change.Result, err error) []ui.Cell {
	if err != nil {
		return []ui.Cell{{Text: glyphs.Failed + " " + subject.String() + ": nothing was sent: " + saveProblem(err), Tone: ui.Failed}}
	}
	cell := outcomeCell(glyphs, change.Entry{Verdict: result.Verdict})
	cell.Text += ": " + subject.String()
	cells := []ui.Cell{cell}
	if result.Err != nil && result.Verdict != change.Saved {
		cells = append(cells, ui.Cell{Text: apiclient.Explain(result.Err), Tone: cell.Tone})
	}
	if result.Unrecorded != nil {
		cells = append(cells, ui.Cell{Text: "the verdict is not in the journal; the next start reads it: " + result.Unrecorded.Error(), Tone: ui.Notice})
	}
	return cells
}

// saveProblem says why nothing was sent, and what to do.
func saveProblem(err error) string {
	var open *change.OpenError
	switch {
	case errors.As(err, &open):
		return open.Error() + ": the edits screen settles it"
	case errors.Is(err, change.ErrNoJournal):
		return err.Error() + ": see to the state directory"
	case errors.Is(err, change.ErrNoUndo), errors.Is(err, change.ErrVoid), errors.Is(err, change.ErrUsed), errors.Is(err, change.ErrBusy),
		errors.Is(err, change.ErrClosed), errors.Is(err, change.ErrNoTarget), errors.Is(err, change.ErrNotTyped):
		return err.Error()
	}
	return apiclient.Explain(err)
}
