package limits

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/saving"
)

// settled is the sample with a trunk group of which a server reports more than figures.
func settled(more ...string) collect.Snapshot {
	shown := sampled()
	detail := shown.TrunkGroups["GroupIDC"]["Trunk 1"]
	detail.MaxOutgoingCalls = viewtest.Calls(7)
	for i, pairs := 0, append([]string{
		"maxOutgoingCalls", "7", "capacityExceededAction", "Reroute", "capacityExceededRerouteTrunkGroupKey.groupId", "GroupIDC",
		"capacityExceededRerouteTrunkGroupKey.name", "Trunk 2", "capacityExceededForwardAddress", "3225550100", "invitationTimeout", "6",
		"prefixEnabled", "false", "prefix", "9", "pilotUserChargeNumberPolicy", "By Moon", "statefulReroutingEnabled", "perhaps",
	}, more...); i < len(pairs); i += 2 {
		detail.Fields = append(detail.Fields, apiclient.Field{Name: pairs[i], Value: pairs[i+1]})
	}
	shown.TrunkGroups["GroupIDC"]["Trunk 1"] = detail
	return shown
}

// focused returns a form with the focus on the cell of an id.
func focused(t *testing.T, f *form, id string) *form {
	t.Helper()
	for range f.places() {
		if c := f.cell(); c != nil && c.id() == id {
			return f
		}
		viewtest.Press(f, "tab")
	}
	t.Fatalf("no cell %s", id)
	return nil
}

// tall is all of a form.
func tall(f *form) string {
	f.SetSize(120, 90)
	return f.View()
}

// draftOf is what an earlier run left of a form.
func draftOf(base change.Image, boxes map[string]string) saving.Draft[formState] {
	return saving.Draft[formState]{Draft: change.Draft{Base: base}, State: formState{Boxes: boxes}}
}

// value is what a form wants of a field.
func value(t *testing.T, f *form, field string) string {
	t.Helper()
	wanted, wrong := f.wanted()
	if wrong != nil {
		t.Fatal(wrong)
	}
	text, _ := wanted[0].Value(field)
	return text
}

func TestNothingOfATrunkGroupChangesUntilItIsTyped(t *testing.T) {
	f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
	wanted, _ := f.wanted()
	if f.IsChanged() || !wanted[0].Equal(f.plan.targets[0].base) {
		t.Errorf("%v", change.Differences(f.plan.targets[0].base, wanted[0]))
	}
	viewtest.RequireContains(t, tall(f), "Max outgoing calls         [        7]", "Max incoming calls         [unlimited]",
		"Calls when full            ‹ reroute ›", "to the trunk group       [Trunk 2 (GroupIDC)", "Pilot charge number        ‹ By Moon ›")
	for _, text := range []string{"to the address", "Prefix digits", "Stateful rerouting"} {
		if strings.Contains(tall(f), text) {
			t.Errorf("%s is there", text)
		}
	}
}

func TestALimitOfOneDirectionIsTypedAndTakenAway(t *testing.T) {
	for _, test := range []struct {
		keys []string
		want string
	}{
		{[]string{"ctrl+u", "0", "1", "0"}, "10"},
		{[]string{"0"}, "0"},
		{[]string{"u"}, ""},
		{strings.Split("unlimited", ""), ""},
		{[]string{"ctrl+u", "tab"}, "7"},
	} {
		f := focused(t, opened(t, viewtest.Kit(), settled(), planEdit, theTrunk()), trunkgroup.MaxOutgoingCalls)
		if viewtest.Press(f, test.keys...); f.word != "" {
			t.Errorf("%v: %s", test.keys, f.word)
		}
		if got := value(t, f, trunkgroup.MaxOutgoingCalls); got != test.want {
			t.Errorf("%v: %q", test.keys, got)
		}
	}
}

func TestBurstingHasNoNumberWhereTheAPILetsIt(t *testing.T) {
	for _, may := range []bool{false, true} {
		begin := func(shown collect.Snapshot, at figures.Level, s saving.Session) (Plan, string) {
			plan, why := planEdit(shown, at, s)
			plan.mayOmit = func(field string) bool { return may && field == change.BurstingMaxActiveCalls }
			return plan, why
		}
		f := focused(t, opened(t, viewtest.Kit(), settled(), begin, theTrunk()), change.BurstingMaxActiveCalls)
		was := value(t, f, change.BurstingMaxActiveCalls)
		viewtest.Press(f, "u")
		if got := value(t, f, change.BurstingMaxActiveCalls); was == "" || (got == "") != may {
			t.Errorf("%v: from %q to %q", may, was, got)
		}
	}
}

