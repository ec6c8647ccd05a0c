package simulator

import (
	"cmp"
	"strings"
)

// apioTrunkGroupItem is a trunk group in a list: no capacity in it (APIO 7.1).
type apioTrunkGroupItem struct {
	Name         string          `json:"name"`
	Department   *apioDepartment `json:"department,omitempty"`
	DeviceName   string          `json:"deviceName,omitempty"`
	DeviceLevel  string          `json:"deviceLevel,omitempty"`
	GroupID      string          `json:"groupId"`
	TrunkingMode string          `json:"trunkingMode"`
}

type apioDepartment struct {
	TenantID       string `json:"tenantId"`
	GroupID        string `json:"groupId"`
	DepartmentName string `json:"departmentName"`
	FullPathName   string `json:"fullPathName,omitempty"`
}

// departmentOf reads a full path such as `Sales \ Inside`: the name is its last part.
func departmentOf(tenantID, groupID, fullPath string) *apioDepartment {
	if fullPath == "" {
		return nil
	}
	parts := strings.Split(fullPath, ` \ `)
	return &apioDepartment{TenantID: tenantID, GroupID: groupID, DepartmentName: parts[len(parts)-1], FullPathName: fullPath}
}

func (a *apio) listTrunkGroups(c *call) response {
	g, absent, found := a.trunkingOf(c)
	if !found {
		return absent
	}
	asked, refused, good := parseCriteria(c, "TrunkGroupName")
	if !good {
		return refused
	}
	groups := []group{g}
	if asked.asked["includeEnterpriseTrunkGroups"] == "true" {
		if t, _ := a.world.tenant(c.names[0]); t.Type != enterprise {
			return refusedBelow("includeEnterpriseTrunkGroups is for enterprises alone")
		}
		groups = a.world.groups(c.names[0])
	}
	list := []apioTrunkGroupItem{}
	for _, g := range groups {
		list = append(list, trunkGroupItems(c.names[0], g, asked)...)
	}
	if refused, over := asked.exceeded(len(list)); over {
		return refused
	}
	return ok(map[string]any{"trunks": list})
}

func trunkGroupItems(tenantID string, g group, asked criteria) []apioTrunkGroupItem {
	if g.Trunking == nil {
		return nil
	}
	var list []apioTrunkGroupItem
	for _, t := range g.TrunkGroups {
		if !asked.is("trunkingMode", t.mode()) || !asked.match(map[string]string{"TrunkGroupName": t.Name}) {
			continue
		}
		list = append(list, apioTrunkGroupItem{
			Name: t.Name, Department: departmentOf(tenantID, g.ID, t.Department),
			DeviceName: t.DeviceName, DeviceLevel: t.DeviceLevel, GroupID: g.ID, TrunkingMode: t.mode(),
		})
	}
	return list
}

func (a *apio) showTrunkGroup(c *call) response {
	g, t, absent, found := a.trunkGroupOf(c)
	if !found {
		return absent
	}
	return ok(newAPIOTrunkGroup(c.names[0], g.ID, t))
}

// changeTrunkGroup changes the figures of a trunk group, and none of its other
// fields.
func (a *apio) changeTrunkGroup(c *call) response {
	g, held, absent, found := a.trunkGroupOf(c)
	if !found {
		return absent
	}
	var given struct {
		MaxActiveCalls         *int  `json:"maxActiveCalls"`
		EnableBursting         *bool `json:"enableBursting"`
		BurstingMaxActiveCalls *int  `json:"burstingMaxActiveCalls"`
	}
	if refused, good := change(c, &given); !good {
		return refused
	}
	ask := trunkGroupChange{given.MaxActiveCalls, given.EnableBursting, given.BurstingMaxActiveCalls}
	if err := a.world.changeTrunkGroup(c.names[0], g, held, ask); err != nil {
		return refusedAll(err)
	}
	return a.showTrunkGroup(c)
}

