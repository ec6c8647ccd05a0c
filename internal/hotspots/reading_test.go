package hotspots

import "testing"

func TestWhyATenantIsNotWhollyReadIsSaidInWords(t *testing.T) {
	gap := func(what string, path ...string) []Gap { return []Gap{{Path: path, What: what, Text: "no answer"}} }
	for _, test := range []struct {
		reading Reading
		want    string
	}{
		{Reading{}, ""},
		{Reading{Failed: "no answer"}, "no answer"},
		{Reading{Short: true}, "the server did not report every figure"},
		{Reading{Gaps: gap("tenant capacity", "foo"), GapCount: 1}, "tenant capacity not read: no answer"},
		{Reading{Gaps: gap("group capacity", "foo", "g"), GapCount: 2}, "group capacity of g not read: no answer; and 1 more failure"},
		{Reading{Gaps: gap("trunk group", "foo", "g", "t"), GapCount: 40}, "trunk group g / t not read: no answer; and 39 more failures"},
	} {
		if got := test.reading.Why(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
