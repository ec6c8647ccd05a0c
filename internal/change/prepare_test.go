package change_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"banyan/apiclient"
	"banyan/internal/change"
)

// Two editors on one subject: what mine wants, what theirs did meanwhile.
func TestPrepareComparesThreeWays(t *testing.T) {
	absent := change.Image{}
	for name, test := range map[string]struct {
		base, theirs, mine change.Image
		status             change.Status
		next               change.Image // what a second look is asked for
	}{
		"nobody else changed anything":                {base(), base(), set(base(), "reroutes", "7"), change.Ready, absent},
		"somebody changed another field":              {base(), set(base(), "action", "Forward"), set(base(), "reroutes", "7"), change.Merged, set(set(base(), "action", "Forward"), "reroutes", "7")},
		"somebody changed the same field":             {base(), set(base(), "reroutes", "3"), set(base(), "reroutes", "7"), change.Conflicted, absent},
		"somebody changed the same field to the same": {base(), set(base(), "reroutes", "7"), set(base(), "reroutes", "7"), change.Unchanged, absent},
		"somebody reordered the list and I did too":   {base(), set(base(), "routes", "B,A"), set(base(), "routes", "A,C,B"), change.Conflicted, absent},
		"somebody added a route and I changed a number": {
			base(), set(base(), "routes", "A,B,C"), set(base(), "reroutes", "7"), change.Merged,
			set(set(base(), "routes", "A,B,C"), "reroutes", "7"),
		},
		"nothing is changed":                           {base(), base(), base(), change.Unchanged, absent},
		"somebody deleted it":                          {base(), absent, set(base(), "reroutes", "7"), change.Gone, absent},
		"a new one has a free name":                    {absent, absent, base(), change.Ready, absent},
		"a new one has a name that is taken":           {absent, base(), base(), change.Taken, absent},
		"a deletion of what was looked at":             {base(), base(), absent, change.Ready, absent},
		"a deletion of what was changed meanwhile":     {base(), set(base(), "routes", "C"), absent, change.Conflicted, absent},
		"a deletion of what is gone":                   {base(), absent, absent, change.Gone, absent},
		"a rename to a free name":                      {base(), base(), set(base(), "name", "HQ2"), change.Ready, absent},
		"a rename to a name that is taken":             {base(), base(), set(base(), "name", "Taken"), change.Taken, absent},
		"a field that the form never read is kept":     {image("reroutes", "5"), base(), image("reroutes", "7"), change.Merged, set(base(), "reroutes", "7")},
		"a field that the server reports no more":      {base(), image("name", "HQ", "reroutes", "5"), set(base(), "reroutes", "7"), change.Merged, absent},
		"deleted and made again with other content":    {base(), image("name", "HQ", "reroutes", "1", "action", "Forward", "routes", "Z"), set(base(), "reroutes", "7"), change.Conflicted, absent},
		"a weighted list in another order is the same": {withKey(base(), "B,A"), withKey(base(), "A,B"), set(withKey(base(), "B,A"), "reroutes", "7"), change.Ready, absent},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := editService(t, change.Edit{Subject: hq(), Base: test.theirs})
			w.set(hq().Named("Taken"), base())
			review := prepared(t, s, change.Edit{Subject: hq(), Base: test.base, Want: test.mine})
			want(t, "status", review.Status, test.status)
			want(t, "there is a confirmation", review.Confirmation != nil, test.status == change.Ready)
			if test.next.Exists() {
				want(t, "next", text(review.Next.Want), text(test.next))
				again := prepared(t, s, review.Next)
				want(t, "status of the second look", again.Status, change.Ready)
			}
			wantWrites(t, w, 0)
		})
	}
}

// What somebody else changed while a save failed is a conflict of the next try, or a
// merge to look at: the base stays what its user was shown, whatever was read back.
func TestWhatWasReadBackIsNoNewBase(t *testing.T) {
	for name, test := range map[string]struct {
		there  change.Image
		status change.Status
	}{
		"they changed the same field":  {set(base(), "reroutes", "3"), change.Conflicted},
		"they changed another field":   {set(base(), "action", "Forward"), change.Merged},
		"they deleted it":              {change.Image{}, change.Gone},
		"they changed it to the same":  {set(base(), "reroutes", "7"), change.Unchanged},
		"nobody else changed anything": {base(), change.Ready},
	} {
		t.Run(name, func(t *testing.T) {
			w, s, _ := hqService(t)
			edit := edits()["change"]
			w.fail(fault{effect: never, answer: errRefused()}, 0)
			w.arrived = func() { w.set(hq(), test.there) }
			result := save(t, s, edit)
			if test.status == change.Unchanged {
				want(t, "verdict", result.Verdict, change.Saved)
			} else {
				want(t, "verdict", result.Verdict, change.NotSaved)
			}
			want(t, "what was read back", result.ReadBack.Hash(), test.there.Hash())
			review := prepared(t, s, edit)
			want(t, "status of the next try", review.Status, test.status)
			wantWrites(t, w, 1)
		})
	}
}

