package simulator

import "testing"

func TestDefaultWorldReads(t *testing.T) {
	if _, err := New(Options{Tenants: 2, Groups: 3, TrunkGroups: 2}); err != nil {
		t.Fatal(err)
	}
}
