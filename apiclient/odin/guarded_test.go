package odin

import (
	"strings"
	"testing"

	"banyan/apiclient"
)

func TestAPanicOfAListIsItsError(t *testing.T) {
	t.Parallel()
	var broken Client // has no connection
	list, err := broken.guardedTrunks(t.Context(), apiclient.TrunkOwner{Tenant: "foo", Group: "g"})
	if list != nil || err == nil || !strings.Contains(err.Error(), "internal fault") {
		t.Errorf("%v, %v", list, err)
	}
}
