package limits

import (
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/views/figures"
	"banyan/views/saving"
)

// targetOf returns the figures of a level as they were read.
func targetOf(shown collect.Snapshot, at figures.Level, session saving.Session) (target figureTarget, why string) {
	tenant := shown.Breakdown.Tenant
	target.subject = change.Subject{Host: session.Host, Dialect: session.Dialect, Tenant: tenant.ID, Group: at.Group}
	assignment := tenant.Assignment
	switch at.Depth {
	case 0:
		target.subject.Kind = change.TenantCapacity
		target.base = change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: tenant.MaxActiveCalls, BurstingMaxActiveCalls: tenant.BurstingMaxActiveCalls})
	case 1:
		group, _ := groupOf(tenant, at.Group)
		assignment = group.Assignment
		target.subject.Kind = change.GroupCapacity
		target.base = change.GroupImage(apiclient.GroupCapacity{MaxActiveCalls: group.MaxActiveCalls, BurstingMaxActiveCalls: group.BurstingMaxActiveCalls})
	default:
		detail, known := shown.TrunkGroups[at.Group][at.Name]
		if !known {
			return target, "trunk group " + safetext.Name(at.Name) + " was not read" + because(shown, "trunk group", "it may have been deleted or renamed: read it again", tenant.ID, at.Group, at.Name)
		}
		assignment = capacity.Assigned
		target.subject.Kind, target.subject.Name = change.TrunkGroup, at.Name
		target.base = change.TrunkGroupImage(detail)
	}
	switch {
	case assignment == capacity.NotAssigned:
		return target, "trunking is not assigned to " + safetext.Name(target.subject.ID()) + ": there is nothing to change"
	case target.calls() == "":
		what := []string{"tenant capacity", "group capacity", "trunk group"}[at.Depth]
		return target, "the figures of " + safetext.Name(target.subject.ID()) + " were not read" + because(shown, what, "the server left them out", []string{tenant.ID, at.Group, at.Name}[:at.Depth+1]...)
	}
	return target, ""
}

// because says why a place was not read: what failed there or, of a trunk group, the list of them,
// or else what is known where nothing failed.
func because(shown collect.Snapshot, what, otherwise string, path ...string) string {
	list := -1
	for i, f := range shown.Failures {
		switch {
		case f.What == what && slices.Equal(f.Path, path):
			return ": " + apiclient.Explain(f.Err)
		case len(path) == 3 && f.What == "trunk groups" && slices.Equal(f.Path, path[:2]):
			list = i
		}
	}
	if list >= 0 {
		return ": " + apiclient.Explain(shown.Failures[list].Err)
	}
	return "; " + otherwise
}

// figureTarget is one level whose figures are changed.
type figureTarget struct {
	subject   change.Subject
	base      change.Image
	own       change.Image // what an edit of one's own may have made of the backup: of a draft that was taken
	overrides []string     // fields of which somebody else's change is overridden on purpose
	saved     bool         // of channels that are added: it has them already
	tick      tick         // of channels that are added: whether it is raised
}

// withBackup returns the image of a trunk group with its backup, where it has one, beside what
// else becomes of its calls. It is filled in with the trunk group, and saved by itself.
func withBackup(image, backup change.Image) change.Image {
	field, known := backup.Value(trunkgroup.Backup)
	if !known {
		return image
	}
	at := slices.IndexFunc(image.Fields, func(f change.Field) bool { return f.Name == trunkgroup.CallForwardingAlways })
	image.Fields = slices.Insert(slices.Clone(image.Fields), at+1, change.Field{Name: trunkgroup.Backup, Value: field})
	return image
}

// alone returns the backup of an image, or all but that.
func alone(image change.Image, backup bool) change.Image {
	image.Fields = slices.DeleteFunc(slices.Clone(image.Fields), func(f change.Field) bool { return (f.Name == trunkgroup.Backup) != backup })
	if backup {
		image.Raw = nil
	}
	return image
}