func withKey(i change.Image, routes string) change.Image {
	return i.With(change.Field{Name: "routes", Value: routes, Key: "A+B"})
}

func TestAConflictIsResolvedFieldByField(t *testing.T) {
	w, s, _ := hqService(t)
	mine := set(set(set(base(), "reroutes", "7"), "routes", "B,A"), "action", "Forward")
	w.set(hq(), set(set(base(), "reroutes", "3"), "routes", "A,B,C"))
	review := prepared(t, s, change.Edit{Subject: hq(), Base: base(), Want: mine})
	fields := []change.ThreeWay{
		{Name: "reroutes", Part: "reroutes", Base: "5", Theirs: "3", Mine: "7", Conflict: true},
		{Name: "action", Part: "action", Base: "None", Theirs: "None", Mine: "Forward"},
		{Name: "routes", Part: "routes", Base: "A,B", Theirs: "A,B,C", Mine: "B,A", Conflict: true},
	}
	if diff := cmp.Diff(fields, review.Fields); diff != "" {
		t.Error(diff)
	}

	theirs := ready(t, s, review.Resolve())
	want(t, "with theirs", text(theirs.Edit().Want), text(set(set(set(base(), "reroutes", "3"), "routes", "A,B,C"), "action", "Forward")))
	want(t, "dangers with theirs", len(theirs.Dangers()), 0)

	override := ready(t, s, review.Resolve("routes"))
	want(t, "with mine", text(override.Edit().Want), text(set(set(set(base(), "reroutes", "3"), "routes", "B,A"), "action", "Forward")))
	want(t, "dangers with mine", len(override.Dangers()), 1)
	wantRefused(t, s, override, change.Consent{}, change.ErrNotTyped)
}

func TestADeletionOfWhatChangedHasToBeResolvedAndTyped(t *testing.T) {
	_, s := editService(t, change.Edit{Subject: hq(), Base: set(base(), "reroutes", "3")})
	review := prepared(t, s, change.Edit{Subject: hq(), Base: base()})
	confirmation := ready(t, s, review.Resolve())
	want(t, "dangers", len(confirmation.Dangers()), 2)
	for _, typed := range []string{"", "hq", "HQ ", "y"} {
		wantRefused(t, s, confirmation, change.Consent{Typed: typed}, change.ErrNotTyped)
	}
	result := committed(t, s, confirmation, change.Consent{Typed: "HQ"})
	want(t, "verdict", result.Verdict, change.Saved)
}

func TestTheRulesOfTheKindStopAnEditBeforeItIsRead(t *testing.T) {
	w, s, _ := hqService(t)
	w.rules = []change.Problem{{Field: "reroutes", Route: -1, Text: "11 is not within 1 to 10"}}
	review := prepared(t, s, edits()["change"])
	want(t, "status", review.Status, change.Invalid)
	want(t, "there is a confirmation", review.Confirmation != nil, false)
	reads, _ := w.counts()
	want(t, "reads", reads, 0)
	ready(t, s, edits()["delete"]) // a broken object can be deleted
}

func TestTheDangersOfTheKindAskForTheName(t *testing.T) {
	w, s, _ := hqService(t)
	w.dangers = []string{"no route is left"}
	confirmation := ready(t, s, edits()["change"])
	wantRefused(t, s, confirmation, change.Consent{}, change.ErrNotTyped)
	result := committed(t, s, confirmation, change.Consent{Typed: "HQ"})
	want(t, "verdict", result.Verdict, change.Saved)
}

func TestAReadThatFailsIsNotAnObjectThatIsGone(t *testing.T) {
	w, s, _ := hqService(t)
	w.blind = -1
	cause, ok := errors.AsType[*apiclient.Error](errOf(s.Prepare(t.Context(), edits()["delete"])))
	want(t, "it is told", ok && cause.Kind == apiclient.Unreachable, true)
}

func TestASubjectOfAnotherHostIsNotEdited(t *testing.T) {
	s := service(t, newWorld(), t.TempDir())
	elsewhere := hq()
	elsewhere.Host = "https://other.example"
	wantErr(t, errOf(s.Prepare(t.Context(), change.Edit{Subject: elsewhere, Want: base()})), change.ErrNoTarget)
}
