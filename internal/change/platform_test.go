package change_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// platform is the host of those tests that hold in either dialect.
func platform(t *testing.T) (*simulator.Server, *change.Service) {
	t.Helper()
	return inAPIO.platform(t)
}

func subject(kind change.Kind, ids ...string) change.Subject { return inAPIO.subject(kind, ids...) }

// current reads a subject that is expected to be there.
func current(t *testing.T, s *change.Service, of change.Subject) change.Image {
	t.Helper()
	now, err := s.Read(t.Context(), of)
	if err != nil || !now.Exists() {
		t.Fatalf("there is no %s: %v", of, err)
	}
	return now
}

func inbound() change.Subject { return inAPIO.inbound() }

func trunkOf(t *testing.T, i change.Image) routing.Trunk {
	t.Helper()
	return must(change.TrunkOf(i))(t)
}

// imageOf is the image of a trunk that is wanted.
func imageOf(trunk routing.Trunk) change.Image { return change.TrunkImage(trunk, apiclient.Document{}) }

// altered is the image of a trunk with something else in it.
func altered(t *testing.T, i change.Image, alter func(*routing.Trunk)) change.Image {
	t.Helper()
	trunk := trunkOf(t, i)
	alter(&trunk)
	return imageOf(trunk)
}

// halved gives the first route another weight.
func halved(trunk *routing.Trunk) { trunk.Routes[0].Weight = 50 }

func writesOf(server *simulator.Server, method string) int {
	count := 0
	for _, request := range server.Requests() {
		if request.Method == method && !strings.Contains(request.Path, "login") && !strings.Contains(request.Path, "auth") {
			count++
		}
	}
	return count
}

func TestEveryKindIsSavedAndUndoneOnThePlatform(t *testing.T) {
	dialects.Each(t, everyKindIsSavedAndUndone)
}

func everyKindIsSavedAndUndone(t *testing.T, d dialect) {
	for name, test := range map[string]struct {
		subject change.Subject
		edit    func(*testing.T, change.Image) change.Image
	}{
		"an enterprise trunk": {d.inbound(), func(t *testing.T, i change.Image) change.Image {
			return altered(t, i, func(trunk *routing.Trunk) {
				trunk.Routes[0].Weight, trunk.Routes[1].Weight, trunk.ExhaustionAction = 50, 50, routing.None
			})
		}},
		"an enterprise trunk in the other mode": {d.inbound(), func(t *testing.T, i change.Image) change.Image {
			return altered(t, i, func(trunk *routing.Trunk) { trunk.Mode, trunk.OrderingAlgorithm = routing.Ordered, routing.Overflow })
		}},
		"an enterprise trunk under another name": {d.inbound(), func(_ *testing.T, i change.Image) change.Image {
			return set(i, "name", "HQ / 100%")
		}},
		"a tenant": {d.subject(change.TenantCapacity, "ServiceProviderID"), func(_ *testing.T, i change.Image) change.Image {
			return set(set(i, "maxActiveCalls", "246"), "burstingMaxActiveCalls", "unlimited")
		}},
		"the bursting of a tenant alone": {d.subject(change.TenantCapacity, "ServiceProviderID"), func(_ *testing.T, i change.Image) change.Image {
			return set(i, "burstingMaxActiveCalls", "0")
		}},
		"a group": {d.subject(change.GroupCapacity, "ServiceProviderID", "GroupIDA"), func(_ *testing.T, i change.Image) change.Image {
			return set(i, "maxActiveCalls", "15")
		}},
		"a trunk group": {d.subject(change.TrunkGroup, "foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing"), func(_ *testing.T, i change.Image) change.Image {
			on, _ := i.Value("enableBursting")
			if on == "true" {
				return set(set(i, "enableBursting", "false"), "burstingMaxActiveCalls", "")
			}
			return set(set(i, "enableBursting", "true"), "burstingMaxActiveCalls", "2")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server, s := d.platform(t)
			before := current(t, s, test.subject)
			mine := test.edit(t, before)
			result := save(t, s, change.Edit{Subject: test.subject, Base: before, Want: mine})
			if result.Verdict != change.Saved {
				t.Fatalf("%s: %v\nwant %s\ngot  %s", result.Verdict, result.Err, text(mine), text(result.ReadBack))
			}
			result = save(t, s, undo(t, s, result.Entry))
			if result.Verdict != change.Saved {
				t.Fatalf("%s: %v", result.Verdict, result.Err)
			}
			want(t, "what is there in the end", text(current(t, s, test.subject)), text(before))
			want(t, "writes", writesOf(server, "PUT"), 2)
		})
	}
}

