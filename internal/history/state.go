package history

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// state is what is known of a tenant after some lines. The zero value is nothing.
type state struct {
	objects map[Object]*known
	written stamp // the latest line
}

// known is what is known of an object.
type known struct {
	fields map[string]string
	seen   stamp            // when the latest reading of it began; zero while none did
	late   map[string]stamp // of the fields that later readings did not have
}

// seenOf returns when a field was seen last.
func (k *known) seenOf(field string) stamp {
	if at, isLate := k.late[field]; isLate {
		return at
	}
	return k.seen
}

// listed returns when the list that an object is in was seen last, zero where it never was.
func (s *state) listed(o Object) stamp {
	if list := s.objects[o.list()]; list != nil {
		return list.seen
	}
	return 0
}

// apply takes over what a line tells.
func (s *state) apply(l line) {
	if s.objects == nil {
		s.objects = make(map[Object]*known)
	}
	if l.Back { // what was seen later than now was not
		for _, k := range s.objects {
			k.seen = min(k.seen, l.Begun)
			for field, at := range k.late {
				k.late[field] = min(at, l.Begun)
			}
		}
	}
	for _, d := range l.Deltas {
		if d.Gone {
			s.remove(d.Object)
			continue
		}
		k := s.objects[d.Object]
		if k == nil || d.New {
			k = &known{fields: make(map[string]string, len(d.Fields))}
			s.objects[d.Object] = k
		}
		for _, v := range d.Fields {
			k.fields[v.Name] = v.Value
		}
	}
	s.see(l)
	s.written = l.Written
}

// see takes down what a line has seen.
func (s *state) see(l line) {
	missed := make(map[Object]bool, len(l.Missed))
	for _, o := range l.Missed {
		missed[o] = true
	}
	saw := func(o Object, k *known) {
		if !missed[o] {
			k.seen, k.late = max(k.seen, l.Begun), nil
		}
	}
	before := make(map[Object]*known, len(l.Parts))
	for _, p := range l.Parts {
		if k := s.objects[p.Object]; k != nil {
			former := *k
			before[p.Object] = &former
		}
	}
	if l.All || len(l.Groups) > 0 {
		for o, k := range s.objects {
			if !o.isApart() && (l.All || o.Group != "" && slices.Contains(l.Groups, o.Group)) {
				saw(o, k)
			}
		}
	}
	for _, o := range l.Only {
		k := s.objects[o]
		if k == nil {
			k = &known{fields: make(map[string]string)}
			s.objects[o] = k
		}
		saw(o, k)
	}
	for _, sight := range l.Seen {
		if k := s.objects[sight.Object]; k != nil {
			k.seen, k.late = sight.At, nil
		}
	}
	for _, p := range l.Parts {
		k, former := s.objects[p.Object], before[p.Object]
		if k == nil || former == nil {
			continue
		}
		k.late = make(map[string]stamp, len(p.Fields))
		for _, v := range p.Fields {
			k.late[v.Name] = cmp.Or(v.Since, former.seenOf(v.Name))
		}
	}
}

// remove forgets an object and what is in it.
func (s *state) remove(gone Object) {
	delete(s.objects, gone)
	if gone.Kind != change.GroupCapacity && gone.Kind != change.TrunkGroup {
		return
	}
	for o := range s.objects {
		if gone.Has(o) && (!o.isApart() || o.Kind == change.TrunkGroupBackup) {
			delete(s.objects, o)
		}
	}
}