// apioTrunkGroup is a trunk group on its own, in the field order of APIO 7.2.
// Whether the API repeats the name here is not known, so it does not: a client
// must keep the name it asked for. A password is written only, never read.
type apioTrunkGroup struct {
	MaxActiveCalls     int  `json:"maxActiveCalls"`
	MaxIncomingCalls   *int `json:"maxIncomingCalls,omitempty"`
	MaxOutgoingCalls   *int `json:"maxOutgoingCalls,omitempty"`
	LimitIncomingCalls bool `json:"limitIncomingCalls"`
	LimitOutgoingCalls bool `json:"limitOutgoingCalls"`
	EnableBursting     bool `json:"enableBursting"`
	BurstingMaxActive  *int `json:"burstingMaxActiveCalls,omitempty"`
	BurstingMaxIn      *int `json:"burstingMaxIncomingCalls,omitempty"`
	BurstingMaxOut     *int `json:"burstingMaxOutgoingCalls,omitempty"`

	CapacityExceededAction         string   `json:"capacityExceededAction,omitempty"`
	CapacityExceededForwardAddress string   `json:"capacityExceededForwardAddress,omitempty"`
	CapacityExceededRerouteKey     *apioKey `json:"capacityExceededRerouteTrunkGroupKey,omitempty"`
	CapacityExceededTrapInitial    int      `json:"capacityExceededTrapInitialCalls"`
	CapacityExceededTrapOffset     int      `json:"capacityExceededTrapOffsetCalls"`
	UnreachableAction              string   `json:"unreachableDestinationAction,omitempty"`
	UnreachableForwardAddress      string   `json:"unreachableDestinationForwardAddress,omitempty"`
	UnreachableRerouteKey          *apioKey `json:"unreachableDestinationRerouteTrunkGroupKey,omitempty"`
	ForwardingAlwaysAction         string   `json:"callForwardingAlwaysAction,omitempty"`
	ForwardingAlwaysForwardAddress string   `json:"callForwardingAlwaysForwardAddress,omitempty"`
	ForwardingAlwaysRerouteKey     *apioKey `json:"callForwardingAlwaysRerouteTrunkGroupKey,omitempty"`

	InvitationTimeout         int             `json:"invitationTimeout"`
	PilotUserID               string          `json:"pilotUserId,omitempty"`
	Department                *apioDepartment `json:"department,omitempty"`
	AccessDevice              *apioDevice     `json:"accessDevice,omitempty"`
	RequireAuthentication     bool            `json:"requireAuthentication"`
	SIPAuthenticationUserName string          `json:"sipAuthenticationUserName,omitempty"`

	TrunkGroupIdentity                       string `json:"trunkGroupIdentity,omitempty"`
	OTGDTGIdentity                           string `json:"otgDtgIdentity,omitempty"`
	IncludeDTGIdentity                       bool   `json:"includeDtgIdentity"`
	IncludeTrunkGroupIdentity                bool   `json:"includeTrunkGroupIdentity"`
	IncludeTrunkGroupIdentityForNetworkCalls bool   `json:"includeTrunkGroupIdentityForNetworkCalls"`
	IncludeOTGIdentityForNetworkCalls        bool   `json:"includeOtgIdentityForNetworkCalls"`
	AllowTerminationToTrunkGroupIdentity     bool   `json:"allowTerminationToTrunkGroupIdentity"`
	AllowTerminationToDTGIdentity            bool   `json:"allowTerminationToDtgIdentity"`
	RouteToPeeringDomain                     bool   `json:"routeToPeeringDomain"`
	PrefixEnabled                            bool   `json:"prefixEnabled"`
	AllowUnscreenedCalls                     bool   `json:"allowUnscreenedCalls"`
	AllowUnscreenedEmergencyCalls            bool   `json:"allowUnscreenedEmergencyCalls"`
	EnableNetworkAddressIdentity             bool   `json:"enableNetworkAddressIdentity"`
	PilotUserCallingLineIdentityPolicy       string `json:"pilotUserCallingLineIdentityForExternalCallsPolicy"`
	PilotUserChargeNumberPolicy              string `json:"pilotUserChargeNumberPolicy"`

	StatefulReroutingEnabled                bool `json:"statefulReroutingEnabled"`
	SendContinuousOptionsMessage            bool `json:"sendContinuousOptionsMessage"`
	ContinuousOptionsSendingIntervalSeconds int  `json:"continuousOptionsSendingIntervalSeconds"`
	FailureOptionsSendingIntervalSeconds    int  `json:"failureOptionsSendingIntervalSeconds"`
	FailureThresholdCounter                 int  `json:"failureThresholdCounter"`
	SuccessThresholdCounter                 int  `json:"successThresholdCounter"`
	InviteFailureThresholdCounter           int  `json:"inviteFailureThresholdCounter"`
	InviteFailureThresholdWindowSeconds     int  `json:"inviteFailureThresholdWindowSeconds"`

	TrunkGroupState          string `json:"trunkGroupState,omitempty"`
	TotalActiveIncomingCalls *int   `json:"totalActiveIncomingCalls,omitempty"`
	TotalActiveOutgoingCalls *int   `json:"totalActiveOutgoingCalls,omitempty"`
}