func TestATrunkIsDeletedAndMadeAgainOnThePlatform(t *testing.T) {
	dialects.Each(t, aTrunkIsDeletedAndMadeAgain)
}

func aTrunkIsDeletedAndMadeAgain(t *testing.T, d dialect) {
	server, s := d.platform(t)
	before := current(t, s, d.inbound())
	result := save(t, s, change.Edit{Subject: d.inbound(), Base: before})
	want(t, "verdict of the deletion", result.Verdict, change.Saved)
	result = save(t, s, undo(t, s, result.Entry))
	want(t, "verdict of its undo", result.Verdict, change.Saved)
	want(t, "it is made again", trunkOf(t, current(t, s, d.inbound())).Equal(withoutManagement(trunkOf(t, before))), true)
	want(t, "writes", writesOf(server, "DELETE")+writesOf(server, "POST"), 2)
}

// withoutManagement is what a creation makes of a trunk that did not say.
func withoutManagement(trunk routing.Trunk) routing.Trunk {
	if trunk.CapacityManagement == nil {
		trunk.CapacityManagement = new(false)
	}
	return trunk
}

func TestTheListsTellWhatIsThere(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		_, s := d.platform(t)
		subjects := map[change.Subject]bool{
			d.inbound():                                              true,
			d.inbound().Named("None"):                                false,
			d.inbound().Named("hq-inbound"):                          false, // names are compared exactly
			d.inbound().Named("HQ-Inbound "):                         false,
			d.subject(change.TenantCapacity, "foo"):                  true,
			d.subject(change.TenantCapacity, "none"):                 false,
			d.subject(change.GroupCapacity, "foo", "ApioEntGrpTest"): true,
			d.subject(change.GroupCapacity, "foo", "none"):           false,
			d.subject(change.TrunkGroup, "foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing"): true,
			d.subject(change.TrunkGroup, "foo", "ApioEntGrpTest", "none"):                      false,
		}
		if d == inOdin {
			subjects[groupInbound()], subjects[groupInbound().Named("HQ-Inbound")] = true, false
		}
		for of, there := range subjects {
			target, _ := s.Open(of)
			listed := must(target.Listed(t.Context()))(t)
			want(t, of.String()+" is listed", listed, there)
		}
	})
}

// A gateway's 404 is no proof that a trunk is gone, whatever it looks like.
func TestAGatewayDoesNotMakeATrunkGone(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		for name, deleting := range map[string]bool{"a lost deletion": true, "an applied change": false} {
			t.Run(name, func(t *testing.T) {
				gateway := simulator.Fault{Method: "GET", Path: "services/trunk_groups/HQ-Inbound", Status: 404, Body: `{"error":"no such route"}`}
				if d == inOdin {
					gateway.Path, gateway.Query = "", map[string]string{"enterpriseTrunkName": "HQ-Inbound"}
				}
				var server *simulator.Server
				var s *change.Service
				server, s = d.platformWith(t, simulator.Options{}, func(o *change.Options) {
					open := o.Open
					o.Open = func(of change.Subject) (change.Target, bool) {
						target, ok := open(of)
						return afterWrite{target, func() { server.SetFault(gateway) }}, ok
					}
				})
				before := current(t, s, d.inbound())
				edit := change.Edit{Subject: d.inbound(), Base: before}
				fault := simulator.Fault{Method: "DELETE", Status: 502, Body: "<html>", ContentType: "text/html", Times: 1}
				if !deleting {
					edit.Want = altered(t, before, halved)
					fault.Method, fault.Apply = "PUT", true
				}
				confirmation := ready(t, s, edit)
				server.SetFault(fault)
				result := committed(t, s, confirmation, change.Consent{Typed: "HQ-Inbound"})
				want(t, "verdict", result.Verdict, change.Unknown)
				server.ClearFaults()
				want(t, "settled", resolved(t, s, result.Entry).Verdict, truth(!deleting))
			})
		}
	})
}