// subjects are what of a target is saved by itself: the level, and the backup of a trunk group.
func (t figureTarget) subjects() []change.Subject {
	if _, has := t.base.Value(trunkgroup.Backup); has {
		return []change.Subject{t.subject, t.backup().Subject}
	}
	return []change.Subject{t.subject}
}

// backup is an edit of the backup of a trunk group that changes nothing yet.
func (t figureTarget) backup() change.Edit {
	subject, base := t.subject, alone(t.base, true)
	subject.Kind = change.TrunkGroupBackup
	return change.Edit{Subject: subject, Base: base, Want: base, Own: t.own}
}

// edits returns what turns a target into want, an edit for each of its subjects that changes.
func (t figureTarget) edits(want change.Image) (edits []change.Edit) {
	for i, subject := range t.subjects() {
		edit := change.Edit{Subject: subject, Base: alone(t.base, false), Want: alone(want, false)}
		if i > 0 {
			edit = t.backup()
			edit.Want = alone(want, true)
		}
		if edit.Base.Equal(edit.Want) {
			continue
		}
		for _, name := range t.overrides {
			if (name == trunkgroup.Backup) == (i > 0) {
				edit.Overrides = append(edit.Overrides, name)
			}
		}
		edits = append(edits, edit)
	}
	return edits
}

// follow takes what a subject of the target holds now, and what is overridden of it.
func (t *figureTarget) follow(subject change.Subject, now change.Image, overrides []string) {
	isBackup := subject.Kind == change.TrunkGroupBackup
	if isBackup {
		t.base, t.own = withBackup(alone(t.base, false), now), change.Image{}
	} else {
		t.base = withBackup(now, alone(t.base, true))
	}
	for _, name := range t.overrides {
		if (name == trunkgroup.Backup) != isBackup {
			overrides = append(overrides, name)
		}
	}
	t.overrides = overrides
}

// tick is whether a level is raised. The zero value leaves it to the room that it has.
type tick int

// The ticks that were set by hand.
const (
	asNeeded tick = iota
	ticked
	unticked
)

// level returns what kind of level it is, in words.
func (t figureTarget) level() string { return strings.TrimSuffix(string(t.subject.Kind), " capacity") }

func (t figureTarget) calls() string {
	calls, _ := t.base.Value(change.MaxActiveCalls)
	return calls
}

// key names a figure of a target in a draft: the calls by the subject alone.
func (t figureTarget) key(field string) string {
	if field == change.MaxActiveCalls {
		return t.subject.String()
	}
	return t.subject.String() + " " + field
}

// number returns a figure as a number, and false where it is none.
func (t figureTarget) number(field string) (int, bool) {
	limit, _ := figureIn(t.base, field).Limit()
	calls, limited := limit.Calls()
	return calls, limited && figureIn(t.base, field).IsRead() && (field == change.MaxActiveCalls || !isOff(t.base))
}

// addition is what is added to the levels that are raised.
type addition struct{ calls, bursting int }

func (a addition) of(field string) int {
	if field == change.MaxActiveCalls {
		return a.calls
	}
	return a.bursting
}

// raisable are the figures that channels are added to.
func raisable() []string { return []string{change.MaxActiveCalls, change.BurstingMaxActiveCalls} }

// has reports whether a target has all that is added on top of what it had.
func (t figureTarget) has(from map[string]string, more addition) (has bool) {
	for _, field := range raisable() {
		is, limited := t.number(field)
		had, err := strconv.Atoi(from[t.key(field)])
		switch {
		case more.of(field) == 0 || !limited && field != change.MaxActiveCalls:
		case err != nil || is != had+more.of(field):
			return false
		default:
			has = true
		}
	}
	return has
}

// below returns the kind of what is right below a target.
func (t figureTarget) below() change.Kind {
	if t.subject.Kind == change.TenantCapacity {
		return change.GroupCapacity
	}
	return change.TrunkGroup
}
