package views

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient/simulator"
	"banyan/internal/viewtest"
)

func TestTheFormsForFiguresOpenFromEveryScreenOfTheirLevel(t *testing.T) {
	for _, test := range []struct {
		name string
		open func(d *desk)
		edit string
		add  []string
		then string // on the screen below, which has read it again
	}{
		{
			"groups", func(d *desk) { d.keys("/", "Foo Industries", "enter", "enter", "/", "ApioEntGrpTest", "enter") },
			"limits of group ApioEntGrpTest",
			[]string{"more channels for group ApioEntGrpTest", "1 tenant foo", "2 group ApioEntGrpTest  always"},
			"68",
		},
		{
			"trunk groups", func(d *desk) { d.toTrunkGroups(); d.keys("/", "Fax", "enter") },
			"limits of trunk group APIO_Trunk_Group_Fax",
			[]string{"more channels for trunk group APIO_Trunk_Group_Fax", "1 tenant foo", "2 group ApioEntGrpTest", "3 trunk group APIO_Trunk_Group_Fax  always"},
			"68",
		},
		{
			"trunk group", func(d *desk) { d.toTrunkGroups(); d.keys("/", "Fax", "enter", "enter"); d.shows("used by") },
			"limits of trunk group APIO_Trunk_Group_Fax",
			[]string{"more channels for trunk group APIO_Trunk_Group_Fax", "1 tenant foo", "2 group ApioEntGrpTest", "3 trunk group APIO_Trunk_Group_Fax  always"},
			"24",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, true)
			test.open(d)
			d.after("e", test.edit, "28/48", "configured limits, not live calls")
			d.keys("esc", "a")
			d.shows(test.add...)
			d.after("20 * ctrl+s y", "saved: tenant capacity foo", "saved: group capacity")
			d.wantCalls("140")
			d.after("esc", test.then)
		})
		t.Run(test.name+" in a session that reads", func(t *testing.T) {
			d := newDesk(t, false)
			test.open(d)
			for _, key := range []string{"e", "a"} {
				d.keys(key)
				d.shows("start again with --write")
			}
		})
	}
}

func TestAFormWhoseLevelsCannotBeReadSaysWhy(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toTrunkGroups()
	d.server.SetFault(simulator.Fault{Method: "GET", Path: "*/tenants/foo/features/trunk_groups/", Status: 403})
	d.after("e", "the figures cannot be edited", "may not")
	d.wantWrites(0)
}

// Whoever did something else since asked for no form any more: what is typed next is not for it.
func TestAFormThatIsReadLateDoesNotOpenOverWhatWasBegunSince(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		to   func(d *desk)
		keys string
	}{
		"a filter":             {func(d *desk) { d.toTrunkGroups() }, "/"},
		"another row":          {func(d *desk) { d.toTrunkGroups() }, "j"},
		"there and back":       {func(d *desk) { d.toTrunkGroups() }, "enter esc"},
		"the help of a page":   {func(d *desk) { d.toTrunkGroups(); d.keys("enter") }, "?"},
		"a page of a tenant":   {func(d *desk) { d.toTrunkGroups(); d.keys("esc", "esc", "esc"); d.without("> groups") }, "j"},
		"the list of tenants":  {func(d *desk) { d.toTrunkGroups(); d.keys("esc", "esc", "esc", "esc", "esc") }, "j"},
		"nothing but the form": {func(d *desk) { d.toTrunkGroups() }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, true)
			test.to(d)
			_, read := d.app.Update(viewtest.Key("e"))
			for _, key := range strings.Fields(test.keys) {
				_, cmd := d.app.Update(viewtest.Key(key))
				d.step(cmd)
			}
			viewtest.Follow(d.app, read)
			if opened := strings.Contains(d.screen(), "what it does"); opened != (test.keys == "") {
				t.Errorf("it opened: %v\n%s", opened, d.screen())
			}
		})
	}
}

// step runs a command, and nothing that follows from it: of a shell that is busy that has no end.
func (d *desk) step(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			d.step(cmd)
		}
		return
	}
	d.app.Update(msg)
}

func (d *desk) toBackup() {
	d.keys("/", "Fax", "enter", "enter", "e")
	d.keys(strings.Fields("pgdown pgdown pgdown pgdown pgdown")...)
}