// afterWrite is a target after whose writes something happens.
type afterWrite struct {
	change.Target
	then func()
}

func (a afterWrite) Write(ctx context.Context, fresh, want change.Image) error {
	defer a.then()
	return a.Target.Write(ctx, fresh, want)
}

func (a afterWrite) Create(ctx context.Context, want change.Image) error {
	defer a.then()
	return a.Target.Create(ctx, want)
}

func (a afterWrite) Delete(ctx context.Context) error {
	defer a.then()
	return a.Target.Delete(ctx)
}

// The fault matrix of a write, through sockets: one request arrives, and the verdict
// is what the platform holds.
func TestFaultsOnTheWire(t *testing.T) { dialects.Each(t, faultsOnTheWire) }

func faultsOnTheWire(t *testing.T, d dialect) {
	for name, test := range map[string]struct {
		fault simulator.Fault
		want  change.Verdict
	}{
		"applied, then reset":                {simulator.Fault{Apply: true, Reset: true}, change.Saved},
		"applied, then silence":              {simulator.Fault{Apply: true, Hang: true}, change.Saved},
		"reset before the body":              {simulator.Fault{Reset: true, Early: true}, change.Unknown},
		"a gateway's page after applying":    {simulator.Fault{Apply: true, Status: 502, Body: "<html>", ContentType: "text/html"}, change.Saved},
		"a gateway's page instead":           {simulator.Fault{Status: 502, Body: "<html>", ContentType: "text/html"}, change.Unknown},
		"applied, and 200 with rubbish":      {simulator.Fault{Apply: true, Body: "rubbish"}, change.Saved},
		"200 with rubbish, and nothing done": {simulator.Fault{Body: "rubbish"}, change.Unknown},
		"sent to another host":               {simulator.Fault{Status: 307, Header: map[string][]string{"Location": {"https://elsewhere.example/"}}}, change.NotSaved},
		"refused":                            {simulator.Fault{Status: 400, Body: `{"error":"licence"}`}, change.NotSaved},
		"takes effect later":                 {simulator.Fault{Late: 200 * time.Millisecond}, change.Saved},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := d.platform
			if test.fault.Hang {
				platform = d.impatient
			}
			server, s := platform(t)
			before := current(t, s, d.inbound())
			mine := altered(t, before, halved)
			confirmation := ready(t, s, change.Edit{Subject: d.inbound(), Base: before, Want: mine})
			test.fault.Method, test.fault.Times = "PUT", 1
			server.SetFault(test.fault)
			result := committed(t, s, confirmation, change.Consent{})
			want(t, "verdict", result.Verdict, test.want)
			want(t, "writes", writesOf(server, "PUT"), 1)
			holds := current(t, s, d.inbound()).Equal(mine)
			want(t, "the platform holds it", holds, test.want == change.Saved)
		})
	}
}

