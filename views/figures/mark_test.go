package figures

import (
	"testing"

	"banyan/capacity"
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
		{"down in use", Marks{Findings: []capacity.Finding{finding(capacity.Blocked, capacity.DownInUse)}}, ui.Cell{Text: "■ BLOCKED+DOWN", Tone: ui.Blocked}},
		{"over and down", Marks{calls: true, Findings: []capacity.Finding{finding(capacity.Notice, capacity.Down), over}}, ui.Cell{Text: "▲ OVER+DOWN", Tone: ui.Over}},
		{"above available and down", Marks{Findings: []capacity.Finding{finding(capacity.Notice, capacity.Down), finding(capacity.Over, capacity.AboveAvailable)}}, ui.Cell{Text: "▲ ABOVE AVAIL +1", Tone: ui.Over}},
		{"all at once", Marks{calls: true, bursting: true, Findings: []capacity.Finding{over, finding(capacity.Blocked, capacity.DownInUse)}}, ui.Cell{Text: "■ BLOCKED +3", Tone: ui.Blocked}},
	} {
		t.Run(test.name, func(t *testing.T) {
			viewtest.RequireEqual(t, "mark", MarkCell(viewtest.Kit().Theme.Glyphs, test.place), test.want)
		})
	}
}
