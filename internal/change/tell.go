package change

import "banyan/internal/routing"

// Running is what Entry.Outcome says of a save that has no verdict yet because its
// process, which lives, is still at it.
const Running = "running"

// AppliedLate is what Entry.Outcome says of a save that was found applied after it had
// been called otherwise.
const AppliedLate = eventLate

// Outcome returns how the save ended in one word for people: its verdict, Running or
// Unknown where it has none, and AppliedLate.
func (e Entry) Outcome() string {
	switch {
	case e.Late:
		return AppliedLate
	case e.Verdict != "":
		return string(e.Verdict)
	case e.Held:
		return Running
	}
	return string(Unknown)
}

// Told is one field of a save in words: what was there before, what was wanted, and
// what was read back. One that does not apply or was not reported is empty.
type Told struct {
	Name                   string // as the images spell it
	Before, Mine, ReadBack string
	Changed                bool // the save was to change it
}

// Fields returns every field that the save changed or that was read back as something
// else than was wanted, in the order of its kind.
func (e Entry) Fields() []Told {
	var out []Told
	for _, name := range fieldNames(e.Before, e.Mine, e.ReadBack) {
		before, _ := e.Before.field(name)
		mine, _ := e.Mine.field(name)
		found, _ := e.ReadBack.field(name)
		changed := !before.same(mine)
		if !changed && (!e.ReadBack.Exists() || mine.same(found)) {
			continue
		}
		out = append(out, Told{
			Name:     name,
			Before:   Text(e.Subject.Kind, name, before.Value),
			Mine:     Text(e.Subject.Kind, name, mine.Value),
			ReadBack: Text(e.Subject.Kind, name, found.Value),
			Changed:  changed,
		})
	}
	return out
}

// Label returns a field of an image in the words of the screens.
func Label(name string) string {
	switch name {
	case BurstingMaxActiveCalls:
		return "bursting max active calls"
	case EnableBursting:
		return "bursting"
	}
	return routing.Field(name).Label()
}
