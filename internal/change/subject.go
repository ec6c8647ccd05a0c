package change

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"banyan/apiclient"
)

// Kind says what a Subject is. The zero value is no kind.
type Kind string

// The kinds of subject that can be edited.
const (
	EnterpriseTrunk Kind = "enterprise trunk"
	TenantCapacity  Kind = "tenant capacity"
	GroupCapacity   Kind = "group capacity"
	TrunkGroup      Kind = "trunk group"
	// Channels are calls that are added to a trunk group and to what is above it. They
	// are saved level by level: only their draft is kept under this kind.
	Channels Kind = "added channels"
)

// Subject names what an edit is about. It is comparable, and the zero value names
// nothing. Group is empty above that level, and Name is empty for a capacity; the
// subject of an object that is still to be created may have no Name either.
type Subject struct {
	Host    string `json:"host"`    // as the connection spells it, so that no other host's entry is ever settled here
	Dialect string `json:"dialect"` // "APIO" or "Odin"
	Kind    Kind   `json:"kind"`
	Tenant  string `json:"tenant"`
	Group   string `json:"group,omitempty"`
	Name    string `json:"name,omitempty"`
}

// Path returns the ids from the tenant down.
func (s Subject) Path() []string {
	path := []string{s.Tenant}
	if s.Group != "" {
		path = append(path, s.Group)
	}
	if s.Name != "" {
		path = append(path, s.Name)
	}
	return path
}

// ID returns the subject's own id, the last of its path: what has to be typed before
// a dangerous edit.
func (s Subject) ID() string {
	path := s.Path()
	return path[len(path)-1]
}

// Owner returns whose the enterprise trunk is that s names.
func (s Subject) Owner() apiclient.TrunkOwner {
	return apiclient.TrunkOwner{Tenant: s.Tenant, Group: s.Group}
}

// Named returns the subject of the same kind and place under another name.
func (s Subject) Named(name string) Subject {
	s.Name = name
	return s
}

// String returns the kind and the path, as they are: whoever draws them makes them
// safe.
func (s Subject) String() string { return string(s.Kind) + " " + strings.Join(s.Path(), "/") }

// key is a file name for s: names may hold anything, a digest may not.
func (s Subject) key() string {
	text, err := json.Marshal(s)
	if err != nil {
		text = []byte(s.String()) // a struct of strings always encodes
	}
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:12])
}
