package history

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// Actor is who made a change, as the platform's own log of what was written tells. The zero value is
// nobody that is known.
type Actor struct {
	Who     string    // the user of the API
	At      time.Time // by the platform's clock
	Perhaps bool      // the log has a write of it then, and not that it set the new value
}

// WriteLog is the log that a platform keeps of what was written in a tenant.
type WriteLog interface {
	HasWriteLog() bool
	WriteLog(ctx context.Context, tenant string, from, to time.Time) (apiclient.WriteLog, error)
}

const (
	// mostSearches is how often the log is searched at once, mostTime how long.
	mostSearches = 8
	mostTime     = 20 * time.Second
	// skew is how far apart the clocks of the platform and of this machine may be: what was written so
	// long outside of the bracket may be the change.
	skew = time.Minute
)

// answer is what the log told of a change, as it is kept: nobody where it told nothing.
type answer struct {
	Object
	What  What   `json:"x,omitempty"`
	Field string `json:"c,omitempty"`
	To    string `json:"v,omitempty"`
	Until stamp  `json:"u"` // the end of its bracket

	Who     string `json:"by,omitempty"`
	At      stamp  `json:"at,omitempty"`
	Perhaps bool   `json:"maybe,omitempty"`
}

func (a answer) actor() Actor { return Actor{a.Who, a.At.time(), a.Perhaps} }

// answers are those of a tenant.
type answers []answer

// of returns what was told of a change, the latest first, and whether anything was asked.
func (all answers) of(e Event) (Actor, bool) {
	for _, a := range slices.Backward(all) {
		until := a.Until.time()
		if a.Object == e.Object && a.What == e.What && a.Field == e.Field && a.To == e.To && until.After(e.Since) && !until.After(e.At) {
			return a.actor(), true
		}
	}
	return Actor{}, false
}

// in adds what was told to events.
func (all answers) in(events []Event) []Event {
	for i := range events {
		if len(all) > 0 && events[i].Edit == nil {
			events[i].Actor, events[i].asked = all.of(events[i])
		}
	}
	return events
}

// IsOpen reports whether Ask would ask anything of a log.
func IsOpen(events []Event) bool { return slices.ContainsFunc(events, Event.isOpen) }

// writerOf returns who of those that wrote made a change. Of the writes in its bracket that may be it the
// latest has to have set the new value; where those of somebody else may be it too, or something of the log
// is missing, it may only be. So may be one beside the bracket, where there is none in it.
func writerOf(e Event, log apiclient.WriteLog) Actor {
	const kept = time.Millisecond // of the times of readings
	type candidate struct {
		apiclient.LoggedWrite
		fits fit
	}
	var within, beside []candidate
	for _, logged := range log.Writes {
		w := candidate{logged, fitOf(e, logged)}
		isIn := !w.At.Before(e.Since) && w.At.Before(e.At.Add(kept))
		isEdge := w.At.Before(e.Since.Add(kept)) || !w.At.Before(e.At) // it may be before or after the readings
		switch {
		case w.fits == notOfIt || isEdge && w.fits == otherValue:
		case isIn:
			within = append(within, w)
		case w.fits == thatValue:
			beside = append(beside, w)
		}
	}
	isSure := len(within) > 0 && !log.IsCut
	if len(within) == 0 {
		within = beside
	}
	var by []string
	var likely candidate // the oldest that set the value, or else the oldest
	isSet := false
	for _, w := range within {
		if w.fits == otherValue {
			break
		}
		if !slices.Contains(by, w.Who) {
			by = append(by, w.Who)
		}
		if sets := w.fits == thatValue && !w.IsElsewhere; sets || !isSet {
			likely, isSet = w, sets
		}
		if isSet && e.What != Edited { // it may have come and gone before
			break
		}
	}
	if len(by) == 0 || len(by) > 2 {
		return Actor{}
	}
	return Actor{Who: strings.Join(by, " or "), At: likely.At, Perhaps: !isSure || !isSet || len(by) > 1}
}

// How a write fits a change.
type fit int

const (
	notOfIt    fit = iota // it has nothing to do with it
	otherValue            // it set another value
	thatValue             // it set the new value
	anyValue              // what it set is not known
)

func fitOf(e Event, w apiclient.LoggedWrite) fit {
	of := Object{Group: w.Group, Name: w.Name}
	switch w.Of {
	case apiclient.LoggedTenantCapacity:
		of.Kind = change.TenantCapacity
	case apiclient.LoggedGroupCapacity, apiclient.LoggedGroup:
		of.Kind = change.GroupCapacity
	case apiclient.LoggedTrunkGroup:
		of.Kind = change.TrunkGroup
	case apiclient.LoggedBackup:
		of.Kind = change.TrunkGroupBackup
	case apiclient.LoggedTrunk:
		of.Kind = change.EnterpriseTrunk
	}
	became := of
	if w.NewName != "" {
		became.Name = w.NewName
	}
	switch {
	case e.What == Appeared:
		return fitIf(became == e.Object && (w.Does == apiclient.LoggedCreate || w.NewName != ""))
	case e.What == Gone:
		return fitIf(of == e.Object && (w.Does == apiclient.LoggedDelete || w.NewName != ""))
	case w.Does != apiclient.LoggedChange || became != e.Object && of != e.Object:
		return notOfIt
	}
	image, isRead := imageOf(e, w)
	if !isRead {
		return anyValue
	}
	switch value, _ := image.Value(e.Field); {
	case value == "" && (e.To == "" || slices.Contains(w.Members, e.Field)): // taken away, by itself or by a flag; or not to be read without the rest
		return anyValue
	case value == "" || w.Trunk != nil && e.same(e.Field, value, e.From):
		return notOfIt
	case e.same(e.Field, value, e.To):
		return thatValue
	}
	return otherValue
}

func fitIf(fits bool) fit {
	if fits {
		return thatValue
	}
	return notOfIt
}

// imageOf is what a write set, and false where that is not known. What it left out of the routing of an
// enterprise trunk is as it was before the change.
func imageOf(e Event, w apiclient.LoggedWrite) (change.Image, bool) {
	switch {
	case w.Capacity != nil:
		return change.TenantImage(*w.Capacity), true
	case w.TrunkGroup != nil:
		return change.TrunkGroupImage(*w.TrunkGroup), true
	case w.Backup != nil:
		return change.Image{Fields: []change.Field{{Name: trunkgroup.Backup, Value: w.Backup.String()}}}, true
	case w.Trunk == nil:
		return change.Image{}, false
	}
	trunk := w.Trunk.Clone()
	before, err := change.TrunkOf(change.Image{Fields: []change.Field{{Name: e.Field, Value: e.From}}})
	if err != nil {
		return change.Image{}, false
	}
	switch routing.Field(e.Field) {
	case routing.FieldExhaustionAction:
		trunk.ExhaustionAction = cmp.Or(trunk.ExhaustionAction, before.ExhaustionAction)
		trunk.ExhaustionDestination = cmp.Or(trunk.ExhaustionDestination, before.ExhaustionDestination)
	case routing.FieldRoutes:
		if trunk.Mode = cmp.Or(trunk.Mode, before.Mode); trunk.Mode == before.Mode {
			trunk.OrderingAlgorithm = cmp.Or(trunk.OrderingAlgorithm, before.OrderingAlgorithm)
			trunk.MaxReroutesWithinPriority = cmp.Or(trunk.MaxReroutesWithinPriority, before.MaxReroutesWithinPriority)
			if len(trunk.Routes) == 0 {
				trunk.Routes = before.Routes
			}
		}
	}
	return change.TrunkImage(trunk, noDocument()), true
}