// apioKey names a trunk group from anywhere. The API's spelling of the tenant's
// ID in it is not known; this is how its other objects spell it.
type apioKey struct {
	TenantID string `json:"tenantId"`
	GroupID  string `json:"groupId"`
	Name     string `json:"name"`
}

type apioDevice struct {
	Name  string `json:"name"`
	Level string `json:"level"`
}

func newAPIOTrunkGroup(tenantID, groupID string, t trunkGroup) apioTrunkGroup {
	w := apioTrunkGroup{
		MaxActiveCalls:     t.MaxActiveCalls,
		MaxIncomingCalls:   t.MaxIncomingCalls,
		MaxOutgoingCalls:   t.MaxOutgoingCalls,
		LimitIncomingCalls: t.MaxIncomingCalls != nil,
		LimitOutgoingCalls: t.MaxOutgoingCalls != nil,
		EnableBursting:     t.BurstingMaxActiveCalls != nil,
		BurstingMaxActive:  t.BurstingMaxActiveCalls,
		BurstingMaxIn:      t.BurstingMaxIncomingCalls,
		BurstingMaxOut:     t.BurstingMaxOutgoingCalls,

		PilotUserID:               t.PilotUserID,
		Department:                departmentOf(tenantID, groupID, t.Department),
		RequireAuthentication:     t.SIPAuthenticationUserName != "",
		SIPAuthenticationUserName: t.SIPAuthenticationUserName,
		TrunkGroupIdentity:        t.PilotUserID,

		TrunkGroupState:          t.State,
		TotalActiveIncomingCalls: t.ActiveIncomingCalls,
		TotalActiveOutgoingCalls: t.ActiveOutgoingCalls,
	}
	if t.DeviceName != "" {
		w.AccessDevice = &apioDevice{Name: t.DeviceName, Level: cmp.Or(t.DeviceLevel, "Group")}
	}
	w.CapacityExceededAction, w.CapacityExceededForwardAddress, w.CapacityExceededRerouteKey = apioDiversion(tenantID, t.CapacityExceeded)
	w.UnreachableAction, w.UnreachableForwardAddress, w.UnreachableRerouteKey = apioDiversion(tenantID, t.UnreachableDestination)
	w.ForwardingAlwaysAction, w.ForwardingAlwaysForwardAddress, w.ForwardingAlwaysRerouteKey = apioDiversion(tenantID, t.CallForwardingAlways)
	w.usual()
	return w
}

// usual sets what a freshly made trunk group has and the world does not hold.
func (w *apioTrunkGroup) usual() {
	w.InvitationTimeout = 6
	w.AllowUnscreenedEmergencyCalls = true
	w.IncludeTrunkGroupIdentity = w.TrunkGroupIdentity != ""
	w.PilotUserCallingLineIdentityPolicy = "No Calls"
	w.PilotUserChargeNumberPolicy = "No Calls"
	w.ContinuousOptionsSendingIntervalSeconds = 30
	w.FailureOptionsSendingIntervalSeconds = 10
	w.FailureThresholdCounter = 1
	w.SuccessThresholdCounter = 1
	w.InviteFailureThresholdCounter = 1
	w.InviteFailureThresholdWindowSeconds = 30
}

// apioDiversion returns the action of a diversion with its argument; nil is no action.
func apioDiversion(tenantID string, d *diversion) (action, address string, key *apioKey) {
	switch {
	case d == nil:
		return "", "", nil
	case d.RerouteTo != nil:
		return "Reroute", "", &apioKey{TenantID: tenantID, GroupID: d.RerouteTo.GroupID, Name: d.RerouteTo.Name}
	}
	return "Forward", d.ForwardTo, nil
}
