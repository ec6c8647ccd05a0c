package change_test

import (
	"fmt"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// traveller makes, renames and deletes enterprise trunks of one owner on a platform.
type traveller struct {
	*change.Service
	server *simulator.Server
	there  change.Subject // an enterprise trunk that is there
	list   simulator.Fault
	then   func() // after a write
}

// travel starts a platform that answers for what does not exist with a status.
func travel(t *testing.T, d dialect, there change.Subject, absent int) *traveller {
	t.Helper()
	out := &traveller{there: there, list: simulator.Fault{Method: "GET", Path: "tenants/foo/services/trunk_groups", Status: 403}, then: func() {}}
	if d == inOdin {
		out.list.Path, out.list.Query = "enterprise-trunks", map[string]string{"enterpriseTrunkName": ""}
	}
	out.server, out.Service = d.platformWith(t, simulator.Options{Absent: absent}, func(o *change.Options) {
		open := o.Open
		o.Open = func(of change.Subject) (change.Target, bool) {
			target, ok := open(of)
			return afterWrite{target, func() { out.then() }}, ok
		}
	})
	return out
}

// free is a name that is not taken.
func (v *traveller) free() change.Subject { return v.there.Named("Fresh / 100%") }

func (v *traveller) creation(t *testing.T) change.Edit {
	t.Helper()
	trunk := trunkOf(t, current(t, v.Service, v.there))
	trunk.Name = v.free().Name
	return change.Edit{Subject: v.free(), Want: imageOf(trunk)}
}

func (v *traveller) rename(t *testing.T) change.Edit {
	t.Helper()
	now := current(t, v.Service, v.there)
	return change.Edit{Subject: v.there, Base: now, Want: altered(t, now, func(trunk *routing.Trunk) { trunk.Name = v.free().Name })}
}

func (v *traveller) deletion(t *testing.T) change.Edit {
	t.Helper()
	return change.Edit{Subject: v.there, Base: current(t, v.Service, v.there)}
}

// wantThere expects which of the two names there are.
func (v *traveller) wantThere(t *testing.T, there, free bool) {
	t.Helper()
	for of, exists := range map[change.Subject]bool{v.there: there, v.free(): free} {
		want(t, of.String()+" is there", must(v.Read(t.Context(), of))(t).Exists(), exists)
	}
}

// save saves an edit of which the platform's answer to the write is a fault, where there is one.
func (v *traveller) save(t *testing.T, edit change.Edit, fault simulator.Fault) change.Result {
	t.Helper()
	confirmation := ready(t, v.Service, edit)
	if fault.Method != "" {
		v.server.SetFault(fault)
	}
	return committed(t, v.Service, confirmation, change.Consent{Typed: edit.Subject.ID()})
}

// andBack saves an edit, and then what undoes it.
func (v *traveller) andBack(t *testing.T, edit change.Edit, fault simulator.Fault, there, free bool) {
	t.Helper()
	result := v.save(t, edit, fault)
	want(t, "verdict", result.Verdict, change.Saved)
	v.wantThere(t, there, free)
	want(t, "verdict of the undo", save(t, v.Service, undo(t, v.Service, result.Entry)).Verdict, change.Saved)
	v.wantThere(t, true, false)
}

// unlisted saves an edit after whose write the list cannot be read, so that its end is unknown
// and blocks what follows until the list can.
func (v *traveller) unlisted(t *testing.T, edit change.Edit, fault simulator.Fault, settled change.Verdict) {
	t.Helper()
	v.then = func() { v.server.SetFault(v.list) }
	result := v.save(t, edit, fault)
	want(t, "verdict without the list", result.Verdict, change.Unknown)
	want(t, "it is settled without the list", errOf(v.Resolve(t.Context(), result.Entry)) == nil, false)
	v.server.ClearFaults()
	want(t, "settled", resolved(t, v.Service, result.Entry).Verdict, settled)
}

// lost is a write whose answer is lost, carried out or not.
func lost(method string, applied bool) simulator.Fault {
	return simulator.Fault{Method: method, Apply: applied, Status: 502, Body: "<html>", ContentType: "text/html", Times: 1}
}

func journeys() map[string]func(*testing.T, *traveller) {
	none := simulator.Fault{}
	return map[string]func(*testing.T, *traveller){
		"made and undone":    func(t *testing.T, v *traveller) { v.andBack(t, v.creation(t), none, true, true) },
		"renamed and back":   func(t *testing.T, v *traveller) { v.andBack(t, v.rename(t), none, false, true) },
		"deleted and undone": func(t *testing.T, v *traveller) { v.andBack(t, v.deletion(t), none, false, false) },
		"made, the answer lost": func(t *testing.T, v *traveller) {
			v.andBack(t, v.creation(t), lost("POST", true), true, true)
		},
		"renamed, the answer lost": func(t *testing.T, v *traveller) { v.andBack(t, v.rename(t), lost("PUT", true), false, true) },
		"deleted, the answer lost": func(t *testing.T, v *traveller) {
			v.andBack(t, v.deletion(t), lost("DELETE", true), false, false)
		},
		"renamed, and no list":          func(t *testing.T, v *traveller) { v.unlisted(t, v.rename(t), none, change.Saved) },
		"deleted, and no list":          func(t *testing.T, v *traveller) { v.unlisted(t, v.deletion(t), none, change.Saved) },
		"never made, and no list":       func(t *testing.T, v *traveller) { v.unlisted(t, v.creation(t), lost("POST", false), change.NotSaved) },
		"never renamed, and no list":    func(t *testing.T, v *traveller) { v.unlisted(t, v.rename(t), lost("PUT", false), change.NotSaved) },
		"made where a name is taken":    makeTaken,
		"deleted by somebody else":      deletedElsewhere,
		"nothing is made without lists": func(t *testing.T, v *traveller) { nothingWithoutLists(t, v, v.creation(t)) },
		"no rename without lists":       func(t *testing.T, v *traveller) { nothingWithoutLists(t, v, v.rename(t)) },
	}
}

func makeTaken(t *testing.T, v *traveller) {
	edit := v.creation(t)
	want(t, "verdict", save(t, v.Service, edit).Verdict, change.Saved)
	want(t, "status", prepared(t, v.Service, edit).Status, change.Taken)
	want(t, "status of a rename", prepared(t, v.Service, v.rename(t)).Status, change.Taken)
}

func deletedElsewhere(t *testing.T, v *traveller) {
	edit := v.rename(t)
	want(t, "verdict of the deletion", save(t, v.Service, v.deletion(t)).Verdict, change.Saved)
	want(t, "status", prepared(t, v.Service, edit).Status, change.Gone)
}

func nothingWithoutLists(t *testing.T, v *traveller, edit change.Edit) {
	v.server.SetFault(v.list)
	_, err := v.Prepare(t.Context(), edit)
	want(t, "why nothing is sent", apiclient.KindOf(err), apiclient.Forbidden)
	want(t, "writes", len(v.server.Writes()), 0)
}

// What does not exist is answered with 404, 400 or 500, as it is of live platforms and is not
// promised by any: every journey ends the same.
func TestAnEnterpriseTrunkIsAbsentByEvidence(t *testing.T) {
	t.Parallel()
	for _, place := range []struct {
		dialect
		there change.Subject
	}{{inAPIO, inAPIO.inbound()}, {inOdin, inOdin.inbound()}, {inOdin, groupInbound()}} {
		for _, absent := range []int{404, 400, 500} {
			for name, journey := range journeys() {
				t.Run(fmt.Sprintf("%s/%s/%d/%s", place.dialect, place.there, absent, name), func(t *testing.T) {
					t.Parallel()
					journey(t, travel(t, place.dialect, place.there, absent))
				})
			}
		}
	}
}
