package views

import (
	"slices"
	"testing"
)

func TestALineOfTheHotspotsIsCopiedWithItsPlace(t *testing.T) {
	entries := testListing().Entries
	if got, want := spotText(entries[1])[:2], []string{
		"tenant foo > group ApioEntGrpGhent > trunk group Trunk-Backup",
		"BLOCKED: max incoming 0, trunk group carries no incoming calls",
	}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	never := entries[5]
	if got := spotText(never); len(got) != 3 || got[0] != "tenant broken" || got[2] != notLive {
		t.Errorf("%q", got)
	}
}
