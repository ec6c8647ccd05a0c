package trunkgroup

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The actions of a diversion, spelt as the API spells them.
const (
	Forward = "Forward" // to an address
	Reroute = "Reroute" // to another trunk group
)

// longestAddress is the most characters of an address (OutgoingDNorSIPURI).
const longestAddress = 161

// Diversion is where calls go instead: to an address or to another trunk group. The zero value
// is nowhere. An action that is neither is kept as the server says it.
type Diversion struct {
	Action  string `json:"action"`
	Address string `json:"address,omitempty"` // with Forward: a number, or a SIP URI without "sip:"
	Group   string `json:"group,omitempty"`   // with Reroute
	Name    string `json:"name,omitempty"`
}

// Parse returns the diversion of its text; of anything else one whose action that is.
func Parse(text string) (d Diversion) {
	if text != "" && json.Unmarshal([]byte(text), &d) != nil {
		return Diversion{Action: text}
	}
	return d
}

// String returns the diversion as text: equal ones have equal text, and nowhere is empty.
func (d Diversion) String() string {
	switch d.Action {
	case "":
		return ""
	case Forward:
		d.Group, d.Name = "", ""
	case Reroute:
		d.Address = ""
	default:
		d = Diversion{Action: d.Action}
	}
	text, _ := json.Marshal(d) // a struct of texts always encodes
	return string(text)
}

// Words returns the diversion as a screen shows it.
func (d Diversion) Words() string {
	switch d.Action {
	case Forward:
		return "forward to " + cmp.Or(d.Address, "?")
	case Reroute:
		if d.Group == "" {
			return "reroute to " + cmp.Or(d.Name, "?")
		}
		return fmt.Sprintf("reroute to %s (%s)", cmp.Or(d.Name, "?"), d.Group)
	}
	return d.Action
}

// readDiversion reads an action and what belongs to it. The old destination of another action
// may still be reported: it means nothing.
func readDiversion(prefix string, reported func(string) (string, bool)) Diversion {
	get := func(names ...string) string {
		for _, name := range names {
			if value, ok := reported(prefix + name); ok && value != Null {
				return value
			}
		}
		return ""
	}
	d := Diversion{Action: get("Action")}
	switch strings.ToLower(d.Action) {
	case "", "none":
		return Diversion{}
	case "forward":
		d.Action, d.Address = Forward, get("ForwardAddress")
	case "reroute":
		d.Action = Reroute
		const key, name = "RerouteTrunkGroupKey", "RerouteTrunkGroup"
		d.Group, d.Name = get(key+".groupId", name+".groupId"), get(key+".name", name+".name", key, name)
	}
	return d
}

// wrong says what is wrong with a diversion in few words.
func (d Diversion) wrong() string {
	switch d.Action {
	case Forward:
		return WrongAddress(d.Address)
	case Reroute:
		if d.Group == "" || d.Name == "" {
			return "choose a trunk group"
		}
		return ""
	}
	return "one of " + Forward + ", " + Reroute + ", or none"
}

// WrongAddress says what is wrong with an address to forward to, in few words: it is a number, or
// a SIP URI without "sip:" (supplement 5.1).
func WrongAddress(address string) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	user, host, isURI := strings.Cut(address, "@")
	switch n := utf8.RuneCountInString(address); {
	case address == "":
		return "an address is needed"
	case n > longestAddress:
		return fmt.Sprintf("%d characters, at most %d", n, longestAddress)
	case strings.HasPrefix(strings.ToLower(address), "sip:"), strings.HasPrefix(strings.ToLower(address), "sips:"):
		return "without sip: before it"
	case !isURI && (strings.Trim(address, "+0123456789-.() *#") != "" || !strings.ContainsAny(address, "0123456789")):
		return "a number, or user@host"
	case isURI && (user == "" || host == "" || strings.Trim(user, letters+"-_.!~*'()+") != "" || strings.Trim(host, letters+"-.") != ""):
		return "a number, or user@host"
	}
	return ""
}
