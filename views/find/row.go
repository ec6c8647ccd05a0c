package find

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"banyan/internal/find"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// errNothing is why nothing is searched for before something is typed.
var errNothing = errors.New("type what you look for")

// kind is what was found, as one chooses among it.
type kind int

const (
	all kind = iota
	numbers
	names
	devices
	kinds // how many there are
)

func (k kind) String() string { return [...]string{"all", "numbers", "names", "devices"}[k] }

// row is one place that was found, with its path.
type row struct {
	path     find.Path
	kind     kind
	forwards []find.Forward // by which it was found
}

func (r row) at() find.Fact { return r.path.Parts[0] }

func (r row) id() string {
	p := r.at().Place
	return fmt.Sprintf("%d\x00%s\x00%s\x00%s", p.Kind, p.Tenant, p.Group, p.Name)
}

// rowsOf returns what the platform told, and what the names tell beyond that: by kind, that of the
// best first.
func rowsOf(q find.Query, searched, atOnce []find.Path) []row {
	seen := make(map[find.Place]bool, len(searched))
	byKind := map[kind][]row{}
	var order []kind
	add := func(p find.Path) {
		place := p.Parts[0].Place
		if seen[place] {
			return
		}
		seen[place] = true
		k := kindOf(p.Parts[0], q)
		if byKind[k] == nil {
			order = append(order, k)
		}
		byKind[k] = append(byKind[k], row{p, k, q.Forwards(p.Parts[0])})
	}
	for _, p := range slices.Concat(searched, atOnce) {
		add(p)
	}
	var rows []row
	for _, k := range order {
		rows = append(rows, byKind[k]...)
	}
	return rows
}

// kindOf says what a place was found as: as a device where no name of it has the text.
func kindOf(f find.Fact, q find.Query) kind {
	has := func(name string) bool { return hasPart(name, q.Text) }
	switch {
	case f.Kind == find.User || f.Kind == find.PhoneNumber || len(q.Forwards(f)) > 0:
		return numbers
	case f.Device != "" && has(f.Device) && !has(f.ID()) && !has(f.Label):
		return devices
	}
	return names
}

// columns draws the rows of a search.
type columns struct {
	glyphs ui.Glyphs
	text   *ui.TextField
	search *search
	out    func(find.Place) figures.Out
	narrow func() bool // there is no room for the domains of users
}

func (c columns) all() []ui.Column[row] {
	glyphs := c.glyphs
	trunkGroup := func(r row) find.Fact { f, _ := r.path.TrunkGroup(); return f }
	figuresOf := func(r row) find.Fact {
		if f, ok := r.path.TrunkGroup(); ok {
			return f
		}
		return r.at()
	}
	return []ui.Column[row]{
		{Key: "found", Title: "FOUND", Min: 20, Max: 44, Flex: true, Middle: true, Cell: c.found, Full: func(r row) string { return r.at().ID() }},
		{Key: "what", Title: "WHAT", Min: 5, Max: 50, Flex: true, Priority: 2, Cell: c.what},
		{
			Key: "trunkgroup", Title: "TRUNK GROUP", Min: 12, Max: 32, Flex: true, Middle: true, Spare: true, Cell: c.trunkGroup,
			Full: func(r row) string { return trunkGroup(r).Name },
		},
		{Key: "state", Title: "STATE", Min: 6, Priority: 1, Spare: true, Cell: func(r row) ui.Cell { return stateCell(glyphs, trunkGroup(r)) }, Full: func(r row) string { return trunkGroup(r).State }},
		{Key: "out", Near: true, Spare: true, Cell: func(r row) ui.Cell { return c.out(figuresOf(r).Place).Mark(glyphs) }},
		{Key: "calls", Title: "CALLS", Right: true, Spare: true, Cell: func(r row) ui.Cell { return callsCell(glyphs, figuresOf(r)) }},
		{Key: "in", Title: "IN", Min: 16, Max: 44, Flex: true, Middle: true, Cell: func(r row) ui.Cell { return inCell(glyphs, r) }, Full: func(r row) string { return page.PathText(r.at().Tenant, r.at().Group) }},
		{
			Key: "from", Title: "CALLS FROM", Min: 14, Max: 40, Flex: true, Wide: true, From: 140, Cell: func(r row) ui.Cell { return usesCell(trunkGroup(r)) },
			Full: func(r row) string { return usesText(trunkGroup(r), -1) },
		},
		{Key: "read", Title: "READ", Priority: 3, Spare: true, Cell: func(r row) ui.Cell {
			if f := figuresOf(r); f.IsKept {
				return ui.Cell{Text: page.ClockText(f.At, c.search.now()), Tone: ui.Muted}
			}
			return page.Absent()
		}},
	}
}