// compare returns what a reading adds, to be written now.
func (s *state) compare(r Reading, now stamp) line {
	l := line{Version: version, Tenant: r.Tenant, Written: now, Begun: stampOf(r.Begun), End: stampOf(r.At), Back: now < s.written}
	isOld := func(k *known) bool { return k != nil && !l.Back && l.Begun < k.seen }
	present, seen := make(map[Object]bool, len(r.parts)), make(map[Object]bool, len(r.parts))
	for _, p := range r.parts {
		k, listed := s.objects[p.Object], s.listed(p.Object)
		isAgain := present[p.Object]
		present[p.Object] = true
		isListed := k != nil && len(p.fields) == 0 && !p.isList() // and nothing of it was read
		if isAgain || isListed || isOld(k) || k == nil && !l.Back && l.Begun < listed {
			continue // what was seen since is not taken back
		}
		if p.isList() || len(p.fields) > 0 {
			seen[p.Object] = true
		}
		if k == nil {
			d := delta{Object: p.Object, Fields: firstValues(p.fields)}
			if listed != 0 {
				d.New, d.Since = true, listed
			}
			l.Deltas = append(l.Deltas, d)
			continue
		}
		d, missed := k.differences(p)
		if len(d.Fields) > 0 {
			l.Deltas = append(l.Deltas, d)
		}
		if len(missed) > 0 {
			l.Parts = append(l.Parts, delta{Object: p.Object, Fields: missed})
		}
	}
	l.Deltas = append(l.Deltas, s.gone(seen, present)...)
	s.cover(&l, r, seen)
	return l
}

func firstValues(fields []field) []value {
	values := make([]value, len(fields))
	for i, f := range fields {
		values[i].field = f
	}
	return values
}

// differences returns what of a part differs from what is known, and the known fields that it lacks.
// Of an enterprise trunk what its server does not report is empty.
func (k *known) differences(p part) (d delta, missed []value) {
	d = delta{Object: p.Object, Since: k.seen}
	isWhole := p.Kind == change.EnterpriseTrunk && k.seen != 0
	for _, f := range p.fields {
		was, isKnown := k.fields[f.Name]
		if !isKnown && !isWhole {
			d.Fields = append(d.Fields, value{field: f})
			continue
		}
		if p.same(f.Name, was, f.Value) {
			continue
		}
		v := value{field: f, Was: &was}
		if IsTrend(f.Name) {
			v.Was = nil
		} else if at := k.seenOf(f.Name); at != k.seen {
			v.Since = at
		}
		d.Fields = append(d.Fields, v)
	}
	for name, was := range k.fields {
		if slices.ContainsFunc(p.fields, func(f field) bool { return f.Name == name }) {
			continue
		}
		switch isUnreported := name == string(routing.FieldRoutes); {
		case !isWhole || isUnreported:
			missed = append(missed, value{field: field{Name: name}})
		case was != "":
			d.Fields = append(d.Fields, value{field: field{Name: name}, Was: &was})
		}
	}
	slices.SortFunc(missed, func(a, b value) int { return strings.Compare(a.Name, b.Name) })
	if !slices.ContainsFunc(d.Fields, func(v value) bool { return v.Was != nil }) {
		d.Since = 0
	}
	return d, missed
}

// gone returns the known objects of lists that were read and do not have them.
func (s *state) gone(seen, present map[Object]bool) (gone []delta) {
	for o, k := range s.objects {
		if seen[o.list()] && !present[o] {
			gone = append(gone, delta{Object: o, Gone: true, Since: max(k.seen, s.listed(o))})
		}
	}
	slices.SortFunc(gone, func(a, b delta) int { return a.compare(b.Object) })
	return gone
}

// cover says in a line what was seen: all that is known but for what was missed, or what it was.
func (s *state) cover(l *line, r Reading, seen map[Object]bool) {
	isGroup := make(map[string]bool)
	for o := range seen {
		switch {
		case o.isApart():
			l.Only = append(l.Only, o)
		case o.Kind == change.GroupCapacity:
			isGroup[o.Group] = true
		}
	}
	slices.SortFunc(l.Only, Object.compare)
	if l.All = r.has(Object{Kind: groupList}); !l.All {
		for group := range isGroup {
			l.Groups = append(l.Groups, group)
		}
		slices.Sort(l.Groups)
	}
	after := make(map[Object]bool, len(s.objects))
	for o := range s.objects {
		after[o] = true
	}
	for _, d := range l.Deltas {
		after[d.Object] = !d.Gone
		if d.Gone && d.Kind == change.GroupCapacity {
			maps.DeleteFunc(after, func(o Object, _ bool) bool { return d.Has(o) })
		}
	}
	for o, isThere := range after {
		isMeant := !o.isApart() && (l.All || isGroup[o.Group])
		switch {
		case isThere && isMeant && !seen[o]:
			l.Missed = append(l.Missed, o)
		case isThere && !isMeant && seen[o] && !o.isApart():
			l.Only = append(l.Only, o)
		}
	}
	slices.SortFunc(l.Missed, Object.compare)
}

