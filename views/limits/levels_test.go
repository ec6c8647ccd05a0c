package limits

import (
	"context"
	"errors"
	"testing"

	"banyan/apiclient"
	"banyan/internal/viewtest"
)

// A form that is given up while its figures are read opens none.
func TestReadingThatIsBrokenOffHasNoGroup(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	api := &viewtest.API{OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
		stop()
		return apiclient.TenantCapacity{}, nil
	}}
	if _, err := (Levels{API: api}).Of(ctx, viewtest.Enterprise(), "g", true); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
