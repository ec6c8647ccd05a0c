package limits

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
	"banyan/internal/viewtest"
	"banyan/views/figures"
	"banyan/views/saving"
)

func backupOf(address string) change.Image {
	to := trunkgroup.Diversion{}
	if address != "" {
		to = trunkgroup.Diversion{Action: trunkgroup.Forward, Address: address}
	}
	return change.Image{Fields: []change.Field{{Name: trunkgroup.Backup, Value: to.String()}}}
}

// backedUp is a form of a trunk group that has a backup.
func backedUp(t *testing.T, address string) *form {
	t.Helper()
	return opened(t, viewtest.Kit(), settled(), func(shown collect.Snapshot, at figures.Level, session saving.Session) (Plan, string) {
		plan, why := planEdit(shown, at, session)
		plan.targets[0].base = withBackup(plan.targets[0].base, backupOf(address))
		return plan, why
	}, theTrunk())
}

func typed(t *testing.T, f *form, id string, keys ...string) *form {
	t.Helper()
	viewtest.Press(focused(t, f, id), keys...)
	return f
}

func (f *form) sent() []change.Edit {
	wanted, _ := f.wanted()
	return f.plan.edits(wanted, "")
}

func TestABackupIsSavedByItself(t *testing.T) {
	f := backedUp(t, "")
	if f.IsChanged() || len(f.sent()) > 0 {
		t.Fatal(changesOf(f))
	}
	typed(t, f, trunkgroup.Backup+"/action", " ", "tab", "1", "2")
	edits := f.sent()
	if len(edits) != 1 || edits[0].Subject.Kind != change.TrunkGroupBackup || edits[0].FromDraft ||
		!edits[0].Base.Equal(backupOf("")) || !edits[0].Want.Equal(backupOf("12")) {
		t.Fatalf("%+v", edits)
	}
	typed(t, f, change.MaxActiveCalls, "1", "8")
	edits = f.sent()
	if len(edits) != 2 || edits[0].Subject.Kind != change.TrunkGroup || edits[0].FromDraft || edits[1].FromDraft {
		t.Fatalf("%+v", edits)
	}
	if _, has := edits[0].Want.Value(trunkgroup.Backup); has || len(edits[1].Want.Fields) != 1 {
		t.Errorf("%+v", edits)
	}
	viewtest.RequireContains(t, tall(f), "── backup ──", "Backup                     ‹ forward ›", "to the address           [12")
}

// A half that is saved, or that somebody else changed, leaves the other as it was typed.
func TestWhatBecomesOfABackupLeavesTheTrunkGroupAlone(t *testing.T) {
	f := typed(t, typed(t, backedUp(t, "1"), trunkgroup.Backup+"/address", "ctrl+u", "2"), change.MaxActiveCalls, "1", "8")
	edits := f.sent()
	f.Holds(edits[0].Subject, edits[0].Want)
	if left := f.sent(); len(left) != 1 || left[0].Subject != edits[1].Subject || !left[0].Base.Equal(backupOf("1")) || !left[0].Want.Equal(backupOf("2")) {
		t.Fatalf("%+v", left)
	}
	typed(t, f, change.MaxActiveCalls, "ctrl+u", "1", "7")
	f.OnTop(edits[1], backupOf("3"))
	if left := f.sent(); len(left) != 2 || !left[1].Base.Equal(backupOf("3")) || len(left[1].Overrides) != 1 || len(left[0].Overrides) != 0 ||
		!left[0].Base.Equal(edits[0].Want) {
		t.Fatalf("%+v", left)
	}
	theirs := edits[1]
	theirs.Base, theirs.Want = backupOf("4"), backupOf("4")
	f.Rebase(theirs)
	if left := f.sent(); len(left) != 1 || left[0].Subject.Kind != change.TrunkGroup || value(t, f, change.MaxActiveCalls) != "17" {
		t.Fatalf("%+v", left)
	}
}

// A draft stands on the backup that its user was shown.
func TestADraftKeepsTheBackupThatItStartedFrom(t *testing.T) {
	old := typed(t, backedUp(t, "1"), trunkgroup.Backup+"/address", "ctrl+u", "2")
	boxes := map[string]string{}
	for _, c := range old.cells {
		boxes[c.id()] = c.value()
	}
	f := backedUp(t, "3")
	left := draftOf(old.plan.targets[0].base, boxes)
	if of := describe(f, left); !of.Moved || len(of.Changes) != 1 {
		t.Errorf("%+v", of)
	}
	take(f, left)
	if edits := f.sent(); len(edits) != 1 || !edits[0].Base.Equal(backupOf("1")) || !edits[0].Want.Equal(backupOf("2")) {
		t.Errorf("%+v", edits)
	}
}

