package simulator

import (
	"strings"
	"testing"

	"banyan/internal/routing"
)

func TestAWorldsGroupsMayHaveEnterpriseTrunks(t *testing.T) {
	t.Parallel()
	const trunk = `{"name":"et","maximumRerouteAttempts":1,"routeExhaustionAction":"None","routingMode":"ordered","routes":[{"groupId":"GROUP","name":"tg"}]}`
	world := func(kind, routed string, more ...string) string {
		one := strings.ReplaceAll(trunk, "GROUP", routed)
		return `{"tenants":[{"tenantId":"t","type":"` + kind + `","groups":[
			{"groupId":"a","trunking":{"maxActiveCalls":1},"trunkGroups":[{"name":"tg","maxActiveCalls":1}],"enterpriseTrunks":[` + strings.Join(append(more, one), ",") + `]},
			{"groupId":"b","trunking":{"maxActiveCalls":1},"trunkGroups":[{"name":"tg","maxActiveCalls":1}]}]}]}`
	}
	d, err := parseWorld([]byte(world(serviceProvider, "a")))
	if err != nil {
		t.Fatal(err)
	}
	if list := d.trunks(owner{"t", "a"}); len(list) != 1 || list[0].Routes[0].TrunkGroup != (routing.Key{GroupID: "a", Name: "tg"}) {
		t.Errorf("%+v", list)
	}
	if len(d.trunks(owner{tenant: "t"})) != 0 || len(d.trunks(owner{"t", "b"})) != 0 {
		t.Error("others have it too")
	}
	for what, tt := range map[string]struct{ world, says string }{
		"of an enterprise":              {world(enterprise, "a"), `group "a": only a ServiceProvider has enterprise trunks at its groups`},
		"with another group's":          {world(serviceProvider, "b"), `the enterprise trunk is of group "a"`},
		"that is there twice":           {world(serviceProvider, "a", strings.ReplaceAll(trunk, "GROUP", "a")), `enterprise trunk "et": is there twice`},
		"with a trunk group of nowhere": {world(serviceProvider, "x"), "no such trunk group"},
	} {
		if _, err := parseWorld([]byte(tt.world)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
