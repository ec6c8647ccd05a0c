package tenantfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/strictyaml"
	"banyan/internal/trunkgroup"
)

// The keys that are none of the API's words.
const (
	keyVersion     = "version"
	keyPlatform    = "platform"
	keyHost        = "host"
	keyAPI         = "api"
	keyTenant      = "tenant"
	keyLimits      = "limits"
	keyAssigned    = "assigned"
	keyGroups      = "groups"
	keyGroup       = "group"
	keyTrunkGroups = "trunkGroups"
	keyTrunkGroup  = "trunkGroup"
	keyTrunks      = "enterpriseTrunks"
	keyName        = "name"
	keyAbsent      = "absent"
	keyOrdered     = "orderedRouting"
	keyWeighted    = "priorityWeightedRouting"
	keyRoutes      = "routes"
	keyPriority    = "priority"
	keyWeight      = "weight"

	none      = "none"
	unlimited = "unlimited"

	unknownKey = "no key here is called"
)

// mostProblems is how many problems of a file are told at once.
const mostProblems = 10

// Error is what is wrong with a file, each with its line and column.
type Error struct {
	Name     string // of the file
	Problems []*strictyaml.Problem
}

func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Problems))
	for i, p := range e.Problems {
		if i == mostProblems {
			lines = append(lines, fmt.Sprintf("%s: %d more", e.Name, len(e.Problems)-mostProblems))
			break
		}
		lines = append(lines, e.Name+": "+p.Error())
	}
	return strings.Join(lines, "\n")
}

// Parse reads the text of a file, strictly: everything in it has to be known, of its type, within
// its range and there once. The error is an *Error.
func Parse(name string, text []byte) (File, error) {
	document, problem := strictyaml.Parse(text)
	if problem != nil {
		return File{}, &Error{name, []*strictyaml.Problem{problem}}
	}
	out := File{Name: name}
	if document.RefuseAliases(); len(document.Problems()) == 0 {
		r := reader{file: &out, seen: make(map[Place]int)}
		r.document(document.Root())
	}
	if problems := document.Problems(); len(problems) > 0 {
		return File{}, &Error{name, problems}
	}
	out.Sort()
	return out, nil
}

// reader takes down what a document says.
type reader struct {
	file *File
	seen map[Place]int // in which line
}

func (r *reader) document(root strictyaml.Value) {
	top := root.Table()
	version, found := top.Get(keyVersion)
	if !found {
		root.Fail("version is missing: this format is version: %d", Version)
		return
	}
	if n, ok := version.Whole(); !ok || n != Version {
		if ok {
			version.Fail("version %d is not known: this banyan reads version %d", n, Version)
		}
		return // its keys may mean something else
	}
	top.Known(unknownKey, keyVersion, keyPlatform, keyTenant, keyLimits, keyGroups, keyTrunks)
	if v, found := top.Get(keyPlatform); found {
		r.platform(v)
	}
	r.file.Tenant = name(top, keyTenant)
	if v, found := top.Get(keyLimits); found {
		r.level(v.Object(unknownKey, levelKeys(change.TenantCapacity)...), Place{Kind: change.TenantCapacity})
	}
	for _, v := range items(top, keyGroups) {
		r.group(v)
	}
	for _, v := range items(top, keyTrunks) {
		r.trunk(v)
	}
}

func (r *reader) platform(v strictyaml.Value) {
	o := v.Object(unknownKey, keyHost, keyAPI)
	r.file.Host = name(o, keyHost)
	api, found := o.Get(keyAPI)
	if !found {
		v.Fail("api is missing: it is apio or odin")
		return
	}
	r.file.Dialect = dialectOf(api.One(apiAPIO, apiOdin))
}

// items returns what is in a list, which may be left out or empty.
func items(o strictyaml.Object, key string) []strictyaml.Value {
	v, found := o.Get(key)
	if !found || v.IsNull() {
		return nil
	}
	return v.Items()
}

// name returns a text that has to be there.
func name(o strictyaml.Object, key string) string {
	v, found := o.Get(key)
	if !found {
		o.Fail("%s is missing", key)
		return ""
	}
	text := v.Text()
	if text == "" && v.Scalar() == "" {
		v.Fail("%s is empty", key)
	}
	return text
}

func levelKeys(kind change.Kind) []string { return append([]string{keyAssigned}, limitNames(kind)...) }

func (r *reader) group(v strictyaml.Value) {
	o := v.Object(unknownKey, append([]string{keyGroup, keyTrunkGroups}, levelKeys(change.GroupCapacity)...)...)
	group := name(o, keyGroup)
	r.level(o, Place{Kind: change.GroupCapacity, Group: group})
	for _, v := range items(o, keyTrunkGroups) {
		o := v.Object(unknownKey, append([]string{keyTrunkGroup}, limitNames(change.TrunkGroup)...)...)
		r.level(o, Place{Kind: change.TrunkGroup, Group: group, Name: name(o, keyTrunkGroup)})
	}
}

