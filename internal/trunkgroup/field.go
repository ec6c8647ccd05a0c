package trunkgroup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Kind says what the values of a field are. The zero value is none.
type Kind int

// The kinds of field.
const (
	Count  Kind = iota + 1 // a number in decimal
	Flag                   // "true" or "false"
	Text                   // any text
	Choice                 // one of Values, or what else a server says
	Divert                 // the text of a Diversion
)

// The fields that others know by name, spelt as both APIs spell them (APIO 7.2).
const (
	MaxActiveCalls           = "maxActiveCalls"
	EnableBursting           = "enableBursting"
	BurstingMaxActiveCalls   = "burstingMaxActiveCalls"
	MaxIncomingCalls         = "maxIncomingCalls"
	MaxOutgoingCalls         = "maxOutgoingCalls"
	BurstingMaxIncomingCalls = "burstingMaxIncomingCalls"
	BurstingMaxOutgoingCalls = "burstingMaxOutgoingCalls"
	CapacityExceeded         = "capacityExceededAction"
	UnreachableDestination   = "unreachableDestinationAction"
	CallForwardingAlways     = "callForwardingAlwaysAction"

	// Backup is a resource of its own beside the others, in APIO alone (supplement 5.2). Its
	// name is ours.
	Backup = "backup"
)

// mostCalls is the largest limit of a direction and of bursting (OCI).
const mostCalls = 999999

// Field is a setting of a trunk group: the rules are those of the backend, as both portals have
// them in their forms (supplement 5).
type Field struct {
	Name, Label string // as the API and as the screens call it
	Section     string // the part of a form that it belongs to
	Kind        Kind
	Least, Most int      // of a Count; Most 0: no bound
	Longest     int      // of a Text, in characters
	Values      []string // of a Choice
	Optional    bool     // it may have no value
	Needs       string   // the flag without which it means nothing; empty: none
	Says        string   // what it does, in few words; may be empty
}

// The sections, in the order of a form. The backup stands behind those of calls.
const (
	SectionLimits      = "limits"
	SectionDirections  = "limits by direction"
	SectionFull        = "when full"
	SectionUnreachable = "when unreachable"
	SectionBackup      = "backup"
	SectionAlways      = "always"
	SectionIdentity    = "identity"
	SectionScreening   = "screening"
	SectionNumbers     = "numbers and peering"
)

// Fields returns every field that can be edited, in the order of a form. Those that no portal
// edits, and passwords, which are never shown or kept, are not among them.
func Fields() []Field {
	return slices.Concat(capacityFields(), reroutingFields(), identityFields(), screeningFields())
}

func capacityFields() []Field {
	count := func(name, label, section string, least, most int) Field {
		return Field{Name: name, Label: label, Section: section, Kind: Count, Least: least, Most: most}
	}
	direction := func(name, label, needs, says string) Field {
		return Field{Name: name, Label: label, Section: SectionDirections, Kind: Count, Most: mostCalls, Optional: true, Needs: needs, Says: says}
	}
	bursting := count(BurstingMaxActiveCalls, "bursting max active calls", SectionLimits, 0, mostCalls)
	bursting.Needs = EnableBursting
	return []Field{
		count(MaxActiveCalls, "max active calls", SectionLimits, 1, 0),
		{Name: EnableBursting, Label: "bursting", Section: SectionLimits, Kind: Flag},
		bursting,
		direction(MaxIncomingCalls, "max incoming calls", "", "0 lets no call in"),
		direction(MaxOutgoingCalls, "max outgoing calls", "", "0 lets no call out"),
		direction(BurstingMaxIncomingCalls, "bursting incoming calls", EnableBursting, ""),
		direction(BurstingMaxOutgoingCalls, "bursting outgoing calls", EnableBursting, ""),
		diversion(CapacityExceeded, "calls when full", SectionFull),
		count("capacityExceededTrapInitialCalls", "first trap above", SectionFull, 0, mostCalls),
		count("capacityExceededTrapOffsetCalls", "further trap every", SectionFull, 0, mostCalls),
	}
}

