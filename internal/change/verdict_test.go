package change_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
)

// kinds of edit, and where they leave the world when they take effect.
func edits() map[string]change.Edit {
	return map[string]change.Edit{
		"change": {Subject: hq(), Base: base(), Want: set(base(), "reroutes", "7")},
		"list":   {Subject: hq(), Base: base(), Want: set(base(), "routes", "B,A")},
		"rename": {Subject: hq(), Base: base(), Want: set(base(), "name", "HQ2")},
		"create": {Subject: hq(), Want: image("name", "HQ", "reroutes", "5", "action", "None", "routes", "A", "algorithm", "")},
		"delete": {Subject: hq(), Base: base()},
	}
}

// done reports whether the world is as the edit wants it.
func done(w *world, edit change.Edit) bool {
	switch edit.Operation() {
	case change.Delete:
		return !w.get(edit.Subject).Exists()
	case change.Create:
		return w.get(edit.Subject).Exists()
	}
	name, _ := edit.Want.Value("name")
	moved := name != edit.Subject.Name
	return w.get(edit.Subject.Named(name)).Equal(edit.Want) && (!moved || !w.get(edit.Subject).Exists())
}

// Every way in which a write and its answer can go, times every way in which reading
// back can go: the verdict never says what is not so, what can be known is known, one
// request arrived, and what stays unknown is settled by a later read.
func TestTheVerdictIsTheTruth(t *testing.T) {
	t.Parallel()
	for name, edit := range edits() {
		for _, effect := range []time.Duration{0, 3 * time.Second, 62 * time.Second, 4 * time.Minute, never} {
			for answerName, answer := range map[string]fault{
				"yes": {}, "lost": {answer: errLost()}, "lost after 15 s": {answer: errLost(), wait: 15 * time.Second}, "refused": {answer: errRefused()},
			} {
				for _, blind := range []int{0, 1, 3, -1} {
					if answerName == "refused" && effect > 0 {
						continue // no server refuses what it does later
					}
					answer.effect = effect
					t.Run(fmt.Sprintf("%s/effect %v/answer %s/%d blind reads", name, effect, answerName, blind), func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) { checkVerdict(t, edit, answer, blind) })
					})
				}
			}
		}
	}
}

func checkVerdict(t *testing.T, edit change.Edit, f fault, blind int) {
	w := newWorld()
	w.set(edit.Subject, edit.Base)
	s := service(t, w, t.TempDir())
	confirmation := ready(t, s, edit)
	w.fail(f, blind)
	result := committed(t, s, confirmation, change.Consent{Typed: "HQ"})
	wantWrites(t, w, 1)

	refused := f.answer != nil && f.answer.Error() == errRefused().Error()
	looks := f.wait + 7*time.Second // when the last look is taken
	seen := f.effect != never && f.effect <= looks && blind >= 0
	switch {
	case refused && (blind != 0 || f.effect == never):
		want(t, "verdict", result.Verdict, change.NotSaved)
	case seen:
		want(t, "verdict", result.Verdict, change.Saved)
	default:
		want(t, "verdict", result.Verdict, change.Unknown)
	}
	want(t, "saved, and it is not so", result.Verdict == change.Saved && !done(w, edit), false)
	entry := only(t, s)
	want(t, "verdict in the journal", entry.Verdict, result.Verdict)
	read := blind >= 0 && (result.Verdict == change.Unknown || blind == 0 || result.Verdict == change.Saved)
	want(t, "it was read back", result.ReadBackErr == nil && !result.ReadBackAt.IsZero(), read)
	want(t, "why it was not", entry.ReadBackError != "", !read)
	want(t, "when it was read back, in the journal", entry.ReadBackAt.Equal(result.ReadBackAt), true)

	// When the grace is over everything can be read and has happened.
	w.fail(fault{}, 0)
	time.Sleep(change.Grace)
	entry = resolved(t, s, result.Entry)
	if !refused {
		want(t, "verdict in the end", entry.Verdict, truth(done(w, edit)))
	}
	wantWrites(t, w, 1)
}

func TestSomebodyElsesWriteOverOursIsOvertaken(t *testing.T) {
	for name, edit := range edits() {
		for answerName, answer := range map[string]error{"yes": nil, "lost": errLost()} {
			t.Run(name+" "+answerName, func(t *testing.T) {
				w, s := editService(t, edit)
				w.fail(fault{answer: answer}, 0)
				w.arrived = func() {
					w.set(edit.Subject.Named("HQ2"), change.Image{})
					w.set(edit.Subject, set(base(), "reroutes", "9"))
				}
				result := save(t, s, edit)
				want(t, "verdict", result.Verdict, change.Overtaken)
				entry := only(t, s)
				reroutes, _ := entry.ReadBack.Value("reroutes")
				want(t, "what the journal holds", reroutes, "9")
			})
		}
	}
}