// isNew takes down where a thing stands, and makes a problem of one that stands twice.
func (r *reader) isNew(o strictyaml.Object, place Place) bool {
	line, twice := r.seen[place]
	if twice {
		o.Fail("%s is there twice, first in line %d", place, line)
	}
	r.seen[place] = o.Line()
	return !twice
}

// level reads the limits of a tenant, a group or a trunk group.
func (r *reader) level(o strictyaml.Object, place Place) {
	if !r.isNew(o, place) {
		return
	}
	t := Thing{Place: place, Line: o.Line()}
	if v, found := o.Get(keyAssigned); found {
		if on, ok := v.Flag(); ok {
			t.Assigned = map[bool]Assigned{true: IsAssigned, false: NotAssigned}[on]
		}
	}
	for _, field := range limitNames(place.Kind) {
		v, found := o.Get(field)
		if !found {
			continue
		}
		if t.Assigned == NotAssigned {
			o.Key(field).Fail("%s means nothing where trunking is not assigned: leave it out", field)
			continue
		}
		text := limit(v, place.Kind, field)
		setting, _ := trunkgroup.Named(field)
		if flag, mentioned := t.limit(setting.Needs); place.Kind == change.TrunkGroup && mentioned && flag == "false" {
			o.Key(field).Fail("%s means nothing while %s is false: leave it out", field, setting.Needs)
		}
		t.Limits = append(t.Limits, change.Field{Name: field, Value: text})
	}
	if t.Assigned != "" || len(t.Limits) > 0 {
		r.file.Things = append(r.file.Things, t)
	}
}

// limit reads one limit as the text of an image.
func limit(v strictyaml.Value, kind change.Kind, field string) string {
	setting, _ := trunkgroup.Named(field)
	switch {
	case setting.Kind == trunkgroup.Flag:
		on, _ := v.Flag()
		return strconv.FormatBool(on)
	case kind == change.TrunkGroup:
		return number(v, "", setting.Least, setting.Most, mayBeNone(kind, setting))
	case kind == change.GroupCapacity && field == change.MaxActiveCalls:
		return number(v, "", 0, 0, false)
	}
	return number(v, unlimited, 0, 0, false)
}

// number reads a number within its range, of which 0 is no upper bound; or a word beside it, and
// "none" where it may be taken away, which is no text.
func number(v strictyaml.Value, word string, least, most int, clearable bool) string {
	switch text := v.Scalar(); {
	case word != "" && text == word:
		return word
	case clearable && text == none:
		return ""
	case word != "" && !v.IsWhole():
		v.Fail("this must be a whole number or %s, and is %s", word, v.Word())
		return ""
	case clearable && !v.IsWhole():
		v.Fail("this must be a whole number or %s, and is %s", none, v.Word())
		return ""
	}
	n, ok := v.Whole()
	switch {
	case !ok:
		return ""
	case most == 0 && n < least:
		v.Fail("%d is out of range: it must be at least %d", n, least)
	case n < least || most > 0 && n > most:
		v.Fail("%d is out of range: it must be %d to %d", n, least, most)
	}
	return strconv.Itoa(n)
}

// trunkKeys are the fields of an enterprise trunk beside its routing object.
func trunkKeys() []string {
	var out []string
	for _, f := range routing.Fields() {
		if !slices.Contains([]routing.Field{
			routing.FieldName, routing.FieldMode, routing.FieldOrderingAlgorithm, routing.FieldRoutes, routing.FieldMaxReroutesWithinPriority,
		}, f) {
			out = append(out, string(f))
		}
	}
	return out
}

// trunkReader takes down what is said of one enterprise trunk.
type trunkReader struct{ *Thing }

func (r *reader) trunk(v strictyaml.Value) {
	o := v.Object(unknownKey, append([]string{keyName, keyGroup, keyAbsent, keyOrdered, keyWeighted}, trunkKeys()...)...)
	t := trunkReader{&Thing{Place: Place{Kind: change.EnterpriseTrunk, Name: name(o, keyName)}, Line: o.Line()}}
	if _, found := o.Get(keyGroup); found {
		t.Group = name(o, keyGroup)
	}
	if !r.isNew(o, t.Place) {
		return
	}
	t.Trunk.Name = t.Name
	if v, found := o.Get(keyAbsent); found {
		t.Absent, _ = v.Flag()
	}
	if t.Absent {
		for _, key := range o.Keys() {
			if !slices.Contains([]string{keyName, keyGroup, keyAbsent}, key) {
				o.Key(key).Fail("%s means nothing beside absent: true: leave out one of the two", key)
			}
		}
	}
	t.routing(o)
	for _, f := range routing.Fields() {
		if v, found := o.Get(string(f)); found && slices.Contains(trunkKeys(), string(f)) {
			t.say(f, v)
		}
	}
	t.contradictions(o)
	r.file.Things = append(r.file.Things, *t.Thing)
}