func diversion(name, label, section string) Field {
	return Field{Name: name, Label: label, Section: section, Kind: Divert, Values: []string{Forward, Reroute}, Optional: true}
}

func reroutingFields() []Field {
	number := func(name, label string, least, most int) Field {
		return Field{Name: name, Label: label, Section: SectionUnreachable, Kind: Count, Least: least, Most: most}
	}
	timeout := number("invitationTimeout", "invitation timeout, s", 1, 255)
	timeout.Says = "the portals allow 1 to 15"
	return []Field{
		diversion(UnreachableDestination, "calls when unreachable", SectionUnreachable),
		timeout,
		flag("statefulReroutingEnabled", "stateful rerouting", SectionUnreachable),
		flag("sendContinuousOptionsMessage", "OPTIONS all the time", SectionUnreachable),
		number("continuousOptionsSendingIntervalSeconds", "OPTIONS every, s", 30, 86400),
		number("failureOptionsSendingIntervalSeconds", "OPTIONS when failed, s", 10, 86400),
		number("failureThresholdCounter", "failures until down", 1, 60),
		number("successThresholdCounter", "successes until up", 1, 60),
		number("inviteFailureThresholdCounter", "failed INVITEs", 1, 60),
		number("inviteFailureThresholdWindowSeconds", "failed INVITEs within, s", 30, 240),
		diversion(CallForwardingAlways, "calls always", SectionAlways),
	}
}

func flag(name, label, section string) Field {
	return Field{Name: name, Label: label, Section: section, Kind: Flag}
}

func text(name, label, section string, longest int, needs string) Field {
	return Field{Name: name, Label: label, Section: section, Kind: Text, Longest: longest, Optional: needs == "", Needs: needs}
}

func identityFields() []Field {
	return []Field{
		text("pilotUserId", "pilot user", SectionIdentity, 161, ""),
		flag("requireAuthentication", "authentication", SectionIdentity),
		text("sipAuthenticationUserName", "user name", SectionIdentity, 80, "requireAuthentication"),
		text("trunkGroupIdentity", "trunk group identity", SectionIdentity, 161, ""),
		text("otgDtgIdentity", "OTG/DTG identity", SectionIdentity, 80, ""),
		flag("allowTerminationToTrunkGroupIdentity", "calls to its identity", SectionIdentity),
		flag("allowTerminationToDtgIdentity", "calls to its DTG", SectionIdentity),
		flag("includeTrunkGroupIdentity", "sends its identity", SectionIdentity),
		flag("includeDtgIdentity", "sends its DTG", SectionIdentity),
		flag("includeTrunkGroupIdentityForNetworkCalls", "identity to network", SectionIdentity),
		flag("includeOtgIdentityForNetworkCalls", "OTG to network", SectionIdentity),
		flag("enableNetworkAddressIdentity", "network address", SectionIdentity),
	}
}

func screeningFields() []Field {
	choice := func(name, label string, values ...string) Field {
		return Field{Name: name, Label: label, Section: SectionScreening, Kind: Choice, Values: values}
	}
	const all, unscreened, none = "All Originating Calls", "Unscreened Originating Calls", "No Calls"
	return []Field{
		flag("allowUnscreenedCalls", "unscreened calls", SectionScreening),
		flag("allowUnscreenedEmergencyCalls", "unscreened emergency", SectionScreening),
		choice("pilotUserCallingLineIdentityForExternalCallsPolicy", "pilot CLI, external", all, unscreened, none),
		choice("pilotUserCallingLineIdentityForEmergencyCallsPolicy", "pilot CLI, emergency", all, unscreened, none),
		choice("pilotUserChargeNumberPolicy", "pilot charge number", all, unscreened, none),
		choice("pilotUserCallingLineAssertedIdentityPolicy", "pilot asserted identity", all, unscreened),
		choice("pilotUserCallOptimizationPolicy", "pilot optimization", "Optimize For User Services", "Optimize For High Call Volume"),
		choice("clidSourceForScreenedCallsPolicy", "CLID when screened", "Profile Name Profile Number", "Received Name Profile Number", "Received Name Received Number"),
		choice("userLookupPolicy", "user lookup", "Basic", "Extended", "Basic Lookup Prefer From"),
		flag("prefixEnabled", "prefix", SectionNumbers),
		text("prefix", "prefix digits", SectionNumbers, 15, "prefixEnabled"),
		flag("routeToPeeringDomain", "route to a domain", SectionNumbers),
		text("peeringDomain", "peering domain", SectionNumbers, 80, "routeToPeeringDomain"),
	}
}

