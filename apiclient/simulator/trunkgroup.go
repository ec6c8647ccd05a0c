package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// trunkGroup is a SIP trunk of a group. A nil number is one that the platform
// does not report.
type trunkGroup struct {
	Name string `json:"name"`

	MaxActiveCalls   int  `json:"maxActiveCalls"`
	MaxIncomingCalls *int `json:"maxIncomingCalls"`
	MaxOutgoingCalls *int `json:"maxOutgoingCalls"`

	BurstingMaxActiveCalls   *int `json:"burstingMaxActiveCalls"` // nil: bursting is off, or has no number
	BurstingMaxIncomingCalls *int `json:"burstingMaxIncomingCalls"`
	BurstingMaxOutgoingCalls *int `json:"burstingMaxOutgoingCalls"`

	State               string `json:"trunkGroupState"`
	ActiveIncomingCalls *int   `json:"totalActiveIncomingCalls"`
	ActiveOutgoingCalls *int   `json:"totalActiveOutgoingCalls"`

	CallForwardingAlways   *diversion `json:"callForwardingAlways"`
	UnreachableDestination *diversion `json:"unreachableDestination"`
	CapacityExceeded       *diversion `json:"capacityExceeded"`

	DeviceName                string `json:"deviceName"`
	DeviceLevel               string `json:"deviceLevel"`
	Department                string `json:"department"`
	PilotUserID               string `json:"pilotUserId"`
	TrunkingMode              string `json:"trunkingMode"`
	SIPAuthenticationUserName string `json:"sipAuthenticationUserName"`

	Users []trunkUser `json:"users"` // without the pilot user, who may be here too

	seats  seats // generated ones
	bursts bool  // bursting is on without a number of its own, which is optional (supplement 5)

	written rawObject // what was written to its other settings: null where that took one away
}

// isBursting reports whether bursting is on.
func (t trunkGroup) isBursting() bool { return t.bursts || t.BurstingMaxActiveCalls != nil }

// trunkUser is a user of a trunk group. A phone number is spelt +CC-national.
type trunkUser struct {
	UserID       string `json:"userId"`
	LastName     string `json:"lastName"`
	FirstName    string `json:"firstName"`
	PhoneNumber  string `json:"phoneNumber"`
	Extension    string `json:"extension"`
	Department   string `json:"department"`
	EmailAddress string `json:"emailAddress"`

	EnterpriseTrunk string `json:"enterpriseTrunk"` // that the user is in; Odin tells
	DeviceName      string `json:"deviceName"`      // of a hosted user
}

// diversion sends calls elsewhere: to an address or, when that is empty, to
// another trunk group.
type diversion struct {
	ForwardTo string    `json:"forwardTo"`
	RerouteTo *groupKey `json:"rerouteTo"`
}

type groupKey struct {
	GroupID string `json:"groupId"`
	Name    string `json:"name"`
}

func (t trunkGroup) mode() string { return cmp.Or(t.TrunkingMode, "normal") }

// users are all of them.
func (t trunkGroup) users() []trunkUser { return append(slices.Clip(t.listed()), t.seats.users()...) }

// listed are those that are no generated ones: a pilot user is one (supplement 5).
func (t trunkGroup) listed() []trunkUser {
	if t.PilotUserID == "" || slices.ContainsFunc(t.Users, func(u trunkUser) bool { return u.UserID == t.PilotUserID }) {
		return t.Users
	}
	return append([]trunkUser{{UserID: t.PilotUserID}}, t.Users...)
}

func (t trunkGroup) check(seen map[string]bool) error {
	problems := []error{
		checkName("name", t.Name),
		checkCount("maxActiveCalls", &t.MaxActiveCalls, 1),
		checkCount("maxIncomingCalls", t.MaxIncomingCalls, 0),
		checkCount("maxOutgoingCalls", t.MaxOutgoingCalls, 0),
		checkCount("burstingMaxActiveCalls", t.BurstingMaxActiveCalls, 0),
		checkCount("burstingMaxIncomingCalls", t.BurstingMaxIncomingCalls, 0),
		checkCount("burstingMaxOutgoingCalls", t.BurstingMaxOutgoingCalls, 0),
		checkCount("totalActiveIncomingCalls", t.ActiveIncomingCalls, 0),
		checkCount("totalActiveOutgoingCalls", t.ActiveOutgoingCalls, 0),
	}
	for what, d := range map[string]*diversion{
		"callForwardingAlways":   t.CallForwardingAlways,
		"unreachableDestination": t.UnreachableDestination,
		"capacityExceeded":       t.CapacityExceeded,
	} {
		if d != nil && (d.ForwardTo == "") == (d.RerouteTo == nil) {
			problems = append(problems, fmt.Errorf("%s needs one of forwardTo and rerouteTo", what))
		}
	}
	if seen[t.Name] {
		problems = append(problems, errors.New("is there twice"))
	}
	seen[t.Name] = true
	return errors.Join(problems...)
}

