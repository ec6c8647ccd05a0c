package history

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"banyan/internal/change"
	"banyan/internal/statefile"
)

const version = 1 // of every line

// errVersion is a history that another version of this program writes.
var errVersion = errors.New("is of another version of banyan")

// line is what one reading added to a history: what it has seen, and what of that differs.
type line struct {
	Version int    `json:"v"`
	Tenant  string `json:"t"`
	Written stamp  `json:"w"`
	Begun   stamp  `json:"b"` // when the oldest of it was read
	End     stamp  `json:"e"` // when the newest of it was read
	Back    bool   `json:"back,omitempty"`
	Days    bool   `json:"day,omitempty"` // it is all that is left of a day

	// What was seen: all of the tenant's capacity, that of some groups, or these objects; but for
	// those that were missed, and of some only a part.
	All    bool     `json:"all,omitempty"`
	Groups []string `json:"in,omitempty"`
	Only   []Object `json:"of,omitempty"`
	Missed []Object `json:"miss,omitempty"`
	Parts  []delta  `json:"part,omitempty"` // the fields of these were missed
	Seen   []sight  `json:"at,omitempty"`   // of what several readings saw

	Deltas []delta `json:"d,omitempty"`

	Answers answers `json:"told,omitempty"` // what the platform's log told of changes before
}

// sight is when an object was seen last.
type sight struct {
	Object
	At stamp `json:"b"`
}

// delta is an object that differs from what was seen before, or was never seen.
type delta struct {
	Object
	Since  stamp    `json:"since,omitzero"` // when it was seen before; zero where it never was
	New    bool     `json:"new,omitempty"`  // it was not there then
	Gone   bool     `json:"gone,omitempty"` // it is not there any more
	Like   int      `json:"like,omitempty"` // its fields are those of that delta of the line, counted from 1, but for what follows
	Drops  []string `json:"drop,omitempty"` // of these fields
	Fields []value  `json:"f,omitempty"`
}

// value is what a field became.
type value struct {
	field
	Was   *string `json:"was,omitempty"`  // nil where it was not known
	Since stamp   `json:"since,omitzero"` // when that was seen, where that is not when the object was
}

// stamp is a time in milliseconds since 1970. Zero is no time.
type stamp int64

func stampOf(at time.Time) stamp {
	if at.IsZero() {
		return 0
	}
	return stamp(at.UnixMilli())
}

func (s stamp) time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(s))
}

// encode returns the line as it is written, with its end.
func (l line) encode() ([]byte, error) {
	l.Deltas = packed(l.Deltas)
	text, err := statefile.Marshal(l)
	return append(text, '\n'), err
}

// check reports why a line is not what was written.
func check(text []byte) error {
	isSealed, err := statefile.Sealed(text)
	if err == nil && !isSealed {
		err = errors.New("has no checksum")
	}
	return err
}

// decode reads a line.
func decode(text []byte) (line, error) {
	var l line
	if err := check(text); err != nil {
		return l, err
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return l, err
	}
	if l.Version != version {
		return l, fmt.Errorf("%w: %d, not %d", errVersion, l.Version, version)
	}
	return l, l.unpack()
}

// packed writes the fields of what was never seen before like those of the first of its kind: most
// settings of most trunk groups are alike.
func packed(deltas []delta) []delta {
	deltas = slices.Clone(deltas)
	first := make(map[string]int)
	for i, d := range deltas {
		if d.Gone || slices.ContainsFunc(d.Fields, func(v value) bool { return v.Was != nil }) || len(d.Fields) < 4 {
			continue
		}
		at, known := first[string(d.Kind)]
		if !known {
			first[string(d.Kind)] = i
			continue
		}
		model := deltas[at].Fields
		var differ []value
		for _, v := range d.Fields {
			if !slices.Contains(model, v) {
				differ = append(differ, v)
			}
		}
		d.Drops = nil
		for _, v := range model {
			if !slices.ContainsFunc(d.Fields, func(own value) bool { return own.Name == v.Name }) {
				d.Drops = append(d.Drops, v.Name)
			}
		}
		d.Like, d.Fields = at+1, differ
		deltas[i] = d
	}
	return deltas
}

