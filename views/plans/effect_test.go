package plans

import (
	"strings"
	"testing"
	"time"

	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/viewtest"
)

// While a plan is applied the journal is not read again for each item: when and by whom it was saved is
// said once that is known.
func TestWhatWasSavedIsToldAsFarAsItIsKnown(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 12, 3, 4, 0, time.Local)
	for _, test := range []struct {
		entry change.Entry
		want  string
	}{
		{change.Entry{ID: "1"}, " ✓ saved"},
		{change.Entry{ID: "1", ReadBackAt: at}, " ✓ saved at 12:03:04"},
		{change.Entry{ID: "1", At: at, Who: "anna"}, " ✓ saved at 12:03:04 by anna"},
		{change.Entry{ID: "1", At: at, VerdictAt: at.Add(time.Second), Who: "anna"}, " ✓ saved at 12:03:05 by anna"},
	} {
		d := drawing{row: row{state: plan.Done, entry: test.entry}, theme: viewtest.Kit().Theme, width: 80}
		d.saved()
		var text strings.Builder
		for _, cell := range d.drawn[0] {
			text.WriteString(cell.Whole())
		}
		viewtest.RequireEqual(t, "what was saved", text.String(), test.want)
	}
}
