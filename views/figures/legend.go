package figures

import (
	"banyan/ui"
	"banyan/views/page"
)

// Legend explains the figures and marks of a screen that has their columns.
func Legend(glyphs ui.Glyphs, has map[string]bool) (all []ui.Meaning) {
	if has["diff"] {
		all = append(all, figureMeanings(glyphs)...)
	}
	if has["mark"] {
		all = append(all, markMeanings(glyphs)...)
	}
	return all
}

// figureMeanings explain the figures and how they are written.
func figureMeanings(glyphs ui.Glyphs) []ui.Meaning {
	return []ui.Meaning{
		{Word: "figures (configured limits, not live calls)"},
		{Word: "CALLS", Text: "max active calls: what the level may carry at once"},
		{Word: "BURST", Text: "bursting max active calls: extra calls on top"},
		{Word: "ALLOC", Text: "what the level below was given in all"},
		{Word: "DIFF", Text: "own limit minus allocated; below zero is over-allocated"},
		{Word: "RATIO", Text: "allocated divided by the own limit"},
		{Word: "BDIFF", Text: "the same of bursting, as are BALLOC, BRATIO and BAVAIL"},
		{Word: "AVAIL", Text: "the most that the level above permits"},
		{Word: page.Unlimited, Text: "no limit; " + page.MinusUnlimited + ": something without a limit was given out of a limit"},
		{Word: glyphs.Unknown + "3/5", Text: "3 of 5 parts are read so far; 3/5?: the others were not read, so there is no sum"},
		{Word: "<=-5", Text: "surely below zero, though a part was not read: -5 or less"},
		{Word: "-", Text: "does not apply, or the system does not report it"},
	}
}

// markMeanings explain the words of the mark column, worst first.
func markMeanings(glyphs ui.Glyphs) []ui.Meaning {
	return []ui.Meaning{
		{Word: "marks, worst first (the status line tells more)"},
		{Word: glyphs.Blocked + " " + wordBlocked, Text: "carries no calls: a limit is 0, or one in use is down"},
		{Word: glyphs.Over + " " + WordOver, Text: "gave out more calls than its own limit: DIFF is below zero"},
		{Word: glyphs.Over + " " + WordBurstOver, Text: "the same of bursting; OVER+BURST is both"},
		{Word: glyphs.Over + " " + wordAbove, Text: "its limit is above what the level above permits"},
		{Word: glyphs.Notice + " " + WordBurstAvailable, Text: "the groups may take more bursting in all than the tenant has"},
		{Word: glyphs.Notice + " " + wordDown, Text: "a trunk group is reported down"},
		{Word: wordNotAssigned, Text: "has no trunking: it counts as zero calls"},
		{Word: glyphs.Failed + " " + wordError, Text: "could not be read; " + wordNoAccess + ": the account may not"},
		{Word: page.NotRead + " " + wordIncomplete, Text: "the server did not report every figure"},
	}
}