func TestASaveThatTheServerRefusedIsNotSavedEvenWhenItCannotBeReadBack(t *testing.T) {
	w, s, _ := hqService(t)
	confirmation := ready(t, s, edits()["change"])
	w.fail(fault{effect: never, answer: errRefused()}, -1)
	result := committed(t, s, confirmation, change.Consent{})
	want(t, "verdict", result.Verdict, change.NotSaved)
	var cause *apiclient.Error
	want(t, "the refusal is there", errors.As(result.Err, &cause) && cause.Message == "licence limit", true)
	entry := only(t, s)
	want(t, "request id", entry.Request, "r-1")
	want(t, "it was read back", !result.ReadBackAt.IsZero() || result.ReadBackErr == nil, false)
	want(t, "it was read back, says the journal", !entry.ReadBackAt.IsZero() || entry.ReadBackError == "", false)
	want(t, "the journal says why", entry.Error != "", true)
}

// A gateway may refuse a read in a way that looks like the platform's own. What the list
// still has is not gone, and neither is anything while the list cannot be read.
func TestOnlyWhatIsRefusedAndNotInTheListIsGone(t *testing.T) {
	unreadable := &apiclient.Error{Op: "list", Kind: apiclient.Unreachable}
	for name, test := range map[string]struct {
		edit   string
		fault  fault
		denied int
		list   error
		want   change.Verdict
	}{
		"a lost delete":                         {"delete", fault{effect: never, answer: errLost()}, -1, nil, change.Unknown},
		"a lost delete, seen in the end":        {"delete", fault{effect: never, answer: errLost()}, 2, nil, change.Unknown},
		"a delete that took effect":             {"delete", fault{}, -1, nil, change.Saved},
		"a delete, and no list":                 {"delete", fault{}, 0, unreadable, change.Unknown},
		"an applied change":                     {"change", fault{}, -1, nil, change.Unknown},
		"an applied change, seen in the end":    {"change", fault{}, 2, nil, change.Saved},
		"an applied rename":                     {"rename", fault{}, -1, nil, change.Unknown},
		"an applied creation":                   {"create", fault{answer: errLost()}, -1, nil, change.Unknown},
		"a refused change that cannot be found": {"change", fault{effect: never, answer: errRefused()}, -1, nil, change.NotSaved},
	} {
		inBubble(t, name, func(t *testing.T) {
			edit := edits()[test.edit]
			w, s := editService(t, edit)
			w.fail(test.fault, 0)
			w.denied = test.denied
			w.arrived = func() { w.listed = test.list }
			result := save(t, s, edit)
			want(t, "verdict", result.Verdict, test.want)
			if test.denied < 0 && test.want != change.Saved {
				want(t, "it was read back", result.ReadBackErr == nil, false)
				_, err := s.Resolve(t.Context(), result.Entry)
				want(t, "it is settled", err == nil, test.want == change.NotSaved)
			}
		})
	}
}

func TestWhatAListHasIsNotGoneBeforeItIsEdited(t *testing.T) {
	for name, edit := range edits() {
		w, s, _ := hqService(t)
		w.denies = -1
		want(t, name+" is prepared", errOf(s.Prepare(t.Context(), edit)) == nil, false)
	}
}

func TestARenameWhoseOldNameStaysIsNotSaved(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		w.arrived = func() { w.set(hq(), base()) } // the server copied instead of renaming
		result := save(t, s, edits()["rename"])
		want(t, "verdict", result.Verdict, change.Unknown)
		time.Sleep(change.Grace)
		want(t, "settled", resolved(t, s, result.Entry).Verdict, change.Overtaken)
	})
}

func TestATargetThatPanicsLeavesAnOpenEntry(t *testing.T) {
	w, s, _ := hqService(t)
	w.fail(fault{boom: true}, 0)
	result := save(t, s, edits()["change"])
	want(t, "verdict", result.Verdict, change.Unknown)
	want(t, "entry is open", only(t, s).Open(), true)
	w.fail(fault{}, 0)
	want(t, "settled", resolved(t, s, result.Entry).Verdict, change.Saved)
}