func TestWhereCallsGoIsChosenTypedAndPicked(t *testing.T) {
	shown := settled()
	f := opened(t, viewtest.Kit(), shown, planEdit, theTrunk())
	f.plan.pick = func(trunkgroup.Field) Picker { return &listed{key: routing.Key{GroupID: "g", Name: "T 3"}} }
	for i := range f.cells {
		if c := &f.cells[i]; c.piece == actionPiece {
			c.setting.Values = []string{trunkgroup.Forward, trunkgroup.Reroute}
		}
	}
	focused(t, f, trunkgroup.CapacityExceeded+"/trunk group")
	viewtest.Press(f, " ")
	if !f.Typing() || f.Box() == nil {
		t.Fatal("no list is open")
	}
	viewtest.Press(f, "enter")
	if got := value(t, f, trunkgroup.CapacityExceeded); got != `{"action":"Reroute","group":"g","name":"T 3"}` {
		t.Error(got)
	}
	viewtest.RequireContains(t, tall(f), "[T 3 (g)", "was Trunk 2 (GroupIDC)")
	focused(t, f, trunkgroup.CapacityExceeded+"/action")
	viewtest.Press(f, " ")
	if got := value(t, f, trunkgroup.CapacityExceeded); got != "" {
		t.Errorf("no action is %q", got)
	}
	viewtest.Press(f, " ", "tab", "a", "@", "b")
	if got := value(t, f, trunkgroup.CapacityExceeded); got != `{"action":"Forward","address":"a@b"}` {
		t.Error(got)
	}
	viewtest.Press(f, "@", "tab")
	viewtest.RequireContains(t, tall(f), "✗ a number, or user@host")
}

// listed is a list of one trunk group.
type listed struct {
	key  routing.Key
	open bool
}

func (l *listed) Open() tea.Cmd { l.open = true; return nil }
func (l *listed) IsOpen() bool  { return l.open }
func (l *listed) Hide()         { l.open = false }
func (l *listed) Press(tea.KeyMsg) (routing.Key, bool, tea.Cmd) {
	l.open = false
	return l.key, true, nil
}
func (*listed) Update(tea.Msg) tea.Cmd { return nil }
func (*listed) Box() *ui.Box           { return new(ui.Box) }
func (*listed) Keys() []key.Binding    { return nil }
func (*listed) SetSize(int, int)       {}
func (*listed) Close()                 {}

func TestASwitchBringsBackWhatTheServerStillHas(t *testing.T) {
	f := focused(t, opened(t, viewtest.Kit(), settled(), planEdit, theTrunk()), "prefixEnabled")
	viewtest.Press(f, " ")
	if value(t, f, "prefixEnabled") != "true" || value(t, f, "prefix") != "9" {
		t.Error(changesOf(f))
	}
	viewtest.Press(f, " ")
	if f.IsChanged() {
		t.Errorf("off again: %v", changesOf(f))
	}
}

func TestWhatAServerCallsItsOwnIsKeptAndChosenAgain(t *testing.T) {
	f := focused(t, opened(t, viewtest.Kit(), settled(), planEdit, theTrunk()), "pilotUserChargeNumberPolicy")
	viewtest.RequireContains(t, explain(f).String(), "By Moon", "All Originating Calls")
	viewtest.Press(f, " ")
	if got := value(t, f, "pilotUserChargeNumberPolicy"); got != "All Originating Calls" {
		t.Error(got)
	}
	if viewtest.Press(f, " ", " ", " "); f.IsChanged() {
		t.Errorf("it cannot be chosen again: %v", changesOf(f))
	}
}

