package capacity

// Licence is how many trunk groups a tenant or a group may have, and how many it has. A
// Reading that is not read was not told. The zero value is one of which nothing was told.
type Licence struct {
	Allowed Reading // the most that it may have, or may give to what is below it
	Given   Reading // of a tenant: to its groups; of a group: to it
	InUse   Reading // trunk groups that are there
}

// IsOver reports whether more is given or in use than is allowed, with what that is.
func (l Licence) IsOver() (taken Limit, over bool) {
	allowed, read := l.Allowed.Limit()
	for _, r := range []Reading{l.Given, l.InUse} {
		if limit, ok := r.Limit(); read && ok && limit.Compare(allowed) > 0 && limit.Compare(taken) > 0 {
			taken, over = limit, true
		}
	}
	return taken, over
}

// Finding returns what is wrong with a licence at a place, and false where nothing is.
func (l Licence) Finding(path ...string) (Finding, bool) {
	own := level{own: "tenant", path: path}
	if len(path) > 1 {
		own.own = "group"
	}
	own.findLicence(l)
	return Worst(own.findings)
}