// Named returns a field by its name, that of the backup too, and false for one that is none of
// ours.
func Named(name string) (f Field, ours bool) {
	f, ours = byName()[name]
	return f, ours
}

// byName is asked for each row of a list.
var byName = sync.OnceValue(func() map[string]Field { //nolint:gochecknoglobals // it never changes
	fields := map[string]Field{}
	for _, f := range slices.Concat(Fields(), backupFields()) {
		fields[f.Name] = f
	}
	return fields
})

func backupFields() []Field {
	backup := diversion(Backup, "backup", SectionBackup)
	backup.Says = "likely for when it is unreachable: which calls it takes is not documented"
	return []Field{backup}
}

// Null is how a value that is null reaches a screen.
const Null = "null"

// Read returns the value of a field among what a server reported, each of which is asked for by
// its name with dots, and false where the field is not reported or cannot be read: then it
// cannot be edited. An optional field has no value where it is not reported.
func (f Field) Read(reported func(name string) (string, bool)) (value string, ok bool) {
	if f.Kind == Divert {
		return readDiversion(f.Prefix(), reported).String(), true
	}
	value, ok = reported(f.Name)
	if !ok || value == Null {
		return "", f.Optional || f.Needs != ""
	}
	switch f.Kind {
	case Count:
		n, err := strconv.ParseFloat(strings.TrimSpace(value), 64) // 6, "6" and 6.0 are the same
		if whole := int64(n); err == nil && n >= 0 && float64(whole) == n {
			return strconv.FormatInt(whole, 10), true
		}
		return "", value == "" && f.Optional
	case Flag:
		switch strings.ToLower(strings.TrimSpace(value)) {
		case "true", "1":
			return "true", true
		case "false", "0":
			return "false", true
		}
		return "", false
	}
	return value, true
}

// Prefix is what the names of a diversion's parts begin with.
func (f Field) Prefix() string { return strings.TrimSuffix(f.Name, "Action") }

// Wrong says what is wrong with a value that a field is to have, and was not told so by a server,
// in few words; nothing where it may have it.
func (f Field) Wrong(value string) string {
	if value == "" {
		if f.Optional {
			return ""
		}
		return "a value is needed"
	}
	switch f.Kind {
	case Count:
		n, err := strconv.Atoi(value)
		if err != nil || n < f.Least || f.Most > 0 && n > f.Most {
			return f.rule()
		}
	case Flag:
		if value != "true" && value != "false" {
			return "on or off"
		}
	case Text:
		if n := utf8.RuneCountInString(value); n > f.Longest {
			return fmt.Sprintf("%d characters, at most %d", n, f.Longest)
		}
	case Choice:
		if !slices.Contains(f.Values, value) {
			return "one of " + strings.Join(f.Values, ", ")
		}
	case Divert:
		return Parse(value).wrong()
	}
	return ""
}

// rule says what a number may be.
func (f Field) rule() string {
	if f.Most == 0 {
		return fmt.Sprintf("%d or more", f.Least)
	}
	return fmt.Sprintf("%d to %d", f.Least, f.Most)
}

// Words returns a value as a screen shows it.
func (f Field) Words(value string) string {
	switch {
	case f.Kind == Flag && value == "true":
		return "on"
	case f.Kind == Flag && value == "false":
		return "off"
	case f.Kind == Divert:
		return Parse(value).Words()
	}
	return value
}
