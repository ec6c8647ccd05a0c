package main

import "testing"

func TestTheHeaderSaysWhetherTheSessionWrites(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--demo"}, "READ-ONLY"},
		{[]string{"--demo", "--write"}, "WRITE"},
	} {
		t.Run(test.want, func(t *testing.T) {
			s := start(t, nil, test.args...)
			s.untilShows("ServiceProviderID")
			s.untilShows(test.want)
			s.press("q")
			if code, out := s.exit(); code != 0 {
				t.Errorf("exit %d: %q", code, out)
			}
		})
	}
}