// What was saved of one's own before a draft was left is no change of somebody else's, and nothing
// else is taken for it. A draft of an earlier version does not tell.
func TestADraftKnowsTheBackupThatItsOwnSaveMade(t *testing.T) {
	own := backupOf("9").Fields[0].Value
	for name, test := range map[string]struct {
		own     *string
		there   string
		isMoved bool
		was     string
	}{
		"as that left it":        {&own, "9", false, "9"},
		"as it was":              {&own, "1", false, "1"},
		"somebody else's":        {&own, "3", true, "1"},
		"of an earlier version":  {nil, "9", true, "1"},
		"nothing but it changed": {nil, "1", false, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			left := draftOf(backedUp(t, "1").plan.targets[0].base, map[string]string{trunkgroup.Backup + "/address": "2"})
			left.State.Own = test.own
			f := backedUp(t, test.there)
			if of := describe(f, left); of.Moved != test.isMoved || len(of.Changes) != 1 || of.Changes[0].From != test.was {
				t.Errorf("%+v", of)
			}
			take(f, left)
			edits := f.sent()
			if len(edits) != 1 || !edits[0].Base.Equal(backupOf("1")) || edits[0].Own.Exists() != (test.own != nil) {
				t.Fatalf("%+v", edits)
			}
			f.OnTop(edits[0], backupOf("3"))
			if edits = f.sent(); len(edits) != 1 || edits[0].Own.Exists() {
				t.Errorf("after a compare, %+v", edits)
			}
		})
	}
}

// What was typed for a backup that cannot be read now is still offered once the rest is saved.
func TestADraftKeepsABackupThatCannotBeReadNow(t *testing.T) {
	old := typed(t, typed(t, backedUp(t, "1"), trunkgroup.Backup+"/address", "ctrl+u", "2"), change.MaxActiveCalls, "1", "8")
	boxes := map[string]string{}
	for _, c := range old.cells {
		boxes[c.id()] = c.value()
	}
	left := draftOf(old.plan.targets[0].base, boxes)
	f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
	f.plan.unread = errors.New("no route to host")
	if of := describe(f, left); of.Moved || len(of.Changes) != 2 || of.Changes[1].String() != "backup: cannot be read now" {
		t.Errorf("%+v", of)
	}
	take(f, left)
	edits := f.sent()
	if len(edits) != 1 || edits[0].Subject.Kind != change.TrunkGroup || edits[0].FromDraft {
		t.Fatalf("%+v", edits)
	}
	f.Holds(edits[0].Subject, edits[0].Want)
	viewtest.Pump(f, f.Saved(true))
	kept, err := f.Session.Service.Drafts().Of(f.plan.subject())
	if err != nil || len(kept) != 1 {
		t.Fatalf("%+v, %v", kept, err)
	}
	again := saving.Draft[formState]{Draft: kept[0]}
	if err := json.Unmarshal(kept[0].State, &again.State); err != nil {
		t.Fatal(err)
	}
	later := backedUp(t, "1")
	take(later, again)
	if edits := later.sent(); len(edits) != 1 || !edits[0].Base.Equal(backupOf("1")) || !edits[0].Want.Equal(backupOf("2")) {
		t.Errorf("%+v", edits)
	}
}

// Of a server that truly has no backup it is not said that it cannot be read now.
func TestADraftOfABackupThatTheServerHasNotSaysSo(t *testing.T) {
	old := typed(t, backedUp(t, "1"), trunkgroup.Backup+"/address", "ctrl+u", "2")
	boxes := map[string]string{}
	for _, c := range old.cells {
		boxes[c.id()] = c.value()
	}
	left := draftOf(old.plan.targets[0].base, boxes)
	f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
	of := describe(f, left)
	if len(of.Changes) != 1 || of.Changes[0].String() != "backup: this server has none there; discard the draft, or take the rest of it" {
		t.Errorf("%+v", of)
	}
	take(f, left)
	viewtest.RequireContains(t, tall(f), "── backup ──", "this server has none there: what was typed for it stays in the draft")
}

func TestWhatIsReadForAFormIsSaid(t *testing.T) {
	for _, test := range []struct {
		open func(*Forms) tea.Cmd
		says string
	}{
		{func(f *Forms) tea.Cmd { return f.Show(apiclient.Tenant{ID: "t"}, settled(), theTrunk(), false) }, "reading the backup"},
		{func(f *Forms) tea.Cmd { return f.Load(apiclient.Tenant{ID: "t"}, theTrunk(), false) }, "reading the figures above"},
	} {
		f := &Forms{Kit: viewtest.Kit(), Session: saving.Session{Service: viewtest.Service(t), Write: true}, Backup: func(context.Context, string, routing.Key) (change.Image, error) {
			return change.Image{}, nil
		}}
		if test.open(f); f.Progress() != test.says {
			t.Errorf("%q, want %q", f.Progress(), test.says)
		}
		f.Close()
	}
}

func TestABackupThatWasNotReadIsNotTakenForNone(t *testing.T) {
	f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
	if strings.Contains(tall(f), "backup") {
		t.Errorf("none:\n%s", tall(f))
	}
	f.plan.unread = errors.New("no route to host")
	viewtest.RequireContains(t, tall(f), "── backup ──", "not read: ", "leave, and open the form again")
}

func TestWhatTheServerSaysOfABackupStandsBesideIt(t *testing.T) {
	f := typed(t, backedUp(t, "1"), trunkgroup.Backup+"/address", "ctrl+u", "2")
	f.Refused(f.sent()[0], nil, &apiclient.Error{Kind: apiclient.Refused, Status: 400, Problems: []apiclient.Problem{{Field: "destination", Text: "no such number"}}})
	viewtest.RequireContains(t, tall(f), "[2▏                      ] ✗ no such number")
}
