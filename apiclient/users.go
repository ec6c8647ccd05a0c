package apiclient

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// User is one row of a search for users. Only ID is sure to be set: what the search of a dialect
// does not tell is empty.
type User struct {
	Tenant, Group, ID   string
	LastName, FirstName string
	PhoneNumber         string // as the server spells it: Odin leaves the country out (supplement 1.3)
	Extension           string
	EmailAddress        string
	InTrunkGroup        *bool // nil where not told
}

// UserCriteria says which users are looked for: those that have each text in the field of its
// name. Empty ones are not asked for, and one at least is needed beside the place and the limit.
type UserCriteria struct {
	Tenant, Group string // narrow it down; a group needs a tenant

	ID, LastName, FirstName, EmailAddress string
	PhoneNumber                           string // digits, without the country where that is known
	Extension                             string

	Limit int // at least 1; zero leaves it out
}

// Keep returns those of users that are looked for: a server that does not know a criterion may
// answer with others.
func (c UserCriteria) Keep(users []User) []User {
	return slices.DeleteFunc(slices.Clone(users), func(u User) bool { return !c.keeps(u) })
}

func (c UserCriteria) keeps(u User) bool {
	digits := strings.NewReplacer("+", "", "-", "").Replace(u.PhoneNumber)
	return (c.Tenant == "" || u.Tenant == c.Tenant) && (c.Group == "" || u.Group == c.Group) &&
		holds(u.ID, c.ID) && holds(u.LastName, c.LastName) && holds(u.FirstName, c.FirstName) &&
		holds(u.EmailAddress, c.EmailAddress) && holds(digits, c.PhoneNumber) && holds(u.Extension, c.Extension)
}

func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// Checked returns why c cannot be asked for, or nil.
func (c UserCriteria) Checked() error {
	switch {
	case c.ID+c.LastName+c.FirstName+c.EmailAddress+c.PhoneNumber+c.Extension == "":
		return &NotSearchedError{What: "users", Why: "there is nothing to look for"}
	case c.Group != "" && c.Tenant == "":
		return &NotSearchedError{What: "users of group " + c.Group, Why: "of which tenant it is was not said"}
	}
	return nil
}

// NumberUse is where a phone number is, and who has it. User is empty where nobody does.
type NumberUse struct {
	Tenant, Group, User string
	PhoneNumber         string // as the server spells it; empty where it does not repeat it
	Extension           string
	LastName, FirstName string
}

// UserKind says by what a user makes and gets calls. The zero value was not told.
type UserKind int

// The kinds of user.
const (
	UserKindUnknown UserKind = iota
	TrunkUser                // by a trunk group of its own group
	HostedUser               // by a device
	NoEndpoint               // by nothing
)

// String returns a few words for k.
func (k UserKind) String() string {
	return [...]string{"kind of user not told", "trunk user", "hosted user", "user without a device"}[k]
}

// UserEndpoint is what a user makes and gets calls by.
type UserEndpoint struct {
	Kind            UserKind
	TrunkGroup      string // of the user's own group
	EnterpriseTrunk string // that the user is in, where told; Odin alone does
	Device          string
	IsPilot         bool
}

// NumberRange is some numbers of a tenant that follow one another, as the server spells them.
// Last is First for a single one. Group is empty where none has them.
type NumberRange struct {
	Group       string
	First, Last string
}

// NotSearchedError says that something was not looked for, since a dialect cannot: it is no
// statement that there is none.
type NotSearchedError struct{ What, Why string }

func (e *NotSearchedError) Error() string { return e.What + " not searched: " + e.Why }

// CutError comes with as many rows as were asked for: there may be more.
type CutError struct {
	Op    string
	Limit int
}

func (e *CutError) Error() string {
	return fmt.Sprintf("%s: cut at %d: there may be more", e.Op, e.Limit)
}

// Partial tells that a value came with the error.
func (*CutError) Partial() bool { return true }

// NoHolderError says that the platform answered to the question for the holder of a number with a
// refusal. That is how it says that nobody has it, and a platform without this search answers
// no other (supplement 1.1).
type NoHolderError struct {
	Number string
	Err    error
}

func (e *NoHolderError) Error() string {
	return "no holder of " + e.Number + " is told: " + e.Err.Error()
}

// Unwrap returns the refusal.
func (e *NoHolderError) Unwrap() error { return e.Err }

// CutAt returns err, or a CutError where a list has as many rows as were asked for.
func CutAt[T any](rows []T, err error, op string, limit int) error {
	var cut error
	if limit > 0 && len(rows) >= limit {
		cut = &CutError{Op: op, Limit: limit}
	}
	return cmp.Or(err, cut)
}
