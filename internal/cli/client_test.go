package cli

import (
	"testing"

	"banyan/capacity/collect"
	"banyan/internal/config"
)

func TestADemoSpeaksTheDialectThatIsAskedFor(t *testing.T) {
	for api, dialect := range map[string]string{"": "APIO", config.APIO: "APIO", config.Odin: "Odin"} {
		t.Run(api, func(t *testing.T) {
			c, _ := session(t, nil, config.Settings{Demo: true, API: api})
			defer c.close()
			if got := c.Client.Capabilities().Dialect; got != dialect {
				t.Errorf("it speaks %s", got)
			}
			tenants, err := c.Client.Tenants(t.Context())
			if err != nil || len(tenants) == 0 {
				t.Errorf("%d tenants, %v", len(tenants), err)
			}
			if _, reports := c.Client.(collect.Reporter); reports != (dialect == "Odin") {
				t.Errorf("that it reports is %v", reports)
			}
		})
	}
}
