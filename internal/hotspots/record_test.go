package hotspots

import "testing"

func TestWhyATenantIsNotWhollyReadIsSaidInWords(t *testing.T) {
	t.Parallel()
	gaps := func(what string, path ...string) []gap { return []gap{{Path: path, What: what, Text: "no answer"}} }
	for _, test := range []struct {
		record record
		want   string
	}{
		{record{}, ""},
		{record{Failed: "no answer"}, "no answer"},
		{record{Short: true}, "the server did not report every figure"},
		{record{Gaps: gaps("tenant capacity", "foo"), GapCount: 1}, "tenant capacity not read: no answer"},
		{record{Gaps: gaps("group capacity", "foo", "g"), GapCount: 2}, "group capacity of g not read: no answer; and 1 more failure"},
		{record{Gaps: gaps("trunk group", "foo", "g", "t"), GapCount: 40}, "trunk group g / t not read: no answer; and 39 more failures"},
	} {
		if got := test.record.why(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
