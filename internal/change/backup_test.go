package change_test

import (
	"testing"

	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/trunkgroup"
)

func theBackup() change.Subject {
	return inAPIO.subject(change.TrunkGroupBackup, "AlpenBank", "AB-CC", "CC-In")
}

func TestABackupIsSavedAndUndoneByItself(t *testing.T) {
	server, s := platform(t)
	group := current(t, s, inAPIO.channels())
	before := current(t, s, theBackup())
	for _, value := range []string{rerouted("AB-HQ", "SIP-HQ-A"), forwarded("+3225550100")} {
		result := save(t, s, change.Edit{Subject: theBackup(), Base: before, Want: set(before, trunkgroup.Backup, value)})
		want(t, "verdict", result.Verdict, change.Saved)
		undone := save(t, s, undo(t, s, result.Entry))
		want(t, "undone", undone.Verdict, change.Saved)
		want(t, "what is there then", text(current(t, s, theBackup())), text(before))
		want(t, "the trunk group", text(current(t, s, inAPIO.channels())), text(group))
	}
	want(t, "writes", len(server.Writes()), 4)
	want(t, "in words", change.Text(change.TrunkGroupBackup, trunkgroup.Backup, forwarded("1")), "forward to 1")
}

func TestWhatABackupNeedsIsSaidBeforeItIsSent(t *testing.T) {
	server, s := platform(t)
	before := current(t, s, theBackup())
	for value, says := range map[string]string{
		forwarded(""):                        "an address is needed",
		forwarded("sip:a@b"):                 "without sip: before it",
		trunkgroup.Parse(`Reroute`).String(): "choose a trunk group",
		trunkgroup.Parse(`Sing`).String():    "one of Forward, Reroute, or none",
		rerouted("", "SIP-HQ-A"):             "choose a trunk group",
	} {
		review := prepared(t, s, change.Edit{Subject: theBackup(), Base: before, Want: set(before, trunkgroup.Backup, value)})
		if review.Status != change.Invalid || len(review.Problems) != 1 || review.Problems[0].Text != says {
			t.Errorf("%s: %+v", value, review)
		}
	}
	strange := set(before, trunkgroup.Backup, trunkgroup.Parse("Sing").String())
	want(t, "the server's own word", len(prepared(t, s, change.Edit{Subject: theBackup(), Base: strange, Want: strange}).Problems), 0)
	want(t, "writes", len(server.Writes()), 0)
}

// What somebody else made of the backup, or of the action that the backup may be, voids what was
// confirmed.
func TestABackupIsComparedOnceMoreBeforeItIsSent(t *testing.T) {
	server, s := platform(t)
	before := current(t, s, theBackup())
	confirmation := ready(t, s, change.Edit{Subject: theBackup(), Base: before, Want: set(before, trunkgroup.Backup, forwarded("1"))})
	group := current(t, s, inAPIO.channels())
	theirs := set(group, trunkgroup.UnreachableDestination, forwarded("2"))
	want(t, "theirs", save(t, s, change.Edit{Subject: inAPIO.channels(), Base: group, Want: theirs}).Verdict, change.Saved)
	wantRefused(t, s, confirmation, change.Consent{}, change.ErrVoid)
	want(t, "writes", len(server.Writes()), 1)
}

