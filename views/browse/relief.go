package browse

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"banyan/capacity/collect"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// relief is which trunk groups of a tenant send their calls to one of them instead. No API
// tells that: every trunk group is asked, when the user asks for it.
type relief struct {
	from   []takeover
	unread int // requests that failed
}

// takeover is a trunk group whose calls go to another.
type takeover struct {
	key  routing.Key
	when string
}

// readRelief reads every trunk group of the tenant.
func readRelief(ctx context.Context, of TrunkGroup) (relief, error) {
	var last collect.Snapshot
	for snapshots := of.Others(ctx).Snapshots(); !last.Done; {
		select {
		case <-ctx.Done():
			return relief{}, ctx.Err()
		case snapshot, more := <-snapshots:
			if last = snapshot; !more {
				return relief{}, cmp.Or(ctx.Err(), errors.New("it ended early"))
			}
		}
	}
	if err := failureOf(last, "groups"); err != nil {
		return relief{}, err
	}
	found := relief{unread: len(last.Failures)}
	for group, all := range last.TrunkGroups {
		for name, detail := range all {
			t := trunkGroupFacts{detail: detail}
			var when []string
			for _, d := range []struct {
				when string
				diversion
			}{{"every call", t.always()}, {"when full", t.whenFull()}, {"when unreachable", t.whenUnreachable()}} {
				if d.key.Name == of.Key.Name && cmp.Or(d.key.GroupID, group) == of.Key.GroupID {
					when = append(when, d.when)
				}
			}
			if len(when) > 0 {
				found.from = append(found.from, takeover{routing.Key{GroupID: group, Name: name}, strings.Join(when, ", ")})
			}
		}
	}
	slices.SortFunc(found.from, func(a, b takeover) int {
		return cmp.Or(cmp.Compare(a.key.GroupID, b.key.GroupID), cmp.Compare(a.key.Name, b.key.Name))
	})
	return found, nil
}

const (
	reliefName = "\x00takes over for"
	unreadName = "\x00unread"
)

// reliefSection tells which trunk groups one takes calls over from. reads is the key that asks
// for them.
func reliefSection(of *ui.Loader[relief], reads string) section {
	s := section{title: "takes over for"}
	say := func(text string, tone ui.Tone) {
		id := reliefName
		if len(s.facts) > 0 {
			id += unreadName
		}
		s.facts = append(s.facts, fact{id: id, text: ui.Cell{Text: text, Tone: tone}})
	}
	found, known := of.Value()
	switch {
	case !known && of.Busy():
		say("reading every trunk group of the tenant...", ui.Muted)
	case !known && of.Err() != nil:
		say("could not be read; "+reads+" reads again", ui.Failed)
	case !known:
		say("not read: "+reads+" asks every trunk group of the tenant", ui.Muted)
	case len(found.from) == 0 && found.unread == 0:
		say("no trunk group reroutes to it", ui.Muted)
	}
	for i, from := range found.from {
		id := reliefName // the cursor that asked for it stays
		if i > 0 {
			id += from.key.GroupID + "\x00" + from.key.Name
		}
		s.facts = append(s.facts, fact{
			id: id, group: &from.key,
			label: ui.Cell{Text: safetext.Name(from.key.Name)}, text: ui.Cell{Text: "of " + safetext.Name(from.key.GroupID), Tone: ui.Muted}, end: ui.Cell{Text: from.when, Tone: ui.Muted},
			full: safetext.Name(from.key.Name) + " of group " + safetext.Name(from.key.GroupID) + " reroutes here: " + from.when,
		})
	}
	if found.unread > 0 {
		say(page.NotRead+" not all of them could be read: "+ui.Count(found.unread, "request")+" failed", ui.Unknown)
	}
	return s
}
