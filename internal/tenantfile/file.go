package tenantfile

import "slices"

// Version is that of the format. A file of another one is not read.
const Version = 1

// File is what is said of one tenant. The zero value says nothing.
type File struct {
	Name    string // of the file it was read from; empty for none
	Host    string // of the platform, with the path of its gateway where there is one; empty: any
	Dialect string // "APIO" or "Odin", with the host
	Tenant  string
	Things  []Thing // in the order of Sort
}

// Sort puts the things in their order.
func (f *File) Sort() {
	slices.SortFunc(f.Things, func(a, b Thing) int { return a.Compare(b.Place) })
}

// Encode returns the canonical text of what a file says: equal for equal settings.
func (f File) Encode() []byte { return encode(f) }

// Meet holds a file against what is there, thing by thing.
func (f File) Meet(s State) []Meeting {
	var out []Meeting
	for _, t := range f.Things {
		out = append(out, s.meet(t))
	}
	return out
}

// Thing returns what is said of a place, and false where nothing is.
func (f File) Thing(of Place) (Thing, bool) {
	at, found := slices.BinarySearchFunc(f.Things, of, func(t Thing, p Place) int { return t.Compare(p) })
	if !found {
		return Thing{}, false
	}
	return f.Things[at], true
}

// APIs are what a file calls the dialects.
const (
	apiAPIO = "apio"
	apiOdin = "odin"
)

func apiOf(dialect string) string {
	if dialect == dialectOdin {
		return apiOdin
	}
	return apiAPIO
}

func dialectOf(api string) string {
	if api == apiOdin {
		return dialectOdin
	}
	return dialectAPIO
}

// The dialects, as the clients call them.
const (
	dialectAPIO = "APIO"
	dialectOdin = "Odin"
)
