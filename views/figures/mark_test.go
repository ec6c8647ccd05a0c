package figures

import (
	"testing"

	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestMarksRankWhatTheyName(t *testing.T) {
	finding := func(s capacity.Severity, c capacity.Code) capacity.Finding {
		return capacity.Finding{Severity: s, Code: c}
	}
	over := finding(capacity.Over, capacity.CallsOver)
	for _, test := range []struct {
		name  string
		place Marks
		want  ui.Cell
	}{
		{"nothing", Marks{}, ui.Cell{}},
		{"unused is no trouble", Marks{Findings: []capacity.Finding{finding(capacity.Info, capacity.Unused)}}, ui.Cell{}},
		{"down", Marks{Findings: []capacity.Finding{finding(capacity.Notice, capacity.Down)}}, ui.Cell{Text: "! DOWN", Tone: ui.Notice}},
		{"down in use", Marks{Findings: []capacity.Finding{finding(capacity.Blocked, capacity.DownInUse)}}, ui.Cell{Text: "■ DOWN", Tone: ui.Blocked}},
		{"over and down", Marks{calls: true, Findings: []capacity.Finding{finding(capacity.Notice, capacity.Down), over}}, ui.Cell{Text: "▲ OVER+DOWN", Tone: ui.Over}},
		{"above available and down", Marks{Findings: []capacity.Finding{finding(capacity.Notice, capacity.Down), finding(capacity.Over, capacity.AboveAvailable)}}, ui.Cell{Text: "▲ ABOVE AVAIL +1", Tone: ui.Over}},
		{"full", Marks{full: true}, ui.Cell{Text: "◆ full", Tone: ui.Full}},
		{"full is no matter beside what is", Marks{full: true, Findings: []capacity.Finding{finding(capacity.Notice, capacity.Down)}}, ui.Cell{Text: "! DOWN", Tone: ui.Notice}},
		{"read in part so far", Marks{read: 1, of: 2}, ui.Cell{Text: "… 1 of 2 read", Tone: ui.Unknown}},
		{"read in part for good", Marks{read: 1, of: 2, Done: true, Failures: []collect.Failure{{}}}, ui.Cell{Text: "✗ 1 of 2 not read", Tone: ui.Failed}},
		{"all at once", Marks{calls: true, bursting: true, Findings: []capacity.Finding{over, finding(capacity.Blocked, capacity.DownInUse)}}, ui.Cell{Text: "■ DOWN +2", Tone: ui.Blocked}},
	} {
		t.Run(test.name, func(t *testing.T) {
			viewtest.RequireEqual(t, "mark", MarkCell(viewtest.Kit().Theme.Glyphs, test.place), test.want)
		})
	}
}
