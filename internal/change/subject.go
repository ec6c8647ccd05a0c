package change

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/internal/statefile"
)

// Kind says what a Subject is. The zero value is no kind.
type Kind string

// The kinds of subject that can be edited.
const (
	EnterpriseTrunk Kind = "enterprise trunk"
	TenantCapacity  Kind = "tenant capacity"
	GroupCapacity   Kind = "group capacity"
	TrunkGroup      Kind = "trunk group"
	// TrunkGroupBackup is the backup of a trunk group, which some servers have as a resource of
	// its own. It is named as the trunk group is.
	TrunkGroupBackup Kind = "trunk group backup"
	// Channels are calls that are added to a trunk group and to what is above it. They
	// are saved level by level: only their draft is kept under this kind.
	Channels Kind = "added channels"
	// Plans are the plans of a tenant, of which one is applied at a time: only their lock is
	// taken under this kind.
	Plans Kind = "plans of tenant"
)

// Subject names what an edit is about. It is comparable, and the zero value names
// nothing. Group is empty above that level, and Name is empty for a capacity; the
// subject of an object that is still to be created may have no Name either.
type Subject struct {
	Host    string `json:"host"`    // as the connection writes it; CanonicalHost compares it
	Dialect string `json:"dialect"` // "APIO" or "Odin"
	Kind    Kind   `json:"kind"`
	Tenant  string `json:"tenant"`
	Group   string `json:"group,omitempty"`
	Name    string `json:"name,omitempty"`
}

// Path returns the ids from the tenant down.
func (s Subject) Path() []string {
	below := slices.DeleteFunc([]string{s.Group, s.Name}, func(id string) bool { return id == "" })
	return append([]string{s.Tenant}, below...)
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

// String returns the kind and the path, as they are: whoever draws them makes them safe.
func (s Subject) String() string { return string(s.Kind) + " " + strings.Join(s.Path(), "/") }

// CanonicalHost returns the one name of a host[:port] that may be written in several ways:
// in lower case, without a last dot, without the port of HTTP or HTTPS, and with one
// spelling of an address. The loopback addresses 127.0.0.1 and ::1 are localhost; every
// other one of 127.0.0.0/8 may be the end of another tunnel and stays itself. What is no
// host[:port] is only put in lower case. A path behind it, of one platform of several on a host,
// stays as it is.
func CanonicalHost(host string) string {
	host, path, _ := strings.Cut(host, "/")
	if path != "" {
		path = "/" + path
	}
	name, port := strings.ToLower(host), ""
	_, notBare := netip.ParseAddr(name) // has colons and no port
	if at := strings.LastIndexByte(name, ':'); notBare != nil && at > strings.LastIndexByte(name, ']') {
		if number, err := strconv.ParseUint(name[at+1:], 10, 16); err == nil {
			name = name[:at]
			if number != 80 && number != 443 {
				port = ":" + strconv.FormatUint(number, 10)
			}
		}
	}
	name = strings.TrimSuffix(name, ".")
	if address, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		switch address = address.Unmap(); {
		case address == netip.IPv6Loopback(), address.String() == "127.0.0.1":
			name = "localhost"
		case address.Is6():
			name = "[" + address.String() + "]"
		default:
			name = address.String()
		}
	}
	return name + port + path
}

// canonical is what is compared of s, and what keys and locks are made of.
func (s Subject) canonical() Subject {
	s.Host = CanonicalHost(s.Host)
	return s
}

// is reports whether s and another name the same, however their hosts are written.
func (s Subject) is(other Subject) bool { return s.canonical() == other.canonical() }

// key is a file name for s: names may hold anything, a digest may not.
func (s Subject) key() string { return s.canonical().digest() }

// digest is a file name for s as it is written. Earlier versions took it for the key.
func (s Subject) digest() string {
	text, _ := json.Marshal(s) // a struct of strings always encodes
	return statefile.Digest(string(text))
}