func TestABackupIsEditedInTheFormOfItsTrunkGroup(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toTrunkGroups()
	d.toBackup()
	d.shows("▸ Backup", "likely for when it is unreachable")
	d.keys(" ", " ", "tab", " ")
	d.shows("backup of APIO_Trunk_Group_Fax")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 80, Height: 24})
	d.shows("1 more is left out: calls would come back")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 120, Height: 36})
	d.without("▸ APIO_Trunk_Group_Fax")
	d.keys("enter")
	d.after("ctrl+s y", "Verdict trunk group backup foo/ApioEntGrpTest/APIO_Trunk_Group_Fax", "SAVED")
	writes := d.server.Writes()
	if len(writes) != 1 || !strings.HasSuffix(writes[0].Path, "/APIO_Trunk_Group_Fax/backup") || !strings.Contains(writes[0].Body, `"mode":"Reroute"`) {
		t.Errorf("%+v", writes)
	}
	d.after("enter", "used by", "trunk group of ApioEntGrpTest", "backup                    APIO_Trunk_Group_Existing of")
}

func TestABackupThatIsNotThereOrNotReadIsToldApart(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault simulator.Fault
		says  string
	}{
		"none":    {simulator.Fault{Status: 404, Body: `{"details":"no such resource"}`}, ""},
		"refused": {simulator.Fault{Status: 400, Body: `{"errors":[{"code":400,"message":"[Error 4999] busy"}]}`}, "not read: "},
		"fault":   {simulator.Fault{Status: 500, Body: `{"errors":[{"code":500,"message":"[Error 4999] busy"}]}`}, "not read: "},
		"outage":  {simulator.Fault{Status: 403, Body: `{"errors":[{"code":403,"message":"no"}]}`}, "not read: "},
	} {
		d := newDesk(t, true)
		test.fault.Method, test.fault.Path = "GET", "/backup"
		d.server.SetFault(test.fault)
		d.toTrunkGroups()
		d.toBackup()
		d.keys(strings.Fields("pgdown pgdown pgdown")...)
		d.app.Update(tea.WindowSizeMsg{Width: 120, Height: 90})
		if says := strings.Contains(d.screen(), "not read: "); says != (test.says != "") || strings.Contains(d.screen(), "Backup ") {
			t.Errorf("%s:\n%s", name, d.screen())
		}
	}
}

// toTwoEditsOfForwarding has a trunk group forward to 111 when it is unreachable and to 222 as its
// backup, which takes an edit each, and asks for their review.
func (d *desk) toTwoEditsOfForwarding() {
	d.t.Helper()
	d.toTrunkGroups()
	d.keys("/", "Fax", "enter", "e")
	d.keys("pgdown", "pgdown", "pgdown", " ", "tab", "111", "tab", "pgdown", "tab", " ", "tab", "222", "ctrl+s")
}

// Where the backup and the action when unreachable are one thing, what was just saved of the one is
// no change of somebody else's in the other: the review shows what is there by then.
func TestOnesOwnEditIsNoConflictWithTheBackup(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toTwoEditsOfForwarding()
	d.shows("Review save 2 edits", "forward to 111", "forward to 222")
	d.after("y", "Review change trunk group backup", "forward to 111 → forward to 222", "one with calls when unreachable here")
	d.without("CONFLICT")
	d.after("y", "SAVED")
	d.wantWrites(2)
}

// So it is in a later form that takes the draft, where the first was left before it could read the
// backup again.
func TestOnesOwnEditIsNoConflictWithTheBackupOfADraft(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toTwoEditsOfForwarding()
	d.server.SetFault(simulator.Fault{Method: "GET", Path: "/backup", Status: 403})
	d.after("y", "▸   to the address           [222▏")
	d.wantWrites(1)
	d.server.ClearFaults()
	d.after("esc y e", "An edit of these limits was not saved", "it was saved in part, and is as that left it", "backup, to the address", "111  →  222")
	d.without("CHANGED")
	d.after("enter ctrl+s", "Review change trunk group backup", "forward to 111 → forward to 222", "one with calls when unreachable here")
	d.without("CONFLICT")
	d.after("y", "SAVED")
	d.wantWrites(2)
}