// number returns a field as a number, nil where it is none.
func (k *known) number(field string) *int {
	n, err := strconv.Atoi(k.fields[field])
	if err != nil {
		return nil
	}
	return &n
}

// mode returns when the most of what is read together was seen.
func (s *state) mode() (most stamp) {
	count := make(map[stamp]int)
	for o, k := range s.objects {
		if o.isApart() {
			continue
		}
		count[k.seen]++
		if n := count[k.seen]; n > count[most] || n == count[most] && k.seen > most {
			most = k.seen
		}
	}
	return most
}

// base returns a line that tells all that is known, in the place of another.
func (s *state) base(as line) line {
	l := line{Version: version, Tenant: as.Tenant, Written: as.Written, Begun: s.mode(), End: as.End, Days: true}
	for o, k := range s.objects {
		d := delta{Object: o}
		for name, text := range k.fields {
			d.Fields = append(d.Fields, value{field: field{name, text}})
		}
		slices.SortFunc(d.Fields, func(a, b value) int { return strings.Compare(a.Name, b.Name) })
		l.Deltas = append(l.Deltas, d)
	}
	slices.SortFunc(l.Deltas, func(a, b delta) int { return a.compare(b.Object) })
	l.sights(s, func(Object, *known) bool { return true })
	return l
}

// merge applies the lines of a day and returns the one that tells the same: of a field that changed
// several times the first and the last value, with the bracket around all of it.
func (s *state) merge(lines []line) line {
	last := lines[len(lines)-1]
	if len(lines) == 1 {
		s.apply(last)
		return last
	}
	d := day{state: s, deltas: make(map[Object]*delta), existed: make(map[Object]bool), seen: make(map[Object]stamp, len(s.objects))}
	for o, k := range s.objects {
		d.seen[o] = k.seen
	}
	var all answers
	for _, l := range lines {
		d.add(l)
		s.apply(l)
		all = append(all, l.Answers...)
	}
	m := line{Version: version, Tenant: last.Tenant, Written: last.Written, Begun: s.mode(), End: last.End, Days: true, Back: d.isBack, Answers: all}
	for o, sum := range d.deltas {
		isThere := s.objects[o] != nil
		if sum = sum.net(); sum != nil && (isThere || d.existed[o]) {
			sum.Gone = !isThere
			m.Deltas = append(m.Deltas, *sum)
		}
	}
	slices.SortFunc(m.Deltas, func(a, b delta) int { return a.compare(b.Object) })
	m.sights(s, func(o Object, k *known) bool { return d.seen[o] != k.seen })
	return m
}

// line returns a state as the one line that tells it, written as another was.
func (s *state) line(as line) []byte {
	text, _ := s.base(as).encode() // what was read from JSON encodes
	return text
}

// sum adds a figure of all objects of a kind, in one group or in all; nil where one of them is not known. To
// what trunking is not assigned it adds nothing.
func (s *state) sum(kind change.Kind, group, field string) *int {
	sum, none := 0, assignment(capacity.NotAssigned)
	for o, k := range s.objects {
		if o.Kind != kind || group != "" && o.Group != group || k.fields[Trunking] == none {
			continue
		}
		n := k.number(field)
		if n == nil {
			return nil
		}
		sum += *n
	}
	return &sum
}
