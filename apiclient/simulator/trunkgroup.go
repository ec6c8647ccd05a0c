package simulator

import "cmp"

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
