package change_test

import (
	"fmt"
	"strings"
	"testing"

	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// reporting is a platform on which HQ-Inbound has capacity management, with the numbers that few
// servers have where they are given.
func (d dialect) reporting(t *testing.T, seldom bool) (*simulator.Server, *change.Service) {
	t.Helper()
	server, s := d.platform(t)
	trunk := trunkOf(t, current(t, s, d.inbound()))
	trunk.CapacityManagement, trunk.MaxActiveCalls = new(true), new(40)
	if seldom {
		trunk.MaxIncomingCalls, trunk.MaxOutgoingCalls, trunk.ReservedCalls = new(30), new(20), new(5)
	}
	noErr(t, server.PutEnterpriseTrunk(d.inbound().Tenant, trunk))
	return server, s
}

func TestNumbersOfAnEnterpriseTrunkAreSetClearedAndUndone(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.reporting(t, true)
		before := current(t, s, d.inbound())
		mine := set(set(set(set(before, "maxActiveCalls", ""), "maximumActiveIncomingCallsAllowed", ""), "maximumActiveOutgoingCallsAllowed", "0"), "minimumActiveCallsReserved", "")
		review := prepared(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: mine})
		want(t, "status", review.Status, change.Ready)
		if dangers := strings.Join(review.Confirmation.Dangers(), "\n"); strings.Count(dangers, "is not documented: null is sent") != 3 {
			t.Error(dangers)
		}
		result := save(t, s, review.Edit)
		if result.Verdict != change.Saved {
			t.Fatalf("%s: %v; %+v", result.Verdict, result.Err, change.Differences(mine, result.ReadBack))
		}
		body := server.Writes()[0].Body
		for _, name := range []string{"maximumActiveIncomingCallsAllowed", "minimumActiveCallsReserved"} {
			if !strings.Contains(body, `"`+name+`":null`) {
				t.Errorf("%s is not null: %s", name, body)
			}
		}
		undone := save(t, s, undo(t, s, result.Entry))
		if undone.Verdict != change.Saved {
			t.Fatalf("%s: %v", undone.Verdict, undone.Err)
		}
		want(t, "what is there then", text(current(t, s, d.inbound())), text(before))
	})
}

// A trunk that was deleted comes back with the numbers that few servers have.
func TestATrunkWithNumbersIsDeletedAndMadeAgain(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.reporting(t, true)
		before := current(t, s, d.inbound())
		deleted := save(t, s, change.Edit{Subject: d.inbound(), Base: before})
		want(t, "deleted", deleted.Verdict, change.Saved)
		undone := save(t, s, undo(t, s, deleted.Entry))
		if undone.Verdict != change.Saved {
			t.Fatalf("%s: %v", undone.Verdict, undone.Err)
		}
		want(t, "what is there then", text(current(t, s, d.inbound())), text(before))
		want(t, "incoming calls", *trunkOf(t, current(t, s, d.inbound())).MaxIncomingCalls, 30)
		want(t, "writes", len(server.Writes()), 2)
	})
}

// While capacity management is off a limit means nothing: none is taken away by null, nor asked about.
func TestNumbersThatGoWithCapacityManagementAreNotCleared(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.reporting(t, true)
		before := current(t, s, d.inbound())
		mine := set(set(before, "enableCapacityManagement", "false"), "maximumActiveIncomingCallsAllowed", "")
		review := prepared(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: mine})
		want(t, "status", review.Status, change.Ready)
		if dangers := strings.Join(review.Confirmation.Dangers(), "\n"); strings.Contains(dangers, "null is sent") {
			t.Error(dangers)
		}
		save(t, s, review.Edit)
		if body := server.Writes()[0].Body; strings.Contains(body, "maximumActiveIncomingCallsAllowed\":null") {
			t.Error(body)
		}
	})
}

// What a server does not report is not sent, whatever else is saved.
func TestNumbersThatAreNotReportedAreNeverSent(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.reporting(t, false)
		before := current(t, s, d.inbound())
		want(t, "verdict", save(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: set(before, "maxActiveCalls", "41")}).Verdict, change.Saved)
		for _, f := range routing.Seldom() {
			if body := server.Writes()[0].Body; strings.Contains(body, string(f)) {
				t.Errorf("%s is sent: %s", f, body)
			}
		}
		before = current(t, s, d.inbound())
		review := prepared(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: altered(t, before, func(trunk *routing.Trunk) { trunk.MaxIncomingCalls = new(5) })})
		result := mustNot(t, s, review)
		if !strings.Contains(fmt.Sprint(result), "does not report") || len(server.Writes()) != 1 {
			t.Errorf("%v, %d writes", result, len(server.Writes()))
		}
	})
}

// mustNot commits a review if it can be, and returns what it came to.
func mustNot(t *testing.T, s *change.Service, review change.Review) any {
	t.Helper()
	if review.Status != change.Ready {
		return review.Problems
	}
	return save(t, s, review.Edit).Err
}

// A server that leaves out what was emptied has saved it all the same.
func TestANumberThatIsLeftOutOnceClearedIsSaved(t *testing.T) {
	full := imageOf(routing.Trunk{Name: "HQ", Mode: routing.Ordered, MaxIncomingCalls: new(5), Reported: routing.Seldom()})
	cleared := set(full, "maximumActiveIncomingCallsAllowed", "")
	left := imageOf(routing.Trunk{Name: "HQ", Mode: routing.Ordered})
	if !left.Equal(cleared) || left.Hash() != cleared.Hash() || left.Equal(full) {
		t.Errorf("%+v and %+v", left, cleared)
	}
}

func TestAnotherNumberThatSomebodyChangedIsKept(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		_, s := d.reporting(t, true)
		before := current(t, s, d.inbound())
		want(t, "theirs", save(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: set(before, "maximumActiveIncomingCallsAllowed", "31")}).Verdict, change.Saved)
		review := prepared(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: set(before, "minimumActiveCallsReserved", "6")})
		want(t, "status", review.Status, change.Merged)
		want(t, "mine", save(t, s, review.Next).Verdict, change.Saved)
		both := prepared(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: set(before, "maximumActiveIncomingCallsAllowed", "")})
		want(t, "both changed it", both.Status, change.Conflicted)
		off := altered(t, before, func(trunk *routing.Trunk) { trunk.CapacityManagement = new(false) })
		want(t, "switched off beside it", prepared(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: off}).Status, change.Conflicted)
	})
}

func TestAnotherFieldOfAListThatIsTooLongIsSaved(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		server, s := d.platform(t)
		of := d.subject(change.EnterpriseTrunk, "AlpenBank", "AB-Many")
		trunk := routing.New("AB-Many")
		for _, group := range []string{"ANT", "GNT", "LIE", "CHA", "BRG", "NAM", "LEU", "MON", "AAL", "MEC", "KOR", "HAS"} {
			trunk.Routes = append(trunk.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "AB-" + group, Name: "SIP-Main"}})
		}
		noErr(t, server.PutEnterpriseTrunk(of.Tenant, trunk))
		before := current(t, s, of)
		result := save(t, s, change.Edit{Subject: of, Base: before, Want: set(before, "maximumRerouteAttempts", "2")})
		if result.Verdict != change.Saved {
			t.Fatalf("%s: %v", result.Verdict, result.Err)
		}
		before = current(t, s, of)
		fewer := altered(t, before, func(trunk *routing.Trunk) { trunk.Routes = trunk.Routes[1:] })
		want(t, "a list of 11", prepared(t, s, change.Edit{Subject: of, Base: before, Want: fewer}).Status, change.Invalid)
	})
}
