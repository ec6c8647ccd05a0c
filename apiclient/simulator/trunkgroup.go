package simulator

import (
	"cmp"
	"errors"
	"fmt"
)

// trunkGroup is a SIP trunk of a group. A nil number is one that the platform
// does not report.
type trunkGroup struct {
	Name string `json:"name"`

	MaxActiveCalls   int  `json:"maxActiveCalls"`
	MaxIncomingCalls *int `json:"maxIncomingCalls"`
	MaxOutgoingCalls *int `json:"maxOutgoingCalls"`

	BurstingMaxActiveCalls   *int `json:"burstingMaxActiveCalls"` // nil: bursting is off
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