// unpack undoes packed.
func (l *line) unpack() error {
	for i := range l.Deltas {
		d := &l.Deltas[i]
		if d.Like == 0 {
			continue
		}
		if d.Like < 0 || d.Like > i {
			return errors.New("an object is like none")
		}
		own := d.Fields
		d.Fields = nil
		for _, v := range l.Deltas[d.Like-1].Fields {
			isOwn := slices.ContainsFunc(own, func(o value) bool { return o.Name == v.Name })
			if !isOwn && !slices.Contains(d.Drops, v.Name) {
				d.Fields = append(d.Fields, v)
			}
		}
		d.Fields, d.Like, d.Drops = append(d.Fields, own...), 0, nil
	}
	return nil
}

// isEvent reports whether a line as it is written may tell of a change, or of who made one: the first of an
// object tells of none.
func isEvent(text []byte) bool {
	return bytes.Contains(text, []byte(`"since":`)) || bytes.Contains(text, []byte(`"told":`))
}

// add takes over what a later line tells of the same object.
func (d *delta) add(later delta) {
	d.Since = cmp.Or(d.Since, later.Since)
	if later.Gone || later.New {
		d.Gone, d.New, d.Fields = later.Gone, later.New, nil
	}
	for _, v := range later.Fields {
		at := slices.IndexFunc(d.Fields, func(f value) bool { return f.Name == v.Name })
		switch {
		case at < 0:
			d.Fields = append(d.Fields, v)
		case v.Was == nil || d.Fields[at].Was != nil:
			d.Fields[at].Value = v.Value
		default: // it was seen first and changed within the day
			v.Since = cmp.Or(v.Since, later.Since)
			d.Fields[at] = v
		}
	}
}

// net returns the delta without what came back to what it was; nil where nothing is left of it.
func (d *delta) net() *delta {
	before := len(d.Fields)
	d.Fields = slices.DeleteFunc(d.Fields, func(v value) bool { return v.Was != nil && d.same(v.Name, *v.Was, v.Value) })
	if !d.isEvent() {
		d.Since = 0
		if before > 0 && len(d.Fields) == 0 {
			return nil
		}
	}
	return d
}

// isEvent reports whether a delta tells of a change.
func (d *delta) isEvent() bool {
	return d.New || d.Gone || slices.ContainsFunc(d.Fields, func(v value) bool { return v.Was != nil })
}

// sights says in a line when the objects of a state were seen that it is to tell of.
func (l *line) sights(s *state, tells func(Object, *known) bool) {
	for o, k := range s.objects {
		isMode := !o.isApart() && k.seen == l.Begun
		switch {
		case isMode:
			l.All = true
		case !o.isApart():
			l.Missed = append(l.Missed, o)
		}
		if !isMode && k.seen != 0 && tells(o, k) {
			l.Seen = append(l.Seen, sight{o, k.seen})
		}
		if len(k.late) == 0 {
			continue
		}
		part := delta{Object: o}
		for name, at := range k.late {
			part.Fields = append(part.Fields, value{field: field{Name: name}, Since: at})
		}
		slices.SortFunc(part.Fields, func(a, b value) int { return strings.Compare(a.Name, b.Name) })
		l.Parts = append(l.Parts, part)
	}
	slices.SortFunc(l.Missed, Object.compare)
	slices.SortFunc(l.Seen, func(a, b sight) int { return a.compare(b.Object) })
	slices.SortFunc(l.Parts, func(a, b delta) int { return a.compare(b.Object) })
}

// changes returns what a line tells that differs from before.
func (l line) changes() (all []Change) {
	for _, d := range l.Deltas {
		if d.isList() || !d.isEvent() {
			continue
		}
		c := Change{Tenant: l.Tenant, Object: d.Object, Since: d.Since.time(), At: l.End.time(), IsBack: l.Back, IsDay: l.Days}
		if d.Kind == listedTenant {
			c.Tenant, c.Object = d.Name, Object{Kind: change.TenantCapacity}
		}
		switch {
		case d.Gone:
			c.What = Gone
			all = append(all, c)
			continue
		case d.New:
			c.What = Appeared
			all = append(all, c)
			continue
		}
		for _, v := range d.Fields {
			if v.Was == nil || IsTrend(v.Name) {
				continue
			}
			c.Field, c.From, c.To, c.Since = v.Name, *v.Was, v.Value, d.Since.time()
			if v.Since != 0 {
				c.Since = v.Since.time()
			}
			all = append(all, c)
		}
	}
	return all
}
