package capacity_test

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"banyan/capacity"
)

// source draws readings and counts from bytes, zero when they run out.
type source struct{ data []byte }

func (s *source) next() byte {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return b
}

func (s *source) reading() capacity.Reading {
	switch kind := s.next(); {
	case kind < 32:
		return unread()
	case kind < 64:
		return unlimited()
	case kind < 96:
		var number [8]byte
		for i := range number {
			number[i] = s.next()
		}
		return n(int(binary.LittleEndian.Uint64(number[:]) & math.MaxInt))
	}
	return n(int(s.next()))
}

func (s *source) trunkGroup() capacity.TrunkGroup {
	flags := s.next()
	t := capacity.TrunkGroup{
		Name:           string(rune('a' + flags%26)),
		MaxActiveCalls: s.reading(), BurstingMaxActiveCalls: s.reading(),
		Down: flags&1 != 0,
	}
	if flags&2 != 0 {
		t.MaxIncomingCalls, t.MaxOutgoingCalls = s.reading(), s.reading()
	}
	t.UsedBy = make([]string, flags>>6)
	return t
}

func (s *source) group() capacity.Group {
	flags := s.next()
	g := capacity.Group{
		ID:             string(rune('A' + flags%26)),
		Assignment:     capacity.Assignment(flags % 4),
		MaxActiveCalls: s.reading(), MaxAvailableActiveCalls: s.reading(),
		BurstingMaxActiveCalls: s.reading(), BurstingMaxAvailableActiveCalls: s.reading(),
		TrunkGroupsListed: flags&8 == 0,
	}
	for range s.next() % 6 {
		g.TrunkGroups = append(g.TrunkGroups, s.trunkGroup())
	}
	return g
}

func FuzzAnalyze(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 100, 226, 100, 18, 2, 1, 100, 13, 100, 99, 100, 2, 100, 5, 1, 0, 100, 4, 100, 0})
	f.Add([]byte{1, 40, 40, 3, 2, 70, 255, 255, 255, 255, 255, 255, 255, 127, 70, 255, 255, 255, 255, 255, 255, 255, 127})
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &source{data}
		flags := s.next()
		in := capacity.Tenant{
			ID: "foo", Assignment: capacity.Assignment(flags % 4), GroupsListed: flags&8 == 0,
			MaxActiveCalls: s.reading(), BurstingMaxActiveCalls: s.reading(),
		}
		for range s.next() % 8 {
			in.Groups = append(in.Groups, s.group())
		}
		b := capacity.Analyze(in)
		checkFindings(t, b.Findings)
		if len(b.Groups) != len(in.Groups) || b.GroupsRead > len(b.Groups) {
			t.Errorf("%d groups, %d read, of %d", len(b.Groups), b.GroupsRead, len(in.Groups))
		}
		for _, g := range b.Groups {
			checkFindings(t, g.Findings)
		}
	})
}

// checkFindings holds findings to what every reader of them relies on.
func checkFindings(t *testing.T, findings []capacity.Finding) {
	t.Helper()
	for _, f := range findings {
		if f.Severity <= capacity.None || f.Severity > capacity.Blocked || f.Code == "" || len(f.Path) == 0 {
			t.Errorf("finding without a rank, a code or a place: %+v", f)
		}
		if f.Text == "" || strings.ContainsAny(f.Text, "\n\r") || strings.Contains(f.Text, "  ") {
			t.Errorf("finding text %q", f.Text)
		}
		if math.IsNaN(f.Ratio) || f.Ratio < 0 {
			t.Errorf("finding ratio %v", f.Ratio)
		}
	}
	if !slices.IsSortedFunc(findings, func(a, b capacity.Finding) int { return int(b.Severity) - int(a.Severity) }) {
		t.Errorf("findings out of order: %q", lines(findings))
	}
}