// found is what was found, with what was typed in it.
func (c columns) found(r row) ui.Cell {
	name := r.at().ID()
	if r.kind == devices {
		name = r.at().Device
	}
	typed := strings.TrimSpace(c.text.Text())
	if own, domain, _ := strings.Cut(name, "@"); r.at().Kind == find.User && c.narrow() && own != "" && !strings.Contains(typed, "@") && (hasPart(own, typed) || !hasPart(domain, typed)) {
		name = own // the path has all of it
	}
	return page.MatchCell(name, typed, ui.Plain)
}

// hasPart reports whether a name has a part, in capitals or not.
func hasPart(name, part string) bool {
	return strings.Contains(strings.ToLower(name), strings.ToLower(part))
}

// what is its kind and what it is called, with what was typed in that; or that it forwards calls to what
// was typed.
func (c columns) what(r row) ui.Cell {
	if len(r.forwards) > 0 {
		return page.MatchCell(find.ForwardText(r.forwards), strings.TrimSpace(c.text.Text()), ui.Plain)
	}
	text := r.at().Kind.String()
	if r.kind == devices {
		text = "device"
	}
	cell := ui.Cell{Text: text, Tone: ui.Muted}
	if label := r.at().Label; label != "" && label != r.at().ID() {
		if r.at().Kind == find.User && r.kind != devices && c.narrow() {
			return page.MatchCell(label, strings.TrimSpace(c.text.Text()), ui.Plain) // that it is a user is seen
		}
		return page.Joined(ui.Cell{Text: " "}, cell, page.MatchCell(label, strings.TrimSpace(c.text.Text()), ui.Plain))
	}
	return cell
}

// trunkGroup is the trunk group that calls go by. One that is not known yet is no "none".
func (c columns) trunkGroup(r row) ui.Cell {
	if f, ok := r.path.TrunkGroup(); ok {
		return ui.Cell{Text: f.Name, Name: true}
	}
	if at := r.at(); at.Kind == find.User && !strings.Contains(at.Detail, "user") {
		if c.search.Busy() {
			return ui.Cell{Text: c.glyphs.Unknown, Tone: ui.Unknown}
		}
		return page.Unread()
	}
	return page.Absent()
}

// inCell is the group and the tenant of a place.
func inCell(glyphs ui.Glyphs, r row) ui.Cell {
	at := r.at()
	if at.Kind == find.Tenant {
		return page.Absent()
	}
	if at.Kind == find.Group || at.Group == "" {
		return ui.Cell{Text: at.Tenant, Tone: ui.Muted, Name: true}
	}
	return ui.Cell{Text: safetext.Name(at.Group), Then: []ui.Cell{{Text: " " + glyphs.PathSep + " ", Tone: ui.Faint}, {Text: safetext.Name(at.Tenant), Tone: ui.Muted}}}
}

func usesCell(f find.Fact) ui.Cell {
	text := usesText(f, 1)
	if text == "" {
		return page.Absent()
	}
	return ui.Cell{Text: text, Tone: ui.Muted}
}

// usesText names the enterprise trunks that send calls to a trunk group, the first few; all of
// them where most is negative.
func usesText(f find.Fact, most int) string {
	var words []string
	for i, u := range f.UsedBy {
		if i == most {
			words = append(words, fmt.Sprintf("and %d more", len(f.UsedBy)-i))
			break
		}
		word := safetext.Name(u.Trunk)
		if u.Share >= 0 {
			word += fmt.Sprintf(" %d %%", u.Share)
		}
		words = append(words, word)
	}
	if len(words) == 0 && f.UsedByAll {
		return "none"
	}
	return strings.Join(words, ", ")
}