// sipPassword is written only: no answer has it, and nothing here needs it.
const sipPassword = "sipAuthenticationPassword"

// settable are the members of a body that change a trunk group in either dialect.
func settable() []string {
	names := []string{sipPassword}
	for _, f := range trunkgroup.Fields() {
		names = append(names, f.Name)
		if f.Kind == trunkgroup.Divert {
			names = append(names, f.Prefix()+"ForwardAddress", rerouteKey(f.Prefix()))
		}
	}
	return names
}

// writeTrunkGroup carries out a write to a trunk group. Shown is how the dialect shows it now:
// what a body has as it is shown is not looked at, since a client may send back the whole.
func writeTrunkGroup(w *world, tenantID string, g group, held trunkGroup, shown, body rawObject) error {
	body = slices.DeleteFunc(slices.Clone(body), func(m rawMember) bool {
		there, known := shown.get(m.name)
		return known && sameValue(m.value, there)
	})
	next := held
	if number, given := body.get(burstingCalls); given && string(number) == "null" {
		next.BurstingMaxActiveCalls, next.bursts = nil, held.isBursting()
		body = slices.DeleteFunc(body, func(m rawMember) bool { return m.name == burstingCalls })
	}
	most, problem := body.number(maxCalls)
	enable, err := body.truth("enableBursting")
	bursting, wrong := body.number(burstingCalls)
	problems := []error{problem, err, wrong, checkIdentity(w, tenantID, body.text("trunkGroupIdentity"))}
	if n := utf8.RuneCountInString(body.text(sipPassword)); n > longestPassword {
		problems = append(problems, fmt.Errorf("%s has %d characters, more than %d", sipPassword, n, longestPassword))
	}
	for _, f := range trunkgroup.Fields() {
		value, given := body.get(f.Name)
		switch {
		case f.Kind == trunkgroup.Divert:
			problems = append(problems, divert(w, tenantID, &next, f, shown, body))
		case given && !slices.Contains([]string{maxCalls, "enableBursting", burstingCalls}, f.Name):
			problems = append(problems, next.write(f, value))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	return w.changeTrunkGroup(tenantID, g, next, trunkGroupChange{most, enable, bursting})
}

// checkIdentity refuses the identity of another trunk group: a client's log has the sentence,
// of one that is in no other group of its own (supplement 8). This looks in the tenant.
func checkIdentity(w *world, tenantID, identity string) error {
	for _, t := range trunkGroups(w.groups(tenantID)) {
		if identity != "" && t.shownWith(members("trunkGroupIdentity?", t.PilotUserID)).text("trunkGroupIdentity") == identity {
			return fmt.Errorf("[Error 5851] Trunk group with trunk group identity %s already exists.", identity) //nolint:staticcheck // the backend's own sentence
		}
	}
	return nil
}

// createOnly are the members of a body that a new trunk group alone takes.
func createOnly() []string {
	return []string{"name", "department", "accessDevice"}
}

// createTrunkGroup makes a trunk group, or refuses it: its name and calls are needed, the
// name is its own in the group, and the group has a licence left. What is known of the last
// is that a client of the API asks for it (supplement 5); the words are made up.
func createTrunkGroup(w *world, t tenant, g group, body rawObject) error {
	body = slices.DeleteFunc(slices.Clone(body), func(m rawMember) bool { return string(m.value) == `""` })
	made := trunkGroup{Name: body.text("name")}
	problems := []error{checkName("name", made.Name), made.equip(body)}
	if _, given := body.get(maxCalls); !given {
		problems = append(problems, errors.New(maxCalls+" is missing"))
	}
	if _, taken := g.named(made.Name); taken {
		problems = append(problems, errors.New("trunk group already exists: "+made.Name))
	}
	service := trunkingOfGroup(t, g)
	if most, limited := service.given.Calls(); limited && *service.inUse >= most {
		problems = append(problems, fmt.Errorf("the group has %d of %d licences of %s in use", *service.inUse, most, service.name))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	return writeTrunkGroup(w, t.ID, g, made, nil, body.without(createOnly()...))
}

// equip gives a new trunk group its department and device: the dialects differ in their keys.
func (t *trunkGroup) equip(body rawObject) error {
	for _, name := range []string{"department", "accessDevice"} {
		value, given := body.get(name)
		if !given || string(value) == "null" {
			continue
		}
		of, err := parseRaw(value)
		if err != nil {
			return fmt.Errorf("%s %w", name, err)
		}
		called := cmp.Or(of.text("fullPathName"), of.text("departmentName"), of.text("deviceName"), of.text("name"))
		if called == "" {
			return fmt.Errorf("%s has no name", name)
		}
		if name == "department" {
			t.Department = called
		} else {
			t.DeviceName, t.DeviceLevel = called, cmp.Or(of.text("deviceLevel"), of.text("level"))
		}
	}
	return nil
}

// removeTrunkGroup takes a trunk group away. What becomes of an enterprise trunk that routes
// to it is not known (APIO 7.3), so such a one is refused.
func removeTrunkGroup(w *world, tenantID string, g group, name string) error {
	for _, of := range []owner{{tenant: tenantID}, {tenantID, g.ID}} {
		for _, t := range w.trunks(of) {
			if slices.ContainsFunc(t.Routes, func(r routing.Route) bool { return r.TrunkGroup == routing.Key{GroupID: g.ID, Name: name} }) {
				return fmt.Errorf("trunk group %s is in enterprise trunk %s", name, t.Name)
			}
		}
	}
	w.storeTrunkGroup(tenantID, g, name)
	return nil
}

// write sets one setting, or takes it away where it is null.
func (t *trunkGroup) write(f trunkgroup.Field, value json.RawMessage) error {
	text := plain(loose(value))
	if string(value) == "null" {
		if !f.Optional {
			return fmt.Errorf("%s is null", f.Name)
		}
		text = ""
	}
	if wrong := f.Wrong(text); wrong != "" {
		return fmt.Errorf("%s %s: %s", f.Name, value, wrong)
	}
	calls := map[string]**int{
		trunkgroup.MaxIncomingCalls: &t.MaxIncomingCalls, trunkgroup.BurstingMaxIncomingCalls: &t.BurstingMaxIncomingCalls,
		trunkgroup.MaxOutgoingCalls: &t.MaxOutgoingCalls, trunkgroup.BurstingMaxOutgoingCalls: &t.BurstingMaxOutgoingCalls,
	}[f.Name]
	if calls == nil {
		t.written = t.written.with(f.Name, loose(value))
		return nil
	}
	*calls = nil
	if n, err := strconv.Atoi(text); err == nil {
		*calls = &n
	}
	return nil
}

// divert sets where calls go instead, where a body says anything of it.
func divert(w *world, tenantID string, t *trunkGroup, f trunkgroup.Field, shown, body rawObject) error {
	place := map[string]**diversion{
		trunkgroup.CapacityExceeded: &t.CapacityExceeded, trunkgroup.UnreachableDestination: &t.UnreachableDestination,
		trunkgroup.CallForwardingAlways: &t.CallForwardingAlways,
	}[f.Name]
	names := []string{f.Name, f.Prefix() + "ForwardAddress", rerouteKey(f.Prefix())}
	if !slices.ContainsFunc(body, func(m rawMember) bool { return slices.Contains(names, m.name) }) {
		return nil
	}
	for _, m := range body {
		shown = shown.with(m.name, m.value)
	}
	switch action := shown.text(f.Name); action {
	case "", "None":
		*place = nil
	case trunkgroup.Forward:
		to, _ := shown.get(names[1])
		if wrong := trunkgroup.WrongAddress(plain(to)); wrong != "" {
			return fmt.Errorf("%s: %s", names[1], wrong)
		}
		*place = &diversion{ForwardTo: plain(to)}
	case trunkgroup.Reroute:
		key, _ := shown.get(names[2])
		to, err := parseRaw(key)
		at := groupKey{to.text("groupId"), to.text("name")}
		if _, found := w.trunkGroup(tenantID, routing.Key(at)); err != nil || !found {
			return fmt.Errorf("[Error 5126] The trunk group name cannot be found: %s.", at.Name) //nolint:staticcheck // the backend's own sentence
		}
		*place = &diversion{RerouteTo: &at}
	default:
		return fmt.Errorf("%s %q is neither Forward nor Reroute", f.Name, action)
	}
	return nil
}

// shownWith returns how a trunk group is shown with what was written to it.
func (t trunkGroup) shownWith(shown rawObject) rawObject {
	for _, m := range t.written {
		if string(m.value) == "null" {
			shown = shown.without(m.name)
		} else {
			shown = shown.with(m.name, m.value)
		}
	}
	return shown
}