// Where the backup is the action when unreachable, what was saved of that is no conflict; what
// anybody else made of it is one, as is the same while nothing of it was saved.
func TestABackupFollowsWhatOneSavedOfTheSameThing(t *testing.T) {
	another := inAPIO.channels()
	another.Name = "CC-Out"
	for name, test := range map[string]struct {
		of          change.Subject // whose edit was saved before; none: nothing was
		was, starts string         // what it changed, and what the backup started from
		there       string
		want        change.Status
	}{
		"the same":                  {inAPIO.channels(), "", "", forwarded("2"), change.Ready},
		"somebody else's":           {inAPIO.channels(), "", "", forwarded("3"), change.Conflicted},
		"nothing was saved":         {change.Subject{}, "", "", forwarded("2"), change.Conflicted},
		"of another trunk group":    {another, "", "", forwarded("2"), change.Conflicted},
		"they were different":       {inAPIO.channels(), forwarded("7"), "", forwarded("2"), change.Conflicted},
		"that did not change":       {inAPIO.channels(), forwarded("2"), forwarded("2"), forwarded("3"), change.Conflicted},
		"it is as it was":           {inAPIO.channels(), "", "", "", change.Ready},
		"what is wanted is there":   {inAPIO.channels(), "", "", forwarded("1"), change.Unchanged},
		"both started from another": {inAPIO.channels(), forwarded("7"), forwarded("7"), forwarded("2"), change.Ready},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := platform(t)
			group, backup := current(t, s, inAPIO.channels()), current(t, s, theBackup())
			if test.there != "" {
				save(t, s, change.Edit{Subject: theBackup(), Base: backup, Want: set(backup, trunkgroup.Backup, test.there)})
			}
			base := set(backup, trunkgroup.Backup, test.starts)
			edit := change.Edit{Subject: theBackup(), Base: base, Want: set(base, trunkgroup.Backup, forwarded("1"))}.After(change.Edit{
				Subject: test.of, Base: set(group, trunkgroup.UnreachableDestination, test.was), Want: set(group, trunkgroup.UnreachableDestination, forwarded("9")),
			}).After(change.Edit{
				Subject: test.of, Base: set(group, trunkgroup.UnreachableDestination, forwarded("9")), Want: set(group, trunkgroup.UnreachableDestination, forwarded("2")),
			})
			review := prepared(t, s, edit)
			want(t, "status", review.Status, test.want)
			if test.want == change.Ready {
				want(t, "base", text(review.Edit.Base), text(current(t, s, theBackup())))
				want(t, "confirmed", text(review.Confirmation.Edit().Base), text(review.Edit.Base))
			}
		})
	}
}

func TestOnlyAPlatformThatSaysSoHasNoBackup(t *testing.T) {
	for name, test := range map[string]struct {
		fault   simulator.Fault
		isKnown bool // that there is none
	}{
		"no such resource":                   {simulator.Fault{Status: 404, Body: `{"details":"no such resource"}`}, true},
		"refused by the backend":             {simulator.Fault{Status: 400, Body: `{"errors":[{"code":400,"message":"no"}]}`}, false},
		"500 in its own words":               {simulator.Fault{Status: 500, Body: `{"errors":[{"code":500,"message":"[Error 4999] no"}]}`}, false},
		"a sentence of the backend in a 404": {simulator.Fault{Status: 404, Body: `{"errors":[{"code":404,"message":"[Error 5126] no"}]}`}, true},
		"a gateway's 404":                    {simulator.Fault{Status: 404, Body: `{"error":"no such route"}`}, false},
		"a page":                             {simulator.Fault{Status: 404, Body: "<html>", ContentType: "text/html"}, false},
		"down":                               {simulator.Fault{Status: 503, Body: `{"errors":[{"code":503,"message":"later"}]}`}, false},
		"no right":                           {simulator.Fault{Status: 403, Body: `{"errors":[{"code":403,"message":"no"}]}`}, false},
		"cut off":                            {simulator.Fault{Reset: true}, false},
		"an answer without a mode":           {simulator.Fault{Status: 200, Body: `{}`}, false},
	} {
		t.Run(name, func(t *testing.T) {
			server, client := inAPIO.connected(t, simulator.Options{}, 0)
			test.fault.Path = "/backup"
			server.SetFault(test.fault)
			image, err := change.ReadBackup(t.Context(), client.(change.Backups), "AlpenBank", "AB-CC", "CC-In")
			if image.Exists() || (err == nil) != test.isKnown {
				t.Errorf("%+v, %v", image, err)
			}
		})
	}
}

func TestOdinHasNoBackups(t *testing.T) {
	_, s := inOdin.platform(t)
	if _, ok := s.Open(inOdin.subject(change.TrunkGroupBackup, "AlpenBank", "AB-CC", "CC-In")); ok {
		t.Error("it opens")
	}
}