// What somebody else changes between the review and the yes is never overwritten, not
// even where it is another field: an Odin is sent the whole document.
func TestAChangeBetweenReviewAndWriteStopsTheSaveOnThePlatform(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		for name, theirs := range map[string]func(*routing.Trunk){
			"reordered":     func(trunk *routing.Trunk) { trunk.Routes[0].Weight, trunk.Routes[1].Weight = 1, 2 },
			"another field": func(trunk *routing.Trunk) { trunk.MaxReroutes = new(7) },
		} {
			for _, deleting := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, deleting %v", name, deleting), func(t *testing.T) {
					server, s := d.platform(t)
					before := current(t, s, d.inbound())
					edit := change.Edit{Subject: d.inbound(), Base: before}
					if !deleting {
						edit.Want = altered(t, before, halved)
					}
					confirmation := ready(t, s, edit)
					foreign := trunkOf(t, before)
					theirs(&foreign)
					noErr(t, server.PutEnterpriseTrunk("foo", foreign))
					wantRefused(t, s, confirmation, change.Consent{Typed: edit.Subject.ID()}, change.ErrVoid)
					want(t, "writes", len(server.Writes()), 0)
					want(t, "theirs is there", trunkOf(t, current(t, s, d.inbound())).Equal(foreign), true)
				})
			}
		}
	})
}

func TestWhatNobodyKnowsSurvivesAnEdit(t *testing.T) {
	server, s := platform(t)
	document := `{"maximumRerouteAttempts":5,"routeExhaustionAction":"None","priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"big":9007199254740993,"empty":[],"nothing":null,` +
		`"trunkGroups":[{"trunkGroup":{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"},"priority":1,"weight":70,"x":{"y":[1.50]}}]}}`
	noErr(t, server.PutEnterpriseTrunkDocument("foo", "Strange", []byte(document)))
	strange := subject(change.EnterpriseTrunk, "foo", "Strange")
	before := current(t, s, strange)
	result := save(t, s, change.Edit{Subject: strange, Base: before, Want: altered(t, before, halved)})
	want(t, "verdict", result.Verdict, change.Saved)
	after := strings.Join(strings.Fields(string(current(t, s, strange).Raw)), "")
	wantText(t, after, `"big":9007199254740993`, `"empty":[]`, `"nothing":null`, `"x":{"y":[1.50]}`)
}

func TestAHostThatWantsTheOtherSpellingIsLearnt(t *testing.T) {
	_, s := inAPIO.platformWith(t, simulator.Options{ForwardAddress: true})
	before := current(t, s, inbound())
	mine := altered(t, before, func(trunk *routing.Trunk) { trunk.ExhaustionDestination = "+3225550199" })
	edit := change.Edit{Subject: inbound(), Base: before, Want: mine}
	result := save(t, s, edit)
	want(t, "verdict", result.Verdict, change.NotSaved)
	if _, ok := errors.AsType[*apiclient.OtherFieldError](result.Err); !ok {
		t.Fatalf("got %v", result.Err)
	}
	noErr(t, s.Learn(here, change.Host{ForwardAddress: true}))
	want(t, "verdict once it is known", save(t, s, edit).Verdict, change.Saved)
}

func TestParkedRoutesAreKeptWithTheSave(t *testing.T) {
	_, s := platform(t)
	before := current(t, s, inbound())
	trunk := trunkOf(t, before)
	parked := []routing.Parked{{Route: trunk.Routes[1], Place: 1, Note: "down since 02:14"}}
	trunk.Routes = slices.Delete(trunk.Routes, 1, 2)
	keep := must(json.Marshal(parked))(t)
	edit := change.Edit{Subject: inbound(), Base: before, Want: imageOf(trunk), Keep: keep}
	want(t, "verdict", save(t, s, edit).Verdict, change.Saved)

	want(t, "kept", kept[routing.Parked](t, s, inbound()), parked)
	// They go where the trunk goes.
	moved := current(t, s, inbound())
	want(t, "verdict of the rename", save(t, s, change.Edit{Subject: inbound(), Base: moved, Want: set(moved, "name", "Moved")}).Verdict, change.Saved)
	want(t, "kept under the new name", len(kept[routing.Parked](t, s, inbound().Named("Moved"))), 1)
	want(t, "verdict of the deletion", save(t, s, change.Edit{Subject: inbound().Named("Moved"), Base: current(t, s, inbound().Named("Moved"))}).Verdict, change.Saved)
	want(t, "kept of what is gone", kept[routing.Parked](t, s, inbound().Named("Moved")), nil)
}
