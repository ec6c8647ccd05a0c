package history

import (
	"bytes"
	"os"
	"time"

	"banyan/internal/change"
	"banyan/internal/find"
	"banyan/internal/routing"
	"banyan/internal/statefile"
	"banyan/internal/trunkgroup"
)

// forwards are what of a history forwarded calls when it was read last.
type forwards struct {
	size    int64
	written time.Time
	facts   []find.Fact
	err     error
}

// forwardsOf reads the history of a tenant for them. One that never had the word is not decoded.
func forwardsOf(path string, info os.FileInfo) forwards {
	f := forwards{size: info.Size(), written: info.ModTime()}
	text, err := statefile.ReadFile(path, mostBytes)
	if err == nil && (bytes.Contains(text, []byte(`Forward"`)) || bytes.Contains(text, []byte(`Forward\"`))) {
		var lines []line
		if lines, _, _, err = linesOf(text); len(lines) > 0 {
			f.facts = forwardsIn(lines)
		}
	}
	if err != nil {
		f.err = damage(path, err)
	}
	return f
}

// forwardsIn returns what forwarded calls when it was read last, and when that was, by the lines of a
// tenant's history.
func forwardsIn(lines []line) (facts []find.Fact) {
	s := &state{}
	for _, l := range lines {
		s.apply(l)
	}
	for o, k := range s.objects {
		f := find.Fact{Place: find.Place{Tenant: lines[0].Tenant, Group: o.Group, Name: o.Name}, Source: "history", IsKept: true}
		oldest := k.seen
		value := func(name string) string {
			if _, isKnown := k.fields[name]; isKnown {
				oldest = min(oldest, k.seenOf(name))
			}
			return k.fields[name]
		}
		switch o.Kind {
		case change.EnterpriseTrunk:
			const exhausted = string(routing.FieldExhaustionAction)
			trunk, _ := change.TrunkOf(change.Image{Fields: []change.Field{{Name: exhausted, Value: value(exhausted)}}}) // what no version wrote is none
			f.Kind, f.Forwards = find.EnterpriseTrunk, find.ForwardsOfTrunk(trunk)
		case change.TrunkGroup:
			f.Kind, f.Forwards = find.TrunkGroup, find.ForwardsOfSettings(func(s trunkgroup.Field) string { return value(s.Name) })
		}
		if f.At = oldest.time(); len(f.Forwards) > 0 {
			facts = append(facts, f)
		}
	}
	return facts
}