// routing reads the one routing object.
func (t trunkReader) routing(o strictyaml.Object) {
	ordered, isOrdered := o.Get(keyOrdered)
	weighted, isWeighted := o.Get(keyWeighted)
	if isOrdered && isWeighted {
		first, second := o.Key(keyOrdered), o.Key(keyWeighted)
		if first.Line() > second.Line() {
			first, second = second, first
		}
		second.Fail("an enterprise trunk is ordered or weighted, and both are given, the other in line %d: leave out one of them", first.Line())
		return
	}
	mode, v, own := routing.Ordered, ordered, string(routing.FieldOrderingAlgorithm)
	if isWeighted {
		mode, v, own = routing.Weighted, weighted, string(routing.FieldMaxReroutesWithinPriority)
	}
	if !isOrdered && !isWeighted {
		return
	}
	t.Trunk.Mode = mode
	t.Fields = append(t.Fields, routing.FieldMode)
	object := v.Object(unknownKey, own, keyRoutes)
	if v, found := object.Get(own); found {
		t.say(routing.Field(own), v)
	}
	if list, found := object.Get(keyRoutes); found {
		t.routes(list)
	}
}

func (t trunkReader) routes(list strictyaml.Value) {
	t.Fields = append(t.Fields, routing.FieldRoutes)
	if list.IsNull() {
		return
	}
	seen := make(map[routing.Key]int)
	keys := []string{keyGroup, keyTrunkGroup}
	if t.Trunk.Mode == routing.Weighted {
		keys = append(keys, keyPriority, keyWeight)
	}
	for _, v := range list.Items() {
		o := v.Object(unknownKey, keys...)
		route := routing.Route{TrunkGroup: routing.Key{GroupID: name(o, keyGroup), Name: name(o, keyTrunkGroup)}}
		if line, twice := seen[route.TrunkGroup]; twice {
			v.Fail("trunk group %s is in the list twice, first in line %d", route.TrunkGroup, line)
		}
		seen[route.TrunkGroup] = v.Line()
		if t.Trunk.Mode == routing.Weighted {
			route.Priority = within(o, keyPriority, routing.MinPriority, routing.MaxPriority)
			route.Weight = within(o, keyWeight, routing.MinWeight, routing.MaxWeight)
		}
		t.Trunk.Routes = append(t.Trunk.Routes, route)
	}
	if t.Trunk.Mode == routing.Weighted {
		slices.SortFunc(t.Trunk.Routes, routing.Route.Compare)
	}
}

// within reads a number that has to be there.
func within(o strictyaml.Object, key string, least, most int) int {
	v, found := o.Get(key)
	if !found {
		o.Fail("%s is missing: it is %d to %d", key, least, most)
		return least
	}
	n, _ := strconv.Atoi(number(v, "", least, most, false))
	return n
}

// say reads one field that is not in a list.
func (t trunkReader) say(f routing.Field, v strictyaml.Value) {
	t.Fields = append(t.Fields, f)
	switch f {
	case routing.FieldOrderingAlgorithm:
		t.Trunk.OrderingAlgorithm = v.One(routing.Algorithms()...)
	case routing.FieldExhaustionAction:
		t.Trunk.ExhaustionAction = v.One(routing.None, routing.Forward)
	case routing.FieldExhaustionDestination:
		t.Trunk.ExhaustionDestination = v.Text()
	case routing.FieldCapacityManagement:
		on, _ := v.Flag()
		t.Trunk.CapacityManagement = &on
	default:
		least, most := f.Range()
		if text := number(v, "", least, most, f.IsClearable()); text != "" {
			n, _ := strconv.Atoi(text)
			*t.Trunk.Number(f) = &n
		}
		if slices.Contains(routing.Seldom(), f) {
			t.Trunk.Reported = append(t.Trunk.Reported, f)
		}
	}
}

// contradictions are fields that mean nothing beside another one of the file.
func (t trunkReader) contradictions(o strictyaml.Object) {
	if key := string(routing.FieldExhaustionDestination); t.Trunk.ExhaustionAction == routing.None && slices.Contains(t.Fields, routing.FieldExhaustionDestination) {
		o.Key(key).Fail("%s means nothing beside %s: %s: leave it out", key, routing.FieldExhaustionAction, routing.None)
	}
	if on := t.Trunk.CapacityManagement; on == nil || *on {
		return
	}
	for _, f := range routing.Managed() {
		if slices.Contains(t.Fields, f) {
			o.Key(string(f)).Fail("%s means nothing beside %s: false: leave it out", f, routing.FieldCapacityManagement)
		}
	}
}
