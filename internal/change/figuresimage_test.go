package change_test

import (
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
)

func TestBurstingIsAFieldOnlyWhereTheServerSaysWhetherItIsOn(t *testing.T) {
	for _, test := range []struct {
		what        string
		enabled     *bool
		flag, calls string
		known       bool
	}{
		{"on", new(true), "true", "4", true},
		{"off", new(false), "false", "", true},
		{"not reported", nil, "", "4", false},
	} {
		image := change.TrunkGroupImage(apiclient.TrunkGroup{
			EnableBursting: test.enabled, BurstingMaxActiveCalls: capacity.Read(capacity.Must(4)),
		})
		if flag, known := image.Value(change.EnableBursting); flag != test.flag || known != test.known {
			t.Errorf("%s: the flag is %q, %v", test.what, flag, known)
		}
		if calls, known := image.Value(change.BurstingMaxActiveCalls); calls != test.calls || !known {
			t.Errorf("%s: the figure is %q, %v", test.what, calls, known)
		}
	}
}
