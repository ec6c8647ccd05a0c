package figures

import (
	"errors"
	"fmt"
	"testing"

	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestFindingsHaveTheirCapitalWordsInTone(t *testing.T) {
	for text, head := range map[string]string{
		"OVER 11 calls x1.6: trunk groups 31, group 20":          "OVER 11",
		"OVER at least 11 calls x1.6: trunk groups 31, group 20": "OVER",
		"BURST OVER 2: trunk groups 4, group 2":                  "BURST OVER 2",
		"BURST AVAILABLE -18: groups may take 36 of 18":          "BURST AVAILABLE -18",
		"BURST AVAILABLE -unlim: groups may take unlimited":      "BURST AVAILABLE -unlim",
		"BLOCKED: max 0, 3 trunk groups carry no calls":          "BLOCKED",
		"ABOVE AVAILABLE: max 30, tenant permits 20":             "ABOVE AVAILABLE",
		"DOWN: trunk group is reported as not available":         "DOWN",
		"nothing in capitals":                                    "", "12 of 13": "", "": "",
	} {
		got, rest := headline(text)
		viewtest.RequireEqual(t, text, got, head)
		viewtest.RequireEqual(t, "all of it", got+rest, text)
	}
}

// The names in a finding are taken for no others.
func TestNamesInAFindingAreSpelledOut(t *testing.T) {
	found := capacity.Finding{Severity: capacity.Blocked, Path: []string{"t", "g "}, Text: "BLOCKED: trunk group is down, used by 3 enterprise trunks: HQ , H  Q, f\u043eo "}
	for what, got := range map[string]string{
		"of one": PartsOf(viewtest.Kit().Theme.Glyphs, found, 1).Cell().Whole(), "of several": FindingsText([]capacity.Finding{found}, found, 1),
	} {
		viewtest.RequireContains(t, got, `g\x20`, `: HQ\x20, H \x20Q, f\u043eo\x20`)
		if t.Failed() {
			t.Fatal(what)
		}
	}
}

func TestTheStatusTellsTheWorstFirst(t *testing.T) {
	glyphs := viewtest.Kit().Theme.Glyphs
	group := Marks{Findings: []capacity.Finding{
		{Severity: capacity.Over, Code: capacity.BurstingOver, Ratio: 2, Path: []string{"t", "g"}, Text: "BURST OVER 2: trunk groups 4, group 2"},
		{Severity: capacity.Over, Code: capacity.CallsOver, Ratio: 1.6, Path: []string{"t", "g"}, Text: "OVER 11 calls x1.6: trunk groups 31, group 20"},
		{Severity: capacity.Notice, Code: capacity.Down, Path: []string{"t", "g", "T1"}, Text: "DOWN: not available"},
		{Severity: capacity.Info, Code: capacity.Unused, Path: []string{"t", "g"}, Text: "UNUSED 9: trunk groups hold 4 of 13"},
	}}
	failed := group
	failed.Failures = []collect.Failure{{Path: []string{"t", "g", "T2"}, What: "trunk group", Err: errors.New("it failed")}}
	of := func(marks Marks, depth int) ui.Info {
		var info ui.Info
		Status(&info, glyphs, marks, depth)
		return info
	}
	for _, test := range []struct {
		name  string
		marks Marks
		want  string
	}{
		{"calls before bursting", group, "▲ OVER 11 calls x1.6: trunk groups 31, group 20    ▲ BURST OVER 2: trunk groups 4, group 2    ! T1 DOWN: not available"},
		{"what was not read, before what is doubtful", failed, "▲ OVER 11 calls x1.6: trunk groups 31, group 20    ▲ BURST OVER 2: trunk groups 4, group 2    " +
			"✗ T2 not read: failed: it failed; try again, and look into the log if it stays    ! T1 DOWN: not available"},
		{"nothing but what is unused", Marks{Findings: group.Findings[3:]}, "UNUSED 9: trunk groups hold 4 of 13"},
		{"nothing", Marks{}, ""},
	} {
		viewtest.RequireEqual(t, test.name, viewtest.StatusOf(of(test.marks, 2)), test.want)
	}
	status := of(group, 1).Status
	viewtest.RequireEqual(t, "tones", fmt.Sprint(status.Text, status.Tone == ui.Over, status.Then[:4]),
		fmt.Sprint("▲", true, []ui.Cell{{Text: " g"}, {Text: " "}, {Text: "BURST OVER 2", Tone: ui.Over}, {Text: ": trunk groups 4, group 2"}}))
	info := ui.Info{Status: ui.Cell{Text: "refresh failed"}}
	Status(&info, glyphs, group, 2)
	viewtest.RequireEqual(t, "another status", viewtest.StatusOf(info), "refresh failed")
}

func TestFindingsAreCountedBySeverity(t *testing.T) {
	glyphs := viewtest.Kit().Theme.Glyphs
	for want, n := range map[string]Counted{
		"": {}, "▲ 2 over ! 1": {Over: 2, Notice: 1}, "■ 3 blocked ▲ 1 ! 2": {Blocked: 3, Over: 1, Notice: 2}, "! 1 notice": {Notice: 1}, "▲ over in 2 places": {Over: 2, Of: "place"}, "! notice in 1 place": {Notice: 1, Of: "place"},
	} {
		viewtest.RequireEqual(t, fmt.Sprint(n), n.Short(glyphs).Whole(), want)
	}
}
