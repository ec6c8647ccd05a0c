package simulator

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"

	"banyan/capacity"
	"banyan/internal/routing"
)

//go:embed world.json
var defaultWorld []byte

// worldFile is the document of a world, as the package comment describes it.
type worldFile struct {
	Tenants []tenantFile `json:"tenants"`
}

type tenantFile struct {
	ID               string        `json:"tenantId"`
	Name             string        `json:"name"`
	Type             string        `json:"type"`
	ResellerID       string        `json:"resellerId"`
	DefaultDomain    string        `json:"defaultDomain"`
	SupportEmail     string        `json:"supportEmail"`
	Trunking         *trunkingFile `json:"trunking"`
	Groups           []groupFile   `json:"groups"`
	EnterpriseTrunks []trunkFile   `json:"enterpriseTrunks"`
}

type trunkingFile struct {
	MaxActiveCalls         limitFile `json:"maxActiveCalls"`
	BurstingMaxActiveCalls limitFile `json:"burstingMaxActiveCalls"`
}

type groupFile struct {
	ID          string             `json:"groupId"`
	Name        string             `json:"groupName"`
	UserLimit   int                `json:"userLimit"`
	Trunking    *groupTrunkingFile `json:"trunking"`
	TrunkGroups []trunkGroup       `json:"trunkGroups"`

	EnterpriseTrunks []trunkFile `json:"enterpriseTrunks"`
}

type groupTrunkingFile struct {
	MaxActiveCalls                  *int       `json:"maxActiveCalls"`
	BurstingMaxActiveCalls          *limitFile `json:"burstingMaxActiveCalls"`
	MaxAvailableActiveCalls         *limitFile `json:"maxAvailableActiveCalls"`
	BurstingMaxAvailableActiveCalls *limitFile `json:"burstingMaxAvailableActiveCalls"`
}

type trunkFile struct {
	Name                      string      `json:"name"`
	MaxReroutes               *int        `json:"maximumRerouteAttempts"`
	ExhaustionAction          string      `json:"routeExhaustionAction"`
	ExhaustionDestination     string      `json:"routeExhaustionDestination"`
	Mode                      string      `json:"routingMode"`
	OrderingAlgorithm         string      `json:"orderingAlgorithm"`
	MaxReroutesWithinPriority *int        `json:"maximumRerouteAttemptsWithinPriority"`
	Routes                    []routeFile `json:"routes"`
	CapacityManagement        *bool       `json:"enableCapacityManagement"`
	MaxActiveCalls            *int        `json:"maxActiveCalls"`
	TrapInitialCalls          *int        `json:"capacityExceededTrapInitialCalls"`
	TrapOffsetCalls           *int        `json:"capacityExceededTrapOffsetCalls"`
}

type routeFile struct {
	GroupID  string `json:"groupId"`
	Name     string `json:"name"`
	Priority int    `json:"priority"`
	Weight   int    `json:"weight"`
}

// limitFile reads a number of calls or the word "unlimited".
type limitFile struct{ capacity.Limit }

// UnmarshalJSON implements json.Unmarshaler. What is no limit was refused, with
// its position, before (see keyWalker).
func (l *limitFile) UnmarshalJSON(data []byte) error {
	if string(data) == `"unlimited"` {
		l.Limit = capacity.Unlimited()
		return nil
	}
	var calls int
	if err := json.Unmarshal(data, &calls); err != nil {
		return err
	}
	limit, err := capacity.New(calls)
	l.Limit = limit
	return err
}

// parseWorld reads a document. Its errors name the line and column, or where the
// document reads well but makes no sense, the object.
func parseWorld(data []byte) (*document, error) {
	if err := checkKeys(data, worldFile{}); err != nil {
		return nil, fmt.Errorf("read world: %w", err)
	}
	var file worldFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("read world: %w", positioned(data, err))
	}
	d := newDocument(len(file.Tenants))
	var problems []error
	for _, t := range file.Tenants {
		if err := d.add(t); err != nil {
			problems = append(problems, fmt.Errorf("read world: tenant %q: %w", t.ID, err))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return d, nil
}

func (f trunkFile) trunk() routing.Trunk {
	t := routing.Trunk{
		Name:                      f.Name,
		Mode:                      routing.Mode(f.Mode),
		OrderingAlgorithm:         f.OrderingAlgorithm,
		MaxReroutes:               f.MaxReroutes,
		MaxReroutesWithinPriority: f.MaxReroutesWithinPriority,
		ExhaustionAction:          f.ExhaustionAction,
		ExhaustionDestination:     f.ExhaustionDestination,
		CapacityManagement:        f.CapacityManagement,
		MaxActiveCalls:            f.MaxActiveCalls,
		TrapInitialCalls:          f.TrapInitialCalls,
		TrapOffsetCalls:           f.TrapOffsetCalls,
	}
	for _, r := range f.Routes {
		key := routing.Key{GroupID: r.GroupID, Name: r.Name}
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: key, Priority: r.Priority, Weight: r.Weight})
	}
	return t
}