// The conditions of the vendors' portals are said before the server says them.
func TestWhatIsDoubtfulAboutATrunkGroupIsSaidBesideIt(t *testing.T) {
	for _, test := range []struct {
		field string
		keys  []string
		says  string
	}{
		{change.MaxActiveCalls, []string{"2", "1"}, "above the 20 of the group"},
		{change.BurstingMaxActiveCalls, []string{"3"}, "above the 2 of the group"},
		{trunkgroup.MaxOutgoingCalls, []string{"0"}, "no such call gets through"},
		{trunkgroup.MaxOutgoingCalls, []string{"2", "1"}, "above max active calls"},
		{trunkgroup.MaxOutgoingCalls, []string{"u"}, "how is not documented"},
		{trunkgroup.BurstingMaxIncomingCalls, []string{"1"}, "no limit to burst above"},
		{trunkgroup.CallForwardingAlways + "/action", []string{" "}, "every call goes elsewhere"},
		{trunkgroup.CapacityExceeded + "/action", []string{" "}, "how is not documented"},
	} {
		f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
		f.plan.doubt = func(reported func(string) bool, field string) string {
			if !reported("maxOutgoingCalls") || reported("limitOutgoingCalls") {
				t.Error("what the server reports is not told")
			}
			return "how this server takes it away is not documented"
		}
		focused(t, f, test.field)
		viewtest.Press(f, test.keys...)
		viewtest.RequireContains(t, tall(f), "! "+test.says)
	}
	shown := settled()
	for i, group := range shown.Breakdown.Tenant.Groups {
		if group.ID == "GroupIDC" {
			shown.Breakdown.Tenant.Groups[i].BurstingMaxActiveCalls = viewtest.Calls(0)
		}
	}
	f := opened(t, viewtest.Kit(), shown, planEdit, theTrunk())
	viewtest.RequireContains(t, tall(f), "‹ on › ! the group has no bursting")
}

// A form with more fields than lines scrolls with the focus in view, at any size, and below what
// failed.
func TestTheFocusOfALongFormStaysInView(t *testing.T) {
	const refused = "REFUSED nothing was sent"
	for _, height := range []int{5, 12, 20, 32} {
		f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
		f.Say(f.Failed(refused))
		f.SetSize(80, height)
		for range f.places() {
			viewtest.RequireFits(t, f, 80, height)
			if c := f.cell(); !strings.Contains(f.View(), "▸ "+c.label) {
				t.Errorf("at height %d %s is out of view:\n%s", height, c.label, f.View())
			}
			if top, _, _ := strings.Cut(f.View(), "\n"); !strings.Contains(top, refused) {
				t.Errorf("at height %d, with the focus on %s, what failed is out of view:\n%s", height, f.cell().label, f.View())
			}
			viewtest.Press(f, "tab")
		}
	}
}

// In a text u is a letter: the key line offers it where there is a number to leave out.
func TestOnlyANumberIsOfferedToBeUnlimited(t *testing.T) {
	f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
	for id, want := range map[string]bool{"maxIncomingCalls": true, "maxActiveCalls": false, "pilotUserId": false, "capacityExceededAction/action": false, ticketField: false} {
		offered := slices.ContainsFunc(focused(t, f, id).ShortHelp(), func(b key.Binding) bool { return b.Help().Desc == ui.Unlimited })
		if offered != want {
			t.Errorf("%s: %v", id, offered)
		}
	}
}

func TestPagesOfALongFormAreItsSections(t *testing.T) {
	f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
	var at []string
	for range 9 {
		at = append(at, f.cell().id())
		viewtest.Press(f, "pgdown")
	}
	want := "maxActiveCalls maxIncomingCalls capacityExceededAction/action unreachableDestinationAction/action callForwardingAlwaysAction/action " +
		"pilotUserId pilotUserChargeNumberPolicy prefixEnabled maxActiveCalls"
	if got := strings.Join(at, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	viewtest.Press(f, "tab", "pgup")
	if f.cell().id() != "maxIncomingCalls" {
		t.Errorf("up from the second cell of a section: %s", f.cell().id())
	}
}

// A draft of a version that knew fewer settings changes none of the others.
func TestADraftThatKnewFewerSettingsLeavesTheOthersAlone(t *testing.T) {
	f := opened(t, viewtest.Kit(), settled(), planEdit, theTrunk())
	left := draftOf(change.Image{Fields: []change.Field{{Name: change.MaxActiveCalls, Value: "20"}, {Name: change.EnableBursting, Value: "true"}, {Name: change.BurstingMaxActiveCalls, Value: "4"}}},
		map[string]string{change.MaxActiveCalls: "18", change.EnableBursting: "off"})
	if of := describe(f, left); len(of.Changes) != 2 || of.Moved {
		t.Errorf("%+v", of)
	}
	take(f, left)
	if changes := changesOf(f); len(changes) != 2 || value(t, f, change.EnableBursting) != "false" {
		t.Errorf("%+v", changes)
	}
}
